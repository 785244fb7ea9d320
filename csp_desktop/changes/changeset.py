"""A set of changes in memory, and everything worked out from it: the plain model of a plan file.

It is what a plan file's current values are checked against and rebuilt from, and what the laws of
merging are tested on. It keeps no order of arrival.
"""

from __future__ import annotations

from collections.abc import Iterable

from csp_desktop.changes.arrival import affected_by, are_aside, arrive
from csp_desktop.changes.cellstate import BLANK, CellState, Lineage, fold
from csp_desktop.changes.change import NOWHERE, Cell, Change, Stance
from csp_desktop.changes.records import RecordState, standing


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
