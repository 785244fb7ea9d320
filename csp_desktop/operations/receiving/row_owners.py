"""Which row of a returned sheet belongs to which record, and whether ids and content came apart."""

from __future__ import annotations

from collections import Counter

from csp_desktop.plan.cell_equality import says, shown_key, text_in
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.row_matcher import RowMatcher, naming_among
from csp_desktop.plan.values import Value, key
from csp_desktop.workbook.package.model import (
    Base,
    BaseSheet,
    Place,
    ReturnedRow,
    ReturnedSheet,
    SheetColumn,
)

_MOST_EXCHANGED = 2


class RowOwners:
    """Tells the rows of one sheet apart by `base`; by the ids alone where there is none."""

    def __init__(self, base: Base | None, exported: BaseSheet | None) -> None:
        """Look at a sheet that was exported as `exported`."""
        self._base = base
        self._exported = exported
        self._naming = exported.naming if exported else naming_among("", ())
        self._matcher: RowMatcher | None = None

    def owners(self, sheet: ReturnedSheet) -> dict[str, ReturnedRow]:
        """The row that belongs to each id; of several, the one that shows what was exported.

        A row that was copied over another one, with its id, is recognised by what it says.
        """
        rows: dict[str, list[ReturnedRow]] = {}
        strays: list[tuple[str, ReturnedRow]] = []
        for row in sheet.rows:
            if not row.record_id or row.blank:
                continue
            # A row that still shows any of its own names keeps its id. Only one that shows none may
            # be another's, whose id was copied over.
            other = "" if self._likeness(row) else self._named(row)
            if other not in ("", row.record_id):
                strays.append((other, row))
            else:
                rows.setdefault(row.record_id, []).append(row)
        owners = {
            # Of rows as like, the first: people copy a row downwards and edit the copy.
            record_id: max(found, key=lambda row: (self._likeness(row), -row.number))
            for record_id, found in rows.items()
        }
        for other, row in strays:
            # A row that has its own id goes before a stray that only says the same.
            owners.setdefault(other, row)
        return owners

    def _named(self, row: ReturnedRow) -> str:
        """The exported record that a row's ref or name, and title, name for certain; else ''."""
        if self._base is None or self._exported is None:
            return ""
        name = row.values.get((self._naming.name, ""))
        if name is None:
            return ""
        if self._matcher is None:
            self._matcher = RowMatcher(self._naming, self._base.marks(self._exported))
        return self._matcher.match(name, row.values.get((self._naming.beside, ""))).certain

    def _likeness(self, row: ReturnedRow) -> int:
        return sum(
            self._unchanged(row, place) for place in self._naming.places if place in row.values
        )

    def _unchanged(self, row: ReturnedRow, place: Place) -> bool:
        base = self._base.cells.get((row.record_id, *place)) if self._base else None
        raw = row.values.get(place)
        return base is not None and raw is not None and says(raw, base.value)

    def parted(self, sheet: ReturnedSheet) -> tuple[str, Place | None]:
        """A sentence if ids and content have come apart, and the column that shows it; or ''.

        That is so if what one row said is in another row now, in a grey column or in a column that
        names rows. In the latter a few exchanged values are normal; a column that was sorted alone
        has them everywhere. In another column that is filled in, nothing but the same values in
        another order will do: people who edit do not leave that.
        """
        columns = self._exported.columns if self._exported else ()
        moved = {
            column.header: count
            for column in columns
            if (count := self._moved(sheet, column, whole=self._is_free(column)))
        }
        given = {each.header for each in columns if not each.fill_in}
        suspect = [
            header
            for header, count in moved.items()
            if header in given or count > _MOST_EXCHANGED or len(moved) > 1
        ]
        if not suspect:
            return "", None
        told = (
            f"The rows of this sheet have come apart: '{suspect[0]}' was sorted or moved without "
            "the rest, so it cannot be told whose update is whose. Nothing was taken from this "
            "sheet. Sort the whole table and send it again."
        )
        return told, next(each.place for each in columns if each.header == suspect[0])

    def _is_free(self, column: SheetColumn) -> bool:
        """Whether a column is there to be filled in, and names no row."""
        return column.fill_in and column.place not in self._naming.places

    def _moved(self, sheet: ReturnedSheet, column: SheetColumn, *, whole: bool) -> int:
        """In how many rows a column says what was exported in another; 0 where it is no pattern.

        `whole`: it is one only if all values are there still, and several differ.
        """
        was: Counter[str] = Counter()
        now: Counter[str] = Counter()
        for row in sheet.rows:
            base = self._base.cells.get((row.record_id, *column.place)) if self._base else None
            raw = row.values.get(column.place)
            if base and raw and not says(raw, base.value, column.type):
                # Numbers as such: the decimals that a format adds are no part of them.
                figures = _is_number(base.value) and _is_number(raw.value)
                was[key(base.value) if figures else shown_key(column.type, base.value)] += 1
                now[key(raw.value) if figures else key(text_in(raw))] += 1
        if whole and (was != now or len(was) <= _MOST_EXCHANGED or column.type is Type.CHOICE):
            return 0
        both = was & now
        count = both.total()
        # Blanks that changed places say nothing; more than half of what changed must be found in
        # other rows, or it is plain editing that happens to repeat some words.
        told = count - both[""]
        return count if told and count > 1 and 2 * count > was.total() else 0


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
