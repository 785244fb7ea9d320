"""Records added, deleted and renumbered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csp_desktop.changes.change import Cell, Change, Stance, digest
from csp_desktop.changes.change import add_record as make_record
from csp_desktop.changes.change import delete_record as make_deletion
from csp_desktop.changes.change import edit as make_edit
from csp_desktop.errors import BadValue, Refusal
from csp_desktop.measures.kpi.units import says_unit, why_no_percentage
from csp_desktop.operations.editing.edits import (
    change_of,
    check_year,
    read_field,
    replaced_by,
    stance_for,
)
from csp_desktop.operations.session.lookup import find, linked, parts_of, refuse_name_taken
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import EXISTS, Document, Held, Record
from csp_desktop.plan.fields import Kind
from csp_desktop.plan.renumbering import why_not_a_ref
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import Value, name_key, same, understand, words
from csp_desktop.plan.vocabulary import spelt


def add(
    plan: OpenPlan,
    kind: str,
    values: Mapping[tuple[str, str], Value],
    stamp: Stamp,
    record_id: str = "",
) -> Outcome:
    """Add a record with first `values` by (field, period), as typed; links may be names.

    An action needs a free ref, and any other record a name of its own. Raises a Refusal where a
    value does not fit.
    """
    known = plan.table.kind(kind)
    if known is None:
        kinds = ", ".join(each.name for each in plan.table.kinds)
        raise BadValue(f"There is no kind of record called '{kind}'. The kinds are: {kinds}.")
    document = plan.document()
    vocabulary = document.vocabulary
    understood: dict[tuple[str, str], Value] = {}
    for (name, period), raw in values.items():
        field, written_period = read_field(plan, kind, name, period)
        check_year(document, field, written_period)
        understood[field.name, written_period] = linked(
            document, plan.table, field, understand(field, raw, vocabulary)
        )
    _weigh_signs(kind, values, understood)
    key_value = understood.get((known.key, ""))
    for needed in filter(None, (known.key, known.part_of)):
        if understood.get((needed, "")) is None:
            raise BadValue(f"A new {known.label.lower()} needs its {needed}.")
    if fixed := fixed_id(known, understood):
        record_id = fixed
        if document.record(kind, record_id):
            raise BadValue(f"{words(key_value)} is in this plan already.")
        if plan.file.values.held(kind, record_id, *EXISTS).heads:
            return plan.write("add", brought_back(plan, kind, record_id, understood, stamp), stamp)
    if kind == "action":
        _follow_priority(document, understood)
    refuse_name_taken(document, known, known.key, key_value)
    whole = document.record(known.whole, str(understood.get((known.part_of, ""), "")))
    group = whole.get("group") if whole else understood.get(("group", ""))
    stance = stance_for(plan, None, str(group) if group else "")
    changes = make_record(
        plan.plan_id,
        kind,
        record_id or f"{kind}-{stamp.new_id()}",
        understood,
        stamp.new_id,
        stance=stance,
    )
    return plan.write("add", changes, stamp)


def _weigh_signs(
    kind: str,
    raw: Mapping[tuple[str, str], Value],
    understood: dict[tuple[str, str], Value],
) -> None:
    """Refuse a % sign at a new indicator that counts things; else it may say the unit."""
    if kind != "indicator":
        return
    record = Record(kind, "", {place: Held(value) for place, value in understood.items()})
    for (name, _), value in raw.items():
        if why := why_no_percentage(record, name, value):
            raise BadValue(why)
        if not record.text("unit") and says_unit(record, name, value):
            understood["unit", ""] = "%"


def fixed_id(kind: Kind, values: dict[tuple[str, str], Value]) -> str:
    """The id that a new record has in every copy, '' where one is drawn.

    Two people who add such a record (a year, a word) make the same, and its key in one spelling.
    """
    if kind.key_is_id:
        return str(values[kind.key, ""])
    if not kind.id_from:
        return ""
    values[kind.key, ""] = spelt(words(values[kind.key, ""]))
    said = [name_key(words(values.get((each, "")))) for each in kind.id_from]
    return f"{kind.name}-{digest(said)[:16]}"


def brought_back(
    plan: OpenPlan,
    kind: str,
    record_id: str,
    values: Mapping[tuple[str, str], Value],
    stamp: Stamp,
) -> list[Change]:
    """The changes that bring back a deleted record as it was, but for what `values` say."""
    stance = stance_for(plan, None, "")

    def put(place: tuple[str, str], value: Value, seen: Sequence[str]) -> Change:
        cell = Cell(kind, record_id, *place)
        return make_edit(plan.plan_id, cell, value, seen, stamp.new_id(), stance)

    held = plan.file.values.cells_of(kind, record_id)
    back = put(EXISTS, True, held[EXISTS].heads)  # noqa: FBT003
    changed = {
        place: value
        for place, value in values.items()
        if place not in held or not same(value, held[place].value)
    }
    return [
        back,
        *(
            put(place, value, (held[place].heads if place in held else ()) or (back.id,))
            for place, value in changed.items()
        ),
    ]


def _follow_priority(document: Document, values: dict[tuple[str, str], Value]) -> None:
    delivery = document.record("delivery_priority", str(values.get(("delivery_priority", ""))))
    if delivery:
        values["strategic_priority", ""] = delivery.get("strategic_priority")


def delete(
    plan: OpenPlan, kind: str, record_id: str, stamp: Stamp, seen: Document | None = None
) -> Outcome:
    """Delete a record, with its parts, as its author sees them: in the plan `seen`, or as now.

    An edit made elsewhere that its author could not see contests the deletion when it arrives, and
    so does a part that was added elsewhere.
    """
    record = plan.file.values.record(kind, record_id)
    if record is None:
        raise Refusal(f"{record_id} is not in this plan, so there is nothing to delete.")
    gone = [record]
    if any(each.whole == kind for each in plan.table.kinds):
        gone += [
            each
            for each in parts_of(plan.document(), plan.table, kind, record_id)
            if seen is None or seen.record(each.kind, each.id)
        ]
    changes = [
        deletion_of(plan, each, stamp, seen.record(each.kind, each.id) if seen else None)
        for each in gone
    ]
    return plan.write("delete", changes, stamp)


def deletion_of(plan: OpenPlan, record: Record, stamp: Stamp, seen: Record | None = None) -> Change:
    """The change that deletes a record; a Refusal where a decision about it is waited for."""
    if record.contested or record.marked("contested"):
        raise Refusal(
            f"{record.id} has a conflict that waits for a decision. Settle it first: "
            "It is listed among the conflicts."
        )
    stance = stance_for(plan, record)
    # A deletion covers every head that its author saw. An edit that is not among them contests it,
    # so nobody's work is deleted unseen.
    covers = _covered(plan, record, stance)
    if seen is not None:
        # What this copy itself wrote since then was on its screen, too.
        ours = plan.file.log.made_here(covers)
        shown = [each for each in _covered(plan, seen, stance) if plan.file.ledger.in_effect(each)]
        covers = [*shown, *(each for each in covers if each in ours)]
    return make_deletion(plan.plan_id, record.kind, record.id, covers, stamp.new_id(), stance)


def _covered(plan: OpenPlan, record: Record, stance: Stance) -> list[str]:
    """What the deletion of a record covers: of the proposals, a proposed one its own only."""
    stated = stance is not Stance.PROPOSED
    return [
        each
        for held in record.cells.values()
        for each in (
            *held.heads,
            *(held.proposals if stated else replaced_by(plan, stance, held)),
        )
    ]


def renumber(
    plan: OpenPlan,
    pairs: Sequence[tuple[str, str]],
    stamp: Stamp,
    seen: Document | None = None,
) -> Outcome:
    """Give actions new refs in one operation: (old, new) pairs, which may exchange refs.

    `seen` is the plan that was on screen, None for the plan as it is now. Raises a Refusal, and
    changes nothing, if two actions would then have one ref or if a ref is not the one seen.
    """
    document = plan.document()
    moved: dict[str, str] = {}
    records: dict[str, Record] = {}
    for old, raw in pairs:
        new = plain(raw)
        reason = why_not_a_ref(new)
        if reason:
            raise BadValue(reason)
        record = find(document, plan.table, old)
        if record.kind != "action":
            raise BadValue(f"'{old}' is not an action, and only actions have refs.")
        if record.id in moved:
            raise BadValue(f"{old} is named on the left twice. Name each action once.")
        if record.held("ref").contested:
            raise Refusal(f"The ref of {old} is contested. Settle it first (conflicts, resolve).")
        was = seen.record("action", record.id) if seen else record
        if was and was.held("ref").heads != record.held("ref").heads:
            raise Refusal(f"The ref of {old} has changed since you looked. Look at it again first.")
        moved[record.id], records[record.id] = new, record
    # After all are named: the refs are compared as they will be, so that two may be exchanged.
    _refuse_shared_refs(document, moved)
    changes = []
    for record_id, new in moved.items():
        record = records[record_id]
        change = change_of(plan, record, Cell("action", record_id, "ref"), new, stamp)
        if change:
            changes.append(change)
    if not changes:
        return Outcome("", "renumber", stamp.author)
    return plan.write("renumber", changes, stamp)


def _refuse_shared_refs(document: Document, moved: Mapping[str, str]) -> None:
    holders: dict[str, str] = {}
    for action in document.of("action"):
        ref = moved.get(action.id, action.text("ref"))
        if ref in holders and (action.id in moved or holders[ref] in moved):
            raise BadValue(
                f"Two actions would have {ref}. Say also where the other one goes, "
                f"such as {ref}={ref}a."
            )
        holders[ref] = action.id
