"""How long a report takes: of the shipped plan, and of plans ever larger, in all four forms.

    python bench/report.py

What is timed is freezing, packing, the model with what its charts show, drawing the charts, and
each form with them. Medians are printed, and what the steps take of the whole. Held to: a few
seconds for the shipped plan in all four forms; time that grows linearly up to 1,000 actions and
100 indicators with three years of months.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parent.parent))

from csp_desktop.app import make_application
from csp_desktop.gui.theme import theme as themes
from csp_desktop.measures.report.report import report
from csp_desktop.measures.report.report_context import Scope, Source
from csp_desktop.measures.snapshot.frozen import Frozen, as_text, freeze, pack, read, unpack
from csp_desktop.operations.snapshots.report import FORMS, charts_of, drawn, rendered
from csp_desktop.plan.document import Document
from csp_desktop.plan.values import Value
from csp_desktop.report.style import load
from tests.documents import hackney, large, record, with_progress

QUARTER = "2016/17 Q2"
TURNS = 3
SIZES = ((125, 12), (250, 25), (500, 50), (1_000, 100))
Made = TypeVar("Made")


def main() -> None:
    """Time the shipped plan and the large ones, and print what each step takes."""
    application = make_application()
    themes.start(application, "light")
    load_all()
    steps = ("freeze", "pack", "unpack", "model", "draw", *FORMS)
    print(f"{'':24}" + "".join(f"{each:>9}" for each in steps) + f"{'all':>9}")
    print_row("the shipped plan", times(with_progress(hackney())))
    each_action = []
    taken: list[float] = []
    for actions, indicators in SIZES:
        taken = times(grown(actions, indicators))
        each_action.append(sum(taken) / actions * 1e3)
        print_row(f"{actions:,} actions, {indicators}", taken)
    print("ms an action: " + ", ".join(f"{each:.2f}" for each in each_action))
    shares = zip(steps, taken, strict=True)
    print(
        "of the largest: " + ", ".join(f"{name} {each / sum(taken):.0%}" for name, each in shares)
    )


def load_all() -> None:
    """Import what each form needs, so that the first plan does not pay for it."""
    source = Source(freeze(hackney(), QUARTER))
    for form in FORMS:
        rendered(report(source, Scope("Whole plan", priority="hk-sp6")), form, load(), {})


def print_row(name: str, taken: list[float]) -> None:
    """One line of the table, in seconds."""
    print(f"{name:24}" + "".join(f"{each:9.3f}" for each in (*taken, sum(taken))))


def times(plan: Document) -> list[float]:
    """The median seconds of each step for a plan."""
    taken, frozen = timed(lambda: freeze(plan, QUARTER))
    found = [taken]
    taken, packed = timed(lambda: pack(as_text(frozen)))
    found.append(taken)
    taken, again = timed(lambda: read(unpack(packed)))
    found.append(taken)
    taken, made = timed(lambda: report(source_of(again, frozen), Scope("Whole plan")))
    found.append(taken)
    taken, charts = timed(lambda: drawn(tuple(charts_of(again).items())), 1)
    found.append(taken)
    for form in FORMS:
        taken, _ = timed(lambda form=form: rendered(made, form, load(), charts))  # type: ignore[misc]
        found.append(taken)
    return found


def source_of(frozen: Frozen, since: Frozen) -> Source:
    """A report compared with another state of the same size."""
    return Source(frozen, "Q2", "2016-10-14", "", since, "Q1", charts=charts_of(frozen))


def timed(act: Callable[[], Made], turns: int = TURNS) -> tuple[float, Made]:
    """The median seconds of a few turns, and what came of the last."""
    taken = []
    for _ in range(turns):
        began = time.perf_counter()
        made = act()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken), made


def grown(actions: int, indicators: int) -> Document:
    """A plan with as many actions, and indicators with three years of months."""
    plan = large(actions)
    changed = []
    for number in range(indicators):
        values: dict[str, Value] = {
            "name": f"Indicator {number}", "unit": "offences", "direction": "lower is better",
            "target_kind": "level", "frequency": "monthly", "delivery_priority": f"dp{number % 50}",
        }  # fmt: skip
        for year in (2014, 2015, 2016):
            values[f"target@{year}/{year % 100 + 1}"] = 1200
            for month in range(4, 13):
                values[f"actual@{year}-{month:02}"] = 100 + (number * month) % 17
        changed.append(("indicator", f"i{number}", record("indicator", f"i{number}", values)))
    return plan.with_records(changed)


if __name__ == "__main__":
    main()
