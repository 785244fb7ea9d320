"""Cells and records worked out from their changes: the cases that people meet."""

from __future__ import annotations

from itertools import count

import pytest

from csp_desktop.changes.change import (
    Cell,
    Change,
    Stance,
    add_record,
    delete_record,
    edit,
    make_change,
    set_aside,
)
from csp_desktop.changes.changeset import ChangeSet, RecordState
from csp_desktop.plan.values import Value

PLAN = "p"
RECORD = ("action", "a")
MEASURE = Cell(*RECORD, "measure")
EXISTS = MEASURE.existence
_numbers = count()


def nonce() -> str:
    return str(next(_numbers))


@pytest.fixture
def made() -> list[Change]:
    return add_record(PLAN, *RECORD, {("measure", ""): "first", ("title", ""): None}, nonce)


def over(*covers: Change, value: Value = "x", stance: Stance = Stance.STATED) -> Change:
    return edit(PLAN, MEASURE, value, [each.id for each in covers], nonce(), stance)


def test_a_new_record_leaves_its_blank_fields_out(made: list[Change]) -> None:
    held = ChangeSet(made)
    assert [change.cell for change in made] == [EXISTS, MEASURE]
    assert held.standing(*RECORD) is RecordState.LIVE
    assert held.state(Cell(*RECORD, "title")).settled_blank


def test_a_record_nobody_spoke_of_is_unknown() -> None:
    assert ChangeSet().standing("action", "nobody") is RecordState.UNKNOWN


def test_equal_edits_are_no_conflict_and_show_the_same_text_everywhere(made: list[Change]) -> None:
    one, other = over(made[1], value="40 homes"), over(made[1], value="40\u00a0homes ")
    held = ChangeSet([*made, one, other])
    assert not held.state(MEASURE).contested
    assert len(held.state(MEASURE).heads) == 2
    assert held.state(MEASURE).value == ChangeSet([*made, other, one]).state(MEASURE).value


def test_clearing_a_cell_against_an_edit_is_a_conflict(made: list[Change]) -> None:
    held = ChangeSet([*made, over(made[1], value=None), over(made[1], value="x")])
    assert held.state(MEASURE).contested
    assert held.state(MEASURE).value == "first"


def test_two_first_edits_of_a_blank_cell_have_no_agreed_value(made: list[Change]) -> None:
    held = ChangeSet([made[0], over(made[0], value="x"), over(made[0], value="y")])
    assert held.state(MEASURE).contested
    assert held.state(MEASURE).value is None


def test_agreement_is_looked_for_further_down_where_it_too_is_contested(
    made: list[Change],
) -> None:
    one, other = over(made[1], value="one"), over(made[1], value="other")
    left, right = over(one, other, value="left"), over(one, other, value="right")
    state = ChangeSet([*made, one, other, left, right]).state(MEASURE)
    assert set(state.heads) == {left.id, right.id}
    assert state.value == "first"


def test_a_value_is_unconfirmed_while_nobody_who_stated_it_was_sure(made: list[Change]) -> None:
    unsure = over(made[1], value="likely", stance=Stance.UNCONFIRMED)
    held = ChangeSet([*made, unsure])
    assert held.state(MEASURE).unconfirmed
    held.add([over(made[1], value="likely")])
    assert not held.state(MEASURE).unconfirmed


def test_a_deletion_holds_over_what_its_author_saw(made: list[Change]) -> None:
    deletion = delete_record(PLAN, *RECORD, [each.id for each in made], nonce())
    assert ChangeSet([*made, deletion]).standing(*RECORD) is RecordState.DELETED


def test_an_edit_that_a_deletion_did_not_see_contests_it(made: list[Change]) -> None:
    deletion = delete_record(PLAN, *RECORD, [each.id for each in made], nonce())
    held = ChangeSet([*made, deletion, over(made[1], value="unseen")])
    assert held.standing(*RECORD) is RecordState.CONTESTED
    saw = [*held.state(EXISTS).heads, *held.state(MEASURE).heads]
    kept = make_change(PLAN, EXISTS, value=True, covers=saw, nonce=nonce())
    assert ChangeSet([*held.changes.values(), kept]).standing(*RECORD) is RecordState.LIVE


