"""From a search to the place in the plan, and from there to what History tells of it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from csp_desktop.gui.document.pane import PlanPane
from csp_desktop.gui.window.main_window import MainWindow
from tests.gui.conftest import desk_of, history_of


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, held)


def find(window: MainWindow, qtbot: QtBot, text: str) -> list[str]:
    """Search as a person does; where else it is written."""
    window.go_to_search()
    window.top.search.line.selectAll()
    QTest.keyClicks(window.top.search.line, text)
    qtbot.waitUntil(lambda: window.selection.text == text)
    desk_of(window).settle()
    qtbot.waitUntil(window.elsewhere.results.isVisible)
    return [each.where for each in window.elsewhere.results.model.rows]


def test_a_search_leads_to_the_field_of_the_plan_and_history_names_what_is_changed_there(
    window: MainWindow, qtbot: QtBot
) -> None:
    desk = desk_of(window)
    assert find(window, qtbot, "gripping the offender") == ["Cross-cutting theme · Narrative"]
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert window.pane == "plan"
    assert window.elsewhere.results.isHidden()
    box: QWidget = QApplication.focusWidget()  # type: ignore[assignment]
    assert box.accessibleName() == "Narrative, Offender management and rehabilitation"
    QTest.keyClicks(box, " It was tried.")
    press(Qt.Key.Key_Escape)
    desk.settle()
    pane = window.panes.pane("plan")
    assert isinstance(pane, PlanPane)
    assert pane.contents.hasFocus()
    # Here nothing else lists what is searched for, so actions are among what is found.
    assert any(where.startswith("2.12 ·") for where in find(window, qtbot, "hospitality"))
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Escape)
    assert window.top.search.line.hasFocus()
    window.show_pane("history", "")
    desk.settle()
    [changed] = [each for each in history_of(window).model.rows if each.date != "With the plan"]
    # A year has no place of its own to be shown at.
    window.reveal("year", "2016/17")
    assert window.pane == "history"
    named = "Cross-cutting theme Offender management and rehabilitation · Narrative"
    assert (changed.ref, changed.what) == ("", named)
