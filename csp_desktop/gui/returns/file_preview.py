"""What else the file of a thing to decide would change, under what is decided."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from csp_desktop.gui.returns.changes_table import ChangesTable
from csp_desktop.gui.returns.decisions import Decisions
from csp_desktop.gui.returns.rows import LEAVE_OUT
from csp_desktop.gui.returns.typing import Typing
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import LinkButton
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import ElidedLabel
from csp_desktop.operations.receiving.batch import CellChange, FileView, WaitingItem
from csp_desktop.plan.wording import counted

_MOST_BESIDE = 200
"""How many of a file's other changes are listed under what is decided."""


class FilePreview(Ground):
    """Lists a file's other changes, old beside new. `whole_asked` asks for its grid.

    `left_out` brings the file, a change of it that is not to be taken, and the reason.
    """

    whole_asked = Signal()
    revealed = Signal(str, str)
    left_out = Signal(object, object, str)

    def __init__(self, batch: Decisions, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        theme = themes.current()
        self.title = ElidedLabel("small", "text2", strong=True)
        self._view: FileView | None = None
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Reason, for the receipt")
        self.reason.setAccessibleName("Reason for leaving it out, for the receipt")
        self.reason.setFixedWidth(theme.px(190))
        self._typing = Typing(batch, None, (self.reason,), self)
        self._typed_for = ""
        self.leave_out = LinkButton(LEAVE_OUT)
        self.leave_out.setToolTip("Do not take the change chosen below (Delete)")
        self.show_all = LinkButton("Show all in the grid")
        self._bar = QWidget()
        self._bar.setFixedHeight(theme.px(30))
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(theme.px(16), 0, theme.px(12), 0)
        row.setSpacing(theme.px(12))
        row.addWidget(self.title, 1)
        for widget in (self.reason, self.leave_out, self.show_all):
            row.addWidget(widget)
        self.table = ChangesTable()
        self.table.setMinimumHeight(theme.px(87))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self.table, 1)
        self.show_all.clicked.connect(self.whole_asked)
        self.table.entered.connect(self._reveal)
        self.table.left_out.connect(self._leave_out)
        self.leave_out.clicked.connect(self._leave_out)
        self.reason.returnPressed.connect(self._leave_out)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._offer())

    def show_file(self, view: FileView | None, waiting: WaitingItem | None) -> None:
        """Show what `view` would change but for the cell that is decided."""
        self._view = view
        changes = view.changes if view else ()
        others = [each for each in changes if waiting is None or not _is(each, waiting)]
        self.title.setText(_words(view, len(others), len(changes)))
        for widget in (self._bar, self.table):
            widget.setVisible(view is not None)
        self.table.changes.set_rows(others[:_MOST_BESIDE])
        self._offer()

    @property
    def _chosen(self) -> CellChange | None:
        """The change that is looked at, where it can be left out."""
        at, rows = self.table.currentIndex().row(), self.table.changes.rows
        found = rows[at] if 0 <= at < len(rows) else None
        return found if found and found.mark != "contested" else None

    def _offer(self) -> None:
        for widget in (self.leave_out, self.reason):
            widget.setVisible(self._view is not None and bool(self.table.changes.rows))
            widget.setEnabled(self._chosen is not None)
        self._show_reason()

    def _show_reason(self) -> None:
        """Show the reason that was typed for the change that is looked at, and for no other."""
        view, change = self._view, self._chosen
        key = _key(view, change) if view and change else ""
        if key != self._typed_for:
            self._typed_for = key
            self._typing.go_to(key)
            self.reason.clear()
            self._typing.show_lines()

    def _leave_out(self) -> None:
        view, change = self._view, self._chosen
        if view is not None and change is not None:
            reason = self.reason.text().strip()
            self._typing.used()
            self.reason.clear()
            self.left_out.emit(view, change, reason)

    def _reveal(self, row: int) -> None:
        change = self.table.changes.rows[row]
        self.revealed.emit(change.kind, change.record)


def _key(view: FileView, change: CellChange) -> str:
    spot = (change.kind, change.record, change.field, change.period)
    return f"leave out {view.path.absolute()} {' '.join(spot)}"


def _words(view: FileView | None, others: int, changes: int) -> str:
    if view is None:
        return ""
    if view.refused:
        return f"{view.path.name} was not read"
    word = "change" if others == changes else "other change"
    return f"Preview: {counted(others, word)} in {view.path.name}"


def _is(change: CellChange, waiting: WaitingItem) -> bool:
    return (change.record, change.field, change.period) == (
        waiting.record,
        waiting.field,
        waiting.period,
    )
