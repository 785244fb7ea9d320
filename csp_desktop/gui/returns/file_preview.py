"""What one file would change: beside what is decided, or the whole of it with filters."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csp_desktop.gui import theme as themes
from csp_desktop.gui.controls import LinkButton, Words
from csp_desktop.gui.returns import changes_table, texts
from csp_desktop.gui.returns.changes_table import ChangesTable
from csp_desktop.gui.returns.labels import Ground
from csp_desktop.gui.returns.waiting_list import Filters
from csp_desktop.operations.batches import CellChange, FileView, Waiting

_MOST_BESIDE = 200
"""How many of a file's other changes are listed under what is decided."""


class FilePreview(Ground):
    """Lists a file's changed cells, old beside new. `whole_asked` asks for more or less of it."""

    whole_asked = Signal()
    revealed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = themes.current()
        self._changes: list[CellChange] = []
        self._whole = False
        self.title = Words("", "small", "text2", strong=True)
        self.filters = Filters(names=changes_table.FILTERS)
        self.show_all = LinkButton("Show all changes")
        self._bar = QWidget()
        self._bar.setFixedHeight(theme.px(30))
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(theme.px(16), 0, theme.px(12), 0)
        row.setSpacing(theme.px(12))
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self.show_all)
        self.table = ChangesTable()
        self.table.setMinimumHeight(theme.px(87))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self.filters)
        column.addWidget(self.table, 1)
        self.show_all.clicked.connect(self.whole_asked)
        self.filters.picked.connect(lambda _: self._fill())
        self.table.doubleClicked.connect(lambda index: self._reveal(index.row()))

    def show_file(
        self, view: FileView | None, waiting: Waiting | None, *, whole: bool, may_switch: bool
    ) -> None:
        """Show what `view` would change: all of it, or all but the cell that is decided."""
        changes = view.changes if view else ()
        self._whole = whole or waiting is None
        self._changes = [
            each for each in changes if self._whole or waiting is None or not _is(each, waiting)
        ]
        self.title.setText(self._words(view))
        self.show_all.setText("Back to deciding" if whole else "Show all changes")
        self.show_all.setVisible(may_switch)
        self.show_all.updateGeometry()
        self.filters.setVisible(self._whole and len(changes) > 1)
        self.table.horizontalHeader().setVisible(self._whole)
        for widget in (self._bar, self.table):
            widget.setVisible(view is not None)
        self._fill()

    def _fill(self) -> None:
        if not self._whole:
            self.table.changes.set_rows(self._changes[:_MOST_BESIDE])
            return
        chips = self.filters.chips.items()
        shown = next((name for name, chip in chips if chip.isChecked()), changes_table.ALL)
        self.filters.show_counts(changes_table.counts(self._changes))
        self.table.changes.set_rows(changes_table.filtered(self._changes, shown))

    def _words(self, view: FileView | None) -> str:
        if view is None:
            return ""
        if view.refused:
            return f"{view.path.name} was not read"
        word = "change" if self._whole else "other change"
        return f"Preview: {texts.counted(len(self._changes), word)} in {view.path.name}"

    def _reveal(self, row: int) -> None:
        change = self.table.changes.rows[row]
        self.revealed.emit(change.kind, change.record)


def _is(change: CellChange, waiting: Waiting) -> bool:
    return (change.record, change.field, change.period) == (
        waiting.record,
        waiting.field,
        waiting.period,
    )
