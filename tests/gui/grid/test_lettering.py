import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from csp_desktop.gui.theme import text_layout as module
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.text_layout import Lettering


@pytest.fixture
def letters() -> Lettering:
    return Lettering(themes.current().font("small"))


def test_text_breaks_at_spaces_and_the_last_line_is_shortened(letters: Lettering) -> None:
    lines = letters.lines("Support for gang members and those at risk of it", 120)
    assert len(lines) == 2
    assert lines[0] == "Support for gang"
    assert lines[1].endswith("…")
    assert all(letters.width(line) <= 120 for line in lines)


def test_text_that_fits_is_left_alone(letters: Lettering) -> None:
    assert letters.lines("On track", 100) == ("On track",)
    assert letters.shortened("On track", 100) == "On track"
    assert letters.lines("", 100) == ()
    assert letters.shortened("", 100) == ""


def test_a_word_longer_than_the_line_is_broken_with_a_hyphen(letters: Lettering) -> None:
    lines = letters.lines("Internationalisation", 60)
    assert len(lines) == 2
    assert lines[0].endswith("-")
    assert "Internationalisation".startswith(lines[0][:-1])
    assert all(letters.width(line) <= 60 for line in lines)


def test_on_paper_nothing_is_added_to_a_long_word() -> None:
    letters = Lettering(themes.current().font("small"), on_paper=True)
    address = "https://hackney.example/" + "x" * 80
    assert "".join(letters.lines(address, 60, 100)) == address


def test_text_breaks_after_a_stroke_and_a_hyphen(letters: Lettering) -> None:
    assert letters.lines("Planning/regeneration", letters.width("Planning/") + 4)[0] == "Planning/"


def test_any_number_of_lines_holds_every_word(letters: Lettering) -> None:
    text = " ".join(f"word{number}" for number in range(200))
    assert " ".join(letters.lines(text, 90, 1000)) == text


def test_what_is_kept_has_a_bound(letters: Lettering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_KEPT", 3)
    image = QImage(50, 50, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    for number in range(20):
        letters.draw(painter, 0, 0, str(number), QColor("black"))
        letters.lines(str(number), 50)
        letters.width(str(number))
    letters.draw(painter, 0, 0, "", QColor("black"))
    painter.end()
    assert max(len(letters._laid), len(letters._lines), len(letters._widths)) <= 4
