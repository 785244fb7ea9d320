"""Edits cover what their author saw; all of them are kept, or none."""

from __future__ import annotations

import pytest

from csp_desktop.changes.change import Cell, make_change
from csp_desktop.errors import BadValue, Failure, Refusal
from csp_desktop.operations.editing.edits import Edit, confirm, edit
from csp_desktop.operations.editing.history import history
from csp_desktop.operations.editing.records import delete
from csp_desktop.operations.editing.undo import undo
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.plan.document import Held
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.values import Value
from csp_desktop.store.check import problems
from tests.operations.conftest import ANN, BOB

Q1 = "2016/17 Q1"


def held(plan: OpenPlan, field: str = "measure", period: str = "") -> Held:
    return plan.file.values.held("action", "a1", field, period)


def put(plan: OpenPlan, value: Value, seen: tuple[str, ...] | None = None, visit: str = "") -> None:
    edit(plan, [Edit("action", "a1", "measure", "", value, seen)], BOB, visit=visit)


def elsewhere(plan: OpenPlan, value: str, covers: tuple[str, ...]) -> None:
    """A change of the measure that comes from another copy."""
    change = make_change(plan.plan_id, Cell("action", "a1", "measure"), value, covers, value)
    plan.write("merge", [change], ANN, undoable=False)


def test_an_edit_covers_the_heads_its_author_had_on_screen(plan: OpenPlan) -> None:
    put(plan, "first")
    seen = held(plan).heads
    elsewhere(plan, "theirs", seen)
    put(plan, "mine", seen)
    assert held(plan).contested
    assert held(plan).value == "first"
    assert len(held(plan).heads) == 2


def test_a_first_edit_of_a_cell_seen_blank_does_not_hide_another_s(plan: OpenPlan) -> None:
    elsewhere(plan, "theirs", plan.file.values.held("action", "a1", "exists").heads)
    put(plan, "mine", ())
    assert held(plan).contested
    assert held(plan).value is None


def test_an_edit_that_says_the_same_as_another_is_no_conflict(plan: OpenPlan) -> None:
    put(plan, "first")
    seen = held(plan).heads
    elsewhere(plan, "the same", seen)
    put(plan, "the  same", seen)
    assert not held(plan).contested
    assert problems(plan.file) == []


def test_a_value_left_as_its_author_saw_it_is_no_edit(plan: OpenPlan) -> None:
    put(plan, "first")
    seen = held(plan).heads
    for value in ("first", " first ", "first\u00a0"):
        assert not edit(plan, [Edit("action", "a1", "measure", "", value)], BOB).operation
    elsewhere(plan, "theirs", seen)
    put(plan, "first", seen)
    assert held(plan).value == "theirs"
    assert not held(plan).contested


def test_without_a_screen_an_edit_covers_what_stands_there_now(plan: OpenPlan) -> None:
    put(plan, "first")
    elsewhere(plan, "theirs", held(plan).heads)
    put(plan, "mine")
    assert held(plan).value == "mine"
    assert not held(plan).contested


def test_a_contested_cell_is_pointed_to_its_conflict(plan: OpenPlan) -> None:
    put(plan, "first")
    seen = held(plan).heads
    elsewhere(plan, "one", seen)
    elsewhere(plan, "other", seen)
    for act in (
        lambda: put(plan, "third"),
        lambda: put(plan, "third", seen),
        lambda: confirm(plan, [("action", "a1", "measure", "")], BOB),
        lambda: delete(plan, "action", "a1", BOB),
    ):
        with pytest.raises(Refusal, match="conflict"):
            act()


def test_several_edits_are_kept_together_or_not_at_all(plan: OpenPlan) -> None:
    good = Edit("action", "a1", "measure", "", "x")
    with pytest.raises(BadValue):
        edit(plan, [good, Edit("action", "a2", "status", "2031/32 Q1", "purple")], BOB)
    assert held(plan).value is None
    outcome = edit(plan, [good, Edit("action", "a2", "measure", "", "y")], BOB)
    assert {record for _, record, _ in outcome.changed} == {"a1", "a2"}
    undo(plan, BOB)
    assert held(plan).value is None
    assert plan.file.values.held("action", "a2", "measure").value is None


def test_the_saves_of_one_visit_are_one_entry_and_one_undo(plan: OpenPlan) -> None:
    put(plan, "before")
    for text in ("A", "A sto", "A story"):
        put(plan, text, visit="visit-1")
    newest, *_ = history(plan, "action", "a1")
    assert (newest.old, newest.new) == ("before", "A story")
    undo(plan, BOB)
    assert held(plan).value == "before"


def test_a_record_deleted_meanwhile_cannot_be_edited(plan: OpenPlan) -> None:
    delete(plan, "action", "a1", ANN)
    with pytest.raises(Refusal, match="not in this plan any more"):
        put(plan, "x")


def test_a_confirmed_value_stands_as_it_was(plan: OpenPlan) -> None:
    from csp_desktop.changes.change import Stance

    cell = Cell("action", "a1", "measure")
    covers = plan.file.values.held("action", "a1", "exists").heads
    unsure = make_change(plan.plan_id, cell, "likely", covers, "n", Stance.UNCONFIRMED)
    plan.write("merge", [unsure], ANN, undoable=False)
    assert held(plan).unconfirmed
    confirm(plan, [("action", "a1", "measure", "")], BOB)
    assert (held(plan).value, held(plan).unconfirmed) == ("likely", False)
    undo(plan, BOB)
    assert held(plan).unconfirmed


def test_a_plan_open_for_reading_takes_no_edit(plan: OpenPlan) -> None:
    reading = open_plan(plan.path, SHIPPED)
    with pytest.raises(Failure, match="reading only"):
        edit(reading, [Edit("action", "a1", "measure", "", "x")], BOB)
    reading.close()


def test_an_outcome_tells_all_that_changed(plan: OpenPlan) -> None:
    before = plan.document()
    outcome = edit(plan, [Edit("action", "a1", "status", Q1, "red")], BOB)
    assert before.with_records(outcome.changed) == plan.document()
    assert (outcome.label, outcome.author, outcome.proposed) == ("edit", "Bob", 0)
