"""Merging: copies of the plan and returned workbooks, any number, in one transaction.

A copy's changes are taken over as they are. A workbook's edits become changes that cover what the
workbook was made from. Either way the union of the changes is the merged plan, whatever the order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from csp_desktop.changes.change import Cell, Change, Stance, digest, make_change
from csp_desktop.changes.conflicts import OpenConflict
from csp_desktop.errors import Refusal
from csp_desktop.operations.deciding import conflicts
from csp_desktop.operations.merging.incoming import Brought, Made, Within, quietly
from csp_desktop.operations.merging.merge_report import (
    FileReport,
    MergeReport,
    TakenChanges,
    TakenOut,
    taken_out,
    tell_of,
)
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.values import Value, key
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
    """Note the merge as one step to undo. Merging a file again, which adds nothing, is none."""
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
    told = told_anew(plan, [*brought.told, *known_made])
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


@dataclass(frozen=True, slots=True)
class RestatedProposal:
    """A proposal of what a file says again, with the file's operation and the reason."""

    change: Change
    operation: Operation
    reason: str


def told_anew(
    plan: OpenPlan, pairs: Iterable[tuple[str, Operation]]
) -> list[tuple[str, Operation]]:
    """The operations that also made changes known before: who, when and in which file."""
    given = list(pairs)
    known = plan.file.ledger.held_of({change for change, _ in given})
    return plan.file.log.told_anew([pair for pair in given if pair[0] in known])


def not_seen(
    plan: OpenPlan, new: Iterable[Change], decided_over: Collection[tuple[str, str]]
) -> list[tuple[str, Operation]]:
    """The changes that new decisions cover, with operations that the deciding copy did not know."""
    covered = {each for change in new if change.may_decide for each in change.covers}
    return [
        (each, made)
        for each in sorted(covered)
        for made in plan.file.log.makers_of(each)
        if (each, made.id) not in decided_over
    ]


def said_again(
    plan: OpenPlan,
    told: Iterable[tuple[str, Operation]],
    unseen: Iterable[tuple[str, Operation]],
    fresh: Collection[str],
) -> Iterator[RestatedProposal]:
    """Proposals of what returns say again, from pairs of a change's id and an operation.

    Those `told` anew do against decisions that were here, those `unseen` against decisions among
    `fresh`, the changes that came with the same file. Nothing where a later edit and no decision
    took a value's place. The same return makes the same proposals in every copy.
    """
    for change_id, operation, came in (
        *((each, made, False) for each, made in told),
        *((each, made, True) for each, made in unseen),
    ):
        change = plan.file.ledger.get(change_id) if operation.label == "return" else None
        if change is None or change.blotted or change.stance is Stance.PROPOSED:
            continue
        if change.cell.kind in RETURNS or not plan.file.ledger.in_effect(change_id):
            continue
        for cell, value, covers in _gone_against(change):
            decision = _decision(plan, change, cell, fresh, came=came)
            if decision is not None:
                # From the file alone, so that every copy makes the same proposal, with the same id:
                # two copies that merge the file and then each other hold one proposal and not two.
                nonce = digest([change.nonce, operation.id])
                made = make_change(plan.plan_id, cell, value, covers, nonce, Stance.PROPOSED)
                if not plan.file.ledger.holds(made.id):
                    yield RestatedProposal(made, operation, _reason(plan, decision))


def _gone_against(change: Change) -> Sequence[tuple[Cell, Value, tuple[str, ...]]]:
    """The cells in which a decision may have gone against a change, with the value it wants.

    Its own, and that of its record's existence, where the decision was to delete.
    """
    own = (change.cell, change.value, (change.id,))
    if change.cell == change.cell.existence:
        return (own,)
    return (own, (change.cell.existence, True, ()))


def _decision(
    plan: OpenPlan, change: Change, cell: Cell, fresh: Collection[str], *, came: bool
) -> Change | None:
    """The decision in force in `cell` that covers `change` and went against it; None for none.

    It is one of `fresh` where it `came`, and none of them where it was here.
    """
    changes, aside = plan.file.ledger.weighed(cell)
    wanted = key(change.value if cell == change.cell else True)
    if change.id in aside:
        return None
    by_id = {each.id: each for each in changes if each.stance is not Stance.PROPOSED}
    for each in sorted(by_id.values(), key=lambda one: one.id):
        # A decision chose between values that differ. A later edit covers one value and is no
        # decision: its author saw what it replaced.
        sides = {key(by_id[covered].value) for covered in each.covers if covered in by_id}
        if change.cell != cell:
            sides |= {wanted}
        decided = change.id in each.covers and len(sides) > 1 and key(each.value) != wanted
        if decided and each.id not in aside and (each.id in fresh) is came:
            return each
    return None


def _reason(plan: OpenPlan, decision: Change) -> str:
    made = plan.file.log.author_of(decision.id)
    if made is None or not made.at:
        return "this was decided otherwise"
    return f"this was decided otherwise by {made.author} on {made.at[:10]}"
