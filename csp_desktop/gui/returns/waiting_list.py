"""The list at the left: what there is to decide and to know, by section."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from csp_desktop import look
from csp_desktop.gui.returns.rows import Row
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import paint_icon
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.widgets.copy_block import copy_block
from csp_desktop.gui.widgets.rows_model import ROW_ROLE, Index, RowsModel
from csp_desktop.gui.widgets.table_view import dress

_HEIGHT, _TWO_LINES = 28, 38


class WaitingModel(RowsModel[Row]):
    """The rows of the list."""

    def key(self, row: Row) -> Hashable:
        return row.id

    def words(self, row: Row, column: int) -> str:
        del column
        return " ".join(filter(None, (row.left, row.text, row.right, row.second)))

    def tip(self, row: Row, column: int) -> str:
        del column
        return f"{row.text}\n{row.second}" if row.second else ""


class WaitingList(QListView):
    """The list. `current_row` brings the row looked at, `asked` a row and what its button says."""

    current_row = Signal(object)
    asked = Signal(object, str)
    folded = Signal(str)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.waiting = WaitingModel(self)
        self.setModel(self.waiting)
        self.setItemDelegate(_Delegate(self))
        dress(self, "What there is to decide")
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(200)
        self.folded_sections: set[str] = set()
        self._filling = False
        self.selectionModel().currentChanged.connect(self._tell)

    @property
    def row(self) -> Row | None:
        """The row looked at."""
        at = self.currentIndex().row()
        return self.waiting.rows[at] if 0 <= at < len(self.waiting.rows) else None

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; the one looked at stays so, or else the next in its place."""
        before, at = self.row, self.currentIndex().row()
        bar = self.verticalScrollBar().value()
        filling, self._filling = self._filling, True
        self.setUniformItemSizes(not any(row.second for row in rows))
        self.waiting.set_rows(rows)
        place = self.waiting.place_of(before.id) if before else -1
        if place < 0 and before is not None and at >= 0 and rows:
            place = min(at, len(rows) - 1)
        if place >= 0:
            self.setCurrentIndex(self.waiting.index(place, 0))
            self.verticalScrollBar().setValue(bar)
        self._filling = filling

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Go to other rows for a while without telling of each."""
        before, self._filling = self._filling, True
        try:
            yield
        finally:
            self._filling = before

    def show_row(self, row_id: str) -> bool:
        """Look at a row, if it is shown."""
        place = self.waiting.place_of(row_id)
        if place >= 0:
            index = self.waiting.index(place, 0)
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return place >= 0

    def step(self, by: int, *, undecided: bool = False) -> None:
        """Look at the next row, or the one before; the next that is not decided yet."""
        rows = self.waiting.rows
        at = self.currentIndex().row() + by
        while 0 <= at < len(rows):
            row = rows[at]
            if not row.is_head and (row.asks or not undecided):
                self.setCurrentIndex(self.waiting.index(at, 0))
                return
            at += by

    def _tell(self, *_: object) -> None:
        if not self._filling:
            self.current_row.emit(self.row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.row
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            if row is not None:
                copy_block([list(filter(None, (row.left, row.text, row.right, row.second)))])
        elif row is not None and row.is_head and key in (
            Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Left,
            Qt.Key.Key_Right,
        ):  # fmt: skip
            self.folded.emit(row.section)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.text().isalnum() and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            # Letters decide (they are shortcuts of the pane); none looks for a row.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            row = self.waiting.rows[index.row()]
            if row.is_head:
                self.folded.emit(row.section)
                return
            boxes = painting.button_rects(QRectF(self.visualRect(index)), row.buttons)
            for label, box in zip(row.buttons, boxes, strict=True):
                if box.contains(event.position()):
                    self.asked.emit(row, label)
                    return
        super().mouseReleaseEvent(event)


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        row: Row = index.data(ROW_ROLE)
        return QSize(200, themes.current().px(_TWO_LINES if row.second else _HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        theme = themes.current()
        rect = QRectF(option.rect)
        row: Row = index.data(ROW_ROLE)
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        view = self.parent()
        focused = selected and isinstance(view, QListView) and view.hasFocus()
        if row.is_head:
            self._paint_head(painter, rect, row, view)
        else:
            painter.fillRect(rect, theme.colour("base"))
            painting.paint_ground(painter, rect, selected=selected)
            if selected:
                bar = QRectF(rect.left(), rect.top(), theme.px(3), rect.height() - 1)
                painter.fillRect(bar, theme.colour("accent"))
            self._paint_row(painter, rect, row)
        if focused:
            painting.paint_focus(painter, rect, first=True, last=True)
        painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRectF, row: Row, view: QObject | None) -> None:
        theme = themes.current()
        painter.fillRect(rect, theme.colour("window"))
        painter.fillRect(
            QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.colour("line")
        )
        folded = isinstance(view, WaitingList) and row.section in view.folded_sections
        side = theme.px(12)
        box = QRectF(rect.left() + theme.px(10), rect.center().y() - side / 2, side, side)
        chevron = "chevron-right" if folded else "chevron-down"
        paint_icon(painter, box, chevron, theme.colour("text2"))
        strong = theme.font("small", strong=True)
        left = box.right() + theme.px(6)
        name = QRectF(left, rect.top(), rect.right() - left, rect.height())
        painting.paint_text(painter, name, row.text, strong, theme.colour("text2"))
        name.setLeft(left + QFontMetrics(strong).horizontalAdvance(row.text) + theme.px(8))
        painting.paint_text(painter, name, row.right, theme.font("small"), theme.colour("text2"))

    def _paint_row(self, painter: QPainter, rect: QRectF, row: Row) -> None:
        theme = themes.current()
        small = theme.font("small")
        right = rect.right() - theme.px(8)
        boxes = painting.button_rects(rect, row.buttons)
        for label, box in zip(row.buttons, boxes, strict=True):
            painting.paint_button(painter, box, label)
        if boxes:
            right = boxes[0].left() - theme.px(8)
        left = rect.left() + theme.px(28)
        if row.trouble is not None or row.section == "Problems":
            line = QRectF(left, rect.top() + theme.px(3), 0, rect.height() / 2)
            painting.paint_small_icon(painter, left, line, "problem", "text")
        elif row.left:
            ref = QRectF(left, rect.top(), theme.px(34), rect.height())
            painting.paint_text(painter, ref, row.left, small, theme.colour("text2"))
        left = rect.left() + theme.px(64)
        right = self._paint_right(painter, rect, row, right)
        room = QRectF(left, rect.top(), right - left, rect.height())
        if row.second:
            half = rect.height() / 2
            upper = QRectF(left, rect.top() + theme.px(2), room.width(), half)
            lower = QRectF(left, rect.top() + half - theme.px(1), room.width(), half)
            painting.paint_text(painter, upper, row.text, small, theme.colour("text"))
            painting.paint_text(painter, lower, row.second, small, theme.colour("text2"))
        else:
            painting.paint_text(painter, room, row.text, small, theme.colour("text"))

    def _paint_right(self, painter: QPainter, rect: QRectF, row: Row, right: float) -> float:
        """Paint what stands at the right of a row; answers with where it begins."""
        if not row.right:
            return right
        theme = themes.current()
        small = theme.font("small")
        metrics = QFontMetrics(small)
        if row.statuses and not row.done:
            return self._paint_statuses(painter, rect, row, right)
        width = min(metrics.horizontalAdvance(row.right), rect.width() / 2)
        box = QRectF(right - width, rect.top(), width + 1, rect.height())
        painting.paint_text(painter, box, row.right, small, theme.colour("text2"))
        if row.done:
            painting.paint_small_icon(painter, box.left() - theme.px(20), rect, "check", "text2")
            return box.left() - theme.px(26)
        return box.left() - theme.px(8)

    def _paint_statuses(self, painter: QPainter, rect: QRectF, row: Row, right: float) -> float:
        theme = themes.current()
        small = theme.font("small")
        metrics = QFontMetrics(small)
        side, gap = theme.px(13), theme.px(6)
        x = right
        for place, status in reversed(list(enumerate(row.statuses))):
            word = look.word(status) if status else "blank"
            width = metrics.horizontalAdvance(word)
            box = QRectF(x - width, rect.top(), width + 1, rect.height())
            painting.paint_text(painter, box, word, small, theme.colour("text2"))
            glyph = QRectF(x - width - gap - side, rect.center().y() - side / 2, side, side)
            paint_glyph(painter, glyph, status)
            x = glyph.left() if status else box.left()
            if place:
                width = metrics.horizontalAdvance(" or ")
                box = QRectF(x - width - gap, rect.top(), width + 1, rect.height())
                painting.paint_text(painter, box, " or ", small, theme.colour("text2"))
                x = box.left() - 2
        return x - theme.px(8)
