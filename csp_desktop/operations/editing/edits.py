"""Edits: values put into cells, and values marked unconfirmed that a person confirms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from csp_desktop.changes.cellstate import Lineage
from csp_desktop.changes.change import Cell, Change, Stance, set_aside
from csp_desktop.changes.change import edit as make_edit
from csp_desktop.errors import BadValue, Refusal
from csp_desktop.measures.kpi.series import likely_step
from csp_desktop.measures.kpi.units import says_unit, why_no_percentage
from csp_desktop.operations.session.lookup import label_of, linked, refuse_name_taken
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import EXISTS, Document, Held, Record
from csp_desktop.plan.field_types import Per
from csp_desktop.plan.fields import Field
from csp_desktop.plan.periods import asked_period, in_doubt
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import Value, same, understand, understand_period

Place: TypeAlias = tuple[str, str, str, str]
"""A cell by kind, record id, field and period."""

_TAKEN_BACK = "What this copy had proposed there is taken back."


@dataclass(frozen=True, slots=True)
class Edit:
    """A value for one cell, as a person typed it.

    `seen` are the heads of the cell when its editor opened (`Held.heads`); None means that its
    author sees the cell as it is now, as a command does.
    """

    kind: str
    record: str
    field: str
    period: str
    value: Value
    seen: tuple[str, ...] | None = None


def edit(
    plan: OpenPlan,
    edits: Sequence[Edit],
    stamp: Stamp,
    label: str = "edit",
    visit: str = "",
) -> Outcome:
    """Put values into cells, all of them or none, as one operation that is undone as one.

    A value equal to what its author saw is no edit; if this copy proposed another, it takes the
    proposal back. `visit` joins the edits of one visit to a text box into one operation. Raises a
    Refusal if a value does not fit, if another action has the ref, or if the cell is contested.
    """
    # The whole plan is read only if a name or a link has to be compared with all others, or a
    # word to be looked up. A typed
    # text or a status would otherwise take as long as opening the plan.
    document = plan.document() if _needs_all(plan, edits) else _nearby(plan, edits)
    changes = [
        change
        for each in (*edits, *_units_said(document, edits))
        if (change := _change(plan, document, each, stamp)) is not None
    ]
    if not changes:
        return Outcome("", label, stamp.author)
    back = any(change.stance is Stance.ASIDE for change in changes)
    notices = (_TAKEN_BACK,) if back else ()
    return plan.write(label, changes, stamp, operation=visit, notices=notices)


def confirm(
    plan: OpenPlan,
    places: Iterable[Place],
    stamp: Stamp,
    seen: Mapping[Place, tuple[str, ...]] = MappingProxyType({}),
) -> Outcome:
    """Confirm values marked unconfirmed, without changing them, as one operation.

    `places` are (kind, record id, field, period), and `seen` the heads that were on screen. Raises
    a Refusal for a value that is not marked, or that is not the one that was on screen.
    """
    changes = []
    for kind, record_id, field, period in places:
        record = _record(plan, kind, record_id)
        held = record.held(field, period)
        name = f"{field}@{period}" if period else field
        if held.contested:
            raise _contested(plan, record, name)
        if not held.unconfirmed:
            raise Refusal(
                f"{name} of {_call(plan, record)} is not marked unconfirmed, "
                "so there is nothing to confirm."
            )
        if seen.get((kind, record_id, field, period), held.heads) != held.heads:
            raise Refusal(
                f"{name} of {_call(plan, record)} has changed since you looked, so it was not "
                "confirmed. Look at it again first."
            )
        stance = stance_for(plan, record)
        cell = Cell(kind, record_id, field, period)
        covers = (*held.heads, *replaced_by(plan, stance, held))
        changes.append(make_edit(plan.plan_id, cell, held.value, covers, stamp.new_id(), stance))
    return plan.write("confirm", changes, stamp)


def stance_for(plan: OpenPlan, record: Record | None, group: str | None = None) -> Stance:
    """Whether a change of `record` takes effect at once, or is proposed to the coordinator.

    A copy made for a group proposes every change outside that group's actions and their milestones.
    """
    bounds = plan.group
    if not bounds:
        return Stance.STATED
    if record is not None:
        record = _whole_of(plan, record)
    owner = group if record is None else record.text("group")
    inside = (record is None or record.kind == "action") and owner == bounds
    return Stance.STATED if inside else Stance.PROPOSED


def _stance_of_value(plan: OpenPlan, record: Record, cell: Cell, value: Value) -> Stance:
    """As `stance_for`; what becomes a part of another group's action is proposed, too."""
    kind = plan.table.kind(record.kind)
    stance = stance_for(plan, record)
    if stance is Stance.PROPOSED or kind is None or cell.field != kind.part_of:
        return stance
    return stance_for(plan, plan.file.values.record(kind.whole, str(value)) or record)


