"""Texts on one line that give way where there is no room, and the ground they stand on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.widgets.tooltips import plain_tip


class GroundArea(QWidget):
    """An area in the colour of tables and fields, or of another role; `lined` at its foot."""

    def __init__(
        self,
        role: str = "base",
        parent: QWidget | None = None,
        *,
        lined: bool = False,
    ) -> None:
        super().__init__(parent)
        self._role, self._lined = role, lined

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = themes.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(self._role))
        if self._lined:
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))
        painter.end()


class ElidedText(QWidget):
    """A text on one line, shortened with '…' where it is too long."""

    def __init__(
        self,
        size: themes.Size = "small",
        role: str = "text2",
        *,
        strong: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._size, self._role, self._strong = "", size, role, strong
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """What it says."""
        return self._text

    def setText(self, text: str) -> None:
        """Say something else."""
        self._text = text
        self.setAccessibleName(text)
        self.setToolTip(plain_tip(text))
        self.update()

    def sizeHint(self) -> QSize:
        font = themes.current().font(self._size, strong=self._strong)
        return QSize(60, QFontMetrics(font).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = themes.current()
        painter = QPainter(self)
        font = theme.font(self._size, strong=self._strong)
        colour = theme.colour(self._role)
        painting.paint_text(painter, QRectF(self.rect()), self._text, font, colour)
        painter.end()


class Naming(QWidget):
    """What is decided about: a ref, a title, and which cell of it; the title gives way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = ("", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, ref: str, title: str, place: str) -> None:
        """Show these."""
        self._parts = (ref, title, place)
        self.setAccessibleName(" ".join(filter(None, self._parts)))
        self.setToolTip(plain_tip(title))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, themes.current().px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = themes.current()
        painter = QPainter(self)
        ref, title, place = self._parts
        strong, small = theme.font("body", strong=True), theme.font("small")
        wide, narrow = QFontMetrics(strong), QFontMetrics(small)
        gap = theme.px(8)
        box = QRectF(self.rect())
        if ref:
            painting.paint_text(painter, box, ref, strong, theme.colour("text2"))
            box.setLeft(box.left() + max(wide.horizontalAdvance(ref), theme.px(22)) + gap)
        beside = narrow.horizontalAdvance(place) + gap + 2 if place else 0
        room = QRectF(box)
        room.setWidth(min(wide.horizontalAdvance(title) + 2, box.width() - beside))
        painting.paint_text(painter, room, title, strong, theme.colour("text"))
        box.setLeft(room.right() + gap)
        painting.paint_text(painter, box, place, small, theme.colour("text2"))
        painter.end()