def test_a_proposal_that_a_deletion_did_not_see_contests_it(made: list[Change]) -> None:
    deletion = delete_record(PLAN, *RECORD, [each.id for each in made], nonce())
    proposal = over(made[1], value="proposed", stance=Stance.PROPOSED)
    assert ChangeSet([*made, deletion, proposal]).standing(*RECORD) is RecordState.CONTESTED


def test_deleted_in_two_copies_it_stays_deleted(made: list[Change]) -> None:
    deletions = [
        delete_record(PLAN, *RECORD, [each.id for each in made], nonce()) for _ in range(2)
    ]
    assert ChangeSet([*made, *deletions]).standing(*RECORD) is RecordState.DELETED


def test_a_proposal_changes_nothing_until_it_is_taken(made: list[Change]) -> None:
    proposal = over(made[1], value="proposed", stance=Stance.PROPOSED)
    held = ChangeSet([*made, proposal])
    assert held.state(MEASURE).value == "first"
    assert held.state(MEASURE).proposals == (proposal.id,)
    held.add([over(made[1], proposal, value="proposed")])
    assert held.state(MEASURE).value == "proposed"
    assert held.state(MEASURE).proposals == ()


def test_a_record_only_proposed_is_not_yet_there() -> None:
    proposed = add_record(PLAN, *RECORD, {}, nonce, stance=Stance.PROPOSED)
    assert ChangeSet(proposed).standing(*RECORD) is RecordState.PROPOSED


def test_what_was_built_on_a_record_whose_taking_was_undone_is_in_question() -> None:
    proposed = add_record(PLAN, *RECORD, {("measure", ""): "p"}, nonce, stance=Stance.PROPOSED)
    taken = make_change(PLAN, EXISTS, value=True, covers=[proposed[0].id], nonce=nonce())
    built_on = over(proposed[1], taken, value="x")
    undone = set_aside(PLAN, [taken.id], nonce())
    assert ChangeSet([*proposed, taken, undone]).standing(*RECORD) is RecordState.PROPOSED
    held = ChangeSet([*proposed, taken, built_on, undone])
    assert held.standing(*RECORD) is RecordState.UNMADE


def test_what_was_only_ever_proposed_is_proposed_whatever_became_of_a_part_of_it() -> None:
    proposed = add_record(PLAN, *RECORD, {("measure", ""): "p"}, nonce, stance=Stance.PROPOSED)
    other = over(proposed[0], value="another's", stance=Stance.PROPOSED)
    left = set_aside(PLAN, [each.id for each in proposed], nonce())
    assert ChangeSet([*proposed, left]).standing(*RECORD) is RecordState.DELETED
    assert ChangeSet([*proposed, left, other]).standing(*RECORD) is RecordState.PROPOSED


def test_a_record_whose_making_was_undone_is_in_question_where_others_built_on_it(
    made: list[Change],
) -> None:
    undone = set_aside(PLAN, [each.id for each in made], nonce())
    kept = make_change(PLAN, EXISTS, value=True, covers=[made[0].id], nonce=nonce())
    assert ChangeSet([*made, undone]).standing(*RECORD) is RecordState.DELETED
    assert ChangeSet([*made, undone, over(made[1])]).standing(*RECORD) is RecordState.UNMADE
    assert ChangeSet([*made, undone, kept]).standing(*RECORD) is RecordState.UNMADE
    again = set_aside(PLAN, [undone.id], nonce())
    assert ChangeSet([*made, undone, kept, again]).standing(*RECORD) is RecordState.LIVE


def test_a_field_that_this_version_does_not_know_is_kept_and_carried(made: list[Change]) -> None:
    unknown = make_change(PLAN, Cell(*RECORD, "budget"), 12, [made[0].id], nonce())
    held = ChangeSet([*made, unknown])
    assert held.state(unknown.cell).value == 12
    assert unknown.cell in held.cells(*RECORD)


def test_adding_what_is_held_touches_nothing(made: list[Change]) -> None:
    held = ChangeSet(made)
    assert held.add(made) == set()
