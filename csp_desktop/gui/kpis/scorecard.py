"""The scorecard as a table: rating shapes, arrows, small lines over time, a two-level header."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent

from csp_desktop.gui.kpis.data import begins_figure
from csp_desktop.gui.kpis.lines import ScorecardLine
from csp_desktop.gui.kpis.model import ScorecardModel
from csp_desktop.gui.kpis.scoredelegate import ROW, ScoreDelegate
from csp_desktop.gui.kpis.words import ScorecardColumn
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.copy_block import copy_figures
from csp_desktop.gui.widgets.table_view import TableView

_WIDTHS: Final[Mapping[int, int]] = {
    ScorecardColumn.LABEL: 68,
    ScorecardColumn.LAST_ACTUAL: 70,
    ScorecardColumn.LAST_TARGET: 62,
    ScorecardColumn.LAST_RATING: 128,
    ScorecardColumn.NOW_ACTUAL: 78,
    ScorecardColumn.NOW_TARGET: 62,
    ScorecardColumn.NOW_RATING: 128,
    ScorecardColumn.SHORT: 84,
    ScorecardColumn.LONG: 92,
    ScorecardColumn.SPARK: 112,
}
_LEAST_NAME: Final = 180
_FOLDED: Final = (
    (ScorecardColumn.LAST_ACTUAL, ScorecardColumn.LAST_TARGET, ScorecardColumn.LAST_RATING),
    (ScorecardColumn.LONG,),
    (ScorecardColumn.LABEL,),
    (ScorecardColumn.SPARK,),
    (ScorecardColumn.SHORT,),
)
"""What is left out where there is no room, in this order: the chart shows it all."""


class Scorecard(TableView):
    """Shows a ScorecardModel. `define_asked` brings the id of the line that is to be opened.

    `pasted` brings the text of a block pasted here, `typed` the beginning of a figure typed here.
    """

    define_asked = Signal(str)
    pasted = Signal(str)
    typed = Signal(str)
    current_changed = Signal(str)

    def __init__(self, model: ScorecardModel) -> None:
        super().__init__(
            model, "Scorecard", widths=_WIDTHS, stretched=(ScorecardColumn.NAME,), row_height=ROW,
            order=model.shown,
        )  # fmt: skip
        self._scores = model
        self.setItemDelegate(ScoreDelegate(self, model))
        self.head.sort_by_click()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(self.SelectionMode.SingleSelection)
        self.entered.connect(lambda place: self.define_asked.emit(self.row_at(place).id))
        self.current_row.connect(self._tell)
        model.shown.layoutChanged.connect(lambda: self.scrollTo(self.currentIndex()))

    @property
    def current_line(self) -> ScorecardLine | None:
        """The line that is current, None where there is none."""
        line: ScorecardLine | None = self.row
        return line

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif begins_figure(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def paste(self) -> None:
        """Bring in what is on the clipboard."""
        self.pasted.emit(QGuiApplication.clipboard().text())

    def copy(self) -> None:
        """Put the whole scorecard on the clipboard, as a table that Excel takes."""
        model, columns = (
            self._scores,
            [column for column in ScorecardColumn if column != ScorecardColumn.SPARK],
        )
        heads = [f"{model.over(c)} {model.columns[c]}".strip() for c in columns]
        lines = [[" ".join(model.words(line, c).split()) for c in columns] for line in model.lines]
        copy_figures(heads, lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what there is no room for; the indicator's name has all that is left."""
        theme = themes.current()
        room = self.viewport().width() - theme.px(_LEAST_NAME)
        shown = list(_WIDTHS)
        for folded in _FOLDED:
            if sum(theme.px(_WIDTHS[column]) for column in shown) <= room:
                break
            shown = [column for column in shown if column not in folded]
        for column in _WIDTHS:
            self.setColumnHidden(column, column not in shown)
        super().resizeEvent(event)

    def sort_by(self, column: ScorecardColumn | None, descending: bool = False) -> None:  # noqa: FBT002
        """Sort by a column, None for the plan's order; the current line stays the current one."""
        backwards = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.sortByColumn(-1 if column is None else column, backwards)

    def _tell(self, place: int) -> None:
        if place >= 0:
            self.current_changed.emit(self.row_at(place).id)
