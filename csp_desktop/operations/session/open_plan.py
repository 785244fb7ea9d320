"""An open plan and the one door through which everything is written to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from csp_desktop.changes.change import Change, Stance
from csp_desktop.errors import Failure
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.fields import FieldTable
from csp_desktop.store.check import loss_free_first
from csp_desktop.store.operation import Operation
from csp_desktop.store.operationlog import OperationLog
from csp_desktop.store.planfile import PlanFile

_WAITS = (
    "What would replace something else waits as a proposal: list the conflicts to decide on it."
)
_PROPOSED = (
    "This copy was made for one group: what lies outside its actions goes back to the "
    "coordinator as a proposal."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an operation did, once it is safely on the disk.

    `changed` are the records that have changed (None for one that is gone): hand them to
    `Document.with_records`. `proposed` counts the edits that wait for a coordinator because they
    lie outside the group that this copy was made for.
    """

    operation: str
    label: str
    author: str
    changed: tuple[tuple[str, str, Record | None], ...] = ()
    notices: tuple[str, ...] = ()
    proposed: int = 0


class OpenPlan:
    """An open plan file. It belongs to the thread that opened it."""

    def __init__(self, file: PlanFile) -> None:
        """Wrap an open file; `plans.open_plan` makes these."""
        self.file = file

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self.file.path

    @property
    def table(self) -> FieldTable:
        """The field table that the plan is opened with."""
        return self.file.table

    @property
    def plan_id(self) -> str:
        """Which plan the file holds."""
        return self.file.plan_id

    @property
    def writable(self) -> bool:
        """Whether edits may be made through this opening."""
        return self.file.writable

    @property
    def group(self) -> str | None:
        """The group that this copy was made for, or None for a copy without bounds."""
        return self.file.meta("for_group")

    def document(self) -> Document:
        """The present plan, read in one pass."""
        return self.file.document()

    @contextmanager
    def kindly(self) -> Iterator[None]:
        """Turn the errors of a damaged file or a failing disk into sentences, around a reading."""
        with loss_free_first(self.path, self.table), self.file.kindly():
            yield

    def steady(self) -> AbstractContextManager[None]:
        """Read one state of the plan for a short while, whatever others write meanwhile."""
        return self.file.steady()

    def to_tell(self) -> list[str]:
        """Sentences about the file for a person; each is returned once."""
        told = list(self.file.told)
        self.file.told.clear()
        return told

    def close(self) -> None:
        """Close the file and let others write it."""
        self.file.close()

    def write(
        self,
        label: str,
        changes: Iterable[Change],
        stamp: Stamp,
        *,
        operation: str = "",
        undoable: bool = True,
        notices: tuple[str, ...] = (),
        also: Callable[[OperationLog], None] | None = None,
    ) -> Outcome:
        """Keep `changes` in one transaction, on the disk when this returns; or none of them.

        `operation` joins them to an earlier operation of this copy (one visit to a text box), so
        that they read and are undone as one. `also` writes to the log in the same transaction. What
        is only proposed is counted and told, whichever operation proposes it.
        """
        if not self.writable:
            raise Failure(
                f"{self.path.name} is open for reading only, so nothing was changed. "
                "Close it where else it is open, or work in a copy."
            )
        # A generator may ask the plan as it goes. It is run to its end before the transaction
        # begins.
        kept = list(changes)
        proposed = sum(change.stance is Stance.PROPOSED for change in kept)
        made = Operation(operation or stamp.new_id(), label, stamp.author, stamp.at, stamp.source)
        with self.file.transaction():
            # All of it in one transaction with the log: a change without its operation would have
            # no author, and an operation that can be undone without its changes would undo nothing.
            changed = self.file.take_in(kept, made)
            if undoable:
                self.file.log.can_be_undone(made.id)
            if also:
                also(self.file.log)
        why = _PROPOSED if self.group else _WAITS
        told = (*notices, *((why,) if proposed else ()))
        return Outcome(made.id, label, stamp.author, tuple(changed), told, proposed)
