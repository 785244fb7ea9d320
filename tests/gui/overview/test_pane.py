"""The overview on the screen: every figure opens what it counts, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.grid.rows import ActionRow
from csp_desktop.gui.kpis.model import ScorecardModel
from csp_desktop.gui.overview.bars import BarSegment
from csp_desktop.gui.overview.figures import FigureButton, LinkLabel, Tally, WaitingChip
from csp_desktop.gui.overview.lists import MOST_SHOWN, NO_CORRECTIVE, OffTrackRow
from csp_desktop.gui.overview.openers import Lines, OpenerButton, Reveal
from csp_desktop.gui.theme import theme as themes
from csp_desktop.measures.kpi.scorecard import debts
from csp_desktop.measures.overview.overview import Indicators
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.operations.session.plan_files import new_plan
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.selection import Selection
from tests.gui.overview.conftest import Q1, Q2, Shown, stamp


def number_of(opener: OpenerButton) -> int:
    """The number that an opener shows: the first figure in its name."""
    for word in opener.accessibleName().replace(":", " ").replace(",", "").split():
        if word.isdecimal():
            return int(word)
    raise AssertionError(opener.accessibleName())


def rows_of(shown: Shown, selection: Selection) -> list[str]:
    """The actions that the grid shows of a selection."""
    state = shown.desk.state
    grid = GridModel(state.document, state.table, state.quarter)
    grid.set_selection(selection)
    return [row.key for row in grid.rows if isinstance(row, ActionRow)]


def lines_of(shown: Shown, asked: Indicators) -> list[str]:
    """The indicators that the scorecard shows of what is asked for."""
    state = shown.desk.state
    if asked.owed:
        return [each.id for each in debts(state.document, state.quarter)]
    scores = ScorecardModel()
    scores.show(state.document, state.quarter)
    scores.narrow(asked.place, asked.rating)
    if asked.unnamed:
        return [each.id for line in scores.lines for each in line.unnamed]
    return [line.id for line in scores.lines if line.row]


def counting(shown: Shown) -> list[OpenerButton]:
    """All that shows a number and opens the actions or indicators that it counts."""
    every = [each for each in shown.openers() if isinstance(each.target, (Selection, Indicators))]
    assert len(every) > 30
    return every


def expected(opener: OpenerButton) -> int:
    if isinstance(opener, LinkLabel) and opener.key[0] == "bar":
        return int(opener.accessibleName().rpartition(": ")[2].split()[0].replace(",", "") or 0)
    return number_of(opener)


PLACES = ("whole", "priority", "delivery", "group")


def place_called(shown: Shown, name: str) -> Selection:
    document = shown.desk.state.document
    action = next(each for each in document.actions() if each.text("group"))
    delivery = document.delivery_priorities()[0]
    return {
        "whole": Selection(),
        "priority": Selection(strategic_priority=delivery.text("strategic_priority")),
        "delivery": Selection(
            strategic_priority=delivery.text("strategic_priority"), delivery_priority=delivery.id
        ),
        "group": Selection(group=action.text("group")),
    }[name]


@pytest.mark.parametrize("place", PLACES)
def test_every_figure_opens_just_what_it_counts(shown: Shown, place: str) -> None:
    shown.pane.narrow(place_called(shown, place))
    shown.settle()
    opened = 0
    for opener in shown.openers():
        if not isinstance(opener.target, (Selection, Indicators)):
            continue
        if "delivered through" in opener.accessibleName():
            continue
        shown.asked.clear()
        shown.click(opener)
        (asked,) = shown.asked
        if isinstance(asked, Indicators):
            assert len(lines_of(shown, asked)) == expected(opener), opener.accessibleName()
        else:
            assert isinstance(asked, Selection)
            assert len(rows_of(shown, asked)) == expected(opener), opener.accessibleName()
        opened += 1
    assert opened > 8


def test_the_same_by_the_keyboard(shown: Shown) -> None:
    for opener in counting(shown):
        shown.asked.clear()
        opener.setFocus()
        shown.key(Qt.Key.Key_Return)
        assert shown.asked == [opener.target]


def test_a_segment_has_its_number_its_status_and_its_priority_as_its_name(shown: Shown) -> None:
    first = shown.overview.bars[0]
    red = next(each for each in first.parts if each.status == "off track")
    segment = shown.named(f"{red.count} off track actions in {first.called}")
    assert isinstance(segment, BarSegment)
    assert segment.count == red.count
    shown.click(segment)
    (asked,) = shown.asked
    assert asked == Selection(strategic_priority=first.id, statuses=frozenset({"off track"}))


def test_blocks_are_as_long_as_there_are_actions(shown: Shown) -> None:
    segments = [each for each in shown.pane.bars.openers if isinstance(each, BarSegment)]
    by_count = {each.count: each.body.width() for each in segments}
    assert len(by_count) > 2
    for count, width in by_count.items():
        if count > 1:
            assert width == count * (by_count[1] + 2) - 2


def test_arrows_go_about_in_the_bars_and_the_tab_key_leaves_them(shown: Shown) -> None:
    bars = shown.overview.bars
    shown.pane.setFocus(Qt.FocusReason.TabFocusReason)
    assert shown.focused().startswith(f"{bars[0].called}: ")
    shown.key(Qt.Key.Key_Right)
    first = bars[0].parts[0]
    assert shown.focused().startswith(f"{first.count} {first.status} action")
    shown.key(Qt.Key.Key_Down)
    assert shown.focused().endswith(bars[1].called)
    shown.key(Qt.Key.Key_End)
    assert shown.focused().endswith(bars[1].called)
    shown.key(Qt.Key.Key_Home)
    assert shown.focused().startswith(f"{bars[1].called}: ")
    shown.key(Qt.Key.Key_Left)
    assert shown.focused().startswith(f"{bars[1].called}: ")
    shown.key(Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused not in shown.pane.bars.openers
    focused = QApplication.focusWidget()
    shown.key(Qt.Key.Key_Backtab)
    assert shown.focused().startswith(f"{bars[1].called}: ")


def test_the_focus_can_be_seen(shown: Shown) -> None:
    for kind in (BarSegment, WaitingChip, Tally, LinkLabel, FigureButton, OffTrackRow):
        opener = next(each for each in shown.openers() if isinstance(each, kind))
        before = opener.grab().toImage()
        opener.setFocus(Qt.FocusReason.TabFocusReason)
        assert opener.grab().toImage() != before, kind.__name__
        opener.clearFocus()


def test_what_the_focus_comes_to_is_brought_into_sight(shown: Shown) -> None:
    last = shown.pane.moved.openers[-1]
    board = shown.pane.board
    assert board.verticalScrollBar().value() == 0
    last.setFocus(Qt.FocusReason.TabFocusReason)
    top = last.mapTo(board.viewport(), last.rect().topLeft()).y()
    assert 0 <= top < board.viewport().height()


def chips(shown: Shown) -> list[str]:
    return [
        each.accessibleName() for each in shown.pane.head.openers if isinstance(each, WaitingChip)
    ]


def test_what_waits_is_told_in_chips(shown: Shown) -> None:
    owed = shown.overview.owed.count
    assert chips(shown) == [
        "1 conflict to decide",
        f"{owed} actions with no update",
        "3 returns outstanding",
        f"{shown.overview.targets} KPI targets to be set",
    ]
    shown.click(shown.named("1 conflict to decide"))
    shown.click(shown.named("3 returns outstanding"))
    assert shown.others == ["conflicts", "returns"]


def test_in_a_place_what_is_of_the_whole_plan_says_so(shown: Shown) -> None:
    shown.pane.narrow(place_called(shown, "priority"))
    shown.settle()
    assert "1 conflict to decide in the whole plan" in chips(shown)
    assert "3 returns outstanding in the whole plan" in chips(shown)
    place = shown.overview.named
    assert chips(shown)[0] == f"Shown only: {place}. Show the whole plan again"
    shown.click(shown.named(chips(shown)[0]))
    assert shown.asked == [Selection()]


def test_the_users_own_sub_group_is_told_first(
    show: Callable[..., Shown], progressed_path: Path
) -> None:
    shown = show(progressed_path)
    document = shown.desk.state.document
    owed = rows_of(shown, Selection(no_update=True))
    group = next(each for each in document.of("group") if any(
        action.id in owed for action in document.of("action") if action.text("group") == each.id
    ))  # fmt: skip
    user = shown.desk.user
    user.keep(user.settings.with_mine(document.plan_id, group.id))
    shown.settle()
    first = shown.pane.head.openers[1]
    assert "to update" in first.accessibleName()
    shown.click(first)
    assert shown.asked == [Selection(group=group.id, no_update=True)]
    assert str(len(rows_of(shown, Selection(group=group.id, no_update=True)))) in (
        first.accessibleName()
    )


def test_off_track_tells_why_and_says_plainly_where_nothing_is_done_about_it(shown: Shown) -> None:
    lines = shown.pane.off_track.openers
    found = shown.overview.off_track
    assert len(lines) == len(found) > 3
    lacking = [each for each in found if not each.corrective]
    assert lacking
    assert f"{len(lacking)} without a corrective action" in shown.pane.off_track.accessibleName()
    named = {each.key[1]: each.accessibleName() for each in lines}
    for each in found:
        assert each.why in named[each.id]
        assert (NO_CORRECTIVE in named[each.id]) == (each in lacking)
    shown.click(lines[0])
    assert shown.revealed == [("action", found[0].id)]


def test_what_moved_since_the_snapshot_is_counted_and_listed(shown: Shown) -> None:
    since = shown.overview.since
    assert since is not None
    assert since.named == "the Q1 snapshot"
    assert all(each.count for each in (since.down, since.up, since.started))
    moved = shown.named(f"{since.down.count} actions moved down since the Q1 snapshot")
    shown.click(moved)
    (asked,) = shown.asked
    assert isinstance(asked, Selection)
    assert asked.why == "Moved down since the Q1 snapshot"
    for action in rows_of(shown, asked):
        record = shown.desk.state.document.record("action", action)
        assert record is not None
        assert record.text("status", Q1) != record.text("status", Q2)
    shown.click(shown.pane.moved.link)
    assert shown.others == ["compare"]


def test_the_longest_lists_end_with_the_way_to_the_rest(shown: Shown) -> None:
    document, actions = shown.desk.state.document, shown.desk.state.document.actions()
    assert len(actions) > MOST_SHOWN
    shown.desk.state.submit(
        [
            Edit("action", each.id, "status", Q2, "off track", each.held("status", Q2).heads)
            for each in actions
        ]
    )
    shown.settle()
    assert document is not shown.desk.state.document
    red = shown.overview.red.count
    assert red == len(actions)
    assert len(shown.pane.off_track.openers) == MOST_SHOWN + 1
    shown.click(shown.named(f"Show all {red} in the grid"))
    (asked,) = shown.asked
    assert isinstance(asked, Selection)
    assert len(rows_of(shown, asked)) == red


def test_returns_that_are_awaited_say_when_they_were_due(shown: Shown) -> None:
    lines = [each.accessibleName() for each in shown.pane.owing.openers]
    assert len(lines) == 3
    assert "late since 7 Oct" in lines[0]
    assert all("sent 3 Oct, due 14 Oct" in each for each in lines[1:])


def test_an_edit_is_followed_and_the_focus_stays(shown: Shown) -> None:
    first = shown.overview.bars[0]
    red = next(each for each in first.parts if each.status == "off track")
    name = f"{red.count} off track actions in {first.called}"
    shown.named(name).setFocus(Qt.FocusReason.TabFocusReason)
    scrolled = shown.pane.board.verticalScrollBar().value()
    action = rows_of(shown, red.selection)[0]
    held = shown.desk.state.document.kinds["action"][action].held("status", Q2)
    shown.desk.state.submit([Edit("action", action, "status", Q2, "at risk", held.heads)])
    shown.settle()
    after = f"{red.count - 1} off track action{'' if red.count == 2 else 's'} in {first.called}"
    assert shown.focused() == after
    assert shown.pane.board.verticalScrollBar().value() == scrolled


def test_another_quarter_is_counted_for_itself(shown: Shown) -> None:
    shown.desk.state.look_at(Q1)
    shown.settle()
    assert shown.overview.quarter == Q1
    assert shown.overview.since is None
    assert "No earlier quarter has been frozen yet" in shown.pane.moved.sentence
    assert "No return has been sent out" in shown.pane.owing.sentence


def test_while_it_is_not_seen_it_asks_nothing_and_catches_up_when_shown(shown: Shown) -> None:
    before = shown.overview
    shown.pane.hide()
    action = shown.desk.action("1.1")
    held = shown.desk.state.document.kinds["action"][action].held("status", Q2)
    shown.desk.state.submit([Edit("action", action, "status", Q2, "complete", held.heads)])
    shown.settle()
    assert shown.pane.overview is before
    shown.pane.refresh()
    assert shown.overview != before


def test_a_large_plan_is_counted_off_the_windows_thread(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from csp_desktop.gui.overview import pane as module
    from csp_desktop.measures.overview.overview_builder import Surveyor

    before, threads = shown.overview, set()
    counted = Surveyor.overview

    def watched(*args: object) -> object:
        threads.add(threading.current_thread())
        return counted(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "MOST_AT_ONCE", 10)
    monkeypatch.setattr(Surveyor, "overview", watched)
    action = shown.desk.action("1.1")
    held = shown.desk.state.document.kinds["action"][action].held("status", Q2)
    shown.desk.state.submit([Edit("action", action, "status", Q2, "complete", held.heads)])
    shown.settle()
    shown.settle()
    assert shown.overview != before
    assert threads
    assert threading.main_thread() not in threads


def test_the_head_asks_for_a_snapshot_and_a_report(shown: Shown) -> None:
    shown.click(shown.pane.head.snapshot)
    shown.click(shown.pane.head.report)
    assert shown.others == ["snapshot", "report"]


def test_ratings_of_indicators_open_the_scorecard(shown: Shown) -> None:
    met = shown.named("1 indicator met")
    shown.click(met)
    assert shown.asked == [Indicators(Selection(), "met")]
    shown.asked.clear()
    shown.click(shown.pane.ratings.link)
    assert shown.asked == [Indicators(Selection())]


def test_a_plan_without_actions_says_what_to_do(show: Callable[..., Shown], tmp_path: Path) -> None:
    path = tmp_path / "empty.cspplan"
    new_plan(path, SHIPPED, stamp("2016-04-01"), title="A new plan").close()
    shown = show(path)
    assert shown.pane.nothing.isVisible()
    assert shown.pane.nothing.accessibleName() == "No actions yet"
    assert not shown.pane.head.report.isEnabled()
    shown.pane.setFocus(Qt.FocusReason.TabFocusReason)
    shown.key(Qt.Key.Key_Return)
    assert shown.others == ["add"]


def test_a_quarter_without_updates_says_so(show: Callable[..., Shown], plan_path: Path) -> None:
    shown = show(plan_path)
    assert shown.overview.updated.count == 0
    assert shown.pane.off_track.sentence == f"No update has come for {Q1} yet."
    assert "No earlier quarter" in shown.pane.moved.sentence
    shown.click(shown.pane.moved.link)
    assert shown.others == ["snapshot"]


def test_a_place_without_actions_leads_back_to_the_plan(shown: Shown) -> None:
    document = shown.desk.state.document
    empty = next(each for each in document.strategic_priorities() if each.text("delivered_through"))
    shown.pane.narrow(Selection(strategic_priority=empty.id))
    shown.settle()
    assert shown.pane.nothing.accessibleName() == "No actions here yet"
    shown.click(shown.pane.nothing.button)
    assert shown.asked == [Selection()]


def place_of(opener: QWidget, section: QWidget) -> QRect:
    """Where an opener is in its section."""
    return QRect(opener.mapTo(section, QPoint(0, 0)), opener.size())


def assert_nothing_is_cut(shown: Shown) -> None:
    for section in shown.sections():
        for opener in section.openers:
            assert section.rect().contains(place_of(opener, section)), opener.accessibleName()
            assert not opener.geometry().isEmpty()
        boxes = [place_of(each, section).adjusted(4, 4, -4, -4) for each in section.openers]
        for number, box in enumerate(boxes):
            assert not any(box.intersects(other) for other in boxes[number + 1 :])


@pytest.mark.parametrize("place", PLACES[1:])
def test_nothing_is_cut_in_a_place_that_is_gone_to(shown: Shown, place: str) -> None:
    shown.pane.narrow(place_called(shown, place))
    shown.settle()
    assert_nothing_is_cut(shown)
    segments = [each for each in shown.pane.bars.openers if isinstance(each, BarSegment)]
    assert segments
    assert all(each.body.width() >= each.least for each in segments)


@pytest.mark.parametrize("wide", [552, 820, 1054, 1158])
def test_nothing_is_cut_at_any_width(
    show: Callable[..., Shown], progressed_path: Path, wide: int,
    picture: Callable[[QWidget, str], None],
) -> None:  # fmt: skip
    shown = show(progressed_path, wide=wide)
    assert_nothing_is_cut(shown)
    picture(shown.pane, f"overview-{wide}")


def test_a_record_is_opened_where_it_stands(shown: Shown) -> None:
    named = [each.target for each in shown.openers() if isinstance(each.target, Reveal)]
    assert named
    assert all(shown.desk.state.document.record(each.kind, each.id) for each in named)


def test_the_tab_key_goes_as_the_overview_is_read(
    show: Callable[..., Shown], progressed_path: Path
) -> None:
    shown = show(progressed_path, wide=1158)
    pane = shown.pane
    pane.head.openers[0].setFocus()
    reached: list[QWidget] = []
    while (focused := QApplication.focusWidget()) and focused not in reached:
        reached.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    chips = next(each for each in reached if isinstance(each, WaitingChip))
    wanted = [
        pane.head.openers[0], pane.head.snapshot, pane.head.report, chips, pane.bars.openers[0],
        pane.course.openers[0], pane.off_track.link, pane.off_track.openers[0],
        pane.ratings.link, pane.ratings.openers[0], pane.owing.link, pane.owing.openers[0],
        pane.moved.link, pane.moved.openers[0],
    ]  # fmt: skip
    assert reached == wanted


def test_a_column_without_any_has_a_nought_among_the_totals(
    show: Callable[..., Shown], plan_path: Path
) -> None:
    bars = show(plan_path, wide=1158).pane.bars
    places = {each: each.mapTo(bars, QPoint()) for each in bars.findChildren(Lines)}
    in_order = sorted(places, key=lambda each: (places[each].y(), places[each].x()))
    picture = in_order[-2].grab().toImage()  # the last is how much of all is complete
    quiet = themes.current().colour("text3")
    across, down = range(picture.width()), range(picture.height())
    inks = {picture.pixelColor(x, y).name() for x in across for y in down}
    assert len(inks) > 1
    assert min(abs(QColor(ink).lightness() - quiet.lightness()) for ink in inks) < 30
