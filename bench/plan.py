"""Measures the Plan pane and the search of the whole plan beside thousands of actions.

    python bench/plan.py [ACTIONS]

Each figure stands beside the same for a quarter of the actions, which a page should hardly heed:
what points to its records is looked through once for a plan. The search runs off the window's
thread; it is compared with the grid's own first search, which waits for none of it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["CSP_DESKTOP_HOME"] = tempfile.mkdtemp()
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from PySide6.QtWidgets import QApplication

from csp_desktop.app import make_application
from csp_desktop.gui.document.pane import PlanPane
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.plan_thread import Tasks
from csp_desktop.gui.session.user_settings import User
from csp_desktop.gui.theme import proxy_style
from csp_desktop.gui.theme import theme as themes
from csp_desktop.operations.session.stamp import new_id, now
from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.search import PlanSearch
from csp_desktop.plan.selection import Finder, Selection
from tests.documents import large

WIDTH, HEIGHT = 1366, 640
SECTION, OTHER = "strategic_priority sp1", "strategic_priority sp2"
MILESTONES = 3
TEXT = "ward 42"


def main(actions: int) -> None:
    """Print every figure, one a line."""
    application = make_application()
    themes.start(application, "light")
    proxy_style.install(application)
    _pages(application, large(100))  # what is made once is made before anything is measured
    fewer, more = (_pages(application, large(each)) for each in (actions // 4, actions))
    for name, seconds in more.items():
        print(f"{name}: {seconds * 1000:.0f} ms (x {seconds / fewer[name]:.1f})")
    document = large(actions, milestones=MILESTONES)
    finder, search = Finder(document, SHIPPED), PlanSearch(SHIPPED)
    grid = _timed(lambda: finder.find(Selection(text=TEXT), lambda _: ""))
    beside = _timed(lambda: search.find(document, TEXT, ("action", "milestone")))
    whole = _timed(lambda: search.find(document, TEXT))
    again = _timed(lambda: search.find(document, TEXT))
    print(f"first search: of the grid {grid * 1000:.0f} ms", end="")
    print(f"; beside it {beside * 1000:.0f} ms (x {beside / grid:.2f})", end="")
    print(f"; of the Plan pane {whole * 1000:.0f} ms, again {again * 1000:.0f} ms")


def _pages(application: QApplication, document: Document) -> dict[str, float]:
    state = PlanState(Tasks(), User(author="Bench"), SHIPPED, now, new_id)
    state.document, state.path = document, Path("bench.cspplan")
    pane = PlanPane(state)
    pane.resize(WIDTH, HEIGHT)
    pane.show()
    pane.refresh()
    application.processEvents()

    def show(section: str) -> Callable[[], None]:
        def shown() -> None:
            pane.show_section(section)
            application.processEvents()

        return shown

    def anew() -> None:
        pane.go_stale()
        pane.refresh()
        application.processEvents()

    found = {
        "a priority's page, first": _timed(show(SECTION)),
        "another's": _timed(show(OTHER)),
        "back to the first": _timed(show(SECTION)),
        "after a change": _timed(anew),
    }
    pane.close()
    pane.deleteLater()
    return found


def _timed(does: Callable[[], object]) -> float:
    began = time.perf_counter()
    does()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
