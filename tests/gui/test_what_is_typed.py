"""What is typed goes where the screen says: the panel beside the list, and the list under it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from csp_desktop.errors import Failure
from csp_desktop.gui.grid.editors import CellEditor
from csp_desktop.gui.panel.text_box import TextBox
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.editing import edits as editing
from csp_desktop.plan.selection import Selection
from tests.gui.conftest import IDLE, desk_of

Q1 = "2016/17 Q1"
GONE = "The action you had open is not in this list."


def commentary(window: MainWindow) -> TextBox:
    return window.panel.quarter.boxes["commentary"].box


def show(window: MainWindow, ref: str) -> None:
    window.show_pane("grid")
    window.reveal("action", desk_of(window).action(ref))
    desk_of(window).settle()


def type_on(text: str) -> None:
    """Type where the focus is, wherever that is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)


def said(window: MainWindow) -> str:
    """What the side panel says in place of an action."""
    shown = [each for each in window.panel.findChildren(Words) if each.isVisible()]
    return shown[0].text()


def pause(window: MainWindow) -> None:
    QTest.qWait(2 * IDLE)
    desk_of(window).settle()


@pytest.mark.parametrize("by", ["filter", "search", "picked"])
def test_a_sentence_typed_with_pauses_is_whole_in_its_action_while_a_filter_is_on(
    window: MainWindow, by: str, picture: Callable[[QWidget, str], None]
) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    asked = {
        "filter": Selection(no_update=True),
        "search": Selection(text=desk.value("1.7", "title")),
        "picked": Selection().picking([desk.action("1.7"), desk.action("1.8")], "Picked"),
    }[by]
    if by == "search":
        window.panel.rows[0].setFocus()
    window.show_selection(asked)
    listed = [each.id for each in window.grid.shown()]
    assert window.grid.reveal(desk.action("1.7"))
    window.panel.focus_status()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_R)
    desk.settle()
    window.panel.focus_commentary()
    for part in ("Two posts ", "are vacant, ", "and will be filled."):
        type_on(part)
        pause(window)
    picture(window, f"done-still-shown-{by}")
    assert window.panel.action_id == desk.action("1.7")
    assert [each.id for each in window.grid.shown()] == listed
    QTest.keyClick(commentary(window).edit, Qt.Key.Key_Tab)
    desk.settle()
    whole = "Two posts are vacant, and will be filled."
    assert desk.value("1.7", "commentary", Q1) == whole
    typed = [each for each in desk.state.document.of("action") if each.get("commentary", Q1)]
    assert [each.text("ref") for each in typed] == ["1.7"]


