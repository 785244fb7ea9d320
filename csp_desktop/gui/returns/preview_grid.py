"""The plan's grid as one file would leave it: the touched rows, each changed cell with its kind.

All of it is worked out from frozen records, so that it can be done away from the window's thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from csp_desktop.gui.grid.rows import sections
from csp_desktop.gui.returns import texts
from csp_desktop.operations.receiving.batch import CellChange, FileView, PreviewTrouble, WaitingItem
from csp_desktop.operations.session.lookup import label_of
from csp_desktop.plan.document import Document, Record, period_order, told
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field, FieldTable
from csp_desktop.plan.renumbering import ref_order
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.values import Value
from csp_desktop.plan.wording import address, counted

CHANGED, CONTESTED, CLEARED, NEW, GONE, HELD, MISSING, PROBLEM = (
    "changed", "contested", "cleared", "new", "gone", "held", "missing", "problem",
)  # fmt: skip
ALL: Final = "All"
FILTERS: Final = {
    ALL: frozenset(),
    "Conflicts": frozenset({CONTESTED}),
    "Cleared": frozenset({CLEARED}),
    "New rows": frozenset({NEW}),
    "Held": frozenset({HELD, MISSING}),
    "Problems": frozenset({PROBLEM}),
}
"""The filters over the grid, and the kinds of cell that each leaves."""

Place = tuple[str, str]
"""A field's name and a period, '' for none."""

REF, TITLE = ("ref", ""), ("title", "")
_OF_THE_QUARTER = ("status", "commentary", "corrective_action")


class PreviewColumn(NamedTuple):
    """One column: the place in a record, its header, and whether long texts stand there."""

    place: Place
    header: str
    long: bool = False


class PreviewCell(NamedTuple):
    """One cell: what the plan says, what the file says, and how the two stand; '' for alike."""

    kind: str
    field: str
    label: str
    period: str
    old: Value
    new: Value
    waiting: WaitingItem | None = None
    trouble: PreviewTrouble | None = None
    change: CellChange | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it says something of its record as a whole."""
        return self.field == "exists" or self.kind == MISSING

    @property
    def was(self) -> str:
        """What the plan says, in words."""
        return texts.value_text(self.field, self.old)

    @property
    def will_be(self) -> str:
        """What the file says, in words."""
        return texts.value_text(self.field, self.new)


class PreviewRow(NamedTuple):
    """A record with its cells by place; or a heading over records; or a problem with no record.

    `note` is what a heading says of its records, or where a problem stands.
    """

    id: str
    label: str
    title: str
    note: str = ""
    kind: str = ""
    record: str = ""
    cells: Mapping[Place, PreviewCell] = {}
    trouble: PreviewTrouble | None = None

    @property
    def is_head(self) -> bool:
        """Whether it stands over the rows below it."""
        return not self.record and not self.is_note

    @property
    def is_note(self) -> bool:
        """Whether it tells of a problem that is no one cell's."""
        return self.id.startswith("note-")

    @property
    def kinds(self) -> frozenset[str]:
        """How its cells stand."""
        return frozenset(cell.kind for cell in self.cells.values()) - {""}


@dataclass(frozen=True, slots=True)
class PreviewGrid:
    """The grid of one file: its columns and rows, and how much each filter leaves."""

    columns: tuple[PreviewColumn, ...] = ()
    rows: tuple[PreviewRow, ...] = ()
    counts: Mapping[str, int] | None = None

    def filtered(self, name: str) -> PreviewGrid:
        """The rows that a filter leaves, under their headings, and the columns they need."""
        kinds = FILTERS[name]
        if not kinds:
            return self
        kept: list[PreviewRow] = []
        head: PreviewRow | None = None
        for row in self.rows:
            if row.is_head:
                head = row
            elif row.kinds & kinds or (row.is_note and PROBLEM in kinds):
                kept += [head, row] if head else [row]
                head = None
        used = {place for row in kept for place, cell in row.cells.items() if cell.kind}
        columns = tuple(each for each in self.columns if each.place in {*used, REF, TITLE})
        return PreviewGrid(columns, tuple(kept), self.counts)


def preview_grid(
    view: FileView,
    number: int,
    waiting: Sequence[WaitingItem],
    document: Document,
    table: FieldTable,
) -> PreviewGrid:
    """The grid of the file at `number` in a batch, in which `waiting` waits."""
    made = _Making(view, number, document, table)
    made.take_changes()
    made.take_waiting(waiting)
    made.take_troubles()
    return made.grid()


