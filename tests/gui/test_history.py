"""History in words and in its pane."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester

from csp_desktop.gui.history.folds import lines
from csp_desktop.gui.history.model import ENTRY_ROLE, FROM, TO, WHAT, WHEN, WHO, HistoryModel
from csp_desktop.gui.history.words import CAME_WITH_PLAN, told
from csp_desktop.gui.widgets.rows_model import SORT_ROLE
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.operations.editing.history import HistoryEntry
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.values import Value
from csp_desktop.store.operation import Operation
from tests.gui.conftest import desk_of, history_of, tab_stops

Q2 = "2016/17 Q2"


def entry(
    field: str = "status",
    old: Value = None,
    new: Value = None,
    *,
    operation: str = "edit",
    period: str = Q2,
    at: str | None = "2016-10-11T14:32:00+01:00",
    undone: bool = False,
) -> HistoryEntry:
    return HistoryEntry(
        at, "P. Sandhu", "", operation, "op", "action", "a", "1.7", field, period, old, new, undone
    )


def test_a_status_is_told_with_its_words() -> None:
    said = told(entry(old="at risk", new="off track"), SHIPPED, now_year=2016)
    assert (said.date, said.time) == ("11 Oct", "14:32")
    assert (said.old, said.new, said.shapes) == ("At risk", "Off track", True)
    assert said.what == "Status, 2016/17 Q2"


def test_the_year_stands_where_it_is_another() -> None:
    assert told(entry(), SHIPPED, now_year=2017).date == "11 Oct 2016"
    assert told(entry(at=None), SHIPPED, now_year=2016).date == CAME_WITH_PLAN


@pytest.mark.parametrize(
    ("made", "done"),
    [
        (entry("corrective_action", None, "Post two."), "Q2 corrective action added"),
        (entry("commentary", "One.", "Two."), "Q2 commentary changed"),
        (entry("commentary", "One.", None), "Q2 commentary cleared"),
        (entry("planned", "a", "b", period="2016/17"), "2016/17 planned changed"),
        (
            entry("lead_partners", ["IGU"], ["IGU"], operation="confirm", period=""),
            "Lead partners confirmed",
        ),
        (entry("exists", new=True, period=""), "Added"),
        (entry("exists", old=True, new=False, period=""), "Deleted"),
        (entry("commentary", operation="undo edit"), "Undo of Q2 commentary"),
        (entry("commentary", "a", "b", undone=True), "Q2 commentary changed (undone since)"),
    ],
)
def test_what_was_done_is_one_line(made: HistoryEntry, done: str) -> None:
    assert told(made, SHIPPED, now_year=2016).done == done


@pytest.mark.parametrize(
    ("kind", "field", "old", "what"),
    [
        ("return_request", "name", None, "Return sent out"),
        ("return_received", "name", None, "Return came in"),
        ("snapshot", "label", None, "Snapshot taken"),
        ("snapshot", "label", "Q1", "Snapshot renamed"),
        ("snapshot", "withdrawn", None, "Snapshot withdrawn"),
    ],
)
def test_returns_and_snapshots_are_told_by_what_happened(
    kind: str, field: str, old: Value, what: str
) -> None:
    made = replace(
        entry(field, old, "Q1 as reported", period=""), kind=kind, ref="9e7da3be91575691"
    )
    said = told(made, SHIPPED)
    assert (said.ref, said.what, said.new, said.done) == ("", what, "Q1 as reported", what)


def test_a_field_that_is_not_known_is_told_by_its_name() -> None:
    assert told(entry("risk_level", None, "high", period=""), SHIPPED).what == "risk_level"


def test_the_model_holds_to_qts_rules(qtmodeltester: ModelTester) -> None:
    model = HistoryModel()
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.set_rows([told(entry(old="at risk", new="off track"), SHIPPED) for _ in range(3)])
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    index = model.index(1, FROM)
    assert index.data() == "At risk"
    assert index.data(SORT_ROLE) == -1
    assert index.data(ENTRY_ROLE).new == "Off track"
    assert index.siblingAtColumn(TO).data(Qt.ItemDataRole.AccessibleTextRole) == "To: Off track"


def test_the_tab_key_reaches_what_stands_over_the_list(window: MainWindow) -> None:
    desk = desk_of(window)
    desk.state.put(("action", desk.action("1.7"), "status", "2016/17 Q1"), "off track", ())
    window.show_pane("history")
    desk.settle()
    window.focus_pane()
    assert history_of(window).table.hasFocus()
    reached = tab_stops(window.top.quarter)
    pane = history_of(window)
    assert reached.index(pane.undo_last) < reached.index(pane.table)


def test_the_pane_lists_one_action_or_the_plan_with_full_texts(
    window: MainWindow, picture: Callable[[QWidget, str], None]
) -> None:
    desk = desk_of(window)
    action = desk.action("1.7")
    long = "Two of the eight officer posts have been vacant since July. " * 3
    desk.state.put(("action", action, "commentary", "2016/17 Q1"), long, ())
    desk.settle()
    window.show_history_of(action)
    desk.settle()
    pane = history_of(window)
    assert pane.head.sentence.text() == "1 change"
    assert pane.model.rowCount() > 1
    assert pane._texts._sides[1].toPlainText() == long.strip()
    picture(window, "history")
    pane._whole.click()
    desk.settle()
    assert pane.action_id == ""
    assert pane.model.rowCount() > 700
    QTest.keyClick(pane.table, Qt.Key.Key_Return)
    assert window.pane == "grid"
    assert window.panel.action_id == action


def test_undo_from_the_pane_undoes_the_last_change(window: MainWindow) -> None:
    desk = desk_of(window)
    desk.state.put(("action", desk.action("1.7"), "status", "2016/17 Q1"), "on track", ())
    desk.settle()
    window.menus.do("show-history")
    desk.settle()
    assert history_of(window).undo_last.isEnabled()
    history_of(window).undo_last.click()
    desk.settle()
    assert desk.value("1.7", "status", "2016/17 Q1") is None
    assert not history_of(window).undo_last.isEnabled()
    assert history_of(window).model.index(0, WHEN).data() == "11 Oct 12:00"


@pytest.mark.usefixtures("large_font")
def test_in_large_letters_the_buttons_of_the_head_are_whole(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window = make_window(plan_path)
    desk = desk_of(window)
    pane = history_of(window)
    window.show_history_of(desk.action("1.7"))
    desk.settle()
    QApplication.processEvents()
    assert pane._whole.isVisible()
    for button in (pane._whole, pane.receipts, pane.undo_last):
        right = button.mapTo(pane, button.rect().bottomRight()).x()
        assert button.width() >= button.sizeHint().width()
        assert right <= pane.width()
    assert (pane.undo_last.text(), pane.undo_last.toolTip()) == ("Undo", "Undo the last change")
    window.room.want_panel(wanted=False)
    QApplication.processEvents()
    assert pane.undo_last.text() == "Undo the last change"


def test_another_plan_empties_the_pane(
    window: MainWindow, tmp_path: Path, shipped_plan: bytes
) -> None:
    desk = desk_of(window)
    window.show_history_of(desk.action("1.7"))
    desk.settle()
    other = tmp_path / "other.cspplan"
    other.write_bytes(shipped_plan)
    desk.open(other)
    assert history_of(window).action_id == ""
    assert history_of(window).model.rowCount() == 0


def merged(at: str, name: str = "m1") -> Operation:
    return Operation(name, "merge", "T. Brandt", at, "")


def test_what_a_merge_brought_is_one_line_at_the_time_of_the_merge() -> None:
    merge = merged("2016-10-11T12:00:00+01:00")
    files = ("one.xlsx", "one.xlsx", "two.xlsx")
    brought = [
        replace(entry(new="on track", at="2016-07-07T10:00:00Z"), source=file, merge=merge)
        for file in files
    ]
    noted = replace(brought[0], kind="return_received", field="name")
    held = replace(brought[0], proposed=True)
    choice = replace(entry(operation="decide", new="complete"), merge=merge)
    after = entry(new="at risk", at="2016-10-12T09:00:00+01:00")
    before = replace(entry(new="tbc", at="2016-10-10T09:00:00+01:00"), operation_id="earlier")
    entries = [after, before, *brought, noted, held, choice]
    folded = lines(entries, SHIPPED, (), now_year=2016)
    assert [line.told.new.splitlines()[0] for line in folded] == [
        "At risk", "3 changes from 2 files, 1 decision", "Tbc",
    ]  # fmt: skip
    assert (folded[1].told.date, folded[1].told.author) == ("11 Oct", "T. Brandt")
    assert folded[1].told.new.splitlines()[1:] == ["one.xlsx: 2", "two.xlsx: 1"]
    opened = lines(entries, SHIPPED, ("m1",), now_year=2016)
    assert [line.is_head for line in opened] == [False, True, *[False] * 6, False]
    assert [line.entry for line in opened[2:8]] == [*brought, noted, held, choice]


def test_merges_of_nothing_else_come_newest_first() -> None:
    first, second = merged("2016-10-01"), merged("2016-10-02", "m2")
    entries = [replace(entry(new="tbc"), merge=merge) for merge in (first, second)]
    found = lines(entries, SHIPPED, (), now_year=2016)
    assert [line.fold for line in found] == ["m2", "m1"]


def block(*made: HistoryEntry, operation: str = "edit") -> list[HistoryEntry]:
    return [replace(each, operation_id="b1", operation=operation) for each in made]


def of(ref: str, new: Value, old: Value = None) -> HistoryEntry:
    return replace(entry(old=old, new=new), ref=ref, record=ref)


def test_what_one_undo_takes_back_is_one_line_that_opens() -> None:
    pasted = block(of("1.1", "on track"), of("1.2", "at risk"), replace(of("1.1", "x"), field="a"))
    alone = replace(entry(new="tbc"), operation_id="b2")
    folded = lines([alone, *pasted], SHIPPED, (), now_year=2016)
    assert [line.entry for line in folded] == [alone, None]
    head = folded[1].told
    assert (head.what, head.author, head.ref, head.old) == ("Set at once", "P. Sandhu", "", "")
    assert head.new.splitlines() == [
        "3 cells of 2 actions",
        "1.1 Status, 2016/17 Q2: On track",
        "1.2 Status, 2016/17 Q2: At risk",
        "1.1 a, 2016/17 Q2: x",
    ]
    opened = lines([alone, *pasted], SHIPPED, ("b1",), now_year=2016)
    assert [line.entry for line in opened] == [alone, None, *pasted]
    assert [line.is_head for line in opened] == [False, True, False, False, False]


@pytest.mark.parametrize(
    ("operation", "made", "what"),
    [
        ("edit", [of("1.1", None, "tbc"), of("1.2", None, "tbc")], "Cleared at once"),
        ("confirm", [of("1.1", "tbc", "tbc"), of("1.2", "tbc", "tbc")], "Confirmed"),
        ("undo edit", [of("1.1", None, "tbc"), of("1.2", None, "tbc")], "Undone"),
        ("redo edit", [of("1.1", "tbc"), of("1.2", "tbc")], "Redone"),
        ("refresh", [of("1.1", "tbc"), of("1.2", "tbc")], "Refresh"),
    ],
)
def test_the_line_over_several_says_what_was_done(
    operation: str, made: list[HistoryEntry], what: str
) -> None:
    (head,) = lines(block(*made, operation=operation), SHIPPED, (), now_year=2016)
    assert head.told.what == what
    assert head.told.new.startswith("2 cells of 2 actions\n")


def test_several_cells_of_one_record_bear_its_ref_and_long_lists_end() -> None:
    made = [replace(of("1.1", f"text {n}"), field=f"f{n}") for n in range(14)]
    mixed = replace(of("", 3), kind="indicator", record="i", ref="Burglary")
    (head,) = lines(block(*made), SHIPPED, (), now_year=2016)
    assert head.told.ref == "1.1"
    assert head.told.new.startswith("14 cells of 1 action\n")
    assert head.told.new.endswith("\nand 2 more")
    (both,) = lines(block(made[0], mixed), SHIPPED, (), now_year=2016)
    assert (both.told.ref, both.told.new.splitlines()[0]) == (
        "", "2 cells of 1 action and 1 indicator",
    )  # fmt: skip


def test_what_came_with_the_plan_is_listed_one_by_one() -> None:
    came = [replace(each, at=None) for each in block(of("1.1", "tbc"), of("1.2", "tbc"))]
    assert [line.entry for line in lines(came, SHIPPED, (), now_year=2016)] == came


def test_a_pasted_block_folds_opens_by_keys_and_is_undone_as_one(
    window: MainWindow, picture: Callable[[QWidget, str], None]
) -> None:
    desk = desk_of(window)
    window.menus.do("show-history")
    desk.settle()
    before = history_of(window).model.rowCount()
    window.menus.do("show-grid")
    assert window.grid.reveal(desk.action("1.7"), "status", "2016/17 Q1")
    assert window.grid.grid
    window.grid.grid.setFocus()
    QGuiApplication.clipboard().setText("Green\nAmber\nRed\n")
    QTest.keyClick(window.grid.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    window.menus.do("show-history")
    desk.settle()
    pane = history_of(window)
    assert pane.model.rowCount() == before + 1
    assert pane.model.index(0, WHAT).data() == "Set at once"
    assert pane.model.index(0, TO).data().startswith("3 cells of 3 actions")
    spoken = pane.model.index(0, WHAT).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "What: Set at once, folded"
    assert not pane._texts._before.isVisible()
    picture(window, "history-block")
    pane.table.setFocus()
    QTest.keyClick(pane.table, Qt.Key.Key_Right)
    assert pane.model.rowCount() == before + 4
    shown = {pane.model.index(row, TO).data() for row in (1, 2, 3)}
    assert shown == {"On track", "At risk", "Off track"}
    picture(window, "history-block-open")
    QTest.keyClick(pane.table, Qt.Key.Key_Down)
    assert pane._texts._before.isVisible()
    QTest.keyClick(pane.table, Qt.Key.Key_Up)
    QTest.keyClick(pane.table, Qt.Key.Key_Return)
    assert pane.model.rowCount() == before + 1
    window.show_history_of(desk.action("1.7"))
    desk.settle()
    assert pane.model.index(0, WHAT).data() == "Status, 2016/17 Q1"
    assert pane.model.index(0, TO).data() == "On track"
    pane._whole.click()
    pane.undo_last.click()
    desk.qtbot.waitUntil(lambda: pane.model.rowCount() == before + 2)
    assert pane.model.index(0, WHAT).data() == "Undone"
    assert desk.value("1.7", "status", "2016/17 Q1") is None


def test_a_click_on_the_arrow_opens_and_the_second_of_two_does_not_close(
    window: MainWindow,
) -> None:
    desk = desk_of(window)
    cells = [("action", desk.action(ref), "status", "2016/17 Q1") for ref in ("1.1", "1.2")]
    desk.state.submit([Edit(*cell, "on track", ()) for cell in cells])
    desk.settle()
    window.menus.do("show-history")
    desk.settle()
    pane = history_of(window)
    before = pane.model.rowCount()
    at = pane.table.visualRect(pane.model.index(0, WHAT)).center()
    port = pane.table.viewport()
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(port, Qt.MouseButton.LeftButton, pos=at)
    assert pane.model.rowCount() == before + 2
    at = pane.table.visualRect(pane.model.index(0, WHO)).center()
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=at)
    assert pane.model.rowCount() == before + 2


def test_a_narrow_window_leaves_out_what_the_texts_below_tell(window: MainWindow) -> None:
    desk = desk_of(window)
    window.menus.do("show-history")
    desk.settle()
    table, texts = history_of(window).table, history_of(window)._texts
    assert not table.isColumnHidden(FROM)
    assert texts.height() == texts.sizeHint().height()
    window.resize(911, 465)
    QApplication.processEvents()
    assert (table.isColumnHidden(WHO), table.isColumnHidden(FROM)) == (True, True)
    assert table.columnWidth(TO) >= 130
    assert table.height() > texts.height()
    window.resize(1366, 698)
    QApplication.processEvents()
    assert not table.isColumnHidden(WHO)
    assert not table.isColumnHidden(FROM)
