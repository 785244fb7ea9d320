"""The sheets of an export: their columns, and the contents of their rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final

from csp_desktop.changes.cellstate import Lineage
from csp_desktop.changes.change import Cell, Stance, digest
from csp_desktop.look import word
from csp_desktop.measures.due import Timing as DueTiming
from csp_desktop.measures.due import action_timing, is_settled, milestone_timing
from csp_desktop.measures.kpi.rating import is_change
from csp_desktop.measures.kpi.to_be_named import to_be_named
from csp_desktop.measures.progress import standing
from csp_desktop.operations.editing.edits import covers_of
from csp_desktop.operations.sending.looking_back import LOOKING_BACK
from csp_desktop.operations.session.lookup import label_of
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import EXISTS, Document, Held, Record, period_order, told
from csp_desktop.plan.field_types import Per, Type
from csp_desktop.plan.fields import Field, Kind
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.renumbering import ref_order
from csp_desktop.plan.row_matcher import naming_of
from csp_desktop.plan.statuses import STATUSES
from csp_desktop.plan.values import Value
from csp_desktop.store.ledger import Ledger
from csp_desktop.workbook.package.model import Sheet, SheetColumn, SheetRow

SPARE_ROWS = 10

# In characters. About 150 go across A4 landscape at full size, so 200 print at three quarters.
_WIDTHS = {
    "ref": 7.0, "title": 24.0, "lead_partners": 18.0, "planned": 20.0, "last_status": 13.0,
    "last_commentary": 26.0, "status": 13.0, "commentary": 38.0, "corrective_action": 28.0,
    "evidence": 18.0, "delivery_priority": 9.0, "activity": 40.0, "expected_outcome": 32.0,
    "measure": 18.0, "group": 16.0, "themes": 14.0, "name": 44.0, "unit": 10.0, "target": 12.0,
    "actual": 12.0, "count": 12.0, "strategic_priority": 10.0, "page": 8.0, "text": 90.0,
    "action": 7.0, "number": 10.0, "label": 9.0, "statement": 60.0, "email": 26.0, "overdue": 11.0,
}  # fmt: skip
_WIDTH_OF = {
    Type.LONG_TEXT: 44.0, Type.LIST: 30.0, Type.DATE: 12.5, Type.NUMBER: 10.0, Type.LINKS: 12.0,
}  # fmt: skip
_WIDTH = 18.0  # of a field that is not among them
# The contract in docs/commands.md: over a whole plan, an action's title is headed as a title, and
# a milestone's action as its ref.
_HEADERS_OF = {("action", "title"): "Title", ("milestone", "action"): "Ref"}

_A_LINE = "One on each line: Alt and Enter begin another."

OVERDUE: Final = "overdue"
"""The column that says what is overdue at the end of the quarter: nothing of the plan's own."""


def spare_ids(export_id: str, sheet: str, kind: str) -> tuple[str, ...]:
    """The ids of the empty rows of an export's sheet."""
    # From the export's id alone: `return_reader` works them out again for a workbook without a
    # base.
    return tuple(
        f"{kind}-{digest([export_id, sheet, number])[:16]}" for number in range(SPARE_ROWS)
    )


def _in_cell(field: Field, value: Value) -> Value:
    """What a cell shows of a value: of sentences, each on a line."""
    return "\n".join(value) if field.sentences and isinstance(value, list) else value


