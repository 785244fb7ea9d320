"""Drawn workbooks are read as openpyxl and calamine read them, but where those are known to err."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from csp_desktop.workbook.package.book import read_book
from csp_desktop.workbook.package.guard import Content
from csp_desktop.workbook.package.model import Grid, GridCell
from csp_desktop.workbook.package.parts import Package

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = "http://schemas.openxmlformats.org/package/2006"

Told: TypeAlias = str | float | None
Place: TypeAlias = tuple[int, int]
Drawn: TypeAlias = st.SearchStrategy[tuple[str, int, str]]

FORMATS = (
    "General", "0.00", "0%", "@", "dd/mm/yyyy", "yyyy-mm-dd", "mmm-yy", "d mmm yyyy hh:mm",
    "hh:mm", "h:mm:ss", "[h]:mm", "mm:ss", "#,##0", "dd/mm/yyyy;@",
)  # fmt: skip
DAYS, CLOCKS, COUNTED = (4, 5, 6, 7, 13), (8, 9, 11), (10,)

RIGHT_HERE: Mapping[str, str] = {
    "a time of day on a date": (
        "Excel shows 12:00 for 44197.5 in hh:mm; both others give the day as well"
    ),
    "day 60": "Excel's 29/02/1900 is no day, and is told; the others give 28 February or 1 March",
    "day 0": "Excel shows 00/01/1900, and it is told; the others give a time, or 31/12/1899",
    "beyond the calendar": "Excel shows #####; the number stays, and the others fail or give text",
    "a truth value of 2": "it is damage, and told; openpyxl takes it for true",
    "an index below nought": "it is damage, and told; openpyxl takes the last text",
    "both v and is": "only the text within counts; calamine takes what comes last",
    "a number of '1_0'": "it is damage, and told; openpyxl takes Python's spelling of 10",
}
"""Where this reader is right and others are not, and why."""


def workbook(rows: str, texts: str = "", merged: str = "", *, since_1904: bool = False) -> bytes:
    """A workbook of one sheet, put together as Excel does it."""
    formats = "".join(
        f'<numFmt numFmtId="{200 + number}" formatCode="{code}"/>'
        for number, code in enumerate(FORMATS)
    )
    xfs = "".join(
        f'<xf numFmtId="{200 + number if number else 0}" fontId="0" fillId="0" borderId="0" '
        'xfId="0" applyNumberFormat="1"/>'
        for number in range(len(FORMATS))
    )
    kinds = {"worksheets/sheet1": "worksheet", "sharedStrings": "sharedStrings", "styles": "styles"}
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PARTS}/content-types"><Default Extension="rels" ContentType="applicat'
            'ion/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.'
            'xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.'
            'main+xml"/>'
            + "".join(
                f'<Override PartName="/xl/{part}.xml" ContentType="application/vnd.openxmlformats-o'
                f'fficedocument.spreadsheetml.{kind}+xml"/>'
                for part, kind in kinds.items()
            )
            + "</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{PARTS}/relationships"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
            f'<workbookPr date1904="{int(since_1904)}"/>'
            '<sheets><sheet name="Plan" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PARTS}/relationships">'
            + "".join(
                f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{part}.xml"/>'
                for number, (part, kind) in enumerate(kinds.items(), 1)
            )
            + "</Relationships>"
        ),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{merged}</worksheet>'
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        "xl/styles.xml": (
            f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(FORMATS)}">{formats}</numFmts><fonts '
            'count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
            '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
            f'<cellXfs count="{len(FORMATS)}">{xfs}</cellXfs><cellStyles count="1">'
            '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
        ),
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for name, content in parts.items():
            out.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return packed.getvalue()


def ours(data: bytes) -> Grid:
    (grid,) = read_book(Path("drawn.xlsx"), Content(data, Package(data))).grids
    return grid


def by_openpyxl(data: bytes) -> dict[Place, object]:
    sheet = load_workbook(BytesIO(data), data_only=True).worksheets[0]
    return {
        (cell.row, cell.column): cell.value
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def by_calamine(data: bytes) -> dict[Place, object]:
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0)
    return {
        (row, column): value
        for row, values in enumerate(sheet.to_python(skip_empty_area=False), 1)
        for column, value in enumerate(values, 1)
        if value != ""
    }


def plainly(value: object) -> Told:
    """What another library gives, in this reader's words."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return f"{value:%d/%m}/{value.year:04}" + (
            f" {value:%H:%M}" if value.hour or value.minute else ""
        )
    if isinstance(value, date):
        return f"{value:%d/%m}/{value.year:04}"
    if isinstance(value, time):
        return f"{value:%H:%M:%S}"
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
    assert isinstance(value, (str, int, float))
    return value


TEXTS = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff_&<>"),
    min_size=1,
    max_size=12,
).filter(lambda text: text.strip() == text)


def numbers(first: int, last: int, divisor: int) -> st.SearchStrategy[str]:
    return st.integers(first, last).map(lambda each: f"<v>{each / divisor:.12f}</v>")


def of(kind: str, styles: tuple[int, ...], contents: st.SearchStrategy[str]) -> Drawn:
    return st.tuples(st.just(kind), st.sampled_from(styles), contents)


