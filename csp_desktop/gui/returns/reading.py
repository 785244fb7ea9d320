"""The files of a batch, and reading them on the plan's own thread.

One file is one task, so that an edit is saved between two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from csp_desktop.gui.session.gc_paused import unhurried
from csp_desktop.gui.session.long_job import WHOLE, Job, LongJob, Progress, Steps
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.queued_write import ignore
from csp_desktop.operations.receiving.answers import Answer
from csp_desktop.operations.receiving.batch import Merged
from csp_desktop.operations.receiving.intake import Arrived, Intake
from csp_desktop.operations.sending.outstanding import Return

if TYPE_CHECKING:
    from csp_desktop.operations.session.open_plan import OpenPlan


SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".cspplan"})
_LOCK_FILE = "~$"


class Stage(StrEnum):
    """How far a file is."""

    WAITS = "waits"
    READING = "reading"
    READ = "read"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class BatchFile:
    """One file of the batch; `progress` is in hundredths while it is read."""

    path: Path
    stage: Stage = Stage.WAITS
    progress: int = 0
    password: str | None = None
    arrived: Arrived | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What a merge did, and the answers to its senders."""

    merged: Merged
    answers: tuple[Answer, ...]
    outstanding: tuple[Return, ...]


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files among `paths`, and those that folders among them hold; locks of Excel left out."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        found += [
            each
            for each in inside
            if not each.name.startswith((_LOCK_FILE, ".")) and (each == path or _is_ours(each))
        ]
    return list(dict.fromkeys(found))


def _is_ours(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in SUFFIXES


class FileReading(LongJob):
    """Reads one file at a time with one worker, which `rest` ends."""

    def __init__(self, state: PlanState, parent: QObject | None = None) -> None:
        super().__init__(state, parent)
        self._intake: Intake | None = None
        self.path: Path | None = None
        """The file that is being read, or was the last."""

    def read_file(
        self,
        path: Path,
        password: str | None,
        done: Callable[[Arrived], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Read a file."""
        intake = self._intake = self._intake or Intake()
        self.path, at = path, self._state.now()

        def work(plan: OpenPlan) -> Arrived:
            with unhurried():
                return intake.read(plan, path, at, password)

        def steps(progress: Progress) -> Steps[Arrived]:
            intake.tell = lambda percent: progress("", percent / WHOLE)
            progress.stop = intake.stop
            arrived: Arrived = yield self.reading(work)
            return arrived

        self.begin(Job(steps, done, f"{path.name} could not be read", failed))

    def drop(self) -> None:
        """Stop at once; what was being read ends with an error that nobody hears."""
        super().drop()
        self.rest()

    def rest(self) -> None:
        """End the worker: there is nothing more to read for now."""
        intake, self._intake = self._intake, None
        if intake is not None:
            self._state.tasks.apart(intake.close, ignore, ignore)
