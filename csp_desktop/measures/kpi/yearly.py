"""An indicator's result for a year: its actual, to date if the year is not over, and rating.

A % change that was reported stays; where counts give another one, a person is asked which is
reported. Where none was reported it is worked out from counts, like with like. A figure to date is
rated against the share of the target due by then where periods add up, and against the target
itself where they do not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from csp_desktop.measures.kpi.indicator_history import (
    BASELINE,
    PARTS,
    IndicatorHistory,
    base_year,
    furthest,
    given_for,
    like_with_like,
    named_slot,
    only,
    slots_of,
    together,
    until_words,
    whole,
    whole_base,
)
from csp_desktop.measures.kpi.rating import (
    HIGHER,
    LOWER,
    NOT_RATED,
    Number,
    Rating,
    Rules,
    exact,
    figure,
    is_number,
    percent_change,
    rate,
    rounded,
    too_small_to_call,
)
from csp_desktop.measures.kpi.series import (
    ASKED,
    FigurePoint,
    FigureProblem,
    joined_state,
    label,
)
from csp_desktop.plan.periods import Period, read_period
from csp_desktop.plan.values import Value

_UNIT_UNSAID = "Not rated: nothing says what its figures count. Set its unit."


@dataclass(frozen=True, slots=True)
class YearResult:
    """An indicator's result for one financial year.

    `basis` says what the actual rests on, in words: '' if it was given for the year, else 'from
    counts', 'to Q2', 'Q2 alone'. `so_far`: the year is not over. `due` is the share of the target
    due by then. `counts` are this year's and the earlier count behind a % change. `caution` says
    where a change is too small to call. `forecast` is for the end of the year, marked as such.
    """

    year: str
    target: Value
    upper: Value
    rating: Rating
    actual: Number | None = None
    basis: str = ""
    so_far: bool = False
    due: Number | None = None
    state: str = ""
    counts: tuple[Number, Number] | None = None
    caution: str = ""
    forecast: Number | None = None
    forecast_rating: Rating | None = None
    problems: tuple[FigureProblem, ...] = ()

    @property
    def soft(self) -> bool:
        """True if the actual may still change."""
        return self.so_far or self.state in ("provisional", "estimated")

    @property
    def mark(self) -> str:
        """The state in square brackets, '' for a final figure."""
        return FigurePoint(Period(0), self.actual, self.state).mark


def stand(of: IndicatorHistory, year: str, rules: Rules) -> YearResult:
    """The indicator's result for `year`."""
    record = of.record
    target, upper = record.get("target", year), record.get("target_upper", year)
    blank = YearResult(year, target, upper, Rating(NOT_RATED, ""))
    period = read_period(year)
    if period is None:
        return blank
    made = _from_counts(of, period, blank) if of.changes else _from_parts(of, period, blank)
    if not made.so_far and made.actual is None:
        made = _latest_alone(of, period, made)
    rated = _rated(of, period, made, rules)
    return _with_forecast(of, period, rated, rules)


# The actual


def _from_counts(of: IndicatorHistory, year: Period, blank: YearResult) -> YearResult:
    """A % change: as it was reported, else of whole years, else to date."""
    given = given_for(of, year)
    found = counted_change(of, year)
    # What was reported is never replaced by what is worked out: it may have been published. Where
    # they differ, a person is asked.
    if given and given.value is not None:
        made = replace(blank, actual=given.value, state=given.state)
        if found is None:
            return made
        return replace(made, counts=found.counts, problems=_asked(of, year))
    if found is not None:
        return replace(
            blank,
            actual=found.change,
            basis="from counts",
            state=found.state,
            counts=found.counts,
        )
    return _change_to_date(of, year, base_year(of, year), blank)


@dataclass(frozen=True, slots=True)
class Counted:
    """The % change that the counts of two whole years give, the counts, and their state."""

    change: float
    counts: tuple[Number, Number]
    state: str


def counted_change(of: IndicatorHistory, year: Period) -> Counted | None:
    """What the counts of whole years make of a year's % change, None if they do not say."""
    now, before = whole(of, year), whole_base(of, base_year(of, year))
    if not (now and before) or now.value is None or before.value is None:
        return None
    change = percent_change(now.value, before.value)
    if change is None:
        return None
    return Counted(change, (now.value, before.value), joined_state([now, before]))