CELLS: Drawn = st.one_of(
    of("s", (0, 3), TEXTS),
    of("inlineStr", (0, 3), TEXTS.map("<is><t>{}</t></is>".format)),
    of("inlineStr", (0,), TEXTS.map(
        "<is><r><t>{0}</t></r><r><rPr><b/></rPr><t>{0}</t></r>"
        '<rPh sb="0" eb="1"><t>aloud</t></rPh></is>'.format
    )),
    of("inlineStr", (0,), st.just("<is><t></t></is>")),
    of("str", (0,), TEXTS.map("<f>A1</f><v>{}</v>".format)),
    of("b", (0,), st.sampled_from(["<v>0</v>", "<v>1</v>"])),
    of("e", (0,), st.sampled_from(["<v>#N/A</v>", "<v>#REF!</v>", "<v>#DIV/0!</v>"])),
    # From 1904 or from March 1900 on, in minutes.
    of("n", DAYS, numbers(61 * 1440, 60_000 * 1440, 1440)),
    of("n", CLOCKS, numbers(1, 1439, 1440)),
    of("n", COUNTED, numbers(1, 10_000, 1440)),
    of("n", (0, 4), st.just("")),
    of("n", (0, 1, 12), st.integers(-(10**14), 10**14).map("<v>{}</v>".format)),
    of("n", (0, 1, 2), st.floats(-1e12, 1e12).map("<v>{!r}</v>".format)),
)  # fmt: skip
"""A cell's type, style and content, of the kinds that the three agree on."""


def written(drawn: Mapping[Place, tuple[str, int, str]], *, since_1904: bool) -> bytes:
    texts: list[str] = []
    rows: dict[int, str] = {}
    for (row, column), (kind, style, content) in sorted(drawn.items()):
        inside = content
        if kind == "s":
            texts.append(f"<si><t>{content}</t></si>")
            inside = f"<v>{len(texts) - 1}</v>"
        cell = f'<c r="{chr(64 + column)}{row}" s="{style}" t="{kind}">{inside}</c>'
        rows[row] = rows.get(row, "") + cell
    merged = '<mergeCells count="1"><mergeCell ref="H30:I31"/></mergeCells>'
    sheet = "".join(f'<row r="{row}">{said}</row>' for row, said in rows.items())
    return workbook(sheet, "".join(texts), merged, since_1904=since_1904)


def same_cell(here: GridCell | None, there: object, style: int) -> bool:
    """Whether a cell is the same by this reader and another, which know no formats of times."""
    if here is None:
        return there is None
    if here.trouble:
        # calamine gives nothing for an error, openpyxl its text.
        return there is None or str(there).startswith("#")
    said = plainly(there) if there is not None else None
    if isinstance(here.value, str) and here.value.endswith("%") and isinstance(said, float):
        return here.value == f"{said * 100:.15g}%"
    if style in (*CLOCKS, *COUNTED) and isinstance(said, str):
        units = {8: said[:-3], 10: said[:-3], 11: said[3:]}
        return here.value == units.get(style, said)
    return here.value == said


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.tuples(st.integers(1, 20), st.integers(1, 6)), CELLS, max_size=25),
    st.booleans(),
)
def test_each_cell_is_what_the_others_read(
    drawn: dict[Place, tuple[str, int, str]],
    since_1904: bool,  # noqa: FBT001
) -> None:
    data = written(drawn, since_1904=since_1904)
    grid = ours(data)
    for others in (by_openpyxl(data), by_calamine(data)):
        assert grid.cells.keys() | others.keys() <= drawn.keys()
        for place, (_, style, _) in drawn.items():
            here, there = grid.cells.get(place), others.get(place)
            assert same_cell(here, there, style), (here, there)


@pytest.mark.parametrize(
    ("reason", "cell", "value"),
    [
        ("a time of day on a date", '<c r="A1" s="8"><v>44197.5</v></c>', "12:00"),
        ("day 60", '<c r="A1" s="4"><v>60</v></c>', None),
        ("day 0", '<c r="A1" s="4"><v>0</v></c>', None),
        ("beyond the calendar", '<c r="A1" s="4"><v>9999999999</v></c>', 9999999999),
        ("a truth value of 2", '<c r="A1" t="b"><v>2</v></c>', None),
        ("an index below nought", '<c r="A1" t="s"><v>-1</v></c>', None),
        (
            "both v and is",
            '<c r="A1" t="inlineStr"><is><t>said</t></is><v>other</v></c>', "said",
        ),
        ("a number of '1_0'", '<c r="A1"><v>1_0</v></c>', None),
    ],
)  # fmt: skip
def test_where_this_reader_is_right_and_others_are_not(
    reason: str, cell: str, value: object
) -> None:
    data = workbook(f'<row r="1">{cell}</row>', "<si><t>first</t></si><si><t>last</t></si>")
    here = ours(data).cells[1, 1]
    assert here.value == value
    assert bool(here.trouble) == (value is None)
    theirs: list[object] = []
    for read in (by_openpyxl, by_calamine):
        try:
            theirs.append(read(data).get((1, 1)))
        except Exception as error:  # noqa: BLE001 - each fails in its own way
            theirs.append(error)
    assert RIGHT_HERE[reason]
    assert any(there != value for there in theirs), theirs
