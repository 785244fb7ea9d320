"""History in words and in its pane."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester

from csp_desktop.gui.history_merges import lines
from csp_desktop.gui.history_model import ENTRY_ROLE, FROM, TO, WHEN, HistoryModel
from csp_desktop.gui.history_words import CAME_WITH_PLAN, told
from csp_desktop.gui.main_window import MainWindow
from csp_desktop.gui.tables.rows_model import SORT_ROLE
from csp_desktop.operations.history import Entry
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.values import Value
from csp_desktop.store.operationlog import Operation
from tests.gui.conftest import desk_of

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
) -> Entry:
    return Entry(
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
def test_what_was_done_is_one_line(made: Entry, done: str) -> None:
    assert told(made, SHIPPED, now_year=2016).done == done


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
    pane = window.history
    assert pane._count.text() == "1 change"
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
    assert window.history.undo.isEnabled()
    window.history.undo.click()
    desk.settle()
    assert desk.value("1.7", "status", "2016/17 Q1") is None
    assert not window.history.undo.isEnabled()
    assert window.history.model.index(0, WHEN).data() == "11 Oct 12:00"


def test_another_plan_empties_the_pane(
    window: MainWindow, tmp_path: Path, shipped_plan: bytes
) -> None:
    desk = desk_of(window)
    window.show_history_of(desk.action("1.7"))
    desk.settle()
    other = tmp_path / "other.cspplan"
    other.write_bytes(shipped_plan)
    desk.open(other)
    assert window.history.action_id == ""
    assert window.history.model.rowCount() == 0


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
    before = entry(new="tbc", at="2016-10-10T09:00:00+01:00")
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
    assert [line.merge for line in found] == ["m2", "m1"]
