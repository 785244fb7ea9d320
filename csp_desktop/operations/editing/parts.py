"""The plan's own parts: moved among their like, removed, and followed as actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from csp_desktop.changes.change import Cell, Change
from csp_desktop.changes.change import add_record as make_record
from csp_desktop.errors import BadValue, Refusal
from csp_desktop.operations.editing.edits import change_of, stance_for
from csp_desktop.operations.editing.records import deletion_of
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document, Record, called, next_ref
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field, Kind
from csp_desktop.plan.references import Reference, References
from csp_desktop.plan.values import Value, name_key
from csp_desktop.plan.wording import joined, within

_PLACED_BY = ("label", "number")
"""The fields that say where a record stands: two that change places exchange them."""


def move(
    plan: OpenPlan, kind: str, record_id: str, step: int, stamp: Stamp, seen: Document | None = None
) -> Outcome:
    """Let a record change places with the one before (-1) or after (1) it.

    They exchange their numbers and labels; `seen` is the plan that was on screen. Raises a Refusal
    where there is none to change with, or where their numbers are not those that were seen.
    """
    document = plan.document()
    known, record = _there(plan, document, kind, record_id)
    shown = seen or document
    other = shown.beside(known, shown.record(kind, record_id) or record, step)
    other = document.record(kind, other.id) if other else None
    if other is None:
        name = _name(plan, record)
        raise Refusal(f"{name} cannot be moved: there is nothing to change with.")
    changes = []
    for name in _PLACED_BY:
        if known.field(name) is None:
            continue
        for one, two in ((record, other), (other, record)):
            changes.append(_put(plan, one, name, two.get(name), stamp, seen))
    return _write(plan, "move", changes, stamp)


def remove(
    plan: OpenPlan,
    kind: str,
    record_id: str,
    stamp: Stamp,
    to: str = "",
    seen: Document | None = None,
) -> Outcome:
    """Remove a record, and let what is linked to it be linked to `to`, or to nothing.

    `seen` is the plan that was on screen. All of it is one operation; nothing is left with a link
    to what is not there. What only writes its name keeps that. Raises a Refusal where a link is
    contested or was made since, or where this copy may only propose it.
    """
    document = plan.document()
    _, record = _there(plan, document, kind, record_id)
    if to and (to == record_id or document.record(kind, to) is None):
        raise BadValue("What takes its place is not in this plan.")
    changes: list[Change | None] = []
    linked = [each for each in References(document, plan.table).to(record) if each.linked]
    if seen is not None and _ids(linked) - _ids(References(seen, plan.table).to(record)):
        name = _name(plan, record)
        raise Refusal(f"More is linked to {name} than when you looked. Look at it again first.")
    for each in linked:
        if plan.group:
            raise Refusal(
                f"{_name(plan, record)} is used elsewhere in the plan, and this copy was "
                "made for one group. Ask the coordinator to remove it."
            )
        for other in each.records:
            value = _without(other, each.field, record_id, to)
            changes.append(_put(plan, other, each.field.name, value, stamp, seen))
            if each.field.name == "delivery_priority" and other.kind == "action":
                changes += _followed(plan, document, other, to, stamp, seen)
    shown = seen.record(kind, record_id) if seen else None
    return _write(plan, "delete", [*changes, deletion_of(plan, record, stamp, shown)], stamp)


def _ids(references: Iterable[Reference]) -> set[str]:
    return {record.id for each in references for record in each.records}


def write_new_name(plan: OpenPlan, kind: str, record_id: str, old: str, stamp: Stamp) -> Outcome:
    """Write a record's present name wherever the `old` one is written for it, as one operation."""
    document = plan.document()
    known, record = _there(plan, document, kind, record_id)
    new = record.text(known.key)
    changes: list[Change | None] = []
    for each in References(document, plan.table).writing(kind, (old,)):
        for other in each.records:
            said = other.get(each.field.name)
            value: Value = new
            if isinstance(said, list):
                renamed = [new if name_key(item) == name_key(old) else item for item in said]
                value = list(dict.fromkeys(renamed))
            changes.append(_put(plan, other, each.field.name, value, stamp, None))
    return _write(plan, "rename", changes, stamp)


