"""One drawing as a pyqtgraph plot: axes and lines are pyqtgraph's, marks and labels are painted.

Marks and labels are two items in the plot's own pixels, one below the lines and one above, so that
they keep their size at any zoom and on any paper.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from csp_desktop.charts.axes import TimeAxis, ValueAxis, bounds_of
from csp_desktop.charts.inks import DASHES, SHAPES, Inks
from csp_desktop.charts.labels import Label, paint, settle, size_of, spread
from csp_desktop.measures.drawing import Drawing, Level, Mark, Role, Track

MANY: Final = 600
"""Points in view above which single marks are not drawn."""

BAR: Final = 0.19
"""Half the width of a bar, where the next one stands 1 off."""

_RADIUS: Final = 4.0


class ChartPlot(pg.PlotItem):  # type: ignore[misc]
    """A drawing as a plot. `bounds` is what is shown before anyone zooms: x and y, low and high."""

    def __init__(self, drawing: Drawing, ink: Inks, *, on_paper: bool = False) -> None:
        self.drawing, self.ink, self.on_paper = drawing, ink, on_paper
        self.bounds = bounds_of(drawing)
        axes = {"bottom": TimeAxis(drawing, ink), "left": ValueAxis(drawing, ink, self.bounds[1])}
        super().__init__(viewBox=pg.ViewBox(enableMenu=False), axisItems=axes, enableMenu=False)
        self.hideButtons()
        self.pointed: Mark | None = None
        self.marks = [mark for track in drawing.tracks for mark in track.marks if mark]
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
        self.below, self.above = _Below(self), _Above(self)
        box = self.getViewBox()
        box.setMouseEnabled(x=len(self.marks) > 3, y=False)
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
        """The mark nearest to a place of the scene, None where none is near."""
        at = self.mapFromScene(scene_place)
        to_pixels = self.to_pixels()
        best, least = None, within
        for marks in self.in_view():
            for mark in marks:
                place = to_pixels.map(QPointF(mark.x, mark.y))
                away = math.hypot(place.x() - at.x(), (place.y() - at.y()) * 0.5)
                if away < least:
                    best, least = mark, away
        return best

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
        bottom.setStyle(autoExpandTextSpace=False, tickTextHeight=round(ink.metrics.height()))
        self.layout.setContentsMargins(ink.px(4), ink.px(6), self._right_margin(), ink.px(2))

    def _right_margin(self) -> float:
        ends = [level.label for level in self.drawing.levels if not self.drawing.bars]
        ends += [track.end_label for track in self.drawing.tracks]
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


class _Layer(pg.GraphicsObject):  # type: ignore[misc]
    """Something painted over the whole plot, in its pixels."""

    def __init__(self, plot: ChartPlot, z: float) -> None:
        super().__init__(plot)
        self.plot = plot
        self.setZValue(z)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemClipsToShape, False)

    def boundingRect(self) -> QRectF:
        return QRectF(self.plot.rect())

    def viewTransformChanged(self) -> None:
        self.update()

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.plot.ink.font)
        self.paint_in(painter, self.plot.to_pixels(), self.plot.inside())
        painter.restore()

    def paint_in(self, painter: QPainter, to_pixels: QTransform, inside: QRectF) -> None:
        raise NotImplementedError


class _Below(_Layer):
    """Bars and level lines, under the lines of the series."""

    def __init__(self, plot: ChartPlot) -> None:
        super().__init__(plot, -200)

    def paint_in(self, painter: QPainter, to_pixels: QTransform, inside: QRectF) -> None:
        ink = self.plot.ink
        painter.save()
        painter.setClipRect(inside.adjusted(0, -1, 0, 1))
        if self.plot.drawing.bars:
            zero = to_pixels.map(QPointF(0, 0)).y()
            painter.setPen(QPen(ink.named("edge"), 1))
            painter.drawLine(QPointF(inside.left(), zero), QPointF(inside.right(), zero))
        for bar in self.plot.drawing.bars:
            colour = ink.colour(Role.FIRST)
            painter.setPen(QPen(colour, ink.px(1.6)))
            painter.setBrush(ink.named("base") if bar.hollow else colour)
            corner = to_pixels.map(QPointF(bar.x - BAR, bar.y))
            foot = to_pixels.map(QPointF(bar.x + BAR, 0))
            painter.drawRect(QRectF(corner, foot).normalized())
        for level in self.plot.drawing.levels:
            painter.setPen(self._pen(level))
            start = to_pixels.map(QPointF(level.start, level.y))
            painter.drawLine(start, to_pixels.map(QPointF(level.end, level.y)))
        if not self.plot.quick:
            self._lines(painter, to_pixels)
        painter.restore()

    def _lines(self, painter: QPainter, to_pixels: QTransform) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for track, parts in zip(self.plot.drawing.tracks, self.plot.stretches, strict=True):
            pen = self.plot.pen_of(track)
            painter.setPen(pen)
            for part in parts:
                mapped = to_pixels.map(part)
                if self.plot.on_paper or track.role in DASHES:
                    painter.drawPolyline(mapped)
                else:
                    # Qt strokes one long antialiased line many times slower than its pieces.
                    places = mapped.toList()
                    painter.drawLines([QLineF(a, b) for a, b in pairwise(places)])

    def _pen(self, level: Level) -> QPen:
        ink = self.plot.ink
        if self.plot.drawing.bars:
            return QPen(ink.named("text"), ink.px(3))
        pen = QPen(ink.colour(level.role), ink.px(1.4 if level.role is Role.TARGET else 1))
        dashes = DASHES.get(level.role)
        if dashes:
            pen.setDashPattern([each / pen.widthF() for each in dashes])
        if level.provisional:
            pen.setDashPattern([ink.px(2), ink.px(4)])
        return pen


class _Above(_Layer):
    """Points, notes and labels, over everything else."""

    def __init__(self, plot: ChartPlot) -> None:
        super().__init__(plot, 10)
        self._stamps: dict[tuple[Role, bool, float], QPixmap] = {}

    def paint_in(self, painter: QPainter, to_pixels: QTransform, inside: QRectF) -> None:
        groups = list(self.plot.in_view())
        taken: list[QRectF] = []
        if sum(len(marks) for marks in groups) <= MANY:
            for marks in groups:
                taken += [
                    self._point(painter, mark, to_pixels.map(QPointF(mark.x, mark.y)))
                    for mark in marks
                ]
        if self.plot.drawing.bars:
            taken += [self._line_of(level, to_pixels) for level in self.plot.drawing.levels]
        if self.plot.pointed:
            mark = self.plot.pointed
            painter.setPen(QPen(self.plot.ink.named("accent"), self.plot.ink.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            reach = self.plot.ink.px(8)
            painter.drawEllipse(to_pixels.map(QPointF(mark.x, mark.y)), reach, reach)
        for label in settle(self._labels(to_pixels, inside, groups), inside, taken):
            paint(painter, label)
        self._ends(painter, to_pixels, inside)

    def _line_of(self, level: Level, to_pixels: QTransform) -> QRectF:
        start = to_pixels.map(QPointF(level.start, level.y))
        width = to_pixels.map(QPointF(level.end, level.y)).x() - start.x()
        return QRectF(start.x(), start.y() - 1, width, 2)

    def _point(self, painter: QPainter, mark: Mark, at: QPointF) -> QRectF:
        ink = self.plot.ink
        radius = ink.px(_RADIUS if mark.role is Role.COMMON else _RADIUS + 1)
        if self.plot.on_paper:
            self._paint_point(painter, mark, at, radius)
        else:
            self._stamp(painter, mark, at, radius)
        if mark.note:
            self._flag(painter, at, radius)
        return QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)

    def _paint_point(self, painter: QPainter, mark: Mark, at: QPointF, radius: float) -> None:
        ink = self.plot.ink
        painter.setPen(QPen(ink.outline(mark.role), ink.px(1.4)))
        painter.setBrush(ink.named("base") if mark.hollow else ink.colour(mark.role))
        paint_shape(painter, SHAPES[mark.role], at, radius)

    def _stamp(self, painter: QPainter, mark: Mark, at: QPointF, radius: float) -> None:
        """Paint a point from a picture of it that is kept, on a whole pixel."""
        ratio = painter.device().devicePixelRatio()
        key = (mark.role, mark.hollow, ratio)
        half = math.ceil(radius * 1.25 + self.plot.ink.px(1.4))
        kept = self._stamps.get(key)
        if kept is None:
            side = round(2 * half * ratio)
            kept = QPixmap(side, side)
            kept.setDevicePixelRatio(ratio)
            kept.fill(Qt.GlobalColor.transparent)
            own = QPainter(kept)
            own.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_point(own, mark, QPointF(half, half), radius)
            own.end()
            self._stamps[key] = kept
        x, y = round(at.x() * ratio) / ratio - half, round(at.y() * ratio) / ratio - half
        painter.drawPixmap(QPointF(x, y), kept)

    def _flag(self, painter: QPainter, at: QPointF, radius: float) -> None:
        ink = self.plot.ink
        foot, top = at.y() - radius - ink.px(2), at.y() - radius - ink.px(14)
        painter.setPen(QPen(ink.named("text"), ink.px(1.4)))
        painter.setBrush(ink.named("text"))
        painter.drawLine(QPointF(at.x(), foot), QPointF(at.x(), top))
        flag = QPainterPath(QPointF(at.x(), top))
        flag.lineTo(at.x() + ink.px(8), top + ink.px(3))
        flag.lineTo(at.x(), top + ink.px(6))
        flag.closeSubpath()
        painter.drawPath(flag)

    def _labels(
        self, to_pixels: QTransform, inside: QRectF, groups: list[list[Mark]]
    ) -> Iterator[Label]:
        ink, drawing = self.plot.ink, self.plot.drawing
        text, quiet = ink.named("text"), ink.named("text2")
        gap = ink.px(5)
        for bar in drawing.bars:
            size = size_of(bar.label, ink.metrics)
            at = to_pixels.map(QPointF(bar.x, bar.y))
            way = 1 if bar.y < 0 else -1
            top = at.y() + gap if way > 0 else at.y() - gap - size.height()
            yield Label(bar.label, QRectF(QPointF(at.x() - size.width() / 2, top), size), text, way)
        if drawing.bars or drawing.texts:
            for level in drawing.levels:
                size = size_of(level.label, ink.metrics)
                at = to_pixels.map(QPointF((level.start + level.end) / 2, level.y))
                box = QRectF(QPointF(at.x() - size.width() / 2, at.y() + gap * 0.6), size)
                yield Label(level.label, box, text, 1, plate=ink.named("base"))
        for words in drawing.texts:
            size = size_of(words.words, ink.metrics)
            at = to_pixels.map(QPointF(words.x, 0))
            middle = inside.top() + inside.height() * 0.2
            box = QRectF(QPointF(at.x() - size.width() / 2, middle), size)
            yield Label(words.words, box, quiet)
        for mark in (each for marks in groups for each in marks if each.label):
            size = size_of(mark.label, ink.metrics)
            at = to_pixels.map(QPointF(mark.x, mark.y))
            left = at.x() + ink.px(10)
            if left + size.width() > inside.right():
                left = at.x() - ink.px(10) - size.width()
            yield Label(mark.label, QRectF(QPointF(left, at.y() - size.height() / 2), size), text)

    def _ends(self, painter: QPainter, to_pixels: QTransform, inside: QRectF) -> None:
        """Name lines at their right end, outside the axes."""
        ink, drawing = self.plot.ink, self.plot.drawing
        ends: list[tuple[float, str, Role]] = []
        if not drawing.bars:
            ends += [
                (float(each.y), each.label, each.role) for each in drawing.levels if each.label
            ]
        for track in drawing.tracks:
            last = next((mark for mark in reversed(track.marks) if mark), None)
            if last and track.end_label:
                ends.append((float(last.y), track.end_label, track.role))
        height = ink.metrics.height()
        tops = [to_pixels.map(QPointF(0, y)).y() - height / 2 for y, _, _ in ends]
        shown = [
            (top, words, role)
            for top, (_, words, role) in zip(tops, ends, strict=True)
            if inside.top() - height <= top <= inside.bottom()
        ]
        places = spread([top for top, _, _ in shown], height, inside.top() - 4, inside.bottom() + 4)
        for top, (_, words, role) in zip(places, shown, strict=True):
            quiet = role in (Role.MEAN, Role.LIMIT)
            painter.setPen(ink.named("text2" if quiet else "text"))
            painter.drawText(QPointF(inside.right() + ink.px(6), top + ink.metrics.ascent()), words)


def paint_shape(painter: QPainter, shape: str, at: QPointF, radius: float) -> None:
    """Paint a point's shape round a place with the painter's pen and brush."""
    if shape == "disc":
        painter.drawEllipse(at, radius, radius)
        return
    if shape == "square":
        side = radius * 0.9
        painter.drawRect(QRectF(at.x() - side, at.y() - side, 2 * side, 2 * side))
        return
    reach = radius * 1.25
    corners = {
        "diamond": ((0, -1), (1, 0), (0, 1), (-1, 0)),
        "triangle": ((0, -1), (0.95, 0.75), (-0.95, 0.75)),
    }[shape]
    path = QPainterPath()
    for number, (x, y) in enumerate(corners):
        place = QPointF(at.x() + x * reach, at.y() + y * reach)
        if number:
            path.lineTo(place)
        else:
            path.moveTo(place)
    path.closeSubpath()
    painter.drawPath(path)
