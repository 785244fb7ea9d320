"""Two frozen states of a plan side by side: what moved, what was reworded, what was revised.

Comparing the other way round gives the same lines mirrored, and a state with itself gives none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from csp_desktop.measures.kpi.indicator_history import known
from csp_desktop.measures.kpi.rating import (
    HIGHER,
    LOWER,
    MET,
    MISSED,
    NEAR,
    Number,
    is_change,
    is_number,
)
from csp_desktop.measures.kpi.yearly import contradicting
from csp_desktop.measures.progress import standing
from csp_desktop.measures.snapshot.frozen import Frozen
from csp_desktop.plan.document import Document, Place, Record, order_of, period_order
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.statuses import BEGUN
from csp_desktop.plan.statuses import movement as status_movement
from csp_desktop.plan.values import Value, same

Movement: TypeAlias = Literal["improved", "same", "worse", "changed"]

_RATED: Final = {MISSED: 0, NEAR: 1, MET: 2}
FIGURES: Final = frozenset({"actual", "count"})
"""The fields of an indicator that hold its figures."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that differs between the two states.

    For a status that was not given for `period`, the last one given counts, and `was_as_at` or
    `now_as_at` say for which quarter that was. `field` is 'exists' where a record was added or
    dropped, and 'rating' where a year of an indicator rates otherwise; reasons come with that.
    """

    kind: str
    record: str
    field: str
    period: str
    was: Value
    now: Value
    movement: Movement
    was_as_at: str = ""
    now_as_at: str = ""
    was_reason: str = ""
    now_reason: str = ""


@dataclass(frozen=True, slots=True)
class StatusTravel:
    """An action whose status in force differs between the quarters of the two states."""

    record: str
    was: str
    now: str
    movement: Movement

    @property
    def started(self) -> bool:
        """True if work on it has begun between the two."""
        return self.was in ("", "not started") and self.now in BEGUN


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two states, in the order of the plan."""

    actions: tuple[Difference, ...]
    indicators: tuple[Difference, ...]
    others: tuple[Difference, ...]
    travels: tuple[StatusTravel, ...]

    @property
    def empty(self) -> bool:
        """True if nothing differs."""
        return not (self.actions or self.indicators or self.others or self.travels)

    def counts(self) -> dict[str, int]:
        """How many actions moved, started or were reworded, and how many figures differ."""
        existed = [each for each in self.actions if each.field == "exists"]
        worded = {each.record for each in self.actions if each.field == "commentary"}
        return {
            "moved_up": sum(each.movement == "improved" for each in self.travels),
            "moved_down": sum(each.movement == "worse" for each in self.travels),
            "started": sum(each.started for each in self.travels),
            "commentary": len(worded),
            "figures_revised": sum(
                each.field in FIGURES and each.was is not None and each.now is not None
                for each in self.indicators
            ),
            "added": sum(each.now is True for each in existed),
            "dropped": sum(each.now is False for each in existed),
        }


def compare(was: Frozen, now: Frozen) -> Comparison:
    """What differs from `was` to `now`."""
    before, after = was.document, now.document
    indicators = [
        *_differences(before, after, "indicator"),
        *_recounted(before, after),
        *_ratings(was, now),
    ]
    others = [
        each
        for kind in sorted({*before.kinds, *after.kinds} - {"action", "indicator"})
        for each in _differences(before, after, kind)
    ]
    return Comparison(
        tuple(_ordered(_differences(before, after, "action"))),
        tuple(_ordered(indicators)),
        tuple(_ordered(others)),
        tuple(travels(was, now)),
    )


def _ordered(found: Iterable[Difference]) -> list[Difference]:
    """By record, field and period: an order that does not depend on which state comes first."""
    return sorted(
        found, key=lambda each: (each.kind, each.record, each.field, period_order(each.period))
    )


def _differences(before: Document, after: Document, kind: str) -> Iterator[Difference]:
    old, new = before.kinds.get(kind, {}), after.kinds.get(kind, {})
    # A set, in any order: `_ordered` sorts what is found, so that both ways round mirror.
    for record_id in {*old, *new}:
        one, other = old.get(record_id), new.get(record_id)
        if one is None or other is None:
            there, is_there = one is not None, other is not None
            yield Difference(kind, record_id, "exists", "", there, is_there, "changed")
            continue
        for place in {*one.cells, *other.cells}:
            was, now = one.get(*place), other.get(*place)
            # Most cells are alike to the letter, and folding both to find it out costs the most.
            if not (type(was) is type(now) and was == now) and not same(was, now):
                yield _difference(one, other, place)