class _Making:
    """Puts what a file says and what waits into rows, cell by cell."""

    def __init__(self, view: FileView, number: int, document: Document, table: FieldTable) -> None:
        self._view, self._number = view, number
        self._document, self._table = document, table
        self._cells: dict[tuple[str, str], dict[Place, PreviewCell]] = {}
        self._named: dict[tuple[str, str], tuple[str, str]] = {}
        self._notes: list[PreviewRow] = []

    # Cells

    def take_changes(self) -> None:
        """Put what the file changes in its places."""
        for each in self._view.changes:
            cell = PreviewCell(
                each.mark or CHANGED, each.field, each.label, each.period, each.old, each.new,
                change=each,
            )  # fmt: skip
            self._put(each.kind, each.record, (each.ref, each.title), cell)

    def take_waiting(self, waiting: Sequence[WaitingItem]) -> None:
        """Mark what a person has to decide."""
        for each in waiting:
            if self._number not in each.files:
                continue
            if each.kind == "ref":
                self._mark_refs(each)
                continue
            mine = [one for one in each.options if one.file == self._number] or each.options
            new = mine[0].value if mine else None
            kind = CONTESTED if each.contested else MISSING if each.kind == "missing" else HELD
            known = self._cells.get((each.record_kind, each.record), {})
            before = known.get(self._place(each.record_kind, each.field, each.period))
            if before and before.kind == CONTESTED:
                new = before.new
            if kind == HELD and new is None and each.agreed is not None:
                kind = CLEARED
            cell = PreviewCell(
                kind, each.field, each.label, each.period, each.agreed, new, waiting=each
            )
            self._put(each.record_kind, each.record, (each.ref, each.title), cell)

    def _mark_refs(self, waiting: WaitingItem) -> None:
        """Mark the refs and names of this file that another record bears, too."""
        place = self._place(waiting.record_kind, waiting.field, "")
        for (kind, record), cells in self._cells.items():
            cell = cells.get(place)
            if kind == waiting.record_kind and cell and cell.will_be == waiting.ref:
                cells[place] = cell._replace(kind=CONTESTED, waiting=waiting)
                self._named.setdefault((kind, record), (waiting.ref, waiting.title))

    def take_troubles(self) -> None:
        """Put each problem where it lies in the plan; those that are no one cell's come first."""
        view = self._view
        if view.refused and not view.locked:
            self._notes.append(PreviewRow("note-refused", "", view.refused, view.path.name))
        for number, each in enumerate(view.troubles):
            where = address(each.sheet, each.cell)
            spot = each.spot
            if spot is None:
                note = PreviewRow(f"note-{number}", "", each.message, where, trouble=each)
                self._notes.append(note)
                continue
            kind, record, name, period = spot.cell
            known = self._document.record(kind, record)
            old = self._said(known, kind, name, period) if known else None
            label = each.label or name
            cell = PreviewCell(PROBLEM, name, label, period, old, spot.said, trouble=each)
            self._put(kind, record, self._name(kind, record), cell)

    def _put(self, kind: str, record: str, named: tuple[str, str], cell: PreviewCell) -> None:
        cells = self._cells.setdefault((kind, record), {})
        cells[self._place(kind, cell.field, cell.period)] = cell
        known = self._name(kind, record)
        self._named.setdefault((kind, record), known if any(known) else named)

    def _place(self, kind: str, name: str, period: str) -> Place:
        """Where a cell stands: what is said of a record as a whole stands at its name."""
        known = self._table.kind(kind)
        if name == "exists":
            return REF if kind == "action" else TITLE
        if kind != "action" and known and name == known.key:
            return TITLE
        return name, period

    def _name(self, kind: str, record: str) -> tuple[str, str]:
        found = self._document.record(kind, record)
        known = self._table.kind(kind)
        if found is None or known is None:
            return "", ""
        if kind == "action":
            return found.text("ref"), found.text("title")
        return "", label_of(self._document, self._table, kind, record)

    # The grid

    def grid(self) -> PreviewGrid:
        """Rows under their headings, with what the plan says beside what is changed."""
        columns = self._columns()
        rows = [*self._notes, *self._action_rows(columns), *self._other_rows(columns)]
        return PreviewGrid(columns, tuple(rows), self._counts(rows))

    def _columns(self) -> tuple[PreviewColumn, ...]:
        touched = {place for cells in self._cells.values() for place in cells} - {REF, TITLE}
        quarter = self._view.quarter
        first = [(name, quarter) for name in _OF_THE_QUARTER if quarter] if self._cells else []
        order = {each.name: n for kind in self._table.kinds for n, each in enumerate(kind.fields)}

        def order_of(place: Place) -> tuple[object, ...]:
            name, period = place
            other = period != quarter
            return other, period == "", period_order(period), order.get(name, 0), place

        rest = sorted(touched - set(first), key=order_of)
        return (
            PreviewColumn(REF, "Ref"),
            PreviewColumn(TITLE, "Action"),
            *(self._column(place) for place in (*first, *rest)),
        )

    def _column(self, place: Place) -> PreviewColumn:
        field = self._field(place[0])
        label = next(
            (cells[place].label for cells in self._cells.values() if place in cells),
            field.label if field else place[0],
        )
        is_long = field is not None and field.type is Type.LONG_TEXT
        return PreviewColumn(place, texts.place(label, place[1]), is_long)

    def _field(self, name: str) -> Field | None:
        kinds = [kind for kind, _ in self._cells] or ["action"]
        return next(filter(None, (self._table.field(kind, name) for kind in kinds)), None)

    def _action_rows(self, columns: Sequence[PreviewColumn]) -> Iterator[PreviewRow]:
        known = [
            action
            for kind, record in self._cells
            if kind == "action" and (action := self._document.record(kind, record))
        ]
        known.sort(key=lambda action: (ref_order(action.text("ref")), action.id))
        for each in sections(self._document, known, Selection()):
            head, actions = (each.id, each.label, each.title), [one.id for one in each.actions]
            yield from self._under(head, "action", actions, columns)
        fresh = sorted(
            (ref_order(named[0]), record)
            for (kind, record), named in self._named.items()
            if kind == "action" and not self._document.record(kind, record)
        )
        added = [record for _, record in fresh]
        yield from self._under(("new", "", "New actions"), "action", added, columns)

    def _other_rows(self, columns: Sequence[PreviewColumn]) -> Iterator[PreviewRow]:
        for kind in self._table.kinds:
            name = kind.name
            found = [record for other, record in self._cells if other == name != "action"]
            named = {record: self._named[name, record] for record in found}
            found.sort(key=named.__getitem__)
            yield from self._under((name, "", kind.plural), name, found, columns)

    def _under(
        self,
        head: tuple[str, str, str],
        kind: str,
        records: Sequence[str],
        columns: Sequence[PreviewColumn],
    ) -> Iterator[PreviewRow]:
        """The rows of some records under a heading, None where there are no records."""
        if records:
            rows = [self._row(kind, record, columns) for record in records]
            yield _head(*head, rows)
            yield from rows

    def _row(self, kind: str, record: str, columns: Sequence[PreviewColumn]) -> PreviewRow:
        touched = self._cells[kind, record]
        ref, title = self._named[kind, record]
        known = self._document.record(kind, record)
        cells = dict(touched)
        for column in columns:
            name, period = column.place
            if column.place not in cells and known and (name, period) in known.cells:
                said = self._said(known, kind, name, period)
                cells[column.place] = PreviewCell("", name, "", period, said, said)
        label = ref if kind == "action" else ""
        name = title if kind == "action" else title or ref
        return PreviewRow(f"{kind}-{record}", label, name, "", kind, record, cells)

    def _said(self, record: Record, kind: str, name: str, period: str) -> Value:
        field = self._table.field(kind, name)
        return told(self._document, self._table, field, record.get(name, period))

    @staticmethod
    def _counts(rows: Sequence[PreviewRow]) -> dict[str, int]:
        kinds = [cell.kind for row in rows for cell in row.cells.values() if cell.kind]
        notes = sum(row.is_note for row in rows)
        found = {name: sum(each in only for each in kinds) for name, only in FILTERS.items()}
        found[ALL] = len(kinds) + notes
        found["New rows"] = sum(NEW in row.kinds for row in rows)
        found["Problems"] += notes
        return found


def _head(name: str, label: str, title: str, rows: Iterable[PreviewRow]) -> PreviewRow:
    """A heading that says how much of what stands under it."""
    kinds = [cell.kind for row in rows for cell in row.cells.values()]
    counts = (
        (sum(each in (CHANGED, CLEARED, NEW, GONE) for each in kinds), "change", "changes"),
        (kinds.count(CONTESTED), "conflict", "conflicts"),
        (kinds.count(HELD) + kinds.count(MISSING), "held", "held"),
        (kinds.count(PROBLEM), "problem", "problems"),
    )
    note = ", ".join(counted(n, one, many) for n, one, many in counts if n)
    return PreviewRow(f"head-{name}", label, title, note)
