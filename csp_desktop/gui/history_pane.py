"""The history pane: every change of the plan or of one action, with the full texts of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from csp_desktop.gui import theme as themes
from csp_desktop.gui.controls import Line, LinkButton, Outlined, Words
from csp_desktop.gui.empty import EmptyState
from csp_desktop.gui.glyphs import paint_glyph
from csp_desktop.gui.history_model import (
    ACTION,
    COLUMNS,
    FROM,
    TO,
    WHAT,
    WHEN,
    WHO,
    HistoryModel,
)
from csp_desktop.gui.history_words import Told, told
from csp_desktop.gui.state import PlanState
from csp_desktop.gui.writes import Changed

if TYPE_CHECKING:
    from csp_desktop.operations.history import Entry

_WIDTHS = {WHEN: 116, WHO: 132, ACTION: 64, WHAT: 190}
_ROW = 30


class HistoryPane(QWidget):
    """Lists changes, newest first; it reads them when it is looked at and when the plan changes.

    `reveal_asked` brings kind and id of the record whose change the user wants to see.
    """

    reveal_asked = Signal(str, str)

    def __init__(self, state: PlanState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._action_id = ""
        self._entries: list[Entry] = []
        self._stale = True
        theme = themes.current()
        self._title = Words("History", "title", "text", strong=True)
        self._count = Words("", "body", "text2")
        self._whole = Outlined("Whole plan", height=28)
        self._whole.clicked.connect(lambda: self.show_action(""))
        self.undo = Outlined("Undo the last change", icon="undo", height=28)
        self.model = HistoryModel(self)
        self.table = _table(self.model)
        self.table.selectionModel().currentChanged.connect(self._show_texts)
        self.table.doubleClicked.connect(self._reveal)
        self.table.asked.connect(self._reveal)
        self._texts = _Texts()
        self._texts.revealed.connect(lambda: self._reveal(self.table.currentIndex()))
        self._none = EmptyState()
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(16), 0, theme.px(10), 0)
        head.setSpacing(theme.px(12))
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self._whole)
        head.addWidget(self.undo)
        top = QWidget()
        top.setFixedHeight(theme.px(45))
        top.setLayout(head)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (top, Line(), self.table, self._texts):
            column.addWidget(widget)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(full)
        self._stack.addWidget(self._none)
        self.setFocusProxy(self.table)
        state.document_changed.connect(self._changed)
        state.opened.connect(self._opened)
        state.closed.connect(self._opened)

    @property
    def action_id(self) -> str:
        """The action whose changes alone are listed, '' for those of the whole plan."""
        return self._action_id

    def show_action(self, action_id: str) -> None:
        """List the changes of one action, or of the whole plan where '' is given."""
        self._action_id = action_id
        self._stale = True
        self.refresh()

    def refresh(self) -> None:
        """Read the changes anew if others have come since they were read."""
        if not self._stale or not self._state.is_open:
            return
        self._stale = False
        wanted = self._action_id

        def arrived(entries: list[Entry]) -> None:
            if wanted == self._action_id:
                self._show(entries)

        self._state.history("action" if wanted else "", wanted, arrived)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), themes.current().colour("base"))
        painter.end()

    def _show(self, entries: list[Entry]) -> None:
        kept = self.table.currentIndex().row()
        state = self._state
        year = int(state.now()[:4])
        self._entries = entries
        self.model.set_entries([told(each, state.table, now_year=year) for each in entries])
        action = state.document.record("action", self._action_id)
        self._title.setText(f"History of {action.text('ref')}" if action else "History")
        made = sum(each.at is not None for each in entries)
        self._count.setText("1 change" if made == 1 else f"{made:,} changes")
        self._whole.setVisible(bool(self._action_id))
        if not entries:
            self._none.say("No changes yet", "What people change is kept here, with who and when.")
        self._stack.setCurrentIndex(0 if entries else 1)
        if entries:
            self.table.setCurrentIndex(self.model.index(max(min(kept, len(entries) - 1), 0), 0))

    def _show_texts(self, index: QModelIndex) -> None:
        if index.isValid():
            self._texts.show_entry(self.model.entry(index.row()))

    def _reveal(self, index: QModelIndex) -> None:
        if index.isValid():
            entry = self._entries[index.row()]
            self.reveal_asked.emit(entry.kind, entry.record)

    def _changed(self, _changed: Changed, _by: str) -> None:
        self._stale = True
        if self.isVisible():
            self.refresh()

    def _opened(self) -> None:
        self._action_id = ""
        self._stale = True
        self._entries = []
        self.model.set_entries(())
        if self.isVisible():
            self.refresh()


class _Table(QTableView):
    """The table of changes; Enter asks for the record of the current one."""

    asked = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


def _table(model: HistoryModel) -> _Table:
    theme = themes.current()
    table = _Table()
    table.setModel(model)
    table.setItemDelegate(_ChangeDelegate(table))
    table.setAccessibleName("Changes")
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.px(_ROW))
    header = _Header(table)
    table.setHorizontalHeader(header)
    header.setMinimumSectionSize(theme.px(48))
    for column, width in _WIDTHS.items():
        table.setColumnWidth(column, theme.px(width))
    for column in (FROM, TO):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    return table


class _Header(QHeaderView):
    """The columns' names, as the grid's header has them."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setFixedHeight(themes.current().px(_ROW))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = themes.current()
        painter.save()
        painter.fillRect(rect, theme.colour("alt"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("edge"))
        painter.setFont(theme.font("small", strong=True))
        painter.setPen(theme.colour("text2"))
        left = theme.px(_indent(section))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect.adjusted(left, 0, 0, 0), flags, COLUMNS[section])
        painter.restore()


