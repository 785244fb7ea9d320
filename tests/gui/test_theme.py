from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csp_desktop import look
from csp_desktop.gui.theme import theme as themes


@pytest.fixture
def kept(qapp: QApplication) -> Iterator[themes.Themes]:
    made = themes.start(qapp, "light")
    yield made
    made.choose("light")


def test_the_palette_has_the_looks_colours(kept: themes.Themes) -> None:
    palette = QApplication.palette()
    roles = QPalette.ColorRole
    assert palette.color(roles.Window).name().upper() == look.LIGHT.window
    assert palette.color(roles.Base).name().upper() == look.LIGHT.base
    assert palette.color(roles.Accent).name().upper() == look.LIGHT.accent
    assert palette.color(roles.PlaceholderText).name().upper() == look.LIGHT.text3
    disabled = palette.color(QPalette.ColorGroup.Disabled, roles.ButtonText)
    assert disabled.name().upper() == look.LIGHT.text3
    assert not kept.theme.dark


def test_the_dark_theme_is_taken_while_the_program_runs(kept: themes.Themes, qtbot: QtBot) -> None:
    with qtbot.waitSignal(kept.changed):
        kept.choose("dark")
    assert themes.current().dark
    assert QApplication.palette().color(QPalette.ColorRole.Base).name().upper() == look.DARK.base
    assert themes.current().status("at risk").name().upper() == look.DARK.amber


@pytest.mark.parametrize("choice", ["system", "gaudy"])
def test_the_system_is_followed_unless_a_theme_is_chosen(kept: themes.Themes, choice: str) -> None:
    kept.choose("dark")
    kept.follow()
    assert themes.current().dark
    kept.choose(choice)
    assert kept.choice == "system"
    dark = QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert themes.current().dark == dark
    kept.follow()
    assert themes.current().dark == dark


def test_three_sizes_come_from_the_systems_font(kept: themes.Themes) -> None:
    theme = kept.theme
    body = theme.font("body").pointSizeF()
    assert theme.font("small").pointSizeF() == pytest.approx(body * 0.92, abs=0.01)
    assert theme.font("title").pointSizeF() == pytest.approx(body * 1.38, abs=0.01)
    assert theme.font("title", strong=True).weight() is QFont.Weight.DemiBold
    assert theme.font("small") is theme.font("small")
    digits = QFontMetricsF(theme.font("body"))
    assert digits.horizontalAdvance("111") == digits.horizontalAdvance("000")


def test_a_bare_machine_gets_the_shipped_font(kept: themes.Themes) -> None:
    assert kept.theme.font("body").family() == "Inter"


def test_lengths_grow_with_the_font() -> None:
    assert themes.Theme(look.LIGHT, QFont(), 1.5).px(28) == 42
    pixels = QFont()
    pixels.setPixelSize(20)
    assert themes.Theme(look.LIGHT, pixels).font("title").pixelSize() == 28
