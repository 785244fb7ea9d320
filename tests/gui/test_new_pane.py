"""A pane is its class and one line: all else that the window has of it follows from those."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from csp_desktop.gui.session.pane import Pane
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.window.command_table import keys_listed, menus
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.gui.window.pane_registry import PANES, PaneLine
from csp_desktop.plan.selection import Selection
from tests.gui.conftest import Desk


class Diary(Pane):
    """Counts how often it has shown the plan, and where it was led."""

    legend, places = (), False

    def __init__(self, state: PlanState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self.shown = 0
        self.at: object = None
        self.narrowed = Selection()
        self.button = QPushButton("To the grid", self)
        self.button.clicked.connect(lambda: self.go.show_pane("grid"))

    def show_plan(self) -> None:
        self.shown += 1

    def show_at(self, at: object) -> None:
        self.at = at

    def narrow(self, selection: Selection) -> None:
        self.narrowed = selection

    def focus_first(self) -> QWidget:
        return self.button


LINES = (*PANES, PaneLine("diary", "&Diary", f"{__name__}:Diary"))
KEY = f"Ctrl+{len(LINES)}"


@pytest.fixture
def window(
    make_desk: Callable[..., Desk], plan_path: Path, keeper: themes.Themes, qtbot: QtBot
) -> Iterator[MainWindow]:
    """A window with one pane more, over the Hackney plan."""
    desk = make_desk()
    made = MainWindow(desk.state, keeper, LINES)
    made.resize(1366, 698)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    desk.open(plan_path)
    qtbot.waitUntil(lambda: bool(made.panel.action_id))
    desk.settle()
    yield made
    made.close_at_once()
    made.deleteLater()


def diary_of(window: MainWindow) -> Diary:
    pane = window.panes.pane("diary")
    assert isinstance(pane, Diary)
    return pane


def test_it_is_made_when_it_is_first_shown(window: MainWindow) -> None:
    assert window.panes.made("diary") is None
    window.show_pane("diary")
    assert diary_of(window).shown == 1


def test_it_has_a_tab_a_menu_entry_and_a_key(window: MainWindow) -> None:
    assert window.top.tabs["diary"].text() == "Diary"
    window.top.tabs["diary"].click()
    assert window.pane == "diary"
    assert not window.room.places_shown
    assert window.legend.isHidden()
    action = window.menus.actions()["show-diary"]
    assert action.shortcuts() == [QKeySequence(KEY)]
    assert (KEY, "Diary") in keys_listed(menus(LINES))
    window.show_pane("grid")
    assert not action.isChecked()
    action.trigger()
    assert window.pane == "diary"
    assert action.isChecked()
    assert diary_of(window).at == ""


def test_it_is_reached_and_leads_elsewhere(window: MainWindow) -> None:
    window.state.go.show_pane("diary", "page 3")
    pane = diary_of(window)
    assert pane.at == "page 3"
    assert pane.button.hasFocus()
    window.show_selection(Selection(text="drug"))
    assert pane.narrowed.text == "drug"
    pane.button.click()
    assert window.pane == "grid"


def test_it_catches_up_once_it_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    window.show_pane("diary")
    pane = diary_of(window)
    window.state.quarter_changed.emit("2016/17 Q2")
    qtbot.waitUntil(lambda: pane.shown == 2)
    window.show_pane("grid")
    window.state.quarter_changed.emit("2016/17 Q1")
    assert pane.shown == 2
    window.show_pane("diary")
    assert pane.shown == 3
