"""The preview of one file: each cell that would change, in the plan and in the file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from csp_desktop import look
from csp_desktop.gui import theme as themes
from csp_desktop.gui.glyphs import paint_glyph
from csp_desktop.gui.returns import painting, texts
from csp_desktop.gui.returns.files_table import Header
from csp_desktop.operations.batches import CellChange
from csp_desktop.plan.wording import Piece, difference

COLUMNS: Final = ("Ref", "Cell", "In the plan", "In the file")
REF, CELL, OLD, NEW = range(4)
ALL, CONTESTED, CLEARED, NEW_ROWS = "All", "Conflicts", "Cleared", "New rows"
FILTERS: Final = (ALL, CONTESTED, CLEARED, NEW_ROWS)
_MARKS = {CONTESTED: ("contested",), CLEARED: ("cleared",), NEW_ROWS: ("new",)}
_ROW = 28
_MOST_COMPARED = 1_500
CHANGE_ROLE: Final = Qt.ItemDataRole.UserRole
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


def filtered(changes: Sequence[CellChange], shown: str) -> tuple[CellChange, ...]:
    """The changes that a filter leaves."""
    marks = _MARKS.get(shown)
    return tuple(each for each in changes if marks is None or each.mark in marks)


def counts(changes: Sequence[CellChange]) -> dict[str, int]:
    """How many each filter leaves."""
    return {name: len(filtered(changes, name)) for name in FILTERS}


def empty_words(change: CellChange) -> str:
    """What stands where the plan has no value."""
    return look.NO_UPDATE if texts.is_status(change.field) else "Empty"


@lru_cache(maxsize=2_000)
def pieces_of(field: str, old: str, new: str) -> tuple[Piece, ...]:
    """A new value with what differs marked; of the longest texts only the beginning."""
    if texts.is_status(field):
        return (Piece(new),)
    return difference(old[:_MOST_COMPARED], new[:_MOST_COMPARED])


class ChangesModel(QAbstractTableModel):
    """Changed cells as a table of frozen rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[CellChange, ...] = ()

    @property
    def rows(self) -> tuple[CellChange, ...]:
        """The rows in their order."""
        return self._rows

    def set_rows(self, rows: Sequence[CellChange]) -> None:
        """Show these changes."""
        if tuple(rows) == self._rows:
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

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
        """The words of a cell; the change for CHANGE_ROLE."""
        if not index.isValid():
            return None
        change = self._rows[index.row()]
        if role == CHANGE_ROLE:
            return change
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == REF:
            return f"{change.ref} {change.title}"
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return self._words(change, index.column())

    @staticmethod
    def _words(change: CellChange, column: int) -> str:
        if column == REF:
            return change.ref
        if column == CELL:
            return texts.place(change.label, change.period)
        if column == OLD:
            return texts.value_text(change.field, change.old) or empty_words(change)
        if change.mark == "gone":
            return "Deleted"
        return texts.value_text(change.field, change.new) or "Cleared"


class ChangesTable(QTableView):
    """The table of changed cells."""

    def __init__(self, parent: QWidget | None = None, *, head: bool = True) -> None:
        super().__init__(parent)
        theme = themes.current()
        self.changes = ChangesModel(self)
        self.setModel(self.changes)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName("Cells that would change")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(_ROW))
        header = Header(self, COLUMNS)
        self.setHorizontalHeader(header)
        header.setVisible(head)
        header.setMinimumSectionSize(theme.px(40))
        header.setSectionResizeMode(NEW, QHeaderView.ResizeMode.Stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme = themes.current()
        self.setColumnWidth(REF, theme.px(52))
        for column, width in ((CELL, 186), (OLD, 180)):
            self.setColumnWidth(column, min(theme.px(width), self.width() // 4))

    def sizeHint(self) -> QSize:
        """No higher than it must be: it takes what room there is."""
        return QSize(400, self.minimumHeight())


class _Delegate(QStyledItemDelegate):
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = themes.current()
        rect = QRectF(option.rect)
        change: CellChange = index.data(CHANGE_ROLE)
        column = index.column()
        view = self.parent()
        focused = isinstance(view, QTableView) and view.hasFocus()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painting.paint_ground(painter, rect, selected=selected and focused)
        box = rect.adjusted(theme.px(16 if column == REF else 8), 0, -theme.px(8), 0)
        if column == NEW:
            self._paint_new(painter, box, change)
        elif column == OLD and change.old is not None and texts.is_status(change.field):
            painting.paint_status(painter, box, str(change.old), look.word(str(change.old)))
        else:
            role = {REF: "text2", CELL: "text", OLD: "text2"}[column]
            said = str(index.data() or "")
            painting.paint_text(painter, box, said, theme.font("small"), theme.colour(role))
        if focused and selected:
            painting.paint_focus(painter, rect, first=column == REF, last=column == NEW)
        painter.restore()

    def _paint_new(self, painter: QPainter, box: QRectF, change: CellChange) -> None:
        theme = themes.current()
        x = painting.paint_small_icon(
            painter, box.left() - theme.px(6), box, "chevron-right", "text2"
        )
        box.setLeft(x + theme.px(8))
        if change.mark == "contested":
            side = theme.px(13)
            glyph = QRectF(box.left(), box.center().y() - side / 2, side, side)
            paint_glyph(painter, glyph, "contested")
            box.setLeft(glyph.right() + theme.px(6))
        old = texts.value_text(change.field, change.old)
        new = texts.value_text(change.field, change.new)
        if not new:
            word = "Deleted" if change.mark == "gone" else "Cleared"
            font = theme.font("small", strong=True)
            painting.paint_text(painter, box, word, font, theme.colour("text"))
        elif texts.is_status(change.field):
            painting.paint_status(painter, box, str(change.new), new)
        else:
            painting.paint_pieces(painter, box, pieces_of(change.field, old, new))
