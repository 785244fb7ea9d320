"""Lines of print: they fit, every letter is drawn or told, and is itself when it is copied."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.pdfbase.pdfmetrics import getFont

from csp_desktop.measures.report.model import Report, Section
from csp_desktop.report.lettering import REGULAR, Line, lines_of
from csp_desktop.report.printed import as_pdf
from csp_desktop.report.style import load
from csp_desktop.report.texts import clean

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


def words(line: Line) -> str:
    return "".join(each.letters for each in line.pieces)


def covered(line: Line) -> bool:
    return all(
        ord(letter) in getFont(piece.font).face.charToGlyph  # type: ignore[attr-defined]
        for piece in line.pieces
        for letter in piece.letters
    )


@given(st.text(max_size=80), st.integers(20, 300))
def test_a_line_fits_and_has_no_letter_that_would_print_as_a_box(text: str, width: int) -> None:
    for line in lines_of(clean(text), REGULAR, 8.5, width):
        assert covered(line)
        assert line.width <= width + 0.01 or len(words(line)) == 1


@given(st.lists(st.from_regex(r"[a-z]{1,12}", fullmatch=True), max_size=40), st.integers(60, 300))
def test_plain_words_are_all_there_in_order(said: list[str], width: int) -> None:
    lines = lines_of(" ".join(said), REGULAR, 10, width)
    assert " ".join(words(line) for line in lines if words(line)).replace(" ", "") == "".join(said)


def test_a_blank_line_stays_and_blanks_are_one() -> None:
    assert [words(line) for line in lines_of("a  b\n\n c\td", REGULAR, 10, 200)] == [
        "a b", "", "c d",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\U0001f6a8", "[police cars revolving light]"),
        ("\U0001f469\u200d\U0001f692", "[woman][fire engine]"),
        ("বাংলা", "[Bengali text]"),
        ("中文", "[CJK text]"),
        ("\U0001f600", "\U0001f600"),
        ("\U000e0101x\u0378", "x[U+0378]"),
    ],
)
def test_what_no_font_has_is_told_in_words(text: str, told: str) -> None:
    (line,) = lines_of(text, REGULAR, 10, 400)
    assert words(line) == told


def test_a_word_that_is_told_over_two_lines_is_copied_once() -> None:
    lines = lines_of("\U0001f6a8", REGULAR, 10, 60)
    assert len(lines) > 1
    assert lines[0].pieces[0].said == "\U0001f6a8"
    assert {each.said for line in lines[1:] for each in line.pieces} == {""}


def bare(text: str) -> str:
    """Without vowel marks, which poppler puts in an order of its own, and steering ones."""
    return "".join(each for each in text if unicodedata.category(each) not in ("Mn", "Cf"))


def pdf_of(*texts: str) -> bytes:
    report = Report("Title", "", "", "OFFICIAL", (), "", "", (Section("Heading", texts),))
    return as_pdf(report, load(), {})


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler here")
@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_copied_from_the_page_is_what_was_written(name: str, tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(pdf_of(FOREIGN[name]))
    ran = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "page.pdf", "-"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    for word in FOREIGN[name].split():
        assert bare(word) in bare(ran.stdout)


def test_every_letter_of_the_page_is_in_a_font_that_it_carries() -> None:
    file = PdfReader(BytesIO(pdf_of(*FOREIGN.values())))
    held = {
        str(font.get_object()["/BaseFont"])
        for page in file.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert any("CSPFallback" in name for name in held)
    assert "\ufffd" not in "".join(page.extract_text() for page in file.pages)
