"""The merging engine alone, tables in and decided cells out, against daff's merge of the same.

    pip install --target FOLDER --no-deps daff
    PYTHONPATH=FOLDER python bench/engine.py [RUNS]

A base of 2,000 rows by 10 columns, and two copies with 200 edits each, some in the same cells. Ours
does what a merge of two returns does: compare each with the base, make each edit a change that
covers what stood there, and fold the cells that were touched. Both in one run, by turns, each the
median of RUNS (5). The limit is 1.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from typing import Any

from csp_desktop.changes.change import Cell, Change, make_change
from csp_desktop.changes.changeset import ChangeSet
from csp_desktop.plan.values import same

ROWS, COLUMNS, EDITS = 2000, 10, 200
Table = list[list[str]]


def main(runs: int) -> int:
    """Measure, print both medians and their ratio; return 1 where the limit is passed."""
    try:
        import daff  # type: ignore[import-not-found]
    except ImportError:
        print("daff is not there: see the head of this file")
        return 2
    base, left, right = _tables(random.Random(1))  # noqa: S311 - the same tables each time
    ours, theirs = [], []
    for _ in range(runs):
        started = time.perf_counter()
        decided, conflicts = _ours(base, left, right)
        ours.append(time.perf_counter() - started)
        started = time.perf_counter()
        _theirs(daff, base, left, right)
        theirs.append(time.perf_counter() - started)
    assert len(decided) == ROWS * COLUMNS
    middle, peer = statistics.median(ours), statistics.median(theirs)
    print(f"engine {middle * 1000:.0f} ms ({conflicts} conflicts), daff {peer * 1000:.0f} ms")
    print(f"ratio {middle / peer:.2f} (limit 1; median of {runs} each)")
    return 0 if middle <= peer else 1


def _tables(chance: random.Random) -> tuple[Table, Table, Table]:
    base = [["id", *(f"c{column}" for column in range(COLUMNS))]]
    base += [
        [f"r{row}", *(f"value {row} {column}" for column in range(COLUMNS))] for row in range(ROWS)
    ]
    copies = []
    for side in ("left", "right"):
        copy = [list(row) for row in base]
        for number in range(EDITS):
            place = (number, 1) if number < 20 else (chance.randrange(ROWS), 2)
            copy[place[0] + 1][place[1]] = f"{side} {number}"
        copies.append(copy)
    return base, copies[0], copies[1]


def _ours(base: Table, left: Table, right: Table) -> tuple[dict[Cell, Any], int]:
    whole = ChangeSet()
    decided: dict[Cell, Any] = {
        Cell("row", row[0], name): value
        for row in base[1:]
        for name, value in zip(base[0][1:], row[1:], strict=True)
    }
    for side, copy in (("left", left), ("right", right)):
        edits: list[Change] = []
        for old_row, new_row in zip(base[1:], copy[1:], strict=True):
            if old_row == new_row:
                continue
            for name, old, new in zip(base[0], old_row, new_row, strict=True):
                if old != new and not same(old, new):
                    cell = Cell("row", old_row[0], name)
                    stood = make_change("plan", cell, old, (), "base")
                    edits += [stood, make_change("plan", cell, new, (stood.id,), side)]
        whole.add(edits)
    picture = whole.picture()
    decided |= {cell: state.value for cell, state in picture.items()}
    return decided, sum(state.contested for state in picture.values())


def _theirs(daff: Any, base: Table, left: Table, right: Table) -> None:
    flags = daff.CompareFlags()
    views = [daff.PythonTableView([list(row) for row in each]) for each in (base, left, right)]
    daff.Merger(*views, flags).apply()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
