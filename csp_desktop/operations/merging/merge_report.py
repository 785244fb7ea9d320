"""What a merge did, file by file: what was taken, what is held and why, what could not be taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.changes.conflicts import OpenConflict
from csp_desktop.measures.progress import closed_as
from csp_desktop.measures.snapshot.frozen import SNAPSHOT
from csp_desktop.operations.merging.incoming import Brought, FileTrouble
from csp_desktop.operations.session.lookup import label_by, label_of
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.snapshots.snapshots import brought_in, frozen_quarters
from csp_desktop.plan.document import EXISTS, Document, Record, told
from csp_desktop.plan.field_types import Per
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.headertimes import quarter_of
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.values import Value, key, same
from csp_desktop.plan.vocabulary import UnknownWord, unknown_words
from csp_desktop.plan.wording import address, counted, day, joined, plural
from csp_desktop.store.foreign import RETURNS
from csp_desktop.store.operation import Operation

RECEIPT_ID = 12
"""How many signs of a file's fingerprint a receipt is known by."""

_OUTSIDE_GROUP = "outside the group that the copy was made for"

Shown = dict[Cell, Change | None]
"""By cell the change that it shows; None where it is other because something was taken back."""

A_HANDFUL: Final = 10
"""How many records and values a file may remove without a person being asked."""


@dataclass(frozen=True, slots=True)
class HeldEdit:
    """An edit that waits for a person, with the reason."""

    ref: str
    field: str
    period: str
    value: Value
    reason: str
    kind: str = "action"


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
    def unknown_words(self) -> tuple[UnknownWord, ...]:
        """The words in the files of which nobody has said what they mean."""
        return unknown_words(
            (one.word, f"{file.path.name} {address(one.sheet, one.cell)}")
            for file in self.files
            for one in file.problems
            if one.word
        )

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
    # A file with nothing new was merged before: its sender gets the receipt of that time,
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
    ref = _ref(plan, before, after, brought, change.cell)
    if change.stance is Stance.PROPOSED:
        # A proposal of what the plan says by now waits for nobody. It is held only if somebody
        # still has to decide about it.
        waits = after.record(kind, record_id) is None or plan.file.values.waits(change)
        if waits and (name != "exists" or change.value is not False):
            reason = brought.reasons.get(change.id, _OUTSIDE_GROUP)
            field = plan.table.field(kind, name)
            value = told(after, plan.table, field, change.value)
            report.held.append(HeldEdit(ref, name, period, value, reason, kind))
        return
    report.applied += 1
    if kind == SNAPSHOT:
        return
    report.taken.append(change)
    if name == "exists" and change.value is True and not before.record(kind, record_id):
        report.added.append(ref)
    elif kind and change.value is None:
        report.cleared.append((ref, name, period))


def _ref(plan: OpenPlan, before: Document, after: Document, brought: Brought, cell: Cell) -> str:
    kind, record_id, *_ = cell
    known = plan.table.kind(kind)
    document = after if after.record(kind, record_id) else before
    if document.record(kind, record_id):
        return label_of(document, plan.table, kind, record_id)
    # A record that is only proposed is in no plan yet: the file says what it is called.
    said = brought.said(cell)
    return (known and label_by(after, plan.table, known, said)) or record_id


class Effects:
    """Compares the plan before and after a merge to tell what the merge's changes come to."""

    def __init__(self, plan: OpenPlan, before: Document, after: Document) -> None:
        """Ask within the merge's transaction: what it brought is looked up in the plan."""
        self._ledger = plan.file.ledger
        self._before, self._after = before, after

    def of(self, taken: Iterable[Change]) -> tuple[Shown, int, int]:
        """Which changes show, how many do, and how many repeat what the plan says already.

        What was taken back again, or replaced, shows nothing.
        """
        found: Shown = {}
        showing = silent = 0
        for change in taken:
            if change.stance is Stance.ASIDE:
                # An undo has no cell of its own. What it comes to shows in the cells of what it
                # took back.
                cells = {each for each in self._cells_behind(change) if self._is_other(each)}
                showing += bool(cells)
                found |= dict.fromkeys(sorted(cells - found.keys()))
            elif self._stands(change):
                other = self._is_other(change.cell)
                showing, silent = showing + other, silent + (not other)
                found |= {change.cell: change} if other else {}
        return found, showing, silent

    def _cells_behind(self, aside: Change) -> set[Cell]:
        """The cells of what a change sets aside, through others that set aside in turn."""
        found: set[Cell] = set()
        for each in self._ledger.several(aside.covers).values():
            # A redo sets an undo aside, and that undo another change: only at the end of such a
            # chain is there a change with a cell.
            found |= self._cells_behind(each) if each.stance is Stance.ASIDE else {each.cell}
        return found

    def _stands(self, change: Change) -> bool:
        """True if its cell shows this change, or it is one side of a conflict there."""
        kind, record, *place = change.cell
        now = self._after.record(kind, record)
        if now is None:
            # The record is gone. Then only its deletion can be what shows.
            return change.cell == change.cell.existence and change.value is False
        return change.id in now.held(*place).heads

    def _is_other(self, cell: Cell) -> bool:
        """True if a cell shows something else after the merge."""
        kind, record, *place = cell
        was, now = self._before.record(kind, record), self._after.record(kind, record)
        if was is None or now is None:
            # A record that comes or goes counts once, by its existence; of a new one the filled
            # cells too, but blank ones say nothing.
            whole = tuple(place) == EXISTS and (was or now) is not None
            return whole or (now is not None and now.get(*place) is not None)
        old, new = was.held(*place), now.held(*place)
        moved = old.unconfirmed != new.unconfirmed or not same(old.value, new.value)
        return old.contested or new.contested or moved


