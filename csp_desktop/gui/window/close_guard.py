"""Leaving a plan or the window: not before everything that was done is on the disk."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt

from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.window.message_bar import NoticeStrip
from csp_desktop.plan.wording import plural

LEAVING = "leaving"


class Leaving(QObject):
    """Saves what is typed, waits for what is on its way to the disk, and then goes on.

    Where something cannot be saved, a notice says so and offers to leave it.
    """

    def __init__(self, state: PlanState, strip: NoticeStrip) -> None:
        # Its child: nothing that is still queued comes when the window is gone.
        super().__init__(strip)
        self._state, self._strip = state, strip
        self._afterwards: Callable[[], None] | None = None
        self._whatever = False
        # Queued: going on may close the plan, and must not do so in the midst of the write queue's
        # own work.
        state.saving_changed.connect(self._look, Qt.ConnectionType.QueuedConnection)

    def then(self, go_on: Callable[[], None], *, whatever: bool = False) -> None:
        """Do `go_on` once nothing would be lost, or in any case once the disk is done."""
        self._state.flush()
        self._afterwards, self._whatever = go_on, whatever
        self._look()

    def at_once(self, go_on: Callable[[], None]) -> None:
        """As `then`, without turning to the event loop: a session that ends does not wait."""
        self._state.flush()
        # Not until the system ends the session: it gives a program a few seconds and no event loop.
        while self._state.door.busy:
            self._state.tasks.settle()
        self.then(go_on)

    def _look(self) -> None:
        if self._state.door.busy:
            return
        if not self._state.unsaved:
            # What the notice told of has been saved since, by a name that was given or a retry.
            self._strip.settle(LEAVING)
        if self._afterwards is None:
            return
        # Cleared before it is called: going on saves and closes, which comes back here.
        go_on, self._afterwards = self._afterwards, None
        lost = self._state.unsaved
        if not lost or self._whatever:
            self._strip.settle(LEAVING)
            go_on()
            return
        what = f"{lost} {plural(lost, 'change is', 'changes are')}"
        self._strip.tell(
            Notice(
                f"{what} not saved, and would be lost.",
                "error",
                about=LEAVING,
                action="Close without saving",
                act=lambda: self.then(go_on, whatever=True),
            )
        )
