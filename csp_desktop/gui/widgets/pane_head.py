"""The head of a pane: its title, a sentence on what is shown, and buttons at the right."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import row
from csp_desktop.gui.widgets.labels import ElidedLabel, Words

HEIGHT = 45
_GAP = 12


class PaneHead(QWidget):
    """A pane's head, of one height in every pane; the sentence gives way where there is no room.

    `gap` lies between the buttons, and `edge` after the last of them.
    """

    def __init__(
        self, title: str, buttons: Iterable[QWidget], *, gap: int = _GAP, edge: int = 16
    ) -> None:
        super().__init__()
        self.title = Words(title, "title", "text", strong=True)
        self.sentence = ElidedLabel("body", "text2")
        self.setFixedHeight(themes.current().px(HEIGHT))
        row(
            self.title, _GAP - gap, (self.sentence, 1), *buttons,
            margins=(16, 0, edge, 0), spacing=gap, ring=True, over=self,
        )  # fmt: skip

    def fits_into(self, width: int) -> bool:
        """Whether the buttons are whole where the head is that wide."""
        return self.minimumSizeHint().width() <= width
