"""The window without its commands: its parts, how they are laid out, and going about in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from csp_desktop.gui.document.sections import section_of
from csp_desktop.gui.grid.pane import GridPane
from csp_desktop.gui.session.navigator import Navigator
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.window.close_guard import Leaving
from csp_desktop.gui.window.legend import Legend
from csp_desktop.gui.window.message_bar import NoticeStrip
from csp_desktop.gui.window.nav_tree import Navigation
from csp_desktop.gui.window.no_plan import NoPlan
from csp_desktop.gui.window.pane_registry import PaneLine, Panes
from csp_desktop.gui.window.side_panels import Sides
from csp_desktop.gui.window.toolbar import TopBar
from csp_desktop.gui.window.window_settings import WindowSettings
from csp_desktop.plan.selection import Selection

if TYPE_CHECKING:
    from csp_desktop.gui.grid.view import StatusGrid
    from csp_desktop.gui.panel.side_panel import SidePanel
    from csp_desktop.measures.overview.overview import Indicators

_SMALLEST = (760, 440)


class WindowFrame(QMainWindow, Navigator):
    """Toolbar, places, panes and side panel round one open plan, and the ways between them.

    `gone` tells that another pane or another part of the plan is shown.
    """

    gone = Signal()

    def __init__(self, state: PlanState, keeper: themes.Themes, lines: Sequence[PaneLine]) -> None:
        super().__init__()
        self.state = state
        state.go = self
        self.selection = Selection()
        self.failed_path: Path | None = None
        """The plan that could not be opened last, for its backups."""
        self.strip = NoticeStrip()
        self.places = Navigation()
        self.nothing = NoPlan()
        self.legend = Legend()
        self.panes = Panes(lines, state, self.nothing)
        self.top = TopBar([(line.name, line.label) for line in lines])
        self.sides = Sides(state, self.places, self.panes, self)
        self.room = self.sides.room
        self.leaving = Leaving(state, self.strip)
        self.kept = WindowSettings(state.user, self, self.room, keeper)
        self._lay_out()

    def _lay_out(self) -> None:
        self.setWindowTitle("CSP Desktop")
        self.setMinimumSize(*_SMALLEST)
        self.setAcceptDrops(True)
        self.addToolBar(self.top)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self.room, 1)
        column.addWidget(self.legend)
        self.setCentralWidget(inside)

    # What the parts ask of the whole window

    def make_menus(self) -> None:
        """Make the commands and menus, which the first picture of a plan does not need."""

    def show_owed(self) -> None:
        """Say how many updates the quarter is still owed."""
        table = self.grid.grid
        owed = len(table.grid.found(Selection(no_update=True))) if table else 0
        possible = any(self.state.document.of("action"))
        self.top.show_owed(owed, asked_for=self.selection.no_update, possible=possible)

    @property
    def panel(self) -> SidePanel:
        """The side panel, made when first used or once the window has been painted."""
        return self.sides.panel

    @property
    def grid(self) -> StatusGrid:
        """The status grid."""
        pane = self.panes.pane("grid")
        assert isinstance(pane, GridPane)  # noqa: S101 - the window is built round it
        return pane.view

    # Going about

    @property
    def pane(self) -> str:
        """The name of the pane in front, '' where no plan is open."""
        return self.panes.front

    def show_pane(self, name: str, at: object = None) -> None:
        if not self.state.is_open:
            return
        self.top.show_pane(name)
        shown = self.panes.show_pane(name, self.selection, at)
        self.room.show_sides(is_open=True, places=shown.places, panel=shown.panel)
        self.legend.show_names(shown.legend)
        self.legend.setVisible(bool(shown.legend))
        self.show_commands()
        self.gone.emit()
        if at is not None:
            self.focus_pane()

    def show_selection(self, selection: Selection) -> None:
        """Show what `selection` asks for, everywhere that tells of it; save what is typed first."""
        self.state.drafts.flush()
        self.selection = selection
        self.grid.set_selection(selection)
        self.panes.narrow(selection)
        self.places.show_place(selection)
        self.top.search.show_text(selection.text)
        self.show_owed()
        self.gone.emit()

    def narrow(self, *, text: str | None = None, no_update: bool | None = None) -> None:
        """Search for `text`, or show only what has no update; the rest of the selection stays."""
        selection = self.selection
        if text is not None:
            selection = replace(selection, text=text)
        if no_update is not None:
            selection = replace(selection, no_update=no_update)
        front = self.panes.front_pane
        if no_update is not None or not (front and front.searches):
            self.show_pane("grid")
        self.show_selection(selection)

    def go_to_place(self, place: Selection) -> None:
        """Go to a place of the plan; filters and search stay on."""
        front = self.panes.front_pane
        if not (front and front.follows):
            self.show_pane("grid")
        self.show_selection(
            replace(
                self.selection,
                strategic_priority=place.strategic_priority,
                delivery_priority=place.delivery_priority,
                group=place.group,
                person=place.person,
            )
        )

    def show_actions(self, selection: Selection) -> None:
        self.show_pane("grid")
        self.show_selection(selection)
        self.sides.show_first()
        self.focus_pane()

    def show_indicators(self, asked: Indicators) -> None:
        self.show_pane("kpis")
        self.show_selection(asked.place)
        self.show_pane("kpis", asked)

    def reveal(self, kind: str, record_id: str, field: str = "", period: str = "") -> None:
        """Go to a record, or to a field of it, taking filters off where they hide it."""
        record = self.state.document.record(kind, record_id)
        if record is None:
            return
        if kind == "indicator":
            self.show_selection(Selection())
            self.show_pane("kpis", record_id)
        elif kind == "milestone":
            self.reveal("action", record.text("action"))
        elif kind == "action":
            self.show_pane("grid")
            if not self.grid.reveal(record_id, field, period):
                self.show_selection(Selection())
                self.grid.reveal(record_id, field, period)
            self.panel.show_action(record_id)
        elif section_of(self.state.document, self.state.table, kind, record_id):
            self.show_pane("plan", (kind, record_id, field))

    def show_history_of(self, action_id: str) -> None:
        self.show_pane("history", action_id)

    def report(self, snapshot: str = "") -> None:
        from csp_desktop.gui.reporting.dialog import ask_report

        ask_report(self.state, self, snapshot)

    def count(self, pane: str, number: int) -> None:
        self.top.count(pane, number)

    def take_returns(self, files: Sequence[Path] = ()) -> None:
        """Read files as returns, or where none are given the illustrative ones."""
        self.strip.settle("samples")
        self.show_pane("returns", files or "samples")

    # Where the focus is

    def go_to_search(self) -> None:
        """Give the focus to the search."""
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_pane(self) -> None:
        front = self.panes.currentWidget()
        if front is self.nothing:
            self.nothing.button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif front is not None:
            front.setFocus(Qt.FocusReason.TabFocusReason)

    def next_area(self, step: int) -> None:
        """Give the focus to the next part of the window, or with -1 to the one before."""
        reason = Qt.FocusReason.TabFocusReason
        top: QWidget = self.top.search if self.state.is_open else self.top.menu_button
        areas: list[tuple[QWidget, Callable[[], None]]] = [
            (self.top, lambda: top.setFocus(reason)),
            (self.strip, self.strip.focus_action),
            (self.places, lambda: self.places.setFocus(reason)),
            (self.panes, self.focus_pane),
        ]
        if self.room.made:
            areas.append((self.panel, self.panel.focus_status))
        shown = [(area, focus) for area, focus in areas if area.isVisible()]
        focused = QApplication.focusWidget()
        at = next((n for n, (area, _) in enumerate(shown) if _holds(area, focused)), -1)
        if shown:
            shown[(at + step) % len(shown) if at >= 0 else 0][1]()


def _holds(area: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (area is focused or area.isAncestorOf(focused))
