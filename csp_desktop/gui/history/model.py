"""The rows of the history pane: frozen entries in words, newest first."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt

from csp_desktop.gui.history.words import EntryWords, HeadTold
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.grouped_table import GroupedModel, GroupHeading
from csp_desktop.gui.widgets.rows_model import ROW_ROLE, SORT_ROLE, Index

COLUMNS: Final = ("When", "Who", "Action", "What", "From", "To")
WHEN, WHO, ACTION, WHAT, FROM, TO = range(6)
ENTRY_ROLE: Final = ROW_ROLE


class HistoryModel(GroupedModel[EntryWords]):
    """Entries of history as a table."""

    columns = COLUMNS
    within: frozenset[int] = frozenset()
    """The rows that stand under the line over what was done as one."""

    def words(self, row: EntryWords, column: int) -> str:
        if column == WHEN:
            return f"{row.date} {row.time}".strip()
        if column in (FROM, TO):
            text = (row.old, row.new)[column - FROM]
            if isinstance(row, HeadTold):
                text = text.partition("\n")[0]  # the rest names what it stands over
            return " ".join(text.split())
        return (row.author, row.ref, row.what)[column - WHO]

    def heading(self, row: EntryWords) -> GroupHeading | None:
        return GroupHeading(row.what, is_open=not row.folded) if isinstance(row, HeadTold) else None

    def shape(self, row: EntryWords, column: int) -> str:
        return self.words(row, column).lower() if row.shapes and column in (FROM, TO) else ""

    def icon(self, row: EntryWords, column: int) -> tuple[str, str]:
        if column != WHAT or not isinstance(row, HeadTold):
            return "", ""
        return "chevron-right" if row.folded else "chevron-down", "text2"

    def letters(self, row: EntryWords, column: int) -> tuple[themes.Size, str, bool]:
        if column == WHAT and isinstance(row, HeadTold):
            return "small", "text", True
        return "small", "text2" if column in (WHEN, FROM) else "text", column == WHO

    def spoken(self, row: EntryWords, column: int) -> str:
        said = self.words(row, column) or "nothing"
        if column == WHAT and isinstance(row, HeadTold):
            said += ", folded" if row.folded else ", unfolded"
        return f"{COLUMNS[column]}: {said}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As every table of rows has it; a row's age for SORT_ROLE."""
        if index.isValid() and role == SORT_ROLE:
            return -index.row()
        return super().data(index, role)
