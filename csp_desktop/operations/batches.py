"""A batch of returns: what merging it would bring, and merging it with what a person decided.

A preview is a merge that is not kept. Decisions made on it are held by the conflicts' ids, so one
made on a state that has changed meanwhile is told as stale, and never carried over to another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from csp_desktop.changes.change import Change, Stance
from csp_desktop.changes.conflicts import Conflict
from csp_desktop.changes.edits import edit as make_edit
from csp_desktop.errors import CspError
from csp_desktop.operations.conflicts import conflicts
from csp_desktop.operations.intake import Arrived, Spot
from csp_desktop.operations.merging import Brought, FileReport, MergeReport, merge
from csp_desktop.operations.naming import label_of, linked, told
from csp_desktop.operations.opened import OpenPlan, Outcome
from csp_desktop.operations.receiving import notice_twins
from csp_desktop.operations.resolving import Decision, settling
from csp_desktop.operations.who import Stamp
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.fields import FieldTable, Type
from csp_desktop.plan.values import Value, key, understand
from csp_desktop.store.operationlog import Operation

Mark = Literal["", "cleared", "new", "gone", "contested"]

CONTESTED = frozenset({"edit", "delete", "ref"})
"""Kinds of what waits in which people contradict each other; the others are proposals."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell as the plan has it and as a file has it. `title` is the record's, in a few words."""

    kind: str
    record: str
    ref: str
    title: str
    field: str
    label: str
    period: str
    old: Value
    new: Value
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One side of what waits; `file` is the place of its file in the batch, None for the plan's."""

    n: int
    value: Value
    author: str
    at: str
    source: str
    file: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something for a person to decide. `files` are those of the batch that have to do with it.

    `kind` is as `conflicts` has it: edit, delete, ref, held, compare or missing. `type` is the
    field's. `reason` says why a held edit is held.
    """

    id: str
    kind: str
    record_kind: str
    record: str
    ref: str
    title: str
    field: str
    label: str
    period: str
    agreed: Value
    options: tuple[Option, ...]
    files: tuple[int, ...] = ()
    type: Type = Type.TEXT
    choices: tuple[str, ...] = ()
    reason: str = ""

    @property
    def contested(self) -> bool:
        """Whether people contradict each other here."""
        return self.kind in CONTESTED


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem of a file with its place; `spot` where a value typed here would mend it."""

    sheet: str
    cell: str
    message: str
    spot: Spot | None = None
    label: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileView:
    """One file of the batch: what it says of itself, and what merging it would bring."""

    path: Path
    kind: str
    refused: str
    locked: bool
    sender: str
    group: str
    quarter: str
    sent: str
    filled: str
    taken: int
    known: int
    conflicts: int
    held: int
    missing: tuple[str, ...]
    waiting: int
    changes: tuple[CellChange, ...]
    troubles: tuple[Trouble, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What merging a batch would bring. `waiting` holds what waited before the batch, too."""

    files: tuple[FileView, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    applied: int = 0


@dataclass(frozen=True, slots=True)
class Mend:
    """A value in place of one that could not be understood, in the file at `file`."""

    file: Path
    spot: Spot
    value: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decided, and for a held edit why; the reason goes on the receipt."""

    decision: Decision
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """One decision that was carried out."""

    waiting: Waiting
    verdict: Verdict


@dataclass(slots=True)
class Merged:
    """What a merge with decisions did. `stale` and `refused` are sentences on decisions not made.

    `remaining` waits still, of the batch or from before.
    """

    report: MergeReport
    preview: Preview
    document: Document
    settled: list[Settled] = field(default_factory=list)
    remaining: tuple[Waiting, ...] = ()
    stale: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def preview(
    plan: OpenPlan, arrived: Sequence[Arrived], mends: Iterable[Mend], stamp: Stamp
) -> Preview:
    """What merging these files would bring to the plan as it stands; nothing is kept."""
    brought = _mended(plan, arrived, mends, stamp)
    before = plan.document()
    report = merge(plan, brought, stamp, dry_run=True)
    return _Viewing(plan, before, report, brought, arrived).view()


def merge_decided(
    plan: OpenPlan,
    arrived: Sequence[Arrived],
    mends: Iterable[Mend],
    verdicts: Mapping[str, Verdict],
    stamp: Stamp,
) -> tuple[Outcome, Merged]:
    """Merge the files and carry the decisions out, so that one undo takes back both.

    Missing rows that nobody decided on are left. A decision that cannot be carried out is told,
    and its conflict stays. The merge itself is one transaction, the decisions are another.
    """
    brought = _mended(plan, arrived, mends, stamp)
    before = plan.document()
    report = merge(plan, brought, stamp)
    viewed = _Viewing(plan, before, report, brought, arrived).view()
    merged = Merged(report, viewed, plan.document())
    changed = {each[:2]: each for each in report.outcome.changed}
    decided = dict(verdicts)
    for each in viewed.waiting:
        if each.kind == "missing" and each.files and each.id not in decided:
            decided[each.id] = Verdict(Decision(word="leave"))
    _carry_out(plan, merged, decided, changed, stamp)
    known = {each.id for each in viewed.waiting}
    merged.stale += [
        "One decision was about something that has changed since you looked: look at it again."
        for each in verdicts
        if each not in known
    ]
    after = plan.document()
    merged.document = after
    settled = {each.waiting.id for each in merged.settled}
    merged.remaining = tuple(each for each in viewed.waiting if each.id not in settled)
    outcome = report.outcome
    label = "merge" if any(not each.refused for each in brought) else "decide"
    return Outcome(outcome.operation, label, outcome.author, tuple(changed.values())), merged


def _carry_out(
    plan: OpenPlan,
    merged: Merged,
    verdicts: Mapping[str, Verdict],
    changed: dict[tuple[str, str], tuple[str, str, Record | None]],
    stamp: Stamp,
) -> None:
    """Settle contested cells first, then refs, then proposals, which may lie over them."""
    views = {each.id: each for each in merged.preview.waiting}
    wanted = {each: verdicts[each] for each in verdicts if each in views}
    places = {_place(views[each]): each for each in wanted}
    for kinds in (("edit", "delete"), ("ref",), ("held", "compare"), ("missing",)):
        if not any(views[each].kind in kinds for each in wanted):
            continue
        document = plan.document()
        changes: list[Change] = []
        for conflict in conflicts(plan, document):
            ours = conflict.id if conflict.id in wanted else places.get(_place_of(conflict), "")
            if conflict.kind not in kinds or not ours:
                continue
            verdict = wanted[ours]
            try:
                made = settling(plan, document, conflict, verdict.decision, stamp)
            except CspError as error:
                merged.refused.append(f"{views[ours].ref}: {error}")
                continue
            merged.settled.append(Settled(views[ours], verdict))
            changes += made
            if conflict.kind == "ref":
                _write(plan, merged, changes, changed, stamp)
                changes, document = [], plan.document()
        _write(plan, merged, changes, changed, stamp)


def _place(waiting: Waiting) -> tuple[str, ...]:
    return (waiting.kind, waiting.record_kind, waiting.record, waiting.field, waiting.period)


def _place_of(conflict: Conflict) -> tuple[str, ...]:
    return (conflict.kind, *conflict.cell)


def _write(
    plan: OpenPlan,
    merged: Merged,
    changes: list[Change],
    changed: dict[tuple[str, str], tuple[str, str, Record | None]],
    stamp: Stamp,
) -> None:
    """Keep decisions as part of what the merge brought, where it brought anything."""
    if not changes:
        return
    merge_id = merged.report.outcome.operation
    joined = bool(plan.file.log.brought_by(merge_id))
    ids = [change.id for change in changes]
    outcome = plan.write(
        "decide",
        changes,
        stamp,
        undoable=not joined,
        also=(lambda log: log.note_brought(merge_id, ids)) if joined else None,
    )
    changed.update({each[:2]: each for each in outcome.changed})


def _mended(
    plan: OpenPlan, arrived: Sequence[Arrived], mends: Iterable[Mend], stamp: Stamp
) -> list[Brought]:
    """What the files bring, with the mends among it, and with a word where two of them differ."""
    document = plan.document()
    brought = []
    by_file: dict[Path, list[Mend]] = {}
    for mend in mends:
        by_file.setdefault(mend.file, []).append(mend)
    for each in arrived:
        mine = by_file.get(each.path, [])
        made = [_mend(plan, document, mend, stamp) for mend in mine]
        spots = {mend.spot.cell for mend in mine}
        problems = [
            problem
            for problem, spot in zip(each.brought.problems, each.spots, strict=True)
            if spot is None or spot.cell not in spots
        ]
        brought.append(
            replace(each.brought, made=[*each.brought.made, *made], problems=problems, notices=[])
        )
    notice_twins(Document(""), brought)
    for one, each in zip(brought, arrived, strict=True):
        one.notices[:0] = each.brought.notices
    return brought


def _mend(
    plan: OpenPlan, document: Document, mend: Mend, stamp: Stamp
) -> tuple[Change, list[Operation]]:
    cell = mend.spot.cell
    known = plan.table.field(cell.kind, cell.field)
    value: Value = mend.value
    if known is not None:
        value = linked(document, plan.table, known, understand(known, mend.value))
    change = make_edit(plan.plan_id, cell, value, mend.spot.covers, mend.spot.nonce)
    operation = Operation(f"mend-{change.id}"[:16], "mend", stamp.author, stamp.at, mend.file.name)
    return change, [operation]


class _Viewing:
    """Turns the report on a merge into what a person looks at."""

    def __init__(
        self,
        plan: OpenPlan,
        before: Document,
        report: MergeReport,
        brought: Sequence[Brought],
        arrived: Sequence[Arrived],
    ) -> None:
        self._table: FieldTable = plan.table
        self._before = before
        self._after = before.with_records(report.outcome.changed)
        self._report = report
        self._brought = brought
        self._arrived = arrived
        self._stated: dict[tuple[str, str, str], dict[int, str]] = {}
        self._proposed: dict[tuple[str, str, str], dict[int, str]] = {}
        self._reasons: dict[tuple[str, str, str], str] = {}

    def view(self) -> Preview:
        """The whole preview."""
        self._find_places()
        waiting = tuple(self._waiting(each) for each in self._report.conflicts)
        files = tuple(
            self._file(number, report, waiting) for number, report in enumerate(self._report.files)
        )
        return Preview(files, waiting, self._report.applied)

    def _find_places(self) -> None:
        for number, brought in enumerate(self._brought):
            for change, _ in brought.made:
                kind, record, name, period = change.cell
                place = (record, name, period)
                known = self._table.field(kind, name)
                said = key(told(self._after, self._table, known, change.value))
                proposed = change.stance is Stance.PROPOSED
                where = self._proposed if proposed else self._stated
                where.setdefault(place, {})[number] = said
                if proposed and change.id in brought.reasons:
                    self._reasons[place] = brought.reasons[change.id]

    def _waiting(self, found: dict[str, Any]) -> Waiting:
        kind, name = found["kind"], found["field"]
        record_kind = self._kind_of(found["record"], name)
        place = (found["record"], name, found["period"] or "")
        known = self._table.field(record_kind, name)
        if kind == "ref":
            files = {
                number
                for choice in found["choices"]
                for number in self._stated.get((choice["record"], "ref", ""), {})
            }
        elif kind == "delete":
            files = {
                number
                for (record, _, _), numbers in (*self._stated.items(), *self._proposed.items())
                if record == found["record"]
                for number in numbers
            }
        else:
            files = set((self._stated if kind == "edit" else self._proposed).get(place, {}))
        return Waiting(
            id=found["id"],
            kind=kind,
            record_kind=record_kind,
            record=found["record"],
            ref=found["ref"],
            title=self._title(record_kind, found["record"]),
            field=name,
            label=known.label if known else "Deletion" if name == "exists" else name,
            period=found["period"] or "",
            agreed=found["agreed"],
            options=tuple(self._option(kind, place, each) for each in found["choices"]),
            files=tuple(sorted(files)),
            type=known.type if known else Type.TEXT,
            choices=known.choices if known else (),
            reason=self._reasons.get(place, ""),
        )

    def _kind_of(self, record: str, name: str) -> str:
        for document in (self._after, self._before):
            for kind, records in document.kinds.items():
                if record in records:
                    return kind
        return "indicator" if self._table.field("action", name) is None else "action"

    def _option(self, kind: str, place: tuple[str, str, str], found: dict[str, Any]) -> Option:
        if kind == "ref":
            stated = self._stated.get((found.get("record", ""), "ref", ""), {})
            file = min(stated, default=None)
        else:
            said = key(found["value"])
            where = self._stated if kind == "edit" else self._proposed
            file = next(
                (number for number, value in where.get(place, {}).items() if value == said), None
            )
        return Option(
            found["n"], found["value"], found["author"], found["at"] or "", found["source"], file
        )

    def _title(self, kind: str, record: str) -> str:
        found = self._after.record(kind, record) or self._before.record(kind, record)
        if found is None:
            return ""
        return found.text("title") if kind == "action" else found.text("name")

    def _file(self, number: int, report: FileReport, waiting: Sequence[Waiting]) -> FileView:
        arrived = self._arrived[number]
        mine = [each for each in waiting if number in each.files]
        refused = arrived.brought.refused
        return FileView(
            path=arrived.path,
            kind=report.kind,
            refused=refused,
            locked=arrived.locked,
            sender=arrived.sender,
            group=arrived.group,
            quarter=arrived.quarter,
            sent=arrived.sent,
            filled=arrived.filled,
            taken=report.applied,
            known=report.already_known,
            conflicts=sum(each.contested for each in mine),
            held=sum(each.kind in ("held", "compare") for each in mine),
            missing=tuple(report.missing),
            waiting=report.waiting,
            changes=tuple(
                self._change(change) for change in report.taken if not self._is_first(change)
            ),
            troubles=() if refused else self._troubles(arrived, report),
            notices=tuple(report.notices),
        )

    def _is_first(self, change: Change) -> bool:
        """Whether a change only says that a new record is there, which its cells say anyway."""
        return change.cell.field == "exists" and change.value is True

    def _change(self, change: Change) -> CellChange:
        kind, record, name, period = change.cell
        known = self._table.field(kind, name)
        was = self._before.record(kind, record)
        now = self._after.record(kind, record)
        document = self._after if now else self._before
        mark: Mark = ""
        if name == "exists":
            mark = "gone"
        elif was is None:
            mark = "new"
        elif now is not None and now.held(name, period).contested:
            mark = "contested"
        elif change.value is None:
            mark = "cleared"
        old = was.get(name, period) if was and name != "exists" else None
        return CellChange(
            kind=kind,
            record=record,
            ref=label_of(document, self._table, kind, record),
            title=self._title(kind, record),
            field=name,
            label=known.label if known else "Deletion" if name == "exists" else name,
            period=period,
            old=told(self._before, self._table, known, old),
            new=None if name == "exists" else told(self._after, self._table, known, change.value),
            mark=mark,
        )

    def _troubles(self, arrived: Arrived, report: FileReport) -> tuple[Trouble, ...]:
        spots = {
            (problem.sheet, problem.cell, problem.message): spot
            for problem, spot in zip(arrived.brought.problems, arrived.spots, strict=True)
        }
        found = []
        for each in report.problems:
            spot = spots.get((each.sheet, each.cell, each.message))
            known = self._table.field(spot.cell.kind, spot.cell.field) if spot else None
            found.append(
                Trouble(
                    each.sheet,
                    each.cell,
                    each.message,
                    spot,
                    known.label if known else "",
                    known.choices if known else (),
                )
            )
        return tuple(found)
