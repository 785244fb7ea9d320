"""The scorecard as a table: rating shapes, arrows, small lines over time, a two-level header."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from csp_desktop.gui import theme as themes
from csp_desktop.gui.glyphs import paint_glyph
from csp_desktop.gui.grid.lettering import Lettering
from csp_desktop.gui.kpis.colours import own_ink
from csp_desktop.gui.kpis.model import (
    HEADS,
    NUMBERS,
    RATINGS,
    TRAVELS,
    Column,
    Line,
    ScorecardModel,
    text_of,
)
from csp_desktop.measures.series import Point

ROW: Final = 32
_WIDTHS: Final = {
    Column.LABEL: 68,
    Column.LAST_ACTUAL: 70,
    Column.LAST_TARGET: 62,
    Column.LAST_RATING: 128,
    Column.NOW_ACTUAL: 78,
    Column.NOW_TARGET: 62,
    Column.NOW_RATING: 128,
    Column.SHORT: 84,
    Column.LONG: 92,
    Column.SPARK: 112,
}
_LEAST_NAME: Final = 180
_EMPTY: Final = frozenset({"None", "None yet", "No data yet", "Tbc"})
_STARTS: Final = frozenset({Column.LAST_ACTUAL, Column.NOW_ACTUAL, Column.SHORT})


class Scorecard(QTableView):
    """Shows a ScorecardModel. `entered` brings the id of the line that Enter or two clicks ask for.

    `pasted` brings the text of a block pasted here.
    """

    entered = Signal(str)
    pasted = Signal(str)
    current_changed = Signal(str)

    def __init__(self, model: ScorecardModel) -> None:
        super().__init__()
        self._scores = model
        theme = themes.current()
        self.setModel(model)
        self.setItemDelegate(_ScoreDelegate(self, model))
        self.setHorizontalHeader(_ScoreHeader(self, model))
        self.setAccessibleName("Scorecard")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, theme.px(width))
        self.doubleClicked.connect(lambda index: self._enter(index.row()))
        self.selectionModel().currentRowChanged.connect(self._tell)

    @property
    def current_line(self) -> Line | None:
        """The line that is current, None where there is none."""
        row = self.currentIndex().row()
        return self._scores.lines[row] if 0 <= row < len(self._scores.lines) else None

    def reveal(self, line_id: str) -> bool:
        """Make a line the current one; False where it is not shown."""
        row = self._scores.place_of(line_id)
        if row < 0:
            return False
        column = max(self.currentIndex().column(), Column.NAME)
        self.setCurrentIndex(self._scores.index(row, column))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def paste(self) -> None:
        """Bring in what is on the clipboard."""
        from PySide6.QtGui import QGuiApplication

        self.pasted.emit(QGuiApplication.clipboard().text())

    def copy(self) -> None:
        """Put the whole scorecard on the clipboard, as a table that Excel takes."""
        from PySide6.QtGui import QGuiApplication

        columns = [column for column in Column if column != Column.SPARK]
        heads = [" ".join(filter(None, (self._scores.group_of(c), HEADS[c]))) for c in columns]
        lines = ["\t".join(heads)]
        lines += [
            "\t".join(" ".join(text_of(line, column).split()) for column in columns)
            for line in self._scores.lines
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the indicator's name all the room that the other columns leave."""
        theme = themes.current()
        others = sum(self.columnWidth(column) for column in _WIDTHS)
        room = self.viewport().width() - others
        self.setColumnWidth(Column.NAME, max(room, theme.px(_LEAST_NAME)))

    def _enter(self, row: int) -> None:
        if 0 <= row < len(self._scores.lines):
            self.entered.emit(self._scores.lines[row].id)

    def _tell(self, index: QModelIndex) -> None:
        if index.isValid():
            self.current_changed.emit(self._scores.lines[index.row()].id)


