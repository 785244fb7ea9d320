"""Updates that came back for actions that are closed: they are taken, and that is said."""

from __future__ import annotations

from collections.abc import Iterable

from csp_desktop.changes.change import Change
from csp_desktop.measures.progress import closed_as
from csp_desktop.measures.reportwords import joined
from csp_desktop.operations.naming import label_of
from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import FieldTable, Per


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
