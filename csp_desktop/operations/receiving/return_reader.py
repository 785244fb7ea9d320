"""The rows of a returned workbook as changes: edits, new records, missing rows, comparisons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from csp_desktop.changes.change import Cell, Stance, add_record, delete_record
from csp_desktop.errors import BadValue
from csp_desktop.operations.receiving.read_rows import (
    RowReader,
    filled_in,
    id_of_new,
    is_bare,
    update_in,
)
from csp_desktop.operations.receiving.row_owners import RowOwners
from csp_desktop.operations.sending.sheets import BY_COLOUR, meant_in, spare_ids, told_by_colour
from csp_desktop.plan.cell_equality import says, text_in
from csp_desktop.plan.document import EXISTS, Record, told
from csp_desktop.plan.row_matcher import NAMES, Likeness, Marks, Match, RowMatcher, marks_of
from csp_desktop.plan.values import Value, key, same
from csp_desktop.workbook.package.markers import quoted
from csp_desktop.workbook.package.model import (
    BaseSheet,
    Place,
    RawCell,
    ReturnedRow,
    ReturnedSheet,
)

_OTHERS = "an action that the return was not made for"
_COMPARED = "told by comparison with the plan, since the workbook's own base is lost"
_NOT_SENT = "told by comparison with the plan, since the workbook was not sent out from it"
_BORNE = "its ref is that of another action, and its title is not"
_QUOTED = 6
_MISSING = "its row is missing from the return"


class ReturnReader(RowReader):
    """Reads one returned workbook against its base (or against the plan where that is lost)."""

    @property
    def _compared(self) -> str:
        return _NOT_SENT if self._returned.foreign else _COMPARED

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
            self._tell_odd_id(sheet, row)
            if row.blank:
                continue
            record_id = owned.get(id(row), "")
            if self._base and record_id in self._base.labels:
                spare = exported is not None and row.record_id in exported.spare_ids
                found = filled_in(row) if spare or is_bare(row) else row
                self._read_row(sheet, replace(found, record_id=record_id), exported)
            else:
                self._read_unknown(sheet, row, exported, owners)
        if exported:
            self._note_missing(exported, owners)

    def _read_unknown(
        self,
        sheet: ReturnedSheet,
        row: ReturnedRow,
        exported: BaseSheet | None,
        owners: Mapping[str, ReturnedRow],
    ) -> None:
        """A row without a record of its own: a repeated one, another group's, or a new one.

        Whose it is follows from the workbook alone, so that it is the same in every copy; only a
        row with the id of a record that was not exported is looked up in the plan.
        """
        name = self._key_of(sheet)
        label = text_in(row.values.get((name, "")))
        if not label:
            self._tell_nameless(sheet, row, name)
        elif known := self._known(sheet, row):
            self._compare(sheet, row, known)
        elif self._base:
            self._read_typed(sheet, row, exported, owners, label)
        elif not (self._returned.export_id or self._is_spare(sheet, row)):
            self._problem(
                sheet,
                self._address(row, name),
                f"{label} is not in this plan, so it was not taken. If it is new, add it in a "
                "return that was sent to you.",
            )
        else:
            self._read_new(sheet, row)

    def _read_typed(
        self,
        sheet: ReturnedSheet,
        row: ReturnedRow,
        exported: BaseSheet | None,
        owners: Mapping[str, ReturnedRow],
        label: str,
    ) -> None:
        """A row that somebody typed: about a record that is there, or a new one.

        Where its ref alone agrees with one, a person says which it is.
        """
        assert self._base  # noqa: S101
        name = self._key_of(sheet)
        match = self._named(sheet, row)
        other, like = match.record, match.likeness
        first = owners.get(other)
        called = first.values.get((name, "")) if first else None
        was = self._base.cells.get((other, name, ""))
        # Its own row gives it another ref, so this one is free; or it is found by its ref alone,
        # and that is a number which the sheet shows otherwise: 1.20, where there is a 1.2.
        renamed = called and was and not says(called, was.value)
        if renamed or (called and like is Likeness.NAME and text_in(called) != label):
            like = Likeness.NONE
        if like is not Likeness.WHOLE:
            self._read_new(sheet, row, asked=like is Likeness.NAME)
        elif other in self._base.labels:
            self._read_again(sheet, replace(filled_in(row), record_id=other), exported, first)
        elif known := self._document.record(sheet.kind, other):
            self._compare(sheet, update_in(row), known)
        else:
            self._problem(
                sheet,
                self._address(row, name),
                f"{label} is not in the plan any more, so nothing of row {row.number} was taken.",
            )

    def _read_again(
        self,
        sheet: ReturnedSheet,
        row: ReturnedRow,
        exported: BaseSheet | None,
        first: ReturnedRow | None,
    ) -> None:
        """A further row of an exported record: what it says and the `first` leaves as it was."""
        assert self._base  # noqa: S101
        said: dict[Place, RawCell] = {}
        for place, raw in row.values.items():
            base = self._base.cells.get((row.record_id, *place))
            before = first.values.get(place) if first else None
            column = exported.column(place) if exported else None
            if base is None or column is None or place in NAMES:
                continue
            if says(raw, base.value, column.type):
                continue
            if (
                before
                and not says(before, base.value, column.type)
                and not same(raw.value, before.value)
            ):
                assert first  # noqa: S101
                self._tell_repeated(sheet, row, first, self._base.labels[row.record_id])
                return
            said[place] = raw
        self.reworded = True
        self._read_row(sheet, replace(row, values=said), exported)

    def _tell_nameless(self, sheet: ReturnedSheet, row: ReturnedRow, name: str) -> None:
        said = [raw for raw in row.values.values() if raw.value is not None]
        quotes = ", ".join(f"{quoted(each.value)} in {each.address}" for each in said[:_QUOTED])
        more = f" and {len(said) - _QUOTED} more" if len(said) > _QUOTED else ""
        self._problem(
            sheet,
            self._address(row, name) if row.record_id else said[0].address,
            f"Row {row.number} has entries but no {name}, so nothing of it was taken: {quotes}"
            f"{more}. Give it its {name}, or clear the row.",
        )

    def _tell_repeated(
        self, sheet: ReturnedSheet, row: ReturnedRow, repeated: ReturnedRow, label: str
    ) -> None:
        if repeated is not row and self._differs(row, repeated):
            self._problem(
                sheet,
                self._address(row, self._key_of(sheet)),
                f"Row {row.number} repeats {label}, which is in row {repeated.number} "
                "too. That one was taken; put anything more there and send it again.",
            )

    def _key_of(self, sheet: ReturnedSheet) -> str:
        """The field by which people name the records of a sheet: an action's ref."""
        kind = self._plan.table.kind(sheet.kind)
        return kind.key if kind else "name"

    @staticmethod
    def _differs(row: ReturnedRow, other: ReturnedRow) -> bool:
        return any(
            raw.value is not None and not same(raw.value, other.values[place].value)
            for place, raw in row.values.items()
            if place in other.values
        )

    def _known(self, sheet: ReturnedSheet, row: ReturnedRow) -> Record | None:
        """The plan's record that a row means: by its id, else, without a base, by ref and title."""
        by_id = self._document.record(sheet.kind, row.record_id) if row.record_id else None
        if by_id and self._base is None:
            return self._called_by(sheet, row, by_id)
        if self._base:
            return by_id if by_id and by_id.id not in self._base.labels else None
        match = self._named(sheet, row)
        return self._document.record(sheet.kind, match.certain)

    def _called_by(self, sheet: ReturnedSheet, row: ReturnedRow, by_id: Record) -> Record:
        """The record that a row names where its id has come away from it; else that of its id."""
        title = row.values.get(("title", ""))
        if title is None or title.value is None or says(title, by_id.get("title")):
            return by_id
        return self._document.record(sheet.kind, self._named(sheet, row).certain) or by_id

    def _named(self, sheet: ReturnedSheet, row: ReturnedRow) -> Match:
        """What a row names among the records that the workbook knows, or the plan without one."""
        kind = sheet.kind
        if kind not in self._matchers:
            name = self._key_of(sheet)
            marks: Mapping[str, Marks] = (
                self._base.marks_of_kind(kind)
                if self._base
                else {
                    each.id: marks_of(each.get(name), each.get("title"))
                    for each in self._document.of(kind)
                }
            )
            self._matchers[kind] = RowMatcher(kind, marks)
        return self._matchers[kind].match(
            row.values[self._key_of(sheet), ""], row.values.get(("title", ""))
        )

    def _compare(self, sheet: ReturnedSheet, row: ReturnedRow, known: Record) -> None:
        """Propose each difference between a row and the plan, for a person to take or leave.

        A blank cell differs only in a workbook that was sent out: in one of somebody's own it was
        never filled, so it was not cleared.
        """
        covers = known.held(*EXISTS).heads
        why = _OTHERS if self._base else self._compared
        by_id = known.id == row.record_id
        for place, raw in row.values.items():
            field = self._plan.table.field(sheet.kind, place[0])
            held = known.held(*place)
            if colour := told_by_colour(raw, held.value) if raw.value is None else "":
                self._propose(Cell(sheet.kind, known.id, *place), colour, covers, BY_COLOUR)
                continue
            cleared = (
                self._base is None and not self._returned.foreign and (by_id or place not in NAMES)
            )
            if raw.value is None and not cleared:
                continue
            if field is None:
                if self._base is None:
                    quarter = self._document.plan.text("working_quarter")
                    self._read_meant(sheet, raw, meant_in(known, quarter, place))
                continue
            if says(raw, told(self._document, self._plan.table, field, held.value), field.type):
                continue
            try:
                self._weigh_sign(known, field, raw)
                value = self._understood(field, raw)
            except BadValue as error:
                self._refused(sheet, raw, error)
                continue
            if not same(value, held.value):
                self._propose(Cell(sheet.kind, known.id, *place), value, covers, why)

    def _read_new(self, sheet: ReturnedSheet, row: ReturnedRow, *, asked: bool = False) -> None:
        """A row that makes a record; `asked`: only a person can tell whether it does."""
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
        stance = Stance.STATED if self._base and not asked else Stance.PROPOSED
        made = add_record(
            self._plan.plan_id, sheet.kind, record_id, values, lambda: nonce,
            self._unsure(sheet, row) if stance is Stance.STATED else (), stance,
        )  # fmt: skip
        if stance is Stance.PROPOSED:
            why = _BORNE if asked else self._compared
            self._brought.reasons |= {change.id: why for change in made}
        self.changes += made

    def _new_values(self, sheet: ReturnedSheet, row: ReturnedRow, name: str) -> dict[Place, Value]:
        """A new row's values, without its `name` if the row cannot be taken; a problem says so."""
        values: dict[Place, Value] = {}
        unnamed = True
        for place, raw in row.values.items():
            field = self._plan.table.field(sheet.kind, place[0])
            if field is None or raw.value is None:
                if field is None:
                    self._read_meant(sheet, raw, None)
                continue
            unnamed = unnamed and place != (name, "")
            try:
                values[place] = self._understood(field, raw)
            except BadValue as error:
                lost = " The row was not taken." if place == (name, "") else ""
                self._refused(sheet, raw, error, f"{error}{lost}")
        if unnamed:
            self._tell_nameless(sheet, row, name)
        return values

    def _id_of_new(
        self, sheet: ReturnedSheet, row: ReturnedRow, values: Mapping[Place, Value], name: str
    ) -> str:
        """The id of the record that a new row makes; '' where the row repeats another.

        It follows from the row alone: from the spare row that was filled, else from the sheet, and
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
        """True if the row's id looks like an empty row's and is no record's in this plan."""
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

    @staticmethod
    def _address(row: ReturnedRow, name: str) -> str:
        raw = row.values.get((name, "")) or next(iter(row.values.values()))
        return raw.address