def _whole_of(plan: OpenPlan, record: Record) -> Record:
    """What a record is a part of; itself where it is none, or where that is gone."""
    kind = plan.table.kind(record.kind)
    if kind is None or not kind.part_of:
        return record
    return plan.file.values.record(kind.whole, record.text(kind.part_of)) or record


def covers_of(record: Record, held: Held) -> tuple[str, ...]:
    """What an edit of a cell covers: its heads, or for a blank cell what makes the record exist."""
    return held.heads or record.held(*EXISTS).heads


def change_of(
    plan: OpenPlan,
    record: Record,
    cell: Cell,
    value: Value,
    stamp: Stamp,
    seen: tuple[str, ...] | None = None,
) -> Change | None:
    """The change that puts `value` into a cell of `record`; None where that changes nothing.

    `seen` are the heads that its author had on screen, None for the present ones. Outside the group
    that a copy was made for, the change is a proposal; the value that its author saw takes it back.
    """
    held = record.held(cell.field, cell.period)
    # What the author saw counts, not what is there now: if somebody's edit came in between, this
    # one must not cover it. The two then contradict each other, and a person decides.
    if seen is None or seen == held.heads:
        shown, covers = held.value, covers_of(record, held)
    else:
        shown, covers = _shown_by(plan, cell, seen), seen or record.held(*EXISTS).heads
    stance = _stance_of_value(plan, record, cell, value)
    own = replaced_by(plan, stance, held)
    # No change, even if the cell says something else by now: its author wanted what they saw.
    if same(value, shown):
        back = with_replaced(plan, cell, own)
        return set_aside(plan.plan_id, back, stamp.new_id()) if back else None
    return make_edit(plan.plan_id, cell, value, (*covers, *own), stamp.new_id(), stance)


def replaced_by(plan: OpenPlan, stance: Stance, held: Held) -> tuple[str, ...]:
    """The proposals in a cell that a change made in this copy replaces.

    A proposal replaces what this copy proposed before, which its window has followed, and never
    what somebody else proposed: of that the coordinator decides. What is stated replaces none.
    """
    if stance is not Stance.PROPOSED or not held.proposals:
        return ()
    made = plan.file.log.made_here(held.proposals)
    return tuple(each for each in held.proposals if each in made)


def with_replaced(plan: OpenPlan, cell: Cell, proposals: Iterable[str]) -> list[str]:
    """Proposals of a cell and those that they replaced: all must go if nothing is to wait.

    Setting only the last one aside would bring the one before it back.
    """
    lineage = Lineage(plan.file.ledger.of_cell(cell))
    last = list(proposals)
    below = lineage.below(last)
    return [
        *last,
        *(each for each in below if lineage.changes[each].stance is Stance.PROPOSED),
    ]


def read_field(plan: OpenPlan, kind: str, name: str, period: str) -> tuple[Field, str]:
    """The field called `name` and its period, written as files write it; else a Refusal."""
    field = plan.table.field(kind, plain(name))
    if field is None:
        known = plan.table.kind(kind)
        names = ", ".join(each.name for each in known.fields) if known else ""
        raise BadValue(f"There is no field '{name}' here. The fields are: {names}.")
    return field, understand_period(field, period)


def typed_period(field: Field | None, record: Record | None, text: str) -> str:
    """A period as a person typed it for a cell, as files write it where it may be two.

    '2011-12' is what the field, else the record's frequency and its other figures, say. Raises
    BadValue where they do not.
    """
    if field is None or field.per is not Per.ANY or not in_doubt(text):
        return text
    return str(asked_period(text, likely_step(record) if record else ""))


