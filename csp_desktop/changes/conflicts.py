"""What waits for a person, as data: contested cells, contested deletions, refs used twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from csp_desktop.changes.change import Cell, digest
from csp_desktop.plan.values import Value


@dataclass(frozen=True, slots=True)
class ConflictChoice:
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
    choices: tuple[ConflictChoice, ...]
    heads: tuple[str, ...]

    @property
    def id(self) -> str:
        """The same for the same cell and heads in every copy, and another once they change."""
        return digest([self.kind, list(self.cell), sorted(self.heads)])[:12]


@dataclass(frozen=True, slots=True)
class ConflictSide:
    """One choice of an open conflict: its number from 1, its value in words, who is behind it.

    `side` is what it is known by, whatever its number. `record` is the action, for a ref that
    several have and for a row that may be that action's update; `fields` are what a whole row says.
    """

    n: int
    value: Value
    author: str = ""
    at: str | None = None
    source: str = ""
    side: str = ""
    record: str = ""
    fields: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """A conflict as people read it: names in place of ids, and who is behind each side.

    `ref` is what people call its record. `export` is the one that all sides are returns of, ''
    where there is another side.
    """

    id: str
    kind: str
    ref: str
    cell: Cell
    agreed: Value
    sides: tuple[ConflictSide, ...]
    export: str = ""


def heads_of(choices: Iterable[ConflictChoice]) -> tuple[str, ...]:
    """All heads behind `choices`, in a fixed order."""
    return tuple(sorted({each for choice in choices for each in choice.changes}))
