"""Names by which records are found: refused where they are taken, decided on after a merge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from csp_desktop.errors import BadValue, Refusal
from csp_desktop.operations.deciding.resolve import Decision, resolve
from csp_desktop.operations.editing import records
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.undo import undo
from csp_desktop.operations.merging.incoming import read_copy
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.session.lookup import find
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import copy_plan, open_plan
from csp_desktop.plan.fields import SHIPPED
from tests.operations.conftest import ANN, BOB
from tests.operations.memory import as_listed

NAMED = {
    "group": "name", "indicator": "name", "partner": "name", "person": "name", "theme": "name",
    "strategy": "name", "duty": "name", "case_study": "title", "delivery_priority": "label",
}  # fmt: skip


@pytest.fixture
def other(plan: OpenPlan, tmp_path: Path) -> Iterator[OpenPlan]:
    """Another copy of the plan."""
    path = tmp_path / "other.cspplan"
    copy_plan(plan, path, "Ann")
    opened = open_plan(path, SHIPPED, write=True, by="Bob")
    yield opened
    opened.close()


def add(plan: OpenPlan, kind: str, name: object) -> str:
    known = SHIPPED.kind(kind)
    assert known
    outcome = records.add(plan, kind, {(known.key, ""): name}, ANN)  # type: ignore[dict-item]
    return outcome.changed[0][1]


def bring(into: OpenPlan, *others: OpenPlan) -> None:
    merge(into, [read_copy(into, each.path) for each in others], ANN)


def listed(plan: OpenPlan) -> list[dict[str, object]]:
    """What waits, but for the name of the copy that each side happened to come with."""
    found = as_listed(plan)
    for choice in (choice for each in found for choice in each["choices"]):
        del choice["source"]
    return found


@pytest.mark.parametrize("kind", NAMED)
def test_a_name_that_is_taken_is_refused_when_it_is_given(plan: OpenPlan, kind: str) -> None:
    add(plan, kind, "Café Watch")
    with pytest.raises(BadValue, match="Café Watch"):
        add(plan, kind, "  CAFE\u0301  watch ")
    second = add(plan, kind, "Night Watch")
    with pytest.raises(BadValue, match="already"):
        edit(plan, [Edit(kind, second, NAMED[kind], "", "café watch")], BOB)
    edit(plan, [Edit(kind, second, NAMED[kind], "", "NIGHT WATCH")], BOB)


def test_whatever_has_a_name_is_found_by_it_unless_two_are_called_so(plan: OpenPlan) -> None:
    ids = {kind: add(plan, kind, f"Only {kind}") for kind in NAMED}
    for kind, made in ids.items():
        assert find(plan.document(), SHIPPED, f"only {kind}").id == made
        assert find(plan.document(), SHIPPED, made).kind == kind
    assert find(plan.document(), SHIPPED, "plan").kind == "plan"
    both = add(plan, "group", "Café Watch"), add(plan, "partner", "café watch")
    with pytest.raises(Refusal) as refused:
        find(plan.document(), SHIPPED, "Café watch")
    assert all(each in str(refused.value) for each in both)
    # A number alone is a ref with a slip in it, and deletes no priority.
    first, _ = records.add(plan, "strategic_priority", {("number", ""): 9}, ANN).changed[0][1:]
    with pytest.raises(Refusal, match="Nothing in this plan is called '9'"):
        find(plan.document(), SHIPPED, "9")
    assert find(plan.document(), SHIPPED, "strategic_priority:9").id == first


@pytest.mark.parametrize("kind", NAMED)
def test_two_records_of_one_name_are_something_to_decide_after_a_merge(
    plan: OpenPlan, other: OpenPlan, kind: str
) -> None:
    mine, theirs = add(plan, kind, "Café Watch"), add(other, kind, "café watch")
    bring(plan, other)
    bring(other, plan)
    (found,) = listed(plan)
    assert listed(other) == [found]
    assert (found["kind"], found["field"]) == ("ref", NAMED[kind])
    assert {each["record"] for each in found["choices"]} == {mine, theirs}  # type: ignore[attr-defined]
    with pytest.raises(Refusal, match="is the name of 2 records: say which"):
        find(plan.document(), SHIPPED, f"{kind}:Café Watch")
    keeps = found["choices"][1]  # type: ignore[index]
    resolve(plan, str(found["id"]), Decision(take=2), ANN)
    bring(other, plan)
    for each in (plan, other):
        assert listed(each) == []
        assert find(each.document(), SHIPPED, f"{kind}:Café Watch").id == keeps["record"]
        assert find(each.document(), SHIPPED, f"{kind}:Café Watch (2)").id != keeps["record"]
    undo(plan, ANN)
    assert [each["id"] for each in listed(plan)] == [found["id"]]


def test_the_other_may_be_given_a_name_of_one_s_own(plan: OpenPlan, other: OpenPlan) -> None:
    add(plan, "group", "Watch")
    add(other, "group", "Watch")
    bring(plan, other)
    (found,) = listed(plan)
    with pytest.raises(BadValue, match="already"):
        resolve(plan, str(found["id"]), Decision(take=2, value="Burglary group"), ANN)
    resolve(plan, str(found["id"]), Decision(value="Late Watch"), ANN)
    assert listed(plan) == []
    kept = found["choices"][0]["record"]  # type: ignore[index]
    assert find(plan.document(), SHIPPED, "group:Watch").id == kept


def test_two_priorities_of_one_number_get_two_numbers(plan: OpenPlan, other: OpenPlan) -> None:
    add(plan, "strategic_priority", 2)
    add(other, "strategic_priority", 2)
    bring(plan, other)
    (found,) = listed(plan)
    resolve(plan, str(found["id"]), Decision(take=1), ANN)
    numbers = [each.get("number") for each in plan.document().of("strategic_priority")]
    assert sorted(numbers) == [1, 2, 3]  # type: ignore[type-var]


def test_refs_that_differ_only_in_case_are_borne_twice(plan: OpenPlan, other: OpenPlan) -> None:
    add(plan, "action", "1.3a")
    with pytest.raises(BadValue, match="ref of"):
        add(plan, "action", "1.3A")
    add(other, "action", "1.3A")
    bring(plan, other)
    assert [each["kind"] for each in listed(plan)] == ["ref"]


def test_a_side_of_something_else_takes_no_value_beside_it(plan: OpenPlan, other: OpenPlan) -> None:
    for each, words in ((plan, "Mine"), (other, "Theirs")):
        edit(each, [Edit("action", "a1", "title", "", words)], BOB)
    bring(plan, other)
    (found,) = listed(plan)
    with pytest.raises(BadValue, match="not both"):
        resolve(plan, str(found["id"]), Decision(take=1, value="Another"), ANN)


@pytest.mark.parametrize("kind", ["figure", "benchmark"])
def test_what_is_not_found_by_its_name_may_share_it(plan: OpenPlan, kind: str) -> None:
    add(plan, kind, "All crime")
    add(plan, kind, "All crime")
    assert listed(plan) == []


def test_what_has_no_name_shares_none(plan: OpenPlan) -> None:
    add(plan, "indicator", "(not named)")
    add(plan, "indicator", "(not named)")
    assert listed(plan) == []
