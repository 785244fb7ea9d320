"""The colours of ratings: the look's own, or the plan's, made to stand out in either theme."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtGui import QColor

from csp_desktop.look import Palette, contrast
from csp_desktop.plan.document import Record

LEAST: Final = 3.0
FIELDS: Final = {
    "met": "met_colour",
    "within tolerance": "near_colour",
    "missed": "missed_colour",
}
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")


def why_not(colour: str, palette: Palette) -> str:
    """Why a colour will not do for a rating on this palette's ground, '' where it will."""
    if not _HEX.fullmatch(colour):
        return f"'{colour}' is not a colour: write it as #1B7A3D."
    found = contrast(colour, palette.base)
    if found < LEAST:
        return f"{colour} stands out too little ({found:.1f} to 1): it takes {LEAST:g} to 1."
    return ""


def fitting(colour: str, palette: Palette) -> str:
    """The colour, made lighter or darker until it stands out on this palette's grounds."""
    made = QColor(colour)
    grounds = (palette.base, palette.selected)
    while min(contrast(made.name(), ground) for ground in grounds) < LEAST:
        light = made.lightnessF()
        lighter = light + 0.03 if palette.dark else light - 0.03
        if not 0 <= lighter <= 1:
            break
        made = QColor.fromHslF(max(made.hslHueF(), 0.0), made.hslSaturationF(), lighter)
    return made.name().upper()


def own_ink(plan: Record, rating: str, palette: Palette) -> QColor | None:
    """The plan's own colour for a rating; None where the look's stands."""
    asked = plan.text(FIELDS.get(rating, ""))
    return QColor(fitting(asked, palette)) if _HEX.fullmatch(asked) else None
