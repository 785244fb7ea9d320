"""Rolling forward in the window: the year, the refresh, the new period, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from csp_desktop.changes.change import Cell, make_change
from csp_desktop.gui.rolling.refreshing import RefreshDialog
from csp_desktop.gui.rolling.starting import PeriodDialog
from csp_desktop.gui.rolling.year_question import YearQuestion
from csp_desktop.gui.widgets.dialogs import NewRef
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.session.plan_files import copy_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from tests.gui.conftest import desk_of

Asked = TypeVar("Asked", bound=QWidget)
Key = Qt.Key


def ask(window: MainWindow, command: str, kind: type[Asked]) -> Asked:
    """The dialog that a command opens."""
    window.menus.do(command)
    desk_of(window).settle()
    found = [each for each in window.findChildren(kind) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def notice(window: MainWindow) -> str:
    return window.strip.notice.sentence if window.strip.notice else ""


def go_to(dialog: RefreshDialog | PeriodDialog, ref: str) -> None:
    line = next(each for each in dialog.table.lines.rows if each.ref == ref)
    assert dialog.table.go_to(line.id)


@pytest.fixture
def refreshing(window: MainWindow) -> RefreshDialog:
    return ask(window, "refresh", RefreshDialog)


def test_a_year_is_added_and_can_be_worked_on(window: MainWindow, qtbot: QtBot) -> None:
    question = ask(window, "add-year", YearQuestion)
    assert question.year.text() == "2018/19"
    question.carry.setChecked(True)
    assert "For 49 actions" not in notice(window)
    question.yes.click()
    desk = desk_of(window)
    qtbot.waitUntil(lambda: "2018/19" in desk.state.document.years())
    assert "98 cells were carried into 2018/19, each marked unconfirmed." in notice(window)
    assert desk.value("1.2", "state", "2018/19") == "ongoing"
    window.top.quarter.picked.emit("2018/19 Q1")
    desk.settle()
    assert desk.state.quarter == "2018/19 Q1"
    assert window.grid.grid is not None
    periods = {column.period for column in window.grid.grid.grid.columns}
    assert "2018/19 Q1" in periods


def test_a_year_that_does_not_follow_is_told_in_words(window: MainWindow) -> None:
    question = ask(window, "add-year", YearQuestion)
    question.year.setText("2020/21")
    assert question.why_not() == "The year after 2017/18 is 2018/19: add that first."
    question.reject()


def test_the_plan_is_refreshed_by_keys_alone_and_undone_as_one(
    window: MainWindow, refreshing: RefreshDialog, qtbot: QtBot,
    picture: Callable[[QWidget, str], None],
) -> None:  # fmt: skip
    table, detail = refreshing.table, refreshing.detail
    assert table.hasFocus()
    go_to(refreshing, "1.1")
    QTest.keyClick(table, Key.Key_Space)
    assert table.line is not None
    assert table.line.becomes == "complete"
    go_to(refreshing, "1.3")
    QTest.keyClick(table, Key.Key_Insert)
    assert detail.words.hasFocus()
    QTest.keyClicks(detail.words, "Safer parks")
    QTest.keyClick(detail.words, Key.Key_Return)
    assert table.hasFocus()
    assert (table.line.ref, table.line.title) == ("1.3", "Safer parks")
    QTest.keyClick(table, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert table.line.ref == "1.2"
    go_to(refreshing, "2.8")
    detail.buttons["dropped"].click()
    QTest.keyClicks(detail.words, "No money")
    QTest.keyClick(detail.words, Key.Key_Return)
    picture(refreshing, "refresh the plan")
    assert refreshing.said.text() == "47 go on, 1 complete, 1 dropped, 1 new, 10 with another ref."
    refreshing.yes.click()
    desk = desk_of(window)
    qtbot.waitUntil(lambda: bool(desk.state.document.with_ref("1.12")))
    assert desk.value("1.2", "title") == "Safer parks"
    assert desk.value("1.3", "title") == "Enforcement against gang offenders"
    assert desk.value("2.8", "closed_why") == "No money"
    assert desk.value("1.1", "closed") == "2016/17 Q1"
    assert "13 actions are other than before" in notice(window)
    desk.state.undo()
    qtbot.waitUntil(lambda: not desk.state.document.with_ref("1.12"))
    assert desk.value("2.8", "closed") is None


def test_two_with_one_ref_are_told_while_typing_and_set_right(
    refreshing: RefreshDialog,
) -> None:
    table, detail = refreshing.table, refreshing.detail
    go_to(refreshing, "1.4")
    QTest.keyClick(table, Key.Key_Return)
    assert detail.ref.hasFocus()
    QTest.keyClicks(detail.ref, "1.2")
    QTest.keyClick(detail.ref, Key.Key_Return)
    assert detail.problem.text() == (
        "1.2 would be the ref of 'Enforcement against gang offenders' and of "
        "'Empower - Young Women's Project'."
    )
    assert (
        table.currentIndex()
        .siblingAtColumn(0)
        .data(Qt.ItemDataRole.AccessibleTextRole)
        .startswith("1.2: 1.2 would be the ref of")
    )
    refreshing.yes.click()
    assert refreshing.isVisible()
    assert not detail.make_room.isHidden()
    detail.make_room.click()
    assert refreshing.draft.asked().refs == {"hk-a04": "1.2", "hk-a02": "1.3", "hk-a03": "1.4"}
    assert detail.swap.isHidden()
    assert detail.problem.text() == refreshing.why.text() == ""
    refreshing.reject()


def test_what_is_typed_is_taken_back_by_escape_and_leaving_takes_two(
    refreshing: RefreshDialog,
) -> None:
    go_to(refreshing, "1.4")
    refreshing.detail.focus_ref()
    QTest.keyClicks(refreshing.detail.ref, "9.9")
    QTest.keyClick(refreshing.detail.ref, Key.Key_Escape)
    assert refreshing.detail.ref.text() == "1.4"
    assert not refreshing.draft.changes_anything()
    QTest.keyClick(refreshing.table, Key.Key_Space)
    QTest.keyClick(refreshing.table, Key.Key_Escape)
    assert refreshing.isVisible()
    assert "Press Escape again" in refreshing.why.text()
    QTest.keyClick(refreshing.table, Key.Key_Escape)
    assert not refreshing.isVisible()


def test_without_anything_asked_for_nothing_is_done(refreshing: RefreshDialog) -> None:
    refreshing.yes.click()
    assert refreshing.isVisible()
    assert "Nothing is asked for yet" in refreshing.why.text()
    QTest.keyClick(refreshing.table, Key.Key_Escape)
    assert not refreshing.isVisible()


def test_an_action_is_renumbered_and_the_others_make_room(window: MainWindow) -> None:
    desk = desk_of(window)
    window.reveal("action", desk.action("1.9"))
    question = ask(window, "renumber", NewRef)
    assert not question.room.isEnabled()
    question.ref.setText("1.7")
    question.room.setChecked(True)
    question.yes.click()
    desk.settle()
    assert [desk.action(ref) for ref in ("1.7", "1.8", "1.9")] == ["hk-a09", "hk-a07", "hk-a08"]


def test_a_search_for_a_ref_that_went_elsewhere_tells_where(
    window: MainWindow, refreshing: RefreshDialog, qtbot: QtBot
) -> None:
    go_to(refreshing, "1.3")
    refreshing.insert.click()
    refreshing.detail.words.setText("Safer parks")
    refreshing.detail.words.editingFinished.emit()
    refreshing.yes.click()
    desk = desk_of(window)
    qtbot.waitUntil(lambda: bool(desk.state.document.with_ref("1.12")))
    window.top.search.line.setText("1.3")
    said = "1.3 was the ref of 'Voluntary sector interventions', which is 1.4 now."
    qtbot.waitUntil(lambda: notice(window) == said)
    window.strip.action.click()
    assert window.panel.action_id == "hk-a03"
    window.top.search.line.setText("gang")
    qtbot.waitUntil(lambda: notice(window) != said)


def test_a_new_plan_period_is_started_and_opened(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, picture: Callable[[QWidget, str], None]
) -> None:
    dialog = ask(window, "new-period", PeriodDialog)
    assert dialog.years() == ("2018/19", "2019/20")
    assert dialog.title.text() == "Community Safety Partnership Plan 2018 to 2020 (Hackney)"
    dialog.last.setCurrentIndex(2)
    assert dialog.title.text() == "Community Safety Partnership Plan 2018 to 2021 (Hackney)"
    dialog.title.setText("Safer Hackney")
    go_to(dialog, "1.2")
    QTest.keyClick(dialog.table, Key.Key_Space)
    dialog.anew.setChecked(True)
    picture(dialog, "new plan period")
    assert dialog.draft.summary() == "48 actions go along, 1 stays behind, 9 with another ref."
    target = tmp_path / "next.cspplan"
    chosen: list[Any] = []

    def choose() -> None:
        found = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
        chosen.extend(found)
        assert found[0].selectedFiles()[0].endswith("Safer Hackney.cspplan")
        found[0].fileSelected.emit(str(target))
        found[0].reject()

    old = window.state.path
    dialog.yes.click()
    qtbot.waitUntil(lambda: any(e.isVisible() for e in window.findChildren(QFileDialog)))
    choose()
    qtbot.waitUntil(lambda: window.state.path == target)
    desk = desk_of(window)
    desk.settle()
    document = window.state.document
    assert document.years() == ["2018/19", "2019/20", "2020/21"]
    assert document.plan.text("title") == "Safer Hackney"
    assert window.state.quarter == "2018/19 Q1"
    assert desk.value("1.2", "title") == "Voluntary sector interventions"
    assert document.record("action", "hk-a02") is None
    assert old is not None
    before = open_plan(old, SHIPPED)
    assert len(before.document().actions()) == 49
    before.close()


def test_what_waited_and_stayed_behind_is_told_in_the_new_plan(
    make_window: Callable[..., MainWindow], plan_path: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    plan = open_plan(plan_path, SHIPPED, write=True)
    cell = Cell("action", "hk-a02", "activity")
    waiting = make_change(plan.plan_id, cell, "Patrols", ["somewhere else"], "n")
    plan.write("merge", [waiting], Stamp("Bob", None), undoable=False)
    plan.close()
    window = make_window(plan_path)
    dialog = ask(window, "new-period", PeriodDialog)
    dialog.yes.click()
    target = tmp_path / "next.cspplan"
    qtbot.waitUntil(lambda: any(e.isVisible() for e in window.findChildren(QFileDialog)))
    for each in window.findChildren(QFileDialog):
        each.fileSelected.emit(str(target))
        each.reject()
    qtbot.waitUntil(lambda: window.state.path == target)
    assert notice(window).startswith("1 change waits in the old plan")


def test_a_new_period_needs_a_title(window: MainWindow) -> None:
    dialog = ask(window, "new-period", PeriodDialog)
    dialog.title.setText(" ")
    dialog.yes.click()
    assert dialog.isVisible()
    assert dialog.why.text() == "The new plan needs a title."
    dialog.reject()


def test_a_copy_made_for_a_group_is_told_before_anything_is_asked(
    window: MainWindow, tmp_path: Path, plan_path: Path
) -> None:
    desk = desk_of(window)
    plan = open_plan(plan_path, SHIPPED)
    copy_plan(plan, tmp_path / "bounded.cspplan", "Bob", for_group="Integrated Gangs Unit")
    plan.close()
    desk.open(tmp_path / "bounded.cspplan")
    window.menus.do("refresh")
    desk.settle()
    assert not window.findChildren(RefreshDialog)
    assert notice(window) == (
        "A plan is refreshed in the main copy: this one was made for one group."
    )


def test_the_dialogs_fit_the_window(window: MainWindow, refreshing: RefreshDialog) -> None:
    assert refreshing.width() <= window.width()
    assert refreshing.height() <= window.height()
    refreshing.reject()
    dialog = ask(window, "new-period", PeriodDialog)
    assert dialog.width() <= window.width()
    assert dialog.height() <= window.height()
    dialog.reject()
