"""What is overdue, due soon or slipping at the end of a quarter, as data and as a calendar."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from csp_desktop.errors import BadValue, Failure
from csp_desktop.measures.due import (
    MARKS,
    DueItem,
    due_items,
    due_lists,
    last_day,
    passed_without_status,
)
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import Document
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field
from csp_desktop.plan.values import understand
from csp_desktop.plan.wording import day, instant
from csp_desktop.report.due_calendar import DueEvent, calendar_of
from csp_desktop.whole import write_whole

_QUARTER = Field("quarter", "Quarter", Type.QUARTER)


def quarter_asked(document: Document, quarter: str) -> str:
    """The quarter that is meant: the one that was typed, else the plan's working quarter."""
    asked = understand(_QUARTER, quarter) or document.plan.text("working_quarter")
    if not asked:
        raise BadValue("This plan has no working quarter: say which is meant, by --quarter.")
    return str(asked)


def overdue(document: Document, quarter: str) -> dict[str, Any]:
    """What is overdue, due soon and slipping at the end of `quarter`, first due first."""
    lists = due_lists(due_items(document, quarter))
    end = last_day(quarter)
    return {
        "quarter": quarter,
        "ends": end.isoformat() if end else None,
        **{mark: [_as_data(document, each) for each in lists[mark]] for mark in MARKS},
        "no_status": [
            each.text("ref") for each in document.actions() if passed_without_status(each, quarter)
        ],
    }


def _as_data(document: Document, item: DueItem) -> dict[str, Any]:
    group = document.record("group", item.action.text("group"))
    record = item.milestone or item.action
    dates = item.timing.dates
    return {
        "kind": record.kind,
        "id": record.id,
        "ref": item.action.text("ref"),
        "action": item.action.text("title"),
        "title": item.title,
        "due": dates.due.isoformat() if dates.due else None,
        "forecast": dates.forecast.isoformat() if dates.forecast else None,
        "who": item.who or None,
        "group": group.text("name") if group else None,
        **{mark: mark in item.timing.marks for mark in MARKS},
    }


def write_calendar(plan: OpenPlan, document: Document, quarter: str, out: Path) -> int:
    """Write the due dates of what is not done in `quarter` to a calendar file; how many it holds.

    Two copies of a plan give the same event for the same thing.
    """
    if out.suffix.lower() != ".ics":
        raise BadValue(f"A calendar is written as .ics: give {out.stem}.ics, say.")
    events = list(_events(document, quarter))
    # No clock: a time that an event was last revised has to be given, and it is the plan's. What
    # was never dated, as a plan that has just been made of the shipped one, is of the year 1970.
    times = [instant(made.at) for made in plan.file.log.all_operations() if made.at]
    revised = max(times, default=instant("1970-01-01T00:00:00+00:00"))
    made = calendar_of(document.plan.text("title") or "Due dates", events, revised)
    try:
        write_whole(out, made)
    except OSError as error:
        raise Failure(f"{out} could not be written: {error.strerror or error}.") from error
    return len(events)


def _events(document: Document, quarter: str) -> Iterable[DueEvent]:
    for item in due_items(document, quarter):
        dates = item.timing.dates
        if item.timing.done or dates.due is None:
            continue
        record = item.milestone or item.action
        of = f"Milestone of {item.action.text('title')}" if item.milestone else ""
        forecast = f"Forecast for {day(dates.forecast.isoformat())}" if dates.forecast else ""
        group = document.record("group", item.action.text("group"))
        said = (of, item.who, group.text("name") if group else "", forecast)
        yield DueEvent(
            f"{record.id}.{document.plan_id}@csp-desktop",
            dates.due,
            f"{item.action.text('ref')} {item.title}".strip(),
            "\n".join(filter(None, said)),
        )
