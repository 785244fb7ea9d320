"""A bar that shows how far something has come, with its number."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QProgressBar, QSizePolicy

from csp_desktop.gui.theme import proxy_style
from csp_desktop.gui.theme import theme as themes


class ProgressBar(QProgressBar):
    """Shows and tells how much of all is done, in hundredths."""

    def __init__(self) -> None:
        super().__init__()
        proxy_style.follow(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def percent(self) -> int:
        """How much is done."""
        return max(self.value(), 0)

    def show_percent(self, percent: int) -> None:
        """Show how much is done."""
        self.setValue(percent)
        self.setAccessibleName(f"{percent}% done")

    def sizeHint(self) -> QSize:
        return QSize(200, themes.current().px(18))
