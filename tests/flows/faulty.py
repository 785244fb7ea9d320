"""Commands whose nth call of the system kills them, or fails: each forked warm, and traced.

Run as a program, this is the process that forks them: it has everything imported already.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.flows.command import environment

WRITES = (
    "pwrite64,write,ftruncate,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,"
    "unlinkat,mkdir,mkdirat"
)
"""The calls of the system that change what lies on the disk."""

FAILING = frozenset(WRITES.split(",")) - {"mkdir", "mkdirat"}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code (-9 where it was killed), what it said, its calls."""

    code: int
    out: str
    err: str
    calls: tuple[str, ...]


class Nursery:
    """A warm process that forks a command and holds it still until it is traced."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-B", "-m", "tests.flows.faulty"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(),
            text=True,
        )

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=30)

    def run(self, words: list[str], home: Path, inject: str = "") -> Ended:
        """Carry out one command line, with what is to go wrong.

        `inject` is as strace takes it: 'fsync:signal=KILL:when=7' or 'write:error=EIO:when=3'. It
        counts the calls of each name apart.
        """
        out, err, log = (self._folder / name for name in ("out", "err", "log"))
        log.unlink(missing_ok=True)
        pid = self._ask({"words": words, "home": str(home), "out": str(out), "err": str(err)})
        asked = ["-e", f"inject={inject}"] if inject else []
        with subprocess.Popen(
            ["strace", "-qq", "-o", str(log), "-e", f"trace={WRITES}", *asked, "-p", str(pid)],
            stderr=subprocess.DEVNULL,
        ) as tracer:
            _wait_until_traced(pid, tracer)
            os.kill(pid, signal.SIGCONT)
            code = self._ask({"wait": pid})
            tracer.wait(30)
        told = [each.read_text(encoding="utf-8", errors="replace") for each in (out, err, log)]
        return Ended(code, told[0], told[1], tuple(re.findall(r"^(\w+)\(", told[2], re.MULTILINE)))

    def _ask(self, question: dict[str, Any]) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def can_trace() -> bool:
    """Whether this machine lets one process look at another's calls, and change them."""
    if sys.platform != "linux" or not shutil.which("strace"):
        return False
    with subprocess.Popen(["sleep", "30"]) as sleeper:
        tracer = subprocess.Popen(
            ["strace", "-qq", "-o", "/dev/null", "-p", str(sleeper.pid)], stderr=subprocess.DEVNULL
        )
        try:
            _wait_until_traced(sleeper.pid, tracer)
        except RuntimeError:
            return False
        finally:
            sleeper.kill()
            tracer.wait(30)
    return True


def _wait_until_traced(pid: int, tracer: subprocess.Popen[bytes]) -> None:
    status = Path(f"/proc/{pid}/status")
    while f"TracerPid:\t{tracer.pid}" not in status.read_text(encoding="utf-8"):
        if tracer.poll() is not None:
            raise RuntimeError("the command could not be traced")
        time.sleep(0.002)


def _serve() -> None:
    from csp_desktop.cli import MODULES, main

    for name in MODULES:
        main.get_command(None, name)  # type: ignore[arg-type]
    for line in sys.stdin:
        asked = json.loads(line)
        if "wait" in asked:
            _, status = os.waitpid(asked["wait"], 0)
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = os.fork()
            if answer == 0:
                _carry_out(asked)
            os.waitpid(answer, os.WUNTRACED)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _carry_out(asked: dict[str, Any]) -> None:
    from csp_desktop.cli import run

    for number, place in ((1, asked["out"]), (2, asked["err"])):
        os.dup2(os.open(place, os.O_CREAT | os.O_TRUNC | os.O_WRONLY), number)
    os.environ["CSP_DESKTOP_HOME"] = asked["home"]
    os.kill(os.getpid(), signal.SIGSTOP)
    code = 99
    try:
        code = run(asked["words"])
    except BaseException:  # noqa: BLE001 - whatever it is, the test is to see it
        traceback.print_exc()
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    _serve()
