"""A financial year added to a plan, with or without what was planned for the year before."""

from __future__ import annotations

from collections.abc import Iterator

from csp_desktop.changes.change import Cell, Change, Stance, add_record
from csp_desktop.changes.change import edit as make_edit
from csp_desktop.errors import BadValue
from csp_desktop.operations.editing.edits import covers_of
from csp_desktop.operations.rolling.refresh import refuse_in_part
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import EXISTS, Document, Record
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.statuses import SETTLED

_PLANNED = ("planned", "state")


def next_year(document: Document) -> str:
    """The financial year after the plan's last, '' where it has none yet."""
    years = document.years()
    last = read_period(years[-1]) if years else None
    return str(last.shifted(1)) if last else ""


def why_not_a_year(document: Document, text: str) -> str:
    """Why the plan cannot be given this year next, as a sentence; '' where it can."""
    period = read_period(text, "year")
    if period is None or period.kind != "year":
        return f"'{text}' is not a financial year: type it as 2018/19."
    year, wanted = str(period), next_year(document)
    if year in document.years():
        return f"{year} is in this plan already."
    if wanted and year != wanted:
        return f"The year after {document.years()[-1]} is {wanted}: add that first."
    return ""


def goes_on(document: Document, action: Record) -> bool:
    """Whether what is planned for an action may be carried into a year after the plan's last.

    Not where it is closed, nor where the last year leaves it complete or not applicable.
    """
    years = document.years()
    return bool(
        years and not action.text("closed") and action.text("state", years[-1]) not in SETTLED
    )


def to_carry(document: Document, year: str) -> list[tuple[Record, str]]:
    """The cells that would be carried into `year`: actions with 'planned' or 'state'.

    Those that hold something in the last year and nothing in the new one.
    """
    years = [each for each in document.years() if each < year]
    if not years:
        return []
    return [
        (action, name)
        for action in document.actions()
        if goes_on(document, action)
        for name in _PLANNED
        if action.get(name, years[-1]) is not None
        and not action.held(name, years[-1]).contested
        # Nothing is put over what somebody has planned, nor beside what somebody proposes.
        and not action.held(name, year).heads
        and not action.held(name, year).proposals
    ]


def add_year(plan: OpenPlan, text: str, stamp: Stamp, *, carry: bool = False) -> Outcome:
    """Give the plan its next financial year; two people who do so apart make one year.

    With `carry`, what is planned for the last year, and its state, is put into the new one for
    every action that goes on, marked unconfirmed. Raises a Refusal where the year does not follow.
    """
    refuse_in_part(plan, "A year is added")
    document = plan.document()
    if reason := why_not_a_year(document, text):
        raise BadValue(reason)
    year = str(read_period(text, "year"))
    changes = [_existence(plan, year, stamp)]
    if not plan.file.values.held("year", year, "name").heads:
        name = Cell("year", year, "name")
        changes.append(make_edit(plan.plan_id, name, year, [changes[0].id], stamp.new_id()))
    carried = list(_carried(plan, document, year, stamp)) if carry else []
    notices = (_carried_words(len(carried), year),) if carry else ()
    return plan.write("add year", [*changes, *carried], stamp, notices=notices)


def _carried_words(count: int, year: str) -> str:
    if count == 1:
        return f"1 cell was carried into {year}, marked unconfirmed."
    each = ", each marked unconfirmed" if count else ""
    return f"{count or 'No'} cells were carried into {year}{each}."


def _existence(plan: OpenPlan, year: str, stamp: Stamp) -> Change:
    """What makes the year exist; one that was deleted comes back."""
    gone = plan.file.values.held("year", year, *EXISTS).heads
    # The year's id is the year itself, so a deleted one is still there and is brought back: a
    # second record of the same id cannot be made.
    if gone:
        back = Cell("year", year, *EXISTS)
        return make_edit(plan.plan_id, back, True, gone, stamp.new_id())  # noqa: FBT003
    return add_record(plan.plan_id, "year", year, {}, stamp.new_id)[0]


def _carried(plan: OpenPlan, document: Document, year: str, stamp: Stamp) -> Iterator[Change]:
    for action, name in to_carry(document, year):
        last = document.years()[-1]
        cell = Cell("action", action.id, name, year)
        seen = covers_of(action, action.held(name, year))
        yield make_edit(
            plan.plan_id, cell, action.get(name, last), seen, stamp.new_id(), Stance.UNCONFIRMED
        )
