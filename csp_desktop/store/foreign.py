"""Another copy's plan file, read as data: nothing of its schema is run, every change is checked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.errors import NotAPlan
from csp_desktop.plan.values import VAST
from csp_desktop.store.failing import damaged, told_kindly
from csp_desktop.store.header import FORMAT, read_header
from csp_desktop.store.operationlog import Operation
from csp_desktop.store.rows import COLUMNS

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


Tell = Callable[[int, int], None]
"""Hears how many changes of how many are read; what it raises ends the reading."""


def read_foreign(
    path: Path, beside: Path | None = None, tell: Tell = lambda _done, _all: None
) -> ForeignPlan:
    """The changes of the plan file at `path`, each compared with its hash.

    Those that the plan file at `beside` holds are left out, if it is the same plan. Raises NotAPlan
    or PlanDamaged with a sentence; both files are opened for reading only. It costs one pass over
    the ids, in their order, and then what the new changes cost.
    """
    if read_header(path).format > FORMAT:
        raise NotAPlan(
            f"{path.name} was made by a newer version of CSP Desktop. "
            "Install that version to merge it."
        )
    with told_kindly(path):
        connection = sqlite3.connect(_read_only(path), uri=True)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            if beside is not None:
                connection.execute("ATTACH ? AS ours", (_read_only(beside),))
            connection.execute("PRAGMA query_only = ON")
            _refuse_disguised(path, connection)
            return _read(path, connection, tell, beside=beside is not None)
        finally:
            connection.close()


def _read_only(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro"


def _read(path: Path, connection: sqlite3.Connection, tell: Tell, *, beside: bool) -> ForeignPlan:
    plan_id = _plan_in(connection, "main")
    if plan_id is None:
        raise damaged(path, "it does not say which plan it holds")
    if beside and plan_id != _plan_in(connection, "ours"):
        return ForeignPlan(plan_id, _title(connection, plan_id), [], [])
    new = _lacking(connection, "SELECT id FROM main.change", "ours.change", beside=beside)
    rows = _by_id(path, connection, [str(row[0]) for row in new])
    changes = []
    for number, row in enumerate(rows, 1):
        changes.append(_change(path, plan_id, row))
        if number % _AT_ONCE == 0:
            tell(number, len(rows))
    pairs = _lacking(
        connection, "SELECT change, operation FROM main.made_in", "ours.made_in", beside=beside
    )
    operations = _operations(path, connection, {str(operation) for _, operation in pairs})
    apart = ", ".join(f"'{each}'" for each in sorted(RETURNS))
    counted = "SELECT count(*) FROM main.change WHERE kind NOT IN"
    (told,) = connection.execute(f"{counted} ({apart})").fetchone()
    return ForeignPlan(
        plan_id,
        "",
        changes,
        [(operations[str(made)], str(change)) for change, made in pairs if made in operations],
        told - sum(change.cell.kind not in RETURNS for change in changes),
    )


def _plan_in(connection: sqlite3.Connection, which: str) -> str | None:
    row = connection.execute(f"SELECT value FROM {which}.meta WHERE key = 'plan'").fetchone()  # noqa: S608
    return str(row[0]) if row else None


def _lacking(
    connection: sqlite3.Connection, theirs: str, ours: str, *, beside: bool
) -> list[tuple[object, ...]]:
    """The rows of their table that ours lacks: both are walked through once, side by side."""
    if not beside:
        return connection.execute(theirs).fetchall()
    columns = "1, 2" if "," in theirs else "1"
    same = theirs.replace(theirs.rpartition(" ")[2], ours)
    return connection.execute(f"{theirs} EXCEPT {same} ORDER BY {columns}").fetchall()


RETURNS = frozenset({"return_request", "return_received"})
"""The kinds of record that keep account of returns, and are no part of the plan itself."""

_AT_ONCE = 500


def _by_id(path: Path, connection: sqlite3.Connection, ids: list[str]) -> list[tuple[object, ...]]:
    """The rows of the changes with these ids, in the order in which they came to the file."""
    rows: list[tuple[object, ...]] = []
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        rows += connection.execute(
            f"SELECT seq, {COLUMNS} FROM main.change WHERE id IN ({marks})",  # noqa: S608
            some,
        )
    if len(rows) != len(ids) or {str(row[1]) for row in rows} != set(ids):
        raise damaged(path, "one of its changes cannot be found")
    rows.sort(key=lambda row: int(str(row[0])))
    return [row[1:] for row in rows]


def _operations(
    path: Path, connection: sqlite3.Connection, wanted: set[str]
) -> dict[str, Operation]:
    return {
        row[0]: _operation(path, row)
        for row in connection.execute("SELECT id, label, author, at, source FROM main.operation")
        if row[0] in wanted
    }


def _title(connection: sqlite3.Connection, plan_id: str) -> str:
    """What a plan is called, from the current value that its file keeps; else its id."""
    row = connection.execute(
        "SELECT value FROM main.cell WHERE kind = 'plan' AND record = ? AND field = 'title'",
        (plan_id,),
    ).fetchone()
    try:
        title = json.loads(str(row[0])) if row else None
    except (ValueError, RecursionError):
        title = None
    return f"'{title[:120]}'" if isinstance(title, str) and title else plan_id


def _refuse_disguised(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse a file in which one of the tables read is something else, such as a view."""
    kinds = dict(connection.execute("SELECT name, type FROM main.sqlite_master").fetchall())
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
