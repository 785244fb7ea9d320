"""Dates, owners and milestones in the side panel."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from csp_desktop.gui.panel.dates import DateEditor
from csp_desktop.gui.panel.milestones import MilestoneBlock
from csp_desktop.gui.panel.names import NameEditor
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.plan.document import Record
from tests.gui.conftest import Desk, desk_of
from tests.gui.panel.test_side_panel import row, show, type_in


def milestones(desk: Desk, ref: str) -> list[Record]:
    action = desk.action(ref)
    found = [each for each in desk.state.document.of("milestone") if each.text("action") == action]
    return sorted(found, key=lambda each: each.text("title"))


def shown(window: MainWindow) -> list[MilestoneBlock]:
    return [block for block in window.panel.milestones.blocks if not block.isHidden()]


def add(window: MainWindow, title: str) -> None:
    line = window.panel.milestones.add
    line.setFocus()
    QTest.keyClicks(line, title)


def test_milestones_are_added_edited_ticked_and_deleted(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    add(window, "Hire a worker")
    QTest.keyClick(window.panel.milestones.add, Qt.Key.Key_Return)
    desk.settle()
    [made] = milestones(desk, "1.7")
    [block] = shown(window)
    due = block.rows["due"].editor
    assert isinstance(due, DateEditor)
    assert due.box.edit.hasFocus()
    type_in(due.box, "31/5/2016")
    QTest.keyClick(due.box.edit, Qt.Key.Key_Return)
    desk.settle()
    assert milestones(desk, "1.7")[0].text("due") == "2016-05-31"
    assert due.box.edit.toPlainText() == "31 May 2016"
    assert block.fold.text() == "Due 31 May 2016, overdue"

    # What is typed goes to the milestone that it was typed for, whatever is shown next.
    type_in(block.title, "Hire two workers")
    add(window, "Open the centre")
    show(window, "1.8")
    desk.settle()
    assert [each.text("title") for each in milestones(desk, "1.7")] == [
        "Hire two workers",
        "Open the centre",
    ]
    assert not milestones(desk, "1.8")
    assert not shown(window)

    show(window, "1.7")
    block = shown(window)[0]
    block.tick.click()
    assert not block.tick.isChecked()
    completed = block.rows["completed"].editor
    assert isinstance(completed, DateEditor)
    assert completed.box.edit.hasFocus()
    assert milestones(desk, "1.7")[0].get("completed") is None
    completed.suggestion.click()
    desk.settle()
    assert milestones(desk, "1.7")[0].text("completed") == "2016-06-30"
    assert block.tick.isChecked()
    block.tick.click()
    desk.settle()
    assert milestones(desk, "1.7")[0].get("completed") is None

    block.delete.click()
    desk.settle()
    assert [each.text("title") for each in milestones(desk, "1.7")] == ["Open the centre"]
    desk.state.undo()
    desk.settle()
    assert len(shown(window)) == 2
    assert made.id in {each.id for each in milestones(desk, "1.7")}


def test_complete_asks_for_the_day_and_invents_none(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    asked = window.panel.quarter.completed
    window.panel.quarter.picker.picked.emit("complete")
    desk.settle()
    assert not asked.isHidden()
    assert asked.row
    editor = asked.row.editor
    assert isinstance(editor, DateEditor)
    assert editor.suggestion.text() == "Use 30 June 2016"
    editor.box.edit.setFocus()
    QTest.keyClick(editor.box.edit, Qt.Key.Key_Escape)
    desk.settle()
    assert asked.isHidden()
    assert desk.value("1.7", "completed_on") is None
    show(window, "1.8")
    window.panel.quarter.picker.picked.emit("complete")
    desk.settle()
    editor.suggestion.click()
    desk.settle()
    assert desk.value("1.8", "completed_on") == "2016-06-30"
    assert asked.isHidden()
    show(window, "1.7")
    assert asked.isHidden()


def test_an_owner_is_suggested_from_the_names_that_the_plan_knows(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.8")
    officer = row(window, "lead_officer").editor
    assert isinstance(officer, NameEditor)
    type_in(officer.box, "Ada Obi")
    show(window, "1.7")
    desk.settle()
    type_in(officer.box, "ob")
    completer = officer.suggestions.completer
    assert completer.currentCompletion() == "Ada Obi"
    completer.activated.emit("Ada Obi")
    officer.box.leave()
    desk.settle()
    assert desk.value("1.7", "lead_officer") == "Ada Obi"
    assert desk.value("1.8", "lead_officer") == "Ada Obi"
    assert officer.add.isVisible()
    officer.add.click()
    desk.settle()
    assert [each.text("name") for each in desk.state.document.of("person")] == ["Ada Obi"]
    assert not officer.add.isVisible()
    desk.state.undo()
    desk.settle()
    assert officer.add.isVisible()
    assert officer.add.isEnabled()
