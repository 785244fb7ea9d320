"""Benchmark charts: areas side by side, indexed to 100, with only the published points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from csp_desktop.measures.kpi.drawing import SERIES, Chart, Drawing, Mark, MarkRole, Track
from csp_desktop.measures.kpi.rating import Number, figure, rounded
from csp_desktop.measures.kpi.series import FieldSeries, FigureProblem, read_figures
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.periods import Period

BENCHMARK: Final = "benchmark:"
"""The prefix of a benchmark's name where a chart of it is asked for."""


def benchmarks(document: Document) -> list[str]:
    """The names of the benchmark series, each of which may cover several areas."""
    return sorted({each.text("name") for each in document.of("benchmark")})


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
    return "; ".join(
        sorted(
            {
                each.text("source")
                for each in document.of("benchmark")
                if each.text("name") == name and each.text("source")
            }
        )
    )


def benchmark_drawing(document: Document, name: str) -> Drawing:
    """The areas of a benchmark by year, each indexed to 100 in the first year that all have."""
    borough = document.plan.text("borough")
    records = [each for each in document.of("benchmark") if each.text("name") == name]
    records.sort(key=lambda each: (_rank(each.text("area"), borough), each.id))
    records = records[: len(SERIES)]  # as many as there are colours that people can tell apart
    read = {each.id: read_figures(each, "value", None) for each in records}
    values = {each: _yearly_values(figures) for each, figures in read.items()}
    shared = set.intersection(*(set(each) for each in values.values())) if values else set()
    # The first year that all have: areas indexed to different years could not be compared.
    base = min(shared, default=None)
    problems = [problem for figures in read.values() for problem in figures.problems]
    problems += [
        FigureProblem(
            each.text("area"), "has no figure for a year that the others have, so it is left out."
        )
        for each in records
        if base is None
    ]
    if base is None:
        return Drawing(name, "No figures yet.", "", 0, (), problems=tuple(problems))
    first = base.year
    last = max(year for each in values.values() for year in each).year
    tracks = tuple(
        _track(each, role, values[each.id], base, (first, last))
        for role, each in zip(SERIES, records, strict=False)
    )
    unconfirmed = any(mark.hollow for track in tracks for mark in track.marks if mark)
    years = [Period(year) for year in range(first, last + 1)]
    shown = sorted({year for each in values.values() for year in each if year.year >= first})
    return Drawing(
        title=f"{name}, {base} = 100",
        sentence=_said_of_benchmark(tracks, base, years),
        unit="",
        width=len(years),
        ticks=_year_ticks(years, shown),
        tracks=tracks,
        columns=("Year", *(track.name for track in tracks)),
        rows=tuple(
            (str(year), *(_indexed_words(track, year.year - first) for track in tracks))
            for year in shown
        ),
        key=(("hollow", "Unconfirmed"),) if unconfirmed else (),
        problems=tuple(problems),
    )


def _rank(area: str, borough: str) -> int:
    """The borough itself first, then those most like it, then the rest."""
    return 0 if area and area in borough else 1 if "similar" in area.lower() else 2


def _short(area: str) -> str:
    """The abbreviation that an area's name gives in brackets, else the name."""
    found = re.search(r"\(([A-Z]{2,6})\)", area)
    return found[1] if found else area


def _yearly_values(figures: FieldSeries) -> dict[Period, Number]:
    return {
        year: point.value
        for year, point in figures.of("year").items()
        if point.value is not None and point.value > 0  # an index of 0 has no base
    }


def _track(
    record: Record,
    role: MarkRole,
    values: dict[Period, Number],
    base: Period,
    span: tuple[int, int],
) -> Track:
    area = record.text("area") or record.text("name")
    marks: list[Mark | None] = []
    for x, year in enumerate(range(span[0], span[1] + 1)):
        value = values.get(Period(year))
        if value is None:
            marks.append(None)
            continue
        index = rounded(float(value) / float(values[base]) * 100, 1)
        open_one = record.held("value", str(Period(year))).unconfirmed
        said = f"{area}, {Period(year)}: {figure(index)}"
        said += ", unconfirmed" if open_one else ""
        source = record.text("source")
        marks.append(Mark(x, index, role, f"{said}. {source}".strip(), hollow=open_one))
    latest = next(mark for mark in reversed(marks) if mark)
    return Track(area, role, tuple(marks), f"{_short(area)} {figure(latest.y)}")


def _year_ticks(years: Sequence[Period], shown: Sequence[Period]) -> tuple[tuple[float, str], ...]:
    """The years that have a figure; of two side by side, both only where there is room."""
    ticks: list[tuple[float, str]] = []
    least = max(len(years) // 8, 1)
    for year in reversed(shown):
        x = years.index(year)
        if not ticks or ticks[-1][0] - x >= least:
            ticks.append((x, str(year)))
    return tuple(reversed(ticks))


def _indexed_words(track: Track, x: int) -> str:
    mark = track.marks[x]
    return figure(mark.y) if mark else "None"


def _said_of_benchmark(tracks: Sequence[Track], base: Period, years: Sequence[Period]) -> str:
    shared = [
        x for x in range(len(years)) if x and all(track.marks[x] is not None for track in tracks)
    ]
    if not shared:
        return f"Indexed to {base} = 100; no later year is known for all."
    x = shared[-1]
    parts = []
    for track in tracks:
        mark = track.marks[x]
        if mark:
            parts.append(
                f"{track.name} {figure(rounded(float(mark.y) - 100, 1), '%', signed=True)}"
            )
    missing = len(years) - len({x for track in tracks for x, m in enumerate(track.marks) if m})
    words = f"Change from {base} to {years[x]}: {', '.join(parts)}."
    return words + (f" {missing} years between were not published." if missing else "")
