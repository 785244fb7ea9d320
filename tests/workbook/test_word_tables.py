"""The tables of a Word document are read as sheets are, under the same guard."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import Table

from csp_desktop.operations.importing import plan_from_workbook
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.workbook.package.any_book import read_any
from csp_desktop.workbook.package.guard import FileUnreadable
from csp_desktop.workbook.package.model import Book, CellRange, Grid
from csp_desktop.workbook.worker.process import Reader

HEAD = ("Ref", "Action", "Lead", "RAG Q1", "Progress Q1 2024/25")
FIRST = (HEAD, ("2.1", "Patrol", "Police", "Green", "Done"), ("3.10", "Light", "Council", "", ""))


def filled(word: Word, rows: Iterable[tuple[str, ...]]) -> Table:
    lines = list(rows)
    table: Table = word.add_table(len(lines), len(lines[0]))
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            table.cell(row, column).text = text
    return table


def read(word: Word, folder: Path) -> Book:
    path = folder / "plan.docx"
    word.save(str(path))
    return read_any(path)


def texts(grid: Grid) -> Mapping[tuple[int, int], object]:
    return {place: cell.value for place, cell in grid.cells.items() if cell.value is not None}


def names(book: Book) -> list[str]:
    return [each.name for each in book.grids]


def test_a_table_is_a_sheet_with_the_text_before_it_in_the_rows_above(tmp_path: Path) -> None:
    word = Document()
    word.add_heading("Community safety action plan 2024/25", 0)
    filled(word, FIRST)
    word.add_paragraph("The end.")
    book = read(word, tmp_path)
    assert names(book) == ["Table 1", "Text below the tables"]
    first = texts(book.grids[0])
    assert first[1, 1] == "Community safety action plan 2024/25"
    assert [first[2, at] for at in range(1, 6)] == list(HEAD)
    assert first[4, 1] == "3.10"
    assert texts(book.grids[1]) == {(1, 1): "The end."}


def test_merged_cells_and_shading_are_those_of_the_document(tmp_path: Path) -> None:
    word = Document()
    table = filled(word, (HEAD, *(("", "", "", "", ""),) * 3))
    table.cell(1, 0).merge(table.cell(2, 0)).text = "2.1"
    table.cell(3, 1).merge(table.cell(3, 4)).text = "Improvement: light the park"
    shade = OxmlElement("w:shd")
    shade.set(qn("w:fill"), "00B050")
    table.cell(1, 3)._tc.get_or_add_tcPr().append(shade)
    (grid,) = read(word, tmp_path).grids
    assert set(grid.merged) == {CellRange(2, 1, 3, 1), CellRange(4, 2, 4, 5)}
    assert grid.cells[2, 4].fill == "#00B050"
    assert texts(grid)[4, 2] == "Improvement: light the park"


def test_a_priority_that_is_said_once_heads_the_tables_below_it(tmp_path: Path) -> None:
    word = Document()
    for heading in ("Priority 2: Violence", "Delivery Priority 1: Streets"):
        word.add_paragraph(heading)
    filled(word, FIRST)
    word.add_paragraph("Delivery Priority 2: Homes")
    filled(word, FIRST)
    word.add_paragraph("Priority 3: Youth")
    filled(word, FIRST)
    above = [
        [grid.cells[row, 1].value for row in range(1, 3)] for grid in read(word, tmp_path).grids
    ]
    assert above == [
        ["Priority 2: Violence", "Delivery Priority 1: Streets"],
        ["Priority 2: Violence", "Delivery Priority 2: Homes"],
        ["Priority 3: Youth", "Ref"],
    ]


def test_tables_with_nothing_between_them_are_one_and_one_in_a_cell_is_its_own(
    tmp_path: Path,
) -> None:
    word = Document()
    table = filled(word, FIRST)
    inner = table.cell(1, 4).add_table(1, 1)
    inner.cell(0, 0).text = "A table within"
    word.add_paragraph("")
    filled(word, FIRST[1:])
    book = read(word, tmp_path)
    assert names(book) == ["Table 1", "Table 1, in E2"]
    assert len(book.grids[1].cells) == 1


def test_a_long_table_goes_on_after_an_empty_line(tmp_path: Path) -> None:
    word = Document()
    filled(word, FIRST)
    word.add_paragraph("")
    filled(word, (("4.1", "Visit", "Police", "", ""),))
    (grid,) = read(word, tmp_path).grids
    assert texts(grid)[4, 1] == "4.1"


def test_refs_that_word_counts_itself_are_read(tmp_path: Path) -> None:
    word = Document()
    table = filled(word, (HEAD, *((("", "Visit", "Police", "", "")),) * 2))
    for row in (1, 2):
        table.cell(row, 0).paragraphs[0].style = word.styles["List Number"]
    (grid,) = read(word, tmp_path).grids
    assert [texts(grid)[row, 1] for row in (2, 3)] == ["1.", "2."]


def test_a_text_that_was_deleted_with_changes_tracked_is_not_there(tmp_path: Path) -> None:
    word = Document()
    table = filled(word, FIRST)
    paragraph = table.cell(1, 1).paragraphs[0]._p
    for what, tag, text in (("del", "delText", " at night"), ("ins", "t", " by day")):
        paragraph.append(
            parse_xml(f"<w:{what} {nsdecls('w')}><w:r><w:{tag}>{text}</w:{tag}></w:r></w:{what}>")
        )
    assert texts(read(word, tmp_path).grids[0])[2, 2] == "Patrol by day"


def test_a_document_without_tables_and_its_many_words_are_a_sheet_of_text(tmp_path: Path) -> None:
    word = Document()
    for number in range(30):
        word.add_paragraph(f"Sentence {number}")
    book = read(word, tmp_path)
    assert names(book) == ["Text"]
    assert len(book.grids[0].cells) == 30
    filled(word, FIRST)
    assert names(read(word, tmp_path)) == ["Text before table 1", "Table 1"]


def test_a_plan_is_made_from_a_word_document(tmp_path: Path) -> None:
    word = Document()
    word.add_paragraph("Priority 2: Violence")
    filled(word, FIRST)
    path = tmp_path / "our plan.docx"
    word.save(str(path))
    ran = plan_from_workbook.run(
        tmp_path / "ours.cspplan", path, None, Stamp("Jo", "2024-10-03"), SHIPPED, accept=True
    )
    assert json.loads(json.dumps(ran.data))["records"]["action"] == 2


def altered(word: Word, path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    content = BytesIO()
    word.save(content)
    with zipfile.ZipFile(content) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, data in parts.items():
            whole.writestr(name, data)
    return path


def with_doctype(parts: dict[str, bytes]) -> None:
    text = parts["word/document.xml"]
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    parts["word/document.xml"] = text.replace(b"?>", b"?>" + declared, 1)


def too_large(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] += b" " * 70_000_000


def endless(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"<w:body>", b"<w:body>" + b"<w:p/>" * 2_600_000
    )


def many_tables(parts: dict[str, bytes]) -> None:
    table = b"<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p><w:r><w:t>x</w:t></w:r></w:p>"
    body = b"<w:body>"
    parts["word/document.xml"] = parts["word/document.xml"].replace(body, body + table * 300)


@pytest.mark.parametrize("change", [with_doctype, too_large, endless, many_tables])
def test_a_hostile_document_meets_the_guard(
    change: Callable[[dict[str, bytes]], None], tmp_path: Path
) -> None:
    path = altered(Document(), tmp_path / "hostile.docx", change)
    with Reader() as reader, pytest.raises(FileUnreadable, match=r"hostile\.docx is"):
        reader.book(path)


def test_a_document_is_no_return(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    Document().save(str(path))
    with Reader() as reader, pytest.raises(FileUnreadable, match="a Word document"):
        reader.returned(path)


def test_a_text_in_another_format_is_told_how_to_be_saved(tmp_path: Path) -> None:
    old = tmp_path / "plan.doc"
    old.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le")
    )
    odt = tmp_path / "plan.odt"
    with zipfile.ZipFile(odt, "w") as whole:
        whole.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        whole.writestr("content.xml", "<x/>")
    for path, told in ((old, "old Word document"), (odt, "OpenDocument text")):
        with pytest.raises(FileUnreadable, match=f"{told}.*docx"):
            read_any(path)
