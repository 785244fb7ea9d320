"""Damaged changes of a plan file put right from what intact copies hold: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from csp_desktop.changes.change import Change
from csp_desktop.store.check import problems
from csp_desktop.store.failing import damaged
from csp_desktop.store.operation import Operation
from csp_desktop.store.planfile import PlanFile


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with a file's changes.

    `rows` are the places of those that do not hold, `wanted` the ids of those to be had from
    elsewhere: what its history speaks of and it does not hold, and what has lost its value alone.
    """

    rows: tuple[int, ...]
    wanted: frozenset[str]


def damage_of(file: PlanFile) -> Damage:
    """What is wrong with the changes of an open file; every one is looked at."""
    with file.kindly(), file.steady():
        broken = file.ledger.broken()
        # An id that does not fit is not to be asked for: it may be the id itself that was damaged.
        # What then is missing is known from the history, which names every change by its id.
        named = {change.id for _, change in broken if change and change.true_to_its_id}
        lost = set(file.log.lost(without=[row for row, _ in broken]))
        return Damage(tuple(row for row, _ in broken), frozenset(named | lost))


def heal(
    file: PlanFile,
    damage: Damage,
    intact: Mapping[str, Change],
    made: Mapping[str, list[Operation]],
) -> None:
    """Put the wanted changes in the place of the broken ones, and work all values out again.

    One transaction: the file is sound when this returns, or as it was where it raises PlanDamaged.
    """
    lacking = damage.wanted - intact.keys()
    if lacking:
        raise damaged(
            file.path,
            f"{len(damage.wanted)} of its changes do not hold or are gone, and {len(lacking)} of "
            "them are in none of the copies given",
        )
    with file.transaction():
        file.ledger.put_right(damage.rows, [intact[each] for each in sorted(damage.wanted)])
        file.log.record_all(
            (change, operation)
            for change in sorted(damage.wanted)
            for operation in made.get(change, ())
        )
        file.rebuild()
        # Asked within the transaction, so that raising takes all of it back: a file that is half
        # mended would pass for sound, and what is still lost would never be looked for again.
        found = problems(file)
        if found:
            raise damaged(file.path, found[0].rstrip("."))
