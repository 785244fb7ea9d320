"""Copies of a plan that another program wrote into: whatever it put there, and how."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from csp_desktop.changes.change import NOWHERE, Cell, Change, Stance, hash_value, make_change
from csp_desktop.plan.values import Value
from csp_desktop.store.schema import COLUMNS

BY_MALLORY = ("op-mallory", "edit", "Mallory", "2017-01-01T09:00:00+00:00", "")
"""The operation that crafted changes are said to have been made in."""


def copied(plan: Path, name: str = "crafted.cspplan") -> Path:
    """Another copy of the plan, in a folder of its own."""
    other = plan.parent.parent / name
    return Path(shutil.copyfile(plan, other))


def plan_of(path: Path) -> str:
    """Which plan a file holds."""
    (found,) = asked(path, "SELECT value FROM meta WHERE key = 'plan'")
    return str(found[0])


def asked(path: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    """What a statement answers with; whatever it alters is kept."""
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute(statement, values).fetchall()
        connection.commit()
    finally:
        connection.close()
    return rows


def heads(path: Path, record: str, field: str, period: str = "") -> tuple[str, ...]:
    """The heads that a file keeps of a cell."""
    found = asked(
        path,
        "SELECT heads FROM cell WHERE record = ? AND field = ? AND period = ?",
        record, field, period,
    )  # fmt: skip
    return tuple(str(found[0][0]).split()) if found else ()


def stated(
    path: Path,
    cell: Cell,
    value: Value,
    covers: Iterable[str],
    nonce: str = "crafted",
    stance: Stance = Stance.STATED,
) -> Change:
    """A change of the plan in a file, with sound hashes whatever it says."""
    return make_change(plan_of(path), cell, value, covers, nonce, stance)


def with_covers(change: Change, covers: Sequence[str]) -> Change:
    """The change over just these covers, in this order, with a hash that fits."""
    from csp_desktop.changes import change as module

    return replace(
        change,
        covers=tuple(covers),
        id=module._identify(
            change.plan, change.cell, change.stance, change.value_hash, tuple(covers), change.nonce
        ),
    )


def set_aside(path: Path, changes: Iterable[str], nonce: str = "aside") -> Change:
    """A change that sets others aside."""
    return stated(path, NOWHERE, None, changes, nonce, Stance.ASIDE)


def put(
    path: Path,
    changes: Iterable[Change],
    by: Sequence[object] | None = BY_MALLORY,
) -> None:
    """Write changes into a file as another program may, made in an operation or in none."""
    connection = sqlite3.connect(path)
    try:
        rows = [
            (
                change.id, *change.cell, change.stance.value,
                None if change.blotted else json.dumps(change.value),
                change.value_hash, " ".join(change.covers), change.nonce,
            )
            for change in changes
        ]  # fmt: skip
        connection.executemany(
            f"INSERT INTO change ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?)",  # noqa: S608
            rows,
        )
        if by is not None:
            connection.execute("INSERT OR IGNORE INTO operation VALUES (?,?,?,?,?)", tuple(by))
            connection.executemany(
                "INSERT OR IGNORE INTO made_in VALUES (?, ?)", [(row[0], by[0]) for row in rows]
            )
        connection.commit()
    finally:
        connection.close()


__all__ = ["Cell", "Change", "Stance", "hash_value"]
