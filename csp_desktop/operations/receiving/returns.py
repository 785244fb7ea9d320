"""A returned workbook's edits as changes: what it says now against what it said when it was made.

An edit covers the base alone, never what is current now, and its nonce is the export's id. So one
edit is one change everywhere, however often the file is saved, sent or merged.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from csp_desktop.changes.change import Change, digest
from csp_desktop.changes.edits import add_record
from csp_desktop.operations.merging.incoming import Brought, FileTrouble
from csp_desktop.operations.receiving.return_reader import ReturnReader
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import Document
from csp_desktop.plan.values import Value
from csp_desktop.store.operation import Operation
from csp_desktop.workbook.package.model import FORMAT, Base, Place, Returned

_MACHINES = frozenset({"", "openpyxl", "xlsxwriter", "unknown"})
_NOTHING = "Nothing in this workbook differs from what was sent out, so nothing was taken."

_REWORDED = (
    "What was typed in this workbook means the same as what was sent out, so nothing was taken."
)


def read_return(
    plan: OpenPlan, document: Document, returned: Returned, stamp_at: str | None
) -> Brought:
    """A returned workbook as changes, held edits and problems."""
    brought = Brought(Path(returned.path), "workbook", fingerprint=returned.fingerprint)
    brought.undated = not returned.saved_at
    brought.problems += [
        FileTrouble(each.sheet, each.cell, each.message) for each in returned.problems
    ]
    brought.notices += returned.notices
    base = returned.export
    if base and base.plan_id != plan.plan_id:
        brought.refused = (
            f"This workbook belongs to another plan, '{base.plan_title}', so nothing was taken."
        )
        return brought
    if base and base.format > FORMAT:
        brought.refused = (
            "This workbook was made by a newer version of CSP Desktop. "
            "Install that version to merge it."
        )
        return brought
    brought.quarter = base.quarter if base and base.kind == "return" else ""
    reader = ReturnReader(plan, document, returned, brought)
    reader.read()
    # One sheet may say what another said already.
    changes = list({change.id: change for change in reader.changes}.values())
    operation = _operation(returned, brought, changes, stamp_at)
    if base and base.sound:
        brought.export_id = base.export_id
        brought.edited = sorted(
            {f"{each.cell.record} {each.cell.field}@{each.cell.period}" for each in changes}
        )
        if changes:
            changes += _received(plan, returned, base, changes, brought.edited)
        elif returned.as_sent and not brought.problems:
            brought.notices.append(_REWORDED if reader.reworded else _NOTHING)
    brought.made = [(change, [operation]) for change in changes]
    return brought


def _operation(
    returned: Returned, brought: Brought, changes: Iterable[Change], at: str | None
) -> Operation:
    base = returned.export
    author = returned.saved_by
    # A program that saves a workbook may leave its own name. The group it was sent to says more.
    if author.lower() in _MACHINES:
        author = (base.scope_name if base else "") or brought.path.stem
    label = "return" if base and base.sound else "compare"
    saved = returned.saved_at or at
    said = [label, base.export_id if base else "", author, saved, brought.path.name]
    # From the file alone, so that one save is one operation in every copy.
    operation_id = digest([*said, sorted(change.id for change in changes)])
    return Operation(operation_id[:16], label, author, saved, brought.path.name)


def _received(
    plan: OpenPlan, returned: Returned, base: Base, changes: Iterable[Change], edited: list[str]
) -> list[Change]:
    """The record that this return came: one for each save, and the same in every copy.

    Nothing in it comes from where or when it was merged.
    """
    told = [returned.saved_by, returned.saved_at, sorted(each.id for each in changes)]
    record_id = f"received-{digest([base.export_id, *told])[:16]}"
    values: dict[Place, Value] = {
        ("name", ""): f"{base.scope_name or 'Whole plan'}, {base.quarter}",
        ("export", ""): base.export_id,
        ("group", ""): base.scope_id or None,
        ("quarter", ""): base.quarter,
        ("saved_by", ""): returned.saved_by or None,
        ("saved_at", ""): returned.saved_at or None,
        ("edited", ""): edited,
    }
    return add_record(plan.plan_id, "return_received", record_id, values, lambda: base.export_id)
