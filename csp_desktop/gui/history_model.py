"""The rows of the history pane: frozen entries in words, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from csp_desktop.gui.history_words import Told

COLUMNS: Final = ("When", "Who", "Action", "What", "From", "To")
WHEN, WHO, ACTION, WHAT, FROM, TO = range(6)
ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole
SORT_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROOT: Final = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


class HistoryModel(QAbstractTableModel):
    """Entries of history as a table. `entries` are in the order in which they are shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Told, ...] = ()

    def set_entries(self, entries: Sequence[Told]) -> None:
        """Show these entries in place of those shown."""
        self.beginResetModel()
        self._entries = tuple(entries)
        self.endResetModel()

    def entry(self, row: int) -> Told:
        """The entry in a row."""
        return self._entries[row]

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The columns' names."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell; the whole entry for ENTRY_ROLE; a row's age for SORT_ROLE."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(entry, index.column())
        if role == ENTRY_ROLE:
            return entry
        if role == SORT_ROLE:
            return -index.row()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{COLUMNS[index.column()]}: {_text(entry, index.column()) or 'nothing'}"
        return None


def _text(entry: Told, column: int) -> str:
    if column == WHEN:
        return f"{entry.date} {entry.time}".strip()
    if column in (FROM, TO):
        return " ".join((entry.old, entry.new)[column - FROM].split())
    return (entry.author, entry.ref, entry.what)[column - WHO]
