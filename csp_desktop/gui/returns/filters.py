"""Filters over a list or a preview, each with how much it would leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from csp_desktop.gui.returns.rows import ALL, FILTERS
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING, Control
from csp_desktop.gui.widgets.ground import Ground


class Filters(Ground):
    """The filters above the list, each with its count; `picked` brings the one chosen."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None, names: Sequence[str] = FILTERS) -> None:
        super().__init__(parent, role="window", line="bottom")
        theme = themes.current()
        self.chips = {name: FilterChip(name) for name in names}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(10) - RING, 0, theme.px(4), 0)
        row.setSpacing(0)
        for name, chip in self.chips.items():
            self._group.addButton(chip)
            row.addWidget(chip)
            chip.clicked.connect(lambda _=False, name=name: self.picked.emit(name))
        row.addStretch(1)
        self.setFixedHeight(theme.px(36))
        self.chips[names[0]].setChecked(True)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how much each filter would leave."""
        for name, chip in self.chips.items():
            chip.set_count(counts.get(name, 0))

    @property
    def chosen(self) -> str:
        """The filter in force."""
        return next(name for name, chip in self.chips.items() if chip.isChecked())

    def choose(self, name: str) -> None:
        """Mark a filter as the one in force."""
        self.chips[name].setChecked(True)


class FilterChip(Control):
    """One filter with its count; the one in force has the accent's edge and ground."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setText(name)
        self.setCheckable(True)
        self._count = 0
        self._tell()

    def set_count(self, count: int) -> None:
        """Show how much it would leave."""
        if count != self._count:
            self._count = count
            self._tell()
            self.updateGeometry()
            self.update()

    def _tell(self) -> None:
        self.setAccessibleName(self._shown())

    def _shown(self) -> str:
        return (
            f"{self.text()} {self._count:,}" if self._count or self.text() == ALL else (self.text())
        )

    def sizeHint(self) -> QSize:
        theme = themes.current()
        width = QFontMetrics(theme.font("small", strong=True)).horizontalAdvance(self._shown())
        return QSize(width + theme.px(14) + 2 * RING, theme.px(24) + 2 * RING)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        on = self.isChecked()
        if on or (self.hovered and self.isEnabled()):
            painter.setPen(QPen(theme.colour("accent" if on else "line"), 1))
            painter.setBrush(theme.colour("selected" if on else "base"))
            painter.drawRoundedRect(self.body.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(theme.font("small", strong=on))
        painter.setPen(theme.colour("text" if on else "text2" if self.isEnabled() else "text3"))
        painter.drawText(self.body, Qt.AlignmentFlag.AlignCenter, self._shown())
