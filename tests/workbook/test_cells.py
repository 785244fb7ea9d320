"""Cells are read as openpyxl reads them, and one that is odd costs no other."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from csp_desktop.workbook.package.book import read_book
from csp_desktop.workbook.package.cell_values import Shared
from csp_desktop.workbook.package.cells import (
    area_of,
    column_letter,
    column_number,
    read_cells,
    read_texts,
)
from csp_desktop.workbook.package.formats import PLAIN, CellStyle
from csp_desktop.workbook.package.guard import Content
from csp_desktop.workbook.package.model import CellRange, Grid, GridCell
from csp_desktop.workbook.package.parts import Budget, Damaged, Package, walk

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

values = st.one_of(
    st.integers(-(10**14), 10**14),
    st.floats(-1e300, 1e300),
    st.booleans(),
    st.text(
        alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff_"),
        max_size=40,
    ),
)


def read_whole(data: bytes) -> tuple[Grid, ...]:
    return read_book(Path("book.xlsx"), Content(data, Package(data))).grids


@settings(max_examples=40)
@given(st.dictionaries(st.tuples(st.integers(1, 30), st.integers(1, 30)), values, max_size=20))
def test_what_openpyxl_wrote_is_read_as_openpyxl_reads_it(
    cells: dict[tuple[int, int], str | float | bool],
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for (row, column), value in cells.items():
        cell = sheet.cell(row, column, value)
        if isinstance(value, str):
            cell.data_type = "s"
    saved = BytesIO()
    book.save(saved)
    (grid,) = read_whole(saved.getvalue())
    theirs = {
        (cell.row, cell.column): str(cell.value).upper() if cell.data_type == "b" else cell.value
        for row in load_workbook(BytesIO(saved.getvalue())).worksheets[0].iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }
    assert {place: cell.value for place, cell in grid.cells.items()} == theirs


def cells_of(rows: str, shared: Shared | None = None) -> dict[tuple[int, int], GridCell]:
    data = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>".encode()
    return read_cells(data, shared or Shared(), Budget())[0]


def test_cells_without_addresses_stand_one_after_another() -> None:
    found = cells_of("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row>")
    assert {place: cell.value for place, cell in found.items()} == {(1, 1): 1, (1, 3): 3, (2, 1): 4}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c t="str"><f>A1</f><v>shown</v></c>', "shown"),
        ('<c t="inlineStr"><is><r><t>two </t></r><r><t>parts</t></r></is></c>', "two parts"),
        ('<c t="inlineStr"><is><t>東</t><rPh><t>higashi</t></rPh></is></c>', "東"),
        ('<c t="inlineStr"><is><t>a_x000D_b_x005F_x000D_</t></is></c>', "a\rb_x000D_"),
        ('<c t="inlineStr"><is><t>_xD800_</t></is></c>', "_xD800_"),
        ('<c t="d"><v>2016-09-04T00:00:00Z</v></c>', "04/09/2016"),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ("<c><v>1E-2</v></c>", 0.01),
        ("<c><v>0.1</v></c>", 0.1),
        ("<c><v> 7 </v></c>", 7),
        ('<c t="inlineStr"><v>17</v><is><t>seven</t></is></c>', "seven"),
        ('<c t="inlineStr"><is><t>seven</t></is><v>17</v></c>', "seven"),
        ('<c t="inlineStr"><v>seven</v></c>', "seven"),
        ('<c t="str"><v>shown</v><is><r><rPr><strike/></rPr><t>not</t></r></is></c>', "shown"),
        ("<c><v>7</v><is><t>seven</t></is></c>", 7),
        ('<c t="inlineStr"><is><t>a</t><t>b</t></is></c>', "ab"),
        ('<c t="inlineStr"><is><t>_xD83D__xDE00_ and _xDE00_</t></is></c>', "😀 and _xDE00_"),
        ('<c t="inlineStr"><is><t>_x000d__x000A_</t></is></c>', "\r\n"),
        ('<c t="b"><v>false</v></c>', "FALSE"),
    ],
)
def test_every_kind_of_cell_is_read(cell: str, value: object) -> None:
    assert cells_of(f"<row>{cell}</row>")[1, 1].value == value


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ('<c t="e"><v>#REF!</v></c>', "shows the error #REF!"),
        ("<c><f>1/0</f></c>", "a formula whose result was not saved"),
        ('<c t="s"><v>7</v></c>', "is damaged"),
        ("<c><v>seven</v></c>", "is damaged"),
        ("<c><v>NaN</v></c>", "is damaged"),
        ('<c t="d"><v>soon</v></c>', "is damaged"),
        ('<c t="d"><v>12/2016</v></c>', "is damaged"),
        ('<c t="s"><v>-1</v></c>', "is damaged"),
        ('<c t="s"><v>1_0</v></c>', "is damaged"),
        ('<c t="s"><v>0.0</v></c>', "is damaged"),
        ('<c t="s"><v>99999999999999999999</v></c>', "is damaged"),
        ('<c t="b"><v>2</v></c>', "is damaged"),
        ('<c t="b"><v>yes</v></c>', "is damaged"),
        ('<c t="x"><v>7</v></c>', "is damaged"),
        ("<c><v>1_000</v></c>", "is damaged"),
        ("<c><v>1,5</v></c>", "is damaged"),
        ("<c><v>\u0661\u0662</v></c>", "is damaged"),
        ("<c><is><t>seven</t></is></c>", "is damaged"),
        ("<c><v>1</v><v>2</v></c>", "is damaged"),
        ('<c t="inlineStr"><is><t>a</t></is><is><t>b</t></is></c>', "is damaged"),
        ('<c t="e"><f>1/0</f></c>', "a formula whose result was not saved"),
        ('<c t="b"><f>A1</f></c>', "a formula whose result was not saved"),
    ],
)
def test_a_cell_that_cannot_be_read_says_why_and_costs_no_other(cell: str, told: str) -> None:
    found = cells_of(f"<row>{cell}<c><v>2</v></c></row>", Shared(texts=["first", "last"]))
    assert told in found[1, 1].trouble
    assert found[1, 1].value is None
    assert found[1, 2].value == 2


def test_a_cell_that_is_there_twice_is_told() -> None:
    found = cells_of('<row><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c><c r="A1"/></row>')
    assert "is damaged" in found[1, 1].trouble


@pytest.mark.parametrize("number", ["-1", "2", "1000000", "x"])
def test_a_number_whose_style_is_none_of_the_workbooks_is_told(number: str) -> None:
    shared = Shared(texts=["said"], styles=[PLAIN, CellStyle("dd/mm/yyyy")])
    found = cells_of(
        f'<row><c s="{number}"><v>42617</v></c><c s="{number}" t="s"><v>0</v></c></row>', shared
    )
    assert "is damaged" in found[1, 1].trouble
    assert found[1, 2].value == "said"
    # Some programs number styles and write none.
    assert cells_of(f'<row><c s="{number}"><v>7</v></c></row>')[1, 1].value == 7


def test_a_formula_with_a_result_gives_it() -> None:
    assert cells_of("<row><c><f>6+1</f><v>7</v></c></row>")[1, 1] == GridCell(7, formula=True)


def test_texts_that_cells_refer_to() -> None:
    data = f"<sst {MAIN}><si><t>one</t></si><si><r><t>t</t></r><r><t>wo</t></r></si><si/></sst>"
    assert read_texts(data.encode(), Budget()) == ["one", "two", ""]


@pytest.mark.parametrize(
    ("number", "style", "start", "value"),
    [
        ("42617", CellStyle("d"), 1900, "04/09/2016"),
        ("41155", CellStyle("d"), 1904, "04/09/2016"),
        ("42617.604166666664", CellStyle("d"), 1900, "04/09/2016 14:30"),
        ("59", CellStyle("d"), 1900, "28/02/1900"),
        ("1", CellStyle("d"), 1900, "01/01/1900"),
        ("1.5", CellStyle("h"), 1900, "12:00"),
        ("0.385416666666667", CellStyle("h"), 1900, "09:15"),
        ("9999999999", CellStyle("d"), 1900, 9999999999),
        ("0.07", CellStyle("%"), 1900, "7%"),
        ("-1.125", CellStyle("%"), 1900, "-112.5%"),
        ("7", PLAIN, 1900, 7),
    ],
)
def test_a_number_is_read_as_it_is_meant(
    number: str, style: CellStyle, start: int, value: object
) -> None:
    shared = Shared(styles=[PLAIN, style], since_1904=start == 1904)
    assert cells_of(f'<row><c s="1"><v>{number}</v></c></row>', shared)[1, 1].value == value


def test_dates_are_the_days_that_openpyxl_means() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    days = [date(1900, 3, 1) + timedelta(days=997 * n) for n in range(60)]
    for row, day in enumerate(days, 1):
        sheet.cell(row, 1, day)
    saved = BytesIO()
    book.save(saved)
    (grid,) = read_whole(saved.getvalue())
    assert [grid.cells[row, 1].value for row in range(1, 61)] == [f"{d:%d/%m/%Y}" for d in days]


@given(st.integers(1, 16_384))
def test_a_column_has_one_name(number: int) -> None:
    assert column_number(column_letter(number)) == number


def test_an_area_is_read_from_either_corner() -> None:
    assert area_of("C5:A1") == area_of("$A$1:$C$5") == CellRange(1, 1, 5, 3)
    assert area_of("B2") == CellRange(2, 2, 2, 2)
    assert area_of("A:C") is None


def test_a_budget_is_kept_over_all_parts() -> None:
    budget = Budget(elements=5)
    walk(b"<a><b/><c/></a>", budget, lambda _name, _attributes: None)
    with pytest.raises(Damaged, match="far longer"):
        walk(b"<a><b/><c/></a>", budget, lambda _name, _attributes: None)


def test_the_cells_and_texts_of_one_file_are_bounded() -> None:
    data = (
        f"<worksheet {MAIN}><sheetData><row>{'<c><v>1</v></c>' * 5}</row></sheetData></worksheet>"
    )
    with pytest.raises(Damaged, match="far longer"):
        read_cells(data.encode(), Shared(), Budget(cells=4))
    text = '<c t="inlineStr"><is><t>abcdef</t></is></c>'
    data = f"<worksheet {MAIN}><sheetData><row>{text}</row></sheetData></worksheet>"
    with pytest.raises(Damaged, match="far longer"):
        read_cells(data.encode(), Shared(), Budget(text=5))
