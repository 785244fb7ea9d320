"""Areas in a colour of the theme, with a hairline at an edge or a round frame about them."""

from __future__ import annotations

from typing import Literal

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.parts import RADIUS, paint_box, paint_ring

Line = Literal["", "top", "bottom"]


class Ground(QWidget):
    """An area in a colour of the theme, perhaps with a hairline at its top or bottom edge."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        role: str = "base",
        line: Line = "",
        line_role: str = "line",
    ) -> None:
        super().__init__(parent)
        self._ground, self._hairline, self._hairline_role = role, line, line_role

    def set_ground(self, role: str) -> None:
        """Take another colour of the theme."""
        if role != self._ground:
            self._ground = role
            self.update()

    # Painted, and not a role of the palette: most of the colours are no role of Qt's, and a palette
    # set here would go down to every child and report a change to classes that are half made.
    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = themes.current()
        painter = QPainter(self)
        painter.fillRect(self.contentsRect(), theme.colour(self._ground))
        if self._hairline:
            y = 0 if self._hairline == "top" else self.height() - 1
            painter.fillRect(0, y, self.width(), 1, theme.colour(self._hairline_role))
        painter.end()


class Framed(QFrame):
    """An area within a round frame, whose colours may depend on its state."""

    radius = RADIUS
    inset = 0
    """The room around the frame, for the ring that shows the focus."""

    def ground(self) -> str:
        """The role of the colour inside."""
        return "base"

    def edge(self) -> tuple[str, float]:
        """The role of the frame's colour, and how wide the frame is."""
        return "line", 1

    def ringed(self) -> bool:
        """True while the frame has the ring of the focus around it."""
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = self.rect().adjusted(self.inset, self.inset, -self.inset, -self.inset)
        paint_box(painter, box, self.ground(), *self.edge(), radius=self.radius)
        if self.ringed():
            paint_ring(painter, box.toRectF())
        painter.end()


class Hairline(Ground):
    """A hairline between areas."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent, role="line")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
