"""What opens something: a figure, a row, a chip. Each is a button with a name of its own.

The arrow keys go from one to the next within a group, of which one at a time is in the order of
the Tab key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from math import ceil
from typing import Final, TypeAlias, TypeVar

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLayout, QSizePolicy, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.text_layout import Lettering
from csp_desktop.gui.widgets import boxes
from csp_desktop.gui.widgets.buttons import RING, Control
from csp_desktop.measures.overview.overview import Indicators
from csp_desktop.plan.selection import Selection

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
    """One record to go to, or a quarter to look at."""

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


class Lines(QWidget):
    """A text in at most `most` lines, the last shortened with '…'; `link`: its button's link.

    A label of Qt's shows all lines or none of the rest, and takes six times as long to make.
    """

    def __init__(
        self,
        text: str,
        size: themes.Size = "body",
        role: str = "text",
        *,
        strong: bool = False,
        most: int = 1,
        link: bool = False,
    ) -> None:
        super().__init__()
        self._text, self._look, self._role = text, (size, strong), role
        self._most, self._link = most, link
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Preferred, policy.Fixed if most == 1 else policy.Preferred)

    def setText(self, text: str) -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self.updateGeometry()
            self.update()

    @property
    def _letters(self) -> Lettering:
        size, strong = self._look
        return letters(size, strong=strong)

    def _around(self, width: float, height: float) -> QSize:
        """A size with the margins around it."""
        return QSize(ceil(width), ceil(height)).grownBy(self.contentsMargins())

    def sizeHint(self) -> QSize:
        return self._around(self._letters.width(self._text), self._letters.height)

    def minimumSizeHint(self) -> QSize:
        least = themes.current().px(16)
        return self._around(min(least, self._letters.width(self._text)), self._letters.height)

    def hasHeightForWidth(self) -> bool:
        return self._most > 1

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        room = max(width - margins.left() - margins.right(), 1)
        lines = self._letters.lines(self._text, room, self._most)
        return self._around(0, len(lines) * self._letters.height).height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, lettering, painter = themes.current(), self._letters, QPainter(self)
        button, box = self.parentWidget(), self.contentsRect()
        lit = self._link and isinstance(button, OpenerButton) and button.hovered
        ink = theme.colour("accent" if lit else self._role)
        lines = lettering.lines(self._text, box.width() + 1, self._most)
        top = box.top() + (round((box.height() - lettering.height) / 2) if self._most == 1 else 0)
        for number, line in enumerate(lines):
            y = top + number * lettering.height
            lettering.draw(painter, box.left(), y, line, ink)
            if lit:
                under = round(y + lettering.height) - theme.px(2)
                painter.fillRect(QRectF(box.left(), under, lettering.width(line), 1), ink)
        painter.end()


class Mark(QWidget):
    """A small drawing beside a text that says the same, in the middle of a height."""

    def __init__(
        self, draw: Callable[[QPainter, QRectF], None], wide: int, tall: int = 0, high: int = 0
    ) -> None:
        super().__init__()
        px = themes.current().px
        self._draw, self._box = draw, QRectF(0, 0, px(wide), px(tall or wide))
        self.setFixedSize(px(wide), high or px(tall or wide))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._box.moveCenter(QRectF(self.rect()).center())
        self._draw(painter, self._box)
        painter.end()


class OpenerButton(Control):
    """A button that opens a target. `key` names it across rebuilds, so that the focus stays."""

    reached = Signal()
    """The focus has come here by the keyboard."""

    def __init__(self, name: str, target: Target, key: tuple[str, ...]) -> None:
        super().__init__(name)
        self.target, self.key = target, key
        self.among: OpenerGroup | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def fill(self, *parts: boxes.Part) -> None:
        """Show these side by side."""
        boxes.row(*parts, over=self).setContentsMargins(RING, RING, RING, RING)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        """Paint what is behind its parts."""

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


class OpenerGroup:
    """Openers in rows among which the arrow keys move."""

    def __init__(self, rows: Iterable[Sequence[OpenerButton]]) -> None:
        self.rows = [list(row) for row in rows if row]
        for row in self.rows:
            for each in row:
                each.among = self
        if self.rows:
            self.stand_at(self.rows[0][0])

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
                middle = _middle(opener)
                self._go(min(self.rows[beyond], key=lambda each: abs(_middle(each) - middle)))
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


def put_in_place(layout: QLayout, old: QWidget, new: QWidget) -> None:
    """Put a widget where another one was, and let go of that."""
    layout.replaceWidget(old, new)
    old.hide()
    old.deleteLater()


def _middle(opener: OpenerButton) -> int:
    return opener.mapTo(opener.window(), QPoint(opener.width() // 2, 0)).x()


Opener = TypeVar("Opener", bound=OpenerButton)
Rows: TypeAlias = list[list[OpenerButton]]


class OverviewSection(QWidget):
    """A part of the overview. `asked` brings a Target.

    It is wider than what it shows by RING at either side, for the rings of its openers. `body`
    holds what is made again when the plan changes.
    """

    asked = Signal(object)
    reached = Signal(QWidget)
    """The opener to which the focus has come by the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.openers: list[OpenerButton] = []
        self._shown: object = None
        self.body = QWidget()
        self.column = boxes.column(self.body, over=self)

    def tab_chain(self) -> list[QWidget]:
        """What takes the tab key, in the order in which it is read."""
        return list(self.openers)

    def differs(self, now: object) -> bool:
        """Whether this is something else than what was shown last; it is shown from now on.

        In another font, everything is: its parts were measured when they were made.
        """
        before, self._shown = self._shown, (now, themes.current().base_font)
        return self._shown != before

    @contextmanager
    def rebuilt(self) -> Iterator[Rows]:
        """Fill a new body, and the rows in which the arrow keys move; the focus stays."""
        focused = next((each for each in self.openers if each.hasFocus()), None)
        kept = focused.key if focused else None
        if focused:
            # Hidden with the focus, it would hand it to a neighbour and bring that into sight.
            focused.clearFocus()
        self.openers, old, self.body = [], self.body, QWidget()
        put_in_place(self.column, old, self.body)
        rows: Rows = []
        yield rows
        # A hidden button takes no focus. Shown before it is filled, it would be laid out with each
        # opener, and these lit by a pointer that is not over where they come to be.
        self.body.show()
        OpenerGroup(rows)
        self._refocus(kept)

    def add(self, opener: Opener, parent: QWidget | None = None) -> Opener:
        """Take in an opener, and tell what it asks for."""
        self.openers.append(opener)
        opener.clicked.connect(lambda: self.asked.emit(opener.target))
        opener.reached.connect(lambda: self.reached.emit(opener))
        opener.setParent(parent or self.body)
        return opener

    def _refocus(self, key: tuple[str, ...] | None) -> None:
        """Give the focus back to the opener with this key, or to one that is near it."""
        if key is None or not self.openers:
            return
        same = [each for each in self.openers if each.key == key]
        near = [each for each in self.openers if each.key[:-1] == key[:-1]]
        (same or near or self.openers)[0].setFocus(Qt.FocusReason.OtherFocusReason)
