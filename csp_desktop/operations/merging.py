"""Merging: copies of the plan and returned workbooks, any number, in one transaction.

A copy's changes are taken over as they are. A workbook's edits become changes that cover what the
workbook was made from. Either way the union of the changes is the merged plan, whatever the order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.errors import CspError, Refusal
from csp_desktop.measures.frozen import SNAPSHOT
from csp_desktop.operations import conflicts
from csp_desktop.operations.afterclosing import after_closing, out_of_time
from csp_desktop.operations.emptying import TakenOut, taken_out
from csp_desktop.operations.naming import label_of, told
from csp_desktop.operations.opened import OpenPlan, Outcome
from csp_desktop.operations.restating import not_seen, said_again, told_anew
from csp_desktop.operations.snapshots import brought_in
from csp_desktop.operations.who import Stamp
from csp_desktop.plan.document import NOTHING, Document, Record
from csp_desktop.plan.values import Value, same
from csp_desktop.store.foreign import RETURNS, read_foreign
from csp_desktop.store.foreignrows import Refused
from csp_desktop.store.operationlog import Operation
from csp_desktop.workbook.process import Stopped

Made = tuple[Change, list[Operation]]
"""A change with the operations that made it."""


@dataclass(frozen=True, slots=True)
class HeldEdit:
    """An edit that waits for a person, with the reason."""

    ref: str
    field: str
    period: str
    value: Value
    reason: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something in a file that could not be taken, with its place and what to do."""

    sheet: str
    cell: str
    message: str


