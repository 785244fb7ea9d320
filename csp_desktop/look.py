"""How things look and what they are called: colours, shapes and words, as data.

The window, the charts, the workbook and the report draw from here, so that a status has one
shape, one word and one colour everywhere. What a status asks for is said in `plan.statuses`.
Shapes are SVG paths in a box of 14 by 14.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from csp_desktop.plan.statuses import BY_NAME, TABLE, choice_word

BOX: Final = 14
"""The side of the box in which every shape's path is given."""


class Palette(NamedTuple):
    """Every colour of one theme, as '#RRGGBB'; charts and print use the light one."""

    dark: bool
    window: str
    base: str
    alt: str
    text: str
    text2: str
    text3: str
    line: str
    fill: str
    edge: str
    accent: str
    on_accent: str
    selected: str
    blue: str
    green: str
    amber: str
    red: str
    neutral: str
    amber_ground: str
    red_ground: str
    on_status: str
    charts: tuple[str, str, str, str]

    def status(self, status: str) -> str:
        """The colour of a status, a year's state or a rating; neutral where it has none."""
        role: str = getattr(self, COLOURS.get(status, "neutral"))
        return role

    def ground(self, status: str) -> str | None:
        """The tinted ground behind an exception (At risk, Off track), None behind the rest."""
        if status not in BY_NAME or not BY_NAME[status].exception:
            return None
        tint: str = getattr(self, f"{BY_NAME[status].colour}_ground")
        return tint


LIGHT: Final = Palette(
    dark=False,
    window="#F3F4F6",
    base="#FFFFFF",
    alt="#F8F9FA",
    text="#1C1F24",
    text2="#525964",
    text3="#606773",
    line="#DFE2E6",
    fill="#DFE2E6",
    edge="#858B95",
    accent="#5B3E9E",
    on_accent="#FFFFFF",
    selected="#ECE7F6",
    blue="#1F5FB8",
    green="#1B7A3D",
    amber="#B75E00",
    red="#C0262D",
    neutral="#59606B",
    amber_ground="#FFF3E2",
    red_ground="#FCEBEA",
    on_status="#FFFFFF",
    charts=("#12436D", "#28A197", "#801650", "#F46A25"),
)

DARK: Final = Palette(
    dark=True,
    window="#1B1C20",
    base="#222429",
    alt="#27292F",
    text="#E8E9EC",
    text2="#AEB3BD",
    text3="#989EA9",
    line="#383B42",
    fill="#383B42",
    edge="#7D838F",
    accent="#B9A1F3",
    on_accent="#1B1C20",
    selected="#372F50",
    blue="#6FA9F5",
    green="#55BE7F",
    amber="#EFA545",
    red="#FF7F7A",
    neutral="#A6ACB6",
    amber_ground="#392D1B",
    red_ground="#432528",
    on_status="#1B1C20",
    charts=("#7FB2E5", "#3FC0B4", "#E07BB0", "#F7925E"),
)

HIGH_LIGHT: Final = LIGHT._replace(
    window="#FFFFFF",
    alt="#FFFFFF",
    text="#000000",
    text2="#000000",
    text3="#3A3A3A",
    line="#000000",
    fill="#D9D9D9",
    edge="#000000",
    accent="#40237F",
    blue="#003E8A",
    green="#00501E",
    amber="#733600",
    red="#8E0010",
    neutral="#000000",
    amber_ground="#FFFFFF",
    red_ground="#FFFFFF",
)
"""The light theme for who has asked the system for high contrast: lines and text in black."""

HIGH_DARK: Final = DARK._replace(
    window="#000000",
    base="#000000",
    alt="#000000",
    text="#FFFFFF",
    text2="#FFFFFF",
    text3="#D0D0D0",
    line="#FFFFFF",
    fill="#3A3A3A",
    edge="#FFFFFF",
    accent="#FFFF00",
    on_accent="#000000",
    selected="#2A2A55",
    blue="#8CC4FF",
    green="#7CE7A3",
    amber="#FFC266",
    red="#FFA5A1",
    neutral="#FFFFFF",
    amber_ground="#000000",
    red_ground="#000000",
    on_status="#000000",
)
"""The dark theme for who has asked the system for high contrast: lines and text in white."""


