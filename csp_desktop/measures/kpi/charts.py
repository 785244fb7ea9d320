"""The chart of an indicator or benchmark: its drawings, its sentence and its data as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from csp_desktop.measures.kpi.against import against_drawing, lines_of, with_others
from csp_desktop.measures.kpi.benchmarks import BENCHMARK, benchmark_chart, benchmarks
from csp_desktop.measures.kpi.drawing import Chart, Drawing, DrawnBar, DrawnText, Level, MarkRole
from csp_desktop.measures.kpi.indicator_history import IndicatorHistory, known
from csp_desktop.measures.kpi.rating import HIGHER, LOWER, NOT_RATED, figure, is_number, rules_of
from csp_desktop.measures.kpi.run_chart import by_period
from csp_desktop.measures.kpi.scorecard import divided, label_of, row_of
from csp_desktop.measures.kpi.series import first_of
from csp_desktop.measures.kpi.to_be_named import UNNAMED, folded_words
from csp_desktop.measures.kpi.yearly import YearResult, stand
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.periods import Period, read_period

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
    lines = lines_of(document, of, until)
    others = against_drawing(lines)
    if others:
        drawings.append(others)
    main = periods or years
    sentences = [years.sentence, *([periods.sentence] if periods else [])]
    sentences += [f"{each}." for each in row.against]
    if others and not row.against:
        sentences.append(others.sentence)
    columns, rows = with_others(main, lines) if others else (main.columns, main.rows)
    soft = any("[" in cell for cells in main.rows for cell in cells)
    return Chart(
        id=record.id,
        name=row.name,
        about=_about(record),
        sentence=" ".join(each for each in sentences if each),
        drawings=tuple(drawings),
        columns=columns,
        rows=rows,
        footnote="[p] provisional, [r] revised, [e] estimated." if soft else "",
        problems=row.problems,
    )


def _about(record: Record) -> str:
    kind = _KINDS.get(record.text("target_kind"), "")
    kind = kind.format(baseline=record.text("baseline_period") or "a baseline year")
    direction = _ABOUT.get(record.text("direction"), "")
    return "; ".join(each for each in (direction, kind) if each)


def whole_chart(document: Document, asked: str, quarter: str) -> Chart | None:
    """The chart of the indicator with this id, or of 'benchmark:NAME'; None if it is not there.

    Of those that are to be named there is nothing to draw: it lists them.
    """
    if asked.startswith(BENCHMARK):
        name = asked.removeprefix(BENCHMARK)
        return benchmark_chart(document, name) if name in benchmarks(document) else None
    if asked == UNNAMED:
        return unnamed_chart(document)
    record = document.record("indicator", asked)
    return chart_of(document, record, quarter) if record else None


def unnamed_chart(document: Document) -> Chart | None:
    """What is known of the indicators that are to be named, as a chart's words and table."""
    folded = divided(document)[1]
    if not folded:
        return None
    name = folded_words(folded)
    sentence = "The plan asks for these indicators and does not say yet what is measured."
    columns = ("Priority", "As published")
    rows = tuple((label_of(document, each), each.text("published") or "None") for each in folded)
    return Chart(UNNAMED, name, "", sentence, (), columns, rows)


def by_year(document: Document, of: IndicatorHistory, until: Period | None) -> Drawing:
    """The chart by year of an indicator; its sentence is about the latest year with an actual."""
    record, rules = of.record, rules_of(document.plan, of.record)
    held = {read_period(text) for text in record.periods("actual", "target", "count")}
    first = {each.financial_year for each in held if each}
    years = sorted({str(each) for each in first} | set(document.years()))
    standings = [
        standing
        for standing in (stand(of, year, rules) for year in years)
        if standing.year in document.years()
        or standing.actual is not None
        or standing.target is not None
    ]
    changes = of.changes
    unit = record.text("unit") or ("%" if changes else "")
    bars, levels, texts = [], [], []
    for x, standing in enumerate(standings):
        if standing.actual is not None:
            bars.append(_bar(standing, x, unit, record.text("source"), signed=changes))
        levels += _targets(standing, x, unit, signed=changes)
        if not is_number(standing.target) and not is_number(standing.upper):
            past = until is not None and standing.year < str(until.financial_year)
            texts.append(DrawnText(x, "No target\nwas set" if past else "Target\nto be set"))
        elif standing.actual is None:
            texts.append(DrawnText(x, "No actual\nyet"))
    title = "Target and actual" + _of_unit(record, unit)
    return Drawing(
        title=title,
        sentence=_said_by_year(standings, of, until),
        unit=unit,
        width=len(standings),
        ticks=tuple((x, each.year) for x, each in enumerate(standings)),
        bars=tuple(bars),
        levels=tuple(levels),
        texts=tuple(texts),
        columns=("Year", "Actual", "Target", "Rating"),
        rows=tuple(_year_row(each, unit, signed=changes) for each in standings),
        signed=changes,
    )


