"""A returned workbook's edits as changes: what it says now against what it said when it was made.

An edit covers the base alone, never what is current now, and its nonce is the export's id. So one
edit is one change everywhere, however often the file is saved, sent or merged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from csp_desktop.changes.change import Cell, Change, Stance, digest
from csp_desktop.changes.edits import add_record, delete_record
from csp_desktop.changes.edits import edit as make_edit
from csp_desktop.errors import BadValue
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
    operation = _operation(returned, brought, reader.changes, stamp_at)
    if base and base.sound and reader.changes:
        brought.export_id = base.export_id
        brought.edited = sorted(
            f"{each.cell.record} {each.cell.field}@{each.cell.period}" for each in reader.changes
        )
        reader.changes += _received(plan, returned, base, reader.changes, brought.edited, operation)
    brought.made = [(change, [operation]) for change in reader.changes]
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
    plan: OpenPlan,
    returned: Returned,
    base: Base,
    changes: list[Change],
    edited: list[str],
    operation: Operation,
) -> list[Change]:
    """The record that this return came, one for each content, however often the file is saved."""
    record_id = f"received-{digest([base.export_id, sorted(c.id for c in changes)])[:16]}"
    values: dict[Place, Value] = {
        ("name", ""): f"{base.scope_name or 'Whole plan'}, {base.quarter}",
        ("export", ""): base.export_id,
        ("group", ""): base.scope_id or None,
        ("quarter", ""): base.quarter,
        ("saved_by", ""): operation.author,
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
        owners = self._owners(sheet)
        for row in sheet.rows:
            if row.blank:
                continue
            if self._base and row.record_id in self._base.labels:
                if owners.get(row.record_id) is row:
                    self._read_row(sheet, row, exported)
                else:
                    self._read_unknown(sheet, row)
            elif exported and row.record_id in exported.spare_ids:
                if owners.get(row.record_id) is row:
                    self._read_new(sheet, row, row.record_id)
                else:
                    self._read_unknown(sheet, row)
            else:
                self._read_unknown(sheet, row)
        if exported:
            self._note_missing(exported, owners)

    def _owners(self, sheet: ReturnedSheet) -> dict[str, ReturnedRow]:
        """The row that each id belongs to: of several, the one that bears what was exported."""
        rows: dict[str, list[ReturnedRow]] = {}
        for row in sheet.rows:
            if row.record_id and not row.blank:
                rows.setdefault(row.record_id, []).append(row)
        return {
            record_id: max(found, key=lambda row: (self._likeness(row), -row.number))
            for record_id, found in rows.items()
        }

    def _likeness(self, row: ReturnedRow) -> int:
        return sum(
            self._unchanged(row, place)
            for place in (("ref", ""), ("title", ""), ("name", ""))
            if place in row.values
        )

    def _unchanged(self, row: ReturnedRow, place: Place) -> bool:
        base = self._base.cells.get((row.record_id, *place)) if self._base else None
        raw = row.values.get(place)
        return base is not None and raw is not None and _says(raw, base.value)

    def _parted(self, sheet: ReturnedSheet, exported: BaseSheet) -> str:
        """A sentence where ids and content no longer belong together, else ''.

        That is so where the values of a grey column have changed places among rows.
        """
        assert self._base  # noqa: S101
        for column in exported.columns:
            if column.fill_in or self._plan.table.field(sheet.kind, column.field) is None:
                continue
            was: list[str] = []
            now: list[str] = []
            for row in sheet.rows:
                base = self._base.cells.get((row.record_id, *column.place))
                raw = row.values.get(column.place)
                if base and raw and not _says(raw, base.value):
                    was.append(key(words(base.value)))
                    now.append(key(tidy(str(raw.value or ""))))
            if len(was) > 1 and Counter(was) == Counter(now):
                return (
                    f"The rows of this sheet have come apart: '{column.header}' was sorted or "
                    "moved without the rest, so it cannot be told whose update is whose. "
                    "Nothing was taken from this sheet. Sort the whole table and send it again."
                )
        return ""

    def _read_row(self, sheet: ReturnedSheet, row: ReturnedRow, exported: BaseSheet | None) -> None:
        assert self._base  # noqa: S101
        for place, raw in row.values.items():
            base = self._base.cells.get((row.record_id, *place))
            column = exported.column(place) if exported else None
            field = self._plan.table.field(sheet.kind, place[0])
            if base is None or column is None or field is None or _says(raw, base.value):
                continue
            try:
                value = self._understood(field, raw)
            except BadValue as error:
                self._problem(sheet, raw.address, _advice(error, self._base.labels, row))
                continue
            if same(told(self._document, self._plan.table, field, value), base.value):
                continue
            self._edit(sheet, row.record_id, column, value, base.heads)

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

    def _read_unknown(self, sheet: ReturnedSheet, row: ReturnedRow) -> None:
        """A row without an id of its own: an action that the plan knows, or a new one."""
        name = "ref" if sheet.kind == "action" else "name"
        label = self._label(row, name)
        if not label:
            address = next(iter(row.values.values())).address
            self._problem(sheet, address, f"Row {row.number} bears no {name}, so it was not taken.")
            return
        exported = self._base.labels if self._base else {}
        known = self._known(sheet, row, label)
        if known and known.id in exported:
            if row.record_id != known.id or self._differs(sheet, row, known):
                self._problem(
                    sheet,
                    self._address(row, name),
                    f"Row {row.number} repeats {label}, which stands in another row. That one was "
                    "taken; put anything more there.",
                )
        elif known:
            self._compare(sheet, row, known)
        elif self._base is None and not self._returned.export_id:
            self._problem(
                sheet,
                self._address(row, name),
                f"{label} is not in this plan, so it was not taken.",
            )
        else:
            record_id = f"{sheet.kind}-{digest([self._nonce, sheet.exported_as, label])[:16]}"
            self._read_new(sheet, row, record_id)

    def _differs(self, sheet: ReturnedSheet, row: ReturnedRow, known: Record) -> bool:
        return any(
            not _says(raw, told(self._document, self._plan.table, field, known.get(*place)))
            for place, raw in row.values.items()
            if (field := self._plan.table.field(sheet.kind, place[0]))
        )

    def _known(self, sheet: ReturnedSheet, row: ReturnedRow, label: str) -> Record | None:
        """The plan's record that a row without its id means: by id, else by ref and title."""
        by_id = self._document.record(sheet.kind, row.record_id)
        if by_id and self._base is None:
            return by_id
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
        for place, raw in row.values.items():
            field = self._plan.table.field(sheet.kind, place[0])
            if field is None or raw.value is None:
                continue
            try:
                values[place] = self._understood(field, raw)
            except BadValue as error:
                self._problem(sheet, raw.address, str(error))
        if values.get((name, "")) is None:
            self._problem(
                sheet,
                self._address(row, name),
                f"Row {row.number} has entries but no {name}: give the new {sheet.kind} one, "
                "or clear the row.",
            )
            return
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
        assert self._base  # noqa: S101
        for record_id in exported.records:
            record = self._document.record(exported.kind, record_id)
            if record_id in owners or record is None:
                continue
            self._brought.missing.append(self._base.labels.get(record_id, record_id))
            seen = record.held(*EXISTS).heads
            change = delete_record(
                self._plan.plan_id,
                exported.kind,
                record_id,
                seen,
                self._nonce,
                Stance.PROPOSED,
            )
            self._brought.reasons[change.id] = "its row is missing from the return"
            self.changes.append(change)

    def _understood(self, field: Field, raw: RawCell) -> Value:
        value = raw.value
        if isinstance(value, (int, float)) and field.name == "ref":
            reason = why_not_a_ref(f"{value:.15g}")
            if reason:
                raise BadValue(reason)
            value = f"{value:.15g}"
        return linked(self._document, self._plan.table, field, understand(field, value))

    def _label(self, row: ReturnedRow, name: str) -> str:
        raw = row.values.get((name, ""))
        if raw is None or raw.value is None:
            return ""
        return f"{raw.value:.15g}" if isinstance(raw.value, (int, float)) else tidy(str(raw.value))

    @staticmethod
    def _address(row: ReturnedRow, name: str) -> str:
        raw = row.values.get((name, "")) or next(iter(row.values.values()))
        return raw.address

    def _problem(self, sheet: ReturnedSheet, address: str, message: str) -> None:
        self._brought.problems.append(Trouble(sheet.name, address, message))


def _says(raw: RawCell, value: Value) -> bool:
    """Whether a cell says what `value` says, however a spreadsheet program has rewritten it."""
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
