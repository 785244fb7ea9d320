"""Operations, and changes told with the operations that made them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from types import NoneType
from typing import Any

from csp_desktop.changes.possible import is_name, is_writable
from csp_desktop.plan.values import Value
from csp_desktop.store.failing import RowUnreadable
from csp_desktop.store.schema import read_value

_LONGEST_SAID = 2_000


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that somebody did: an edit, a decision, an addition, an undo.

    `at` is local time with its offset, in ISO form, and only ever shown; None in the shipped plan.
    `source` is the file it came from, '' if it was done in the program.
    """

    id: str
    label: str
    author: str
    at: str | None
    source: str = ""


def is_possible(operation: Operation) -> bool:
    """True if this program could have noted the operation, or could at least tell of it."""
    # Looser than for changes: who did what is only shown, so any text that can be shown will do.
    said = (operation.label, operation.author, operation.at or "", operation.source)
    return (
        bool(operation.id)
        and is_name(operation.id)
        and all(len(each) <= _LONGEST_SAID and is_writable(each) for each in said)
    )


def operation_of(
    made: object, label: object, author: object, at: object, source: object
) -> Operation:
    """The operation that a row holds. Raises Unreadable if it can have held none."""
    if (
        isinstance(made, str)
        and isinstance(label, str)
        and isinstance(author, str)
        and isinstance(at, (str, NoneType))
        and isinstance(source, str)
    ):
        return Operation(made, label, author, at, source)
    raise RowUnreadable


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change with the operation that made it, and the values that it covered."""

    change: str
    kind: str
    record: str
    field: str
    period: str
    stance: str
    value: Value
    covers: tuple[str, ...]
    operation: Operation
    aside: bool
    waiting: bool


class _Heights:
    """The height of changes above what they were made over, looked up only as far as needed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Serve the changes of this file."""
        self._db = connection
        self._heights: dict[str, int] = {}

    def newest_first(self, told: list[ToldChange]) -> list[ToldChange]:
        """Changes with the same time, each before those that it was made over."""
        # A merge, an import or a fast hand gives many changes one time, and no clock tells their
        # order. A change is higher than all it covers, so heights do, and alike in every copy.
        if len(told) < 2:
            return told
        covers = {each.change: each.covers for each in told}

        def made(each: ToldChange) -> tuple[int, str, str, str, str, str, str]:
            place = (each.kind, each.record, each.field, each.period)
            return (self._of(each.change, covers), each.operation.id, *place, each.change)

        return sorted(told, key=made, reverse=True)

    def _of(self, change: str, known: Mapping[str, tuple[str, ...]]) -> int:
        stack = [(change, self._covers(change, known))]
        while stack:
            current, covers = stack[-1]
            if current in self._heights:
                stack.pop()
                continue
            unknown = [each for each in covers if each not in self._heights]
            if unknown:
                stack += [(each, self._covers(each, known)) for each in unknown]
            else:
                below = (self._heights[each] for each in covers)
                self._heights[current] = 1 + max(below, default=0)
        return self._heights[change]

    def _covers(self, change: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        if change in known or change in self._heights:
            return known.get(change, ())
        row = self._db.execute("SELECT covers FROM change WHERE id = ?", (change,)).fetchone()
        return tuple(row[0].split()) if row else ()


def told_changes(
    connection: sqlite3.Connection, kind: str, record: str, limit: int
) -> list[ToldChange]:
    """The changes with their operations, newest first; those of one record where named.

    Changes that set others aside belong to no record and are always among them. The shipped plan's
    changes, which have no time, come last. Changes with the same time come in the order in which
    they were made, the same in every copy: each is shown as later than all that it covers.
    """
    where = (
        "WHERE (change.kind = ? AND record = ?) OR stance = 'aside'" if record else "WHERE ? = ?"
    )
    rows = connection.execute(
        "SELECT julianday(at), change.id, change.kind, record, field, period, stance, value, "  # noqa: S608
        "covers, aside, waiting, operation.id, label, author, at, source FROM change "
        "JOIN made_in ON made_in.change = change.id "
        f"JOIN operation ON operation.id = made_in.operation {where} "
        "ORDER BY julianday(at) DESC, at DESC",
        (kind, record or kind),
    )
    heights = _Heights(connection)
    found: list[ToldChange] = []
    for _, at_one_time in groupby(rows, key=lambda row: row[0]):
        # Whole groups only: which of one time comes first is known when all of it is there.
        if 0 <= limit <= len(found):
            break
        found += heights.newest_first([_told(row[1:]) for row in at_one_time])
    return found if limit < 0 else found[:limit]


def _told(row: tuple[Any, ...]) -> ToldChange:
    change, kind, record, field, period, stance, value, covers, aside, waiting, *operation = row
    return ToldChange(
        change,
        kind,
        record,
        field,
        period,
        stance,
        read_value(value),
        tuple(covers.split()),
        operation_of(*operation),
        bool(aside),
        bool(waiting),
    )
