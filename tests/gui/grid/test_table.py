from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csp_desktop.gui.grid.editors import CellEditor, ChoiceMenu
from csp_desktop.gui.grid.rows import ActionRow
from csp_desktop.gui.session.status_letters import A_WORD
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.plan.selection import Selection
from tests.documents import changed, large
from tests.gui.grid.conftest import Shown

pytestmark = pytest.mark.whole

NOW, LAST = "2016/17 Q2", "2016/17 Q1"


def edit(
    action: str, value: object, period: str = NOW, field: str = "status"
) -> tuple[object, ...]:
    return (action, field, period, value)


def asked(grid: Shown) -> list[tuple[object, ...]]:
    return [(each.record, each.field, each.period, each.value) for each in grid.edits]


def select(grid: Shown, first: tuple[int, int], last: tuple[int, int]) -> None:
    model = grid.model
    block = QItemSelection(model.index(*first), model.index(*last))
    grid.table.setCurrentIndex(model.index(*first))
    grid.table.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def paste(grid: Shown, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    grid.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


# Letters


@pytest.mark.parametrize(
    ("letter", "status"),
    [
        ("b", "complete"),
        ("g", None),
        ("A", "at risk"),
        ("r", "off track"),
        ("n", "not started"),
        ("o", "ongoing"),
        ("d", "delegated"),
        ("x", "not applicable"),
        ("t", "tbc"),
    ],
)
def test_a_letter_asks_for_its_status(grid: Shown, letter: str, status: str | None) -> None:
    grid.go("a1", "status", NOW)
    grid.key(letter)
    # It is on track already, and a status that stands there is no edit.
    assert asked(grid) == ([edit("a1", status)] if status else [])


def test_an_edit_carries_the_heads_that_were_on_screen(grid: Shown) -> None:
    grid.go("a1", "status", NOW)
    grid.key("a")
    assert grid.edits == [Edit("action", "a1", "status", NOW, "at risk", ("a1/status@2016/17 Q2",))]
    grid.go("a11", "status", NOW)
    grid.key("a")
    assert grid.edits[-1].seen == ()


@pytest.mark.parametrize(
    ("field", "period"),
    [("title", ""), ("ref", ""), ("planned", "2015/16"), ("planned", "2016/17"), ("status", LAST)],
)
@pytest.mark.parametrize("letter", ["g", "R", "="])
def test_outside_the_column_of_the_quarter_looked_at_a_letter_does_nothing_and_says_so(
    grid: Shown, field: str, period: str, letter: str
) -> None:
    grid.go("a10", field, period)
    grid.key(letter)
    assert not grid.edits
    assert grid.refusals == [
        (
            f"A letter gives a status in the column of {NOW}, and nowhere else: nothing was "
            "changed. Go to that column first."
        )
    ]


def test_in_a_later_quarter_a_letter_says_why_not(grid: Shown) -> None:
    grid.go("a10", "status", "2016/17 Q3")
    grid.key("g")
    assert "has not come yet" in grid.refusals[0]
    assert not grid.edits


@pytest.mark.parametrize("word", ["target", "on track", "I am", "rr", "g.", "a b", "Road works"])
def test_a_word_typed_in_the_grid_does_nothing_and_says_so(grid: Shown, word: str) -> None:
    grid.go("a10", "status", NOW)
    grid.key(word)
    grid.key(Qt.Key.Key_Backspace)
    grid.key(Qt.Key.Key_Return)
    grid.key(Qt.Key.Key_Down)
    grid.table.letters.settle()
    assert not grid.edits
    assert grid.refusals == [A_WORD]


def test_after_a_word_and_a_pause_or_a_move_a_letter_counts_again(grid: Shown) -> None:
    grid.go("a10", "status", NOW)
    grid.key("word")
    grid.key(Qt.Key.Key_Down)
    grid.key(Qt.Key.Key_Up)
    grid.key("g")
    assert asked(grid) == [edit("a10", "on track")]


def test_a_letter_counts_once_nothing_more_was_typed_for_a_moment(
    grid: Shown, qtbot: QtBot
) -> None:
    grid.go("a10", "status", NOW)
    QTest.keyClicks(grid.table, "g")
    assert not grid.edits
    qtbot.waitUntil(lambda: bool(grid.edits))
    assert asked(grid) == [edit("a10", "on track")]


def test_a_letter_is_for_the_cell_it_was_typed_in_however_soon_one_moves_on(grid: Shown) -> None:
    grid.go("a10", "status", NOW)
    QTest.keyClicks(grid.table, "g")
    grid.key(Qt.Key.Key_Down)
    QTest.keyClicks(grid.table, "b")
    grid.key(Qt.Key.Key_Down)
    assert asked(grid) == [edit("a10", "on track"), edit("a11", "complete")]


def test_a_word_typed_in_a_menu_of_statuses_sets_none(grid: Shown) -> None:
    grid.go("a10", "status", NOW)
    grid.key(Qt.Key.Key_Return)
    QTest.keyClick(menu(grid), Qt.Key.Key_T)
    QTest.keyClicks(grid.table, "arget")
    grid.table.letters.settle()
    assert not grid.edits
    assert grid.refusals == [A_WORD]


def test_a_contested_cell_says_that_it_is(grid: Shown) -> None:
    grid.go("a2", "status", NOW)
    grid.key("g")
    assert not grid.edits
    assert grid.refusals[0].startswith("1.2, 2016/17 Q2 is contested")


def test_a_letter_fills_a_block_as_one_doing(grid: Shown) -> None:
    column = grid.model.column_of("status", NOW)
    select(grid, (4, column), (7, column))
    grid.key("b")
    assert asked(grid) == [
        edit("a10", "complete"),
        edit("a11", "complete"),
        edit("a21", "complete"),
    ]
    assert grid.batches == [3]


def test_equals_keeps_the_last_status(grid: Shown) -> None:
    grid.go("a10", "status", NOW)
    grid.key("=")
    assert asked(grid) == [edit("a10", "off track")]
    grid.go("a11", "status", NOW)
    grid.key("=")
    assert "no earlier status" in grid.refusals[-1]
    grid.go("a1", "status", NOW)
    grid.key("=")
    assert "has its update already" in grid.refusals[-1]


def test_delete_clears(grid: Shown) -> None:
    grid.go("a1", "status", NOW)
    grid.key(Qt.Key.Key_Delete)
    assert asked(grid) == [edit("a1", None)]


def test_a_required_field_is_not_cleared(grid: Shown) -> None:
    grid.go("a1", "ref")
    grid.key(Qt.Key.Key_Delete)
    assert grid.refusals == ["Ref cannot be blank."]


def test_c_confirms_what_is_unconfirmed(grid: Shown) -> None:
    grid.go("a1", "planned", "2015/16")
    grid.key("c")
    assert grid.confirmed == [("action", "a1", "planned", "2015/16")]
    grid.go("a10", "title")
    grid.key("c")
    assert grid.refusals == ["Nothing here is marked unconfirmed."]


def test_letters_with_control_are_left_to_the_window(grid: Shown) -> None:
    grid.go("a1", "status", NOW)
    grid.key(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert not grid.edits


# Moving


def test_arrows_move_by_cell_and_shift_selects_a_block(grid: Shown) -> None:
    grid.go("a1", "title")
    grid.key(Qt.Key.Key_Right)
    assert grid.current[-1] == ("a1", "lead_partners", "")
    grid.key(Qt.Key.Key_Down)
    assert grid.current[-1] == ("a2", "lead_partners", "")
    grid.key(Qt.Key.Key_Down)
    assert grid.current[-1] == ("", "", "")
    grid.key(Qt.Key.Key_Down)
    assert grid.current[-1] == ("a10", "lead_partners", "")
    grid.key(Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    grid.key(Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    rows = {row.key for row, _ in grid.table.targets()}
    assert rows == {"a10", "a2"}


def test_tab_leaves_the_grid(grid: Shown) -> None:
    assert not grid.table.tabKeyNavigation()


def test_headings_fold_by_key_and_by_click(grid: Shown) -> None:
    grid.table.setCurrentIndex(grid.model.index(0, 0))
    grid.key(Qt.Key.Key_Left)
    assert grid.keys()[:2] == ["group dp11", "group dp12"]
    grid.key(Qt.Key.Key_Left)
    assert grid.keys()[:2] == ["group dp11", "group dp12"]
    grid.key(Qt.Key.Key_Right)
    assert grid.keys()[:2] == ["group dp11", "a1"]
    grid.key(Qt.Key.Key_Return)
    assert grid.keys()[:2] == ["group dp11", "group dp12"]
    place = grid.table.visualRect(grid.model.index(0, 0)).topLeft() + QPoint(40, 10)
    QTest.mouseClick(grid.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert grid.keys()[:2] == ["group dp11", "a1"]


def test_alt_and_an_arrow_opens_and_closes_the_year(grid: Shown) -> None:
    grid.go("a1", "planned", "2015/16")
    grid.key(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert grid.model.is_open("2015/16")
    assert grid.table.currentIndex().row() == 1
    assert grid.model.columns[grid.table.currentIndex().column()].year == "2015/16"
    grid.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert not grid.model.is_open("2015/16")


def test_reveal_opens_the_year_of_a_quarter(grid: Shown) -> None:
    assert grid.pane.reveal("a1", "commentary", "2017/18 Q2")
    assert grid.model.is_open("2017/18")
    assert grid.current[-1] == ("a1", "status", "2017/18 Q2")
    assert not grid.pane.reveal("nobody")


def test_a_double_click_goes_to_the_action_from_its_title(grid: Shown) -> None:
    place = grid.table.visualRect(grid.model.index(1, 1)).center()
    QTest.mouseDClick(grid.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert grid.activated == ["a1"]


# Editing


def editor(grid: Shown) -> CellEditor:
    found = grid.table.viewport().findChildren(CellEditor)
    assert len(found) == 1
    return found[0]


def test_enter_opens_a_box_for_text_and_enter_keeps_it(grid: Shown) -> None:
    grid.go("a1", "planned", "2016/17")
    grid.model.toggle_year("2016/17")
    grid.go("a1", "planned", "2016/17")
    grid.key(Qt.Key.Key_Return)
    box = editor(grid)
    assert box.toPlainText() == "Delivery through Gangs Action Plan"
    assert box.width() >= 300
    QTest.keyClicks(box, "Ongoing")
    QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(box, "until March")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert asked(grid) == [edit("a1", "Ongoing\nuntil March", "2016/17", "planned")]
    assert grid.edits[0].seen == ("a1/planned@2016/17",)


def test_escape_leaves_the_box_and_keeps_what_was_typed(grid: Shown) -> None:
    grid.go("a1", "title")
    grid.key(Qt.Key.Key_F2)
    QTest.keyClicks(editor(grid), "Other")
    QTest.keyClick(editor(grid), Qt.Key.Key_Escape)
    assert asked(grid) == [edit("a1", "Other", "", "title")]
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not grid.table.viewport().findChildren(CellEditor)


def test_text_left_as_it_was_is_no_edit(grid: Shown) -> None:
    grid.go("a1", "title")
    grid.key(Qt.Key.Key_F2)
    QTest.keyClick(editor(grid), Qt.Key.Key_Return)
    assert not grid.edits


def test_an_editor_keeps_the_heads_it_opened_on(grid: Shown) -> None:
    grid.go("a1", "title")
    grid.key(Qt.Key.Key_F2)
    QTest.keyClicks(editor(grid), "Mine")
    action = grid.model.document.record("action", "a1")
    assert action
    grid.pane.apply([("action", "a1", changed(action, {"title": "Theirs"}))])
    QTest.keyClick(editor(grid), Qt.Key.Key_Return)
    assert grid.edits == [Edit("action", "a1", "title", "", "Mine", ("a1/title",))]


def test_leaving_the_box_keeps_the_text(grid: Shown) -> None:
    grid.pane.activateWindow()
    grid.go("a1", "title")
    grid.key(Qt.Key.Key_F2)
    QTest.keyClicks(editor(grid), "Left")
    grid.pane.head.filter.setFocus()
    QApplication.processEvents()
    assert asked(grid) == [edit("a1", "Left", "", "title")]


@pytest.mark.parametrize("many", [False, True])
def test_what_is_typed_in_a_row_that_goes_is_not_lost(grid: Shown, *, many: bool) -> None:
    grid.go("a1", "title")
    grid.key(Qt.Key.Key_F2)
    QTest.keyClicks(editor(grid), "Mine")
    if many:
        grid.model.beginResetModel()
        grid.model.endResetModel()
    else:
        grid.pane.apply([("action", "a2", None)])
        assert not grid.edits
        grid.pane.apply([("action", "a1", None)])
    assert asked(grid) == [edit("a1", "Mine", "", "title")]


def test_a_list_opens_with_one_item_a_line(grid: Shown) -> None:
    grid.go("a2", "lead_partners")
    grid.key(Qt.Key.Key_F2)
    assert editor(grid).toPlainText() == "Police\nIntegrated Gangs Unit"
    QTest.keyClick(editor(grid), Qt.Key.Key_Escape)


def menu(grid: Shown) -> ChoiceMenu:
    return grid.table.findChildren(ChoiceMenu)[-1]


def test_enter_on_a_quarter_opens_a_menu_of_statuses(grid: Shown) -> None:
    grid.go("a10", "status", NOW)
    grid.key(Qt.Key.Key_Return)
    words = [action.text() for action in menu(grid).actions() if action.text()]
    assert words[0] == "Complete\tB"
    assert words[-1] == "No update\tDel"
    QTest.keyClick(menu(grid), Qt.Key.Key_A)
    grid.table.letters.settle()
    assert asked(grid) == [edit("a10", "at risk")]


def test_the_menu_is_walked_with_arrows_too(grid: Shown) -> None:
    grid.go("a1", "status", NOW)
    grid.key(Qt.Key.Key_F2)
    QTest.keyClick(menu(grid), Qt.Key.Key_Down)
    QTest.keyClick(menu(grid), Qt.Key.Key_Return)
    assert asked(grid) == [edit("a1", "at risk")]


def test_a_link_is_chosen_by_name(grid: Shown) -> None:
    grid.pane.set_columns(["group"])
    grid.go("a2", "group")
    grid.key(Qt.Key.Key_F2)
    assert menu(grid).actions()[0].text() == "Integrated Gangs Unit"
    menu(grid).actions()[0].trigger()
    menu(grid).close()
    assert asked(grid) == [edit("a2", "igu", "", "group")]


# Copy and paste


def test_a_block_is_copied_as_text_and_as_a_table(grid: Shown) -> None:
    select(grid, (1, 0), (4, 2))
    grid.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert grid.clipboard() == (
        "1.1\tSupport for gang members\tIntegrated Gangs Unit\n"
        "1.2\tEnforcement against offenders\tPolice; Integrated Gangs Unit\n"
        "1.10\tEngagement sections\tMetropolitan Police\n"
    )
    html = QGuiApplication.clipboard().mimeData().html()
    assert html.count("<tr>") == 3
    assert "mso-number-format:'\\@'\">1.10</td>" in html


def test_text_of_several_lines_is_copied_in_quotes(grid: Shown) -> None:
    grid.pane.set_columns(["activity"])
    grid.go("a1", "activity")
    grid.table.copy()
    assert grid.clipboard() == '"Engage one to one.\nOffer programmes of support."\n'
    assert "mso-data-placement:same-cell" in QGuiApplication.clipboard().mimeData().html()


def test_what_was_copied_pastes_back_without_an_edit(grid: Shown) -> None:
    grid.pane.set_columns(["activity", "group", "cross_references"])
    select(grid, (1, 0), (7, len(grid.model.columns) - 5))
    grid.table.copy()
    grid.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert not grid.edits
    assert not grid.refusals


def test_a_column_of_statuses_is_pasted_down_past_headings(grid: Shown) -> None:
    grid.go("a10", "status", NOW)
    paste(grid, "Green\r\nN/A\r\non-track\r\n")
    assert asked(grid) == [
        edit("a10", "on track"),
        edit("a11", "not applicable"),
        edit("a21", "on track"),
    ]
    assert grid.batches == [3]


def test_one_value_fills_the_selected_cells(grid: Shown) -> None:
    column = grid.model.column_of("status", NOW)
    select(grid, (4, column), (5, column))
    paste(grid, "Amber")
    assert asked(grid) == [edit("a10", "at risk"), edit("a11", "at risk")]


def test_a_block_is_pasted_over_several_columns(grid: Shown) -> None:
    grid.go("a10", "status", LAST)
    paste(grid, "Red\tAmber\nBlue\tGreen\n")
    assert asked(grid) == [
        edit("a10", "at risk"),
        edit("a11", "complete", LAST),
        edit("a11", "on track"),
    ]


def test_what_does_not_fit_is_told_with_its_place_and_nothing_is_pasted(grid: Shown) -> None:
    grid.go("a10", "status", NOW)
    paste(grid, "Green\nGren\n")
    assert not grid.edits
    assert grid.refusals[0].startswith("Nothing was pasted. 1.11, 2016/17 Q2: 'Gren' is not one")


def test_many_misfits_are_counted(grid: Shown) -> None:
    grid.go("a1", "status", LAST)
    paste(grid, "q\nq\nq\nq\nq\n")
    assert grid.refusals[0].endswith("And 2 more.")


def test_a_block_larger_than_the_room_is_refused(grid: Shown) -> None:
    grid.go("a29", "status", NOW)
    paste(grid, "Green\nGreen\n")
    assert not grid.edits
    assert "there is room for 1" in grid.refusals[0]


def test_a_blank_line_of_a_block_clears_its_cell_and_keeps_its_place(grid: Shown) -> None:
    grid.go("a1", "status", NOW)
    grid.model.set_selection(Selection(statuses=frozenset({"on track", "complete"})))
    grid.go("a1", "status", NOW)
    paste(grid, "\r\nGreen\r\n")
    assert asked(grid) == [edit("a1", None), edit("a21", "on track")]


def choose(grid: Shown, *cells: tuple[str, str]) -> None:
    """Choose cells one by one, each an action and a quarter."""
    only = QItemSelectionModel.SelectionFlag.Select
    grid.table.setFocus()
    grid.table.selectionModel().clear()
    for action, quarter in cells:
        place = grid.model.row_of(action), grid.model.column_of("status", quarter)
        grid.table.selectionModel().setCurrentIndex(grid.model.index(*place), only)


def test_a_block_goes_into_the_chosen_cells_a_whole_number_of_times(grid: Shown) -> None:
    choose(grid, ("a1", NOW), ("a10", NOW), ("a11", NOW), ("a21", NOW))
    paste(grid, "Red\nBlue\n")
    assert asked(grid) == [
        edit("a1", "off track"),
        edit("a10", "complete"),
        edit("a11", "off track"),
        edit("a21", "complete"),
    ]


def test_what_was_copied_of_scattered_cells_goes_into_them_and_clears_none_between(
    grid: Shown,
) -> None:
    choose(grid, ("a1", LAST), ("a10", NOW))
    paste(grid, "Red\t\n\tBlue\n")
    assert asked(grid) == [edit("a1", "off track", LAST), edit("a10", "complete")]


@pytest.mark.parametrize("text", ["Red\tAmber\nBlue\tGreen\n", "Red\nBlue\nGreen\n", "a\tb\tc\n"])
def test_a_value_without_a_chosen_cell_refuses_the_whole_block(grid: Shown, text: str) -> None:
    choose(grid, ("a1", LAST), ("a10", NOW))
    paste(grid, text)
    assert not grid.edits
    assert grid.refusals[0].startswith("Nothing was pasted. The block has ")


def test_with_no_cell_chosen_a_paste_says_so(grid: Shown) -> None:
    grid.table.selectionModel().clear()
    grid.table.setFocus()
    paste(grid, "Red\n")
    assert grid.refusals == [
        "Nothing was pasted. Choose the cell where the block begins, and paste again."
    ]


def test_a_clipboard_that_is_no_block_is_refused(grid: Shown) -> None:
    grid.go("a1", "status", NOW)
    paste(grid, "x" * 200_000)
    assert "cannot be read as cells" in grid.refusals[0]


def test_an_empty_clipboard_asks_for_nothing(grid: Shown) -> None:
    grid.go("a1", "status", NOW)
    paste(grid, "")
    assert not grid.edits
    assert not grid.refusals


def test_quoted_text_of_several_lines_is_pasted_whole(grid: Shown) -> None:
    grid.go("a10", "planned", "2015/16")
    paste(grid, '"Ongoing\nand ""more"""\n')
    assert asked(grid) == [edit("a10", 'Ongoing\nand "more"', "2015/16", "planned")]


# Refreshing


def shown_large(show: Callable[..., Shown]) -> Shown:
    return show(large(300, groups=12))


def test_a_refresh_keeps_current_selection_and_scroll(show: Callable[..., Shown]) -> None:
    grid = shown_large(show)
    grid.go("a150", "status", NOW)
    QApplication.processEvents()
    before = grid.table.visualRect(grid.table.currentIndex()).top()
    far = grid.model.rows[1].key
    action = grid.model.document.record("action", "a150")
    assert action
    grid.pane.apply(
        [
            ("action", far, None),
            ("action", "a150", changed(action, {f"status@{NOW}": "complete"})),
        ]
    )
    assert grid.model.rows[grid.table.currentIndex().row()].key == "a150"
    assert [row.key for row, _ in grid.table.targets()] == ["a150"]
    assert grid.table.visualRect(grid.table.currentIndex()).top() == before


def test_a_filter_and_back_keeps_current_and_its_height_on_the_screen(
    show: Callable[..., Shown],
) -> None:
    grid = shown_large(show)
    grid.go("a150", "title")
    QApplication.processEvents()
    top = grid.table.visualRect(grid.table.currentIndex()).top()
    grid.pane.set_selection(Selection(delivery_priority="dp6"))
    assert grid.model.rows[grid.table.currentIndex().row()].key == "a150"
    grid.pane.set_selection(Selection())
    assert grid.model.rows[grid.table.currentIndex().row()].key == "a150"
    assert abs(grid.table.visualRect(grid.table.currentIndex()).top() - top) <= 40


def test_a_current_action_that_is_filtered_out_is_told(show: Callable[..., Shown]) -> None:
    grid = shown_large(show)
    grid.go("a150", "title")
    grid.pane.set_selection(Selection(delivery_priority="dp7"))
    assert grid.current[-1] == ("", "", "")


def test_an_action_that_leaves_the_filter_stays_and_is_still_current(grid: Shown) -> None:
    grid.pane.set_selection(Selection(no_update=True))
    grid.go("a10", "status", NOW)
    rows = grid.keys()
    for action_id in ("a10", "a11", "a29"):
        grid.go(action_id, "status", NOW)
        action = grid.model.document.record("action", action_id)
        assert action
        grid.pane.apply([("action", action_id, changed(action, {f"status@{NOW}": "on track"}))])
        assert grid.current[-1] == (action_id, "status", NOW)
        assert grid.keys() == rows
    spoken = grid.table.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "On track, done, still shown"
    assert "Done, still shown" in grid.table.currentIndex().data(Qt.ItemDataRole.ToolTipRole)
    assert grid.pane.head.accessibleName() == "Whole plan, 0 actions, 3 done, still shown"


def test_after_the_current_action_is_deleted_the_next_is_current(grid: Shown) -> None:
    grid.pane.set_selection(Selection(no_update=True))
    grid.go("a10", "status", NOW)
    for action_id, after in (("a10", "a11"), ("a11", "a29"), ("a29", "")):
        grid.pane.apply([("action", action_id, None)])
        assert grid.current[-1] == ((after, "status", NOW) if after else ("", "", ""))
        assert [row.key for row, _ in grid.table.targets()] == ([after] if after else [])


@pytest.mark.parametrize(
    "anew",
    [Selection(no_update=True), Selection(no_update=True, text="a"), Selection(group="igu")],
    ids=["the same filter", "a search", "a place"],
)
def test_what_is_done_goes_when_a_filter_search_or_place_is_used_again(
    grid: Shown, anew: Selection
) -> None:
    grid.pane.set_selection(Selection(no_update=True))
    action = grid.model.document.record("action", "a10")
    assert action
    grid.pane.apply([("action", "a10", changed(action, {f"status@{NOW}": "on track"}))])
    assert grid.model.row_of("a10") >= 0
    grid.pane.set_selection(anew)
    assert grid.model.row_of("a10") < 0
    assert grid.model.listing.lingering == 0


def test_opening_a_year_keeps_the_place(grid: Shown) -> None:
    grid.go("a10", "title")
    grid.table.toggle_year("2015/16")
    assert grid.current[-1] == ("a10", "title", "")
    assert [row.key for row, _ in grid.table.targets()] == ["a10"]


def test_headings_span_the_grid_and_are_lower_than_actions(grid: Shown) -> None:
    def check() -> None:
        for row, key in enumerate(grid.keys()):
            heading = key.startswith("group")
            assert grid.table.rowHeight(row) == (28 if heading else 40)
            span = grid.table.columnSpan(row, 0)
            assert span == (len(grid.model.columns) if heading else 1)

    check()
    for selection in (Selection(no_update=True), Selection(text="1.1"), Selection()):
        grid.pane.set_selection(selection)
        check()
    grid.table.toggle_year("2015/16")
    check()
    grid.model.toggle_group("dp11")
    check()
    grid.model.sort_by(grid.model.columns[0].key, descending=True)
    check()


def test_the_plan_of_an_opened_year_shows_where_there_is_room(show: Callable[..., Shown]) -> None:
    narrow, wide = show(size=(838, 600)), show(size=(1400, 600))
    plan = narrow.model.column_of("planned", "2016/17")
    assert narrow.table.isColumnHidden(plan)
    assert not wide.table.isColumnHidden(plan)


def test_all_columns_fit_at_1366(grid: Shown) -> None:
    header = grid.table.horizontalHeader()
    assert header.length() <= grid.table.viewport().width()
    assert not grid.table.horizontalScrollBar().isVisible()


def test_a_width_that_was_drawn_stays(grid: Shown) -> None:
    grid.table.horizontalHeader().resizeSection(1, 260)
    grid.pane.set_selection(Selection(no_update=True))
    grid.table.toggle_year("2015/16")
    assert grid.table.columnWidth(1) == 260


@pytest.mark.parametrize("key", [Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Up])
def test_the_selection_goes_wherever_ctrl_and_a_key_take_the_current_cell(
    show: Callable[..., Shown], key: Qt.Key
) -> None:
    shown = show()
    table = shown.table
    actions = [row.key for row in shown.model.rows if isinstance(row, ActionRow)]
    shown.go(actions[1], "title")
    shown.key(key, Qt.KeyboardModifier.ControlModifier)
    chosen = table.selectionModel().selectedIndexes()
    assert {index.row() for index in chosen} == {table.currentIndex().row()}
    assert table.currentIndex() in chosen


def test_the_current_cell_stays_in_sight_where_the_room_gets_lower(
    show: Callable[..., Shown],
) -> None:
    shown = show(large(40))
    table = shown.table
    last = [row.key for row in shown.model.rows if isinstance(row, ActionRow)][-1]
    shown.go(last, "title")
    shown.pane.resize(shown.pane.width(), shown.pane.height() - 60)
    QApplication.processEvents()
    bottom = table.visualRect(table.currentIndex()).bottom()
    assert bottom < table.viewport().height()
