"""The printed report: its tags as others read them, its tables read back, any letters at all."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from csp_desktop.measures.report.model import Report, ReportColumn, ReportSection, Table, plain
from csp_desktop.report.printed import as_pdf, size_of
from csp_desktop.report.style import ReportStyle, clean, load
from tests.report.quarters import hostile, png, whole
from tests.report.structure import Tagged, read

pytestmark = pytest.mark.whole

CHARTS = {"ind-knife": png(760, 270)}
FOREIGN = {
    "arabic": "Plain then مرحبا بكم في المجلس and on, 12% of it",
    "hebrew": "שלום עולם וברוכים הבאים למועצה",
    "vowels": "اَلسَّلَامُ عَلَيْكُمْ",
    "emoji": "Late \U0001f6a8 and \U0001f469\u200d\U0001f692 \u2605 \U0001f600 done",
    "bengali": "The বাংলা leaflet",
    "chinese": "In 中文 and ไทย",
    "turkish": "Türkçe Ğğİı Şş Łódź Ελληνικά Русский",
    "beyond": "\U00030000 rare",
}
with_poppler = pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="no poppler here")


@cache
def made(which: Callable[[], Report]) -> bytes:
    return as_pdf(which(), load(), CHARTS)


@cache
def tree_of(which: Callable[[], Report]) -> Tagged:
    return read(made(which))


def in_file(folder: Path, content: bytes) -> Path:
    path = folder / "report.pdf"
    path.write_bytes(content)
    return path


def bare(text: str) -> str:
    """Letters alone: readers put vowel marks and blanks in orders of their own."""
    kept = (each for each in clean(text) if unicodedata.category(each) not in ("Mn", "Cf"))
    return "".join("".join(kept).split())


def letters(text: str) -> str:
    """Letters in any order where some go from right to left, in theirs where none does."""
    kept = bare(text)
    turned = any(unicodedata.bidirectional(each) in ("R", "AL") for each in kept)
    return "".join(sorted(kept)) if turned else kept


def of(*texts: str) -> Report:
    return Report("Title", "", "", "OFFICIAL", (), "", "", (ReportSection("Heading", texts),))


def in_column(text: str, share: float) -> Report:
    columns = (ReportColumn("Narrow", share), ReportColumn("Wide", 1 - share))
    table = Table("Table", columns, (plain(text, "beside"),), "")
    return Report("T", "", "", "OFFICIAL", (), "", "", (ReportSection("Heading", table=table),))


# Tags


@pytest.mark.parametrize("which", [whole, hostile])
def test_headings_are_tagged_in_reading_order(which: Callable[[], Report]) -> None:
    tree = tree_of(which)
    found = [(each.tag, bare(each.text())) for each in tree.all("H1", "H2")]
    assert found == [(f"H{each.level}", bare(each.title)) for each in which().sections]


@pytest.mark.parametrize("which", [whole, hostile])
def test_every_table_is_read_back_as_the_report_has_it(which: Callable[[], Report]) -> None:
    tables = tree_of(which).all("Table")
    for wanted in which().tables():
        if not wanted.rows:
            continue
        table = next(tables)
        (head,) = [each for part in table.all("THead") for each in part.all("TR")]
        assert [letters(each.text()) for each in head.all("TH")] == [
            letters(each.title) for each in wanted.columns
        ]
        rows = [each for part in table.all("TBody") for each in part.all("TR")]
        for row, cells in zip(rows, wanted.rows, strict=True):
            for found, cell in zip(row.all("TD"), cells, strict=True):
                if cell.parts:
                    (bar,) = found.all("Figure")
                    assert bar.about["/Alt"] == clean(cell.text)
                    counts = [str(each.count) for each in cell.parts if each.count > 1]
                    assert all(each in found.text() for each in counts)
                else:
                    assert letters(found.text()) == letters(cell.text + cell.under)
    assert next(tables, None) is None


def test_paragraphs_tables_and_notes_are_read_in_the_order_of_the_report() -> None:
    said = bare(tree_of(whole).text())
    at = 0
    for section in whole().sections:
        for text in (section.title, *section.paragraphs):
            at = said.index(bare(text), at)
        if section.table and section.table.rows:
            at = said.index(bare(section.table.rows[0][0].text), at)
        for text in section.notes:
            at = said.index(bare(text), at)


@pytest.mark.parametrize("which", [whole, hostile])
def test_every_figure_has_words_and_every_head_its_column(which: Callable[[], Report]) -> None:
    tree = tree_of(which)
    figures = [str(each.about["/Alt"]) for each in tree.all("Figure")]
    tables = [each for each in which().tables() if each.rows]
    bars = [cell.text for each in tables for row in each.rows for cell in row if cell.parts]
    charts = [each.words for each in which().pictures() if each.id in CHARTS]
    assert sorted(figures) == sorted(clean(each) for each in (*bars, *charts))
    heads = list(tree.all("TH"))
    assert len(heads) == sum(len(each.columns) for each in tables)
    assert all("/Column" in str(each.about["/A"]) for each in heads)


def test_a_logo_has_the_name_of_the_organisation_for_words() -> None:
    tree = read(as_pdf(whole(), ReportStyle(logo=png(300, 100)), {}))
    assert next(tree.all("Figure")).about["/Alt"] == whole().organisation


@pytest.mark.parametrize("which", [whole, hostile, lambda: of(*FOREIGN.values())])
def test_the_file_says_that_it_keeps_to_pdf_ua_1(which: Callable[[], Report]) -> None:
    # The compiler stops where the rules are broken; a file is one that keeps them.
    file = PdfReader(BytesIO(as_pdf(which(), load(), CHARTS)))
    root: Any = file.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part\W+1\b", metadata)
    assert "CreationDate" not in (file.metadata or {})


# Letters


@with_poppler
@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_copied_from_the_page_is_what_was_written(name: str, tmp_path: Path) -> None:
    ran = subprocess.run(
        ["pdftotext", "-layout", in_file(tmp_path, as_pdf(of(FOREIGN[name]), load(), {})), "-"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    for word in FOREIGN[name].split():
        assert bare(word) in bare(ran.stdout)
    assert "[" not in ran.stdout


def test_every_letter_of_the_page_is_in_a_font_that_it_carries() -> None:
    file = PdfReader(BytesIO(as_pdf(of(*FOREIGN.values()), load(), {})))
    fonts: list[Any] = [
        font.get_object()
        for page in file.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    ]
    held = {str(font["/BaseFont"]) for font in fonts}
    assert all(any(name in each for each in held) for name in ("Inter", "Fallback", "Told"))
    inner = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert all({"/FontFile2", "/FontFile3"} & set(each.get_object()) for each in inner)
    assert "\ufffd" not in "".join(page.extract_text() for page in file.pages)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_no_text_at_all_stops_the_printing(texts: list[str]) -> None:
    # A letter without a drawing would be refused by the compiler.
    assert as_pdf(of(*texts), load(), {}).startswith(b"%PDF")


@with_poppler
@pytest.mark.parametrize(
    "text", ["\U0001f6a8", "x" * 300, "council/ward/street/" * 9, "مرحبا" * 40]
)
@pytest.mark.parametrize("share", [0.1, 0.2, 0.5])
def test_a_cell_stays_within_its_column_and_is_copied_once(
    text: str, share: float, tmp_path: Path
) -> None:
    path = in_file(tmp_path, as_pdf(in_column(text, share), load(), {}))
    ran = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], check=True, capture_output=True, text=True
    )
    boxes = re.findall(
        r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)".*?>(.*?)</word>', ran.stdout
    )
    (right,) = [float(x) for x, _, _, word in boxes if word == "beside"]
    top = min(float(y) for _, y, _, word in boxes if word == "beside")
    inside = [
        (float(left), float(end), word)
        for left, y, end, word in boxes
        if abs(float(y) - top) < 2 or (float(y) > top and word not in ("Page", "OFFICIAL"))
        if word not in ("beside", "1", "of")
    ]
    assert all(end <= right + 0.5 for _, end, _ in inside)
    (cell, _) = read(path.read_bytes()).all("TD")
    assert letters(cell.text()) == letters(text)


@with_poppler
@pytest.mark.parametrize(
    "text", ["אבג דהו 123 abc זחט", "abc אבג דהו def", "12 אבג (דהו) abc", "abc 12% אבג, 34 דהו"]
)
def test_words_from_right_to_left_are_in_the_order_of_an_independent_implementation(
    text: str, tmp_path: Path
) -> None:
    path = in_file(tmp_path, as_pdf(of(text), load(), {}))
    ran = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], check=True, capture_output=True, text=True
    )
    found = re.findall(r'xMin="([\d.]+)".*?xMax="([\d.]+)".*?>(.*?)</word>', ran.stdout)
    drawn = sorted(
        (float(left), float(right), re.sub(r"[(),%]", "", word)) for left, right, word in found
    )
    shown = [word for _, _, word in drawn]
    places = [shown.index(re.sub(r"[(),%]", "", each)) for each in get_display(text).split()]
    assert places == sorted(places)
    from_right = drawn[places[-1]][1] > 540
    assert from_right == (unicodedata.bidirectional(text.lstrip("0123456789 ")[0]) == "R")


JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080020004001011100")


@pytest.mark.parametrize(("picture", "size"), [(png(4, 2), (4, 2)), (JPEG, (64, 32))])
def test_the_size_of_a_picture_is_read_from_its_bytes(
    picture: bytes, size: tuple[int, int]
) -> None:
    assert size_of(picture) == size
