"""A chart as a picture: title, sentence, drawings side by side and a key, to PNG and SVG bytes.

No window is needed. The picture carries its sentence as its text alternative.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QImage,
    QImageWriter,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication

from csp_desktop import look, paths
from csp_desktop.charts.inks import SHAPES, Inks, inks, paint_shape
from csp_desktop.charts.plot import ChartPlot
from csp_desktop.measures.kpi.drawing import Chart, Drawing, MarkRole

SIZE: Final = (1180, 520)
"""Width and height of a picture at 96 dpi."""

ON_A_PAGE: Final = (760, 270)
"""The same for a picture between the texts of a page, whose letters are then as large as those."""

SHARPER: Final = 2
"""How many dots a PNG has for each of these pixels."""

_EDGE, _GAP = 20.0, 24.0
_KEY_ROLES: Final = {
    "improvement": MarkRole.IMPROVEMENT,
    "concern": MarkRole.CONCERN,
    "neutral": MarkRole.NEUTRAL,
    "hollow": MarkRole.COMMON,
}


def ink_for_pictures(palette: look.Palette = look.LIGHT) -> Inks:
    """What pictures are drawn with: the font of reports, so that all machines draw the same."""
    font = QFont(_family())
    font.setPixelSize(13)
    return inks(palette, font)


@cache
def _family() -> str:
    """The shipped family of letters, or the application's where it cannot be loaded."""
    files = sorted((paths.resources() / "fonts").glob("*.otf"))
    numbers = [QFontDatabase.addApplicationFont(str(file)) for file in files]
    families = [name for each in numbers for name in QFontDatabase.applicationFontFamilies(each)]
    return families[0] if families else QApplication.font().family()


def png(chart: Chart, palette: look.Palette = look.LIGHT, size: tuple[int, int] = SIZE) -> bytes:
    """The chart as a PNG; its description holds the sentence."""
    return as_png(picture(chart, palette, size))


def page_png(chart: Chart) -> bytes:
    """The drawings of a chart as a PNG for a page that says its title and sentence itself."""
    return as_png(page_picture(chart))


def page_picture(chart: Chart) -> QImage:
    """The same as an image, drawn on the thread of the window; any thread may make it a PNG."""
    return picture(chart, size=ON_A_PAGE, titled=False)


def as_png(image: QImage) -> bytes:
    """An image as the bytes of a PNG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(buffer.data().data())


def picture(
    chart: Chart,
    palette: look.Palette = look.LIGHT,
    size: tuple[int, int] = SIZE,
    *,
    titled: bool = True,
    sharper: int = SHARPER,
) -> QImage:
    """The chart as an image, with `sharper` dots for each pixel of `size`."""
    image = QImage(QSize(*size) * sharper, QImage.Format.Format_RGB32)
    image.setText("Title", chart.name)
    image.setText("Description", alternative(chart))
    image.fill(palette.base)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(sharper, sharper)
    paint_chart(painter, chart, QRectF(0, 0, *size), ink_for_pictures(palette), titled=titled)
    painter.end()
    # Only now: pyqtgraph replays its axes from a recording, at the resolution of the paper.
    dots = round(96 * sharper / 0.0254)
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    return image


def svg(chart: Chart, palette: look.Palette = look.LIGHT, size: tuple[int, int] = SIZE) -> bytes:
    """The chart as an SVG with the sentence as its description."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawing = QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setSize(QSize(*size))
    drawing.setViewBox(QRect(0, 0, *size))
    drawing.setResolution(96)
    drawing.setTitle(chart.name)
    drawing.setDescription(alternative(chart))
    painter = QPainter(drawing)
    ink = ink_for_pictures(palette)
    painter.fillRect(QRectF(0, 0, *size), ink.named("base"))
    paint_chart(painter, chart, QRectF(0, 0, *size), ink)
    painter.end()
    return bytes(buffer.data().data())


def alternative(chart: Chart) -> str:
    """What the chart shows, in words."""
    return f"{chart.name}. {chart.sentence}"


def paint_chart(
    painter: QPainter, chart: Chart, room: QRectF, ink: Inks, *, titled: bool = True
) -> None:
    """Paint the whole chart into `room`; untitled, it reaches from edge to edge."""
    inside = room.adjusted(_EDGE, _EDGE * 0.7, -_EDGE, -_EDGE * 0.6) if titled else room
    top = _head(painter, chart, inside, ink) if titled else inside.top()
    foot = _foot(painter, chart, inside, ink, titled=titled)
    drawings = [each for each in chart.drawings if not each.empty or len(chart.drawings) == 1]
    drawings = drawings or list(chart.drawings[:1])
    widths = _shares(drawings, inside.width() - _GAP * (len(drawings) - 1))
    left = inside.left()
    for drawing, width in zip(drawings, widths, strict=True):
        paint_drawing(painter, drawing, QRectF(left, top, width, foot - top), ink)
        left += width + _GAP


