"""A row of widgets that goes on in the next line where there is no room for all of them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

Line = list[tuple[QLayoutItem, int]]


class Flow(QLayout):
    """Lays its widgets in a row, each as wide as it asks to be, and breaks the row where it must.

    What is left of a line's width goes to the last widget there where that expands, else between
    the first and the others; `packed`, it stays free. No widget is ever wider than the row.
    """

    def __init__(
        self, parent: QWidget | None = None, *, spacing: int = 0, packed: bool = False
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._packed = packed
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        # Nested layouts ask again and again, thousands of times while a panel is laid out.
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), moving=False)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._shown()]
        across = sum(each.width() for each in shown) + self.spacing() * max(len(shown) - 1, 0)
        margins = self.contentsMargins()
        return QSize(
            across + margins.left() + margins.right(),
            max((each.height() for each in shown), default=0) + margins.top() + margins.bottom(),
        )

    def minimumSize(self) -> QSize:
        margins = self.contentsMargins()
        return QSize(margins.left() + margins.right(), self.sizeHint().height())

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, moving=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, room: int) -> list[Line]:
        lines: list[Line] = []
        left = -1
        for item in self._shown():
            wide = min(item.sizeHint().width(), room)
            if not lines or wide + self.spacing() > left:
                lines.append([])
                left = room + self.spacing()
            lines[-1].append((item, wide))
            left -= wide + self.spacing()
        return lines

    def _place(self, rect: QRect, *, moving: bool) -> int:
        """Place the widgets within `rect` if `moving`; answers how high they stand."""
        inner = rect.marginsRemoved(self.contentsMargins())
        top = inner.y()
        for line in self._lines(inner.width()):
            high = max(item.sizeHint().height() for item, _ in line)
            if moving:
                self._place_line(line, QRect(inner.x(), top, inner.width(), high))
            top += high
        return top - inner.y() + rect.height() - inner.height()

    def _place_line(self, line: Line, rect: QRect) -> None:
        spare = rect.width() - sum(wide for _, wide in line) - self.spacing() * (len(line) - 1)
        spare = 0 if self._packed else spare
        last, _ = line[-1]
        expands = bool(last.expandingDirections() & Qt.Orientation.Horizontal)
        x = rect.x()
        for place, (item, wide) in enumerate(line):
            across = wide + spare if item is last and expands else wide
            high = min(item.sizeHint().height(), rect.height())
            item.setGeometry(
                QRect(QPoint(x, rect.y() + (rect.height() - high) // 2), QSize(across, high))
            )
            x += across + self.spacing() + (spare if not place and not expands else 0)


def empty_out(layout: QLayout) -> None:
    """Take every widget out of `layout` and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
