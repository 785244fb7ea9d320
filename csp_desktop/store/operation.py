"""An operation: one thing that somebody did, as the plan file keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from types import NoneType

from csp_desktop.changes.possible import is_name, is_writable
from csp_desktop.store.failing import RowUnreadable


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


_LONGEST_SAID = 2_000


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
