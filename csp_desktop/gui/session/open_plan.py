"""What opening a plan takes on its own thread, and what it gives the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from csp_desktop.errors import Failure, PlanInUse
from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.periods import quarters_of, read_period

if TYPE_CHECKING:
    from csp_desktop.operations.session.open_plan import OpenPlan


@dataclass(frozen=True, slots=True)
class Opened:
    """A plan as it was opened.

    `undo` and `redo` are what would be undone and redone. `why_reading` says why it may only be
    read, '' where it may be changed; `held` that this is so for as long as another holds it.
    `where` warns of a place where files are not safe. `group` is the one that a copy was made for,
    '' for a copy without bounds. `told` says what was found beside the file, such as the journal of
    another one.
    """

    path: Path
    document: Document
    undo: str | None
    redo: str | None
    why_reading: str
    where: str | None
    group: str
    told: tuple[str, ...] = ()
    held: bool = False


class PlanOpener:
    """Opens one plan file: for writing, or for reading where it cannot be written."""

    def __init__(self, path: Path, table: FieldTable, name: str) -> None:
        """`name` is who holds the plan while it is open."""
        self._path, self._table, self._name = path, table, name
        self._why_reading, self._held = "", False

    def open(self) -> OpenPlan:
        """Open the plan; a closer look at it is left for later (see `look_closely`)."""
        # Imported here, on the plan's thread: the window is up and painted while this still loads.
        from csp_desktop.operations.session.plan_files import open_plan

        try:
            return open_plan(
                self._path, self._table, write=True, by=self._name, window=True, look_closely=False
            )
        # Only these mean that writing is impossible now. A damaged plan is neither, and goes
        # through.
        except (PlanInUse, Failure) as error:
            plan = open_plan(self._path, self._table, write=False, look_closely=False)
            self._why_reading, self._held = str(error), isinstance(error, PlanInUse)
            return plan

    def try_reading(self) -> None:
        """Read the plan whole and close it again: it raises what opening it would."""
        from csp_desktop.operations.session.plan_files import open_plan

        plan = open_plan(self._path, self._table, write=False, look_closely=False)
        try:
            with plan.kindly():
                self.read(plan)
        finally:
            plan.close()

    def read(self, plan: OpenPlan) -> Opened:
        """What the window shows of the plan that was just opened."""
        from csp_desktop.operations.editing.undo import next_redo, next_undo
        from csp_desktop.operations.session.shared_folders import where_it_lies

        undo, redo = next_undo(plan), next_redo(plan)
        where = where_it_lies(self._path)
        return Opened(
            self._path,
            plan.document(),
            undo,
            redo,
            self._why_reading,
            where,
            plan.group or "",
            tuple(plan.to_tell()),
            self._held,
        )


def look_closely(path: Path, table: FieldTable) -> None:
    """Compare a plan's values with the changes behind them; raise PlanDamaged where they part."""
    from csp_desktop.operations.session.plan_files import open_plan

    open_plan(path, table, write=False, look_closely=True).close()


def quarter_to_look_at(document: Document, quarters: Mapping[str, str]) -> str:
    """The one of `quarters` (by plan id) where the plan has it, else its working quarter."""
    remembered = quarters.get(document.plan_id, "")
    # A quarter remembered from before may lie in a year that the plan no longer has.
    known = remembered in quarters_of(document.years())
    return remembered if known else working_quarter(document)


def working_quarter(document: Document) -> str:
    """The plan's working quarter, or the first quarter of its first year where none is set."""
    found = read_period(document.plan.text("working_quarter"))
    if found and found.kind == "quarter":
        return str(found)
    years = document.years()
    first = read_period(years[0]) if years else None
    return str(first.quarters()[0]) if first else ""
