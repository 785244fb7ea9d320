"""Values that a file states again although a decision went against them: proposed once more.

Did the person who decided know of the file? The plan's contents answer that. A copy that holds a
decision also holds every operation that its author had. So an operation that arrives after the
decision was not seen by its author. Neither was an operation that is here already, if the copy
that brings the decision does not know it. The result is the same whichever of the two arrives
first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from csp_desktop.changes.change import Cell, Change, Stance, digest, make_change
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.values import Value, key
from csp_desktop.store.foreign import RETURNS
from csp_desktop.store.operation import Operation


@dataclass(frozen=True, slots=True)
class RestatedProposal:
    """A proposal of what a file says again, with the file's operation and the reason."""

    change: Change
    operation: Operation
    reason: str


def told_anew(
    plan: OpenPlan, pairs: Iterable[tuple[str, Operation]], *, undated: bool
) -> list[tuple[str, Operation]]:
    """The operations that also made changes known before: who, when and in which file.

    A file that is `undated` does not say when it was saved: its operation has the time at which it
    was read. When it is read again, it is recognised by its name and author.
    """
    given = list(pairs)
    known = plan.file.ledger.held_of({change for change, _ in given})
    held = [pair for pair in given if pair[0] in known]
    return [
        (change, each)
        for change, each in plan.file.log.told_anew(held)
        if not undated
        or not any(
            (one.label, one.author, one.source) == (each.label, each.author, each.source)
            for one in plan.file.log.makers_of(change)
        )
    ]


def not_seen(
    plan: OpenPlan, new: Iterable[Change], decided_over: Collection[tuple[str, str]]
) -> list[tuple[str, Operation]]:
    """The changes that new decisions cover, with operations that the deciding copy did not know."""
    covered = {each for change in new if change.may_decide for each in change.covers}
    return [
        (each, made)
        for each in sorted(covered)
        for made in plan.file.log.makers_of(each)
        if (each, made.id) not in decided_over
    ]


def said_again(
    plan: OpenPlan,
    told: Iterable[tuple[str, Operation]],
    unseen: Iterable[tuple[str, Operation]],
    fresh: Collection[str],
) -> Iterator[RestatedProposal]:
    """Proposals of what returns say again, from pairs of a change's id and an operation.

    Those `told` anew do against decisions that were here, those `unseen` against decisions among
    `fresh`, the changes that came with the same file. Nothing where a later edit and no decision
    took a value's place. The same return makes the same proposals in every copy.
    """
    for change_id, operation, came in (
        *((each, made, False) for each, made in told),
        *((each, made, True) for each, made in unseen),
    ):
        change = plan.file.ledger.get(change_id) if operation.label == "return" else None
        if change is None or change.blotted or change.stance is Stance.PROPOSED:
            continue
        if change.cell.kind in RETURNS or not plan.file.ledger.in_effect(change_id):
            continue
        for cell, value, covers in _gone_against(change):
            decision = _decision(plan, change, cell, fresh, came=came)
            if decision is not None:
                # From the file alone, so that every copy makes the same proposal, with the same id:
                # two copies that merge the file and then each other hold one proposal and not two.
                nonce = digest([change.nonce, operation.id])
                made = make_change(plan.plan_id, cell, value, covers, nonce, Stance.PROPOSED)
                if not plan.file.ledger.holds(made.id):
                    yield RestatedProposal(made, operation, _reason(plan, decision))


def _gone_against(change: Change) -> Sequence[tuple[Cell, Value, tuple[str, ...]]]:
    """The cells in which a decision may have gone against a change, with the value it wants.

    Its own, and that of its record's existence, where the decision was to delete.
    """
    own = (change.cell, change.value, (change.id,))
    if change.cell == change.cell.existence:
        return (own,)
    return (own, (change.cell.existence, True, ()))


def _decision(
    plan: OpenPlan, change: Change, cell: Cell, fresh: Collection[str], *, came: bool
) -> Change | None:
    """The decision in force in `cell` that covers `change` and went against it; None for none.

    It is one of `fresh` where it `came`, and none of them where it was here.
    """
    changes, aside = plan.file.ledger.weighed(cell)
    wanted = key(change.value if cell == change.cell else True)
    if change.id in aside:
        return None
    by_id = {each.id: each for each in changes if each.stance is not Stance.PROPOSED}
    for each in sorted(by_id.values(), key=lambda one: one.id):
        # A decision chose between values that differ. A later edit covers one value and is no
        # decision: its author saw what it replaced.
        sides = {key(by_id[covered].value) for covered in each.covers if covered in by_id}
        if change.cell != cell:
            sides |= {wanted}
        decided = change.id in each.covers and len(sides) > 1 and key(each.value) != wanted
        if decided and each.id not in aside and (each.id in fresh) is came:
            return each
    return None


def _reason(plan: OpenPlan, decision: Change) -> str:
    made = plan.file.log.author_of(decision.id)
    if made is None or not made.at:
        return "this was decided otherwise"
    return f"this was decided otherwise by {made.author} on {made.at[:10]}"
