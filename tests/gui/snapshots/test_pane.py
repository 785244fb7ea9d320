"""The snapshots pane as it is used: by mouse and by keys, over a plan on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget

from csp_desktop.changes.change import Cell
from csp_desktop.changes.conflicts import OpenConflict
from csp_desktop.gui.snapshots.detail import DifferenceBox, FrozenNote, frozen_words
from csp_desktop.gui.snapshots.keeping import (
    RenameSnapshot,
    TakeSnapshot,
    WithdrawSnapshot,
    foreseen_words,
)
from csp_desktop.gui.snapshots.laying import Laying
from csp_desktop.gui.snapshots.moves_table import MovesHeading
from csp_desktop.gui.theme import theme as themes
from csp_desktop.measures.snapshot.moves import Filter, MoveGroup
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.operations.snapshots.preview import Foreseen
from csp_desktop.operations.snapshots.snapshots import NOW
from csp_desktop.plan.selection import Selection
from tests.gui.conftest import NOON, Desk
from tests.gui.snapshots.conftest import ONE, Q1, Q2, TWO, Shelf

Q3 = "2016/17 Q3"


def test_the_last_that_counts_is_compared_with_now(shelf: Shelf) -> None:
    laying = shelf.pane.laying
    assert [each.label for each in laying.shown.snapshots] == [
        "Too early", "Q1 as reported, 2", "Q1 as reported",
    ]  # fmt: skip
    assert laying.shown.sides == (shelf.named("Q1 as reported, 2"), NOW)
    assert shelf.pane.head.sentence.text() == "Comparing Q1 as reported, 2 with now"


def test_lines_stand_under_what_they_did_most(shelf: Shelf) -> None:
    headings = [row.group for row in shelf.table.moves.rows if isinstance(row, MovesHeading)]
    assert headings == [
        MoveGroup.DOWN, MoveGroup.UP, MoveGroup.STARTED, MoveGroup.WORDED, MoveGroup.FIGURES,
        MoveGroup.OTHERS,
    ]  # fmt: skip
    found = {(line.move.group, line.ref): line for line in shelf.lines()}
    down = found[MoveGroup.DOWN, "1.2"]
    assert (down.was, down.now, down.was_shape, down.now_shape) == (
        "At risk", "Off track", "at risk", "off track",
    )  # fmt: skip
    assert found[MoveGroup.STARTED, "1.3"].was == "Not started"
    figure = found[MoveGroup.FIGURES, "KPI"]
    assert (figure.was, figure.now) == ("\u221220", "\u221230")
    assert found[MoveGroup.OTHERS, "1.9"].also == "Action"


def test_filters_tell_and_show_the_same_number(shelf: Shelf) -> None:
    laid = shelf.pane.laying.shown.laid
    assert laid is not None
    entries = shelf.pane.beside.filters.entries.rows
    assert {each.id: each.count for each in entries} == {
        name.value: count for name, count in laid.counts.items()
    }
    for row, entry in enumerate(entries):
        shelf.pane.beside.filters.setCurrentIndex(shelf.pane.beside.filters.entries.index(row, 0))
        assert len(shelf.lines() if entry.count else []) == entry.count


def test_a_filter_that_leaves_nothing_says_so_and_leads_back(shelf: Shelf) -> None:
    beside = shelf.pane.beside
    row = beside.filters.entries.place_of(Filter.ADDED.value)
    beside.filters.setCurrentIndex(beside.filters.entries.index(row, 0))
    assert beside.middle.currentWidget() is beside._none
    QTest.mouseClick(beside._none.button, Qt.MouseButton.LeftButton)
    assert beside.middle.currentWidget() is beside.table
    assert beside.filters.current == Filter.EVERYTHING.value


def test_the_search_of_the_window_narrows_the_lines(shelf: Shelf) -> None:
    shelf.pane.narrow(Selection(text="safer schools"))
    assert shelf.refs() == ["1.7"]
    shelf.pane.narrow(Selection())
    assert "1.2" in shelf.refs()


def test_the_texts_of_the_two_quarters_stand_word_by_word(shelf: Shelf) -> None:
    shelf.go("1.7")
    detail = shelf.pane.beside.detail
    (box,) = detail.findChildren(DifferenceBox)
    marks = {(piece.text.strip(), piece.mark) for piece in box.text.pieces}
    assert {("One", "removed"), ("Two", "added"), ("is", "removed"), ("are", "added")} <= marks
    assert "".join(p.text for p in box.text.pieces if p.mark != "added").split() == ONE.split()
    assert "".join(p.text for p in box.text.pieces if p.mark != "removed").split() == TWO.split()


def test_who_gave_the_status_is_told(shelf: Shelf) -> None:
    shelf.go("1.2")
    who = shelf.pane.beside.detail._who
    shelf.desk.qtbot.waitUntil(lambda: who.text() == "P. Sandhu, 11 Oct")


def test_a_frozen_side_tells_who_when_its_mark_and_its_twin(shelf: Shelf) -> None:
    (note,) = shelf.pane.beside.detail.findChildren(FrozenNote)
    said = " ".join(each.text() for each in note.findChildren(QWidget) if hasattr(each, "text"))
    assert "Taken 15 Jul by T. Brandt, mark " in said
    assert "R. Adeyemi also kept a copy of Q1 on 14 Jul; they differ in 1 cell." in said
    link = next(each for each in note.links if each.text() == "Show the cell")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    shelf.settle()
    assert shelf.pane.laying.shown.sides == (
        shelf.named("Q1 as reported, 2"), shelf.named("Q1 as reported"),
    )  # fmt: skip
    assert shelf.refs() == ["1.8"]


def test_from_a_line_to_the_grid_and_to_its_history(shelf: Shelf) -> None:
    line = shelf.go("1.2")
    detail = shelf.pane.beside.detail
    QTest.mouseClick(detail.grid, Qt.MouseButton.LeftButton)
    QTest.mouseClick(detail.history, Qt.MouseButton.LeftButton)
    shelf.table.setFocus()
    shelf.key(Qt.Key.Key_Return)
    assert shelf.revealed == [("action", line.move.record)] * 2
    assert shelf.history == [line.move.record]


def test_lines_are_copied_whole_under_their_columns(shelf: Shelf) -> None:
    shelf.go("1.2")
    shelf.table.copy()
    rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert rows[0][:2] == ["Ref", "Action"]
    assert rows[1][0] == "1.2"
    assert rows[1][2:4] == ["At risk", "Off track"]


def test_a_group_is_folded_and_shown_by_keys(shelf: Shelf) -> None:
    table = shelf.table
    table.setFocus()
    table.setCurrentIndex(table.moves.index(0, 0))
    shelf.key(Qt.Key.Key_Left)
    assert "1.2" not in shelf.refs()
    heading = table.row
    assert isinstance(heading, MovesHeading)
    assert (heading.group, heading.folded) == (MoveGroup.DOWN, True)
    shelf.key(Qt.Key.Key_Space)
    assert "1.2" in shelf.refs()


# Choosing what is compared


def test_sides_are_chosen_from_the_menus(shelf: Shelf) -> None:
    first = shelf.named("Q1 as reported")
    choice = shelf.pane.head.sides[0]
    choice.setCurrentIndex(choice.findData(first))
    choice.activated.emit(choice.currentIndex())
    shelf.settle()
    assert shelf.pane.laying.shown.sides == (first, NOW)


def test_sides_are_chosen_on_the_timeline_by_keys_alone(shelf: Shelf) -> None:
    timeline = shelf.pane.timeline
    order = [point.stop.id for point in timeline.points]
    assert order == [
        shelf.named("Q1 as reported"), shelf.named("Q1 as reported, 2"), shelf.named("Too early"),
        NOW,
    ]  # fmt: skip
    taking_tab = [p for p in timeline.points if p.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [point.stop.id for point in taking_tab] == [NOW]
    taking_tab[0].setFocus()
    for _ in range(3):
        shelf.key(Qt.Key.Key_Left)
    shelf.key(Qt.Key.Key_A)
    shelf.settle()
    assert shelf.pane.laying.shown.sides == (order[0], NOW)
    focused = QApplication.focusWidget()
    assert focused is timeline.point(order[0])
    shelf.key(Qt.Key.Key_Right)
    shelf.key(Qt.Key.Key_B)
    shelf.settle()
    assert shelf.pane.laying.shown.sides == (order[0], order[1])
    assert shelf.refs() == ["1.8"]


def test_the_state_chosen_twice_changes_places_with_the_other(shelf: Shelf) -> None:
    first = shelf.named("Q1 as reported")
    shelf.pane.compare(first, NOW)
    shelf.settle()
    shelf.pane.laying.choose_side("a", NOW)
    shelf.settle()
    assert shelf.pane.laying.shown.sides == (NOW, first)
    assert {line.move.group for line in shelf.lines() if line.ref == "1.1"} == {MoveGroup.DOWN}


def test_each_point_says_what_it_is(shelf: Shelf) -> None:
    said = [point.accessibleName() for point in shelf.pane.timeline.points]
    assert said == [
        f"Q1 as reported, {Q1}, taken 14 Jul by R. Adeyemi",
        f"Q1 as reported, 2, {Q1}, taken 15 Jul by T. Brandt, side A",
        f"Too early, {Q2}, taken 15 Jul by T. Brandt, withdrawn",
        f"Now, {Q2}, side B",
    ]


def test_no_point_lies_over_another(shelf: Shelf) -> None:
    rects = [point.geometry() for point in shelf.pane.timeline.points]
    centres = [rect.center().x() for rect in rects]
    assert centres == sorted(set(centres))
    assert all(b - a >= 14 for a, b in pairwise(centres))


def test_an_answer_that_was_overtaken_is_dropped(shelf: Shelf) -> None:
    first, second = shelf.named("Q1 as reported"), shelf.named("Q1 as reported, 2")
    shelf.pane.laying.choose(first, second)
    shelf.pane.laying.choose(second, NOW)
    shelf.settle()
    laid = shelf.pane.laying.shown.laid
    assert laid is not None
    assert (laid.was.id, laid.now.id) == (second, NOW)


def test_what_is_edited_is_compared_anew_and_the_line_looked_at_stays(shelf: Shelf) -> None:
    shelf.go("1.7")
    shelf.desk.state.submit([Edit("action", "hk-a10", "status", Q2, "off track")])
    shelf.settle()
    assert "1.10" in shelf.refs()
    assert shelf.table.line is not None
    assert shelf.table.line.ref == "1.7"


# Taking, naming, withdrawing


def test_a_held_edit_is_called_so_and_no_conflict(shelf: Shelf) -> None:
    foreseen = Foreseen(Q2, "Q2 as reported", 49, 18, 0, conflicts=2, proposed=1, outstanding=())
    said = foreseen_words(foreseen)
    assert said.endswith("with 2 conflicts open and 1 held edit to take or leave.")
    laid = shelf.pane.laying.shown.laid
    assert laid is not None
    waits = [
        OpenConflict("i", kind, "1.2", Cell("action", "a", "title"), "", ())
        for kind in ("edit", "held")
    ]
    side = replace(laid.was, frozen=replace(laid.was.frozen, conflicts=waits))
    assert "With 1 conflict open and 1 held edit to take or leave." in frozen_words(side, NOON)


def test_taking_says_what_it_will_freeze_and_who_already_did(shelf: Shelf) -> None:
    shelf.pane.take(Q1)
    question = shelf.question(TakeSnapshot)
    assert isinstance(question, TakeSnapshot)
    assert question.name.text() == "Q1 as reported, 3"
    assert question.keeps.text().startswith("It freezes 49 actions and 18 indicators")
    assert "44 actions without an update" in question.keeps.text()
    assert question.twins.text().startswith(
        "2016/17 Q1 was frozen by T. Brandt on 15 Jul (Q1 as reported, 2) and R. Adeyemi"
    )
    question.quarter.setCurrentIndex(question.quarter.findData(Q2))
    shelf.settle()
    assert question.name.text() == "Q2 as reported"
    assert question.twins.isHidden()
    question.name.setText("As sent to the board")
    question.yes.click()
    shelf.settle()
    assert shelf.pane.laying.shown.snapshots[0].label == "As sent to the board"
    assert shelf.pane.laying.shown.snapshots[0].quarter == Q2
    assert shelf.pane.timeline.point(shelf.ids()[0]) is not None


def test_a_snapshot_needs_a_name(shelf: Shelf) -> None:
    shelf.pane.take()
    question = shelf.question(TakeSnapshot)
    assert isinstance(question, TakeSnapshot)
    question.name.setText("  ")
    question.yes.click()
    assert question.isVisible()
    question.reject()


def test_it_is_renamed_with_f2(shelf: Shelf) -> None:
    listed = shelf.pane.beside.listed
    listed.setFocus()
    listed.setCurrentIndex(listed.entries.index(2, 0))
    shelf.key(Qt.Key.Key_F2)
    question = shelf.question(RenameSnapshot)
    assert isinstance(question, RenameSnapshot)
    question.name.setText("Plan as published")
    question.yes.click()
    shelf.settle()
    assert shelf.pane.laying.shown.snapshots[2].label == "Plan as published"
    assert listed.entries.rows[2].text == "Plan as published"


def test_withdrawing_asks_says_that_it_stays_and_marks_it(shelf: Shelf) -> None:
    listed = shelf.pane.beside.listed
    listed.setFocus()
    listed.setCurrentIndex(listed.entries.index(1, 0))
    shelf.key(Qt.Key.Key_Delete)
    question = shelf.question(WithdrawSnapshot)
    said = " ".join(each.text() for each in question.findChildren(QWidget) if hasattr(each, "text"))
    assert "It is not deleted" in said
    assert isinstance(question, WithdrawSnapshot)
    question.yes.click()
    shelf.settle()
    assert shelf.pane.laying.shown.snapshots[1].withdrawn
    assert listed.entries.rows[1].struck
    assert "withdrawn" in str(listed.entries.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole))


def test_what_cannot_be_done_is_not_offered(shelf: Shelf) -> None:
    withdrawn = shelf.named("Too early")
    offered = {each.text().split("\t")[0]: each for each in shelf.pane.menu_of(withdrawn).actions()}
    assert not offered["With&draw…"].isEnabled()
    assert offered["&Open as it stood"].isEnabled()
    assert "&Open as it stood" not in [each.text() for each in shelf.pane.menu_of(NOW).actions()]
    offered["&Report…"].trigger()
    assert shelf.reports == [withdrawn]


def test_a_plan_for_reading_offers_no_taking(shelf: Shelf) -> None:
    shelf.desk.state.door.shut("Only to be read.")
    shelf.pane.laying.changed.emit()
    assert not shelf.pane.head.take.isEnabled()
    named = shelf.pane.laying.shown.snapshots[2]
    acts: list[Callable[[], None]] = [
        shelf.pane.take,
        lambda: shelf.pane.keeping.rename(named),
        lambda: shelf.pane.keeping.withdraw(named),
    ]
    for act in acts:
        shelf.desk.heard.notices.clear()
        act()
        assert [each.sentence for each in shelf.desk.heard.notices] == ["Only to be read."]
    assert QApplication.activeModalWidget() is None


def test_what_is_withdrawn_is_not_withdrawn_again(shelf: Shelf) -> None:
    shelf.pane._do("withdraw", shelf.named("Too early"))
    assert shelf.desk.heard.notices[-1].sentence == "Too early is withdrawn already."
    assert QApplication.activeModalWidget() is None


# Nothing frozen yet, other plans, other looks


def test_where_nothing_was_frozen_it_says_what_to_do(bare: Shelf) -> None:
    pane = bare.pane
    assert pane.middle.currentWidget() is pane.empty
    assert pane.empty.button.text() == "Take Q1 snapshot"
    QTest.mouseClick(pane.empty.button, Qt.MouseButton.LeftButton)
    question = bare.question(TakeSnapshot)
    assert isinstance(question, TakeSnapshot)
    question.yes.click()
    bare.settle()
    assert pane.middle.currentWidget() is pane.beside
    assert pane.beside.middle.currentWidget() is pane.beside._none
    assert pane.laying.shown.lines == ()


def test_closing_the_plan_forgets_it(shelf: Shelf) -> None:
    shelf.pane.open_as_it_stood(shelf.ids()[1])
    shelf.desk.state.close()
    shelf.desk.settle()
    assert shelf.pane.laying.shown.snapshots == ()
    assert shelf.pane.pages.currentWidget() is not shelf.pane.stood


@pytest.mark.usefixtures("shelf")
def test_a_plan_that_may_only_be_read_is_compared_as_of_the_quarter_on_screen(
    make_desk: Callable[..., Desk], frozen_path: Path
) -> None:
    reading = make_desk()
    reading.open(frozen_path)
    assert not reading.state.writable
    laying = Laying(reading.state)
    reading.state.look_at("2016/17 Q4")
    laying.look()
    reading.settle()
    assert laying.shown.laid is not None
    assert laying.shown.laid.now.frozen.quarter == "2016/17 Q4"


def test_a_quarter_that_was_just_chosen_is_not_frozen_under_the_name_of_another(
    shelf: Shelf,
) -> None:
    shelf.pane.take(Q2)
    question = shelf.question(TakeSnapshot)
    assert isinstance(question, TakeSnapshot)
    called = question.name.text()
    at = next(n for n in range(question.quarter.count()) if question.quarter.itemData(n) == Q3)
    question.quarter.setCurrentIndex(at)
    assert question.why_not() == f"This is the name for {Q2}: give {Q3} one of its own."
    shelf.settle()
    assert question.name.text() != called
    assert not question.why_not()
    question.reject()


def test_the_models_keep_qts_rules(shelf: Shelf) -> None:
    models: list[QAbstractItemModel] = [
        shelf.table.moves, shelf.pane.beside.filters.entries, shelf.pane.beside.listed.entries,
    ]  # fmt: skip
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    testers = [QAbstractItemModelTester(model, mode) for model in models]
    shelf.pane.compare(shelf.ids()[2], shelf.ids()[1])
    shelf.settle()
    shelf.pane.compare(shelf.ids()[1])
    shelf.settle()
    assert len(testers) == 3


@pytest.mark.parametrize("look", ["light", "dark"])
def test_it_is_painted_in_both_looks(
    shelf: Shelf, keeper: themes.Themes, picture: Callable[[QWidget, str], None], look: str
) -> None:
    keeper.choose(look)
    shelf.go("1.7")
    QApplication.processEvents()
    image = shelf.pane.grab().toImage()
    assert image.pixelColor(image.width() // 2, 20).lightness() > 200 or look == "dark"
    assert image.pixelColor(image.width() // 2, 20).lightness() < 80 or look == "light"
    picture(shelf.pane, f"snapshots-{look}")
