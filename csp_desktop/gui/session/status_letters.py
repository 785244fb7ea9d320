"""Letters that give a status: one at a time. A word typed in the wrong place does nothing.

A letter waits until it is clear that no other follows: until a short pause, or until something else
is done. If another follows at once, neither counts, nor does anything typed after them.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

ALONE_MILLISECONDS = 450
"""How long nothing may be typed after a letter before it counts."""

QUIET_MILLISECONDS = 1500
"""How long nothing may be typed after a word before a letter counts again."""

A_WORD = (
    "Letters typed one after another give no status: nothing was changed. "
    "Press one letter, then wait or move on."
)


_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete)
_MODIFIERS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
)


class Letters(QObject):
    """Holds a letter's action until it is clear that no other letter follows.

    `changed` tells that something is held, or no longer; `refused` why nothing was done.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(self, alone: int = ALONE_MILLISECONDS, quiet: int = QUIET_MILLISECONDS) -> None:
        super().__init__()
        self._act: Callable[[], None] | None = None
        self._alone = QTimer(self, singleShot=True, interval=alone)
        self._alone.timeout.connect(self.settle)
        self._quiet = QTimer(self, singleShot=True, interval=quiet)

    @property
    def held(self) -> bool:
        """Whether a letter waits to count."""
        return self._act is not None

    @property
    def in_a_word(self) -> bool:
        """Whether what is typed now goes on with a word, or begins one after a letter."""
        return self._alone.isActive() or self._quiet.isActive()

    def type(self, act: Callable[[], None] | None) -> None:
        """Note that a letter was typed; `act` does what it means, None if it means nothing."""
        if self.in_a_word:
            # A second letter right after the first: it is a word. The first must not count either,
            # which is why it was held back.
            self._drop()
            return
        self._act = act
        self._alone.start()
        self.changed.emit()

    def note(self, event: QKeyEvent) -> None:
        """Note a key that means nothing here: if it writes something, a word may have begun."""
        if _is_typed(event):
            self.type(None)

    def take(self, event: QKeyEvent) -> bool:
        """Take a key that goes on with a word, or that is held down; any other ends the waiting."""
        # A key held down is one letter, not a word of many.
        if _is_typed(event) and event.isAutoRepeat():
            return True
        in_a_word = self._quiet.isActive()
        corrected = event.key() == Qt.Key.Key_Backspace and self.in_a_word
        entered = event.key() in _ENTERS and in_a_word
        # Return or Backspace that belong to the word must not open an editor or clear the cell.
        if corrected or entered or (in_a_word and _is_typed(event)):
            self._drop()
            return True
        if not _is_typed(event) and event.key() not in _MODIFIERS:
            self.settle()
        return False

    def settle(self) -> None:
        """Let the letter that waits count now: something else is done, or nothing for a while."""
        self._alone.stop()
        self._quiet.stop()
        # Taken out before it is done: acting may move the focus, which settles again.
        act, self._act = self._act, None
        if act is not None:
            act()
            self.changed.emit()

    def _drop(self) -> None:
        """Let nothing of the word count."""
        first = not self._quiet.isActive()
        self._alone.stop()
        self._act = None
        self._quiet.start()
        self.changed.emit()
        if first:
            self.refused.emit(A_WORD)


def _is_typed(event: QKeyEvent) -> bool:
    """Whether a key writes something where text can be written: a letter, a sign, a space."""
    text = event.text()
    commands = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    if event.modifiers() & commands:
        return False
    return bool(text) and text.isprintable()
