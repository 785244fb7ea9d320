"""Measures charts: redrawing beside a plain pyqtgraph plot, sparklines, panning, pictures.

    python bench/charts.py

Held to: a chart of 10 years of months with limits redraws within 2 x the same points in a plain
pyqtgraph plot; 200 sparklines scroll without a stall over 100 ms; 100,000 points pan smoothly.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from csp_desktop.app import make_application
from csp_desktop.charts import pictures
from csp_desktop.charts.view import ChartView
from csp_desktop.gui.kpis.charts import ink_on_screen
from csp_desktop.gui.kpis.model import ScorecardModel
from csp_desktop.gui.kpis.pane import PATIENCE
from csp_desktop.gui.kpis.scorecard import Scorecard
from csp_desktop.gui.theme import proxy_style
from csp_desktop.gui.theme import theme as themes
from csp_desktop.measures.kpi.charts import chart_of
from csp_desktop.measures.kpi.drawing import Drawing, Mark, MarkRole, Track
from csp_desktop.plan.document import Document
from csp_desktop.plan.periods import month
from csp_desktop.plan.values import Value
from tests.documents import document, record

SIZE = (520, 240)
ROUNDS, FRAMES, STEP = 40, 160, 48
MONTHS, INDICATORS, MANY = 120, 200, 100_000
QUARTER = "2016/17 Q2"
draw = random.Random(1)  # noqa: S311 - no secret


def main() -> None:
    """Print every figure, one a line."""
    application = make_application()
    themes.start(application, "light")
    proxy_style.install(application)
    counts = [draw.randint(12, 30) for _ in range(MONTHS)]
    _redraw(application, counts)
    _sparklines(application)
    _pan(application)
    _pictures(counts)


def _redraw(application: QApplication, counts: list[int]) -> None:
    indicator = next(_plan(1, counts).of("indicator"))
    chart = chart_of(_plan(1, counts), indicator, QUARTER)
    ours = ChartView()
    ours.show_drawing(chart.drawings[1], ink_on_screen())
    xs, ys = np.arange(len(counts)), np.array(counts, dtype=float)
    plain = pg.PlotWidget(background="w")
    plain.plot(xs, ys, pen="k", symbol="o", symbolSize=8, antialias=True)
    bare = pg.PlotWidget(background="w")
    bare.plot(xs, ys, pen="k")
    views = (ours, plain, bare)
    for view in views:
        view.resize(*SIZE)
        view.show()
    application.processEvents()
    taken: list[list[float]] = [[] for _ in views]
    for at in range(ROUNDS):
        for view, times in zip(views, taken, strict=True):
            plot = ours.plot if view is ours else view.getPlotItem()
            assert plot is not None
            low = -0.6 if at % 2 else 0.0  # so that axes, line and marks are all drawn anew
            plot.setXRange(low, len(counts) - 0.4, padding=0)
            times.append(_seconds(view.viewport().repaint))
    mine, theirs, line = (statistics.median(times) * 1000 for times in taken)
    print(f"redraw, {MONTHS} months with limits: {mine:.2f} ms", end="")
    print(f"; plain plot of the same points {theirs:.2f} ms (x {mine / theirs:.2f})", end="")
    print(f"; plain line without points {line:.2f} ms (x {mine / line:.2f})")
    for view in views:
        view.close()


def _sparklines(application: QApplication) -> None:
    counts = [draw.randint(12, 30) for _ in range(36)]
    plan = _plan(INDICATORS, counts)
    model = ScorecardModel()
    work, turns = model.work_for(plan, QUARTER), [0.0]
    done = False
    while not done:
        began = time.perf_counter()
        done = work.step(PATIENCE)
        if done:
            model.take(work)
        turns.append(time.perf_counter() - began)
    print(f"scorecard of {INDICATORS} indicators worked out: {sum(turns) * 1000:.0f} ms", end="")
    print(f" in {len(turns) - 1} turns, longest {max(turns) * 1000:.0f} ms")
    table = Scorecard(model)
    table.resize(1158, 270)
    table.show()
    application.processEvents()
    bar = table.verticalScrollBar()
    times = []
    for at in range(1, FRAMES + 1):
        bar.setValue(at * STEP)
        times.append(_seconds(table.viewport().repaint))
    print(
        f"scrolling {INDICATORS} sparklines: {statistics.median(times) * 1000:.1f} ms a frame",
        end="",
    )
    print(f", slowest {max(times) * 1000:.1f} ms")
    table.close()


def _pan(application: QApplication) -> None:
    marks = tuple(
        Mark(at, draw.randint(0, 1000), MarkRole.COMMON, str(at)) if at % 997 else None
        for at in range(MANY)
    )
    track = Track("Points", MarkRole.COMMON, marks)
    view = ChartView()
    seconds = _seconds(
        lambda: view.show_drawing(
            Drawing("Many", "", "", MANY, ((0, "0"),), tracks=(track,)), ink_on_screen()
        )
    )
    view.resize(*SIZE)
    view.show()
    application.processEvents()
    assert view.plot is not None
    box = view.plot.getViewBox()
    for width in (MANY * 0.9, MANY * 0.3, 5_000, 200):
        times = []
        for at in range(30):
            box.setXRange(at * width / 60, at * width / 60 + width, padding=0)
            times.append(_seconds(view.viewport().repaint))
        middle, slowest = statistics.median(times) * 1000, max(times) * 1000
        print(f"panning {width:,.0f} of {MANY:,} points: {middle:.1f} ms", end="")
        print(f", slowest {slowest:.1f} ms")
    print(f"made from {MANY:,} points in {seconds * 1000:.0f} ms")
    view.close()


def _pictures(counts: list[int]) -> None:
    plan = _plan(1, counts)
    indicator = next(plan.of("indicator"))
    worked = _seconds(lambda: chart_of(plan, indicator, QUARTER))
    chart = chart_of(plan, indicator, QUARTER)
    print(f"chart worked out: {worked * 1000:.0f} ms", end="")
    for name, made in (("PNG", pictures.png), ("SVG", pictures.svg)):
        print(f"; {name} {_seconds(partial(made, chart)) * 1000:.0f} ms", end="")
    print()


def _plan(indicators: int, counts: list[int]) -> Document:
    last = month(2016, 9)
    values = {f"count@{last.shifted(at - len(counts) + 1)}": each for at, each in enumerate(counts)}
    shared: dict[str, Value] = {
        "target_kind": "% change on previous year",
        "direction": "lower is better",
        "unit": "%",
        "target@2016/17": -10,
    }
    return document(
        record("indicator", f"i{at}", {"name": f"Indicator {at}", **shared, **values})
        for at in range(indicators)
    )


def _seconds(do: Callable[[], object]) -> float:
    begin = time.perf_counter()
    do()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
