"""The log of what nothing caught: a few small files beside the settings, to send with a report.

It says what kind of fault it was, where in the program, and in which version of what. No text of a
plan is in it: neither the message of an error, which may quote one, nor what variables held.
"""

from __future__ import annotations

import faulthandler
import os
import platform
import re
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from csp_desktop import paths
from csp_desktop.whole import runs_here

MOST_BYTES = 200_000
MOST_FILES = 5
"""How large a file of the log grows, and how many are kept."""

_OFTEN = 3
"""How often a run tells of the same fault: one that comes with each painting says nothing new."""
_FRAMES, _CHAIN, _NATIVE = 40, 8, 20_000

_told: Counter[str] = Counter()


def folder() -> Path:
    """The folder of the log; it may not exist yet."""
    return paths.user_data() / "logs"


def write(error: BaseException, said: str) -> bool:
    """Note an error under one of the program's own sentences; False where it cannot be written."""
    return note("\n".join((said, *_lines_of(error))))


def note(said: str) -> bool:
    """Note what the program says of itself; the plan's words are the caller's to leave out."""
    _told[said] += 1
    if _told[said] > _OFTEN:
        return True
    at = datetime.now(tz=UTC).isoformat(timespec="seconds")
    try:
        _append(f"{at} {_versions()}\n{said}\n\n")
    except OSError:
        return False
    return True


def without_quotes(said: str) -> str:
    """A message of another's making without what it quotes."""
    return re.sub(r"""(["'“‘]).*["'”’]""", "'…'", said, flags=re.DOTALL)


class Watch:
    """Notes what nothing catches from now on, in any thread, a crash of the program included."""

    def __init__(self) -> None:
        """Begin, and take up what a run that crashed has left."""
        self._native: IO[str] | None = None
        self._hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread
        sys.unraisablehook = self._unraisable
        # A disk that refuses this must not keep the window from opening.
        with suppress(OSError):
            folder().mkdir(parents=True, exist_ok=True)
            _take_up()
            self._native = _native_file(os.getpid()).open("w", encoding="utf-8")
            faulthandler.enable(self._native)

    def end(self) -> None:
        """Stop: the run ends in order, and what the system told of on the way was no crash."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._hooks
        if self._native:
            faulthandler.disable()
            self._native.close()
            with suppress(OSError):
                _native_file(os.getpid()).unlink(missing_ok=True)

    def _uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
            write(error, "Nothing caught this.")
        with suppress(Exception):  # there may be no console to tell it to
            self._hooks[0](kind, error, trace)

    def _uncaught_in_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value:
            write(told.exc_value, "Nothing caught this in a thread.")
        # What this raised would be told to the window from the thread, and no widget may hear that.
        with suppress(Exception):
            self._hooks[1](told)

    def _unraisable(self, told: sys.UnraisableHookArgs) -> None:
        if told.exc_value:
            write(told.exc_value, "This could not be raised.")
        with suppress(Exception):
            self._hooks[2](told)


def _lines_of(error: BaseException) -> Iterator[str]:
    """Kind and places of an error, and of those before it; no message and no value."""
    before: BaseException | None = error
    for step in range(_CHAIN):
        if before is None:
            return
        kind = type(before)
        yield f"{'after ' if step else ''}{kind.__module__}.{kind.__qualname__}"
        for frame in traceback.extract_tb(before.__traceback__)[-_FRAMES:]:
            yield f"  {_short(frame.filename)}:{frame.lineno} {frame.name}"
        before = before.__cause__ or before.__context__


def _short(file: str) -> str:
    """A file's last names: those before may name a person."""
    return "/".join(re.split(r"[\\/]", file)[-3:])


def _versions() -> str:
    from importlib.metadata import version

    qt = getattr(sys.modules.get("PySide6"), "__version__", "not loaded")
    python = platform.python_version()
    try:
        ours = version("csp-desktop")
    except ImportError:
        ours = "of no known version"
    return f"CSP Desktop {ours}, Python {python}, Qt {qt}, {system()}"


def system() -> str:
    """The system and its version, for a report of a fault."""
    # Not by platform.platform(): on Windows it asks the management service, which may take seconds
    # and is missing under Wine.
    if sys.platform == "win32":
        return "Windows {}.{}.{}".format(*sys.getwindowsversion()[:3])
    return platform.platform()


def _append(text: str) -> None:
    folder().mkdir(parents=True, exist_ok=True)
    file = _file(0)
    if file.exists() and file.stat().st_size + len(text.encode()) > MOST_BYTES:
        for number in reversed(range(MOST_FILES - 1)):
            if _file(number).exists():
                _file(number).replace(_file(number + 1))
    with file.open("a", encoding="utf-8", errors="backslashreplace") as log:
        log.write(text)


def _file(number: int) -> Path:
    return folder() / (f"crash.{number}.log" if number else "crash.log")


def _native_file(process: int) -> Path:
    """Where the system tells of a crash of this process, which no hook of Python's sees."""
    return folder() / f"native-{process}.log"


def _take_up() -> None:
    """Put into the log what runs that crashed have left."""
    for file in folder().glob("native-*.log"):
        process = file.stem.removeprefix("native-")
        if not process.isdecimal() or runs_here(int(process)):
            continue
        with suppress(OSError):
            told = file.read_text(encoding="utf-8", errors="replace")[:_NATIVE]
            if told.strip():
                shortened = re.sub(r'File "(.*?)"', lambda found: f"File {_short(found[1])}", told)
                note(f"An earlier run ended here.\n{shortened.rstrip()}")
            file.unlink()
