"""The axes of a plot: how far they reach, and round ticks for which there is room."""

from __future__ import annotations

import math

import pyqtgraph as pg

from csp_desktop.charts.inks import Inks
from csp_desktop.measures.kpi.drawing import Drawing
from csp_desktop.measures.kpi.rating import figure


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """The axis of time: of the drawing's own ticks, the latest first, those there is room for."""

    def __init__(self, drawing: Drawing, ink: Inks) -> None:
        super().__init__("bottom")
        self._words = dict(drawing.ticks)
        self._widths = {at: ink.metrics.horizontalAdvance(said) for at, said in drawing.ticks}
        self._gap = ink.px(8)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        # From the latest backwards: of all labels, that of the last figure must not be left out.
        scale = size / ((high - low) or 1.0)
        kept: list[float] = []
        for at in sorted(self._words, reverse=True):
            if not low <= at <= high:
                continue
            needed = (self._widths[at] + self._widths[kept[-1]]) / 2 + self._gap if kept else 0.0
            if not kept or (kept[-1] - at) * scale >= needed:
                kept.append(at)
        return [(1.0, kept[::-1])]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        return [self._words.get(at, "") for at in values]


class ValueAxis(pg.AxisItem):  # type: ignore[misc]
    """The axis of values: one level of round ticks, true minus signs, the unit where it is short.

    Its width is set from its widest label, for pyqtgraph finds that out one painting too late.
    """

    def __init__(self, drawing: Drawing, ink: Inks, bounds: tuple[float, float]) -> None:
        super().__init__("left")
        self._unit = drawing.unit if drawing.unit == "%" else ""
        self._least = ink.metrics.height() * 2.6  # between two ticks
        self.enableAutoSIPrefix(False)
        # The size is not known yet, and other sizes have other ticks; so several are tried.
        widths = [
            ink.metrics.horizontalAdvance(each)
            for size in (120.0, 200.0, 320.0, 480.0)
            for spacing, values in self.tickValues(*bounds, size)
            for each in self.tickStrings(values, 1.0, spacing)
        ]
        self.setWidth(round(max(widths, default=0.0) + ink.px(14)))

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        spacing = round_step((high - low) / max(size / self._least, 1.0))
        # A little beside, since 0.3 / 0.1 is not 3 in floats and a tick on the edge would be lost.
        first = math.ceil(low / spacing - 1e-9)
        last = math.floor(high / spacing + 1e-9)
        return [(spacing, [number * spacing for number in range(first, last + 1)])]

    def tickStrings(self, values: list[float], _scale: float, spacing: float) -> list[str]:
        places = max(0, math.ceil(-math.log10(spacing) - 1e-9)) if spacing > 0 else 0
        return [figure(round(value, places) + 0.0) + self._unit for value in values]


def round_step(least: float) -> float:
    """The smallest of 1, 2, 5, 10, 20 … (and 0.5, 0.2 …) that is no less than `least`."""
    if not least > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least * (1 - 1e-9))


def bounds_of(drawing: Drawing) -> tuple[tuple[float, float], tuple[float, float]]:
    """What is shown before anyone zooms: x and y, low and high, with some room."""
    values = drawing.values or [0.0, 1.0]
    # Bars are read by their length, so their axis begins at nought; points are read by place.
    if drawing.bars:
        values = [*values, 0.0]
    low, high = min(values), max(values)
    room = (high - low) or abs(high) * 0.2 or 1.0
    top, bottom = high + room * 0.12, low - room * 0.12
    if drawing.bars:
        top = high + room * 0.16 if high > 0 else room * 0.06
        bottom = low - room * 0.3 if low < 0 else 0.0
    elif bottom < 0 <= low:
        bottom = 0.0
    return (-0.6, max(drawing.width, 1) - 0.4), (bottom, top)
