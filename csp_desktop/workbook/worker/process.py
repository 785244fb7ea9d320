"""Reading files through a worker: started when needed, replaced after a breach, stopped at will.

Nothing of a file is opened in the program itself.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from csp_desktop.errors import Failure, Refusal
from csp_desktop.workbook.export.base import pack_layout
from csp_desktop.workbook.package.guard import NeedsPassword, Unreadable
from csp_desktop.workbook.package.model import BaseSheet, Book, Returned
from csp_desktop.workbook.worker.wire import unpack_book, unpack_returned
from csp_desktop.workbook.worker.worker import COMMAND, READY, too_slow


class Stopped(Refusal):
    """The reading was stopped by the person who had asked for it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take: seconds of the processor, bytes of memory and of answer.

    `patience` are the seconds by the clock after which a file is left that keeps the worker
    waiting, on a share that does not answer or a machine at its limit. `start` are those in which
    a worker must have started: it takes longest on a machine that has just been switched on.
    """

    seconds: float = 8.0
    patience: float = 24.0
    memory: int = 512_000_000
    answer: int = 150_000_000
    start: float = 60.0


class Reader:
    """One worker for any number of files. Use it with `with`; `stop` may come from any thread."""

    def __init__(self, limits: Limits | None = None) -> None:
        """Start nothing yet."""
        self._limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._late = False
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def returned(
        self,
        path: Path,
        *,
        password: str | None = None,
        kept: str | None = None,
        layouts: Sequence[BaseSheet] = (),
        usual: Mapping[str, Sequence[str]] | None = None,
    ) -> Returned:
        """Read a returned workbook.

        `kept` is its base as the plan file keeps it (`base.pack`), for one that has lost its own;
        `layouts` are the sheets to know where there is neither. `usual` are the texts that exports
        bear by sheet: without them nothing is said of what stands beside the rows of a workbook
        that does not carry its own.

        Raises Unreadable in words for its sender, NeedsPassword where it is encrypted, Stopped.
        """
        request = {
            "do": "returned",
            "password": password,
            "kept": kept,
            "layouts": [pack_layout(each) for each in layouts],
            "usual": usual,
        }
        return unpack_returned(self._ask(path, request))

    def book(self, path: Path, *, password: str | None = None) -> Book:
        """Read any workbook as it stands, with its fills; raises as `returned` does."""
        return unpack_book(self._ask(path, {"do": "book", "password": password}))

    def stop(self) -> None:
        """End what is being read, and refuse whatever is asked from now on."""
        with self._lock:
            self._stopped = True
            if self._process:
                self._process.kill()

    def check(self) -> None:
        """Raise Stopped once the reading was stopped."""
        with self._lock:
            self._raise_if_stopped()

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            process, self._process = self._process, None
        if process:
            _end(process)

    def _ask(self, path: Path, request: dict[str, Any]) -> dict[str, Any]:
        path = path.absolute()
        process = self._running()
        line = json.dumps({**request, "path": str(path)}).encode() + b"\n"
        answer = self._exchange(process, line, self._limits.patience)
        if answer is None:
            self.close()
            self._raise_if_stopped()
            if self._late:
                raise Unreadable(too_slow(path.name, self._limits.patience))
            raise Unreadable(
                f"{path.name} takes more memory to read than any plan, so it was left. Copy its "
                "cells into a new workbook, or ask its sender for one without pictures and other "
                "sheets."
            )
        if answer.get("spent"):
            self.close()
        if told := answer.get("unreadable"):
            raise NeedsPassword(told) if answer.get("password") else Unreadable(told)
        read: dict[str, Any] = answer["read"]
        return read

    def _running(self) -> subprocess.Popen[bytes]:
        with self._lock:
            self._raise_if_stopped()
            if self._process and self._process.poll() is None:
                return self._process
            spent = self._process
            self._process = process = self._start()
        if spent:
            _end(spent)
        if self._line(process, self._limits.start) != READY:
            self.close()
            self._raise_if_stopped()
            raise Failure(
                "The part of the program that reads workbooks did not start. Start the program "
                "again; if that does not help, install it again."
            )
        return process

    def _start(self) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                [*_command(), str(self._limits.memory), str(self._limits.seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise Failure(
                f"The part of the program that reads workbooks did not start: {error.strerror}."
            ) from error

    def _exchange(
        self, process: subprocess.Popen[bytes], line: bytes, seconds: float
    ) -> dict[str, Any] | None:
        """The answer to one request; None where the worker ended or was ended over it."""
        try:
            if process.stdin:
                process.stdin.write(line)
                process.stdin.flush()
        except OSError:
            return None
        answer = self._line(process, seconds)
        if not answer.endswith(b"\n"):
            return None
        read: dict[str, Any] = json.loads(answer)
        return read

    def _line(self, process: subprocess.Popen[bytes], seconds: float) -> bytes:
        """One line from the worker, which is killed where it takes longer than `seconds`."""
        self._late = False
        timer = threading.Timer(seconds, self._kill_late, [process])
        timer.start()
        try:
            return process.stdout.readline(self._limits.answer) if process.stdout else b""
        except (OSError, ValueError):
            return b""
        finally:
            timer.cancel()
            timer.join()

    def _kill_late(self, process: subprocess.Popen[bytes]) -> None:
        self._late = True
        process.kill()

    def _raise_if_stopped(self) -> None:
        if self._stopped:
            raise Stopped("Stopped before all files were read; nothing was changed.")


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, COMMAND]
    # -P: the folder in which the program happens to be started holds no code of ours.
    return [sys.executable, "-P", "-m", "csp_desktop.workbook.worker.worker"]


def _end(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout):
        try:
            if stream:
                stream.close()
        except OSError:
            pass
    try:
        process.wait(timeout=0.2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
