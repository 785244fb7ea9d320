"""What is decided in Returns is kept until it is taken back, and Undo there is of decisions."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csp_desktop import settings
from csp_desktop.gui.returns import rows
from csp_desktop.gui.window.main_window import MainWindow
from tests.gui.conftest import desk_of
from tests.gui.returns.conftest import Counter
from tests.gui.returns.returned import BOTH, COPY_A, COPY_B, IGU, QUARTER, Office, updates
from tests.operations.test_previews import both

_CONTROL = Qt.KeyboardModifier.ControlModifier

Reopen = Callable[[Counter], Counter]


@pytest.fixture
def reopen(make_window: Callable[..., MainWindow], qtbot: QtBot) -> Reopen:
    """Close the window with whatever is in it, and open another on the same plan."""

    def again(counter: Counter) -> Counter:
        path = counter.desk.state.path
        assert path is not None
        counter.window.close_at_once()
        return Counter(make_window(path), qtbot)

    return again


def read(counter: Counter, files: list[Path]) -> None:
    counter.pane.take(files)
    counter.settle()


def decide(counter: Counter, ref: str, text: str, card: int) -> None:
    counter.go(ref, text)
    counter.pane.deciding.detail.choose(card)
    counter.pane.deciding.detail.decide()


def go_on(counter: Counter) -> None:
    strip = counter.window.strip
    counter.qtbot.waitUntil(
        lambda: strip.notice is not None and strip.notice.sentence.startswith("You were deciding")
    )
    assert strip.action.text() == "Go on"
    counter.click(strip.action)
    assert counter.window.pane == "returns"
    counter.settle()


def undo(counter: Counter) -> None:
    QTest.keyClick(QApplication.focusWidget() or counter.window, Qt.Key.Key_Z, _CONTROL)


def notice(counter: Counter) -> str:
    found = counter.window.strip.notice
    return found.sentence if found else ""


def test_a_batch_that_was_left_is_offered_and_goes_on_where_it_was(
    counter: Counter, files: list[Path], reopen: Reopen
) -> None:
    read(counter, files)
    decide(counter, "1.2", "Q1 status", 1)
    decide(counter, "1.4", "Q1 commentary", 2)
    counter.pane.deciding._answer(counter.row("1.8", "Lead partners"), rows.LEAVE)
    (view,) = [each for each in counter.batch.preview.files if each.troubles]
    counter.batch.mend(view, view.troubles[0], "on track")
    counter.settle()
    before = dict(counter.batch.verdicts)
    assert counter.pane.merge.text() == "Merge 26 changes"
    counter = reopen(counter)
    go_on(counter)
    assert counter.batch.verdicts == before
    assert counter.pane.merge.text() == "Merge 26 changes"
    assert counter.row("1.4", "Q1 commentary").right == "Decided: R. Adeyemi"
    counter.click(counter.pane.merge)
    counter.settle()
    assert counter.value("1.4", "commentary") == COPY_A
    assert counter.value("1.8", "status") == "on track"
    counter = reopen(counter)
    assert not notice(counter).startswith("You were deciding")


def test_who_left_in_returns_has_the_batch_on_screen_and_is_not_sent_there(
    counter: Counter, files: list[Path], make_window: Callable[..., MainWindow]
) -> None:
    read(counter, files)
    decide(counter, "1.2", "Q1 status", 1)
    path = counter.desk.state.path
    assert path is not None
    counter.window.close_at_once()
    window = make_window()
    window.state.user.keep(settings.load())
    desk_of(window).open(path)
    counter = Counter(window, counter.qtbot)
    counter.qtbot.waitUntil(lambda: bool(window.panel.action_id))
    counter.settle()
    assert window.pane == "returns"
    assert counter.row("1.2", "Q1 status").right.startswith("Decided")
    assert not notice(counter).startswith("You were deciding")
    window.menus.do("undo")
    counter.settle()
    assert notice(counter).startswith("Taken back: 1.2 Q1 status")


def test_how_far_a_batch_was_is_said_on_opening(
    counter: Counter, files: list[Path], reopen: Reopen
) -> None:
    read(counter, files)
    decide(counter, "1.2", "Q1 status", 1)
    counter = reopen(counter)
    counter.qtbot.waitUntil(lambda: bool(notice(counter)))
    assert notice(counter) == "You were deciding 1 of 4 conflicts of 4 files: go on."
    go_on(counter)
    assert counter.pane.deciding.list.hasFocus()
    assert counter.pane.deciding.list.row == counter.row("1.2", "Q1 commentary")


def test_decisions_on_what_waited_from_before_are_kept(
    counter: Counter, files: list[Path], reopen: Reopen
) -> None:
    read(counter, files)
    counter.click(counter.pane.merge)
    counter.settle()
    counter.pane.done_page.remaining.click()
    counter.settle()
    decide(counter, "1.2", "Q1 status", 1)
    counter.settle()
    assert counter.pane.merge.text() == "Save 1 decision"
    assert "1 decision kept, not in the plan yet." in counter.pane.head.sentence.text()
    counter = reopen(counter)
    go_on(counter)
    assert counter.pane.merge.text() == "Save 1 decision"


def test_a_batch_is_kept_without_any_decision(
    counter: Counter, files: list[Path], reopen: Reopen
) -> None:
    read(counter, files)
    counter = reopen(counter)
    go_on(counter)
    assert [each.path for each in counter.batch.entries] == files


def test_files_that_are_gone_or_changed_meanwhile_are_told(
    counter: Counter, files: list[Path], reopen: Reopen
) -> None:
    read(counter, files)
    decide(counter, "1.2", "Q1 status", 1)
    decide(counter, "1.4", "Q1 commentary", 1)
    files[0].unlink()
    files[1].write_bytes(files[2].read_bytes())
    counter = reopen(counter)
    go_on(counter)
    said = [each.sentence for each in counter.desk.heard.notices]
    assert (
        f"{files[0].name} is not where it was any more: put it back, or take it out with Delete."
        in said
    )
    assert f"{files[1].name} has been changed since you decided about it: look at it again." in said
    assert any("were about something that has changed" in each for each in said)
    assert [each.path for each in counter.batch.entries] == files


def test_a_decision_waits_while_its_file_is_out_of_the_batch(
    counter: Counter, files: list[Path]
) -> None:
    read(counter, files)
    decide(counter, "1.4", "Q1 commentary", 2)
    before = dict(counter.batch.verdicts)
    counter.batch.remove(files[2])
    counter.settle()
    assert not counter.batch.verdicts
    read(counter, [files[2]])
    assert counter.batch.verdicts == before


def test_undo_in_returns_takes_back_the_last_decision_and_nothing_off_screen(
    counter: Counter, files: list[Path]
) -> None:
    desk = counter.desk
    record = desk.state.document.with_ref("1.1")[0]
    cell = ("action", record.id, "commentary", QUARTER)
    desk.state.put(cell, "typed in the grid", record.held("exists").heads)
    desk.settle()
    read(counter, files)
    decide(counter, "1.2", "Q1 status", 1)
    decide(counter, "1.4", "Q1 commentary", 2)
    counter.pane.deciding.list.setFocus()
    undo(counter)
    counter.settle()
    assert counter.value("1.1", "commentary") == "typed in the grid"
    assert notice(counter) == "Taken back: 1.4 Q1 commentary: R. Adeyemi."
    assert counter.pane.deciding.list.row == counter.row("1.4", "Q1 commentary")
    assert counter.row("1.4", "Q1 commentary").right == "2 copies differ"
    assert counter.row("1.2", "Q1 status").right.startswith("Decided")
    assert counter.window.strip.action.text() == "Redo"
    counter.click(counter.window.strip.action)
    assert counter.row("1.4", "Q1 commentary").right == "Decided: R. Adeyemi"
    for _ in range(4):
        undo(counter)
    counter.settle()
    assert not counter.batch.verdicts
    assert counter.value("1.1", "commentary") == "typed in the grid"
    counter.window.show_pane("grid")
    counter.window.focus_pane()
    undo(counter)
    desk.settle()
    assert counter.value("1.1", "commentary") is None


def test_a_decision_is_undone_after_a_restart_too(
    counter: Counter, files: list[Path], reopen: Reopen
) -> None:
    read(counter, files)
    decide(counter, "1.2", "Q1 status", 1)
    decide(counter, "1.4", "Q1 commentary", 2)
    counter = reopen(counter)
    go_on(counter)
    undo(counter)
    assert len(counter.batch.verdicts) == 1
    counter = reopen(counter)
    go_on(counter)
    assert len(counter.batch.verdicts) == 1
    QTest.keyClick(counter.pane.deciding.list, Qt.Key.Key_Y, _CONTROL)
    assert len(counter.batch.verdicts) == 2


def test_undo_says_in_the_menu_and_the_bar_what_it_is_of(
    counter: Counter, files: list[Path]
) -> None:
    read(counter, files)
    top, window = counter.window.top, counter.window
    assert not top.undo.isEnabled()
    decide(counter, "1.2", "Q1 status", 1)
    assert top.undo.accessibleName() == "Undo 1.2 Q1 status: Off track"
    assert window.menus.actions()["undo"].text() == "&Undo 1.2 Q1 status: Off track"
    counter.click(top.undo)
    assert not counter.batch.verdicts
    assert top.redo.accessibleName() == "Redo 1.2 Q1 status: Off track"
    window.show_pane("grid")
    assert top.undo.accessibleName() == "Undo status of 1.2"


def test_text_in_the_reason_is_undone_as_text(counter: Counter, files: list[Path]) -> None:
    read(counter, files)
    decide(counter, "1.2", "Q1 status", 1)
    counter.go("1.8", "Lead partners")
    reason = counter.pane.deciding.detail.reason
    reason.setFocus()
    counter.key("typed", reason)
    undo(counter)
    assert reason.text() == ""
    assert len(counter.batch.verdicts) == 1


def test_a_mend_is_taken_back_by_undo(counter: Counter, files: list[Path]) -> None:
    read(counter, files)
    view = counter.batch.preview.files[0]
    counter.batch.mend(view, view.troubles[0], "on track")
    counter.settle()
    assert not counter.batch.preview.files[0].troubles
    counter.batch.undo()
    counter.settle()
    assert counter.batch.preview.files[0].troubles
    counter.batch.redo()
    counter.settle()
    assert not counter.batch.preview.files[0].troubles


def test_a_change_is_left_out_with_its_reason_and_taken_after_all(
    counter: Counter, files: list[Path]
) -> None:
    read(counter, files[1:2])
    deciding = counter.pane.deciding
    view = counter.batch.preview.files[0]
    (change,) = [each for each in view.changes if (each.ref, each.field) == ("1.1", "status")]
    counter.batch.leave_out(view, change, "not agreed")
    counter.settle()
    row = counter.row("1.1", "Q1 status")
    assert (row.section, row.right) == (rows.HELD, "Left")
    assert counter.pane.merge.text() == "Merge 7 changes"
    deciding.list.show_row(row.id)
    assert deciding.detail.reason.text() == "not agreed"
    counter.batch.undo()
    counter.settle()
    assert counter.pane.merge.text() == "Merge 8 changes"
    counter.batch.redo()
    counter.settle()
    counter.click(counter.pane.merge)
    counter.settle()
    assert counter.value("1.1", "status") is None
    assert counter.value("1.1", "commentary") == "Twelve referrals this quarter."
    assert counter.batch.done
    assert "not agreed" in counter.batch.done.answers[0].text


def test_a_change_in_the_list_and_in_the_grid_offers_to_be_left_out(
    counter: Counter, files: list[Path]
) -> None:
    read(counter, files)
    preview = counter.pane.deciding.preview
    counter.go("1.4", "Q1 commentary")
    preview.table.selectRow(0)
    assert preview.leave_out.isVisible()
    assert preview.leave_out.isEnabled()
    number = counter.batch.preview.applied
    preview.reason.setText("later")
    counter.click(preview.leave_out)
    counter.settle()
    assert counter.batch.preview.applied == number - 1
    counter.pane.deciding.show_grid()
    counter.qtbot.waitUntil(lambda: not counter.pane.deciding.whole.busy)


def test_the_cards_are_people_in_one_order_with_the_plan_first(
    counter: Counter, files: list[Path]
) -> None:
    read(counter, files)
    names = set()
    for ref, text in (("1.2", "Q1 commentary"), ("1.2", "Q1 status"), ("1.4", "Q1 commentary")):
        counter.go(ref, text)
        cards = counter.pane.deciding.detail.cards[:3]
        names.add(tuple(card.name for card in cards))
    assert names == {("In the plan now", "T. Brandt", "R. Adeyemi")}
    detail = counter.pane.deciding.detail
    assert (
        detail.cards[1]
        .accessibleName()
        .startswith("T. Brandt, saved later, Whole plan return, 10 Jul 11:00:")
    )
    assert "saved later" not in detail.cards[2].accessibleName()
    counter.click(detail.later)
    assert counter.row("1.4", "Q1 commentary").right == "Decided: T. Brandt"


def test_the_later_one_is_taken_for_all(counter: Counter, files: list[Path]) -> None:
    read(counter, files)
    counter.go("1.2", "Q1 commentary")
    detail = counter.pane.deciding.detail
    detail.same.setChecked(True)
    counter.click(detail.later)
    assert counter.batch.undecided == 0
    counter.click(counter.pane.merge)
    counter.settle()
    assert counter.value("1.4", "commentary") == COPY_B
    assert counter.value("1.2", "status") == "off track"


def test_what_the_plan_says_now_is_a_card_even_where_nothing_was_agreed(
    make_window: Callable[..., MainWindow],
    came_back: tuple[Path, list[Path]],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    path = tmp_path / "plan.cspplan"
    path.write_bytes(came_back[0].read_bytes())
    office = Office(path, tmp_path)
    office.send("igu", IGU)
    office.set("1.1", "status", "on track")
    file = office.come_back("igu", updates({"1.1": ("At risk",)}), "R. Adeyemi")
    counter = Counter(make_window(path), qtbot)
    counter.window.show_pane("returns")
    read(counter, [file])
    counter.go("1.1", "Q1 status")
    detail = counter.pane.deciding.detail
    names = [card.accessibleName() for card in detail.cards if card.isVisible()]
    assert names[0].startswith("In the plan now, P. Sandhu")
    assert names[0].endswith("On track")
    assert names[1].startswith("R. Adeyemi")
    assert names[2] == "Last agreed, Before all of them: Blank"
    assert len(names) == 3
    decide(counter, "1.1", "Q1 status", 0)
    counter.click(counter.pane.merge)
    counter.settle()
    assert counter.value("1.1", "status") == "on track"
    assert desk_of(counter.window).state.saving


@pytest.fixture
def contested_and_held(
    make_window: Callable[..., MainWindow],
    came_back: tuple[Path, list[Path]],
    tmp_path: Path,
    qtbot: QtBot,
) -> Counter:
    """Two returns that contradict each other in a cell, and a proposal over it from a copy."""
    path = tmp_path / "plan.cspplan"
    path.write_bytes(came_back[0].read_bytes())
    made = both(Office(path, tmp_path))
    counter = Counter(make_window(path), qtbot)
    counter.window.show_pane("returns")
    read(counter, list(made))
    return counter


def held_row(counter: Counter) -> rows.WaitingRow:
    return next(row for row in counter.rows() if row.section == rows.HELD and not row.is_head)


def test_what_is_held_over_a_decided_cell_says_so_and_replaces_nothing(
    contested_and_held: Counter,
) -> None:
    counter = contested_and_held
    decide(counter, "1.1", "Q1 status", 1)
    assert held_row(counter).right == "Decided above: At risk"
    assert not held_row(counter).asks
    counter.pane.deciding.list.show_row(held_row(counter).id)
    card = counter.pane.deciding.detail.cards[0]
    assert card.accessibleName() == "Decided above, At risk: At risk"
    assert card.on
    assert len(counter.batch.verdicts) == 1
    counter.click(counter.pane.merge)
    counter.settle()
    assert counter.value("1.1", "status") == "at risk"
    assert not counter.batch.preview.waiting


def test_taking_what_is_held_changes_the_one_decision_on_the_cell(
    contested_and_held: Counter,
) -> None:
    counter = contested_and_held
    decide(counter, "1.1", "Q1 status", 1)
    counter.pane.deciding.list.show_row(held_row(counter).id)
    counter.key("t", counter.pane.deciding.list)
    assert counter.row("1.1", "Q1 status").right == "Decided: Off track"
    assert held_row(counter).right == "Decided above: Off track"
    assert len(counter.batch.verdicts) == 1
    counter.batch.undo()
    counter.settle()
    assert counter.row("1.1", "Q1 status").right == "Decided: At risk"
    counter.batch.redo()
    counter.click(counter.pane.merge)
    counter.settle()
    assert counter.value("1.1", "status") == "off track"
    assert not counter.batch.preview.waiting


def test_own_words_are_kept(counter: Counter, files: list[Path], reopen: Reopen) -> None:
    read(counter, files)
    counter.go("1.4", "Q1 commentary")
    detail = counter.pane.deciding.detail
    detail.begin_editing()
    detail.decide()
    counter = reopen(counter)
    go_on(counter)
    (verdict,) = counter.batch.verdicts.values()
    assert verdict.decision.value == BOTH


def test_words_typed_and_not_used_are_kept_whatever_is_looked_at(
    counter: Counter, files: list[Path], reopen: Reopen
) -> None:
    read(counter, files)
    counter.go("1.4", "Q1 commentary")
    counter.key("E")
    typed = counter.pane.deciding.detail.combination.edit
    counter.key(" And more", typed)
    counter.key(Qt.Key.Key_Escape, typed)
    detail = counter.pane.deciding.detail
    assert not detail.combination.editing
    assert "".join(each.text for each in detail.combination.text.pieces) == f"{BOTH} And more"
    counter.go("1.8", "Lead partners")
    counter.key("a reason", detail.reason)
    counter.go("1.4", "Q1 commentary")
    assert "".join(each.text for each in detail.combination.text.pieces) == f"{BOTH} And more"
    assert not counter.batch.verdicts
    counter = reopen(counter)
    go_on(counter)
    detail = counter.pane.deciding.detail
    counter.go("1.8", "Lead partners")
    assert detail.reason.text() == "a reason"
    counter.go("1.4", "Q1 commentary")
    detail.decide()
    (verdict,) = counter.batch.verdicts.values()
    assert verdict.decision.value == f"{BOTH} And more"


def test_what_was_just_typed_is_kept_when_the_plan_is_closed(
    counter: Counter, files: list[Path], qtbot: QtBot
) -> None:
    read(counter, files)
    path = counter.desk.state.path
    assert path is not None
    counter.go("1.8", "Lead partners")
    reason = counter.pane.deciding.detail.reason
    reason.setFocus()
    counter.key("half a rea", reason)
    counter.window.menus.do("close")
    qtbot.waitUntil(lambda: not counter.desk.state.is_open)
    counter.desk.open(path)
    counter.window.show_pane("returns")
    counter.settle()
    counter.go("1.8", "Lead partners")
    assert reason.text() == "half a rea"


def test_decisions_that_the_disk_refuses_are_told_and_kept_once_it_takes_them(
    counter: Counter, files: list[Path], reopen: Reopen, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(counter, files)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("csp_desktop.operations.receiving.batch_drafts.write_whole", full)
    decide(counter, "1.2", "Q1 status", 1)
    assert "could not be kept on the disk (No space left on device)" in notice(counter)
    monkeypatch.undo()
    counter.click(counter.window.strip.action)
    assert "could not be kept" not in notice(counter)
    counter = reopen(counter)
    go_on(counter)
    assert len(counter.batch.verdicts) == 1


# Reasons


def in_preview(counter: Counter, ref: str, label: str) -> None:
    """Choose a file's other change in the list under what is decided."""
    table = counter.pane.deciding.preview.table
    found = [(each.ref, each.field) for each in table.listing.rows]
    table.selectRow(found.index((ref, label)))