def gives_another(reported: Number, change: float) -> bool:
    """True if the % change from counts is not the one reported, rounded as that is."""
    # −12 was published of −12.3: rounded alike they are one figure, and nobody is asked.
    _, _, decimals = str(reported).partition(".")
    return rounded(change, len(decimals) if decimals.strip("0") else 0) != reported


def contradicting(of: IndicatorHistory, year: Period) -> Counted | None:
    """What counts give for a year for which another change was reported; else None.

    None too if a person has left just that change aside and kept the reported one.
    """
    given, found = given_for(of, year), counted_change(of, year)
    if not (given and found) or given.value is None or not gives_another(given.value, found.change):
        return None
    return None if of.record.get("counts_left", str(year)) == found.change else found


def _asked(of: IndicatorHistory, year: Period) -> tuple[FigureProblem, ...]:
    """The question for a person if the counts contradict the figure that was reported."""
    given, found = given_for(of, year), contradicting(of, year)
    if given is None or given.value is None or found is None:
        return ()
    said = (
        f"reported {figure(given.value, signed=True)}, "
        f"counts give {figure(found.change, signed=True)}: which is reported?"
    )
    return (FigureProblem(label(year), said, asks=True),)


def _change_to_date(
    of: IndicatorHistory, year: Period, base: Period, blank: YearResult
) -> YearResult:
    step, now, before = like_with_like(of, year, base)
    if not now:
        return blank
    first, second = together(now, year, "sum"), together(before, base, "sum")
    assert first.value is not None  # noqa: S101 - there is at least one part
    assert second.value is not None  # noqa: S101
    change = percent_change(first.value, second.value)
    if change is None:
        why = f"no % change can be worked out on a count of 0 in {base}."
        return replace(blank, problems=(FigureProblem(label(year), why),))
    return replace(
        blank,
        actual=change,
        basis=until_words(year, step, now),
        so_far=True,
        state=joined_state([first, second]),
        counts=(first.value, _as_said(second.value)),
    )


def _as_said(count: Number) -> Number:
    """A count as people say it: the share of a baseline to one place, a whole one without."""
    short = rounded(count, 1)
    return int(short) if short.is_integer() else short


def _from_parts(of: IndicatorHistory, year: Period, blank: YearResult) -> YearResult:
    """A level: as given for the year, else from all its parts, else to date."""
    found = whole(of, year)
    if found:
        basis = "" if found.given else f"{of.how} of the year's periods"
        made = replace(blank, actual=found.value, basis=basis, state=found.state)
        before = whole(of, year.shifted(-1))
        return _with_before(of, made, before.value if before else None)
    step, slots = furthest(of, year)
    if not slots:
        return blank
    so_far = together(slots, year, of.how)
    basis = until_words(year, step, slots)
    # A rate to date is the rate of its latest period, not one of all periods so far.
    if of.how in ("latest", ASKED):
        basis = f"in {named_slot(year, step, max(slots))}"
    made = replace(blank, actual=so_far.value, basis=basis, so_far=True, state=so_far.state)
    # Half a year's count against a whole year's target would always be missed (or met, where lower
    # is better), so it is rated against the share that is due by then.
    if of.how == "sum":
        months = len(slots) * 12 // PARTS[step]
        if is_number(made.target):
            made = replace(made, due=_share(made.target, months))
        if is_number(made.upper):
            made = replace(made, upper=_share(made.upper, months))
    # With the same months of the year before, or with nothing: like with like.
    earlier = slots_of(of.counted, year.shifted(-1), step)
    if slots.keys() <= earlier.keys():
        same = together(only(earlier, slots), year.shifted(-1), of.how)
        made = _with_before(of, made, same.value)
    return made


def _share(target: Number, months: int) -> float:
    part = exact(target) * months / 12
    return rounded(part.numerator / part.denominator, 1)


def _with_before(of: IndicatorHistory, made: YearResult, before: Number | None) -> YearResult:
    if made.actual is None or before is None:
        return made
    if of.are_counts or not of.changes:
        return replace(made, counts=(made.actual, before))
    return made