def palette(*, dark: bool, high_contrast: bool = False) -> Palette:
    """The palette of a theme, as the system has it or as the person chose."""
    if high_contrast:
        return HIGH_DARK if dark else HIGH_LIGHT
    return DARK if dark else LIGHT


COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{each.name: each.colour for each in TABLE if each.colour},
        "met": "green",
        "within tolerance": "amber",
        "missed": "red",
        "overdue": "red",
        "slipping": "amber",
    }
)
"""Which role of the palette colours a status, rating or mark; all others are neutral."""


class Stroke(NamedTuple):
    """One part of a shape: an SVG path that is filled, drawn with a pen, or both.

    `fill` and `pen` name an ink: 'colour' (the status's own), 'mark' (what is inside a filled
    shape), 'accent', or '' for none. `dash` is in units of the box, () for a solid line.
    """

    path: str
    fill: str = ""
    pen: str = ""
    width: float = 1.5
    dash: tuple[float, ...] = ()


def _disc(x: float, y: float, r: float) -> str:
    return f"M {x - r} {y} A {r} {r} 0 1 1 {x + r} {y} A {r} {r} 0 1 1 {x - r} {y} Z"


def _square(low: float, high: float, r: float) -> str:
    a, b = low + r, high - r
    return (
        f"M {a} {low} L {b} {low} A {r} {r} 0 0 1 {high} {a} L {high} {b} "
        f"A {r} {r} 0 0 1 {b} {high} L {a} {high} A {r} {r} 0 0 1 {low} {b} "
        f"L {low} {a} A {r} {r} 0 0 1 {a} {low} Z"
    )


_DISC = (Stroke(_disc(7, 7, 5.75), fill="colour"),)
_TRIANGLE = (Stroke("M 7 1.6 L 13 12.4 L 1 12.4 Z", fill="colour", pen="colour", width=1.2),)
_DIAMOND = (
    Stroke("M 7 0.6 L 13.4 7 L 7 13.4 L 0.6 7 Z", fill="colour"),
    Stroke("M 5 5 L 9 9 M 9 5 L 5 9", pen="mark", width=1.5),
)
_OCTAGON = "M 4.4 0.8 L 9.6 0.8 L 13.2 4.4 L 13.2 9.6 L 9.6 13.2 L 4.4 13.2 L 0.8 9.6 L 0.8 4.4 Z"
_DOTS = (
    Stroke(_disc(2.4, 7, 1.4), fill="colour"),
    Stroke(_disc(7, 7, 1.4), fill="colour"),
    Stroke(_disc(11.6, 7, 1.4), fill="colour"),
)

_DRAWINGS: Final[Mapping[str, tuple[Stroke, ...]]] = {
    "ticked square": (
        Stroke(_square(1, 13, 2.5), fill="colour"),
        Stroke("M 3.9 7.3 L 6.2 9.6 L 10.2 4.9", pen="mark", width=1.7),
    ),
    "disc": _DISC,
    "triangle": _TRIANGLE,
    "diamond": _DIAMOND,
    "ring": (Stroke(_disc(7, 7, 5.25), pen="colour"),),
    "round arrow": (
        Stroke("M 11.9 5.2 A 5.25 5.25 0 1 0 12.2 7.6", pen="colour"),
        Stroke("M 13.3 2.2 L 12.6 6.2 L 8.9 4.9", pen="colour"),
    ),
    "arrow out": (
        Stroke("M 2.8 11.2 L 10.6 3.4", pen="colour", width=1.7),
        Stroke("M 5 2.9 L 11.1 2.9 L 11.1 9", pen="colour", width=1.7),
    ),
    "dash": (Stroke("M 3 7 L 11 7", pen="colour", width=1.8),),
    "dots": _DOTS,
}
"""The drawings of statuses, by the name under which a status asks for one."""

