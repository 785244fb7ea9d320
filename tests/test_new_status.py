"""A new status is one entry in the table and a drawing: two files, and it is everywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENTRY = """\
    Status(
        "on hold", "H", "frame", "◇", meaning="stopped for now", synonyms="h|suspended",
    ),
"""
DRAWING = '    "frame": (Stroke(_square(2, 12, 1), pen="colour"),),\n'
ADDED = {
    "csp_desktop/plan/statuses.py": ('    Status(\n        "delegated"', ENTRY),
    "csp_desktop/look.py": ('    "dots": _DOTS,\n', DRAWING),
}
"""What is put into a copy of the program, by file, and the line before which it goes."""


@pytest.mark.slow
def test_a_new_status_is_in_every_place_by_an_entry_and_a_drawing(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for folder in ("csp_desktop", "tests", "resources", "data"):
        kept = shutil.ignore_patterns("__pycache__", "*.pyc")
        shutil.copytree(ROOT / folder, copy / folder, ignore=kept)
    shutil.copy(ROOT / "pyproject.toml", copy)
    for name, (before, text) in ADDED.items():
        path = copy / name
        held = path.read_text("utf-8")
        assert held.count(before) == 1
        path.write_text(held.replace(before, text + before), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
         "tests/gui/with_new_status.py"],
        check=False, capture_output=True, text=True, cwd=copy, timeout=600,
        env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
    assert " passed" in ran.stdout
    assert len(ADDED) <= 3
