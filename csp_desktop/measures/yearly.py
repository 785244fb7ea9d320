"""How an indicator stands in a year: its actual, to date where the year is not over, and rating.

A % change is worked out from counts where the counts are there, like with like, and taken as given
where only the change was published. A figure to date is rated against the share of the target due
by then where periods add up, and against the target itself where they do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from csp_desktop.measures.rating import (
    HIGHER,
    LOWER,
    NOT_RATED,
    Number,
    Rating,
    Rules,
    exact,
    figure,
    is_change,
    is_number,
    rate,
)
from csp_desktop.measures.series import (
    Figures,
    Point,
    Problem,
    added,
    adding,
    joined_state,
    label,
    read_figures,
)
from csp_desktop.measures.trends import percent_change, rounded, too_small_to_call
from csp_desktop.plan.document import Record
from csp_desktop.plan.periods import Period, read_period
from csp_desktop.plan.values import Value

_BASELINE: Final = "% change on baseline year"
_PARTS: Final = {"month": 12, "quarter": 4}

Slots = Mapping[int, Point]
"""The points of one year by their number in it: months 1 to 12, or quarters 1 to 4."""


@dataclass(frozen=True, slots=True)
class Known:
    """All figures of an indicator up to a working quarter, read once."""

    record: Record
    actuals: Figures
    counts: Figures
    how: str

    @property
    def changes(self) -> bool:
        """Whether the target is a % change."""
        return is_change(self.record.text("target_kind"))

    @property
    def counted(self) -> Figures:
        """What adds up: the counts behind a % change, else the actuals themselves."""
        return self.counts if self.changes else self.actuals

    @property
    def are_counts(self) -> bool:
        """Whether the figures are counts of things, for the small-number guard."""
        if self.changes:
            return self.counts.known()
        points = [point for step in self.actuals.by_step.values() for point in step.values()]
        return self.how == "sum" and all(
            isinstance(point.value, int) and point.value >= 0 for point in points
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the figures."""
        return (*self.actuals.problems, *self.counts.problems)


