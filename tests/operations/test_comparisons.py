"""Two states side by side: found by id however refs move, twins told apart, nothing read twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csp_desktop.changes.change import Cell, Stance, make_change
from csp_desktop.errors import Refusal
from csp_desktop.measures.snapshot.compare import compare
from csp_desktop.measures.snapshot.frozen import as_text
from csp_desktop.measures.snapshot.moves import Filter, MoveGroup
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.records import add, delete, renumber
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import copy_plan, open_plan
from csp_desktop.operations.snapshots import snapshots
from csp_desktop.operations.snapshots.compare import (
    Shelf,
    as_it_stood,
    cells_differing,
    side_by_side,
)
from csp_desktop.operations.snapshots.preview import foresee
from csp_desktop.plan.fields import SHIPPED
from tests.operations.conftest import ANN, BOB, small_plan

Q1, Q2 = "2016/17 Q1", "2016/17 Q2"


def put(plan: OpenPlan, record: str, name: str, value: str, period: str = "") -> None:
    edit(plan, [Edit("action", record, name, period, value)], ANN)


def test_refs_exchanged_between_two_snapshots_do_not_part_an_action_from_itself(
    plan: OpenPlan,
) -> None:
    put(plan, "a1", "status", "on track", Q1)
    put(plan, "a2", "status", "at risk", Q1)
    taken, _ = snapshots.take(plan, Q1, ANN)
    renumber(plan, [("1.1", "1.2"), ("1.2", "1.1")], ANN)
    put(plan, "a1", "status", "off track", Q1)
    laid = side_by_side(plan, taken.id, "now")
    assert {move.record: move.group for move in laid.moves} == {
        "a1": MoveGroup.DOWN,
        "a2": MoveGroup.OTHERS,
    }
    by_record = {move.record: {each.field for each in move.differences} for move in laid.moves}
    assert by_record == {"a1": {"ref", "status"}, "a2": {"ref"}}
    assert laid.counts[Filter.ADDED] == laid.counts[Filter.DROPPED] == 0


@given(data=st.data())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_beside_itself_nothing_and_the_other_way_round_the_mirror(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    plan = small_plan(tmp_path_factory.mktemp("any") / "small.cspplan")
    taken = [snapshots.take(plan, Q1, ANN)[0]]
    for number in range(data.draw(st.integers(1, 5))):
        record = data.draw(st.sampled_from(["a1", "a2"]))
        act = data.draw(st.sampled_from(["status", "commentary", "swap", "drop", "add"]))
        if act == "swap" and plan.document().record("action", "a2"):
            renumber(plan, [("1.1", "1.2"), ("1.2", "1.1")], ANN)
        elif act == "drop" and plan.document().record("action", "a2"):
            delete(plan, "action", "a2", ANN)
        elif act == "add":
            values = {("ref", ""): f"1.{number + 10}", ("title", ""): f"New {number}"}
            add(plan, "action", {**values, ("delivery_priority", ""): "1.DP1"}, ANN, f"n{number}")
        elif plan.document().record("action", record) and act in ("status", "commentary"):
            value = data.draw(st.sampled_from(["on track", "off track", "complete"]))
            put(plan, record, act, value, Q1)
    taken.append(snapshots.take(plan, Q2, BOB)[0])
    one, other = (each.id for each in taken)
    assert side_by_side(plan, one, one).moves == ()
    there, back = side_by_side(plan, one, other), side_by_side(plan, other, one)
    assert {move.record for move in there.moves} == {move.record for move in back.moves}
    assert there.counts[Filter.DOWN] == back.counts[Filter.UP]
    assert there.counts[Filter.ADDED] == back.counts[Filter.DROPPED]
    plan.close()


def test_a_twin_is_told_apart_by_how_many_cells_differ(plan: OpenPlan) -> None:
    one, _ = snapshots.take(plan, Q1, ANN)
    put(plan, "a1", "commentary", "Late", Q1)
    put(plan, "a2", "title", "Other")
    other, _ = snapshots.take(plan, Q1, BOB)
    laid = side_by_side(plan, one.id, "now")
    (twin,) = laid.was.twins
    assert (twin.snapshot.id, twin.cells) == (other.id, 2)
    (back,) = side_by_side(plan, other.id, one.id).was.twins
    assert (back.snapshot.id, back.cells) == (one.id, 2)


def test_two_that_froze_the_same_differ_in_nothing(plan: OpenPlan) -> None:
    one, _ = snapshots.take(plan, Q1, ANN)
    snapshots.take(plan, Q1, BOB)
    assert [twin.cells for twin in side_by_side(plan, one.id, "now").was.twins] == [0]


def test_what_is_on_the_shelf_is_not_read_again(plan: OpenPlan) -> None:
    one, _ = snapshots.take(plan, Q1, ANN)
    put(plan, "a1", "title", "Other")
    other, _ = snapshots.take(plan, Q1, BOB)
    shelf = Shelf()
    laid = side_by_side(plan, one.id, "now", shelf)
    again = side_by_side(plan, one.id, other.id, shelf)
    assert again.was.frozen is laid.was.frozen
    assert [twin.cells for twin in again.was.twins] == [twin.cells for twin in laid.was.twins]
    assert again.moves == side_by_side(plan, one.id, other.id).moves


def test_the_shelf_keeps_those_that_were_asked_for_last(plan: OpenPlan) -> None:
    one, _ = snapshots.take(plan, Q1, ANN)
    other, _ = snapshots.take(plan, Q2, ANN)
    shelf = Shelf(most=1)
    first = shelf.frozen(plan, one)
    assert shelf.frozen(plan, one) is first
    shelf.frozen(plan, other)
    assert shelf.frozen(plan, one) is not first


def test_ratings_are_no_cells(plan: OpenPlan) -> None:
    add(
        plan,
        "indicator",
        {("name", ""): "Burglary", ("direction", ""): "lower is better"},
        ANN,
        "k",
    )
    edit(plan, [Edit("indicator", "k", "target_kind", "", "level")], ANN)
    edit(plan, [Edit("indicator", "k", "target", "2016/17", "10")], ANN)
    edit(plan, [Edit("indicator", "k", "actual", "2016/17", "20")], ANN)
    one = snapshots.freeze_now(plan, plan.document(), Q1)
    edit(plan, [Edit("indicator", "k", "actual", "2016/17", "5")], ANN)
    compared = compare(one, snapshots.freeze_now(plan, plan.document(), Q1))
    assert {each.field for each in compared.indicators} == {"actual", "rating"}
    assert cells_differing(compared) == 1


def test_it_is_opened_as_it_stood(plan: OpenPlan) -> None:
    put(plan, "a1", "title", "Then")
    taken, _ = snapshots.take(plan, Q1, ANN)
    put(plan, "a1", "title", "Now")
    side = as_it_stood(plan, taken.id)
    action = side.frozen.document.record("action", "a1")
    assert action is not None
    assert action.text("title") == "Then"
    assert (side.id, side.twins) == (taken.id, ())
    assert as_text(side.frozen) == as_text(snapshots.frozen_in(plan, taken))


# What would be frozen


def test_it_is_said_beforehand_what_will_be_frozen(plan: OpenPlan) -> None:
    put(plan, "a1", "status", "on track", Q1)
    foreseen = foresee(plan, "q1 2016-17")
    assert (foreseen.quarter, foreseen.name) == (Q1, "Q1 as reported")
    assert (foreseen.actions, foreseen.owed, foreseen.conflicts) == (2, 1, 0)
    assert (foreseen.outstanding, foreseen.twins) == ((), ())
    taken, _ = snapshots.take(plan, Q1, ANN)
    again = foresee(plan, Q1)
    assert again.name == "Q1 as reported, 2"
    assert [each.id for each in again.twins] == [taken.id]


def test_what_is_only_proposed_is_foreseen_as_no_conflict(plan: OpenPlan) -> None:
    held = plan.document().record("action", "a1")
    assert held is not None
    cell, heads = Cell("action", "a1", "title"), held.held("title").heads
    proposed = make_change(plan.plan_id, cell, "Other", heads, "n", Stance.PROPOSED)
    plan.write("merge", [proposed], BOB)
    foreseen = foresee(plan, Q1)
    assert (foreseen.conflicts, foreseen.proposed) == (0, 1)


def test_what_would_be_refused_is_refused_beforehand(plan: OpenPlan, tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        foresee(plan, "2019/20 Q1")
    copy_plan(plan, tmp_path / "bounded.cspplan", "Bob", for_group="Burglary group")
    bounded = open_plan(tmp_path / "bounded.cspplan", SHIPPED, write=True)
    with pytest.raises(Refusal, match="one group"):
        foresee(bounded, Q1)
    bounded.close()
