"""What ships, made once for all processes that run tests side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bundle import packages
from filelock import FileLock


def made_once(make: Callable[[str], Path], out: Path, run: str) -> Path:
    """The folder that `make` makes under `out`, made by the first process of a test run."""
    stamp = out / "made-for-tests.txt"
    out.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(out.with_suffix(".lock")):
        if stamp.exists():
            about, _, place = stamp.read_text(encoding="utf-8").partition("\n")
            if about == run:
                return Path(place)
        folder = make(packages.version())
        stamp.write_text(f"{run}\n{folder}", encoding="utf-8")
        return folder
