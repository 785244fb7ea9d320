"""How long merging takes: many returns, many conflicts, a copy with a long history.

    python bench/merging.py [RETURNS]

In one run: RETURNS (50) returns of the sample plan, ten cells filled in each, against openpyxl
alone loading the same files (the limit is 1.5 times as long); as many returns of 100 rows of a
plan of 5,000 actions; 5,000 conflicts merged and listed; 100,000 changes of another copy taken
in, and the same copy once more with fifty new ones, which must not cost what the whole did; and a
copy with 200 changed cells, 100 of them contested, where both hold 1,000 or 100,000 changes from
before: beyond one pass over the ids, which is told apart, it must cost the same.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook

from csp_desktop.changes.change import Cell, add_record
from csp_desktop.changes.change import edit as make_edit
from csp_desktop.operations.deciding import conflicts
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.merging.incoming import read_copy
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.merging.merge_report import MergeReport
from csp_desktop.operations.receiving.receive import receive
from csp_desktop.operations.sending.export import ExportRequest, export_to
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import new_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp, new_id
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.values import Value
from csp_desktop.store.operation import Operation
from csp_desktop.workbook.worker.process import Reader

BY = Stamp("Bench", "2016-07-01T09:00:00+01:00")
QUARTER, YEAR = "2016/17 Q1", "2016/17"
LIMIT = 1.5
GROUPS, ROWS = 50, 100
CHANGED = 200
STATUSES = ("Green", "Amber", "Red", "on-track")


def timed(what: str, do: Callable[[], object]) -> float:
    """Do it, and say how many seconds it took."""
    started = time.perf_counter()
    do()
    seconds = time.perf_counter() - started
    print(f"{what:<72} {seconds:7.2f} s")
    return seconds


def merged(plan: OpenPlan, files: list[Path]) -> MergeReport:
    """The files merged as the command does it."""
    with Reader() as reader:
        return merge(plan, receive(plan, files, BY.at, reader=reader), BY)


def fill_in(path: Path, number: int, cells: int) -> None:
    """Fill in as many cells of a return."""
    book = load_workbook(path)
    sheet = book["Updates"]
    for at in range(cells):
        row = 5 + (number * 7 + at * 3) % (sheet.max_row - 18)
        sheet.cell(row, 7 + at % 2).value = STATUSES[at % 4] if at % 2 == 0 else f"Said by {number}"
    book.save(path)


def large_plan(path: Path) -> OpenPlan:
    """A plan of 5,000 actions in 50 groups."""
    plan = new_plan(path, SHIPPED, BY, title="A large plan")
    changes = add_record(plan.plan_id, "year", YEAR, {("name", ""): YEAR}, new_id)
    for group in range(GROUPS):
        name: dict[tuple[str, str], Value] = {("name", ""): f"Group {group}"}
        changes += add_record(plan.plan_id, "group", f"g{group}", name, new_id)
        for row in range(ROWS):
            values: dict[tuple[str, str], Value] = {
                ("ref", ""): f"{group + 1}.{row + 1}",
                ("title", ""): f"Action {row} of group {group} to reduce offences",
                ("group", ""): f"g{group}",
                ("lead_partners", ""): ["Police", f"Partner {row % 31}"],
                ("planned", YEAR): f"Ongoing\nPart {row % 13} of it",
            }
            changes += add_record(plan.plan_id, "action", f"a{group}-{row}", values, new_id)
    with plan.file.transaction():
        plan.file.take_in(changes, Operation(new_id(), "new", "Bench", None))
    return plan


def returns_of_the_sample(folder: Path, count: int) -> bool:
    """Many returns of the whole sample plan; answers with whether the limit holds."""
    plan = new_plan(folder / "sample.cspplan", SHIPPED, BY, sample="hackney-2016-18")
    files = []
    for number in range(count):
        files.append(folder / f"sample {number}.xlsx")
        export_to(plan, files[-1], ExportRequest(quarter=QUARTER), BY)
        fill_in(files[-1], number, 10)
    alone = timed(
        f"openpyxl loads {count} returns of the sample plan",
        lambda: [load_workbook(each) for each in files],
    )
    ours = timed(f"merging these {count} returns", lambda: merged(plan, files))
    again = timed("merging them once more", lambda: merged(plan, files))
    plan.close()
    print(f"  {ours / alone:.2f} times openpyxl, and {again / alone:.2f}; the limit is {LIMIT}")
    return ours <= LIMIT * alone


def returns_of_groups(folder: Path, count: int) -> None:
    """Returns of 100 rows from the groups of a large plan."""
    plan = large_plan(folder / "large.cspplan")
    files = []
    for number in range(count):
        files.append(folder / f"group {number}.xlsx")
        group = f"Group {number % GROUPS}"
        export_to(plan, files[-1], ExportRequest(group=group, quarter=QUARTER), BY)
        fill_in(files[-1], number, 100)
    alone = timed(
        f"openpyxl loads {count} returns of {ROWS} rows",
        lambda: [load_workbook(each) for each in files],
    )
    ours = timed(
        f"merging these into a plan of {GROUPS * ROWS:,} actions", lambda: merged(plan, files)
    )
    print(f"  {ours / alone:.2f} times openpyxl")
    plan.close()


def copies(folder: Path) -> None:
    """Conflicts and long histories between copies of a large plan."""
    path = folder / "first.cspplan"
    large_plan(path).close()
    other = Path(shutil.copyfile(path, folder / "second.cspplan"))
    records = [f"a{group}-{row}" for group in range(GROUPS) for row in range(ROWS)]
    for each, said in ((path, "Red"), (other, "Green")):
        plan = open_plan(each, SHIPPED, write=True, by="Bench")
        edit(plan, [Edit("action", record, "status", QUARTER, said) for record in records], BY)
        plan.close()
    plan = open_plan(path, SHIPPED, write=True, by="Bench")
    timed("merging a copy that contradicts in 5,000 cells", lambda: merged(plan, [other]))
    timed("listing the 5,000 conflicts", lambda: conflicts.conflicts(plan))
    assert len(conflicts.conflicts(plan)) == len(records)
    plan.close()
    busy = open_plan(other, SHIPPED, write=True, by="Bench")
    for number in range(20):
        edits = [
            Edit("action", record, "commentary", QUARTER, f"Said {number}") for record in records
        ]
        edit(busy, edits, BY)
    busy.close()
    plan = open_plan(path, SHIPPED, write=True, by="Bench")
    whole = timed("merging 100,000 changes of a copy", lambda: merged(plan, [other]))
    busy = open_plan(other, SHIPPED, write=True, by="Bench")
    edit(busy, [Edit("action", each, "evidence", QUARTER, "Minutes") for each in records[:50]], BY)
    busy.close()
    few = timed("merging the same copy with 50 more", lambda: merged(plan, [other]))
    print(f"  {few / whole:.3f} of the time for the whole")
    plan.close()


def beside_history(folder: Path, history: int) -> tuple[float, float]:
    """Merge a copy with 200 changed cells where both know as many changes already.

    Answers with the seconds for the pass over the ids alone, and for the whole merge: medians of 7.
    """
    path = folder / f"known {history}.cspplan"
    records = [f"a{number}" for number in range(CHANGED)]
    plan = new_plan(path, SHIPPED, BY, title="A plan with a history")
    changes = add_record(plan.plan_id, "year", YEAR, {("name", ""): YEAR}, new_id)
    last = {}
    for number, record in enumerate(records, 1):
        named: dict[tuple[str, str], Value] = {("ref", ""): f"1.{number}", ("title", ""): record}
        changes += add_record(plan.plan_id, "action", record, named, new_id)
        last[record] = changes[-3].id
    while len(changes) < history:
        for record in records:
            cell = Cell("action", record, "commentary", QUARTER)
            made = make_edit(plan.plan_id, cell, f"Said {len(changes)}", [last[record]], new_id())
            last[record] = made.id
            changes.append(made)
    with plan.file.transaction():
        plan.file.take_in(changes, Operation(new_id(), "new", "Bench", None))
    plan.close()
    other = Path(shutil.copyfile(path, folder / f"other {history}.cspplan"))
    nothing_new = Path(shutil.copyfile(path, folder / f"same {history}.cspplan"))
    for each, said, some in ((path, "Red", records[: CHANGED // 2]), (other, "Green", records)):
        plan = open_plan(each, SHIPPED, write=True, by="Bench")
        edit(plan, [Edit("action", record, "status", QUARTER, said) for record in some], BY)
        plan.close()
    passes, merges = [], []
    for number in range(7):
        copy = Path(shutil.copyfile(path, folder / f"copy {number}.cspplan"))
        plan = open_plan(copy, SHIPPED, write=True, by="Bench")
        started = time.process_time()
        assert not read_copy(plan, nothing_new).made
        passes.append(time.process_time() - started)
        started = time.process_time()
        report = merged(plan, [other])
        merges.append(time.process_time() - started)
        assert len(report.conflicts) == CHANGED // 2
        plan.close()
    return statistics.median(passes), statistics.median(merges)


def histories(folder: Path) -> None:
    """What a long history that both copies know adds to a merge."""
    (short_pass, short), (long_pass, long) = (
        beside_history(folder, count) for count in (1_000, 100_000)
    )
    print(
        f"merging {CHANGED} changed cells beside 1,000 known changes {short * 1000:.0f} ms, beside "
        f"100,000 {long * 1000:.0f} ms, of which the pass over the ids {long_pass * 1000:.0f} ms"
    )
    ratio = (long - long_pass) / (short - short_pass)
    print(f"  {long / short:.2f} times as long; without that pass {ratio:.2f} times")


def main() -> int:
    """Measure; answers with 1 where the limit is passed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as folder:
        holds = returns_of_the_sample(Path(folder), count)
        returns_of_groups(Path(folder), count)
        copies(Path(folder))
        histories(Path(folder))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