class _ScoreHeader(QHeaderView):
    """Names the columns on two levels: the year above, what stands there below."""

    def __init__(self, table: QTableView, model: ScorecardModel) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._scores = model
        self.setFixedHeight(themes.current().px(46))
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(themes.current().px(40))
        self.setSectionsClickable(False)
        self.setAccessibleName("Columns")

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme, column = themes.current(), Column(section)
        painter.save()
        painter.fillRect(rect, theme.colour("alt"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.colour("edge"))
        painter.setFont(theme.font("small", strong=True))
        painter.setPen(theme.colour("text2"))
        half = rect.height() // 2
        centre = Qt.AlignmentFlag.AlignVCenter
        if column in _STARTS:
            painter.fillRect(rect.x(), rect.y(), 1, rect.height(), theme.colour("line"))
        if group := self._scores.group_of(column):
            start = max(each for each in _STARTS if each <= column)
            left = self.sectionViewportPosition(start) + theme.px(8)
            # Each section paints its own part of what stands over several.
            over = QRect(left, rect.y(), theme.px(320), half + theme.px(2))
            painter.setClipRect(rect)
            painter.drawText(over, centre, group)
            painter.setClipping(False)
        below = rect.adjusted(theme.px(8), half - theme.px(1), -theme.px(8), 0)
        if column == Column.LABEL:
            below.setLeft(rect.left() + theme.px(16))
        across = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
        painter.drawText(below, centre | across, HEADS[column])
        painter.restore()


class _ScoreDelegate(QStyledItemDelegate):
    """Paints every cell of the scorecard, without asking the plan."""

    def __init__(self, table: QTableView, model: ScorecardModel) -> None:
        super().__init__(table)
        self._table, self._scores = table, model
        self._letters: tuple[themes.Theme, Lettering, Lettering] | None = None
        self._shapes: dict[tuple[int, int, int], list[list[QPointF]]] = {}
        model.modelReset.connect(self._shapes.clear)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme, column = themes.current(), Column(index.column())
        line = self._scores.lines[index.row()]
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("selected"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.colour("line"))
        if column in _STARTS:
            painter.fillRect(rect.x(), rect.y(), 1, rect.height(), theme.colour("line"))
        if column == Column.SPARK and line.spark:
            self._paint_spark(painter, rect, line.spark, theme)
        else:
            self._paint_words(painter, rect, line, column, theme)
        current = self._table.currentIndex()
        if self._table.hasFocus() and current.row() == index.row():
            _paint_focus(painter, rect, theme, column)

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(themes.current().px(60), themes.current().px(ROW))

    def _fonts(self, theme: themes.Theme) -> tuple[Lettering, Lettering]:
        if self._letters is None or self._letters[0] is not theme:
            small, strong = theme.font("small"), theme.font("small", strong=True)
            self._letters = (theme, Lettering(small), Lettering(strong))
        return self._letters[1], self._letters[2]

    def _paint_words(
        self, painter: QPainter, rect: QRect, line: Line, column: Column, theme: themes.Theme
    ) -> None:
        small, strong = self._fonts(theme)
        words = text_of(line, column)
        quiet = words in _EMPTY or column in (Column.LABEL, Column.SPARK)
        ink = theme.colour("text2" if column == Column.LABEL else "text3" if quiet else "text")
        top = rect.y() + (rect.height() - 1 - small.height) / 2
        left = float(rect.x() + theme.px(16 if column == Column.LABEL else 8))
        glyph = self._glyph(line, column)
        if glyph:
            side = theme.px(14)
            box = QRectF(left, rect.y() + (rect.height() - side) / 2, side, side)
            own = own_ink(self._scores.document.plan, glyph, theme.palette)
            paint_glyph(painter, box, glyph, own)
            left += side + theme.px(6)
        right = rect.right() - theme.px(6)
        mark = self._mark(line, column)
        if mark:
            side = theme.px(13)
            right -= side
            paint_glyph(
                painter, QRectF(right, rect.y() + (rect.height() - side) / 2, side, side), mark
            )
            right -= theme.px(4)
        letters = strong if glyph == "missed" else small
        shown = letters.shortened(words, right - left)
        if column in NUMBERS:
            left = rect.right() - theme.px(8) - letters.width(shown)
        letters.draw(painter, left, top, shown, ink)

    def _glyph(self, line: Line, column: Column) -> str:
        row = line.row
        if row is None:
            return ""
        if column in RATINGS:
            return (row.last if column == Column.LAST_RATING else row.now).rating.look
        if column in TRAVELS:
            return row.short if column == Column.SHORT else row.long
        return ""

    def _mark(self, line: Line, column: Column) -> str:
        if line.row is None or column != Column.NAME:
            return ""
        return "contested" if line.row.contested else "unconfirmed" if line.row.unconfirmed else ""

    def _paint_spark(
        self, painter: QPainter, rect: QRect, points: Sequence[Point], theme: themes.Theme
    ) -> None:
        key = (id(points), rect.width(), rect.height())
        lines = self._shapes.get(key)
        if lines is None:
            lines = self._shapes[key] = spark_lines(
                points, rect.width() - theme.px(24), rect.height() - theme.px(14)
            )
        painter.save()
        painter.translate(rect.x() + theme.px(10), rect.y() + theme.px(7))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = theme.colour("text2")
        painter.setPen(QPen(ink, theme.px(14) / 10))
        for stretch in lines:
            if len(stretch) > 1:
                painter.drawPolyline(stretch)
            else:
                painter.drawEllipse(stretch[0], 1.2, 1.2)
        if lines:
            _paint_end(painter, lines[-1][-1], ink, theme, soft=points[-1].soft)
        painter.restore()


def _paint_end(
    painter: QPainter, at: QPointF, ink: QColor, theme: themes.Theme, *, soft: bool
) -> None:
    painter.setBrush(theme.colour("base") if soft else ink)
    painter.drawEllipse(at, theme.px(3), theme.px(3))


def spark_lines(points: Sequence[Point], width: float, height: float) -> list[list[QPointF]]:
    """The points as lines in a box, one for each stretch without a gap."""
    values = [point.value for point in points if point.value is not None]
    if not values:
        return []
    low, high = min(values), max(values)
    span = (high - low) or 1
    lines: list[list[QPointF]] = []
    open_line: list[QPointF] | None = None
    for place, point in enumerate(points):
        if point.value is None:
            open_line = None
            continue
        if open_line is None:
            open_line = []
            lines.append(open_line)
        x = width * place / max(len(points) - 1, 1)
        y = height / 2 if high == low else height * (1 - (point.value - low) / span)
        open_line.append(QPointF(x, y))
    return lines


def _paint_focus(painter: QPainter, rect: QRect, theme: themes.Theme, column: Column) -> None:
    """Paint this cell's part of the line round the current row."""
    accent = theme.colour("accent")
    painter.fillRect(rect.x(), rect.top(), rect.width(), 2, accent)
    painter.fillRect(rect.x(), rect.bottom() - 1, rect.width(), 2, accent)
    if column == Column.LABEL:
        painter.fillRect(rect.x(), rect.top(), 2, rect.height(), accent)
    if column == Column.SPARK:
        painter.fillRect(rect.right() - 1, rect.top(), 2, rect.height(), accent)
