"""The sheets of an export: their columns, and the contents of their rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from csp_desktop.changes.cellstate import Lineage
from csp_desktop.changes.change import Cell, Stance, digest
from csp_desktop.look import word
from csp_desktop.measures.kpi.rating import is_change
from csp_desktop.measures.progress import standing
from csp_desktop.operations.editing.edits import covers_of
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import EXISTS, Document, Held, Record, told
from csp_desktop.plan.field_types import Per, Type
from csp_desktop.plan.fields import Field
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.statuses import COLOURED, STATUSES
from csp_desktop.plan.values import Value, words
from csp_desktop.store.ledger import Ledger
from csp_desktop.workbook.package.model import Base, Place, RawCell, Sheet, SheetColumn, SheetRow

SPARE_ROWS = 10

# In characters. About 150 go across A4 landscape at full size, so 200 print at three quarters.
_WIDTHS = {
    "ref": 7.0, "title": 24.0, "lead_partners": 18.0, "planned": 20.0, "last_status": 13.0,
    "last_commentary": 26.0, "status": 13.0, "commentary": 38.0, "corrective_action": 28.0,
    "evidence": 18.0, "delivery_priority": 9.0, "activity": 40.0, "expected_outcome": 32.0,
    "measure": 18.0, "group": 16.0, "themes": 14.0, "name": 44.0, "unit": 10.0, "target": 12.0,
    "actual": 12.0, "count": 12.0, "strategic_priority": 10.0, "page": 8.0, "text": 90.0,
}  # fmt: skip
_WIDTH = 18.0  # of a field that is not among them
# The contract in docs/commands.md: over a whole plan, an action's title is headed as a title.
_PLAN_HEADERS = {"title": "Title"}

LOOKING_BACK: Final = MappingProxyType({"last_status": "status", "last_commentary": "commentary"})
"""The columns that repeat what was said before, with the fields that they repeat."""

_HEADERS = {"last_status": "Last status", "last_commentary": "Last commentary"}

_QUARTER = re.compile(r"\s*\((\d{4}/\d{2} Q[1-4])\)\s*$")

BY_COLOUR: Final = "told by the colour of its cell alone"

MOVED: Final = "the cells of its row were shifted from where they stood"


def spare_ids(export_id: str, sheet: str, kind: str) -> tuple[str, ...]:
    """The ids of the empty rows of an export's sheet."""
    # From the export's id alone: `return_reader` works them out again for a workbook without a
    # base.
    return tuple(
        f"{kind}-{digest([export_id, sheet, number])[:16]}" for number in range(SPARE_ROWS)
    )


def _headed(field: Field, period: str) -> str:
    """The header of a field for a period; what is planned for a year has the year alone."""
    return period if field.name == "planned" else f"{field.label} {period}"


