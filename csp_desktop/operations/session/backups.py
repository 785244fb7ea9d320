"""Backups, going back to one, and the question whether a plan file is sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from csp_desktop.errors import CspError, Failure, NotAPlan, PlanDamaged, Refusal
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.fields import FieldTable
from csp_desktop.store import backups
from csp_desktop.store.backup_names import MERGE, RESTORE
from csp_desktop.store.check import (
    changes_hold,
    loss_free_first,
    open_settled,
    problems,
    unsound_changes,
)
from csp_desktop.store.failing import damaged
from csp_desktop.store.lock import WriterLock


def back_up(plan: OpenPlan, now: datetime) -> Path:
    """A backup of the plan as it is, proved sound; answers with its place."""
    return backups.back_up(plan.file, now)


def back_up_before_merge(plan: OpenPlan) -> Path:
    """A backup of the plan as it is before others' changes come in."""
    return backups.back_up(plan.file, datetime.now(), MERGE)  # noqa: DTZ005 - local time


def refuse_damaged(plan: OpenPlan) -> None:
    """Raise PlanDamaged where a change of the plan does not hold, looked at or not by opening."""
    found = unsound_changes(plan.file)
    if found:
        raise damaged(plan.path, found[0].rstrip("."))


def backups_of(path: Path) -> list[Path]:
    """The backups of the plan at `path`, the last made first."""
    return backups.backups_of(path)


@dataclass(frozen=True, slots=True)
class Listed:
    """A backup as it is listed: what it was made before, and why it cannot be opened ('': it can).

    `made` is the time in its name.
    """

    path: Path
    made: datetime
    before: str
    problem: str


def listed(path: Path, table: FieldTable) -> list[Listed]:
    """The backups of the plan at `path`, the last made first, each tried whether it opens."""
    return [
        Listed(
            each.path, each.made, each.before, backups.cannot_be_opened(each.path, table)
        )
        for each in backups.listed(path)
    ]  # fmt: skip


def restore(
    path: Path,
    table: FieldTable,
    by: str,
    now: datetime,
    backup: Path | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Path:
    """Put a backup in the plan's place; answers with which.

    `backup` is a place, or a name or number of the plan's backups. Where none is named it is the
    newest that holds, of those that no restore made; `tell` hears which were passed over and why.
    The backup is checked whole before the plan is touched, and one of another plan is refused. The
    plan as it was is kept as a backup first where it holds, else a copy is set aside among them.
    Older backups go only after that, never the one used and the one just made.
    """
    # A link to a plan: the plan itself is to be replaced, not the link.
    path = path.resolve()
    if not path.parent.is_dir():
        raise Failure(f"There is no folder {path.parent}. Check the name of the plan.")
    # From here on nobody can write: neither to the plan that is set aside nor to the one that
    # comes.
    lock = WriterLock(path, by, is_window=False)
    try:
        current = _plan_id(path, table)
        if backup:
            chosen = backups.called(path, backup)
            _prove(chosen, table, current)
        else:
            chosen = _newest_that_holds(path, table, current, tell)
        # In this order: the backup is proved, the plan as it is kept, and only then replaced.
        # Whatever fails on the way leaves one of the two whole.
        kept = _keep_as_it_is(path, table, now, chosen)
        try:
            backups.restore(path, chosen, table)
        except CspError:
            # The plan is as it was. Kept, it would be its own newest backup after each try.
            backups.take_back(kept)
            raise
        backups.let_go(path, {chosen, *kept})
    finally:
        lock.release()
    return chosen


def _prove(backup: Path, table: FieldTable, plan_id: str | None) -> None:
    """Raise a CspError where the backup does not hold, or is of another plan."""
    if backups.prove_backup(backup, table) != plan_id and plan_id is not None:
        raise Refusal(f"{backup.name} is a backup of another plan, so it was not used.")


def _newest_that_holds(
    path: Path, table: FieldTable, plan_id: str | None, tell: Callable[[str], None]
) -> Path:
    refused: CspError | None = None
    told: list[str] = []
    for each in backups.to_choose_from(path):
        try:
            _prove(each, table, plan_id)
        except CspError as error:
            refused = refused or error
            told.append(f"{each.name} was passed over: {error}")
            continue
        for sentence in told:
            tell(sentence)
        return each
    raise refused or Refusal(f"There is no backup of {path.name} that can be used.")


def _keep_as_it_is(path: Path, table: FieldTable, now: datetime, chosen: Path) -> list[Path]:
    """Keep the plan before another takes its place; answers with where, nothing where it is gone.

    One that does not hold is set aside as it is: it shall not pass for a backup.
    """
    if not path.exists():
        return []
    try:
        file = open_settled(path, table, locked=True)
        try:
            return [backups.keep(file, now, RESTORE, chosen)]
        finally:
            file.close()
    except (NotAPlan, PlanDamaged):
        return [backups.keep_damaged(path, now, RESTORE, chosen)]


def check(path: Path, table: FieldTable) -> list[str]:
    """What is wrong with the plan file at `path`, in sentences; nothing where it is sound."""
    with loss_free_first(path, table):
        file = open_settled(path, table)
        try:
            return problems(file)
        finally:
            file.close()


def found_damaged(path: Path, table: FieldTable) -> PlanDamaged | None:
    """What `check` finds wrong with the plan file at `path`, with what to do; None: it is sound."""
    try:
        with loss_free_first(path, table):
            found = check(path, table)
            if found:
                raise damaged(path, found[0].rstrip("."))
    except PlanDamaged as error:
        return error
    return None


def can_be_worked_out(path: Path, table: FieldTable) -> bool:
    """Whether `rebuild` mends the damaged plan file at `path`, which loses nothing."""
    return changes_hold(path, table)


def rebuild(path: Path, table: FieldTable, by: str) -> None:
    """Work out the current values again from the changes, which are what the plan is.

    Refused where the changes themselves are damaged or incomplete.
    """
    file = open_settled(path, table, write=True, by=by)
    try:
        found = file.integrity() or unsound_changes(file)
        if found:
            raise damaged(path, found[0].rstrip("."))
        file.rebuild()
    finally:
        file.close()


def _plan_id(path: Path, table: FieldTable) -> str | None:
    """Which plan the file holds; None where it is gone or cannot be opened."""
    try:
        file = open_settled(path, table, locked=True)
    except CspError:
        return None
    try:
        return file.plan_id
    finally:
        file.close()
