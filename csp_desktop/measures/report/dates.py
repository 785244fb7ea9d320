"""What a report says of dates: what is overdue, due soon and slipping, actions and milestones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from csp_desktop.measures.due import MARKS, DueItem, due_items, due_lists
from csp_desktop.measures.report.model import ReportCell, ReportSection, Row, Table, columns
from csp_desktop.measures.report.report_context import Matter, called
from csp_desktop.plan import wording as say

_WORDS: Final = {"overdue": "Overdue", "due_soon": "Due soon", "slipping": "Slipping"}


def dates(of: Matter) -> Iterable[ReportSection]:
    """The exceptions among dates; nothing where the plan has no dates."""
    items = _items(of)
    if not any(each.timing.dates.due for each in items):
        return
    table = Table(
        "Dates",
        columns(
            ("Dates", 13), ("Action or milestone", 36), ("Due", 17), ("Forecast", 17), ("Who", 17),
            under={"Dates": "Also", "Action or milestone": "Milestone of", "Who": "Sub-group"},
        ),
        tuple(_row(of, each) for each in _marked(items)),
        f"Nothing is overdue, due soon or slipping at the end of {of.quarter}.",
        named_by=1,
    )  # fmt: skip
    note = (
        f"Judged at the end of {of.quarter}: due soon is what is due in the quarter that follows, "
        "slipping what is forecast for later than it is due."
    )
    yield ReportSection("Overdue, due soon and slipping", table=table, notes=(note,), level=2)


def dated(of: Matter) -> list[str]:
    """How many are overdue, due soon and slipping, as a sentence of the summary."""
    lists = due_lists(_items(of))
    said = [
        f"{say.number(len(found))} {say.plural(len(found), 'is', 'are')} {_WORDS[mark].lower()}"
        for mark, found in lists.items()
        if found
    ]
    if not said:
        return []
    return [f"Of the actions and milestones with a due date, {say.joined(said)}."]


def _items(of: Matter) -> list[DueItem]:
    return due_items(of.document, of.quarter, of.actions)


def _marked(items: Iterable[DueItem]) -> list[DueItem]:
    """Those that are in any list, each once, where it presses most; first due first."""
    found: dict[tuple[str, ...], DueItem] = {}
    for some in due_lists(items).values():
        for each in some:
            found.setdefault(each.ids, each)
    return list(found.values())


def _row(of: Matter, item: DueItem) -> Row:
    first, *also = [_WORDS[mark] for mark in MARKS if mark in item.timing.marks]
    milestone = item.milestone
    group = of.document.record("group", item.action.text("group"))
    # Whoever is named here is a person of the council's or a partner's, who is not published.
    who = of.leads(item.action) if of.source.published else item.who
    return (
        ReportCell(first, under=", ".join(also)),
        ReportCell(
            f"{item.action.text('ref')} {item.title}".strip() if milestone else called(item.action),
            under=f"Milestone of {item.action.text('title')}" if milestone else "",
        ),
        ReportCell(_said(item.timing.dates.due)),
        ReportCell(_said(item.timing.dates.forecast) or "None"),
        ReportCell(who or "Nobody named", under=group.text("name") if group else ""),
    )


def _said(day: date | None) -> str:
    return say.day(day.isoformat()) if day else ""
