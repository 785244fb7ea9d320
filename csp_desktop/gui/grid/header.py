"""The grid's header: two levels where a year is opened, and the years open and close in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from csp_desktop.gui.grid.columns import ColumnShows, GridColumn
from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import paint_icon
from csp_desktop.gui.theme.text_layout import Lettering


class GridHeader(QHeaderView):
    """Names the columns. A click on a year opens or closes it; on another head, it sorts."""

    year_clicked = Signal(str)
    sort_clicked = Signal(str)
    menu_requested = Signal(QPoint)

    def __init__(self, model: GridModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._grid = model
        self._hovered = QPoint(-1, -1)
        self._pressed = QPoint(-1, -1)
        # Else a click would select the whole column and scroll to it.
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(themes.current().px(24))
        self.setMouseTracking(True)
        self.setAccessibleName("Columns")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self.menu_requested)

    def sizeHint(self) -> QSize:
        """Two levels high, whether or not a year is open, so that nothing jumps."""
        return QSize(super().sizeHint().width(), themes.current().px(48))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint the head of one column, and its part of the year above it."""
        if not rect.isValid() or section >= len(self._grid.columns):
            return
        column = self._grid.columns[section]
        theme = themes.current()
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, theme.colour("alt"))
        if column.open:
            self._paint_open(painter, rect, section, column)
        else:
            self._paint_plain(painter, rect, section, column)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.colour("edge"))
        painter.restore()

    def _paint_plain(
        self, painter: QPainter, rect: QRect, section: int, column: GridColumn
    ) -> None:
        theme = themes.current()
        strong = _lettering("small", strong=True)
        if section:
            painter.fillRect(rect.x(), rect.y(), 1, rect.height(), theme.colour("line"))
        colour = self._ink(rect)
        x = rect.x() + theme.px(11 if column.field.name == "ref" else 8)
        middle = rect.y() + rect.height() / 2
        if column.year:
            box = QRectF(x, middle - theme.px(6), theme.px(12), theme.px(12))
            paint_icon(painter, box, "chevron-right", colour)
            x += theme.px(14)
        order = self._grid.sorted_by
        room = rect.right() - x - theme.px(4)
        if order and order[0] == column.key:
            room -= theme.px(14)
        lines = strong.lines(column.label, room)
        top = middle - strong.height * len(lines) / 2
        for line in lines:
            strong.draw(painter, x, top, line, colour)
            top += strong.height
        if order and order[0] == column.key:
            side = theme.px(11)
            box = QRectF(rect.right() - theme.px(4) - side, middle - side / 2, side, side)
            paint_icon(painter, box, "sort-down" if order[1] else "sort-up", colour)

    def _paint_open(self, painter: QPainter, rect: QRect, section: int, column: GridColumn) -> None:
        theme = themes.current()
        line = theme.colour("line")
        half = rect.height() // 2
        whole = self._year_rect(section, column, rect)
        painter.fillRect(whole.x(), rect.y(), 1, rect.height(), line)
        strong = _lettering("small", strong=True)
        colour = self._ink(whole.adjusted(0, 0, 0, -half))
        at = max(whole.x(), 0) + theme.px(8)
        middle = rect.y() + half / 2
        box = QRectF(at, middle - theme.px(6), theme.px(12), theme.px(12))
        paint_icon(painter, box, "chevron-down", colour)
        strong.draw(painter, at + theme.px(14), middle - strong.height / 2, column.year, colour)
        below = QRect(rect.x(), rect.y() + half, rect.width(), rect.height() - half)
        if column.now:
            painter.fillRect(below, theme.colour("selected"))
        painter.fillRect(below.x(), below.y(), below.width(), 1, line)
        painter.fillRect(below.x(), below.y(), 1, below.height(), line)
        x: float = below.x() + theme.px(8)
        top = below.y() + (below.height() - strong.height) / 2
        label = strong.shortened(column.label, below.right() - x)
        strong.draw(painter, x, top, label, theme.colour("text" if column.now else "text2"))
        if column.now:
            small = _lettering("small", strong=False)
            small.draw(
                painter,
                x + strong.width(label + " "),
                top,
                word_beside_quarter(self._grid),
                theme.colour("text"),
            )

    def _year_rect(self, section: int, column: GridColumn, rect: QRect) -> QRect:
        """The space over all columns of an opened year."""
        sections = [
            number
            for number, each in enumerate(self._grid.columns)
            if each.year == column.year and not self.isSectionHidden(number)
        ]
        # Over the columns that are shown: the plan's column may be hidden for want of room.
        first, last = sections[0] if sections else section, sections[-1] if sections else section
        left = self.sectionViewportPosition(first)
        right = self.sectionViewportPosition(last) + self.sectionSize(last)
        return QRect(left, rect.y(), right - left, rect.height())

    def _ink(self, rect: QRect) -> QColor:
        role = "text" if rect.contains(self._hovered) else "text2"
        return themes.current().colour(role)

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click begins, so that resizing a column is not one."""
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a quick second click as a click like any other."""
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open or close a year, or sort, where a click ends as it began."""
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        # Qt has no signal for 'clicked but not resized'. The cursor is what it shows over an edge.
        resizing = self.cursor().shape() is Qt.CursorShape.SplitHCursor
        moved = (place - self._pressed).manhattanLength() > 4
        section = self.logicalIndexAt(place)
        if event.button() is not Qt.MouseButton.LeftButton or resizing or moved or section < 0:
            return
        column = self._grid.columns[section]
        # Of an opened year only the upper half closes it; the lower half is the head of a quarter.
        if column.year and (not column.open or place.y() < self.height() // 2):
            self.year_clicked.emit(column.year)
        elif column.shows is not ColumnShows.PLAN:
            self.sort_clicked.emit(column.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up what a click would act on."""
        self._hovered = event.position().toPoint()
        self.viewport().update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Put the light out."""
        self._hovered = QPoint(-1, -1)
        self.viewport().update()
        super().leaveEvent(event)


_kept: dict[tuple[int, bool], Lettering] = {}


def word_beside_quarter(grid: GridModel) -> str:
    """What the quarter looked at is: 'now' for the plan's working quarter alone."""
    if grid.frozen:
        return "then"
    return "now" if grid.quarter == grid.document.plan.text("working_quarter") else "shown"


def _lettering(size: themes.Size, *, strong: bool) -> Lettering:
    font = themes.current().font(size, strong=strong)
    key = (id(font), strong)
    kept = _kept.get(key)
    if kept is None or kept.font is not font:
        kept = _kept[key] = Lettering(font)
    return kept
