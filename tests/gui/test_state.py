"""The open plan in the window: edits, undo, the working quarter, reading only, and failures."""

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from csp_desktop.errors import Failure, NotAPlan
from csp_desktop.operations.editing import edits as editing
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.operations.session.plan_files import copy_plan, open_plan
from csp_desktop.plan.fields import SHIPPED
from tests.gui.conftest import Desk

Q1, Q2 = "2016/17 Q1", "2016/17 Q2"


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no edit get through to the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(editing, "edit", lambda *_, **__: _raise(Failure("Full.")))
        yield


def status(desk: Desk, ref: str, word: str, quarter: str = Q1) -> Edit:
    action = desk.action(ref)
    held = desk.state.document.with_ref(ref)[0].held("status", quarter)
    return Edit("action", action, "status", quarter, word, held.heads)


def test_an_edit_is_on_screen_and_called_saved_once_it_is_on_the_disk(
    desk: Desk, plan_path: Path
) -> None:
    desk.state.submit([status(desk, "1.7", "at risk")])
    assert desk.saving() == "saving"
    assert desk.value("1.7", "status", Q1) is None
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "at risk"
    assert (desk.saving(), desk.state.saved_at) == ("saved", "12:00")
    assert desk.heard.changes == [([desk.action("1.7")], "edit")]
    desk.state.close()
    desk.settle()
    reading = open_plan(plan_path, SHIPPED)
    assert reading.document().with_ref("1.7")[0].get("status", Q1) == "at risk"
    reading.close()


def test_quick_edits_of_one_cell_follow_one_another(desk: Desk) -> None:
    for word in ("off track", "at risk", "on track", "complete"):
        desk.state.submit([status(desk, "1.7", word)])
    desk.settle()
    held = desk.state.document.with_ref("1.7")[0].held("status", Q1)
    assert (held.value, held.contested, len(held.heads)) == ("complete", False, 1)
    assert not desk.heard.notices


def test_an_edit_asked_for_behind_an_undo_covers_what_was_on_screen(desk: Desk) -> None:
    desk.state.submit([status(desk, "1.7", "off track")])
    desk.settle()
    desk.state.undo()
    desk.state.submit([status(desk, "1.7", "complete")])
    desk.settle()
    held = desk.state.document.with_ref("1.7")[0].held("status", Q1)
    assert (held.value, held.contested, len(held.heads)) == ("complete", False, 1)


def test_undo_and_redo_survive_a_restart(desk: Desk, plan_path: Path) -> None:
    desk.state.submit([status(desk, "1.7", "at risk")])
    desk.settle()
    desk.open(plan_path)
    assert desk.state.door.next_undo == "status of 1.7"
    desk.state.undo()
    desk.settle()
    assert desk.value("1.7", "status", Q1) is None
    desk.open(plan_path)
    assert desk.state.door.next_redo == "status of 1.7"
    desk.state.redo()
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "at risk"
    assert [by for _, by in desk.heard.changes] == ["edit", "undo", "redo"]


def test_undo_and_redo_say_what_and_offer_the_way_back(desk: Desk) -> None:
    desk.state.submit([status(desk, "1.7", "at risk")])
    desk.settle()
    desk.state.undo()
    desk.settle()
    said = desk.heard.notices[-1]
    assert (said.sentence, said.action) == ("Undone: status of 1.7.", "Redo")
    assert said.act is not None
    said.act()
    desk.settle()
    said = desk.heard.notices[-1]
    assert (said.sentence, said.action) == ("Done again: status of 1.7.", "Undo")
    assert desk.value("1.7", "status", Q1) == "at risk"


def test_the_first_edit_asks_for_a_name_and_goes_on_when_it_is_given(
    make_desk: Callable[..., Desk], plan_path: Path
) -> None:
    desk = make_desk(name="")
    desk.open(plan_path)
    desk.state.submit([status(desk, "1.7", "at risk")])
    desk.state.submit([status(desk, "1.7", "on track")])
    desk.settle()
    assert desk.heard.names_asked == 1
    assert desk.value("1.7", "status", Q1) is None
    assert desk.saving() == "not saved"
    desk.state.door.give_name("A. Osei")
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "on track"
    assert desk.user.settings.name == "A. Osei"
    entries: list[Any] = []
    desk.state.history("action", desk.action("1.7"), entries.extend, 2)
    desk.settle()
    assert [(each.author, each.new) for each in entries] == [
        ("A. Osei", "on track"),
        ("A. Osei", "at risk"),
    ]


