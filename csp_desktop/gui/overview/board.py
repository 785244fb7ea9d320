"""The sheet below the head: two columns of sections, or one where there is little room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QWidget

from csp_desktop.gui.overview.openers import OverviewSection
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import boxes
from csp_desktop.gui.widgets.buttons import RING
from csp_desktop.gui.widgets.ground import Ground, Hairline

_TWO_COLUMNS: Final = 940
_MARGIN, _BETWEEN, _TOP = 16, 14, 12
_SHARES: Final = (0, 615), (1, 0), (2, 385)
_LEAST_BESIDE: Final = 432


class Board(QScrollArea):
    """Holds sections in a wide and a narrow column that scroll as one."""

    def __init__(self, wide: Sequence[OverviewSection], narrow: Sequence[OverviewSection]) -> None:
        super().__init__()
        sheet = Ground()
        self._line, self._beside = Hairline(upright=True), _column(narrow)
        self._row = boxes.row(_column(wide), self._line, self._beside, over=sheet)
        self.setWidget(sheet)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Overview")
        for section in (*wide, *narrow):
            section.reached.connect(self._follow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand the columns side by side, or the narrow one below the wide one."""
        super().resizeEvent(event)
        theme = themes.current()
        beside = self.viewport().width() >= theme.px(_TWO_COLUMNS)
        way = QBoxLayout.Direction
        self._row.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self._line.setVisible(beside)
        self._beside.setMinimumWidth(theme.px(_LEAST_BESIDE) if beside else 0)
        for place, share in _SHARES:
            # One below the other, what is left of the height belongs below both.
            self._row.setStretch(place, share if beside else place // 2)

    def _follow(self, focused: QWidget) -> None:
        """Bring what has the focus into sight."""
        self.ensureWidgetVisible(focused, 0, themes.current().px(24))


def _column(sections: Sequence[OverviewSection]) -> QWidget:
    column = QWidget()
    layout = boxes.column(*sections, ..., spacing=_BETWEEN, over=column)
    px = themes.current().px
    layout.setContentsMargins(px(_MARGIN) - RING, px(_TOP), px(_MARGIN) - RING, 0)
    return column
