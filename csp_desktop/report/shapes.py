"""The shapes of statuses, as SVG and as steps for a page."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TypeAlias

from csp_desktop.look import LIGHT, SHAPES

Step: TypeAlias = tuple[str | float, ...]
"""'M' or 'L' with a point, 'C' with two controls and a point, 'Z'."""


def svg_of(name: str, *, on_colour: bool = False) -> str:
    """The shape of a status as inline SVG, or '' where it has none.

    `on_colour` draws it for a ground of the status's own colour.
    """
    inks = inks_of(name, on_colour=on_colour)
    paths = "".join(
        f'<path d="{each.path}" fill="{inks.get(each.fill, "none")}"'
        f' stroke="{inks.get(each.pen, "none")}" stroke-width="{each.width}"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
        for each in SHAPES.get(name, ())
    )
    return f'<svg class="shape" viewBox="0 0 14 14" aria-hidden="true">{paths}</svg>' * bool(paths)


def inks_of(name: str, *, on_colour: bool = False) -> dict[str, str]:
    """The colours of a shape's inks."""
    colour = LIGHT.status(name)
    if on_colour:
        return {"colour": LIGHT.on_status, "mark": colour, "accent": LIGHT.on_status}
    return {"colour": colour, "mark": LIGHT.on_status, "accent": LIGHT.accent}


def steps_of(path: str) -> Iterator[Step]:
    """An SVG path of M, L, A (circles) and Z as moves, lines, curves and closings."""
    words = iter(path.split())
    x = y = 0.0
    for step in words:
        if step == "Z":
            yield ("Z",)
            continue
        flags = [float(next(words)) for _ in range(5)] if step == "A" else []
        to_x, to_y = float(next(words)), float(next(words))
        if flags:
            radius, _, _, large, sweep = flags
            yield from _arc((x, y), (to_x, to_y), radius, large=large != 0, sweep=sweep != 0)
        else:
            yield step, to_x, to_y
        x, y = to_x, to_y


def _arc(
    start: tuple[float, float], end: tuple[float, float], radius: float, *, large: bool, sweep: bool
) -> Iterator[Step]:
    """A part of a circle, in curves of at most a quarter of it each."""
    half = math.dist(start, end) / 2
    radius = max(radius, half)
    away = math.sqrt(radius**2 - half**2) / half * (1 if large == sweep else -1)
    centre_x = (start[0] + end[0]) / 2 + away * (end[1] - start[1]) / 2
    centre_y = (start[1] + end[1]) / 2 - away * (end[0] - start[0]) / 2
    angle = math.atan2(start[1] - centre_y, start[0] - centre_x)
    turn = math.atan2(end[1] - centre_y, end[0] - centre_x) - angle
    turn = turn % math.tau if sweep else -(-turn % math.tau)
    count = math.ceil(abs(turn) / (math.pi / 2) - 1e-9)
    pull = 4 / 3 * math.tan(turn / count / 4) * radius
    for number in range(count):
        points = []
        for at, way in ((number, 1), (number + 1, -1)):
            cos, sin = math.cos(angle + turn * at / count), math.sin(angle + turn * at / count)
            on = (centre_x + radius * cos, centre_y + radius * sin)
            points += [(on[0] - way * pull * sin, on[1] + way * pull * cos), on]
        yield "C", *points[0], *points[2], *points[3]
