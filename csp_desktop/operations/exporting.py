"""Exports: a return for a sub-group to fill in for a quarter, or the whole plan, as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from csp_desktop.changes.arrival import is_aside
from csp_desktop.changes.cellstate import Lineage
from csp_desktop.changes.change import Cell, Stance, digest
from csp_desktop.changes.edits import add_record
from csp_desktop.errors import BadValue
from csp_desktop.look import word
from csp_desktop.measures.progress import standing
from csp_desktop.operations.edits import covers_of
from csp_desktop.operations.naming import find, told
from csp_desktop.operations.opened import OpenPlan
from csp_desktop.operations.who import Stamp
from csp_desktop.plan.document import EXISTS, Document, Held, Record
from csp_desktop.plan.fields import Field, Type
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.statuses import STATUSES
from csp_desktop.plan.values import Value, key, understand
from csp_desktop.store.ledger import Ledger
from csp_desktop.store.operationlog import Operation
from csp_desktop.workbook.base import pack
from csp_desktop.workbook.model import BaseSheet, Column, Export, Row, Sheet

SPARE_ROWS = 10

_WIDTHS = {Type.LONG_TEXT: 44.0, Type.LIST: 24.0, Type.NUMBER: 12.0, Type.TARGET: 12.0}
_PLAN_FIELDS = (
    "ref", "delivery_priority", "title", "activity", "lead_partners", "expected_outcome",
    "measure", "group", "themes",
)  # fmt: skip
_ASKED = ("status", "commentary", "corrective_action", "evidence")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be exported: a 'return' or the 'plan', for which group and quarter, due when."""

    kind: str = "return"
    group: str = ""
    quarter: str = ""
    due: str = ""


def export(plan: OpenPlan, asked: Asked, stamp: Stamp) -> Export:
    """The workbook asked for, as data; nothing is written.

    Raises a Refusal where the group or quarter is not one of the plan's.
    """
    document = plan.document()
    export_id = stamp.new_id()
    group = find(document, plan.table, f"group:{asked.group}") if asked.group else None
    due = understand(Field("due", "Due", Type.DATE), asked.due) or ""
    quarter = _quarter(document, asked.quarter)
    return Export(
        export_id=export_id,
        plan_id=plan.plan_id,
        plan_title=document.plan.text("title"),
        kind=asked.kind,
        scope_name=group.text("name") if group else "",
        scope_id=group.id if group else "",
        quarter=quarter,
        due=str(due),
        made_by=stamp.author,
        made_at=stamp.at or "",
        marking=document.plan.text("marking") or "OFFICIAL",
        instructions=_instructions(asked.kind, quarter),
        sheets=_sheets(plan, document, asked.kind, group, export_id, quarter),
    )


def export_to(plan: OpenPlan, path: Path, asked: Asked, stamp: Stamp) -> Export:
    """Write the workbook asked for to `path`, and note in the plan what it was made from.

    A return is noted as asked for, too. The file is there whole, or not at all.
    """
    from csp_desktop.workbook.writing import write

    if path.suffix.lower() != ".xlsx":
        raise BadValue(f"A workbook ends in .xlsx: use {path.with_suffix('.xlsx').name}.")
    made = export(plan, asked, stamp)
    write(made, path)
    _note(plan, made, stamp)
    return made


def layouts(plan: OpenPlan, document: Document, asked: Asked) -> list[BaseSheet]:
    """The sheets that an export would have, to recognise those of a file that lost its base."""
    build = _Sheets(plan, document, "", _quarter(document, asked.quarter))
    sheets = [build.updates(()), build.indicators(())]
    if asked.kind == "plan":
        sheets.insert(0, build.plan(()))
    return [BaseSheet(each.name, each.title, each.kind, each.columns) for each in sheets]


def _sheets(
    plan: OpenPlan,
    document: Document,
    kind: str,
    group: Record | None,
    export_id: str,
    quarter: str,
) -> tuple[Sheet, ...]:
    actions = [
        each for each in document.actions() if group is None or each.text("group") == group.id
    ]
    build = _Sheets(plan, document, export_id, quarter)
    sheets = [build.updates(actions), build.indicators(_indicators(document, actions, group))]
    if kind == "plan":
        sheets.insert(0, build.plan(actions))
    return tuple(sheets)


