"""Carrying changes into another plan keeps what they add up to, and goes with merging."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from csp_desktop.changes.cellstate import CellState
from csp_desktop.changes.change import Cell, Change, make_change, set_aside
from csp_desktop.changes.changeset import ChangeSet
from csp_desktop.operations.rolling.carry_changes import carried
from csp_desktop.plan.values import Value, key
from tests.changes.histories import LONGEST, STEP, World

OLD, NEW = "old", "new"


def _story(seed: int, steps: int) -> bytes:
    return random.Random(seed).randbytes(steps * STEP)  # noqa: S311 - any history will do


worlds = st.builds(_story, st.integers(0, 2**64 - 1), st.integers(30, LONGEST)).map(World)


def everywhere(cell: Cell) -> Cell | None:
    return cell


def without_statuses(cell: Cell) -> Cell | None:
    return None if cell.field == "status" else cell


def over(held: ChangeSet, route: object = everywhere) -> ChangeSet:
    """A set with what the changes of another become."""
    assert callable(route)
    made = carried(held.changes.values(), NEW, route)
    return ChangeSet(change for images in made.values() for change in images)


def meaning(state: CellState) -> tuple[str, bool, bool, int]:
    return key(state.value), state.contested, state.unconfirmed, bool(state.proposals)


def picture(held: ChangeSet) -> dict[Cell, tuple[str, bool, bool, int]]:
    return {cell: meaning(state) for cell, state in held.picture().items()}


@given(worlds)
@settings(max_examples=100)
def test_what_goes_along_adds_up_to_the_same(world: World) -> None:
    for copy in world.copies:
        new = over(copy.held)
        assert picture(new) == picture(copy.held)
        assert not new.waiting
        for record in copy.held.records():
            assert new.standing(*record) is copy.held.standing(*record)


@given(worlds)
@settings(max_examples=100)
def test_what_stays_behind_changes_nothing_in_what_goes(world: World) -> None:
    for copy in world.copies:
        new = picture(over(copy.held, without_statuses))
        before = picture(copy.held)
        assert new == {cell: said for cell, said in before.items() if cell.field != "status"}


@given(worlds)
@settings(max_examples=100)
def test_carrying_apart_and_merging_is_merging_and_carrying(world: World) -> None:
    one, other = world.copies[0].held, world.copies[1].held
    assume(not one.waiting and not other.waiting)
    apart = ChangeSet([*over(one).changes.values(), *over(other).changes.values()])
    together = over(ChangeSet([*one.changes.values(), *other.changes.values()]))
    assert picture(apart) == picture(together)


def change(value: Value, covers: tuple[Change, ...] = (), nonce: str = "n") -> Change:
    return make_change(OLD, Cell("action", "a", "title"), value, [c.id for c in covers], nonce)


def test_what_was_blotted_out_stays_behind_and_what_covered_it_stands() -> None:
    first = change("Police")
    personal = change("Mr Smith", (first,))
    last = change("Council", (personal,))
    made = carried([first, replace(personal, value=None, blotted=True), last], NEW, everywhere)
    assert made.keys() == {first.id, last.id}
    held = ChangeSet(each for images in made.values() for each in images)
    assert held.state(first.cell).value == "Council"
    assert not held.state(first.cell).contested


def test_what_waits_stays_behind() -> None:
    first = change("Police")
    assert not carried([change("Council", (first,))], NEW, everywhere)


def test_an_undo_goes_along_for_what_went_along() -> None:
    first = change("Police")
    status = make_change(OLD, Cell("action", "a", "status", "2016/17 Q1"), "on track", (), "n")
    undone = set_aside(OLD, [first.id, status.id], "undo")
    made = carried([first, status, undone], NEW, without_statuses)
    held = ChangeSet(each for images in made.values() for each in images)
    assert held.state(first.cell).settled_blank
    assert len(held.changes) == 2
