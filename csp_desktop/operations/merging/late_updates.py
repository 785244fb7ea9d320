"""Updates that came back late: for closed actions, for a quarter that is past or frozen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from csp_desktop.changes.change import Change
from csp_desktop.measures.progress import closed_as
from csp_desktop.operations.session.lookup import label_of
from csp_desktop.operations.snapshots.snapshots import frozen_quarters
from csp_desktop.plan.document import Document
from csp_desktop.plan.field_types import Per
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.headertimes import quarter_of
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.wording import counted, day, joined, plural


def after_closing(document: Document, table: FieldTable, changes: Iterable[Change]) -> list[str]:
    """One sentence on the actions that `changes` update for a quarter in which they are closed."""
    found: dict[str, str] = {}
    for change in changes:
        kind, record_id, name, period = change.cell
        field = table.field(kind, name)
        action = document.record(kind, record_id) if kind == "action" else None
        if action is None or field is None or field.per is not Per.QUARTER:
            continue
        closed = closed_as(action, period)
        if closed:
            ref = label_of(document, table, kind, record_id)
            found[ref] = f"{ref} was closed as {closed} in {action.text('closed')}."
    if not found:
        return []
    if len(found) == 1:
        (closing,) = found.values()
        stays = "Its update is taken all the same; it stays closed unless the coordinator reopens"
        return [f"{closing} {stays} it."]
    stay = "Their updates are taken all the same; they stay closed unless the coordinator reopens"
    return [f"{joined(list(found))} are closed. {stay} them."]


def out_of_time(document: Document, quarter: str, periods: Sequence[str]) -> list[str]:
    """Sentences on a return whose quarter is not the working quarter, or is frozen already.

    `quarter` is the return's own, '' where it has none; `periods` are those of its changes, '' for
    a change without one, which counts with the return's quarter.
    """
    working = document.plan.text("working_quarter")
    told = []
    if quarter and working and quarter != working:
        told.append(
            f"This return is for {quarter}, and the plan's working quarter is {working}: what it "
            f"says is taken for {quarter}."
        )
    by_quarter = Counter(filter(None, (_quarter_of(each) or quarter for each in periods)))
    for each, count in sorted(by_quarter.items()):
        frozen = next((one for one in frozen_quarters(document) if one.quarter == each), None)
        if frozen:
            these = f"{plural(count, 'this', 'these')} {counted(count, 'change')}"
            told.append(
                f"{each} was frozen on {day(frozen.taken_at)} by {frozen.by}: {these} will not be "
                "in it."
            )
    return told


def _quarter_of(period: str) -> str:
    """The quarter of a period that is one or lies in one, '' for a year's and for none."""
    found = read_period(period)
    return "" if found is None or found.kind == "year" else str(quarter_of(found))
