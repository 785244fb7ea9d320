"""What opens something: a figure, a row, a chip. Each is a button with a name of its own.

The arrow keys go from one to the next within a group, of which one at a time is in the order of
the Tab key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final, TypeAlias

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.text_layout import Lettering
from csp_desktop.gui.widgets.buttons import RING, Control
from csp_desktop.measures.overview.overview import Indicators
from csp_desktop.plan.selection import Selection

_FAR: Final = 10_000
_ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


_BY_KEYS: Final = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class Ask(Enum):
    """What can be asked for beside figures."""

    CONFLICTS = "conflicts"
    RETURNS = "returns"
    KPIS = "kpis"
    SNAPSHOT = "snapshot"
    COMPARE = "compare"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Reveal:
    """One record to go to."""

    kind: str
    id: str


Target: TypeAlias = Selection | Indicators | Reveal | Ask
"""What an opener opens: actions, indicators, one record, or another pane."""


@lru_cache(maxsize=8)
def _letters(theme: themes.Theme, size: themes.Size, *, strong: bool) -> Lettering:
    return Lettering(theme.font(size, strong=strong))


def letters(size: themes.Size = "body", *, strong: bool = False) -> Lettering:
    """The lettering of a size of the theme's font."""
    return _letters(themes.current(), size, strong=strong)


class OpenerButton(Control):
    """A button that opens a target. `key` names it across rebuilds, so that the focus stays."""

    reached = Signal()
    """The focus has come here by the keyboard."""

    def __init__(self, name: str, target: Target, key: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(name, parent)
        self.target, self.key = target, key
        self.among: OpenerGroup | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _ARROWS.get(Qt.Key(event.key()))
        if step and self.among:
            self.among.move(self, *step)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.among:
            self.among.to_end(self, last=event.key() == Qt.Key.Key_End)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.among:
            self.among.stand_at(self)
        if event.reason() in _BY_KEYS:
            self.reached.emit()

    def place(self, x: float, y: float, width: float, height: float) -> None:
        """Stand with what is painted in this box of a section; the ring needs room around it."""
        box = QRect(round(x) + RING, round(y), round(width), round(height))
        self.setGeometry(box.adjusted(-RING, -RING, RING, RING))


class OpenerGroup:
    """Openers in rows among which the arrow keys move."""

    def __init__(self, rows: Iterable[Sequence[OpenerButton]]) -> None:
        self.rows = [list(row) for row in rows if row]
        for row in self.rows:
            for each in row:
                each.among = self
                each.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        if self.rows:
            self.rows[0][0].setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def stand_at(self, opener: OpenerButton) -> None:
        """Let the Tab key come back to this one."""
        for row in self.rows:
            for each in row:
                at = each is opener
                each.setFocusPolicy(Qt.FocusPolicy.StrongFocus if at else Qt.FocusPolicy.ClickFocus)

    def move(self, opener: OpenerButton, across: int, down: int) -> None:
        """Give the focus to the neighbour in a direction, if there is one."""
        at = next(number for number, row in enumerate(self.rows) if opener in row)
        if down:
            beyond = at + down
            if 0 <= beyond < len(self.rows):
                middle = opener.geometry().center().x()
                self._go(min(
                    self.rows[beyond], key=lambda each: abs(each.geometry().center().x() - middle)
                ))  # fmt: skip
            return
        row = self.rows[at]
        beside = row.index(opener) + across
        if 0 <= beside < len(row):
            self._go(row[beside])
        elif len(self.rows[0]) == 1 and 0 <= at + across < len(self.rows):
            self._go(self.rows[at + across][0])

    def to_end(self, opener: OpenerButton, *, last: bool) -> None:
        """Give the focus to the first or last of the row; of a single column, to its end."""
        row = next(row for row in self.rows if opener in row)
        if len(row) == 1:
            row = self.rows[-1 if last else 0]
        self._go(row[-1 if last else 0])

    @staticmethod
    def _go(opener: OpenerButton) -> None:
        opener.setFocus(Qt.FocusReason.TabFocusReason)


class OverviewSection(QWidget):
    """A part of the overview that lays itself out for a width. `asked` brings a Target.

    It is wider than what it shows by RING at either side, for the rings of its openers.
    """

    asked = Signal(object)
    reached = Signal(QWidget)
    """The opener to which the focus has come by the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.openers: list[OpenerButton] = []

    def arrange(self, width: int) -> int:
        """Lay out what is within for a width; return the height that it takes."""
        raise NotImplementedError

    @property
    def room(self) -> int:
        """The width of what it shows."""
        return self.width() - 2 * RING

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), themes.current().colour("base"))
        painter.translate(RING, 0)
        self.paint(painter, themes.current())
        painter.end()

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        """Paint what is not an opener; 0 is where what it shows begins."""
        raise NotImplementedError

    def tab_chain(self) -> list[QWidget]:
        """What takes the tab key, in the order in which it is read."""
        return list(self.openers)

    def begin(self) -> tuple[str, ...] | None:
        """Let go of all openers; return the key of the one that had the focus, if one had."""
        focused = next((each for each in self.openers if each.hasFocus()), None)
        kept = focused.key if focused else None
        if focused:
            # Hidden with the focus, it would hand it to a neighbour and bring that into sight.
            focused.clearFocus()
        for each in self.openers:
            each.hide()
            each.deleteLater()
        self.openers = []
        return kept

    def add(self, opener: OpenerButton) -> OpenerButton:
        """Take in an opener, and tell what it asks for."""
        self.openers.append(opener)
        opener.clicked.connect(lambda: self.asked.emit(opener.target))
        opener.reached.connect(lambda: self.reached.emit(opener))
        # Shown where it is laid out later, it would be lit by a pointer that is not over it.
        opener.move(-_FAR, -_FAR)
        opener.show()
        return opener

    def refocus(self, key: tuple[str, ...] | None) -> None:
        """Give the focus back to the opener with this key, or to one that is near it."""
        if key is None or not self.openers:
            return
        same = [each for each in self.openers if each.key == key]
        near = [each for each in self.openers if each.key[:-1] == key[:-1]]
        (same or near or self.openers)[0].setFocus(Qt.FocusReason.OtherFocusReason)


def flow(widgets: Iterable[QWidget], left: int, top: int, width: int, gaps: tuple[int, int]) -> int:
    """Stand widgets side by side from (left, top), in as many lines as it takes; return the end.

    `gaps` are between them and between the lines. What is painted within their rings lines up.
    """
    across, down = gaps
    x, y, line = left, top, 0
    for each in widgets:
        size = each.sizeHint()
        wide, high = min(size.width() - 2 * RING, width), size.height() - 2 * RING
        if x > left and x + wide > left + width:
            x, y, line = left, y + line + down, 0
        each.setGeometry(x, y - RING, wide + 2 * RING, high + 2 * RING)
        x += wide + across
        line = max(line, high)
    return y + line