def _shares(drawings: list[Drawing], width: float) -> list[float]:
    """Widths by how much there is to draw: a few bars take less than many months."""
    weights = [1.0 if each.bars or each.width < 6 else 1.7 for each in drawings]
    return [width * weight / sum(weights) for weight in weights]


def _head(painter: QPainter, chart: Chart, inside: QRectF, ink: Inks) -> float:
    title = QFont(ink.strong)
    title.setPixelSize(round(ink.font.pixelSize() * 1.4))
    painter.setFont(title)
    painter.setPen(ink.named("text"))
    height = QFontMetricsF(title).height()
    flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
    box = painter.boundingRect(
        QRectF(inside.left(), inside.top(), inside.width(), height * 2), flags, chart.name
    )
    painter.drawText(box, flags, chart.name)
    top = box.bottom() + 2
    painter.setFont(ink.font)
    for words, role in ((chart.about, "text2"), (chart.sentence, "text")):
        if not words:
            continue
        painter.setPen(ink.named(role))
        most = QRectF(inside.left(), top, inside.width(), ink.metrics.height() * 4)
        box = painter.boundingRect(most, flags, words)
        painter.drawText(box, flags, words)
        top = box.bottom() + 4
    return top + 8


def _foot(painter: QPainter, chart: Chart, inside: QRectF, ink: Inks, *, titled: bool) -> float:
    """Paint the key and the footnote along the foot; returns where the drawings end."""
    keys = [each for drawing in chart.drawings for each in drawing.key]
    words = " ".join(
        each for each in (chart.footnote, *(f"{problem}" for problem in chart.problems)) if each
    )
    words = words if titled else chart.footnote
    if not keys and not words:
        return inside.bottom()
    painter.setFont(ink.font)
    height = ink.metrics.height()
    middle = inside.bottom() - height / 2
    x = paint_key(painter, keys, QPointF(inside.left(), middle), ink)
    painter.setFont(ink.font)
    painter.setPen(ink.named("text2"))
    room = inside.right() - x
    shown = ink.metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QPointF(x, middle + ink.metrics.ascent() / 2 - 1), shown)
    return inside.bottom() - height - 8


def paint_key(
    painter: QPainter, keys: Iterable[tuple[str, str]], at: QPointF, ink: Inks
) -> float:  # fmt: skip
    """Paint each shape with its words from `at` to the right; returns where the next may begin."""
    x = at.x()
    for name, words in keys:
        role = _KEY_ROLES.get(name)
        radius = ink.px(4.5)
        centre = QPointF(x + radius + 2, at.y())
        if role is None:
            painter.setPen(QPen(ink.named("text"), ink.px(1.4)))
            painter.drawLine(centre + QPointF(-2, 5), centre + QPointF(-2, -5))
            painter.setBrush(ink.named("text"))
            painter.drawRect(QRectF(centre.x() - 2, centre.y() - 5, ink.px(6), ink.px(4)))
        else:
            painter.setPen(QPen(ink.outline(role), ink.px(1.4)))
            painter.setBrush(ink.named("base") if name == "hollow" else ink.colour(role))
            paint_shape(painter, SHAPES[role], centre, radius)
        painter.setPen(ink.named("text2"))
        x = centre.x() + radius + ink.px(6)
        painter.drawText(QPointF(x, at.y() + ink.metrics.ascent() / 2 - 1), words)
        x += ink.metrics.horizontalAdvance(words) + ink.px(16)
    return x


def paint_drawing(painter: QPainter, drawing: Drawing, room: QRectF, ink: Inks) -> None:
    """Paint one drawing under its title."""
    height = ink.metrics.height()
    painter.setFont(ink.strong)
    painter.setPen(ink.named("text2"))
    corner = ink.metrics.horizontalAdvance(drawing.corner)
    title = QFontMetricsF(ink.strong).elidedText(
        drawing.title, Qt.TextElideMode.ElideRight, room.width() - corner - 8
    )
    painter.drawText(QPointF(room.left(), room.top() + ink.metrics.ascent()), title)
    painter.setFont(ink.font)
    at = QPointF(room.right() - corner, room.top() + ink.metrics.ascent())
    painter.drawText(at, drawing.corner)
    below = room.adjusted(0, height + 4, 0, 0)
    if below.width() < 40 or below.height() < 40:
        return
    # A view that is never shown: pyqtgraph lays a plot out in one only. Nothing sends it the events
    # of a window, so its size is set by hand.
    view = pg.GraphicsView(useOpenGL=False, background=None)
    try:
        size = below.size().toSize()
        view.resize(size)
        plot = ChartPlot(drawing, ink, on_paper=True)
        view.setCentralItem(plot)
        view.resizeEvent(QResizeEvent(size, size))
        plot.layout.activate()
        plot.show_all()
        painter.save()
        # ViewBox paints its border with whatever brush it finds.
        painter.setBrush(Qt.BrushStyle.NoBrush)
        view.scene().prepareForPaint()
        view.scene().render(painter, below, QRectF(0, 0, size.width(), size.height()))
        painter.restore()
    finally:
        view.close()
        view.deleteLater()
