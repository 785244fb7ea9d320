"""The scorecard's rows and columns: frozen rows in words, addressed by id."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt

from csp_desktop.gui.kpis.lines import (
    HEADS,
    LAST_YEAR,
    NUMBERS,
    THIS_YEAR,
    Kept,
    ScorecardColumn,
    ScorecardLine,
    Work,
    sort_key,
    text_of,
    tip_of,
)
from csp_desktop.gui.widgets.rows_model import RowsModel
from csp_desktop.gui.widgets.sorted_rows import SortedRows
from csp_desktop.plan.document import Document
from csp_desktop.plan.selection import Selection, indicators_in
from csp_desktop.plan.wording import plural


class ScorecardModel(RowsModel[ScorecardLine]):
    """All indicators and benchmarks at a quarter; `shown` narrows them and puts them in order."""

    columns = tuple(HEADS[column] for column in ScorecardColumn)
    numbers = frozenset(NUMBERS)
    two_lines = True

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = Document("")
        self.quarter = ""
        self.rating = ""
        self._place = Selection()
        self._belongs = indicators_in(self.document, self._place)
        self._kept: Kept = {}
        self.shown = SortedRows(self, self._wanted)

    @property
    def lines(self) -> tuple[ScorecardLine, ...]:
        """The lines that are shown, in their order."""
        return tuple(map(self._here, self.shown.rows))

    @property
    def sorted_by(self) -> ScorecardColumn | None:
        """The column by which the lines are sorted, None for the plan's order."""
        at = self.shown.sortColumn()
        return ScorecardColumn(at) if at >= 0 else None

    @property
    def descending(self) -> bool:
        """Whether they are sorted backwards."""
        return self.shown.sortOrder() is Qt.SortOrder.DescendingOrder

    def show(self, document: Document, quarter: str) -> None:
        """Show the plan as it stands at a quarter, however long that takes."""
        work = self.work_for(document, quarter)
        work.step()
        self.take(work)

    def work_for(self, document: Document, quarter: str, before: Work | None = None) -> Work:
        """What there is to work out for a plan at a quarter; `before` is work that was left off."""
        return Work(document, quarter, self._kept | (before.kept if before else {}))

    def take(self, work: Work) -> None:
        """Show what has been worked out."""
        self.document, self.quarter, self._kept = work.document, work.quarter, work.kept
        self._belongs = indicators_in(self.document, self._place)
        self.replace_rows(work.lines())

    def narrow(self, place: Selection, rating: str = "") -> None:
        """Show only what belongs to a place of the plan, and what the search asks for.

        With `rating`, as `look` knows it, only the indicators with that one in the working year.
        """
        if (place, rating) != (self._place, self.rating):
            self._place, self.rating = place, rating
            self._belongs = indicators_in(self.document, place)
            self.shown.invalidate()

    def _here(self, line: ScorecardLine) -> ScorecardLine:
        """A line as it reads in the place; the one for those to be named counts those of it."""
        if not line.unnamed:
            return line
        return replace(line, unnamed=tuple(filter(self._belongs, line.unnamed)))

    def _wanted(self, line: ScorecardLine) -> bool:
        place = self._place
        name = line.name.casefold()
        if any(word not in name for word in place.text.casefold().split()):
            return False
        if line.unnamed:
            return not self.rating and any(map(self._belongs, line.unnamed))
        if line.row is None:
            anywhere = place.cleared() == Selection()
            return anywhere and not self.rating
        if self.rating and line.row.now.rating.look != self.rating:
            return False
        record = self.document.record("indicator", line.id)
        return record is not None and self._belongs(record)

    def key(self, row: ScorecardLine) -> Hashable:
        return row.id

    def words(self, row: ScorecardLine, column: int) -> str:
        return text_of(self._here(row), ScorecardColumn(column))

    def tip(self, row: ScorecardLine, column: int) -> str:
        return tip_of(row, ScorecardColumn(column))

    def sorts_by(self, row: ScorecardLine, column: int) -> object:
        return sort_key(row, ScorecardColumn(column))

    def spoken(self, row: ScorecardLine, column: int) -> str:
        said = self.words(row, column) or "none"
        across, role = Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole
        head = self.headerData(column, across, role)
        return said if column <= ScorecardColumn.NAME else f"{row.name}, {head}: {said}"

    def over(self, column: int) -> str:
        year = self.quarter[:7]
        if column in (ScorecardColumn.LABEL, ScorecardColumn.NAME):
            return ""
        if column in LAST_YEAR:
            return f"{int(year[:4]) - 1}/{year[2:4]}" if year else ""
        if column in THIS_YEAR:
            return f"{year} to {self.quarter[8:]}" if year else ""
        return "Benchmark" if column == ScorecardColumn.AGAINST else "Direction of travel"


def counted(lines: Iterable[ScorecardLine]) -> str:
    """How many indicators there are and how their targets stand, as the head says it."""
    listed = list(lines)
    rows = [line.row for line in listed if line.row]
    unnamed = sum(len(line.unnamed) for line in listed)
    total = len(rows)
    if not total:
        return f"{unnamed} to be named" if unnamed else ""
    held = sum(row.set_elsewhere for row in rows)
    with_target = sum(row.has_target for row in rows)
    parts = [f"{with_target} with a target", f"{total - held - with_target} Tbc"]
    if held:
        parts.append(f"{held} held in another plan")
    if unnamed:
        parts.append(f"{unnamed} more to be named")
    asked = sum(each.asks for row in rows for each in row.problems)
    if asked:
        parts.append(f"{asked} reported {plural(asked, 'figure')} to settle")
    return f"{total} {plural(total, 'indicator')}: {', '.join(parts)}"
