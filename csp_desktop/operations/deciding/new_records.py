"""New records that are only proposed: each is one thing, shown whole and taken whole.

Two people may have filled in one spare row of their two copies of a return that lost its base. Then
the record has two sides, one from each file, and taking a side takes all that it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from csp_desktop.changes.cellstate import Lineage
from csp_desktop.changes.change import Cell, Change, Stance, set_aside
from csp_desktop.changes.change import edit as make_edit
from csp_desktop.changes.conflicts import Conflict, ConflictChoice
from csp_desktop.errors import Refusal
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import EXISTS, Document, Place, told
from csp_desktop.plan.renumbering import next_free_ref
from csp_desktop.plan.values import Value, key, words
from csp_desktop.plan.wording import instant
from csp_desktop.store.operation import Operation

SAME, NEW = "the same action", "a new action"
"""The ways to take a row whose ref is another action's."""

# A row typed in a return for one group says its group only by its place.
_NOT_SAID: frozenset[Place] = frozenset({EXISTS, ("ref", ""), ("group", "")})

Row: TypeAlias = Mapping[Place, Change]
"""What one file, or one person, says of a new record, by field and period."""


def new_rows(plan: OpenPlan, document: Document) -> list[Conflict]:
    """The records that wait to be added, each with its sides: whole rows, the latest first."""
    return [_conflict(plan, document, kind, record) for kind, record in plan.file.values.proposed()]


def is_new_row(conflict: Conflict) -> bool:
    """Whether the conflict is about adding a record, and its choices are rows."""
    return conflict.kind == "held" and any(choice.fields for choice in conflict.choices)


def _conflict(plan: OpenPlan, document: Document, kind: str, record: str) -> Conflict:
    waiting = {
        each for held in plan.file.values.cells_of(kind, record).values() for each in held.proposals
    }
    choices: dict[frozenset[tuple[Place, str]], ConflictChoice] = {}
    for operation, row in _rows(plan, kind, record, waiting):
        # Two files that say the same row are one choice, with both of their changes behind it.
        said = frozenset((place, key(change.value)) for place, change in row.items())
        ids = tuple(sorted(change.id for change in row.values()))
        fields = fields_of(plan, document, kind, row)
        if alike := choices.get(said):
            ids = tuple(sorted({*alike.changes, *ids}))
        made = alike.operation if alike else operation
        text = _in_words(plan, kind, fields)
        choices[said] = ConflictChoice(text, ids, fields=tuple(fields.items()), operation=made)
    cell = Cell(kind, record, *EXISTS)
    offered = tuple(way for each in choices.values() for way in _ways(document, kind, record, each))
    return Conflict("held", cell, None, offered, tuple(sorted(waiting)))


def _ways(document: Document, kind: str, record: str, row: ConflictChoice) -> list[ConflictChoice]:
    """The ways to take a row: where its ref is another action's, it may be that action's update."""
    ref = dict(row.fields).get("ref") if kind == "action" else None
    others = [each for each in document.with_ref(str(ref)) if each.id != record] if ref else []
    # Of two actions with that ref it could be either: that is a conflict of its own, settled first.
    if len(others) != 1:
        return [row]
    title = others[0].text("title")
    return [
        replace(row, value=f"{SAME}, {ref} {title}: {row.value}", record=others[0].id),
        replace(row, value=f"{NEW}, under the next free ref: {row.value}"),
    ]


def take_as_update(
    plan: OpenPlan, document: Document, choice: ConflictChoice, stamp: Stamp
) -> list[Change]:
    """Give what a row says to the action that it is about, and let the row itself go.

    What a lead fills in and nobody has filled in yet is taken. What would replace something that
    was not on screen, and its title, is proposed.
    """
    target = document.record("action", choice.record)
    if target is None:
        raise Refusal("That action is not in the plan any more. List the conflicts again.")
    changes = []
    for change in plan.file.ledger.several(choice.changes).values():
        place = (change.cell.field, change.cell.period)
        field, held = plan.table.field("action", place[0]), target.held(*place)
        if field is None or place in _NOT_SAID or key(held.value) == key(change.value):
            continue
        # Only what a lead fills in and the action lacks is taken without a further look. Anything
        # else would replace a value that was not on screen beside this row.
        taken = field.lead_fills and held.value is None and not held.contested
        covers = held.heads if taken and held.heads else target.held(*EXISTS).heads
        stance = Stance.STATED if taken else Stance.PROPOSED
        cell = Cell("action", target.id, *place)
        changes.append(make_edit(plan.plan_id, cell, change.value, covers, stamp.new_id(), stance))
    return [*changes, set_aside(plan.plan_id, choice.changes, stamp.new_id())]


