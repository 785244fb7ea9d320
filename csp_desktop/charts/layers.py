"""What is painted below and above a plot's lines: bars, levels, points, notes and labels.

All of it is in the plot's own pixels, so that it keeps its size at any zoom and on any paper.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, Protocol

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from csp_desktop.charts.inks import DASHES, SHAPES, Inks, paint_shape
from csp_desktop.charts.labels import Label, paint, settle, size_of, spread
from csp_desktop.look import COLOURS
from csp_desktop.look import SHAPES as SHAPES_OF_STATUSES
from csp_desktop.measures.kpi.drawing import Drawing, DrawnBar, Level, Mark, MarkRole, Track

MANY: Final = 600
"""Points in view above which single marks are not drawn."""

BAR: Final = 0.19
"""Half the width of a bar; the next bar is 1 away."""

STACK: Final = 0.36
"""The same of a bar that stands on another, which has its number inside."""

_RADIUS: Final = 4.0


class Plotted(Protocol):
    """A plot as its layers see it."""

    drawing: Drawing
    ink: Inks
    on_paper: bool
    quick: bool
    pointed: Mark | None
    stretches: Sequence[Sequence[QPolygonF]]

    def in_view(self) -> Iterator[list[Mark]]:
        """The marks of each track that are in view."""

    def to_pixels(self) -> QTransform:
        """From places and values to the plot's own pixels."""

    def inside(self) -> QRectF:
        """The rectangle between the axes."""

    def rect(self) -> QRectF:
        """All of the plot."""

    def pen_of(self, track: Track) -> QPen:
        """The pen of a track's line."""


class _Layer(pg.GraphicsObject):  # type: ignore[misc]
    """Something painted over the whole plot, in its pixels."""

    def __init__(self, plot: Plotted, z: float) -> None:
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


def body_of(bar: DrawnBar, to_pixels: QTransform) -> QRectF:
    """The rectangle of a bar, in pixels."""
    half = STACK if bar.look else BAR
    corner = to_pixels.map(QPointF(bar.x - half, bar.y))
    foot = to_pixels.map(QPointF(bar.x + half, bar.foot))
    return QRectF(corner, foot).normalized()


class Below(_Layer):
    """Bars and level lines, under the lines of the series."""

    def __init__(self, plot: Plotted) -> None:
        super().__init__(plot, -200)

    def paint_in(self, painter: QPainter, to_pixels: QTransform, inside: QRectF) -> None:
        ink = self.plot.ink
        painter.save()
        # A zoomed plot has bars and lines beyond its axes. One pixel more, for a line on the edge.
        painter.setClipRect(inside.adjusted(0, -1, 0, 1))
        if self.plot.drawing.bars:
            zero = to_pixels.map(QPointF(0, 0)).y()
            painter.setPen(QPen(ink.named("edge"), 1))
            painter.drawLine(QPointF(inside.left(), zero), QPointF(inside.right(), zero))
        for bar in self.plot.drawing.bars:
            if bar.look:
                _paint_part(painter, bar, body_of(bar, to_pixels), ink)
                continue
            colour = ink.colour(MarkRole.FIRST)
            painter.setPen(QPen(colour, ink.px(1.6)))
            painter.setBrush(ink.named("base") if bar.hollow else colour)
            painter.drawRect(body_of(bar, to_pixels))
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
        pen = QPen(ink.colour(level.role), ink.px(1.4 if level.role is MarkRole.TARGET else 1))
        dashes = DASHES.get(level.role)
        if dashes:
            pen.setDashPattern([each / pen.widthF() for each in dashes])
        if level.provisional:
            pen.setDashPattern([ink.px(2), ink.px(4)])
        return pen


def _paint_part(painter: QPainter, bar: DrawnBar, body: QRectF, ink: Inks) -> None:
    """Paint a part of a stack: filled, outlined, or dashed where no update has come."""
    filled, shaped = bar.look in COLOURS, bar.look in SHAPES_OF_STATUSES
    colour = QColor(ink.palette.status(bar.look)) if shaped else ink.named("edge")
    pen = QPen(colour, 1)
    if not shaped:
        pen.setDashPattern([3, 2])
    painter.setPen(pen)
    painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
    painter.drawRect(body.adjusted(0.5, 1, -0.5, -1))
    if body.height() >= ink.metrics.height():
        painter.setPen(ink.named("on_status" if filled else "text"))
        painter.drawText(body, Qt.AlignmentFlag.AlignCenter, bar.label)


class Above(_Layer):
    """Points, notes and labels, over everything else."""

    def __init__(self, plot: Plotted) -> None:
        super().__init__(plot, 10)
        self._stamps: dict[tuple[MarkRole, bool, float], QPixmap] = {}

    def paint_in(self, painter: QPainter, to_pixels: QTransform, inside: QRectF) -> None:
        ink = self.plot.ink
        groups = list(self.plot.in_view())
        taken: list[QRectF] = []
        # Beyond that, points lie on each other, and painting them would hold up a pan.
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
            painter.setPen(QPen(ink.named("accent"), ink.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            reach = ink.px(8)
            painter.drawEllipse(to_pixels.map(QPointF(mark.x, mark.y)), reach, reach)
        bodies = [body_of(bar, to_pixels) for bar in self.plot.drawing.bars]
        for label in settle(self._labels(to_pixels, inside, groups), inside, taken):
            if any(label.box.intersects(body) for body in bodies):
                label.plate, label.plate_edge = ink.named("base"), ink.named("edge")
            paint(painter, label)
        self._ends(painter, to_pixels, inside)

    def _line_of(self, level: Level, to_pixels: QTransform) -> QRectF:
        start = to_pixels.map(QPointF(level.start, level.y))
        width = to_pixels.map(QPointF(level.end, level.y)).x() - start.x()
        return QRectF(start.x(), start.y() - 1, width, 2)

    def _point(self, painter: QPainter, mark: Mark, at: QPointF) -> QRectF:
        ink = self.plot.ink
        radius = ink.px(_RADIUS if mark.role is MarkRole.COMMON else _RADIUS + 1)
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
        # Smoothed outlines are slow, and a pan paints hundreds of points that look alike. On paper
        # a picture would show its dots, so points are painted there.
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
        gap = ink.px(3)
        for bar in drawing.bars:
            if bar.look:
                continue
            size = size_of(bar.label, ink.metrics)
            at = to_pixels.map(QPointF(bar.x, bar.y))
            way = 1 if bar.y < 0 else -1
            top = at.y() + gap if way > 0 else at.y() - gap - size.height()
            yield Label(bar.label, QRectF(QPointF(at.x() - size.width() / 2, top), size), text, way)
        if drawing.bars or drawing.texts:
            for level in drawing.levels:
                size = size_of(level.label, ink.metrics)
                at = to_pixels.map(QPointF((level.start + level.end) / 2, level.y))
                box = QRectF(QPointF(at.x() - size.width() / 2, at.y() + gap), size)
                yield Label(level.label, box, text, 1)
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
        ends = [(y, words, MarkRole.FIRST) for y, words in drawing.ends]
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
            quiet = role in (MarkRole.MEAN, MarkRole.LIMIT)
            painter.setPen(ink.named("text2" if quiet else "text"))
            painter.drawText(QPointF(inside.right() + ink.px(6), top + ink.metrics.ascent()), words)
