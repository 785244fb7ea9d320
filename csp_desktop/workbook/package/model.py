"""What goes into a workbook and what comes out of a file, as plain frozen data.

Going out: an `Export` of sheets, columns and rows. Coming back: a `Returned`, which holds what
every cell says now beside the `Base`, what it said when the workbook was made. Neither knows of
the plan file: the workbook carries its own base.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from csp_desktop.plan.field_types import Type
from csp_desktop.plan.row_matcher import Marks, Naming, marks_of, naming_among
from csp_desktop.plan.values import Value

FORMAT = 1
"""The version of what the hidden base holds; a reader refuses a newer one."""

Place: TypeAlias = tuple[str, str]
"""A field's name and a period ('' where the field has none)."""

Bearers: TypeAlias = Mapping[str, Mapping[str, Marks]]
"""By kind and id, the marks by which the records are found that people call so."""

CellKey: TypeAlias = tuple[str, str, str]
"""A record's id, a field's name and a period."""

Links: TypeAlias = Mapping[str, Mapping[str, tuple[str, ...]]]
"""By kind and id, what the records that cells point to answer to."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of a sheet.

    `header` is unique in its sheet; `aliases` are further headers that the column answers to when
    the workbook comes back. `width` counts characters. `fill_in` columns are white, for the person
    who gets the workbook; the others are grey. `choices` make a drop-down: the choices of a CHOICE
    field as the plan holds them, or names; choices that are statuses give their colours and shapes
    to a text that begins with one, too. `prompt` is said beside a cell when it is chosen.
    `in_new_rows`: a person who adds a record fills it in, even where it is grey for the others.
    """

    header: str
    field: str
    period: str = ""
    width: float = 14
    fill_in: bool = False
    choices: tuple[str, ...] = ()
    type: Type = Type.TEXT
    aliases: tuple[str, ...] = ()
    prompt: str = ""
    in_new_rows: bool = True

    @property
    def place(self) -> Place:
        """The field and period whose values are in the column."""
        return self.field, self.period


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One record's row: values, heads and contested marks, in the order of the columns.

    `values` are the plan's own, but links are given as the names that people read. `heads` are
    what an edit of the cell covers. `label` is what people call the record: its ref or name.
    """

    record_id: str
    values: tuple[Value, ...]
    heads: tuple[tuple[str, ...], ...]
    contested: tuple[bool, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its sheet's name, its title in A1, and the kind of its records.

    `spare_ids` are the ids of the empty rows at the end, for records that a person adds. `named_by`
    are the fields by which people know a row, where it says so.
    """

    name: str
    title: str
    kind: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...] = ()
    spare_ids: tuple[str, ...] = ()
    named_by: Naming | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """A workbook to be written: `kind` is 'return' or 'plan'.

    `scope_name` and `scope_id` name the group it is for ('' for the whole plan). `due` is an ISO
    date or ''; `made_at` an ISO date and time. `marking` is printed at the head and foot of each
    page and sheet. `instructions` are the lines on the cover that say what to do. `links` tell the
    records that names in its cells stand for, `bearers` which records have which refs and names,
    exported or not.
    """

    export_id: str
    plan_id: str
    plan_title: str
    kind: str
    scope_name: str
    scope_id: str
    quarter: str
    due: str
    made_by: str
    made_at: str
    marking: str
    instructions: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    links: Links = field(default_factory=dict)
    bearers: Bearers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BaseCell:
    """What a cell held when the workbook was made, and the changes that an edit of it covers."""

    value: Value
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BaseSheet:
    """A sheet as it was exported: its columns, its records in order, and the ids of empty rows."""

    name: str
    title: str
    kind: str
    columns: tuple[SheetColumn, ...]
    records: tuple[str, ...] = ()
    spare_ids: tuple[str, ...] = ()
    named_by: Naming | None = None

    @property
    def naming(self) -> Naming:
        """By which fields people know a row."""
        return self.named_by or naming_among(self.kind, (each.field for each in self.columns))

    def column(self, place: Place) -> SheetColumn | None:
        """The exported column of a field and period, or None."""
        return next((each for each in self.columns if each.place == place), None)


