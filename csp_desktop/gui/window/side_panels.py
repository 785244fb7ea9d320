"""The sides of the window: the places before the pane, the side panel of one action after it.

What the panel shows is always a row of the grid, or the panel is empty and says so. It follows
the grid's current row, but not while the focus is in the panel: then only its user changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.window.pane_registry import Panes

if TYPE_CHECKING:
    from csp_desktop.gui.grid.pane import GridPane
    from csp_desktop.gui.grid.view import StatusGrid
    from csp_desktop.gui.panel.side_panel import SidePanel


_WIDTHS = (207, 838, 319)
_LEAST = (140, 320, 280)
_NARROW = 1040


class Room(QSplitter):
    """Shares the window's width out, and remembers which sides the user wants to see.

    In a narrow window the places give way to the pane until they are asked for. The side panel is
    made when it is first needed; until then an empty area keeps its room. `shared` tells that the
    sides shown are others.
    """

    shared = Signal()

    def __init__(self, places: QWidget, panes: QWidget, make_panel: Callable[[], QWidget]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        theme = themes.current()
        self._places, self._make_panel = places, make_panel
        self._panel = QWidget()
        self._made = False
        self._is_open = False
        self._places_allowed = True
        self._panel_allowed = True
        self._panel_wanted = True
        self._places_wanted: bool | None = None
        self.setChildrenCollapsible(True)
        self.setHandleWidth(1)
        for widget, least in zip((places, panes, self._panel), _LEAST, strict=True):
            self.addWidget(widget)
            widget.setMinimumWidth(theme.px(least))
        self.setStretchFactor(1, 1)
        self.setCollapsible(1, False)
        self.setSizes([theme.px(width) for width in _WIDTHS])

    @property
    def panel_shown(self) -> bool:
        """Whether the side panel's area is in the window."""
        return not self._panel.isHidden()

    @property
    def places_shown(self) -> bool:
        """Whether the places are in the window."""
        return not self._places.isHidden()

    def panel(self) -> QWidget:
        """The side panel, made now if it has not been."""
        if not self._made:
            self._made = True
            panel = self._make_panel()
            least = panel.minimumSizeHint().width()
            panel.setMinimumWidth(max(self._panel.minimumWidth(), least))
            before, self._panel = self._panel, panel
            shown = not before.isHidden()
            before.hide()
            self.replaceWidget(2, panel)
            panel.setVisible(shown)
            before.deleteLater()
        return self._panel

    @property
    def made(self) -> QWidget | None:
        """The side panel if it has been made."""
        return self._panel if self._made else None

    @property
    def places_wanting(self) -> bool:
        """Whether the places belong beside this pane, and are put away."""
        return self._is_open and self._places_allowed and not self.places_shown

    def show_sides(self, *, is_open: bool, places: bool = True, panel: bool = True) -> None:
        """Show the sides that are wanted, or none where no plan is open.

        `places` and `panel` are False where they do not belong beside the pane in front.
        """
        self._is_open = is_open
        self._places_allowed, self._panel_allowed = places, panel
        self.share()

    def want_panel(self, *, wanted: bool) -> None:
        """Show the side panel from now on, or put it away."""
        self._panel_wanted = wanted
        self.share()

    def want_places(self, *, wanted: bool) -> None:
        """Show the places from now on, or put them away, however narrow the window is."""
        self._places_wanted = wanted
        self.share()

    def share(self) -> None:
        """Decide which sides are shown, and share the width out."""
        before = (self.places_shown, self.panel_shown)
        panel = self._is_open and self._panel_wanted and self._panel_allowed
        crowded = panel or not self._panel_allowed
        narrow = crowded and self.window().width() < themes.current().px(_NARROW)
        places = self._places_wanted if self._places_wanted is not None else not narrow
        self._panel.setVisible(panel)
        self._places.setVisible(self._is_open and self._places_allowed and places)
        if before != (self.places_shown, self.panel_shown):
            self.shared.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share()

    def widths(self) -> tuple[int, ...]:
        """The widths of the three areas, () where one of them is not shown."""
        sizes = tuple(self.sizes())
        # A hidden side has the width 0, which is not what the user has set.
        return sizes if all(sizes) else ()

    def set_widths(self, widths: Sequence[int]) -> None:
        """Take the widths that were kept, if there are any."""
        if len(widths) == len(_WIDTHS):
            self.setSizes(list(widths))


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
