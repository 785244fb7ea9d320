"""Word, PDF, HTML and Excel of one model: the same figures read back, any text as text."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from pypdf import PdfReader

from csp_desktop.measures.report.model import Report, ReportCell, Table
from csp_desktop.operations.snapshots.report import rendered
from csp_desktop.report.style import ReportStyle, clean, load
from csp_desktop.workbook.export.report_book import HEADER_ROW, SHEET, flat
from tests.report.quarters import HOSTILE, hostile, png, whole

pytestmark = pytest.mark.whole

FORMS = ("docx", "html", "pdf", "xlsx")
CHARTS = {"ind-knife": png()}


@cache
def made(form: str, which: Callable[[], Report] = whole) -> bytes:
    return rendered(which(), form, load(), CHARTS)


def squeezed(text: str) -> str:
    return "".join(clean(text).split())


def in_cell(cell: ReportCell) -> str:
    return squeezed(cell.text + cell.under)


# Word


def word_table(table: Any) -> list[list[str]]:
    return [
        [
            "".join(part.text or "" for part in cell.iter(qn("w:t")))
            for cell in row.findall(qn("w:tc"))
        ]
        for row in table._tbl.findall(qn("w:tr"))
    ]


def word_tables(content: bytes) -> dict[str, list[list[str]]]:
    found = {}
    for table in docx.Document(BytesIO(content)).tables:
        name = table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        found[name] = word_table(table)
    return found


@pytest.mark.parametrize("which", [whole, hostile])
def test_word_has_every_table_as_the_report_has_it(which: Callable[[], Report]) -> None:
    tables = word_tables(made("docx", which))
    for table in which().tables():
        if not table.rows:
            assert clean(table.name) not in tables
            continue
        head, *rows = tables[clean(table.name)]
        assert head == [clean(each.title) for each in table.columns]
        for row, wanted in zip(rows, table.rows, strict=True):
            for text, cell in zip(row, wanted, strict=True):
                if cell.parts:
                    counted = re.findall(r"(\d+)\s+([a-z ]+?)(?=\s{2,}|$)",
                                         text.replace("\u00a0", " "))  # fmt: skip
                    assert [(int(n), said) for n, said in counted] == [
                        (part.count, part.status) for part in cell.parts
                    ]
                else:
                    assert squeezed(text).endswith(in_cell(cell))


def test_word_has_real_headings_heading_rows_and_alternatives() -> None:
    file = docx.Document(BytesIO(made("docx")))
    headings = [
        (str(each.style.name), each.text)
        for each in file.paragraphs
        if each.style and "Heading" in str(each.style.name)
    ]
    assert headings == [(f"Heading {each.level}", each.title) for each in whole().sections]
    for table in file.tables:
        assert table._tbl.find(f".//{qn('w:tblHeader')}") is not None
    (picture,) = file.element.body.iter(qn("wp:docPr"))
    assert picture.get("descr") == whole().pictures()[0].words
    assert file.core_properties.title.startswith(whole().title)
    assert file.core_properties.language == "en-GB"
    assert file.sections[0].header.paragraphs[0].text == "OFFICIAL"
    assert file.sections[0].footer.paragraphs[-1].text == "OFFICIAL"


def test_a_councils_template_gives_the_word_report_its_styles() -> None:
    template = docx.Document()
    template.styles["Heading 1"].font.name = "Georgia"
    kept = BytesIO()
    template.save(kept)
    content = rendered(whole(), "docx", ReportStyle(template=kept.getvalue(), logo=png()), {})
    file = docx.Document(BytesIO(content))
    assert file.styles["Heading 1"].font.name == "Georgia"
    assert len(word_tables(content)) == sum(bool(each.rows) for each in whole().tables()) + 1


# HTML


class Page(HTMLParser):
    """A page's tables, and what an accessibility checker looks at first."""

    VOID = frozenset({"meta", "img", "br", "col", "path", "input", "link"})

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.open: list[str] = []
        self.headings: list[str] = []
        self.ids: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.links: list[str] = []
        self.scripts = 0
        self._rows: list[list[str]] = []
        self._quiet = 0
        self._caption = ""
        self.feed(content.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if "id" in about:
            self.ids.append(about["id"] or "")
        self._note(tag, about)
        if about.get("aria-hidden") == "true" or self._quiet:
            self._quiet += tag not in self.VOID

    def _note(self, tag: str, about: dict[str, str | None]) -> None:
        match tag:
            case "h1" | "h2" | "h3":
                self.headings.append(tag)
            case "table":
                self._rows = []
            case "tr":
                self._rows.append([])
            case "th" | "td":
                self._rows[-1].append("")
            case "img":
                self.images.append(about)
            case "a":
                self.links.append(about.get("href") or "")
            case "script":
                self.scripts += 1
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        assert self.open.pop() == tag
        if self._quiet:
            self._quiet -= 1
        if tag == "table":
            self.tables[self._caption] = self._rows
            self._caption = ""

    def handle_data(self, data: str) -> None:
        if "caption" in self.open:
            self._caption += data
        elif not self._quiet and ("td" in self.open or "th" in self.open):
            self._rows[-1][-1] += data


@pytest.mark.parametrize("which", [whole, hostile])
def test_the_page_has_every_table_as_the_report_has_it(which: Callable[[], Report]) -> None:
    page = Page(made("html", which))
    for table in which().tables():
        if not table.rows:
            continue
        head, *rows = page.tables[clean(table.name)]
        assert head == [clean(each.title) for each in table.columns]
        for row, wanted in zip(rows, table.rows, strict=True):
            assert [squeezed(text) for text in row] == [in_cell(cell) for cell in wanted]


@pytest.mark.parametrize("which", [whole, hostile])
def test_the_page_keeps_the_rules_of_html(which: Callable[[], Report]) -> None:
    content = made("html", which)
    page = Page(content)
    assert page.open == []
    assert page.scripts == 0
    assert len(page.ids) == len(set(page.ids))
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]*", each) for each in page.ids)
    assert all(each.startswith("#") and each[1:] in page.ids for each in page.links)
    assert page.headings[0] == "h1"
    levels = [int(each[1]) for each in page.headings]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(each.get("alt") for each in page.images)
    assert b"http" not in content.split(b"</style>")[0].replace(b"http-equiv", b"")
    assert b'lang="en-GB"' in content


