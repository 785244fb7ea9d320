from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from csp_desktop.gui.top_bar import TopBar

PANES = [
    ("overview", "Overview"),
    ("grid", "Status grid"),
    ("kpis", "KPIs"),
    ("returns", "Returns"),
    ("snapshots", "Snapshots"),
    ("history", "History"),
]


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[TopBar]:
    window = QMainWindow()
    qtbot.addWidget(window)
    bar = TopBar(PANES)
    window.addToolBar(bar)
    bar.show_owed(49, asked_for=False)
    with qtbot.waitExposed(window):
        window.show()
    yield bar
    window.close()


def widen(bar: TopBar, qtbot: QtBot, width: int) -> None:
    bar.window().resize(width, 300)
    qtbot.waitUntil(lambda: bar.width() == width)


def test_a_wide_bar_has_everything(bar: TopBar, qtbot: QtBot) -> None:
    widen(bar, qtbot, 1366)
    assert not bar.undo.isHidden()
    assert not bar.redo.isHidden()
    assert not bar.owed.isHidden()


@pytest.mark.parametrize("width", [911, 800])
def test_a_narrow_bar_leaves_out_what_the_menu_has_too_and_cuts_nothing(
    bar: TopBar, qtbot: QtBot, width: int
) -> None:
    widen(bar, qtbot, width)
    assert bar.undo.isHidden()
    tabs = [tab for tab in bar.tabs.values() if not tab.isHidden()]
    assert len(tabs) == (6 if width > 900 else 5)
    for each in (bar.quarter, bar.saved, *tabs):
        assert each.width() >= each.sizeHint().width()


def test_the_tab_of_the_pane_in_front_stays(bar: TopBar, qtbot: QtBot) -> None:
    bar.show_pane("history")
    widen(bar, qtbot, 800)
    assert not bar.tabs["history"].isHidden()
    assert bar.tabs["snapshots"].isHidden()
    bar.show_pane("overview")
    assert bar.tabs["history"].isHidden()


def test_what_was_left_out_comes_back_with_the_room(bar: TopBar, qtbot: QtBot) -> None:
    widen(bar, qtbot, 800)
    widen(bar, qtbot, 1366)
    qtbot.waitUntil(lambda: not bar.undo.isHidden() and not bar.owed.isHidden())
