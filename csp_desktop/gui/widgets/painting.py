"""What tables and lists paint: texts, statuses, what differs by word, small buttons, the focus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractItemView

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import paint_icon
from csp_desktop.gui.theme.parts import paint_box
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.plan.text_diff import Mark, Piece

ADDED: frozenset[Mark] = frozenset({"added", "first", "second", "both"})
BUTTON_HEIGHT = 24
PAD, MARGIN, GAP = 8, 16, 6
"""The room before and after what is in a cell, at the edge of a pane, and after a shape."""
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_ELIDE = Qt.TextElideMode.ElideRight


def edges(view: QAbstractItemView) -> tuple[int, int]:
    """The first and the last column that a table shows."""
    shown = getattr(view, "shown_columns", None)
    columns: tuple[int, ...] = shown() if shown else (0,)
    return columns[0], columns[-1]


def inside(view: QAbstractItemView, column: int, rect: QRectF) -> QRectF:
    """Where a cell's words go: the first column begins after the table's margin."""
    theme, pad = themes.current(), getattr(view, "pad", PAD)
    before = getattr(view, "margin", MARGIN) if column == edges(view)[0] else pad
    return rect.adjusted(theme.px(before), 0, -theme.px(pad), 0)


def runs_of(pieces: Iterable[Piece]) -> Iterator[tuple[str, Mark]]:
    """What is marked of each piece, and the space after it, which is not."""
    for piece in pieces:
        core = piece.text.rstrip() if piece.mark else piece.text
        yield core, piece.mark
        # A removed text and what takes its place stand apart, whatever space they share.
        yield piece.text[len(core) :] or (" " if piece.mark == "removed" else ""), ""


def format_of(mark: Mark, font: QFont) -> QTextCharFormat:
    """How a piece of text is set: added ones strong with a line under them, removed ones struck."""
    theme = themes.current()
    made = QTextCharFormat()
    made.setFont(font)
    made.setForeground(theme.colour("text"))
    if mark in ADDED:
        made.setFontWeight(QFont.Weight.DemiBold)
        made.setBackground(theme.colour("selected"))
        made.setUnderlineColor(theme.colour("accent"))
        dotted = mark == "second"
        styles = QTextCharFormat.UnderlineStyle
        made.setUnderlineStyle(styles.DotLine if dotted else styles.SingleUnderline)
    elif mark == "removed":
        made.setFontStrikeOut(True)
        made.setForeground(theme.colour("text2"))
    return made


def paint_text(
    painter: QPainter, rect: QRectF, text: str, font: QFont, colour: QColor, *, right: bool = False
) -> None:
    """Paint one line of `text`, shortened to fit."""
    painter.setFont(font)
    painter.setPen(colour)
    metrics = QFontMetricsF(font)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    shown = metrics.elidedText(text.partition("\n")[0], _ELIDE, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | side, shown)


def paint_lines(
    painter: QPainter, rect: QRectF, pieces: tuple[Piece, ...], colour: QColor, *, most: int = 99
) -> None:
    """Paint pieces on as many lines as there is room for, with what was added or removed marked."""
    theme = themes.current()
    height = QFontMetricsF(theme.font("small")).height()
    most = min(max(int(rect.height() / height), 1), most)
    layout = _laid(pieces, int(rect.width()), most, theme)
    if layout is None:
        return
    top = rect.top() + (rect.height() - layout.boundingRect().height()) / 2
    painter.setPen(colour)
    layout.draw(painter, QPointF(rect.left(), top))


@lru_cache(maxsize=2_000)
def _laid(
    pieces: tuple[Piece, ...], width: int, most: int, theme: themes.Theme
) -> QTextLayout | None:
    """Pieces broken into at most so many lines, the last of them shortened; None for no text."""
    font = theme.font("small")
    flat = (replace(each, text=" ".join(each.text.split("\n"))[: width * most]) for each in pieces)
    runs = list(runs_of(flat))
    whole = "".join(text for text, _ in runs)
    shown = whole[: width * most]
    layout = None
    while shown.strip(" …"):
        layout = _broken(shown, runs, width, most, font)
        last = layout.lineAt(layout.lineCount() - 1)
        end = last.textStart() + last.textLength()
        if end >= len(shown):
            return layout
        shown = shown[: end - 2].rstrip() + "…"
    return layout


def _broken(
    text: str, runs: Iterable[tuple[str, Mark]], width: int, most: int, font: QFont
) -> QTextLayout:
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    formats, at = [], 0
    for run, mark in runs:
        if mark and run:
            made = QTextLayout.FormatRange()
            made.start, made.length = at, min(len(run), len(text) - at)
            made.format = format_of(mark, font)
            if made.length > 0:
                formats.append(made)
        at += len(run)
    layout.setFormats(formats)
    layout.beginLayout()
    y = 0.0
    for _ in range(most):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(width, 8))
        line.setPosition(QPointF(0, y))
        y += line.height()
    layout.endLayout()
    return layout


def paint_shape(painter: QPainter, rect: QRectF, name: str) -> float:
    """Paint a status's shape at the left of `rect`; answers with where it ends."""
    side = themes.current().px(13)
    paint_glyph(painter, QRectF(rect.left(), rect.center().y() - side / 2, side, side), name)
    return rect.left() + side


