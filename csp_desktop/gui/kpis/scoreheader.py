"""Names the scorecard's columns on two levels, and sorts by the one that is pressed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from csp_desktop.gui.kpis.model import ScorecardModel
from csp_desktop.gui.kpis.words import HEADS, NUMBERS, Column
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import paint_icon

STARTS: Final = frozenset({Column.LAST_ACTUAL, Column.NOW_ACTUAL, Column.SHORT})
"""The columns with which a group begins."""


def edges_of(table: QTableView) -> tuple[Column, Column]:
    """The first and the last column that are shown."""
    shown = [column for column in Column if not table.isColumnHidden(column)]
    return shown[0], shown[-1]


def left_pad(table: QTableView, column: Column) -> int:
    """The room before what stands in a cell: the pane's own margin in the first column."""
    return themes.current().px(16 if column == edges_of(table)[0] else 8)


class ScoreHeader(QHeaderView):
    """Names the columns on two levels: the year above, what stands there below.

    `asked` brings the Column to sort by, None for the plan's order, and whether backwards.
    """

    asked = Signal(object, bool)

    def __init__(self, table: QTableView, model: ScorecardModel) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table, self._scores = table, model
        self.setFixedHeight(themes.current().px(46))
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(themes.current().px(40))
        self.setSectionsClickable(True)
        self.sectionClicked.connect(self._sort)
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
        if column in STARTS:
            painter.fillRect(rect.x(), rect.y(), 1, rect.height(), theme.colour("line"))
        if group := self._scores.group_of(column):
            start = max(each for each in STARTS if each <= column)
            left = self.sectionViewportPosition(start) + theme.px(8)
            # Each section paints its own part of what stands over several.
            over = QRect(left, rect.y(), theme.px(320), half + theme.px(2))
            painter.setClipRect(rect)
            painter.drawText(over, centre, group)
            painter.setClipping(False)
        below = rect.adjusted(theme.px(8), half - theme.px(1), -theme.px(8), 0)
        below.setLeft(rect.left() + left_pad(self._table, column))
        right = column in NUMBERS
        if column == self._scores.sorted_by:
            side = theme.px(12)
            x = below.right() - side if right else below.left() + self._width(HEADS[column])
            ink = theme.colour("text2")
            box = QRectF(x, below.center().y() - side / 2, side, side)
            paint_icon(painter, box, "sort-down" if self._scores.descending else "sort-up", ink)
            if right:
                below.setRight(below.right() - side - theme.px(2))
        across = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(below, centre | across, HEADS[column])
        painter.restore()

    def _width(self, words: str) -> int:
        theme = themes.current()
        metrics = QFontMetrics(theme.font("small", strong=True))
        return metrics.horizontalAdvance(words) + theme.px(4)

    def _sort(self, section: int) -> None:
        """Sort by a column; pressed again the other way round, and then as the plan has it."""
        column, scores = Column(section), self._scores
        if scores.sorted_by != column:
            self.asked.emit(column, False)
        elif not scores.descending:
            self.asked.emit(column, True)
        else:
            self.asked.emit(None, False)
