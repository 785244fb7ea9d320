"""How far the making of a report has come: a bar with its number, and the step in words."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.labels import ElidedLabel
from csp_desktop.gui.widgets.progress_bar import ProgressBar


class Progress(QWidget):
    """Shows which of how many steps is done now, and how much of all is done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = ElidedLabel("small", "text2")
        self._bar = ProgressBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(themes.current().px(4))
        column.addWidget(self._said)
        column.addWidget(self._bar)

    def show_step(self, step: int, of: int, what: str, percent: int) -> None:
        """Show a step."""
        self._said.setText(f"Step {step} of {of}: {what}")
        self._bar.show_percent(percent)
        self.setAccessibleName(f"Step {step} of {of}: {what}, {percent}%")

    @property
    def percent(self) -> int:
        """How much of all is done."""
        return self._bar.percent
