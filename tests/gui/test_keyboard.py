"""A lead's quarter from one end to the other, by the keyboard alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from csp_desktop.gui.grid.table import GridTable
from csp_desktop.gui.widgets.dialogs import NameQuestion
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.gui.window.nav_tree import Navigation
from tests.gui.conftest import desk_of

Q1, Q2 = "2016/17 Q1", "2016/17 Q2"
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focused(), key, modifier)


def write(text: str) -> None:
    QTest.keyClicks(focused(), text)


@pytest.mark.parametrize("word", ["target", "o", "bad grade"])
def test_after_a_search_and_enter_one_letter_sets_one_status_and_a_word_none(
    window: MainWindow, word: str
) -> None:
    desk = desk_of(window)
    press(Qt.Key.Key_F, CONTROL)
    write("1.7")
    press(Qt.Key.Key_Return)
    write(word)
    assert window.state.door.busy is (len(word) == 1)
    desk.settle()
    set_now = [each for each in desk.state.document.of("action") if each.get("status", Q1)]
    assert [each.text("ref") for each in set_now] == (["1.7"] if len(word) == 1 else [])


def test_a_quarter_is_filled_in_by_the_keyboard_alone(
    make_window: Callable[..., MainWindow],
    plan_path: Path,
    picture: Callable[[QWidget, str], None],
) -> None:
    window = make_window(plan_path, name="")
    desk = desk_of(window)
    assert isinstance(focused(), GridTable)

    press(Qt.Key.Key_F, CONTROL)
    write("1.7")
    press(Qt.Key.Key_Return)
    assert window.panel.action_id == desk.action("1.7")
    assert isinstance(focused(), GridTable)

    press(Qt.Key.Key_R)
    desk.qtbot.waitUntil(lambda: bool(window.findChildren(NameQuestion)))
    asked = window.findChildren(NameQuestion)[-1]
    desk.qtbot.waitUntil(asked.name.hasFocus)
    write("A. Osei")
    picture(asked, "name")
    press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: window.state.user.name == "A. Osei")
    window.activateWindow()  # there is no window manager here that would
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), GridTable))
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "off track"

    press(Qt.Key.Key_C, CONTROL | SHIFT)
    write("Two of the eight officer posts are vacant.")
    press(Qt.Key.Key_Tab)
    write("Post two officers by 31 October.")
    press(Qt.Key.Key_Tab)
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) == "Two of the eight officer posts are vacant."
    assert desk.value("1.7", "corrective_action", Q1) == "Post two officers by 31 October."
    picture(window, "filled-in")

    press(Qt.Key.Key_Escape)
    assert isinstance(focused(), GridTable)
    press(Qt.Key.Key_PageDown, ALT)
    assert window.state.quarter == Q2
    press(Qt.Key.Key_Equal)
    desk.settle()
    assert desk.value("1.7", "status", Q2) == "off track"

    press(Qt.Key.Key_Z, CONTROL)
    desk.settle()
    assert desk.value("1.7", "status", Q2) is None
    press(Qt.Key.Key_Y, CONTROL)
    desk.settle()
    assert desk.value("1.7", "status", Q2) == "off track"

    press(Qt.Key.Key_6, CONTROL)
    desk.settle()
    assert window.pane == "history"
    press(Qt.Key.Key_2, CONTROL)
    assert window.pane == "grid"


def test_f6_goes_round_the_window(window: MainWindow) -> None:
    reached: list[QWidget] = []
    for _ in range(4):
        press(Qt.Key.Key_F6)
        reached.append(focused())
    assert window.panel.isAncestorOf(reached[0])
    assert window.top.isAncestorOf(reached[1])
    assert isinstance(reached[2], Navigation)
    assert isinstance(reached[3], GridTable)
    press(Qt.Key.Key_F6, SHIFT)
    assert isinstance(focused(), Navigation)


def test_tab_reaches_every_control_of_the_bar(window: MainWindow) -> None:
    window.top.menu_button.setFocus()
    reached = [focused()]
    while window.top.isAncestorOf(focused()) and len(reached) < 20:
        press(Qt.Key.Key_Tab)
        reached.append(focused())
    top = window.top
    tab = top.tabs[window.pane]
    wanted = (top.menu_button, tab, top.quarter.middle, top.search.line, top.owed)
    assert [each for each in wanted if each not in reached] == []


def test_the_tree_is_walked_by_the_keyboard(window: MainWindow) -> None:
    window.places.setFocus()
    press(Qt.Key.Key_Down)
    priority = window.state.document.strategic_priorities()[0]
    assert window.selection.strategic_priority == priority.id
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Down)
    assert window.selection.delivery_priority
    assert len(window.grid.shown()) == 5
