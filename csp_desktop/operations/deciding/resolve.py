"""Decisions: one more change that covers all sides, so that it travels and settles the matter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import count

from csp_desktop.changes.change import Cell, Change, Stance, set_aside
from csp_desktop.changes.change import edit as make_edit
from csp_desktop.changes.conflicts import Conflict, ConflictChoice, OpenConflict
from csp_desktop.errors import BadValue, Refusal
from csp_desktop.operations.deciding.conflicts import (
    Behind,
    between_returns,
    conflicts,
    deleted_with,
    once_said,
    open_conflict,
    undone_by,
)
from csp_desktop.operations.deciding.new_records import is_new_row, take_as_update, take_row
from csp_desktop.operations.editing.edits import stance_for, with_replaced
from csp_desktop.operations.editing.records import deletion_of
from csp_desktop.operations.session.lookup import linked, parts_of, refuse_name_taken
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import EXISTS, Document
from csp_desktop.plan.renumbering import next_free_name, next_free_ref
from csp_desktop.plan.values import Value, name_key, understand, words
from csp_desktop.plan.wording import instant, plural


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided: one of the choices by number, a value of their own, or a word.

    If two records share a ref or name, the choice taken keeps it, and `value` goes to the other.
    `word` is 'keep' or 'delete' for a contested deletion, 'leave' for what is held, 'take' for the
    only choice there is. `side` identifies the choice by its change, and still holds if the numbers
    have changed because somebody stated one of the values again.
    """

    take: int | None = None
    value: str | None = None
    word: str = ""
    side: str = field(default="", compare=False)


def resolve(plan: OpenPlan, conflict_id: str, decision: Decision, stamp: Stamp) -> Outcome:
    """Settle one conflict. Raises a Refusal where it has changed since it was listed."""
    document = plan.document()
    # Looked up among the conflicts of now, not taken from what was on screen: the id is the hash of
    # the cell and its heads, so it is not found if anything there has changed.
    conflict = next((each for each in conflicts(plan, document) if each.id == conflict_id), None)
    if conflict is None:
        raise Refusal(
            f"There is no conflict {conflict_id}: it was settled, or has changed since you looked. "
            "List the conflicts again to see what waits now."
        )
    changes = settling(plan, document, conflict, decision, stamp)
    label = "leave" if decision.word == "leave" else "decide"
    return plan.write(label, changes, stamp)


def settling(
    plan: OpenPlan, document: Document, conflict: Conflict, decision: Decision, stamp: Stamp
) -> list[Change]:
    """The changes that settle one conflict of the plan as it is now; nothing is written.

    Raises BadValue or a Refusal where the decision does not do.
    """
    if decision.take is not None and decision.value is not None and conflict.kind != "ref":
        raise BadValue("Take one of the sides, or put a value of your own: not both.")
    # Taking back one's own proposal is no decision about another group's action.
    if not (decision.word == "leave" and _all_ours(plan, conflict)):
        _check_may_decide(plan, document, conflict)
    return _SETTLERS[conflict.kind](plan, document, conflict, decision, stamp)


def _all_ours(plan: OpenPlan, conflict: Conflict) -> bool:
    """Whether all that waits here was proposed in this copy, which may take it back."""
    proposed = {each for choice in conflict.choices for each in choice.changes}
    held = conflict.kind in ("held", "missing") and proposed
    return bool(held) and plan.file.log.made_here(proposed) == proposed


def _check_may_decide(plan: OpenPlan, document: Document, conflict: Conflict) -> None:
    """Refuse a decision about another group's action in a copy that was made for one group."""
    names = {conflict.cell.record, *(choice.record for choice in conflict.choices)} - {""}
    for name in sorted(names):
        record = document.record(conflict.cell.kind, name)
        if stance_for(plan, record, "") is Stance.PROPOSED:
            raise Refusal(
                "This copy was made for one group, and this lies outside its actions: the "
                "coordinator decides it. Change the value itself to propose another, or leave what "
                "you proposed to take it back."
            )


def _settle_edit(
    plan: OpenPlan, document: Document, conflict: Conflict, decision: Decision, stamp: Stamp
) -> list[Change]:
    if decision.value is not None:
        value = _typed(plan, document, conflict.cell, decision.value)
    else:
        value = _chosen(conflict, decision, "--take N or --value TEXT").value
    # Over all sides: only a change that covers each of them settles the conflict in every copy.
    return [make_edit(plan.plan_id, conflict.cell, value, conflict.heads, stamp.new_id())]


