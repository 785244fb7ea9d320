"""What an overview of a quarter needs beyond the plan's document: what waits, what it was last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from csp_desktop.errors import PlanDamaged
from csp_desktop.measures.course import Tally
from csp_desktop.measures.overview.overview import CountedFigure
from csp_desktop.measures.progress import closed_as
from csp_desktop.measures.snapshot.frozen import Frozen
from csp_desktop.operations.deciding.conflicts import conflicts, counted_apart
from csp_desktop.operations.sending.outstanding import Return, ReturnState, returns_of
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.snapshots.course import reported
from csp_desktop.operations.snapshots.snapshots import Snapshot, before, document_of, frozen_in
from csp_desktop.plan.document import Document
from csp_desktop.plan.selection import Selection

_WAITED_FOR = (ReturnState.LATE, ReturnState.OUTSTANDING)


@dataclass(frozen=True, slots=True)
class Owing:
    """A return that was sent out and has not come back, with the actions that it is about."""

    about: Return
    actions: CountedFigure

    @property
    def late(self) -> bool:
        """Whether the day by which it was due has passed."""
        return self.about.standing is ReturnState.LATE


@dataclass(frozen=True, slots=True)
class OverviewWaiting:
    """What waits in a quarter, and the plan as it was last frozen before it.

    `conflicts` counts where people contradict each other, `proposed` what else waits to be taken or
    left: held edits, rows missing from a return. `asked` is how many returns were sent out.
    `why_not` says why `frozen` could not be read. `reported` are the frozen quarters, counted.
    """

    quarter: str
    conflicts: int = 0
    proposed: int = 0
    asked: int = 0
    owing: tuple[Owing, ...] = ()
    snapshot: Snapshot | None = None
    frozen: Frozen | None = None
    why_not: str = ""
    reported: Mapping[str, Tally] = field(default_factory=dict)


def waiting(
    plan: OpenPlan,
    quarter: str,
    today: str,
    *,
    known: OverviewWaiting | None = None,
    document: Document | None = None,
) -> OverviewWaiting:
    """What waits in `quarter` as seen on `today`, an ISO date.

    A snapshot that `known` holds already is not read again: it never changes. `document` is the
    present plan, if the caller has it.
    """
    document = document_of(plan, document)
    returns = [each for each in returns_of(plan, quarter, today, document=document) if each.times]
    owing = [
        Owing(each, _asked(document, quarter, each))
        for each in returns
        if each.standing in _WAITED_FOR
    ]
    snapshot = before(document, quarter)
    frozen, why_not = None, ""
    if known and known.frozen and snapshot and known.snapshot and known.snapshot.id == snapshot.id:
        frozen = known.frozen
    elif snapshot:
        try:
            frozen = frozen_in(plan, snapshot)
        # One damaged snapshot must not keep the whole overview from being shown.
        except PlanDamaged as error:
            why_not = str(error)
    return OverviewWaiting(
        quarter,
        *counted_apart(conflicts(plan, document)),
        len(returns),
        tuple(sorted(owing, key=lambda each: not each.late)),
        snapshot,
        frozen,
        why_not,
        reported(plan, document, quarter, known=known.reported if known else {}),
    )


def _asked(document: Document, quarter: str, about: Return) -> CountedFigure:
    """The actions that a return asks about: those of its group that are not closed."""
    own = [
        each
        for each in document.of("action")
        if not about.group or each.text("group") == about.group
    ]
    still = [each.id for each in own if not closed_as(each, quarter)]
    place = Selection(group=about.group)
    if len(still) < len(own):
        place = place.picking(still, f"Asked about in {quarter}")
    return CountedFigure(len(still), place)