def _latest_alone(of: IndicatorHistory, year: Period, made: YearResult) -> YearResult:
    """The latest quarter or month with a figure of its own, where nothing covers the year."""
    given = [
        point
        for step in ("quarter", "month")
        for period, point in of.actuals.of(step).items()
        if period.year == year.year
    ]
    if not given:
        return made
    latest = max(given, key=lambda point: point.period)
    alone = f"Q{latest.period.quarter}" if latest.period.kind == "quarter" else label(latest.period)
    return replace(
        made, actual=latest.value, basis=f"{alone} alone", so_far=True, state=latest.state
    )


# The rating


def _rated(of: IndicatorHistory, year: Period, made: YearResult, rules: Rules) -> YearResult:
    record = of.record
    if of.unsaid and made.so_far:
        return replace(made, rating=Rating(NOT_RATED, _UNIT_UNSAID))
    goal = made.due if made.due is not None else made.target
    rating = rate(
        made.actual,
        goal,
        record.text("direction"),
        record.text("target_kind"),
        rules.tolerance,
        record.text("unit"),
        upper=made.upper,
        amber=rules.amber,
        no_worse=_no_worse(of, year, made),
    )
    if rating.rating != NOT_RATED:
        rating = Rating(rating.rating, _reason(of, made, rating))
    made = replace(made, rating=rating)
    # Beside the rating, which it does not change: 4 burglaries against 3 miss a target, and mean
    # little.
    if made.counts and of.are_counts and too_small_to_call(*made.counts):
        made = replace(made, caution="too small a change to call on its own")
    return made


def _reason(of: IndicatorHistory, made: YearResult, rating: Rating) -> str:
    heading, _, said = rating.reason.partition(": ")
    if not made.so_far:
        return rating.reason
    said = said.removesuffix(".")
    if made.due is not None and is_number(made.target):
        unit = of.record.text("unit")
        said = (
            f"{figure(made.actual or 0, unit)} against {figure(made.due, unit)} due "
            f"{made.basis.replace('to ', 'by ', 1)}, of {figure(made.target)} for the year"
        )
        return f"{heading} so far: {said}."
    return f"{heading} so far: {said}, {made.basis}."


def _no_worse(of: IndicatorHistory, year: Period, made: YearResult) -> bool:
    """True if the actual is known to be no worse than a year before."""
    direction = of.record.text("direction")
    if made.actual is None or direction not in (HIGHER, LOWER):
        return False
    now: Number
    before: Number
    # A change on the year before says by its own sign whether it is worse. One on a fixed baseline
    # does not, and is compared with the change of the year before.
    if of.changes and of.record.text("target_kind") != BASELINE:
        now, before = made.actual, 0
    elif made.counts and not of.changes:
        now, before = made.counts
    else:
        earlier = given_for(of, year.shifted(-1))
        if earlier is None or earlier.value is None:
            return False
        now, before = made.actual, earlier.value
    return now >= before if direction == HIGHER else now <= before


# The end of the year


def _with_forecast(
    of: IndicatorHistory, year: Period, made: YearResult, rules: Rules
) -> YearResult:
    """Add a forecast for the year's end: the same pace, by last year's seasons where known."""
    # Only what adds up can go on as it has, and a quarter alone says nothing of the others.
    if not made.so_far or of.how != "sum" or made.basis.endswith("alone"):
        return made
    step, slots = furthest(of, year)
    if not slots:
        return made
    so_far = together(slots, year, "sum").value or 0
    before = slots_of(of.counted, year.shifted(-1), step)
    last = whole(of, year.shifted(-1))
    # The share of a year that usually lies behind by now: burglaries peak in winter, so half a year
    # is not half of them. Without last year's parts it is taken to be even.
    share = len(slots) / PARTS[step]
    if last and last.value and slots.keys() <= before.keys():
        same = together(only(before, slots), year.shifted(-1), "sum").value
        share = same / last.value if same else share
    total = rounded(so_far / share, 0)  # a forecast to the unit claims enough
    forecast: Number | None = int(total) if total.is_integer() else total
    if of.changes:
        base = whole_base(of, base_year(of, year))
        if base is None or base.value is None or forecast is None:
            return made
        forecast = percent_change(forecast, base.value)
    if forecast is None:
        return made
    record = of.record
    rating = rate(
        forecast,
        made.target,
        record.text("direction"),
        record.text("target_kind"),
        rules.tolerance,
        record.text("unit"),
        upper=record.get("target_upper", str(year)),
        amber=rules.amber,
    )
    return replace(made, forecast=forecast, forecast_rating=rating)
