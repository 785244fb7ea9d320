"""Another copy's plan file, read as data: nothing of its schema is run, every change is checked."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.errors import NotAPlan
from csp_desktop.store.failing import damaged, told_kindly
from csp_desktop.store.header import FORMAT, read_header
from csp_desktop.store.operationlog import Operation

_TABLES = ("change", "operation", "made_in", "meta")


@dataclass(frozen=True, slots=True)
class ForeignPlan:
    """What another copy holds: its plan's id, its changes, and who made which."""

    plan_id: str
    changes: list[Change]
    operations: list[tuple[Operation, str]]


def read_foreign(path: Path) -> ForeignPlan:
    """All changes of the plan file at `path`, each compared with its hash.

    Raises NotAPlan or PlanDamaged with a sentence; the file is opened for reading only.
    """
    if read_header(path).format > FORMAT:
        raise NotAPlan(
            f"{path.name} was made by a newer version of CSP Desktop. "
            "Install that version to merge it."
        )
    with told_kindly(path):
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA query_only = ON")
            _refuse_disguised(path, connection)
            plan_id = connection.execute("SELECT value FROM meta WHERE key = 'plan'").fetchone()
            rows = connection.execute(
                "SELECT id, kind, record, field, period, stance, value, value_hash, covers, nonce "
                "FROM change ORDER BY seq"
            ).fetchall()
            operations = connection.execute(
                "SELECT id, label, author, at, source, change FROM made_in "
                "JOIN operation ON operation.id = made_in.operation"
            ).fetchall()
        finally:
            connection.close()
    if not plan_id:
        raise damaged(path, "it does not say which plan it holds")
    changes = [_change(path, str(plan_id[0]), row) for row in rows]
    return ForeignPlan(
        str(plan_id[0]),
        changes,
        [(_operation(path, row[:5]), str(row[5])) for row in operations],
    )


def _refuse_disguised(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse a file in which one of the tables read is something else, such as a view."""
    kinds = dict(connection.execute("SELECT name, type FROM sqlite_master").fetchall())
    for name in _TABLES:
        if kinds.get(name) != "table":
            raise damaged(path, f"its table '{name}' is missing")


def _change(path: Path, plan_id: str, row: tuple[object, ...]) -> Change:
    if not all(isinstance(each, str) for each in (*row[:6], *row[7:])):
        raise damaged(path, "one of its changes cannot be read")
    change_id, kind, record, field, period, stance, value, value_hash, covers, nonce = row
    try:
        change = Change(
            id=str(change_id),
            plan=plan_id,
            cell=Cell(str(kind), str(record), str(field), str(period)),
            stance=Stance(str(stance)),
            value=None if value is None else json.loads(str(value)),
            value_hash=str(value_hash),
            covers=tuple(str(covers).split()),
            nonce=str(nonce),
            blotted=value is None,
        )
    except (ValueError, RecursionError) as error:
        raise damaged(path, "one of its changes cannot be read") from error
    if not change.sound or not _plain(change.value):
        raise damaged(path, "one of its changes is not what it was when it was made")
    return change


def _plain(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return value is None or isinstance(value, (str, int, float))


def _operation(path: Path, row: tuple[object, ...]) -> Operation:
    operation_id, label, author, at, source = row
    return Operation(
        str(operation_id),
        str(label),
        str(author),
        None if at is None else str(at),
        str(source or path.name),
    )
