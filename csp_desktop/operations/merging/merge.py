"""Merging: copies of the plan and returned workbooks, any number, in one transaction.

A copy's changes are taken over as they are. A workbook's edits become changes that cover what the
workbook was made from. Either way the union of the changes is the merged plan, whatever the order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from csp_desktop.changes.change import Cell, Change
from csp_desktop.errors import Refusal
from csp_desktop.operations.deciding import conflicts
from csp_desktop.operations.merging.emptied import TakenOut, taken_out
from csp_desktop.operations.merging.incoming import Brought, Made, Within, quietly
from csp_desktop.operations.merging.merge_report import FileReport, MergeReport, Taken, tell_of
from csp_desktop.operations.merging.restated import not_seen, said_again, told_anew
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document, Record
from csp_desktop.store.foreign import RETURNS
from csp_desktop.store.operation import Operation

_AT_ONCE = 1000


@contextmanager
def interruptible(plan: OpenPlan) -> Iterator[None]:
    """Where Ctrl+C ends what is done to `plan`, raise a Refusal that says how the plan stands."""
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
    """Whether any of the files holds a change that the plan does not."""
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
    """Bring what the files hold into the plan, all in one transaction and one undo step.

    Of a file that takes out more than it brings nothing is taken unless that is wanted `anyway`.
    With `dry_run` nothing is written, and the report says what would be. A file that was refused
    comes back as a problem and costs the others nothing. `progress` hears how many files are taken,
    `within` how far the one being taken is; whatever either raises leaves the plan as it was, which
    is how a merge is cancelled. `also` writes in the same transaction, where anything is new.
    """
    operation = Operation(stamp.new_id(), "merge", stamp.author, stamp.at, stamp.source)
    reports: list[FileReport] = []
    taken: list[Taken] = []
    changed: dict[tuple[str, str], tuple[str, str, Record | None]] = {}
    listed: list[dict[str, Any]] = []
    before = plan.document()
    try:
        with plan.file.transaction():
            for number, brought in enumerate(files, 1):
                standing = before.with_records(changed.values())
                taken.append(_take_or_ask(plan, standing, brought, within, stamp.at))
                changed.update({each[:2]: each for each in taken[-1].changed})
                if progress:
                    progress(number)
            fresh = [change.id for each in taken for change in each.new]
            also_told = [pair for each in taken for pair in each.told]
            if fresh:
                plan.file.log.record(operation, [])
                plan.file.log.note_brought(operation.id, fresh)
                plan.file.log.note_told(operation.id, also_told)
                plan.file.log.can_be_undone(operation.id)
            after = before.with_records(changed.values())
            # What one file waits for may have come with a later one.
            reports = [tell_of(plan, before, after, each) for each in taken]
            listed = conflicts.listed(plan, after)
            outcome = Outcome(operation.id, "merge", stamp.author, tuple(changed.values()))
            report = MergeReport(reports, outcome, listed, sum(len(each.told) for each in taken))
            if dry_run or not (fresh or also_told):
                raise _DryRun
            if also:
                also(after, report)
    except _DryRun:
        pass
    return report


def _take_or_ask(
    plan: OpenPlan, before: Document, brought: Brought, within: Within, at: str | None
) -> Taken:
    """Take a file's changes; where it takes out more than it brings, none unless it is wanted."""
    try:
        with plan.file.transaction():
            taken = _take(plan, brought, within, at)
            lost = taken_out(before, taken.changed, {change.id for change in taken.new})
            if lost.asks and not brought.anyway:
                raise _Asks(lost)
    except _Asks as asked:
        return Taken(brought, [], brought.known, [], takes_out=asked.lost)
    return taken


def _take(plan: OpenPlan, brought: Brought, within: Within, at: str | None) -> Taken:
    if brought.refused:
        return Taken(brought, [], 0, [])
    held = plan.file.ledger.held_of(change.id for change, _ in brought.made)
    new = [made for made in brought.made if made[0].id not in held]
    fresh = {change.id for change, _ in new}
    known = brought.known + sum(
        change.id not in fresh and change.cell.kind not in RETURNS for change, _ in brought.made
    )
    changed = _take_in(plan, new, within)
    known_made = [
        (change.id, each) for change, made in brought.made if change.id not in fresh
        for each in made
    ]  # fmt: skip
    told = told_anew(plan, [*brought.told, *known_made], at)
    plan.file.log.record_all(told)
    unseen = not_seen(plan, [change for change, _ in new], brought.decided_over)
    for again in said_again(plan, told, unseen, fresh):
        brought.reasons[again.change.id] = again.reason
        new.append((again.change, [again.operation]))
        brought.made.append(new[-1])
        changed += _take_in(plan, new[-1:], quietly)
    return Taken(brought, [change for change, _ in new], known, changed, told)


def _take_in(
    plan: OpenPlan, new: list[Made], within: Within
) -> list[tuple[str, str, Record | None]]:
    """Keep changes with their operations, a part at a time, and then work their cells out anew.

    A change may come before what it covers: it waits until that has come with a later part.
    """
    touched: dict[tuple[str, str], set[Cell]] = {}
    effective: list[Change] = []
    for start in range(0, len(new), _AT_ONCE):
        some = new[start : start + _AT_ONCE]
        effective += plan.file.ledger.take_in_part([change for change, _ in some])
        plan.file.log.record_all(
            (change.id, operation) for change, operations in some for operation in operations
        )
        within(start + len(some), 2 * len(new))
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