SHAPES: Final[Mapping[str, tuple[Stroke, ...]]] = MappingProxyType(
    {
        **{each.name: _DRAWINGS[each.shape] for each in TABLE if each.shape},
        "met": _DISC,
        "within tolerance": _TRIANGLE,
        "missed": _DIAMOND,
        "not rated": _DOTS,
        "better": (
            Stroke("M 2.8 11.2 L 10.6 3.4", pen="colour"),
            Stroke("M 5 2.9 L 11.1 2.9 L 11.1 9", pen="colour"),
        ),
        "same": (
            Stroke("M 1.8 7 L 11.6 7", pen="colour"),
            Stroke("M 7.9 2.9 L 12 7 L 7.9 11.1", pen="colour"),
        ),
        "worse": (
            Stroke("M 2.8 2.8 L 10.6 10.6", pen="colour"),
            Stroke("M 5 11.1 L 11.1 11.1 L 11.1 5", pen="colour"),
        ),
        "unconfirmed": (
            Stroke(_disc(7, 7, 6), pen="colour", width=1.1, dash=(2.2, 1.6)),
            Stroke(
                "M 5.3 5.6 A 1.75 1.75 0 1 1 7.9 7.1 A 1.6 1.6 0 0 0 7 8.5",
                pen="colour",
                width=1.2,
            ),
            Stroke(_disc(7, 10.4, 0.8), fill="colour"),
        ),
        "contested": (
            Stroke(_square(0.5, 13.5, 2.5), fill="accent"),
            Stroke("M 3.9 5.4 L 10.1 5.4 M 3.9 8.6 L 10.1 8.6", pen="mark", width=1.4),
            Stroke("M 9 2.9 L 5 11.1", pen="mark", width=1.4),
        ),
        "proposed": (
            Stroke(_square(1, 13, 2.5), pen="accent", width=1.2),
            Stroke("M 4 7 L 10 7 M 7 4 L 7 10", pen="accent", width=1.4),
        ),
        "overdue": (
            Stroke(_OCTAGON, fill="colour"),
            Stroke("M 7 3.6 L 7 7.2 L 9.6 8.8", pen="mark", width=1.5),
        ),
        "due_soon": (
            Stroke(_disc(7, 7, 5.75), pen="colour", width=1.4),
            Stroke("M 7 3.8 L 7 7.2 L 9.4 8.6", pen="colour", width=1.4),
        ),
        "slipping": (
            Stroke("M 2.2 2.6 L 6.6 7 L 2.2 11.4", pen="colour", width=1.9),
            Stroke("M 7.4 2.6 L 11.8 7 L 7.4 11.4", pen="colour", width=1.9),
        ),
        "needs_home": (
            Stroke("M 1.2 7.2 L 7 1.8 L 12.8 7.2", pen="colour"),
            Stroke("M 3 6 L 3 12.4 L 11 12.4 L 11 6", pen="colour", dash=(2.2, 1.6)),
        ),
    }
)
"""Every shape by the status, state, rating, trend or mark that it shows."""

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{each.name: each.word for each in TABLE},
        "met": "Met",
        "within tolerance": "Within tolerance",
        "missed": "Missed",
        "not rated": "Not rated",
        "better": "Better",
        "same": "Same",
        "worse": "Worse",
        "unconfirmed": "Unconfirmed",
        "contested": "Contested",
        "proposed": "Proposed",
        "overdue": "Overdue",
        "due_soon": "Due soon",
        "slipping": "Slipping",
        "needs_home": "Needs a home",
    }
)
"""What people read for a status, state, rating, trend or mark."""

SHORT_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {each.name: each.short for each in TABLE if each.short}
)
"""What replaces a word where a cell is too narrow for it."""

NO_UPDATE: Final = "No update"
"""The words for a quarter without a status; they have no shape."""

STRONG: Final = frozenset(each.name for each in TABLE if each.strong)
"""Statuses whose word is set in the heavier weight."""

RATINGS: Final = ("met", "within tolerance", "missed", "not rated")
TRENDS: Final[Mapping[str, str]] = MappingProxyType(
    {"improved": "better", "same": "same", "worse": "worse"}
)
"""The shape and word of each direction of travel."""

CHARACTERS: Final[Mapping[str, str]] = MappingProxyType(
    {each.name: each.character for each in TABLE if each.character}
)
"""The nearest character to each shape, for a workbook's number format and for plain text."""


def word(name: str) -> str:
    """What people read for `name`; an unknown name is read as it is."""
    return WORDS.get(name) or choice_word(name)


def short_word(name: str) -> str:
    """As `word`, where there is little room."""
    return SHORT_WORDS.get(name) or word(name)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two '#RRGGBB' colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    # The formula of WCAG 2.2: sRGB made linear, weighted by how bright the eye sees each colour.
    channels = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
