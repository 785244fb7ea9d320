"""One issue of a workbook of somebody's own against what the last one said, as changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from csp_desktop.changes.change import Cell, Change, Stance, add_record
from csp_desktop.changes.change import edit as make_edit
from csp_desktop.operations.importing.workbook_base import (
    SaidCell,
    Spot,
    WorkbookBase,
    family_of,
    fields_of,
    left_mark,
    mark_of,
    named,
    note,
)
from csp_desktop.operations.merging.incoming import Brought, FileTrouble
from csp_desktop.operations.receiving.own_rows import OwnRows, WhoseRow
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import EXISTS, Document, Record
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.renumbering import next_free_ref
from csp_desktop.plan.row_matcher import marks_of
from csp_desktop.plan.values import Value, same, words
from csp_desktop.plan.wording import plural
from csp_desktop.workbook.importing.import_log import FoundRecord, Leftover
from csp_desktop.workbook.importing.import_map import RECORDS, Map
from csp_desktop.workbook.importing.import_reader import Imported
from csp_desktop.workbook.importing.refit_map import new_columns
from csp_desktop.workbook.package.cells import address_of
from csp_desktop.workbook.package.model import Book, Place

_FIRST = "the plan says otherwise, and this workbook has not been read for it before"
_NEW_FIRST = "the plan does not have it, and this workbook has not been read for it before"
_BORNE = "its ref or name is that of another, and its title is not"
_CLEARED = "the workbook said something there when it was last read, and is blank now"
_UNDECIDED = "the plan says otherwise, and nobody has decided yet"
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class OwnIssue:
    """An issue of a workbook as understood: what it says, by which map, and its base."""

    book: Book
    found: Imported
    made: Map
    suggested: Map
    base: WorkbookBase | None


class IssueReader:
    """Holds one issue against its base and the plan, record by record."""

    def __init__(
        self,
        plan: OpenPlan,
        document: Document,
        issue: OwnIssue,
        brought: Brought,
        taken: Collection[tuple[str, Place]],
    ) -> None:
        """Read `issue` into `brought`; all of the kinds and places in `taken` is taken."""
        self._plan, self._document, self._issue = plan, document, issue
        self._brought, self._taken = brought, taken
        self.changes: list[Change] = []
        base = issue.base
        family = base.family if base else family_of(issue.suggested)
        self._base = base
        # Never drawn by chance: the same file read again, here or in another copy, has to give the
        # same changes.
        self._nonce = self._issue.book.fingerprint[:16]
        self._next = WorkbookBase(family, (), self._issue.made, self._issue.suggested)
        self._spots: dict[tuple[str, str], list[Spot]] = {}
        for spot in base.cells if base else ():
            self._spots.setdefault(spot[:2], []).append(spot)
        self._unread = _with_unread_cells(issue.found)
        self._rows = OwnRows(self._document, base)
        self._ids: dict[str, str] = {}

    def read(self) -> None:
        """Read every record, then tell what is missing and what was not taken."""
        found = self._issue.found.records
        whose = self._rows.of_all(found, self._nonce)
        self._ids = {key: each.record for key, each in whose.items()}
        for each in found:
            self._next.fields |= {(each.kind, name) for name, _ in each.values}
            self._read_record(each, whose[each.key])
        self._next.fields |= fields_of(self._issue.made)
        self._note_gone({(each.kind, whose[each.key].record) for each in found})
        self._tell()
        base = self._base
        if base is None or self.changes or self._differs(base):
            after = base.issues if base else ()
            self.changes += note(
                self._plan.plan_id, self._next, after, Path(self._issue.book.path).name, self._nonce
            )

    def _differs(self, base: WorkbookBase) -> bool:
        names = ("made", "cells", "marks", "fields", "left", "gone")
        return any(getattr(base, name) != getattr(self._next, name) for name in names)

    # Records

    def _read_record(self, found: FoundRecord, whose: WhoseRow) -> None:
        if whose.twice:
            self._problem(found, f"{_called(found)} is in the workbook twice; the first was taken.")
            return
        values = {place: self._resolved(found, place) for place in found.values}
        record = self._document.record(found.kind, whose.record)
        if record is None:
            self._read_new(found, whose, values)
        else:
            for place, value in values.items():
                if value is not None and not self._is_guessed_name(found, place):
                    self._read_value(found, record, place, value)
            self._read_cleared(found, record, values)
        name, title = named(found)
        self._next.marks[found.kind, whose.record] = marks_of(name, title)

    def _is_guessed_name(self, found: FoundRecord, place: Place) -> bool:
        """Whether a value is only what the reader called a record for want of a name."""
        kind = self._plan.table.kind(found.kind)
        names = {kind.key if kind else "", "title", "number", "label", "role"}
        return place in found.unsure and place[0] in names

    def _resolved(self, found: FoundRecord, place: Place) -> Value:
        value = found.values[place]
        of = self._plan.table.field(found.kind, place[0])
        if of and of.type is Type.LINK and isinstance(value, str):
            return self._ids.get(value, value)
        if of and of.type is Type.LINKS and isinstance(value, list):
            return [self._ids.get(each, each) for each in value]
        return value

    def _read_value(self, found: FoundRecord, record: Record, place: Place, value: Value) -> None:
        spot = (found.kind, record.id, *place)
        mark, held = mark_of(value), record.held(*place)
        before = self._base.cells.get(spot, ()) if self._base else ()
        agrees = same(value, held.value)
        if any(each.mark == mark for each in before):
            # Unchanged in the workbook, whatever the plan says by now. Where the two had never
            # agreed and do now, its author has seen what stands there.
            settled = any(each.covers for each in before) or not agrees
            self._next.cells[spot] = before if settled else (SaidCell(mark, held.heads),)
            return
        if agrees:
            self._next.cells[spot] = (SaidCell(mark, held.heads),)
            return
        covers, why = self._covers(found, record, place, before)
        stance = Stance.PROPOSED if why else self._stance(found, place)
        self._put(spot, value, covers, stance, why)

    def _covers(
        self, found: FoundRecord, record: Record, place: Place, before: tuple[SaidCell, ...]
    ) -> tuple[tuple[str, ...], str]:
        """What a new value is put over, and why it is only proposed; '' where it is stated."""
        held, made = record.held(*place), record.held(*EXISTS).heads
        if (found.kind, place) in self._taken:
            return held.heads or made, ""
        covers = tuple(sorted({cover for each in before for cover in each.covers}))
        if covers:
            return covers, ""
        if before:
            seen = held.value is not None and mark_of(held.value) in {each.mark for each in before}
            return (held.heads, "") if seen else (made, _UNDECIDED)
        # Blank when it was last read: whatever the plan has there was not seen.
        base = self._base
        if base and (found.kind, record.id) in base.marks and (found.kind, place[0]) in base.fields:
            return (held.heads or made if held.value is None else made), ""
        return made, _FIRST

    @staticmethod
    def _stance(found: FoundRecord, place: Place) -> Stance:
        return Stance.UNCONFIRMED if place in found.unsure else Stance.STATED

    def _put(
        self, spot: Spot, value: Value, covers: Iterable[str], stance: Stance, why: str
    ) -> None:
        change = make_edit(self._plan.plan_id, Cell(*spot), value, covers, self._nonce, stance)
        self.changes.append(change)
        if why:
            self._brought.reasons[change.id] = why
        if value is not None:
            self._next.cells[spot] = (SaidCell(mark_of(value), () if why else (change.id,)),)

    def _read_cleared(
        self, found: FoundRecord, record: Record, values: Mapping[Place, Value]
    ) -> None:
        """Propose to clear what the workbook said before and is blank in a column still there."""
        if self._base is None:
            return
        columns = _columns(self._issue.made, found.kind)
        for spot in self._spots.get((found.kind, record.id), ()):
            said, place = self._base.cells[spot], spot[2:]
            if values.get(place) is not None:
                continue
            held = record.held(*place)
            blank = found.key not in self._unread and (place in columns or place[0] in columns)
            if blank and held.value is not None:
                covers = {cover for each in said for cover in each.covers}
                if covers:
                    self._put(spot, None, covers, Stance.PROPOSED, _CLEARED)
            else:
                self._next.cells[spot] = said

    def _read_new(self, found: FoundRecord, whose: WhoseRow, values: dict[Place, Value]) -> None:
        """A record that the plan does not have: stated where the workbook was read before."""
        # Only a map may be remembered so far.
        proposed = not (self._base and self._base.marks) or whose.asked
        # What the workbook named before and somebody has deleted here since is not made again.
        if self._base and (found.kind, whose.record) in self._base.marks:
            self._carry(found.kind, whose.record)
            return
        if found.kind == "action" and ("ref", "") in found.unsure:
            values["ref", ""] = self._free_ref(words(values.get(("ref", ""))))
        stance = Stance.PROPOSED if proposed else Stance.STATED
        unsure = () if proposed else found.unsure
        made = add_record(
            self._plan.plan_id,
            found.kind,
            whose.record,
            values,
            lambda: self._nonce,
            unsure,
            stance,
        )
        if proposed:
            why = _BORNE if whose.asked else _NEW_FIRST
            self._brought.reasons |= {change.id: why for change in made}
        for change in made[1:]:
            said = SaidCell(mark_of(change.value), () if proposed else (change.id,))
            self._next.cells[found.kind, whose.record, change.cell.field, change.cell.period] = (
                said,
            )
        self.changes += made

    def _free_ref(self, given: str) -> str:
        borne = {each.text("ref") for each in self._document.of("action")}
        borne |= {words(change.value) for change in self.changes if change.cell.field == "ref"}
        return next_free_ref(given, borne) if given in borne else given

    # What is not there

    def _note_gone(self, there: set[tuple[str, str]]) -> None:
        """Tell of what the workbook has no row for any more; nothing of it is deleted."""
        base = self._base
        if base is None:
            return
        gone = {key for key in base.marks if key not in there}
        self._next.gone = {key for key in gone if key[0] in RECORDS}
        for kind, record in gone:
            self._carry(kind, record)
        fresh = [
            self._label(*key)
            for key in sorted(self._next.gone - base.gone)
            if self._document.record(*key)
        ]
        if fresh:
            more = f" and {len(fresh) - _MOST_NAMED} more" if len(fresh) > _MOST_NAMED else ""
            self._brought.notices.append(
                f"{', '.join(fresh[:_MOST_NAMED])}{more} {plural(len(fresh), 'has', 'have')} no "
                "row in it any more. Nothing was deleted for that."
            )

    def _label(self, kind: str, record: str) -> str:
        known, of = self._document.record(kind, record), self._plan.table.kind(kind)
        return known.text(of.key) if known and of else record

    def _carry(self, kind: str, record: str) -> None:
        """Keep what the workbook said of a record, should its row come back."""
        assert self._base  # noqa: S101
        self._next.marks[kind, record] = self._base.marks[kind, record]
        self._next.cells |= {
            spot: self._base.cells[spot] for spot in self._spots.get((kind, record), ())
        }

    def _tell(self) -> None:
        """Tell what was not taken, and what a person should look at, if it was not told before."""
        base, found = self._base, self._issue.found
        for each in found.leftovers:
            mark = left_mark(each)
            self._next.left.add(mark)
            # A word that nobody has explained yet is asked about each time.
            if base is None or mark not in base.left or each.word:
                self._tell_left(each)
        self._brought.notices.append(f"It was read as of {self._issue.made.quarter}.")
        if base and (fresh := new_columns(base.made, self._issue.made)):
            self._brought.notices.append(
                f"It has {plural(len(fresh), 'a column', 'columns')} that it did not have before: "
                f"{', '.join(fresh)}."
            )

    def _tell_left(self, each: Leftover) -> None:
        if each.taken:
            self._brought.notices.append(f"{each.sheet} {each.cell}: {each.why}")
        else:
            said = " ".join(each.value.split())[:60]
            self._brought.problems.append(
                FileTrouble(each.sheet, each.cell, f"'{said}' was not taken. {each.why}", each.word)
            )

    def _problem(self, found: FoundRecord, message: str) -> None:
        sheet, _, row = found.key.rpartition("!")
        self._brought.problems.append(FileTrouble(sheet, f"A{row}" if row else "", message))


def _called(found: FoundRecord) -> str:
    names = [words(found.values.get((name, ""))) for name in ("ref", "name", "title")]
    return next(filter(None, names), "A row")


def _with_unread_cells(found: Imported) -> set[str]:
    """The records in whose rows something was not taken: what they lack was not cleared."""
    rows: dict[str, list[int]] = {}
    for each in found.records:
        sheet, _, row = each.key.rpartition("!")
        if row.isdigit():
            rows.setdefault(sheet, []).append(int(row))
    unread = set()
    for left in found.leftovers:
        at = address_of(left.cell)
        above = [row for row in rows.get(left.sheet, ()) if at and row <= at[0]]
        if above and not left.taken:
            unread.add(f"{left.sheet}!{max(above)}")
    return unread


def _columns(made: Map, kind: str) -> set[Place | str]:
    """The places that a map has columns for; the field alone where each cell names its period."""
    found: set[Place | str] = set()
    for table in made.tables:
        if table.records == kind:
            for column in table.columns:
                name, _, period = column.to.partition("@")
                if name:
                    found.add(name if period == "cell" else (name, period))
    return found
