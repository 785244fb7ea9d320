"""The list at the left: what there is to decide and to know, by section, with a filter above it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from csp_desktop import look
from csp_desktop.gui import theme as themes
from csp_desktop.gui.controls import RING, Control
from csp_desktop.gui.glyphs import paint_glyph
from csp_desktop.gui.icons import paint_icon
from csp_desktop.gui.returns import painting
from csp_desktop.gui.returns.rows import ALL, FILTERS, Row

ROW_ROLE: Final = Qt.ItemDataRole.UserRole
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
_HEIGHT, _TWO_LINES = 28, 38


class RowsModel(QAbstractListModel):
    """The rows of the list, frozen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows in their order."""
        return self._rows

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        before, after = self._rows, tuple(rows)
        if len(before) == len(after) and all(
            old.id == new.id for old, new in zip(before, after, strict=True)
        ):
            self._rows = after
            if after:
                self.dataChanged.emit(self.index(0), self.index(len(after) - 1))
            return
        self.beginResetModel()
        self._rows = after
        self.endResetModel()

    def place_of(self, row_id: str) -> int:
        """Where a row stands, -1 where it is not shown."""
        return next((n for n, row in enumerate(self._rows) if row.id == row_id), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a row; the row itself for ROW_ROLE."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(filter(None, (row.left, row.text, row.right, row.second)))
        if role == Qt.ItemDataRole.ToolTipRole and row.second:
            return f"{row.text}\n{row.second}"
        return None


class WaitingList(QListView):
    """The list. `current_row` brings the row looked at, `asked` a row and what its button says."""

    current_row = Signal(object)
    asked = Signal(object, str)
    folded = Signal(str)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.waiting = RowsModel(self)
        self.setModel(self.waiting)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName("What there is to decide")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
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
            self.setCurrentIndex(self.waiting.index(place))
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
            index = self.waiting.index(place)
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return place >= 0

    def step(self, by: int, *, undecided: bool = False) -> None:
        """Look at the next row, or the one before; the next that is not decided yet."""
        rows = self.waiting.rows
        at = self.currentIndex().row() + by
        while 0 <= at < len(rows):
            row = rows[at]
            if not row.is_head and not (undecided and (row.done or row.waiting is None)):
                self.setCurrentIndex(self.waiting.index(at))
                return
            at += by

    def _tell(self, *_: object) -> None:
        if not self._filling:
            self.current_row.emit(self.row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.row
        key = event.key()
        if row is not None and row.is_head and key in (
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
    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        row: Row = index.data(ROW_ROLE)
        return QSize(200, themes.current().px(_TWO_LINES if row.second else _HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
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


class Filters(QWidget):
    """The filters above the list, each with its count; `picked` brings the one chosen."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None, names: Sequence[str] = FILTERS) -> None:
        super().__init__(parent)
        theme = themes.current()
        self.chips = {name: Chip(name) for name in names}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(10) - RING, 0, theme.px(4), 0)
        row.setSpacing(0)
        for name, chip in self.chips.items():
            self._group.addButton(chip)
            row.addWidget(chip)
            chip.clicked.connect(lambda _=False, name=name: self.picked.emit(name))
        row.addStretch(1)
        self.setFixedHeight(theme.px(36))
        self.chips[names[0]].setChecked(True)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how much each filter would leave."""
        for name, chip in self.chips.items():
            chip.set_count(counts.get(name, 0))

    def choose(self, name: str) -> None:
        """Mark a filter as the one in force."""
        self.chips[name].setChecked(True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = themes.current()
        painter.fillRect(self.rect(), theme.colour("window"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))
        painter.end()


class Chip(Control):
    """One filter with its count; the one in force has the accent's edge and ground."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setText(name)
        self.setCheckable(True)
        self._count = 0
        self._tell()

    def set_count(self, count: int) -> None:
        """Show how much it would leave."""
        if count != self._count:
            self._count = count
            self._tell()
            self.updateGeometry()
            self.update()

    def _tell(self) -> None:
        self.setAccessibleName(self._shown())

    def _shown(self) -> str:
        return (
            f"{self.text()} {self._count:,}" if self._count or self.text() == ALL else (self.text())
        )

    def sizeHint(self) -> QSize:
        theme = themes.current()
        width = QFontMetrics(theme.font("small", strong=True)).horizontalAdvance(self._shown())
        return QSize(width + theme.px(14) + 2 * RING, theme.px(24) + 2 * RING)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        on = self.isChecked()
        if on or self.hovered:
            painter.setPen(QPen(theme.colour("accent" if on else "line"), 1))
            painter.setBrush(theme.colour("selected" if on else "base"))
            painter.drawRoundedRect(self.body.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(theme.font("small", strong=on))
        painter.setPen(theme.colour("text" if on else "text2"))
        painter.drawText(self.body, Qt.AlignmentFlag.AlignCenter, self._shown())
