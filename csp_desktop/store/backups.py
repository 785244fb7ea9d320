"""Backups of a plan file: made by SQLite's own backup, and proved before any is let go.

One process at a time makes or lets go backups of a plan, so numbers are given once, and what a
killed one left half-made is cleared by the next.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from csp_desktop.errors import CspError, Failure, PlanInUse, Refusal
from csp_desktop.plan.fields import FieldTable
from csp_desktop.store.backup_names import (
    DAMAGED,
    RESTORE,
    SUFFIX,
    Backup,
    beyond,
    newest_first,
    read_name,
    stem_of,
)
from csp_desktop.store.check import problems, unsound_changes
from csp_desktop.store.failing import damaged, from_os
from csp_desktop.store.planfile import PlanFile
from csp_desktop.whole import (
    clear_leftovers,
    move_over,
    put_new,
    remove,
    sync_file,
    sync_folder,
    temporary_for,
    untaken,
)

_PATIENCE_SECONDS = 60.0
_BESIDE = ("-journal", "-wal", "-shm")


def folder_of(plan: Path) -> Path:
    """Where the backups of a plan lie: a folder beside the file, wherever links to it lie."""
    plan = plan.resolve()
    return plan.with_name(f"{plan.stem} backups")


def listed(plan: Path) -> list[Backup]:
    """The backups of a plan, the last made first."""
    return newest_first(each for each in _in_folder(plan) if each.suffix == SUFFIX)


def backups_of(plan: Path) -> list[Path]:
    """Where the backups of a plan lie, the last made first."""
    return [each.path for each in listed(plan)]


def to_choose_from(plan: Path) -> list[Path]:
    """The backups to go back to where none is named, the best first; raises Refusal if none exist.

    They are those that no restore made, the last made first: restoring twice goes to one state.
    """
    found = listed(plan)
    if not found:
        raise Refusal(f"There is no backup of {plan.name} yet. Make one now and then (backup).")
    chosen = [each.path for each in found if each.before != RESTORE]
    if not chosen:
        raise Refusal(
            f"The backups of {plan.name} were all made before a restore. Name the one to go back "
            f"to, such as '{found[0].path.name}'."
        )
    return chosen


def called(plan: Path, name: Path) -> Path:
    """The backup that `name` means: one of the plan's by its name or number, else a path."""
    if name.parent == Path():
        for each in listed(plan):
            number = each.number and name.name.isdecimal() and int(name.name) == each.number
            if name.name in (each.path.name, each.path.stem) or number:
                return each.path
    return name


def back_up(file: PlanFile, now: datetime, before: str = "") -> Path:
    """Make a backup of an open plan, prove it, then let older ones go; this one is there after.

    `before` says what it is made before (MERGE). Raises PlanDamaged if the plan's changes do
    not hold: such a backup would take the place of one that does.
    """
    # Older ones go only once the new one is proved: a full disk must cost none that there are.
    made = keep(file, now, before)
    let_go(file.path, {made})
    return made


def keep(file: PlanFile, now: datetime, before: str = "", chosen: Path | None = None) -> Path:
    """Make a backup as `back_up` does, and let none go. `chosen` is what is being gone back to."""
    with _in_turn(file.path):
        target = _next_name(file.path, now, before, chosen, SUFFIX)
        try:
            with temporary_for(target) as part:
                file.backup_to(part)
                try:
                    _prove(part, file.table, file.path, target)
                except Failure:
                    # Page by page, the copy has the damage of what was copied.
                    _refuse_unsound(file)
                    raise
                put_new(part, target)
        except OSError as error:
            raise from_os(target, error) from error
        return target


def keep_damaged(plan: Path, now: datetime, before: str, chosen: Path | None = None) -> Path:
    """Set a copy of a damaged plan aside among its backups, byte for byte; it is no backup."""
    with _in_turn(plan):
        target = _next_name(plan, now, before, chosen, DAMAGED)
        try:
            # The journal goes first: it is half of the state. A damaged plan that lies there
            # without it, because the program was killed in between, would be another file.
            for suffix in _BESIDE:
                beside = plan.with_name(plan.name + suffix)
                if beside.exists():
                    shutil.copyfile(beside, target.with_name(target.name + suffix))
            with temporary_for(target) as part:
                shutil.copyfile(plan, part)
                put_new(part, target)
        except OSError as error:
            raise from_os(plan, error) from error
        return target


def let_go(plan: Path, never: Collection[Path] = ()) -> None:
    """Let older backups go by rotation, none of `never`. One that cannot be removed stays."""
    # Left for the next time where another program is at it: what was asked for is done.
    with suppress(CspError), _in_turn(plan):
        take_back(beyond(newest_first(_in_folder(plan)), never))


