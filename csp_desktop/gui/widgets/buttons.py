"""The buttons of the bars and the side panel, painted from the theme.

Each leaves a margin of RING around what it paints, in which the ring that shows the focus stands.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolButton, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import paint_icon
from csp_desktop.gui.theme.status_shapes import paint_glyph

RING = 3
"""Pixels around a control for the ring that shows the focus."""

HEIGHT, SMALL_HEIGHT = 32, 24
_ICON = 16
_TAB_PAD = 10
_RADIUS = 4.0


def paint_ring(painter: QPainter, around: QRectF, radius: float = _RADIUS) -> None:
    """Paint the ring that shows the focus, with a gap, around a control's own outline."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(themes.current().colour("accent"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(around.adjusted(-2, -2, 2, 2), radius + 2, radius + 2)
    painter.restore()


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
    painter.setBrush(theme.colour("line"))
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setPen(theme.colour("text"))
    painter.setFont(theme.font("small"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{count:,}")


class Control(QAbstractButton):
    """A button that knows whether the pointer is over it, and shows the focus as a ring."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hovered = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if name:
            self.setAccessibleName(name)
            self.setToolTip(name)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.hovered = True
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered = False
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as well as the space bar."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    @property
    def body(self) -> QRectF:
        """What is painted: the widget without the margin for the ring."""
        return QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)

    def ink(self, role: str = "text") -> QColor:
        """The colour of a role, or the quiet one where the control is off."""
        return themes.current().colour(role if self.isEnabled() else "text3")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter, themes.current())
        if self.hasFocus():
            paint_ring(painter, self.body)
        painter.end()

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        """Paint the control into `body`."""
        raise NotImplementedError


class Outlined(Control):
    """A button with an edge: an icon or a shape, a text, and perhaps a count.

    Checked, it takes the accent's edge and ground. `primary` fills it with the accent: at most one
    in a pane.
    """

    def __init__(
        self,
        text: str = "",
        *,
        icon: str = "",
        glyph: str = "",
        strong: bool = False,
        primary: bool = False,
        height: int = HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self.setText(text)
        self.count: int | None = None
        self._icon, self._glyph = icon, glyph
        self._strong, self._primary = strong or primary, primary
        self._height = height

    def set_count(self, count: int | None) -> None:
        """Show a count after the text, or none."""
        if count != self.count:
            self.count = count
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        theme = themes.current()
        metrics = QFontMetrics(self._font(theme))
        width = metrics.horizontalAdvance(self.text()) + theme.px(26)
        if self._icon or self._glyph:
            width += theme.px(_ICON + 8)
        if self.count is not None:
            width += badge_width(self.count) + theme.px(8)
        return QSize(width + 2 * RING, theme.px(self._height) + 2 * RING)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _font(self, theme: themes.Theme) -> QFont:
        return theme.font("body", strong=self._strong)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        ground = theme.colour("base")
        edge, ink = theme.colour("edge"), self.ink()
        if self._primary and self.isEnabled():
            ground, ink = theme.colour("accent"), theme.colour("on_accent")
            edge = ground.lighter(112) if self.hovered else ground
        elif self.isChecked():
            ground, edge = theme.colour("selected"), theme.colour("accent")
        elif self.isDown() or self.hovered:
            ground = theme.colour("alt") if not theme.dark else theme.colour("line")
        painter.setPen(QPen(edge, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(self.body.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        x = self.body.left() + theme.px(13)
        if self._icon or self._glyph:
            side = theme.px(_ICON)
            box = QRectF(x, self.body.center().y() - side / 2, side, side)
            if self._glyph:
                paint_glyph(painter, box.adjusted(1, 1, -1, -1), self._glyph)
            else:
                paint_icon(painter, box, self._icon, ink if self._primary else self.ink("text2"))
            x += side + theme.px(8)
        painter.setFont(self._font(theme))
        painter.setPen(ink)
        rest = QRectF(x, self.body.top(), self.body.right() - x, self.body.height())
        painter.drawText(
            rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text()
        )
        if self.count is not None:
            right = self.body.right() - theme.px(9)
            paint_badge(painter, right, self.body.center().y(), self.count)


class IconButton(Control):
    """A button that is only an icon; its name is its tooltip and what a screen reader says."""

    def __init__(
        self, icon: str, name: str, *, side: int = HEIGHT, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, parent)
        self._icon, self._side = icon, side

    def sizeHint(self) -> QSize:
        side = themes.current().px(self._side) + 2 * RING
        return QSize(side, side)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        if (self.hovered or self.isDown()) and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("line"))
            painter.drawRoundedRect(self.body, _RADIUS, _RADIUS)
        side = theme.px(_ICON)
        box = QRectF(0, 0, side, side)
        box.moveCenter(self.body.center())
        ink = theme.colour("text2")
        if not self.isEnabled():
            ink = QColor(theme.colour("edge"))
            ink.setAlphaF(0.7)
        paint_icon(painter, box, self._icon, ink)


class PaneTab(QToolButton):
    """The name of a pane in the toolbar; the pane on screen has a bar under its name.

    `count` is how many things wait there, 0 for none.
    """

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = 0
        self.setText(text)
        self.setAccessibleName(f"{text} pane")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        theme = themes.current()
        width = QFontMetrics(theme.font("body", strong=True)).horizontalAdvance(self.text())
        return QSize(width + theme.px(22) + self._counted, theme.px(48))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def set_count(self, count: int) -> None:
        """Show how many things wait in the pane, and tell it to a screen reader."""
        self.count = count
        waiting = f", {count:,} waiting" if count else ""
        self.setAccessibleName(f"{self.text()} pane{waiting}")
        self.updateGeometry()
        self.update()

    @property
    def _counted(self) -> int:
        """The width that the count takes, with the gap before it."""
        gap = themes.current().px(2)
        return badge_width(self.count, _TAB_PAD) + gap if self.count else 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = themes.current()
        painter = QPainter(self)
        lit = self.isChecked() or self.underMouse()
        painter.setFont(theme.font("body", strong=self.isChecked()))
        painter.setPen(theme.colour("text" if lit else "text2"))
        name = self.rect().adjusted(0, 0, -self._counted, 0)
        painter.drawText(name, Qt.AlignmentFlag.AlignCenter, self.text())
        if self.count:
            right = self.width() - theme.px(8)
            paint_badge(painter, right, self.height() / 2, self.count, _TAB_PAD)
        if self.isChecked():
            bar = theme.px(3)
            ground = QRect(0, self.height() - bar, self.width(), bar).adjusted(8, 0, -8, 0)
            painter.fillRect(ground, theme.colour("accent"))
        if self.hasFocus():
            height = theme.px(HEIGHT)
            middle = QRectF(self.rect()).adjusted(4, 0, -4, 0)
            middle.setTop((self.height() - height) / 2)
            middle.setHeight(height)
            paint_ring(painter, middle.adjusted(0, 2, 0, -2))
        painter.end()


class LinkButton(Control):
    """A text that is pressed like a link."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        theme = themes.current()
        metrics = QFontMetrics(theme.font("small"))
        height = max(metrics.height(), theme.px(18))
        return QSize(metrics.horizontalAdvance(self.text()) + 2 * RING, height + 2 * RING)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        font = QFont(theme.font("small"))
        font.setUnderline(self.isEnabled())
        painter.setFont(font)
        painter.setPen(self.ink("accent"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(self.body, flags, self.text())
