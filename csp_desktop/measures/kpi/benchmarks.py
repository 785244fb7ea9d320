"""Benchmark series: the figures of other areas, charted side by side, and named by indicators."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from csp_desktop.measures.kpi.drawing import Chart, Drawing
from csp_desktop.measures.kpi.series import STEPS, FieldSeries, read_figures
from csp_desktop.measures.kpi.side_by_side import MOST, Line, drawn
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.periods import Period
from csp_desktop.plan.values import name_key

BENCHMARK: Final = "benchmark:"
"""The prefix of a benchmark's name where a chart of it is asked for."""

BETWEEN: Final = "; "
"""What stands between the names of several benchmarks in an indicator's field."""


def benchmarks(document: Document) -> list[str]:
    """The names of the benchmark series, each of which may cover several areas."""
    return sorted({each.text("name") for each in document.of("benchmark")})


def names_in(record: Record) -> list[str]:
    """The benchmarks that an indicator names, in its order."""
    return [each for part in record.text("benchmark").split(";") if (each := part.strip())]


def named_series(document: Document, record: Record) -> list[Record]:
    """The series that an indicator names and the plan has: those most like the borough first."""
    wanted = [name_key(each) for each in names_in(record)]
    if not wanted:
        return []
    found = [each for each in document.of("benchmark") if name_key(each.text("name")) in wanted]
    return _ordered(document, found)


def benchmark_chart(document: Document, name: str) -> Chart:
    """The chart of one benchmark: the areas side by side, indexed to 100."""
    drawing = benchmark_drawing(document, name)
    return Chart(
        id=BENCHMARK + name,
        name=name,
        about="benchmark, shown for context",
        sentence=drawing.sentence,
        drawings=(drawing,),
        columns=drawing.columns,
        rows=drawing.rows,
        footnote=_sources(document, name),
        problems=drawing.problems,
    )


def _sources(document: Document, name: str) -> str:
    found = {each.text("source") for each in document.of("benchmark") if each.text("name") == name}
    return "; ".join(sorted(found - {""}))


def benchmark_drawing(document: Document, name: str) -> Drawing:
    """The areas of a benchmark, each indexed to 100 in the first period that all have."""
    records = [each for each in document.of("benchmark") if each.text("name") == name]
    lines = [line_of(each) for each in _ordered(document, records)[:MOST]]
    return drawn(name, lines, indexed=True)


def _ordered(document: Document, records: Sequence[Record]) -> list[Record]:
    borough = document.plan.text("borough")
    return sorted(records, key=lambda each: (_rank(each.text("area"), borough), each.id))


def _rank(area: str, borough: str) -> int:
    """The borough itself first, then those most like it, then the rest."""
    if is_own(area, borough):
        return 0
    return 1 if "similar" in area.lower() or short_area(area) == "MSG" else 2


def is_own(area: str, borough: str) -> bool:
    """True if an area is the plan's own."""
    return bool(area) and area in borough


def short_area(area: str) -> str:
    """The abbreviation that an area's name gives in brackets, else the name."""
    found = re.search(r"\(([A-Z]{2,6})\)", area)
    return found[1] if found else area


def line_of(record: Record, until: Period | None = None) -> Line:
    """A series of the plan, up to and with the quarter `until` (None for all of it)."""
    area = record.text("area") or record.text("name")
    figures: FieldSeries = read_figures(record, "value", until)
    by_step = {
        step: {
            period: point.value
            for period, point in sorted(figures.of(step).items())
            if point.value is not None
        }
        for step in STEPS
    }
    soft = frozenset(
        period
        for values in by_step.values()
        for period in values
        if record.held("value", str(period)).unconfirmed
    )
    unit = record.text("unit")
    return Line(area, short_area(area), unit, by_step, soft, record.text("source"))
