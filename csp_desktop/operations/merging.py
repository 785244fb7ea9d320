"""Merging: copies of the plan and returned workbooks, any number, in one transaction.

A copy's changes are taken over as they are. A workbook's edits become changes that cover what the
workbook was made from. Either way the union of the changes is the merged plan, whatever the order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from csp_desktop.changes.change import Change, Stance
from csp_desktop.errors import CspError, Refusal
from csp_desktop.operations import conflicts
from csp_desktop.operations.naming import label_of
from csp_desktop.operations.opened import OpenPlan, Outcome
from csp_desktop.operations.who import Stamp
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.values import Value
from csp_desktop.store.foreign import read_foreign
from csp_desktop.store.operationlog import Operation

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

    `refused` is a sentence where nothing can be taken. `export_id` and `edited` tell, for a
    workbook, which export it comes from and which cells were filled in.
    """

    path: Path
    kind: str
    made: list[Made] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    problems: list[Trouble] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    refused: str = ""
    export_id: str = ""
    edited: list[str] = field(default_factory=list)


@dataclass(slots=True)
class FileReport:
    """What became of one file."""

    path: Path
    kind: str
    applied: int = 0
    already_known: int = 0
    waiting: int = 0
    added: list[str] = field(default_factory=list)
    cleared: list[tuple[str, str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    held: list[HeldEdit] = field(default_factory=list)
    problems: list[Trouble] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    taken: list[Change] = field(default_factory=list)


@dataclass(slots=True)
class MergeReport:
    """What a merge did, or with a dry run would do."""

    files: list[FileReport]
    outcome: Outcome
    conflicts: list[dict[str, Any]]

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


_BOOKKEEPING = frozenset({"return_request", "return_received"})
_OUTSIDE_GROUP = "outside the group that the copy was made for"


class _DryRun(Exception):
    """Not an error: the way out of the transaction."""


def merge(
    plan: OpenPlan,
    files: Iterable[Brought],
    stamp: Stamp,
    *,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> MergeReport:
    """Bring what the files hold into the plan, all in one transaction and one undo step.

    With `dry_run` nothing is written, and the report says what would be. A file that was refused
    comes back as a problem and costs the others nothing.
    """
    operation = Operation(stamp.new_id(), "merge", stamp.author, stamp.at, stamp.source)
    reports: list[FileReport] = []
    changed: dict[tuple[str, str], tuple[str, str, Record | None]] = {}
    listed: list[dict[str, Any]] = []
    before = plan.document()
    try:
        with plan.file.transaction():
            fresh: list[str] = []
            for number, brought in enumerate(files):
                report, new, others = _take(plan, before, brought)
                reports.append(report)
                fresh += new
                changed.update({(kind, ref): (kind, ref, record) for kind, ref, record in others})
                if progress:
                    progress(number + 1)
            if fresh:
                plan.file.log.record(operation, [])
                plan.file.log.note_brought(operation.id, fresh)
                plan.file.log.can_be_undone(operation.id)
            listed = _listed(plan)
            if dry_run or not fresh:
                raise _DryRun
    except _DryRun:
        pass
    outcome = Outcome(operation.id, "merge", stamp.author, tuple(changed.values()))
    return MergeReport(reports, outcome, listed)


def _listed(plan: OpenPlan) -> list[dict[str, Any]]:
    document = plan.document()
    return [conflicts.as_data(plan, document, each) for each in conflicts.conflicts(plan, document)]


def read_copy(plan: OpenPlan, path: Path) -> Brought:
    """What another copy of the plan holds; a file of another plan is refused by name."""
    brought = Brought(path, "copy")
    try:
        foreign = read_foreign(path)
        if foreign.plan_id != plan.plan_id:
            raise Refusal(
                f"{path.name} holds another plan ({foreign.plan_id}), so it was not merged. "
                "Choose a copy of this plan."
            )
    except CspError as error:
        brought.refused = str(error)
        return brought
    operations: dict[str, list[Operation]] = {}
    for operation, change in foreign.operations:
        operations.setdefault(change, []).append(operation)
    brought.made = [(change, operations.get(change.id, [])) for change in foreign.changes]
    return brought


def _take(
    plan: OpenPlan, before: Document, brought: Brought
) -> tuple[FileReport, list[str], list[tuple[str, str, Record | None]]]:
    report = FileReport(brought.path, brought.kind)
    report.problems = list(brought.problems)
    report.notices = list(brought.notices)
    report.missing = list(brought.missing)
    if brought.refused:
        report.problems.append(Trouble("", "", brought.refused))
        return report, [], []
    new = [made for made in brought.made if not plan.file.ledger.holds(made[0].id)]
    report.already_known = sum(
        change.cell.kind not in _BOOKKEEPING for change, _ in brought.made
    ) - sum(change.cell.kind not in _BOOKKEEPING for change, _ in new)
    changed = plan.file.take_in_from(new)
    plan.file.log.record_all(
        (change.id, operation) for change, operations in brought.made for operation in operations
    )
    after = {(kind, record_id): record for kind, record_id, record in changed}
    for change, _ in new:
        _tell(plan, before, after, brought, report, change)
    return report, [change.id for change, _ in new], changed


def _tell(
    plan: OpenPlan,
    before: Document,
    after: dict[tuple[str, str], Record | None],
    brought: Brought,
    report: FileReport,
    change: Change,
) -> None:
    """Count one new change in the report of its file."""
    if not plan.file.ledger.in_effect(change.id):
        report.waiting += 1
        return
    kind, record_id, name, period = change.cell
    if kind in _BOOKKEEPING:
        return
    record = after.get((kind, record_id)) or before.record(kind, record_id)
    ref = _ref(plan, before, record, kind, record_id)
    if change.stance is Stance.PROPOSED:
        if name != "exists" or change.value is not False:
            reason = brought.reasons.get(change.id, _OUTSIDE_GROUP)
            report.held.append(HeldEdit(ref, name, period, change.value, reason))
        return
    report.applied += 1
    report.taken.append(change)
    if name == "exists" and change.value is True and not before.record(kind, record_id):
        report.added.append(ref)
    elif kind and change.value is None:
        report.cleared.append((ref, name, period))


def _ref(plan: OpenPlan, before: Document, record: Record | None, kind: str, record_id: str) -> str:
    if record:
        known = plan.table.kind(kind)
        return (record.text(known.key) if known else "") or record_id
    return label_of(before, plan.table, kind, record_id)


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
            }
            for each in report.files
        ],
        "conflicts": report.conflicts,
        "applied": report.applied,
    }
