"""What a snapshot would freeze, said before it is taken."""

from __future__ import annotations

from dataclasses import dataclass

from csp_desktop.measures.progress import counts
from csp_desktop.operations.deciding.conflicts import conflicts, counted_apart
from csp_desktop.operations.sending.outstanding import outstanding
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.snapshots import snapshots
from csp_desktop.operations.snapshots.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What freezing `quarter` now would keep: how much of the plan, and what is still open in it.

    `name` is what the snapshot would be called. `owed` actions have no update for the quarter,
    `conflicts` counts where people contradict each other, `proposed` what else waits to be taken or
    left. `twins` are the snapshots that others have taken of the quarter.
    """

    quarter: str
    name: str
    actions: int
    indicators: int
    owed: int
    conflicts: int
    proposed: int
    outstanding: tuple[str, ...]
    twins: tuple[Snapshot, ...] = ()


def foresee(plan: OpenPlan, quarter: str) -> Foreseen:
    """What taking a snapshot of `quarter` now would freeze.

    Raises the Refusal that taking it would raise.
    """
    document = snapshots.document_of(plan)
    period, name, twins = snapshots.prepared(plan, document, quarter)
    actions = list(document.of("action"))
    return Foreseen(
        period,
        name,
        len(actions),
        sum(1 for _ in document.of("indicator")),
        counts(actions, period).no_update,
        *counted_apart(conflicts(plan, document)),
        tuple(each.name for each in outstanding(document, period, "")),
        tuple(twins),
    )
