"""Open the program, or run the whole gate, from a checkout. Needs Python 3.11 and nothing else.

    python3 .ci/dev.py open [PLAN]            the program, on PLAN if given
    python3 .ci/dev.py test                   the gate: format, lint, types, contracts, tests
    python3 .ci/dev.py test --fast            the same on the parts alone, without coverage
    python3 .ci/dev.py test -- tests/plan -x  the checks, then pytest with these arguments alone
    python3 .ci/dev.py setup                  only the environment in .venv
    python3 .ci/dev.py windows                the program for Windows, in dist/windows
    python3 .ci/dev.py linux                  the program for Linux, in dist/linux
    python3 .ci/dev.py lock [--upgrade]       the lock files, worked out anew

The environment in .venv is made when it is first needed and again when a lock file or the
interpreter changes; otherwise it is used as it stands.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
LOCKS = {
    "program": ROOT / ".ci" / "requirements-program.lock",
    "run": ROOT / ".ci" / "requirements.lock",
    "dev": ROOT / ".ci" / "requirements-dev.lock",
}
GROUPS = {"program": [], "run": ["--group", "build"], "dev": ["--group", "dev"]}
OLDEST = (3, 11)
TYPED = [
    "csp_desktop",
    "tests",
    "bench",
    ".ci/dev.py",
    ".ci/make_icons.py",
    ".ci/make_sample_returns.py",
    ".ci/bundle",
]


class Failed(Exception):
    """A step that cannot go on; its text says what to do."""


def main(arguments: list[str]) -> int:
    """Do what the arguments ask and return the exit code: 0, 1 failed, 2 wrong usage."""
    asked = _parser().parse_args(arguments)
    try:
        _check_python()
        return _do(asked)
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _do(asked: argparse.Namespace) -> int:
    if asked.command == "open":
        return open_program(asked.arguments)
    if asked.command == "test":
        return run_gate(fast=asked.fast, pytest_arguments=asked.arguments)
    if asked.command in {"windows", "linux"}:
        return build(asked.command)
    if asked.command == "lock":
        return write_locks(upgrade=asked.upgrade)
    set_up("dev")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    opening = commands.add_parser("open", help="open the program")
    opening.add_argument("arguments", nargs=argparse.REMAINDER, metavar="PLAN")
    testing = commands.add_parser("test", help="run the whole gate")
    testing.add_argument("--fast", action="store_true", help="the parts alone, no coverage")
    testing.add_argument("arguments", nargs="*", metavar="PYTEST_ARGUMENT")
    commands.add_parser("windows", help="make the program for Windows")
    commands.add_parser("linux", help="make the program for Linux")
    commands.add_parser("setup", help="make or refresh .venv")
    locking = commands.add_parser("lock", help="write the lock files anew")
    locking.add_argument("--upgrade", action="store_true", help="take the newest releases")
    return parser


# What it does


def open_program(arguments: list[str]) -> int:
    """Open the program's window (or run its command line) and wait until it ends."""
    return subprocess.call([str(set_up("run")), "-m", "csp_desktop", *arguments])


def run_gate(*, fast: bool, pytest_arguments: list[str]) -> int:
    """Run every check, the tests last, and return 0 only if all of them passed.

    A failed check does not keep the others from running.
    """
    python = str(set_up("dev"))
    typed = [name for name in TYPED if name.endswith(".py") or any((ROOT / name).rglob("*.py"))]
    checks = {
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "ruff check": [python, "-m", "ruff", "check", "."],
        "mypy": [python, "-m", "mypy", *typed],
        "import-linter": [str(_scripts() / "lint-imports"), "--no-cache"],
        "pytest": [python, "-m", "pytest", *(pytest_arguments or _pytest_defaults(fast=fast))],
    }
    failed = [name for name, command in checks.items() if not _passes(name, command)]
    if failed:
        print(f"Failed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def build(system: str) -> int:
    """Make the program for a system, with a Python of its own, in dist/."""
    command = [str(set_up("dev")), "-m", f"bundle.{system}"]
    return subprocess.call(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / ".ci")})


def write_locks(*, upgrade: bool) -> int:
    """Write the lock files from pyproject.toml: every platform, with hashes, naming no index."""
    set_up("dev")
    within: list[str] = []
    for kind, lock in LOCKS.items():
        command = [str(_scripts() / "uv"), "pip", "compile", "pyproject.toml", "--quiet"]
        command += [*GROUPS[kind], "--output-file", str(lock.relative_to(ROOT))]
        command += ["--universal", "--python-version", f"{OLDEST[0]}.{OLDEST[1]}"]
        command += ["--generate-hashes", "--no-annotate", "--no-emit-index-url"]
        command += ["--custom-compile-command", "python3 .ci/dev.py lock"]
        command += ["--upgrade"] if upgrade else []
        _run(f"lock {lock.name}", [*command, *within])
        within = ["--constraint", str(lock.relative_to(ROOT))]
    return 0


