"""The scorecard as a table: rating shapes, arrows, small lines over time, a two-level header."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableView,
)

from csp_desktop.gui.kpis.data import begins_figure
from csp_desktop.gui.kpis.lines import Line
from csp_desktop.gui.kpis.model import ScorecardModel
from csp_desktop.gui.kpis.scoredelegate import ROW, ScoreDelegate
from csp_desktop.gui.kpis.scoreheader import ScoreHeader
from csp_desktop.gui.kpis.words import HEADS, Column, text_of
from csp_desktop.gui.theme import theme as themes

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
_FOLDED: Final = (
    (Column.LAST_ACTUAL, Column.LAST_TARGET, Column.LAST_RATING),
    (Column.LONG,),
    (Column.LABEL,),
    (Column.SPARK,),
    (Column.SHORT,),
)
"""What is left out where there is no room, in this order: the chart shows it all."""


class Scorecard(QTableView):
    """Shows a ScorecardModel. `entered` brings the id of the line that Enter or two clicks ask for.

    `pasted` brings the text of a block pasted here, `typed` the beginning of a figure typed here.
    """

    entered = Signal(str)
    pasted = Signal(str)
    typed = Signal(str)
    current_changed = Signal(str)

    def __init__(self, model: ScorecardModel) -> None:
        super().__init__()
        self._scores = model
        theme = themes.current()
        self.setModel(model)
        self.setItemDelegate(ScoreDelegate(self, model))
        header = ScoreHeader(self, model)
        header.asked.connect(self.sort_by)
        self.setHorizontalHeader(header)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
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
        elif begins_figure(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def paste(self) -> None:
        """Bring in what is on the clipboard."""
        from PySide6.QtGui import QGuiApplication

        self.pasted.emit(QGuiApplication.clipboard().text())

    def copy(self) -> None:
        """Put the whole scorecard on the clipboard, as a table that Excel takes."""
        from csp_desktop.gui.widgets.copy_block import copy_figures

        columns = [column for column in Column if column != Column.SPARK]
        heads = [" ".join(filter(None, (self._scores.group_of(c), HEADS[c]))) for c in columns]
        lines = [
            [" ".join(text_of(line, column).split()) for column in columns]
            for line in self._scores.lines
        ]
        copy_figures(heads, lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sort_by(self, column: Column | None, descending: bool = False) -> None:  # noqa: FBT002
        """Sort by a column, None for the plan's order; the current line stays the current one."""
        kept = self.current_line
        self._scores.sort_by(column, descending=descending)
        if kept:
            self.reveal(kept.id)

    def _fit(self) -> None:
        """Fold what there is no room for, and give the indicator's name all that is left."""
        theme = themes.current()
        room = self.viewport().width() - theme.px(_LEAST_NAME)
        shown = list(_WIDTHS)
        for folded in _FOLDED:
            if sum(theme.px(_WIDTHS[column]) for column in shown) <= room:
                break
            shown = [column for column in shown if column not in folded]
        for column, width in _WIDTHS.items():
            self.setColumnHidden(column, column not in shown)
            self.setColumnWidth(column, theme.px(width))
        others = sum(theme.px(_WIDTHS[column]) for column in shown)
        name = self.viewport().width() - others
        self.setColumnWidth(Column.NAME, max(name, theme.px(_LEAST_NAME) // 2))

    def _enter(self, row: int) -> None:
        if 0 <= row < len(self._scores.lines):
            self.entered.emit(self._scores.lines[row].id)

    def _tell(self, index: QModelIndex) -> None:
        if index.isValid():
            self.current_changed.emit(self._scores.lines[index.row()].id)
