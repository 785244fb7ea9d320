"""The plan's own parts: moved, removed with what points to them, followed as actions."""

import pytest

from csp_desktop.errors import Refusal
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.parts import follow, move, remove, write_new_name
from csp_desktop.operations.editing.records import add
from csp_desktop.operations.editing.undo import next_undo, undo
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.references import References
from csp_desktop.plan.values import Value
from tests.operations.conftest import ANN


def value(plan: OpenPlan, kind: str, record: str, field: str) -> Value:
    found = plan.document().record(kind, record)
    assert found is not None
    return found.get(field)


def put(plan: OpenPlan, kind: str, record: str, field: str, new: Value) -> None:
    edit(plan, [Edit(kind, record, field, "", new)], ANN)


def two_priorities(plan: OpenPlan) -> None:
    """A second strategic priority and two delivery priorities, of which one is under the first."""
    add(plan, "strategic_priority", {("number", ""): 2, ("title", ""): "Night"}, ANN, "s2")
    for number, above in (("1.DP2", "1"), ("2.DP1", "2")):
        given = {("label", ""): number, ("strategic_priority", ""): above}
        add(plan, "delivery_priority", given, ANN, f"d{number}")


def test_what_is_moved_changes_places_with_its_neighbour_in_one_step(plan: OpenPlan) -> None:
    two_priorities(plan)
    move(plan, "strategic_priority", "s1", 1, ANN)
    assert [value(plan, "strategic_priority", each, "number") for each in ("s1", "s2")] == [2, 1]
    move(plan, "delivery_priority", "d1.DP2", -1, ANN)
    assert value(plan, "delivery_priority", "d1", "label") == "1.DP2"
    assert value(plan, "delivery_priority", "d1.DP2", "label") == "1.DP1"
    assert next_undo(plan) == "move"
    undo(plan, ANN)
    assert value(plan, "delivery_priority", "d1", "label") == "1.DP1"
    # The one other delivery priority is under another strategic priority.
    with pytest.raises(Refusal, match="nothing to change with"):
        move(plan, "delivery_priority", "d2.DP1", -1, ANN)


def test_actions_go_with_their_delivery_priority_to_another_strategic_one(plan: OpenPlan) -> None:
    two_priorities(plan)
    put(plan, "delivery_priority", "d1", "strategic_priority", "2")
    document = plan.document()
    under = References(document, plan.table).to(document.kinds["strategic_priority"]["s2"])
    assert {each.kind.name: len(each.records) for each in under} == {
        "delivery_priority": 2,
        "action": 2,
    }


def test_what_points_to_a_removed_record_moves_to_another_or_points_nowhere(
    plan: OpenPlan,
) -> None:
    two_priorities(plan)
    put(plan, "action", "a1", "group", "g1")
    remove(plan, "group", "g1", ANN)
    assert value(plan, "action", "a1", "group") is None
    undo(plan, ANN)
    assert value(plan, "action", "a1", "group") == "g1"
    remove(plan, "delivery_priority", "d1", ANN, to="d2.DP1")
    for action in ("a1", "a2"):
        assert value(plan, "action", action, "delivery_priority") == "d2.DP1"
        assert value(plan, "action", action, "strategic_priority") == "s2"
    assert plan.document().record("delivery_priority", "d1") is None
    undo(plan, ANN)
    assert value(plan, "action", "a2", "delivery_priority") == "d1"
    assert value(plan, "action", "a2", "strategic_priority") == "s1"


def test_an_improvement_action_becomes_an_action_and_goes_from_the_list_as_one(
    plan: OpenPlan,
) -> None:
    items = ["Map who knows; what they know", "Train the wardens"]
    put(plan, "delivery_priority", "d1", "improvement_actions", items)
    made = follow(plan, "d1", items[0], ANN)
    [action] = plan.document().with_ref("1.3")
    assert action.get("title") == items[0]
    assert action.get("delivery_priority") == "d1"
    assert action.get("strategic_priority") == "s1"
    assert value(plan, "delivery_priority", "d1", "improvement_actions") == items[1:]
    assert {record for _, record, _ in made.changed} == {"d1", action.id}
    undo(plan, ANN)
    assert value(plan, "delivery_priority", "d1", "improvement_actions") == items
    assert not plan.document().with_ref("1.3")
    put(plan, "delivery_priority", "d1", "improvement_actions", items[1:])
    with pytest.raises(Refusal, match="not among the improvement actions"):
        follow(plan, "d1", items[0], ANN)


def test_a_new_name_is_written_wherever_the_old_one_stood(plan: OpenPlan) -> None:
    add(plan, "theme", {("name", ""): "Health"}, ANN, "t1")
    put(plan, "action", "a1", "themes", ["Prevent", "health"])
    before = References(plan.document(), plan.table)
    put(plan, "theme", "t1", "name", "Mental health")
    [(theme, old)] = before.renamed(plan.document())
    write_new_name(plan, "theme", theme.id, old, ANN)
    assert value(plan, "action", "a1", "themes") == ["Prevent", "Mental health"]
    undo(plan, ANN)
    assert value(plan, "action", "a1", "themes") == ["Prevent", "health"]


def test_what_is_contested_is_settled_before_anything_is_done_with_it(plan: OpenPlan) -> None:
    two_priorities(plan)
    seen = plan.document().kinds["delivery_priority"]["d1"].held("label").heads
    for label in ("1.DP7", "1.DP8"):
        edit(plan, [Edit("delivery_priority", "d1", "label", "", label, seen)], ANN)
    with pytest.raises(Refusal, match=r"label of .* is contested"):
        move(plan, "delivery_priority", "d1", 1, ANN)
    with pytest.raises(Refusal, match="conflict that waits"):
        remove(plan, "delivery_priority", "d1", ANN)
    assert value(plan, "action", "a1", "delivery_priority") == "d1"


def test_what_somebody_else_changed_since_is_not_overwritten(plan: OpenPlan) -> None:
    two_priorities(plan)
    seen = plan.document()
    put(plan, "delivery_priority", "d1", "label", "1.DP9")
    put(plan, "action", "a1", "group", "g1")
    # As if another copy had made it: what this copy made itself was on its screen.
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(type(plan.file.log), "made_here", lambda _, __: set())
        with pytest.raises(Refusal, match="has changed since you looked"):
            move(plan, "delivery_priority", "d1", 1, ANN, seen)
        with pytest.raises(Refusal, match="More is linked to Burglary group"):
            remove(plan, "group", "g1", ANN, seen=seen)
