"""The settings in the window: of the user, of the plan, of the look."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from csp_desktop.gui.panel.fields import Marks
from csp_desktop.gui.session.queued_write import STAMP, doing
from csp_desktop.gui.widgets.form_dialog import Question
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.gui.window.settings_dialog import SettingsDialog
from csp_desktop.operations.editing.edits import Edit, edit
from tests.gui.conftest import desk_of, kpis_of


def opened(window: MainWindow) -> SettingsDialog:
    window.do("settings")
    return window.findChildren(SettingsDialog)[-1]


def line(dialog: SettingsDialog, name: str) -> QLineEdit:
    found = dialog.boxes.by_cell[name, ""]
    assert isinstance(found, QLineEdit)
    return found


def choose(box: QWidget, value: str) -> None:
    assert isinstance(box, QComboBox)
    assert box.findData(value) >= 0
    box.setCurrentIndex(box.findData(value))


def test_ok_keeps_all_three_groups_and_the_plan_s_is_one_step(window: MainWindow) -> None:
    desk = desk_of(window)
    assert window.menus.actions()["settings"].shortcut().toString() == "Ctrl+,"
    kpis_of(window).rules.click()
    dialog = window.findChildren(SettingsDialog)[-1]
    assert dialog.focusWidget() is line(dialog, "tolerance")
    dialog.name.setEditText("Grace  Mensah")
    group = next(iter(desk.state.document.of("group")))
    choose(dialog.mine, group.id)
    choose(dialog.theme, "dark")
    choose(dialog.boxes.by_cell["working_quarter", ""], "2016/17 Q2")
    line(dialog, "tolerance").setText("-1")
    dialog.yes.click()
    assert "0 or more" in dialog.why.text()
    line(dialog, "tolerance").setText("7")
    line(dialog, "missed_colour").setText("#FFFF00")
    dialog.yes.click()
    assert "stands out too little" in dialog.why.text()
    assert desk.user.name == "P. Sandhu"
    line(dialog, "missed_colour").setText("#7A1FA2")
    line(dialog, "missed_colour").returnPressed.emit()
    desk.settle()
    assert not window.findChildren(SettingsDialog)
    plan = desk.state.document.plan
    assert (plan.get("tolerance"), plan.text("working_quarter")) == (7, "2016/17 Q2")
    assert plan.text("missed_colour") == "#7A1FA2"
    assert desk.user.settings.names == ("Grace Mensah", "P. Sandhu")
    assert desk.user.settings.theme == "dark"
    assert window.places.mine == group.id
    entries: list[Any] = []
    desk.state.history("plan", plan.id, entries.extend, 3)
    desk.settle()
    assert {each.author for each in entries} == {"Grace Mensah"}
    assert len({each.operation_id for each in entries}) == 1
    desk.state.undo()
    desk.settle()
    assert desk.state.document.plan.get("tolerance") == 10


def test_what_is_typed_goes_by_cancel_alone_and_a_contested_setting_is_decided_on_first(
    window: MainWindow,
) -> None:
    desk, state = desk_of(window), window.state
    before = state.document
    dialog = opened(window)
    line(dialog, "tolerance").setText("5 or s")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    (asked,) = dialog.findChildren(Question)
    asked.reject()
    assert dialog.isVisible()
    dialog.yes.click()
    assert "'5 or s' is not a number" in dialog.why.text()
    dialog.no.click()
    assert not dialog.isVisible()
    assert state.document is before
    plan = state.document.plan
    cell = ("plan", plan.id, "tolerance", "")
    # As two copies do: neither has seen what the other wrote.
    for value in (5, 6):
        state.write("The edit", doing(edit, [Edit(*cell, value, ())], STAMP))
        desk.settle()
    dialog = opened(window)
    assert not line(dialog, "tolerance").isEnabled()
    (marks,) = [each for each in dialog.findChildren(Marks) if each.mark == "contested"]
    # What came in between is refused, and what was typed stays.
    late = line(dialog, "tolerance_points")
    late.setText("3")
    for value in (1, 4):
        points = Edit("plan", plan.id, "tolerance_points", "", value, ())
        state.write("The edit", doing(edit, [points], STAMP))
        desk.settle()
    dialog.yes.click()
    dialog.close()
    desk.settle()
    assert "is contested" in dialog.why.text()
    assert late.text() == "3"
    late.setText("")
    marks.act.click()
    assert not dialog.isVisible()
    assert window.pane == "returns"
    state.door.shut("Another window has it open.")
    dialog = opened(window)
    assert not any(box.isEnabled() for box in dialog.boxes.by_cell.values())
    assert dialog.theme.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
