"""A plan whose changes are damaged, put right by merging intact copies of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from csp_desktop.changes.change import Change
from csp_desktop.errors import CspError, Refusal
from csp_desktop.operations.merging.merge_report import MergeReport
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.wording import plural
from csp_desktop.store import backups
from csp_desktop.store.backup_names import HEAL
from csp_desktop.store.check import damage_of, heal
from csp_desktop.store.foreign import read_foreign
from csp_desktop.store.operation import Operation
from csp_desktop.store.planfile import PlanFile


def heal_from(
    path: Path, copies: Iterable[Path], table: FieldTable, by: str, now: datetime
) -> dict[Path, int]:
    """Put the damaged changes of the plan at `path` right; answers with how many, by copy.

    Every change keeps its id and gets back the content it was made with. The damaged file is first
    kept among the plan's backups. Raises PlanDamaged, and leaves the plan unchanged, if the copies
    do not hold all that is wanted. Returns an empty dictionary if no change is damaged.
    """
    file = PlanFile.open(path, table, write=True, by=by)
    try:
        damage = damage_of(file)
        if not damage.rows and not damage.wanted:
            return {}
        intact: dict[str, Change] = {}
        made: dict[str, list[Operation]] = {}
        healed: dict[Path, int] = {}
        for copy in copies:
            changes, operations = _intact(copy, file.plan_id, table)
            # Any copy's content will do: a change's id is the hash of it, and `read_foreign` has
            # checked that. So it does not matter which copy is asked first.
            new = {each: changes[each] for each in damage.wanted & changes.keys() - intact.keys()}
            intact |= new
            for operation, change in operations:
                made.setdefault(change, []).append(operation)
            if new:
                healed[copy] = len(new)
        # Only where healing will go through. `heal` raises otherwise, and a backup of a plan that
        # was not touched would only be in the way.
        if not damage.wanted - intact.keys():
            backups.keep_damaged(path, now, HEAL)
        heal(file, damage, intact, made)
        return healed
    finally:
        file.close()


def tell_healed(report: MergeReport, healed: Mapping[Path, int]) -> None:
    """Say in the report of a merge how many damaged changes were put right, from which file."""
    for each in report.files:
        each.healed = healed.get(each.path, 0)
        if each.healed:
            were = plural(each.healed, "change of this plan was", "changes of this plan were")
            each.notices.append(f"{each.healed:,} damaged {were} put right from this file.")


def _intact(
    copy: Path, plan_id: str, table: FieldTable
) -> tuple[dict[str, Change], list[tuple[Operation, str]]]:
    """The sound changes of a copy and who made them; nothing where it is no copy of this plan."""
    try:
        foreign = read_foreign(copy, table=table)
        if foreign.plan_id != plan_id:
            raise Refusal(f"{copy.name} holds another plan.")
    # A file that is no copy of this plan is reported by the merge that follows.
    except CspError:
        return {}, []
    return {change.id: change for change in foreign.changes}, foreign.operations
