"""From one status to another, each with its shape."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import row
from csp_desktop.gui.widgets.labels import ElidedLabel, Glyph, Words


class Travel(QWidget):
    """Shows what was and what is, on one line; only what is where that is the same.

    What is gives way where there is no room.
    """

    def __init__(self, size: themes.Size = "body", before: QWidget | None = None) -> None:
        """`before` is what the line begins with."""
        super().__init__()
        side, height = (14, 18) if size == "body" else (13, 13)
        self._was, self._now = Glyph(side=side, height=height), Glyph(side=side, height=height)
        self._said, self._to = Words("", size), Words("to", size, "text2")
        self._says = ElidedLabel(size, "text")
        begins = (before,) if before else ()
        parts = (*begins, self._was, self._said, self._to, self._now, (self._says, 1))
        row(*parts, spacing=6, over=self)

    def show_shapes(self, shapes: tuple[str, str], words: tuple[str, str]) -> None:
        """Show two words with their shapes, '' for none; no words for what was leave it out."""
        travels = bool(words[0]) and words[0] != words[1]
        self._was.show_glyph(shapes[0])
        self._was.setVisible(bool(shapes[0]) and travels)
        self._said.setText(words[0])
        for label in (self._said, self._to):
            label.setVisible(travels)
        self._now.show_glyph(shapes[1])
        self._now.setVisible(bool(shapes[1]))
        self._says.setText(words[1])
