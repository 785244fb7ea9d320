"""What the lists of the overview share: a heading with a link, rows, and the way to the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.overview.figures import Tally
from csp_desktop.gui.overview.openers import (
    OpenerButton,
    OverviewSection,
    Target,
    letters,
)
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING, LinkButton

HEAD: Final = 32
MOST_SHOWN: Final = 25
"""More rows than this are not listed: the rest is opened in the grid."""

LINES: Final = 4
"""The most lines that a text in a list takes."""


class ListSection(OverviewSection):
    """A heading with words beside it and a link at its right, and rows below."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.detail, self.sentence = title, "", ""
        self.link = LinkButton("", self)
        self.link.hide()
        self.link.clicked.connect(self._follow)
        self._target: Target | None = None
        self.rows: list[OpenerButton] = []
        self.setAccessibleName(title)

    def head(
        self, title: str, detail: str = "", link: str = "", target: Target | None = None
    ) -> None:
        """Show a heading, and a link to `target` where it has words."""
        self.title, self.detail, self._target = title, detail, target
        self.setAccessibleName(f"{title}: {detail}" if detail else title)
        self.link.setText(link)
        self.link.setAccessibleName(f"{link}: {title}" if link else "")
        self.link.setVisible(bool(link))
        self.update()

    def _follow(self) -> None:
        if self._target is not None:
            self.asked.emit(self._target)

    def tab_chain(self) -> list[QWidget]:
        return [self.link, *self.openers]

    def stand_head(self, width: int) -> int:
        """Lay out the heading; return where the rows begin."""
        height = themes.current().px(HEAD)
        size = self.link.sizeHint()
        top = (height - themes.current().px(4) - size.height()) // 2
        self.link.setGeometry(width - size.width() + 2 * RING, top, size.width(), size.height())
        return height

    def paint_head(self, painter: QPainter) -> None:
        """Paint the heading, its words, the line under it, and the sentence where there is one."""
        theme = themes.current()
        head, strong, body = theme.px(HEAD), letters(strong=True), letters()
        top = (head - theme.px(4) - strong.height) / 2
        room = self.room - (self.link.width() if self.link.isVisible() else 0)
        strong.draw(painter, 0, top, strong.shortened(self.title, room), theme.colour("text"))
        x = strong.width(self.title) + theme.px(9)
        if x < room:
            words = body.shortened(self.detail, room - x)
            body.draw(painter, x, top, words, theme.colour("text2"))
        painter.fillRect(0, head - 1, self.room, 1, theme.colour("line"))

    def paint_sentence(self, painter: QPainter, top: int) -> None:
        """Paint the quiet sentence that stands in place of rows."""
        body = letters()
        for line in body.lines(self.sentence, self.room, LINES):
            body.draw(painter, 0, top, line, themes.current().colour("text2"))
            top += round(body.height)

    def sentence_height(self, width: int) -> int:
        """How high the sentence is in a width."""
        lines = letters().lines(self.sentence, width, LINES)
        return round(len(lines) * letters().height)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        self.paint_head(painter)
        if self.sentence:
            self.paint_sentence(painter, theme.px(HEAD + 8))


class ListRow(OpenerButton):
    """A line of a list, over its whole width, with the focus drawn inside it."""

    def height_in(self, _width: int) -> int:
        """How high it is in a width."""
        return themes.current().px(28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = themes.current(), QPainter(self)
        body = self.body
        if self.hovered or self.isDown():
            painter.fillRect(self.rect().adjusted(0, RING, 0, -RING - 1), theme.colour("alt"))
        painter.fillRect(
            QRectF(body.left(), body.bottom() - 1, body.width(), 1), theme.colour("line")
        )
        self.paint(painter, theme)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 2, -1, -3), 3, 3)
        painter.end()


def stand_rows(rows: Sequence[ListRow], top: int, width: int) -> int:
    """Lay rows one under another; return the end."""
    for row in rows:
        height = row.height_in(width)
        row.place(0, top, width, height)
        top += height
    return top


def more(section: OverviewSection, number: int, every: Target, key: str) -> Tally | None:
    """The way to what is not listed, None where all is."""
    rest = number - MOST_SHOWN
    if rest <= 0:
        return None
    name = f"Show all {number:,} in the grid"
    made = Tally("", rest, "more: show all in the grid", name, every, (key, "more"), section)
    section.add(made)
    return made


def plain(text: str) -> str:
    """A text of several lines as one, and no more of it than could be shown."""
    return " ".join(text[:4000].split())
