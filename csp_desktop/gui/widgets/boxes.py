"""Rows and columns of widgets, each laid out in one go: its parts, its margins, its gaps."""

from __future__ import annotations

from types import EllipsisType
from typing import TypeAlias, TypeVar

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING

Part: TypeAlias = QWidget | QLayout | int | EllipsisType | tuple[QWidget | QLayout, int]
"""A widget or a layout, alone or with its stretch; a gap; or `...` for all the room left."""
Margins: TypeAlias = int | tuple[int, int, int, int]
Box = TypeVar("Box", bound=QBoxLayout)


def row(
    *parts: Part,
    margins: Margins = 0,
    spacing: int = 0,
    ring: bool = False,
    over: QWidget | None = None,
) -> QHBoxLayout:
    """Parts from left to right; lengths are at 96 dpi. `over` is the widget that it lays out.

    With `ring`, a button at the end has the ring that shows its focus in the margin.
    """
    return _filled(QHBoxLayout(), parts, margins, spacing, ring, over)


def column(
    *parts: Part,
    margins: Margins = 0,
    spacing: int = 0,
    ring: bool = False,
    over: QWidget | None = None,
) -> QVBoxLayout:
    """Parts from the top down, otherwise as `row`."""
    return _filled(QVBoxLayout(), parts, margins, spacing, ring, over)


def _filled(
    box: Box,
    parts: tuple[Part, ...],
    margins: Margins,
    spacing: int,
    ring: bool,
    over: QWidget | None,
) -> Box:
    px = themes.current().px
    if over is not None:
        over.setLayout(box)
    sides = (margins,) * 4 if isinstance(margins, int) else margins
    left, top, right, bottom = (px(side) for side in sides)
    less = RING if ring else 0
    box.setContentsMargins(left, top, max(right - less, 0), max(bottom - less, 0))
    box.setSpacing(px(spacing))
    for part in parts:
        if isinstance(part, int):
            box.addSpacing(px(part))
        elif isinstance(part, EllipsisType):
            box.addStretch(1)
        else:
            inside, stretch = part if isinstance(part, tuple) else (part, 0)
            add = box.addWidget if isinstance(inside, QWidget) else box.addLayout
            add(inside, stretch)  # type: ignore[arg-type]
    return box
