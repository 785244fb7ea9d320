"""Names that are offered while one is typed; a person takes one, or types on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QPlainTextEdit

_TAKING = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab})


class Suggestions(QObject):
    """Offers what `names` gives under a text box, as far as it holds what is typed there.

    Nothing is put into the box unless it is chosen: by a click, or by an arrow and Enter.
    """

    def __init__(self, edit: QPlainTextEdit, names: Callable[[], Iterable[str]]) -> None:
        super().__init__(edit)
        self._edit, self._names = edit, names
        self._model = QStringListModel(self)
        self.completer = completer = QCompleter(self._model, self)
        completer.setWidget(edit)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._take)
        edit.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Offer after each key that changes the text; leave the list's own keys to the list."""
        if event.type() == QEvent.Type.FocusIn:
            self._model.setStringList([])  # worked out anew for each visit, when first needed
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if self._offering and event.key() in _TAKING:
            event.ignore()
            return True
        if (event.text().isprintable() and event.text()) or event.key() == Qt.Key.Key_Backspace:
            # After the box has taken the key: then its text is what is typed.
            self._edit.textChanged.connect(self._offer, Qt.ConnectionType.SingleShotConnection)
        return False

    def _offer(self) -> None:
        typed = self._edit.toPlainText().strip()
        if not self._model.rowCount():
            self._model.setStringList(list(self._names()))
        self.completer.setCompletionPrefix(typed)
        found = self.completer.completionCount()
        alone = found == 1 and self.completer.currentCompletion() == typed
        if typed and found and not alone and self._edit.hasFocus():
            self.completer.complete()
        else:
            self._hide()

    @property
    def _offering(self) -> bool:
        popup = self.completer.popup()
        return popup is not None and popup.isVisible()

    def _hide(self) -> None:
        if popup := self.completer.popup():
            popup.hide()

    def _take(self, name: str) -> None:
        self._hide()
        self._edit.selectAll()
        self._edit.insertPlainText(name)  # unlike setPlainText, one step that can be undone
