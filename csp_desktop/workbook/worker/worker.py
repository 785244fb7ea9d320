"""The worker: a process of its own that reads files nobody vouches for, one a line, within limits.

It is the program itself, started with a hidden command, so that it is there in an installed or
frozen program too. A line of JSON asks on standard input, a line of JSON answers on standard
output. What it cannot take (memory, time) ends it, and harms nobody else.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader, BufferedWriter
from pathlib import Path
from typing import Any, Final

from csp_desktop.errors import BadValue
from csp_desktop.plan.fields import FieldTable
from csp_desktop.workbook.export import base
from csp_desktop.workbook.export.base import carried_text
from csp_desktop.workbook.importing.import_map import Map
from csp_desktop.workbook.importing.import_reader import Imported, read_with
from csp_desktop.workbook.importing.suggest_map import suggest, suggest_at
from csp_desktop.workbook.package.any_book import read_any
from csp_desktop.workbook.package.book import read_book
from csp_desktop.workbook.package.guard import FileUnreadable, NeedsPassword, open_file
from csp_desktop.workbook.package.model import Book
from csp_desktop.workbook.returns.reading import read_returned
from csp_desktop.workbook.worker.wire import pack, pack_returned, unpack

COMMAND: Final = "read-workbook"
"""The hidden command that makes a frozen program a worker."""

READY: Final = b"ready\n"

OUT_OF_TIME: Final = (-24, 1816)
"""How a worker ends that the system ended for its time: SIGXCPU, and Windows' own exit code."""

_LOOK_EVERY = 0.1
_STACK: Final = 262_144
"""Bytes for the thread that watches the time, which would else reserve eight million."""
_BACKSTOP = 2
"""Seconds of processor time after which the system ends what the worker itself could not."""


def main(arguments: list[str]) -> int:
    """Be a worker until standard input ends.

    `arguments` are the bytes of memory, and the seconds of processor time for one file.
    """
    memory, seconds = int(arguments[0]), float(arguments[1])
    # First of all, before anything of a file is here.
    limit_memory(memory)
    threading.stack_size(_STACK)
    with os.fdopen(os.dup(0), "rb") as asked, os.fdopen(os.dup(1), "wb") as answers:
        # What a library prints must not come between the answers.
        os.dup2(2, 1)
        return serve(asked, answers, seconds)


def serve(asked: BufferedReader, answers: BufferedWriter, seconds: float) -> int:
    """Answer each line of `asked`; ends, with 1, where the memory did not suffice for one."""
    # Starting can take a minute on a cold machine. Time for a file counts only from here.
    answers.write(READY)
    answers.flush()
    for line in asked:
        request = json.loads(line)
        # Set again for each file, for what the watching thread cannot end: code in C that holds the
        # interpreter lets no other thread run.
        limit_processor(int(seconds) + _BACKSTOP)
        path = Path(request["path"])
        try:
            with _in_time(path, seconds, answers):
                answer = handle(request)
        except RuntimeError:  # no room for one more thread
            answer = _too_large(path)
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()
        # After running out of memory nothing in this process can be relied on. The program starts
        # another one for the next file.
        if answer.get("spent"):
            return 1
    return 0


@contextmanager
def _in_time(path: Path, seconds: float, answers: BufferedWriter) -> Iterator[None]:
    """End this process, with a sentence, once what is done within has computed for `seconds`.

    Time in which other programs have the processor does not count: on a busy laptop a workbook
    would else be refused for what is not its fault.
    """
    done, until = threading.Event(), time.process_time() + seconds

    def watch() -> None:
        while not done.wait(_LOOK_EVERY):
            if time.process_time() > until:
                # From this thread while the other still computes. It has not written its answer
                # yet, as `done` is not set, so the two lines do not mix.
                answers.write(json.dumps(_too_slow(path, seconds)).encode() + b"\n")
                answers.flush()
                # `sys.exit` would only end this thread.
                os._exit(1)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _too_large(path: Path) -> dict[str, Any]:
    told = f"{path.name} takes more memory to read than any plan, so it was left."
    return {"unreadable": told, "spent": True}


def _too_slow(path: Path, seconds: float) -> dict[str, Any]:
    return {"unreadable": too_slow(path.name, seconds), "spent": True}


def too_slow(name: str, seconds: float) -> str:
    """The sentence on a file that cannot be read within `seconds`."""
    return (
        f"{name} takes longer than {seconds:.0f} seconds of computing to read, so it was left. "
        "Copy its cells into a new workbook, or ask its sender for one without pictures and other "
        "sheets."
    )