def _settle_delete(
    plan: OpenPlan, document: Document, conflict: Conflict, decision: Decision, stamp: Stamp
) -> list[Change]:
    word = decision.word or {1: "keep", 2: "delete"}.get(decision.take or 0, "")
    if word not in ("keep", "delete"):
        raise BadValue("One person deleted this and another edited it: say --keep or --delete.")
    cell = conflict.cell
    # A deletion covers all heads of the record, and so would settle what people differ over in its
    # other cells without anybody having looked.
    if word == "delete":
        _refuse_contested_within(plan, document, cell)
    decided = make_edit(plan.plan_id, cell, word == "keep", conflict.heads, stamp.new_id())
    if word == "delete":
        return [decided, *_parts_deleted(plan, document, cell, stamp)]
    if document.record(cell.kind, cell.record) is None:
        return [decided, *_made_again(plan, cell, decided, stamp)]
    parts = _parts_again(plan, cell, plan.file.values.held(*cell).heads, stamp)
    return [decided, *_whole_again(plan, document, cell, stamp), *parts]


def _parts_deleted(plan: OpenPlan, document: Document, cell: Cell, stamp: Stamp) -> list[Change]:
    """The changes that delete the parts of a record together with it."""
    parts = parts_of(document, plan.table, cell.kind, cell.record)
    return [deletion_of(plan, each, stamp) for each in parts]


def _whole_again(plan: OpenPlan, document: Document, cell: Cell, stamp: Stamp) -> list[Change]:
    """The changes that bring back what a kept record is a part of, where that is gone."""
    kind, record = plan.table.kind(cell.kind), document.record(cell.kind, cell.record)
    if kind is None or record is None or not kind.part_of:
        return []
    whole = Cell(kind.whole, record.text(kind.part_of), *EXISTS)
    if document.record(*whole[:2]):
        return []
    heads = plan.file.values.held(*whole).heads
    if not heads and not undone_by(plan, *whole[:2]):
        raise BadValue(
            "What it is a part of was never in this plan. Make it a part of something else, or "
            "delete it."
        )
    back = make_edit(plan.plan_id, whole, True, heads, stamp.new_id())  # noqa: FBT003
    again = [back, *_made_again(plan, whole, back, stamp), *_parts_again(plan, whole, heads, stamp)]
    return [each for each in again if each.cell != cell]


def _parts_again(
    plan: OpenPlan, whole: Cell, deletions: Iterable[str], stamp: Stamp
) -> list[Change]:
    """The changes that bring back the parts that were deleted together with a kept record."""
    return [
        make_edit(plan.plan_id, cell, True, (gone,), stamp.new_id())  # noqa: FBT003
        for cell, gone in deleted_with(plan, whole, deletions).items()
    ]


def _made_again(plan: OpenPlan, cell: Cell, decided: Change, stamp: Stamp) -> list[Change]:
    """The changes that bring back a record whose creation was undone, with all that it said.

    The record's name is stated again if somebody cleared it.
    """
    changes = []
    for undoing in plan.file.ledger.several(undone_by(plan, cell.kind, cell.record)).values():
        # Undoing the undo brings back everything that it had taken, other records too; those stay
        # undone, by a change of their own.
        changes.append(set_aside(plan.plan_id, [undoing.id], stamp.new_id()))
        others = [
            each.id
            for each in plan.file.ledger.several(undoing.covers).values()
            if each.cell[:2] != cell[:2]
        ]
        if others:
            changes.append(set_aside(plan.plan_id, others, stamp.new_id()))
    kind = plan.table.kind(cell.kind)
    name = Cell(cell.kind, cell.record, kind.key if kind else "name")
    held = plan.file.values.held(*name)
    said = once_said(plan, name)
    if said and (held.heads or not changes):
        covers = (*held.heads, *held.proposals, decided.id)
        again = make_edit(plan.plan_id, name, said[0].value, covers, stamp.new_id())
        changes += [again] if held.value is None and not held.contested else []
    return changes


def _settle_ref(
    plan: OpenPlan, document: Document, conflict: Conflict, decision: Decision, stamp: Stamp
) -> list[Change]:
    keeper = _keeper(conflict, decision)
    others = [each for each in conflict.choices if each.record != keeper.record]
    taken = _names_taken(plan, document, conflict.cell)
    changes = []
    for choice in others:
        free = (
            _typed_name(plan, document, conflict.cell, decision.value, choice.record)
            if decision.value is not None
            else _free(conflict, taken)
        )
        # Three records may share a ref: what the second has just been given is taken for the third.
        taken.add(words(free))
        cell = conflict.cell._replace(record=choice.record)
        changes.append(make_edit(plan.plan_id, cell, free, choice.changes, stamp.new_id()))
    return changes


def _keeper(conflict: Conflict, decision: Decision) -> ConflictChoice:
    """The record that keeps the ref or name; the first, if only a value for the other is given."""
    if decision.value is not None and len(conflict.choices) > 2:
        raise BadValue("More than two have it, so one value is not enough: say --take N alone.")
    if decision.value is not None and decision.take is None:
        return conflict.choices[0]
    return _chosen(conflict, decision, "--take N for the one that keeps it")


def _typed_name(plan: OpenPlan, document: Document, cell: Cell, text: str, record_id: str) -> Value:
    """A ref or name of one's own for a record that cannot keep it."""
    value = _typed(plan, document, cell, text)
    kind = plan.table.kind(cell.kind)
    if kind:
        refuse_name_taken(document, kind, cell.field, value, record_id)
    return value