def paint_status(
    painter: QPainter,
    rect: QRectF,
    status: str,
    word: str,
    *,
    role: str = "text",
    strong: bool = False,
) -> float:
    """Paint a status's shape and word from the left of `rect`; answers with where it ends."""
    theme = themes.current()
    rest = QRectF(rect)
    rest.setLeft(paint_shape(painter, rect, status) + theme.px(GAP))
    font = theme.font("small", strong=strong)
    paint_text(painter, rest, word, font, theme.colour(role))
    return rest.left() + width_of(word, font)


def paint_link(painter: QPainter, rect: QRectF, text: str, font: QFont) -> None:
    """Paint what does something when it is clicked, as links are."""
    accent = themes.current().colour("accent")
    paint_text(painter, rect, text, font, accent)
    metrics = QFontMetricsF(font)
    y = rect.center().y() + metrics.height() / 2 - 1
    painter.fillRect(QRectF(rect.left(), y, width_of(text, font), 1), accent)


def width_of(text: str, font: QFont) -> float:
    """How wide a text is on one line; 0 for none."""
    return QFontMetricsF(font).horizontalAdvance(text) if text else 0.0


def button_rects(rect: QRectF, labels: Sequence[str]) -> list[QRectF]:
    """Where small buttons stand at the right of a row, in their order."""
    theme = themes.current()
    metrics = QFontMetricsF(theme.font("small"))
    height = theme.px(BUTTON_HEIGHT)
    found: list[QRectF] = []
    right = rect.right() - theme.px(8)
    for label in reversed(labels):
        width = metrics.horizontalAdvance(label) + theme.px(18)
        found.append(QRectF(right - width, rect.center().y() - height / 2, width, height))
        right -= width + theme.px(6)
    return found[::-1]


def paint_button(painter: QPainter, rect: QRectF, label: str, *, lit: bool = False) -> None:
    """Paint a small button."""
    theme = themes.current()
    over = "fill" if theme.dark else "alt"
    paint_box(painter, rect, over if lit else "base", "edge")
    painter.setFont(theme.font("small"))
    painter.setPen(theme.colour("text"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, label)


def paint_small_icon(painter: QPainter, x: float, rect: QRectF, name: str, role: str) -> float:
    """Paint an icon at `x` in the middle of a row; answers with where it ends."""
    theme = themes.current()
    side = theme.px(14)
    box = QRectF(x, rect.center().y() - side / 2, side, side)
    paint_icon(painter, box, name, theme.colour(role))
    return x + side


def paint_ground(painter: QPainter, rect: QRectF, *, selected: bool) -> None:
    """Paint a row's ground, and the hairline under it."""
    theme = themes.current()
    if selected:
        painter.fillRect(rect, theme.colour("selected"))
    painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.colour("line"))


def paint_focus(painter: QPainter, rect: QRectF, *, first: bool, last: bool) -> None:
    """Paint this cell's part of the line round the current row."""
    accent = themes.current().colour("accent")
    painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), 2), accent)
    painter.fillRect(QRectF(rect.left(), rect.bottom() - 2, rect.width(), 2), accent)
    if first:
        painter.fillRect(QRectF(rect.left(), rect.top(), 2, rect.height()), accent)
    if last:
        painter.fillRect(QRectF(rect.right() - 2, rect.top(), 2, rect.height()), accent)