def spare_ids(export_id: str, sheet: str, kind: str) -> tuple[str, ...]:
    """The ids that the empty rows of an export's sheet bear."""
    return tuple(
        f"{kind}-{digest([export_id, sheet, number])[:16]}" for number in range(SPARE_ROWS)
    )


def file_name(made: Export) -> str:
    """A file name that says what the workbook is, fit for every system."""
    scope = made.scope_name or "Whole plan"
    plain = "".join(char if char.isalnum() or char in " -&" else "-" for char in scope)
    quarter = made.quarter.replace("/", "-")
    return f"{plain} {quarter}.xlsx" if made.kind == "return" else f"Plan {quarter}.xlsx"


def _quarter(document: Document, text: str) -> str:
    text = text or document.plan.text("working_quarter")
    period = read_period(text)
    if period is None or period.kind != "quarter":
        raise BadValue(
            f"'{text}' is not a quarter: give one such as 2016/17 Q2, "
            "or set the plan's working quarter."
        )
    year = str(period.financial_year)
    if document.years() and year not in document.years():
        raise BadValue(
            f"{year} is not a year of this plan, which covers {', '.join(document.years())}."
        )
    return str(period)


def _indicators(
    document: Document, actions: Sequence[Record], group: Record | None
) -> list[Record]:
    """The indicators of the delivery priorities that the actions belong to, or all of them."""
    homes = {each.text("delivery_priority") for each in actions}
    chosen = [
        each
        for each in document.of("indicator")
        if group is None or each.text("delivery_priority") in homes
    ]
    return sorted(chosen, key=lambda each: (each.text("delivery_priority"), each.id))


def _instructions(kind: str, quarter: str) -> tuple[str, ...]:
    if kind == "plan":
        return (
            "This workbook holds the whole plan. Change what needs changing and send it back.",
            "White cells are meant to be filled in; grey ones are there to read.",
            "You may sort, filter and add columns of your own: they are left alone.",
            "To add an action, use the empty rows at the end of the table.",
            "Deleting a row deletes nothing: say so to the coordinator.",
        )
    return (
        f"On the sheet Updates, give each action its status for {quarter} and a commentary.",
        "An action that is off track needs a corrective action too.",
        "White cells are yours to fill in; please leave the grey ones.",
        "To add an action, use the empty rows at the end of the table.",
        "Save the workbook and send it back. You may sort and filter as you like.",
    )


