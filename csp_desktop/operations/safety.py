"""Backups, going back to one, and the question whether a plan file is sound."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from csp_desktop.errors import CspError, Refusal
from csp_desktop.operations.opened import OpenPlan
from csp_desktop.plan.fields import FieldTable
from csp_desktop.store import backups
from csp_desktop.store.check import problems, unsound_changes
from csp_desktop.store.failing import damaged
from csp_desktop.store.lock import WriterLock
from csp_desktop.store.planfile import PlanFile


def back_up(plan: OpenPlan, now: datetime) -> Path:
    """A backup of the plan as it is, proved sound; answers with its place."""
    return backups.back_up(plan.file, now)


def back_up_before_merge(plan: OpenPlan) -> Path:
    """A backup of the plan as it is before others' changes come in."""
    return backups.back_up(plan.file, datetime.now())  # noqa: DTZ005 - named in local time


def backups_of(path: Path) -> list[Path]:
    """The backups of the plan at `path`, newest first."""
    return backups.backups_of(path)


def restore(
    path: Path, table: FieldTable, by: str, now: datetime, backup: Path | None = None
) -> Path:
    """Put a backup (the newest where none is named) in the plan's place; answers with which.

    The plan as it was is kept as a backup first where it can still be read, else set beside it.
    A backup of another plan is refused.
    """
    chosen = backup or backups.newest(path)
    lock = WriterLock(path, by, is_window=False)
    aside: Path | None = None
    try:
        plan_of_backup = _plan_id(chosen, table)
        try:
            current = PlanFile.open(path, table, write=False)
        except CspError:
            if path.exists():
                aside = path.with_name(f"{path.stem} before restore{path.suffix}.damaged")
                path.replace(aside)
        else:
            try:
                if current.plan_id != plan_of_backup:
                    raise Refusal(f"{chosen.name} is a backup of another plan, so it was not used.")
                backups.back_up(current, now)
            finally:
                current.close()
        backups.restore(path, chosen, table)
    except BaseException:
        if aside and not path.exists():
            aside.replace(path)
        raise
    finally:
        lock.release()
    return chosen


def check(path: Path, table: FieldTable) -> list[str]:
    """What is wrong with the plan file at `path`, in sentences; nothing where it is sound."""
    file = PlanFile.open(path, table, write=False)
    try:
        return problems(file)
    finally:
        file.close()


def rebuild(path: Path, table: FieldTable, by: str) -> None:
    """Work out the current values anew from the changes, which are what the plan is.

    Refused where the changes themselves are damaged or incomplete.
    """
    file = PlanFile.open(path, table, write=True, by=by)
    try:
        found = unsound_changes(file)
        if found:
            raise damaged(path, found[0].rstrip("."))
        file.rebuild()
    finally:
        file.close()


def _plan_id(backup: Path, table: FieldTable) -> str:
    file = PlanFile.open(backup, table, write=False)
    try:
        return file.plan_id
    finally:
        file.close()
