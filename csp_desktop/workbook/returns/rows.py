"""The rows of a returned sheet: whose each is, and what its cells say."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from csp_desktop.plan.cell_equality import turned
from csp_desktop.plan.fields import MARKINGS
from csp_desktop.plan.row_matcher import RowMatcher
from csp_desktop.plan.values import words
from csp_desktop.workbook.package.cells import column_letter
from csp_desktop.workbook.package.markers import ROW_ID, quoted, with_link
from csp_desktop.workbook.package.model import (
    Base,
    BaseSheet,
    CellRange,
    Grid,
    GridCell,
    Place,
    RawCell,
    ReturnedRow,
    ReturnedSheet,
    SheetColumn,
    SheetProblem,
)
from csp_desktop.workbook.returns.match_columns import ReturnHead, by_row, fold, known_ids

_COLOURED = "status"
_BLANK = GridCell(None)
# At least one figure or hyphen, and two signs: a word or a single figure typed there is no id, and
# is reported as a stray.
_AN_ID = re.compile(r"(?=[^\d-]*[\d-])[\w.-]{2,80}")
_MARKED = re.compile(r"(?:marking:\s*)?(?:" + "|".join(MARKINGS) + r")\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _UnplacedRow:
    """A row of the sheet before it is known whose it is: its number, its id, its cells.

    `odd_id` is the address of an id that is not one of the export's; `moved` says that the id is in
    another column than its own.
    """

    number: int
    record_id: str
    cells: Mapping[int, GridCell]
    odd_id: str = ""
    moved: bool = False


@dataclass(slots=True)
class SheetFindings:
    """What is found out about a sheet while its rows are read.

    `seen` are the cells, by (row, column), of which the rows or a sentence here give account.
    """

    problems: list[SheetProblem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)


def read_rows(
    sheet: BaseSheet, grid: Grid, head: ReturnHead, carried: Base | None, told: SheetFindings
) -> ReturnedSheet:
    """The rows under the header row; what could not be read as it is written goes into `told`.

    A row whose id is gone is known by its ref or name, as long as no other row has that id.
    """
    columns = [
        (each, head.places[each.place]) for each in sheet.columns if each.place in head.places
    ]
    numbers = [number for _, number in columns]
    # All rows are found before any is read: a row that has lost its id may only be known by its ref
    # where no other row holds that id, wherever that other row is.
    places = list(_places(sheet, grid, head, numbers, told))
    covered = _covered(grid.merged, numbers, [each.number for each in places])
    _tell_merged(grid, covered, told.notices)
    owners = _owners(sheet, columns, places, carried)
    reading = _RowReader(grid, sheet, columns, carried, told)
    rows = []
    for place in places:
        record_id, matched = owners[place.number]
        values: dict[Place, RawCell] = {}
        for column, number in columns:
            # Seen even where it is hidden under a merged cell: `_tell_merged` gives account of
            # those.
            told.seen.add((place.number, number))
            # No value at all, which means 'left as it is'. Excel empties the cells that a merge
            # hides, and a blank here would count as a person's clearing.
            if (place.number, number) in covered:
                continue
            raw = reading.cell(column, number, place, record_id)
            if raw:
                values[column.place] = raw
        rows.append(
            ReturnedRow(place.number, record_id, values, matched, place.odd_id, place.moved)
        )
    reading.finish()
    return ReturnedSheet(grid.name, sheet.name, sheet.kind, head.row, head.columns, tuple(rows))


class _RowReader:
    """Reads the cells of one sheet's rows, and gathers what is said of them together."""

    def __init__(
        self,
        grid: Grid,
        sheet: BaseSheet,
        columns: Iterable[tuple[SheetColumn, int]],
        carried: Base | None,
        told: SheetFindings,
    ) -> None:
        self._grid = grid
        self._names = sheet.naming.places
        statuses = {number for column, number in columns if column.field == _COLOURED}
        # A whole row in one status's colour repeats what the status cell says. A notice for each of
        # its cells would bury the others.
        self._tints = {row: tint for (row, at), tint in grid.tints.items() if at in statuses}
        self._carried = carried
        self._told = told
        self._formulas: list[str] = []
        self._mended: list[str] = []
        self._coloured: list[str] = []

    def cell(
        self, column: SheetColumn, number: int, place: _UnplacedRow, record_id: str
    ) -> RawCell | None:
        """A cell's content; None if it cannot be read, and then a problem says so."""
        address = f"{column_letter(number)}{place.number}"
        cell = place.cells.get(number)
        tint = self._grid.tints.get((place.number, number), "")
        colour = tint if column.field == _COLOURED else ""
        if tint and not colour and self._tints.get(place.number) != tint:
            self._coloured.append(address)
        if cell is None:
            return RawCell(address, None, colour=colour)
        # None, not a blank: an error or a formula without a result must never clear what the plan
        # holds.
        if cell.trouble:
            self._told.problems.append(SheetProblem(self._grid.name, address, cell.trouble))
            return None
        if cell.formula and cell.value is not None:
            self._formulas.append(address)
        # Before the struck-out parts are left out: those come from the cell's text as it is, so
        # a cell that has both tells of its link and keeps only what is not struck.
        value = with_link(column, address, cell, self._grid.name, self._told.notices)
        if cell.struck:
            value = self._without_struck(column, address, cell)
        raw = RawCell(address, value, cell.format, colour)
        # A text that Excel has turned into a number or date looks like an edit and is none. Only
        # the base can tell, by what had been there.
        was = self._carried.cells.get((record_id, *column.place)) if self._carried else None
        if was and turned(raw, was.value):
            self._mended.append(address)
            return RawCell(address, words(was.value), raw.format, colour)
        return raw

    def _without_struck(
        self, column: SheetColumn, address: str, cell: GridCell
    ) -> str | int | float | None:
        """What is left of a cell that is struck out in part; what names a row stays whole."""
        # People strike through what is done or wrong, and mean 'no more'. A struck ref or title
        # rather means the whole row, which only a person can settle.
        if column.fill_in and column.place not in self._names:
            left = "its cell counts as blank" if not cell.rest.strip() else "the rest was read"
            self._told.notices.append(
                f"{self._grid.name} {address}: {quoted(cell.struck)} is struck out, so it was left "
                f"out: {left}."
            )
            return cell.rest if cell.rest.strip() else None
        self._told.problems.append(
            SheetProblem(
                self._grid.name,
                address,
                f"{quoted(cell.struck)} is struck out. Nothing was taken from that: say to the "
                "coordinator what is to become of it.",
            )
        )
        return cell.value

    def finish(self) -> None:
        """Say what concerns several cells."""
        name, notices = self._grid.name, self._told.notices
        if self._formulas:
            notices.append(
                f"{name}: {_listed(self._formulas)} held formulas; what they showed was taken."
            )
        if self._mended:
            notices.append(
                f"{name}: {_listed(self._mended)} had been turned from text into numbers or dates, "
                "and were read as the text they were."
            )
        if self._coloured:
            notices.append(
                f"{name}: {_listed(self._coloured)} were coloured by hand. A colour counts in the "
                "column for the status alone, so nothing was taken from it."
            )


