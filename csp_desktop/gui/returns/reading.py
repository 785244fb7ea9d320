"""The files of a batch, and reading them on the plan's own thread.

One file is one task, so that an edit is saved between two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from csp_desktop.gui.session.gc_paused import unhurried
from csp_desktop.gui.session.plan_session import PlanState
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


class FileReading(QObject):
    """Reads one file at a time with one worker. Of what was stopped nothing more is heard.

    `progressed` brings a path and hundredths, `arrived` what was read, `failed` a path and why.
    """

    progressed = Signal(object, int)
    arrived = Signal(object)
    failed = Signal(object, object)
    _heard = Signal(int, int)

    def __init__(self, state: PlanState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._intake: Intake | None = None
        self._turn = 0
        self.path: Path | None = None
        """The file that is being read."""
        self._heard.connect(self._hear)

    def read(self, path: Path, password: str | None = None) -> None:
        """Read a file; while one is being read, none other may be asked for."""
        if self._intake is None:
            self._turn += 1
            turn = self._turn
            self._intake = Intake(lambda progress: self._heard.emit(turn, progress))
        intake, turn, at = self._intake, self._turn, self._state.now()
        self.path = path

        def work(plan: OpenPlan) -> Arrived:
            with unhurried():
                return intake.read(plan, path, at, password)

        def done(arrived: Arrived) -> None:
            if self._is_awaited(path, turn):
                self.path = None
                self.arrived.emit(arrived)

        def failed(error: Exception) -> None:
            if self._is_awaited(path, turn):
                self.path = None
                self.failed.emit(path, error)

        self._state.tasks.run(work, done, failed)

    def stop(self) -> None:
        """Stop at once; what was being read ends with an error that nobody hears."""
        if self._intake is not None:
            self._intake.stop()
        self.rest()
        self.path = None
        self._turn += 1

    def rest(self) -> None:
        """End the worker: there is nothing more to read for now."""
        intake, self._intake = self._intake, None
        if intake is not None:
            self._state.tasks.apart(intake.close, lambda _: None, lambda _: None)

    def _is_awaited(self, path: Path, turn: int) -> bool:
        return turn == self._turn and path == self.path

    def _hear(self, turn: int, progress: int) -> None:
        if turn == self._turn and self.path is not None:
            self.progressed.emit(self.path, progress)
