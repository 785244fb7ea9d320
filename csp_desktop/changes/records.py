"""Whether a record exists: live, deleted, or deleted by one person and edited by another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from csp_desktop.changes.cellstate import CellState, Lineage
from csp_desktop.changes.change import Cell, Change


class Standing(StrEnum):
    """How a record stands."""

    LIVE = "live"
    PROPOSED = "proposed"
    DELETED = "deleted"
    CONTESTED = "contested"
    UNKNOWN = "unknown"


def standing(
    existence: Iterable[Change],
    state: CellState,
    others: Mapping[Cell, tuple[CellState, Lineage]],
) -> Standing:
    """How a record stands, from its `existence` changes, what they add up to, and its other cells.

    A deletion holds only over what its author saw. A head or proposal of another cell that it did
    not see contests it, and the record stays until a person decides. The same goes for a record
    whose making was undone while somebody else had edited it.
    """
    changes = {change.id: change for change in existence}
    if not changes:
        return Standing.UNKNOWN
    if state.contested:
        return Standing.CONTESTED
    if state.value is True:
        return Standing.LIVE
    stated = any(cell_state.heads for cell_state, _ in others.values())
    if state.proposals and not state.heads and not stated:
        return Standing.PROPOSED
    seen = {each for head in state.heads for each in changes[head].covers}
    for cell_state, lineage in others.values():
        unseen = {*cell_state.heads, *cell_state.proposals} - seen
        if unseen and unseen - lineage.below(seen & set(lineage.changes)):
            return Standing.CONTESTED
    return Standing.DELETED
