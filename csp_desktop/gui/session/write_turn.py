"""A plan that another holds, so that it may only be read here: whether its turn to write has come.

What the window said of the holder when it opened the plan is true for as long as they hold it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.session.long_job import LongJob
from csp_desktop.gui.session.messages import READING, Notice
from csp_desktop.gui.session.plan_session import PlanState

if TYPE_CHECKING:
    from csp_desktop.operations.session.open_plan import OpenPlan

EVERY_MILLISECONDS = 4000

FREE = "{} is not open elsewhere any more. To change it here, open it for writing."
OPEN_FOR_WRITING = "Open for writing"


class Turn(QObject):
    """Looks now and then, and when the window comes to the front, who holds the plan.

    Each time that is somebody else, or nobody any more, a notice says so, and so does whatever
    is refused in the window; where nobody does, the notice offers to open the plan for writing.
    """

    def __init__(self, window: QWidget, state: PlanState) -> None:
        super().__init__(window)
        self._state = state
        self._asking = LongJob(state, self)
        self._every = QTimer(self, interval=EVERY_MILLISECONDS)
        self._every.timeout.connect(self.look)
        state.opened.connect(self._begin)
        state.closed.connect(self._every.stop)
        window.installEventFilter(self)

    def _begin(self) -> None:
        if self._state.held_elsewhere:
            self._every.start()
        else:
            self._every.stop()

    def look(self) -> None:
        """Ask who holds the plan, where another did when it was opened."""
        # Asked on the plan's thread, behind what it is doing: on a slow share these must not pile
        # up.
        if self._every.isActive() and not self._asking.running:
            # Where it cannot be known, what was said is left: it is asked again soon.
            self._asking.read(_why_not_written, self._say)

    def _say(self, why: str) -> None:
        state = self._state
        path = state.path
        if path is None:
            return
        said = why or FREE.format(path.name)
        # Only news is told: a person who closed the notice does not want it back every four
        # seconds.
        if said == state.door.closed_because:
            return
        state.door.shut(said)
        action = "" if why else OPEN_FOR_WRITING
        act = None if why else lambda: state.open(path)
        state.noticed.emit(Notice(said, "warning", about=READING, action=action, act=act))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look when the window comes to the front: the other may have been closed meanwhile."""
        if event.type() == QEvent.Type.WindowActivate:
            self.look()
        return super().eventFilter(watched, event)


def _why_not_written(plan: OpenPlan) -> str:
    from csp_desktop.operations.session.plan_files import why_not_written

    return why_not_written(plan.path)
