"""What the pane shows: the plan's snapshots, and two states laid side by side.

All of it is read and compared on the plan's own thread; an answer that was overtaken is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject

from csp_desktop.errors import CspError
from csp_desktop.gui.session.long_job import LongJob
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.snapshots.lines import ComparisonLine, lines_of
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.snapshots.compare import Shelf, SideBySide, side_by_side
from csp_desktop.operations.snapshots.snapshots import NOW, Snapshot, document_of, listed


@dataclass(frozen=True, slots=True)
class Compared:
    """The plan's snapshots, and what comes of comparing two states.

    `sides` are the ids that are compared, 'now' for the plan as it stands. `trouble` says why they
    cannot be; `known` is whether the snapshots of this plan have been read.
    """

    snapshots: tuple[Snapshot, ...] = ()
    sides: tuple[str, str] = ("", NOW)
    laid: SideBySide | None = None
    lines: tuple[ComparisonLine, ...] = ()
    trouble: str = ""
    known: bool = False


class Laying(LongJob):
    """Keeps what is compared in step with the plan. `changed` tells of each step."""

    def __init__(self, state: PlanState, parent: QObject | None = None) -> None:
        super().__init__(state, parent)
        self.forget()

    def forget(self) -> None:
        """Begin anew: another plan is open, or none."""
        self.drop()
        self._shelf = Shelf()
        self.shown = Compared()
        self.changed.emit()

    def choose(self, was: str, now: str) -> None:
        """Compare two states by their ids; the one chosen twice takes the other's place."""
        self.shown = replace(self.shown, sides=(was, now))
        self.look()

    def choose_side(self, letter: str, stop: str) -> None:
        """Make a state side A or B; where it is the other side, the two change places."""
        was, now = self.shown.sides
        if letter == "a":
            self.choose(stop, was if stop == now else now)
        else:
            self.choose(now if stop == was else was, stop)

    def look(self) -> None:
        """Read the snapshots and compare the two sides, as the plan stands now."""
        state = self._state
        if not state.is_open:
            return
        table, sides, quarter, shelf = state.table, self.shown.sides, state.quarter, self._shelf

        def work(plan: OpenPlan) -> Compared:
            document = document_of(plan)
            found = tuple(listed(document))
            read = Compared(found, standing_sides(found, sides), known=True)
            if not read.sides[0]:
                return read
            try:
                laid = side_by_side(plan, *read.sides, shelf, document, quarter=quarter)
            except CspError as error:
                return replace(read, trouble=str(error))
            return replace(read, laid=laid, lines=lines_of(laid, table))

        def arrived(read: Compared) -> None:
            self.shown = read

        self.read(work, arrived, "The snapshots could not be read")

    def snapshot(self, snapshot_id: str) -> Snapshot | None:
        """The snapshot with this id, None for 'now' and for one that is not there."""
        return next((each for each in self.shown.snapshots if each.id == snapshot_id), None)


def standing_sides(snapshots: Sequence[Snapshot], sides: tuple[str, str]) -> tuple[str, str]:
    """The sides that can be compared: those chosen, else the last snapshot that counts, and now."""
    ids = {each.id for each in snapshots} | {NOW}
    was, now = (side if side in ids else "" for side in sides)
    if not was:
        counting = [each for each in snapshots if not each.withdrawn] or list(snapshots)
        was = next((each.id for each in counting if each.id != now), "")
    return was, now or NOW
