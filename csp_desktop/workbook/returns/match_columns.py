"""Which sheet, header row and columns of a returned workbook are those of the export.

Names, tables, ids and headers are weighed together, since any of them may have been changed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from csp_desktop.plan.cell_equality import says
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import Value
from csp_desktop.workbook.package.cells import column_letter
from csp_desktop.workbook.package.markers import ROW_ID, table_name
from csp_desktop.workbook.package.model import (
    BaseCell,
    BaseSheet,
    CellKey,
    Grid,
    GridCell,
    Place,
    ReturnedColumn,
    SheetColumn,
)

_ROWS_LOOKED_AT = 60
_FEWEST_HEADERS = 2
_LONGEST_HEADER = 200
# How alike two headers must be to be one that was retyped or misspelt.
_ALIKE = 0.82

# An exported header is worth more than another name for it: a sheet of somebody's own that shares a
# few names must not outrank the exported one.
HEADER, ALIAS = 2, 1


@dataclass(frozen=True, slots=True)
class ReturnHead:
    """A header row and its content.

    `places` gives the column number of each exported field and period; `id_column` is 0 where
    the ids are gone. `score` says how much of the export was recognised.
    """

    row: int
    score: float
    places: Mapping[Place, int]
    id_column: int
    columns: tuple[ReturnedColumn, ...]
    notices: tuple[str, ...] = ()


def fold(text: object) -> str:
    """A header as it is compared: without case, doubled spaces and marks at its end, and cut."""
    return plain(str(text)[:_LONGEST_HEADER]).casefold().strip(" :*.-")


def by_row(grid: Grid) -> dict[int, dict[int, GridCell]]:
    """The cells of a grid by row, then column."""
    rows: dict[int, dict[int, GridCell]] = {}
    for row, column in sorted(grid.cells):
        rows.setdefault(row, {})[column] = grid.cells[row, column]
    return rows


def known_ids(sheet: BaseSheet) -> frozenset[str]:
    """The ids of the rows of an exported sheet, the empty rows too."""
    return frozenset((*sheet.records, *sheet.spare_ids))


def find_head(
    sheet: BaseSheet,
    rows: Mapping[int, Mapping[int, GridCell]],
    cells: Mapping[CellKey, BaseCell] | None = None,
) -> ReturnHead | None:
    """The header row of a grid that fits `sheet`, wherever it is now; None if none does.

    `cells` are what the export said: a column whose header was changed is known by them too.
    """
    best: ReturnHead | None = None
    answers = _answers(sheet)
    for row in list(rows)[:_ROWS_LOOKED_AT]:
        head = _head_at(sheet, answers, row, rows[row])
        if head and (best is None or head.score > best.score):
            best = head
        # A row with every column cannot be beaten, and in most returns it is the fourth one looked
        # at.
        if best and len(best.places) == len(sheet.columns):
            break
    if best is None:
        return None
    # Ids first: renamed columns are known by their contents, row by row, and rows by their ids.
    return _with_renamed(sheet, rows, _with_ids(sheet, rows, best), cells or {})


def pair_sheets(
    sheets: Sequence[BaseSheet], grids: Sequence[Grid], heads: Mapping[tuple[int, int], ReturnHead]
) -> tuple[dict[int, int], list[tuple[int, int]]]:
    """Which grid is which exported sheet, and the grids left over that hold a sheet's rows too.

    Both are pairs of numbers, of the sheet and the grid. Each grid serves one sheet at most.
    """
    # The surest pair of all is taken first, then the next, not sheet by sheet: a copied sheet
    # 'Actions (2)' must not take the place of 'Actions' because it happens to come before it.
    ranked = sorted(
        (
            (_likeness(sheets[number], grids[at], head), number, at)
            for (number, at), head in heads.items()
        ),
        key=lambda each: (*(-part for part in each[0]), each[1], each[2]),
    )
    pairs: dict[int, int] = {}
    for _, number, at in ranked:
        if number not in pairs and at not in pairs.values():
            pairs[number] = at
    extra: dict[int, int] = {}
    for likeness, number, at in ranked:
        # A sheet with no id and another name is somebody's own, whatever its headers are.
        if at not in pairs.values() and at not in extra and number in pairs and likeness[0]:
            extra[at] = number
    return pairs, [(number, at) for at, number in extra.items()]


def _likeness(sheet: BaseSheet, grid: Grid, head: ReturnHead) -> tuple[float, ...]:
    tables = {name.lower() for name in grid.tables}
    ids = _count_ids(sheet, grid)
    return (
        # In the order of what is hardest to change by accident: ids, then the name, then the
        # table's name, then the headers. The number of ids only breaks ties.
        float(ids > 0),
        float(fold(grid.name) == fold(sheet.name)),
        float(table_name(sheet.name) in tables),
        head.score / (HEADER * len(sheet.columns)),
        float(ids),
    )


def _count_ids(sheet: BaseSheet, grid: Grid) -> int:
    ids = known_ids(sheet)
    return sum(1 for cell in grid.cells.values() if cell.value in ids) if ids else 0


def _answers(sheet: BaseSheet) -> dict[str, list[tuple[int, Place]]]:
    """By folded header, what it answers to and how much it is worth: a header twice an alias."""
    found: dict[str, list[tuple[int, Place]]] = {}
    for column in sheet.columns:
        found.setdefault(fold(column.header), []).append((HEADER, column.place))
    for column in sheet.columns:
        for alias in column.aliases:
            found.setdefault(fold(alias), []).append((ALIAS, column.place))
    return found


def _head_at(
    sheet: BaseSheet,
    answers: Mapping[str, list[tuple[int, Place]]],
    row: int,
    cells: Mapping[int, GridCell],
) -> ReturnHead | None:
    """What the cells of one row say as headers, first by the exported headers, then by aliases."""
    names = {number: fold(cell.value) for number, cell in cells.items() if cell.value is not None}
    if sum(name in answers for name in names.values()) < min(_FEWEST_HEADERS, len(sheet.columns)):
        return None
    places: dict[Place, int] = {}
    score = 0
    # Aliases only get what the exact headers have left, so 'Lead' finds its column before a column
    # that also answers to 'Lead' can take it.
    for worth in (HEADER, ALIAS):
        taken = set(places.values())
        for number, name in names.items():
            for each, place in answers.get(name, ()):
                if each == worth and place not in places and number not in taken:
                    places[place] = number
                    taken.add(number)
                    score += worth
    if len(places) < min(_FEWEST_HEADERS, len(sheet.columns)):
        return None
    id_column = next((n for n, name in names.items() if name == fold(ROW_ID)), 0)
    return ReturnHead(row, score, places, id_column, _columns(names, cells, places))


def _columns(
    names: Mapping[int, str], cells: Mapping[int, GridCell], places: Mapping[Place, int]
) -> tuple[ReturnedColumn, ...]:
    by_number = {number: place for place, number in places.items()}
    return tuple(
        ReturnedColumn(column_letter(n), str(cells[n].value), by_number.get(n))
        for n in names
        if names[n] != fold(ROW_ID)
    )


def _with_renamed(
    sheet: BaseSheet,
    rows: Mapping[int, Mapping[int, GridCell]],
    head: ReturnHead,
    cells: Mapping[CellKey, BaseCell],
) -> ReturnHead:
    """`head` with the columns whose headers were changed.

    They are recognised by likeness, else by their content, else by their place.
    """
    said = rows[head.row]
    places = dict(head.places)
    # Only columns that nothing is known of: a header that was understood is never taken away again.
    free = {
        n: fold(cell.value)
        for n, cell in said.items()
        if n not in places.values() and n != head.id_column and cell.value is not None
    }
    notices = []

    def by_likeness(column: SheetColumn) -> int:
        return _most_alike(column, free)

    def by_content(column: SheetColumn) -> int:
        was = _exported(sheet, column, rows, head, cells)
        # More than half: people fill in and correct cells, but not most of what went out.
        fits = (n for n in free if _still_there(column, was, n, rows) * 2 > len(was))
        return next(fits, 0)

    def by_place(column: SheetColumn) -> int:
        # The weakest sign, so it must not contradict the contents: where the column had values, at
        # least one must still be there.
        number = _between_neighbours(sheet, column, free, places, head.id_column)
        was = _exported(sheet, column, rows, head, cells)
        return number if not was or _still_there(column, was, number, rows) else 0

    # All columns by the surer sign before any by the next, or a guess could take what another
    # column has a better claim to.
    for find in (by_likeness, by_content, by_place):
        for column in sheet.columns:
            number = find(column) if column.place not in places else 0
            if number:
                places[column.place] = number
                del free[number]
                notices.append(
                    f"Column {column_letter(number)}, headed '{said[number].value}', was taken as "
                    f"'{column.header}'."
                )
    names = {n: fold(cell.value) for n, cell in said.items() if cell.value is not None}
    columns = _columns(names, said, places)
    return ReturnHead(head.row, head.score, places, head.id_column, columns, tuple(notices))


def _most_alike(column: SheetColumn, free: Mapping[int, str]) -> int:
    number = max(free, key=lambda n: _alike(free[n], column.header), default=0)
    return number if number and _alike(free[number], column.header) >= _ALIKE else 0


def _alike(one: str, other: str) -> float:
    # Figures tell periods apart: 'Actual Q1' is not a slip for 'Actual Q2'.
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return 0.0
    return SequenceMatcher(None, one, fold(other)).ratio()


def _exported(
    sheet: BaseSheet,
    column: SheetColumn,
    rows: Mapping[int, Mapping[int, GridCell]],
    head: ReturnHead,
    cells: Mapping[CellKey, BaseCell],
) -> dict[int, Value]:
    """By row number, what the export said in a column, where it said something."""
    ids = set(sheet.records)
    return {
        row: cells[record, *column.place].value
        for row, said in rows.items()
        if (record := _id_in(said, head.id_column)) in ids
        and (record, *column.place) in cells
        and cells[record, *column.place].value is not None
    }


def _still_there(
    column: SheetColumn,
    was: Mapping[int, Value],
    number: int,
    rows: Mapping[int, Mapping[int, GridCell]],
) -> int:
    """In how many rows the column with this number says what the export said in `column`."""
    return sum(
        says(rows[row][number], value, column.type)
        for row, value in was.items()
        if number in rows[row]
    )


def _id_in(said: Mapping[int, GridCell], id_column: int) -> str:
    cell = said.get(id_column)
    return str(cell.value) if cell else ""


def _between_neighbours(
    sheet: BaseSheet,
    column: SheetColumn,
    free: Mapping[int, str],
    places: Mapping[Place, int],
    id_column: int,
) -> int:
    """The one unknown column between the former neighbours of `column`; 0 for none."""
    at = sheet.columns.index(column)
    before = [each.place for each in sheet.columns[:at]]
    behind = [each.place for each in sheet.columns[at + 1 :]]
    left = next((places[place] for place in reversed(before) if place in places), 0)
    # At the table's edge there is no neighbour: the column of ids bounds it, or else only the very
    # next column counts.
    right = next((places[place] for place in behind if place in places), id_column or left + 2)
    # Two lost columns side by side cannot be told apart by their place.
    lost = [*_until_known(reversed(before), places), *_until_known(behind, places)]
    between = [number for number in free if left < number < right]
    return between[0] if len(between) == 1 and not lost else 0


def _until_known(places: Iterable[Place], known: Mapping[Place, int]) -> Iterable[Place]:
    return itertools.takewhile(lambda place: place not in known, places)


def _with_ids(
    sheet: BaseSheet, rows: Mapping[int, Mapping[int, GridCell]], head: ReturnHead
) -> ReturnHead:
    """`head` with the column of the rows' ids, found by the ids where its header is gone."""
    ids = known_ids(sheet)
    counts: dict[int, int] = {}
    for row, cells in rows.items():
        if row > head.row:
            for number, cell in cells.items():
                # The column with the most ids wins: ids typed into a commentary are few.
                if cell.value in ids and number not in head.places.values():
                    counts[number] = counts.get(number, 0) + 1
    # A header 'Row id' over a column without one of the ids names nothing: somebody moved the ids
    # and left the header behind.
    named = head.id_column if not ids or counts.get(head.id_column) else 0
    column = named or max(counts, key=lambda n: counts[n], default=head.id_column)
    return ReturnHead(head.row, head.score, head.places, column, head.columns, head.notices)
