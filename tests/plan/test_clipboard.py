"""What Excel and others put on the clipboard, read cell by cell."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.plan.clipboard import as_text, cells_of, read_text

_CELLS = st.text(st.sampled_from('ab"é \t\n'), max_size=8)
_TEXTS = st.text(st.sampled_from('ab"é \n'), max_size=8)


def blocks(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    return st.integers(1, 3).flatmap(
        lambda width: st.lists(
            st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=4
        )
    )


def excel_text(block: list[list[str]]) -> str:
    """The text that Excel puts on the clipboard: rows end with both, a cell's lines with LF."""

    def cell(text: str) -> str:
        if "\t" in text or "\n" in text:
            return '"' + text.replace('"', '""') + '"'
        return text

    return "".join("\t".join(map(cell, row)) + "\r\n" for row in block)


def excel_table(block: list[list[str]]) -> str:
    def cell(text: str) -> str:
        return "<td>" + html.escape(text).replace("\n", "<br>\r\n  ") + "</td>\r\n"

    rows = "".join("<tr>" + "".join(map(cell, row)) + "</tr>\r\n" for row in block)
    return (
        "<html><head><style><!--td {padding:0}--></style></head><body>"
        f"<table><!--StartFragment--><col width=64>{rows}<!--EndFragment--></table></body></html>"
    )


def tidied(block: list[list[str]]) -> list[list[str]]:
    return [[" ".join(re.split(r"\s+", cell.strip())) for cell in row] for row in block]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('"Operation Night\r\nSecond\r\nThird\r\n', [['"Operation Night'], ["Second"], ["Third"]]),
        ('"Night" team\r\nSecond\r\n', [['"Night" team'], ["Second"]]),
        ('"Operation Night"\r\nSecond\r\n', [['"Operation Night"'], ["Second"]]),
        ('"First\r\nlast"\r\n', [['"First'], ['last"']]),
        ('"\r\n"\r\n', [['"'], ['"']]),
        ('""\r\n', [['""']]),
        ('a "b" c\tsaid "so"\r\n', [['a "b" c', 'said "so"']]),
        ('"two\nlines"\r\nnext\r\n', [["two\nlines"], ["next"]]),
        ('"""Night"" is\ntwo lines"\tb\r\n', [['"Night" is\ntwo lines', "b"]]),
        ('"with\ttab"\tb\r\n', [["with\ttab", "b"]]),
        ('"Night"\tx\t"Day"\r\n', [['"Night"', "x", '"Day"']]),
        ("a\t\r\n\tb", [["a", ""], ["", "b"]]),
        ("\r\nGreen\r\n", [[""], ["Green"]]),
        ("a\rb\r", [["a"], ["b"]]),
        ("a\x0bb\u2028c\n", [["a\x0bb\u2028c"]]),
        ("", []),
    ],
)
def test_only_a_cell_with_a_tab_or_line_end_stands_in_quotes(
    text: str, cells: list[list[str]]
) -> None:
    assert read_text(text) == cells
    assert not text or read_text(text.removesuffix("\r\n") or "\r\n") == cells


@given(column=st.lists(_TEXTS, min_size=1, max_size=5))
def test_a_column_that_excel_copies_is_as_many_cells_with_every_quote(column: list[str]) -> None:
    """Of more columns, some can be read in two ways; the table beside the text settles those."""
    block = [[cell] for cell in column]
    assert read_text(excel_text(block)) == block


def test_of_two_readings_the_one_with_even_rows_stands() -> None:
    assert read_text('"Operation\tNight"\r\na\tb\r\n') == [['"Operation', 'Night"'], ["a", "b"]]
    assert read_text('"Operation\tNight"\r\na\r\n') == [["Operation\tNight"], ["a"]]
    assert read_text('"One\t1\nTwo"\n"a\nb"\n') == [["One\t1\nTwo"], ["a\nb"]]


@given(block=blocks(_CELLS))
def test_the_table_beside_the_text_settles_what_can_be_read_in_two_ways(
    block: list[list[str]],
) -> None:
    for text in (excel_text(block), as_text(block), excel_text(block).replace("\r\n", "\n")):
        read = cells_of(text, excel_table(block))
        assert tidied(read) == tidied(block)


def test_where_the_table_agrees_the_text_keeps_its_white_space() -> None:
    assert cells_of("a  b\n", "<table><tr><td>a b</td></tr></table>") == [["a  b"]]


def test_a_table_of_paragraphs_is_one_cell_where_its_text_has_many_lines() -> None:
    table = "<table><tr><td><p>One</p><p>Two</p></td><td><p>Green</p></td></tr></table>"
    assert cells_of("One\nTwo\tGreen\n", table) == [["One\nTwo", "Green"]]


def test_cells_that_reach_over_others_leave_them_blank() -> None:
    table = (
        "<table><tr><td rowspan=2>A</td><td colspan=2>B</td></tr>"
        "<tr><td>c</td><td>d</td></tr></table>"
    )
    assert cells_of("", table) == [["A", "B", ""], ["", "c", "d"]]


def test_a_hidden_row_of_the_table_is_no_row_of_the_block() -> None:
    table = (
        "<table><tr><td>a</td></tr><![if supportMisalignedColumns]>"
        "<tr height=0 style='display:none'><td width=64></td></tr><![endif]></table>"
    )
    assert cells_of("a\r\n", table) == [["a"]]
    assert cells_of("other\r\n", table) == [["a"]]


@pytest.mark.parametrize(
    "page",
    [
        "<p>Words</p><table><tr><td>a</td></tr></table>",
        "<p>Words alone</p>",
        "<table><tr><td>a</td></tr></table><table><tr><td>b</td></tr></table>",
    ],
)
def test_where_there_is_more_than_one_table_the_text_is_taken(page: str) -> None:
    assert cells_of("Words\n", page) == [["Words"]]
