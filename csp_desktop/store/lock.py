"""One writer a plan file: an operating-system lock, and a note beside it of who holds it."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from csp_desktop.errors import PlanInUse
from csp_desktop.store.failing import from_os
from csp_desktop.whole import remove, runs_here, this_machine

if TYPE_CHECKING:
    from filelock import BaseFileLock

_PATIENCE_SECONDS = 20.0


class Unshared:
    """The right to write a file that nobody else knows of: nothing is locked for it."""

    def release(self) -> None:
        """Give the right back."""


class WriterLock(Unshared):
    """The right to write one plan file; the system frees it when the program ends, in any way."""

    def __init__(self, plan: Path, holder: str, *, is_window: bool) -> None:
        """Take the lock for `holder` (a person's name).

        A command waits a while for another command. While a window holds the plan, PlanInUse is
        raised at once with a sentence on who it is.
        """
        from filelock import FileLock, Timeout

        # Resolved, so that two links to one plan meet at one lock.
        plan = plan.resolve()
        self._note = _note_of(plan)
        self._lock: BaseFileLock = FileLock(_lock_file(plan))
        try:
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                # A command ends within seconds; a window may be open all day.
                if is_window or _holder_of(plan).get("window"):
                    raise
                self._lock.acquire(timeout=_PATIENCE_SECONDS)
        except Timeout:
            raise PlanInUse(_in_use(plan, _holder_of(plan))) from None
        except OSError as error:
            raise from_os(plan, error) from error
        held: dict[str, object] = {
            "name": holder,
            "window": is_window,
            "process": os.getpid(),
            "file": _which(plan),
        }
        held["machine"] = this_machine()
        # The note only says whom to ask: the lock holds without it, so a failure is passed over.
        with contextlib.suppress(OSError):
            self._note.write_text(json.dumps(held), encoding="utf-8")

    def release(self) -> None:
        """Give the lock back."""
        # The note goes first: once the lock is free, a note here may be the next holder's.
        with contextlib.suppress(OSError):
            remove(self._note)
        with contextlib.suppress(OSError):
            self._lock.release()


@contextmanager
def held_for_a_moment(plan: Path) -> Iterator[bool]:
    """Yields True and holds the lock for as long as this lasts, or False if someone holds it.

    Raises OSError if the folder cannot be written to.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(_lock_file(plan.resolve()))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        with contextlib.suppress(OSError):
            lock.release()


def why_held(plan: Path) -> str:
    """Who holds the lock, in the sentence that refuses a second writer; '' if nobody does.

    Raises a kind error where the folder cannot be written to.
    """
    plan = plan.resolve()
    try:
        with held_for_a_moment(plan) as free:
            return "" if free else _in_use(plan, _holder_of(plan))
    except OSError as error:
        raise from_os(plan, error) from error


def clear_notes(folder: Path) -> None:
    """Remove the notes of writers on this machine that were killed, if that is possible."""
    with contextlib.suppress(OSError):
        for note in folder.glob(".*.holder"):
            holder = _read(note)
            process = holder.get("process")
            ours = isinstance(process, int) and holder.get("machine") == this_machine()
            if ours and isinstance(process, int) and not runs_here(process):
                remove(note)


def is_at_work(plan: Path) -> bool:
    """True if a writer holds the very file that lies at `plan` at this moment."""
    plan = plan.resolve()
    # The file's own number is compared, as the note may be about another file that was here.
    holder = _holder_of(plan)
    process, which = holder.get("process"), holder.get("file")
    return isinstance(process, int) and which == _which(plan) and runs_here(process)


def _which(plan: Path) -> list[int] | None:
    try:
        found = plan.stat()
    except OSError:
        return None
    return [found.st_dev, found.st_ino]


def _lock_file(plan: Path) -> Path:
    return plan.with_name(f".{plan.name}.lock")


def _note_of(plan: Path) -> Path:
    return plan.with_name(f".{plan.name}.holder")


def _holder_of(plan: Path) -> dict[str, object]:
    return _read(_note_of(plan))


def _read(place: Path) -> dict[str, object]:
    try:
        note = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _in_use(plan: Path, holder: dict[str, object]) -> str:
    name = holder.get("name")
    whom = f" by {name}" if name else ""
    where = "in another window" if holder.get("window") else "by another command"
    return (
        f"{plan.name} is open {where}{whom}. Close it there first, "
        "or make a copy of the plan and work in that."
    )
