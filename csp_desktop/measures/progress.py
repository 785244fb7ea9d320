"""The progress of actions in a quarter: their status, whether an update is owed, what moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from csp_desktop.plan.document import Record
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.statuses import COUNTED_APART, SETTLED, STATUSES, movement


class ActionProgress(NamedTuple):
    """The progress of one action in a quarter.

    `status` is what was reported for the quarter, None if nothing was. `last` is the latest
    status of an earlier quarter, `last_quarter`. `owed`: an update is due and has not come.
    `closed` is what the action was closed as, where it is closed by the quarter, else ''.
    """

    status: str | None
    last: str | None
    last_quarter: str
    owed: bool
    closed: str = ""

    @property
    def counted(self) -> str:
        """The status under which the action counts in the quarter, '' if an update is owed."""
        if self.status or self.owed:
            return self.status or ""
        return ended_as(self.closed or self.last or "")


def closed_as(action: Record, quarter: str) -> str:
    """What `action` is closed as by `quarter`, 'complete' or 'dropped'; '' if it is not.

    From the quarter in which it is closed on, nobody is asked for an update.
    """
    closed = action.text("closed")
    return (action.text("closed_as") or "dropped") if closed and closed <= quarter else ""


def ended_as(closed: str) -> str:
    """The status under which an action counts that was closed as `closed`."""
    return "complete" if closed == "complete" else "not applicable"


def standing(action: Record, quarter: str) -> ActionProgress:
    """The progress of `action` in `quarter`.

    No update is owed once an action is closed, complete or not applicable, nor in a year whose
    state is not applicable; all others owe one each quarter, the delegated ones too.
    """
    status = None
    last, last_quarter = None, ""
    # One pass over all cells, since the last status before the quarter may be of any earlier one.
    for (name, period), held in action.cells.items():
        if name != "status" or held.value is None:
            continue
        # Quarters are written so that they sort as they follow one another.
        if period == quarter:
            status = str(held.value)
        elif last_quarter < period < quarter:
            last, last_quarter = str(held.value), period
    return _progress(action, quarter, status, last, last_quarter)


def standings(action: Record, quarters: Sequence[str]) -> list[ActionProgress]:
    """The progress of `action` in each of `quarters`, the first of them first.

    Its cells are looked at once, however many quarters there are.
    """
    said = sorted(
        (period, str(held.value))
        for (name, period), held in action.cells.items()
        if name == "status" and held.value is not None
    )
    found, at, last, last_quarter = [], 0, None, ""
    for quarter in quarters:
        while at < len(said) and said[at][0] < quarter:
            last_quarter, last = said[at]
            at += 1
        status = said[at][1] if at < len(said) and said[at][0] == quarter else None
        found.append(_progress(action, quarter, status, last, last_quarter))
    return found


def _progress(
    action: Record, quarter: str, status: str | None, last: str | None, last_quarter: str
) -> ActionProgress:
    closed = closed_as(action, quarter)
    owed = (
        status is None
        and not closed
        and last not in SETTLED
        and action.get("state", quarter[:7]) != "not applicable"
    )
    return ActionProgress(status, last, last_quarter, owed, closed)


def as_at(last_quarter: str, quarter: str) -> str:
    """Words for when a status was last given, seen from `quarter`: 'as at Q1'."""
    year, _, number = last_quarter.partition(" ")
    return f"as at {number}" if year == quarter[:7] else f"as at {number} {year}"


class Counts(NamedTuple):
    """How many of some actions have which status in a quarter; the parts add up to `total`.

    `by_status` holds only statuses that occur, in the order of STATUSES. `closed` tells how many
    of them are closed: those count as complete or not applicable where nothing was reported.
    """

    total: int = 0
    by_status: Mapping[str, int] = MappingProxyType({})
    no_update: int = 0
    closed: int = 0

    @property
    def apart(self) -> Mapping[str, int]:
        """Those that are never counted among the actions on track: delegated, n/a, tbc."""
        return {name: number for name, number in self.by_status.items() if name in COUNTED_APART}


def counts(actions: Iterable[Record], quarter: str) -> Counts:
    """Count `actions` by their status in `quarter`."""
    return counts_of(standing(action, quarter) for action in actions)


def counts_of(stood: Iterable[ActionProgress]) -> Counts:
    """Count actions whose progress is worked out already."""
    found: dict[str, int] = {}
    closed = 0
    for each in stood:
        found[each.counted] = found.get(each.counted, 0) + 1
        closed += bool(each.closed)
    return counts_of_names(found, closed)


def counts_of_names(found: Mapping[str, int], closed: int = 0) -> Counts:
    """Counts from how many actions count under each status, '' for those that owe an update."""
    ordered: dict[str, int] = {name: found[name] for name in STATUSES if found.get(name)}
    return Counts(sum(found.values()), ordered, found.get("", 0), closed)


def moved(action: Record, quarter: str, *, since: str = "quarter") -> str | None:
    """Direction of travel to `quarter`: 'improved', 'same', 'worse', or None if none is known.

    Against the quarter before (the short trend), or with since='year' against the same quarter
    of the year before (the long trend).
    """
    period = read_period(quarter)
    if period is None:
        return None
    before = str(period.shifted(-4 if since == "year" else -1))
    return movement(_status(action, before), _status(action, quarter))


def _status(action: Record, quarter: str) -> str | None:
    value = action.get("status", quarter)
    return None if value is None else str(value)
