"""Snapshots and reports in the window: tab, menus, search, and the way back to the grid."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csp_desktop.gui.reporting.dialog import ReportDialog
from csp_desktop.gui.snapshots.keeping import TakeSnapshot
from csp_desktop.gui.snapshots.lines import ComparisonLine
from csp_desktop.gui.snapshots.pane import SnapshotsPane
from csp_desktop.gui.window.main_window import MainWindow
from tests.gui.conftest import desk_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def pane(make_window: Callable[..., MainWindow], frozen_path: Path, qtbot: QtBot) -> SnapshotsPane:
    """The pane in front of a window, read."""
    window = make_window(frozen_path)
    window.show_pane("snapshots")
    window.focus_pane()
    shown = window.panes.pane("snapshots")
    assert isinstance(shown, SnapshotsPane)
    qtbot.waitUntil(lambda: shown.laying.shown.laid is not None and not shown.laying.running)
    return shown


def window_of(pane: SnapshotsPane) -> MainWindow:
    window = pane.window()
    assert isinstance(window, MainWindow)
    return window


def test_the_focus_goes_to_the_lines_once_they_are_read(pane: SnapshotsPane) -> None:
    assert QApplication.focusWidget() is pane.beside.table
    window = window_of(pane)
    assert not window.places.isVisible()
    assert not window.room.panel_shown


def test_the_search_of_the_bar_narrows_the_lines(pane: SnapshotsPane) -> None:
    window = window_of(pane)
    window.narrow(text="safer schools")
    assert window.pane == "snapshots"
    lines = [row for row in pane.beside.table.moves.rows if isinstance(row, ComparisonLine)]
    assert [line.ref for line in lines] == ["1.7"]


def test_enter_on_a_line_goes_to_the_action_in_the_grid(pane: SnapshotsPane) -> None:
    window = window_of(pane)
    table = pane.beside.table
    assert table.line is not None
    record = table.line.move.record
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert window.pane == "grid"
    assert window.panel.action_id == record


def test_a_snapshot_is_taken_from_the_menu_of_any_pane(pane: SnapshotsPane, qtbot: QtBot) -> None:
    window = window_of(pane)
    window.show_pane("grid")
    window.menus.do("take-snapshot")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), TakeSnapshot))
    question = QApplication.activeModalWidget()
    assert isinstance(question, TakeSnapshot)
    question.yes.click()
    desk_of(window).settle()
    assert len(list(window.state.document.of("snapshot"))) == 4
    assert [notice.tone for notice in desk_of(window).heard.notices] == ["information"]


def test_a_report_is_asked_for_from_the_menu(pane: SnapshotsPane, qtbot: QtBot) -> None:
    window = window_of(pane)
    window.menus.do("report")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ReportDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ReportDialog)
    dialog.reject()