def _indent(column: int) -> int:
    return 16 if column == WHEN else 8


class _ChangeDelegate(QStyledItemDelegate):
    """Paints a change: statuses with their shapes, the row on the accent's ground when current."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = themes.current()
        rect = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("selected"))
        painter.fillRect(
            QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.colour("line")
        )
        model = index.model()
        entry = model.entry(index.row()) if isinstance(model, HistoryModel) else None
        x = rect.left() + theme.px(_indent(index.column()))
        text = str(index.data() or "")
        if entry and entry.shapes and index.column() in (FROM, TO) and text:
            side = theme.px(13)
            paint_glyph(painter, QRectF(x, rect.center().y() - side / 2, side, side), text.lower())
            x += side + theme.px(6)
        quiet = index.column() in (WHEN, FROM)
        painter.setFont(theme.font("small", strong=index.column() == WHO))
        painter.setPen(theme.colour("text2" if quiet else "text"))
        room = QRectF(x, rect.top(), rect.right() - x - theme.px(6), rect.height())
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, int(room.width())
        )
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, flags, shown)
        view = self.parent()
        if isinstance(view, QTableView) and view.hasFocus() and _is_current(view, index):
            _paint_focus(painter, rect, index.column(), theme)
        painter.restore()


def _is_current(view: QTableView, index: QModelIndex | QPersistentModelIndex) -> bool:
    return view.currentIndex().row() == index.row()


def _paint_focus(painter: QPainter, rect: QRectF, column: int, theme: themes.Theme) -> None:
    """Paint this cell's part of the line round the current row."""
    accent = theme.colour("accent")
    painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), 2), accent)
    painter.fillRect(QRectF(rect.left(), rect.bottom() - 2, rect.width(), 2), accent)
    if column == WHEN:
        painter.fillRect(QRectF(rect.left(), rect.top(), 2, rect.height()), accent)
    if column == TO:
        painter.fillRect(QRectF(rect.right() - 2, rect.top(), 2, rect.height()), accent)


class _Texts(QWidget):
    """The full texts of one change: what stood before, what stands since."""

    revealed = Signal()

    def __init__(self) -> None:
        super().__init__()
        theme = themes.current()
        self._what = Words("", "small", "text2", strong=True)
        self._go = LinkButton("Show in the grid")
        self._go.clicked.connect(self.revealed)
        self._sides = (_side("What stood before"), _side("What it was changed to"))
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._what, 1)
        head.addWidget(self._go)
        sides = QHBoxLayout()
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(theme.px(12))
        for side, name in zip(self._sides, ("From", "To"), strict=True):
            column = QVBoxLayout()
            column.setSpacing(theme.px(4))
            column.addWidget(Words(name, "small", "text2"))
            column.addWidget(side)
            sides.addLayout(column)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(12))
        column.setSpacing(theme.px(4))
        column.addLayout(head)
        column.addLayout(sides)
        self.setFixedHeight(theme.px(190))

    def show_entry(self, entry: Told) -> None:
        """Show the whole of `entry`."""
        self._what.setText(f"{entry.ref} {entry.what}, {entry.author}, {entry.date} {entry.time}")
        for side, text in zip(self._sides, (entry.old, entry.new), strict=True):
            side.setPlainText(text)

    def sizeHint(self) -> QSize:
        return QSize(400, themes.current().px(190))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = themes.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("window"))
        painter.fillRect(0, 0, self.width(), 1, theme.colour("line"))
        painter.end()


def _side(name: str) -> QPlainTextEdit:
    side = QPlainTextEdit()
    side.setReadOnly(True)
    side.setTabChangesFocus(True)
    side.setAccessibleName(name)
    side.setPlaceholderText("Nothing")
    return side
