"""Current values: read as a document, and kept in tables that other programs can query."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from csp_desktop.changes.change import Cell, Change
from csp_desktop.plan.document import Document, Held, Place, Record
from csp_desktop.plan.field_types import Per
from csp_desktop.plan.fields import Field, FieldTable, Kind
from csp_desktop.plan.values import Value, key
from csp_desktop.store.failing import RowUnreadable
from csp_desktop.store.schema import ValueTable, holds_numbers, read_value, value_tables

_HELD = "value, heads, contested, unconfirmed, proposals"
_CELLS = (
    f"SELECT cell.kind, record, field, period, {_HELD}, "  # noqa: S608
    "standing FROM cell JOIN record ON record.kind = cell.kind AND record.id = cell.record "
    "WHERE standing IN ('live', 'contested')"
)
# A record that is contested is shown until a person decides; one that is unmade is not (0022).
_UNNAMED = frozenset({"plan", "return_request", "return_received"})
"""Kinds without a name: there is one plan, and the account of returns is nothing people name."""
_NUMERAL = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
_IN_ORDER = " ORDER BY cell.kind, record"


class CurrentValues:
    """The current values in one open plan file, by the field table it is opened with."""

    def __init__(self, connection: sqlite3.Connection, table: FieldTable) -> None:
        """Serve the values of `table`'s fields."""
        self._db = connection
        self._table = table
        self._tables: dict[str, list[ValueTable]] = {}
        for each in value_tables(table):
            self._tables.setdefault(each.kind.name, []).append(each)
        self._named = {kind.name: kind.key for kind in filter(_is_named, table.kinds)}
        names = " ".join(f"WHEN '{kind}' THEN '{name}'" for kind, name in self._named.items())
        self._name_field = f"CASE record.kind {names} END" if names else "NULL"

    @property
    def tables(self) -> list[str]:
        """The names of the tables for other programs."""
        return [each.name for tables in self._tables.values() for each in tables]

    def document(self, plan_id: str) -> Document:
        """All live records, read in one pass."""
        kinds: dict[str, dict[str, Record]] = {}
        for record in self._records(self._db.execute(_CELLS + _IN_ORDER)):
            kinds.setdefault(record.kind, {})[record.id] = record
        return Document(plan_id, kinds)

    def record(self, kind: str, record_id: str) -> Record | None:
        """One live record, or None if it does not exist or was deleted."""
        rows = self._db.execute(_CELLS + " AND cell.kind = ? AND record = ?", (kind, record_id))
        return next(iter(self._records(rows)), None)

    def held(self, kind: str, record: str, field: str, period: str = "") -> Held:
        """What one cell holds, live record or not."""
        row = self._db.execute(
            f"SELECT {_HELD} FROM cell "  # noqa: S608
            "WHERE kind = ? AND record = ? AND field = ? AND period = ?",
            (kind, record, field, period),
        ).fetchone()
        return self._held((kind, record, field, period), *row) if row else Held(None)

    def waiting(self) -> list[tuple[Cell, Held]]:
        """The cells that are contested or have proposals, with what they hold."""
        rows = self._db.execute(
            f"SELECT kind, record, field, period, {_HELD} "  # noqa: S608
            "FROM cell WHERE contested OR proposals != ''"
        )
        return [(Cell(*row[:4]), self._held(row[:4], *row[4:])) for row in rows]

    def years(self) -> list[str]:
        """The plan's financial years."""
        rows = self._db.execute(
            "SELECT id FROM record WHERE kind = 'year' AND standing IN ('live', 'contested')"
        )
        return [row[0] for row in rows]

    def cells_of(self, kind: str, record: str) -> dict[Place, Held]:
        """What the cells of one record hold, live or not."""
        rows = self._db.execute(
            f"SELECT field, period, {_HELD} FROM cell WHERE kind = ? AND record = ?",  # noqa: S608
            (kind, record),
        )
        return {
            (field, period): self._held((kind, record, field, period), *held)
            for field, period, *held in rows
        }

    def proposed(self) -> list[tuple[str, str]]:
        """The kind and id of every record that is only proposed."""
        rows = self._db.execute("SELECT kind, id FROM record WHERE standing = 'proposed'")
        return sorted(rows.fetchall())

    def halves(self) -> list[tuple[str, str]]:
        """The kind and id of each record that is unmade, or exists without a name.

        They are in no document; a person keeps them whole or deletes them.
        """
        rows = self._db.execute("SELECT kind, id FROM record WHERE standing = 'unmade'").fetchall()
        rows += self._db.execute(
            "SELECT record.kind, id FROM record LEFT JOIN cell ON cell.kind = record.kind "  # noqa: S608
            f"AND cell.record = id AND field = {self._name_field} AND period = '' "
            f"WHERE {self._name_field} IS NOT NULL AND standing IN ('live', 'contested') "
            "AND (value IS NULL OR value = 'null' AND NOT contested)"
        ).fetchall()
        return sorted(rows)

    def _records(
        self,
        rows: Iterable[tuple[str, str, str, str, str, str, int, int, str, str]],
    ) -> Iterable[Record]:
        """The records in `rows`, except `halves`; a record's rows must follow one another."""
        # One pass, as the rows come: opening a plan waits for this.
        cells: dict[Place, Held] = {}
        last: tuple[str, str, bool] | None = None
        for kind, record, field, period, value, heads, contested, unsure, proposals, how in rows:
            if last is None or last[1] != record or last[0] != kind:
                if last and self._is_whole(last[0], cells):
                    yield Record(last[0], last[1], cells, last[2])
                last, cells = (kind, record, how == "contested"), {}
            cell = (kind, record, field, period)
            cells[field, period] = self._held(cell, value, heads, contested, unsure, proposals)
        if last and self._is_whole(last[0], cells):
            yield Record(last[0], last[1], cells, last[2])

    def _held(
        self,
        cell: tuple[str, str, str, str],
        value: str,
        heads: object,
        contested: int,
        unconfirmed: int,
        proposals: object,
    ) -> Held:
        if not isinstance(heads, str) or not isinstance(proposals, str):
            raise RowUnreadable
        held = Held(
            read_value(value),
            tuple(heads.split()),
            bool(unconfirmed),
            bool(contested),
            tuple(proposals.split()),
        )
        # Few cells have proposals, so opening a plan asks for few of its changes.
        return replace(held, proposed=self._waits(cell, held)) if held.proposals else held

    def waits(self, change: Change) -> bool:
        """True if a person has to take or leave this proposal.

        Not what its author took back or replaced, nor what its cell says already.
        """
        held = self.held(*change.cell)
        says = key(change.value) in self._sides(change.cell, held) and not held.unconfirmed
        return change.id in held.proposals and not says

    def _waits(self, cell: tuple[str, str, str, str], held: Held) -> bool:
        """True if a person has to take or leave what is proposed for a cell.

        What says the same as the cell, or as any side where it is contested, is there already; but
        to propose what is unconfirmed is to confirm it.
        """
        try:
            said = list(self._values_in(cell, held.proposals))
            sides = self._sides(cell, held)
        except RowUnreadable:
            # A damaged change is told of when the file is looked at closely; a plan opens without
            # it, and a mark too many hides nothing.
            return True
        return any(held.unconfirmed or key(value) not in sides for value in said)

    def _sides(self, cell: tuple[str, str, str, str], held: Held) -> set[str]:
        """The keys of what a cell says: of its value or, where it is contested, of every side."""
        return set(map(key, self._values_in(cell, held.heads) if held.contested else [held.value]))

    def _values_in(
        self, cell: tuple[str, str, str, str], changes: Collection[str]
    ) -> Iterator[Value]:
        rows = self._db.execute(
            "SELECT id, value FROM change "
            "WHERE kind = ? AND record = ? AND field = ? AND period = ?",
            cell,
        )
        return (
            None if value is None else read_value(value)
            for change, value in rows
            if change in changes
        )

    def _is_whole(self, kind: str, cells: Mapping[Place, Held]) -> bool:
        """True if a record has what people name it by, where its kind needs that."""
        name = self._named.get(kind)
        held = cells.get((name, "")) if name else None
        return name is None or (held is not None and (held.value is not None or held.contested))

    def publish(
        self, records: Mapping[tuple[str, str], Collection[str]]
    ) -> list[tuple[str, str, Record | None]]:
        """Update the tables for other programs for `records`; returns those records.

        `records` gives the fields that may have changed. 'exists' means all of them, and so does
        the field by which a record is named: without it the record is shown nowhere.
        """
        changed = []
        for kind, record_id in sorted(records):
            record = self.record(kind, record_id)
            changed.append((kind, record_id, record))
            fields = records[kind, record_id]
            for table in self._tables.get(kind, ()):
                named = {"exists", self._named.get(kind, "exists"), *map(_name, table.fields)}
                if named.isdisjoint(fields):
                    continue
                self._db.execute(
                    f'DELETE FROM "{table.name}" WHERE "{table.key[0]}" = ?',  # noqa: S608
                    (record_id,),
                )
                if record:
                    marks = ",".join("?" * (len(table.key) + len(table.fields)))
                    self._db.executemany(
                        f'INSERT INTO "{table.name}" VALUES ({marks})',  # noqa: S608
                        _rows(table, record),
                    )
        return changed

    def rows(self, records: Mapping[str, Iterable[Record]]) -> dict[str, list[tuple[object, ...]]]:
        """What the tables for other programs should hold for `records` by kind, sorted."""
        return {
            table.name: sorted(
                (row for record in records.get(kind, ()) for row in _rows(table, record)), key=repr
            )
            for kind, tables in self._tables.items()
            for table in tables
        }


def _name(field: Field) -> str:
    return field.name


def _is_named(kind: Kind) -> bool:
    """True if a record of the kind must have the name by which people find it."""
    key = kind.field(kind.key)
    return key is not None and key.required and not kind.key_is_id and kind.name not in _UNNAMED


def _rows(table: ValueTable, record: Record) -> list[tuple[object, ...]]:
    fields = table.fields
    if table.per is Per.NONE:
        return [(record.id, *(_shown(field, record.get(field.name)) for field in fields))]
    return [
        (record.id, period, *(_shown(field, record.get(field.name, period)) for field in fields))
        for period in record.periods(*(field.name for field in fields))
    ]


def _shown(field: Field, value: Value) -> str | float | None:
    """A value as its column keeps it, which the column's affinity then leaves alone."""
    if value is None:
        return None
    text = "; ".join(value) if isinstance(value, list) else str(value)
    # A target such as 'tbc' stays text in a column of numbers. So does 'nan', which `float` would
    # take and SQLite would keep as NULL.
    if holds_numbers(field):
        return float(text) if _NUMERAL.fullmatch(text) else text
    return f"{value:.15g}" if isinstance(value, float) else text