def _places(
    sheet: BaseSheet, grid: Grid, head: ReturnHead, numbers: Sequence[int], told: SheetFindings
) -> Iterable[_UnplacedRow]:
    """The rows under the headers that have an id or any content."""
    rows = by_row(grid)
    ids = known_ids(sheet)
    headers = {number: fold(rows[head.row][number].value) for number in numbers}
    ended = False
    for number, cells in rows.items():
        if number <= head.row:
            continue
        said = {at: cell for at, cell in cells.items() if at in headers}
        record_id, at = _id_of(cells, head, ids)
        moved = at not in (0, head.id_column)
        # The id counts as accounted for, and never as a value, wherever in its row it has been
        # moved to.
        if at:
            told.seen.add((number, at))
            said.pop(at, None)
        # Rows under the table that are no records: the marking at its foot, and the header repeated
        # by somebody who printed it on each page.
        if not record_id and (not said or _is_marking(cells) or _is_header(said, headers)):
            if _is_marking(cells) or _is_header(said, headers):
                told.seen |= {(number, column) for column in said}
            ended = ended or _is_marking(cells)
            continue
        # A word by itself below the foot of the table is a note, and makes no record of that name.
        if not record_id and ended and len(said) == 1:
            continue
        odd = at and ids and record_id not in ids
        odd_id = f"{column_letter(at)}{number}" if odd or (at and not ids) else ""
        yield _UnplacedRow(number, record_id, said, odd_id, moved)