def _rows(plan: OpenPlan, kind: str, record: str, waiting: set[str]) -> list[tuple[str, Row]]:
    """The rows of which something waits, by the operation that made each, the latest first.

    A part of a row may have come with an earlier file, and have been left then. It is still part of
    this row.
    """
    parts: dict[Place, list[Change]] = {}
    rows: dict[str, dict[Place, list[Change]]] = {}
    made: dict[str, Operation] = {}
    proposed = [
        change
        for change in plan.file.ledger.of_record(kind, record)
        if change.stance is Stance.PROPOSED
    ]
    makers = plan.file.log.all_makers_of(change.id for change in proposed)
    for change in proposed:
        place = (change.cell.field, change.cell.period)
        parts.setdefault(place, []).append(change)
        for operation in makers.get(change.id, ()):
            made[operation.id] = operation
            rows.setdefault(operation.id, {}).setdefault(place, []).append(change)
    found = {each: {at: _last(said) for at, said in row.items()} for each, row in rows.items()}
    order = [
        each for each in sorted(found) if not waiting.isdisjoint(map(_id, found[each].values()))
    ]
    order.sort(key=lambda each: instant(made[each].at or ""), reverse=True)
    if not order:
        return [("", {at: _last(said) for at, said in parts.items()})]
    known = plan.table.kind(kind)
    name = (known.key if known else "name", "")
    return [(each, _completed(found[each], name, parts)) for each in order]


def _completed(row: Row, name: Place, parts: Mapping[Place, list[Change]]) -> Row:
    """A row with what makes it one, where only an earlier file is known to have said that."""
    if EXISTS in row and name in row:
        return row
    wanted = (EXISTS, name, ("title", ""))
    return {**{at: _last(parts[at]) for at in wanted if at in parts}, **row}


def _id(change: Change) -> str:
    return change.id


def _last(changes: Iterable[Change]) -> Change:
    lineage = Lineage(changes)
    return lineage.changes[
        # By the id where several are the last: in every copy the same one.
        min(lineage.uncovered(lineage.changes.keys(), by=lineage.changes.keys()))
    ]


def made_by(plan: OpenPlan, choice: ConflictChoice) -> Operation | None:
    """The operation that brought a row."""
    if not choice.operation:
        return None
    found = plan.file.log.all_makers_of(choice.changes)
    makers = (made for each in choice.changes for made in found.get(each, ()))
    return next((made for made in makers if made.id == choice.operation), None)


def fields_of(plan: OpenPlan, document: Document, kind: str, row: Row) -> dict[str, Value]:
    """What a row says, by field or field@period in the order of the table, as people read it."""
    known = plan.table.kind(kind)
    order = {field.name: n for n, field in enumerate(known.fields)} if known else {}
    places = sorted(row.keys() - {EXISTS}, key=lambda each: (order.get(each[0], 99), each))
    return {
        f"{name}@{period}" if period else name: told(
            document, plan.table, plan.table.field(kind, name), row[name, period].value
        )
        for name, period in places
    }


def _in_words(plan: OpenPlan, kind: str, fields: Mapping[str, Value]) -> str:
    """A row in one line: its ref or name and its title, then what else it says."""
    known = plan.table.kind(kind)
    names = dict.fromkeys((known.key if known else "name", "title"))
    first = [name for name in names if fields.get(name)]
    head = " ".join(words(fields[name]) for name in first)
    rest = [f"{name}: {words(said)}" for name, said in fields.items() if name not in first]
    return "; ".join(filter(None, (head, *rest)))


def take_row(
    plan: OpenPlan, document: Document, conflict: Conflict, choice: ConflictChoice, stamp: Stamp
) -> list[Change]:
    """Add a record with exactly what one row says; what others say of it goes on waiting.

    Where its ref is another action's, it gets the next free one.
    """
    kind, record = conflict.cell[:2]
    row: dict[Place, list[Change]] = {}
    for change in plan.file.ledger.several(choice.changes).values():
        row.setdefault((change.cell.field, change.cell.period), []).append(change)
    known = plan.table.kind(kind)
    if known and (known.key, "") not in row:
        raise Refusal(f"This row has no {known.key}, so it cannot be added. Leave it out.")
    exists = plan.file.values.held(*conflict.cell)
    # All proposals to add the record are covered, or it would be proposed again right after.
    seen = {*exists.heads, *exists.proposals, *(each.id for each in row.pop(EXISTS, ()))}
    value: Value = True
    taken = make_edit(plan.plan_id, conflict.cell, value, seen, stamp.new_id())
    changes = [taken]
    for place, said in sorted(row.items()):
        cell = Cell(kind, record, *place)
        held = plan.file.values.held(*cell)
        offered = plan.file.ledger.several(held.proposals).values()
        # Only proposals of the same value: what another file says differently goes on waiting.
        alike = [each.id for each in offered if key(each.value) == key(said[0].value)]
        covers = (*held.heads, *alike, *(each.id for each in said), taken.id)
        told_as = said[0].value
        if place == ("ref", "") and kind == "action":
            refs = {each.text("ref") for each in document.of(kind) if each.id != record}
            told_as = next_free_ref(str(told_as), refs) if told_as in refs else told_as
        changes.append(make_edit(plan.plan_id, cell, told_as, covers, stamp.new_id()))
    return changes