def known(record: Record, until: Period | None) -> Known:
    """Read an indicator's figures up to the quarter `until` (None for all there are)."""
    return Known(
        record,
        read_figures(record, "actual", until),
        read_figures(record, "count", until),
        adding(record),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How an indicator stands in one financial year.

    `basis` says what the actual rests on, in words: '' where it stands as given, else 'from
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
    problems: tuple[Problem, ...] = ()

    @property
    def soft(self) -> bool:
        """Whether the actual may still change."""
        return self.so_far or self.state in ("provisional", "estimated")

    @property
    def mark(self) -> str:
        """The state in square brackets, '' for a final figure."""
        return Point(Period(0), self.actual, self.state).mark


def stand(of: Known, year: str, rules: Rules) -> Standing:
    """How the indicator stands in `year`."""
    record = of.record
    target, upper = record.get("target", year), record.get("target_upper", year)
    blank = Standing(year, target, upper, Rating(NOT_RATED, ""))
    period = read_period(year)
    if period is None:
        return blank
    made = _from_counts(of, period, blank) if of.changes else _from_parts(of, period, blank)
    if not made.so_far and made.actual is None:
        made = _latest_alone(of, period, made)
    rated = _rated(of, period, made, rules)
    return _with_forecast(of, period, rated, rules)


# The actual


def _given(of: Known, year: Period) -> Point | None:
    return of.actuals.of("year").get(year)


def _from_counts(of: Known, year: Period, blank: Standing) -> Standing:
    """A % change: of whole years, else as given, else to date."""
    given = _given(of, year)
    base = _base_year(of, year)
    now, before = whole(of, year), _whole_base(of, base)
    if now and before and now.value is not None and before.value is not None:
        change = percent_change(now.value, before.value)
        if change is not None:
            made = replace(
                blank,
                actual=change,
                basis="from counts",
                state=joined_state([now, before]),
                counts=(now.value, before.value),
            )
            return replace(made, problems=_differs(given, change, year))
    if given and given.value is not None:
        return replace(blank, actual=given.value, state=given.state)
    return _change_to_date(of, year, base, blank)


def _differs(given: Point | None, change: float, year: Period) -> tuple[Problem, ...]:
    if given is None or given.value is None or abs(given.value - change) < 1:
        return ()
    said = (
        f"{figure(given.value, '%', signed=True)} was given, and the counts make it "
        f"{figure(change, '%', signed=True)}. The counts are used."
    )
    return (Problem(label(year), said),)


def _base_year(of: Known, year: Period) -> Period:
    if of.record.text("target_kind") == _BASELINE:
        named = read_period(of.record.text("baseline_period"))
        return named.financial_year if named else year.shifted(-1)
    return year.shifted(-1)


def _whole_base(of: Known, base: Period) -> Point | None:
    held = of.record.get("baseline_value")
    if of.record.text("target_kind") == _BASELINE and is_number(held):
        return Point(base, held, "final")
    return whole(of, base)


def whole(of: Known, year: Period) -> Point | None:
    """What adds up, for a whole year: as given, else from all of its months or quarters."""
    given = of.counted.of("year").get(year)
    if given:
        return given
    for step, number in _PARTS.items():
        slots = slots_of(of.counted, year, step)
        if len(slots) == number:
            return _together(slots, year, of.how)
    return None


def slots_of(figures: Figures, year: Period, step: str) -> dict[int, Point]:
    """The points of `year` by their number in it."""
    return {
        period.month_of_year or period.quarter: point
        for period, point in sorted(figures.of(step).items())
        if period.year == year.year and point.value is not None
    }


def _together(slots: Slots, year: Period, how: str) -> Point:
    points = [slots[slot] for slot in sorted(slots)]
    values = [point.value for point in points if point.value is not None]
    return Point(year, added(values, how), joined_state(points), given=False)


def _change_to_date(of: Known, year: Period, base: Period, blank: Standing) -> Standing:
    step, now, before = _like_with_like(of, year, base)
    if not now:
        return blank
    first, second = _together(now, year, "sum"), _together(before, base, "sum")
    assert first.value is not None  # noqa: S101 - there is at least one part
    assert second.value is not None  # noqa: S101
    change = percent_change(first.value, second.value)
    if change is None:
        why = f"no % change can be worked out on a count of 0 in {base}."
        return replace(blank, problems=(Problem(label(year), why),))
    return replace(
        blank,
        actual=change,
        basis=_until(year, step, now),
        so_far=True,
        state=joined_state([first, second]),
        counts=(first.value, second.value),
    )


def _like_with_like(of: Known, year: Period, base: Period) -> tuple[str, Slots, Slots]:
    """The parts of `year` that the base year has too, by the step that covers more of the year."""
    best: tuple[str, Slots, Slots] = ("month", {}, {})
    for step, number in _PARTS.items():
        now, before = slots_of(of.counted, year, step), slots_of(of.counted, base, step)
        if not before and (part := _share_of_base(of, base, number)):
            before = dict.fromkeys(now, part)
        shared = now.keys() & before.keys()
        if len(shared) * 12 // number > len(best[1]) * 12 // _PARTS[best[0]]:
            best = (step, _only(now, shared), _only(before, shared))
    return best


def _share_of_base(of: Known, base: Period, number: int) -> Point | None:
    """One part of a baseline year of which only the whole is known."""
    held = _whole_base(of, base) if of.record.text("target_kind") == _BASELINE else None
    if held is None or held.value is None:
        return None
    return Point(base, held.value / number, held.state, given=False)


def _only(slots: Slots, wanted: Iterable[int]) -> dict[int, Point]:
    return {slot: slots[slot] for slot in sorted(wanted)}


def _until(year: Period, step: str, slots: Slots) -> str:
    """Words for how far a year goes: 'to Q2', 'to Aug-16', with the parts that are missing."""
    last = max(slots)
    missing = [slot for slot in range(1, last) if slot not in slots]
    said = f"to {_named(year, step, last)}"
    if missing:
        said += f" without {', '.join(_named(year, step, slot) for slot in missing)}"
    return said


def _named(year: Period, step: str, slot: int) -> str:
    if step == "quarter":
        return f"Q{slot}"
    return f"Q{slot // 3}" if slot % 3 == 0 else label(Period(year.year, 1, 1).shifted(slot - 1))


def _from_parts(of: Known, year: Period, blank: Standing) -> Standing:
    """A level: as given for the year, else from all its parts, else to date."""
    found = whole(of, year)
    if found:
        basis = "" if found.given else f"{of.how} of the year's periods"
        made = replace(blank, actual=found.value, basis=basis, state=found.state)
        before = whole(of, year.shifted(-1))
        return _with_before(of, made, before.value if before else None)
    step, slots = _furthest(of, year)
    if not slots:
        return blank
    so_far = _together(slots, year, of.how)
    basis = _until(year, step, slots)
    if of.how == "latest":
        basis = f"in {_named(year, step, max(slots))}"
    made = replace(blank, actual=so_far.value, basis=basis, so_far=True, state=so_far.state)
    if of.how == "sum":
        months = len(slots) * 12 // _PARTS[step]
        if is_number(made.target):
            made = replace(made, due=_share(made.target, months))
        if is_number(made.upper):
            made = replace(made, upper=_share(made.upper, months))
    earlier = slots_of(of.counted, year.shifted(-1), step)
    if slots.keys() <= earlier.keys():
        same = _together(_only(earlier, slots), year.shifted(-1), of.how)
        made = _with_before(of, made, same.value)
    return made


def _share(target: Number, months: int) -> float:
    part = exact(target) * months / 12
    return rounded(part.numerator / part.denominator, 1)


def _with_before(of: Known, made: Standing, before: Number | None) -> Standing:
    if made.actual is None or before is None:
        return made
    if of.are_counts or not of.changes:
        return replace(made, counts=(made.actual, before))
    return made


def _furthest(of: Known, year: Period) -> tuple[str, Slots]:
    """The parts of a year by the step that covers more of it, months where both do alike."""
    months, quarters = (slots_of(of.counted, year, step) for step in ("month", "quarter"))
    if len(quarters) * 3 > len(months):
        return "quarter", quarters
    return "month", months


def _latest_alone(of: Known, year: Period, made: Standing) -> Standing:
    """The latest quarter or month of which a figure was given, where nothing covers the year."""
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


def _rated(of: Known, year: Period, made: Standing, rules: Rules) -> Standing:
    record = of.record
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
    if made.counts and of.are_counts and too_small_to_call(*made.counts):
        made = replace(made, caution="too small a change to call on its own")
    return made


def _reason(of: Known, made: Standing, rating: Rating) -> str:
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


def _no_worse(of: Known, year: Period, made: Standing) -> bool:
    """Whether the actual is known to be no worse than a year before."""
    direction = of.record.text("direction")
    if made.actual is None or direction not in (HIGHER, LOWER):
        return False
    now: Number
    before: Number
    if of.changes and of.record.text("target_kind") != _BASELINE:
        now, before = made.actual, 0
    elif made.counts and not of.changes:
        now, before = made.counts
    else:
        earlier = _given(of, year.shifted(-1))
        if earlier is None or earlier.value is None:
            return False
        now, before = made.actual, earlier.value
    return now >= before if direction == HIGHER else now <= before


# The end of the year


def _with_forecast(of: Known, year: Period, made: Standing, rules: Rules) -> Standing:
    """Add what the year comes to if it goes on as it has, by last year's seasons where known."""
    if not made.so_far or of.how != "sum" or made.basis.endswith("alone"):
        return made
    step, slots = _furthest(of, year)
    if not slots:
        return made
    so_far = _together(slots, year, "sum").value or 0
    before = slots_of(of.counted, year.shifted(-1), step)
    last = whole(of, year.shifted(-1))
    share = len(slots) / _PARTS[step]
    if last and last.value and slots.keys() <= before.keys():
        same = _together(_only(before, slots), year.shifted(-1), "sum").value
        share = same / last.value if same else share
    total = rounded(so_far / share, 0)
    forecast: Number | None = int(total) if total.is_integer() else total
    if of.changes:
        base = _whole_base(of, _base_year(of, year))
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