def test_who_takes_the_machine_over_signs_nothing_that_was_asked_for_before(desk: Desk) -> None:
    desk.state.submit([status(desk, "1.7", "at risk")])
    desk.state.submit([status(desk, "1.7", "on track")])
    desk.state.door.give_name("A. Osei")
    desk.state.submit([status(desk, "1.7", "off track")])
    desk.settle()
    entries: list[Any] = []
    desk.state.history("action", desk.action("1.7"), entries.extend, 3)
    desk.settle()
    assert [each.author for each in entries] == ["A. Osei", "P. Sandhu", "P. Sandhu"]
    assert desk.user.settings.names == ("A. Osei", "P. Sandhu")


def test_without_a_name_the_edit_is_kept_and_a_notice_says_so(
    make_desk: Callable[..., Desk], plan_path: Path
) -> None:
    desk = make_desk(name="")
    desk.open(plan_path)
    desk.state.submit([status(desk, "1.7", "at risk")])
    desk.state.door.refuse_name()
    notice = desk.heard.notices[-1]
    assert notice.sentence.startswith("1 change is not saved yet")
    assert notice.act is not None
    notice.act()
    assert desk.heard.names_asked == 2
    desk.state.door.give_name("A. Osei")
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "at risk"


def test_what_the_disk_refuses_is_kept_and_can_be_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Failure("The disk that holds plan.cspplan is full.")
    with monkeypatch.context() as patch:
        patch.setattr(editing, "edit", lambda *_, **__: _raise(full))
        desk.state.submit([status(desk, "1.7", "at risk")])
        desk.settle()
    assert desk.saving() == "not saved"
    assert desk.value("1.7", "status", Q1) is None
    notice = desk.heard.notices[-1]
    assert (notice.sentence, notice.action) == (str(full), "Try again")
    assert notice.act is not None
    notice.act()
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "at risk"
    assert desk.saving() == "saved"


def test_all_that_the_disk_refused_is_tried_again(desk: Desk) -> None:
    held = desk.state.document.with_ref("1.8")[0].held("commentary", Q1)
    text = ("action", desk.action("1.8"), "commentary", Q1)
    with full_disk():
        desk.state.submit([status(desk, "1.7", "at risk")])
        desk.settle()
        desk.state.drafts.typed(text, "Two posts.", str(held.value or ""), held.heads)
        desk.state.drafts.left(text)
        desk.settle()
        desk.state.submit([status(desk, "1.9", "complete")])
        desk.settle()
    assert desk.state.unsaved == 3
    again = desk.heard.notices[-1]
    assert again.action == "Try again"
    assert again.act is not None
    again.act()
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "at risk"
    assert desk.value("1.8", "commentary", Q1) == "Two posts."
    assert desk.value("1.9", "status", Q1) == "complete"
    assert (desk.saving(), desk.state.unsaved) == ("saved", 0)


def test_what_the_disk_refused_goes_before_what_is_asked_for_next(desk: Desk) -> None:
    with full_disk():
        desk.state.submit([status(desk, "1.7", "at risk")])
        desk.settle()
    desk.state.submit([status(desk, "1.8", "complete")])
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "at risk"
    assert (desk.saving(), desk.state.unsaved) == ("saved", 0)
    desk.state.undo()
    desk.settle()
    assert (desk.value("1.7", "status", Q1), desk.value("1.8", "status", Q1)) == ("at risk", None)


def test_nothing_else_is_undone_while_the_last_change_is_not_saved(desk: Desk) -> None:
    desk.state.submit([status(desk, "1.8", "complete")])
    desk.settle()
    with full_disk():
        desk.state.submit([status(desk, "1.7", "at risk")])
        desk.state.undo()
        desk.settle()
    assert desk.value("1.8", "status", Q1) == "complete"
    notice = desk.heard.notices[-1]
    assert "cannot be undone" in notice.sentence
    assert notice.act is not None
    notice.act()
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "at risk"
    assert desk.saving() == "saved"


