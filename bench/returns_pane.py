"""Measures the returns pane with 50 files and with 5,000 conflicts: stalls of the window's thread.

    python bench/returns_pane.py [FILES] [CONFLICTS]

A timer of the window beats every five milliseconds; a stall is the longest time between two beats.
Each step is watched from its beginning until all that it asked for has been read and shown.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from csp_desktop.app import make_application
from csp_desktop.gui.returns.batch import Batch
from csp_desktop.gui.returns.pane import ReturnsPane
from csp_desktop.gui.returns.waiting_list import WaitingList
from csp_desktop.gui.returns.whole_preview import WholePreview
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.plan_thread import Tasks
from csp_desktop.gui.session.user_settings import User
from csp_desktop.gui.theme import proxy_style
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.records import add
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import copy_plan, new_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp, new_id
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.settings import Settings
from tests.gui.returns.returned import IGU, SYH, Office, updates

BEAT, MOST = 5, 100
STAMP = Stamp("P. Sandhu", "2016-07-01T09:00:00+01:00")
LATER = Stamp("R. Adeyemi", "2016-07-10T09:00:00+01:00")


class Pulse:
    """Beats in the window's thread, and keeps the longest pause between two beats."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self.longest = 0.0
        self._timer = QTimer(interval=BEAT)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def begin(self) -> None:
        """Forget what was."""
        self._last, self.longest = time.perf_counter(), 0.0


class Watched:
    """A window over a plan, and the stalls of each step."""

    def __init__(self, application: QApplication, plan: Path) -> None:
        keeper = themes.start(application, "light")
        proxy_style.install(application)
        user = User(Settings(name="P. Sandhu"))
        self.state = PlanState(Tasks(), user, SHIPPED, lambda: STAMP.at or "", new_id)
        self.window = MainWindow(self.state, keeper)
        self.window.resize(1366, 698)
        self.window.show()
        self.pulse = Pulse()
        self.worst = 0.0
        self.state.open(plan)
        self.wait(lambda: self.state.is_open)
        self.window.show_pane("returns")
        self.window.focus_pane()
        self.wait(self.settled)

    @property
    def pane(self) -> ReturnsPane:
        """The pane in the window."""
        pane = self.window.panes.pane("returns")
        assert isinstance(pane, ReturnsPane)
        return pane

    @property
    def batch(self) -> Batch:
        """The batch in the window."""
        return self.pane.batch

    def settled(self) -> bool:
        """Whether nothing more is on its way."""
        batch = self.batch
        busy = batch.reading or batch.merging or self.state.door.busy
        deciding = self.pane.deciding
        return batch.fresh and not busy and not (deciding.grid_shown and deciding.whole.busy)

    def wait(self, until: Callable[[], bool], seconds: float = 120) -> None:
        """Let the window run until something holds, and a little longer."""
        end = time.perf_counter() + seconds
        still = 0
        loop = QEventLoop()
        timer = QTimer(interval=10)

        def look() -> None:
            nonlocal still
            still = still + 1 if until() else 0
            if still > 15 or time.perf_counter() > end:
                loop.quit()

        timer.timeout.connect(look)
        timer.start()
        loop.exec()
        timer.stop()
        assert until(), "it took too long"

    def step(self, name: str, do: Callable[[], object]) -> None:
        """Do something, wait for its end, and print its longest stall."""
        began = time.perf_counter()
        self.pulse.begin()
        do()
        self.wait(self.settled)
        seconds = time.perf_counter() - began - 0.16
        stall = self.pulse.longest * 1000
        self.worst = max(self.worst, stall)
        print(f"  {name}: {seconds:.2f} s, longest stall {stall:.0f} ms")

    def close(self) -> None:
        """Close the window."""
        self.window.close_at_once()


def many_files(application: QApplication, folder: Path, count: int) -> float:
    """Read and merge `count` returns; answers with the longest stall in milliseconds."""
    plan = folder / "files.cspplan"
    new_plan(plan, SHIPPED, STAMP, sample="hackney-2016-18").close()
    office = Office(plan, folder)
    for name, group in (("igu", IGU), ("syh", SYH), ("whole", "")):
        office.send(name, group)
    refs = {"igu": ("1.1", "1.2", "1.3"), "syh": ("1.6", "1.7", "1.8"), "whole": ("4.1", "6.1")}
    made = [
        office.come_back(
            name,
            updates({ref: ("On track", f"Update {number} of {ref}.") for ref in refs[name]}),
            f"Lead {number}",
            f"2016-07-{1 + number % 28:02}T10:00:00Z",
            f"return {number}.xlsx",
        )
        for number in range(count)
        for name in [("igu", "syh", "whole")[number % 3]]
    ]
    print(f"{count} files:")
    watched = Watched(application, plan)
    pane = watched.pane
    watched.step("dropped and read", lambda: pane.take(made))
    print(f"    {len(watched.batch.preview.waiting)} wait, {watched.batch.preview.applied} changes")
    watched.step("every row looked at", partial(_step, pane.deciding.list, 40))
    watched.step("merged", pane.merge.click)
    watched.step("undone", watched.state.undo)
    watched.close()
    return watched.worst


