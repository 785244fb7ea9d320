"""A state that holds a plan as it stood: everything can be read of it, and nothing written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from csp_desktop.gui.session.plan_session import EMPTY, PlanState
from csp_desktop.gui.snapshots.lines import name_of
from csp_desktop.operations.snapshots.compare import ComparedState

if TYPE_CHECKING:
    from csp_desktop.operations.editing.history import HistoryEntry


class FrozenState(PlanState):
    """Serves the parts of the window that show one action with what a snapshot froze.

    Its door is shut, so that whatever is asked of it is refused; history ends with the snapshot.
    """

    def __init__(self, state: PlanState) -> None:
        super().__init__(state.tasks, state.user, state.table, state.now, str)
        self._taken_at = ""
        self.because = ""

    def hold(self, side: ComparedState, state: PlanState) -> None:
        """Hold what a snapshot of the plan in `state` froze."""
        snapshot = side.snapshot
        name = name_of(snapshot) if snapshot else side.frozen.quarter
        self._taken_at = snapshot.taken_at if snapshot else ""
        self.document, self.quarter = side.frozen.document, side.frozen.quarter
        self.path = state.path
        self.because = (
            f"This is the plan as it stood at {name}, and nothing in it can be changed. "
            "Go back to now to edit."
        )
        self.door.restart(None, None, self.because)
        self.opened.emit()

    def let_go(self) -> None:
        """Hold nothing any more."""
        self.document, self.path, self.quarter = EMPTY, None, ""
        self.closed.emit()

    def history(
        self,
        kind: str,
        record: str,
        done: Callable[[list[HistoryEntry]], None],
        limit: int | None = None,
    ) -> None:
        """Fetch what had been changed of one record by then."""
        until = self._taken_at

        def arrived(entries: list[HistoryEntry]) -> None:
            done([each for each in entries if not each.at or _not_after(each.at, until)][:limit])

        super().history(kind, record, arrived)


def _not_after(at: str, until: str) -> bool:
    try:
        return datetime.fromisoformat(at) <= datetime.fromisoformat(until)
    except (ValueError, TypeError):
        return at <= until
