"""Paints the scorecard's cells: rating shapes, arrows, small lines over time, the focus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QTableView

from csp_desktop.gui.kpis.colours import own_ink
from csp_desktop.gui.kpis.lines import ScorecardLine
from csp_desktop.gui.kpis.model import ScorecardModel
from csp_desktop.gui.kpis.words import NUMBERS, ScorecardColumn, glyph_of, text_of
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.theme.text_layout import Lettering
from csp_desktop.gui.widgets.rows_model import Index
from csp_desktop.gui.widgets.table_delegate import RowDelegate
from csp_desktop.measures.kpi.series import FigurePoint

ROW: Final = 32
_EMPTY: Final = frozenset({"None", "None yet", "No data yet", "Tbc"})


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
        words = text_of(line, column)
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
