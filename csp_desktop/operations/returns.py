"""A returned workbook's edits as changes: what it says now against what it said when it was made.

An edit covers the base alone, never what is current now, and its nonce is the export's id. So one
edit is one change everywhere, however often the file is saved, sent or merged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from csp_desktop.changes.change import Cell, Change, Stance, digest
from csp_desktop.changes.edits import add_record, delete_record
from csp_desktop.changes.edits import edit as make_edit
from csp_desktop.errors import BadValue
from csp_desktop.operations.exporting import spare_ids
from csp_desktop.operations.merging import Brought, Trouble
from csp_desktop.operations.naming import linked, told
from csp_desktop.operations.opened import OpenPlan
from csp_desktop.plan.document import EXISTS, Document, Record
from csp_desktop.plan.fields import Field
from csp_desktop.plan.refs import why_not_a_ref
from csp_desktop.plan.values import Value, key, same, tidy, understand, words
from csp_desktop.store.operationlog import Operation
from csp_desktop.workbook.model import (
    FORMAT,
    Base,
    BaseSheet,
    Column,
    Place,
    RawCell,
    Returned,
    ReturnedRow,
    ReturnedSheet,
)

_TWO_WAY = (
    "The part of this workbook that says what it was made from is lost or damaged. Each "
    "difference from the plan waits for your decision."
)
_MACHINES = frozenset({"", "openpyxl", "xlsxwriter", "unknown"})
_OUTSIDE = "a column that the return does not ask for"
_OTHERS = "an action that the return was not made for"
_COMPARED = "told by comparison with the plan, since the workbook's own base is lost"
_MISSING = "its row is missing from the return"
_NOTHING = "Nothing in this workbook differs from what was sent out, so nothing was taken."
_NAMES = (("ref", ""), ("title", ""), ("name", ""))
_MOST_EXCHANGED = 2
_DECIMALS = re.compile(r"0\.(0+)(?:[_;].*)?")


def read_return(
    plan: OpenPlan, document: Document, returned: Returned, stamp_at: str | None
) -> Brought:
    """What a returned workbook brings to the plan: changes, held edits, and its problems."""
    brought = Brought(Path(returned.path), "workbook")
    brought.problems += [Trouble(each.sheet, each.cell, each.message) for each in returned.problems]
    brought.notices += returned.notices
    base = returned.export
    if base and base.plan_id != plan.plan_id:
        brought.refused = (
            f"This workbook belongs to another plan, '{base.plan_title}', so nothing was taken."
        )
        return brought
    if base and base.format > FORMAT:
        brought.refused = (
            "This workbook was made by a newer version of CSP Desktop. "
            "Install that version to merge it."
        )
        return brought
    reader = _Reader(plan, document, returned, brought)
    reader.read()
    # One sheet may say what another said already.
    changes = list({change.id: change for change in reader.changes}.values())
    operation = _operation(returned, brought, changes, stamp_at)
    if base and base.sound:
        brought.export_id = base.export_id
        brought.edited = sorted(
            {f"{each.cell.record} {each.cell.field}@{each.cell.period}" for each in changes}
        )
        if changes:
            changes += _received(plan, returned, base, changes, brought.edited)
        elif not brought.problems:
            brought.notices.append(_NOTHING)
    brought.made = [(change, [operation]) for change in changes]
    return brought


def _operation(
    returned: Returned, brought: Brought, changes: Iterable[Change], at: str | None
) -> Operation:
    base = returned.export
    author = returned.saved_by
    if author.lower() in _MACHINES:
        author = (base.scope_name if base else "") or brought.path.stem
    label = "return" if base and base.sound else "compare"
    operation_id = digest([label, base.export_id if base else "", sorted(c.id for c in changes)])
    return Operation(operation_id[:16], label, author, returned.saved_at or at, brought.path.name)


def _received(
    plan: OpenPlan, returned: Returned, base: Base, changes: Iterable[Change], edited: list[str]
) -> list[Change]:
    """The record that this return came: one for each save, and the same in every copy.

    Nothing in it comes from where or when it was merged.
    """
    told = [returned.saved_by, returned.saved_at, sorted(each.id for each in changes)]
    record_id = f"received-{digest([base.export_id, *told])[:16]}"
    values: dict[Place, Value] = {
        ("name", ""): f"{base.scope_name or 'Whole plan'}, {base.quarter}",
        ("export", ""): base.export_id,
        ("group", ""): base.scope_id or None,
        ("quarter", ""): base.quarter,
        ("saved_by", ""): returned.saved_by or None,
        ("saved_at", ""): returned.saved_at or None,
        ("edited", ""): edited,
    }
    return add_record(plan.plan_id, "return_received", record_id, values, lambda: base.export_id)


class _Reader:
    """Reads one returned workbook against its base (or against the plan where that is lost)."""

    def __init__(
        self, plan: OpenPlan, document: Document, returned: Returned, brought: Brought
    ) -> None:
        self._plan = plan
        self._document = document
        self._returned = returned
        self._brought = brought
        base = returned.export
        self._base = base if base and base.sound else None
        self._nonce = base.export_id if base else returned.export_id or returned.fingerprint[:16]
        self._names: dict[str, dict[str, list[str]]] = {}
        self._added: dict[tuple[str, str], str] = {}
        self.changes: list[Change] = []

    def read(self) -> None:
        """Read every sheet."""
        if self._base is None and self._returned.sheets:
            self._brought.notices.append(_TWO_WAY)
        for sheet in self._returned.sheets:
            exported = self._exported(sheet)
            if self._base and exported:
                parted = self._parted(sheet, exported)
                if parted:
                    self._problem(sheet, "", parted)
                    continue
            self._read_sheet(sheet, exported)

    def _exported(self, sheet: ReturnedSheet) -> BaseSheet | None:
        if self._base is None:
            return None
        return next((each for each in self._base.sheets if each.name == sheet.exported_as), None)

    def _read_sheet(self, sheet: ReturnedSheet, exported: BaseSheet | None) -> None:
        owners = self._owners(sheet, exported)
        owned = {id(row): record_id for record_id, row in owners.items()}
        for row in sheet.rows:
            if row.blank:
                continue
            record_id = owned.get(id(row), "")
            if self._base and record_id in self._base.labels:
                self._read_row(sheet, replace(row, record_id=record_id), exported)
            elif exported and record_id in exported.spare_ids:
                self._read_new(sheet, row, record_id)
            else:
                self._read_unknown(sheet, row, exported, owners)
        if exported:
            self._note_missing(exported, owners)

    def _owners(self, sheet: ReturnedSheet, exported: BaseSheet | None) -> dict[str, ReturnedRow]:
        """The row that each id belongs to: of several, the one that bears what was exported.

        A row that was copied over another's, id and all, is known by what it says.
        """
        rows: dict[str, list[ReturnedRow]] = {}
        strays: list[tuple[str, ReturnedRow]] = []
        for row in sheet.rows:
            if not row.record_id or row.blank:
                continue
            other = "" if self._likeness(row) else self._borne(exported, row)
            if other not in ("", row.record_id):
                strays.append((other, row))
            else:
                rows.setdefault(row.record_id, []).append(row)
        owners = {
            record_id: max(found, key=lambda row: (self._likeness(row), -row.number))
            for record_id, found in rows.items()
        }
        for other, row in strays:
            owners.setdefault(other, row)
        return owners

    def _borne(self, exported: BaseSheet | None, row: ReturnedRow) -> str:
        """The exported record whose ref or name, and title, a row says; '' where it is none's."""
        if self._base is None or exported is None:
            return ""
        named = [place for place in _NAMES if (raw := row.values.get(place)) and raw.value]
        if not named or named[0] == ("title", ""):
            return ""
        for record_id in self._called(exported, named[0], row.values[named[0]]):
            if all(
                (base := self._base.cells.get((record_id, *place))) is not None
                and _says(row.values[place], base.value)
                for place in named
            ):
                return record_id
        return ""

    def _called(self, exported: BaseSheet, place: Place, raw: RawCell) -> list[str]:
        """The exported records whose ref or name may be what a cell says."""
        if exported.name not in self._names:
            names = self._names.setdefault(exported.name, {})
            for record_id in exported.records:
                base = self._base.cells.get((record_id, *place)) if self._base else None
                for each in _callings(base.value if base else None):
                    names.setdefault(each, []).append(record_id)
        found = self._names[exported.name]
        return [each for name in _callings(raw.value) for each in found.get(name, ())]

    def _likeness(self, row: ReturnedRow) -> int:
        return sum(self._unchanged(row, place) for place in _NAMES if place in row.values)

    def _unchanged(self, row: ReturnedRow, place: Place) -> bool:
        base = self._base.cells.get((row.record_id, *place)) if self._base else None
        raw = row.values.get(place)
        return base is not None and raw is not None and _says(raw, base.value)

    def _parted(self, sheet: ReturnedSheet, exported: BaseSheet) -> str:
        """A sentence where ids and content no longer belong together, else ''.

        That is so where what one row said of itself stands in another's now: in a grey column, or
        in those by which rows are known, which a few actions may exchange and a column sorted
        alone has all over the place.
        """
        moved = {
            column.header: count
            for column in exported.columns
            if (count := self._moved(sheet, column))
            and (not column.fill_in or column.place in _NAMES)
        }
        given = {each.header for each in exported.columns if not each.fill_in}
        suspect = [
            header
            for header, count in moved.items()
            if header in given or count > _MOST_EXCHANGED or len(moved) > 1
        ]
        if not suspect:
            return ""
        return (
            f"The rows of this sheet have come apart: '{suspect[0]}' was sorted or moved without "
            "the rest, so it cannot be told whose update is whose. Nothing was taken from this "
            "sheet. Sort the whole table and send it again."
        )

    def _moved(self, sheet: ReturnedSheet, column: Column) -> int:
        """In how many rows a column says what was exported in another; 0 where it is no pattern."""
        assert self._base  # noqa: S101
        was: Counter[str] = Counter()
        now: Counter[str] = Counter()
        for row in sheet.rows:
            base = self._base.cells.get((row.record_id, *column.place))
            raw = row.values.get(column.place)
            if base and raw and not _says(raw, base.value):
                was[key(words(base.value))] += 1
                now[key(tidy(str(raw.value or "")))] += 1
        both = was & now
        count = both.total()
        told = count - both[""]
        return count if told and count > 1 and 2 * count > was.total() else 0

    def _read_row(self, sheet: ReturnedSheet, row: ReturnedRow, exported: BaseSheet | None) -> None:
        assert self._base  # noqa: S101
        for place, raw in row.values.items():
            base = self._base.cells.get((row.record_id, *place))
            if base is None or _says(raw, base.value):
                continue
            column = exported.column(place) if exported else None
            field = self._plan.table.field(sheet.kind, place[0])
            if column is None or field is None:
                continue
            try:
                value = self._understood(field, raw)
            except BadValue as error:
                self._problem(sheet, raw.address, _advice(error, self._base.labels, row))
                continue
            if same(told(self._document, self._plan.table, field, value), base.value):
                continue
            self._ask_about(sheet, row, raw)
            self._edit(sheet, row.record_id, column, value, base.heads)

    def _ask_about(self, sheet: ReturnedSheet, row: ReturnedRow, raw: RawCell) -> None:
        """Say how a fraction was taken where per cents are meant: 0.11 may be 11% or 0.11%."""
        unit = row.values.get(("unit", ""))
        number = raw.value
        if isinstance(number, float) and 0 < abs(number) < 1 and unit and unit.value == "%":
            self._brought.notices.append(
                f"{sheet.name} {raw.address} says {number:.15g} and was taken as {number:.15g}%. "
                f"If {number * 100:.15g}% was meant, type {number * 100:.15g}."
            )

    def _edit(
        self,
        sheet: ReturnedSheet,
        record_id: str,
        column: Column,
        value: Value,
        covers: tuple[str, ...],
    ) -> None:
        stance = Stance.STATED if column.fill_in else Stance.PROPOSED
        cell = Cell(sheet.kind, record_id, *column.place)
        change = make_edit(self._plan.plan_id, cell, value, covers, self._nonce, stance)
        if stance is Stance.PROPOSED:
            self._brought.reasons[change.id] = _OUTSIDE
        self.changes.append(change)

    def _read_unknown(
        self,
        sheet: ReturnedSheet,
        row: ReturnedRow,
        exported: BaseSheet | None,
        owners: Mapping[str, ReturnedRow],
    ) -> None:
        """A row without an id of its own: a repeated one, another group's, or a new one.

        Whose it is follows from the workbook alone, so that it is the same in every copy; only a
        row that bears the id of a record that was not exported is looked up in the plan.
        """
        name = "ref" if sheet.kind == "action" else "name"
        label = self._label(row, name)
        if not label:
            self._problem(
                sheet,
                self._address(row, name),
                f"Row {row.number} bears no {name}, so it was not taken. Give it its {name}, or "
                "clear the row.",
            )
            return
        repeated = owners.get(self._borne(exported, row))
        if repeated:
            if repeated is not row and self._differs(row, repeated):
                self._problem(
                    sheet,
                    self._address(row, name),
                    f"Row {row.number} repeats {label}, which stands in row {repeated.number} "
                    "too. That one was taken; put anything more there and send it again.",
                )
        elif known := self._known(sheet, row, label):
            self._compare(sheet, row, known)
        elif self._base is None and not self._returned.export_id:
            self._problem(
                sheet,
                self._address(row, name),
                f"{label} is not in this plan, so it was not taken. If it is a new {sheet.kind}, "
                "add it in a return that was sent to you.",
            )
        else:
            spare = row.record_id if row.record_id in self._spares(sheet) else ""
            record_id = f"{sheet.kind}-{digest([self._nonce, sheet.exported_as, label])[:16]}"
            self._read_new(sheet, row, spare if self._base is None and spare else record_id)

    def _spares(self, sheet: ReturnedSheet) -> tuple[str, ...]:
        return spare_ids(self._returned.export_id, sheet.exported_as, sheet.kind)

    @staticmethod
    def _differs(row: ReturnedRow, other: ReturnedRow) -> bool:
        return any(
            raw.value is not None and not same(raw.value, other.values[place].value)
            for place, raw in row.values.items()
            if place in other.values
        )

    def _known(self, sheet: ReturnedSheet, row: ReturnedRow, label: str) -> Record | None:
        """The plan's record that a row means: by its id, else, without a base, by ref and title."""
        by_id = self._document.record(sheet.kind, row.record_id) if row.record_id else None
        if by_id and (self._base is None or by_id.id not in self._base.labels):
            return by_id
        if self._base:
            return None
        if sheet.kind != "action":
            names = [
                each
                for each in self._document.of(sheet.kind)
                if key(each.text("name")) == key(label)
            ]
            return names[0] if len(names) == 1 else None
        title = row.values.get(("title", ""))
        for each in self._document.bearers(label):
            if title is None or title.value is None or _says(title, each.get("title")):
                return each
        return None

    def _compare(self, sheet: ReturnedSheet, row: ReturnedRow, known: Record) -> None:
        """Propose each difference between a row and the plan, for a person to take or leave."""
        for place, raw in row.values.items():
            field = self._plan.table.field(sheet.kind, place[0])
            if field is None or raw.value is None or place[0] in ("ref", "title", "name"):
                continue
            held = known.held(*place)
            if _says(raw, told(self._document, self._plan.table, field, held.value)):
                continue
            try:
                value = self._understood(field, raw)
            except BadValue as error:
                self._problem(sheet, raw.address, str(error))
                continue
            if same(value, held.value):
                continue
            cell = Cell(sheet.kind, known.id, *place)
            covers = known.held(*EXISTS).heads
            change = make_edit(
                self._plan.plan_id, cell, value, covers, self._nonce, Stance.PROPOSED
            )
            self._brought.reasons[change.id] = _OTHERS if self._base else _COMPARED
            self.changes.append(change)

    def _read_new(self, sheet: ReturnedSheet, row: ReturnedRow, record_id: str) -> None:
        values: dict[Place, Value] = {}
        name = "ref" if sheet.kind == "action" else "name"
        bad: list[tuple[Place, str, str]] = []
        for place, raw in row.values.items():
            field = self._plan.table.field(sheet.kind, place[0])
            if field is None or raw.value is None:
                continue
            try:
                values[place] = self._understood(field, raw)
            except BadValue as error:
                bad.append((place, raw.address, str(error)))
        for place, address, message in bad:
            told = f"{message} The row was not taken." if place == (name, "") else message
            self._problem(sheet, address, told)
        label = values.get((name, ""))
        if label is None:
            if (name, "") not in [place for place, _, _ in bad]:
                self._problem(
                    sheet,
                    self._address(row, name),
                    f"Row {row.number} has entries but no {name}: give the new {sheet.kind} one, "
                    "or clear the row.",
                )
            return
        # What is new on one sheet of the workbook may be given its update on another.
        other = self._added.get((sheet.kind, str(label)), "")
        if other.partition(" ")[0] != sheet.exported_as:
            record_id = other.partition(" ")[2] or record_id
        self._added.setdefault((sheet.kind, str(label)), f"{sheet.exported_as} {record_id}")
        if sheet.kind == "action" and self._base and self._base.scope_id:
            values.setdefault(("group", ""), self._base.scope_id)
        nonce = self._nonce
        stance = Stance.STATED if self._base else Stance.PROPOSED
        made = add_record(
            self._plan.plan_id, sheet.kind, record_id, values, lambda: nonce, stance=stance
        )
        if stance is Stance.PROPOSED:
            self._brought.reasons |= {change.id: _COMPARED for change in made}
        self.changes += made

    def _note_missing(self, exported: BaseSheet, owners: Mapping[str, ReturnedRow]) -> None:
        """Propose to delete what has no row any more, over what the row said when it went out."""
        assert self._base  # noqa: S101
        for record_id in exported.records:
            if record_id in owners:
                continue
            label = self._base.labels.get(record_id, record_id)
            if self._document.record(exported.kind, record_id) and (
                label not in self._brought.missing
            ):
                self._brought.missing.append(label)
            seen = [
                head
                for column in exported.columns
                if (base := self._base.cells.get((record_id, *column.place)))
                for head in base.heads
            ]
            change = delete_record(
                self._plan.plan_id, exported.kind, record_id, seen, self._nonce, Stance.PROPOSED
            )
            self._brought.reasons[change.id] = _MISSING
            self.changes.append(change)

    def _understood(self, field: Field, raw: RawCell) -> Value:
        value = raw.value
        if isinstance(value, (int, float)) and field.name == "ref":
            value = _ref_of(raw)
            reason = why_not_a_ref(value)
            if reason:
                raise BadValue(reason)
        return linked(self._document, self._plan.table, field, understand(field, value))

    def _label(self, row: ReturnedRow, name: str) -> str:
        raw = row.values.get((name, ""))
        if raw is None or raw.value is None:
            return ""
        return _ref_of(raw) if isinstance(raw.value, (int, float)) else tidy(str(raw.value))

    @staticmethod
    def _address(row: ReturnedRow, name: str) -> str:
        raw = row.values.get((name, "")) or next(iter(row.values.values()))
        return raw.address

    def _problem(self, sheet: ReturnedSheet, address: str, message: str) -> None:
        self._brought.problems.append(Trouble(sheet.name, address, message))