def test_a_cell_from_right_to_left_says_so() -> None:
    content = made("html", hostile).decode()
    holding = re.compile(r'<(?:t[dh]|span class="under")[^>]*>')
    found = [each.start() for each in re.finditer("\u0645\u0631\u062d", content)]
    assert found
    assert all('dir="auto"' in holding.findall(content[:at])[-1] for at in found)
    assert 'dir="auto"' not in made("html").decode()


# PDF


def pdf_text(which: Callable[[], Report] = whole) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(made("pdf", which))).pages)


def titles_in(file: PdfReader) -> list[str]:
    """The outline's titles in order, whatever their depth."""

    def flattened(some: list[Any]) -> list[Any]:
        return [
            deep
            for each in some
            for deep in (flattened(each) if isinstance(each, list) else [each])
        ]

    return [str(each["/Title"]) for each in flattened(file.outline)]


def test_the_pdf_has_a_title_an_outline_and_text() -> None:
    file = PdfReader(BytesIO(made("pdf")))
    assert file.metadata is not None
    assert str(file.metadata.title) == f"{whole().title}: {whole().subtitle}"
    assert titles_in(file) == [each.title for each in whole().sections]
    root: Any = file.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    pages: list[Any] = list(file.pages)
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert all("Inter" in font or "Helvetica" in font for font in fonts), fonts
    first = file.pages[0].extract_text()
    assert f"Page 1 of {len(file.pages)}" in first
    assert first.count("OFFICIAL") == 2


