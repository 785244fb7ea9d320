"""The shapes of statuses as lines and curves on a printed page."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from csp_desktop.look import BOX, LIGHT, SHAPES

_STEPS = 24
_EDGE = 1


def draw(canvas: Any, name: str, left: float, bottom: float, size: float, *, on: str = "") -> None:
    """Draw the shape of a status in a square; `on` is the ground's colour where it is filled."""
    if name not in SHAPES:
        return
    # Each shape is in the file once, and is called for wherever it stands.
    kept = f"shape-{name}-{on}".replace(" ", "-").replace("#", "")
    if not canvas.hasForm(kept):
        canvas.beginForm(kept, -_EDGE, -_EDGE, BOX + _EDGE, BOX + _EDGE)
        _draw(canvas, name, on)
        canvas.endForm()
    canvas.saveState()
    canvas.translate(left, bottom + size)
    canvas.scale(size / BOX, -size / BOX)
    canvas.doForm(kept)
    canvas.restoreState()


def _draw(canvas: Any, name: str, on: str) -> None:
    """Draw a shape in its own box."""
    own = LIGHT.status(name)
    inks = {"colour": own, "mark": LIGHT.on_status, "accent": LIGHT.accent}
    if on:
        inks = {"colour": LIGHT.on_status, "mark": on, "accent": LIGHT.on_status}
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    for stroke in SHAPES[name]:
        path = canvas.beginPath()
        for step, x, y in points(stroke.path):
            if step == "Z":
                path.close()
            elif step == "M":
                path.moveTo(x, y)
            else:
                path.lineTo(x, y)
        if stroke.fill:
            canvas.setFillColor(inks[stroke.fill])
        if stroke.pen:
            canvas.setStrokeColor(inks[stroke.pen])
            canvas.setLineWidth(stroke.width)
        canvas.drawPath(path, stroke=int(bool(stroke.pen)), fill=int(bool(stroke.fill)))


def points(path: str) -> Iterator[tuple[str, float, float]]:
    """An SVG path of M, L, A (circles) and Z as moves, lines and closings."""
    words = iter(path.split())
    x = y = 0.0
    for step in words:
        if step == "Z":
            yield "Z", 0.0, 0.0
        elif step == "A":
            radius, _, _, large, sweep = (float(next(words)) for _ in range(5))
            to_x, to_y = float(next(words)), float(next(words))
            for on_x, on_y in _arc(x, y, to_x, to_y, radius, (large != 0, sweep != 0)):
                yield "L", on_x, on_y
            x, y = to_x, to_y
        else:
            x, y = float(next(words)), float(next(words))
            yield step, x, y


def _arc(
    x: float, y: float, to_x: float, to_y: float, radius: float, flags: tuple[bool, bool]
) -> Iterator[tuple[float, float]]:
    large, sweep = flags
    half_x, half_y = (to_x - x) / 2, (to_y - y) / 2
    half = math.hypot(half_x, half_y)
    if half == 0:
        return
    radius = max(radius, half)
    away = math.sqrt(max(radius * radius - half * half, 0.0)) / half
    side = -1.0 if large == sweep else 1.0
    centre_x = x + half_x - side * half_y * away
    centre_y = y + half_y + side * half_x * away
    start = math.atan2(y - centre_y, x - centre_x)
    turn = math.atan2(to_y - centre_y, to_x - centre_x) - start
    if sweep and turn <= 0:
        turn += 2 * math.pi
    if not sweep and turn >= 0:
        turn -= 2 * math.pi
    for step in range(1, _STEPS + 1):
        angle = start + turn * step / _STEPS
        yield centre_x + radius * math.cos(angle), centre_y + radius * math.sin(angle)
