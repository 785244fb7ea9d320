"""What waits for a person, as data: contested cells, contested deletions, refs used twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from csp_desktop.changes.change import Cell, digest
from csp_desktop.plan.values import Value


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values (or actions, for a ref used twice) that a person may take.

    `changes` are the heads that state it. For a whole row, `fields` are its values by field name,
    and `operation` is the operation that first stated them.
    """

    value: Value
    changes: tuple[str, ...]
    record: str = ""
    fields: tuple[tuple[str, Value], ...] = ()
    operation: str = ""

    @property
    def side(self) -> str:
        """An id that stays when choices are renumbered: the first change behind it, and its record.

        The number on screen may be another by the time a decision is carried out.
        """
        return " ".join(filter(None, (min(self.changes, default=""), self.record)))


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that only a person can decide.

    `kind` is 'edit', 'delete', 'ref' or 'held'. The id is the hash of its cells and heads, so that
    a decision about an outdated state can be told and refused.
    """

    kind: str
    cell: Cell
    agreed: Value
    choices: tuple[Choice, ...]
    heads: tuple[str, ...]

    @property
    def id(self) -> str:
        """The same for the same cell and heads in every copy, and another once they change."""
        return digest([self.kind, list(self.cell), sorted(self.heads)])[:12]


def heads_of(choices: Iterable[Choice]) -> tuple[str, ...]:
    """All heads behind `choices`, in a fixed order."""
    return tuple(sorted({each for choice in choices for each in choice.changes}))