def test_a_reason_typed_beside_a_change_is_that_changes_own_and_is_kept(
    counter: Counter, files: list[Path], reopen: Reopen
) -> None:
    read(counter, files)
    counter.go("1.4", "Q1 commentary")
    preview = counter.pane.deciding.preview
    first, other = preview.table.listing.rows[:2]
    ref, label = first.ref, first.field
    in_preview(counter, ref, label)
    preview.reason.setFocus()
    QTest.keyClicks(preview.reason, "half a reason")
    in_preview(counter, other.ref, other.field)
    assert preview.reason.text() == ""
    in_preview(counter, ref, label)
    assert preview.reason.text() == "half a reason"
    counter = reopen(counter)
    go_on(counter)
    counter.go("1.4", "Q1 commentary")
    assert counter.pane.deciding.preview.reason.text() == ""
    in_preview(counter, ref, label)
    assert counter.pane.deciding.preview.reason.text() == "half a reason"


def test_a_reason_is_kept_with_words_of_ones_own(contested_and_held: Counter) -> None:
    counter = contested_and_held
    row = held_row(counter)
    assert row.waiting is not None
    detail = counter.pane.deciding.detail
    counter.pane.deciding.list.show_row(row.id)
    detail.reason.setText("Agreed by phone")
    detail.begin_editing()
    detail.combination.edit.setPlainText("Words of my own")
    detail.decide()
    counter.settle()
    step = counter.batch.keeping.draft.last
    assert step is not None
    (verdict,) = [each for each in step.verdicts.values() if each]
    assert (verdict.decision.value, verdict.reason) == ("Words of my own", "Agreed by phone")


