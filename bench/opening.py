"""How long a plan takes to open: with many changes behind its cells, and with many actions.

    python bench/opening.py

Opening is what a window does before it paints: `open_plan` without the closer look, and the
document. The plans to be compared take turns in one run; medians are printed. Held to: with
100,000 changes behind the cells at most 1.5 times as long as with 1,000 changes and the same
current values; time that grows linearly with the number of actions.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from csp_desktop.changes.change import Cell, Change, add_record, make_change
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.values import Value
from csp_desktop.store.operation import Operation
from csp_desktop.store.planfile import PlanFile

PLAN = "plan-of-the-bench"
TURNS = 15
YEARS = ("2015/16", "2016/17", "2017/18")
QUARTERS = ("2016/17 Q1", "2016/17 Q2")

_nonces = count()


def main() -> None:
    """Make the plans, open them in turns, and print medians and ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few, many = folder / "few.cspplan", folder / "many.cspplan"
        _make(few, actions=100, behind=0)
        _make(many, actions=100, behind=99_000)
        shallow, deep = _opened_in_turns([few, many])
        print(f"{_changes(few):8,} changes  {shallow * 1e3:8.2f} ms")
        print(f"{_changes(many):8,} changes  {deep * 1e3:8.2f} ms")
        print(f"ratio             {deep / shallow:8.2f}      (at most 1.5)")
        sizes = (1_000, 3_000, 10_000)
        plans = [folder / f"{size}.cspplan" for size in sizes]
        for path, size in zip(plans, sizes, strict=True):
            _make(path, actions=size, behind=0)
        for size, seconds in zip(sizes, _opened_in_turns(plans), strict=True):
            print(
                f"{size:8,} actions  {seconds * 1e3:8.1f} ms  {seconds / size * 1e6:6.1f} us each"
            )


def _opened_in_turns(plans: list[Path]) -> list[float]:
    taken: dict[Path, list[float]] = {path: [] for path in plans}
    for _ in range(TURNS):
        for path in plans:
            started = time.perf_counter()
            plan = open_plan(path, SHIPPED, look_closely=False)
            plan.document()
            taken[path].append(time.perf_counter() - started)
            plan.close()
    return [statistics.median(taken[path]) for path in plans]


def _make(path: Path, *, actions: int, behind: int) -> None:
    """A plan with ten values an action and `behind` older changes behind them."""
    file = PlanFile.create(path, SHIPPED, PLAN, "bench")
    with file.transaction():
        operation = Operation("bench", "edit", "bench", "2016-07-01T09:00:00+01:00")
        file.take_in(_changed(actions, behind), operation)
    file.close()


def _changed(actions: int, behind: int) -> Iterator[Change]:
    yield from add_record(PLAN, "plan", PLAN, {("title", ""): "A plan"}, _nonce)
    for year in YEARS:
        yield from add_record(PLAN, "year", year, {("name", ""): year}, _nonce)
    spare = behind // (actions * 9)
    for number in range(actions):
        made = add_record(PLAN, "action", f"a{number}", {}, _nonce)
        yield from made
        for place, value in _values(number):
            yield from _edited(Cell("action", f"a{number}", *place), value, made[0], spare)


def _values(number: int) -> Iterable[tuple[tuple[str, str], Value]]:
    yield ("ref", ""), f"{number // 50 + 1}.{number % 50 + 1}"
    yield ("title", ""), f"Action {number} to make the borough safer"
    yield ("lead_partners", ""), ["Police", "Council"]
    yield ("activity", ""), "Visit, advise, follow up. " * 8
    for year in YEARS:
        yield ("planned", year), "Ongoing"
    for quarter in QUARTERS:
        yield ("status", quarter), "on track"


def _edited(cell: Cell, value: Value, made: Change, spare: int) -> Iterator[Change]:
    """A cell's last value, with `spare` earlier ones behind it."""
    covers = made.id
    for number in range(spare):
        earlier = make_change(PLAN, cell, f"earlier {number}", (covers,), _nonce())
        covers = earlier.id
        yield earlier
    yield make_change(PLAN, cell, value, (covers,), _nonce())


def _changes(path: Path) -> int:
    file = PlanFile.open(path, SHIPPED, write=False)
    try:
        return int(file._db.execute("SELECT count(*) FROM change").fetchone()[0])  # noqa: SLF001
    finally:
        file.close()


def _nonce() -> str:
    return str(next(_nonces))


if __name__ == "__main__":
    main()
