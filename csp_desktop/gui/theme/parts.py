"""What controls and cells are painted of: boxes, the ring of the focus, counts, bars."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import path_of

RADIUS = 4.0


def paint_box(
    painter: QPainter,
    rect: QRect | QRectF,
    ground: str | QColor,
    edge: str | QColor = "",
    width: float = 1,
    *,
    radius: float = RADIUS,
) -> None:
    """Paint a box with round corners; each colour is a role's, or '' for no ground or no edge."""
    if not ground and not edge:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(_colour(edge), width) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(_colour(ground) if ground else Qt.BrushStyle.NoBrush)
    inset = width / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def paint_ring(painter: QPainter, around: QRectF, radius: float = RADIUS) -> None:
    """Paint the ring that shows the focus, with a gap, around a control's own outline."""
    paint_box(painter, around.adjusted(-3, -3, 3, 3), "", "accent", 2, radius=radius + 2)


def badge_width(count: int, pad: int = 14) -> int:
    """How wide the ground of a count is, which is `pad` wider than its figures."""
    theme = themes.current()
    metrics = QFontMetrics(theme.font("small"))
    return max(metrics.horizontalAdvance(f"{count:,}") + theme.px(pad), theme.px(pad + 6))


def paint_badge(painter: QPainter, right: float, middle: float, count: int, pad: int = 14) -> None:
    """Paint a count on its ground, which ends at `right`."""
    theme = themes.current()
    width = badge_width(count, pad)
    height = min(theme.px(20), width)
    box = QRectF(right - width, middle - height / 2, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("fill"))
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setPen(theme.colour("text"))
    painter.setFont(theme.font("small"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{count:,}")


def paint_progress(painter: QPainter, rect: QRectF, percent: int) -> None:
    """Paint a bar, six high, with its number."""
    theme = themes.current()
    font, high = theme.font("small"), theme.px(6)
    room = QFontMetrics(font).horizontalAdvance("100%") + theme.px(8)
    whole = QRectF(rect.left(), rect.center().y() - high / 2, rect.width() - room, high)
    done = QRectF(whole.topLeft(), QSizeF(whole.width() * percent / 100, high))
    for bar, role in ((whole, "fill"), (done, "accent")):
        paint_box(painter, bar, role, width=0, radius=2)
    painter.setFont(font)
    painter.setPen(theme.colour("text"))
    beside = rect.adjusted(rect.width() - room + theme.px(8), 0, 0, 0)
    painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, f"{percent}%")


def paint_tool_bar(painter: QPainter, rect: QRect) -> None:
    """Paint the ground of a tool bar, with a hairline under it."""
    theme = themes.current()
    painter.fillRect(rect, theme.colour("window"))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("line"))


def paint_check_box(painter: QPainter, rect: QRect, *, on: bool) -> None:
    """Paint the box of a check box."""
    theme = themes.current()
    box = QRect(rect).adjusted(1, 1, -1, -1)
    if not on:
        paint_box(painter, box, "base", "edge")
        return
    paint_box(painter, box, "accent")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 14, box.height() / 14)
    painter.setPen(QPen(theme.colour("on_accent"), 1.7))
    painter.drawPath(path_of("M 3.9 7.3 L 6.2 9.6 L 10.2 4.9"))
    painter.restore()


def paint_radio_button(painter: QPainter, rect: QRect, *, on: bool) -> None:
    """Paint the ring of a radio button."""
    theme = themes.current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("accent" if on else "edge"), 1.5 if on else 1))
    painter.setBrush(theme.colour("base"))
    box = QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5)
    painter.drawEllipse(box)
    if on:
        painter.setBrush(theme.colour("accent"))
        painter.drawEllipse(box.adjusted(3, 3, -3, -3))
    painter.restore()


def _colour(role: str | QColor) -> QColor:
    return themes.current().colour(role) if isinstance(role, str) else role
