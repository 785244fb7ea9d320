"""What is overdue, due soon or slipping, judged at the end of a quarter and never by a clock.

A quarter ends with the last day of its last month: what was due on that day and is not done is
overdue. Nothing that happened after the quarter is asked, neither a later status nor a later day
of completion, so to complete an action does not change what was overdue before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from csp_desktop.measures.progress import ActionProgress, standing
from csp_desktop.plan.document import Document, Record, order_of
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.statuses import SETTLED

MARKS: Final = ("overdue", "due_soon", "slipping")
"""By what filters, chips and lists call it, the most pressing first."""


class Dates(NamedTuple):
    """The dates of an action or a milestone as its record holds them."""

    due: date | None = None
    forecast: date | None = None
    completed: date | None = None


class Timing(NamedTuple):
    """How an action or a milestone stands to its dates at the end of a quarter.

    `done`: it was complete, or needed no more, by then. Of what is not done, `overdue` was due by
    then, `due_soon` is due within the quarter that follows, and `slipping` is forecast for later
    than it is due. What is done, or has no due date, is none of these.
    """

    dates: Dates = Dates()
    done: bool = False
    overdue: bool = False
    due_soon: bool = False
    slipping: bool = False

    @property
    def marks(self) -> frozenset[str]:
        """Those of MARKS that hold."""
        return frozenset(name for name in MARKS if getattr(self, name))


def action_timing(action: Record, quarter: str, progress: ActionProgress | None = None) -> Timing:
    """How `action` stands to its dates at the end of `quarter`.

    It is done where it was completed on a day by then, where it is closed, and where the latest
    status by then is one after which no update is owed. `progress` is its standing in the quarter
    where that is known already.
    """
    dates = Dates(*(_day(action, name) for name in ("due_date", "forecast_date", "completed_on")))
    if dates == Dates():
        return Timing()
    found = progress or standing(action, quarter)
    settled = bool(found.closed) or (found.status or found.last) in SETTLED
    return _timing(dates, quarter, settled=settled)


def milestone_timing(milestone: Record, quarter: str, *, of_settled: bool = False) -> Timing:
    """How `milestone` stands to its dates at the end of `quarter`.

    `of_settled`: its action is done by then, and so nothing of it is overdue.
    """
    dates = Dates(_day(milestone, "due"), _day(milestone, "forecast"), _day(milestone, "completed"))
    return _timing(dates, quarter, settled=of_settled)


def marks_of(
    action: Record,
    milestones: Collection[Record],
    quarter: str,
    progress: ActionProgress | None = None,
) -> frozenset[str]:
    """Which of MARKS hold of `action`, or of one of its `milestones`, at the end of `quarter`.

    `progress` is the action's standing in the quarter where that is known already.
    """
    own = action_timing(action, quarter, progress)
    settled = own.done or (bool(milestones) and is_settled(action, quarter, progress))
    return own.marks.union(
        *(milestone_timing(each, quarter, of_settled=settled).marks for each in milestones)
    )


def passed_without_status(
    action: Record, quarter: str, progress: ActionProgress | None = None
) -> bool:
    """True if an action was due or completed by the end of `quarter` and has no status at all.

    That is told and never refused: a date may be known before anybody has reported.
    """
    end = last_day(quarter)
    days = [day for name in ("due_date", "completed_on") if (day := _day(action, name))]
    if end is None or not days or min(days) > end:
        return False
    found = progress or standing(action, quarter)
    return not (found.status or found.last or found.closed)


def milestones_by_action(document: Document) -> dict[str, list[Record]]:
    """The milestones of each action, by the action's id: first due first, those without last."""
    found: dict[str, list[Record]] = {}
    for each in document.of("milestone"):
        found.setdefault(each.text("action"), []).append(each)
    for milestones in found.values():
        milestones.sort(key=milestone_order)
    return found


def milestone_order(milestone: Record) -> tuple[str, str, str]:
    """The sort key of a milestone among those of its action."""
    return (milestone.text("due") or "~", milestone.text("title"), milestone.id)