def _difference(one: Record, other: Record, place: Place) -> Difference:
    name, period = place
    was, now = one.get(*place), other.get(*place)
    if one.kind == "action" and name == "status":
        return _status_difference(one, other, period)
    moved: Movement = "changed"
    if name in FIGURES and is_number(was) and is_number(now):
        moved = _figure_movement(was, now, {one.text("direction"), other.text("direction")})
    return Difference(one.kind, one.id, name, period, was, now, moved)


def _recounted(before: Document, after: Document) -> Iterator[Difference]:
    """Reported % changes that stayed the same while the counts came to give another figure."""
    old, new = before.kinds.get("indicator", {}), after.kinds.get("indicator", {})
    for record_id in old.keys() & new.keys():
        one, other = old[record_id], new[record_id]
        if not (is_change(one.text("target_kind")) and is_change(other.text("target_kind"))):
            continue
        for period in sorted({*one.periods("actual")} & {*other.periods("actual")}):
            reported = one.get("actual", period)
            if not is_number(reported) or not same(reported, other.get("actual", period)):
                continue
            was, now = (_as_counted(each, period, reported) for each in (one, other))
            if was != now:
                directions = {one.text("direction"), other.text("direction")}
                moved = _figure_movement(was, now, directions)
                yield Difference("indicator", record_id, "actual", period, was, now, moved)


def _as_counted(record: Record, period: str, reported: Number) -> Number:
    """The figure that a year's counts give where it is another than the reported one, else that."""
    year = read_period(period)
    if year is None or year.kind != "year":
        return reported
    found = contradicting(known(record, None), year)
    return found.change if found else reported


def _status_difference(one: Record, other: Record, period: str) -> Difference:
    before, after = standing(one, period), standing(other, period)
    was, now = before.status or before.last, after.status or after.last
    return Difference(
        one.kind,
        one.id,
        "status",
        period,
        was,
        now,
        _movement(was, now),
        was_as_at="" if before.status or not was else before.last_quarter,
        now_as_at="" if after.status or not now else after.last_quarter,
    )


def _movement(was: str | None, now: str | None) -> Movement:
    found = status_movement(was, now)
    if found == "improved":
        return "improved"
    if found == "worse":
        return "worse"
    return "same" if found == "same" or was == now else "changed"


def _figure_movement(was: float, now: float, directions: set[str]) -> Movement:
    # Where the two states disagree on which direction is better, neither is.
    if directions not in ({HIGHER}, {LOWER}):
        return "changed"
    return "improved" if (now > was) == (HIGHER in directions) else "worse"


def _ratings(was: Frozen, now: Frozen) -> Iterator[Difference]:
    for record in was.ratings.keys() & now.ratings.keys():
        before, after = was.ratings[record], now.ratings[record]
        for year in before.keys() & after.keys():
            (old, old_reason), (new, new_reason) = before[year], after[year]
            if old == new:
                continue
            moved: Movement = "changed"
            if old in _RATED and new in _RATED:
                moved = "improved" if _RATED[new] > _RATED[old] else "worse"
            yield Difference(
                "indicator", record, "rating", year, old, new, moved,
                was_reason=old_reason, now_reason=new_reason,
            )  # fmt: skip


def travels(was: Frozen, now: Frozen) -> Iterator[StatusTravel]:
    """The actions whose status in force differs from `was` to `now`."""
    old = was.document.kinds.get("action", {})
    shared = [each for each in now.document.of("action") if each.id in old]
    # In the order of refs as the first state has them where they differ would not mirror: by id.
    for action in sorted(shared, key=lambda each: each.id):
        before = in_force(old[action.id], was.quarter)
        after = in_force(action, now.quarter)
        if before != after:
            yield StatusTravel(action.id, before, after, _movement(before or None, after or None))


def in_force(action: Record, quarter: str) -> str:
    """The status of an action at a quarter, as given for it or last before; '' for none."""
    stood = standing(action, quarter)
    return stood.status or stood.last or ""


def by_ref(document: Document, travels: Iterable[StatusTravel]) -> list[StatusTravel]:
    """Travels in the order in which people read the refs of `document`."""

    def order(travel: StatusTravel) -> tuple[object, ...]:
        action = document.record("action", travel.record)
        return (order_of(action) if action else (), travel.record)

    return sorted(travels, key=order)
