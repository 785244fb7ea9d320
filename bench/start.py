"""How long from process start to the grid painted with the sample plan, against a bare window.

    python bench/start.py [RUNS]

Both are measured in one run, by turns, each as the median of RUNS (10) fresh processes: from the
moment the process is started to the moment its first whole picture is painted. The bare window is
a QMainWindow with a label. Both find their modules compiled, as an installed program does. The
aim is at most 2.5, the limit 3.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AIM, LIMIT = 2.5, 3.0

BARE = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, lambda: (print(time.time(), flush=True), app.quit()))
            watched.removeEventFilter(self)
        return False
app = QApplication(sys.argv)
window = QMainWindow()
label = QLabel("A label")
window.setCentralWidget(label)
window.resize(1366, 698)
painted = Painted()
label.installEventFilter(painted)
window.show()
app.exec()
"""

# The way of `csp-desktop PLAN`: the command line first, then what its window command does.
OURS = """
import gc, os, sys, time
from pathlib import Path
import csp_desktop.cli
gc.disable()
from PySide6.QtCore import QEvent, QObject, QTimer
from csp_desktop import app as starting
class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, lambda: (print(time.time(), flush=True), os._exit(0)))
            watched.removeEventFilter(self)
        return False
painted = Painted()
open_first = starting.open_first
def watching(window, plan):
    window.state.opened.connect(lambda: window.panes.installEventFilter(painted))
    open_first(window, plan)
starting.open_first = watching
starting.run(Path(sys.argv[1]))
"""


def main(runs: int) -> int:
    """Measure, print the two medians and their ratio; return 1 where the limit is passed."""
    with tempfile.TemporaryDirectory() as folder:
        plan = sample(Path(folder))
        environment = {**os.environ, "CSP_DESKTOP_HOME": folder, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        _once(BARE, plan, environment)
        _once(OURS, plan, environment)
        bare, ours = [], []
        for _ in range(runs):
            bare.append(_once(BARE, plan, environment))
            ours.append(_once(OURS, plan, environment))
    middle_bare, middle_ours = statistics.median(bare), statistics.median(ours)
    ratio = middle_ours / middle_bare
    print(f"bare window {middle_bare * 1000:.0f} ms, grid painted {middle_ours * 1000:.0f} ms")
    print(f"ratio {ratio:.2f} (aim {AIM}, limit {LIMIT}; median of {runs} each)")
    return 0 if ratio <= LIMIT else 1


def sample(folder: Path) -> Path:
    """A plan file in a folder: the sample, as it ships."""
    from csp_desktop.operations.session.plan_files import HACKNEY, new_plan
    from csp_desktop.operations.session.stamp import Stamp
    from csp_desktop.plan.fields import SHIPPED

    path = folder / "sample.cspplan"
    new_plan(path, SHIPPED, Stamp("bench"), sample=HACKNEY).close()
    return path


def _once(program: str, plan: Path, environment: dict[str, str]) -> float:
    started = time.time()
    told = subprocess.run(
        [sys.executable, "-c", program, str(plan)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(told.stdout.split()[-1]) - started


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
