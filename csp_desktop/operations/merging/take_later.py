"""Returns of one export that contradict each other: taking the file that was saved later, for all.

A lead may have passed a return to two deputies, or sent it again with second thoughts.
"""

from __future__ import annotations

from collections.abc import Iterable

from csp_desktop.changes.change import Change
from csp_desktop.changes.conflicts import OpenConflict
from csp_desktop.errors import Refusal
from csp_desktop.operations.deciding.conflicts import (
    Behind,
    between_returns,
    conflicts,
    open_conflict,
)
from csp_desktop.operations.deciding.resolve import Decision, settling
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.times import instant
from csp_desktop.plan.wording import plural


def later_side(conflict: OpenConflict) -> int:
    """The number of the choice in the file saved last; 0 where two were saved at one time."""
    found = sorted(conflict.sides, key=lambda side: instant(side.at or ""))
    last, before = found[-1], found[-2]
    # Without a time of its own a side counts as the earliest, so it never wins by mistake.
    return last.n if instant(last.at or "") > instant(before.at or "") else 0


def take_later(plan: OpenPlan, export: str, stamp: Stamp) -> Outcome:
    """Settle all conflicts between returns of `export` for the file saved later, in one operation.

    Where somebody else has a side too, or two files were saved at one time, a person decides.
    Raises a Refusal where nothing can be settled so.
    """
    # One document for all conflicts, and one write: settling one does not touch the cells of
    # another, and a single undo takes the whole back.
    document = plan.document()
    waiting = conflicts(plan, document)
    behind = Behind.conflicts(plan, waiting)
    ours = [each for each in waiting if between_returns(each, behind) == export]
    if not ours:
        raise Refusal(
            f"No two returns of the export {export} contradict each other. 'conflicts' lists what "
            "waits, and which of it is between returns of one export."
        )
    changes: list[Change] = []
    left = 0
    for conflict in ours:
        side = later_side(open_conflict(plan, document, conflict, behind))
        if side:
            changes += settling(plan, document, conflict, Decision(take=side), stamp)
        left += not side
    if not changes:
        raise Refusal(
            "The files say that they were saved at the same time, so none of them is the later. "
            "Decide each by itself."
        )
    return plan.write("decide", changes, stamp, notices=tuple(_told(left)))


def _told(left: int) -> Iterable[str]:
    if left:
        yield (
            f"{left} {plural(left, 'is', 'are')} left to decide: there both files were saved at "
            "the same time."
        )
