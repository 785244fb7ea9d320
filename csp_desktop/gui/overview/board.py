"""The sheet below the head: two columns of sections, or one where there is little room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from csp_desktop.gui.overview.openers import OverviewSection
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING

_TWO_COLUMNS: Final = 940
_MARGIN, _BETWEEN = 16, 14
_BESIDE, _LEAST_BESIDE = 0.372, 400


class Board(QScrollArea):
    """Holds sections in a wide and a narrow column that scroll as one."""

    def __init__(self, wide: Sequence[OverviewSection], narrow: Sequence[OverviewSection]) -> None:
        super().__init__()
        self._sheet = _ScrolledBoard(wide, narrow)
        self.setWidget(self._sheet)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAccessibleName("Overview")
        for section in (*wide, *narrow):
            section.reached.connect(self._follow)

    def arrange(self) -> None:
        """Lay everything out anew for the width there is; the place scrolled to stays."""
        width = self.viewport().width()
        height = self._sheet.arrange(width)
        self._sheet.resize(width, max(height, self.viewport().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def _follow(self, focused: QWidget) -> None:
        """Bring what has the focus into sight."""
        self.ensureWidgetVisible(focused, 0, themes.current().px(24))

    def event(self, event: QEvent) -> bool:
        """Lay out anew where the size of the font has changed."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self.arrange()
        return super().event(event)


class _ScrolledBoard(QWidget):
    """What scrolls."""

    def __init__(self, wide: Sequence[OverviewSection], narrow: Sequence[OverviewSection]) -> None:
        super().__init__()
        self._wide, self._narrow = list(wide), list(narrow)
        self._line = 0
        for section in (*wide, *narrow):
            section.setParent(self)

    def arrange(self, width: int) -> int:
        """Lay out both columns for a width; return the height that they take."""
        theme = themes.current()
        margin = theme.px(_MARGIN)
        self._line = 0
        if width < theme.px(_TWO_COLUMNS):
            sections = [*self._wide, *self._narrow]
            return self._column(sections, margin, width - 2 * margin) + theme.px(12)
        beside = max(round((width - 3 * margin) * _BESIDE), theme.px(_LEAST_BESIDE))
        self._line = width - 2 * margin - beside
        heights = [
            self._column(self._wide, margin, self._line - 2 * margin),
            self._column(self._narrow, self._line + margin + 1, beside - 1),
        ]
        return max(heights) + theme.px(12)

    def _column(self, sections: Sequence[OverviewSection], left: int, width: int) -> int:
        theme = themes.current()
        y = theme.px(12)
        for section in sections:
            height = section.arrange(width)
            section.setGeometry(left - RING, y, width + 2 * RING, height)
            y += height + theme.px(_BETWEEN)
        return y

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = themes.current(), QPainter(self)
        painter.fillRect(self.rect(), theme.colour("base"))
        if self._line:
            painter.fillRect(self._line, 0, 1, self.height(), theme.colour("line"))
        painter.end()