@dataclass(slots=True)
class Brought:
    """What one file brings, before it is known what of it is new.

    `made` may hold what the plan has already; of a copy it is only what the plan lacked when it was
    read, `known` counts the rest, and `told` are operations that the copy knows of the rest.
    `refused` is a sentence where nothing can be taken. `export_id` and `edited` tell, for a
    workbook, which export it comes from and which cells were filled in; `new_rows` by sheet and row
    number which records its new rows make. `fingerprint` is the SHA-256 of the file, `quarter` the
    one that a return is for. `anyway`: it is merged whatever it takes out. `decided_over` is what a
    copy knows of who made what its decisions cover: changes with ids of operations.
    """

    path: Path
    kind: str
    made: list[Made] = field(default_factory=list)
    known: int = 0
    told: list[tuple[str, Operation]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    problems: list[Trouble] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    refused: str = ""
    export_id: str = ""
    edited: list[str] = field(default_factory=list)
    new_rows: dict[tuple[str, int], str] = field(default_factory=dict)
    fingerprint: str = ""
    quarter: str = ""
    anyway: bool = False
    decided_over: frozenset[tuple[str, str]] = frozenset()


@dataclass(slots=True)
class FileReport:
    """What became of one file.

    `fresh`: it brought something that the plan did not hold. `fingerprint` is the SHA-256 of its
    content, `return_id` the record that this return came, and `receipt` the id of the receipt that
    was kept when it was merged before.
    `healed` counts the damaged changes of the plan that were put right from it before the merge.
    """

    path: Path
    kind: str
    fresh: bool = False
    fingerprint: str = ""
    return_id: str = ""
    receipt: str = ""
    applied: int = 0
    healed: int = 0
    already_known: int = 0
    waiting: int = 0
    added: list[str] = field(default_factory=list)
    cleared: list[tuple[str, str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    held: list[HeldEdit] = field(default_factory=list)
    problems: list[Trouble] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    taken: list[Change] = field(default_factory=list)
    takes_out: TakenOut | None = None
    asking: Trouble | None = None


@dataclass(slots=True)
class MergeReport:
    """What a merge did, or with a dry run would do.

    `told` counts what it told of changes that were known: who said them, too, when, in which file.
    """

    files: list[FileReport]
    outcome: Outcome
    conflicts: list[dict[str, Any]]
    told: int = 0

    @property
    def applied(self) -> int:
        """How many new changes took effect in all."""
        return sum(each.applied for each in self.files)

    @property
    def waits_for_a_person(self) -> bool:
        """Whether anything is left that only a person can settle."""
        return bool(self.conflicts) or any(
            each.held or each.problems or each.waiting for each in self.files
        )


_BOOKKEEPING = RETURNS
_OUTSIDE_GROUP = "outside the group that the copy was made for"


Within: TypeAlias = Callable[[int, int], None]
"""Hears how many changes of how many of a file are done; what it raises cancels the whole."""

_AT_ONCE = 1000

RECEIPT_ID = 12
"""How many signs of a file's fingerprint a receipt is known by."""


def quietly(_done: int, _all: int) -> None:
    """Tell nobody how far it is."""


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
    return any(
        not plan.file.ledger.holds(change.id)
        for brought in files
        if not brought.refused
        for change, _ in brought.made
    )


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
    taken: list[_Taken] = []
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
            reports = [_told(plan, before, after, each) for each in taken]
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


def read_copy(plan: OpenPlan, path: Path, within: Within = quietly) -> Brought:
    """What another copy of the plan holds that this one lacks.

    A file of another plan is refused by name. Whatever `within` raises goes through.
    """
    brought = Brought(path, "copy")
    try:
        foreign = read_foreign(path, plan.path, within, plan.table)
        if foreign.plan_id != plan.plan_id:
            raise Refusal(
                f"{path.name} holds another plan, {foreign.called}, so it was not merged. "
                "Choose a copy of this plan."
            )
    except Stopped:
        raise
    except CspError as error:
        brought.refused = str(error)
        return brought
    operations: dict[str, list[Operation]] = {}
    for operation, change in foreign.operations:
        operations.setdefault(change, []).append(operation)
    brought.fingerprint = fingerprint_of(path)
    brought.made = [(change, operations.pop(change.id, [])) for change in foreign.changes]
    brought.known = foreign.known
    brought.decided_over = foreign.told
    brought.problems = _refused(foreign.refused)
    brought.told = [(change, each) for change, found in operations.items() for each in found]
    return brought


_REFUSALS_TOLD = 10


def _refused(refused: list[Refused]) -> list[Trouble]:
    """What is told of changes that no program could have made: some of them, and their number."""
    told_of = [
        Trouble("", "", f"Not taken: {each.place}, because {each.reason}.")
        for each in refused[:_REFUSALS_TOLD]
    ]
    others = len(refused) - len(told_of)
    if others:
        told_of.append(
            Trouble("", "", f"Not taken: {others} more that could not have been made so.")
        )
    return told_of


def fingerprint_of(path: Path) -> str:
    """The SHA-256 of a file's content, '' where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


@dataclass(slots=True)
class _Taken:
    """What a file's changes came to in the plan, before it is told."""

    brought: Brought
    new: list[Change]
    known: int
    changed: list[tuple[str, str, Record | None]]
    told: list[tuple[str, Operation]] = field(default_factory=list)
    takes_out: TakenOut | None = None


def _take_or_ask(
    plan: OpenPlan, before: Document, brought: Brought, within: Within, at: str | None
) -> _Taken:
    """Take a file's changes; where it takes out more than it brings, none unless it is wanted."""
    try:
        with plan.file.transaction():
            taken = _take(plan, brought, within, at)
            lost = taken_out(before, taken.changed, {change.id for change in taken.new})
            if lost.asks and not brought.anyway:
                raise _Asks(lost)
    except _Asks as asked:
        return _Taken(brought, [], brought.known, [], takes_out=asked.lost)
    return taken


def _take(plan: OpenPlan, brought: Brought, within: Within, at: str | None) -> _Taken:
    if brought.refused:
        return _Taken(brought, [], 0, [])
    new = [made for made in brought.made if not plan.file.ledger.holds(made[0].id)]
    fresh = {change.id for change, _ in new}
    known = brought.known + sum(
        change.id not in fresh and change.cell.kind not in _BOOKKEEPING
        for change, _ in brought.made
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
    return _Taken(brought, [change for change, _ in new], known, changed, told)


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


def _told(plan: OpenPlan, before: Document, after: Document, taken: _Taken) -> FileReport:
    brought = taken.brought
    report = FileReport(brought.path, brought.kind, already_known=taken.known)
    report.fresh, report.fingerprint = bool(taken.new), brought.fingerprint
    kept = None if report.fresh else plan.file.receipts.of(report.fingerprint)
    report.receipt = kept.file[:RECEIPT_ID] if kept else ""
    report.return_id = next(
        (each.cell.record for each in taken.new if each.cell.kind == "return_received"), ""
    )
    report.problems = list(brought.problems)
    report.notices = list(brought.notices)
    report.missing = list(brought.missing)
    if brought.refused:
        report.problems.append(Trouble("", "", brought.refused))
    waiting = plan.file.ledger.all_waiting()
    if taken.takes_out:
        report.takes_out = taken.takes_out
        report.asking = Trouble("", "", taken.takes_out.sentence(brought.path.name))
        report.problems.append(report.asking)
    for change in taken.new:
        if change.cell.kind not in _BOOKKEEPING:
            report.waiting += change.id in waiting
            if change.id not in waiting:
                _tell(plan, before, after, brought, report, change)
    report.notices += brought_in(before, after, taken.new)
    if brought.kind == "workbook":
        report.notices += after_closing(after, plan.table, report.taken)
        periods = [each.cell.period for each in report.taken]
        periods = periods or [each.period for each in report.held]
        report.notices += out_of_time(after, brought.quarter, periods)
    return report


def _tell(
    plan: OpenPlan,
    before: Document,
    after: Document,
    brought: Brought,
    report: FileReport,
    change: Change,
) -> None:
    """Count one new change that took effect in the report of its file."""
    kind, record_id, name, period = change.cell
    ref = _ref(plan, before, after, kind, record_id)
    if change.stance is Stance.PROPOSED:
        record = after.record(kind, record_id)
        held = record.held(name, period) if record else NOTHING
        stands = record is not None and not held.unconfirmed and same(held.value, change.value)
        if not stands and (name != "exists" or change.value is not False):
            reason = brought.reasons.get(change.id, _OUTSIDE_GROUP)
            field = plan.table.field(kind, name)
            value = told(after, plan.table, field, change.value)
            report.held.append(HeldEdit(ref, name, period, value, reason))
        return
    report.applied += 1
    if kind == SNAPSHOT:
        return
    report.taken.append(change)
    if name == "exists" and change.value is True and not before.record(kind, record_id):
        report.added.append(ref)
    elif kind and change.value is None:
        report.cleared.append((ref, name, period))


def _ref(plan: OpenPlan, before: Document, after: Document, kind: str, record_id: str) -> str:
    document = after if after.record(kind, record_id) else before
    return label_of(document, plan.table, kind, record_id)


def as_data(report: MergeReport) -> dict[str, Any]:
    """A report with the keys that `merge --json` promises."""
    return {
        "files": [
            {
                "path": str(each.path),
                "kind": each.kind,
                "applied": each.applied,
                "already_known": each.already_known,
                "waiting": each.waiting,
                **({"healed": each.healed} if each.healed else {}),
                "added": each.added,
                "cleared": [
                    {"ref": ref, "field": name, "period": period or None}
                    for ref, name, period in each.cleared
                ],
                "missing": each.missing,
                "held": [
                    {
                        "ref": held.ref,
                        "field": held.field,
                        "period": held.period or None,
                        "value": held.value,
                        "reason": held.reason,
                    }
                    for held in each.held
                ],
                "problems": [
                    {"sheet": one.sheet, "cell": one.cell, "message": one.message}
                    for one in each.problems
                ],
                "notices": each.notices,
                **({"takes_out": asdict(each.takes_out)} if each.takes_out else {}),
            }
            for each in report.files
        ],
        "conflicts": report.conflicts,
        "applied": report.applied,
    }