def test_the_pdf_says_every_figure_and_text_of_the_report() -> None:
    text = squeezed(pdf_text())
    for table in whole().tables():
        for row in table.rows:
            for cell in row:
                if cell.parts:
                    continue
                for said in (cell.text, cell.under):
                    for each in said.split():
                        assert each in text
    for tile in whole().section("Summary").tiles:
        assert f"{tile.count}{squeezed(tile.word)}" in text or str(tile.count) in text


def test_a_text_longer_than_a_page_goes_on_over_pages() -> None:
    text = squeezed(pdf_text(hostile))
    assert text.count("Wordy") >= 4 * 5000
    assert "<script>alert(1)</script>" in text
    assert "=HYPERLINK(" in text


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="no poppler here")
@pytest.mark.parametrize("which", [whole, hostile])
def test_a_reader_of_pdf_has_nothing_to_say_of_it(
    which: Callable[[], Report], tmp_path: Path
) -> None:
    (tmp_path / "report.pdf").write_bytes(made("pdf", which))
    ran = subprocess.run(
        ["pdftoppm", "-r", "20", "-l", "4", tmp_path / "report.pdf", tmp_path / "page"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.stderr == ""
    assert len(list(tmp_path.glob("page*"))) == 4


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler here")
@pytest.mark.parametrize(
    "name", ["markup", "right-to-left", "emoji", "formula", "command", "escaped", "lines"]
)
def test_what_would_break_a_format_is_copied_from_the_pdf_as_text(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / "report.pdf").write_bytes(made("pdf", hostile))
    ran = subprocess.run(
        ["pdftotext", tmp_path / "report.pdf", "-"], check=True, capture_output=True, text=True
    )
    read = without_steering(ran.stdout)
    said = without_steering(HOSTILE[name])
    # A narrow column parts long words; letter by letter the text is there.
    assert said[:40] in read or all(word in read for word in said.split())


def without_steering(text: str) -> str:
    kept = "".join(each for each in clean(text) if unicodedata.category(each) != "Cf")
    return " ".join(kept.split())


# Excel


@pytest.mark.parametrize("which", [whole, hostile])
def test_the_workbook_has_every_table_with_numbers_as_numbers(
    which: Callable[[], Report],
) -> None:
    book = openpyxl.load_workbook(BytesIO(made("xlsx", which)))
    sheets = iter(each for each in book.worksheets[1:] if each.title != SHEET)
    for table in which().tables():
        if table.rows:
            compare_sheet(next(sheets), table)
    assert next(sheets, None) is None


def test_the_workbook_has_the_charts_with_their_words() -> None:
    book = openpyxl.load_workbook(BytesIO(made("xlsx")))
    sheet: Any = book[SHEET]
    pictures = whole().pictures()
    assert len(sheet._images) == len(pictures) > 0
    said = [cell.value for cell in sheet["A"]]
    for picture in pictures:
        assert picture.title in said
        assert picture.caption in said
    with zipfile.ZipFile(BytesIO(made("xlsx"))) as parts:
        drawing = ET.fromstring(parts.read("xl/drawings/drawing1.xml"))  # noqa: S314 - ours
        held = [parts.read(name) for name in parts.namelist() if name.startswith("xl/media/")]
    about = [each for each in drawing.iter() if each.tag.endswith("cNvPr")]
    assert [each.get("descr") for each in about] == [each.words for each in pictures]
    assert held == [CHARTS[each.id] for each in pictures]


def compare_sheet(sheet: Any, table: Table) -> None:
    head, rows = flat(table)
    (named,) = sheet.tables.values()
    assert named.ref.startswith(f"A{HEADER_ROW}:")
    assert sheet["A1"].value
    assert not sheet.merged_cells.ranges
    found = list(sheet.iter_rows(min_row=HEADER_ROW, max_col=len(head)))
    assert [cell.value for cell in found[0]] == [clean(each.title) for each in head]
    for row, wanted in zip(found[1:], rows, strict=True):
        for cell, said in zip(row, wanted, strict=True):
            assert cell.data_type != "f"
            if said.number is not None:
                assert cell.value == said.number
            else:
                text = str(cell.value or "").replace("_x005F_", "_")
                assert squeezed(text) == squeezed(said.text)


# All four


@pytest.mark.parametrize("form", FORMS)
def test_the_same_report_gives_the_same_bytes(form: str) -> None:
    assert rendered(whole(), form, load(), CHARTS) == made(form)


@pytest.mark.parametrize("form", FORMS)
def test_making_it_is_told_step_by_step_and_can_be_ended(form: str) -> None:
    heard: list[float] = []
    rendered(whole(), form, load(), CHARTS, heard.append)
    assert len(heard) == len(whole().sections)
    assert heard == sorted(heard)
    assert all(0 <= share < 1 for share in heard)

    def end(share: float) -> None:
        if share > 0.4:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        rendered(whole(), form, load(), CHARTS, end)


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_no_part_of_a_zip_bears_a_time_of_its_own(form: str) -> None:
    parts = zipfile.ZipFile(BytesIO(made(form))).infolist()
    assert {each.date_time for each in parts} == {(1980, 1, 1, 0, 0, 0)}


def test_hostile_texts_are_all_in_the_report() -> None:
    said = repr(hostile())
    assert all(repr(text)[1:40] in said for text in HOSTILE.values())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
@pytest.mark.slow
def test_libreoffice_makes_a_pdf_of_the_word_file_without_loss(tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_bytes(made("docx"))
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    yes = {"type": "boolean", "value": "true"}
    options = json.dumps({"ExportBookmarks": yes, "UseTaggedPDF": yes})
    ran = subprocess.run(
        ["soffice", home, "--headless", "--convert-to", f"pdf:writer_pdf_Export:{options}",
         "--outdir", tmp_path, tmp_path / "report.docx"],
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    if "could not be loaded" in ran.stderr:
        pytest.skip("LibreOffice without Writer")
    file = PdfReader(tmp_path / "report.pdf")
    text = squeezed("".join(page.extract_text() for page in file.pages))
    for table in whole().tables():
        for row in table.rows:
            for cell in row:
                for word in (cell.text if not cell.parts else "").split():
                    assert word in text
    wanted = [each.title for each in whole().sections]
    assert [each for each in titles_in(file) if each in wanted] == wanted
    size: Any = file.trailer["/Size"]
    objects: list[Any] = [file.get_object(number) for number in range(1, int(size))]
    words = [str(each["/Alt"]) for each in objects if isinstance(each, dict) and "/Alt" in each]
    assert any(whole().pictures()[0].words in each for each in words)


def test_the_plan_by_year_lies_on_its_side_and_what_follows_stands_again() -> None:
    file = PdfReader(BytesIO(made("pdf")))
    wide = ["".join(page.extract_text().split()) for page in file.pages
            if page.mediabox.width > page.mediabox.height]  # fmt: skip
    assert "AppendixB:theplanbyyear" in wide[0]
    assert not any("AppendixC" in text or "AppendixA" in text for text in wide)
    assert all(text.count("OFFICIAL") == 2 for text in wide)
    word = docx.Document(BytesIO(made("docx")))
    assert [each.orientation for each in word.sections] == [
        WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT,
    ]  # fmt: skip
    assert all(each.footer.paragraphs[-1].text == "OFFICIAL" for each in word.sections)


def test_the_figures_of_the_charts_are_a_table_in_every_form() -> None:
    table = whole().section("Appendix C: figures of the charts").table
    assert table is not None
    named = {row[0].text for row in table.rows}
    assert named == {each.title for each in whole().pictures()}
    numbers = [row[2].number for row in table.rows]
    assert -30 in numbers
