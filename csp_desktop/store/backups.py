"""Backups of a plan file: made by SQLite's own backup, opened and checked before any is let go."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from csp_desktop.errors import Failure, Refusal
from csp_desktop.plan.fields import FieldTable
from csp_desktop.store.failing import from_os
from csp_desktop.store.header import read_header
from csp_desktop.store.planfile import PlanFile

_STAMP = "%Y-%m-%d %H%M%S"
_KEEP = {"day": 14, "week": 8, "month": 24}
_NEWEST = 10


def folder_of(plan: Path) -> Path:
    """Where the backups of a plan lie: a folder beside it."""
    return plan.with_name(f"{plan.stem} backups")


def backups_of(plan: Path) -> list[Path]:
    """The backups of a plan, newest first."""
    found = [each for each in folder_of(plan).glob("*.cspplan") if _made_at(each)]
    return sorted(found, key=_order, reverse=True)


def _order(backup: Path) -> tuple[str, int]:
    """When a backup was made; of those of one second, the number of each tells."""
    number = backup.stem[17:].strip()
    return backup.stem[:17], int(number) if number.isdecimal() else 1


def back_up(file: PlanFile, now: datetime) -> Path:
    """Make a backup of an open plan, prove that it is sound, then let older ones go by rotation."""
    folder = folder_of(file.path)
    target = folder / f"{now.strftime(_STAMP)}.cspplan"
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{now.strftime(_STAMP)} {number}.cspplan"
    part = target.with_suffix(".part")
    try:
        folder.mkdir(exist_ok=True)
        part.unlink(missing_ok=True)
        file.backup_to(part)
        _prove(part, file.table)
        part.replace(target)
        for old in _let_go(backups_of(file.path)):
            old.unlink()
    except OSError as error:
        raise from_os(target, error) from error
    finally:
        part.unlink(missing_ok=True)
    return target


def restore(plan: Path, backup: Path, table: FieldTable) -> None:
    """Put the backup in the place of the plan, whole or not at all.

    Call it with the plan locked and closed. A stray journal, which belongs to the file as it was,
    is moved aside first: left there it would be played into the restored one.
    """
    read_header(backup)
    part = plan.with_name(f".{plan.name}.part")
    try:
        part.unlink(missing_ok=True)
        source = PlanFile.open(backup, table, write=False)
        try:
            source.backup_to(part)
        finally:
            source.close()
        _prove(part, table)
        for suffix in ("-journal", "-wal", "-shm"):
            stray = plan.with_name(plan.name + suffix)
            if stray.exists():
                stray.replace(plan.with_name(f"{plan.stem} before restore{suffix}"))
        with part.open("rb+") as handle:
            os.fsync(handle.fileno())
        part.replace(plan)
    except OSError as error:
        raise from_os(plan, error) from error
    finally:
        part.unlink(missing_ok=True)


def _prove(path: Path, table: FieldTable) -> None:
    copy = PlanFile.open(path, table, write=False)
    try:
        found = copy.integrity()
    finally:
        copy.close()
    if found:
        raise Failure(
            f"The copy at {path.name} did not come out sound ({found[0]}), so it was not used. "
            "Check the disk."
        )


def _made_at(backup: Path) -> datetime | None:
    try:
        return datetime.strptime(backup.stem[:17], _STAMP)  # noqa: DTZ007 - local, for rotation
    except ValueError:
        return None


def _let_go(newest_first: list[Path]) -> list[Path]:
    """The backups beyond the newest few, one a day, one a week and one a month."""
    kept = set(newest_first[:_NEWEST])
    periods: dict[str, dict[str, Path]] = {name: {} for name in _KEEP}
    for each in newest_first:
        made = _made_at(each)
        if made is None:
            kept.add(each)
            continue
        for name, form in (("day", "%Y-%m-%d"), ("week", "%G-%V"), ("month", "%Y-%m")):
            periods[name].setdefault(made.strftime(form), each)
    for name, count in _KEEP.items():
        kept.update(list(periods[name].values())[:count])
    return [each for each in newest_first if each not in kept]


def newest(plan: Path) -> Path:
    """The newest backup of a plan; Refusal where there is none."""
    found = backups_of(plan)
    if not found:
        raise Refusal(f"There is no backup of {plan.name} yet. Make one now and then (backup).")
    return found[0]
