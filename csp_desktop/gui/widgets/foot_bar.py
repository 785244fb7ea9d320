"""The bar at the foot of a pane: what there is room for from the left, the marking at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import row
from csp_desktop.gui.widgets.flow_layout import empty_out
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import ElidedLabel, Words

_EDGE, _GAP = 12, 14


class FootBar(Ground):
    """Shows as many of its parts as there is room for, each whole, and always the marking.

    What is told stands beside the marking, and gives way to the parts.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, role="window", line="top")
        theme = themes.current()
        self._parts: list[QWidget] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.px(_GAP))
        self._told = ElidedLabel()
        self._told.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._marked = Words("", "small", "text2")
        margins = (_EDGE, 0, _EDGE, 0)
        row(self._row, (self._told, 1), self._marked, margins=margins, spacing=16, over=self)
        self.setFixedHeight(theme.px(26))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def marking(self) -> str:
        """The plan's security marking, as it is on screen."""
        return self._marked.text()

    def set_marking(self, marking: str) -> None:
        """Show the plan's security marking at the right."""
        self._marked.setText(marking)
        self._fit()

    @property
    def told(self) -> str:
        """What is said beside the marking."""
        return self._told.text()

    def tell(self, told: str) -> None:
        """Say something beside the marking."""
        self._told.setText(told)

    def show_parts(self, parts: Sequence[QWidget]) -> None:
        """Show these in place of those before."""
        empty_out(self._row)
        self._parts = list(parts)
        for part in self._parts:
            self._row.addWidget(part)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._fit()

    def _fit(self) -> None:
        """Leave out what has no room: half a word explains nothing."""
        theme = themes.current()
        left = self.width() - self._marked.sizeHint().width() - theme.px(2 * _EDGE + 16)
        for part in self._parts:
            left -= part.sizeHint().width()
            part.setVisible(left >= 0)
            left = left - theme.px(_GAP) if left >= 0 else -1


def named(mark: QWidget, *others: QWidget, spacing: int = 5) -> QWidget:
    """Small widgets side by side, as one part of the bar."""
    part = QWidget()
    row(mark, *others, spacing=spacing, over=part)
    return part
