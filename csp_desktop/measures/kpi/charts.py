"""The chart of an indicator or benchmark: its drawings, its sentence and its data as a table."""

from __future__ import annotations

from typing import Final

from csp_desktop.measures.kpi.benchmarks import (
    BENCHMARK,
    benchmark_chart,
    benchmark_drawing,
    benchmarks,
)
from csp_desktop.measures.kpi.drawing import Chart
from csp_desktop.measures.kpi.indicator_history import known
from csp_desktop.measures.kpi.rating import HIGHER, LOWER
from csp_desktop.measures.kpi.run_chart import by_period
from csp_desktop.measures.kpi.scorecard import row_of
from csp_desktop.measures.kpi.series import first_of
from csp_desktop.measures.kpi.year_bars import by_year
from csp_desktop.plan.document import Document, Record

_ABOUT: Final = {
    HIGHER: "higher is better",
    LOWER: "lower is better",
    "within a range": "best within a range",
    "neutral": "shown for context",
}
_KINDS: Final = {
    "level": "target is a level",
    "% change on previous year": "target is a % change on the year before",
    "% change on baseline year": "target is a % change on {baseline}",
    "range": "target is a range",
    "tbc": "target to be set",
}


def chart_of(document: Document, record: Record, quarter: str) -> Chart:
    """The chart of one indicator at the working quarter."""
    until = first_of(quarter)
    of = known(record, until)
    row = row_of(document, record, quarter)
    years = by_year(document, of, until)
    drawings = [years]
    periods = by_period(of)
    if periods:
        drawings.append(periods)
    named = record.text("benchmark")
    if named and any(each.text("name") == named for each in document.of("benchmark")):
        drawings.append(benchmark_drawing(document, named))
    main = periods or years
    sentences = [years.sentence, *([periods.sentence] if periods else [])]
    soft = any("[" in cell for cells in main.rows for cell in cells)
    return Chart(
        id=record.id,
        name=row.name,
        about=_about(record),
        sentence=" ".join(each for each in sentences if each),
        drawings=tuple(drawings),
        columns=main.columns,
        rows=main.rows,
        footnote="[p] provisional, [r] revised, [e] estimated." if soft else "",
        problems=row.problems,
    )


def _about(record: Record) -> str:
    kind = _KINDS.get(record.text("target_kind"), "")
    kind = kind.format(baseline=record.text("baseline_period") or "a baseline year")
    direction = _ABOUT.get(record.text("direction"), "")
    return "; ".join(each for each in (direction, kind) if each)


def whole_chart(document: Document, asked: str, quarter: str) -> Chart | None:
    """The chart of the indicator with this id, or of 'benchmark:NAME'; None if it is not there."""
    if asked.startswith(BENCHMARK):
        name = asked.removeprefix(BENCHMARK)
        return benchmark_chart(document, name) if name in benchmarks(document) else None
    record = document.record("indicator", asked)
    return chart_of(document, record, quarter) if record else None
