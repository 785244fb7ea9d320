"""What every pane of the window has: its place beside the others, and how it follows the plan."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import ClassVar

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.session.navigator import Navigator
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.queued_write import Changed
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.statuses import STATUSES


class Pane(Ground):
    """One of the window's panes. It is made when it is first shown, and given the state alone.

    It goes stale when the plan changes, and catches up by `show_plan`: after `pause` milliseconds
    while it is visible, else when it is shown.

    `legend` are the statuses or ratings that the foot of the window explains, () for no foot.
    `places` and `panel` say whether the tree of places and an action's side panel belong beside it,
    `follows` whether it can show a chosen place itself, and `searches` what is searched for; where
    it cannot, the grid does. `by_quarter` says whether it depends on the quarter looked at.
    """

    legend: ClassVar[tuple[str, ...]] = STATUSES
    places: ClassVar[bool] = True
    panel: ClassVar[bool] = False
    follows: ClassVar[bool] = False
    searches: ClassVar[bool] = False
    by_quarter: ClassVar[bool] = True
    pause: ClassVar[int] = 0

    def __init__(self, state: PlanState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._stale = True
        self._catching_up = QTimer(self, singleShot=True, interval=self.pause)
        self._catching_up.timeout.connect(self.refresh)
        state.document_changed.connect(self._plan_changed)
        state.opened.connect(self._another_plan)
        state.closed.connect(self._another_plan)
        if self.by_quarter:
            state.quarter_changed.connect(lambda _: self.go_stale())

    @property
    def go(self) -> Navigator:
        """The ways to what is elsewhere in the window."""
        return self._state.go

    # What a pane says for itself

    def show_plan(self) -> None:
        """Show the plan as it is now."""

    def concerns(self, changed: Changed) -> bool:
        """Whether a change of these records changes what is shown."""
        return True

    def begin_again(self) -> None:
        """Forget what belongs to the plan before: another one is open now, or none."""

    def narrow(self, selection: Selection) -> None:
        """Follow the place, the filters and the search that were chosen."""

    def show_at(self, at: object) -> None:
        """Go to something here, named in the pane's own terms; '' for the whole of it."""

    def focus_first(self) -> QWidget | None:
        """What takes the focus when the pane gets it."""
        return None

    def leave(self) -> None:
        """Stop what is under way, and keep what has to be kept: the window closes."""

    # Undo here, where it takes back what was done here alone

    @property
    def next_undo(self) -> str | None:
        """What Undo would take back, in words; None for nothing."""
        return self._state.door.next_undo

    @property
    def next_redo(self) -> str | None:
        """What Redo would do again, in words; None for nothing."""
        return self._state.door.next_redo

    def undo(self) -> None:
        """Take back what was done last."""
        self._state.undo()

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._state.redo()

    # Following the plan

    def refresh(self) -> None:
        """Show the plan as it is now, if it has changed since it was shown."""
        self._catching_up.stop()
        if self._stale and self._state.is_open:
            self._stale = False
            self.show_plan()

    def go_stale(self) -> None:
        """Catch up soon, or once the pane is shown."""
        self._stale = True
        if self.isVisible():
            self._catching_up.start()

    def _plan_changed(self, changed: Changed, _by: str) -> None:
        if self.concerns(changed):
            self.go_stale()

    def _another_plan(self) -> None:
        self.begin_again()
        self.go_stale()

    # As a widget

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus on; a focus proxy would keep the tab key from the head's buttons."""
        super().focusInEvent(event)
        self.pass_focus_on(event.reason())

    def pass_focus_on(self, reason: Qt.FocusReason = Qt.FocusReason.TabFocusReason) -> None:
        """Give the focus to what takes it here."""
        first = self.focus_first()
        if first is not None:
            first.setFocus(reason)

    @staticmethod
    def order_tabs(chain: Iterable[QWidget]) -> None:
        """Let the tab key go along `chain`; what was made last would come last otherwise."""
        for one, other in pairwise(chain):
            QWidget.setTabOrder(one, other)

    def sizeHint(self) -> QSize:
        return QSize(900, 600)
