"""The window's panes, a line each, and the stack that holds those made so far."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Final, NamedTuple

from PySide6.QtWidgets import QStackedWidget, QWidget

from csp_desktop.gui.session.pane import Pane
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.plan.selection import Selection


class PaneLine(NamedTuple):
    """A pane: its name, its title with the letter that chooses it in the menu, and its class.

    `made_by` is 'module:class'. The module is loaded when the pane is first shown: what some panes
    draw with is heavy.
    """

    name: str
    title: str
    made_by: str

    @property
    def label(self) -> str:
        """The words on its tab."""
        return self.title.replace("&", "")

    def make(self, state: PlanState) -> Pane:
        """Make the pane."""
        module, _, name = self.made_by.partition(":")
        pane = getattr(import_module(module), name)(state)
        assert isinstance(pane, Pane)  # noqa: S101 - a wrong line shows when it is first tried
        return pane


PANES: Final = (
    PaneLine("overview", "&Overview", "csp_desktop.gui.overview.pane:OverviewPane"),
    PaneLine("grid", "Status &grid", "csp_desktop.gui.grid.pane:GridPane"),
    PaneLine("kpis", "&KPIs", "csp_desktop.gui.kpis.pane:KpiPane"),
    PaneLine("returns", "&Returns", "csp_desktop.gui.returns.pane:ReturnsPane"),
    PaneLine("snapshots", "&Snapshots", "csp_desktop.gui.snapshots.pane:SnapshotsPane"),
    PaneLine("history", "&History", "csp_desktop.gui.history.pane:HistoryPane"),
    PaneLine("plan", "&Plan", "csp_desktop.gui.document.pane:PlanPane"),
)
"""In the order of their tabs and of Ctrl+1, Ctrl+2 and so on."""


class Panes(QStackedWidget):
    """Holds the panes, one of them in front; `nothing` shows while no plan is open."""

    def __init__(self, lines: Sequence[PaneLine], state: PlanState, nothing: QWidget) -> None:
        super().__init__()
        self.lines = tuple(lines)
        self._state = state
        self._made: dict[str, Pane] = {}
        self.addWidget(nothing)

    def pane(self, name: str) -> Pane:
        """The pane called `name`, made now if it has not been. Raises KeyError for another name."""
        if name not in self._made:
            line = {line.name: line for line in self.lines}[name]
            made = self._made[name] = line.make(self._state)
            self.addWidget(made)
        return self._made[name]

    def made(self, name: str) -> Pane | None:
        """The pane called `name` if it has been made."""
        return self._made.get(name)

    @property
    def front(self) -> str:
        """The name of the pane in front, '' while no plan is open."""
        shown = self.currentWidget()
        return next((name for name, pane in self._made.items() if pane is shown), "")

    @property
    def front_pane(self) -> Pane | None:
        """The pane in front, None while no plan is open."""
        return self._made.get(self.front)

    def show_pane(self, name: str, selection: Selection, at: object = None) -> Pane:
        """Put a pane in front, narrowed to `selection`, up to date, and at `at` if it is given."""
        pane = self.pane(name)
        # Before it is in front: what it showed last would flash up otherwise.
        pane.narrow(selection)
        if at is not None:
            pane.show_at(at)
        pane.refresh()
        self.setCurrentWidget(pane)
        return pane

    def show_nothing(self) -> None:
        """Show what shows while no plan is open."""
        self.setCurrentIndex(0)

    def narrow(self, selection: Selection) -> None:
        """Let the pane in front follow a selection; the others do when they are shown."""
        if self.front_pane:
            self.front_pane.narrow(selection)

    def go_stale(self) -> None:
        """Let every pane show its plan anew: what it measured when it did so is so no more."""
        for pane in self._made.values():
            pane.go_stale()

    def leave(self) -> None:
        """Let every pane stop what is under way."""
        for pane in self._made.values():
            pane.leave()
