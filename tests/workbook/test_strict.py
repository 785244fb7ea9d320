"""A workbook saved as 'Strict Open XML Spreadsheet' says what it says as any other."""

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook

from csp_desktop.workbook.package.book import read_book
from csp_desktop.workbook.package.cell_values import Shared
from csp_desktop.workbook.package.cells import read_cells
from csp_desktop.workbook.package.guard import open_file
from csp_desktop.workbook.package.model import Book, Returned
from csp_desktop.workbook.package.number_formats import shown_number
from csp_desktop.workbook.package.parts import Budget, Damaged, walk

# What the standard calls its two sets of names.
USUAL_AND_STRICT: Mapping[str, str] = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "officeDocument/relationships"
    ),
    "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties": (
        "officeDocument/extendedProperties"
    ),
    "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties": (
        "officeDocument/customProperties"
    ),
    "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes": (
        "officeDocument/docPropsVTypes"
    ),
    "http://schemas.openxmlformats.org/drawingml/2006/main": "drawingml/main",
    "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing": (
        "drawingml/spreadsheetDrawing"
    ),
}
STRICT = "http://purl.oclc.org/ooxml/"


def strict(path: Path, days: Callable[[re.Match[str]], str] | None = None) -> Path:
    """`path` as a Strict workbook beside it; `days` writes out the numbers that are dates."""
    out = path.with_name(f"strict {path.name}")
    with zipfile.ZipFile(path) as parts, zipfile.ZipFile(out, "w") as saved:
        for name in parts.namelist():
            part = parts.read(name)
            if name.endswith((".xml", ".rels")):
                said = part.decode()
                for usual, other in USUAL_AND_STRICT.items():
                    said = said.replace(f'{usual}"', f'{STRICT}{other}"')
                    said = said.replace(f"{usual}/", f"{STRICT}{other}/")
                if name == "xl/workbook.xml":
                    said = said.replace("<workbook ", '<workbook conformance="strict" ', 1)
                if days and "/worksheets/" in name:
                    said = re.sub(r'<c r="([A-Z]+[0-9]+)" s="([0-9]+)"( t="n")?><v>([0-9.]+)</v>',
                                  days, said)  # fmt: skip
                part = said.encode()
            saved.writestr(name, part)
    return out


def opened(path: Path) -> Book:
    return read_book(path, open_file(path))


def test_a_return_saved_as_strict_says_what_it_said(
    sent: Path, read: Callable[..., Returned]
) -> None:
    saved, before = read(strict(sent)), read(sent)
    assert saved.sheets == before.sheets
    assert saved.export == before.export
    assert (saved.problems, saved.notices) == ((), ())
    assert (saved.export_id, saved.as_sent) == (before.export_id, True)


def test_a_workbook_of_ones_own_saved_as_strict_is_read_whole(sent: Path) -> None:
    # Comments, tables, merged cells, fills and struck words are in the sheets and beside them.
    whole, usual = opened(strict(sent)), opened(sent)
    assert whole.grids == usual.grids
    assert (whole.saved_by, whole.saved_at, whole.carried_id) == (
        usual.saved_by, usual.saved_at, usual.carried_id,
    )  # fmt: skip


def test_dates_that_are_written_out_are_the_same_days(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    wanted = {
        (1, 1): (42617, "dd/mm/yyyy"), (2, 1): (42617.604166666664, "d mmm yyyy hh:mm"),
        (3, 1): (0.385416666666667, "hh:mm"), (4, 1): (44197.5, "hh:mm"), (5, 1): (1.5, "[h]:mm"),
    }  # fmt: skip
    for (row, column), (number, code) in wanted.items():
        cell = sheet.cell(row, column, number)
        cell.number_format = code
    path = tmp_path / "dates.xlsx"
    book.save(path)
    written = ["2016-09-04", "2016-09-04T14:30:00", "09:15:00", "2021-01-01T12:00:00.000",
               "1900-01-01T12:00:00"]  # fmt: skip

    def days(found: re.Match[str]) -> str:
        said = written[int(re.sub("[A-Z]+", "", found[1])) - 1]
        return f'<c r="{found[1]}" s="{found[2]}" t="d"><v>{said}</v>'

    saved = strict(path, days)
    with zipfile.ZipFile(saved) as parts:
        assert parts.read("xl/worksheets/sheet1.xml").count(b't="d"') == len(written)
    (whole,) = opened(saved).grids
    (usual,) = opened(path).grids
    assert whole == usual
    assert {place: cell.value for place, cell in whole.cells.items()} == {
        place: shown_number(number, code, since_1904=False)
        for place, (number, code) in wanted.items()
    }


def test_the_limits_hold_for_a_strict_part_as_for_others() -> None:
    main = f'xmlns="{STRICT}spreadsheetml/main"'
    rows = f"<row>{'<c><v>1</v></c>' * 5}</row>"
    data = f"<worksheet {main}><sheetData>{rows}</sheetData></worksheet>".encode()
    assert len(read_cells(data, Shared(), Budget())[0]) == 5
    with pytest.raises(Damaged, match="far longer"):
        read_cells(data, Shared(), Budget(cells=4))
    with pytest.raises(Damaged, match="far longer"):
        read_cells(data, Shared(), Budget(elements=4))
    with pytest.raises(Damaged, match="no spreadsheet program"):
        walk(b"<!DOCTYPE a>" + data, Budget(), lambda _name, _attributes: None)


def test_a_text_that_names_a_namespace_stays_as_it_is(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].cell(1, 1, f"See {STRICT}spreadsheetml/main for it")
    book.save(tmp_path / "a.xlsx")
    (grid,) = opened(strict(tmp_path / "a.xlsx")).grids
    assert grid.cells[1, 1].value == f"See {STRICT}spreadsheetml/main for it"