def many_conflicts(application: QApplication, folder: Path, count: int) -> float:
    """Read a copy that contradicts `count` cells, decide and merge; the longest stall."""
    plan, other = folder / "one.cspplan", folder / "other.cspplan"
    opened = new_plan(plan, SHIPPED, STAMP, sample="hackney-2016-18")
    _grow(opened, count)
    document = opened.document()
    quarters = [f"{year} Q{number}" for year in document.years() for number in range(1, 5)]
    fields = ("commentary", "corrective_action", "evidence", "status")
    cells = [
        (each.id, name, quarter)
        for quarter in quarters
        for each in document.actions()
        for name in fields
    ]
    cells = cells[:count]
    assert len(cells) == count
    copy_plan(opened, other, "R. Adeyemi")
    print(f"{count:,} conflicts:")
    _fill(opened, cells, "on track", STAMP)
    opened.close()
    copy = open_plan(other, SHIPPED, write=True, by="R. Adeyemi")
    _fill(copy, cells, "at risk", LATER)
    copy.close()
    watched = Watched(application, plan)
    pane = watched.pane
    watched.step("dropped and read", lambda: pane.take([other]))
    waiting = [each for each in watched.batch.preview.waiting if each.contested]
    assert len(waiting) == len(cells), len(waiting)
    watched.step("the next looked at, 50 times", partial(_step, pane.deciding.list, 50))
    watched.step("filtered", pane.deciding.filters.chips["Conflicts"].click)
    watched.step("one decided", pane.deciding.detail.decide)
    pane.deciding.detail.choose(1)
    pane.deciding.detail.same.setChecked(True)
    watched.step("the same for all decided", pane.deciding.detail.decide)
    watched.step("scrolled to the end", pane.deciding.list.scrollToBottom)
    whole = pane.deciding.whole
    watched.step("shown as the plan's grid", pane.deciding.show_grid)
    print(f"    {len(whole.grid.rows)} rows, {len(whole.grid.columns)} columns")
    watched.step("the grid filtered", whole.filters.chips["Conflicts"].click)
    watched.step("the next cell, 50 times", partial(_next_cell, whole, 50))
    watched.step("the grid scrolled to its end", whole.table.scrollToBottom)
    watched.step("back to deciding", pane.deciding.show_decisions)
    watched.step("merged", pane.merge.click)
    watched.step("undone", watched.state.undo)
    watched.close()
    return watched.worst


def _step(listed: WaitingList, times: int) -> None:
    """Look at the next rows, each in a turn of the window's own."""
    listed.step(1)
    if times > 1:
        QTimer.singleShot(0, partial(_step, listed, times - 1))


def _next_cell(whole: WholePreview, times: int) -> None:
    """Look at the next marked cells, each in a turn of the window's own."""
    whole.step(1)
    if times > 1:
        QTimer.singleShot(0, partial(_next_cell, whole, times - 1))


def _grow(plan: OpenPlan, count: int) -> None:
    """Add actions until there are cells enough."""
    known = sum(1 for _ in plan.document().of("action"))
    for number in range(count // 48 + 1 - known):
        values = {("ref", ""): f"9.{number + 1}", ("title", ""): f"Action {number} of the bench"}
        add(plan, "action", values, STAMP)


def _fill(plan: OpenPlan, cells: list[tuple[str, str, str]], status: str, stamp: Stamp) -> None:
    document = plan.document()
    edits = []
    for record_id, name, period in cells:
        record = document.record("action", record_id)
        assert record
        value = status if name == "status" else f"The {status} text of {name} for {period}."
        held = record.held(name, period)
        seen = held.heads or record.held("exists").heads
        edits.append(Edit("action", record_id, name, period, value, seen))
    edit(plan, edits, stamp)


def main(files: int, conflicts: int) -> None:
    """Print every figure, and fail where a stall is longer than it may be."""
    folder = Path(tempfile.mkdtemp())
    os.environ["CSP_DESKTOP_HOME"] = str(folder / "home")
    application = make_application()
    try:
        worst = max(
            many_files(application, folder, files), many_conflicts(application, folder, conflicts)
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"longest stall of all: {worst:.0f} ms (at most {MOST})")
    sys.exit(worst > MOST)


if __name__ == "__main__":
    main(*(int(each) for each in (*sys.argv[1:], "50", "5000")[:2]))
