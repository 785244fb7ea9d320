"""The list at the left: what there is to decide and to know, by section."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from csp_desktop import look
from csp_desktop.gui.returns.rows import WaitingRow
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.widgets.grouped_table import (
    GroupedDelegate,
    GroupedModel,
    GroupedTable,
    GroupHeading,
)
from csp_desktop.gui.widgets.rows_model import Index

_HEIGHT, _TWO_LINES = 28, 38


class WaitingModel(GroupedModel[WaitingRow]):
    """The rows of the list; `folded` are the sections of which the heading alone is listed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folded: set[str] = set()

    def heading(self, row: WaitingRow) -> GroupHeading | None:
        is_open = row.section not in self.folded
        return GroupHeading(row.text, row.right, is_open=is_open) if row.is_head else None

    def key(self, row: WaitingRow) -> Hashable:
        return row.id

    def words(self, row: WaitingRow, column: int) -> str:
        del column
        return " ".join(_told(row))

    def tip(self, row: WaitingRow, column: int) -> str:
        del column
        return f"{row.text}\n{row.second}" if row.second else ""


def _told(row: WaitingRow) -> list[str]:
    return list(filter(None, (row.left, row.text, row.right, row.second)))


class WaitingList(GroupedTable):
    """The list. `looked_at` brings the row looked at, `asked` a row and what its button says."""

    looked_at = Signal(object)
    asked = Signal(object, str)
    folded = Signal(str)
    margin = pad = 0

    def __init__(self, parent: QWidget | None = None) -> None:
        self.waiting = WaitingModel()
        self._filling = False
        super().__init__(
            self.waiting, "What there is to decide", heading_height=_HEIGHT, row_height=_HEIGHT,
            stretched=(0,), parent=parent,
        )  # fmt: skip
        self.head.hide()
        self.setItemDelegate(WaitingDelegate(self, shown_unfocused=True))
        self.setSelectionMode(self.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.current_row.connect(self._tell)
        self.toggled.connect(lambda place: self.folded.emit(self.row_at(place).section))

    def height_of(self, row: WaitingRow) -> int:
        return _TWO_LINES if row.second else super().height_of(row)

    def set_rows(self, rows: Sequence[WaitingRow]) -> None:
        """Show these rows; the one looked at stays so, or else the next in its place."""
        with self.quietly():
            self.waiting.set_rows(rows)

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
        shown = self.go_to(row_id)
        if shown:
            self.scrollTo(self.currentIndex())
        return shown

    def step(self, by: int, *, undecided: bool = False) -> None:
        """Look at the next row, or the one before; the next that is not decided yet."""
        at = self.currentIndex().row() + by
        while (row := self.row_at(at)) is not None:
            if not row.is_head and (row.asks or not undecided):
                self.look_at(at)
                return
            at += by

    def _tell(self, _place: int) -> None:
        if not self._filling:
            self.looked_at.emit(self.row)

    def block(self) -> list[list[str]]:
        """The row looked at, each of its parts in a cell."""
        return [_told(self.row)] if self.row else []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isalnum() and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            # Letters decide (they are shortcuts of the pane); none looks for a row.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Two clicks decide nothing: Enter does."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            row = self.row_at(index.row())
            boxes = painting.button_rects(QRectF(self.visualRect(index)), row.buttons)
            for label, box in zip(row.buttons, boxes, strict=True):
                if box.contains(event.position()):
                    self.asked.emit(row, label)
                    return
        super().mouseReleaseEvent(event)


class WaitingDelegate(GroupedDelegate[WaitingRow]):
    """Paints what waits: its place and texts, the statuses between which to decide, its buttons."""

    heading_size = "small"

    def paint_cell(self, painter: QPainter, box: QRectF, row: WaitingRow, index: Index) -> None:
        theme = themes.current()
        if self.view.currentIndex() == index:
            bar = QRectF(box.left(), box.top(), theme.px(3), box.height() - 1)
            painter.fillRect(bar, theme.colour("accent"))
        self._paint_row(painter, box, row)

    def _paint_row(self, painter: QPainter, rect: QRectF, row: WaitingRow) -> None:
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

    def _paint_right(self, painter: QPainter, rect: QRectF, row: WaitingRow, right: float) -> float:
        """Paint what is at the right of a row, from its end on; answers with where it begins."""
        px = themes.current().px
        if not row.right:
            return right
        if not row.statuses or row.done:
            left = _paint_before(painter, rect, right, row.right)
            if row.done:
                painting.paint_small_icon(painter, left - px(20), rect, "check", "text2")
            return left - px(26 if row.done else 8)
        for place, status in reversed(list(enumerate(row.statuses))):
            right = _paint_before(painter, rect, right, look.word(status) if status else "blank")
            if status:
                right -= px(13) + px(painting.GAP)
                painting.paint_shape(painter, rect.adjusted(right - rect.left(), 0, 0, 0), status)
            if place:
                right = _paint_before(painter, rect, right - px(painting.GAP), " or ") - 2
        return right - px(8)


def _paint_before(painter: QPainter, rect: QRectF, right: float, text: str) -> float:
    """Paint a quiet text that ends at `right`; answers with where it begins."""
    theme = themes.current()
    font = theme.font("small")
    width = min(painting.width_of(text, font), rect.width() / 2)
    box = QRectF(right - width, rect.top(), width + 1, rect.height())
    painting.paint_text(painter, box, text, font, theme.colour("text2"))
    return box.left()
