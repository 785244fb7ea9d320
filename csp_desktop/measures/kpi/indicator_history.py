"""What is known of an indicator by year: whole years, their parts, baselines, like with like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from csp_desktop.measures.kpi.rating import exact, is_change, is_number
from csp_desktop.measures.kpi.series import (
    ASKED,
    FieldSeries,
    FigurePoint,
    FigureProblem,
    added,
    adding,
    joined_state,
    label,
    read_figures,
)
from csp_desktop.plan.document import Record
from csp_desktop.plan.periods import Period, read_period

BASELINE: Final = "% change on baseline year"
_UNSAID: Final = (
    "nothing says what the figures count, so they are not added up: set it, such as % or "
    "offences, or say what the year is made from."
)
PARTS: Final = {"month": 12, "quarter": 4}
"""How many periods of a kind a year has."""

Slots = Mapping[int, FigurePoint]
"""The points of one year by their number in it: months 1 to 12, or quarters 1 to 4."""


@dataclass(frozen=True, slots=True)
class IndicatorHistory:
    """All figures of an indicator up to a working quarter, read once."""

    record: Record
    actuals: FieldSeries
    counts: FieldSeries
    how: str

    @property
    def changes(self) -> bool:
        """True if the target is a % change."""
        return is_change(self.record.text("target_kind"))

    @property
    def counted(self) -> FieldSeries:
        """What adds up: the counts behind a % change, else the actuals themselves."""
        return self.counts if self.changes else self.actuals

    @property
    def are_counts(self) -> bool:
        """True if the figures are counts of things, for the small-number guard."""
        if self.changes:
            return self.counts.known()
        points = [point for step in self.actuals.by_step.values() for point in step.values()]
        return self.how == "sum" and all(
            isinstance(point.value, int) and point.value >= 0 for point in points
        )

    @property
    def problems(self) -> tuple[FigureProblem, ...]:
        """What is wrong with the figures, and what they leave open."""
        return (*self.actuals.problems, *self.counts.problems, *self._asked())

    @property
    def unsaid(self) -> bool:
        """True if a year would be made from periods although nothing says what they count."""
        steps = (self.counted.of(step) for step in PARTS)
        return self.how == ASKED and any(steps)

    def _asked(self) -> tuple[FigureProblem, ...]:
        return (FigureProblem("The unit", _UNSAID),) if self.unsaid else ()


def known(record: Record, until: Period | None) -> IndicatorHistory:
    """Read an indicator's figures up to the quarter `until` (None for all there are)."""
    return IndicatorHistory(
        record,
        read_figures(record, "actual", until),
        read_figures(record, "count", until),
        adding(record),
    )


def given_for(of: IndicatorHistory, year: Period) -> FigurePoint | None:
    """The actual that was given for a whole year, None if none was."""
    return of.actuals.of("year").get(year)


def base_year(of: IndicatorHistory, year: Period) -> Period:
    """The year that a % change of `year` is measured from."""
    if of.record.text("target_kind") == BASELINE:
        # '2011-12' is a year here: a baseline is that of a year's target.
        named = read_period(of.record.text("baseline_period"), "year")
        return named.financial_year if named else year.shifted(-1)
    return year.shifted(-1)


def _fixed(of: IndicatorHistory, base: Period) -> FigurePoint | None:
    """The baseline that was agreed as a number, where one was."""
    held = of.record.get("baseline_value")
    if of.record.text("target_kind") == BASELINE and is_number(held):
        return FigurePoint(base, held, "final")
    return None


def whole_base(of: IndicatorHistory, base: Period) -> FigurePoint | None:
    """What a whole year is measured from: the baseline agreed, else the base year's count."""
    return _fixed(of, base) or whole(of, base)


def whole(of: IndicatorHistory, year: Period) -> FigurePoint | None:
    """The figure that adds up, for a whole year: as given, else from all its months or quarters."""
    given = of.counted.of("year").get(year)
    if given:
        return given
    for step, number in PARTS.items():
        slots = slots_of(of.counted, year, step)
        # All parts or none: a year that lacks a month would pass for a good one.
        if len(slots) == number and of.how != ASKED:
            return together(slots, year, of.how)
    return None