class Sheets:
    """Builds the sheets of one export."""

    def __init__(
        self, plan: OpenPlan, document: Document, export_id: str, quarter: str, scope: str = ""
    ) -> None:
        self._table = plan.table
        self._ledger = plan.file.ledger
        self._document = document
        self._export_id = export_id
        self._quarter = quarter
        self._scope = scope
        self._year = quarter.partition(" ")[0]

    def updates(self, actions: Sequence[Record]) -> Sheet:
        """The table that a lead fills in for the quarter."""
        columns = [
            self._column("action", "ref", fill_in=False),
            self._column("action", "title", fill_in=False),
            self._column("action", "lead_partners", fill_in=False),
            self._column("action", "planned", self._year, fill_in=False),
            self._looking_back("Last status", "last_status", choices=STATUSES),
            self._looking_back("Last commentary", "last_commentary", Type.LONG_TEXT),
            *(self._column("action", name, self._quarter, fill_in=True) for name in self._asked()),
        ]
        scope = f": {self._scope}" if self._scope else ""
        title = f"Updates for {self._quarter}{scope}"
        return self._sheet("Updates", title, "action", columns, actions)

    def _asked(self) -> list[str]:
        """What a return asks of each action for its quarter."""
        kind = self._table.kind("action")
        fields = kind.fields_per(Per.QUARTER) if kind else ()
        return [field.name for field in fields if field.lead_fills]

    def plan(self, actions: Sequence[Record]) -> Sheet:
        """The plan itself: what each action is, and what is planned for each year."""
        kind = self._table.kind("action")
        assert kind  # noqa: S101 - every table has actions
        columns = [
            self._column("action", each.name, fill_in=True, header=_PLAN_HEADERS.get(each.name, ""))
            for each in kind.plan_columns(Per.NONE)
        ]
        for per, periods in ((Per.YEAR, self._document.years()), (Per.QUARTER, [self._quarter])):
            columns += [
                self._column(
                    "action", each.name, period, fill_in=True, header=_headed(each, period)
                )
                for period in filter(None, periods)
                for each in kind.plan_columns(per)
            ]
        return self._sheet("Plan", "The plan", "action", columns, actions)

    def indicators(self, indicators: Sequence[Record]) -> Sheet:
        """The indicators with one column of actuals a period.

        Where one of them is a percentage change, there is a column of counts a quarter too, out of
        which the change is worked.
        """
        years = [each for each in self._document.years() if each <= self._year]
        year = read_period(self._year)
        quarters = (
            [str(each) for each in year.quarters() if str(each) <= self._quarter] if year else []
        )
        changes = any(is_change(each.text("target_kind")) for each in indicators)
        columns = [
            self._column("indicator", "name", fill_in=False),
            self._column("indicator", "unit", fill_in=False),
            self._column("indicator", "target", self._year, fill_in=False),
            *(
                self._column("indicator", "actual", period, fill_in=True, header=f"Actual {period}")
                for period in (*years[-2:-1], *quarters, self._year)
            ),
            *(
                self._column("indicator", "count", period, fill_in=True, header=f"Count {period}")
                for period in (quarters if changes else ())
            ),
        ]
        return self._sheet(
            "Indicators", "Indicators", "indicator", columns, indicators, spare=False
        )

    def case_studies(self, case_studies: Sequence[Record]) -> Sheet:
        """The case studies, to be read and added to."""
        kind = self._table.kind("case_study")
        fields = kind.fields_per(Per.NONE) if kind else ()
        columns = [self._column("case_study", each.name, fill_in=True) for each in fields]
        return self._sheet("Case studies", "Case studies", "case_study", columns, case_studies)

    def _column(
        self,
        kind: str,
        name: str,
        period: str = "",
        *,
        fill_in: bool,
        header: str = "",
    ) -> SheetColumn:
        field = self._table.field(kind, name)
        assert field  # noqa: S101 - the names above are the shipped table's own
        # The field's own header is answered to as well, unless several periods would have it.
        usual = (field.header,) if header and not period else ()
        return SheetColumn(
            header=header or field.header,
            field=name,
            period=period,
            width=_WIDTHS.get(name, _WIDTH),
            fill_in=fill_in,
            choices=self._choices(field),
            type=field.type,
            aliases=(*usual, *field.aliases),
        )

    def _looking_back(
        self, header: str, name: str, kind: Type = Type.TEXT, choices: tuple[str, ...] = ()
    ) -> SheetColumn:
        """A column that repeats what was said before, and is nothing of the plan's own."""
        return SheetColumn(
            header, name, width=_WIDTHS[name], choices=choices, type=kind, in_new_rows=False
        )

    def _choices(self, field: Field) -> tuple[str, ...]:
        if field.type is not Type.LINK:
            return field.choices
        kind = self._table.kind(field.links_to)
        if kind is None:
            return ()
        names = [self._document.name_of(kind, each.id) for each in self._document.of(kind.name)]
        return tuple(sorted(names))

    def _sheet(
        self,
        name: str,
        title: str,
        kind: str,
        columns: Sequence[SheetColumn],
        records: Sequence[Record],
        *,
        spare: bool = True,
    ) -> Sheet:
        ids = spare_ids(self._export_id, name, kind) if spare else ()
        rows = tuple(self._row(record, columns) for record in records)
        return Sheet(name, title, kind, tuple(columns), rows, ids)

    def _row(self, record: Record, columns: Sequence[SheetColumn]) -> SheetRow:
        values: list[Value] = []
        heads: list[tuple[str, ...]] = []
        contested: list[bool] = []
        for column in columns:
            held = record.held(column.field, column.period)
            field = self._table.field(record.kind, column.field)
            # A column that only repeats earlier updates. Its heads are those of what it repeats, so
            # an entry there can be proposed for that cell.
            if field is None:
                values.append(self._last(record, column.field))
                heads.append(self._seen_before(record, column))
                contested.append(False)
                continue
            values.append(told(self._document, self._table, field, held.value))
            heads.append(self._seen(record, column))
            contested.append(held.contested)
        kind = self._table.kind(record.kind)
        label = record.text(kind.key) if kind else ""
        return SheetRow(record.id, tuple(values), tuple(heads), tuple(contested), label)

    def _seen(self, record: Record, column: SheetColumn) -> tuple[str, ...]:
        """What somebody sees who looks at a cell of the workbook, which an edit there covers.

        A contested cell shows what was last agreed: typing over it adds a side, and settles
        nothing that it did not show.
        """
        held = record.held(column.field, column.period)
        if not held.contested:
            return covers_of(record, held)
        cell = Cell(record.kind, record.id, *column.place)
        return agreed_heads(self._ledger, cell, held) or record.held(*EXISTS).heads

    def _seen_before(self, record: Record, column: SheetColumn) -> tuple[str, ...]:
        """What somebody sees who looks at a column that repeats what was said before."""
        last = standing(record, self._quarter).last_quarter
        if not last or column.field not in LOOKING_BACK:
            return ()
        return self._seen(record, replace(column, field=LOOKING_BACK[column.field], period=last))

    def _last(self, record: Record, name: str) -> Value:
        """The last status before the quarter with its quarter, or the commentary beside it."""
        stood = standing(record, self._quarter)
        if not stood.last_quarter:
            return None
        if name == "last_status":
            return f"{word(stood.last or '')} ({stood.last_quarter})"
        return record.get("commentary", stood.last_quarter)