def test_an_edit_that_failed_does_not_come_back_over_a_later_one_of_its_cell(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, refused = editing.edit, [Failure("Full.")]

    def once(*args: Any, **kept: Any) -> Any:
        return _raise(refused.pop()) if refused else real(*args, **kept)

    monkeypatch.setattr(editing, "edit", once)
    desk.state.submit([status(desk, "1.7", "at risk")])
    desk.state.submit([status(desk, "1.7", "complete")])
    desk.settle()
    desk.state.door.retry()
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "complete"
    assert desk.saving() == "saved"


def test_a_text_taken_back_after_it_was_refused_is_not_tried_again(desk: Desk) -> None:
    held = desk.state.document.with_ref("1.8")[0].held("commentary", Q1)
    text, shown = ("action", desk.action("1.8"), "commentary", Q1), str(held.value or "")
    with full_disk():
        desk.state.drafts.typed(text, "A slip", shown, held.heads)
        desk.state.drafts.left(text)
        desk.settle()
    desk.state.drafts.typed(text, shown, shown, held.heads)
    desk.state.drafts.left(text)
    desk.settle()
    desk.state.door.retry()
    desk.settle()
    assert desk.value("1.8", "commentary", Q1) == held.value
    assert (desk.saving(), desk.state.unsaved) == ("saved", 0)


def test_a_later_edit_takes_the_place_of_one_that_failed(desk: Desk) -> None:
    with full_disk():
        desk.state.submit([status(desk, "1.7", "at risk")])
        desk.settle()
    desk.state.submit([status(desk, "1.7", "complete")])
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "complete"
    assert desk.saving() == "saved"


def test_what_the_plan_refuses_is_told_and_changes_nothing(desk: Desk) -> None:
    desk.state.submit([status(desk, "1.7", "purple")])
    desk.settle()
    assert "purple" in desk.heard.notices[-1].sentence
    assert desk.saving() == "saved"
    assert desk.value("1.7", "status", Q1) is None
    assert not desk.heard.changes


def test_a_fault_of_the_program_is_told_apart(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(editing, "edit", lambda *_, **__: _raise(ZeroDivisionError("x")))
        desk.state.submit([status(desk, "1.7", "at risk")])
        desk.settle()
    assert isinstance(desk.heard.unexpected[0][0], ZeroDivisionError)
    assert desk.saving() == "not saved"


def quarter_changes(desk: Desk) -> list[str]:
    """Who put what the working quarter is, as the history tells it."""
    told: list[str] = []
    plan = ("plan", desk.state.document.plan_id)
    desk.state.history(*plan, lambda found: told.extend(each.operation for each in found))
    desk.settle()
    return told


def test_looking_at_a_quarter_writes_nothing_to_the_plan_and_is_remembered(
    desk: Desk, plan_path: Path
) -> None:
    quarters: list[str] = []
    desk.state.quarter_changed.connect(quarters.append)
    before, entries = plan_path.read_bytes(), quarter_changes(desk)
    desk.state.look_at(Q2)
    desk.state.look_at("2016/17 Q3")
    assert (desk.state.quarter, desk.state.working) == ("2016/17 Q3", Q1)
    assert quarters == [Q2, "2016/17 Q3"]
    desk.state.flush()
    desk.settle()
    assert quarter_changes(desk) == entries
    desk.state.close()
    desk.settle()
    assert plan_path.read_bytes() == before
    desk.open(plan_path)
    assert (desk.state.quarter, desk.state.working) == ("2016/17 Q3", Q1)


def test_a_status_is_entered_for_the_quarter_that_is_looked_at(desk: Desk) -> None:
    desk.state.look_at(Q2)
    desk.state.submit([status(desk, "1.7", "at risk", desk.state.quarter)])
    desk.settle()
    assert desk.value("1.7", "status", Q2) == "at risk"
    assert desk.state.working == Q1


def test_making_a_quarter_the_working_one_is_one_step_that_undo_takes_back(
    desk: Desk, plan_path: Path
) -> None:
    desk.state.look_at(Q2)
    desk.state.make_working()
    desk.settle()
    assert desk.state.working == Q2
    assert "2016/17 Q2 is now the plan's working quarter" in desk.heard.notices[-1].sentence
    assert not desk.user.settings.quarters
    desk.state.undo()
    desk.settle()
    # The plan's quarter goes back; the person stays where they look.
    assert (desk.state.quarter, desk.state.working) == (Q2, Q1)
    desk.open(plan_path)
    assert desk.state.quarter == Q2
    desk.state.redo()
    desk.settle()
    assert (desk.state.quarter, desk.state.working) == (Q2, Q2)


def test_a_remembered_quarter_that_the_plan_has_not_is_not_looked_at(
    desk: Desk, plan_path: Path
) -> None:
    desk.user.keep(desk.user.settings.looking_at(desk.state.document.plan_id, "1999/00 Q1"))
    desk.open(plan_path)
    assert desk.state.quarter == Q1


def test_in_a_copy_for_a_group_the_working_quarter_is_proposed(
    make_desk: Callable[..., Desk], plan_path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.cspplan"
    plan = open_plan(plan_path, SHIPPED)
    group = next(iter(plan.document().of("group"))).text("name")
    copy_plan(plan, copy, "A. Osei", for_group=group)
    plan.close()
    lead = make_desk()
    lead.open(copy)
    lead.state.look_at(Q2)
    lead.state.make_working()
    lead.settle()
    assert (lead.state.quarter, lead.state.working) == (Q2, Q1)
    held = lead.state.document.plan.held("working_quarter")
    assert len(held.proposals) == 1
    assert "proposed as the working quarter" in lead.heard.notices[-1].sentence


def test_a_plan_open_elsewhere_opens_for_reading(desk: Desk, plan_path: Path) -> None:
    desk.state.close()
    desk.settle()
    held = open_plan(plan_path, SHIPPED, write=True, by="A. Osei", window=True)
    desk.open(plan_path)
    held.close()
    assert "A. Osei" in desk.heard.notices[-1].sentence
    assert desk.saving() == "reading"
    desk.state.submit([status(desk, "1.7", "at risk")])
    desk.settle()
    assert desk.value("1.7", "status", Q1) is None
    desk.state.look_at(Q2)
    assert desk.state.quarter == Q2


NO_PLANS = [b"", b"not a plan", b"PK\x03\x04", b"SQLite format 3\0" * 9]


@pytest.mark.parametrize("content", NO_PLANS)
def test_a_file_that_is_no_plan_leaves_no_plan_open(
    make_desk: Callable[..., Desk], tmp_path: Path, content: bytes
) -> None:
    desk = make_desk()
    failed: list[tuple[Path, Exception]] = []
    desk.state.failed_to_open.connect(lambda path, error: failed.append((path, error)))
    other = tmp_path / "other.cspplan"
    other.write_bytes(content)
    desk.state.open(other)
    desk.settle()
    assert failed[0][0] == other
    assert not isinstance(failed[0][1], (sqlite3.Error, OSError))
    assert not desk.state.is_open
    assert other.read_bytes() == content


@pytest.mark.parametrize("content", NO_PLANS)
def test_a_file_that_is_no_plan_leaves_the_open_plan_as_it_is(
    desk: Desk, plan_path: Path, tmp_path: Path, content: bytes
) -> None:
    failed: list[tuple[Path, Exception]] = []
    desk.state.failed_to_open.connect(lambda path, error: failed.append((path, error)))
    other = tmp_path / "other.cspplan"
    other.write_bytes(content)
    desk.state.submit([status(desk, "1.7", "off track")])
    desk.state.open(other)
    desk.state.submit([status(desk, "1.2", "at risk")])
    desk.settle()
    assert failed[0][0] == other
    assert not isinstance(failed[0][1], (sqlite3.Error, OSError))
    assert (desk.state.path, desk.state.writable) == (plan_path, True)
    assert desk.value("1.7", "status", Q1) == "off track"
    assert desk.value("1.2", "status", Q1) == "at risk"
    assert desk.saving() == "saved"
    assert other.read_bytes() == content


def test_a_wrong_file_asked_for_while_a_plan_is_on_its_way_does_not_stop_it(
    make_desk: Callable[..., Desk], plan_path: Path, tmp_path: Path
) -> None:
    desk = make_desk()
    desk.state.open(plan_path)
    desk.state.open(tmp_path / "gone.cspplan")
    desk.settle()
    assert desk.state.path == plan_path


def test_a_missing_file_is_told(desk: Desk, tmp_path: Path) -> None:
    failed: list[Exception] = []
    desk.state.failed_to_open.connect(lambda _, error: failed.append(error))
    desk.state.open(tmp_path / "gone.cspplan")
    desk.settle()
    assert isinstance(failed[0], (NotAPlan, Failure))


def _raise(error: Exception) -> Any:
    raise error


@pytest.mark.skipif(sys.platform == "win32", reason="there, an open file stays where it is")
def test_a_plan_that_was_moved_is_told_and_what_was_asked_for_is_kept(
    desk: Desk, plan_path: Path
) -> None:
    there = plan_path.rename(plan_path.with_name("elsewhere.cspplan"))
    desk.state.submit([status(desk, "1.7", "at risk")])
    desk.settle()
    assert "was moved or renamed while it was open" in desk.heard.notices[-1].sentence
    assert (desk.saving(), desk.state.door.kept) == ("not saved", 1)
    there.rename(plan_path)
    desk.state.door.retry()
    desk.settle()
    assert desk.value("1.7", "status", Q1) == "at risk"
    assert desk.saving() == "saved"


def test_a_plan_that_was_replaced_is_told_and_what_was_asked_for_is_kept(
    desk: Desk, plan_path: Path
) -> None:
    other = plan_path.with_name("other.cspplan")
    shutil.copyfile(plan_path, other)
    desk.state.submit([status(desk, "1.7", "at risk")])
    desk.settle()
    shutil.copyfile(other, plan_path)
    before = plan_path.read_bytes()
    desk.state.submit([status(desk, "1.7", "complete")])
    desk.settle()
    assert "was replaced or changed by another program" in desk.heard.notices[-1].sentence
    assert (desk.saving(), desk.state.door.kept) == ("not saved", 1)
    assert plan_path.read_bytes() == before