def slots_of(figures: FieldSeries, year: Period, step: str) -> dict[int, FigurePoint]:
    """The points of `year` by their number in it."""
    return {
        period.month_of_year or period.quarter: point
        for period, point in sorted(figures.of(step).items())
        if period.year == year.year and point.value is not None
    }


def together(slots: Slots, year: Period, how: str) -> FigurePoint:
    """The points of a year as one figure, in the state that they make together."""
    points = [slots[slot] for slot in sorted(slots)]
    values = [point.value for point in points if point.value is not None]
    return FigurePoint(year, added(values, how), joined_state(points), given=False)


def like_with_like(of: IndicatorHistory, year: Period, base: Period) -> tuple[str, Slots, Slots]:
    """The parts of `year` that the base year has too, by the step that covers more of the year."""
    # Six months against the base year's twelve would halve every count; so only what both years
    # have is compared, and of months and quarters those that cover more.
    best: tuple[str, Slots, Slots] = ("month", {}, {})
    for step, number in PARTS.items():
        now = slots_of(of.counted, year, step)
        before: Slots = slots_of(of.counted, base, step)
        if fixed := _fixed(of, base):
            before = _parted(fixed, before, number)
        elif not before and (part := _share_of_base(of, base, number)):
            before = dict.fromkeys(now, part)
        shared = now.keys() & before.keys()
        if len(shared) * 12 // number > len(best[1]) * 12 // PARTS[best[0]]:
            best = (step, only(now, shared), only(before, shared))
    return best


def _parted(whole_year: FigurePoint, parts: Slots, number: int) -> Slots:
    """A fixed baseline by parts: in the shares of the year's own parts if all are known, else even.

    So the agreed baseline is the total, and its seasons are those of the baseline year.
    """
    # In fractions, so that the parts add up to the baseline again but for one last rounding each.
    total = sum(point.value or 0 for point in parts.values())
    weights = {slot: exact(point.value or 0) for slot, point in parts.items()}
    if len(parts) < number or total <= 0:
        weights = dict.fromkeys(range(1, number + 1), Fraction(1))
    sum_of_all = sum(weights.values(), Fraction())
    fixed = exact(whole_year.value or 0)
    return {
        slot: replace(whole_year, value=float(fixed * weight / sum_of_all), given=False)
        for slot, weight in weights.items()
    }


def _share_of_base(of: IndicatorHistory, base: Period, number: int) -> FigurePoint | None:
    """One part of a baseline year if only its whole is known."""
    held = whole_base(of, base) if of.record.text("target_kind") == BASELINE else None
    if held is None or held.value is None:
        return None
    return FigurePoint(base, held.value / number, held.state, given=False)


def only(slots: Slots, wanted: Iterable[int]) -> dict[int, FigurePoint]:
    """The slots that are wanted, in time order."""
    return {slot: slots[slot] for slot in sorted(wanted)}


def until_words(year: Period, step: str, slots: Slots) -> str:
    """Words for how far a year goes: 'to Q2', 'to Aug-16', with the parts that are missing."""
    last = max(slots)
    missing = [slot for slot in range(1, last) if slot not in slots]
    said = f"to {named_slot(year, step, last)}"
    if missing:
        said += f" without {', '.join(named_slot(year, step, slot) for slot in missing)}"
    return said


def named_slot(year: Period, step: str, slot: int) -> str:
    """A month or quarter of a year in words: 'Q2', 'Aug-16'; the last month of one is 'Q2' too."""
    if step == "quarter":
        return f"Q{slot}"
    return f"Q{slot // 3}" if slot % 3 == 0 else label(Period(year.year, 1, 1).shifted(slot - 1))


def furthest(of: IndicatorHistory, year: Period) -> tuple[str, Slots]:
    """The parts of a year by the step that covers more of it, months where both do alike."""
    months, quarters = (slots_of(of.counted, year, step) for step in ("month", "quarter"))
    # Months where both cover as much: they say more exactly how far the year goes.
    if len(quarters) * 3 > len(months):
        return "quarter", quarters
    return "month", months