def linked_words(plan: OpenPlan, document: Document, record: Record) -> str:
    """How many records are linked to one, in words; '' where none is."""
    found = References(document, plan.table).to(record)
    return joined([each.words for each in found if each.linked])


def follow(
    plan: OpenPlan,
    delivery_id: str,
    item: str,
    stamp: Stamp,
    ref: str = "",
    seen: Document | None = None,
) -> Outcome:
    """Make an action of an improvement action, which goes from the list of its priority.

    The action has `ref`, or the next free one of its delivery priority. Raises a Refusal where the
    item is not there any more, or the list is contested.
    """
    document = plan.document()
    _, delivery = _there(plan, document, "delivery_priority", delivery_id)
    items = list(delivery.items("improvement_actions"))
    if item not in items:
        raise Refusal(f"'{item}' is not among the improvement actions any more.")
    ref = ref or next_ref(document, delivery_id)
    if document.with_ref(ref):
        raise BadValue(f"{ref} is the ref of another action. Choose a free ref.")
    values: Mapping[tuple[str, str], Value] = {
        ("ref", ""): ref,
        ("title", ""): item,
        ("delivery_priority", ""): delivery_id,
        ("strategic_priority", ""): delivery.get("strategic_priority"),
    }
    made = make_record(
        plan.plan_id,
        "action",
        f"action-{stamp.new_id()}",
        values,
        stamp.new_id,
        stance=stance_for(plan, None, ""),
    )
    items.remove(item)
    left = _put(plan, delivery, "improvement_actions", items or None, stamp, seen)
    return _write(plan, "follow", [*made, left], stamp)


def _write(plan: OpenPlan, label: str, changes: list[Change | None], stamp: Stamp) -> Outcome:
    made = [each for each in changes if each is not None]
    return plan.write(label, made, stamp) if made else Outcome("", label, stamp.author)


def _there(plan: OpenPlan, document: Document, kind: str, record_id: str) -> tuple[Kind, Record]:
    known, record = plan.table.kind(kind), document.record(kind, record_id)
    if known is None or record is None:
        raise Refusal(f"{record_id} is not in this plan any more. Its history says who deleted it.")
    return known, record


def _put(
    plan: OpenPlan, record: Record, name: str, value: Value, stamp: Stamp, seen: Document | None
) -> Change | None:
    """The change that puts a value into a cell, which must be what was seen and not contested."""
    held = record.held(name)
    if held.contested:
        field = plan.table.field(record.kind, name)
        label = within(field.label) if field else name
        raise Refusal(
            f"The {label} of {_name(plan, record)} is contested. Settle that first: it is listed "
            "among the conflicts."
        )
    before = seen.record(record.kind, record.id) if seen else record
    # What this copy wrote itself since then was on its screen, too.
    others = set(held.heads) - plan.file.log.made_here(held.heads)
    if before is not None and others - set(before.held(name).heads):
        name = _name(plan, record)
        raise Refusal(f"{name} has changed since you looked. Look at it again first.")
    return change_of(plan, record, Cell(record.kind, record.id, name), value, stamp)


def _followed(
    plan: OpenPlan,
    document: Document,
    action: Record,
    to: str,
    stamp: Stamp,
    seen: Document | None,
) -> Iterator[Change | None]:
    """An action goes under the strategic priority of the delivery priority that it is moved to."""
    delivery = document.record("delivery_priority", to)
    if delivery is not None:
        above = delivery.get("strategic_priority")
        yield _put(plan, action, "strategic_priority", above, stamp, seen)


def _without(record: Record, field: Field, gone: str, to: str) -> Value:
    """What a link holds once `to`, or nothing, has taken the place of what is gone."""
    if field.type is not Type.LINKS:
        return to or None
    kept = [to if each == gone else each for each in record.items(field.name)]
    return list(dict.fromkeys(each for each in kept if each)) or None


def _name(plan: OpenPlan, record: Record) -> str:
    kind = plan.table.kind(record.kind)
    return called(kind, record) if kind else record.id
