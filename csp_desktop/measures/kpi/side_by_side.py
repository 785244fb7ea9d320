"""Series of figures side by side, by month, quarter or year, indexed where levels differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from csp_desktop.measures.kpi.drawing import SERIES, Drawing, Level, Mark, MarkRole, Track
from csp_desktop.measures.kpi.rating import Number, figure, rounded
from csp_desktop.measures.kpi.series import STEPS, FigureProblem, begins, label
from csp_desktop.plan.periods import Period
from csp_desktop.plan.values import name_key

MOST: Final = len(SERIES)
"""As many series as there are colours that people can tell apart."""

APART: Final = 3
"""How many times one series may be another before their levels cannot be read on one axis."""

_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Line:
    """One series: its name in full and short, its unit, and its figures by the length of periods.

    `soft` are the periods whose figure is unconfirmed or may still change.
    """

    name: str
    short: str
    unit: str
    by_step: Mapping[str, Mapping[Period, Number]]
    soft: frozenset[Period] = frozenset()
    source: str = ""

    def of(self, step: str) -> Mapping[Period, Number]:
        """Its figures by month, quarter or year."""
        return self.by_step.get(step, {})


@dataclass(frozen=True, slots=True)
class Common:
    """What series can be compared by: the length of periods, and the first and last of them all."""

    step: str
    first: Period
    last: Period


def common(lines: Sequence[Line]) -> Common | None:
    """What `lines` have in common: of months, quarters and years those of which most are shared.

    None where no period is known of all of them.
    """
    best: Common | None = None
    most = 0
    for step in STEPS:
        # A figure of nought is no base: nothing can be said in percent of it.
        shared = set.intersection(*({*each.of(step)} for each in lines)) if lines else set()
        base = min((p for p in shared if all(each.of(step)[p] > 0 for each in lines)), default=None)
        if base is not None and len(shared) > most:
            best, most = Common(step, base, max(shared)), len(shared)
    return best


def alike(lines: Sequence[Line], step: str) -> bool:
    """True if all are in one unit and about as high, so that one axis does for their figures."""
    units = {name_key(each.unit) for each in lines} - {""}
    middles = [median(map(abs, each.of(step).values())) for each in lines if each.of(step)]
    return len(units) <= 1 and max(middles) <= APART * min(middles)


def drawn(name: str, lines: Sequence[Line], *, indexed: bool | None = None) -> Drawing:
    """The lines by the periods that they share, labelled at their ends.

    Indexed to 100 in the first of these where their levels differ, or where `indexed` says so; the
    title and a line at 100 tell it.
    """
    lines = lines[:MOST]
    shared = common(lines)
    if shared is None:
        said = "has no figure for a period that the others have, so it is left out."
        problems = tuple(FigureProblem(each.name, said) for each in lines)
        return Drawing(name, "No figures yet.", "", 0, (), problems=problems)
    step = shared.step
    as_index = not alike(lines, step) if indexed is None else indexed
    periods = sorted({period for each in lines for period in each.of(step)})
    # Before the first that all have, an index of one could not be compared with the others.
    shown = [each for each in periods if not as_index or each >= shared.first]
    at = {each: (begins(each) - begins(shown[0])) // _MONTHS[step] for each in shown}
    width = at[shown[-1]] + 1
    tracks = tuple(
        _track(each, role, step, at, shared.first if as_index else None)
        for role, each in zip(SERIES, lines, strict=False)
    )
    unit = next((each.unit for each in lines if each.unit), "")
    base = f"{label(shared.first)} = 100"
    return Drawing(
        title=_title(name, unit, base if as_index else "", plain=indexed is not None),
        sentence=_said(lines, shared, width - len(shown)),
        unit="%" if unit == "%" and not as_index else "",
        width=width,
        ticks=_ticks(at, width),
        tracks=tracks,
        levels=(Level(-0.4, width - 0.6, 100, MarkRole.MEAN),) if as_index else (),
        columns=(step.capitalize(), *(each.name for each in lines)),
        rows=tuple((label(each), *_row(tracks, x)) for each, x in at.items()),
        key=(("hollow", "Unconfirmed"),)
        if any(mark and mark.hollow for track in tracks for mark in track.marks)
        else (),
    )


def _title(name: str, unit: str, base: str, *, plain: bool) -> str:
    if base:
        return f"{name}, {base}" if plain else f"{name}, index: {base}"
    return f"{name}, {unit}" if unit else name


def _track(
    line: Line, role: MarkRole, step: str, at: Mapping[Period, int], base: Period | None
) -> Track:
    values = line.of(step)
    marks: list[Mark | None] = [None] * (max(at.values()) + 1)
    for period, x in at.items():
        value = values.get(period)
        if value is None:
            continue
        y: Number = value
        if base is not None:
            y = rounded(float(value) / float(values[base]) * 100, 1)
        soft = period in line.soft
        said = f"{line.name}, {label(period)}: {figure(y, line.unit if base is None else '')}"
        said += ", unconfirmed" if soft else ""
        marks[x] = Mark(x, y, role, f"{said}. {line.source}".strip(), hollow=soft)
    latest = next((mark for mark in reversed(marks) if mark), None)
    end = f"{line.short} {figure(rounded(latest.y, 1))}" if latest else ""
    return Track(line.name, role, tuple(marks), end.removesuffix(".0"))


def _ticks(at: Mapping[Period, int], width: int) -> tuple[tuple[float, str], ...]:
    """The periods that have a figure; of two side by side, both only where there is room."""
    ticks: list[tuple[float, str]] = []
    least = max(width // 8, 1)
    for period, x in reversed(list(at.items())):
        if not ticks or ticks[-1][0] - x >= least:
            ticks.append((x, label(period)))
    return tuple(reversed(ticks))


def _row(tracks: Iterable[Track], x: int) -> list[str]:
    return [figure(mark.y) if (mark := track.marks[x]) else "None" for track in tracks]


def change(line: Line, shared: Common) -> float:
    """By how many percent a line has changed from the first to the last period that all have."""
    values = line.of(shared.step)
    return rounded(float(values[shared.last]) / float(values[shared.first]) * 100 - 100, 1)


def _said(lines: Sequence[Line], shared: Common, missing: int) -> str:
    first, last = label(shared.first), label(shared.last)
    if shared.first == shared.last:
        return f"Indexed to {first} = 100; no later {shared.step} is known for all."
    parts = [f"{each.name} {figure(change(each, shared), '%', signed=True)}" for each in lines]
    words = f"Change from {first} to {last}: {', '.join(parts)}."
    return words + (f" {missing} {shared.step}s between were not published." if missing else "")
