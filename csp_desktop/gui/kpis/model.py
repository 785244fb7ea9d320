"""The scorecard's rows and columns: frozen rows in words, addressed by id."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from csp_desktop.gui.kpis.lines import Kept, Line, Work
from csp_desktop.gui.kpis.ordering import in_order_of
from csp_desktop.gui.kpis.words import HEADS, Column, text_of, tip_of
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.measures.kpi.scorecard import Row
from csp_desktop.plan.document import Document
from csp_desktop.plan.selection import Selection, indicators_in

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


class ScorecardModel(QAbstractTableModel):
    """All indicators and benchmarks at a quarter, narrowed to what is asked for, in some order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = Document("")
        self.quarter = ""
        self.rating = ""
        self.sorted_by: Column | None = None
        self.descending = False
        self._all: tuple[Line, ...] = ()
        self.lines: tuple[Line, ...] = ()
        self._place = Selection()
        self._kept: Kept = {}

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
        self.beginResetModel()
        self.document, self.quarter = work.document, work.quarter
        self._all, self._kept = work.lines(), work.kept
        self.lines = self._arranged()
        self.endResetModel()

    def narrow(self, place: Selection, rating: str = "") -> None:
        """Show only what belongs to a place of the plan, and what the search asks for.

        With `rating`, as `look` knows it, only the indicators with that one in the working year.
        """
        if (place, rating) != (self._place, self.rating):
            self._place, self.rating = place, rating
            self._arrange()

    def sort_by(self, column: Column | None, *, descending: bool = False) -> None:
        """Put the lines in the order of a column, None for that of the plan; blanks come last."""
        if (column, descending) != (self.sorted_by, self.descending):
            self.sorted_by, self.descending = column, descending
            self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        self.lines = self._arranged()
        self.endResetModel()

    def _arranged(self) -> tuple[Line, ...]:
        shown = self._narrowed()
        if self.sorted_by is None:
            return shown
        return in_order_of(shown, self.sorted_by, descending=self.descending)

    @property
    def rows(self) -> list[Row]:
        """The indicators that are shown."""
        return [line.row for line in self.lines if line.row]

    def place_of(self, line_id: str) -> int:
        """The row of a line, −1 where it is not shown."""
        return next((at for at, line in enumerate(self.lines) if line.id == line_id), -1)

    def _narrowed(self) -> tuple[Line, ...]:
        place = self._place
        belongs = indicators_in(self.document, place)
        words = place.text.casefold().split()
        anywhere = not (place.delivery_priority or place.strategic_priority or place.group)

        def wanted(line: Line) -> bool:
            if any(word not in line.name.casefold() for word in words):
                return False
            if line.row is None:
                return anywhere and not self.rating
            if self.rating and line.row.now.rating.look != self.rating:
                return False
            record = self.document.record("indicator", line.id)
            return record is not None and belongs(record)

        return tuple(line for line in self._all if wanted(line))

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or section >= len(Column):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADS[Column(section)]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            group = self.group_of(Column(section))
            return f"{group}, {HEADS[Column(section)]}" if group else HEADS[Column(section)]
        return None

    def group_of(self, column: Column) -> str:
        """What stands over a column, '' for nothing."""
        if column in (Column.LABEL, Column.NAME):
            return ""
        year = self.quarter[:7]
        if column in (Column.LAST_ACTUAL, Column.LAST_TARGET, Column.LAST_RATING):
            return f"{int(year[:4]) - 1}/{year[2:4]}" if year else ""
        if column in (Column.NOW_ACTUAL, Column.NOW_TARGET, Column.NOW_RATING):
            return f"{year} to {self.quarter[8:]}" if year else ""
        return "Direction of travel"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line, column = self.lines[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return text_of(line, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(tip_of(line, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            head = self.headerData(
                column, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole
            )
            said = text_of(line, column) or "none"
            return said if column <= Column.NAME else f"{line.name}, {head}: {said}"
        return None


def counted(rows: list[Row]) -> str:
    """How many indicators there are and how their targets stand, as the head says it."""
    total = len(rows)
    if not total:
        return ""
    held = sum(row.set_elsewhere for row in rows)
    with_target = sum(row.has_target for row in rows)
    parts = [f"{with_target} with a target", f"{total - held - with_target} Tbc"]
    if held:
        parts.append(f"{held} held in another plan")
    asked = sum(each.asks for row in rows for each in row.problems)
    if asked:
        parts.append(f"{asked} reported figure{'' if asked == 1 else 's'} to settle")
    return f"{total} indicator{'' if total == 1 else 's'}: {', '.join(parts)}"