class _Sheets:
    """Builds the sheets of one export."""

    def __init__(self, plan: OpenPlan, document: Document, export_id: str, quarter: str) -> None:
        self._table = plan.table
        self._ledger = plan.file.ledger
        self._document = document
        self._export_id = export_id
        self._quarter = quarter
        self._year = quarter.partition(" ")[0]

    def updates(self, actions: Sequence[Record]) -> Sheet:
        """The table that a lead fills in for the quarter."""
        columns = [
            self._column("action", "ref", fill_in=False, width=8),
            self._column("action", "title", fill_in=False, width=30),
            self._column("action", "lead_partners", fill_in=False),
            self._column("action", "planned", self._year, fill_in=False, width=28),
            Column("Last status", "last_status", width=14, choices=STATUSES, in_new_rows=False),
            Column(
                "Last commentary",
                "last_commentary",
                width=30,
                type=Type.LONG_TEXT,
                in_new_rows=False,
            ),
            *(self._column("action", name, self._quarter, fill_in=True) for name in _ASKED),
        ]
        title = f"Updates for {self._quarter}"
        return self._sheet("Updates", title, "action", columns, actions)

    def plan(self, actions: Sequence[Record]) -> Sheet:
        """The plan itself: what each action is, and what each year brings."""
        columns = [self._column("action", name, fill_in=True) for name in _PLAN_FIELDS]
        columns += [
            self._column("action", "planned", year, fill_in=True, header=year, width=28)
            for year in self._document.years()
        ]
        return self._sheet("Plan", "The plan", "action", columns, actions)

    def indicators(self, indicators: Sequence[Record]) -> Sheet:
        """The indicators with one column of actuals a period."""
        years = [each for each in self._document.years() if each <= self._year]
        previous = years[-2:-1]
        quarters = [
            str(each)
            for each in (read_period(self._quarter) or read_period("2016/17 Q1")).quarters()  # type: ignore[union-attr]
            if str(each) <= self._quarter
        ]
        columns = [
            self._column("indicator", "name", fill_in=False, width=44),
            self._column("indicator", "unit", fill_in=False, width=10),
            self._column("indicator", "target", self._year, fill_in=False),
            *(
                self._column("indicator", "actual", period, fill_in=True, header=f"Actual {period}")
                for period in (*previous, *quarters, self._year)
            ),
        ]
        return self._sheet(
            "Indicators", "Indicators", "indicator", columns, indicators, spare=False
        )

    def _column(
        self,
        kind: str,
        name: str,
        period: str = "",
        *,
        fill_in: bool,
        header: str = "",
        width: float = 0,
    ) -> Column:
        field = self._table.field(kind, name)
        assert field  # noqa: S101 - the names above are the shipped table's own
        return Column(
            header=header or field.header,
            field=name,
            period=period,
            width=width or _WIDTHS.get(field.type, 14.0),
            fill_in=fill_in,
            choices=self._choices(field),
            type=field.type,
            aliases=field.aliases,
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
        columns: Sequence[Column],
        records: Sequence[Record],
        *,
        spare: bool = True,
    ) -> Sheet:
        ids = spare_ids(self._export_id, name, kind) if spare else ()
        rows = tuple(self._row(record, columns) for record in records)
        return Sheet(name, title, kind, tuple(columns), rows, ids)

    def _row(self, record: Record, columns: Sequence[Column]) -> Row:
        values: list[Value] = []
        heads: list[tuple[str, ...]] = []
        contested: list[bool] = []
        for column in columns:
            held = record.held(column.field, column.period)
            field = self._table.field(record.kind, column.field)
            if field is None:
                values.append(self._last(record, column.field))
                heads.append(())
                contested.append(False)
                continue
            values.append(told(self._document, self._table, field, held.value))
            heads.append(self._seen(record, column))
            contested.append(held.contested)
        kind = self._table.kind(record.kind)
        label = record.text(kind.key) if kind else ""
        return Row(record.id, tuple(values), tuple(heads), tuple(contested), label)

    def _seen(self, record: Record, column: Column) -> tuple[str, ...]:
        """What somebody sees who looks at a cell of the workbook, which an edit there covers.

        A contested cell shows what was last agreed: typing over it adds a side, and settles
        nothing that it did not show.
        """
        held = record.held(column.field, column.period)
        if not held.contested:
            return covers_of(record, held)
        cell = Cell(record.kind, record.id, *column.place)
        return agreed_heads(self._ledger, cell, held) or record.held(*EXISTS).heads

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
    lineage = Lineage(ledger.of_cell(cell))
    stated = {
        change.id
        for change in lineage.changes.values()
        if change.stance is not Stance.PROPOSED and not is_aside(ledger, change.id)
    }
    heads = set(held.heads)
    while heads and len({key(lineage.changes[each].value) for each in heads}) > 1:
        shared = set.intersection(*(lineage.below([each]) for each in heads)) & stated
        heads = lineage.uncovered(shared, by=shared)
    return tuple(sorted(heads))


def _note(plan: OpenPlan, made: Export, stamp: Stamp) -> None:
    values: dict[tuple[str, str], Value] = {
        ("name", ""): f"{made.scope_name or 'Whole plan'}, {made.quarter}",
        ("group", ""): made.scope_id or None,
        ("quarter", ""): made.quarter,
        ("due", ""): made.due or None,
        ("made_by", ""): made.made_by,
        ("export_kind", ""): made.kind,
    }
    changes = add_record(
        plan.plan_id,
        "return_request",
        made.export_id,
        values,
        lambda: made.export_id,
        stance=Stance.STATED,
    )
    with plan.file.transaction():
        plan.file.keep_export(made.export_id, pack(made))
        if made.kind == "return":
            operation = Operation(stamp.new_id(), "export", stamp.author, stamp.at)
            plan.file.take_in(changes, operation)


def suggested_path(folder: Path, made: Export) -> Path:
    """Where in `folder` the workbook would be saved."""
    return folder / file_name(made)