def _change(plan: OpenPlan, document: Document, each: Edit, stamp: Stamp) -> Change | None:
    record = document.record(each.kind, each.record)
    if record is None:
        raise Refusal(
            f"{label_of(document, plan.table, each.kind, each.record)} is not in this plan any "
            "more, so it cannot be edited. Its history says who deleted it."
        )
    field, period = read_field(plan, each.kind, each.field, each.period)
    held = record.held(field.name, period)
    # An edit of a contested cell would be one more side, made by somebody who may not know that
    # there are two. They are sent to decide instead.
    if held.contested:
        raise _contested(plan, record, f"{field.name}@{period}" if period else field.name)
    if each.kind == "indicator" and (why := why_no_percentage(record, field.name, each.value)):
        raise BadValue(why)
    value = linked(document, plan.table, field, understand(field, each.value, document.vocabulary))
    _check_fits(plan, document, record, field, period, value)
    cell = Cell(each.kind, each.record, field.name, period)
    return change_of(plan, record, cell, value, stamp, each.seen)


def _units_said(document: Document, edits: Sequence[Edit]) -> list[Edit]:
    """The unit that a % sign says, for indicators of which nothing has said it yet."""
    found: dict[str, Edit] = {}
    given = {each.record for each in edits if each.field == "unit"}
    for each in edits:
        record = document.record(each.kind, each.record) if each.kind == "indicator" else None
        if record and record.id not in given and says_unit(record, each.field, each.value):
            found[record.id] = Edit(each.kind, record.id, "unit", "", "%")
    return list(found.values())


def _shown_by(plan: OpenPlan, cell: Cell, heads: Iterable[str]) -> Value:
    """What a cell showed while these were its heads."""
    for each in heads:
        change = plan.file.ledger.get(each)
        if change and change.cell == cell:
            return change.value
    return None


def _check_fits(
    plan: OpenPlan, document: Document, record: Record, field: Field, period: str, value: Value
) -> None:
    kind = plan.table.kind(record.kind)
    if kind and not same(value, record.get(field.name, period)):
        refuse_name_taken(document, kind, field.name, value, record.id)
    if record.kind == "action" and field.name == "strategic_priority":
        delivery = document.record("delivery_priority", record.text("delivery_priority"))
        if delivery and delivery.text("strategic_priority") != value:
            raise BadValue(
                f"{_call(plan, record)} belongs to {delivery.text('label')}: "
                "set delivery_priority instead, and the strategic priority follows."
            )
    check_year(document, field, period)


def check_year(document: Document, field: Field, period: str) -> None:
    """Raise BadValue where the period lies in no year of the plan, for fields that need one."""
    if period and field.per.value in ("year", "quarter"):
        year = period.split(maxsplit=1)[0]
        if document.years() and year not in document.years():
            raise BadValue(
                f"{year} is not a year of this plan, which covers {', '.join(document.years())}."
            )


def _needs_all(plan: OpenPlan, edits: Sequence[Edit]) -> bool:
    """Whether judging the edits takes more of the plan than the records they touch."""
    for each in edits:
        field = plan.table.field(each.kind, each.field)
        kind = plan.table.kind(each.kind)
        if field is None or kind is None or field.links_to or field.name == kind.key:
            return True
        if field.choices and each.value not in (None, "", *field.choices):
            return True  # a word, which the plan may have learned
    return False


def _nearby(plan: OpenPlan, edits: Sequence[Edit]) -> Document:
    kinds: dict[str, Mapping[str, Record]] = {}
    records = {(each.kind, each.record) for each in edits}
    found = [
        (kind, record_id, plan.file.values.record(kind, record_id)) for kind, record_id in records
    ]
    # Enough to check a period against: of years only the names count.
    kinds["year"] = {year: Record("year", year, {}) for year in plan.file.values.years()}
    return Document(plan.plan_id, kinds).with_records(
        (kind, record_id, record) for kind, record_id, record in found if record
    )


def _record(plan: OpenPlan, kind: str, record_id: str) -> Record:
    record = plan.file.values.record(kind, record_id)
    if record is None:
        raise Refusal(f"{record_id} is not in this plan any more.")
    return record


def _call(plan: OpenPlan, record: Record) -> str:
    kind = plan.table.kind(record.kind)
    return (record.text(kind.key) if kind else "") or record.id


def _contested(plan: OpenPlan, record: Record, name: str) -> Refusal:
    return Refusal(
        f"{name} of {_call(plan, record)} is contested: two people put different values there. "
        "Decide which one is right (conflicts, resolve); then it can be edited again."
    )
