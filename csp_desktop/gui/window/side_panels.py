"""The sides of the window: the places before the pane, the side panel of one action after it.

What the panel shows is always a row of the grid, or the panel is empty and says so. It follows
the grid's current row, but not while the focus is in the panel: then only its user changes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.window.main_splitter import Room
from csp_desktop.gui.window.pane_registry import Panes

if TYPE_CHECKING:
    from csp_desktop.gui.grid.pane import GridPane
    from csp_desktop.gui.grid.view import StatusGrid
    from csp_desktop.gui.panel.side_panel import SidePanel


class Sides(QObject):
    """Shows the sides and puts them away, and keeps the panel at the action that is in hand."""

    def __init__(self, state: PlanState, places: QWidget, panes: Panes, parent: QObject) -> None:
        super().__init__(parent)
        self._state, self._panes = state, panes
        self.room = Room(places, panes, self._make_panel)

    @property
    def panel(self) -> SidePanel:
        """The side panel, made when first used or once the window has been painted."""
        return cast("SidePanel", self.room.panel())

    def _make_panel(self) -> SidePanel:
        from csp_desktop.gui.panel.side_panel import SidePanel

        panel = SidePanel(self._state)
        panel.closed.connect(self.close_panel)
        return panel

    @property
    def _grid(self) -> StatusGrid:
        return cast("GridPane", self._panes.pane("grid")).view

    # Which action

    def follow_current(self, action_id: str, _field: str, _period: str) -> None:
        """Show the action of the grid's current cell in the side panel, unless that is in hand."""
        # Not made yet means not shown yet: following would make it before the first picture.
        if action_id and self.room.made and not self.in_hand:
            self.panel.show_action(action_id)

    def follow_list(self) -> None:
        """Let go of the panel's action where the grid lists it no longer."""
        if self.room.made and self.panel.action_id and not self._grid.lists(self.panel.action_id):
            self.panel.let_go()

    @property
    def in_hand(self) -> bool:
        """Whether someone is at work in the side panel."""
        return self.room.made is not None and self.panel.in_hand

    def show_first(self) -> None:
        """Show the current action in the side panel, or else the first of the grid."""
        table = self._grid.grid
        if table is None:
            return
        row = table.action(table.currentIndex())
        actions = self._grid.shown()
        if row is not None:
            self.panel.show_action(row.key)
        elif actions:
            self._grid.reveal(actions[0].id)
            self.panel.show_action(actions[0].id)
        else:
            self.panel.show_action("")

    def open_panel(self, action_id: str) -> None:
        """Show the side panel for an action, and give it the focus."""
        self.room.want_panel(wanted=True)
        self.panel.show_action(action_id)
        self.panel.focus_status()

    # Shown or put away

    def close_panel(self) -> None:
        """Put the side panel away, and go back to the pane."""
        self.room.want_panel(wanted=False)
        self._state.go.focus_pane()

    def toggle_panel(self) -> None:
        """Show the side panel, or put it away."""
        if self.room.panel_shown:
            self.close_panel()
        else:
            self.room.want_panel(wanted=True)

    def toggle_places(self) -> None:
        """Show the tree of places, or put it away."""
        self.room.want_places(wanted=not self.room.places_shown)
