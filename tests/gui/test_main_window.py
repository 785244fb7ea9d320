"""The window: what it shows of a plan, and what is asked of it from one end to the other."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QMenu, QWidget

from csp_desktop.errors import Failure
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.write_turn import FREE
from csp_desktop.gui.widgets.dialogs import NameQuestion
from csp_desktop.gui.widgets.form_dialog import Question
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.editing import edits as editing
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.operations.editing.records import add
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.selection import Selection
from tests.gui.conftest import PATIENCE, Desk, desk_of

Q1, Q2 = "2016/17 Q1", "2016/17 Q2"


def edit(desk: Desk, word: str, ref: str = "1.7") -> Edit:
    held = desk.state.document.with_ref(ref)[0].held("status", Q1)
    return Edit("action", desk.action(ref), "status", Q1, word, held.heads)


def question(window: MainWindow) -> NameQuestion:
    return window.findChildren(NameQuestion)[-1]


def test_a_plan_is_shown_whole(window: MainWindow) -> None:
    assert "Hackney" in window.windowTitle()
    assert window.pane == "grid"
    assert len(window.grid.shown()) == 49
    assert window.legend.marking == "OFFICIAL"
    assert window.top.quarter.middle.text() == Q1
    assert window.top.saved.words == "Saved"
    assert window.panel.action_id == desk_of(window).action("1.1")
    assert window.height() <= 698
    assert window.state.user.settings.last_plan == str(window.state.path)


def test_an_edit_in_the_grid_goes_through_and_is_undone(window: MainWindow) -> None:
    desk = desk_of(window)
    assert not window.top.undo.isEnabled()
    window.grid.edits_requested.emit([edit(desk, "off track")])
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "off track"
    assert window.top.saved.words == "Saved 12:00"
    window.top.undo.click()
    desk.settle()
    assert desk.value("1.7", "status", Q1) is None
    assert window.top.redo.isEnabled()
    window.menus.do("redo")
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "off track"


@pytest.mark.parametrize("anyway", [True, False])
def test_undoing_what_others_have_built_on_is_asked(
    make_window: Callable[..., MainWindow], plan_path: Path, *, anyway: bool
) -> None:
    plan = open_plan(plan_path, SHIPPED, write=True, by="Test User")
    values = {("ref", ""): "1.99", ("title", ""): "Lights"}
    add(plan, "action", values, Stamp("Test User"), "action-of-ours")
    note = Edit("action", "action-of-ours", "notes", "", "Bob's note")
    editing.edit(plan, [note], Stamp("Bob"))
    found = plan.file.log.next_undo()
    assert found
    with plan.file.transaction():
        plan.file.log.forget(found.id)
    plan.close()
    window = make_window(plan_path)
    desk = desk_of(window)
    window.top.undo.click()
    desk.settle()
    asked = window.findChildren(Question)[-1]
    assert [each for each in asked.findChildren(Words) if "Bob built on it since" in each.text()]
    (asked.yes if anyway else asked.no).click()
    desk.settle()
    assert bool(desk.state.document.with_ref("1.99")) is not anyway
    assert window.top.undo.isEnabled() is False


def test_the_first_edit_asks_for_a_name(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window = make_window(plan_path, name="")
    desk = desk_of(window)
    window.grid.edits_requested.emit([edit(desk, "off track")])
    asked = question(window)
    assert asked.isVisible()
    asked.name.setText("  ")
    asked.yes.click()
    assert asked.isVisible()
    asked.name.setText("A.  Osei ")
    QTest.keyClick(asked.name, Qt.Key.Key_Return)
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "off track"
    assert window.state.user.settings.name == "A. Osei"


def test_cancelling_the_name_keeps_the_edit_and_offers_again(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window = make_window(plan_path, name="")
    desk = desk_of(window)
    window.grid.edits_requested.emit([edit(desk, "off track")])
    question(window).reject()
    assert window.top.saved.words == "Not saved"
    assert window.strip.notice is not None
    assert window.strip.action.text() == "Give your name"
    window.close()
    assert window.isVisible()
    window.strip.close_first()
    window.strip.action.click()
    question(window).name.setText("A. Osei")
    question(window).yes.click()
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "off track"


def test_while_a_change_waits_for_a_name_the_notice_that_takes_it_stays(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window = make_window(plan_path, name="")
    desk = desk_of(window)
    window.grid.edits_requested.emit([edit(desk, "off track")])
    question(window).reject()
    strip = window.strip
    for close in (strip.close_first, lambda: QTest.keyClick(strip, Qt.Key.Key_Escape)):
        close()
        assert (window.top.saved.words, strip.action.text()) == ("Not saved", "Give your name")
        assert strip.isVisible()
    strip.action.click()
    question(window).reject()
    assert strip.action.text() == "Give your name"
    strip.tell(Notice("Another message."))
    strip.close_first()
    assert strip.accessibleName() == "Another message."
    strip.close_first()
    assert strip.action.text() == "Give your name"
    strip.action.click()
    question(window).name.setText("A. Osei")
    question(window).yes.click()
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "off track"
    assert strip.isHidden()


def test_while_a_change_is_kept_that_the_disk_refused_trying_again_stays_on_offer(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(window)

    def fail(*_: object, **__: object) -> None:
        raise Failure("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(editing, "edit", fail)
        window.grid.edits_requested.emit([edit(desk, "off track")])
        desk.settle()
        window.strip.close_first()
        assert (window.top.saved.words, window.strip.action.text()) == ("Not saved", "Try again")
        window.strip.action.click()
        desk.settle()
        assert (window.top.saved.words, window.strip.action.text()) == ("Not saved", "Try again")
    window.strip.action.click()
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "off track"
    assert window.strip.isHidden()


def test_closing_saves_what_is_typed(window: MainWindow, plan_path: Path) -> None:
    box = window.panel.quarter.boxes["commentary"].box
    box.edit.setFocus()
    QTest.keyClicks(box.edit, "Typed last.")
    window.close()
    desk_of(window).qtbot.waitUntil(lambda: not window.isVisible())
    kept = open_plan(plan_path, SHIPPED)
    assert kept.document().with_ref("1.1")[0].get("commentary", Q1) == "Typed last."
    kept.close()


def test_the_window_stays_while_something_cannot_be_saved(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(window)

    def fail(*_: object, **__: object) -> None:
        raise Failure("The disk is full.")

    monkeypatch.setattr(editing, "edit", fail)
    box = window.panel.quarter.boxes["commentary"].box
    box.edit.setFocus()
    QTest.keyClicks(box.edit, "Typed last.")
    window.close()
    desk.settle()
    assert window.isVisible()
    assert window.top.saved.words == "Not saved"
    desk.qtbot.waitUntil(lambda: "would be lost" in window.strip.accessibleName())
    window.strip.action.click()
    desk.qtbot.waitUntil(lambda: not window.isVisible())


def test_opening_another_plan_drops_what_comes_late(
    window: MainWindow, tmp_path: Path, shipped_plan: bytes
) -> None:
    desk = desk_of(window)
    other = tmp_path / "other.cspplan"
    other.write_bytes(shipped_plan)
    got: list[Any] = []
    leave_then = window.state.leave_then

    def leave(go_on: Callable[[], None]) -> None:
        window.state.history("", "", got.append)
        leave_then(go_on)

    window.state.leave_then = leave
    desk.open(other)
    desk.settle()
    assert window.state.path == other
    assert not got
    assert [Path(path).name for path in window.state.user.settings.recent] == [
        "other.cspplan",
        "plan.cspplan",
    ]


def test_without_a_plan_the_window_says_what_to_do(
    make_window: Callable[..., MainWindow], picture: Callable[[QWidget, str], None]
) -> None:
    window = make_window()
    assert window.pane == ""
    assert window.nothing.button.text() == "Open a plan…"
    assert window.top.saved.words == ""
    assert not window.room.panel_shown
    assert window.top.search.isHidden()
    without_a_plan = {"open", "quit", "settings", "keys", "log", "about", "places", "panel"}
    for name, action in window.menus.actions().items():
        assert action.isEnabled() == (name in without_a_plan)
    picture(window, "no-plan")


def test_a_file_that_is_no_plan_is_told_in_the_window(
    make_window: Callable[..., MainWindow],
    tmp_path: Path,
    picture: Callable[[QWidget, str], None],
) -> None:
    window = make_window()
    path = tmp_path / "notes.cspplan"
    path.write_text("not a plan", encoding="utf-8")
    with desk_of(window).qtbot.waitSignal(window.state.failed_to_open):
        window.state.open(path)
    assert window.nothing.accessibleName() == "notes.cspplan cannot be opened"
    assert not window.nothing.links[0].isHidden()
    picture(window, "not-a-plan")


def test_a_wrong_file_is_told_over_the_plan_that_stays_open(
    window: MainWindow, plan_path: Path, tmp_path: Path
) -> None:
    desk = desk_of(window)
    path = tmp_path / "notes.cspplan"
    path.write_text("not a plan", encoding="utf-8")
    box = window.panel.quarter.boxes["commentary"].box
    box.edit.setFocus()
    QTest.keyClicks(box.edit, "Typed ")
    with desk.qtbot.waitSignal(window.state.failed_to_open, timeout=PATIENCE):
        window.state.open(path)
    QTest.keyClicks(box.edit, "on.")
    desk.settle()
    assert window.state.path == plan_path
    assert "Hackney" in window.windowTitle()
    assert window.pane == "grid"
    assert window.strip.notice is not None
    assert "notes.cspplan" in window.strip.notice.sentence
    assert window.strip.action.isHidden()
    window.state.flush()
    desk.settle()
    assert desk.value("1.1", "commentary", Q1) == "Typed on."


def test_a_damaged_plan_is_told_over_the_plan_that_stays_open_and_leads_to_its_mending(
    window: MainWindow, plan_path: Path, tmp_path: Path
) -> None:
    desk = desk_of(window)
    path = Path(shutil.copyfile(plan_path, tmp_path / "bad.cspplan"))
    with sqlite3.connect(path) as other:
        other.execute("UPDATE cell SET value = '{' WHERE field = 'title'")
    other.close()
    with desk.qtbot.waitSignal(window.state.failed_to_open, timeout=PATIENCE):
        window.state.open(path)
    assert window.state.path == plan_path
    assert window.strip.action.text() == "Mend it…"
    with desk.qtbot.waitSignal(window.state.failed_to_open, timeout=PATIENCE):
        window.strip.action.click()
    assert window.nothing.accessibleName() == "bad.cspplan cannot be opened"
    with desk.qtbot.waitSignal(window.state.opened, timeout=PATIENCE):
        window.nothing.button.click()
    assert window.state.path == path
    assert desk.value("1.7", "title") == "Safer Schools officers"


def test_a_plan_open_elsewhere_is_read_only(
    make_window: Callable[..., MainWindow],
    plan_path: Path,
    picture: Callable[[QWidget, str], None],
) -> None:
    held = open_plan(plan_path, SHIPPED, write=True, by="A. Osei", window=True)
    window = make_window(plan_path)
    held.close()
    assert window.top.saved.words == "Reading only"
    assert window.strip.notice is not None
    assert "A. Osei" in window.strip.notice.sentence
    assert window.panel.quarter.boxes["commentary"].box.edit.isReadOnly()
    assert not window.menus.actions()["undo"].isEnabled()
    picture(window, "reading-only")


def read_while_held(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> tuple[MainWindow, OpenPlan]:
    """A window that may only read a plan, and who holds that."""
    held = open_plan(plan_path, SHIPPED, write=True, by="A. Osei", window=True)
    return make_window(plan_path), held


def activate(window: MainWindow) -> None:
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
    desk_of(window).settle()


def test_a_plan_that_has_been_closed_elsewhere_is_offered_for_writing(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window, held = read_while_held(make_window, plan_path)
    desk = desk_of(window)
    activate(window)
    assert window.strip.notice
    assert "A. Osei" in window.strip.notice.sentence
    assert window.strip.action.text() == "Make a copy…"
    held.close()
    activate(window)
    assert window.strip.notice.sentence == FREE.format("plan.cspplan")
    assert "A. Osei" not in window.state.door.closed_because
    assert window.top.saved.words == "Reading only"
    assert window.strip.action.text() == "Open for writing"
    with desk.qtbot.waitSignal(window.state.opened, timeout=PATIENCE):
        window.strip.action.click()
    assert window.state.writable
    assert window.top.saved.words == "Saved"


def test_a_plan_that_has_been_closed_elsewhere_is_noticed_without_coming_to_the_front(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window, held = read_while_held(make_window, plan_path)
    held.close()
    found = window.strip.action
    desk_of(window).qtbot.waitUntil(lambda: found.text() == "Open for writing")


def test_a_plan_taken_by_the_next_is_said_to_be_theirs(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window, held = read_while_held(make_window, plan_path)
    held.close()
    activate(window)
    assert window.strip.action.text() == "Open for writing"
    held = open_plan(plan_path, SHIPPED, write=True, by="B. Khan", window=True)
    activate(window)
    assert window.strip.notice
    assert "B. Khan" in window.strip.notice.sentence
    assert "B. Khan" in window.state.door.closed_because
    assert window.strip.action.text() == "Make a copy…"
    held.close()


def test_search_finds_as_one_types_and_escape_clears(window: MainWindow) -> None:
    line = window.top.search.line
    line.setFocus()
    QTest.keyClicks(line, "safer schools")
    desk_of(window).qtbot.waitUntil(lambda: len(window.grid.shown()) < 10)
    assert desk_of(window).action("1.7") in [each.id for each in window.grid.shown()]
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert len(window.grid.shown()) == 49
    assert window.selection == Selection()
    assert line.hasFocus()
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not line.hasFocus()
    assert window.grid.isAncestorOf(window.focusWidget())


def test_what_is_owed_filters_and_unfilters(window: MainWindow) -> None:
    found = []
    for _ in range(2):
        window.top.owed.click()
        found.append((window.selection.no_update, window.top.owed.isChecked()))
    assert found == [(True, True), (False, False)]
    assert window.selection == Selection()


def test_going_to_a_hidden_action_takes_the_filters_off(window: MainWindow) -> None:
    window.narrow(text="domestic noise")
    window.reveal("action", desk_of(window).action("1.7"))
    assert window.selection == Selection()
    assert window.panel.action_id == desk_of(window).action("1.7")


def test_the_quarter_is_stepped_and_picked(window: MainWindow) -> None:
    window.top.quarter.after.click()
    assert window.state.quarter == Q2
    QTest.keyClick(window.top.quarter.middle, Qt.Key.Key_Right)
    assert window.state.quarter == "2016/17 Q3"
    window.menus.do("quarter-before")
    assert window.top.quarter.middle.text() == Q2
    assert window.panel.quarter._heading.text() == f"Status, {Q2}"
    assert window.state.document.plan.text("working_quarter") == Q1


def test_the_window_says_when_it_looks_at_another_quarter_than_the_working_one(
    window: MainWindow, picture: Callable[[QWidget, str], None]
) -> None:
    desk, middle = desk_of(window), window.top.quarter.middle
    assert middle.accessibleName().startswith(f"Working quarter: {Q1}")
    window.top.quarter.after.click()
    assert middle.accessibleName().startswith(f"Quarter looked at: {Q2}")
    said = f"You look at {Q2}, and fill it in; the working quarter is {Q1}."
    assert window.strip.notice is not None
    assert window.strip.notice.sentence == said
    picture(window, "another-quarter")
    window.strip.action.click()
    assert window.state.quarter == Q1
    assert said not in [each.sentence for each in window.strip._queue]
    window.top.quarter.after.click()
    make = window.menus.actions()["make-working"]
    assert make.isEnabled()
    assert make.text() == f"Make {Q2} the working quarter"
    make.trigger()
    desk.settle()
    assert desk.state.working == Q2
    assert middle.accessibleName().startswith(f"Working quarter: {Q2}")
    assert not make.isEnabled()
    window.menus.do("undo")
    desk.settle()
    assert desk.state.working == Q1
    assert window.strip.notice.sentence == "Undone: working quarter."
    window.strip.close_first()
    assert window.strip.notice.sentence == said


def test_the_picker_lists_the_quarters_and_what_makes_one_the_working_quarter(
    window: MainWindow,
) -> None:
    window.top.quarter.after.click()
    window.top.quarter.open_menu()
    menu = window.top.quarter.findChild(QMenu)
    assert menu is not None
    texts = [action.text() for action in menu.actions()]
    assert any(text.startswith(f"{Q1} (working quarter)") for text in texts)
    menu.actions()[-1].trigger()
    menu.close()
    desk_of(window).settle()
    assert window.state.working == Q2


def test_in_a_narrow_window_the_places_give_way(window: MainWindow) -> None:
    window.resize(911, 512)
    assert window.places.isHidden()
    assert not window.top.places.isHidden()
    window.top.places.click()
    window.resize(1366, 698)
    assert not window.places.isHidden()


def test_the_side_panel_closes_and_comes_back(window: MainWindow) -> None:
    window.panel.closed.emit()
    assert window.panel.isHidden()
    window.grid.action_activated.emit(desk_of(window).action("1.8"))
    assert window.panel.isVisible()
    assert window.panel.action_id == desk_of(window).action("1.8")


def test_a_damaged_value_shuts_the_plan_and_offers_a_backup(
    window: MainWindow, plan_path: Path
) -> None:
    data = plan_path.read_bytes()
    assert data.count(b"Safer Schools officers")
    plan_path.write_bytes(data.replace(b"Safer Schools officers", b"Safer Schools official"))
    desk = desk_of(window)
    window.state.look_closely()
    desk.settle()
    assert window.strip.notice is not None
    assert window.strip.action.text() == "Restore a backup…"
    assert not window.state.writable


def test_where_only_values_are_damaged_the_window_mends_them_and_loses_nothing(
    window: MainWindow, plan_path: Path
) -> None:
    desk = desk_of(window)
    with sqlite3.connect(plan_path) as other:
        other.execute("UPDATE cell SET value = '\"Another\"' WHERE field = 'title'")
    other.close()
    window.state.look_closely()
    desk.settle()
    assert window.strip.notice is not None
    assert "Nothing is lost" in window.strip.notice.sentence
    assert "backup" not in window.strip.notice.sentence
    assert not window.state.writable
    window.menus.do("check")
    desk.settle()
    assert window.strip.action.text() == "Rebuild the values"
    with desk.qtbot.waitSignal(window.state.opened, timeout=PATIENCE):
        window.strip.action.click()
    assert "Nothing is lost" in window.strip.notice.sentence
    assert desk.value("1.7", "title") == "Safer Schools officers"
    assert desk.state.writable


def test_a_plan_whose_values_cannot_be_read_is_mended_from_where_it_is_told(
    window: MainWindow, plan_path: Path
) -> None:
    desk = desk_of(window)
    window.state.close()
    desk.settle()
    with sqlite3.connect(plan_path) as other:
        other.execute("UPDATE cell SET value = '{' WHERE field = 'title'")
    other.close()
    with desk.qtbot.waitSignal(window.state.failed_to_open, timeout=PATIENCE):
        window.state.open(plan_path)
    assert window.nothing.button.text() == "Rebuild the values"
    with desk.qtbot.waitSignal(window.state.opened, timeout=PATIENCE):
        window.nothing.button.click()
    assert desk.value("1.7", "title") == "Safer Schools officers"


def test_a_plan_whose_changes_are_damaged_is_mended_from_a_copy_in_the_window(
    window: MainWindow, plan_path: Path
) -> None:
    desk = desk_of(window)
    window.state.close()
    desk.settle()
    copy = Path(shutil.copyfile(plan_path, plan_path.with_name("copy.cspplan")))
    with sqlite3.connect(plan_path) as other:
        other.execute("UPDATE change SET value = NULL WHERE field = 'title'")
    other.close()
    with desk.qtbot.waitSignal(window.state.failed_to_open, timeout=PATIENCE):
        window.state.open(plan_path)
    window.nothing.links[1].click()
    dialog = window.findChildren(QFileDialog)[-1]
    with desk.qtbot.waitSignal(window.state.opened, timeout=PATIENCE):
        dialog.fileSelected.emit(str(copy))
        dialog.close()
    assert window.strip.notice is not None
    assert window.strip.notice.sentence.startswith("The damaged changes were put right")
    assert desk.value("1.7", "title") == "Safer Schools officers"


def test_every_control_has_a_name(window: MainWindow) -> None:
    window.show_pane("history")
    window.show_pane("grid")
    nameless = [
        widget
        for kind in (QAbstractButton, QLineEdit)
        for widget in window.findChildren(kind)
        if widget.isVisible()
        and not (widget.accessibleName() or widget.text())  # type: ignore[attr-defined]
        and widget.objectName() != "qt_toolbar_ext_button"
    ]
    assert not nameless


def test_the_theme_is_chosen_and_kept(
    window: MainWindow, picture: Callable[[QWidget, str], None]
) -> None:
    picture(window, "grid-light")
    window.kept.choose_theme("dark")
    assert window.state.user.settings.theme == "dark"
    assert QApplication.palette().window().color().lightness() < 80
    picture(window, "grid-dark")
    window.kept.choose_theme("light")


def test_a_fault_is_told_plainly_with_details_to_copy(
    window: MainWindow, expect_log: Callable[[str], None]
) -> None:
    expect_log("That did not work")
    try:
        raise ZeroDivisionError("one over nothing")
    except ZeroDivisionError as error:
        window.updater.show_fault(error, "That did not work")
    assert window.strip.notice is not None
    assert "ZeroDivisionError" not in window.strip.notice.sentence
    window.strip.action.click()
    assert "ZeroDivisionError: one over nothing" in QApplication.clipboard().text()


def test_the_columns_that_were_chosen_are_there_when_the_plan_is_opened_again(
    window: MainWindow, plan_path: Path
) -> None:
    desk = desk_of(window)
    window.grid._choose_columns(("activity", "notes"))
    plan = window.state.document.plan_id
    assert window.state.user.columns(plan) == ("activity", "notes")
    window.state.close()
    window.state.open(plan_path)
    desk.settle()
    assert window.grid.grid is not None
    shown = [column.field.name for column in window.grid.grid.grid.columns]
    assert {"activity", "notes"} <= set(shown)
