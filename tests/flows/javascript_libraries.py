"""exceljs and SheetJS, by which scripts open and save workbooks, where node and npm are there."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

from tests.flows.editing import CellEdit

_HERE = Path(__file__).parent / "javascript"
_BUILD = Path(__file__).parents[2] / "build"


def save(library: str, path: Path, edits: tuple[CellEdit, ...] = ()) -> Path:
    """A workbook opened by a library, edited there, and saved under another name."""
    folder = _fetched()
    target = path.with_name(f"{path.stem}-by-{library}.xlsx")
    said = json.dumps([[each.sheet, each.address, each.value] for each in edits])
    subprocess.run(
        ["node", str(folder / "save.cjs"), library, str(path), str(target), said],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return target


def _fetched() -> Path:
    """The folder in which the libraries are installed; the test is skipped where they cannot be."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        pytest.skip("node and npm are not installed, so exceljs and SheetJS were not tried")
    lock = (_HERE / "package-lock.json").read_bytes()
    folder = _BUILD / f"javascript-{hashlib.sha256(lock).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    # Tests run beside each other, and one is enough to fetch.
    with FileLock(folder / "lock"):
        return _installed(npm, folder)


def _installed(npm: str, folder: Path) -> Path:
    for file in _HERE.iterdir():
        shutil.copyfile(file, folder / file.name)
    whole = folder / "fetched"
    if not whole.exists():
        fetched = subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if fetched.returncode:
            pytest.skip(f"npm could not fetch exceljs and SheetJS: {fetched.stderr[-300:]}")
        whole.touch()
    return folder
