"""Which sheet, header row and columns of a returned workbook are those of the export.

Names, tables, ids and headers are weighed together, since any of them may have been changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from csp_desktop.workbook.cells import column_letter
from csp_desktop.workbook.known import ROW_ID, table_name
from csp_desktop.workbook.model import BaseSheet, Column, Grid, GridCell, Place, ReturnedColumn

_ROWS_LOOKED_AT = 60
_FEWEST_HEADERS = 2
_ALIKE = 0.82

HEADER, ALIAS = 2, 1


@dataclass(frozen=True, slots=True)
class Head:
    """A header row and what stands in it.

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
    """A header as it is compared: without case, doubled spaces and marks at its end."""
    return " ".join(str(text).casefold().split()).strip(" :*.-")


def by_row(grid: Grid) -> dict[int, dict[int, GridCell]]:
    """The cells of a grid by row, then column."""
    rows: dict[int, dict[int, GridCell]] = {}
    for row, column in sorted(grid.cells):
        rows.setdefault(row, {})[column] = grid.cells[row, column]
    return rows


def known_ids(sheet: BaseSheet) -> frozenset[str]:
    """The ids that the rows of an exported sheet bear, the empty ones too."""
    return frozenset((*sheet.records, *sheet.spare_ids))


def find_head(sheet: BaseSheet, rows: Mapping[int, Mapping[int, GridCell]]) -> Head | None:
    """The header row of a grid as it fits `sheet`, wherever it stands now; None where none does."""
    best: Head | None = None
    for row in list(rows)[:_ROWS_LOOKED_AT]:
        head = _head_at(sheet, row, rows[row])
        if head and (best is None or head.score > best.score):
            best = head
    if best is None:
        return None
    return _with_ids(sheet, rows, _with_renamed(sheet, rows, best))


def pair_sheets(
    sheets: Sequence[BaseSheet], grids: Sequence[Grid], heads: Mapping[tuple[int, int], Head]
) -> tuple[dict[int, int], list[tuple[int, int]]]:
    """Which grid is which exported sheet, and the grids left over that hold a sheet's rows too.

    Both are pairs of numbers, of the sheet and the grid. Each grid serves one sheet at most.
    """
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


def _likeness(sheet: BaseSheet, grid: Grid, head: Head) -> tuple[float, ...]:
    tables = {name.lower() for name in grid.tables}
    ids = _count_ids(sheet, grid)
    return (
        float(ids > 0),
        float(fold(grid.name) == fold(sheet.name)),
        float(table_name(sheet.name) in tables),
        head.score / (HEADER * len(sheet.columns)),
        float(ids),
    )


def _count_ids(sheet: BaseSheet, grid: Grid) -> int:
    ids = known_ids(sheet)
    return sum(1 for cell in grid.cells.values() if cell.value in ids) if ids else 0


def _head_at(sheet: BaseSheet, row: int, cells: Mapping[int, GridCell]) -> Head | None:
    """What the cells of one row say as headers, first by the exported headers, then by aliases."""
    names = {number: fold(cell.value) for number, cell in cells.items() if cell.value is not None}
    places: dict[Place, int] = {}
    taken: set[int] = set()
    score = 0
    for worth, answers in ((HEADER, _headers), (ALIAS, _aliases)):
        for column in sheet.columns:
            wanted = {fold(each) for each in answers(column)}
            at = next((n for n, name in names.items() if name in wanted and n not in taken), None)
            if at is not None and column.place not in places:
                places[column.place] = at
                taken.add(at)
                score += worth
    if len(places) < min(_FEWEST_HEADERS, len(sheet.columns)):
        return None
    id_column = next((n for n, name in names.items() if name == fold(ROW_ID)), 0)
    return Head(row, score, places, id_column, _columns(names, cells, places))


def _headers(column: Column) -> Iterable[str]:
    return (column.header,)


def _aliases(column: Column) -> Iterable[str]:
    return column.aliases


def _columns(
    names: Mapping[int, str], cells: Mapping[int, GridCell], places: Mapping[Place, int]
) -> tuple[ReturnedColumn, ...]:
    by_number = {number: place for place, number in places.items()}
    return tuple(
        ReturnedColumn(column_letter(n), str(cells[n].value), by_number.get(n))
        for n in names
        if names[n] != fold(ROW_ID)
    )


def _with_renamed(sheet: BaseSheet, rows: Mapping[int, Mapping[int, GridCell]], head: Head) -> Head:
    """`head` with the columns whose headers were renamed: by likeness, else by where they stand."""
    cells = rows[head.row]
    places = dict(head.places)
    notices = []
    free = {
        n: fold(cell.value)
        for n, cell in cells.items()
        if n not in places.values() and n != head.id_column and cell.value is not None
    }
    for number, column in enumerate(sheet.columns, 1):
        if column.place in places or not free:
            continue
        alike = max(free, key=lambda n: _alike(free[n], column.header))
        if _alike(free[alike], column.header) < _ALIKE:
            # Between the neighbours it had, an unknown header is the old one renamed.
            alike = _where_it_stood(sheet, number, places, head.id_column)
            if alike not in free:
                continue
        places[column.place] = alike
        notices.append(
            f"Column {column_letter(alike)}, headed '{cells[alike].value}', was taken as "
            f"'{column.header}'."
        )
        del free[alike]
    names = {n: fold(cell.value) for n, cell in cells.items() if cell.value is not None}
    columns = _columns(names, cells, places)
    return Head(head.row, head.score, places, head.id_column, columns, tuple(notices))


def _alike(one: str, other: str) -> float:
    # Figures tell periods apart: 'Actual Q1' is not a slip for 'Actual Q2'.
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return 0.0
    return SequenceMatcher(None, one, fold(other)).ratio()


def _where_it_stood(
    sheet: BaseSheet, number: int, places: Mapping[Place, int], id_column: int
) -> int:
    before = sheet.columns[number - 2].place if number > 1 else None
    after = sheet.columns[number].place if number < len(sheet.columns) else None
    left = places.get(before, -1) if before else 0
    right = places.get(after, -1) if after else id_column or left + 2
    return left + 1 if left >= 0 and right == left + 2 else 0


def _with_ids(sheet: BaseSheet, rows: Mapping[int, Mapping[int, GridCell]], head: Head) -> Head:
    """`head` with the column of the rows' ids, found by the ids where its header is gone."""
    ids = known_ids(sheet)
    counts: dict[int, int] = {}
    for row, cells in rows.items():
        if row > head.row:
            for number, cell in cells.items():
                if cell.value in ids and number not in head.places.values():
                    counts[number] = counts.get(number, 0) + 1
    named = head.id_column if not ids or counts.get(head.id_column) else 0
    column = named or max(counts, key=lambda n: counts[n], default=head.id_column)
    return Head(head.row, head.score, head.places, column, head.columns, head.notices)
