"""How long the window stands still when the KPI pane is opened for the first time.

    python bench/kpis.py

A plan of 200 indicators with three years of months, in the whole window. What charts are drawn with
is loaded on the plan's thread, and rows are worked out in slices. Held to: no stall over 100 ms of
the window's own work.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["CSP_DESKTOP_HOME"] = tempfile.mkdtemp()
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from PySide6.QtWidgets import QApplication

from csp_desktop import app
from csp_desktop.gui.kpis.pane import KpiPane
from csp_desktop.gui.session.user_settings import User
from csp_desktop.operations.editing.records import add
from csp_desktop.operations.session.plan_files import new_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.periods import month
from csp_desktop.plan.values import Value

INDICATORS, MONTHS = 200, 36
STAMP = Stamp("Bench", "2016-10-14T12:00:00+01:00")
SETTLE, AFTER = 3.0, 4.0
draw = random.Random(1)  # noqa: S311 - no secret


def main() -> None:
    """Open the pane twice, and print the longest that anything took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.cspplan"
        make(path)
        application = app.make_application()
        window = app.make_window(application, User(author="Bench"))
        window.resize(1366, 698)
        window.show()
        window.state.open(path)
        longest(application, SETTLE)
        wall, cpu = spent(lambda: window.show_pane("kpis"))
        print(f"shown first: {wall:.0f} ms, of which own work {cpu:.0f} ms", end="")
        print(f"; longest turn after that {longest(application, AFTER):.0f} ms")
        pane = window.panes.pane("kpis")
        assert isinstance(pane, KpiPane)
        assert len(pane.model.lines) > INDICATORS
        window.show_pane("grid")
        wall, cpu = spent(lambda: window.show_pane("kpis"))
        print(f"shown again: {wall:.0f} ms, of which own work {cpu:.0f} ms")
        window.close_at_once()


def make(path: Path) -> None:
    """A plan of the shipped plan's actions and many more indicators."""
    plan = new_plan(path, SHIPPED, STAMP, sample="hackney-2016-18")
    last = month(2016, 6)
    for number in range(INDICATORS):
        values: dict[tuple[str, str], Value] = {
            ("name", ""): f"Indicator {number}",
            ("target_kind", ""): "% change on previous year",
            ("direction", ""): "lower is better",
            ("target", "2016/17"): -10,
        }
        for back in range(MONTHS):
            values["count", str(last.shifted(-back))] = draw.randint(12, 30)
        add(plan, "indicator", values, STAMP)
    plan.close()


def spent(act: Callable[[], object]) -> tuple[float, float]:
    """How long something took, and how much of that was this process's own work, in ms."""
    wall, cpu = time.perf_counter(), time.thread_time()
    act()
    return (time.perf_counter() - wall) * 1e3, (time.thread_time() - cpu) * 1e3


def longest(application: QApplication, seconds: float) -> float:
    """The longest turn of the event loop in a while, in ms."""
    until = time.perf_counter() + seconds
    worst = 0.0
    while time.perf_counter() < until:
        began = time.perf_counter()
        application.processEvents()
        worst = max(worst, time.perf_counter() - began)
        time.sleep(0.001)
    return worst * 1e3


if __name__ == "__main__":
    main()
