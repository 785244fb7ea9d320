"""Writes that wait their turn: what they ask for, and what their author has seen meanwhile.

Two quick edits of one cell both start from what was on screen before the first was committed. The
second must still cover the first, because its author saw it. So when a write of this window ends,
the writes that wait are moved from the heads that it replaced to the heads that it made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, TypeAlias, cast

from csp_desktop.plan.document import NOTHING, Document, Record

if TYPE_CHECKING:
    from csp_desktop.operations.editing.edits import Edit
    from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
    from csp_desktop.operations.session.stamp import Stamp

P = ParamSpec("P")

CellName: TypeAlias = tuple[str, str, str, str]
"""A record's kind and id, a field's name and a period."""

Work: TypeAlias = "Callable[[OpenPlan, tuple[Edit, ...], Stamp], Outcome]"
"""What a write does with the plan, on its own thread."""

Heads: TypeAlias = tuple[str, ...]
Changed: TypeAlias = tuple[tuple[str, str, Record | None], ...]


STAMP: Final = cast("Stamp", object())
"""Given to `doing` where the operation takes who does it, and when: known once it is its turn."""


def doing(
    operation: Callable[Concatenate[OpenPlan, P], Outcome], *given: P.args, **named: P.kwargs
) -> Work:
    """What a write does: `operation` of the plan, with these arguments."""

    def work(plan: OpenPlan, _: tuple[Edit, ...], stamp: Stamp) -> Outcome:
        filled = (stamp if each is STAMP else each for each in given)
        return operation(plan, *filled, **named)  # type: ignore[arg-type]

    return work


def ignore(_: Any) -> None:
    """Take how a write ended and do nothing about it."""


@dataclass(frozen=True, slots=True, eq=False)
class Write:
    """One operation on the plan: one step of undo.

    `work` does it on the plan's own thread. `what` says in words what is lost where it fails.
    `done` gets the outcome. A caller that gives `failed` shows the request as not done, and hears
    of each failure. If the disk refuses a write, the queue keeps it to be tried again: by `retry`
    if it has to be started again, else as it is. `typed` is a text that its box still shows and
    counts. `author` signs it: the name that was known when it was asked for, '' for none.
    """

    what: str
    work: Work
    at: str
    by: str = "edit"
    edits: tuple[Edit, ...] = ()
    done: Callable[[Outcome], None] = ignore
    failed: Callable[[Exception], None] | None = None
    retry: Callable[[], None] | None = None
    typed: bool = False
    author: str = ""

    def cells(self) -> set[CellName]:
        """The cells it would change, as far as they are known beforehand."""
        return {cell_of(edit) for edit in self.edits}


def cell_of(edit: Edit) -> CellName:
    """The cell that an edit names."""
    return (edit.kind, edit.record, edit.field, edit.period)


def moved_heads(before: Document, changed: Changed) -> dict[CellName, tuple[Heads, Heads]]:
    """By cell, the heads it had in `before` and those it has now, where they differ."""
    moved: dict[CellName, tuple[Heads, Heads]] = {}
    for kind, record_id, record in changed:
        was = before.record(kind, record_id)
        old, new = (was.cells if was else {}), (record.cells if record else {})
        for place in old.keys() | new.keys():
            pair = (old.get(place, NOTHING).heads, new.get(place, NOTHING).heads)
            if pair[0] != pair[1]:
                moved[kind, record_id, *place] = pair
    return moved


def having_seen(write: Write, moved: Mapping[CellName, tuple[Heads, Heads]]) -> Write:
    """`write` with its edits made over the new heads where they were made over the old ones."""
    return replace(write, edits=tuple(_moved_edit(edit, moved) for edit in write.edits))


def _moved_edit(edit: Edit, moved: Mapping[CellName, tuple[Heads, Heads]]) -> Edit:
    pair = moved.get(cell_of(edit))
    # Only an edit made over exactly the old heads had seen them. One made over anything else keeps
    # what it saw, and may then contradict what is there.
    return replace(edit, seen=pair[1]) if pair and edit.seen == pair[0] else edit


def superseded(failed: Iterable[Write], by: Write) -> list[Write]:
    """The failed writes that are still needed once `by` has been asked for.

    A later edit of a cell replaces an earlier one that failed; so does a repeated request.
    """
    cells = by.cells()
    kept = []
    for write in failed:
        edits = tuple(edit for edit in write.edits if cell_of(edit) not in cells)
        anew = write.retry is not None and write.what == by.what
        if (edits or not write.edits) and not anew:
            kept.append(replace(write, edits=edits))
    return kept


# These look their operation up only as they are done: on the plan's own thread, so that a keystroke
# loads nothing, and a write that is tried again does what is there by then.


def edit_cells(plan: OpenPlan, edits: tuple[Edit, ...], stamp: Stamp, visit: str = "") -> Outcome:
    """Put values into cells, as one operation."""
    from csp_desktop.operations.editing.edits import edit

    return edit(plan, edits, stamp, visit=visit)


def undo_last(plan: OpenPlan, _: object, stamp: Stamp) -> Outcome:
    """Undo what was done last."""
    from csp_desktop.operations.editing.undo import undo

    return undo(plan, stamp)


def redo_last(plan: OpenPlan, _: object, stamp: Stamp) -> Outcome:
    """Do again what was undone last."""
    from csp_desktop.operations.editing.undo import redo

    return redo(plan, stamp)
