"""Run Windows programs under Wine, in a prefix of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


def there() -> bool:
    """Whether this system has Wine."""
    return shutil.which("wine") is not None


def prefix(folder: Path) -> Path:
    """A Wine prefix in `folder`, made the first time: a C: drive and a registry, as Windows 10."""
    if not (folder / "system.reg").exists():
        folder.mkdir(parents=True, exist_ok=True)
        run(folder, ["wineboot", "--init"], check=True)
        key = ["reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f"]
        run(folder, key, check=True)
    return folder


def run(
    folder: Path,
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    check: bool = False,
    environment: Mapping[str, str] | None = None,
    seconds: float = 600,
) -> subprocess.CompletedProcess[str]:
    """Run a program in a prefix to its end; what it prints is read as UTF-8."""
    return subprocess.run(
        ["wine", *command],
        check=check,
        cwd=cwd,
        env=surroundings(folder, environment),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=seconds,
        stdin=subprocess.DEVNULL,
    )


def stop(folder: Path) -> None:
    """Wait until every program in a prefix has ended, and end Wine's own server."""
    run(folder, ["wineboot", "--end-session"])
    subprocess.run(["wineserver", "--wait"], check=False, env=surroundings(folder), timeout=60)


def surroundings(folder: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment in which Wine runs: its prefix, and no word of its own on standard error."""
    # Without Mono and Gecko, which it would offer to fetch, nothing here needs them.
    quiet = {"WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml="}
    return {**os.environ, "WINEPREFIX": str(folder), "WINEARCH": "win64", **quiet, **(more or {})}
