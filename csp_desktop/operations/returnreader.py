"""The rows of a returned workbook as changes: edits, new records, missing rows, comparisons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from csp_desktop.changes.change import Cell, Change, Stance, digest
from csp_desktop.changes.edits import add_record, delete_record
from csp_desktop.changes.edits import edit as make_edit
from csp_desktop.errors import BadValue, CspError
from csp_desktop.measures.units import why_no_percentage
from csp_desktop.operations.exportsheets import spare_ids
from csp_desktop.operations.merging import Brought, Trouble
from csp_desktop.operations.naming import linked, linked_by, told
from csp_desktop.operations.opened import OpenPlan
from csp_desktop.operations.rowowners import NAMES, RowOwners
from csp_desktop.operations.saying import as_shown, label_in, says
from csp_desktop.plan.document import EXISTS, Document, Record
from csp_desktop.plan.fields import Field, Type
from csp_desktop.plan.refs import why_not_a_ref
from csp_desktop.plan.values import Value, key, same, understand, words
from csp_desktop.workbook.model import (
    BaseSheet,
    Column,
    Place,
    RawCell,
    Returned,
    ReturnedRow,
    ReturnedSheet,
)

_OUTSIDE = "a column that the return does not ask for"
_OTHERS = "an action that the return was not made for"
_COMPARED = "told by comparison with the plan, since the workbook's own base is lost"
_NOT_SENT = "told by comparison with the plan, since the workbook was not sent out from it"
_TEXTS = frozenset({Type.TEXT, Type.LONG_TEXT, Type.LIST})
_MISSING = "its row is missing from the return"


class ReturnReader:
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
        self._compared = _NOT_SENT if returned.foreign else _COMPARED
        self._added: dict[tuple[str, str], tuple[str, str]] = {}
        self._new_rows: dict[str, tuple[ReturnedRow, Value]] = {}
        self.changes: list[Change] = []

    def read(self) -> None:
        """Read every sheet."""
        for sheet in self._returned.sheets:
            exported = self._exported(sheet)
            rows = RowOwners(self._base, exported)
            parted, header = rows.parted(sheet)
            if parted:
                letter = next((each.letter for each in sheet.columns if each.place == header), "")
                self._problem(sheet, f"{letter}{sheet.header_row}" if letter else "", parted)
            else:
                self._read_sheet(sheet, exported, rows)

    def _exported(self, sheet: ReturnedSheet) -> BaseSheet | None:
        if self._base is None:
            return None
        return next((each for each in self._base.sheets if each.name == sheet.exported_as), None)

    def _read_sheet(
        self, sheet: ReturnedSheet, exported: BaseSheet | None, rows: RowOwners
    ) -> None:
        owners = rows.owners(sheet)
        owned = {id(row): record_id for record_id, row in owners.items()}
        for row in sheet.rows:
            if row.blank:
                continue
            record_id = owned.get(id(row), "")
            if self._base and record_id in self._base.labels:
                self._read_row(sheet, replace(row, record_id=record_id), exported)
            elif exported and record_id in exported.spare_ids:
                self._read_new(sheet, row)
            else:
                self._read_unknown(sheet, row, owners.get(rows.borne(row)))
        if exported:
            self._note_missing(exported, owners)

    def _read_row(self, sheet: ReturnedSheet, row: ReturnedRow, exported: BaseSheet | None) -> None:
        assert self._base  # noqa: S101
        for place, raw in row.values.items():
            base = self._base.cells.get((row.record_id, *place))
            if base is None or says(raw, base.value):
                continue
            column = exported.column(place) if exported else None
            field = self._plan.table.field(sheet.kind, place[0])
            if column is None or field is None:
                continue
            try:
                self._weigh_sign(self._document.record(sheet.kind, row.record_id), field, raw)
                value = self._understood(field, raw)
            except BadValue as error:
                self._problem(sheet, raw.address, _advice(error, self._base.labels, row))
                continue
            if same(value, self._as_exported(field, base.value)):
                continue
            self._ask_about(sheet, row, raw)
            self._edit(sheet, row.record_id, column, value, base.heads)

    def _weigh_sign(self, known: Record | None, field: Field, raw: RawCell) -> None:
        """Raise BadValue where a % sign stands at what counted things as the workbook went out."""
        if known is None or known.kind != "indicator":
            return
        base = self._base.cells.get((known.id, "unit", "")) if self._base else None
        unit = words(base.value) if base else known.text("unit")
        if why := why_no_percentage(known, field.name, raw.value, unit):
            raise BadValue(why)

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
        self, sheet: ReturnedSheet, row: ReturnedRow, repeated: ReturnedRow | None
    ) -> None:
        """A row without an id of its own: a repeated one, another group's, or a new one.

        Whose it is follows from the workbook alone, so that it is the same in every copy; only a
        row that bears the id of a record that was not exported is looked up in the plan.
        """
        name = self._key_of(sheet)
        label = label_in(row.values.get((name, "")))
        if not label:
            self._problem(
                sheet,
                self._address(row, name),
                f"Row {row.number} bears no {name}, so it was not taken. Give it its {name}, or "
                "clear the row.",
            )
        elif repeated:
            self._tell_repeated(sheet, row, repeated, label)
        elif known := self._known(sheet, row, label):
            self._compare(sheet, row, known)
        elif self._base is None and not (self._returned.export_id or self._is_spare(sheet, row)):
            self._problem(
                sheet,
                self._address(row, name),
                f"{label} is not in this plan, so it was not taken. If it is a new "
                f"{self._called(sheet)}, add it in a return that was sent to you.",
            )
        else:
            self._read_new(sheet, row)

    def _tell_repeated(
        self, sheet: ReturnedSheet, row: ReturnedRow, repeated: ReturnedRow, label: str
    ) -> None:
        if repeated is not row and self._differs(row, repeated):
            self._problem(
                sheet,
                self._address(row, self._key_of(sheet)),
                f"Row {row.number} repeats {label}, which stands in row {repeated.number} "
                "too. That one was taken; put anything more there and send it again.",
            )

    def _key_of(self, sheet: ReturnedSheet) -> str:
        """The field by which people name the records of a sheet: an action's ref."""
        kind = self._plan.table.kind(sheet.kind)
        return kind.key if kind else "name"

    def _called(self, sheet: ReturnedSheet) -> str:
        kind = self._plan.table.kind(sheet.kind)
        return kind.label.lower() if kind else sheet.kind

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
            name = self._key_of(sheet)
            names = [
                each for each in self._document.of(sheet.kind) if key(each.text(name)) == key(label)
            ]
            return names[0] if len(names) == 1 else None
        title = row.values.get(("title", ""))
        for each in self._document.bearers(label):
            if title is None or title.value is None or says(title, each.get("title")):
                return each
        return None

    def _compare(self, sheet: ReturnedSheet, row: ReturnedRow, known: Record) -> None:
        """Propose each difference between a row and the plan, for a person to take or leave."""
        for place, raw in row.values.items():
            field = self._plan.table.field(sheet.kind, place[0])
            if field is None or raw.value is None or place in NAMES:
                continue
            held = known.held(*place)
            if says(raw, told(self._document, self._plan.table, field, held.value)):
                continue
            try:
                self._weigh_sign(known, field, raw)
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
            self._brought.reasons[change.id] = _OTHERS if self._base else self._compared
            self.changes.append(change)

    def _read_new(self, sheet: ReturnedSheet, row: ReturnedRow) -> None:
        name = self._key_of(sheet)
        values = self._new_values(sheet, row, name)
        label = values.get((name, ""))
        if label is None:
            return
        record_id = self._id_of_new(sheet, row, values, name)
        if not record_id:
            return
        # What is new on one sheet of the workbook may be given its update on another.
        at, other = self._added.setdefault((sheet.kind, key(label)), (sheet.exported_as, record_id))
        if at != sheet.exported_as:
            record_id = other
        if sheet.kind == "action" and self._base and self._base.scope_id:
            values.setdefault(("group", ""), self._base.scope_id)
        self._brought.new_rows[sheet.name, row.number] = record_id
        nonce = self._nonce
        stance = Stance.STATED if self._base else Stance.PROPOSED
        made = add_record(
            self._plan.plan_id, sheet.kind, record_id, values, lambda: nonce, stance=stance
        )
        if stance is Stance.PROPOSED:
            self._brought.reasons |= {change.id: self._compared for change in made}
        self.changes += made

    def _new_values(self, sheet: ReturnedSheet, row: ReturnedRow, name: str) -> dict[Place, Value]:
        """What a new row says, without its `name` where the row cannot be taken; that is told."""
        values: dict[Place, Value] = {}
        unnamed = True
        for place, raw in row.values.items():
            field = self._plan.table.field(sheet.kind, place[0])
            if field is None or raw.value is None:
                continue
            unnamed = unnamed and place != (name, "")
            try:
                values[place] = self._understood(field, raw)
            except BadValue as error:
                lost = " The row was not taken." if place == (name, "") else ""
                self._problem(sheet, raw.address, f"{error}{lost}")
        if unnamed:
            self._problem(
                sheet,
                self._address(row, name),
                f"Row {row.number} has entries but no {name}: give the new {self._called(sheet)} "
                "one, or clear the row.",
            )
        return values

    def _id_of_new(
        self, sheet: ReturnedSheet, row: ReturnedRow, values: Mapping[Place, Value], name: str
    ) -> str:
        """The id of the record that a new row makes; '' where the row repeats another.

        It follows from the row alone: from the spare row it stands in, else from its sheet, and
        from the ref or name typed there. So the same row saved again is the same record, and two
        people who begin in one spare row of their two copies of a return make two.
        """
        label = values[name, ""]
        exported = self._exported(sheet)
        spares = (
            exported.spare_ids
            if exported
            else spare_ids(self._nonce, sheet.exported_as, sheet.kind)
        )
        known = row.record_id in spares or (exported is None and self._is_spare(sheet, row))
        origin = row.record_id if known else f"{self._nonce} {sheet.exported_as}"
        record_id = id_of_new(sheet.kind, origin, label)
        title = values.get(("title", ""))
        if record_id in self._new_rows and not same(title, self._new_rows[record_id][1]):
            record_id = id_of_new(sheet.kind, record_id, title)
        if record_id in self._new_rows:
            self._tell_repeated(sheet, row, self._new_rows[record_id][0], str(label))
            return ""
        self._new_rows[record_id] = row, title
        return record_id

    def _is_spare(self, sheet: ReturnedSheet, row: ReturnedRow) -> bool:
        """Whether the row bears an id that looks like an empty row's and is no record's here."""
        kind, id_ = sheet.kind, row.record_id
        looks_so = re.fullmatch(f"{re.escape(kind)}-[0-9a-f]{{16}}", id_)
        return bool(looks_so) and not self._plan.file.ledger.cells_of(kind, id_)

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
        if isinstance(value, (int, float)) and field.type in _TEXTS:
            value = as_shown(raw)
            reason = why_not_a_ref(value) if field.name == "ref" else None
            if reason:
                raise BadValue(reason)
        return self._linked(field, understand(field, value))

    def _linked(self, field: Field, value: Value) -> Value:
        """The ids that names stand for: as it was when the workbook went out, else as it is now."""
        names = self._base.links.get(field.links_to, {}) if self._base else {}
        found = linked_by(names, field, value)
        return (
            found if found is not None else linked(self._document, self._plan.table, field, value)
        )

    def _as_exported(self, field: Field, value: Value) -> Value:
        """What a cell of the base held, in the form in which an edit of it is kept."""
        try:
            return self._linked(field, value)
        except CspError:
            return value

    @staticmethod
    def _address(row: ReturnedRow, name: str) -> str:
        raw = row.values.get((name, "")) or next(iter(row.values.values()))
        return raw.address

    def _problem(self, sheet: ReturnedSheet, address: str, message: str) -> None:
        self._brought.problems.append(Trouble(sheet.name, address, message))


def id_of_new(kind: str, origin: str, label: Value) -> str:
    """The id of a record that a return adds, from where its row comes from and what it is called.

    `origin` is the id that a spare row bears.
    """
    return f"{kind}-{digest([origin, key(label)])[:16]}"


def _advice(error: BadValue, labels: Mapping[str, str], row: ReturnedRow) -> str:
    label = labels.get(row.record_id, "")
    return f"{label}: {error}" if label else str(error)
