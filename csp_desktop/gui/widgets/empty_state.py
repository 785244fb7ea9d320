"""What stands where there is nothing to show: what is missing, why, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import LinkButton, Outlined
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import Words

WIDEST = 360


def stand_alone(pane: QWidget, inside: QWidget) -> None:
    """Lay `inside` out as all there is in `pane`: in its middle, a little above the centre."""
    # No alignment for `inside`: with one, its texts would not get the height they wrap to.
    middle = QHBoxLayout()
    middle.addStretch(1)
    middle.addWidget(inside)
    middle.addStretch(1)
    outer = QVBoxLayout(pane)
    outer.addStretch(2)
    outer.addLayout(middle)
    outer.addStretch(3)


class EmptyState(Ground):
    """A sentence, a line of why, one button, and perhaps links below it."""

    pressed = Signal()
    followed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = themes.current()
        self._sentence = Words("", "title", "text", strong=True, wrap=True)
        self._why = Words("", "body", "text2", wrap=True)
        self.button = Outlined("", primary=True)
        self.button.clicked.connect(self.pressed)
        self.links = [LinkButton("") for _ in range(2)]
        inside = QWidget()
        inside.setFixedWidth(theme.px(WIDEST))
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for words in (self._sentence, self._why):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(words)
        column.addSpacing(theme.px(8))
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        for index, link in enumerate(self.links):
            link.clicked.connect(lambda _=False, index=index: self.followed.emit(index))
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignHCenter)
        stand_alone(self, inside)

    def say(self, sentence: str, why: str, button: str = "", *links: str) -> None:
        """Show `sentence` and `why`, the button where it has a text, and these links."""
        self._sentence.setText(sentence)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self.setAccessibleName(sentence)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.button.updateGeometry()
        for index, link in enumerate(self.links):
            link.setVisible(index < len(links))
            if index < len(links):
                link.setText(links[index])
                link.updateGeometry()
