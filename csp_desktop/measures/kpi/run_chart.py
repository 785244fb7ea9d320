"""A chart by month or quarter: points, limits where there are enough of them, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from csp_desktop.measures.kpi.drawing import Drawing, Level, Mark, MarkRole, Track
from csp_desktop.measures.kpi.indicator_history import IndicatorHistory, whole
from csp_desktop.measures.kpi.rating import HIGHER, LOWER, Number, figure, is_number, rounded
from csp_desktop.measures.kpi.scorecard import charted
from csp_desktop.measures.kpi.series import FigurePoint, in_a_row, label, quarterly
from csp_desktop.measures.kpi.spc import (
    FEWEST,
    OUTSIDE,
    SHIFT,
    TREND,
    TWO_IN_THREE,
    Judged,
    Spc,
    spc,
)
from csp_desktop.measures.kpi.units import COUNT, PERCENT, kind_of_figures
from csp_desktop.plan.document import Record
from csp_desktop.plan.periods import Period, read_period
from csp_desktop.plan.wording import capital, plural

_ROLES: Final = {
    "common cause": MarkRole.COMMON,
    "improvement": MarkRole.IMPROVEMENT,
    "concern": MarkRole.CONCERN,
    "neutral": MarkRole.NEUTRAL,
}
_RULES: Final = {
    OUTSIDE: "outside the limits",
    TREND: "in a run of 7 or more that all {rise}",
    TWO_IN_THREE: "one of two in three near a limit",
    SHIFT: "in a run of 7 or more {side} the mean",
}
Room: TypeAlias = tuple[int | None, int | None]
"""The least and the most that a figure can be."""

_VARIATIONS: Final = {
    "common cause": "Common cause",
    "improvement": "Special cause, improving",
    "concern": "Special cause, of concern",
    "neutral": "Special cause",
}


def by_period(of: IndicatorHistory) -> Drawing | None:
    """The run chart of an indicator by month, else by quarter; None below two points."""
    figures = charted(of)
    row: tuple[FigurePoint, ...] = ()
    # By month if possible: limits take eight points, which are two years of quarters.
    for step in ("month", "quarter"):
        points = figures.of(step) if step == "month" else quarterly(figures, of.how)
        row = in_a_row(points.values())
        if len(row) > 1:
            return _run_chart(of, row, step)
    return None


def _run_chart(of: IndicatorHistory, row: tuple[FigurePoint, ...], step: str) -> Drawing:
    record = of.record
    direction = record.text("direction")
    goal = period_target(of, row[-1].period)
    starts = _rebases(record, row)
    judged = spc(
        [point.value for point in row], direction, goal[0] if goal else None, starts.keys()
    )
    counted = of.changes and of.counts.known()
    unit = record.text("count_unit") if counted else record.text("unit")
    source = record.text("source")
    marks = tuple(
        _mark(x, point, each, unit, source)
        for x, (point, each) in enumerate(zip(row, judged.judged, strict=True))
    )
    thing = capital(unit) if unit and unit != "%" else "Figures"
    room = room_of(of, row)
    limited = any(segment.limits for segment in judged.segments)
    title = f"{thing} a {step}" if of.how == "sum" else f"By {step}{', %' if unit == '%' else ''}"
    title += " with control limits" if limited else ""
    return Drawing(
        title=title,
        sentence=_said_by_period(row, judged, step, starts, goal) + _said_of_room(judged, room),
        unit="%" if unit == "%" else "",
        width=len(row),
        ticks=_ticks(row),
        corner=_corner(judged),
        tracks=(Track(thing, MarkRole.COMMON, marks),),
        levels=tuple(_levels(judged, goal, len(row), room)),
        columns=("Month" if step == "month" else "Quarter", thing, "Year ago", "State"),
        rows=tuple(_period_rows(row)),
        key=_key(judged, row),
    )


def _rebases(record: Record, row: Sequence[FigurePoint]) -> dict[int, str]:
    """The places where a person restarted the limits, with their reasons."""
    return {
        x: reason
        for x, point in enumerate(row)
        if x and (reason := record.text("rebase", str(point.period)))
    }


def _mark(x: int, point: FigurePoint, judged: Judged | None, unit: str, source: str) -> Mark | None:
    if point.value is None or judged is None:
        return None
    said = figure(point.value, unit)
    parts = [f"{label(point.period)}: {said}"]
    if point.state:
        parts.append(point.state)
    if not point.given:
        parts.append("from its months")
    if judged.rule:
        side = "above" if judged.side > 0 else "below"
        rise = "rise" if judged.side > 0 else "fall"
        parts.append(_RULES[judged.rule].format(side=side, rise=rise))
    if point.contested:
        parts.append("contested: the last agreed value is shown")
    tip = ". ".join(filter(None, (", ".join(parts), point.note.rstrip("."), source)))
    flagged = ""
    if judged.rule == OUTSIDE:
        where = "above" if judged.side > 0 else "below"
        flagged = f"{label(point.period)}: {figure(point.value)}, {where} the limit"
    return Mark(
        x,
        point.value,
        _ROLES[judged.variation],
        tip,
        hollow=point.soft,
        note=point.note,
        label=flagged,
    )


def room_of(of: IndicatorHistory, row: Sequence[FigurePoint]) -> Room:
    """What no figure of an indicator can be below or above, None where there is no such end.

    Counts do not fall below 0, percentages neither, nor do they rise above 100; where a figure
    does, the indicator is of another kind than its unit says, and has no ends.
    """
    kind = COUNT if of.changes and of.counts.known() else kind_of_figures(of.record)
    low = 0 if kind in (COUNT, PERCENT) and not (of.changes and kind == PERCENT) else None
    high = 100 if kind == PERCENT and low == 0 else None
    values = [point.value for point in row if point.value is not None]
    beyond = (low is not None and min(values) < low) or (high is not None and max(values) > high)
    return (None, None) if beyond else (low, high)


def _within(y: float, room: Room) -> float:
    low, high = room
    y = y if low is None else max(y, low)
    return y if high is None else min(y, high)


def _said_of_room(judged: Spc, room: Room) -> str:
    """That a limit is not drawn where it was worked out, '' where both are."""
    limits = judged.limits
    if limits is None:
        return ""
    parts = [
        f"the {name} limit, worked out as {figure(rounded(y, 1))}, is drawn at {figure(shown)}"
        for name, y in (("upper", limits.upper), ("lower", limits.lower))
        if (shown := _within(y, room)) != y
    ]
    return f" {capital('; '.join(parts))}." if parts else ""


def _levels(judged: Spc, goal: tuple[Number, str] | None, width: int, room: Room) -> list[Level]:
    levels = []
    for segment in judged.segments:
        limits = segment.limits
        if limits is None:
            continue
        last = segment.end == width  # only the limits in force are labelled
        ends = (segment.start - 0.4, segment.end - 0.6)
        for role, name, y in (
            (MarkRole.LIMIT, "Upper", limits.upper),
            (MarkRole.MEAN, "Mean", limits.mean),
            (MarkRole.LIMIT, "Lower", limits.lower),
        ):
            # Only where it is drawn: the rules and the assurance keep to what was worked out.
            drawn = _within(y, room)
            words = f"{name} {figure(rounded(drawn, 1))}" if last else ""
            levels.append(Level(*ends, drawn, role, words, limits.provisional))
    if goal:
        levels.append(
            Level(
                -0.4, width - 0.6, goal[0], MarkRole.TARGET, f"Target {figure(rounded(goal[0], 1))}"
            )
        )
    return levels


def period_target(of: IndicatorHistory, latest: Period) -> tuple[Number, str] | None:
    """The target of one month or quarter, and what it was worked out from; None if it has none."""
    # An even share, without seasons: it is a line across the chart, and says where it comes from.
    record, year = of.record, latest.financial_year
    target = record.get("target", str(year))
    if not is_number(target) or record.text("direction") not in (HIGHER, LOWER):
        return None
    parts = {"month": 12, "quarter": 4, "year": 1}[latest.kind]
    part = "a twelfth" if parts == 12 else "a quarter"
    if not of.changes:
        if of.how == "sum":
            return float(target) / parts, f"{part} of the target for {year}"
        return target, f"the target for {year}"
    if not of.counts.known():
        return target, f"the target for {year}"
    base = record.get("baseline_value")
    if record.text("target_kind") != "% change on baseline year" or not is_number(base):
        named = read_period(record.text("baseline_period"), "year")
        before = year.shifted(-1)
        if record.text("target_kind") == "% change on baseline year" and named:
            before = named.financial_year
        found = whole(of, before)
        base = found.value if found else None
    if not is_number(base):
        return None
    goal = float(base) * (1 + float(target) / 100) / parts
    return goal, f"{part} of what the target allows for {year}"


def _ticks(row: Sequence[FigurePoint]) -> tuple[tuple[float, str], ...]:
    """A label at each April (or first quarter), and at the first and last point where room is."""
    span = max(len(row) // 10, 1)
    wanted = [
        x for x, point in enumerate(row) if point.period.month == 4 or point.period.quarter == 1
    ]
    wanted = [
        x
        for x in wanted
        if row[x].period.month in (0, 4)
    ]  # fmt: skip
    last = len(row) - 1
    # The last point is always named, the first unless an April is close by.
    kept: list[int] = [] if wanted and wanted[0] < span else [0]
    for x in wanted:
        if last - x >= span and (not kept or x - kept[-1] >= span):
            kept.append(x)
    if not kept or kept[-1] != last:
        kept.append(last)
    return tuple((x, label(row[x].period)) for x in kept)


def _corner(judged: Spc) -> str:
    words = _VARIATIONS.get(judged.variation, "")
    return "; ".join(each for each in (words, judged.assurance) if each)


def _period_rows(row: Sequence[FigurePoint]) -> list[tuple[str, ...]]:
    known_ones = {point.period: point for point in row}
    year = 12 if row[0].period.kind == "month" else 4
    rows: list[tuple[str, ...]] = []
    for point in row:
        before = known_ones.get(point.period.shifted(-year))
        rows.append(
            (
                label(point.period),
                "None" if point.value is None else figure(point.value),
                figure(before.value) if before and before.value is not None else "",
                point.mark or point.state.capitalize(),
            )
        )
    return rows


def _key(judged: Spc, row: Sequence[FigurePoint]) -> tuple[tuple[str, str], ...]:
    found = {each.variation for each in judged.judged if each and each.rule}
    words = {"improvement": "Improvement", "concern": "Concern", "neutral": "Special cause"}
    key = [(name, said) for name, said in words.items() if name in found]
    if any(point.soft for point in row):
        key.append(("hollow", "Provisional"))
    if any(point.note for point in row):
        key.append(("note", "Note"))
    return tuple(key)


def _said_by_period(
    row: Sequence[FigurePoint],
    judged: Spc,
    step: str,
    starts: dict[int, str],
    goal: tuple[Number, str] | None,
) -> str:
    parts = []
    limits, latest = judged.limits, judged.latest
    points = judged.segments[-1].points if judged.segments else 0
    if limits is None:
        parts.append(
            f"{points} {step}s since the limits started again, too few for new ones"
            if starts
            else f"{points} {step}s, too few for control limits, which take {FEWEST}"
        )
    elif latest and latest.rule:
        parts.append(_said_of_latest(row, judged, step, latest))
    else:
        parts.append(f"The latest {step} is within what is usual (common cause)")
    if limits and limits.provisional:
        parts.append(f"the limits are provisional, from {points} points")
    if judged.assurance and goal:
        parts.append(f"as it stands it {_assured(judged.assurance)} ({goal[1]})")
    missing = sum(point.value is None for point in row)
    if missing:
        parts.append(f"{missing} {plural(missing, step)} without a figure")
    for x, reason in list(starts.items())[-1:]:
        parts.append(f"limits start again at {label(row[x].period)}: {reason.rstrip('.')}")
    words = "; ".join(parts)
    return f"{capital(words)}."


def _assured(assurance: str) -> str:
    return {
        "consistently passes": "will keep to the target",
        "consistently fails": "will keep missing the target",
        "hit and miss": "may or may not meet the target",
    }[assurance]


def _said_of_latest(row: Sequence[FigurePoint], judged: Spc, step: str, latest: Judged) -> str:
    at = max(x for x, each in enumerate(judged.judged) if each is not None)
    meaning = {"improvement": "an improvement", "concern": "a concern"}.get(latest.variation, "")
    meaning = f", {meaning}" if meaning else ""
    side = "above" if latest.side > 0 else "below"
    if latest.rule == OUTSIDE:
        return f"{label(row[at].period)} is {side} the limit{meaning}"
    if latest.rule == TWO_IN_THREE:
        return f"two of the last three {step}s are close to the limit {side} the mean{meaning}"
    run = _run_at(judged, at, latest)
    if latest.rule == TREND:
        way = "rising" if latest.side > 0 else "falling"
        return f"{run} {step}s in a row {way} show a trend{meaning}"
    return f"{run} {step}s in a row {side} the mean show a lasting shift{meaning}"


def _run_at(judged: Spc, at: int, latest: Judged) -> int:
    run = 0
    for each in reversed(judged.judged[: at + 1]):
        if each is None or each.side != latest.side or not each.rule:
            break
        run += 1
    return run
