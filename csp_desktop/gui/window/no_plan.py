"""What the window shows while no plan is open: none yet, or one that cannot be opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from csp_desktop.errors import CspError, PlanDamaged, ValuesAstray
from csp_desktop.gui.widgets.empty_state import EmptyState

REBUILD = "Rebuild the values"
"""What mends a plan whose changes are whole, and loses nothing."""


class NoPlan(EmptyState):
    """Says why there is nothing to see, and offers commands; `asked` carries a command's name."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._links: tuple[str, ...] = ()
        self._first = "open"
        self.pressed.connect(lambda: self.asked.emit(self._first))
        self.followed.connect(lambda index: self.asked.emit(self._links[index]))

    def say_opening(self) -> None:
        """Say nothing yet: a plan is on its way."""
        self.say("", "")

    def say_none(self) -> None:
        """Say that no plan is open."""
        self._first, self._links = "open", ("new-sample",)
        self.say(
            "No plan is open",
            "Open a plan file, or make a new one from the menu at the top left.",
            "Open a plan…",
            "Make one from the Hackney plan…",
        )

    def say_not_opened(self, path: Path, error: Exception) -> None:
        """Say why the plan at `path` cannot be opened."""
        told = str(error) if isinstance(error, CspError) else "What happened is told above."
        if isinstance(error, ValuesAstray):
            self._first, self._links = "rebuild", ("open", "new-sample")
            self.say(
                f"{path.name} cannot be opened",
                told,
                REBUILD,
                "Open another plan…",
                "Make one from the Hackney plan…",
            )
            return
        healed = isinstance(error, PlanDamaged)
        self._first, self._links = "open", ("restore", "heal" if healed else "new-sample")
        self.say(
            f"{path.name} cannot be opened",
            told,
            "Open another plan…",
            "Restore a backup of it…",
            "Mend it from another copy of it…" if healed else "Make one from the Hackney plan…",
        )
