"""The history pane: every change of the plan or of one action, with the full texts of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QStackedLayout, QWidget

from csp_desktop.gui.history.folds import HistoryLine, lines
from csp_desktop.gui.history.model import ACTION, FROM, TO, WHAT, WHEN, WHO, HistoryModel
from csp_desktop.gui.history.receipts import show_receipts
from csp_desktop.gui.history.words import EntryWords, HeadTold, told
from csp_desktop.gui.session.pane import Pane
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import LinkButton, Outlined
from csp_desktop.gui.widgets.empty_state import EmptyState
from csp_desktop.gui.widgets.ground import Ground, Hairline
from csp_desktop.gui.widgets.grouped_table import GroupedTable
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.widgets.pane_head import PaneHead
from csp_desktop.gui.widgets.rows_model import Index
from csp_desktop.gui.widgets.table_delegate import RowDelegate
from csp_desktop.plan.wording import counted

if TYPE_CHECKING:
    from csp_desktop.operations.editing.history import HistoryEntry

_WIDTHS = {WHEN: 148, WHO: 120, ACTION: 78, WHAT: 216}
_LEAST = 130
"""What each value needs at least; where there is no room, the texts below tell the rest."""
_TEXTS, _LEAST_TEXTS = 190, 120


class HistoryPane(Pane):
    """Lists changes, newest first; it reads them when it is looked at and when the plan changes."""

    panel, by_quarter = True, False

    def __init__(self, state: PlanState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self._action_id = ""
        self._entries: list[HistoryEntry] = []
        self._lines: list[HistoryLine] = []
        self._unfolded: set[str] = set()
        self._whole = Outlined("Whole plan", height=28)
        self._whole.clicked.connect(lambda: self.show_action(""))
        self.receipts = Outlined("Receipts", icon="file", height=28)
        self.receipts.clicked.connect(self._show_receipts)
        self.undo_last = Outlined("", icon="undo", height=28)
        self.model = HistoryModel(self)
        self.table = HistoryTable(self.model, "Changes", widths=_WIDTHS, stretched=(FROM, TO))
        self.table.setItemDelegate(HistoryDelegate(self.table, shown_unfocused=True))
        self.table.current_row.connect(self._show_texts)
        self.table.entered.connect(self._enter)
        self.table.toggled.connect(self._toggle)
        self._texts = _ChangeTexts()
        self._texts.revealed.connect(lambda: self._reveal(self.table.currentIndex().row()))
        self._none = EmptyState()
        self.head = PaneHead("History", (self._whole, self.receipts, self.undo_last))
        full = QWidget()
        column(self.head, Hairline(), self.table, self._texts, over=full)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(full)
        self._stack.addWidget(self._none)
        self.undo_last.clicked.connect(state.undo)
        state.door.undo_changed.connect(self._name_undo)
        self._name_undo()

    @property
    def action_id(self) -> str:
        """The action whose changes alone are listed, '' for those of the whole plan."""
        return self._action_id

    def show_action(self, action_id: str) -> None:
        """List the changes of one action, or of the whole plan where '' is given."""
        self._action_id = action_id
        self._stale = True
        self.refresh()

    def show_at(self, at: object) -> None:
        """List the changes of one action, by its id, or of the whole plan where '' is given."""
        self.show_action(str(at))

    def show_plan(self) -> None:
        wanted = self._action_id

        def arrived(entries: list[HistoryEntry]) -> None:
            if wanted == self._action_id:
                self._show(entries)

        self._state.history("action" if wanted else "", wanted, arrived)

    def focus_first(self) -> QWidget:
        return self.table

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the list keeps most of the height."""
        super().resizeEvent(event)
        theme = themes.current()
        height = max(min(theme.px(_TEXTS), self.height() // 3), theme.px(_LEAST_TEXTS))
        self._texts.setFixedHeight(height)
        self._name_undo()

    def _show(self, entries: list[HistoryEntry]) -> None:
        at_newest = self.table.currentIndex().row() <= 0
        state = self._state
        self._entries = entries
        self._fill()
        action = state.document.record("action", self._action_id)
        self.head.title.setText(f"History of {action.text('ref')}" if action else "History")
        made = sum(each.at is not None for each in entries)
        self.head.sentence.setText(counted(made, "change"))
        self._whole.setVisible(bool(self._action_id))
        self._name_undo()
        if not entries:
            self._none.say("No changes yet", "What people change is kept here, with who and when.")
        self._stack.setCurrentIndex(0 if entries else 1)
        if entries and at_newest:
            self.table.look_at(0)
        self._show_texts(self.table.currentIndex().row())

    def _fill(self) -> None:
        """List the entries: of the whole plan, what was done as one under one line."""
        state = self._state
        year = int(state.now()[:4])
        if self._action_id:
            self._lines = [
                HistoryLine(told(e, state.table, now_year=year), e) for e in self._entries
            ]
        else:
            self._lines = lines(self._entries, state.table, self._unfolded, now_year=year)
        self.model.within = frozenset(
            number for number, line in enumerate(self._lines) if line.fold and not line.is_head
        )
        self.model.set_rows([line.told for line in self._lines])

    def _name_undo(self) -> None:
        state = self._state
        self.undo_last.setEnabled(state.writable and state.door.next_undo is not None)
        merged = state.door.next_undo == "merge"
        said = "Undo the merge" if merged else "Undo the last change"
        self.undo_last.setAccessibleName(said)
        self.undo_last.setToolTip(said)
        # In a narrow pane the icon and one word have to do.
        for words in (said, "Undo"):
            self.undo_last.setText(words)
            self.undo_last.updateGeometry()
            if self.head.fits_into(self.width()):
                return

    def _enter(self, row: int) -> None:
        if 0 <= row < len(self._lines) and self._lines[row].is_head:
            self._toggle(row)
        else:
            self._reveal(row)

    def _toggle(self, row: int) -> None:
        """List what was done as one, or only that it was."""
        if 0 <= row < len(self._lines) and self._lines[row].is_head:
            self._unfolded ^= {self._lines[row].fold}
            self._fill()
            self.table.look_at(row)

    def _show_texts(self, row: int) -> None:
        if 0 <= row < len(self.model.rows):
            self._texts.show_entry(self.model.rows[row])

    def _show_receipts(self) -> None:
        """Open the receipts, at those of the merge on which the user stands."""
        row = self.table.currentIndex().row()
        merge = self._lines[row].fold if 0 <= row < len(self._lines) else ""
        show_receipts(self._state, self.window(), merge)

    def _reveal(self, row: int) -> None:
        entry = self._lines[row].entry if 0 <= row < len(self._lines) else None
        if entry is not None:
            self.go.reveal(entry.kind, entry.record)

    def begin_again(self) -> None:
        self._action_id = ""
        self._entries, self._lines = [], []
        self._unfolded.clear()
        self.model.set_rows(())


class HistoryTable(GroupedTable):
    """The changes; a click on the arrow opens and closes what was done as one."""

    def opens_at(self, index: QModelIndex) -> bool:
        return index.column() == WHAT and super().opens_at(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what stood before, and then who, where the values would have no room."""
        theme = themes.current()
        room = self.viewport().width() - sum(map(theme.px, _WIDTHS.values()))
        self.setColumnHidden(FROM, room < 2 * theme.px(_LEAST))
        self.setColumnHidden(WHO, room < theme.px(_LEAST))
        super().resizeEvent(event)


class HistoryDelegate(RowDelegate[EntryWords]):
    """Paints a change, further in where it is under the line over what was done as one."""

    def paint_cell(self, painter: QPainter, box: QRectF, row: EntryWords, index: Index) -> None:
        if index.column() == WHAT and index.row() in getattr(index.model(), "within", ()):
            box.setLeft(box.left() + themes.current().px(20))
        super().paint_cell(painter, box, row, index)


class _ChangeTexts(Ground):
    """The full texts of one change: what stood before, what stands since."""

    revealed = Signal()

    def __init__(self) -> None:
        super().__init__(role="window", line="top")
        self._what = Words("", "small", "text2", strong=True)
        self._go = LinkButton("Show in the grid")
        self._go.clicked.connect(self.revealed)
        self._sides = (_side("What stood before"), _side("What it was changed to"))
        self._to = Words("To", "small", "text2")
        self._before = QWidget()
        column(Words("From", "small", "text2"), self._sides[0], spacing=4, over=self._before)
        sides = row((self._before, 1), (column(self._to, self._sides[1], spacing=4), 1), spacing=12)
        head = row((self._what, 1), self._go)
        column(head, sides, margins=(16, 8, 16, 12), spacing=4, over=self)
        self.setFixedHeight(themes.current().px(_TEXTS))

    def show_entry(self, entry: EntryWords) -> None:
        """Show the whole of `entry`."""
        said = f"{entry.ref} {entry.what}, {entry.author}, {entry.date} {entry.time}"
        self._what.setText(said.strip())
        several = isinstance(entry, HeadTold)
        self._go.setVisible(not several)
        self._before.setVisible(not several)
        self._to.setText("What was done" if several else "To")
        for side, text in zip(self._sides, (entry.old, entry.new), strict=True):
            side.setPlainText(text)

    def sizeHint(self) -> QSize:
        return QSize(400, themes.current().px(_TEXTS))


def _side(name: str) -> QPlainTextEdit:
    side = QPlainTextEdit()
    side.setReadOnly(True)
    side.setTabChangesFocus(True)
    side.setAccessibleName(name)
    side.setPlaceholderText("Nothing")
    return side
