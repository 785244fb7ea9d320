"""One drawing as a pyqtgraph plot: axes and lines are pyqtgraph's, marks and labels are painted.

Marks and labels are two items in the plot's own pixels, one below the lines and one above, so that
they keep their size at any zoom and on any paper.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPen, QPolygonF, QTransform

from csp_desktop.charts.inks import DASHES, Inks
from csp_desktop.charts.labels import size_of
from csp_desktop.charts.layers import MANY, Above, Below, body_of
from csp_desktop.measures.kpi.drawing import Drawing, Mark, MarkRole, Track
from csp_desktop.measures.kpi.rating import figure


class ChartPlot(pg.PlotItem):  # type: ignore[misc]
    """A drawing as a plot. `bounds` is what is shown before anyone zooms: x and y, low and high."""

    def __init__(self, drawing: Drawing, ink: Inks, *, on_paper: bool = False) -> None:
        self.drawing, self.ink, self.on_paper = drawing, ink, on_paper
        self.bounds = bounds_of(drawing)
        axes = {"bottom": TimeAxis(drawing, ink), "left": ValueAxis(drawing, ink, self.bounds[1])}
        super().__init__(viewBox=pg.ViewBox(enableMenu=False), axisItems=axes, enableMenu=False)
        self.hideButtons()
        self.pointed: Mark | None = None
        points = [mark for track in drawing.tracks for mark in track.marks if mark]
        self.bar_marks = [Mark(bar.x, bar.y, MarkRole.FIRST, bar.tip) for bar in drawing.bars]
        self.marks = [*points, *self.bar_marks]
        self._sorted = [sorted(track_marks(track), key=lambda m: m.x) for track in drawing.tracks]
        self.stretches = [
            [QPolygonF([QPointF(mark.x, mark.y) for mark in part]) for part in stretches(track)]
            for track in drawing.tracks
        ]
        self._places = [[mark.x for mark in marks] for marks in self._sorted]
        self._dress_axes()
        # pyqtgraph's own line is quick for very many points, but other programs draw it as thick
        # as its scaling makes it, so pictures and ordinary series are drawn in pixels.
        self.quick = not on_paper and any(len(track.marks) > MANY for track in drawing.tracks)
        if self.quick:
            for track in drawing.tracks:
                self._add_line(track)
        self.below, self.above = Below(self), Above(self)
        box = self.getViewBox()
        box.setMouseEnabled(x=len(points) > 3, y=False)
        box.sigTransformChanged.connect(self._moved)
        box.sigResized.connect(self._moved)
        self.show_all()

    def show_all(self) -> None:
        """Show the whole drawing again."""
        (x0, x1), (y0, y1) = self.bounds
        box = self.getViewBox()
        box.disableAutoRange()
        box.setLimits(xMin=x0, xMax=x1)
        box.setRange(xRange=(x0, x1), yRange=(y0, y1), padding=0)

    def point_at(self, mark: Mark | None) -> None:
        """Show which mark is read out, None for none."""
        if mark is not self.pointed:
            self.pointed = mark
            self.above.update()

    def nearest(self, scene_place: QPointF, within: float) -> Mark | None:
        """The mark nearest to a place of the scene, None if none is near."""
        at = self.mapFromScene(scene_place)
        to_pixels = self.to_pixels()
        best, least = self._bar_at(at), within
        for marks in self.in_view():
            for mark in marks:
                place = to_pixels.map(QPointF(mark.x, mark.y))
                # Height counts half: a pointer finds its month from well above or below the point.
                away = math.hypot(place.x() - at.x(), (place.y() - at.y()) * 0.5)
                if away < least:
                    best, least = mark, away
        return best

    def _bar_at(self, at: QPointF) -> Mark | None:
        """The bar that a place of this item lies on, or close above or below."""
        to_pixels = self.to_pixels()
        for bar, mark in zip(self.drawing.bars, self.bar_marks, strict=True):
            slack = 0.0 if bar.look else self.ink.px(12)
            if body_of(bar, to_pixels).adjusted(0, -slack, 0, slack).contains(at):
                return mark
        return None

    def in_view(self) -> Iterator[list[Mark]]:
        """The marks of each track that are in view."""
        low, high = self.getViewBox().viewRange()[0]
        for marks, places in zip(self._sorted, self._places, strict=True):
            yield marks[bisect_left(places, low) : bisect_right(places, high)]

    def to_pixels(self) -> QTransform:
        """From places and values to this item's own pixels."""
        box = self.getViewBox()
        place = box.pos()
        transform: QTransform = box.childTransform()
        return transform * QTransform.fromTranslate(place.x(), place.y())

    def inside(self) -> QRectF:
        """The rectangle between the axes, in this item's own pixels."""
        return QRectF(self.getViewBox().geometry())

    def _moved(self, *_: Any) -> None:
        self.below.update()
        self.above.update()

    def _dress_axes(self) -> None:
        ink = self.ink
        grid = pg.mkPen(ink.named("line"), width=1)
        for name in ("bottom", "left"):
            axis = self.getAxis(name)
            axis.setTickFont(ink.font)
            axis.setTextPen(pg.mkPen(ink.named("text2")))
            axis.setStyle(
                tickLength=0, tickTextOffset=round(ink.px(6)), hideOverlappingLabels=False
            )
            axis.setZValue(-1000)
        left, bottom = self.getAxis("left"), self.getAxis("bottom")
        left.setPen(pg.mkPen(None))
        left.setTickPen(grid)
        left.setGrid(255)
        bottom.setPen(pg.mkPen(ink.named("edge")))
        bottom.setTickPen(pg.mkPen(None))
        lines = max((words.count("\n") for _, words in self.drawing.ticks), default=0) + 1
        bottom.setStyle(
            autoExpandTextSpace=False, tickTextHeight=round(ink.metrics.height() * lines)
        )
        self.layout.setContentsMargins(ink.px(4), ink.px(6), self._right_margin(), ink.px(2))

    def _right_margin(self) -> float:
        ends = [level.label for level in self.drawing.levels if not self.drawing.bars]
        ends += [track.end_label for track in self.drawing.tracks]
        ends += [words for _, words in self.drawing.ends]
        widths = [self.ink.metrics.horizontalAdvance(each) for each in ends if each]
        return max(widths, default=0.0) + self.ink.px(12)

    def pen_of(self, track: Track) -> QPen:
        """The pen of a track's line."""
        pen = QPen(self.ink.colour(track.role), self.ink.px(1.4))
        dashes = DASHES.get(track.role)
        if dashes:
            pen.setDashPattern([each / pen.widthF() for each in dashes])
        return pen

    def _add_line(self, track: Track) -> None:
        xs = np.arange(len(track.marks), dtype=float)
        ys = np.array([np.nan if mark is None else float(mark.y) for mark in track.marks])
        self.addItem(
            pg.PlotDataItem(
                xs,
                ys,
                pen=pg.mkPen(self.ink.colour(track.role), width=1),
                connect="finite",
                autoDownsample=True,
                downsampleMethod="peak",
                clipToView=True,
            )
        )