def handle(request: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one request: what was read, or why it could not be."""
    path = Path(request["path"])
    try:
        return {"read": _read(path, request)}
    except NeedsPassword as error:
        return {"unreadable": str(error), "password": True}
    except FileUnreadable as error:
        return {"unreadable": str(error)}
    except BadValue as error:
        return {"bad": str(error)}
    # Not left to the clause below: these two are not the file's damage but this process's end.
    except (MemoryError, RecursionError):
        return _too_large(path)
    except Exception as error:  # noqa: BLE001 - whatever a file provokes must not end the batch
        kind = type(error).__name__
        return {"unreadable": f"{path.name} cannot be read: it is damaged. ({kind})"}


def _read(path: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    if request["do"] in _OF_A_BOOK:
        return {"found": _OF_A_BOOK[request["do"]](_book(path, request), request)}
    content = open_file(path, request.get("password"))
    book = read_book(path, content)
    kept = request.get("kept")
    layouts = [base.unpack_layout(each) for each in request.get("layouts", ())]
    returned = read_returned(book, kept, layouts, request.get("usual"))
    return pack_returned(returned, kept if returned.kept else carried_text(book))


# The workbook that is being looked at: a person corrects its map again and again.
_looked_at: list[Book] = []


def _book(path: Path, request: Mapping[str, Any]) -> Book:
    """The workbook at `path`; the one with the fingerprint that is asked for, if one is."""
    asked = request.get("fingerprint")
    if asked and _looked_at and _looked_at[0].fingerprint == asked:
        return _looked_at[0]
    _looked_at.clear()
    book = read_any(path, request.get("password"))
    if asked and book.fingerprint != asked:
        raise FileUnreadable(f"{path.name} has been saved anew since it was read. Choose it again.")
    _looked_at.append(book)
    return book


def _suggest(book: Book, request: Mapping[str, Any]) -> Any:
    return pack(Map, suggest(book, unpack(FieldTable, request["table"]), request["at"]))


def _suggest_at(book: Book, request: Mapping[str, Any]) -> Any:
    table, made = unpack(FieldTable, request["table"]), unpack(Map, request["map"])
    rows = tuple(request["rows"])
    return pack(Map, suggest_at(book, table, made, request["sheet"], rows, request["records"]))


def _read_with(book: Book, request: Mapping[str, Any]) -> Any:
    table, made = unpack(FieldTable, request["table"]), unpack(Map, request["map"])
    return pack(Imported, read_with(book, made, table))


_OF_A_BOOK: Final[Mapping[str, Callable[[Book, Mapping[str, Any]], Any]]] = {
    "book": lambda book, _: pack(Book, book),
    "suggest": _suggest,
    "suggest at": _suggest_at,
    "read with": _read_with,
}


def limit_memory(most: int) -> None:
    """Have this process refused more than `most` bytes; where a system cannot, nothing happens."""
    if sys.platform == "win32":
        _limit_by_job(memory=most)
    else:
        import resource

        # The hard limit stays as it is: once lowered, it could not be raised again.
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))
        except (ValueError, OSError):
            return


def limit_processor(seconds: int) -> None:
    """Have this process ended once it has computed for `seconds` more."""
    if sys.platform == "win32":
        _limit_by_job(seconds=time.process_time() + seconds)
    else:
        import resource

        # The system counts from the process's start, and one worker reads many files. So what is
        # used so far is added, or the limit would hold for all files together.
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        wanted = int(used.ru_utime + used.ru_stime) + 1 + seconds
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))
        except (ValueError, OSError):
            return


_job: list[Any] = []
"""Windows: the job object of this process, its limits, and what sets them."""


def _limit_by_job(*, memory: int = 0, seconds: float = 0.0) -> None:
    """Windows: bound this process's memory and its time since it began by its job object."""
    if not _job:
        _job.extend(_new_job())
    limits, set_limits = _job
    if memory:
        limits.ProcessMemoryLimit = memory
        limits.BasicLimitInformation.LimitFlags |= 0x100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
    if seconds:
        limits.BasicLimitInformation.PerProcessUserTimeLimit = int(seconds * 10_000_000)
        limits.BasicLimitInformation.LimitFlags |= 0x2  # JOB_OBJECT_LIMIT_PROCESS_TIME
    set_limits()


def _new_job() -> tuple[Any, Callable[[], None]]:
    """Windows: put this process into a job object, which ends with it."""
    import ctypes
    from ctypes import wintypes

    class Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
            ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class Extended(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", Basic),
            ("IoInfo", ctypes.c_ulonglong * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    kernel: Any = getattr(ctypes, "WinDLL")("kernel32", use_last_error=True)  # noqa: B009
    # ctypes takes results for 32-bit numbers unless told otherwise, which cuts handles in half.
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.SetInformationJobObject.argtypes = (
        wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD,
    )  # fmt: skip
    kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    # The job lives as long as this process: its handle is never closed.
    job = kernel.CreateJobObjectW(None, None)
    kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
    limits, extended_information = Extended(), 9

    def set_limits() -> None:
        kernel.SetInformationJobObject(
            job, extended_information, ctypes.byref(limits), ctypes.sizeof(limits)
        )

    return limits, set_limits


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
