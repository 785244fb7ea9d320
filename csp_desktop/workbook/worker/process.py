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

from csp_desktop.errors import BadValue, Failure, Refusal
from csp_desktop.plan.fields import FieldTable
from csp_desktop.workbook.export.base import pack_layout
from csp_desktop.workbook.importing.import_map import Map
from csp_desktop.workbook.importing.import_reader import Imported
from csp_desktop.workbook.package.guard import FileUnreadable, NeedsPassword
from csp_desktop.workbook.package.model import BaseSheet, Book, Returned
from csp_desktop.workbook.worker.wire import pack, unpack, unpack_returned
from csp_desktop.workbook.worker.worker import COMMAND, OUT_OF_TIME, READY, too_slow


class Stopped(Refusal):
    """The reading was stopped by the person who had asked for it."""


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What reading one file may take: seconds of the processor, bytes of memory and of answer.

    `patience` are the seconds by the clock after which a file is left that keeps the worker
    waiting, on a share that does not answer or a machine at its limit: many times what a sound file
    takes, since it is the processor's seconds that bound a file. `start` are those in which a
    worker must have started: it takes longest on a machine that has just been switched on.
    """

    seconds: float = 8.0
    patience: float = 180.0
    memory: int = 512_000_000
    answer: int = 150_000_000
    start: float = 60.0


class Reader:
    """One worker for any number of files. Use it with `with`; `stop` may come from any thread."""

    def __init__(self, limits: ReadingLimits | None = None) -> None:
        """Start nothing yet."""
        self._limits = limits or ReadingLimits()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._late = False
        self._passwords: dict[str, str | None] = {}
        # Guards `_process` and `_stopped` only, and is never held while waiting for the worker:
        # `stop` comes from the window's thread and must not wait for a file.
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
        `layouts` are the sheets to look for if there is neither. `usual` are the texts of exports
        by sheet: without them nothing is said about cells beside the rows of a workbook that does
        not carry its own.

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
        """Read any workbook unchanged, with its fills; raises as `returned` does."""
        book = unpack(Book, self._ask(path, {"do": "book", "password": password})["found"])
        self._passwords[book.fingerprint] = password
        return book

    def suggest(self, book: Book, table: FieldTable, at: str = "") -> Map:
        """The map that a book suggests, which was read here; raises as `returned` does.

        As the others below it is worked out in the worker, which still holds the book: what is
        somebody else's may take any time to understand.
        """
        return unpack(Map, self._of(book, "suggest", table, at=at))

    def suggest_at(
        self,
        book: Book,
        table: FieldTable,
        made: Map,
        sheet: str,
        rows: tuple[int, ...],
        records: str,
    ) -> Map:
        """The map with the headers of a table in other rows; raises BadValue, and as `suggest`."""
        asked = {"map": pack(Map, made), "sheet": sheet, "rows": rows, "records": records}
        return unpack(Map, self._of(book, "suggest at", table, **asked))

    def read_with(self, book: Book, made: Map, table: FieldTable) -> Imported:
        """What a book says by a map; raises BadValue where they do not fit, and as `suggest`."""
        return unpack(Imported, self._of(book, "read with", table, map=pack(Map, made)))

    def _of(self, book: Book, do: str, table: FieldTable, **asked: Any) -> Any:
        request = {
            "do": do,
            "fingerprint": book.fingerprint,
            "password": self._passwords.get(book.fingerprint),
            "table": pack(FieldTable, table),
        }
        return self._ask(Path(book.path), request | asked)["found"]

    def stop(self) -> None:
        """End what is being read, and refuse whatever is asked from now on."""
        with self._lock:
            self._stopped = True
            if self._process:
                # Killing ends the other thread's `readline` with the end of file. `_ask` then finds
                # `_stopped` set and raises Stopped, not a complaint about the file.
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
        # The worker may have another folder of its own, so a relative path would be another file
        # there.
        path = path.absolute()
        process = self._running()
        line = json.dumps({**request, "path": str(path)}).encode() + b"\n"
        answer = self._exchange(process, line, self._limits.patience)
        if answer is None:
            # The worker is in the midst of an answer or dead. What it still writes would be taken
            # for the answer to the next file.
            self.close()
            self._raise_if_stopped()
            raise FileUnreadable(self._why_ended(path.name, process.returncode))
        if answer.get("spent") or self._late:
            self.close()
        if told := answer.get("unreadable"):
            raise NeedsPassword(told) if answer.get("password") else FileUnreadable(told)
        if told := answer.get("bad"):
            raise BadValue(told)
        read: dict[str, Any] = answer["read"]
        return read

    def _why_ended(self, name: str, code: int | None) -> str:
        """Why a worker gave no answer, and what to do: a file is not blamed for a busy machine."""
        if self._late:
            return (
                f"{name} was not read within {self._limits.patience:.0f} seconds, so it was left: "
                "this computer is busy, or the place where the file is does not answer. Copy it to "
                "this computer, close what you do not need, and try again."
            )
        if code in OUT_OF_TIME:
            return too_slow(name, self._limits.seconds)
        return (
            f"{name} could not be read to its end, so it was left: it is damaged, or takes more "
            "memory than any plan. Copy its cells into a new workbook, or ask its sender for one "
            "without pictures and other sheets."
        )

    def _running(self) -> subprocess.Popen[bytes]:
        with self._lock:
            self._raise_if_stopped()
            # One worker serves many files: starting takes longer than reading most of them.
            if self._process and self._process.poll() is None:
                return self._process
            spent = self._process
            self._process = process = self._start()
        # Waiting for a process to end is done without the lock, so that `stop` goes through.
        if spent:
            _end(spent)
        # A worker that does not start is this program's fault (a Failure), never the file's.
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
                # A pipe that nobody reads fills up, and then the worker waits for ever.
                stderr=subprocess.DEVNULL,
                # Windows would flash a console for each start.
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
        # Cut off by the end of the process or by the limit on answers: half a line of JSON is no
        # answer.
        if not answer.endswith(b"\n"):
            return None
        read: dict[str, Any] = json.loads(answer)
        return read

    def _line(self, process: subprocess.Popen[bytes], seconds: float) -> bytes:
        """One line from the worker, which is killed where it takes longer than `seconds`."""
        self._late = False
        # A pipe cannot be read with a time limit on all three systems; killing what writes to it
        # can be done.
        timer = threading.Timer(seconds, self._kill_late, [process])
        timer.start()
        try:
            return process.stdout.readline(self._limits.answer) if process.stdout else b""
        except (OSError, ValueError):
            return b""
        finally:
            timer.cancel()
            # A timer that has just fired may still be about to kill, and `_late` is read next.
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
