"""What the lists of the overview share: a heading with a link, rows, and the way to the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csp_desktop.gui.overview.figures import Tally
from csp_desktop.gui.overview.openers import Lines, OpenerButton, OverviewSection, Rows, Target
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING, LinkButton
from csp_desktop.gui.widgets.flow_layout import Flow
from csp_desktop.gui.widgets.ground import Hairline
from csp_desktop.gui.widgets.labels import Words

_HEAD: Final = 32
MOST_SHOWN: Final = 25
"""More rows than this are not listed: the rest is opened in the grid."""


class ListSection(OverviewSection):
    """A heading with words beside it and a link at its right, rows, and perhaps a sentence."""

    def __init__(self, title: str) -> None:
        super().__init__()
        px = themes.current().px
        self._target: Target | None = None
        self._title, self._detail = Lines(title, strong=True), Lines("", role="text2")
        self.link = LinkButton("")
        self.link.hide()
        self.link.clicked.connect(self._follow)
        head = QHBoxLayout()
        head.setContentsMargins(RING, 0, 0, px(4) - RING)
        head.setSpacing(0)
        head.addWidget(self._title)
        head.addSpacing(px(9))
        head.addWidget(self._detail, 1)
        head.addWidget(self.link)
        head.addStrut(px(_HEAD) - 1 - px(4) + RING)
        self._sentence = Words("", role="text2", wrap=True)
        self._sentence.setContentsMargins(RING, px(8), RING, px(4))
        self._sentence.hide()
        self.column.insertLayout(0, head)
        self.column.insertWidget(1, rule())
        self.column.addWidget(self._sentence)
        self.column.setContentsMargins(0, 0, 0, px(4))
        self.setAccessibleName(title)

    def head(
        self, title: str, detail: str = "", link: str = "", target: Target | None = None
    ) -> None:
        """Show a heading, and a link to `target` where it has words."""
        self._target = target
        self._title.setText(title)
        self._detail.setText(detail)
        self.setAccessibleName(f"{title}: {detail}" if detail else title)
        self.link.setText(link)
        self.link.updateGeometry()
        self.link.setAccessibleName(f"{link}: {title}" if link else "")
        self.link.setVisible(bool(link))

    @property
    def sentence(self) -> str:
        """The quiet sentence below the rows, or in place of them."""
        return self._sentence.text()

    def say(self, sentence: str) -> None:
        """Show a sentence, or none."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))

    def _follow(self) -> None:
        if self._target is not None:
            self.asked.emit(self._target)

    def tab_chain(self) -> list[QWidget]:
        return [self.link, *self.openers]

    def stack(self) -> QVBoxLayout:
        """A column for the body."""
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        return column

    def add_flow(self, column: QVBoxLayout, some: Sequence[OpenerButton], gap: int = 14) -> None:
        """Add a line of openers, or as many lines as they take."""
        flow = Flow(spacing=themes.current().px(gap) - 2 * RING, packed=True)
        for each in some:
            flow.addWidget(self.add(each))
        column.addLayout(flow)

    def add_rows(
        self, column: QVBoxLayout, some: Sequence[ListRow], rows: Rows, rest: Tally | None = None
    ) -> None:
        """Add rows one under another, and below them the way to the `rest`."""
        for each in some:
            column.addWidget(self.add(each))
            rows.append([each])
        if rest:
            column.addSpacing(themes.current().px(8) - RING)
            column.addWidget(self.add(rest))
            rows.append([rest])


class ListRow(OpenerButton):
    """A line of a list, over its whole width, with the focus drawn inside it."""

    def __init__(self, name: str, target: Target, key: tuple[str, ...]) -> None:
        super().__init__(name, target, key)
        self.row.setContentsMargins(RING, 0, RING, 1)
        self.setMinimumHeight(themes.current().px(28))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = themes.current(), QPainter(self)
        if self.hovered or self.isDown():
            painter.fillRect(self.rect().adjusted(0, 0, 0, -1), theme.colour("alt"))
        line = self.rect().adjusted(RING, self.height() - 1, -RING, 0)
        painter.fillRect(line, theme.colour("line"))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)
        painter.end()


def rule() -> Hairline:
    """The line under a heading."""
    line = Hairline()
    line.setContentsMargins(RING, 0, RING, 0)
    return line


def more(number: int, every: Target, key: str) -> Tally | None:
    """The way to what is not listed, None where all is."""
    rest = number - MOST_SHOWN
    if rest <= 0:
        return None
    name = f"Show all {number:,} in the grid"
    return Tally("", rest, "more: show all in the grid", name, every, (key, "more"))
