"""The rows of exported records as changes: what they say now against what they said then."""

from __future__ import annotations

import re
from dataclasses import replace

from csp_desktop.changes.change import Cell, Change, Stance, digest
from csp_desktop.changes.change import edit as make_edit
from csp_desktop.errors import BadValue, CspError, WordLeftOut, WordUnknown
from csp_desktop.measures.kpi.units import why_no_percentage
from csp_desktop.operations.merging.incoming import Brought, FileTrouble
from csp_desktop.operations.sending.looking_back import (
    BY_COLOUR,
    MOVED,
    Meant,
    meant_by,
    told_by_colour,
    without_quarter,
)
from csp_desktop.operations.session.lookup import linked, linked_by
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.cell_equality import made_a_formula, says, text_in
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field
from csp_desktop.plan.renumbering import why_not_a_ref
from csp_desktop.plan.row_matcher import Naming, RowMatcher, naming_of
from csp_desktop.plan.values import Value, key, same, typed, understand, words
from csp_desktop.plan.vocabulary import Word
from csp_desktop.workbook.package.markers import quoted
from csp_desktop.workbook.package.model import (
    BaseCell,
    BaseSheet,
    Place,
    RawCell,
    Returned,
    ReturnedRow,
    ReturnedSheet,
    SheetColumn,
)

_FORMULA = (
    "It said a text that begins with '=', of which a program has made a formula that gives {}. "
    "That was not taken: type it again, with an apostrophe in front."
)
_OUTSIDE = "a column that the return does not ask for"
_TEXTS = frozenset({Type.TEXT, Type.LONG_TEXT, Type.LIST, Type.LINK, Type.LINKS})


