"""Faults put into the rules on purpose: the laws must notice each of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

import pytest

from csp_desktop.changes import cellstate, changeset
from csp_desktop.changes.arrival import arrive as true_arrive
from csp_desktop.changes.cellstate import CellState, Lineage
from csp_desktop.changes.cellstate import fold as true_fold
from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.changes.changeset import ChangeSet, RecordState
from csp_desktop.changes.changeset import standing as true_standing
from csp_desktop.plan.values import Value, key
from tests.changes.histories import LONGEST, STEP, Copy, Covers, Screen, World
from tests.changes.laws import breaches

pytestmark = pytest.mark.whole

TRIES = 800

Patch = pytest.MonkeyPatch
Fault = Callable[[Patch], Covers | None]
FAULTS: list[Fault] = []


def fault(apply: Fault) -> Fault:
    FAULTS.append(apply)
    return apply


def _picking(winner: Callable[[list[Change]], Change]) -> Callable[..., CellState]:
    def fold(changes: Iterable[Change], aside: Collection[str]) -> CellState:
        held = list(changes)
        state = true_fold(held, aside)
        if not state.contested:
            return state
        won = winner([change for change in held if change.id in state.heads])
        return replace(state, heads=(won.id,), value=won.value, contested=False)

    return fold


@fault
def the_last_writer_wins(patch: Patch) -> None:
    patch.setattr(changeset, "fold", _picking(lambda heads: max(heads, key=lambda c: c.nonce)))


@fault
def the_one_that_came_last_wins(patch: Patch) -> None:
    patch.setattr(changeset, "fold", _picking(lambda heads: heads[-1]))


@fault
def the_lowest_id_wins(patch: Patch) -> None:
    patch.setattr(changeset, "fold", _picking(lambda heads: min(heads, key=lambda c: c.id)))


@fault
def a_contested_cell_shows_the_first_side(patch: Patch) -> None:
    def agreed(self: Lineage, heads: Collection[str], in_force: Collection[str]) -> Value:
        del in_force
        return self.value_of(heads)

    patch.setattr(Lineage, "agreed", agreed)


@fault
def a_contested_cell_is_blank(patch: Patch) -> None:
    patch.setattr(Lineage, "agreed", lambda *_: None)


@fault
def what_was_undone_may_be_what_was_agreed(patch: Patch) -> None:
    true_agreed = Lineage.agreed

    def agreed(self: Lineage, heads: Collection[str], in_force: Collection[str]) -> Value:
        del in_force
        return true_agreed(self, heads, self.changes.keys())

    patch.setattr(Lineage, "agreed", agreed)


@fault
def a_deletion_wins(patch: Patch) -> None:
    def standing(
        existence: list[Change], state: CellState, others: object, aside: set[str]
    ) -> RecordState:
        del others
        return true_standing(existence, state, {}, aside)

    patch.setattr(changeset, "standing", standing)


@fault
def an_edit_wins_over_a_deletion(patch: Patch) -> None:
    def standing(*arguments: object) -> RecordState:
        found = true_standing(*arguments)  # type: ignore[arg-type]
        return RecordState.LIVE if found is RecordState.CONTESTED else found

    patch.setattr(changeset, "standing", standing)


@fault
def a_deletion_saw_only_what_it_names(patch: Patch) -> None:
    def standing(
        existence: list[Change],
        state: CellState,
        others: dict[Cell, tuple[CellState, Lineage]],
        aside: set[str],
    ) -> RecordState:
        bare = {cell: (of, Lineage(())) for cell, (of, _) in others.items()}
        return true_standing(existence, state, bare, aside)

    patch.setattr(changeset, "standing", standing)


@fault
def what_was_unmade_is_shown_in_part(patch: Patch) -> None:
    def standing(*arguments: object) -> RecordState:
        found = true_standing(*arguments)  # type: ignore[arg-type]
        return RecordState.CONTESTED if found is RecordState.UNMADE else found

    patch.setattr(changeset, "standing", standing)


@fault
def an_edit_covers_what_is_current_by_now(patch: Patch) -> Covers:
    del patch

    def covers(copy: Copy, screen: Screen) -> Iterable[str]:
        return copy.held.state(screen.cell).heads or screen.saw

    return covers


@fault
def nothing_waits(patch: Patch) -> None:
    patch.setattr(changeset, "arrive", lambda _, new: (list(new), []))


@fault
def what_waits_is_never_released(patch: Patch) -> None:
    patch.setattr(ChangeSet, "waiting_for", lambda *_: [])


@fault
def what_waits_is_thrown_away(patch: Patch) -> None:
    true_add = ChangeSet.add

    def add(self: ChangeSet, changes: Iterable[Change]) -> set[Cell]:
        new = [change for change in changes if change.id not in self.changes]
        return true_add(self, true_arrive(self, new)[0])

    patch.setattr(ChangeSet, "add", add)


@fault
def what_was_undone_covers_nothing(patch: Patch) -> None:
    def fold(changes: Iterable[Change], aside: Collection[str]) -> CellState:
        return true_fold([change for change in changes if change.id not in aside], aside)

    patch.setattr(changeset, "fold", fold)


@fault
def what_was_undone_still_covers(patch: Patch) -> None:
    def fold(changes: Iterable[Change], aside: Collection[str]) -> CellState:
        held = list(changes)
        lineage = Lineage(held)
        hidden = lineage.below(lineage.changes)
        return true_fold(
            [each for each in held if each.id not in hidden or each.id in aside], aside
        )

    patch.setattr(changeset, "fold", fold)


@fault
def an_undo_does_nothing(patch: Patch) -> None:
    patch.setattr(changeset, "are_aside", lambda _, changes: dict.fromkeys(changes, False))


@fault
def a_redo_does_nothing(patch: Patch) -> None:
    patch.setattr(
        changeset,
        "are_aside",
        lambda known, changes: {each: any(known.asides_of(each)) for each in changes},
    )


@fault
def a_redo_is_not_followed_up(patch: Patch) -> None:
    def affected_by(known: ChangeSet, arrived: Iterable[Change]) -> set[str]:
        del known
        return {t for change in arrived if change.stance is Stance.ASIDE for t in change.covers}

    patch.setattr(changeset, "affected_by", affected_by)


@fault
def a_proposal_counts_as_stated(patch: Patch) -> None:
    def fold(changes: Iterable[Change], aside: Collection[str]) -> CellState:
        stated = [
            replace(change, stance=Stance.STATED) if change.stance is Stance.PROPOSED else change
            for change in changes
        ]
        return true_fold(stated, aside)

    patch.setattr(changeset, "fold", fold)


@fault
def proposals_are_never_shown(patch: Patch) -> None:
    def fold(changes: Iterable[Change], aside: Collection[str]) -> CellState:
        return replace(true_fold(changes, aside), proposals=())

    patch.setattr(changeset, "fold", fold)


@fault
def a_proposal_replaces_what_it_was_made_over(patch: Patch) -> None:
    def fold(changes: Iterable[Change], aside: Collection[str]) -> CellState:
        held = list(changes)
        proposed = [c.id for c in held if c.stance is Stance.PROPOSED and c.id not in aside]
        hidden = Lineage(held).below(proposed)
        return true_fold(held, {*aside, *hidden})

    patch.setattr(changeset, "fold", fold)


@fault
def covering_goes_one_step_deep(patch: Patch) -> None:
    def below(self: Lineage, tops: Iterable[str]) -> set[str]:
        named = {each for top in tops if top in self.changes for each in self.changes[top].covers}
        return named & self.changes.keys()

    patch.setattr(Lineage, "below", below)


@fault
def white_space_and_number_formats_count(patch: Patch) -> None:
    patch.setattr(cellstate, "key", repr)


@fault
def capitals_do_not_count(patch: Patch) -> None:
    patch.setattr(cellstate, "key", lambda value: key(value).lower())


@fault
def the_order_of_a_list_does_not_count(patch: Patch) -> None:
    patch.setattr(
        cellstate,
        "key",
        lambda value: key(sorted(value)) if isinstance(value, list) else key(value),
    )


@fault
def one_unsure_head_makes_all_unsure(patch: Patch) -> None:
    def fold(changes: Iterable[Change], aside: Collection[str]) -> CellState:
        of = {change.id: change for change in changes}
        state = true_fold(of.values(), aside)
        unsure = any(of[head].stance is Stance.UNCONFIRMED for head in state.heads)
        return replace(state, unconfirmed=unsure)

    patch.setattr(changeset, "fold", fold)


@fault
def a_merge_takes_only_what_stands(patch: Patch) -> None:
    """Merge the current values of the other copy in place of its changes."""

    def merge(self: World, copy: Copy, where: int, how: int) -> bool:
        del how
        other = self.copies[where % len(self.copies)].held
        standing = {head for state in other.picture().values() for head in state.heads}
        copy.held.add([change for change in other.changes.values() if change.id in standing])
        return True

    from tests.changes import histories

    steps = [(name, merge if name == "merge" else step) for name, step in histories._STEPS]
    patch.setattr(histories, "_STEPS", steps)
    patch.setattr(changeset, "arrive", lambda _, new: (list(new), []))


def _noticed(story: bytes, covers: Covers | None) -> bool:
    try:
        return bool(breaches(World(story, covers) if covers else World(story)))
    except KeyError:
        return True  # the fault brings the whole to a stop, which nobody would overlook


@pytest.mark.parametrize("apply", FAULTS, ids=lambda apply: apply.__name__)
def test_a_fault_is_noticed(apply: Fault, monkeypatch: Patch) -> None:
    covers = apply(monkeypatch)
    chance = random.Random(17)  # noqa: S311
    assert any(_noticed(chance.randbytes(STEP * LONGEST), covers) for _ in range(TRIES))


def test_without_a_fault_the_same_histories_break_no_law() -> None:
    chance = random.Random(17)  # noqa: S311
    for _ in range(TRIES // 8):
        assert not breaches(World(chance.randbytes(STEP * LONGEST)))
