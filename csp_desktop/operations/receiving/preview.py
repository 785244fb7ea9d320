"""What merging a batch of files would do, as a person looks at it: the files, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.changes.conflicts import ConflictSide, OpenConflict
from csp_desktop.operations.deciding.conflicts import CONTESTED
from csp_desktop.operations.merging.incoming import Brought
from csp_desktop.operations.merging.merge_report import Effects, FileReport, MergeReport
from csp_desktop.operations.receiving.intake import Arrived, MendableCell
from csp_desktop.operations.session.lookup import label_of
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import NOTHING, Document, told
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.values import Value, key
from csp_desktop.plan.vocabulary import Word, word_kinds

Mark = Literal["", "cleared", "new", "gone", "contested"]
PROPOSALS = frozenset({"held", "compare"})
"""Kinds of what waits that propose something for a cell, and contradict nobody."""


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
    """One side of what waits; `file` is the place of its file in the batch, None for the plan's.

    `same` is the action whose update a typed row may be, '' for any other side. `side` is what it
    is known by, whatever its number.
    """

    n: int
    value: Value
    author: str
    at: str
    source: str
    file: int | None = None
    same: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """Something for a person to decide. `files` are those of the batch that have to do with it.

    `kind` is as `conflicts` has it: edit, delete, ref, held, compare or missing. `type` is the
    field's. `reason` says why a held edit is held. `export` is named where all sides are of returns
    of that one: then the file saved later, whose option stands first, may be taken for all such.
    `stands` is what the plan says now, before the files are merged; `agreed` what it would say
    after, with nothing decided.
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
    export: str = ""
    stands: Value = None

    @property
    def contested(self) -> bool:
        """Whether people contradict each other here."""
        return self.kind in CONTESTED

    @property
    def proposed(self) -> bool:
        """Whether it is a proposal, by its sender or told by comparison."""
        return self.kind in PROPOSALS

    @property
    def of_a_value(self) -> bool:
        """Whether it is about what a cell says, and not about a record or what it is named by."""
        return self.field != "exists" and (self.kind == "edit" or self.proposed)


@dataclass(frozen=True, slots=True)
class PreviewTrouble:
    """A problem of a file with its place; `spot` where a value typed here would mend it.

    `takes_out`: the file removes more than it adds, and is merged only if a person says so. `word`
    is what stands there, where the plan may learn what that means.
    """

    sheet: str
    cell: str
    message: str
    spot: MendableCell | None = None
    label: str = ""
    choices: tuple[str, ...] = ()
    takes_out: bool = False
    word: Word | None = None

    @property
    def mendable(self) -> bool:
        """Whether a person can put it right here: by a value, or by what a word means."""
        return self.spot is not None or self.word is not None


