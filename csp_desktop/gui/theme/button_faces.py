"""How each kind of button looks and how large it is; the style measures and paints by it.

Each leaves a margin of RING around what it paints, in which the ring that shows the focus stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyleOption, QStyleOptionButton, QStyleOptionToolButton

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.parts import badge_width, paint_badge, paint_box, paint_ring

RING = 3
"""Pixels around a control for the ring that shows the focus."""

HEIGHT, SMALL_HEIGHT = 32, 24
TAB_HEIGHT = 48
_ICON = 16
_TAB_PAD = 10
Kind = Literal["outlined", "primary", "icon", "link", "chip", "words", "chosen", "tab"]
_State = QStyle.StateFlag
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True, slots=True)
class Face:
    """A kind of button, and its lengths at 96 dpi.

    `pad` is between its edge and what is in it; without a `width` it is as wide as that.
    `after` is an icon at its right end.
    """

    kind: Kind = "outlined"
    height: int = HEIGHT
    width: int = 0
    pad: int = 13
    size: themes.Size = "body"
    strong: bool = False
    after: QIcon | None = None

    def font(self, *, on: bool) -> QFont:
        """The font of its text; a chip's is strong while it is on."""
        strong = self.strong and (on or self.kind != "chip")
        return themes.current().font(self.size, strong=strong)


def size_of(face: Face, text: str, count: int | None, *, icon: bool) -> QSize:
    """How large a button is with what is in it, and the margin for the ring."""
    theme = themes.current()
    metrics = QFontMetrics(face.font(on=True))
    width = theme.px(face.width)
    if not width:
        width = metrics.horizontalAdvance(text) + 2 * theme.px(face.pad)
        width += theme.px(_ICON + 8) if icon else 0
        width += theme.px(8 + 14 + 8 - face.pad) if face.after else 0
        width += badge_width(count) + theme.px(8) if count is not None else 0
    height = theme.px(face.height)
    if face.kind == "link":
        height = max(height, metrics.height())
    return QSize(width + 2 * RING, height + 2 * RING)


def paint_face(
    painter: QPainter, face: Face, option: QStyleOptionButton, count: int | None
) -> None:
    """Paint a button in the state that `option` tells of."""
    theme = themes.current()
    state: QStyle.StateFlag = option.state
    rect: QRect = option.rect
    body = QRectF(rect).adjusted(RING, RING, -RING, -RING)
    on, enabled = bool(state & _State.State_On), bool(state & _State.State_Enabled)
    lit = enabled and bool(state & (_State.State_MouseOver | _State.State_Sunken))
    ground, edge, ink = _colours(face, state, on=on, lit=lit, enabled=enabled)
    paint_box(painter, body, ground, edge)
    box = body.adjusted(theme.px(face.pad), 0, -theme.px(face.pad), 0)
    mode = QIcon.Mode.Active if lit else QIcon.Mode.Normal if enabled else QIcon.Mode.Disabled
    if _has_icon(option):
        icon: QIcon = option.icon
        side = theme.px(_ICON)
        at = QRectF(box.left(), body.center().y() - side / 2, side, side)
        if not _text(option) and face.width:
            at.moveCenter(body.center())
        icon.paint(painter, at.toRect(), mode=mode)
        box.setLeft(at.right() + theme.px(8))
    if face.after:
        side = theme.px(14)
        at = QRectF(0, body.center().y() - side / 2, side, side)
        at.moveRight(body.right() - theme.px(6))
        face.after.paint(painter, at.toRect(), mode=mode)
        box.setRight(at.left() - theme.px(4))
    if count is not None:
        paint_badge(painter, body.right() - theme.px(9), body.center().y(), count)
        box.setRight(body.right())
    _paint_text(painter, face, box, _text(option), face.font(on=on), ink, enabled=enabled)
    if state & _State.State_HasFocus:
        paint_ring(painter, body)


def _paint_text(
    painter: QPainter,
    face: Face,
    box: QRectF,
    text: str,
    font: QFont,
    ink: str,
    *,
    enabled: bool,
) -> None:
    if face.kind == "link":
        font = QFont(font)
        font.setUnderline(enabled)
    if face.after:
        text = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.setFont(font)
    painter.setPen(themes.current().colour(ink))
    centred = face.kind == "chip"
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter if centred else _LEFT, text)


def _colours(
    face: Face, state: QStyle.StateFlag, *, on: bool, lit: bool, enabled: bool
) -> tuple[str, str | QColor, str]:
    """The ground, the edge and the ink, by role; '' for no ground or no edge."""
    theme = themes.current()
    found: tuple[str, str | QColor, str]
    ink = "text" if enabled else "text3"
    match face.kind:
        case "primary" if enabled:
            accent = theme.colour("accent")
            found = "accent", accent.lighter(112) if lit else accent, "on_accent"
        case "outlined" | "primary" | "chip" if on:
            found = "selected", "accent", ink
        case "outlined" | "primary":
            over = "fill" if theme.dark else "alt"
            found = over if lit else "base", "edge", ink
        case "chip":
            quiet = "text2" if enabled else ink
            found = ("base", "line", quiet) if lit else ("", "", quiet)
        case "chosen":
            found = "fill" if state & _State.State_Sunken else "selected", "accent", ink
        case "icon":
            found = "fill" if lit else "", "", ink
        case _:
            found = "", "", "accent" if face.kind == "link" and enabled else ink
    return found


def tab_size(text: str, count: int) -> QSize:
    """How large the tab of a pane is, with how many things wait there."""
    theme = themes.current()
    width = QFontMetrics(theme.font("body", strong=True)).horizontalAdvance(text)
    return QSize(width + theme.px(22) + _counted(count), theme.px(TAB_HEIGHT))


def paint_tab(painter: QPainter, option: QStyleOptionToolButton, count: int) -> None:
    """Paint the tab of a pane; the one of the pane on screen has a bar under its name."""
    theme = themes.current()
    state: QStyle.StateFlag = option.state
    rect: QRect = option.rect
    on = bool(state & _State.State_On)
    painter.setFont(theme.font("body", strong=on))
    painter.setPen(theme.colour("text" if on or state & _State.State_MouseOver else "text2"))
    name = rect.adjusted(0, 0, -_counted(count), 0)
    painter.drawText(name, Qt.AlignmentFlag.AlignCenter, str(option.text))
    if count:
        right = rect.width() - theme.px(8)
        paint_badge(painter, right, rect.height() / 2, count, _TAB_PAD)
    if on:
        bar = theme.px(3)
        painter.fillRect(8, rect.height() - bar, rect.width() - 16, bar, theme.colour("accent"))
    if state & _State.State_HasFocus:
        height = theme.px(HEIGHT) - 4
        middle = QRectF(4, (rect.height() - height) / 2, rect.width() - 8, height)
        paint_ring(painter, middle)


def _counted(count: int) -> int:
    """The width that a tab's count takes, with the gap before it."""
    return badge_width(count, _TAB_PAD) + themes.current().px(2) if count else 0


def _text(option: QStyleOption) -> str:
    return str(getattr(option, "text", ""))


def _has_icon(option: QStyleOptionButton) -> bool:
    icon: QIcon = option.icon
    return not icon.isNull()