def after_closing(document: Document, table: FieldTable, changes: Iterable[Change]) -> list[str]:
    """One sentence on the actions that `changes` update for a quarter in which they are closed."""
    found: dict[str, str] = {}
    for change in changes:
        kind, record_id, name, period = change.cell
        field = table.field(kind, name)
        action = document.record(kind, record_id) if kind == "action" else None
        if action is None or field is None or field.per is not Per.QUARTER:
            continue
        closed = closed_as(action, period)
        if closed:
            ref = label_of(document, table, kind, record_id)
            found[ref] = f"{ref} was closed as {closed} in {action.text('closed')}."
    if not found:
        return []
    if len(found) == 1:
        (closing,) = found.values()
        stays = "Its update is still taken; it stays closed unless the coordinator reopens"
        return [f"{closing} {stays} it."]
    stay = "Their updates are still taken; they stay closed unless the coordinator reopens"
    return [f"{joined(list(found))} are closed. {stay} them."]


def out_of_time(document: Document, quarter: str, periods: Sequence[str]) -> list[str]:
    """Sentences on a return whose quarter is not the working quarter, or is frozen already.

    `quarter` is the return's own, '' where it has none; `periods` are those of its changes, '' for
    a change without one, which counts with the return's quarter.
    """
    working = document.plan.text("working_quarter")
    told = []
    if quarter and working and quarter != working:
        told.append(
            f"This return is for {quarter}, and the plan's working quarter is {working}: what it "
            f"says is taken for {quarter}."
        )
    by_quarter = Counter(filter(None, (_quarter_of(each) or quarter for each in periods)))
    for each, count in sorted(by_quarter.items()):
        frozen = next((one for one in frozen_quarters(document) if one.quarter == each), None)
        if frozen:
            these = f"{plural(count, 'this', 'these')} {counted(count, 'change')}"
            told.append(
                f"{each} was frozen on {day(frozen.taken_at)} by {frozen.by}: {these} will not be "
                "in it."
            )
    return told


def _quarter_of(period: str) -> str:
    """The quarter of a period that is one or lies in one, '' for a year's and for none."""
    found = read_period(period)
    return "" if found is None or found.kind == "year" else str(quarter_of(found))


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What a file removes from the plan: whole records, and values of records that stay.

    `lost` counts the values of both, `brought` those that it puts in.
    """

    records: int = 0
    values: int = 0
    lost: int = 0
    brought: int = 0

    @property
    def asks(self) -> bool:
        """Whether a person is to be asked before the file is merged."""
        # Both: a file may correct many values, and a small plan may lose all it has in a few.
        return self.records + self.values > A_HANDFUL and self.lost > self.brought

    def sentence(self, name: str) -> str:
        """What is said of the file called `name`, with what to do."""
        parts = [
            f"{count} {plural(count, one)}"
            for count, one in ((self.records, "record"), (self.values, "value"))
            if count
        ]
        brings = f"{self.brought} {plural(self.brought, 'value')}"
        return (
            f"{name} takes out {joined(parts)} and adds {brings}, so nothing of it was "
            "merged. If that is meant, merge it anyway (--anyway)."
        )


def taken_out(
    before: Document, changed: Iterable[tuple[str, str, Record | None]], new: Collection[str]
) -> TakenOut:
    """What the changed records have lost; `new` are the ids of the changes that the file added.

    A value goes where its cell is blank now, or shows what stood there earlier. A contested cell
    has lost nothing: somebody decides about it.
    """
    records = values = lost = brought = 0
    for kind, record_id, after in changed:
        # These are made by the program as notes of what happened. Nobody filled them in.
        if kind == SNAPSHOT or kind in RETURNS:
            continue
        was = before.record(kind, record_id)
        if after is None:
            records += was is not None
            lost += _filled(was)
        elif was is None:
            brought += _filled(after)
        else:
            gone, came = _compared(was, after, new)
            values, lost, brought = values + gone, lost + gone, brought + came
    return TakenOut(records, values, lost, brought)


def _filled(record: Record | None) -> int:
    return sum(held.value is not None for held in record.cells.values()) if record else 0


def _compared(was: Record, after: Record, new: Collection[str]) -> tuple[int, int]:
    """How many values went and how many came."""
    gone = came = 0
    for place in was.cells.keys() | after.cells.keys():
        old, held = was.held(*place), after.held(*place)
        # Compared by `key`, so a value that was only written otherwise is neither lost nor brought.
        if place == EXISTS or held.contested or key(old.value) == key(held.value):
            continue
        # A value that shows only because a later one was set aside was there before: the later one
        # is lost, and this one is not brought.
        if key(held.value) and any(each in new for each in held.heads):
            came += 1
        else:
            gone += 1
    return gone, came
