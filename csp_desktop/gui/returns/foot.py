"""The bar at the foot of the returns pane: the keys that decide, who is outstanding."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from csp_desktop.gui.widgets.diff_cards import Key
from csp_desktop.gui.widgets.foot_bar import FootBar, named
from csp_desktop.gui.widgets.labels import Words

Keys = tuple[tuple[tuple[str, ...], str], ...]
DECIDING: Keys = (
    (("1",), "In the plan now"),
    (("2", "3"), "The others"),
    (("E",), "Edit"),
    (("J", "K"), "Next, previous"),
    (("Enter",), "Decide"),
    (("Ctrl+Z",), "Take back"),
)
IN_GRID: Keys = (
    (("J", "K"), "Next, previous change"),
    (("T",), "Take"),
    (("L",), "Leave"),
    (("Enter",), "Decide, or show in the status grid"),
    (("Esc",), "Back"),
)
"""The keys while one thing is decided, and while a file's grid is in front."""


class Foot(FootBar):
    """Shows as much as there is room for, and always the marking."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: Keys = ()

    def say(self, *, keys: Keys, outstanding: Sequence[str], marking: str) -> None:
        """Show these keys, whose returns are outstanding, and the plan's marking."""
        if keys != self._keys:
            self._keys = keys
            self.show_parts([
                named(*map(Key, names), Words(what, "small", "text2")) for names, what in keys
            ])  # fmt: skip
        self.tell(f"Outstanding: {', '.join(outstanding)}" if outstanding else "")
        self.set_marking(marking)
        told = "; ".join(f"{' or '.join(names)}: {what}" for names, what in keys)
        self.setAccessibleName(". ".join(filter(None, (told, self.told, marking))))
