"""Measures the overview: counting a quarter as plans grow, and the pane beside the grid.

    python bench/overview.py [ACTIONS]

Counting is compared with what it costs to ask only how each action stands; making and painting
the pane with making and painting the grid over the same plan, in one run.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from csp_desktop.app import make_application
from csp_desktop.gui.grid.view import StatusGrid
from csp_desktop.gui.overview.pane import OverviewPane
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.plan_thread import Tasks
from csp_desktop.gui.session.user_settings import User
from csp_desktop.gui.theme import proxy_style
from csp_desktop.gui.theme import theme as themes
from csp_desktop.measures.course import Tallier, quarters_to
from csp_desktop.measures.overview.overview_builder import Surveyor
from csp_desktop.measures.progress import standing
from csp_desktop.measures.snapshot.frozen import freeze
from csp_desktop.operations.session.stamp import new_id
from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.settings import Settings
from tests.documents import changed, hackney, large, with_progress

QUARTER, BEFORE = "2016/17 Q2", "2016/17 Q1"
ROUNDS = 7
WIDTH, HEIGHT = 1158, 624


def main(actions: int) -> None:
    """Print every figure, one a line."""
    application = make_application()
    themes.start(application, "light")
    proxy_style.install(application)
    taken = {number: _counting(number) for number in (actions // 10, actions)}
    growth = taken[actions] / taken[actions // 10]
    print(f"ten times the actions: x {growth:.1f}")
    _panes(with_progress(hackney()))


def _counting(actions: int) -> float:
    """How long the first overview takes, printed with the ones after it."""
    plan = large(actions)
    before = freeze(plan, BEFORE)
    stood = _timed(lambda: [standing(each, QUARTER) for each in plan.of("action")])
    first = _timed(lambda: Surveyor().overview(plan, QUARTER))
    surveyor = Surveyor()
    surveyor.overview(plan, QUARTER)
    record = next(plan.of("action"))
    after = plan.with_records(
        [("action", record.id, changed(record, {f"status@{QUARTER}": "off track"}))]
    )
    again = _timed(lambda: surveyor.overview(after, QUARTER))
    since = _timed(lambda: surveyor.overview(after, QUARTER, before=before))
    anew = _timed(lambda: Tallier().tallies(plan, quarters_to(QUARTER)))
    course = _timed(lambda: surveyor.overview(after, QUARTER, reported={}))
    print(
        f"{actions:,} actions: first {first * 1000:.0f} ms (x {first / stood:.1f} of how each "
        f"stands), after an edit {again * 1000:.0f} ms (x {again / stood:.1f}), with what moved "
        f"{since * 1000:.0f} ms (x {since / stood:.1f}), with the course {course * 1000:.0f} ms "
        f"(x {course / stood:.1f}), which takes {anew * 1000:.0f} ms the first time "
        f"(x {anew / stood:.1f})"
    )
    return first


def _panes(plan: Document) -> None:
    # No plan is behind it to be asked: what the document tells is what is measured.
    state = PlanState(Tasks(), User(Settings()), SHIPPED, lambda: "2016-10-11", new_id)
    state.document, state.path, state.quarter = plan, Path("sample"), QUARTER

    def overview() -> QWidget:
        pane = OverviewPane(state)
        pane.resize(WIDTH, HEIGHT)
        pane.refresh()
        return pane

    def grid() -> QWidget:
        pane = StatusGrid()
        pane.resize(WIDTH, HEIGHT)
        pane.set_plan(plan, SHIPPED)
        return pane

    ours, theirs = _shown(overview), _shown(grid)
    print(
        f"the pane over the sample plan: {ours * 1000:.0f} ms; the grid {theirs * 1000:.0f} ms "
        f"(x {ours / theirs:.2f})"
    )
    state.tasks.finish()


def _shown(make: Callable[[], QWidget]) -> float:
    """How long a pane takes to be made and painted, once the fonts are loaded."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        pane = make()
        pane.show()
        pane.grab()
        taken.append(time.perf_counter() - begun)
        pane.close()
        pane.deleteLater()
    return statistics.median(taken[1:])


def _timed(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
