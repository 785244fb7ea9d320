"""Snapshots: never altered, carried by merges, both kept where a quarter is frozen twice."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csp_desktop.changes.change import Cell, add_record, make_change
from csp_desktop.errors import BadValue, PlanDamaged, Refusal
from csp_desktop.measures.snapshot.frozen import SNAPSHOT, Frozen, as_text
from csp_desktop.operations.deciding.conflicts import conflicts
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.history import history
from csp_desktop.operations.editing.records import delete, renumber
from csp_desktop.operations.editing.undo import redo, undo
from csp_desktop.operations.merging.incoming import read_copy
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.merging.merge_report import MergeReport
from csp_desktop.operations.session.lookup import find
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import copy_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots import compare, snapshots
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store.check import problems
from tests.operations.conftest import ANN, BOB, small_plan

Q1 = "2016/17 Q1"


def put(plan: OpenPlan, ref: str, field: str, value: str, by: Stamp = ANN) -> None:
    period = Q1 if field in ("status", "commentary") else ""
    edit(plan, [Edit("action", ref, field, period, value)], by)


def copied(plan: OpenPlan, name: str, group: str | None = None) -> OpenPlan:
    path = plan.path.with_name(f"{name}.cspplan")
    copy_plan(plan, path, "Bob", for_group=group)
    return open_plan(path, SHIPPED, write=True)


def merged(plan: OpenPlan, other: OpenPlan) -> MergeReport:
    return merge(plan, [read_copy(plan, other.path)], ANN)


def frozen(plan: OpenPlan, snapshot: snapshots.Snapshot) -> str:
    return as_text(snapshots.frozen_in(plan, snapshot))


def test_a_snapshot_is_as_the_plan_stood(plan: OpenPlan) -> None:
    put(plan, "a1", "status", "at risk")
    taken, _ = snapshots.take(plan, "q1 2016-17", ANN)
    put(plan, "a1", "status", "off track")
    held = snapshots.at(plan, "Q1 as reported")
    action = held.document.record("action", "a1")
    assert action is not None
    assert action.get("status", Q1) == "at risk"
    assert (taken.quarter, taken.by, taken.taken_at) == (Q1, "Ann", ANN.at)
    assert taken.id != taken.hash


def test_who_and_when_are_in_the_id_and_not_in_the_hash(plan: OpenPlan) -> None:
    one, _ = snapshots.take(plan, Q1, ANN)
    other, outcome = snapshots.take(plan, Q1, BOB)
    assert one.hash == other.hash
    assert one.id != other.id
    assert (one.label, other.label) == ("Q1 as reported", "Q1 as reported, 2")
    assert other.twins == (one.id,)
    assert "frozen more than once" in outcome.notices[0]
    with pytest.raises(Refusal, match="there already"):
        snapshots.take(plan, Q1, ANN)


def test_the_newest_comes_first_whatever_the_offset_of_its_clock(plan: OpenPlan) -> None:
    later = Stamp("Ann", "2016-07-01T09:00:00+00:00")
    earlier = Stamp("Bob", "2016-07-01T09:30:00+01:00")
    for stamp in (later, earlier):
        snapshots.take(plan, Q1, stamp)
    assert [each.by for each in snapshots.listed(plan.document())] == ["Ann", "Bob"]


def test_undo_passes_over_snapshots(plan: OpenPlan) -> None:
    put(plan, "a1", "title", "Another")
    taken, _ = snapshots.take(plan, Q1, ANN)
    assert undo(plan, ANN).label == "undo edit"
    assert [each.id for each in snapshots.listed(plan.document())] == [taken.id]
    with pytest.raises(Refusal):
        undo(plan, ANN)


def test_a_copy_made_for_a_group_freezes_nothing(plan: OpenPlan) -> None:
    bounded = copied(plan, "bounded", "Burglary group")
    with pytest.raises(Refusal, match="one group"):
        snapshots.take(bounded, Q1, BOB)
    bounded.close()


def test_two_who_freeze_a_quarter_apart_both_keep_theirs_and_it_is_said(plan: OpenPlan) -> None:
    other = copied(plan, "other")
    put(other, "a1", "status", "at risk", BOB)
    ours, _ = snapshots.take(plan, Q1, ANN)
    theirs, _ = snapshots.take(other, Q1, BOB)
    before = frozen(plan, ours), frozen(other, theirs)
    report = merged(plan, other)
    assert not report.waits_for_a_person
    assert any("frozen more than once" in said for said in report.files[0].notices)
    assert {each.id for each in snapshots.listed(plan.document())} == {ours.id, theirs.id}
    assert (frozen(plan, ours), frozen(plan, theirs)) == before
    assert merged(plan, other).applied == 0
    assert problems(plan.file) == []
    other.close()


@pytest.mark.slow
@given(data=st.data())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_snapshot_survives_any_later_edit_and_merge_unchanged(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    # Drawing may end an example anywhere.
    with (
        contextlib.closing(small_plan(tmp_path_factory.mktemp("any") / "small.cspplan")) as plan,
        contextlib.closing(copied(plan, "other")) as other,
    ):
        kept: list[tuple[snapshots.Snapshot, str]] = []
        for number in range(data.draw(st.integers(3, 12))):
            stamp = Stamp("Ann", f"2016-07-01T09:00:{number:02}+01:00")
            where = data.draw(st.sampled_from([plan, other]))
            act = data.draw(st.sampled_from(["take", "merge", *ACTS]))
            if act == "take":
                taken, _ = snapshots.take(where, Q1, stamp)
                kept.append((taken, frozen(where, taken)))
            elif act == "merge":
                merged(plan, other)
                merged(other, plan)
            else:
                with contextlib.suppress(Refusal):
                    ACTS[act](where, data.draw(st.sampled_from(["on track", "tbc"])), stamp)
        merged(plan, other)
        merged(other, plan)
        for each in (plan, other):
            assert [(s, frozen(each, s)) for s, _ in kept] == kept
            named = {one.id: one for one in snapshots.listed(snapshots.document_of(each))}
            for taken, _ in kept:
                found = named[taken.id]
                assert (found.quarter, found.taken_at, found.by, found.hash) == (
                    taken.quarter, taken.taken_at, taken.by, taken.hash,
                )  # fmt: skip
            assert {s.id for s in snapshots.listed(each.document())} == {s.id for s, _ in kept}


ACTS: dict[str, Callable[[OpenPlan, str, Stamp], object]] = {
    "edit": lambda plan, status, stamp: put(plan, "a1", "status", status, stamp),
    "delete": lambda plan, _, stamp: delete(plan, "action", "a2", stamp),
    "undo": lambda plan, _, stamp: undo(plan, stamp),
    "redo": lambda plan, _, stamp: redo(plan, stamp),
    "renumber": lambda plan, _, stamp: renumber(plan, [("1.1", "1.2"), ("1.2", "1.1")], stamp),
    "withdraw": lambda plan, _, stamp: snapshots.withdraw(plan, Q1, stamp),
    "name": lambda plan, status, stamp: snapshots.rename(plan, Q1, status, stamp),
}


def test_what_is_put_over_a_snapshot_is_passed_by(plan: OpenPlan) -> None:
    taken, _ = snapshots.take(plan, Q1, ANN)
    was = frozen(plan, taken)
    record = plan.document().record(SNAPSHOT, taken.id)
    assert record is not None
    cell = Cell(SNAPSHOT, taken.id, "frozen")
    for value in ([Q1, "2016", "Eve", taken.hash, "forged"], None):
        heads = plan.file.values.held(*cell).heads
        plan.write("edit", [make_change(plan.plan_id, cell, value, heads, "n")], BOB)
        assert [each.id for each in snapshots.listed(snapshots.document_of(plan))] == [taken.id]
        assert frozen(plan, taken) == was


def test_forged_content_under_a_true_head_does_not_hide_what_was_frozen(plan: OpenPlan) -> None:
    taken, _ = snapshots.take(plan, Q1, ANN)
    was = frozen(plan, taken)
    cell = Cell(SNAPSHOT, taken.id, "frozen")
    held = plan.file.values.held(*cell)
    assert isinstance(held.value, list)
    forged = [*held.value[:4], "forged"]
    plan.write("edit", [make_change(plan.plan_id, cell, forged, held.heads, "n")], BOB)
    assert frozen(plan, taken) == was


def test_content_that_is_not_what_its_hash_is_of_is_refused(plan: OpenPlan) -> None:
    about = [Q1, "2016-07-01T09:00:00+01:00", "Eve", "0" * 32]
    made = add_record(
        plan.plan_id, SNAPSHOT, snapshots._identify(plan.plan_id, about),
        {("frozen", ""): [*about, "forged"]}, lambda: "n",
    )  # fmt: skip
    plan.write("take snapshot", made, BOB)
    with pytest.raises(PlanDamaged, match="not what it was"):
        snapshots.at(plan, Q1)


def test_withdrawn_it_stays_and_gives_way_to_others_of_its_quarter(plan: OpenPlan) -> None:
    one, _ = snapshots.take(plan, Q1, ANN)
    withdrawn, outcome = snapshots.withdraw(plan, Q1, ANN)
    assert withdrawn.withdrawn
    assert outcome.label == "withdraw snapshot"
    other, taken = snapshots.take(plan, Q1, BOB)
    assert not taken.notices
    assert snapshots.find(plan.document(), Q1).id == other.id
    assert snapshots.find(plan.document(), one.id[:6]).id == one.id
    with pytest.raises(Refusal, match="already"):
        snapshots.withdraw(plan, one.id, ANN)


def test_two_who_withdraw_one_agree(plan: OpenPlan) -> None:
    snapshots.take(plan, Q1, ANN)
    other = copied(plan, "other")
    snapshots.withdraw(plan, Q1, ANN)
    snapshots.withdraw(other, Q1, BOB)
    merged(plan, other)
    assert conflicts(plan) == []
    other.close()


def test_it_has_a_name_that_can_be_changed_and_none_that_is_blank(plan: OpenPlan) -> None:
    taken, _ = snapshots.take(plan, Q1, ANN, label="As sent to the board")
    named, _ = snapshots.rename(plan, "as sent to the BOARD", "Plan as published", ANN)
    assert (named.id, named.hash, named.label) == (taken.id, taken.hash, "Plan as published")
    with pytest.raises(BadValue):
        snapshots.rename(plan, Q1, "  ", ANN)


def test_no_general_command_reaches_a_snapshot(plan: OpenPlan) -> None:
    taken, _ = snapshots.take(plan, Q1, ANN)
    with pytest.raises(Refusal):
        find(plan.document(), plan.table, f"snapshot:{taken.id}")
    with pytest.raises(Refusal):
        edit(plan, [Edit(SNAPSHOT, taken.id, "frozen", "", "x")], ANN)


def test_history_tells_that_it_was_taken_and_not_all_that_it_holds(plan: OpenPlan) -> None:
    snapshots.take(plan, Q1, ANN)
    (entry,) = [each for each in history(plan) if each.kind == SNAPSHOT]
    assert (entry.operation, entry.new) == ("take snapshot", "Q1 as reported")


def test_what_waits_is_frozen_too(plan: OpenPlan) -> None:
    other = copied(plan, "other")
    put(plan, "a1", "title", "One")
    put(other, "a1", "title", "Other", BOB)
    merged(plan, other)
    snapshots.take(plan, Q1, ANN)
    held = snapshots.at(plan, Q1)
    (conflict,) = held.conflicts
    assert (conflict.ref, conflict.cell.field) == ("1.1", "title")
    action = held.document.record("action", "a1")
    assert action is not None
    assert action.marked("contested") == ["title"]
    other.close()


def test_a_snapshot_and_now_are_alike_until_something_changes(plan: OpenPlan) -> None:
    snapshots.take(plan, Q1, ANN)
    assert compared(plan)["actions"] == []
    put(plan, "a1", "status", "at risk")
    (line,) = compared(plan)["actions"]
    assert line["ref"] == "1.1"
    assert (line["field"], line["period"], line["was"], line["now"], line["movement"]) == (
        "status", Q1, None, "at risk", "changed",
    )  # fmt: skip


def compared(plan: OpenPlan) -> dict[str, list[dict[str, object]]]:
    found, was, now = snapshots.compare(plan, Q1, "now")
    assert isinstance(was, Frozen)
    return compare.comparison_as_data(found, was, now, plan.table)


@pytest.mark.parametrize("name", ["2016/17", "Q9", "", "2019/20 Q1"])
def test_a_quarter_that_is_none_of_the_plans_is_refused(plan: OpenPlan, name: str) -> None:
    with pytest.raises(Refusal):
        snapshots.take(plan, name, ANN)


def test_a_name_that_no_snapshot_bears_is_refused(plan: OpenPlan, tmp_path: Path) -> None:
    assert tmp_path.exists()
    with pytest.raises(Refusal, match="No quarter"):
        snapshots.at(plan, "Q1")
    snapshots.take(plan, Q1, ANN)
    with pytest.raises(Refusal, match="no snapshot"):
        snapshots.at(plan, "Q7")
