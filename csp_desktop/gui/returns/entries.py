"""The files of a batch: how far each is, and which are taken up when some are dropped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from csp_desktop.operations.receiving.answers import Answer
from csp_desktop.operations.receiving.batch import Merged
from csp_desktop.operations.receiving.intake import Arrived
from csp_desktop.operations.sending.outstanding import Return

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
