"""The scorecard as a table: rating shapes, small lines over time, and the menu of its order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QTableView, QWidget

from csp_desktop import look
from csp_desktop.gui.kpis.colours import own_ink
from csp_desktop.gui.kpis.data import begins_figure
from csp_desktop.gui.kpis.lines import NUMBERS, ScorecardColumn, ScorecardLine, glyph_of
from csp_desktop.gui.kpis.model import ScorecardModel
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import glyph_icon
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.theme.text_layout import Lettering
from csp_desktop.gui.widgets.copy_block import copy_figures
from csp_desktop.gui.widgets.rows_model import Index
from csp_desktop.gui.widgets.table_delegate import RowDelegate
from csp_desktop.gui.widgets.table_view import TableView
from csp_desktop.measures.kpi.series import FigurePoint

_WIDTHS: Final[Mapping[int, int]] = {
    ScorecardColumn.LABEL: 68,
    ScorecardColumn.LAST_ACTUAL: 70,
    ScorecardColumn.LAST_TARGET: 62,
    ScorecardColumn.LAST_RATING: 128,
    ScorecardColumn.NOW_ACTUAL: 78,
    ScorecardColumn.NOW_TARGET: 62,
    ScorecardColumn.NOW_RATING: 128,
    ScorecardColumn.SHORT: 124,
    ScorecardColumn.LONG: 124,
    ScorecardColumn.SPARK: 112,
    ScorecardColumn.AGAINST: 118,
}
_LEAST_NAME: Final = 180
_FOLDED: Final = (
    (ScorecardColumn.LONG,),
    (ScorecardColumn.LAST_ACTUAL, ScorecardColumn.LAST_TARGET, ScorecardColumn.LAST_RATING),
    (ScorecardColumn.LABEL,),
    (ScorecardColumn.SPARK,),
    (ScorecardColumn.AGAINST,),
    (ScorecardColumn.SHORT,),
)
"""What is left out where there is no room, in this order: the chart shows it all."""


ROW: Final = 32
_EMPTY: Final = frozenset({"None", "None yet", "No data yet", "Tbc"})
_SORTED: Final = (
    (None, "The plan's order"),
    (ScorecardColumn.NAME, "Indicator"),
    (ScorecardColumn.NOW_RATING, "Rating, missed first"),
    (ScorecardColumn.NOW_ACTUAL, "Actual"),
    (ScorecardColumn.NOW_TARGET, "Target"),
    (ScorecardColumn.LAST_RATING, "Rating a year ago, missed first"),
    (ScorecardColumn.SHORT, "Change on last quarter, worse first"),
    (ScorecardColumn.LONG, "Change on last year, worse first"),
    (ScorecardColumn.AGAINST, "Against benchmarks, worse first"),
)


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
        model.modelReset.connect(self._fold)

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
        model = self._scores
        columns = [column for column in ScorecardColumn if column != ScorecardColumn.SPARK]
        heads = [f"{model.over(c)} {model.columns[c]}".strip() for c in columns]
        lines = [[" ".join(model.words(line, c).split()) for c in columns] for line in model.lines]
        copy_figures(heads, lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fold()
        super().resizeEvent(event)

    def _fold(self) -> None:
        """Fold what there is no room for; the indicator's name has all that is left.

        What tells of benchmarks is shown where an indicator has one.
        """
        theme = themes.current()
        room = self.viewport().width() - theme.px(_LEAST_NAME)
        compared = any(line.row and line.row.against for line in self._scores.rows)
        shown = [each for each in _WIDTHS if compared or each != ScorecardColumn.AGAINST]
        for folded in _FOLDED:
            if sum(theme.px(_WIDTHS[column]) for column in shown) <= room:
                break
            shown = [column for column in shown if column not in folded]
        for column in _WIDTHS:
            self.setColumnHidden(column, column not in shown)

    def sort_by(self, column: ScorecardColumn | None, descending: bool = False) -> None:  # noqa: FBT002
        """Sort by a column, None for the plan's order; the current line stays the current one."""
        backwards = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.sortByColumn(-1 if column is None else column, backwards)

    def _tell(self, place: int) -> None:
        if place >= 0:
            self.current_changed.emit(self.row_at(place).id)