def test_a_search_for_a_word_that_is_typed_over_keeps_the_action(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    window.panel.focus_commentary()
    type_on("Quixotic plans")
    pause(window)
    window.narrow(text="quixotic")
    assert window.panel.action_id == desk.action("1.7")
    window.panel.focus_commentary()
    commentary(window).edit.selectAll()
    type_on("Sober ")
    pause(window)
    type_on("plans")
    pause(window)
    assert window.panel.action_id == desk.action("1.7")
    assert desk.value("1.7", "commentary", Q1) == "Sober plans"


@pytest.mark.parametrize("by", ["place", "sub-group", "filter", "search", "fold"])
def test_the_panel_is_empty_and_says_so_where_its_action_is_not_in_the_list(
    window: MainWindow, by: str, picture: Callable[[QWidget, str], None]
) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    window.panel.focus_commentary()
    type_on("For 1.7")
    action = desk.state.document.record("action", desk.action("1.7"))
    assert action is not None
    elsewhere = next(
        each
        for each in desk.state.document.of("action")
        if each.get("group") != action.get("group")
        and each.get("strategic_priority") != action.get("strategic_priority")
        and each.get("delivery_priority") != action.get("delivery_priority")
    )
    if by == "place":
        delivery = elsewhere.text("delivery_priority")
        window.places.chosen.emit(Selection(delivery_priority=delivery))
    elif by == "sub-group":
        window.places.chosen.emit(Selection(group=elsewhere.text("group")))
    elif by == "filter":
        window.show_selection(Selection(statuses=frozenset({"complete"})))
    elif by == "search":
        window.narrow(text="nothing at all like it")
    else:
        model = window.grid.grid.grid if window.grid.grid else None
        assert model is not None
        model.toggle_group(action.text("delivery_priority") or action.text("strategic_priority"))
    picture(window, f"not-in-this-list-{by}")
    assert window.panel.action_id == ""
    assert said(window).startswith(GONE)
    type_on("and not for another")
    pause(window)
    assert desk.value("1.7", "commentary", Q1) == "For 1.7"
    assert sum(len(ids) for ids, _ in desk.heard.changes) == 1


def test_a_place_that_has_the_action_keeps_it_and_the_typing(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    window.panel.focus_commentary()
    type_on("Before ")
    action = desk.state.document.record("action", desk.action("1.7"))
    assert action is not None
    window.places.chosen.emit(Selection(delivery_priority=action.text("delivery_priority")))
    assert window.panel.action_id == action.id
    type_on("and after.")
    pause(window)
    assert desk.value("1.7", "commentary", Q1) == "Before and after."


def test_an_action_taken_away_under_the_typing_leaves_the_panel_empty(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    gone = desk.action("1.7")
    window.panel.focus_commentary()

    def delete(plan: object, _: object, stamp: object) -> object:
        from csp_desktop.operations.editing.records import delete

        return delete(plan, "action", gone, stamp, desk.state.document)  # type: ignore[arg-type]

    desk.state.write("The deletion", delete, by="delete")  # type: ignore[arg-type]
    desk.settle()
    assert window.panel.action_id == ""
    assert said(window).startswith(GONE)
    type_on("Rat")
    pause(window)
    assert len(desk.heard.changes) == 1


def test_a_search_that_is_still_to_come_is_done_before_the_panel_is_typed_in(
    window: MainWindow,
) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    window.top.search.line.setFocus()
    type_on("domestic noise")
    window.panel.focus_commentary()
    assert window.selection.text == "domestic noise"
    assert window.panel.action_id != desk.action("1.7")


def test_a_new_action_does_not_take_the_panel_from_who_types_in_it(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    window.panel.focus_commentary()
    window.menus._editing._add("9.9", "A new action", "", "")
    type_on("For 1.7")
    desk.settle()
    assert window.panel.action_id == desk.action("1.7")
    assert window.strip.notice is not None
    assert window.strip.action.text() == "Go to 9.9"
    window.strip.action.click()
    assert window.panel.action_id == desk.action("9.9")
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) == "For 1.7"


def test_after_closing_and_opening_again_all_that_was_typed_stands(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window = make_window(plan_path)
    show(window, "1.7")
    window.panel.focus_commentary()
    type_on("Until the end")
    window.close()
    desk_of(window).qtbot.waitUntil(lambda: not window.isVisible())
    again = make_window(plan_path)
    assert desk_of(again).value("1.7", "commentary", Q1) == "Until the end"


def edit_in_grid(window: MainWindow, ref: str, name: str, period: str = "") -> CellEditor:
    table = window.grid.grid
    assert table is not None
    assert window.grid.reveal(desk_of(window).action(ref), name, period)
    table.setFocus()
    table.open_editor()
    (editor,) = (each for each in table.findChildren(CellEditor) if each.isVisible())
    return editor


def test_a_text_that_does_not_fit_its_cell_is_kept_and_shown_again(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    editor = edit_in_grid(window, "1.7", "ref")
    editor.selectAll()
    QTest.keyClicks(editor, "1/2/2016")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.settle()
    assert window.top.saved.words == "Not saved"
    ref = next(row for row in window.panel.rows if row.field.name == "ref").editor
    assert isinstance(ref, TextBox)
    assert ref.edit.toPlainText() == "1/2/2016"
    assert ref.failed
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    again = edit_in_grid(window, "1.7", "ref")
    assert again.toPlainText() == "1/2/2016"
    again.selectAll()
    QTest.keyClicks(again, "7.7")
    QTest.keyClick(again, Qt.Key.Key_Escape)
    desk.settle()
    assert desk.value("7.7", "ref") == "7.7"
    assert window.top.saved.words.startswith("Saved")


def test_a_text_typed_in_the_grid_is_tried_again_once_the_disk_takes_it(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    with monkeypatch.context() as patch:
        patch.setattr(editing, "edit", full)
        editor = edit_in_grid(window, "1.7", "title")
        editor.selectAll()
        QTest.keyClicks(editor, "Another title")
        QTest.keyClick(editor, Qt.Key.Key_Return)
        desk.settle()
        assert window.top.saved.words == "Not saved"
    window.strip.action.click()
    desk.settle()
    assert desk.value("1.7", "title") == "Another title"
    assert window.top.saved.words.startswith("Saved")


def full(*_: object, **__: object) -> None:
    raise Failure("The disk is full.")


def test_going_to_an_action_that_is_folded_away_unfolds_it(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.8")
    table, action = window.grid.grid, desk.state.document.record("action", desk.action("1.7"))
    assert table is not None
    assert action is not None
    table.grid.toggle_group(action.text("delivery_priority"))
    assert window.panel.action_id == ""
    window.narrow(text="safer schools")
    window.reveal("action", action.id)
    assert window.selection.text == "safer schools"
    assert window.panel.action_id == action.id
    assert window.grid.lists(action.id)
