"""The rows of another copy's plan file, sorted into changes that are taken and those refused."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from types import NoneType

from csp_desktop.changes.arrival import causes_first
from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.changes.possible import Possible, is_id, place_of, shown
from csp_desktop.plan.fields import FieldTable
from csp_desktop.store.operation import Operation, is_possible


@dataclass(frozen=True, slots=True)
class Refused:
    """A change that is not taken: where it lies, and why, within a sentence."""

    place: str
    reason: str


class ForeignRows:
    """Takes the rows of one file, and sorts out which of them may be taken in."""

    def __init__(self, plan_id: str, source: str, table: FieldTable) -> None:
        """`source` is the name of the file, `table` the fields that this program knows."""
        self.refused: list[Refused] = []
        self._plan, self._source, self._possible = plan_id, source, Possible(table)
        self._changes: dict[str, Change] = {}
        self._operations: dict[str, Operation] = {}
        self._ids: dict[str, str] = {}

    def take_ids(self, ids: Iterable[object]) -> list[str]:
        """Those of `ids` that may be the id of a change, each once; the others are refused."""
        sound: dict[str, None] = {}
        for each in ids:
            if isinstance(each, str) and is_id(each):
                sound[each] = None
            else:
                self.refused.append(Refused("a change", "its id is none"))
        return list(sound)

    def take_change(self, row: tuple[object, ...]) -> None:
        """Take the row of one change, or note why it is refused."""
        change = self._read(row)
        if change is None:
            lost = row[6] is None
            place = " of ".join(shown(str(each)) for each in (row[3], row[2]))
            self.refused.append(
                Refused(place, "its value is gone" if lost else "it cannot be read")
            )
            return
        reason = self._possible.why_not(change)
        if not reason and not change.sound:
            reason = "it is not what it was when it was made"
        if reason:
            self.refused.append(Refused(place_of(change), reason))
        else:
            self._changes[change.id] = change

    def _read(self, row: tuple[object, ...]) -> Change | None:
        if not all(isinstance(each, str) for each in row):
            return None
        change_id, kind, record, field, period, stance, value, value_hash, covers, nonce = row
        # One string for each id: a copy names the same covered ids thousands of times, and every
        # row would hold its own.
        known = self._ids.setdefault
        try:
            return Change(
                id=known(str(change_id), str(change_id)),
                plan=self._plan,
                cell=Cell(str(kind), str(record), str(field), str(period)),
                stance=Stance(str(stance)),
                value=json.loads(str(value)),
                value_hash=str(value_hash),
                covers=tuple(known(each, each) for each in str(covers).split()),
                nonce=str(nonce),
            )
        except (ValueError, RecursionError):
            return None

    def take_operation(self, row: tuple[object, ...]) -> None:
        """Take the row of one operation; one that no program could have noted is left out."""
        made, label, author, at, source = row
        if (
            isinstance(made, str)
            and isinstance(label, str)
            and isinstance(author, str)
            and isinstance(at, (str, NoneType))
            and isinstance(source, str)
        ):
            operation = Operation(made, label, author, at, source or self._source)
            if is_possible(operation):
                self._operations[operation.id] = operation

    def sorted_out(
        self, pairs: Iterable[tuple[object, ...]]
    ) -> tuple[list[Change], list[tuple[Operation, str]]]:
        """The changes that are taken, causes first, and who made them.

        `pairs` are the ids of changes and of operations that made them, known changes among them. A
        change that nobody is named for is refused.
        """
        made = [
            (self._operations[str(operation)], str(change))
            for change, operation in pairs
            if str(operation) in self._operations
        ]
        # The author is shown wherever a change is in dispute: a value without one is a value that
        # nobody can be asked about.
        named = {change for _, change in made}
        for change in [each for each in self._changes.values() if each.id not in named]:
            del self._changes[change.id]
            self.refused.append(Refused(place_of(change), "nobody is named as having made it"))
        return causes_first(self._changes), made