class ScoreDelegate(RowDelegate[ScorecardLine]):
    """Paints every cell of the scorecard, without asking the plan."""

    def __init__(self, table: QTableView, model: ScorecardModel) -> None:
        super().__init__(table, shown_unfocused=True)
        self._scores = model
        self._letters: tuple[themes.Theme, Lettering, Lettering] | None = None
        self._shapes: dict[tuple[int, float, float], list[list[QPointF]]] = {}
        model.modelReset.connect(self._shapes.clear)

    def paint_cell(self, painter: QPainter, box: QRectF, row: ScorecardLine, index: Index) -> None:
        column = ScorecardColumn(index.column())
        if column == ScorecardColumn.SPARK and row.spark:
            self._paint_spark(painter, box, row.spark, themes.current())
        else:
            self._paint_words(painter, box, row, column, themes.current())

    def _fonts(self, theme: themes.Theme) -> tuple[Lettering, Lettering]:
        if self._letters is None or self._letters[0] is not theme:
            small, strong = theme.font("small"), theme.font("small", strong=True)
            self._letters = (theme, Lettering(small), Lettering(strong))
        return self._letters[1], self._letters[2]

    def _paint_words(
        self,
        painter: QPainter,
        box: QRectF,
        line: ScorecardLine,
        column: ScorecardColumn,
        theme: themes.Theme,
    ) -> None:
        small, strong = self._fonts(theme)
        words = self._scores.words(line, column)
        quiet = words in _EMPTY or column in (ScorecardColumn.LABEL, ScorecardColumn.SPARK)
        ink = theme.colour(
            "text2" if column == ScorecardColumn.LABEL else "text3" if quiet else "text"
        )
        top = box.y() + (box.height() - 1 - small.height) / 2
        left, right = box.left(), box.right()
        glyph = glyph_of(line, column)
        if glyph:
            side = theme.px(14)
            own = own_ink(self._scores.document.plan, glyph, theme.palette)
            paint_glyph(painter, _square(box, left, side), glyph, own)
            left += side + theme.px(6)
        mark = self._mark(line, column)
        if mark:
            side = theme.px(13)
            right -= side
            paint_glyph(painter, _square(box, right, side), mark)
            right -= theme.px(4)
        letters = strong if glyph == "missed" else small
        shown = letters.shortened(words, right - left)
        if column in NUMBERS:
            left = box.right() - letters.width(shown)
        letters.draw(painter, left, top, shown, ink)

    def _mark(self, line: ScorecardLine, column: ScorecardColumn) -> str:
        if line.row is None or column != ScorecardColumn.NAME:
            return ""
        return "contested" if line.row.contested else "unconfirmed" if line.row.unconfirmed else ""

    def _paint_spark(
        self, painter: QPainter, box: QRectF, points: Sequence[FigurePoint], theme: themes.Theme
    ) -> None:
        key = (id(points), box.width(), box.height())
        lines = self._shapes.get(key)
        if lines is None:
            lines = self._shapes[key] = spark_lines(
                points, box.width() - theme.px(8), box.height() - theme.px(14)
            )
        painter.save()
        painter.translate(box.x() + theme.px(2), box.y() + theme.px(7))
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


def _square(box: QRectF, left: float, side: float) -> QRectF:
    return QRectF(left, box.y() + (box.height() - side) / 2, side, side)


def _paint_end(
    painter: QPainter, at: QPointF, ink: QColor, theme: themes.Theme, *, soft: bool
) -> None:
    painter.setBrush(theme.colour("base") if soft else ink)
    painter.drawEllipse(at, theme.px(3), theme.px(3))


def spark_lines(points: Sequence[FigurePoint], width: float, height: float) -> list[list[QPointF]]:
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


def arrangement_menu(
    model: ScorecardModel,
    show_rated: Callable[[str], None],
    sort_by: Callable[[ScorecardColumn | None, bool], None],
    parent: QWidget,
) -> QMenu:
    """A menu with what is in force checked."""
    menu = QMenu(parent)
    menu.addSection("Show")
    ratings = QActionGroup(menu)
    for rating in ("", *look.RATINGS):
        action = _check(menu, look.word(rating) if rating else "All ratings", ratings)
        action.setChecked(rating == model.rating)
        if rating:
            action.setIcon(glyph_icon(rating))
        action.triggered.connect(lambda _=False, rating=rating: show_rated(rating))
    menu.addSection("Sort by")
    orders = QActionGroup(menu)
    for column, words in _SORTED:
        action = _check(menu, words, orders)
        action.setChecked(column == model.sorted_by)
        action.triggered.connect(lambda _=False, column=column: sort_by(column, False))
    menu.addSeparator()
    backwards = menu.addAction("The other way round")
    backwards.setCheckable(True)
    backwards.setChecked(model.descending)
    backwards.setEnabled(model.sorted_by is not None)
    backwards.triggered.connect(lambda on: sort_by(model.sorted_by, on))
    return menu


def _check(menu: QMenu, words: str, group: QActionGroup) -> QAction:
    action = menu.addAction(words.replace("&", "&&"))
    action.setCheckable(True)
    group.addAction(action)
    return action