def _pytest_defaults(*, fast: bool) -> list[str]:
    spread = ["--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal"]
    return (
        [*spread, "-m", "not slow and not whole"]
        if fast
        else [*spread, "--cov", "--cov-report=term"]
    )


# The environment


def set_up(kind: str) -> Path:
    """Make sure that .venv holds what the lock of this kind names; return its Python.

    The 'dev' lock holds all of the 'run' one. Raises Failed with what to install.
    """
    python = _scripts() / ("python.exe" if os.name == "nt" else "python")
    wanted = {
        "python": f"{sys.version_info.major}.{sys.version_info.minor} {platform.machine()}",
        "root": str(ROOT),
        "run": _digest(LOCKS["run"]),
        "dev": _digest(LOCKS["dev"]) if kind == "dev" else "",
        "project": _digest(ROOT / "pyproject.toml"),
    }
    have = _stamp()
    if have.get("dev") == _digest(LOCKS["dev"]):
        wanted["dev"] = have["dev"]
    if have == wanted and python.exists():
        return python
    fresh = any(have.get(key) != wanted[key] for key in ("python", "root", "run"))
    fresh = fresh or have["dev"] not in {"", wanted["dev"]} or not python.exists()
    if fresh:
        _make_venv()
    pip = _pip(python)
    if fresh or have["dev"] != wanted["dev"]:
        _install_lock(pip, LOCKS[kind])
        _write_stamp({**wanted, "project": ""})
    _run(
        "install the project",
        [*pip, "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--editable", "."],
    )
    _check_qt(python)
    _write_stamp(wanted)
    return python


def _check_python() -> None:
    if sys.version_info < OLDEST:
        raise Failed(
            f"CSP Desktop needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is "
            f"{platform.python_version()} ({sys.executable})."
        )


def _make_venv() -> None:
    """Make an empty .venv, with pip where the interpreter ships it and without where not."""
    base = _interpreter()
    _say("make .venv")
    if VENV.exists():
        shutil.rmtree(VENV)
    made = subprocess.run(
        [base, "-m", "venv", str(VENV)], check=False, capture_output=True, text=True
    )
    if made.returncode != 0:
        _run("make .venv without pip", [base, "-m", "venv", "--clear", "--without-pip", str(VENV)])
        if not _quietly([base, "-m", "pip", "--version"]):
            raise Failed(
                "This Python has neither venv's pip nor pip itself. Install one of them "
                "(Debian, Ubuntu: apt install python3-venv) and run this command again."
            )


def _interpreter() -> str:
    """Return the Python that runs this, or where that is .venv's own, the one it was made from."""
    inside = Path(sys.prefix).resolve() == VENV
    return str(getattr(sys, "_base_executable", sys.executable)) if inside else sys.executable


def _pip(python: Path) -> list[str]:
    """Return the 'pip install' that installs into .venv: its own pip, or this interpreter's."""
    if _quietly([str(python), "-c", "import pip"]):
        pip = [str(python), "-m", "pip"]
    else:
        pip = [_interpreter(), "-m", "pip", "--python", str(python)]
    return [*pip, "--disable-pip-version-check", "install"]


def _install_lock(pip: list[str], lock: Path) -> None:
    exact = ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
    _run(
        f"install {lock.name} (the first time, some 100 MB to fetch)",
        [*pip, "--quiet", "--no-warn-script-location", *exact, "--requirement", str(lock)],
    )


def _check_qt(python: Path) -> None:
    """Refuse, with the packages to install, where the system lacks a library that Qt needs."""
    start = "from PySide6 import QtPrintSupport, QtSvg, QtWidgets; QtWidgets.QApplication([])"
    seen = os.name == "nt" or sys.platform == "darwin"
    seen = seen or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    tried = subprocess.run(
        [str(python), "-c", start],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ if seen else {**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    if tried.returncode != 0:
        listed = (ROOT / ".ci" / "system-packages.txt").read_text(encoding="utf-8")
        names = [line for line in listed.splitlines() if line and not line.startswith("#")]
        raise Failed(
            f"{tried.stderr.strip()}\n\nQt does not start on this system, as said above. "
            f"On Debian or Ubuntu: apt install {' '.join(names)}"
        )


def _scripts() -> Path:
    return VENV / ("Scripts" if os.name == "nt" else "bin")


def _stamp() -> dict[str, str]:
    try:
        read = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _write_stamp(installed: dict[str, str]) -> None:
    STAMP.write_text(json.dumps(installed, indent=1) + "\n", encoding="utf-8")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# Steps


def _say(step: str) -> None:
    print(f"--- {step}", flush=True)


def _quietly(command: list[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _passes(step: str, command: list[str]) -> bool:
    _say(step)
    return subprocess.call(command, cwd=ROOT) == 0


def _run(step: str, command: list[str]) -> None:
    if not _passes(step, command):
        raise Failed(f"This step failed: {step}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