@dataclass(frozen=True, slots=True)
class Base:
    """What a workbook said when it was made: all that is needed to tell what was edited since.

    `sound` is False where the checksum does not hold: then nothing may be applied by itself.
    `labels` name the exported records by id. `links` tell what names in cells stood for when it
    went out. `own` are the fingerprints of the exporter's own words by sheet: titles, headers, the
    cover, the names for drop-downs. `bearers` tell which records had which refs and names.
    """

    export_id: str
    plan_id: str
    plan_title: str
    kind: str
    scope_name: str
    scope_id: str
    quarter: str
    due: str
    made_by: str
    made_at: str
    format: int
    sheets: tuple[BaseSheet, ...]
    cells: Mapping[CellKey, BaseCell]
    labels: Mapping[str, str]
    sound: bool = True
    links: Links = field(default_factory=dict)
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bearers: Bearers = field(default_factory=dict)

    def marks(self, sheet: BaseSheet) -> dict[str, Marks]:
        """By id, what the exported rows of a sheet are found by, those that had a ref or name."""
        naming = sheet.naming
        return {
            each: marks_of(named.value, self._said(each, naming.beside))
            for each in sheet.records
            if (named := self.cells.get((each, naming.name, "")))
        }

    def _said(self, record_id: str, name: str) -> Value:
        base = self.cells.get((record_id, name, ""))
        return base.value if base else None

    def marks_of_kind(self, kind: str) -> Mapping[str, Marks]:
        """By id, what all records of a kind are found by, whether they were exported or not.

        A workbook that was made before it carried them knows only its own rows.
        """
        if self.bearers:
            return self.bearers.get(kind, {})
        return {
            record: marks
            for sheet in self.sheets
            if sheet.kind == kind
            for record, marks in self.marks(sheet).items()
        }


@dataclass(frozen=True, slots=True)
class RawCell:
    """What a cell of a returned workbook says, before it is understood as a field's value.

    `value` is text, a number or None for blank: a date comes as its text, day first, and a number
    shown as a percentage as the text that people see ('11%'). `format` is the number format it was
    shown with. `colour` is the status that its ground stands for, '' for none.
    """

    address: str
    value: str | int | float | None
    format: str = "General"
    colour: str = ""


@dataclass(frozen=True, slots=True)
class ReturnedColumn:
    """A column found in a returned sheet; `place` is None where it is none of the export's."""

    letter: str
    header: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row of a returned sheet.

    `record_id` is '' where it has none. `matched` says how it was found: 'id' by its hidden id,
    'label' by its ref or name because the id was lost, '' not at all. A cell that is blank has a
    value of None; a cell that could not be read (an error, hidden under a merged one, its column
    gone) is not in `values`, and so is never taken for a cleared one. `odd_id` is the address of an
    id that is none of the export's. `moved`: the row's cells were shifted from their columns.
    """

    number: int
    record_id: str
    values: Mapping[Place, RawCell]
    matched: str = ""
    odd_id: str = ""
    moved: bool = False

    @property
    def blank(self) -> bool:
        """True if the row's known columns are all blank."""
        return all(cell.value is None for cell in self.values.values())


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """A sheet recognised in a returned workbook.

    `name` is what it is called now, `exported_as` what it was called in the export.
    """

    name: str
    exported_as: str
    kind: str
    header_row: int
    columns: tuple[ReturnedColumn, ...]
    rows: tuple[ReturnedRow, ...]


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """Something in a returned workbook that its sender can put right, with its place."""

    sheet: str
    cell: str
    message: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A file as it came back.

    `export` is the base it carries, None where it was lost; `export_id` is known from a second
    carrier even then. `kept`: its own base was lost or damaged, and the one that the plan file
    keeps took its place. `foreign`: it never was an export. `fingerprint` is the SHA-256 of the
    file. `saved_by` and `saved_at` are what the program that saved it last wrote there, or empty.
    `notices` are sentences on what was taken in another way than it is written.
    `as_sent`: outside the rows of its tables everything is as it went out.
    """

    path: str
    fingerprint: str
    export: Base | None
    export_id: str
    saved_by: str
    saved_at: str
    sheets: tuple[ReturnedSheet, ...]
    problems: tuple[SheetProblem, ...] = ()
    notices: tuple[str, ...] = ()
    kept: bool = False
    foreign: bool = False
    as_sent: bool = True


@dataclass(frozen=True, slots=True)
class CellRange:
    """A rectangle of cells, both corners within it, rows and columns from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class GridCell:
    """One filled cell of any workbook, as it is shown.

    `value` is None and `trouble` a sentence where it cannot be read (an error, a formula without
    a result). `formula`: the value is a formula's last result. `fill` is the solid background,
    '#RRGGBB' or ''.
    """

    value: str | int | float | None
    format: str = "General"
    formula: bool = False
    trouble: str = ""
    fill: str = ""
    struck: str = ""
    rest: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something that lies over a sheet's cells: what it is, where it begins, what it says."""

    what: str
    address: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet of any workbook, unchanged: only what is filled, by (row, column) from 1.

    `state` is 'visible', 'hidden' or 'veryHidden'. `merged` are the ranges that were merged into
    one cell; `tables` the named tables with their ranges; `comments` what people wrote beside
    cells, by address; `drawn` what lies over the cells; `tints` the statuses that the grounds of
    cells stand for, blank cells too.
    """

    name: str
    state: str
    cells: Mapping[tuple[int, int], GridCell]
    merged: tuple[CellRange, ...] = ()
    tables: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    drawn: tuple[Drawn, ...] = ()
    tints: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """Any workbook, unchanged; `carried_id` is the export id of its second carrier."""

    path: str
    fingerprint: str
    grids: tuple[Grid, ...]
    saved_by: str = ""
    saved_at: str = ""
    carried_id: str = ""
    notices: tuple[str, ...] = ()
