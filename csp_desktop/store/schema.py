"""The tables of a plan file: those that only grow, and the current values worked out from them.

Named migrations bring an older file up to FORMAT, one transaction each. The current-value tables
are not migrated: they are made from the field table, and made again when it differs.
"""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from csp_desktop.changes.cellstate import CellState
from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.plan.field_types import Per, Type
from csp_desktop.plan.fields import Field, FieldTable, Kind
from csp_desktop.plan.values import Value
from csp_desktop.store.failing import RowUnreadable
from csp_desktop.store.header import APPLICATION_ID, FORMAT

if TYPE_CHECKING:
    from sqlite_utils import Database

OLDEST_READER = 1
"""The oldest format whose program can still read what this version writes."""

# The indexes serve what every edit asks: changes by id, and by cell. `seq` is the order in which
# changes came to this copy; merging ignores it, but undoing a merge does not (`Ledger.resting_on`).
_FORMAT_1 = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE change (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL, record TEXT NOT NULL, field TEXT NOT NULL, period TEXT NOT NULL,
    stance TEXT NOT NULL,
    value TEXT,
    value_hash TEXT NOT NULL,
    covers TEXT NOT NULL,
    nonce TEXT NOT NULL,
    waiting INTEGER NOT NULL DEFAULT 0,
    aside INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX change_by_cell ON change (kind, record, field, period);
CREATE TABLE operation (
    id TEXT PRIMARY KEY, label TEXT NOT NULL, author TEXT NOT NULL, at TEXT, source TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE made_in (
    change TEXT NOT NULL, operation TEXT NOT NULL, PRIMARY KEY (change, operation)
) WITHOUT ROWID;
CREATE INDEX made_in_by_operation ON made_in (operation);
CREATE TABLE awaited (
    cover TEXT NOT NULL, change TEXT NOT NULL, PRIMARY KEY (cover, change)
) WITHOUT ROWID;
CREATE TABLE set_aside (
    change TEXT NOT NULL, setter TEXT NOT NULL, PRIMARY KEY (change, setter)
) WITHOUT ROWID;
CREATE TABLE local_operation (
    seq INTEGER PRIMARY KEY, operation TEXT NOT NULL UNIQUE, undone_by TEXT
);
CREATE TABLE brought (
    operation TEXT NOT NULL, change TEXT NOT NULL, PRIMARY KEY (operation, change)
) WITHOUT ROWID;
CREATE TABLE export (id TEXT PRIMARY KEY, base TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE taken_out (operation TEXT NOT NULL, change TEXT NOT NULL, made TEXT NOT NULL);
CREATE TABLE record (
    kind TEXT NOT NULL, id TEXT NOT NULL, standing TEXT NOT NULL, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE cell (
    kind TEXT NOT NULL, record TEXT NOT NULL, field TEXT NOT NULL, period TEXT NOT NULL,
    value TEXT NOT NULL, heads TEXT NOT NULL,
    contested INTEGER NOT NULL, unconfirmed INTEGER NOT NULL, proposals TEXT NOT NULL,
    PRIMARY KEY (kind, record, field, period)
) WITHOUT ROWID
"""

TABLES = frozenset(re.findall(r"CREATE TABLE (\w+)", _FORMAT_1))
"""The tables that every plan file has, beside those of its fields."""

COLUMNS = "id, kind, record, field, period, stance, value, value_hash, covers, nonce"
"""The columns of a change that are its own, in the order of a Row."""

Row: TypeAlias = tuple[str, str, str, str, str, str, str | None, str, str, str]

_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

_decoder = json.JSONDecoder()


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Carry out the migrations that the file has not seen, each in one transaction."""
    from sqlite_utils import Database, Migrations

    steps = Migrations("csp_desktop")

    @steps(name="format 1: changes, operations, cells")
    def format_1(db: Database) -> None:
        # One by one: `executescript` would commit first, and the migration be no longer one step.
        for statement in _FORMAT_1.split(";\n"):
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {FORMAT}")
        db.table("meta").insert({"key": "oldest_reader", "value": str(OLDEST_READER)})

    steps.apply(Database(connection))


@dataclass(frozen=True, slots=True)
class ValueTable:
    """One current-value table: the records of a kind, or their values by period."""

    name: str
    kind: Kind
    per: Per
    fields: tuple[Field, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that identify a row."""
        return ("id",) if self.per is Per.NONE else (self.kind.name, self.per.value)


@lru_cache
def value_tables(table: FieldTable) -> tuple[ValueTable, ...]:
    """The current-value tables of `table`: `action`, `action_year`, `action_quarter` and so on."""
    return tuple(
        ValueTable(kind.name if per is Per.NONE else f"{kind.name}_{per.value}", kind, per, fields)
        for kind in table.kinds
        for per in Per
        if (fields := kind.fields_per(per)) or per is Per.NONE
    )


def make_value_tables(connection: sqlite3.Connection, table: FieldTable) -> None:
    """Drop the current-value tables that this file has and make those of `table`, empty."""
    from sqlite_utils import Database

    db = Database(connection)
    # By the names noted in the file: another version's field table may have made other tables.
    known = db.execute("SELECT value FROM meta WHERE key = 'value_tables'").fetchone()
    for name in filter(None, (known[0] if known else "").split()):
        db.execute(f'DROP TABLE IF EXISTS "{name}"')
    names = []
    for each in value_tables(table):
        columns: dict[str, type] = dict.fromkeys(each.key, str)
        columns |= {field.name: _column_type(field) for field in each.fields}
        db.create_table(each.name, columns, pk=each.key if len(each.key) > 1 else each.key[0])
        names.append(each.name)
    db.table("meta").upsert_all(
        [
            {"key": "value_tables", "value": " ".join(names)},
            {"key": "field_table", "value": table.fingerprint()},
        ],
        pk="key",
    )


def _column_type(field: Field) -> type:
    return float if holds_numbers(field) else str


def holds_numbers(field: Field) -> bool:
    """True if the field's column is one of numbers (a target may still say 'tbc')."""
    return field.type in (Type.NUMBER, Type.TARGET)


class KeptCell(NamedTuple):
    """What a file keeps of a cell: its value as written, and its marks."""

    value: str
    contested: int
    unconfirmed: int


def change_of(row: Row, plan: str) -> Change:
    """The change that a row holds; Unreadable if it can have been none.

    A row without a value is damaged: nothing in the file says that it was blotted out.
    """
    change_id, kind, record, field, period, stance, value, value_hash, covers, nonce = row
    # SQLite keeps any type in any column, so a row altered by another program may hold numbers.
    if value is None or set(map(type, row)) != {str}:
        raise RowUnreadable
    try:
        meant = Stance(stance)
    except ValueError as error:
        raise RowUnreadable from error
    return Change(
        id=change_id,
        plan=plan,
        cell=Cell(kind, record, field, period),
        stance=meant,
        value=read_value(value),
        value_hash=value_hash,
        covers=tuple(covers.split()),
        nonce=nonce,
    )


def state_row(state: CellState) -> tuple[str, str, int, int, str]:
    """What the file keeps of a cell: its value, heads, marks and proposals."""
    return (
        written(state.value),
        " ".join(state.heads),
        int(state.contested),
        int(state.unconfirmed),
        " ".join(state.proposals),
    )


def row_of(change: Change) -> Row:
    """A change as a row; the value of one that was blotted out is gone."""
    return (
        change.id,
        *change.cell,
        change.stance.value,
        None if change.blotted else written(change.value),
        change.value_hash,
        " ".join(change.covers),
        change.nonce,
    )


def written(value: object) -> str:
    """A value as the file keeps it: canonical JSON."""
    return _compact.encode(value)


def read_value(text: str) -> Value:
    """The value that `written` gave `text`; Unreadable if it can have been none."""
    # `raw_decode` skips the searches for white space that `loads` does around a value: opening a
    # plan reads every cell through here. So the end has to be looked at.
    try:
        value, end = _decoder.raw_decode(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise RowUnreadable from error
    if (
        end != len(text)
        or isinstance(value, dict)
        or (isinstance(value, list) and not all(isinstance(each, str) for each in value))
    ):
        raise RowUnreadable
    read: Value = value
    return read
