"""What differs, shown: from a shape to a shape, or a text with its words marked in a box."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csp_desktop.gui.snapshots.differing import CellDifference
from csp_desktop.gui.snapshots.lines import ComparisonLine as Moved
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.diff_cards import Pieces
from csp_desktop.gui.widgets.ground import Framed
from csp_desktop.gui.widgets.labels import Glyph, Words

_INSIDE = 13


class TravelView(QWidget):
    """From one status to another, each with its shape, and who gave the second."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = themes.current()
        self._shapes = (Glyph(height=18), Glyph(height=18))
        self._words = (Words("", "body"), Words("", "body"))
        self._to = Words("to", "body", "text2")
        self._who = Words("", "small", "text2")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        row.addWidget(self._shapes[0])
        row.addWidget(self._words[0])
        row.addWidget(self._to)
        row.addWidget(self._shapes[1])
        row.addWidget(self._words[1])
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addLayout(row)
        column.addWidget(self._who)
        self._who.hide()

    def show_travel(self, moved: Moved) -> None:
        """Show what a line was and is."""
        self.say_who("")
        self.show_shapes((moved.was_shape, moved.now_shape), (moved.was, moved.now))
        self.setVisible(bool(moved.was or moved.now))

    def show_shapes(self, shapes: tuple[str, str], words: tuple[str, str]) -> None:
        """Show two words with their shapes; one of them where they are the same."""
        alike = words[0] == words[1]
        for side, (glyph, label) in enumerate(zip(self._shapes, self._words, strict=True)):
            shown = side == 1 or not alike
            glyph.show_glyph(shapes[side])
            glyph.setVisible(bool(shapes[side]) and shown)
            label.setText(words[side] or "Nothing")
            label.setVisible(shown)
        self._to.setVisible(not alike)

    def say_who(self, said: str) -> None:
        """Say who gave it, and when; '' for nobody."""
        self._who.setText(said)
        self._who.setVisible(bool(said))


class DifferenceBox(Framed):
    """A text with what differs marked, in a box as high as it needs."""

    def __init__(self, part: CellDifference, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = themes.current()
        self.text = Pieces()
        self.text.setAccessibleName(part.label)
        self.text.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.show_pieces(part.pieces)
        row = QVBoxLayout(self)
        row.setContentsMargins(theme.px(_INSIDE), theme.px(10), theme.px(_INSIDE), theme.px(10))
        row.addWidget(self.text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the text needs at this width."""
        super().resizeEvent(event)
        inside = self.width() - 2 * themes.current().px(_INSIDE)
        height = self.text.height_for(inside)
        if height != self.text.height():
            self.text.setFixedHeight(height)

    def edge(self) -> tuple[str, float]:
        return ("accent", 2) if self.text.hasFocus() else ("line", 1)
