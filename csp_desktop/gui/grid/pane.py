"""The status grid as a pane: what a person asks of it is written to the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPagedPaintDevice
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csp_desktop.gui.grid.view import StatusGrid
from csp_desktop.gui.session.messages import DONE, Notice
from csp_desktop.gui.session.milestones import delete_milestone
from csp_desktop.gui.session.pane import Pane
from csp_desktop.gui.session.plan_session import PlanState

if TYPE_CHECKING:
    from csp_desktop.operations.editing.edits import Edit


class GridPane(Pane):
    """Shows the actions in the status grid, and writes what is entered there."""

    panel, follows, searches = True, True, True

    def __init__(self, state: PlanState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self.view = view = StatusGrid(state.door.letters)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(view)
        self.setFocusProxy(view)
        view.drafted = state.drafts.text_of
        view.edits_requested.connect(self._submit)
        view.text_entered.connect(state.drafts.enter)
        view.confirm_requested.connect(state.confirm)
        view.refused.connect(self._tell_refused)
        view.selection_changed.connect(self.go.show_selection)
        view.columns_changed.connect(self._keep_columns)
        view.add_asked.connect(lambda: self.go.do("add-action"))
        view.milestone_asked.connect(lambda: self.go.do("add-milestone"))
        view.milestone_deleted.connect(lambda shown: delete_milestone(state, shown))

    def print_to(self, device: QPagedPaintDevice) -> int:
        """Print what is shown; returns on how many pages."""
        return self.view.print_to(device)

    # The actions are shown, and follow the plan, by the window: they are there before all panes.

    def _submit(self, edits: list[Edit]) -> None:
        said = self.view.grid.said if self.view.grid else ""

        def done(_: object) -> None:
            if said:
                act = self._state.undo
                self._state.noticed.emit(Notice(said, about=DONE, action="Undo", act=act))

        self._state.submit(edits, done=done)

    def _tell_refused(self, said: str) -> None:
        """Say why what was entered was not taken; it goes when something else is done."""
        self._state.noticed.emit(Notice(said, "warning", "grid", passing=True))

    def _keep_columns(self, names: tuple[str, ...]) -> None:
        self._state.user.choose_columns(self._state.document.plan_id, names)