def _of_unit(record: Record, unit: str) -> str:
    kind = record.text("target_kind")
    if kind == "% change on previous year":
        return ", % change on last year"
    if kind == "% change on baseline year":
        return f", % change on {record.text('baseline_period') or 'the baseline year'}"
    return f", {unit}" if unit else ""


def _bar(standing: YearResult, x: int, unit: str, source: str, *, signed: bool) -> DrawnBar:
    assert standing.actual is not None  # noqa: S101 - asked before
    said = figure(standing.actual, unit if unit == "%" else "", signed=signed)
    basis = standing.basis if standing.so_far else "actual"
    mark = f" {standing.mark}" if standing.mark else ""
    words = f"{said} {basis}{mark}"
    tip = ". ".join(filter(None, (f"{standing.year}: {words}", source)))
    return DrawnBar(x, standing.actual, words, tip, hollow=standing.soft)


def _targets(standing: YearResult, x: int, unit: str, *, signed: bool) -> list[Level]:
    short = unit if unit == "%" else ""
    found = []
    if is_number(standing.target):
        said = figure(standing.target, short, signed=signed)
        found.append(Level(x - 0.3, x + 0.3, standing.target, MarkRole.TARGET, f"{said} target"))
    if is_number(standing.upper):
        said = figure(standing.upper, short)
        found.append(Level(x - 0.3, x + 0.3, standing.upper, MarkRole.TARGET, f"up to {said}"))
    return found


def _year_row(standing: YearResult, unit: str, *, signed: bool) -> tuple[str, ...]:
    short = unit if unit == "%" else ""
    actual = "None"
    if standing.actual is not None:
        actual = f"{figure(standing.actual, short, signed=signed)} {standing.mark}".strip()
    return (
        standing.year + (f" {standing.basis}" if standing.so_far else ""),
        actual,
        target_words(standing, short, signed=signed),
        standing.rating.look.capitalize(),
    )


def target_words(standing: YearResult, unit: str, *, signed: bool = False) -> str:
    """A year's target as a table writes it: '−12%', '4 to 6', 'Tbc', 'None'."""
    low, high = standing.target, standing.upper
    if is_number(low) and is_number(high):
        return f"{figure(low)} to {figure(high, unit)}"
    if is_number(low):
        return figure(low, unit, signed=signed)
    if is_number(high):
        return f"to {figure(high, unit)}"
    return "Tbc" if low == "tbc" else "None"


def _said_by_year(
    standings: Sequence[YearResult], of: IndicatorHistory, until: Period | None
) -> str:
    """A sentence on the latest year with an actual; without one, on why there is none."""
    # Up to the working year: a figure of a later year would be read as the news of the quarter.
    now = until.financial_year if until else None
    past = [each for each in standings if now is None or each.year <= str(now)]
    known_ones = [each for each in past if each.actual is not None]
    if not known_ones:
        latest = next((each for each in reversed(past) if is_number(each.target)), None)
        if latest is None:
            return "No figures yet, and no target has been set."
        goal = target_words(latest, of.record.text("unit"), signed=of.changes)
        return f"No figures yet; the target for {latest.year} is {goal}."
    latest = known_ones[-1]
    rated = latest.rating
    if rated.rating == NOT_RATED:
        unit = of.record.text("unit")
        assert latest.actual is not None  # noqa: S101 - chosen for it
        said = figure(latest.actual, unit, signed=of.changes)
        basis = f" {latest.basis}" if latest.so_far else ""
        words = f"{latest.year}: {said}{basis}. {rated.reason}"
    else:
        words = f"{latest.year}: {rated.reason[0].lower()}{rated.reason[1:]}"
    extra = _beside(latest, of)
    return words.removesuffix(".") + (f" ({extra})." if extra else ".")


def _beside(standing: YearResult, of: IndicatorHistory) -> str:
    parts = []
    if of.changes and standing.counts:
        now, before = standing.counts
        unit = of.record.text("count_unit")
        parts.append(f"{figure(now, unit)} against {figure(before)}")
    if standing.caution:
        parts.append(standing.caution)
    if standing.forecast is not None:
        unit = of.record.text("unit")
        said = figure(standing.forecast, unit, signed=of.changes)
        parts.append(f"forecast for the year end, if it goes on so: {said}")
    return "; ".join(parts)
