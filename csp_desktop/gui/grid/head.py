"""The head of the grid's pane: where the person is, how much there is, and the filters."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from csp_desktop.gui import theme as themes
from csp_desktop.gui.controls import IconButton, Outlined
from csp_desktop.gui.grid.lettering import Lettering

HEIGHT, BUTTON = 45, 28


class PaneHead(QWidget):
    """A title with its count at the left, buttons at the right.

    Where there is little room the count goes first, then the words on buttons that have a shape.
    """

    def __init__(self) -> None:
        super().__init__()
        self._title, self._count = "", ""
        self.filter = Outlined("Filter", icon="filter", height=BUTTON)
        self.no_update = _check("No update", "")
        self.unconfirmed = _check("Unconfirmed", "unconfirmed")
        self.contested = _check("Contested", "contested")
        self.columns = IconButton("columns", "Columns", side=BUTTON)
        self._checks = (self.no_update, self.unconfirmed, self.contested)
        self._words = {check: check.text() for check in self._checks}
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 6, 0)
        row.setSpacing(2)
        row.addStretch(1)
        for button in (self.filter, *self._checks, self.columns):
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As high as a pane's head, and as wide as it is let."""
        return QSize(0, themes.current().px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Narrower than its buttons' words: they give way."""
        return QSize(0, themes.current().px(HEIGHT))

    def say(self, title: str, count: str) -> None:
        """Show what the pane holds."""
        self._title, self._count = title, count
        self.setAccessibleName(f"{title}, {count}")
        self._make_room()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the buttons their words where there is room."""
        super().resizeEvent(event)
        self._make_room()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the title and the count, up to where the buttons begin."""
        theme = themes.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("base"))
        title, body = self._letterings()
        left = theme.px(16)
        room = self.filter.x() - left - theme.px(8)
        shown = title.shortened(self._title, room)
        middle = self.height() / 2
        title.draw(painter, left, middle - title.height / 2, shown, theme.colour("text"))
        left += round(title.width(shown)) + theme.px(12)
        room = self.filter.x() - theme.px(8) - left
        for count in (self._count, self._count.partition(",")[0]):
            if body.width(count) <= room:
                box = QRectF(left, 0, room, self.height() + theme.px(2))
                painter.setFont(body.font)
                painter.setPen(theme.colour("text2"))
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, count)
                break
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))
        painter.end()

    def _make_room(self) -> None:
        title, body = self._letterings()
        theme = themes.current()
        wanted = theme.px(16 + 12 + 8) + title.width(self._title)
        for check, words in self._words.items():
            check.setText(words)
        shown = [check for check in self._checks if not check.isHidden()]
        whole = sum(button.sizeHint().width() + 2 for button in (self.filter, *shown))
        whole += self.columns.sizeHint().width() + 6
        with_count = wanted + min(body.width(self._count), theme.px(150))
        narrow = self.width() - whole < min(with_count, wanted + theme.px(60))
        for check in (self.unconfirmed, self.contested):
            check.setText("" if narrow else self._words[check])
            check.updateGeometry()
        self._row.activate()

    def _letterings(self) -> tuple[Lettering, Lettering]:
        theme = themes.current()
        return Lettering(theme.font("title", strong=True)), Lettering(theme.font("body"))


def _check(words: str, glyph: str) -> Outlined:
    button = Outlined(words, glyph=glyph, height=BUTTON)
    button.setCheckable(True)
    button.setAccessibleName(f"Show only: {words}")
    button.setToolTip(f"Show only: {words}")
    return button