def test_what_two_files_say_with_one_change_is_left_out_of_both(
    came_back: tuple[Path, list[Path]],
    tmp_path: Path,
    make_window: Callable[..., MainWindow],
    qtbot: QtBot,
) -> None:
    path = tmp_path / "plan.cspplan"
    path.write_bytes(came_back[0].read_bytes())
    office = Office(path, tmp_path)
    office.send("again", IGU)
    back = []
    for who, ref in (("Ann", "1.2"), ("Bob", "1.3")):
        said: dict[tuple[str, str, str], object] = {
            ("Updates", "1.1", "Commentary"): "Two groups run.",
            ("Updates", ref, "Status"): "On track",
        }
        back.append(office.come_back("again", said, who, file=f"{who}.xlsx"))
    counter = Counter(make_window(path), qtbot)
    counter.window.show_pane("returns")
    read(counter, back)
    view = counter.batch.preview.files[0]
    (change,) = [each for each in view.changes if (each.ref, each.field) == ("1.1", "commentary")]
    counter.batch.leave_out(view, change, "hold it back")
    counter.settle()
    assert counter.row("1.1", "Q1 commentary").right == "Left"
    counter.click(counter.pane.merge)
    counter.settle()
    assert counter.value("1.1", "commentary") is None
    assert counter.batch.done
    assert "hold it back" in "".join(each.text for each in counter.batch.done.answers)


def test_a_decision_saved_without_files_is_taken_back_where_it_was_made(
    counter: Counter, files: list[Path]
) -> None:
    read(counter, files)
    counter.click(counter.pane.merge)
    counter.settle()
    counter.click(counter.pane.done_page.remaining)
    counter.settle()
    decide(counter, "1.4", "Q1 commentary", 1)
    counter.settle()
    counter.click(counter.pane.merge)
    counter.settle()
    page = counter.pane.done_page
    assert (page.undo.text(), page.undo.isEnabled()) == ("Undo the decision", True)
    assert "merge" not in page.sentence.text()
    assert counter.value("1.4", "commentary") == COPY_B
    undo(counter)
    counter.settle()
    assert counter.desk.state.document.with_ref("1.4")[0].held("commentary", QUARTER).contested
    assert notice(counter) == "Undone: decision."
