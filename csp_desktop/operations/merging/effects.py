"""What of a file's changes shows in the plan once all of a batch is merged."""

from __future__ import annotations

from collections.abc import Iterable

from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import EXISTS, Document
from csp_desktop.plan.values import same

Shown = dict[Cell, Change | None]
"""By cell the change that it shows; None where it is other because something was taken back."""


class Effects:
    """Tells by the plan before a merge and after all of it what its changes come to."""

    def __init__(self, plan: OpenPlan, before: Document, after: Document) -> None:
        """Ask within the merge's transaction: what it brought is looked up in the plan."""
        self._ledger = plan.file.ledger
        self._before, self._after = before, after

    def of(self, taken: Iterable[Change]) -> tuple[Shown, int, int]:
        """What of these changes shows, how many do, and how many say what the plan says already.

        What was taken back again, or replaced, shows nothing.
        """
        found: Shown = {}
        showing = silent = 0
        for change in taken:
            if change.stance is Stance.ASIDE:
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
            found |= self._cells_behind(each) if each.stance is Stance.ASIDE else {each.cell}
        return found

    def _stands(self, change: Change) -> bool:
        """Whether a change is what its cell shows, or one of the sides there."""
        kind, record, *place = change.cell
        now = self._after.record(kind, record)
        if now is None:
            return change.cell == change.cell.existence and change.value is False
        return change.id in now.held(*place).heads

    def _is_other(self, cell: Cell) -> bool:
        """Whether a cell shows something else once the files are merged."""
        kind, record, *place = cell
        was, now = self._before.record(kind, record), self._after.record(kind, record)
        if was is None or now is None:
            whole = tuple(place) == EXISTS and (was or now) is not None
            return whole or (now is not None and now.get(*place) is not None)
        old, new = was.held(*place), now.held(*place)
        moved = old.unconfirmed != new.unconfirmed or not same(old.value, new.value)
        return old.contested or new.contested or moved
