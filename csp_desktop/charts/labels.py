"""Labels of a chart: how large they are, where there is room for them, and how they are painted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter


@dataclass(slots=True)
class Label:
    """Words in a box, and which way they may move: −1 up, 1 down, 0 either.

    A `plate` of this colour, with an edge of `plate_edge`, is laid under words on something dark.
    """

    words: str
    box: QRectF
    colour: QColor
    way: int = 0
    centred: bool = True
    plate: QColor | None = None
    plate_edge: QColor | None = None


def size_of(words: str, metrics: QFontMetricsF) -> QSizeF:
    """How much room words take, on as many lines as they have."""
    lines = words.split("\n")
    width = max(metrics.horizontalAdvance(line) for line in lines)
    return QSizeF(width + 2, metrics.height() * len(lines))


def settle(labels: Iterable[Label], inside: QRectF, taken: Sequence[QRectF] = ()) -> list[Label]:
    """The labels in places where they do not overlap; one that fits nowhere is left out.

    They keep within `inside` and off what is `taken`. Earlier ones go first.
    """
    placed: list[Label] = []
    for label in labels:
        box = QRectF(label.box)
        box.moveLeft(min(max(box.left(), inside.left()), max(inside.right() - box.width(), 0)))
        step = box.height() * 0.5
        # Half its height at a time, nearest first: a label that is moved far names something else.
        ways = (label.way,) if label.way else (-1, 1)
        tries = [(0, 1)] + [(number, way) for number in range(1, 9) for way in ways]
        if label.way:
            tries += [(number, -label.way) for number in range(1, 9)]
        for number, way in tries:
            at = box.translated(0, number * way * step)
            if at.top() < inside.top() - 1 or at.bottom() > inside.bottom() + 1:
                continue
            others = [*(each.box for each in placed), *taken]
            if not any(at.intersects(other) for other in others):
                label.box = at
                placed.append(label)
                break
    return placed


def spread(tops: Sequence[float], height: float, low: float, high: float) -> list[float]:
    """`tops` moved just enough that boxes of `height` do not overlap between `low` and `high`."""
    # Down once, pushing each below the one above it; then up once, for what was pushed past `high`.
    order = sorted(range(len(tops)), key=tops.__getitem__)
    placed = [0.0] * len(tops)
    at = low
    for place in order:
        at = max(tops[place], at)
        placed[place] = at
        at += height
    limit = high - height
    for place in reversed(order):
        placed[place] = min(placed[place], limit)
        limit = placed[place] - height
    return placed


def paint(painter: QPainter, label: Label) -> None:
    """Paint a label in its box."""
    if label.plate is not None:
        painter.setPen(label.plate_edge or Qt.PenStyle.NoPen)
        painter.setBrush(label.plate)
        side = label.box.height() * 0.2
        painter.drawRoundedRect(label.box.adjusted(-side, 0, side, 0), side, side)
    painter.setPen(label.colour)
    across = Qt.AlignmentFlag.AlignHCenter if label.centred else Qt.AlignmentFlag.AlignLeft
    flags = across | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
    painter.drawText(label.box, flags, label.words)
