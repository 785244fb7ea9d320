"""The parts that are put into a window, as it knows them: its commands, and what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from csp_desktop.errors import CspError


class Commands(Protocol):
    """The commands and menus of a window."""

    failed_path: Path | None

    @property
    def whole(self) -> QMenu:
        """The menu behind the menu button."""

    def actions(self) -> dict[str, QAction]:
        """The actions by their command's name."""

    def do(self, name: str) -> None:
        """Do the command called `name`."""

    def follow(self) -> None:
        """Turn commands on and off."""


class PlanTeller(Protocol):
    """Keeps what a window says in step with the plan."""

    def show_no_plan(self) -> None:
        """Show that no plan is open."""

    def show_commands(self) -> None:
        """Turn commands and buttons on and off."""

    def show_owed(self) -> None:
        """Say how many updates the quarter is still owed."""

    def show_fault(self, error: BaseException, what: str) -> None:
        """Tell of a fault of the program."""

    def show_damaged(self, error: CspError) -> None:
        """Say what is wrong with the plan file, and offer what mends it with the least loss."""

    def tell_done(self, said: str) -> None:
        """Say what was done, with Undo; nothing where `said` is ''."""

    def tell_refused(self, said: str) -> None:
        """Say why a pane did not take what was entered."""