@dataclass(frozen=True, slots=True)
class FileView:
    """One file of the batch: what it says of itself, and what merging it would do."""

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
    troubles: tuple[PreviewTrouble, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What merging a batch would do. `waiting` holds what waited before the batch, too."""

    files: tuple[FileView, ...] = ()
    waiting: tuple[WaitingItem, ...] = ()
    applied: int = 0


class Viewing:
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
        self._effects = Effects(plan, before, self._after)
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
        return Preview(files, waiting, sum(each.taken for each in files))

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

    def _waiting(self, found: OpenConflict) -> WaitingItem:
        kind, place = found.kind, found.cell[1:]
        record_kind, record_id, name, period = found.cell
        known = self._table.field(record_kind, name)
        if kind == "ref":
            files = {
                number
                for side in found.sides
                for number in self._stated.get((side.record, name, ""), {})
            }
        elif kind == "delete":
            files = {
                number
                for (record, _, _), numbers in (*self._stated.items(), *self._proposed.items())
                if record == record_id
                for number in numbers
            }
        else:
            files = set((self._stated if kind == "edit" else self._proposed).get(place, {}))
        return WaitingItem(
            id=found.id,
            kind=kind,
            record_kind=record_kind,
            record=record_id,
            ref=found.ref,
            title=self._title(record_kind, record_id),
            field=name,
            label=known.label if known else "Deletion" if name == "exists" else name,
            period=period,
            agreed=found.agreed,
            options=tuple(self._option(kind, place, each) for each in found.sides),
            files=tuple(sorted(files)),
            type=known.type if known else Type.TEXT,
            choices=known.choices if known else (),
            reason=self._reasons.get(place, ""),
            export=found.export,
            stands=self._stands(record_kind, place),
        )

    def _stands(self, kind: str, place: tuple[str, str, str]) -> Value:
        """What the plan says in a cell now, as people read it."""
        record = self._before.record(kind, place[0])
        if record is None or place[1] == "exists":
            return None
        known = self._table.field(kind, place[1])
        return told(self._before, self._table, known, record.get(*place[1:]))

    def _option(self, kind: str, place: tuple[str, str, str], found: ConflictSide) -> Option:
        if kind == "ref":
            stated = self._stated.get((found.record, place[1], ""), {})
            file = min(stated, default=None)
        else:
            said = key(found.value)
            where = (self._stated if kind == "edit" else self._proposed).get(place, {})
            if found.fields:
                # A row is known by its file: what it says stands in many cells.
                said = found.source
                where = {number: self._arrived[number].path.name for number in where}
            file = next((number for number, value in where.items() if value == said), None)
        return Option(
            found.n,
            found.value,
            found.author,
            found.at or "",
            found.source,
            file,
            found.record if found.fields else "",
            found.side,
        )

    def _title(self, kind: str, record: str) -> str:
        # A record that a file deletes is only in the plan before.
        found = self._after.record(kind, record) or self._before.record(kind, record)
        if found is None:
            return ""
        if kind == "action":
            return found.text("title")
        document = self._after if self._after.record(kind, record) else self._before
        return label_of(document, self._table, kind, record)

    def _file(self, number: int, report: FileReport, waiting: Sequence[WaitingItem]) -> FileView:
        arrived = self._arrived[number]
        mine = [each for each in waiting if number in each.files]
        standing, showing, silent = self._effects.of(report.taken)
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
            taken=report.applied - len(report.taken) + showing,
            known=report.already_known + silent,
            conflicts=sum(each.contested for each in mine),
            held=sum(each.proposed for each in mine),
            missing=tuple(report.missing),
            waiting=report.waiting,
            changes=tuple(
                self._change(cell, change)
                for cell, change in standing.items()
                if not self._is_first(cell)
            ),
            troubles=() if refused else self._troubles(arrived, report),
            notices=tuple(report.notices),
        )

    def _is_first(self, cell: Cell) -> bool:
        """Whether a cell only says that a record is there, which its other cells say anyway."""
        return cell.field == "exists" and self._after.record(*cell[:2]) is not None

    def _change(self, cell: Cell, change: Change | None) -> CellChange:
        kind, record, name, period = cell
        known = self._table.field(kind, name)
        was = self._before.record(kind, record)
        now = self._after.record(kind, record)
        document = self._after if now else self._before
        held = now.held(name, period) if now else NOTHING
        # Over what is contested, the plan shows what was last agreed; the file has its own side.
        said = change.value if change and (now is None or held.contested) else held.value
        mark: Mark = ""
        if name == "exists":
            mark = "gone"
        elif was is None:
            mark = "new"
        elif held.contested:
            mark = "contested"
        elif said is None:
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
            new=None if name == "exists" else told(self._after, self._table, known, said),
            mark=mark,
        )

    def _troubles(self, arrived: Arrived, report: FileReport) -> tuple[PreviewTrouble, ...]:
        spots = {
            (problem.sheet, problem.cell, problem.message): spot
            for problem, spot in zip(arrived.brought.problems, arrived.spots, strict=True)
        }
        found, kinds = [], word_kinds(self._table)
        for each in report.problems:
            spot = spots.get((each.sheet, each.cell, each.message))
            known = self._table.field(spot.cell.kind, spot.cell.field) if spot else None
            found.append(
                PreviewTrouble(
                    each.sheet,
                    each.cell,
                    each.message,
                    spot,
                    known.label if known else "",
                    known.choices if known else kinds.get(each.word.kind, ()) if each.word else (),
                    takes_out=each is report.asking,
                    word=each.word,
                )
            )
        return tuple(found)
