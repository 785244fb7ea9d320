"""The side panel: one action, its quarter, its marks, its history, and all its fields."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from csp_desktop.errors import Failure
from csp_desktop.gui.panel.dates import DateEditor
from csp_desktop.gui.panel.fields import CellRow, ChoiceEditor, Links, TextEditor
from csp_desktop.gui.panel.recent import Recent
from csp_desktop.gui.panel.text_box import TextBox
from csp_desktop.gui.widgets.buttons import IconButton, LinkButton
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.editing import edits as editing
from csp_desktop.plan.field_types import PanelGroup, Per, Type
from csp_desktop.plan.fields import SHIPPED, Field
from tests.gui.conftest import desk_of, history_of

Q1 = "2016/17 Q1"


def show(window: MainWindow, ref: str) -> None:
    window.reveal("action", desk_of(window).action(ref))
    desk_of(window).settle()


def box(window: MainWindow, name: str) -> TextBox:
    return window.panel.quarter.boxes[name].box


def row(window: MainWindow, name: str, period: str = "") -> CellRow:
    return next(row for row in window.panel.rows if (row.field.name, row.period) == (name, period))


def type_in(target: TextBox, text: str) -> None:
    target.edit.setFocus()
    target.edit.selectAll()
    QTest.keyClicks(target.edit, text)


def test_a_word_typed_in_the_picker_sets_no_status(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    window.panel.focus_status()
    QTest.keyClicks(window.panel.quarter.picker.options["complete"], "target")
    desk.settle()
    assert desk.value("1.7", "status", Q1) is None
    assert window.strip.notice is not None
    assert window.strip.notice.sentence.startswith("Letters typed one after another")


def test_a_letter_in_the_picker_sets_the_status(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    window.panel.focus_status()
    option = window.panel.quarter.picker.options["complete"]
    assert option.hasFocus()
    QTest.keyClick(option, Qt.Key.Key_R)
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "off track"
    assert window.panel.quarter.picker.options["off track"].isChecked()
    assert not window.panel.quarter.boxes["corrective_action"].isHidden()
    QTest.keyClick(window.panel.quarter.picker.options["off track"], Qt.Key.Key_Delete)
    desk.settle()
    assert desk.value("1.7", "status", Q1) is None
    assert window.panel.quarter.boxes["corrective_action"].isHidden()


def test_arrows_move_in_the_picker_and_choose_nothing(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    window.panel.focus_status()
    options = window.panel.quarter.picker.options
    for key, reached in (
        (Qt.Key.Key_Down, "on track"),
        (Qt.Key.Key_Right, "ongoing"),
        (Qt.Key.Key_Up, "not started"),
        (Qt.Key.Key_Left, "complete"),
    ):
        focused = next(each for each in options.values() if each.hasFocus())
        QTest.keyClick(focused, key)
        assert options[reached].hasFocus()
    desk.settle()
    assert not desk.heard.changes
    QTest.keyClick(options["complete"], Qt.Key.Key_Space)
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "complete"


def test_no_change_gives_the_last_status_again(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    assert window.panel.quarter.no_change.isHidden()
    window.panel.quarter.picker.picked.emit("at risk")
    desk.settle()
    desk.state.look_at("2016/17 Q2")
    assert not window.panel.quarter.no_change.isHidden()
    window.panel.quarter.no_change.click()
    desk.settle()
    assert desk.value("1.7", "status", "2016/17 Q2") == "at risk"
    assert window.panel.quarter.no_change.isHidden()


def test_leaving_a_box_saves_it(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    type_in(box(window, "commentary"), "Two posts are vacant.")
    assert window.top.saved.words == "Typing…"
    QTest.keyClick(box(window, "commentary").edit, Qt.Key.Key_Tab)
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) == "Two posts are vacant."
    assert window.top.saved.words == "Saved 12:00"


def test_going_to_another_action_saves_the_box_for_the_first(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    type_in(box(window, "commentary"), "For 1.7.")
    window.panel.show_action(desk.action("1.8"))
    assert box(window, "commentary").edit.toPlainText() == ""
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) == "For 1.7."
    assert desk.value("1.8", "commentary", Q1) is None


def test_another_quarter_saves_the_box_for_the_first(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    type_in(box(window, "commentary"), "In Q1.")
    desk.state.look_at("2016/17 Q2")
    assert box(window, "commentary").edit.toPlainText() == ""
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) == "In Q1."


def test_a_text_that_cannot_be_saved_stays_in_its_box(
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
    picture: Callable[[QWidget, str], None],
) -> None:
    desk = desk_of(window)
    show(window, "1.7")

    def fail(*_: object, **__: object) -> None:
        raise Failure("The disk that holds plan.cspplan is full.")

    with monkeypatch.context() as patch:
        patch.setattr(editing, "edit", fail)
        type_in(box(window, "commentary"), "Two posts are vacant.")
        box(window, "commentary").leave()
        desk.settle()
        assert box(window, "commentary").edit.toPlainText() == "Two posts are vacant."
        assert box(window, "commentary").failed
        assert window.top.saved.words == "Not saved"
        picture(window, "not-saved")
        show(window, "1.8")
        show(window, "1.7")
    assert box(window, "commentary").edit.toPlainText() == "Two posts are vacant."
    assert window.strip.notice is not None
    assert window.strip.action.text() == "Try again"
    window.strip.action.click()
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) == "Two posts are vacant."
    assert window.top.saved.words == "Saved 12:00"


def test_escape_leaves_the_box_and_keeps_the_text(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    edit = box(window, "commentary").edit
    type_in(box(window, "commentary"), "Two posts")
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert window.grid.isAncestorOf(focused)
    assert window.room.panel_shown
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) == "Two posts"
    assert edit.toPlainText() == "Two posts"
    QTest.keyClick(focused, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) is None
    window.top.redo.click()
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) == "Two posts"


def test_what_was_typed_in_one_action_does_not_come_back_in_another(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    edit = box(window, "commentary").edit
    type_in(box(window, "commentary"), "Of 1.7")
    edit.undo()
    assert edit.toPlainText() == ""
    show(window, "1.8")
    edit.redo()
    edit.undo()
    assert edit.toPlainText() == ""
    desk.settle()
    assert desk.value("1.8", "commentary", Q1) is None


def test_typing_in_a_box_goes_on_behind_what_stands_there(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    type_in(box(window, "commentary"), "First half")
    show(window, "1.8")
    show(window, "1.7")
    edit = box(window, "commentary").edit
    edit.setFocus()
    QTest.keyClicks(edit, ", second half")
    window.panel.focus_status()
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) == "First half, second half"


def test_undo_in_a_box_with_nothing_to_undo_is_the_windows(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    window.panel.quarter.picker.picked.emit("at risk")
    desk.settle()
    edit = box(window, "commentary").edit
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.value("1.7", "status", Q1) is None


def test_a_letter_in_a_choice_makes_no_choice(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    choice = row(window, "group").editor
    assert isinstance(choice, ChoiceEditor)
    choice.setFocus()
    QTest.keyClicks(choice, "community")
    desk.settle()
    assert not desk.heard.changes


def test_undo_shows_in_a_box_that_has_the_focus(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    type_in(box(window, "commentary"), "Two posts are vacant.")
    desk.state.flush()
    desk.settle()
    window.top.undo.click()
    desk.settle()
    assert box(window, "commentary").edit.toPlainText() == ""
    window.top.redo.click()
    desk.settle()
    assert box(window, "commentary").edit.toPlainText() == "Two posts are vacant."


def test_an_unconfirmed_field_is_marked_and_confirmed(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    leads = row(window, "lead_partners")
    assert not leads.marks.isHidden()
    leads.marks.act.click()
    desk.settle()
    assert leads.marks.isHidden()
    assert not desk.state.document.with_ref("1.7")[0].held("lead_partners").unconfirmed


def test_every_field_of_the_table_has_an_editor(window: MainWindow) -> None:
    show(window, "1.7")
    kind = SHIPPED.kind("action")
    assert kind is not None
    apart = {"status", "commentary", "corrective_action", "evidence"}
    assert {each.field.name for each in window.panel.rows} == {
        field.name for field in kind.fields
    } - apart
    years = [each.period for each in window.panel.rows if each.field.name == "state"]
    assert years == ["2015/16", "2016/17", "2017/18"]
    for each in window.panel.rows:
        assert each.accessibleName() or each.editor.accessibleName() or _inner(each.editor)


def _inner(editor: QWidget) -> bool:
    return any(child.accessibleName() for child in editor.findChildren(QWidget))


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (Field("risk", "Risk", Type.LONG_TEXT), "High", "High"),
        (Field("budget", "Budget", Type.NUMBER), "1,250", 1250),
        (Field("started", "Started", Type.DATE), "31/10/2016", "2016-10-31"),
        (Field("wards", "Wards", Type.LIST), "Dalston; Haggerston", ["Dalston", "Haggerston"]),
        (Field("risk", "Risk", Type.TEXT, Per.QUARTER), "High", "High"),
    ],
    ids=lambda value: value.type.value if isinstance(value, Field) else "",
)
def test_a_field_added_to_the_table_has_an_editor_that_saves(
    make_window: Callable[..., MainWindow],
    plan_path: Path,
    field: Field,
    typed: str,
    kept: object,
) -> None:
    window = make_window(plan_path, table=SHIPPED.with_field("action", field))
    desk = desk_of(window)
    show(window, "1.7")
    period = Q1 if field.per is Per.QUARTER else ""
    editor = row(window, field.name, period).editor
    edited = editor.box if isinstance(editor, DateEditor) else editor
    assert isinstance(edited, TextBox)
    type_in(edited, typed)
    edited.leave()
    desk.settle()
    assert desk.value("1.7", field.name, period) == kept
    window.show_history_of(desk.action("1.7"))
    desk.settle()
    assert history_of(window).model.rows[0].what.startswith(field.label)


def test_a_choice_is_saved_when_it_is_made(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    state = row(window, "state", "2016/17").editor
    assert isinstance(state, ChoiceEditor)
    state.activated.emit(state.findData("complete"))
    group = row(window, "group").editor
    assert isinstance(group, ChoiceEditor)
    group.activated.emit(0)
    desk.settle()
    assert desk.value("1.7", "state", "2016/17") == "complete"
    assert desk.value("1.7", "group") is None


def test_cross_references_are_links_that_go_there(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    links = row(window, "cross_references").editor
    assert isinstance(links, Links)
    type_in(links._box, "1.10; 2.3")
    links._box.leave()
    desk.settle()
    assert desk.value("1.7", "cross_references") == [desk.action("1.10"), desk.action("2.3")]
    assert links._box.edit.toPlainText() == "1.10; 2.3"
    link = links.findChildren(LinkButton)[-2]
    assert link.text().startswith("1.10")
    link.click()
    assert window.panel.action_id == desk.action("1.10")


def test_a_value_that_does_not_fit_is_told_and_stays(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    ref = row(window, "ref").editor
    assert isinstance(ref, TextEditor)
    type_in(ref, "1/2/2016")
    ref.leave()
    desk.qtbot.waitUntil(lambda: not desk.state.drafts._timer.isActive())
    desk.settle()
    assert window.strip.notice is not None
    assert "date" in window.strip.notice.sentence
    assert ref.edit.toPlainText() == "1/2/2016"
    QTest.keyClick(ref.edit, Qt.Key.Key_Escape)
    assert ref.edit.toPlainText() == "1/2/2016"
    assert window.top.saved.words == "Not saved"
    type_in(ref, "1.7")
    ref.leave()
    desk.settle()
    assert window.top.saved.words.startswith("Saved")


def test_the_last_changes_and_the_way_to_all(window: MainWindow) -> None:
    desk = desk_of(window)
    show(window, "1.7")
    for word in ("at risk", "off track"):
        window.panel.quarter.picker.picked.emit(word)
        desk.settle()
    desk.qtbot.waitUntil(lambda: len(window.panel._recent._rows[1].accessibleName()) > 0)
    assert "At risk to Off track" in window.panel._recent._rows[0].accessibleName()
    window.panel._recent.all_asked.emit()
    desk.settle()
    assert window.pane == "history"
    assert history_of(window).action_id == desk.action("1.7")


def test_what_takes_the_focus_in_the_panel_is_scrolled_into_sight(window: MainWindow) -> None:
    show(window, "1.7")
    close = next(
        each for each in window.panel.findChildren(IconButton)
        if each.accessibleName().startswith("Close the side panel")
    )  # fmt: skip
    area = next(iter(window.panel.findChildren(QScrollArea)))
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert close.visibleRegion().isEmpty()
    window.places.setFocus()
    close.setFocus(Qt.FocusReason.TabFocusReason)
    assert not close.visibleRegion().isEmpty()
    box(window, "commentary").edit.setFocus()
    before = area.verticalScrollBar().value()
    window.places.setFocus()
    box(window, "commentary").edit.setFocus()
    assert area.verticalScrollBar().value() == before


def test_no_change_is_denied_before_the_changes_have_been_read(qtbot: QtBot) -> None:
    recent = Recent()
    qtbot.addWidget(recent)
    said = [each for each in recent.findChildren(Words) if each.text().startswith("No changes to")]
    assert [each.isHidden() for each in said] == [True]
    recent.show_entries([])
    assert [each.isHidden() for each in said] == [False]


def test_a_field_added_to_the_group_of_the_quarter_has_a_box_there(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    field = Field(
        "lessons", "Lessons", Type.LONG_TEXT, Per.QUARTER, panel=PanelGroup.QUARTER, hint="Learnt"
    )
    window = make_window(plan_path, table=SHIPPED.with_field("action", field))
    desk = desk_of(window)
    show(window, "1.7")
    box = window.panel.quarter.boxes["lessons"].box
    assert box.edit.placeholderText() == "Learnt"
    type_in(box, "Start earlier")
    box.leave()
    desk.settle()
    assert desk.value("1.7", "lessons", Q1) == "Start earlier"
    assert "lessons" not in {each.field.name for each in window.panel.rows}
