"""What waits for a person, worked out from the plan as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from csp_desktop.changes.change import Cell, Change
from csp_desktop.changes.conflicts import Choice, Conflict, heads_of
from csp_desktop.operations.naming import label_of, told
from csp_desktop.operations.opened import OpenPlan
from csp_desktop.plan.document import Document, Held, Record
from csp_desktop.plan.refs import ref_order
from csp_desktop.plan.values import Value, key

COMPARE = "compare"
"""The label of operations whose proposals came from a comparison without a base."""


@dataclass(frozen=True, slots=True)
class Side:
    """One choice of a conflict with who stands behind it."""

    n: int
    value: Value
    author: str
    at: str | None
    source: str


def conflicts(plan: OpenPlan, document: Document | None = None) -> list[Conflict]:
    """Everything that waits for a decision, in ref order.

    Contested cells and deletions, refs borne twice, and held edits.
    """
    document = document or plan.document()
    found: list[Conflict] = []
    for cell, held in plan.file.values.waiting():
        record = document.record(cell.kind, cell.record)
        if held.contested and cell.field != "exists" and record:
            found.append(_edit_conflict(plan, cell, held))
        if held.proposals:
            found += _held(plan, cell, held, record)
    for kind in document.kinds:
        found += [_delete_conflict(plan, each) for each in document.of(kind) if each.contested]
    found += _ref_conflicts(document)
    return sorted(found, key=lambda each: (*_order(document, each), each.kind, each.id))


def _order(document: Document, conflict: Conflict) -> tuple[str, Any, str, str]:
    record = document.record(conflict.cell.kind, conflict.cell.record)
    return (
        conflict.cell.kind,
        ref_order(record.text("ref")) if record else (),
        conflict.cell.record,
        conflict.cell.field + conflict.cell.period,
    )


def _changes(plan: OpenPlan, ids: tuple[str, ...]) -> list[Change]:
    return [found for each in ids if (found := plan.file.ledger.get(each))]


def _grouped(plan: OpenPlan, ids: tuple[str, ...]) -> tuple[Choice, ...]:
    """One choice for each meaning among the changes, the latest made first."""
    groups: dict[str, list[Change]] = {}
    for change in _changes(plan, ids):
        groups.setdefault(key(change.value), []).append(change)

    def latest(changes: list[Change]) -> str:
        operations = [plan.file.log.author_of(each.id) for each in changes]
        return max((each.at or "" for each in operations if each), default="")

    ordered = sorted(groups.values(), key=lambda each: min(change.id for change in each))
    ordered.sort(key=latest, reverse=True)
    return tuple(
        Choice(min(each, key=lambda change: change.id).value, tuple(c.id for c in each))
        for each in ordered
    )


def _edit_conflict(plan: OpenPlan, cell: Cell, held: Held) -> Conflict:
    return Conflict("edit", cell, held.value, _grouped(plan, held.heads), held.heads)


def _delete_conflict(plan: OpenPlan, record: Record) -> Conflict:
    existence = record.held("exists")
    deletions = tuple(
        change.id for change in _changes(plan, existence.heads) if change.value is False
    )
    others = tuple(
        sorted(
            head
            for (field, _), held in record.cells.items()
            if field != "exists"
            for head in (*held.heads, *held.proposals)
        )
    )
    choices = (Choice("keep", others), Choice("delete", deletions))
    return Conflict(
        "delete",
        Cell(record.kind, record.id, "exists"),
        agreed=True,
        choices=choices,
        heads=(*existence.heads, *others),
    )


def _held(plan: OpenPlan, cell: Cell, held: Held, record: Record | None) -> list[Conflict]:
    standing = key(held.value) if record else ""
    proposed = _changes(plan, held.proposals)
    # Whoever proposed what stands there by now, or the end of what is gone, has it already.
    if all(key(each.value) == standing for each in proposed) or (
        record is None and all(each.value is False for each in proposed)
    ):
        return []
    if cell.field != "exists":
        if record is None:
            return []
        operation = plan.file.log.author_of(held.proposals[0])
        kind = COMPARE if operation and operation.label == COMPARE else "held"
    else:
        kind = "missing" if any(change.value is False for change in proposed) else "held"
    choices = _grouped(plan, held.proposals)
    return [Conflict(kind, cell, held.value, choices, (*held.heads, *held.proposals))]


def _ref_conflicts(document: Document) -> list[Conflict]:
    bearers: dict[str, list[Record]] = {}
    for action in document.actions():
        if action.get("ref"):
            bearers.setdefault(action.text("ref"), []).append(action)
    found = []
    for ref, actions in bearers.items():
        if len(actions) > 1:
            choices = tuple(
                Choice(action.text("title"), action.held("ref").heads, action.id)
                for action in actions
            )
            cell = Cell("action", actions[0].id, "ref")
            found.append(Conflict("ref", cell, ref, choices, heads_of(choices)))
    return found


def sides(plan: OpenPlan, conflict: Conflict) -> list[Side]:
    """The choices of a conflict, numbered from 1, each with who stands behind it."""
    found = []
    for n, choice in enumerate(conflict.choices, 1):
        operations = [plan.file.log.author_of(each) for each in choice.changes]
        latest = max(
            (each for each in operations if each), key=lambda each: each.at or "", default=None
        )
        found.append(
            Side(
                n,
                choice.value,
                latest.author if latest else "",
                latest.at if latest else None,
                latest.source if latest else "",
            )
        )
    return found


def as_data(plan: OpenPlan, document: Document, conflict: Conflict) -> dict[str, Any]:
    """A conflict with the keys that `conflicts --json` promises."""
    kind, record_id, name, period = conflict.cell
    field = plan.table.field(kind, name)
    return {
        "id": conflict.id,
        "kind": conflict.kind,
        "ref": _called(plan, document, conflict),
        "record": record_id,
        "field": name,
        "period": period or None,
        "agreed": told(document, plan.table, field, conflict.agreed),
        "choices": [
            {
                "n": side.n,
                "value": told(document, plan.table, field, side.value),
                "author": side.author,
                "at": side.at,
                "source": side.source,
                **({"record": choice.record} if choice.record else {}),
            }
            for side, choice in zip(sides(plan, conflict), conflict.choices, strict=True)
        ],
    }


def _called(plan: OpenPlan, document: Document, conflict: Conflict) -> str:
    """What people call the record of a conflict, even where it is only proposed."""
    kind, record_id, *_ = conflict.cell
    known = plan.table.kind(kind)
    if known and document.record(kind, record_id) is None:
        held = plan.file.values.held(kind, record_id, known.key)
        for change in _changes(plan, (*held.heads, *held.proposals)):
            if change.value:
                return str(change.value)
    return label_of(document, plan.table, kind, record_id)
