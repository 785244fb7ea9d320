"""The panes of a window, one in front of the others; each is made when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QStackedWidget, QWidget

from csp_desktop.plan.selection import Selection
from csp_desktop.plan.statuses import STATUSES


@runtime_checkable
class Refreshing(Protocol):
    """A pane that is brought up to date whenever it is shown."""

    def refresh(self) -> None:
        """Show the present plan."""


@runtime_checkable
class Narrowing(Protocol):
    """A pane that follows the place and the filters that were chosen."""

    def narrow(self, selection: Selection) -> None:
        """Show what `selection` asks for."""


@runtime_checkable
class Undoing(Protocol):
    """A pane in which Undo takes back what was done there, and not what was done elsewhere."""

    @property
    def next_undo(self) -> str | None:
        """What Undo would take back, in words; None for nothing."""

    @property
    def next_redo(self) -> str | None:
        """What Redo would do again, in words; None for nothing."""

    def undo(self) -> None:
        """Take back what was done last here."""

    def redo(self) -> None:
        """Do again what was taken back last here."""


@dataclass(frozen=True, slots=True)
class PaneKind:
    """One pane: its name, the words on its tab, and how it is made.

    `legend` are the statuses or ratings that the foot of the window explains, () for no foot.
    `places` and `panel` say whether the tree of places and an action's side panel belong beside it,
    `follows` whether it can show a chosen place itself, and `searches` what is searched for; where
    it cannot, the grid does.
    """

    name: str
    title: str
    make: Callable[[], QWidget]
    legend: tuple[str, ...] = STATUSES
    places: bool = True
    panel: bool = False
    follows: bool = False
    searches: bool = False


class Panes(QStackedWidget):
    """Holds the panes, one of them in front; `nothing` shows while no plan is open."""

    def __init__(self, kinds: Iterable[PaneKind], nothing: QWidget) -> None:
        """`kinds` are the panes in the order of their tabs and of Ctrl+1, Ctrl+2 and so on."""
        super().__init__()
        self.kinds = tuple(kinds)
        self._kinds = {kind.name: kind for kind in self.kinds}
        self._made: dict[str, QWidget] = {}
        self.addWidget(nothing)

    def pane(self, name: str) -> QWidget:
        """The pane called `name`, made now if it has not been. Raises KeyError for another name."""
        if name not in self._made:
            made = self._made[name] = self._kinds[name].make()
            self.addWidget(made)
        return self._made[name]

    def made(self, name: str) -> QWidget | None:
        """The pane called `name` if it has been made."""
        return self._made.get(name)

    @property
    def front(self) -> str:
        """The name of the pane in front, '' while no plan is open."""
        shown = self.currentWidget()
        return next((name for name, pane in self._made.items() if pane is shown), "")

    @property
    def kind(self) -> PaneKind | None:
        """The kind of the pane in front, None while no plan is open."""
        return self._kinds.get(self.front)

    def show_pane(self, name: str, selection: Selection) -> PaneKind:
        """Put a pane in front, narrowed to `selection` and up to date; return its kind."""
        pane = self.pane(name)
        # Before it is in front: what it showed last would flash up otherwise.
        _narrow(pane, selection)
        if isinstance(pane, Refreshing):
            pane.refresh()
        self.setCurrentWidget(pane)
        return self._kinds[name]

    def show_nothing(self) -> None:
        """Show what shows while no plan is open."""
        self.setCurrentIndex(0)

    def narrow(self, selection: Selection) -> None:
        """Let the pane in front follow a selection; the others do when they are shown."""
        _narrow(self.currentWidget(), selection)


def _narrow(pane: object, selection: Selection) -> None:
    if isinstance(pane, Narrowing):
        pane.narrow(selection)