def agreed_heads(ledger: Ledger, cell: Cell, held: Held) -> tuple[str, ...]:
    """The changes that state the last agreed value of a contested cell; () where there is none."""
    changes, aside = ledger.weighed(cell)
    stated = {
        change.id
        for change in changes
        if change.stance is not Stance.PROPOSED and change.id not in aside
    }
    return tuple(sorted(Lineage(changes).agreed_heads(held.heads, stated)))


@dataclass(frozen=True, slots=True)
class Meant:
    """The cell that an entry means, what an edit of it covers, and why it waits for a person.

    `held` is what the entry's own column would say if nobody had typed there.
    """

    cell: Cell
    covers: tuple[str, ...]
    held: Value
    reason: str


def meant_by(base: Base, kind: str, record_id: str, place: Place) -> Meant | None:
    """The cell that is meant by an entry in a column that looks back; None where it is not known.

    That is the one which the column repeats. Where nothing was said before, an entry there is
    meant for the quarter of the return.
    """
    name = LOOKING_BACK.get(place[0], "")
    own = base.cells.get((record_id, *place))
    now = base.cells.get((record_id, name, base.quarter))
    last = base.cells.get((record_id, "last_status", ""))
    quarter = quarter_in(last.value if last else None)
    # What was repeated is what the person saw. If nothing was, they saw the quarter's blank cell.
    seen = own if quarter else now
    if own is None or seen is None or not seen.heads:
        return None
    cell = Cell(kind, record_id, name, quarter or base.quarter)
    return Meant(cell, seen.heads, _without_quarter(own.value), _reason(place, quarter))


def meant_in(record: Record, quarter: str, place: Place) -> Meant | None:
    """As `meant_by`, by the plan as it is."""
    if place[0] not in LOOKING_BACK:
        return None
    name = LOOKING_BACK[place[0]]
    last = standing(record, quarter).last_quarter
    cell = Cell(record.kind, record.id, name, last or quarter)
    held = record.get(name, last) if last else None
    return Meant(cell, record.held(*EXISTS).heads, held, _reason(place, last))


def _reason(place: Place, quarter: str) -> str:
    header = _HEADERS[place[0]]
    if quarter:
        return f"typed in '{header}', which repeats what was said for {quarter}"
    return f"typed in '{header}', where nothing was said before"


def quarter_in(value: Value) -> str:
    """The quarter that a last status names, '' for none."""
    found = _QUARTER.search(words(value))
    return found[1] if found else ""


def without_quarter(raw: RawCell) -> RawCell:
    """A cell without the quarter that a last status names beside the status."""
    value = raw.value
    return replace(raw, value=_without_quarter(value)) if isinstance(value, str) else raw


def _without_quarter(value: Value) -> str | None:
    return _QUARTER.sub("", words(value)) or None


def told_by_colour(raw: RawCell, value: Value) -> str:
    """The status of a cell's colour if its words, which mean `value`, do not say it; else ''.

    A word that has no colour is never contradicted by one.
    """
    if not raw.colour or raw.colour == value:
        return ""
    return raw.colour if value is None or value in COLOURED else ""
