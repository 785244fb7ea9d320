"""Whether a file removes more from the plan than it adds: then a person is asked first.

A single valid change can delete or set aside a whole plan. So what a file does to the plan's
values is counted, whatever the file says of itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from csp_desktop.measures.snapshot.frozen import SNAPSHOT
from csp_desktop.plan.document import EXISTS, Document, Record
from csp_desktop.plan.values import key
from csp_desktop.plan.wording import joined, plural
from csp_desktop.store.foreign import RETURNS

A_HANDFUL: Final = 10
"""How many records and values a file may remove without a person being asked."""


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What a file removes from the plan: whole records, and values of records that stay.

    `lost` counts the values of both, `brought` those that it puts in.
    """

    records: int = 0
    values: int = 0
    lost: int = 0
    brought: int = 0

    @property
    def asks(self) -> bool:
        """Whether a person is to be asked before the file is merged."""
        # Both: a file may correct many values, and a small plan may lose all it has in a few.
        return self.records + self.values > A_HANDFUL and self.lost > self.brought

    def sentence(self, name: str) -> str:
        """What is said of the file called `name`, with what to do."""
        parts = [
            f"{count} {plural(count, one)}"
            for count, one in ((self.records, "record"), (self.values, "value"))
            if count
        ]
        brings = f"{self.brought} {plural(self.brought, 'value')}"
        return (
            f"{name} takes out {joined(parts)} and adds {brings}, so nothing of it was "
            "merged. If that is meant, merge it anyway (--anyway)."
        )


def taken_out(
    before: Document, changed: Iterable[tuple[str, str, Record | None]], new: Collection[str]
) -> TakenOut:
    """What the changed records have lost; `new` are the ids of the changes that the file added.

    A value goes where its cell is blank now, or shows what stood there earlier. A contested cell
    has lost nothing: somebody decides about it.
    """
    records = values = lost = brought = 0
    for kind, record_id, after in changed:
        # These are made by the program as notes of what happened. Nobody filled them in.
        if kind == SNAPSHOT or kind in RETURNS:
            continue
        was = before.record(kind, record_id)
        if after is None:
            records += was is not None
            lost += _filled(was)
        elif was is None:
            brought += _filled(after)
        else:
            gone, came = _compared(was, after, new)
            values, lost, brought = values + gone, lost + gone, brought + came
    return TakenOut(records, values, lost, brought)


def _filled(record: Record | None) -> int:
    return sum(held.value is not None for held in record.cells.values()) if record else 0


def _compared(was: Record, after: Record, new: Collection[str]) -> tuple[int, int]:
    """How many values went and how many came."""
    gone = came = 0
    for place in was.cells.keys() | after.cells.keys():
        old, held = was.held(*place), after.held(*place)
        # Compared by `key`, so a value that was only written otherwise is neither lost nor brought.
        if place == EXISTS or held.contested or key(old.value) == key(held.value):
            continue
        # A value that shows only because a later one was set aside was there before: the later one
        # is lost, and this one is not brought.
        if key(held.value) and any(each in new for each in held.heads):
            came += 1
        else:
            gone += 1
    return gone, came