def _ref_of(raw: RawCell) -> str:
    """The ref that a number shows: 1.1 shown with two decimals is the ref 1.10."""
    number = raw.value if isinstance(raw.value, (int, float)) else 0
    shown = _DECIMALS.fullmatch(raw.format)
    return f"{number:.{len(shown[1])}f}" if shown else f"{number:.15g}"


def _callings(value: Value) -> list[str]:
    """What a name is looked up by: its meaning, and the number that a program may make of it."""
    if value is None:
        return []
    found = [] if isinstance(value, (int, float)) else [key(tidy(words(value)))]
    try:
        return [*found, key(float(str(value)))]
    except ValueError:
        return found


def _says(raw: RawCell, value: Value) -> bool:
    """Whether a cell says what `value` says, however a spreadsheet program has rewritten it."""
    if raw.value == value and type(raw.value) is type(value):
        return True
    if raw.value is None or value is None:
        return key(raw.value) == key(value)
    if same(raw.value, value) or key(tidy(str(raw.value))) == key(words(value)):
        return True
    if isinstance(raw.value, (int, float)) and isinstance(value, str):
        try:
            return float(value) == float(raw.value)
        except ValueError:
            return False
    return False


def _advice(error: BadValue, labels: Mapping[str, str], row: ReturnedRow) -> str:
    label = labels.get(row.record_id, "")
    return f"{label}: {error}" if label else str(error)
