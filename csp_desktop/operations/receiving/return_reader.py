"""The rows of a returned workbook as changes: edits, new records, missing rows, comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from csp_desktop.changes.change import Cell, Stance, delete_record
from csp_desktop.errors import BadValue
from csp_desktop.operations.receiving.new_rows import OTHERS, NewRowReader
from csp_desktop.operations.receiving.read_rows import filled_in, is_bare, update_in
from csp_desktop.operations.receiving.row_owners import RowOwners
from csp_desktop.operations.sending.looking_back import BY_COLOUR, meant_in, told_by_colour
from csp_desktop.plan.cell_equality import says, text_in
from csp_desktop.plan.document import EXISTS, Record, told
from csp_desktop.plan.row_matcher import Likeness, Marks, Match, RowMatcher, marks_of
from csp_desktop.plan.values import Value, same
from csp_desktop.workbook.package.model import (
    BaseSheet,
    Place,
    RawCell,
    ReturnedRow,
    ReturnedSheet,
)

_MISSING = "its row is missing from the return"


class ReturnReader(NewRowReader):
    """Reads one returned workbook against its base (or against the plan where that is lost)."""

    def read(self) -> None:
        """Read every sheet."""
        for sheet in self._linked_first():
            exported = self._exported(sheet)
            rows = RowOwners(self._base, exported)
            parted, header = rows.parted(sheet)
            if parted:
                letter = next((each.letter for each in sheet.columns if each.place == header), "")
                self._problem(sheet, f"{letter}{sheet.header_row}" if letter else "", parted)
            else:
                self._read_sheet(sheet, exported, rows)

    def _linked_first(self) -> list[ReturnedSheet]:
        """The sheets, each after those of the kinds that it points to.

        So what is new on one of them can be named on another.
        """
        kinds = {each.kind for each in self._returned.sheets}
        order: dict[str, int] = {}

        def rank(name: str) -> int:
            if name not in order:
                order[name] = 0  # of kinds that point to each other, none is first
                kind = self._plan.table.kind(name)
                linked = {each.links_to for each in kind.fields} & kinds if kind else set()
                order[name] = 1 + max(map(rank, sorted(linked)), default=0)
            return order[name]

        return sorted(self._returned.sheets, key=lambda each: rank(each.kind))

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
                found = filled_in(row) if spare or is_bare(row, self._naming(sheet)) else row
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
        name = self._naming(sheet).name
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
        name = self._naming(sheet).name
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
            self._compare(sheet, update_in(row, self._naming(sheet)), known)
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
            if base is None or column is None or place in self._naming(sheet).places:
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
        beside = self._naming(sheet).beside
        title = row.values.get((beside, ""))
        if title is None or title.value is None or says(title, self._told(by_id, beside)):
            return by_id
        return self._document.record(sheet.kind, self._named(sheet, row).certain) or by_id

    def _named(self, sheet: ReturnedSheet, row: ReturnedRow) -> Match:
        """What a row names among the records that the workbook knows, or the plan without one."""
        kind, naming = sheet.kind, self._naming(sheet)
        if kind not in self._matchers:
            marks: Mapping[str, Marks] = (
                self._base.marks_of_kind(kind)
                if self._base
                else {
                    each.id: marks_of(each.get(naming.name), self._told(each, naming.beside))
                    for each in self._document.of(kind)
                }
            )
            self._matchers[kind] = RowMatcher(naming, marks)
        return self._matchers[kind].match(
            row.values[naming.name, ""], row.values.get((naming.beside, ""))
        )

    def _told(self, record: Record, name: str) -> Value:
        """What a cell of the plan says, as people read it."""
        field = self._plan.table.field(record.kind, name)
        return told(self._document, self._plan.table, field, record.get(name))

    def _compare(self, sheet: ReturnedSheet, row: ReturnedRow, known: Record) -> None:
        """Propose each difference between a row and the plan, for a person to take or leave.

        A blank cell differs only in a workbook that was sent out: in one of somebody's own it was
        never filled, so it was not cleared.
        """
        covers = known.held(*EXISTS).heads
        why = OTHERS if self._base else self._compared
        by_id = known.id == row.record_id
        for place, raw in row.values.items():
            field = self._plan.table.field(sheet.kind, place[0])
            held = known.held(*place)
            if colour := told_by_colour(raw, held.value) if raw.value is None else "":
                self._propose(Cell(sheet.kind, known.id, *place), colour, covers, BY_COLOUR)
                continue
            cleared = (
                self._base is None
                and not self._returned.foreign
                and (by_id or place not in self._naming(sheet).places)
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

    def _note_missing(self, exported: BaseSheet, owners: Mapping[str, ReturnedRow]) -> None:
        """Propose to delete what has no row any more, over what the row said when it went out."""
        assert self._base  # noqa: S101
        kind = self._plan.table.kind(exported.kind)
        for record_id in exported.records if not (kind and kind.single) else ():
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
