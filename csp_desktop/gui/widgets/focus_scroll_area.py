"""Areas that scroll, and keep the focus in sight."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget
from shiboken6 import isValid

from csp_desktop.gui.theme import theme as themes


def scrolling_area(inside: QWidget | None = None, *, across: bool = False) -> QScrollArea:
    """An area without a frame that scrolls up and down, and to what takes the focus in it.

    `across`: it also scrolls to the sides, where what is `inside` cannot be as narrow as it is.
    """
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    if not across:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if inside is not None:
        area.setWidget(inside)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    _FocusInSight(area)
    return area


class _FocusInSight(QObject):
    """Scrolls an area to what takes the focus from outside it, where nothing of that is in sight.

    Qt does so only for the tab key within the area.
    """

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        # The focus moves on while the area is taken apart, too, and then there is none any more.
        inside = self._area.widget() if isValid(self._area) else None
        if now is None or inside is None or not inside.isAncestorOf(now):
            return
        port = self._area.viewport()
        box = QRect(now.mapTo(port, QPoint(0, 0)), now.size())
        if not box.intersects(port.rect()):
            self._area.ensureWidgetVisible(now, 0, themes.current().px(24))
