"""What a merge did, file by file: what was taken, what is held and why, what could not be taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from csp_desktop.changes.change import Change, Stance
from csp_desktop.changes.conflicts import OpenConflict
from csp_desktop.measures.snapshot.frozen import SNAPSHOT
from csp_desktop.operations.merging.emptied import TakenOut
from csp_desktop.operations.merging.incoming import Brought, FileTrouble
from csp_desktop.operations.merging.late_updates import after_closing, out_of_time
from csp_desktop.operations.session.lookup import label_of
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.snapshots.snapshots import brought_in
from csp_desktop.plan.document import NOTHING, Document, Record, told
from csp_desktop.plan.values import Value, same
from csp_desktop.store.foreign import RETURNS
from csp_desktop.store.operation import Operation

RECEIPT_ID = 12
"""How many signs of a file's fingerprint a receipt is known by."""

_OUTSIDE_GROUP = "outside the group that the copy was made for"


@dataclass(frozen=True, slots=True)
class HeldEdit:
    """An edit that waits for a person, with the reason."""

    ref: str
    field: str
    period: str
    value: Value
    reason: str


@dataclass(slots=True)
class TakenChanges:
    """What a file's changes did to the plan, before it is put into words."""

    brought: Brought
    new: list[Change]
    known: int
    changed: list[tuple[str, str, Record | None]]
    told: list[tuple[str, Operation]] = field(default_factory=list)
    takes_out: TakenOut | None = None


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
    problems: list[FileTrouble] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    taken: list[Change] = field(default_factory=list)
    takes_out: TakenOut | None = None
    asking: FileTrouble | None = None


@dataclass(slots=True)
class MergeReport:
    """What a merge did, or with a dry run would do.

    `told` counts what it told of changes that were known: who said them, too, when, in which file.
    """

    files: list[FileReport]
    outcome: Outcome
    conflicts: list[OpenConflict]
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


def tell_of(plan: OpenPlan, before: Document, after: Document, taken: TakenChanges) -> FileReport:
    """What is to be told of one file, by the plan before the merge and after all of it."""
    brought = taken.brought
    report = FileReport(brought.path, brought.kind, already_known=taken.known)
    report.fresh, report.fingerprint = bool(taken.new), brought.fingerprint
    # A file that brings nothing new was merged before: its sender gets the receipt of that time,
    # which tells what was decided about it. A new one would say that nothing was taken.
    kept = None if report.fresh else plan.file.receipts.of(report.fingerprint)
    report.receipt = kept.file[:RECEIPT_ID] if kept else ""
    report.return_id = next(
        (each.cell.record for each in taken.new if each.cell.kind == "return_received"), ""
    )
    report.problems = list(brought.problems)
    report.notices = list(brought.notices)
    report.missing = list(brought.missing)
    if brought.refused:
        report.problems.append(FileTrouble("", "", brought.refused))
    waiting = plan.file.ledger.all_waiting()
    if taken.takes_out:
        report.takes_out = taken.takes_out
        report.asking = FileTrouble("", "", taken.takes_out.sentence(brought.path.name))
        report.problems.append(report.asking)
    for change in taken.new:
        # The records of what went out and came back are the program's own notes, and not counted.
        if change.cell.kind not in RETURNS:
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
        # A proposal of what the plan says by now waits for nobody. It is held only if somebody
        # still has to decide about it.
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