def stretches(track: Track) -> list[list[Mark]]:
    """The points of a track between its gaps."""
    found: list[list[Mark]] = [[]]
    for mark in track.marks:
        if mark is None:
            found.append([])
        else:
            found[-1].append(mark)
    return [each for each in found if len(each) > 1]


def track_marks(track: Track) -> list[Mark]:
    """The points of a track without its gaps."""
    return [mark for mark in track.marks if mark is not None]


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """The axis of time: of the drawing's own ticks, the latest first, those there is room for."""

    def __init__(self, drawing: Drawing, ink: Inks) -> None:
        super().__init__("bottom")
        self._words = dict(drawing.ticks)
        self._widths = {at: size_of(said, ink.metrics).width() for at, said in drawing.ticks}
        self._gap = ink.px(8)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        # From the latest backwards: of all labels, that of the last figure must not be left out.
        scale = size / ((high - low) or 1.0)
        kept: list[float] = []
        for at in sorted(self._words, reverse=True):
            if not low <= at <= high:
                continue
            needed = (self._widths[at] + self._widths[kept[-1]]) / 2 + self._gap if kept else 0.0
            if not kept or (kept[-1] - at) * scale >= needed:
                kept.append(at)
        return [(1.0, kept[::-1])]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        return [self._words.get(at, "") for at in values]


class ValueAxis(pg.AxisItem):  # type: ignore[misc]
    """The axis of values: one level of round ticks, true minus signs, the unit where it is short.

    Its width is set from its widest label, for pyqtgraph finds that out one painting too late.
    """

    def __init__(self, drawing: Drawing, ink: Inks, bounds: tuple[float, float]) -> None:
        super().__init__("left")
        self._unit = drawing.unit if drawing.unit == "%" else ""
        self._least = ink.metrics.height() * 2.6  # between two ticks
        self.enableAutoSIPrefix(False)
        # The size is not known yet, and other sizes have other ticks; so several are tried.
        widths = [
            ink.metrics.horizontalAdvance(each)
            for size in (120.0, 200.0, 320.0, 480.0)
            for spacing, values in self.tickValues(*bounds, size)
            for each in self.tickStrings(values, 1.0, spacing)
        ]
        self.setWidth(round(max(widths, default=0.0) + ink.px(14)))

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        spacing = round_step((high - low) / max(size / self._least, 1.0))
        # A little beside, since 0.3 / 0.1 is not 3 in floats and a tick on the edge would be lost.
        first = math.ceil(low / spacing - 1e-9)
        last = math.floor(high / spacing + 1e-9)
        return [(spacing, [number * spacing for number in range(first, last + 1)])]

    def tickStrings(self, values: list[float], _scale: float, spacing: float) -> list[str]:
        places = max(0, math.ceil(-math.log10(spacing) - 1e-9)) if spacing > 0 else 0
        return [figure(round(value, places) + 0.0) + self._unit for value in values]


def round_step(least: float) -> float:
    """The smallest of 1, 2, 5, 10, 20 … (and 0.5, 0.2 …) that is no less than `least`."""
    if not least > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least * (1 - 1e-9))


def bounds_of(drawing: Drawing) -> tuple[tuple[float, float], tuple[float, float]]:
    """What is shown before anyone zooms: x and y, low and high, with some room."""
    values = drawing.values or [0.0, 1.0]
    # Bars are read by their length, so their axis begins at nought; points are read by place.
    if drawing.bars:
        values = [*values, 0.0]
    low, high = min(values), max(values)
    room = (high - low) or abs(high) * 0.2 or 1.0
    top, bottom = high + room * 0.12, low - room * 0.12
    if drawing.bars:
        top = high + room * 0.16 if high > 0 else room * 0.06
        bottom = low - room * 0.3 if low < 0 else 0.0
    elif bottom < 0 <= low:
        bottom = 0.0
    return (-0.6, max(drawing.width, 1) - 0.4), (bottom, top)
