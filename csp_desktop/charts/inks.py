"""Colours, shapes and fonts of a chart in one theme; print and picture files use the light one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPainterPath

from csp_desktop.look import Palette, contrast
from csp_desktop.measures.kpi.drawing import MarkRole

LEAST: Final = 3.0
"""The contrast with the ground below which a mark is outlined in the text's colour."""

SHAPES: Final[Mapping[MarkRole, str]] = {
    MarkRole.COMMON: "disc",
    MarkRole.IMPROVEMENT: "square",
    MarkRole.CONCERN: "diamond",
    MarkRole.NEUTRAL: "triangle",
    MarkRole.FIRST: "disc",
    MarkRole.SECOND: "square",
    MarkRole.THIRD: "triangle",
    MarkRole.FOURTH: "diamond",
}
"""The shape of each role's points: no two roles of one chart share one."""

DASHES: Final[Mapping[MarkRole, tuple[float, ...]]] = {
    MarkRole.SECOND: (6, 3),
    MarkRole.THIRD: (2, 2),
    MarkRole.FOURTH: (8, 3, 2, 3),
    MarkRole.LIMIT: (5, 4),
    MarkRole.TARGET: (9, 3, 2, 3),
}
"""Dashes in pixels, for the roles whose line is not solid."""


@dataclass(frozen=True, slots=True)
class Inks:
    """What a chart is drawn with. `font` is the small one; lengths are multiples of `unit`."""

    palette: Palette
    font: QFont
    strong: QFont
    unit: float = 1.0

    def px(self, length: float) -> float:
        """A length given at 96 dpi, as it is beside the font."""
        return length * self.unit

    def colour(self, role: MarkRole) -> QColor:
        """The colour of a role."""
        return QColor(self.value(role))

    def value(self, role: MarkRole) -> str:
        """The colour of a role as '#RRGGBB'."""
        return colour_of(role, self.palette)

    def named(self, name: str) -> QColor:
        """The colour of a role of the palette, such as 'text2'."""
        return QColor(getattr(self.palette, name))

    def outline(self, role: MarkRole) -> QColor:
        """The colour of a mark's edge: the text's where its own would be too faint."""
        own = self.value(role)
        return QColor(self.palette.text if needs_outline(own, self.palette) else own)

    @property
    def metrics(self) -> QFontMetricsF:
        """How wide and high text is."""
        return QFontMetricsF(self.font)


def inks(palette: Palette, font: QFont, unit: float = 1.0, small: float = 0.92) -> Inks:
    """What a chart beside text in `font` is drawn with; fonts are in pixels, whatever the paper."""
    # In pixels: a size in points would be as large as the paper's resolution makes it.
    pixels = QFontInfo(font).pixelSize()
    plain = QFont(font)
    plain.setPixelSize(max(round(pixels * small), 9))
    plain.setFeature(QFont.Tag("tnum"), 1)
    strong = QFont(plain)
    strong.setWeight(QFont.Weight.DemiBold)
    return Inks(palette, plain, strong, unit)


def colour_of(role: MarkRole, palette: Palette) -> str:
    """The colour of a role in a palette, as '#RRGGBB'."""
    first, second, third, fourth = palette.charts
    return {
        MarkRole.COMMON: palette.text2,
        MarkRole.IMPROVEMENT: first,
        MarkRole.CONCERN: fourth,
        MarkRole.NEUTRAL: third,
        MarkRole.FIRST: first,
        MarkRole.SECOND: second,
        MarkRole.THIRD: third,
        MarkRole.FOURTH: fourth,
        MarkRole.MEAN: palette.text2,
        MarkRole.LIMIT: palette.text2,
        MarkRole.TARGET: palette.red,
    }[role]


def needs_outline(colour: str, palette: Palette) -> bool:
    """True if a mark of this colour is too faint on the ground, with a little to spare."""
    return contrast(colour, palette.base) < LEAST + 0.3


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