class Sheets:
    """Builds the sheets of one export."""

    def __init__(
        self, plan: OpenPlan, document: Document, export_id: str, quarter: str, scope: str = "",
        theirs: Collection[str] | None = None,
    ) -> None:  # fmt: skip
        """`theirs` are the ids of the actions that can be chosen from, None for all."""
        self._table = plan.table
        self._ledger = plan.file.ledger
        self._document = document
        self._export_id = export_id
        self._quarter = quarter
        self._scope = scope
        self._theirs = theirs
        self._year = quarter.partition(" ")[0]

    def updates(self, actions: Sequence[Record], *, dated: bool = True) -> Sheet:
        """The table that a lead fills in for the quarter.

        `dated`: with the actions' dates, which the plan workbook has on its sheet 'Plan'.
        """
        columns = [
            self._column("action", "ref", fill_in=False),
            self._column("action", "title", fill_in=False),
            self._column("action", "lead_partners", fill_in=False),
            self._column("action", "planned", self._year, fill_in=False),
            self._looking_back("Last status", "last_status", choices=STATUSES),
            self._looking_back("Last commentary", "last_commentary", Type.LONG_TEXT),
            *(
                self._column("action", name, self._quarter, fill_in=True)
                for name in self._asked("action", Per.QUARTER)
            ),
        ]
        if dated:
            columns += [
                self._column("action", "due_date", fill_in=False),
                *(self._column("action", name, fill_in=True) for name in self._asked("action")),
                self._looking_back("Overdue", OVERDUE),
            ]
        scope = f": {self._scope}" if self._scope else ""
        title = f"Updates for {self._quarter}{scope}"
        return self._sheet("Updates", title, "action", columns, actions)

    def _asked(self, kind: str, per: Per = Per.NONE) -> list[str]:
        """What a return asks of each record of a kind at the pace of `per`."""
        known = self._table.kind(kind)
        fields = known.fields_per(per) if known else ()
        return [field.name for field in fields if field.lead_fills]

    def plan(self, actions: Sequence[Record]) -> Sheet:
        """The plan itself: what each action is, and what is planned for each year."""
        kind = self._table.kind("action")
        assert kind  # noqa: S101 - every table has actions
        periods = {
            Per.NONE: [""], Per.YEAR: self._document.years(), Per.QUARTER: [self._quarter],
        }  # fmt: skip
        columns = [
            self._column(
                "action", each.name, period, fill_in=True, header=self._headed(kind, each, period)
            )
            for each in kind.plan_columns()
            for period in periods.get(each.per, ())
        ]
        return self._sheet("Plan", "The plan", "action", columns, actions)

    def of_kind(self, kind: Kind, records: Iterable[Record], *, asked: bool = False) -> Sheet:
        """A sheet of the records of a kind, with all that is known of them.

        The figures of indicators, by period, have a sheet of their own.
        `asked`: it goes out with a return, so of what is there only what leads fill in is theirs.
        """
        records = list(records)
        columns = [
            self._column(
                kind.name,
                each.name,
                period,
                fill_in=each.lead_fills or not asked,
                header=self._headed(kind, each, period),
            )
            for each in kind.fields
            for period in _periods_of(kind, each, records)
        ]
        if asked:
            columns.append(self._looking_back("Overdue", OVERDUE))
        spare = not kind.single
        title = f"{kind.sheet}: {self._scope}" if asked and self._scope else kind.sheet
        return self._sheet(kind.sheet, title, kind.name, columns, records, spare=spare)

    def indicators(self, indicators: Sequence[Record]) -> Sheet:
        """The indicators with one column of actuals a period.

        Where one of them is a percentage change, there is a column of counts a quarter too, out of
        which the change is worked. Those that are to be named have no rows, and the title says so.
        """
        asked = len(indicators)
        indicators = [each for each in indicators if not to_be_named(each)]
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
        # Not how many, so that a file that lost its base is known by it, whoever it was made for.
        some = asked > len(indicators)
        title = "Indicators (some are still to be named)" if some else "Indicators"
        return self._sheet("Indicators", title, "indicator", columns, indicators, spare=False)

    @staticmethod
    def _headed(kind: Kind, field: Field, period: str) -> str:
        """The header of a field for a period; what is planned for a year has the year alone."""
        if not period:
            return _HEADERS_OF.get((kind.name, field.name), "")
        return period if field.name == "planned" else f"{field.label} {period}"

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
            width=_WIDTHS.get(name, _WIDTH_OF.get(field.type, _WIDTH)),
            fill_in=fill_in,
            choices=self._choices(field),
            # Sentences have semicolons of their own, so each is on a line.
            type=Type.LONG_TEXT if field.sentences else field.type,
            prompt=_A_LINE if field.sentences and fill_in else "",
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
        names = [
            self._document.name_of(kind, each.id)
            for each in self._document.of(kind.name)
            if kind.name != "action" or self._theirs is None or each.id in self._theirs
        ]
        return tuple(sorted(names, key=ref_order))

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
        known = self._table.kind(kind)
        named = naming_of(known) if known else None
        return Sheet(name, title, kind, tuple(columns), rows, ids, named)

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
            values.append(_in_cell(field, told(self._document, self._table, field, held.value)))
            heads.append(self._seen(record, column))
            contested.append(held.contested)
        label = label_of(self._document, self._table, record.kind, record.id)
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

    def _timing(self, record: Record) -> DueTiming:
        if record.kind == "action":
            return action_timing(record, self._quarter)
        action = self._document.record("action", record.text("action"))
        settled = action is not None and is_settled(action, self._quarter)
        return milestone_timing(record, self._quarter, of_settled=settled)

    def _last(self, record: Record, name: str) -> Value:
        """The last status before the quarter with its quarter, or the commentary beside it.

        Or whether the record is overdue at the quarter's end.
        """
        if name == OVERDUE:
            return "Overdue" if self._timing(record).overdue else None
        stood = standing(record, self._quarter)
        if not stood.last_quarter:
            return None
        if name == "last_status":
            return f"{word(stood.last or '')} ({stood.last_quarter})"
        return record.get("commentary", stood.last_quarter)


def _periods_of(kind: Kind, field: Field, records: Iterable[Record]) -> list[str]:
    """The periods of a field that have a column in the sheet of its kind."""
    if field.per is Per.NONE:
        return [""]
    if kind.name == "indicator":
        return []
    return sorted({one for each in records for one in each.periods(field.name)}, key=period_order)


def agreed_heads(ledger: Ledger, cell: Cell, held: Held) -> tuple[str, ...]:
    """The changes that state the last agreed value of a contested cell; () where there is none."""
    changes, aside = ledger.weighed(cell)
    stated = {
        change.id
        for change in changes
        if change.stance is not Stance.PROPOSED and change.id not in aside
    }
    return tuple(sorted(Lineage(changes).agreed_heads(held.heads, stated)))
