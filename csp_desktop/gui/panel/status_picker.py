"""The status picker: every status with its shape, word and letter, one of them chosen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QWidget

from csp_desktop import look
from csp_desktop.gui.session.status_letters import Letters
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.parts import paint_box
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.widgets.buttons import Control
from csp_desktop.gui.widgets.ground import Framed, Hairline
from csp_desktop.plan.statuses import LETTERS, STATUSES

_FIRST_COLUMN = 4
_SHARES = (13, 14)
"""How the two columns share the picker's width."""
_BY_LETTER = {letter: status for status, letter in LETTERS.items()}


class StatusPicker(Framed):
    """Two columns of statuses. `picked` carries the one that the user chooses, '' to clear it.

    A letter chooses its status, the arrows move, Delete clears.
    """

    picked = Signal(str)

    def __init__(self, letters: Letters, parent: QWidget | None = None) -> None:
        """`letters` holds a letter's choice until it is clear that no other follows."""
        super().__init__(parent)
        self._letters = letters
        self.setAccessibleName("Status")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._status = ""
        self._writable = True
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self.options: dict[str, _Option] = {}
        theme = themes.current()
        grid = QGridLayout(self)
        grid.setContentsMargins(*(theme.px(4),) * 4)
        grid.setHorizontalSpacing(theme.px(5))
        grid.setVerticalSpacing(0)
        for column, share in enumerate(_SHARES):
            grid.setColumnStretch(column, share)
        for index, status in enumerate(STATUSES):
            option = _Option(status, letters)
            self.options[status] = option
            self._group.addButton(option, index)
            column, row = divmod(index, _FIRST_COLUMN) if index < _FIRST_COLUMN else (1, index - 4)
            grid.addWidget(option, row, column)
            option.clicked.connect(lambda _=False, status=status: self._pick(status))
            option.keyed.connect(self._key)
        self._between = Hairline(upright=True, parent=self)
        self._show()

    def show_status(self, status: str, *, writable: bool) -> None:
        """Show `status` as chosen, '' for none."""
        self._status, self._writable = status, writable
        self._show()

    def focus(self) -> None:
        """Give the focus to the chosen status, or to the first."""
        self.options[self._status or STATUSES[0]].setFocus(Qt.FocusReason.TabFocusReason)

    def _show(self) -> None:
        reached = self._status or STATUSES[0]
        for status, option in self.options.items():
            option.setChecked(status == self._status)
            option.setEnabled(self._writable)
            # One stop for Tab among all, as for radio buttons; the arrows go on from there.
            tab = status == reached
            option.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tab else Qt.FocusPolicy.ClickFocus)

    def _pick(self, status: str) -> None:
        self._show()
        if status != self._status and self._writable:
            self.picked.emit(status)

    def _key(self, key: int, text: str) -> None:
        if text.upper() in _BY_LETTER:
            self._letters.type(partial(self._pick, _BY_LETTER[text.upper()]))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if self._status:
                self._pick("")
        elif key in _MOVES:
            self._move(*_MOVES[Qt.Key(key)])

    def _move(self, down: int, across: int) -> None:
        """Move the focus among the options, which choosing does not do by itself."""
        at = next((i for i, each in enumerate(self.options.values()) if each.hasFocus()), 0)
        if across:
            other = at + _FIRST_COLUMN if at < _FIRST_COLUMN else at - _FIRST_COLUMN
            target = min(max(other, 0), len(STATUSES) - 1)
            if (at < _FIRST_COLUMN) == (across < 0):
                return
        else:
            target = (at + down) % len(STATUSES)
        self.options[STATUSES[target]].setFocus(Qt.FocusReason.TabFocusReason)

    def edge(self) -> tuple[str, float]:
        return "edge", 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand the line between the two columns, which share the width unevenly."""
        super().resizeEvent(event)
        theme = themes.current()
        x = self.options[STATUSES[_FIRST_COLUMN]].x() - theme.px(3)
        self._between.setGeometry(x, theme.px(6), 1, self.height() - 2 * theme.px(6))


_MOVES = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


def least_width() -> int:
    """The width at which every status shows its whole word and its letter."""
    theme = themes.current()
    metrics = QFontMetrics(theme.font("body", strong=True))
    words = [metrics.horizontalAdvance(look.word(status)) + 1 for status in STATUSES]
    shape = theme.px(7) + theme.px(14) + theme.px(7) + _beside_word(theme)
    first = max(words[:_FIRST_COLUMN]) + shape
    second = max(words[_FIRST_COLUMN:]) + shape
    # The columns share the width as `setColumnStretch` says.
    shared = max(first * (_SHARES[0] + _SHARES[1]) / _SHARES[0], second * sum(_SHARES) / _SHARES[1])
    return round(shared + 0.5) + 2 * theme.px(4) + theme.px(5)


def _beside_word(theme: themes.Theme) -> int:
    """The room at the right of a status's word: its letter, and what parts the two."""
    letters = QFontMetrics(theme.font("small", strong=True))
    return letters.horizontalAdvance("G") + theme.px(7) + theme.px(4)


