"""The program and the packages that it needs, for another system: fetched, unpacked, trimmed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Collection
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bundle import needed

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK = ROOT / ".ci" / "requirements-program.lock"


def install(folder: Path, system: str, python: str, lock: Path = LOCK) -> None:
    """Put what a lock file names for a system and a Python into a folder of packages.

    The system is one of uv's names, or '' for this one. Each file that is fetched has one of the
    hashes in the lock, or this fails.
    """
    # pip would choose versions by the system that it runs on.
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(folder)]
    uv += ["--python-version", python, "--link-mode", "copy"]
    uv += ["--python-platform", system] if system else []
    uv += ["--no-deps", "--no-build", "--require-hashes", "--requirement", str(lock)]
    subprocess.run(uv, check=True)


def part_of(lock: Path, names: Collection[str]) -> str:
    """What a lock file says of some packages."""
    parts = re.split(r"^(?=[a-z0-9-]+==)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return "".join(part for part in parts if part.split("==")[0] in names)


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


def _keep_only(folder: Path, staying: set[Path]) -> None:
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


def version() -> str:
    """The version that pyproject.toml gives the program."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def trim(modules: Path, linked: needed.Linked) -> None:
    """Remove what the program never loads from a folder of packages."""
    own = needed.Modules.of(modules).files
    roots = [name for name in own if name.split(".")[0] == "csp_desktop"]
    _keep_only(modules, needed.needed(modules, roots, linked))
    # What pip wrote of a package that is left out would have it listed among the parts.
    tops = {name.split(".")[0].lower() for name in needed.Modules.of(modules).files}
    for about in modules.glob("*.dist-info"):
        if not _names(about) & tops:
            shutil.rmtree(about)


def _names(about: Path) -> set[str]:
    """The top names of what a package brought, as its record has them."""
    lines = (about / "RECORD").read_text(encoding="utf-8").splitlines()
    tops = {re.split(r"[/,]", line)[0].lower() for line in lines}
    return {each.split(".")[0] for each in tops if not each.endswith(".dist-info")}


@cache
def moment() -> int:
    """The time that all files of a bundle bear: that of the last commit."""
    command = ["git", "log", "-1", "--format=%ct"]
    asked = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    return int(asked.stdout) if asked.returncode == 0 else 1_700_000_000


def date(folder: Path) -> None:
    """Give all files of a folder one time, so that packed they give the same bytes."""
    for each in [folder, *folder.rglob("*")]:
        os.utime(each, (moment(), moment()))


def put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Put a file into a zip with the time that all have."""
    at = datetime.fromtimestamp(moment(), UTC)
    about = zipfile.ZipInfo(name, at.timetuple()[:6])
    about.external_attr = 0o644 << 16
    about.compress_type = archive.compression
    archive.writestr(about, content)


def print_sizes(made: dict[Path, float]) -> None:
    """Print the sizes of what was made in megabytes, and where one is over what is wanted."""
    for path, most in made.items():
        size = megabytes(path)
        note = "" if size <= most else f", more than the {most} MB wanted"
        print(f"{size:7.1f} MB  {path.relative_to(ROOT)}{note}")
