"""A file read as it stands, with what stands around its cells."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Color, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from csp_desktop.workbook.package import book as reading
from csp_desktop.workbook.package.book import read_book
from csp_desktop.workbook.package.guard import FileUnreadable, open_file
from csp_desktop.workbook.package.model import Book, CellRange

Edit = Callable[[Callable[[Workbook], None]], Path]
OFFICE = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
SHEET_RELS = "xl/worksheets/_rels/sheet2.xml.rels"


def with_parts(path: Path, added: Mapping[str, bytes], ending: str = ".xlsx") -> Path:
    """A copy of a workbook with parts put in or in the place of others."""
    out = path.with_name(f"more{ending}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name not in added:
                new.writestr(name, old.read(name))
        for name, content in added.items():
            new.writestr(name, content)
    return out


def opened(path: Path) -> Book:
    return read_book(path, open_file(path), fills=True)


def test_a_book_tells_its_sheets_tables_merges_and_who_saved_it(edit: Edit) -> None:
    def change(book: Workbook) -> None:
        book["Updates"].merge_cells("A21:C22")
        book.properties.lastModifiedBy = "Anna"

    book = opened(edit(change))
    updates = book.grids[1]
    assert updates.tables == {"csp_updates": "A4:K19"}
    assert updates.merged == (CellRange(21, 1, 22, 3),)
    assert (book.saved_by, book.carried_id) == ("Anna", "export-7")
    assert [grid.state for grid in book.grids] == [
        "visible", "visible", "visible", "hidden", "veryHidden",
    ]  # fmt: skip


def test_threaded_comments_are_told_once(sent: Path) -> None:
    with zipfile.ZipFile(sent) as parts:
        rels = parts.read(SHEET_RELS).replace(
            b"</Relationships>",
            f'<Relationship Id="t1" Type="{OFFICE}" Target="../threadedComments/'
            'threadedComment1.xml"/></Relationships>'.encode(),
        )
        notes = next(name for name in parts.namelist() if name.startswith("xl/comments"))
        stub = parts.read(notes).replace(
            b"</commentList>",
            b'<comment ref="H5" authorId="0"><text><t>[Threaded comment]\n\nYour version of Excel '
            b"allows you to read this</t></text></comment></commentList>",
        )
    thread = (
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
        b'threadedcomments"><threadedComment ref="H5"><text>Is this so?</text></threadedComment>'
        b'<threadedComment ref="H5"><text>Yes.</text></threadedComment></ThreadedComments>'
    )
    more = {
        SHEET_RELS: rels, notes: stub, "xl/threadedComments/threadedComment1.xml": thread,
    }  # fmt: skip
    assert opened(with_parts(sent, more)).grids[1].comments == {"H5": "Is this so? Yes."}


def test_a_workbook_with_macros_is_read_and_they_are_not(sent: Path) -> None:
    book = opened(with_parts(sent, {"xl/vbaProject.bin": b"Sub Auto_Open"}, ".xlsm"))
    assert book.notices == (
        "The workbook holds macros. They were not run, and nothing of them was kept.",
    )
    assert book.grids == opened(sent).grids


def test_fills_are_the_colours_that_people_see(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    for row, colour in enumerate(
        (
            Color("FF00B050"), Color(indexed=10), Color(indexed=51), Color(theme=0),
            Color(theme=1, tint=0.5), Color(theme=4, tint=-0.25), Color(indexed=64),
        ),
        1,
    ):  # fmt: skip
        sheet.cell(row, 1).fill = PatternFill("solid", fgColor=colour)
    sheet["A8"].fill = PatternFill("lightUp", fgColor="FFFF0000")
    book.save(tmp_path / "rag.xlsx")
    (grid,) = opened(tmp_path / "rag.xlsx").grids
    assert {row: cell.fill for (row, _), cell in grid.cells.items()} == {
        1: "#00B050", 2: "#FF0000", 3: "#FFCC00", 4: "#FFFFFF", 5: "#808080", 6: "#376092",
    }  # fmt: skip


def test_what_is_around_the_cells_may_be_missing_or_broken(sent: Path) -> None:
    broken = with_parts(sent, {"docProps/custom.xml": b"<a>", "docProps/core.xml": b"no xml"})
    book = opened(broken)
    assert (book.saved_by, book.carried_id) == ("", "export-7")
    assert book.grids == opened(sent).grids


def test_a_workbook_of_charts_or_far_too_many_sheets_is_told(
    sent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_SHEETS", 4)
    with pytest.raises(FileUnreadable, match="holds 5 sheets; at most 4"):
        opened(sent)
    main = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    with pytest.raises(FileUnreadable, match="holds no sheet that can be read"):
        opened(with_parts(sent, {"xl/workbook.xml": main}))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_table_of_text_may_part_its_columns_by_any_usual_mark(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "export of the plan.csv"
    path.write_text(mark.join(("Ref", "Status")) + "\n" + mark.join(("1.1", '"a, b"')) + "\n")
    (grid,) = opened(path).grids
    assert grid.name == "export of the plan"
    assert {place: cell.value for place, cell in grid.cells.items()} == {
        (1, 1): "Ref", (1, 2): "Status", (2, 1): "1.1", (2, 2): "a, b",
    }  # fmt: skip


def test_a_table_of_text_that_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text('Ref,"' + "x" * 200_000, encoding="utf-8")
    with pytest.raises(FileUnreadable, match="not a table"):
        opened(path)
