"""Merging: copies of the plan and returned workbooks, any number, in one transaction.

A copy's changes are taken over as they are. A workbook's edits become changes that cover what the
workbook was made from. Either way the union of the changes is the merged plan, whatever the order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from csp_desktop.changes.change import Cell, Change
from csp_desktop.changes.conflicts import OpenConflict
from csp_desktop.errors import Refusal
from csp_desktop.operations.deciding import conflicts
from csp_desktop.operations.merging.emptied import TakenOut, taken_out
from csp_desktop.operations.merging.incoming import Brought, Made, Within, quietly
from csp_desktop.operations.merging.merge_report import (
    FileReport,
    MergeReport,
    TakenChanges,
    tell_of,
)
from csp_desktop.operations.merging.restated import not_seen, said_again, told_anew
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document, Record
from csp_desktop.store.foreign import RETURNS
from csp_desktop.store.operation import Operation

_AT_ONCE = 1000


@contextmanager
def interruptible(plan: OpenPlan) -> Iterator[None]:
    """Turn Ctrl+C into a Refusal that says whether the merge was done or not."""
    # Ctrl+C may come at any moment, after the commit too. The undo log tells for certain which side
    # of it this was; counting on where the exception came from would not.
    before = plan.file.log.next_undo()
    try:
        yield
    except KeyboardInterrupt:
        if plan.file.log.next_undo() == before:
            raise Refusal("Stopped: nothing was merged, and the plan is as it was.") from None
        raise Refusal(
            "The merge was done by the time it was to be stopped: 'undo' takes it back."
        ) from None


def brings_something(plan: OpenPlan, files: Iterable[Brought]) -> bool:
    """True if any of the files holds a change that the plan does not have."""
    ids = {change.id for each in files if not each.refused for change, _ in each.made}
    return ids != plan.file.ledger.held_of(ids)


class _Asks(Exception):
    """Not an error: the way out of taking a file that a person is to be asked about."""

    def __init__(self, lost: TakenOut) -> None:
        super().__init__()
        self.lost = lost


class _DryRun(Exception):
    """Not an error: the way out of the transaction."""


def merge(
    plan: OpenPlan,
    files: Iterable[Brought],
    stamp: Stamp,
    *,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
    within: Within = quietly,
    also: Callable[[Document, MergeReport], None] | None = None,
) -> MergeReport:
    """Merge the files into the plan, in one transaction and one undo step.

    A file that removes more than it adds is not taken unless it is marked `anyway`.
    With `dry_run` nothing is written, and the report says what would be. A file that was refused
    comes back as a problem and costs the others nothing. `progress` hears how many files are taken,
    `within` how far the one being taken is; whatever either raises leaves the plan as it was, which
    is how a merge is cancelled. `also` writes in the same transaction, where anything is new.
    """
    operation = Operation(stamp.new_id(), "merge", stamp.author, stamp.at, stamp.source)
    reports: list[FileReport] = []
    taken: list[TakenChanges] = []
    changed: dict[tuple[str, str], tuple[str, str, Record | None]] = {}
    listed: list[OpenConflict] = []
    before = plan.document()
    try:
        with plan.file.transaction():
            for number, brought in enumerate(files, 1):
                # Each file is judged against the plan with the files before it: two files that each
                # take out a little may together take out much.
                standing = before.with_records(changed.values())
                taken.append(_take_or_ask(plan, standing, brought, within))
                changed.update({each[:2]: each for each in taken[-1].changed})
                if progress:
                    progress(number)
            fresh = [change.id for each in taken for change in each.new]
            also_told = [pair for each in taken for pair in each.told]
            if fresh:
                _note(plan, operation, fresh, also_told)
            # Put together from what changed. Reading the plan again would take as long as opening
            # it.
            after = before.with_records(changed.values())
            # What one file waits for may have come with a later one.
            reports = [tell_of(plan, before, after, each) for each in taken]
            listed = conflicts.open_conflicts(plan, after)
            outcome = Outcome(operation.id, "merge", stamp.author, tuple(changed.values()))
            report = MergeReport(reports, outcome, listed, sum(len(each.told) for each in taken))
            # The whole merge was carried out to find out what it does; raising takes all of it
            # back. So a dry run cannot differ from the merge. Where nothing came, that also keeps
            # the file's bytes.
            if dry_run or not (fresh or also_told):
                raise _DryRun
            if also:
                also(after, report)
    except _DryRun:
        pass
    return report


def _note(
    plan: OpenPlan, operation: Operation, fresh: list[str], told: list[tuple[str, Operation]]
) -> None:
    """Note the merge as one step to undo. Merging a file again, which brings nothing, is none."""
    plan.file.log.record(operation, [])
    plan.file.log.note_brought(operation.id, fresh)
    plan.file.log.note_told(operation.id, told)
    plan.file.log.can_be_undone(operation.id)


def _take_or_ask(
    plan: OpenPlan, before: Document, brought: Brought, within: Within
) -> TakenChanges:
    """Take a file's changes; none if it removes more than it adds, unless that is wanted."""
    try:
        # A savepoint within the merge's transaction: what one file did is taken back, and the files
        # before it stay.
        with plan.file.transaction():
            taken = _take(plan, brought, within)
            lost = taken_out(before, taken.changed, {change.id for change in taken.new})
            if lost.asks and not brought.anyway:
                raise _Asks(lost)
    except _Asks as asked:
        return TakenChanges(brought, [], brought.known, [], takes_out=asked.lost)
    return taken


