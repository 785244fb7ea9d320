"""One writer a plan file: an operating-system lock, and a note beside it of who holds it."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from csp_desktop.errors import PlanInUse
from csp_desktop.store.failing import from_os

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

        plan = plan.resolve()
        self._note = plan.with_name(f".{plan.name}.holder")
        self._lock: BaseFileLock = FileLock(plan.with_name(f".{plan.name}.lock"))
        try:
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                if is_window or self._held_by_window():
                    raise
                self._lock.acquire(timeout=_PATIENCE_SECONDS)
        except Timeout:
            raise PlanInUse(_in_use(plan, self._holder())) from None
        except OSError as error:
            raise from_os(plan, error) from error
        with contextlib.suppress(OSError):
            self._note.write_text(
                json.dumps({"name": holder, "window": is_window, "process": os.getpid()}),
                encoding="utf-8",
            )

    def release(self) -> None:
        """Give the lock back."""
        with contextlib.suppress(OSError):
            self._note.unlink(missing_ok=True)
        self._lock.release()

    def _holder(self) -> dict[str, object]:
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}

    def _held_by_window(self) -> bool:
        return bool(self._holder().get("window"))


def _in_use(plan: Path, holder: dict[str, object]) -> str:
    name = holder.get("name")
    whom = f" by {name}" if name else ""
    where = "in another window" if holder.get("window") else "by another command"
    return (
        f"{plan.name} is open {where}{whom}. Close it there first, "
        "or make a copy of the plan and work in that."
    )
