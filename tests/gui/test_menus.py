"""The menus: plans made and copied, backed up and restored; actions added, deleted, renumbered."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QMenu, QWidget

from csp_desktop.errors import PlanDamaged
from csp_desktop.gui.document.asking import NewRecord
from csp_desktop.gui.widgets.dialogs import CopyFor, NewAction, NewRef, WhichBackup
from csp_desktop.gui.widgets.form_dialog import TellingDialog
from csp_desktop.gui.window.command_table import keys_listed, menus
from csp_desktop.gui.window.edit_actions import why_not_free
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.gui.window.menu_actions import Menus
from csp_desktop.operations.session import backups
from csp_desktop.operations.session.backups import backups_of
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.plan.document import next_ref
from csp_desktop.plan.fields import SHIPPED
from tests.gui.conftest import PATIENCE, Desk, desk_of


def said(window: MainWindow) -> str:
    return window.strip.notice.sentence if window.strip.notice else ""


def menus_of(window: MainWindow) -> Menus:
    assert isinstance(window.menus, Menus)
    return window.menus


def answer(window: MainWindow, path: Path) -> None:
    """Answer the file dialog that is open."""
    dialog = window.findChildren(QFileDialog)[-1]
    dialog.fileSelected.emit(str(path))
    dialog.reject()


def test_every_command_does_something_and_has_its_own_keys(window: MainWindow) -> None:
    names = [
        command.name
        for _, commands in menus()
        for command in commands
        if command.name != "line" and command.needs != "submenu"
    ]
    assert set(names) <= set(menus_of(window)._does)
    keys = [key for _, commands in menus() for command in commands for key in command.keys]
    assert len(keys) == len(set(keys))
    assert ("Ctrl+Z", "Undo") in keys_listed(menus())


def test_the_menu_opens_by_its_keys(window: MainWindow) -> None:
    window.open_menu()
    assert window.menus.whole.isVisible()
    window.menus.whole.close()
    for part in menus_of(window).parts:
        assert isinstance(part, QMenu)
        assert part.title().startswith("&")


def test_a_new_plan_is_made_and_opened(window: MainWindow, tmp_path: Path) -> None:
    desk = desk_of(window)
    window.menus.do("new-empty")
    with desk.qtbot.waitSignal(window.state.opened, timeout=PATIENCE):
        answer(window, tmp_path / "Ours")
    assert window.state.path == tmp_path / "Ours.cspplan"
    assert window.windowTitle().startswith("Ours")
    window.menus.do("new-sample")
    with desk.qtbot.waitSignal(window.state.opened, timeout=PATIENCE):
        answer(window, tmp_path / "Hackney.cspplan")
    assert len(window.grid.shown()) == 49


def test_a_plan_that_is_there_already_is_refused(window: MainWindow, plan_path: Path) -> None:
    window.menus.do("new-empty")
    answer(window, plan_path)
    desk_of(window).settle()
    assert "is there already" in said(window)
    assert window.state.is_open


def test_a_copy_is_made_for_a_group(window: MainWindow, tmp_path: Path) -> None:
    desk = desk_of(window)
    window.menus.do("copy-for")
    asked = window.findChildren(CopyFor)[-1]
    asked.group.setCurrentIndex(1)
    asked.yes.click()
    answer(window, tmp_path / "copy.cspplan")
    desk.settle()
    assert said(window).startswith("copy.cspplan is made")
    copy = open_plan(tmp_path / "copy.cspplan", SHIPPED)
    assert copy.group
    copy.close()


def test_a_backup_is_made_and_gone_back_to(window: MainWindow) -> None:
    desk = desk_of(window)
    window.menus.do("back-up")
    desk.settle()
    assert said(window).startswith("Backed up as")
    held = desk.state.document.with_ref("1.7")[0]
    desk.state.put(("action", held.id, "title", ""), "Changed since", held.held("title").heads)
    desk.settle()
    window.menus.do("restore")
    desk.settle()
    asked = window.findChildren(WhichBackup)[-1]
    with desk.qtbot.waitSignal(window.state.opened, timeout=PATIENCE):
        asked.yes.click()
    assert desk.value("1.7", "title") == "Safer Schools officers"


def test_the_oldest_backup_is_gone_back_to_in_the_window(window: MainWindow) -> None:
    desk = desk_of(window)
    for _ in range(10):
        window.menus.do("back-up")
        desk.settle()
    held = desk.state.document.with_ref("1.7")[0]
    desk.state.put(("action", held.id, "title", ""), "Changed since", held.held("title").heads)
    desk.settle()
    window.menus.do("restore")
    desk.settle()
    asked = window.findChildren(WhichBackup)[-1]
    assert asked.list.count() == 10
    asked.list.setCurrentRow(9)
    with desk.qtbot.waitSignal(window.state.opened, timeout=PATIENCE):
        asked.yes.click()
    assert desk.value("1.7", "title") == "Safer Schools officers"


def test_a_backup_that_cannot_be_opened_is_listed_as_that_and_not_taken(
    window: MainWindow,
) -> None:
    desk = desk_of(window)
    for _ in range(2):
        window.menus.do("back-up")
        desk.settle()
    assert window.state.path is not None
    newest = backups_of(window.state.path)[0]
    newest.write_bytes(newest.read_bytes()[:9_000])
    window.menus.do("restore")
    desk.settle()
    asked = window.findChildren(WhichBackup)[-1]
    assert asked.list.item(0).text().endswith("cannot be opened")
    assert asked.list.currentRow() == 1
    asked.list.setCurrentRow(0)
    asked.yes.click()
    assert asked.isVisible()
    asked.reject()


def test_after_a_restore_that_failed_the_plan_is_open_as_it_was(window: MainWindow) -> None:
    desk = desk_of(window)
    window.menus.do("back-up")
    desk.settle()
    assert window.state.path is not None
    (made,) = backups_of(window.state.path)
    altered = made.read_bytes().replace(b"Safer Schools officers", b"Safer Schools official")
    made.write_bytes(altered)
    window.menus.do("restore")
    desk.settle()
    asked = window.findChildren(WhichBackup)[-1]
    with desk.qtbot.waitSignal(window.state.opened, timeout=PATIENCE):
        asked.yes.click()
    assert "is damaged" in said(window)
    assert window.state.writable
    assert desk.value("1.7", "title") == "Safer Schools officers"


def test_the_plan_file_is_checked(window: MainWindow) -> None:
    window.menus.do("check")
    desk_of(window).settle()
    assert "is sound" in said(window)


def test_the_folder_is_shown(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    window.menus.do("show-in-folder")
    assert window.state.path is not None
    assert opened == [str(window.state.path.parent)]


def test_an_action_is_added_with_the_next_ref(
    window: MainWindow, picture: Callable[[QWidget, str], None]
) -> None:
    desk = desk_of(window)
    window.reveal("action", desk.action("1.7"))
    window.menus.do("add-action")
    asked = window.findChildren(NewAction)[-1]
    assert asked.ref.text() == "1.12"
    asked.yes.click()
    assert asked.isVisible()
    asked.title.setText("Mentors for Year 6")
    picture(asked, "add-action")
    asked.yes.click()
    desk.settle()
    assert desk.value("1.12", "title") == "Mentors for Year 6"
    assert window.panel.action_id == desk.action("1.12")
    assert desk.state.document.priority_of(desk.state.document.with_ref("1.12")[0])


def add_part(window: MainWindow, kind: str, **said: str) -> NewRecord:
    """Add a part of the plan by the menu, where what it links to is the first that is offered."""
    menu = window.menus._submenus["add-part"]
    menu.aboutToShow.emit()
    known = SHIPPED.kind(kind)
    assert known is not None
    next(each for each in menu.actions() if each.text() == f"{known.label}…").trigger()
    asked = window.findChildren(NewRecord)[-1]
    for name, text in said.items():
        box = asked._boxes[name]
        if isinstance(box, QComboBox):
            box.setCurrentIndex(box.findText(text))
        else:
            box.setText(text)
    asked.yes.click()
    desk_of(window).settle()
    return asked


def test_an_empty_plan_is_filled_from_the_menu(
    window: MainWindow, tmp_path: Path, picture: Callable[[QWidget, str], None]
) -> None:
    desk = desk_of(window)
    window.menus.do("new-empty")
    with desk.qtbot.waitSignal(window.state.opened, timeout=PATIENCE):
        answer(window, tmp_path / "Ours.cspplan")
    picture(window, "empty-plan")
    wrong = add_part(window, "year", name="2016")
    assert wrong.isVisible()
    wrong.reject()
    add_part(window, "year", name="2021/22")
    assert "2021/22 Q4" in window.top.quarter._quarters
    assert window.top.quarter.middle.isEnabled()
    add_part(window, "strategic_priority", title="Gangs and youth")
    add_part(window, "delivery_priority", strategic_priority="1", label="1.DP1")
    add_part(window, "group", name="Gangs Unit", role="sub-group")
    window.menus.do("add-action")
    asked = window.findChildren(NewAction)[-1]
    assert asked.ref.text() == "1.1"
    asked.title.setText("Mentors")
    asked.delivery.setCurrentIndex(0)
    asked.yes.click()
    desk.settle()
    assert [each.text("ref") for each in window.grid.shown()] == ["1.1"]
    priority = desk.state.document.priority_of(desk.state.document.with_ref("1.1")[0])
    assert priority is not None
    assert priority.text("title") == "Gangs and youth"
    picture(window, "first-action")


def test_an_action_is_deleted_after_a_question_in_the_window(window: MainWindow) -> None:
    desk = desk_of(window)
    window.reveal("action", desk.action("1.7"))
    window.menus.do("delete-action")
    assert said(window).startswith("Delete 1.7 Safer Schools officers?")
    assert len(window.grid.shown()) == 49
    window.strip.action.click()
    desk.settle()
    assert not desk.state.document.with_ref("1.7")
    assert said(window) == "1.7 is deleted."
    window.strip.action.click()
    desk.settle()
    assert desk.state.document.with_ref("1.7")


def test_undo_is_not_offered_for_a_deletion_once_something_else_was_done(
    window: MainWindow,
) -> None:
    desk = desk_of(window)
    window.reveal("action", desk.action("1.7"))
    window.menus.do("delete-action")
    window.strip.action.click()
    desk.settle()
    assert said(window) == "1.7 is deleted."
    desk.state.put(("action", desk.action("1.8"), "title", ""), "Exploitation", _heads(desk, "1.8"))
    desk.settle()
    assert said(window) != "1.7 is deleted."
    assert desk.value("1.8", "title") == "Exploitation"


def _heads(desk: Desk, ref: str) -> tuple[str, ...]:
    return desk.state.document.with_ref(ref)[0].held("title").heads


def test_two_actions_exchange_their_refs(window: MainWindow) -> None:
    desk = desk_of(window)
    first, second = desk.action("1.7"), desk.action("1.8")
    window.reveal("action", first)
    window.menus.do("renumber")
    asked = window.findChildren(NewRef)[-1]
    asked.ref.setText("31/10")
    asked.yes.click()
    assert asked.isVisible()
    asked.ref.setText("1.8")
    assert "exchange" in asked._means.text()
    asked.yes.click()
    desk.settle()
    assert (desk.action("1.8"), desk.action("1.7")) == (first, second)


def test_refs_are_suggested_and_judged(desk: Desk) -> None:
    document = desk.state.document
    delivery = document.with_ref("2.3")[0].text("delivery_priority")
    assert next_ref(document, delivery) not in {each.text("ref") for each in document.actions()}
    assert "already" in why_not_free(document, "1.7")
    assert "date" in why_not_free(document, "1/2/2016")
    assert why_not_free(document, "1.99") == ""


def test_recent_plans_are_listed_and_opened(
    window: MainWindow, tmp_path: Path, shipped_plan: bytes
) -> None:
    desk = desk_of(window)
    other = tmp_path / "other.cspplan"
    other.write_bytes(shipped_plan)
    desk.open(other)
    menu = menus_of(window)._submenus["recent"]
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["other.cspplan", "plan.cspplan"]
    with desk.qtbot.waitSignal(window.state.opened, timeout=PATIENCE):
        menu.actions()[1].trigger()
    assert window.state.path == tmp_path / "plan.cspplan"


def test_ones_own_group_is_chosen_in_the_menu(window: MainWindow) -> None:
    menu = menus_of(window)._submenus["mine"]
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    assert list(window.state.user.settings.mine) == [window.state.document.plan_id]


@pytest.mark.parametrize("name", ["keys", "about"])
def test_help_is_told(
    window: MainWindow, name: str, picture: Callable[[QWidget, str], None]
) -> None:
    window.menus.do(name)
    told = window.findChildren(TellingDialog)[-1]
    assert told.isVisible()
    picture(told, name)
    told.accept()


def test_printing_opens_its_dialog(window: MainWindow) -> None:
    window.menus.do("print")
    opened = [each for each in window.findChildren(QDialog) if each.isVisible()]
    assert len(opened) == 1
    opened[0].reject()


def test_copying_takes_the_grids_cells_or_the_texts(window: MainWindow) -> None:
    from PySide6.QtWidgets import QApplication

    window.reveal("action", desk_of(window).action("1.7"))
    window.focus_pane()
    window.menus.do("copy")
    assert QApplication.clipboard().text()
    line = window.top.search.line
    line.setFocus()
    line.setText("schools")
    line.selectAll()
    window.menus.do("copy")
    assert QApplication.clipboard().text() == "schools"


def test_closing_a_plan_leaves_none(window: MainWindow) -> None:
    window.menus.do("close")
    desk_of(window).settle()
    assert window.pane == ""
    assert not window.state.is_open


def test_what_a_check_finds_of_a_plan_that_was_left_is_not_told_of_the_next(
    window: MainWindow, plan_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, told = threading.Event(), threading.Event(), list[object]()

    def slow(*_: object) -> PlanDamaged:
        begun.set()
        assert go_on.wait(PATIENCE / 1000)
        return PlanDamaged("The plan that was left is damaged.")

    monkeypatch.setattr(backups, "found_damaged", slow)
    desk = desk_of(window)
    window.state.damaged.connect(told.append)
    window.menus.do("check")
    desk.qtbot.waitUntil(begun.is_set)
    with desk.qtbot.waitSignal(window.state.opened, timeout=PATIENCE):
        window.state.open_outright(plan_path)
        go_on.set()
    desk.settle()
    assert told == []
    assert "is damaged" not in said(window)
