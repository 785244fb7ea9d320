"""Which status the colour behind a cell means."""

from __future__ import annotations

import colorsys
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from csp_desktop.look import DARK, LIGHT
from csp_desktop.plan.statuses import COLOURED, TABLE

# Where the colours lie on the wheel of hues, in degrees: reds, ambers, greens, blues.
_HUES: Final = tuple((each.name, *hues) for each in TABLE for hues in each.hues)
_PALEST, _DARKEST, _DULLEST = 0.935, 0.14, 0.22

_OURS: Final = MappingProxyType(
    {
        colour: status
        for palette in (LIGHT, DARK)
        for status in COLOURED
        for colour in (palette.status(status), palette.ground(status))
        if colour
    }
)
"""The colours of this program's own palette; some are paler than what is taken otherwise."""


@lru_cache(maxsize=1024)
def status_of_fill(fill: str) -> str | None:
    """The status that a fill ('#RRGGBB') means by BRAG; None for white, grey and the rest.

    Excel's own greens, ambers, reds and blues, their tints, and 'Good', 'Neutral' and 'Bad' are
    known by their hue.
    """
    if not fill:
        return None
    if fill.upper() in _OURS:
        return _OURS[fill.upper()]
    try:
        red, green, blue = (int(fill[at : at + 2], 16) / 255 for at in (1, 3, 5))
    except ValueError:
        return None
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    # Near white, near black or grey a hue is left over from rounding, and means nothing.
    if not _DARKEST <= light <= _PALEST or strength < _DULLEST:
        return None
    degrees = hue * 360
    return next((status for status, low, high in _HUES if low <= degrees < high), None)
