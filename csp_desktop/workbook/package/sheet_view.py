"""A sheet as a person sees it: rows of filled cells, and what a merged cell covers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from csp_desktop.plan.spelling import plain as plain_text
from csp_desktop.plan.values import tidy
from csp_desktop.workbook.package.cells import column_letter
from csp_desktop.workbook.package.model import CellRange, Grid, GridCell

_MOST_COVERED = 200_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class SheetPosition:
    """A cell's place: the sheet's name, row and column from 1."""

    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        """The cell's address, such as F7."""
        return f"{column_letter(self.column)}{self.row}"


class View:
    """One grid, looked at by row.

    `rows` holds what is filled with more than a colour. A merged cell's value is in its first cell;
    `corner` leads there from the others, as far as the sheet is filled.
    """

    def __init__(self, grid: Grid) -> None:
        """Look at `grid`."""
        self.grid = grid
        self.rows: dict[int, dict[int, GridCell]] = {}
        # What is read of a cell is asked again and again while a sheet is being understood.
        self._texts: dict[tuple[int, int], str] = {}
        self._last_filled: dict[int, int] = {}
        self._marked: dict[int, list[int]] = {}
        for (row, column), cell in sorted(grid.cells.items()):
            self._marked.setdefault(row, []).append(column)
            text = shown(cell)
            if cell.trouble or text:
                self.rows.setdefault(row, {})[column] = cell
                self._texts[row, column] = text
                self._last_filled[column] = row
        self._filled = list(self.rows)
        self.last_row = max(self.rows, default=0)
        self.last_column = max(self._last_filled, default=0)
        self._corners: dict[tuple[int, int], tuple[int, int]] = {}
        self._covered: dict[int, list[int]] = {}
        self._stops: dict[int, list[int]] = {}
        self._firsts: dict[Callable[[str], Any], tuple[int, Any]] = {}
        self._widths: dict[tuple[int, int], int] = {}
        for area in grid.merged:
            self._cover(area)

    def _cover(self, area: CellRange) -> None:
        # Whole columns get merged by a slip: beyond what is filled there is nothing to lead to.
        bottom, right = min(area.bottom, self.last_row), min(area.right, self.last_column)
        corner = (area.top, area.left)
        self._widths[corner] = area.right - area.left + 1
        if (bottom - area.top) * (right - area.left) > _MOST_COVERED:
            return
        for row in range(area.top, bottom + 1):
            for column in range(area.left, right + 1):
                if (row, column) != corner:
                    self._corners[row, column] = corner
                    self._covered.setdefault(row, []).append(column)

    def spot(self, row: int, column: int) -> SheetPosition:
        """The place of a cell."""
        return SheetPosition(self.grid.name, row, column)

    def cell(self, row: int, column: int) -> GridCell | None:
        """The cell that is filled there itself, else None."""
        return self.rows.get(row, {}).get(column)

    def text(self, row: int, column: int) -> str:
        """What is read in the cell itself, '' for nothing."""
        return self._texts.get((row, column), "")

    def between(self, first: int, last: int) -> list[int]:
        """The rows from `first` to `last` in which anything is filled."""
        return self._filled[bisect_left(self._filled, first) : bisect_right(self._filled, last)]

    def columns(self, row: int) -> Iterable[int]:
        """The columns of a row that are filled, coloured or covered by a merged cell."""
        return sorted({*self._marked.get(row, ()), *self._covered.get(row, ())})

    def before(self, row: int, column: int) -> int:
        """The nearest column to the left that has a text or is covered, 0 where there is none."""
        if row not in self._stops:
            filled = (each for each in self.rows.get(row, ()) if self.text(row, each))
            self._stops[row] = sorted({*filled, *self._covered.get(row, ())})
        at = bisect_left(self._stops[row], column)
        return self._stops[row][at - 1] if at else 0

    def first_above(self, row: int, read: Callable[[str], T]) -> T | None:
        """What `read` makes of the first text above `row` of which it makes anything."""
        # The same for all tables of a sheet, and looked for from where the last look ended.
        at, found = self._firsts.get(read, (0, None))
        while not found and at < len(self._filled) and self._filled[at] < row:
            texts = (self.text(self._filled[at], column) for column in self.rows[self._filled[at]])
            found = next(filter(None, map(read, texts)), None)
            at += 1
        self._firsts[read] = at, found
        return found if found and self._filled[at - 1] < row else None

    def last_filled(self, column: int) -> int:
        """The last row in which anything is filled in a column, 0 where there is none."""
        return self._last_filled.get(column, 0)

    def width(self, row: int, column: int) -> int:
        """How many columns the cell spans; 1 where it is not merged."""
        return self._widths.get((row, column), 1)

    def corner(self, row: int, column: int) -> tuple[int, int] | None:
        """The first cell of the merged one that covers this cell, None where none does."""
        return self._corners.get((row, column))

    def from_above(self, row: int, column: int) -> tuple[int, int] | None:
        """The cell whose value reaches down to this one because they are merged, else None."""
        corner = self.corner(row, column)
        return corner if corner and corner[1] == column and corner[0] < row else None

    def fill(self, row: int, column: int) -> str:
        """The colour behind a cell, or behind the merged cell that covers it."""
        own = self.grid.cells.get((row, column))
        if own and own.fill:
            return own.fill
        corner = self.corner(row, column)
        cell = self.grid.cells.get(corner) if corner else None
        return cell.fill if cell else ""

    def alone(self, row: int) -> int:
        """The column of the only filled cell of a row, 0 where there are more or none."""
        cells: Mapping[int, GridCell] = self.rows.get(row, {})
        return next(iter(cells)) if len(cells) == 1 else 0


def plain(text: str) -> str:
    """A text as it is compared: on one line, without case."""
    return plain_text(text).casefold()


def shown(cell: GridCell) -> str:
    """What a person reads in a cell: a number with the decimals of its format, a text tidied."""
    value = cell.value
    if isinstance(value, str):
        return tidy(value)
    if value is None:
        return ""
    # Not the float's own digits: a sum that shows 12.30 in Excel may be 12.299999999999999.
    _, point, decimals = cell.format.partition(";")[0].partition(".")
    places = len(decimals) - len(decimals.lstrip("0")) if point else 0
    if places:
        return f"{value:.{places}f}"
    return f"{value:.15g}"
