"""Understanding a workbook takes work in proportion to its cells, whatever their layout."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

import pytest

from csp_desktop.plan import headers, headertimes
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.workbook.importing import header_rows
from csp_desktop.workbook.importing.import_reader import read_with
from csp_desktop.workbook.importing.suggest_map import suggest
from csp_desktop.workbook.package.model import Book, CellRange, Grid, GridCell

WORDS = ("burglary", "support", "officer", "lead", "review", "progress", "action", "target", "risk")
HEADERS = ("Ref", "Action", "Lead", "RAG Q1", "Progress Q1 2024/25", "Target date")
Cells = dict[tuple[int, int], GridCell]


def text_of(draw: random.Random) -> GridCell:
    words = (f"{draw.choice(WORDS)}{draw.randrange(100)}" for _ in range(draw.randrange(1, 6)))
    return GridCell(" ".join(words))


def different_texts(rows: int, columns: int) -> Cells:
    draw = random.Random(1)  # noqa: S311 - no secret
    return {
        (row, column): text_of(draw)
        for row in range(1, rows + 1)
        for column in range(1, columns + 1)
    }


def a_table(first: int, rows: int, headed: tuple[str, ...] = HEADERS) -> Cells:
    cells = {(first, at): GridCell(text) for at, text in enumerate(headed, 1)}
    for row in range(first + 1, first + 1 + rows):
        said = (f"1.{row}", f"Do the thing {row}", "Police", "Green", f"Done {row}", "June 2025")
        cells |= {(row, at): GridCell(text) for at, text in enumerate(said, 1)}
    return cells


def tall(size: int) -> Cells:
    return a_table(1, size * 30)


def many_headings(size: int) -> Cells:
    cells = a_table(1, 1)
    for number in range(size * 12):
        cells[3 + number * 2, 1] = GridCell(f"Priority {number % 30}: Crime of kind {number}")
        cells |= {(4 + number * 2, 1): GridCell(f"2.{number}"), (4 + number * 2, 2): GridCell("Do")}
    return cells


def only_headings(size: int) -> Cells:
    cells = a_table(1, 1)
    for number in range(size * 20):
        cells[3 + number, 1] = GridCell(f"A heading by itself, number {number}")
    return cells


def many_tables(size: int) -> Cells:
    cells: Cells = {}
    for number in range(size * 6):
        headed = (*HEADERS[:3], f"Notes {number}")
        cells |= a_table(1 + number * 5, 2, headed)
    return cells


def wide(size: int) -> Cells:
    cells = a_table(1, 3)
    for column in range(7, 7 + size * 40):
        cells[1, column] = GridCell(f"Progress on theme {column}")
        cells[3, column] = GridCell("Some")
    return cells


def few_cells_far_apart(size: int) -> Cells:
    cells = a_table(1, 3)
    for number in range(size * 20):
        cells[2 + number * 500, 8 + number * 8] = GridCell(f"Aside {number}")
    return cells


def groups_above(size: int) -> Cells:
    cells = {(1, 1): GridCell("2024/25"), (1, 2): GridCell("Plan")}
    for column in range(1, size * 30):
        cells[2, column] = GridCell(HEADERS[column % 6] if column < 7 else f"Q{column % 4 + 1}")
        cells[3, column] = GridCell("Some")
    return cells


LAYOUTS: Mapping[str, Callable[[int], Cells]] = {
    each.__name__: each
    for each in (
        tall, many_headings, only_headings, many_tables, wide, few_cells_far_apart, groups_above,
    )
} | {
    "different texts, tall": lambda size: different_texts(20 * size, 10),
    "different texts, wide": lambda size: different_texts(10, 20 * size),
}  # fmt: skip


def book(cells: Cells, merged: tuple[CellRange, ...] = ()) -> Book:
    return Book("plan.xlsx", "", (Grid("Plan", "visible", cells, merged),))


def calls(work: Callable[[], Any]) -> int:
    """How many functions, of Python or C, `work` calls."""
    number = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    before = sys.getprofile()
    # What was kept of another sheet would make this one cheap.
    for kept in (headers._matches, headers._worded, header_rows.headed, headertimes.timing_of):
        kept.cache_clear()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return number


def understood(cells: Cells) -> None:
    read = book(cells)
    made = suggest(read, SHIPPED, "2024-10-01")
    if made.tables:
        read_with(read, made, SHIPPED)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_twice_the_cells_are_at_most_twice_the_work(layout: str) -> None:
    understood(LAYOUTS[layout](1))
    small, large = (LAYOUTS[layout](size) for size in (4, 8))
    ratio = calls(lambda: understood(large)) / calls(lambda: understood(small))
    assert ratio < 1.15 * len(large) / len(small)
