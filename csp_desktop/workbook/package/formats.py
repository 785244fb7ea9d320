"""What a workbook's styles say of its cells: their formats, and the fill behind them."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final, TypeAlias

from csp_desktop.look import DARK, LIGHT
from csp_desktop.plan.statuses import COLOURED, TABLE
from csp_desktop.workbook.package.number_formats import BUILT_IN, LONGEST_FORMAT
from csp_desktop.workbook.package.parts import MAIN, Budget, local, walk

# Colours by number are from Excel 97. Numbers 8 to 15 repeat the first eight.
_INDEXED: Final = (
    "000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF",
)  # fmt: skip
_LATER_INDEXED: Final = {
    16: "800000", 17: "008000", 18: "000080", 19: "808000", 20: "800080", 21: "008080",
    22: "C0C0C0", 23: "808080", 40: "00CCFF", 41: "CCFFFF", 42: "CCFFCC", 43: "FFFF99",
    44: "99CCFF", 45: "FF99CC", 46: "CC99FF", 47: "FFCC99", 48: "3366FF", 49: "33CCCC",
    50: "99CC00", 51: "FFCC00", 52: "FF9900", 53: "FF6600", 57: "339966",
}  # fmt: skip
# Excel counts light before dark, a theme's part the other way round.
_THEME_ORDER = (1, 0, 3, 2, 4, 5, 6, 7, 8, 9, 10, 11)

Run: TypeAlias = tuple[str, bool | None]
"""A text, and whether a line goes through it; None where its cell's own format says so."""

_RUN, _FORMAT, _STRIKE = (f"{MAIN} {tag}" for tag in ("r", "rPr", "strike"))

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


@dataclass(frozen=True, slots=True)
class CellStyle:
    """How a cell shows its number, its solid fill ('#RRGGBB' or ''), and whether it is struck."""

    format: str = "General"
    fill: str = ""
    struck: bool = False


PLAIN: Final = CellStyle()


@dataclass(slots=True)
class _StylesReader:
    formats: dict[int, str] = field(default_factory=dict)
    fills: list[str] = field(default_factory=list)
    struck: list[bool] = field(default_factory=list)
    styles: list[CellStyle] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    solid: bool = False
    colour: str = ""


def read_styles(data: bytes, theme: list[str], budget: Budget) -> list[CellStyle]:
    """The styles of a workbook in the order in which its cells number them."""
    reading = _StylesReader()

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        reading.inside.append(tag)
        if tag == "numFmt" and "cellXfs" not in reading.inside:
            number = _whole(attributes.get("numFmtId"))
            reading.formats[number] = attributes.get("formatCode", "")[:LONGEST_FORMAT]
        # Conditional formats hold fonts and fills of their own. Only those in the lists that cells
        # number may count, or every number after them would be off.
        elif "fonts" in reading.inside:
            _read_font(reading, tag, attributes)
        elif tag == "fill":
            reading.solid, reading.colour = False, ""
        elif tag == "patternFill":
            reading.solid = attributes.get("patternType") == "solid"
        elif tag == "fgColor" and "fills" in reading.inside:
            reading.colour = _colour(attributes, theme)
        elif tag == "xf" and "cellXfs" in reading.inside:
            reading.styles.append(_style(reading, attributes))

    def end(name: str) -> None:
        tag = local(name)
        reading.inside.pop()
        if tag == "fill" and "fills" in reading.inside:
            reading.fills.append(reading.colour if reading.solid else "")

    walk(data, budget, start, end)
    return reading.styles


def is_on(attributes: dict[str, str]) -> bool:
    """True if a yes-or-no element, such as a strike, is on."""
    return attributes.get("val", "1") not in ("0", "false", "off")


def _read_font(reading: _StylesReader, tag: str, attributes: dict[str, str]) -> None:
    if tag == "font":
        reading.struck.append(False)
    elif tag == "strike" and reading.struck:
        reading.struck[-1] = is_on(attributes)


def read_theme(data: bytes, budget: Budget) -> list[str]:
    """The colours of a workbook's theme, in the order in which its fills number them."""
    found: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        # Windows' own colours name what they were last shown as.
        if "clrScheme" in inside and tag in ("srgbClr", "sysClr"):
            found.append((attributes.get("lastClr") or attributes.get("val") or "")[-6:])
        inside.append(tag)

    def end(_: str) -> None:
        inside.pop()

    walk(data, budget, start, end)
    return [found[each] for each in _THEME_ORDER if each < len(found)]


def _style(reading: _StylesReader, attributes: dict[str, str]) -> CellStyle:
    number = _whole(attributes.get("numFmtId"))
    code = reading.formats.get(number) or BUILT_IN.get(number, "General")
    fill = _whole(attributes.get("fillId"))
    colour = reading.fills[fill] if 0 <= fill < len(reading.fills) else ""
    font = _whole(attributes.get("fontId"))
    struck = font < len(reading.struck) and reading.struck[font]
    return CellStyle(code, f"#{colour}" if colour else "", struck)


def _colour(attributes: dict[str, str], theme: list[str]) -> str:
    if rgb := attributes.get("rgb"):
        # Eight digits are alpha and colour. Excel ignores the alpha and so do people.
        return rgb[-6:].upper() if re.fullmatch(r"[0-9A-Fa-f]{6,8}", rgb) else ""
    if "indexed" in attributes:
        number = _whole(attributes["indexed"])
        if 0 <= number < 16:
            return _INDEXED[number % 8]
        return _LATER_INDEXED.get(number, "")
    number = _whole(attributes.get("theme"), -1)
    if not 0 <= number < len(theme):
        return ""
    return _tinted(theme[number], attributes.get("tint", "0"))


def _tinted(colour: str, tint: str) -> str:
    """`colour` made lighter (tint above 0) or darker (below), as Excel does."""
    try:
        by = float(tint)
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    except ValueError:
        return ""
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + by) if by < 0 else light * (1 - by) + by
    channels = colorsys.hls_to_rgb(hue, min(max(light, 0), 1), strength)
    return "".join(f"{round(channel * 255):02X}" for channel in channels)


def _whole(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


class Runs:
    """Gathers the runs of one text as its part is walked through."""

    def __init__(self) -> None:
        """Nothing is gathered yet."""
        self.found: list[Run] = []
        self.rich = False
        self._struck: bool | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == _RUN:
            self.rich = True
            self._struck = None
        elif name == _FORMAT:
            # A run that has a format of its own takes nothing from its cell's: it is not struck
            # unless it says so.
            self._struck = False
        elif name == _STRIKE:
            self._struck = is_on(attributes)

    def text(self, content: str) -> None:
        """Some of the current run's text."""
        self.found.append((content, self._struck))


def parted(runs: Sequence[Run], *, struck: bool) -> tuple[str, str]:
    """The struck-out part of a text and the rest; `struck`: its cell's own format strikes."""
    out: list[str] = []
    rest: list[str] = []
    for text, line in runs:
        (out if (struck if line is None else line) else rest).append(text)
    return "".join(out), "".join(rest)


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
