"""The tooltips of the grid's cells: the whole of what a cell shows the beginning of."""

from __future__ import annotations

import html
from collections.abc import Iterator

from csp_desktop import look
from csp_desktop.gui.grid.cells import DUE, marked_places, marks_of, name_of, plain
from csp_desktop.gui.grid.columns import ColumnShows, GridColumn
from csp_desktop.gui.grid.rows import STILL_SHOWN, ActionRow, MilestoneRow, RecordRow
from csp_desktop.measures.due import MARKS, Timing
from csp_desktop.measures.progress import as_at, closed_as
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.people import contact, email
from csp_desktop.plan.wording import capital, counted, day, within

_SAID = {
    "contested": "people put different values here. The one agreed last shows until one is chosen.",
    "proposed": "a value waits to be taken or left.",
}


def tooltip(row: RecordRow, column: GridColumn, quarter: str, document: Document) -> str:
    """The full text behind a cell, as rich text; '' where the cell shows all there is."""
    action = row.record
    where = f"{action.text('ref')} {action.text('title')}".strip()
    if column.period:
        where += f", {column.period}"
    elif column.field.name not in {"ref", "title"}:
        where += f": {column.field.label}"
    parts = [
        f"<b>{html.escape(where)}</b>",
        *(
            html.escape(said).replace("\n", "<br>")
            for said in _said(row, column, quarter, document)
        ),
        *_links(action, column, document),
        *_marks(action, column),
        *((STILL_SHOWN.capitalize(),) if isinstance(row, ActionRow) and row.lingers else ()),
    ]
    return "<p>" + "</p><p>".join(parts) + "</p>" if len(parts) > 1 or column.period else ""


def _said(row: RecordRow, column: GridColumn, quarter: str, document: Document) -> Iterator[str]:
    action = row.record
    if column.field.name in DUE or isinstance(row, MilestoneRow):
        yield from _dates_said(row, document)
        return
    if column.field.name in {"ref", "title"}:
        yield from filter(None, [action.text("activity")])
        if row.milestones:
            done = sum(each.timing.done for each in row.milestones)
            yield f"{counted(len(row.milestones), 'milestone')}, {done} done"
        return
    if column.shows is ColumnShows.QUARTER and isinstance(row, ActionRow):
        yield from _quarter_said(row, column, quarter)
        return
    text = plain(action, column, document)
    yield from filter(None, [text])
    group = document.record("group", action.text("group")) if column.field.name == "group" else None
    yield from filter(None, [contact(document, group) if group else ""])
    if column.field.names_person:
        yield from filter(None, [email(document, text)])


def _quarter_said(row: ActionRow, column: GridColumn, quarter: str) -> Iterator[str]:
    action, status = row.action, row.action.text("status", column.period)
    text = look.word(status) if status else ""
    closed = closed_as(action, column.period)
    if closed:
        why = f": {said}" if (said := action.text("closed_why")) else ""
        yield f"Closed in {action.text('closed')}, {closed}{why}"
    elif not text and column.period == quarter:
        text = look.NO_UPDATE
        if row.standing.last:
            when = as_at(row.standing.last_quarter, quarter)
            text += f". {look.word(row.standing.last)} {when}"
    yield from filter(None, [text])
    for name, label in (("commentary", ""), ("corrective_action", "Corrective action: ")):
        if said := action.text(name, column.period):
            yield label + said


def _dates_said(row: RecordRow, document: Document) -> Iterator[str]:
    """All dates of a row in words, and those of the milestones that are marked."""
    if said := said_of(row.timing):
        yield said
    if isinstance(row, MilestoneRow):
        who = row.record.text("who")
        yield from filter(None, [who, email(document, who)])
        return
    for each in row.milestones:
        if any(getattr(each.timing, mark) for mark in MARKS):
            yield f"{each.record.text('title')}: {within(said_of(each.timing))}"


def said_of(timing: Timing) -> str:
    """The dates of an action or a milestone in words, with what is wrong with them."""
    named = zip(("due", "forecast for", "completed on"), timing.dates, strict=True)
    parts = [f"{name} {day(at.isoformat())}" for name, at in named if at]
    parts += [look.word(mark).lower() for mark in MARKS if getattr(timing, mark)]
    return capital(", ".join(parts))


def _links(action: Record, column: GridColumn, document: Document) -> Iterator[str]:
    if column.field.name not in {"ref", "title"}:
        return
    refs = [name_of(document, "action", each) for each in action.items("cross_references")]
    if refs:
        yield "See also " + ", ".join(f"<u>{html.escape(ref)}</u>" for ref in refs)


def _marks(action: Record, column: GridColumn) -> Iterator[str]:
    if marked_places(action, column):
        yield "<i>Unconfirmed: the published text leaves it open. C confirms it.</i>"
    for mark, said in _SAID.items():
        labels = [
            each.label.lower()
            for each in column.bears
            if mark in marks_of(action.held(each.name, column.period))
        ]
        if labels:
            yield f"<i>{look.word(mark)} ({', '.join(labels)}): {said}</i>"
