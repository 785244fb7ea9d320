"""The program and the packages that it needs, for another system: fetched, unpacked, trimmed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK = ROOT / ".ci" / "requirements-program.lock"


def install(folder: Path, system: str, python: str) -> None:
    """Put what the lock file names for another system and Python into a folder of packages.

    Each file that is fetched has one of the hashes in the lock, or this fails.
    """
    # pip would choose versions by the system that it runs on.
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(folder)]
    uv += ["--python-platform", system, "--python-version", python, "--link-mode", "copy"]
    uv += ["--no-deps", "--no-build", "--require-hashes", "--requirement", str(LOCK)]
    subprocess.run(uv, check=True)


def download(folder: Path, requirements: Path) -> Path:
    """Download the one source package that a file names, if it is not there yet."""
    name = requirements.read_text(encoding="utf-8").rpartition("sha256:")[2].strip()
    kept = folder / name
    if not kept.is_dir():
        fresh = folder / f"{name}.part"
        shutil.rmtree(fresh, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
        pip += ["--no-deps", "--no-binary", ":all:", "--no-build-isolation", "--require-hashes"]
        subprocess.run([*pip, "-r", str(requirements), "--dest", str(fresh)], check=True)
        fresh.rename(kept)
    (file,) = kept.iterdir()
    return file


def program_wheel(folder: Path) -> Path:
    """Build the wheel of this checkout into `folder`."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run(
        [*build, "--directory", str(folder)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    (built,) = folder.glob("*.whl")
    return built


def keep_only(folder: Path, staying: set[Path]) -> None:
    """Remove every file of a folder but `staying`, and the folders that are empty then."""
    for file in sorted(folder.rglob("*"), reverse=True):
        if file.is_dir():
            if not any(file.iterdir()):
                file.rmdir()
        elif file.relative_to(folder) not in staying:
            file.unlink()


def megabytes(path: Path) -> float:
    """The size of a file, or of all files in a folder, in millions of bytes."""
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files) / 1e6
