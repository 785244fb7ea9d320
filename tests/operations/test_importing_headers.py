"""Headers put in another row by a person: that table is suggested anew, and the others stay."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from csp_desktop.errors import BadValue
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.workbook.importing.import_map import Map
from csp_desktop.workbook.importing.import_reader import read_with
from csp_desktop.workbook.importing.suggest_map import suggest, suggest_at
from csp_desktop.workbook.package.model import Book
from tests.operations import councils

LAYOUTS = (
    councils.flat, councils.heading_rows, councils.sheet_a_priority, councils.year_columns,
    councils.fills_only, councils.title_block, councils.merged, councils.messy, councils.stacked,
    councils.four_header_rows, councils.nested_headings, councils.with_indicators,
    councils.refs_in_titles, councils.tracker, councils.sheet_a_board,
)  # fmt: skip


def suggested(make: Callable[[], Workbook], folder: Path) -> tuple[Book, Map]:
    book = councils.book_of(make(), folder)
    return book, suggest(book, SHIPPED, "2016-07-01")


@pytest.mark.parametrize("make", LAYOUTS, ids=lambda make: make.__name__)
def test_headers_said_to_be_where_they_were_found_change_nothing(
    make: Callable[[], Workbook], tmp_path: Path
) -> None:
    book, made = suggested(make, tmp_path)
    assert made.tables
    for each in made.tables:
        again = suggest_at(book, SHIPPED, made, each.sheet, each.header_rows, each.records)
        assert again == made


def test_headers_in_another_row_are_read_from_there(tmp_path: Path) -> None:
    book, made = suggested(councils.heading_rows, tmp_path)
    moved = suggest_at(book, SHIPPED, made, "CSP plan", (7,), "action")
    (table,) = moved.tables
    assert table.header_rows == (7,)
    assert table.columns[1].header == "Weapons sweeps in parks"
    back = suggest_at(book, SHIPPED, moved, "CSP plan", (4,), "action")
    assert back == made


def test_a_sheet_left_out_is_read_where_a_person_says_so(tmp_path: Path) -> None:
    book, made = suggested(councils.sheet_a_priority, tmp_path)
    sheet = made.tables[0].sheet
    without = replace(made, tables=tuple(each for each in made.tables if each.sheet != sheet))
    again = suggest_at(book, SHIPPED, without, sheet, made.tables[0].header_rows, "action")
    assert [each.sheet for each in again.tables] == [each.sheet for each in made.tables]
    assert read_with(book, again, SHIPPED).records


@pytest.mark.parametrize("rows", [(), (0,), (400,)])
def test_a_row_that_is_not_there_is_refused(rows: tuple[int, ...], tmp_path: Path) -> None:
    book, made = suggested(councils.flat, tmp_path)
    with pytest.raises(BadValue, match="no row of headers there"):
        suggest_at(book, SHIPPED, made, "Action Plan", rows, "action")
