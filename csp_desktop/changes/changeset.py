"""A set of changes in memory, and everything worked out from it: the plain model of a plan file.

It is what a plan file's current values are checked against and rebuilt from, and what the laws of
merging are tested on. It keeps no order of arrival.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from csp_desktop.changes.arrival import affected_by, are_aside, arrive
from csp_desktop.changes.cellstate import BLANK, CellState, Lineage, fold
from csp_desktop.changes.change import NOWHERE, Cell, Change, Stance


class ChangeSet:
    """Changes of one plan. Adding the same ones in any order, however often, gives the same."""

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        """Hold `changes`."""
        self.changes: dict[str, Change] = {}
        self.waiting: dict[str, Change] = {}
        self.aside: set[str] = set()
        self._by_cell: dict[Cell, list[Change]] = {}
        self._cells: dict[tuple[str, str], set[Cell]] = {}
        self._awaited: dict[str, list[str]] = {}
        self._asides: dict[str, list[str]] = {}
        self._states: dict[Cell, CellState] = {}
        self.add(changes)

    def in_effect(self, change_id: str) -> bool:
        """True if the change is held and does not wait."""
        return change_id in self.changes and change_id not in self.waiting

    def waiting_for(self, change_id: str) -> Iterable[Change]:
        """The held changes that wait, among others, for this one."""
        # `_awaited` is never pruned, so those that took effect since are passed over here.
        ids = self._awaited.get(change_id, ())
        return [self.waiting[each] for each in ids if each in self.waiting]

    def asides_of(self, change_id: str) -> Iterable[str]:
        """The held changes, not waiting, that set this one aside."""
        return self._asides.get(change_id, ())

    def set_aside_by(self, change_id: str) -> Iterable[str]:
        """What this change sets aside; nothing where it states a value."""
        change = self.changes[change_id]
        return change.covers if change.stance is Stance.ASIDE else ()

    def add(self, changes: Iterable[Change]) -> set[Cell]:
        """Take in `changes`; returns the cells whose state may have changed."""
        new = {change.id: change for change in changes if change.id not in self.changes}
        # `arrive` asks this set what it held before, so `new` is added only after it. The rules on
        # set-asides, on the other hand, look new changes up, so they come last.
        effective, waiting = arrive(self, new.values())
        self.changes.update(new)
        for change in waiting:
            self.waiting[change.id] = change
            for each in change.covers:
                self._awaited.setdefault(each, []).append(change.id)
        for change in effective:
            self._take_effect(change)
        touched = {change.cell for change in effective}
        for each, aside in are_aside(self, affected_by(self, effective)).items():
            if aside:
                self.aside.add(each)
            else:
                self.aside.discard(each)
            # Its cell folds differently now although no change was made in that cell.
            touched.add(self.changes[each].cell)
        touched.discard(NOWHERE)
        for cell in touched:
            self._states.pop(cell, None)
        return touched

    def _take_effect(self, change: Change) -> None:
        self.waiting.pop(change.id, None)
        if change.stance is Stance.ASIDE:
            for each in change.covers:
                self._asides.setdefault(each, []).append(change.id)
        else:
            self._by_cell.setdefault(change.cell, []).append(change)
            self._cells.setdefault(change.cell[:2], set()).add(change.cell)

    def of_cell(self, cell: Cell) -> list[Change]:
        """The changes in effect of one cell, in no promised order."""
        return self._by_cell.get(cell, [])

    def state(self, cell: Cell) -> CellState:
        """What the cell's changes add up to."""
        if cell not in self._by_cell:
            return BLANK
        if cell not in self._states:
            self._states[cell] = fold(self.of_cell(cell), self.aside)
        return self._states[cell]

    def records(self) -> Iterable[tuple[str, str]]:
        """The kind and id of every record that any change in effect is about."""
        return self._cells.keys()

    def cells(self, kind: str, record: str) -> set[Cell]:
        """The cells of a record that any change in effect is about."""
        return self._cells.get((kind, record), set())

    def standing(self, kind: str, record: str) -> RecordState:
        """The record's standing: live, deleted, contested, or not known to exist."""
        existence = Cell(kind, record, "exists")
        others = {
            cell: (self.state(cell), Lineage(self.of_cell(cell)))
            for cell in self.cells(kind, record)
            if cell != existence
        }
        return standing(self.of_cell(existence), self.state(existence), others, self.aside)

    def picture(self) -> dict[Cell, CellState]:
        """Every cell that is not settled blank, with its state."""
        states = {cell: self.state(cell) for cells in self._cells.values() for cell in cells}
        return {cell: state for cell, state in states.items() if not state.settled_blank}


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
