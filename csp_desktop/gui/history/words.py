"""History in words: what was done to a cell, from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from csp_desktop import look
from csp_desktop.operations.session.lookup import spoken_of
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field, FieldTable
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.values import Value, words
from csp_desktop.plan.wording import capital, day, short_day, short_period, within

if TYPE_CHECKING:
    from csp_desktop.operations.editing.history import HistoryEntry

CAME_WITH_PLAN = "With the plan"
_HAPPENED = {
    ("return_request", "name"): ("Return sent out", "Return renamed"),
    ("return_received", "name"): ("Return came in", "Return renamed"),
    ("workbook_read", "name"): ("Workbook read", "Workbook renamed"),
    ("snapshot", "label"): ("Snapshot taken", "Snapshot renamed"),
    ("snapshot", "withdrawn"): ("Snapshot withdrawn", "Snapshot withdrawn"),
}
"""What is told of records that people know by what happened: at first, and once it is changed."""
_BY_REF = frozenset({"action", "indicator"})
"""Kinds whose records are told apart by their ref or name in a column of its own."""
_WORDED = frozenset({"status", "state"})


@dataclass(frozen=True, slots=True)
class EntryWords:
    """One entry as people read it.

    `date` and `time` are as short as they are clear. `what` names the field and period. `old` and
    `new` are words; where they are statuses, `shapes` says so. `done` is one line of what was done.
    """

    date: str
    time: str
    author: str
    ref: str
    what: str
    old: str
    new: str
    shapes: bool
    done: str


@dataclass(frozen=True, slots=True)
class HeadTold(EntryWords):
    """The line over what was done as one; `folded` where that is not listed."""

    folded: bool = True


def told(entry: HistoryEntry, table: FieldTable, *, now_year: int | None = None) -> EntryWords:
    """`entry` in words; the year stands in its date unless it is `now_year`."""
    field = table.field(entry.kind, entry.field)
    shapes = entry.field in _WORDED
    label = field.label if field else entry.field
    what = _what(entry, label)
    old, new = (_word(each, field, shapes=shapes) for each in (entry.old, entry.new))
    at_day, time = when(entry.at, now_year)
    return EntryWords(
        at_day,
        time,
        entry.author,
        entry.ref if entry.kind in _BY_REF else "",
        f"{_whose(entry, table)}{what}",
        old,
        new,
        shapes and bool(old or new),
        _done(entry, what, old, new),
    )


def _whose(entry: HistoryEntry, table: FieldTable) -> str:
    """'Strategic priority 3 · ', where what was changed has no ref to be known by."""
    kind = table.kind(entry.kind)
    if kind is None or entry.kind in _BY_REF or (entry.kind, entry.field) in _HAPPENED:
        return ""
    return f"{spoken_of(table, entry.kind, entry.ref)} · "


def _what(entry: HistoryEntry, label: str) -> str:
    happened = _HAPPENED.get((entry.kind, entry.field))
    if happened:
        return happened[entry.old is not None]
    if entry.field == "exists":
        return "Record"
    return f"{label}, {_period(entry.period)}" if entry.period else label


def _period(period: str) -> str:
    """A month by its name; quarters and years as they are written everywhere."""
    found = read_period(period)
    return found.words() if found and found.kind == "month" else period


def _word(value: Value, field: Field | None, *, shapes: bool) -> str:
    text = words(value)
    # Of a conflict that was decided, several stand there: '2016-09-30 / 2016-12-31'.
    if field and field.type is Type.DATE and len(text) == len("2016-09-30"):
        return day(text) or text
    return look.word(text) if shapes and text else text


def when(at: str | None, now_year: int | None) -> tuple[str, str]:
    """A day and a time as short as they are clear; what came with the plan says so."""
    if not at:
        return CAME_WITH_PLAN, ""
    day = short_day(at, str(now_year or ""))
    return day, "" if day == at else f"{datetime.fromisoformat(at):%H:%M}"


def _done(entry: HistoryEntry, what: str, old: str, new: str) -> str:
    """What was done, in one line, without the values of long texts."""
    name = within(what)
    short = _short_period(entry.period)
    if short:
        name = f"{short} {what.partition(',')[0].lower()}"
    if entry.operation.startswith(("undo", "redo")):
        return f"{entry.operation.split()[0].capitalize()} of {name}"
    if (entry.kind, entry.field) in _HAPPENED:
        return what
    if entry.field == "exists":
        return "Added" if entry.new else "Deleted"
    if entry.operation == "confirm":
        return f"{capital(name)} confirmed"
    verb = "changed" if old and new else "added" if new else "cleared"
    return f"{capital(name)} {verb}" + (" (undone since)" if entry.undone else "")


def _short_period(period: str) -> str:
    """A period where the year is plain from what stands around it: 'Q2'."""
    return short_period(period) if " Q" in period else _period(period)