class RowReader:
    """Reads the rows of one returned workbook whose records it was made with."""

    def __init__(
        self, plan: OpenPlan, document: Document, returned: Returned, brought: Brought
    ) -> None:
        self._plan = plan
        self._document = document
        self._vocabulary = document.vocabulary
        self._returned = returned
        self._brought = brought
        base = returned.export
        self._base = base if base and base.sound else None
        # Never drawn by chance: the nonce is part of a change's id, and the same edit read from the
        # file again, here or in another copy, has to be the same change.
        self._nonce = base.export_id if base else returned.export_id or returned.fingerprint[:16]
        self._added: dict[tuple[str, str], tuple[str, str]] = {}
        self._new_names: dict[str, dict[str, tuple[str, ...]]] = {}
        self._new_rows: dict[str, tuple[ReturnedRow, Value]] = {}
        self._matchers: dict[str, RowMatcher] = {}
        self.changes: list[Change] = []
        self.reworded = False

    def _naming(self, sheet: ReturnedSheet) -> Naming:
        """By which fields people name the records of a sheet: an action's ref and title."""
        kind = self._plan.table.kind(sheet.kind)
        return naming_of(kind) if kind else Naming("name")

    def _read_row(self, sheet: ReturnedSheet, row: ReturnedRow, exported: BaseSheet | None) -> None:
        assert self._base  # noqa: S101
        for place, raw in row.values.items():
            base = self._base.cells.get((row.record_id, *place))
            column = exported.column(place) if exported else None
            if base is None or column is None:
                continue
            if raw.colour:
                self._read_colour(sheet, row, raw, column, base)
            # First by what the cell shows. Most are untouched, and a value that cannot be
            # understood (an old choice, a name since deleted) must not be told as a problem if
            # nobody touched it.
            if says(raw, base.value, column.type):
                continue
            if made_a_formula(raw, base.value):
                self._problem(sheet, raw.address, _FORMULA.format(raw.value))
                continue
            field = self._plan.table.field(sheet.kind, place[0])
            if field is None:
                meant = meant_by(self._base, sheet.kind, row.record_id, place)
                self._read_meant(sheet, raw, meant)
                continue
            try:
                self._weigh_sign(self._document.record(sheet.kind, row.record_id), field, raw)
                value = self._understood(field, raw)
            except BadValue as error:
                label = self._base.labels.get(row.record_id, "")
                self._refused(sheet, raw, error, f"{label}: {error}" if label else "")
                continue
            # Then by what it means: 'G' typed over 'On track' is no edit.
            if same(value, self._as_exported(field, base.value)):
                self.reworded = True
                continue
            self._ask_about(sheet, row, raw)
            # Over the base's heads, never the plan's: the sender saw what was exported and nothing
            # since. That is what makes a conflict of two edits that did not see each other.
            stance = Stance.STATED if self._is_sure(field, raw) else Stance.UNCONFIRMED
            self._edit(sheet, row, column, value, base.heads, stance)

    def _read_colour(
        self,
        sheet: ReturnedSheet,
        row: ReturnedRow,
        raw: RawCell,
        column: SheetColumn,
        base: BaseCell,
    ) -> None:
        """Propose the status that a colour tells; where words were typed, they count."""
        field = self._plan.table.field(sheet.kind, column.place[0])
        meant = self._vocabulary.read(field, words(raw.value)) if field else None
        said = meant.choice if meant else None
        # A colour is proposed and never taken: highlighting a row looks just the same.
        status = told_by_colour(raw, said)
        if status and same(said, base.value):
            cell = Cell(sheet.kind, row.record_id, *column.place)
            self._propose(cell, status, base.heads, BY_COLOUR)
        elif status and said:
            self._brought.notices.append(
                f"{sheet.name} {raw.address}: its colour says '{raw.colour}' and its words say "
                f"'{said}'. The words were taken."
            )

    def _read_meant(self, sheet: ReturnedSheet, raw: RawCell, meant: Meant | None) -> None:
        """Propose what was typed in a column that only repeats, for the cell that it means."""
        field = self._plan.table.field(sheet.kind, meant.cell.field) if meant else None
        if meant is None or field is None:
            if raw.value is not None:
                self._problem(
                    sheet,
                    raw.address,
                    f"{quoted(raw.value)} is in a column that is only there to be read, so it "
                    "was not taken. Put it under the heading that it is meant for.",
                )
            return
        try:
            value = self._understood(field, without_quarter(raw))
            held = understand(field, meant.held)
        except BadValue as error:
            self._refused(sheet, raw, error)
            return
        if same(value, held):
            self.reworded = True
        else:
            self._propose(meant.cell, value, meant.covers, meant.reason)

    def _propose(self, cell: Cell, value: Value, covers: tuple[str, ...], reason: str) -> None:
        change = make_edit(self._plan.plan_id, cell, value, covers, self._nonce, Stance.PROPOSED)
        self._brought.reasons[change.id] = reason
        self.changes.append(change)

    def _weigh_sign(self, known: Record | None, field: Field, raw: RawCell) -> None:
        """Raise BadValue for a % sign at an indicator that counted things when it went out."""
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

    def _tell_odd_id(self, sheet: ReturnedSheet, row: ReturnedRow) -> None:
        """Report what is in the place of a row's id and is no id."""
        if not row.odd_id or not row.record_id or row.matched == "label":
            return
        known = self._document.record(sheet.kind, row.record_id) is not None
        if not known and not re.fullmatch(rf"{sheet.kind}-[0-9a-f]{{16}}", row.record_id):
            self._problem(
                sheet,
                row.odd_id,
                f"{quoted(row.record_id)} is in the hidden column of the rows' ids and is no "
                "row's id, so it was not taken.",
            )

    def _edit(
        self,
        sheet: ReturnedSheet,
        row: ReturnedRow,
        column: SheetColumn,
        value: Value,
        covers: tuple[str, ...],
        stance: Stance,
    ) -> None:
        cell = Cell(sheet.kind, row.record_id, *column.place)
        # A shifted row's values may have come under the wrong headers, and a grey column was not
        # asked for. Both may be right, so a person looks.
        if row.moved or not column.fill_in:
            self._propose(cell, value, covers, MOVED if row.moved else _OUTSIDE)
        else:
            self.changes.append(
                make_edit(self._plan.plan_id, cell, value, covers, self._nonce, stance)
            )

    def _understood(self, field: Field, raw: RawCell) -> Value:
        value = raw.value
        if isinstance(value, (int, float)) and field.type in _TEXTS:
            value = text_in(raw)
            reason = why_not_a_ref(value) if field.name == "ref" else None
            if reason:
                raise BadValue(reason)
        said = typed(field, value) if isinstance(value, str) else value
        return self._linked(field, understand(field, said, self._vocabulary))

    def _is_sure(self, field: Field, raw: RawCell) -> bool:
        """Whether it is known, and not only guessed, what a cell's word means."""
        meant = self._vocabulary.read(field, words(raw.value)) if field.choices else None
        return meant is None or meant.sure

    def _unsure(self, sheet: ReturnedSheet, row: ReturnedRow) -> list[Place]:
        """The places of a row whose words are only guessed."""
        fields = {at: self._plan.table.field(sheet.kind, at[0]) for at in row.values}
        return [at for at, of in fields.items() if of and not self._is_sure(of, row.values[at])]

    def _linked(self, field: Field, value: Value) -> Value:
        """The ids that names mean: as when the workbook went out, else as in the present plan."""
        names = self._base.links.get(field.links_to, {}) if self._base else {}
        # What the workbook itself adds can be named in it.
        for known in (names, self._new_names.get(field.links_to, {})):
            if (found := linked_by(known, field, value)) is not None:
                # The names as they went out come first, so that one file means the same in every
                # copy, whatever was renamed since.
                return found
        return linked(self._document, self._plan.table, field, value)

    def _as_exported(self, field: Field, value: Value) -> Value:
        """What a cell of the base held, in the form in which an edit of it is kept."""
        try:
            if field.sentences:
                return understand(field, typed(field, words(value)))
            return self._linked(field, value)
        except CspError:
            return value

    def _refused(
        self, sheet: ReturnedSheet, raw: RawCell, error: BadValue, message: str = ""
    ) -> None:
        """Tell of a cell that was not understood; that a word is left out is no problem."""
        if isinstance(error, WordLeftOut):
            self._brought.notices.append(f"{sheet.name} {raw.address}: {error}")
            return
        word = Word(error.kind, error.text) if isinstance(error, WordUnknown) else None
        self._problem(sheet, raw.address, message or str(error), word)

    def _problem(
        self, sheet: ReturnedSheet, address: str, message: str, word: Word | None = None
    ) -> None:
        self._brought.problems.append(FileTrouble(sheet.name, address, message, word))


def is_bare(row: ReturnedRow, naming: Naming) -> bool:
    """True if a row without an id gives a ref and no title, as one does that somebody typed."""
    title = row.values.get((naming.beside, ""))
    return row.matched == "label" and title is not None and title.value is None


def filled_in(row: ReturnedRow) -> ReturnedRow:
    """A row that somebody typed: its blank cells were never filled, so they were not cleared."""
    return replace(
        row,
        values={at: raw for at, raw in row.values.items() if raw.value is not None or raw.colour},
    )


def update_in(row: ReturnedRow, naming: Naming) -> ReturnedRow:
    """What such a row says besides whose it is."""
    filled = filled_in(row).values
    return replace(row, values={at: raw for at, raw in filled.items() if at not in naming.places})


def id_of_new(kind: str, origin: str, label: Value) -> str:
    """The id of a record that a return adds, from where its row comes from and what it is called.

    `origin` is the id of a spare row.
    """
    return f"{kind}-{digest([origin, key(label)])[:16]}"