class _Option(Control):
    """One status of the picker."""

    keyed = Signal(int, str)

    def __init__(self, status: str, letters: Letters) -> None:
        super().__init__()
        self._letters = letters
        self._status = status
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{look.word(status)} ({LETTERS[status]})")

    def sizeHint(self) -> QSize:
        theme = themes.current()
        return QSize(theme.px(108), theme.px(26))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass keys to the picker, except those that press the button."""
        if self._letters.take(event):
            return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        letter = event.text().upper() in _BY_LETTER
        others = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, *_MOVES)
        if plain and (letter or Qt.Key(event.key()) in others):
            self.keyed.emit(event.key(), event.text())
        else:
            if event.key() != Qt.Key.Key_Space:  # it presses the button
                self._letters.note(event)
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let a letter count that was typed before the focus went."""
        self._letters.settle()
        super().focusOutEvent(event)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        body = QRectF(self.rect())
        checked = self.isChecked()
        if checked:
            ground = theme.palette.ground(self._status)
            inside = themes.colour(ground) if ground else "selected"
            paint_box(painter, body, inside, theme.status(self._status), 1.5, radius=3)
        elif self.hovered and self.isEnabled():
            paint_box(painter, body, "window", width=0, radius=3)
        side = theme.px(14)
        x = theme.px(7)
        box = QRectF(x, body.center().y() - side / 2, side, side)
        ink = None if self.isEnabled() or checked else theme.colour("text3")
        paint_glyph(painter, box, self._status, ink)
        painter.setFont(theme.font("body", strong=checked))
        painter.setPen(self.ink() if not checked else theme.colour("text"))
        flags = Qt.AlignmentFlag.AlignVCenter
        text = body.adjusted(x + side + theme.px(7), 0, -_beside_word(theme), 0)
        metrics, word = painter.fontMetrics(), look.word(self._status)
        if metrics.horizontalAdvance(word) > text.width():
            word = look.SHORT_WORDS.get(self._status, word)
        word = metrics.elidedText(word, Qt.TextElideMode.ElideRight, int(text.width()))
        painter.drawText(text, flags | Qt.AlignmentFlag.AlignLeft, word)
        painter.setFont(theme.font("small", strong=checked))
        painter.setPen(theme.colour("text" if checked else "text2"))
        right = body.adjusted(0, 0, -theme.px(7), 0)
        painter.drawText(right, flags | Qt.AlignmentFlag.AlignRight, LETTERS[self._status])

    def paint_focus(self, painter: QPainter) -> None:
        """Within the option: there is no room about it."""
        inset = 2 if self.isChecked() else 0
        inside = self.rect().adjusted(inset, inset, -inset, -inset)
        paint_box(painter, inside, "", "accent", 2, radius=3)