def _free(conflict: Conflict, taken: Collection[str]) -> Value:
    """The next free ref, number or name."""
    agreed = conflict.agreed
    if conflict.cell.kind == "action":
        return next_free_ref(str(agreed), taken)
    if isinstance(agreed, (int, float)):
        return next(each for each in count(int(agreed) + 1) if str(each) not in taken)
    keys = {name_key(each) for each in taken}
    return next_free_name(str(agreed), lambda name: name_key(name) in keys)


def _names_taken(plan: OpenPlan, document: Document, cell: Cell) -> set[str]:
    """The refs or names of a kind, and those that wait for somebody to decide on them."""
    # Proposed and contested ones are not free: taking one of those later would make the same
    # conflict.
    ids = [
        each
        for one, held in plan.file.values.waiting()
        if (one.kind, one.field) == (cell.kind, cell.field)
        for each in (*held.heads, *held.proposals)
    ]
    waiting = plan.file.ledger.several(ids).values()
    return {
        *(words(record.get(cell.field)) for record in document.of(cell.kind)),
        *(words(change.value) for change in waiting if change.value),
    }


def _refuse_contested_within(plan: OpenPlan, document: Document, cell: Cell) -> None:
    """Refuse to delete a record in which people still differ over something else."""
    cells = plan.file.values.cells_of(cell.kind, cell.record)
    contested = [name for (name, _), held in cells.items() if held.contested and name != EXISTS[0]]
    if contested:
        first = "Settle" if document.record(cell.kind, cell.record) else "Keep it, settle"
        raise Refusal(
            f"People put different values in its {contested[0]}, too, and deleting it would settle "
            f"that unseen. {first} that first, then delete it."
        )


def _settle_held(
    plan: OpenPlan, document: Document, conflict: Conflict, decision: Decision, stamp: Stamp
) -> list[Change]:
    if decision.word == "leave":
        return [set_aside(plan.plan_id, _all_waiting(plan, conflict), stamp.new_id())]
    # A change over a contested cell would be one more side. What wins there is decided first.
    if plan.file.values.held(*conflict.cell).contested:
        raise Refusal(
            "People put different values there, too. Settle that first, or leave this one."
        )
    if is_new_row(conflict):
        only = conflict.choices[0] if decision.word and len(conflict.choices) == 1 else None
        row = only or _chosen(conflict, decision, "--take N for one of the rows, or --leave")
        if row.record:
            return take_as_update(plan, document, row, stamp)
        return take_row(plan, document, conflict, row, stamp)
    if decision.value is not None and conflict.cell.field != EXISTS[0]:
        value = _typed(plan, document, conflict.cell, decision.value)
    elif decision.word in ("take", "delete"):
        value = conflict.choices[0].value
    else:
        value = _chosen(conflict, decision, "--take 1 or --leave").value
    covers = list(conflict.heads)
    parts: list[Change] = []
    if value is False:
        _refuse_contested_within(plan, document, conflict.cell)
        record = document.record(conflict.cell.kind, conflict.cell.record)
        covers += [head for held in record.cells.values() for head in held.heads] if record else []
        parts = _parts_deleted(plan, document, conflict.cell, stamp)
    return [make_edit(plan.plan_id, conflict.cell, value, covers, stamp.new_id()), *parts]


def _all_waiting(plan: OpenPlan, conflict: Conflict) -> list[str]:
    """The proposals that wait here, of a new row in all its cells, and those they replaced."""
    kind, record, *place = conflict.cell
    row = is_new_row(conflict)
    cells = plan.file.values.cells_of(kind, record) if row else [tuple(place)]
    gone: list[str] = []
    for each in cells:
        cell = Cell(kind, record, *each)
        gone += with_replaced(plan, cell, plan.file.values.held(*cell).proposals)
    return gone


def _chosen(conflict: Conflict, decision: Decision, ways: str) -> ConflictChoice:
    count = len(conflict.choices)
    for each in conflict.choices:
        # The side comes before the number: a number is only where it stood in a list that may be
        # other now.
        if decision.side and each.side == decision.side:
            return each
    if decision.take is None:
        raise BadValue(f"Say what to do with this one: {ways}.")
    if not 1 <= decision.take <= count:
        raise BadValue(f"There is no choice {decision.take}: choose from 1 to {count}.")
    return conflict.choices[decision.take - 1]


def _typed(plan: OpenPlan, document: Document, cell: Cell, text: str) -> Value:
    field = plan.table.field(cell.kind, cell.field)
    if field is None:
        raise BadValue(
            f"This version does not know the field '{cell.field}'. Take one of the sides."
        )
    return linked(document, plan.table, field, understand(field, text, document.vocabulary))


_SETTLERS = {
    "edit": _settle_edit,
    "delete": _settle_delete,
    "ref": _settle_ref,
    "held": _settle_held,
    "compare": _settle_held,
    "missing": _settle_held,
}


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
