"""Undo and redo of what was done in this copy; they survive a restart and go back any number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from csp_desktop.changes.change import Change, set_aside
from csp_desktop.errors import Refusal
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Record, called
from csp_desktop.plan.wording import joined
from csp_desktop.store.operation import Operation

MERGE, DECISION = "merge", "decision"
"""What undo and redo call a merge, and decisions that were saved without one."""


def next_undo(plan: OpenPlan) -> str | None:
    """What 'undo' would undo ('status of 1.7', 'merge', …), or None where there is nothing."""
    found = plan.file.log.next_undo()
    return _described(plan, found) if found else None


def next_redo(plan: OpenPlan) -> str | None:
    """What 'redo' would do again, or None where there is nothing."""
    found = plan.file.log.next_redo()
    return _described(plan, found[0]) if found else None


_NOUNS = {
    "add": "addition",
    "add year": "new year",
    "confirm": "confirmation",
    "decide": DECISION,
    "delete": "deletion",
    "follow": "following as an action",
    "rename": "new name",
    "renumber": "renumbering",
    "words": "words",
}
"""What a step of undo is called in a sentence, where its label is a verb."""


def _described(plan: OpenPlan, operation: Operation) -> str:
    """An edit by its field and record, such as 'status of 1.7'; anything else by its noun.

    What the plan itself holds, such as its working quarter, needs no name beside it.
    """
    changes = plan.file.log.changes_of(operation.id)
    first = plan.file.ledger.get(changes[0]) if operation.label == "edit" and changes else None
    if first is None:
        return _NOUNS.get(operation.label, operation.label)
    field = plan.table.field(first.cell.kind, first.cell.field)
    what = field.label.lower() if field else first.cell.field
    others = len({plan.file.ledger.cell_of(each) for each in changes}) - 1
    more = f" and {others} more" if others > 0 else ""
    if first.cell.kind == "plan":
        return f"{what}{more}"
    return f"{what} of {_called(plan, first.id)}{more}"


def undo(plan: OpenPlan, stamp: Stamp, *, anyway: bool = False) -> Outcome:
    """Set the last operation of this copy aside, as if it had never been made.

    Changes that somebody else has built on since stay, and a notice says so; a record that they
    built on stays whole. If that is all of the operation, it is refused: an edit is skipped the
    next time, and for an addition a person is asked (`BuiltOn`). With `anyway` the addition is
    undone even so, and a person then decides whether the record stays.
    """
    operation = plan.file.log.next_undo()
    if operation is None:
        raise Refusal("There is nothing to undo in this copy.")
    # A merge's changes are other people's. Setting them aside would be a change that travels and
    # undoes their work in every copy; so they are taken out of this copy alone.
    brought = plan.file.log.brought_by(operation.id)
    if brought:
        return _unmerge(plan, operation, brought)
    ids = plan.file.log.changes_of(operation.id)
    changes = list(plan.file.ledger.several(ids).values())
    # What others have put over a change was made in sight of it, so that change stays.
    built = {each.id: plan.file.ledger.built_on(each, set(ids)) for each in changes}
    # A record whose creation is undone is gone with all its cells, so for an addition it counts if
    # anything of the record was built on, not one cell by itself.
    added = {each.cell[:2]: built[each.id] for each in changes if each.makes_record}
    if anyway:
        built |= {each.id: set() for each in changes if each.cell[:2] in added}
    else:
        built |= {each.id: added[each.cell[:2]] for each in changes if each.cell[:2] in added}
    free = [each for each in changes if not built[each.id]]
    if not free:
        raise _refused(plan, operation, changes, set().union(*added.values()))
    asides = [set_aside(plan.plan_id, each, stamp.new_id()) for each in _together(free)]
    undone_by = [aside.id for aside in asides]
    notices = tuple(_staying(len(changes) - len(free)))
    return _write(plan, operation, asides, f"undo {operation.label}", stamp, undone_by, notices)


def pass_over(plan: OpenPlan, stamp: Stamp) -> Outcome:
    """Leave the last operation as it is: undo goes on with what was done before."""
    operation = plan.file.log.next_undo()
    if operation is None:
        raise Refusal("There is nothing to undo in this copy.")
    with plan.file.transaction():
        plan.file.log.forget(operation.id)
    return Outcome(operation.id, f"leave {operation.label}", stamp.author)


class BuiltOn(Refusal):
    """Somebody has built on what was added here, so a person is asked whether to undo it."""


def _refused(
    plan: OpenPlan, operation: Operation, changes: Sequence[Change], builders: set[str]
) -> Refusal:
    """Why an operation cannot be undone; what is not asked is passed over from now on."""
    if builders:
        who = sorted({made.author for made in plan.file.log.authors_of(builders).values()})
        called = sorted({_called(plan, each.id) for each in changes if each.makes_record})
        return BuiltOn(
            f"{joined(called)} was added here, and {joined(who) or 'somebody'} built on it since, "
            "so the adding was not undone."
        )
    # Without this the same refusal would come each time, and nothing done before could be undone.
    pass_over(plan, Stamp("", None))
    return Refusal(
        f"The last {operation.label} cannot be undone because later changes depend on it. "
        "Change the value itself; undo goes on with what was done before."
    )


def _staying(built_on: int) -> Iterable[str]:
    if built_on:
        yield f"{built_on} of its changes stay, because somebody has built on them since."


def _together(changes: Collection[Change]) -> Iterable[list[str]]:
    """The groups to set aside by one change each: an addition's record, or a single change.

    A change that sets others aside waits if one of them waits. So each edit is set aside alone: it
    stays undone even if an edit beside it waits for a merge that was taken out.
    """
    added = {change.cell[:2] for change in changes if change.makes_record}
    groups: dict[object, list[str]] = {}
    for change in changes:
        record = change.cell[:2]
        groups.setdefault(record if record in added else change.id, []).append(change.id)
    return groups.values()


def redo(plan: OpenPlan, stamp: Stamp) -> Outcome:
    """Do again what was undone last, by setting the undoing aside in turn."""
    found = plan.file.log.next_redo()
    if found is None:
        raise Refusal("There is nothing to redo in this copy.")
    operation, undoing = found
    if plan.file.log.brought_by(operation.id):
        return _merge_again(plan, operation)
    # Redo is one more change, too: nothing is ever removed from a plan, so another copy that holds
    # the undo learns of the redo by merging.
    asides = [set_aside(plan.plan_id, [each], stamp.new_id()) for each in undoing]
    return _write(plan, operation, asides, f"redo {operation.label}", stamp, None, ())


def _write(
    plan: OpenPlan,
    operation: Operation,
    asides: Sequence[Change],
    label: str,
    stamp: Stamp,
    undone_by: Sequence[str] | None,
    notices: tuple[str, ...],
) -> Outcome:
    return plan.write(
        label,
        asides,
        stamp,
        undoable=False,
        notices=notices,
        also=lambda log: log.mark_undone(operation.id, undone_by),
    )


_TAKEN_OUT = ("taken-out",)


def _unmerge(plan: OpenPlan, operation: Operation, brought: list[str]) -> Outcome:
    """Remove a merge's changes from this copy alone; those built on stay and are named."""
    # What something made here rests on cannot go: that would wait for it, without effect, and a
    # person's own work would be gone with the merge.
    stays = plan.file.ledger.resting_on(set(brought))
    goes = [
        found
        for each in brought
        if each not in stays and (found := plan.file.ledger.get(each)) is not None
    ]
    with plan.file.transaction():
        # Kept before they are taken out: redo puts these very changes back, without the file.
        plan.file.log.keep_taken_out(operation.id, goes)
        changed = plan.file.take_out([change.id for change in goes])
        plan.file.log.untell(operation.id)
        plan.file.log.mark_undone(operation.id, _TAKEN_OUT)
    notices: tuple[str, ...] = ()
    if stays:
        named = sorted({_called(plan, each) for each in stays})
        some = ", ".join(named[:8]) + (" …" if len(named) > 8 else "")
        told = "of the merged changes stay, because somebody has built on them since"
        notices = (f"{len(stays)} {told}: {some}.",)
    return Outcome(
        operation.id, f"undo {operation.label}", operation.author, tuple(changed), notices
    )


def _merge_again(plan: OpenPlan, operation: Operation) -> Outcome:
    changed: dict[tuple[str, str], tuple[str, str, Record | None]] = {}
    with plan.file.transaction():
        plan.file.log.tell_again(operation.id)
        again = plan.file.log.give_back(operation.id)
        for kind, record_id, record in plan.file.take_in_from(again):
            changed[kind, record_id] = (kind, record_id, record)
        plan.file.log.mark_undone(operation.id, None)
    return Outcome(
        operation.id, f"redo {operation.label}", operation.author, tuple(changed.values())
    )


def _called(plan: OpenPlan, change_id: str) -> str:
    change = plan.file.ledger.get(change_id)
    if change is None:
        return change_id
    kind = plan.table.kind(change.cell.kind)
    record = plan.file.values.record(change.cell.kind, change.cell.record)
    return called(kind, record) if kind and record else change.cell.record
