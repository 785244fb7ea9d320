"""How long what ships takes to start: under Wine, and from the folder for Linux.

    python bench/start_shipped.py [RUNS]

It measures what `.ci/dev.py windows` and `linux` made in dist/, each by turns in one run, as the
median of RUNS (5) fresh processes until the grid is painted. The Windows program is measured
against a bare window by the same Python under Wine, and is to take at most 3 times as long; the
Linux one against this checkout's own environment, and is to take at most 1.2 times as long. Wine
paints on an X server: DISPLAY names it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / ".ci")]

from bundle import linux, windows, wine_gaps, wine_prefix  # noqa: E402

from bench.start import BARE, OURS, sample  # noqa: E402

UNDER_WINE, AS_WHEEL = 3.0, 1.2

Start = Callable[[], float]


def main(runs: int) -> int:
    """Measure what is there, print medians and ratios; return 1 where a limit is passed."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        within = [check(Path(scratch), runs) for check in (_windows, _linux)]
    return 0 if all(within) else 1


def _windows(scratch: Path, runs: int) -> bool:
    folder = windows.OUT / windows.TARGET
    if not (folder.is_dir() and wine_prefix.there() and "DISPLAY" in os.environ):
        print("Windows: not measured, without dist/windows, Wine and DISPLAY.")
        return True
    program = wine_gaps.copy_and_fill(folder, windows.CACHE / "measured")
    prefix = wine_prefix.prefix(scratch / "prefix")
    plan = sample(scratch)
    # Wine's server, left running between the starts, is what Windows itself is.
    surroundings = wine_prefix.surroundings(prefix, {"CSP_DESKTOP_HOME": str(scratch / "home")})
    python = ["wine", str(program / "python" / "python.exe")]
    bare = _start(python, _script(scratch, "bare.py", BARE), plan, surroundings)
    ours = _start(python, _script(scratch, "ours.py", OURS), plan, surroundings)
    within = _compare("Windows program", ours, "bare window under Wine", bare, runs, UNDER_WINE)
    wine_prefix.stop(prefix)
    return within


def _linux(scratch: Path, runs: int) -> bool:
    folder = linux.OUT / linux.TARGET
    if not folder.is_dir():
        print("Linux: not measured, without dist/linux.")
        return True
    plan = scratch / "sample.cspplan"
    plan = plan if plan.exists() else sample(scratch)
    script = _script(scratch, "ours.py", OURS)
    surroundings = {**os.environ, "CSP_DESKTOP_HOME": str(scratch / "home")}
    surroundings.setdefault("QT_QPA_PLATFORM", "offscreen")
    compiled = {**surroundings, "PYTHONPYCACHEPREFIX": str(scratch / "compiled")}
    compiled.pop("PYTHONDONTWRITEBYTECODE", None)
    shipped = _start([str(linux.interpreter(folder)), "-I"], script, plan, surroundings)
    wheel = _start([sys.executable], script, plan, compiled)
    return _compare("Linux program", shipped, "this environment", wheel, runs, AS_WHEEL)


def _compare(name: str, one: Start, other_name: str, other: Start, runs: int, limit: float) -> bool:
    for each in (one, other):
        each()
    pairs = [(one(), other()) for _ in range(runs)]
    medians: list[float] = [statistics.median(each) for each in zip(*pairs, strict=True)]
    ratio: float = medians[0] / medians[1]
    print(f"{name} {medians[0] * 1000:.0f} ms, {other_name} {medians[1] * 1000:.0f} ms")
    print(f"ratio {ratio:.2f} (limit {limit}; median of {runs} each)")
    return ratio <= limit


def _script(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _start(python: list[str], script: Path, plan: Path, surroundings: dict[str, str]) -> Start:
    def once() -> float:
        started = time.time()
        words = [*python, str(script), str(plan)]
        told = subprocess.run(
            words, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True
        )
        return float(told.stdout.split()[-1]) - started

    return once


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
