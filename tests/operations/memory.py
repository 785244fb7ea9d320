"""Plan files held in memory, and workbooks that never were files: the engine without the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from csp_desktop.changes.change import add_record
from csp_desktop.measures.snapshot.frozen import conflict_as_data
from csp_desktop.operations.deciding.conflicts import open_conflicts
from csp_desktop.operations.merging.incoming import Brought
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.cell_equality import shown
from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.values import Value
from csp_desktop.store.operation import Operation
from csp_desktop.store.planfile import PlanFile
from csp_desktop.store.schema import bring_up_to_date, make_value_tables
from csp_desktop.workbook.export.base import pack, unpack
from csp_desktop.workbook.package.model import (
    Export,
    Place,
    RawCell,
    Returned,
    ReturnedColumn,
    ReturnedRow,
    ReturnedSheet,
)

PLAN = "plan-of-returns"
YEAR, QUARTER = "2016/17", "2016/17 Q1"
OURS, THEIRS = "ours", "theirs"
Typed = str | int | float | None


class _Held:
    """A lock that nobody else could take."""

    def release(self) -> None:
        """Give back nothing."""


class MemoryFile(PlanFile):
    """A plan file in memory, open for writing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Hold what the connection holds."""
        self.path = Path("memory.cspplan")
        self.table = SHIPPED
        self._lock = _Held()  # type: ignore[assignment]
        self._writes = 0
        self._serve(connection)


class _Connection(sqlite3.Connection):
    """A connection to what is gone with it: nobody need close it."""

    def __del__(self) -> None:
        self.close()


def _connection() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None, factory=_Connection)


def small_plan(*, updated: bool = False) -> OpenPlan:
    """A plan with a year, two groups and three actions: two of ours, one of theirs.

    `updated`: ours have a status and a commentary already.
    """
    connection = _connection()
    bring_up_to_date(connection)
    file = MemoryFile(connection)
    with file.transaction():
        file.set_meta("plan", PLAN)
        make_value_tables(connection, SHIPPED)
    records: list[tuple[str, str, Mapping[Place, Value]]] = [
        ("plan", PLAN, {("title", ""): "A plan", ("working_quarter", ""): QUARTER}),
        ("year", YEAR, {("name", ""): YEAR}),
        ("group", OURS, {("name", ""): "Our group"}),
        ("group", THEIRS, {("name", ""): "Their group"}),
        ("action", "a1", {("ref", ""): "1.1", ("title", ""): "Gangs", ("group", ""): OURS}),
        ("action", "a2", {("ref", ""): "1.2", ("title", ""): "Parks", ("group", ""): OURS}),
        ("action", "b1", {("ref", ""): "2.1", ("title", ""): "Nights", ("group", ""): THEIRS}),
    ]
    if updated:
        update = {("status", QUARTER): "not started", ("commentary", QUARTER): "Early days"}
        records = [
            (kind, record, {**values, **(update if record.startswith("a") else {})})
            for kind, record, values in records
        ]
    nonces = iter(range(1000))
    with file.transaction():
        for kind, record, values in records:
            made = add_record(PLAN, kind, record, values, lambda: f"first {next(nonces)}")
            file.take_in(made, Operation("first", "publish", "Published", None))
    return OpenPlan(file)


def duplicate(plan: OpenPlan, group: str = "") -> OpenPlan:
    """Another plan in memory that holds all that this one does."""
    connection = _connection()
    plan.file._db.backup(connection)
    file = MemoryFile(connection)
    file._writes = plan.file._writes
    if group:
        with file.transaction():
            file.set_meta("for_group", group)
            file.log.forget_all()
    return OpenPlan(file)


def as_copy(plan: OpenPlan, name: str = "copy.cspplan") -> Brought:
    """What merging this plan as another copy brings."""
    operations: dict[str, list[Operation]] = {}
    for operation, change in plan.file.log.operations():
        operations.setdefault(change, []).append(operation)
    brought = Brought(Path(name), "copy")
    brought.decided_over = frozenset(
        (change, each.id) for change, made in operations.items() for each in made
    )
    brought.made = [
        (change, operations.get(change.id, [])) for change in plan.file.ledger.everything()
    ]
    return brought


@dataclass(slots=True)
class FilledIn:
    """What its receiver did to a workbook: cells typed, rows gone, rows new (id or '', cells)."""

    typed: dict[tuple[str, str, Place], Typed] = field(default_factory=dict)
    """By sheet, record and place."""
    gone: set[tuple[str, str]] = field(default_factory=set)
    """By sheet and record."""
    new: list[tuple[str, str, Mapping[Place, Typed]]] = field(default_factory=list)
    """Sheet, spare id or '', cells."""
    saved_by: str = ""
    saved_at: str = ""


def sent_back(export: Export, filled: FilledIn, order: Sequence[int] = ()) -> Returned:
    """The workbook as it comes back, its rows sorted by `order` as far as that goes."""
    base = unpack(pack(export))
    sheets = []
    for sheet in base.sheets:
        said: list[tuple[str, dict[Place, Typed]]] = []
        for record in sheet.records:
            if (sheet.name, record) in filled.gone:
                continue
            values: dict[Place, Typed] = {}
            for column in sheet.columns:
                was = shown(column.type, base.cells[record, *column.place].value)
                values[column.place] = filled.typed.get(
                    (sheet.name, record, column.place),
                    f"{was:%d/%m/%Y}" if isinstance(was, date) else was,
                )
            said.append((record, values))
        for name, spare, cells in filled.new:
            if name == sheet.name:
                blank: dict[Place, Typed] = {column.place: None for column in sheet.columns}
                said.append((spare, {**blank, **cells}))
        ranks = {at: order[at] if at < len(order) else at for at in range(len(said))}
        rows = [
            _row(number, *said[at])
            for number, at in enumerate(sorted(ranks, key=lambda at: (ranks[at], at)), 5)
        ]
        columns = tuple(ReturnedColumn("A", each.header, each.place) for each in sheet.columns)
        sheets.append(ReturnedSheet(sheet.name, sheet.name, sheet.kind, 4, columns, tuple(rows)))
    return Returned(
        path=f"{export.export_id}.xlsx",
        fingerprint="f" * 64,
        export=base,
        export_id=export.export_id,
        saved_by=filled.saved_by,
        saved_at=filled.saved_at,
        sheets=tuple(sheets),
    )


def _row(number: int, record: str, values: Mapping[Place, Typed]) -> ReturnedRow:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    cells = {
        place: RawCell(f"{letters[at % 26]}{number}", value)
        for at, (place, value) in enumerate(values.items())
    }
    return ReturnedRow(number, record, cells, "id" if record else "")


def as_listed(plan: OpenPlan, document: Document | None = None) -> list[dict[str, Any]]:
    """What waits for a person, as `conflicts --json` lists it."""
    found = open_conflicts(plan, document or plan.document())
    return [conflict_as_data(each) for each in found]
