"""Milestones are records of their own, and go where their action goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_desktop.changes.conflicts import Conflict
from csp_desktop.errors import BadValue, Refusal
from csp_desktop.operations.deciding import conflicts
from csp_desktop.operations.deciding.resolve import Decision, resolve
from csp_desktop.operations.editing import edits, records, show_json, undo
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.rolling.new_period import NewPeriod, start_period
from csp_desktop.operations.session.lookup import find
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.store.check import problems
from tests.operations.memory import OURS, THEIRS, as_copy, duplicate, small_plan

ANN = Stamp("Ann", "2016-07-01T09:00:00+01:00")
BOB = Stamp("Bob", "2016-07-02T09:00:00+01:00")


def _step(plan: OpenPlan, title: str, who: Stamp, record_id: str = "", action: str = "1.1") -> str:
    values = {("action", ""): action, ("title", ""): title, ("due", ""): "30/9/2016"}
    return records.add(plan, "milestone", dict(values), who, record_id).changed[0][1]


def _due(plan: OpenPlan, milestone: str, due: str, who: Stamp) -> None:
    edits.edit(plan, [edits.Edit("milestone", milestone, "due", "", due)], who)


def _here(plan: OpenPlan) -> set[str]:
    return {each.id for kind in ("action", "milestone") for each in plan.document().of(kind)}


def _waiting(plan: OpenPlan) -> list[tuple[str, str, str]]:
    return [(each.kind, each.cell.record, each.cell.field) for each in conflicts.conflicts(plan)]


def _one(plan: OpenPlan) -> Conflict:
    (found,) = conflicts.conflicts(plan)
    return found


def _merged(one: OpenPlan, other: OpenPlan) -> OpenPlan:
    """The two merged, after seeing that it comes to the same from either side."""
    there, here = duplicate(other), duplicate(one)
    merge(there, [as_copy(one)], ANN)
    merge(here, [as_copy(other)], ANN)
    assert [each.id for each in conflicts.conflicts(here)] == [
        each.id for each in conflicts.conflicts(there)
    ]
    assert here.file.picture.standings() == there.file.picture.standings()
    return here


@pytest.fixture
def plan() -> OpenPlan:
    """Action 1.1 has the milestones m1 and m2."""
    made = small_plan()
    _step(made, "Letters sent", ANN, "m1")
    _step(made, "Letters / answers read", ANN, "m2")
    return made


def test_a_milestone_is_found_by_its_id_and_by_its_action_and_title(plan: OpenPlan) -> None:
    for name in ("m1", "1.1 / letters SENT", "milestone:Letters sent"):
        assert find(plan.document(), plan.table, name).id == "m1"
    assert find(plan.document(), plan.table, "1.1 / Letters / answers read").id == "m2"
    _step(plan, "Letters sent", BOB, "m3")
    with pytest.raises(Refusal, match=r"2 records: say which by its id, m1 and m3"):
        find(plan.document(), plan.table, "1.1 / Letters sent")


def test_a_milestone_needs_an_action(plan: OpenPlan) -> None:
    with pytest.raises(BadValue, match="needs its action"):
        records.add(plan, "milestone", {("title", ""): "Alone"}, ANN)
    with pytest.raises(BadValue, match="cannot be blank"):
        edits.edit(plan, [edits.Edit("milestone", "m1", "action", "", None)], ANN)


def test_milestones_go_with_their_action_and_come_back_with_it(plan: OpenPlan) -> None:
    records.delete(plan, "action", "a1", ANN)
    assert _here(plan) == {"a2", "b1"}
    undo.undo(plan, ANN)
    assert _here(plan) == {"a1", "a2", "b1", "m1", "m2"}
    undo.redo(plan, ANN)
    assert _here(plan) == {"a2", "b1"}
    assert _waiting(plan) == []
    assert problems(plan.file) == []


def test_two_that_are_added_apart_are_two(plan: OpenPlan) -> None:
    other = duplicate(plan)
    _step(plan, "Panel met", ANN, "m3")
    _step(other, "Panel met", BOB, "m4")
    both = _merged(plan, other)
    assert _here(both) >= {"m1", "m2", "m3", "m4"}
    assert _waiting(both) == []


def test_a_due_date_moved_by_two_is_one_conflict(plan: OpenPlan) -> None:
    other = duplicate(plan)
    _due(plan, "m1", "31/10/2016", ANN)
    _due(other, "m1", "2016-11-30", BOB)
    both = _merged(plan, other)
    assert _waiting(both) == [("edit", "m1", "due")]
    opened = conflicts.open_conflicts(both, both.document())
    assert [each.ref for each in opened] == ["1.1 / Letters sent"]
    resolve(both, _one(both).id, Decision(value="1 Nov 2016"), ANN)
    assert find(both.document(), both.table, "m1").get("due") == "2016-11-01"


@pytest.mark.parametrize("change", ["edited", "added"])
@pytest.mark.parametrize("decision", ["keep", "delete"])
def test_a_milestone_that_the_deletion_of_its_action_did_not_see_waits_for_a_person(
    plan: OpenPlan, change: str, decision: str
) -> None:
    other = duplicate(plan)
    records.delete(plan, "action", "a1", ANN)
    unseen = "m1" if change == "edited" else "m3"
    if change == "edited":
        _due(other, "m1", "31/10/2016", BOB)
    else:
        _step(other, "Panel met", BOB, "m3")
    both = _merged(plan, other)
    assert _waiting(both) == [("delete", unseen, "exists")]
    assert _here(both) == {"a2", "b1", unseen}
    (told,) = conflicts.open_conflicts(both, both.document())
    assert told.ref == ("1.1 / Letters sent" if change == "edited" else "1.1 / Panel met")
    assert [(side.value, side.author) for side in told.sides][1] == ("delete", "Ann")
    resolve(both, _one(both).id, Decision(word=decision), ANN)
    kept = {"a1", "m1", "m2", unseen} if decision == "keep" else set()
    assert _here(both) == {"a2", "b1"} | kept
    assert _waiting(both) == []
    undo.undo(both, ANN)
    assert _waiting(both) == [("delete", unseen, "exists")]
    assert problems(both.file) == []


def test_an_action_whose_deletion_is_decided_takes_its_milestones_along(plan: OpenPlan) -> None:
    other = duplicate(plan)
    records.delete(plan, "action", "a1", ANN)
    edits.edit(other, [edits.Edit("action", "a1", "title", "", "Better")], BOB)
    both = _merged(plan, other)
    assert _waiting(both) == [("delete", "a1", "exists")]
    again = duplicate(both)
    resolve(both, _one(both).id, Decision(word="delete"), ANN)
    assert (_here(both), _waiting(both)) == ({"a2", "b1"}, [])
    resolve(again, _one(again).id, Decision(word="keep"), ANN)
    assert (_here(again), _waiting(again)) == ({"a1", "a2", "b1", "m1", "m2"}, [])


def test_the_milestones_of_a_group_s_own_actions_are_its_own(plan: OpenPlan) -> None:
    ours, theirs = duplicate(plan, OURS), duplicate(plan, THEIRS)
    _due(ours, "m1", "31/10/2016", BOB)
    _step(ours, "Panel met", BOB, "m3")
    _due(theirs, "m1", "30/11/2016", BOB)
    assert find(ours.document(), ours.table, "m1").get("due") == "2016-10-31"
    assert "m3" in _here(ours)
    assert find(theirs.document(), theirs.table, "m1").get("due") == "2016-09-30"
    assert _waiting(theirs) == [("held", "m1", "due")]


def test_a_milestone_that_is_moved_to_another_group_s_action_waits(plan: OpenPlan) -> None:
    ours = duplicate(plan, OURS)
    moved = edits.Edit("milestone", "m1", "action", "", "b1")
    edits.edit(ours, [moved], BOB)
    assert find(ours.document(), ours.table, "m1").text("action") == "a1"
    assert _waiting(ours) == [("held", "m1", "action")]


def test_an_action_that_two_delete_apart_needs_no_decision(plan: OpenPlan) -> None:
    other = duplicate(plan)
    for each, who in ((plan, ANN), (other, BOB)):
        records.delete(each, "action", "a1", who)
    both = _merged(plan, other)
    assert (_here(both), _waiting(both)) == ({"a2", "b1"}, [])


def test_a_milestone_of_an_action_whose_adding_was_undone_brings_it_back(plan: OpenPlan) -> None:
    records.add(plan, "action", {("ref", ""): "1.9", ("title", ""): "New"}, ANN, "a9")
    other = duplicate(plan)
    undo.undo(plan, ANN)
    _step(other, "First", BOB, "m9", "1.9")
    both = _merged(plan, other)
    assert _waiting(both) == [("delete", "m9", "exists")]
    resolve(both, _one(both).id, Decision(word="keep"), ANN)
    back = find(both.document(), both.table, "1.9 / First")
    assert (back.id, _waiting(both)) == ("m9", [])
    assert find(both.document(), both.table, "1.9").text("title") == "New"
    assert show_json.show(both)


def test_a_milestone_that_another_group_proposes_is_one_thing_to_take(plan: OpenPlan) -> None:
    theirs = duplicate(plan, THEIRS)
    _step(theirs, "Panel met", BOB, "m3")
    assert "m3" not in _here(theirs)
    both = _merged(plan, theirs)
    assert _waiting(both) == [("held", "m3", "exists")]
    resolve(both, _one(both).id, Decision(take=1), ANN)
    assert find(both.document(), both.table, "1.1 / Panel met").get("due") == "2016-09-30"
    assert _waiting(both) == []


def test_milestones_go_into_the_next_period_with_their_action(
    plan: OpenPlan, tmp_path: Path
) -> None:
    _step(plan, "Lights", ANN, "m3", "1.2")
    asked = NewPeriod(("2017/18",), leaving=frozenset({"a2"}))
    new = start_period(tmp_path / "new.cspplan", plan, asked, ANN)
    assert _here(new) == {"a1", "b1", "m1", "m2"}
    assert _waiting(new) == []
    new.close()
