"""The plan as it stood: all of it to be read, found and copied, nothing of it to be changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from csp_desktop.gui.grid.filters import cell_menu
from csp_desktop.gui.grid.table import GridTable
from csp_desktop.gui.snapshots.as_it_stood import AsItStood
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.operations.snapshots.snapshots import NOW
from csp_desktop.plan.selection import Selection
from tests.gui.snapshots.conftest import ONE, Q1, Q2, Shelf


@pytest.fixture
def stood(shelf: Shelf) -> AsItStood:
    """Q1 as reported, opened."""
    shelf.pane.open_as_it_stood(shelf.named("Q1 as reported"))
    shelf.settle()
    assert shelf.pane.pages.currentWidget() is shelf.pane.stood
    return shelf.pane.stood


def table_of(stood: AsItStood) -> GridTable:
    assert stood.grid.grid is not None
    return stood.grid.grid


def action(stood: AsItStood, ref: str) -> str:
    assert stood.side is not None
    return stood.side.frozen.document.with_ref(ref)[0].id


def test_it_says_whose_it_is_and_shows_the_quarter_as_it_stood(stood: AsItStood) -> None:
    assert stood.said.text() == (
        "As at Q1 as reported, taken 14 Jul by R. Adeyemi \u2013 read only"
    )
    model = table_of(stood).grid
    assert model.quarter == Q1
    row = model.row_of(action(stood, "1.2"))
    shown = {model.columns[n].period: model.index(row, n).data() for n in range(len(model.columns))}
    assert (shown[Q1], shown[Q2]) == ("At risk", "")


def test_later_work_does_not_alter_it(shelf: Shelf, stood: AsItStood) -> None:
    shelf.desk.state.submit([Edit("action", "hk-a02", "title", "", "Other")])
    shelf.settle()
    assert stood.side is not None
    held = stood.side.frozen.document.record("action", "hk-a02")
    assert held is not None
    assert held.text("title") != "Other"
    assert stood.panel._state.document is stood.side.frozen.document


@pytest.mark.parametrize("key", ["r", "g", "=", "c", Qt.Key.Key_Delete, Qt.Key.Key_F2])
def test_no_key_changes_anything_and_each_says_why(
    shelf: Shelf, stood: AsItStood, key: Qt.Key | str
) -> None:
    assert stood.grid.reveal(action(stood, "1.2"), "status", Q1)
    shelf.key(key, table_of(stood))
    table_of(stood).letters.settle()
    shelf.settle()
    assert shelf.desk.heard.changes == []
    said = shelf.desk.heard.notices[-1].sentence
    assert said.startswith("This is the plan as it stood at Q1 as reported")


def test_nothing_is_pasted_and_nothing_typed(shelf: Shelf, stood: AsItStood) -> None:
    assert stood.grid.reveal(action(stood, "1.2"), "title")
    QGuiApplication.clipboard().setText("Pasted")
    table = table_of(stood)
    QTest.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    index = table.currentIndex()
    assert not index.flags() & Qt.ItemFlag.ItemIsEditable
    shelf.settle()
    assert shelf.desk.heard.changes == []
    assert "nothing in it can be changed" in shelf.desk.heard.notices[-1].sentence


def test_the_menu_of_a_cell_offers_to_copy_and_no_more(stood: AsItStood) -> None:
    assert stood.grid.reveal(action(stood, "1.2"), "status", Q1)
    menu = cell_menu(table_of(stood), lambda _: None, stood)
    offered = [each.text().split("\t")[0] for each in menu.actions() if not each.isSeparator()]
    assert offered[0] == "Copy"
    assert not {"Edit", "Paste", "Clear", "Confirm", "No change this quarter"} & set(offered)


def test_the_side_panel_shows_it_and_takes_nothing(shelf: Shelf, stood: AsItStood) -> None:
    stood.grid.reveal(action(stood, "1.7"), "status", Q1)
    panel = stood.panel
    assert panel.action_id == action(stood, "1.7")
    commentary = panel.quarter.boxes["commentary"].box.edit
    assert commentary.toPlainText() == ONE
    for edit in panel.findChildren(QPlainTextEdit):
        assert edit.isReadOnly() or not edit.isEnabled()
    panel.focus_status()
    shelf.key("r", panel.quarter.picker)
    shelf.settle()
    assert shelf.desk.heard.changes == []


def test_its_history_ends_with_the_snapshot(shelf: Shelf, stood: AsItStood) -> None:
    found: list[list[str]] = []
    for state in (stood._frozen, shelf.desk.state):
        state.history(
            "action", "hk-a02",
            lambda entries: found.append([each.period for each in entries if each.at]),
        )  # fmt: skip
    shelf.settle()
    assert found == [[Q1], [Q2, Q1]]


def test_filters_search_and_copying_work(stood: AsItStood, shelf: Shelf) -> None:
    whole = len(table_of(stood).grid.found(Selection()))
    shelf.pane.narrow(Selection(text="safer schools"))
    shown = [row.key for row in map(table_of(stood).grid.action_at, range(2)) if row]
    assert shown == [action(stood, "1.7")]
    stood.grid.clear_filters()
    stood.grid.set_selection(Selection(statuses=frozenset({"at risk"})))
    assert 0 < table_of(stood).grid.counts.total < whole
    stood.grid.clear_filters()
    assert stood.grid.reveal(action(stood, "1.2"), "status", Q1)
    table_of(stood).copy()
    assert QGuiApplication.clipboard().text().strip() == "At risk"


def test_ratings_conflicts_and_returns_are_shown_as_frozen(stood: AsItStood) -> None:
    stood.show_part("ratings")
    rows = {row[:2]: row for row in stood.tables["ratings"].rows_model.rows}
    knife = next(row for name, row in rows.items() if "knife" in name[0] and name[1] == "2016/17")
    assert knife[-1] in {"met", "within tolerance", "missed"}
    assert "\u221220" in knife[3]
    assert stood.parts.currentWidget() is stood.tables["ratings"]
    stood.show_part("conflicts")
    assert stood.parts.currentWidget() is stood._none
    assert stood.tabs["conflicts"].isChecked()
    assert stood.tabs["conflicts"].count == 0
    stood.show_part("returns")
    assert stood.parts.currentWidget() is stood._none


@pytest.mark.parametrize("way", ["button", "escape", "now"])
def test_there_are_ways_back_to_now(shelf: Shelf, stood: AsItStood, way: str) -> None:
    if way == "button":
        QTest.mouseClick(stood.back, Qt.MouseButton.LeftButton)
    elif way == "escape":
        shelf.key(Qt.Key.Key_Escape, stood)
    else:
        shelf.pane.open_as_it_stood(NOW)
    assert shelf.pane.pages.currentWidget() is not stood


def test_a_report_of_it_is_asked_for(shelf: Shelf, stood: AsItStood) -> None:
    QTest.mouseClick(stood.report, Qt.MouseButton.LeftButton)
    assert shelf.reports == [shelf.named("Q1 as reported")]


def test_it_is_opened_with_enter_from_the_list_and_from_the_timeline(shelf: Shelf) -> None:
    listed = shelf.pane.beside.listed
    listed.setFocus()
    listed.setCurrentIndex(listed.entries.index(0, 0))
    shelf.key(Qt.Key.Key_Return)
    shelf.settle()
    assert shelf.pane.stood.said.text().endswith(", withdrawn since \u2013 read only")
    shelf.pane.back_to_now()
    point = shelf.pane.timeline.point(shelf.named("Q1 as reported"))
    assert point is not None
    point.setFocus()
    shelf.key(Qt.Key.Key_Return)
    shelf.settle()
    assert shelf.pane.stood.said.text().startswith("As at Q1 as reported, taken 14 Jul")


@pytest.mark.parametrize("width", [760, 1366])
def test_in_any_width_the_band_says_what_it_is(
    stood: AsItStood, width: int, picture: Callable[[QWidget, str], None], shelf: Shelf
) -> None:
    shelf.pane.resize(width, 624)
    QApplication.processEvents()
    for tab in stood.tabs.values():
        assert tab.isVisibleTo(stood)
        assert tab.mapTo(stood, tab.rect().topRight()).x() <= width
    metrics = stood.said.fontMetrics()
    assert stood.said.width() >= metrics.horizontalAdvance("As at Q1 as reported, taken")
    picture(stood, f"as-it-stood-{width}")
