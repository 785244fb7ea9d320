"""Which of a file's changes show in the plan once the whole batch is merged."""

from __future__ import annotations

from collections.abc import Iterable

from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import EXISTS, Document
from csp_desktop.plan.values import same

Shown = dict[Cell, Change | None]
"""By cell the change that it shows; None where it is other because something was taken back."""


class Effects:
    """Compares the plan before and after a merge to tell what the merge's changes come to."""

    def __init__(self, plan: OpenPlan, before: Document, after: Document) -> None:
        """Ask within the merge's transaction: what it brought is looked up in the plan."""
        self._ledger = plan.file.ledger
        self._before, self._after = before, after

    def of(self, taken: Iterable[Change]) -> tuple[Shown, int, int]:
        """Which changes show, how many do, and how many repeat what the plan says already.

        What was taken back again, or replaced, shows nothing.
        """
        found: Shown = {}
        showing = silent = 0
        for change in taken:
            if change.stance is Stance.ASIDE:
                # An undo has no cell of its own. What it comes to shows in the cells of what it
                # took back.
                cells = {each for each in self._cells_behind(change) if self._is_other(each)}
                showing += bool(cells)
                found |= dict.fromkeys(sorted(cells - found.keys()))
            elif self._stands(change):
                other = self._is_other(change.cell)
                showing, silent = showing + other, silent + (not other)
                found |= {change.cell: change} if other else {}
        return found, showing, silent

    def _cells_behind(self, aside: Change) -> set[Cell]:
        """The cells of what a change sets aside, through others that set aside in turn."""
        found: set[Cell] = set()
        for each in self._ledger.several(aside.covers).values():
            # A redo sets an undo aside, and that undo another change: only at the end of such a
            # chain is there a change with a cell.
            found |= self._cells_behind(each) if each.stance is Stance.ASIDE else {each.cell}
        return found

    def _stands(self, change: Change) -> bool:
        """True if its cell shows this change, or it is one side of a conflict there."""
        kind, record, *place = change.cell
        now = self._after.record(kind, record)
        if now is None:
            # The record is gone. Then only its deletion can be what shows.
            return change.cell == change.cell.existence and change.value is False
        return change.id in now.held(*place).heads

    def _is_other(self, cell: Cell) -> bool:
        """True if a cell shows something else after the merge."""
        kind, record, *place = cell
        was, now = self._before.record(kind, record), self._after.record(kind, record)
        if was is None or now is None:
            # A record that comes or goes counts once, by its existence; of a new one the filled
            # cells too, but blank ones say nothing.
            whole = tuple(place) == EXISTS and (was or now) is not None
            return whole or (now is not None and now.get(*place) is not None)
        old, new = was.held(*place), now.held(*place)
        moved = old.unconfirmed != new.unconfirmed or not same(old.value, new.value)
        return old.contested or new.contested or moved
