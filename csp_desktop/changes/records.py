"""Whether a record exists: live, deleted, or deleted by one person and edited by another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from csp_desktop.changes.cellstate import CellState, Lineage
from csp_desktop.changes.change import Cell, Change, Stance


class RecordState(StrEnum):
    """Whether a record exists, as its changes have it.

    `unmade`: its making was undone after somebody had built on it. Nothing in force says that it
    exists, so it is not shown as a record; a person keeps or deletes it.
    """

    LIVE = "live"
    PROPOSED = "proposed"
    DELETED = "deleted"
    CONTESTED = "contested"
    UNMADE = "unmade"
    UNKNOWN = "unknown"


def standing(
    existence: Collection[Change],
    state: CellState,
    others: Mapping[Cell, tuple[CellState, Lineage]],
    aside: Collection[str] = (),
) -> RecordState:
    """A record's standing from its `existence` changes, their state, and its other cells.

    A deletion holds only over what its author saw. A head or proposal of another cell that it did
    not see contests it, and the record stays until a person decides. Where those who made it undid
    that (theirs are `aside`), it is in question too. What was only ever proposed is no more than
    that, whatever became of the proposals.
    """
    if not existence:
        return RecordState.UNKNOWN
    # The order of these questions is the rule. Existence in force comes first: it needs no look at
    # other cells, which is what nearly all records are decided by.
    unmade = is_unmade(existence, aside)
    if state.contested or state.value is True:
        how = RecordState.CONTESTED if state.contested else RecordState.LIVE
        return RecordState.UNMADE if unmade else how
    # No head anywhere: nothing but proposals is left, or nothing at all. Called DELETED, a new row
    # that waits for a decision would be listed nowhere.
    if not state.heads and not any(each.heads for each, _ in others.values()):
        if state.proposals:
            return RecordState.PROPOSED
        if not any(map(_makes, existence)):
            proposed = any(each.proposals for each, _ in others.values())
            return RecordState.PROPOSED if proposed else RecordState.DELETED
    # Here the record is said to be gone, by a deletion or by an undo of its making.
    if _unseen(existence, state, others):
        return RecordState.UNMADE if unmade else RecordState.CONTESTED
    return RecordState.DELETED


def is_unmade(existence: Collection[Change], aside: Collection[str]) -> bool:
    """True if nothing in force says that the record was ever made."""
    # A record that was proposed and then taken has no making without covers: what took the
    # proposal covers it. There any statement that the record exists counts as its making.
    made = list(filter(_makes, existence)) or [
        change
        for change in existence
        if change.value is True and change.stance is not Stance.PROPOSED
    ]
    return all(change.id in aside for change in made)


def _makes(change: Change) -> bool:
    return change.makes_record and change.stance is not Stance.PROPOSED


def _unseen(
    existence: Iterable[Change],
    state: CellState,
    others: Mapping[Cell, tuple[CellState, Lineage]],
) -> bool:
    """True if the author of the deletion had not seen some head or proposal of the record."""
    changes = {change.id: change for change in existence}
    seen = {each for head in state.heads for each in changes[head].covers}
    for cell_state, lineage in others.values():
        # A head need not be named itself: who saw a later change saw what that replaced. This
        # comes up where the later one has been set aside since, and what it covered is head again.
        unseen = {*cell_state.heads, *cell_state.proposals} - seen
        if unseen and unseen - lineage.below(seen & set(lineage.changes)):
            return True
    return False
