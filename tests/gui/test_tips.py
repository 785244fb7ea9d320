"""Tool tips: what people typed is shown as they typed it, and fits a screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as Text
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from csp_desktop.gui.rolling.drafting import RolledAction
from csp_desktop.gui.rolling.lines_table import TITLE, LinesModel
from csp_desktop.gui.widgets.tooltips import plain_tip


def as_shown(tip: str) -> str:
    """What a person reads: Qt takes a tip for markup or for plain text by its looks."""
    if not Text.mightBeRichText(tip):
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


@pytest.mark.parametrize(
    "text",
    [
        "Safer parks",
        "<b>Safer</b> parks",
        'Parks <img src="file:///etc/logo.png"> & squares',
        "5 < b and c > d",
        "<p>",
        "First line\n<i>second</i> line",
    ],
)
def test_markup_that_was_typed_is_shown_and_not_followed(qtbot: QtBot, text: str) -> None:
    del qtbot
    assert as_shown(plain_tip(text)) == text


def test_a_long_commentary_is_told_in_lines_that_fit_a_screen() -> None:
    said = "Two of the eight posts are vacant. " * 20
    lines = plain_tip(f"1.2 Posts\n\n{said}").split("\n")
    assert lines[:2] == ["1.2 Posts", ""]
    assert " ".join(lines[2:]) == said.strip()
    assert max(map(len, lines)) <= 100


def test_a_table_tells_a_title_with_markup_as_it_was_typed(qtbot: QtBot) -> None:
    del qtbot
    model = LinesModel()
    model.set_rows([RolledAction("a1", "1.1", "1.1", '<img src="//host/x.png"> Parks', "carried")])
    tip = model.data(model.index(0, TITLE), Qt.ItemDataRole.ToolTipRole)
    assert as_shown(str(tip)) == '<img src="//host/x.png"> Parks'
