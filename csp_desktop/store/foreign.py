"""Another copy's plan file, read as data: nothing of its schema is run, every change is checked."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.errors import NotAPlan
from csp_desktop.plan.values import VAST
from csp_desktop.store.failing import damaged, told_kindly
from csp_desktop.store.header import FORMAT, read_header
from csp_desktop.store.operationlog import Operation

_TABLES = ("cell", "change", "operation", "made_in", "meta")


@dataclass(frozen=True, slots=True)
class ForeignPlan:
    """What another copy holds that is not known yet, and who made what of it.

    `called` is the plan's title in quotes, or its id where it has none. `known` counts the changes
    left out because they are known, but for those of the record of returns.
    """

    plan_id: str
    called: str
    changes: list[Change]
    operations: list[tuple[Operation, str]]
    known: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What need not be read: ids of changes, and pairs of a change and an operation that made it.

    `plan` is the plan they belong to; of another one nothing is known.
    """

    plan: str = ""
    changes: frozenset[str] = frozenset()
    made_in: frozenset[tuple[str, str]] = frozenset()


NOTHING = Known()


def known_in(path: Path) -> Known:
    """What the plan file at `path` holds already, so that it need not be read from another."""
    with told_kindly(path):
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            named = connection.execute("SELECT value FROM meta WHERE key = 'plan'").fetchone()
            return Known(
                str(named[0]) if named else "",
                frozenset(row[0] for row in connection.execute("SELECT id FROM change")),
                frozenset(connection.execute("SELECT change, operation FROM made_in")),
            )
        finally:
            connection.close()


def read_foreign(path: Path, known: Known = NOTHING) -> ForeignPlan:
    """The changes of the plan file at `path` that are not known, each compared with its hash.

    Raises NotAPlan or PlanDamaged with a sentence; the file is opened for reading only. It costs
    one pass over the ids, and then what the new changes cost.
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
            return _read(path, connection, known)
        finally:
            connection.close()


def _read(path: Path, connection: sqlite3.Connection, known: Known) -> ForeignPlan:
    named = connection.execute("SELECT value FROM meta WHERE key = 'plan'").fetchone()
    if not named:
        raise damaged(path, "it does not say which plan it holds")
    plan_id = str(named[0])
    if known.plan and plan_id != known.plan:
        return ForeignPlan(plan_id, _title(connection, plan_id), [], [])
    held = connection.execute("SELECT id, kind, seq FROM change ORDER BY seq").fetchall()
    new = [row[2] for row in held if row[0] not in known.changes]
    rows = _by_number(connection, new, len(held))
    changes = [_change(path, plan_id, row) for row in rows]
    pairs = [
        pair
        for pair in connection.execute("SELECT change, operation FROM made_in")
        if pair not in known.made_in
    ]
    operations = _operations(path, connection, {operation for _, operation in pairs})
    return ForeignPlan(
        plan_id,
        "",
        changes,
        [(operations[made], str(change)) for change, made in pairs if made in operations],
        sum(row[0] in known.changes and row[1] not in RETURNS for row in held),
    )


RETURNS = frozenset({"return_request", "return_received"})
"""The kinds of record that keep account of returns, and are no part of the plan itself."""

_COLUMNS = "id, kind, record, field, period, stance, value, value_hash, covers, nonce"
_AT_ONCE = 500


def _by_number(
    connection: sqlite3.Connection, numbers: list[int], of: int
) -> list[tuple[object, ...]]:
    """The rows of the changes with these numbers, in order."""
    if len(numbers) == of:
        return connection.execute(f"SELECT {_COLUMNS} FROM change ORDER BY seq").fetchall()  # noqa: S608
    rows: list[tuple[object, ...]] = []
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        rows += connection.execute(
            f"SELECT {_COLUMNS} FROM change WHERE seq IN ({marks}) ORDER BY seq",  # noqa: S608
            some,
        )
    return rows


def _operations(
    path: Path, connection: sqlite3.Connection, wanted: set[str]
) -> dict[str, Operation]:
    return {
        row[0]: _operation(path, row)
        for row in connection.execute("SELECT id, label, author, at, source FROM operation")
        if row[0] in wanted
    }


def _title(connection: sqlite3.Connection, plan_id: str) -> str:
    """What a plan is called, from the current value that its file keeps; else its id."""
    row = connection.execute(
        "SELECT value FROM cell WHERE kind = 'plan' AND record = ? AND field = 'title'", (plan_id,)
    ).fetchone()
    try:
        title = json.loads(str(row[0])) if row else None
    except (ValueError, RecursionError):
        title = None
    return f"'{title[:120]}'" if isinstance(title, str) and title else plan_id


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
    if isinstance(value, (int, float)):
        return -VAST < value < VAST  # as NaN is not, either
    return value is None or isinstance(value, str)


def _operation(path: Path, row: tuple[object, ...]) -> Operation:
    operation_id, label, author, at, source = row
    return Operation(
        str(operation_id),
        str(label),
        str(author),
        None if at is None else str(at),
        str(source or path.name),
    )