def _id_of(cells: Mapping[int, GridCell], head: ReturnHead, ids: frozenset[str]) -> tuple[str, int]:
    """The id of a row and its column; '' and 0 if it has none.

    An id of the export counts anywhere in its row; in the column of ids, anything that may be an id
    counts.
    """
    # Its own column first: a commentary that quotes an id must not outrank the row's own.
    marked = cells.get(head.id_column) if head.id_column else None
    text = str(marked.value).strip() if marked and marked.value is not None else ""
    if text in ids:
        return text, head.id_column
    for column, cell in cells.items():
        if isinstance(cell.value, str) and cell.value.strip() in ids:
            return cell.value.strip(), column
    if fold(text) == fold(ROW_ID):
        return "", head.id_column  # the header row, copied whole
    return (text, head.id_column) if _AN_ID.fullmatch(text) else ("", 0)


def _is_marking(cells: Mapping[int, GridCell]) -> bool:
    texts = [cell.value for cell in cells.values() if cell.value is not None]
    return len(texts) == 1 and bool(_MARKED.fullmatch(str(texts[0])))


def _is_header(said: Mapping[int, GridCell], headers: Mapping[int, str]) -> bool:
    return len(said) > 1 and all(fold(cell.value) == headers[at] for at, cell in said.items())


def _owners(
    sheet: BaseSheet,
    columns: Sequence[tuple[SheetColumn, int]],
    places: Sequence[_UnplacedRow],
    carried: Base | None,
) -> dict[int, tuple[str, str]]:
    """By row number, the record whose row it is ('' where it is none's) and how that is known."""
    ids = known_ids(sheet)
    # A row whose id was lost may be beside a copy that still has it. Then the copy is the
    # record's row and this one is a further one, which `return_reader` judges.
    borne = Counter(each.record_id for each in places)
    owners: dict[int, tuple[str, str]] = {}
    lost = [] if carried is None else [each for each in places if each.record_id not in ids]
    called = _by_name(sheet, columns, lost, carried) if carried and lost else {}
    for place in places:
        found = called.get(place.number, "")
        # Without a base there is no list of ids, so any id is believed here and looked up in the
        # plan.
        if place.record_id in ids or (place.record_id and carried is None):
            owners[place.number] = (place.record_id, "id")
        elif found and not borne[found]:
            borne[found] += 1
            owners[place.number] = (found, "label")
        else:
            owners[place.number] = (place.record_id, "")
    return owners


def _by_name(
    sheet: BaseSheet,
    columns: Sequence[tuple[SheetColumn, int]],
    lost: Iterable[_UnplacedRow],
    carried: Base,
) -> dict[int, str]:
    """By row number, the exported record that a row without a known id names for certain."""
    naming = sheet.naming
    matcher = RowMatcher(naming, carried.marks(sheet))
    at = {column.field: number for column, number in columns if column.place in naming.places}
    name, beside = at.get(naming.name), at.get(naming.beside, 0)
    return {
        place.number: matcher.match(
            place.cells.get(name, _BLANK) if name else None, place.cells.get(beside)
        ).certain
        for place in lost
    }


def _covered(
    merged: Iterable[CellRange], columns: Sequence[int], rows: Sequence[int]
) -> dict[tuple[int, int], CellRange]:
    """The cells of a table that are hidden under a merged one, with the area they belong to."""
    found: dict[tuple[int, int], CellRange] = {}
    for area in merged:
        # Rows are sorted, and a merged area may claim a million of them.
        within = rows[bisect_left(rows, area.top) : bisect_right(rows, area.bottom)]
        for column in columns:
            if area.left <= column <= area.right:
                for row in within:
                    # The first cell keeps the value of the merged one, so it is read as usual.
                    if (row, column) != (area.top, area.left):
                        found[row, column] = area
    return found


def _tell_merged(
    grid: Grid, covered: Mapping[tuple[int, int], CellRange], notices: list[str]
) -> None:
    for area in dict.fromkeys(covered.values()):
        first = f"{column_letter(area.left)}{area.top}"
        last = f"{column_letter(area.right)}{area.bottom}"
        notices.append(
            f"{grid.name}: {first} to {last} were merged into one cell. What it says was taken for "
            f"{first} alone; the others were left as they are in the plan."
        )


def _listed(addresses: Sequence[str]) -> str:
    more = f" and {len(addresses) - 8} more" if len(addresses) > 8 else ""
    return ", ".join(addresses[:8]) + more