def take_back(made: Iterable[Path]) -> None:
    """Remove backups with what lies beside them; one that cannot be removed stays."""
    for each in made:
        for suffix in ("", *_BESIDE):
            with suppress(OSError):
                remove(each.with_name(each.name + suffix))


def restore(plan: Path, backup: Path, table: FieldTable) -> None:
    """Put the backup in the place of the plan, whole or not at all.

    Call it with the plan locked and closed; `prove_backup` comes first. Where the plan is a link,
    the file behind it is replaced. A stray journal, which belongs to the file as it was, is moved
    aside first: left there it would be played into the restored one.
    """
    plan = plan.resolve()
    try:
        with temporary_for(plan) as part:
            source = PlanFile.open(backup, table, write=False)
            try:
                source.backup_to(part)
            finally:
                source.close()
            _prove(part, table, backup, plan)
            # Proved as the copy that takes the place, not as the backup: the disk may fail while it
            # is copied. On the disk before it is moved, or a power cut leaves the name of a plan
            # over nothing.
            with _strays_aside(plan):
                sync_file(part)
                move_over(part, plan)
    except OSError as error:
        raise from_os(plan, error) from error
    with suppress(OSError):  # where a system cannot, the file is there even so
        sync_folder(plan.parent)


def prove_backup(backup: Path, table: FieldTable) -> str:
    """Check a backup whole, as `check` does a plan, before it is used; returns its plan's id.

    Raises a CspError that says what is wrong with it.
    """
    file = PlanFile.open(backup, table, write=False)
    try:
        found = problems(file)
        if found:
            whole = not file.integrity() and not unsound_changes(file)
            mend = (
                f"Nothing in it is lost: mend it first ('check --rebuild' of {backup})."
                if whole
                else "Choose another backup."
            )
            raise Refusal(
                f"{backup.name} is damaged: {found[0].rstrip('.')}. It was not used, and the plan "
                f"is as it was. {mend}"
            )
        return file.plan_id
    finally:
        file.close()


def cannot_be_opened(backup: Path, table: FieldTable) -> str:
    """Why a backup cannot be opened, as a sentence; '' if it can."""
    try:
        PlanFile.open(backup, table, write=False).close()
    except CspError as error:
        return str(error)
    return ""


def _prove(part: Path, table: FieldTable, source: Path, target: Path) -> None:
    """Raise a CspError where the copy of `source` at `part`, bound for `target`, does not hold."""
    copy = PlanFile.open(part, table, write=False)
    try:
        found = copy.integrity()
        if found:
            raise Failure(
                f"The copy at {target.name} did not come out sound ({found[0]}), so it was not "
                "used. Check the disk."
            )
        found = unsound_changes(copy)
        if found:
            raise damaged(source, found[0].rstrip("."))
    finally:
        copy.close()


def _refuse_unsound(file: PlanFile) -> None:
    found = file.integrity()
    if found:
        raise damaged(file.path, found[0].rstrip("."))


def _in_folder(plan: Path) -> list[Path]:
    try:
        return list(folder_of(plan).iterdir())
    except OSError:
        return []


def _next_name(plan: Path, now: datetime, before: str, chosen: Path | None, suffix: str) -> Path:
    """The place of the next backup; its folder is made, and what was half-made there is cleared."""
    folder = folder_of(plan)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise from_os(folder, error) from error
    clear_leftovers(folder)
    # Over all in the folder, damaged plans too: a number is given once, whatever it was for.
    number = max((each.number for each in newest_first(_in_folder(plan))), default=0) + 1
    ours = read_name(chosen) if chosen and chosen.resolve().parent == folder else None
    return folder / f"{stem_of(number, now, before, ours.key if ours else '')}{suffix}"


@contextmanager
def _in_turn(plan: Path) -> Iterator[None]:
    """Wait until no other process makes or lets go backups of the plan, and hold others off."""
    from filelock import FileLock, Timeout

    folder = folder_of(plan)
    lock = FileLock(folder.with_name(f".{folder.name}.lock"))
    try:
        lock.acquire(timeout=_PATIENCE_SECONDS)
    except Timeout:
        raise PlanInUse(
            f"Another program is making a backup of {plan.name}. Try again in a moment."
        ) from None
    except OSError as error:
        raise from_os(folder, error) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _strays_aside(plan: Path) -> Iterator[None]:
    """Move what SQLite left beside the plan out of the way; move it back if the restore fails."""
    moved: list[tuple[Path, Path]] = []
    try:
        for suffix in _BESIDE:
            stray = plan.with_name(plan.name + suffix)
            if stray.exists():
                aside = untaken(plan.with_name(f"{plan.stem} before restore{suffix}"))
                move_over(stray, aside)
                moved.append((stray, aside))
        yield
    except BaseException:
        for stray, aside in moved:
            move_over(aside, stray)
        raise
