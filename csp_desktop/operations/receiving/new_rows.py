"""The rows of a returned workbook that make records: what somebody added to its tables."""

from __future__ import annotations

import re
from collections.abc import Mapping

from csp_desktop.changes.change import Stance, add_record
from csp_desktop.errors import BadValue
from csp_desktop.operations.receiving.read_rows import RowReader, id_of_new
from csp_desktop.operations.sending.sheets import spare_ids
from csp_desktop.plan.values import Value, key, name_key, same, words
from csp_desktop.plan.wording import within
from csp_desktop.workbook.package.markers import quoted
from csp_desktop.workbook.package.model import BaseSheet, Place, ReturnedRow, ReturnedSheet

OTHERS = "an action that the return was not made for"
_COMPARED = "told by comparison with the plan, since the workbook's own base is lost"
_NOT_SENT = "told by comparison with the plan, since the workbook was not sent out from it"
_BORNE = "its {} is that of another {}, and its {} is not"
_QUOTED = 6


class NewRowReader(RowReader):
    """Reads rows that are of no record yet."""

    @property
    def _compared(self) -> str:
        return _NOT_SENT if self._returned.foreign else _COMPARED

    def _exported(self, sheet: ReturnedSheet) -> BaseSheet | None:
        if self._base is None:
            return None
        return next((each for each in self._base.sheets if each.name == sheet.exported_as), None)

    def _read_new(self, sheet: ReturnedSheet, row: ReturnedRow, *, asked: bool = False) -> None:
        """A row that makes a record; `asked`: only a person can tell whether it does."""
        name = self._naming(sheet).name
        values = self._new_values(sheet, row)
        if not values:
            return
        label = values[name, ""]
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
        outside = self._is_outside(sheet, values)
        taken = self._base and not asked and not outside
        stance = Stance.STATED if taken else Stance.PROPOSED
        made = add_record(
            self._plan.plan_id, sheet.kind, record_id, values, lambda: nonce,
            self._unsure(sheet, row) if stance is Stance.STATED else (), stance,
        )  # fmt: skip
        if stance is Stance.STATED:
            named = self._new_names.setdefault(sheet.kind, {})
            named[record_id] = (name_key(words(label)),)
        else:
            why = OTHERS if outside else self._borne(sheet) if asked else self._compared
            self._brought.reasons |= {change.id: why for change in made}
        self.changes += made

    def _is_outside(self, sheet: ReturnedSheet, values: Mapping[Place, Value]) -> bool:
        """Whether a row belongs to an action that a return for a group was not made for."""
        kind = self._plan.table.kind(sheet.kind)
        whole = values.get((kind.part_of, "")) if kind else None
        if kind is None or not whole or self._base is None or not self._base.scope_id:
            return False
        return whole not in self._base.labels and whole not in self._new_names.get(kind.whole, ())

    def _borne(self, sheet: ReturnedSheet) -> str:
        """Why a person is asked about a row that shares its name alone with a record."""
        naming, kind = self._naming(sheet), self._plan.table.kind(sheet.kind)
        return _BORNE.format(naming.name, within(kind.label) if kind else "record", naming.beside)

    def _new_values(self, sheet: ReturnedSheet, row: ReturnedRow) -> dict[Place, Value]:
        """A new row's values; none if the row cannot be taken, and then a problem says so."""
        kind = self._plan.table.kind(sheet.kind)
        needed = [(each.name, "") for each in kind.fields if each.required] if kind else []
        if kind and kind.single:
            self._tell_second(sheet, row, kind.label)
            return {}
        values: dict[Place, Value] = {}
        refused: set[Place] = set()
        for place, raw in row.values.items():
            field = self._plan.table.field(sheet.kind, place[0])
            if field is None or raw.value is None:
                if field is None:
                    self._read_meant(sheet, raw, None)
                continue
            try:
                values[place] = self._understood(field, raw)
            except BadValue as error:
                refused.add(place)
                lost = " The row was not taken." if place in needed else ""
                self._refused(sheet, raw, error, f"{error}{lost}")
        lacking = [place for place in needed if place not in values]
        for name, _ in [each for each in lacking if each not in refused][:1]:
            self._tell_nameless(sheet, row, name)
        return {} if lacking else values

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
        naming = self._naming(sheet)
        title = values.get((naming.beside, ""))
        # Many milestones may be called the same: there the action is part of the name.
        called = label if naming.alone else f"{words(label)}\n{words(title)}"
        record_id = id_of_new(sheet.kind, origin, called)
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

    def _tell_nameless(self, sheet: ReturnedSheet, row: ReturnedRow, name: str) -> None:
        said = [raw for raw in row.values.values() if raw.value is not None]
        quotes = ", ".join(f"{quoted(each.value)} in {each.address}" for each in said[:_QUOTED])
        more = f" and {len(said) - _QUOTED} more" if len(said) > _QUOTED else ""
        headers = (each.header for each in sheet.columns if each.place == (name, ""))
        called = within(next(headers, name))
        self._problem(
            sheet,
            self._address(row, name) if row.record_id else said[0].address,
            f"Row {row.number} has entries but no {called}, so nothing of it was taken: {quotes}"
            f"{more}. Give it its {called}, or clear the row.",
        )

    def _tell_second(self, sheet: ReturnedSheet, row: ReturnedRow, label: str) -> None:
        said = next(raw for raw in row.values.values() if raw.value is not None)
        self._problem(
            sheet,
            said.address,
            f"There is one {within(label)}, so nothing was taken of row {row.number}, which says "
            f"{quoted(said.value)}. Put it in the row above it that has one.",
        )

    def _tell_repeated(
        self, sheet: ReturnedSheet, row: ReturnedRow, repeated: ReturnedRow, label: str
    ) -> None:
        if repeated is not row and self._differs(row, repeated):
            self._problem(
                sheet,
                self._address(row, self._naming(sheet).name),
                f"Row {row.number} repeats {label}, which is in row {repeated.number} "
                "too. That one was taken; put anything more there and send it again.",
            )

    @staticmethod
    def _differs(row: ReturnedRow, other: ReturnedRow) -> bool:
        return any(
            raw.value is not None and not same(raw.value, other.values[place].value)
            for place, raw in row.values.items()
            if place in other.values
        )

    @staticmethod
    def _address(row: ReturnedRow, name: str) -> str:
        raw = row.values.get((name, "")) or next(iter(row.values.values()))
        return raw.address
