"""The receipts of a merge, one a file, each to be copied into an e-mail."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.widgets.rows_model import Index, RowsModel
from csp_desktop.gui.widgets.table_delegate import RowDelegate
from csp_desktop.gui.widgets.table_view import TableView
from csp_desktop.operations.receiving.answers import Answer
from csp_desktop.operations.receiving.batch import FileView
from csp_desktop.plan.wording import counted

FILE, TOLD, COPY = range(3)
_ROW, _FEWEST = 36, 2


class ReceiptRow(NamedTuple):
    """One receipt, and what it is about."""

    answer: Answer
    view: FileView


class ReceiptsModel(RowsModel[ReceiptRow]):
    """The receipts, one a row."""

    columns = ("File", "What was done with it", "")

    def key(self, row: ReceiptRow) -> Hashable:
        return row.view.path

    def words(self, row: ReceiptRow, column: int) -> str:
        return (row.answer.file, _told(row.view), "Copy")[column]

    def tip(self, row: ReceiptRow, column: int) -> str:
        if column == COPY:
            return f"Copy the receipt for {row.answer.file}"
        return str(row.view.path) if column == FILE else ""


class ReceiptsTable(TableView):
    """Lists receipts. `copy_asked` brings the answer to be copied."""

    copy_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        model = ReceiptsModel()
        super().__init__(
            model,
            "Receipts, to send back",
            widths={TOLD: 250, COPY: 72},
            stretched=(FILE,),
            row_height=_ROW,
            parent=parent,
        )
        self.receipts = model
        self.setItemDelegate(ReceiptsDelegate(self))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.entered.connect(self._copy)

    def sizeHint(self) -> QSize:
        """As high as all receipts; where there is less room, it scrolls."""
        rows = max(len(self.receipts.rows), _FEWEST)
        return QSize(400, self.head.height() + rows * themes.current().px(_ROW) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.head.height() + _FEWEST * themes.current().px(_ROW))

    def _copy(self, row: int) -> None:
        self.copy_asked.emit(self.receipts.rows[row].answer)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == COPY:
            self._copy(index.row())
        super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index: QModelIndex = self.indexAt(event.position().toPoint())
        over = index.isValid() and index.column() == COPY
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)


class ReceiptsDelegate(RowDelegate[ReceiptRow]):
    """Paints a receipt, with the link that copies it."""

    def paint_cell(self, painter: QPainter, box: QRectF, row: ReceiptRow, index: Index) -> None:
        if index.column() != COPY:
            super().paint_cell(painter, box, row, index)
            return
        theme = themes.current()
        painting.paint_link(painter, box, str(index.data()), theme.font("small"))

    def letters(self, row: ReceiptRow, column: int) -> tuple[themes.Size, str, bool]:
        del row
        return "small", "text" if column == FILE else "text2", False


def _told(view: FileView) -> str:
    if view.refused:
        return "not read"
    told = [f"{view.taken:,} taken"]
    if view.troubles:
        told.append(counted(len(view.troubles), "problem"))
    if view.sender:
        told.insert(0, view.sender)
    return ", ".join(told)
