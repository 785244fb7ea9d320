"""The plan's own parts changed in two copies apart, and merged in either order."""

from collections.abc import Callable

import pytest

from csp_desktop.operations.deciding.conflicts import conflicts
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.parts import follow, move, remove
from csp_desktop.operations.editing.records import add
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.selection import home_lacks
from tests.operations.memory import OURS, THEIRS, as_copy, duplicate, small_plan

ANN, BOB = Stamp("Ann", "2016-07-01T09:00:00+01:00"), Stamp("Bob", "2016-07-02T09:00:00+01:00")
Doing = Callable[[OpenPlan, Stamp], object]
PRIORITY, DELIVERY = "strategic_priority", "delivery_priority"
ITEM = "Map who knows; what they know"


def begun() -> OpenPlan:
    """A plan with two strategic priorities and a delivery priority under the first."""
    plan = small_plan()
    for number in (1, 2):
        given = {("number", ""): number, ("title", ""): f"Priority {number}"}
        add(plan, PRIORITY, given, ANN, f"s{number}")
    given = {("label", ""): "1.DP1", ("strategic_priority", ""): "s1"}
    add(plan, DELIVERY, {**given, ("improvement_actions", ""): [ITEM, "Train"]}, ANN, "d1")
    return plan


def put(kind: str, record: str, field: str, value: str) -> Doing:
    return lambda plan, stamp: edit(plan, [Edit(kind, record, field, "", value)], stamp)


def apart(one: Doing, other: Doing) -> OpenPlan:
    """The plan after both were done in copies; it comes out the same whichever is merged first."""
    start = begun()
    left, right = duplicate(start), duplicate(start)
    one(left, ANN)
    other(right, BOB)
    ways = [duplicate(start), duplicate(start)]
    for plan, copies in zip(ways, ((left, right), (right, left)), strict=True):
        for copy in copies:
            merge(plan, [as_copy(copy)], BOB)
    assert ways[0].document() == ways[1].document()
    return ways[0]


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        (put(PRIORITY, "s1", "title", "Gangs"), put("action", "a1", "title", "Mentors"), []),
        (put(PRIORITY, "s1", "title", "Gangs"), put(PRIORITY, "s1", "title", "Youth"), ["edit"]),
        (put(PRIORITY, "s1", "title", "Gangs"), put(PRIORITY, "s1", "narrative", "Long"), []),
        (
            lambda plan, stamp: move(plan, PRIORITY, "s1", 1, stamp),
            put(PRIORITY, "s1", "title", "Gangs"),
            [],
        ),
        (
            lambda plan, stamp: remove(plan, "group", THEIRS, stamp, OURS),
            put("group", THEIRS, "lead", "R. Adeyemi"),
            ["delete"],
        ),
        (
            lambda plan, stamp: follow(plan, "d1", ITEM, stamp),
            put("action", "a1", "title", "Mentors"),
            [],
        ),
    ],
)
def test_what_contradicts_is_decided_and_nothing_else(
    one: Doing, other: Doing, kinds: list[str]
) -> None:
    assert [each.kind for each in conflicts(apart(one, other))] == kinds


def test_an_improvement_action_followed_twice_is_two_actions_with_one_ref() -> None:
    plan = apart(*(lambda plan, stamp: follow(plan, "d1", ITEM, stamp),) * 2)
    assert plan.document().kinds[DELIVERY]["d1"].items("improvement_actions") == ("Train",)
    assert [each.kind for each in conflicts(plan)] == ["ref"]


def test_what_was_put_under_a_record_that_another_removed_needs_a_home() -> None:
    plan = apart(
        lambda plan, stamp: remove(plan, "group", THEIRS, stamp),
        put("action", "a1", "group", THEIRS),
    )
    document = plan.document()
    assert "group" in home_lacks(document, document.kinds["action"]["a1"])
