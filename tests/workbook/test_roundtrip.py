"""Saved again untouched by another program, a workbook says what it said; edits arrive as typed."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
import xlsxwriter
from openpyxl import load_workbook

from csp_desktop.workbook.package.book import read_book
from csp_desktop.workbook.package.guard import FileUnreadable, open_file
from csp_desktop.workbook.package.model import Book, Returned

Said = dict[str, dict[str, str | int | float | None]]
Read = Callable[..., Returned]
Rows = Callable[..., Said]

SOFFICE = shutil.which("soffice")
needs_calc = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")

MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">{text}</script:module>"""

BASIC = """
Sub Edit(source As String, target As String)
  Dim quiet(0) As New com.sun.star.beans.PropertyValue
  quiet(0).Name = "Hidden"
  quiet(0).Value = True
  book = StarDesktop.loadComponentFromURL(source, "_blank", 0, quiet())
  sheet = book.Sheets.getByName("Updates")
  sheet.getCellRangeByName("G7").String = "on-track"
  sheet.getCellRangeByName("H7").String = "- half done, " & Chr(8220) & "says" & Chr(8221) & " Anna"
  sheet.getCellRangeByName("H6").String = ""
  sheet.getCellRangeByName("J8").String = "15/16"
  sheet.getCellRangeByName("A10").String = "4.2"
  sheet.getCellRangeByName("B10").String = "A new action"
  book.Sheets.getByName("Indicators").getCellRangeByName("F5").Value = 12.5
  book.Sheets.getByName("Indicators").getCellRangeByName("F6").Formula = "=6+1"
  Dim by(0) As New com.sun.star.table.TableSortField
  by(0).Field = 1
  by(0).IsAscending = False
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "SortFields"
  how(0).Value = by()
  how(1).Name = "ContainsHeader"
  how(1).Value = False
  sheet.getCellRangeByName("A5:K19").sort(how())
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  kind(0).Name = "FilterName"
  kind(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL(target, kind())
  book.close(True)
  StarDesktop.terminate()
End Sub
"""


class Calc:
    """LibreOffice Calc with a profile of its own."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def run(self, *arguments: str) -> None:
        assert SOFFICE
        profile = f"-env:UserInstallation={(self._home / 'profile').as_uri()}"
        subprocess.run(
            [SOFFICE, profile, "--headless", "--norestore", *arguments],
            check=True,
            capture_output=True,
            timeout=60,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self._home)},
        )

    def save(self, path: Path, ending: str) -> Path:
        out = path.parent / f"as-{ending}"
        self.run("--convert-to", ending, "--outdir", str(out), str(path))
        return out / f"{path.stem}.{ending}"

    def edit(self, path: Path) -> Path:
        # The first start of a profile puts its own, empty module here.
        folder = self._home / "profile" / "user" / "basic" / "Standard"
        (folder / "Module1.xba").write_text(MODULE.format(text=escape(BASIC)), encoding="utf-8")
        out = path.with_name("edited.xlsx")
        self.run(f"macro:///Standard.Module1.Edit({path.as_uri()},{out.as_uri()})")
        return out


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Calc:
    return Calc(tmp_path_factory.mktemp("calc"))


def rows_of(returned: Returned) -> list[tuple[str, object]]:
    """What a return says, without the number formats, which programs name in their own ways."""
    return [
        (row.record_id, {place: (cell.address, cell.value) for place, cell in row.values.items()})
        for sheet in returned.sheets
        for row in sheet.rows
    ]


def assert_untouched(saved: Returned, sent: Returned) -> None:
    assert rows_of(saved) == rows_of(sent)
    assert saved.export == sent.export
    assert (saved.problems, saved.notices) == ((), ())
    assert saved.fingerprint != sent.fingerprint


def test_saved_untouched_by_openpyxl(sent: Path, read: Read) -> None:
    saved = sent.with_name("saved.xlsx")
    load_workbook(sent).save(saved)
    assert_untouched(read(saved), read(sent))


def written_anew(book: Book, path: Path) -> None:
    """All cells of a workbook written by another library, which keeps nothing else of it."""
    with xlsxwriter.Workbook(path) as out:
        wrapped = out.add_format({"text_wrap": True})
        day = out.add_format({"num_format": "yyyy-mm-dd"})
        for grid in book.grids:
            sheet = out.add_worksheet(grid.name)
            for (row, column), cell in grid.cells.items():
                if isinstance(cell.value, str) and cell.format == "dd/mm/yyyy":
                    moment = datetime.strptime(cell.value, "%d/%m/%Y")  # noqa: DTZ007
                    sheet.write_datetime(row - 1, column - 1, moment, day)
                elif isinstance(cell.value, str):
                    sheet.write_string(row - 1, column - 1, cell.value, wrapped)
                elif cell.value is not None:
                    sheet.write_number(row - 1, column - 1, cell.value)


def test_written_anew_by_xlsxwriter(sent: Path, read: Read) -> None:
    saved = sent.with_name("saved.xlsx")
    written_anew(read_book(sent, open_file(sent)), saved)
    assert_untouched(read(saved), read(sent))


@needs_calc
def test_saved_untouched_by_libreoffice(sent: Path, read: Read, calc: Calc) -> None:
    assert_untouched(read(calc.save(sent, "xlsx")), read(sent))


@needs_calc
def test_saved_by_libreoffice_then_by_openpyxl(sent: Path, read: Read, calc: Calc) -> None:
    between = calc.save(sent, "xlsx")
    saved = sent.with_name("saved.xlsx")
    load_workbook(between).save(saved)
    returned = read(saved)
    assert returned.export == read(sent).export


@needs_calc
def test_edited_and_sorted_in_libreoffice(sent: Path, read: Read, said: Rows, calc: Calc) -> None:
    calc.save(sent, "ods")
    returned = read(calc.edit(sent))
    before, after = said(read(sent)), said(returned)
    edited = {
        ("a3", "Status"): "on-track",
        ("a3", "Commentary"): "- half done, “says” Anna",
        ("a2", "Commentary"): None,
        ("a4", "Evidence"): "15/16",
        ("new-0", "Ref"): "4.2",
        ("new-0", "Action"): "A new action",
    }
    for record, row in before.items():
        for header, value in row.items():
            assert after[record][header] == edited.get((record, header), value)
    assert [row.record_id for row in returned.sheets[0].rows][:3] != ["a1", "a2", "a3"]
    figures = said(returned, "Indicators")
    assert figures["i1"]["Actual 2016/17 Q2"] == 12.5
    assert figures["i2"]["Actual 2016/17 Q2"] == 7
    assert returned.notices == ("Indicators: F6 held formulas; what they showed was taken.",)
    assert returned.problems == ()


@needs_calc
def test_saved_by_libreoffice_in_its_own_format_is_told(sent: Path, calc: Calc) -> None:
    ods = calc.save(sent, "ods")
    with pytest.raises(FileUnreadable, match=r"OpenDocument spreadsheet \(\.ods\)"):
        open_file(ods)
    renamed = ods.with_suffix(".xlsx")
    shutil.copy(ods, renamed)
    with pytest.raises(FileUnreadable, match=r"OpenDocument spreadsheet \(\.ods\)"):
        open_file(renamed)
