"""A window that only tells."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING, Outlined
from csp_desktop.gui.widgets.dialogs import WIDE
from csp_desktop.gui.widgets.labels import Words


def _scrolled(inside: QWidget, highest: int) -> QScrollArea:
    """`inside` in an area as high as it, or as `highest` and then scrolling."""
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.viewport().setAutoFillBackground(False)
    inside.setAutoFillBackground(False)
    wanted = inside.sizeHint()
    scrolls = wanted.height() > highest
    bar = area.verticalScrollBar().sizeHint().width() if scrolls else 0
    area.setMinimumSize(wanted.width() + bar, min(wanted.height(), highest))
    return area


class TellingDialog(QDialog):
    """A window that only tells: rows of two texts, and a button that closes it."""

    def __init__(
        self, title: str, sentence: str, rows: Sequence[tuple[str, str]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        theme = themes.current()
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        close = Outlined("Close", primary=True)
        close.clicked.connect(self.accept)
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, theme.px(12), 0)
        grid.setHorizontalSpacing(theme.px(20))
        grid.setVerticalSpacing(theme.px(5))
        for index, (left, right) in enumerate(rows):
            grid.addWidget(Words(left, "small", "text", strong=True), index, 0)
            grid.addWidget(Words(right, "small", "text2"), index, 1)
        grid.setColumnStretch(1, 1)
        outer = QVBoxLayout(self)
        margin = theme.px(20)
        outer.setContentsMargins(margin, margin, margin - RING, margin - RING)
        outer.setSpacing(theme.px(12))
        outer.addWidget(Words(title, "title", "text", strong=True))
        if sentence:
            outer.addWidget(Words(sentence, "body", "text2", wrap=True))
        outer.addWidget(_scrolled(inside, parent.height() - theme.px(200)))
        outer.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(theme.px(WIDE))
        wanted = self.sizeHint()
        self.resize(wanted.width(), min(wanted.height(), parent.height() - theme.px(24)))
        close.setFocus()
