"""What is typed beside a decision and not used yet: kept under the row it was typed for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QLineEdit

from csp_desktop.gui.returns.decisions import Decisions
from csp_desktop.gui.widgets.diff_cards import Combination

_PAUSE_MILLISECONDS = 400


class Typing(QObject):
    """Notes every text at once, and has it kept after a pause and when the box is left."""

    def __init__(
        self,
        batch: Decisions,
        words: Combination | None,
        lines: tuple[QLineEdit, ...],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._batch, self._words, self._lines = batch, words, lines
        self._row = ""
        self._noted: dict[str, str] = {}
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self.keep)
        if words is not None:
            words.edit.textChanged.connect(self._note_words)
            words.edit.installEventFilter(self)
        for line in lines:
            line.installEventFilter(self)
        for place, line in enumerate(lines):
            line.textEdited.connect(lambda text, place=place: self._note(f" {place}", text))

    def go_to(self, row: str) -> None:
        """What is typed from now on is for another row, '' for none."""
        self.keep()
        self._row = row

    def show_lines(self) -> None:
        """Show in the lines what was typed in them for this row."""
        for place, line in enumerate(self._lines):
            text = self._said(f" {place}")
            if text:
                line.setText(text)

    @property
    def words(self) -> str:
        """The value typed for this row and not used yet."""
        return self._said("")

    def used(self) -> None:
        """Forget what was typed for this row: it is in the decision now."""
        for what in ("", *(f" {place}" for place in range(len(self._lines)))):
            self._noted.pop(self._row + what, None)
            self._batch.typed(self._row + what, "")

    def keep(self) -> None:
        """Have what was noted kept on the disk."""
        self._pause.stop()
        noted, self._noted = self._noted, {}
        for key, text in noted.items():
            self._batch.typed(key, text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaving a box keeps what was typed in it: the window may close next."""
        if event.type() == QEvent.Type.FocusOut:
            self.keep()
        return super().eventFilter(watched, event)

    def _said(self, what: str) -> str:
        key = self._row + what
        return self._noted.get(key) or self._batch.typed_at(key)

    def _note_words(self) -> None:
        words = self._words
        if words is not None and words.editing and words.edit.hasFocus():
            self._note("", words.edit.toPlainText())

    def _note(self, what: str, text: str) -> None:
        if self._row:
            self._noted[self._row + what] = text
            self._pause.start()
