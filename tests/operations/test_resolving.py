"""A decision covers what was on its screen, and leaves everything else of the record open."""

from __future__ import annotations

import pytest

from csp_desktop.changes.conflicts import Conflict
from csp_desktop.errors import Refusal
from csp_desktop.operations.deciding import conflicts
from csp_desktop.operations.deciding.resolve import Decision, resolve
from csp_desktop.operations.editing import edits, records
from csp_desktop.operations.merging import merge
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from tests.operations.memory import as_copy, duplicate, small_plan

ANN = Stamp("Ann", "2016-07-01T09:00:00+01:00")
BOB = Stamp("Bob", "2016-07-02T09:00:00+01:00")


def _set(plan: OpenPlan, record: str, field: str, value: str, who: Stamp) -> None:
    edits.edit(plan, [edits.Edit("action", record, field, "", value)], who)


def _merged(one: OpenPlan, *others: OpenPlan) -> OpenPlan:
    merge.merge(one, [as_copy(each) for each in others], ANN)
    return one


def _listed(plan: OpenPlan) -> dict[tuple[str, str, str], str]:
    return {(each.kind, each.cell.record, each.cell.field): each.id for each in _all(plan)}


def _all(plan: OpenPlan) -> list[Conflict]:
    return conflicts.conflicts(plan)


@pytest.fixture
def renumbered() -> OpenPlan:
    """1.1 is renumbered to 1.8 by one and to 1.7 by another; 1.2 takes 1.1."""
    one = small_plan()
    other = duplicate(one)
    records.renumber(one, [("1.1", "1.8"), ("1.2", "1.1")], ANN)
    records.renumber(other, [("1.1", "1.7")], BOB)
    return _merged(one, other)


def test_an_action_whose_ref_is_contested_is_in_no_conflict_over_a_shared_ref(
    renumbered: OpenPlan,
) -> None:
    assert [action.text("ref") for action in renumbered.document().actions()].count("1.1") == 2
    assert set(_listed(renumbered)) == {("edit", "a1", "ref")}


def test_who_shares_a_ref_is_asked_once_the_contested_one_is_settled(renumbered: OpenPlan) -> None:
    resolve(renumbered, _listed(renumbered)["edit", "a1", "ref"], Decision(value="1.1"), ANN)
    ((kind, *_), found), *none = _listed(renumbered).items()
    assert (kind, none) == ("ref", [])
    resolve(renumbered, found, Decision(take=1), ANN)
    assert _all(renumbered) == []


def test_a_decision_on_a_shared_ref_leaves_a_contested_renumbering_open() -> None:
    start = small_plan()
    one, other, third = duplicate(start), duplicate(start), duplicate(start)
    records.renumber(one, [("1.1", "1.8"), ("1.2", "1.1"), ("2.1", "1.9")], ANN)
    records.renumber(other, [("1.1", "1.7")], BOB)
    records.add(third, "action", {("ref", ""): "1.9", ("title", ""): "Other"}, BOB)
    plan = _merged(one, other, third)
    found = {kind: id_ for (kind, *_), id_ in _listed(plan).items()}
    assert set(found) == {"edit", "ref"}
    resolve(plan, found["ref"], Decision(take=1), ANN)
    (left,) = _all(plan)
    assert {choice.value for choice in left.choices} == {"1.8", "1.7"}


def test_the_next_free_ref_is_none_that_somebody_asked_for(renumbered: OpenPlan) -> None:
    other = duplicate(renumbered)
    third = duplicate(renumbered)
    records.add(other, "action", {("ref", ""): "1.6", ("title", ""): "Theirs"}, BOB)
    records.add(third, "action", {("ref", ""): "1.6", ("title", ""): "Ours"}, ANN)
    plan = _merged(renumbered, other, third)
    found = {kind: id_ for (kind, *_), id_ in _listed(plan).items()}
    resolve(plan, found["ref"], Decision(take=1), ANN)
    refs = sorted(action.text("ref") for action in plan.document().actions())
    assert refs == ["1.1", "1.1", "1.6", "1.9", "2.1"]


def _deleted_and_contested() -> OpenPlan:
    one = small_plan()
    other, third = duplicate(one), duplicate(one)
    records.delete(one, "action", "a1", ANN)
    _set(other, "a1", "title", "Bob's", BOB)
    _set(third, "a1", "title", "Cat's", BOB)
    return _merged(one, other, third)


def test_a_deletion_is_not_decided_while_something_else_of_the_record_is_contested() -> None:
    plan = _deleted_and_contested()
    found = _listed(plan)
    with pytest.raises(Refusal, match="different values in its title"):
        resolve(plan, found["delete", "a1", "exists"], Decision(word="delete"), ANN)
    assert _listed(plan) == found


def test_keeping_a_record_leaves_what_is_contested_in_it_open() -> None:
    plan = _deleted_and_contested()
    resolve(plan, _listed(plan)["delete", "a1", "exists"], Decision(word="keep"), ANN)
    assert set(_listed(plan)) == {("edit", "a1", "title")}
    resolve(plan, _listed(plan)["edit", "a1", "title"], Decision(take=1), ANN)
    assert _all(plan) == []
