"""An edit through the write door, against the same rows written by plain sqlite3.

    python bench/edit.py [EDITS]

Both are durable on disk when they return: the door with the program's own settings, plain sqlite3
with `synchronous=FULL`. They take turns in one run, each on a copy of the shipped plan of its own,
and the medians are compared. Held to: the door takes at most twice as long.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import HACKNEY, new_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED

QUARTER = "2016/17 Q1"
STATUSES = ("on track", "at risk")
EDITS = 300


def main(edits: int) -> None:
    """Time both, in turns, and print their medians and the ratio."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        paths = [Path(folder) / name for name in ("door.cspplan", "plain.cspplan")]
        for path in paths:
            new_plan(path, SHIPPED, Stamp("bench"), sample=HACKNEY).close()
        plan = open_plan(paths[0], SHIPPED, write=True, by="bench")
        plain = sqlite3.connect(paths[1], isolation_level=None)
        plain.execute("PRAGMA synchronous = FULL")
        actions = sorted(action.id for action in plan.document().of("action"))
        through_the_door, plainly = [], []
        for number in range(edits):
            record = actions[number % len(actions)]
            status = STATUSES[number // len(actions) % 2]
            before = _tables(plan)
            started = time.perf_counter()
            edit(plan, [Edit("action", record, "status", QUARTER, status)], _stamp())
            through_the_door.append(time.perf_counter() - started)
            rows = _written(plan, before)
            started = time.perf_counter()
            _write(plain, rows)
            plainly.append(time.perf_counter() - started)
        plan.close()
        plain.close()
    door, bare = statistics.median(through_the_door), statistics.median(plainly)
    print(f"through the door  {door * 1e3:7.3f} ms")
    print(f"plain sqlite3     {bare * 1e3:7.3f} ms")
    print(f"ratio             {door / bare:7.2f}   (at most 2)")


Rows = dict[str, set[tuple[object, ...]]]


def _tables(plan: OpenPlan) -> Rows:
    """All rows of all tables that an edit writes to."""
    names = [
        row[0]
        for row in plan.file._db.execute(  # noqa: SLF001
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    ]
    return {
        name: set(plan.file._db.execute(f'SELECT * FROM "{name}"'))  # noqa: S608, SLF001
        for name in names
    }


def _written(plan: OpenPlan, before: Rows) -> Rows:
    """The rows that are new or others than before, by table."""
    after = _tables(plan)
    return {name: rows - before[name] for name, rows in after.items() if rows - before[name]}


def _write(connection: sqlite3.Connection, written: Rows) -> None:
    """Write the same rows, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    for name, rows in written.items():
        for row in rows:
            marks = ",".join("?" * len(row))
            connection.execute(f'INSERT OR REPLACE INTO "{name}" VALUES ({marks})', row)  # noqa: S608
    connection.execute("COMMIT")


def _stamp() -> Stamp:
    return Stamp("bench", "2016-07-01T09:00:00+01:00")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EDITS)