@lru_cache  # asked for every action and milestone of a plan
def last_day(quarter: str) -> date | None:
    """The last day of `quarter`, None where that names no quarter."""
    period = read_period(quarter)
    if period is None or not period.quarter:
        return None
    # Q4 of 2016/17 ends in March 2017; the others end in the year that theirs begins in.
    following = period.quarter * 3 + 4
    return date(period.year + (following > 12), (following - 1) % 12 + 1, 1) - timedelta(days=1)


class DueItem(NamedTuple):
    """An action, or a milestone of it, that has a due date or a forecast."""

    action: Record
    milestone: Record | None
    timing: Timing

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the action, and of the milestone where it is about one."""
        return (self.action.id, self.milestone.id) if self.milestone else (self.action.id,)

    @property
    def title(self) -> str:
        """What is to be done."""
        return (self.milestone or self.action).text("title")

    @property
    def who(self) -> str:
        """Who does it: as the milestone says, else the action's lead officer, else its partners."""
        said = self.milestone.text("who") if self.milestone else ""
        partners = "; ".join(self.action.items("lead_partners"))
        return said or self.action.text("lead_officer") or partners


def marks_by_action(items: Iterable[DueItem]) -> dict[str, frozenset[str]]:
    """As `marks_of`, by the id of each action of which any holds, of what is worked out already."""
    found: dict[str, frozenset[str]] = {}
    for each in items:
        if each.timing.marks:
            found[each.action.id] = found.get(each.action.id, frozenset()) | each.timing.marks
    return found


def due_lists(items: Iterable[DueItem]) -> dict[str, list[DueItem]]:
    """Those of `items` of which each of MARKS holds, first due first; one may be in two lists."""
    by_day = sorted(items, key=lambda each: each.timing.dates.due or date.max)
    return {mark: [each for each in by_day if mark in each.timing.marks] for mark in MARKS}


def due_items(
    document: Document, quarter: str, actions: Iterable[Record] | None = None
) -> list[DueItem]:
    """All actions with dates and their milestones, in the order of refs, judged for `quarter`."""
    milestones = milestones_by_action(document)
    found = []
    for action in sorted(document.of("action") if actions is None else actions,
                         key=lambda each: (order_of(each), each.id)):  # fmt: skip
        progress = standing(action, quarter)
        own = action_timing(action, quarter, progress)
        if own.dates.due or own.dates.forecast:
            found.append(DueItem(action, None, own))
        settled = is_settled(action, quarter, progress)
        found += [
            DueItem(action, each, milestone_timing(each, quarter, of_settled=settled))
            for each in milestones.get(action.id, ())
        ]
    return found


def is_settled(action: Record, quarter: str, progress: ActionProgress | None = None) -> bool:
    """True if nothing more is to be done for `action` at the end of `quarter`."""
    found = progress or standing(action, quarter)
    if found.closed or (found.status or found.last) in SETTLED:
        return True
    end, completed = last_day(quarter), _day(action, "completed_on")
    return bool(end and completed and completed <= end)


@lru_cache
def _end_of_next(quarter: str) -> date | None:
    period = read_period(quarter)
    return last_day(str(period.shifted(1))) if period else None


def _timing(dates: Dates, quarter: str, *, settled: bool) -> Timing:
    end = last_day(quarter)
    if end is None:
        return Timing(dates)
    if settled or (dates.completed is not None and dates.completed <= end):
        return Timing(dates, done=True)
    due = dates.due
    if due is None:
        return Timing(dates)
    soon = _end_of_next(quarter)
    return Timing(
        dates,
        overdue=due <= end,
        due_soon=soon is not None and end < due <= soon,
        slipping=dates.forecast is not None and dates.forecast > due,
    )


def _day(record: Record, name: str) -> date | None:
    """The day that a cell holds; None for none, and for what another version wrote as no day."""
    text = record.text(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