def _take(plan: OpenPlan, brought: Brought, within: Within) -> TakenChanges:
    if brought.refused:
        return TakenChanges(brought, [], 0, [])
    # Asked again here, since a file before this one may have brought the same changes.
    held = plan.file.ledger.held_of(change.id for change, _ in brought.made)
    new = [made for made in brought.made if made[0].id not in held]
    fresh = {change.id for change, _ in new}
    known = brought.known + sum(
        change.id not in fresh and change.cell.kind not in RETURNS for change, _ in brought.made
    )
    # First the changes, then who else said them, then what that proposes again: each step asks the
    # plan about what the one before has put in.
    changed = _take_in(plan, new, within)
    known_made = [
        (change.id, each) for change, made in brought.made if change.id not in fresh
        for each in made
    ]  # fmt: skip
    told = told_anew(plan, [*brought.told, *known_made], undated=brought.undated)
    plan.file.log.record_all(told)
    unseen = not_seen(plan, [change for change, _ in new], brought.decided_over)
    for again in said_again(plan, told, unseen, fresh):
        brought.reasons[again.change.id] = again.reason
        new.append((again.change, [again.operation]))
        brought.made.append(new[-1])
        # At once and one by one: the next that is said again must not be proposed twice.
        changed += _take_in(plan, new[-1:], quietly)
    return TakenChanges(brought, [change for change, _ in new], known, changed, told)


def _take_in(
    plan: OpenPlan, new: list[Made], within: Within
) -> list[tuple[str, str, Record | None]]:
    """Store changes and their operations in parts, then work out the cells that they touch.

    A change may come before what it covers: it waits until that has come with a later part.
    """
    touched: dict[tuple[str, str], set[Cell]] = {}
    effective: list[Change] = []
    for start in range(0, len(new), _AT_ONCE):
        # In parts so that `within` is called often: it is where a person's Cancel comes through.
        some = new[start : start + _AT_ONCE]
        effective += plan.file.ledger.take_in_part([change for change, _ in some])
        plan.file.log.record_all(
            (change.id, operation) for change, operations in some for operation in operations
        )
        within(start + len(some), 2 * len(new))
    # Only now, when all are there: weighed part by part, a cell that many parts touch would be
    # worked out over and over.
    for cell in plan.file.ledger.weigh(effective):
        touched.setdefault(cell[:2], set()).add(cell)
    changed: list[tuple[str, str, Record | None]] = []
    records = sorted(touched)
    for start in range(0, len(records), _AT_ONCE):
        some_records = records[start : start + _AT_ONCE]
        cells = [cell for record in some_records for cell in touched[record]]
        changed += plan.file.values.publish(plan.file.picture.refresh(cells))
        within(len(new) + len(new) * (start + len(some_records)) // len(records), 2 * len(new))
    return changed
