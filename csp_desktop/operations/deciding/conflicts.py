"""Conflicts and proposals: everything that waits for a person, worked out from the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from csp_desktop.changes.arrival import are_aside
from csp_desktop.changes.cellstate import Lineage
from csp_desktop.changes.change import Cell, Change
from csp_desktop.changes.conflicts import (
    Conflict,
    ConflictChoice,
    ConflictSide,
    OpenConflict,
    heads_of,
)
from csp_desktop.operations.deciding.new_records import made_by, new_rows
from csp_desktop.operations.session.lookup import by_name, label_of
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import EXISTS, NOTHING, Document, Held, Record, told
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.renumbering import ref_order
from csp_desktop.plan.values import key
from csp_desktop.plan.wording import instant
from csp_desktop.store.operation import Operation

_RETURNED = frozenset({"return", "mend"})

CONTESTED = frozenset({"edit", "delete", "ref"})
"""Kinds of what waits in which people contradict each other; the others are proposals."""

COMPARE = "compare"
"""The label of operations whose proposals came from a comparison without a base."""


def counted_apart(waits: Sequence[Conflict | OpenConflict]) -> tuple[int, int]:
    """In how many of these people contradict each other, and how many wait to be taken or left."""
    contested = sum(each.kind in CONTESTED for each in waits)
    return contested, len(waits) - contested


class Behind:
    """The changes behind some conflicts and the operations that made them, in one look-up."""

    def __init__(self, plan: OpenPlan, ids: Iterable[str]) -> None:
        """Look the changes with these ids up."""
        # Two queries for all conflicts together. With two for each, listing hundreds of them would
        # be slow.
        wanted = list(ids)
        self._changes = plan.file.ledger.several(wanted)
        self._made: Mapping[str, list[Operation]] = plan.file.log.all_makers_of(wanted)

    @classmethod
    def conflicts(cls, plan: OpenPlan, found: Iterable[Conflict]) -> Behind:
        """Look up what is behind these conflicts."""
        return cls(
            plan, (id_ for each in found for choice in each.choices for id_ in choice.changes)
        )

    def changes(self, ids: Iterable[str]) -> list[Change]:
        """Those of the changes that are held."""
        return [self._changes[each] for each in ids if each in self._changes]

    def made(self, ids: Iterable[str]) -> list[Operation]:
        """The operations that made the changes, the latest first, whatever came when."""
        found = {one.id: one for each in ids for one in self._made.get(each, ())}
        return sorted(found.values(), key=_latest_first)


def _latest_first(made: Operation) -> tuple[float, str]:
    """By what travels: the file that a copy came in has another name everywhere."""
    return (-instant(made.at or "").timestamp(), made.id)


def conflicts(plan: OpenPlan, document: Document | None = None) -> list[Conflict]:
    """Everything that waits for a decision, in ref order.

    Contested cells and deletions, refs and names that two records have, and held edits.
    """
    return _with_behind(plan, document or plan.document())[0]


def _with_behind(plan: OpenPlan, document: Document) -> tuple[list[Conflict], Behind]:
    found = _ref_conflicts(plan.table, document)
    waiting = plan.file.values.waiting()
    contested = [
        record for kind in document.kinds for record in document.of(kind) if record.contested
    ]
    named = [id_ for _, held in waiting for id_ in (*held.heads, *held.proposals)]
    named += [id_ for each in contested for held in each.cells.values() for id_ in held.heads]
    named += [id_ for each in contested for held in each.cells.values() for id_ in held.proposals]
    halves = [_half_conflict(plan, *each) for each in plan.file.values.halves()]
    named += [id_ for each in found for id_ in each.heads]
    # A record that is only proposed is one thing for a person to decide, not one for each cell.
    halves += new_rows(plan, document)
    halves += _left_alone(plan, document)
    apart = {each.cell[:2] for each in halves}
    named += [id_ for each in halves for one in each.choices for id_ in one.changes]
    behind = Behind(plan, named)
    for cell, held in waiting:
        record = document.record(cell.kind, cell.record)
        # A contested existence is listed as a deletion, with all of its record as the other side.
        if held.contested and cell.field != "exists" and record:
            choices = _grouped(behind, held.heads)
            found.append(Conflict("edit", cell, held.value, choices, held.heads))
        if held.proposals and cell[:2] not in apart:
            found += _held(behind, cell, held, record)
    found += [_delete_conflict(behind, record) for record in contested]
    found += halves
    found.sort(key=lambda each: (*_order(document, each), each.kind, each.id))
    return found, behind


def _order(document: Document, conflict: Conflict) -> tuple[str, Any, str, str]:
    record = document.record(conflict.cell.kind, conflict.cell.record)
    return (
        conflict.cell.kind,
        ref_order(record.text("ref")) if record else (),
        conflict.cell.record,
        conflict.cell.field + conflict.cell.period,
    )


def _grouped(behind: Behind, ids: tuple[str, ...]) -> tuple[ConflictChoice, ...]:
    """One choice for each meaning among the changes, the latest first.

    The order depends on the changes alone, so a choice has the same number in every copy.
    """
    groups: dict[str, list[Change]] = {}
    for change in behind.changes(sorted(ids)):
        groups.setdefault(key(change.value), []).append(change)

    def order(changes: list[Change]) -> tuple[float, str, str]:
        made = behind.made(each.id for each in changes)
        latest, operation = _latest_first(made[0]) if made else (float("inf"), "")
        return (latest, operation, changes[0].id)

    return tuple(
        ConflictChoice(each[0].value, tuple(change.id for change in each))
        for each in sorted(groups.values(), key=order)
    )


def _delete_conflict(behind: Behind, record: Record) -> Conflict:
    existence = record.held("exists")
    deletions = tuple(
        change.id for change in behind.changes(existence.heads) if change.value is False
    )
    # All heads of the record belong to the side that keeps it. They are part of the conflict's id,
    # so a decision to delete is refused if anybody has edited the record since it was listed.
    others = tuple(
        sorted(
            head
            for (field, _), held in record.cells.items()
            if field != "exists"
            for head in (*held.heads, *held.proposals)
        )
    )
    choices = (ConflictChoice("keep", others), ConflictChoice("delete", deletions))
    return Conflict(
        "delete",
        Cell(record.kind, record.id, "exists"),
        agreed=True,
        choices=choices,
        heads=(*existence.heads, *others),
    )


def _half_conflict(plan: OpenPlan, kind: str, record: str) -> Conflict:
    """What is in question, or there, and is shown nowhere: it is kept whole, or deleted.

    What takes it away is the undoing of what made it.
    """
    cells = plan.file.values.cells_of(kind, record)
    others = tuple(sorted({each for held in cells.values() for each in _waiting_in(held)}))
    return Conflict(
        "delete",
        Cell(kind, record, "exists"),
        agreed=False,
        choices=(
            ConflictChoice("keep", others),
            ConflictChoice("delete", tuple(undone_by(plan, kind, record))),
        ),
        heads=others,
    )


def _left_alone(plan: OpenPlan, document: Document) -> list[Conflict]:
    """Parts of a record that is gone, added or edited by somebody who could not see it go.

    Keeping one brings back what it is a part of. Where that is itself listed, it is decided first.
    """
    listed = {*plan.file.values.halves(), *plan.file.values.proposed()}
    found = []
    for kind in plan.table.kinds:
        for record in document.of(kind.name) if kind.part_of else ():
            whole = (kind.whole, record.text(kind.part_of))
            if record.contested or document.record(*whole) or whole in listed:
                continue
            heads = {each for held in record.cells.values() for each in _waiting_in(held)}
            existence = plan.file.values.held(*whole, *EXISTS).heads
            gone = existence or tuple(undone_by(plan, *whole))
            choices = (ConflictChoice("keep", tuple(sorted(heads))), ConflictChoice("delete", gone))
            cell = Cell(record.kind, record.id, *EXISTS)
            found.append(
                Conflict(
                    "delete",
                    cell,
                    agreed=True,
                    choices=choices,
                    heads=(*choices[0].changes, *existence),
                )
            )
    return found


def deleted_with(plan: OpenPlan, whole: Cell, deletions: Iterable[str]) -> dict[Cell, str]:
    """The parts of a record that were deleted in one operation with it, by `deletions`.

    Each is known by its existence, with what deleted it.
    """
    parts = {each.name: each.part_of for each in plan.table.kinds if each.whole == whole.kind}
    made = plan.file.log.all_makers_of(deletions) if parts else {}
    beside = {
        each
        for operation in {one.id for ones in made.values() for one in ones}
        for each in plan.file.log.changes_of(operation)
    }
    return {
        change.cell: change.id
        for change in plan.file.ledger.several(sorted(beside)).values()
        if change.cell.kind in parts
        and change.value is False
        and plan.file.values.held(*change.cell).heads == (change.id,)
        and plan.file.values.held(*change.cell[:2], parts[change.cell.kind]).value == whole.record
    }


def _waiting_in(held: Held) -> tuple[str, ...]:
    return (*held.heads, *held.proposals)


def undone_by(plan: OpenPlan, kind: str, record: str) -> list[str]:
    """The changes in force that set aside what made a record, or what it is named by."""
    known = plan.file.values.cells_of(kind, record)
    table = plan.table.kind(kind)
    places = [EXISTS]
    # A record is shown only with what it is named by, so undoing the name takes the record away
    # too.
    if table and not known.get((table.key, ""), NOTHING).heads:
        places.append((table.key, ""))
    ledger = plan.file.ledger
    found: set[str] = set()
    for place in places:
        changes, aside = ledger.weighed(Cell(kind, record, *place))
        gone = {change.id for change in changes if place != EXISTS or change.makes_record} & aside
        found |= {setter for each in gone for setter in ledger.asides_of(each)}
    return sorted(each for each, aside in are_aside(ledger, found).items() if not aside)


def _held(behind: Behind, cell: Cell, held: Held, record: Record | None) -> list[Conflict]:
    proposed = behind.changes(held.proposals)
    # What says the end of a record that is gone has been done already.
    if not held.proposed or (record is None and all(each.value is False for each in proposed)):
        return []
    if cell.field != "exists":
        if record is None:
            return []
        made = behind.made(held.proposals)
        kind = COMPARE if any(each.label == COMPARE for each in made) else "held"
    else:
        kind = "missing" if any(change.value is False for change in proposed) else "held"
    choices = _grouped(behind, held.proposals)
    return [Conflict(kind, cell, held.value, choices, (*held.heads, *held.proposals))]


def _ref_conflicts(table: FieldTable, document: Document) -> list[Conflict]:
    """The refs and names that several records share.

    A record whose ref or name is contested has none until that is decided.
    """
    found = []
    for kind in table.kinds:
        label = "title" if kind.name == "action" else kind.key
        for sharing in by_name(document, kind).values():
            if len(sharing) > 1:
                choices = tuple(
                    ConflictChoice(each.get(label), each.held(kind.key).heads, each.id)
                    for each in sharing
                )
                cell = Cell(kind.name, sharing[0].id, kind.key)
                agreed = sharing[0].get(kind.key)
                found.append(Conflict("ref", cell, agreed, choices, heads_of(choices)))
    return found


def between_returns(conflict: Conflict, behind: Behind) -> str:
    """The export that all sides of a conflict are returns of; '' where there is another side."""
    if conflict.kind != "edit":
        return ""
    ids = [each for choice in conflict.choices for each in choice.changes]
    # An edit made in a return has its export's id as nonce, so one nonce means one export.
    nonces = {change.nonce for change in behind.changes(ids)}
    labels = {operation.label for operation in behind.made(ids)}
    return nonces.pop() if len(nonces) == 1 and labels and labels <= _RETURNED else ""


def open_conflicts(plan: OpenPlan, document: Document) -> list[OpenConflict]:
    """Everything that waits for a decision, as people read it."""
    found, behind = _with_behind(plan, document)
    return [open_conflict(plan, document, each, behind) for each in found]


def open_conflict(
    plan: OpenPlan, document: Document, conflict: Conflict, behind: Behind
) -> OpenConflict:
    """A conflict as people read it; its sides are numbered from 1 in the order of its choices."""
    field = plan.table.field(conflict.cell.kind, conflict.cell.field)

    def side(n: int, choice: ConflictChoice) -> ConflictSide:
        made = made_by(plan, choice) or next(iter(behind.made(choice.changes)), None)
        return ConflictSide(
            n,
            told(document, plan.table, field, choice.value),
            made.author if made else "",
            made.at if made else None,
            made.source if made else "",
            choice.side,
            choice.record,
            choice.fields,
        )

    return OpenConflict(
        conflict.id,
        conflict.kind,
        _called(plan, document, *conflict.cell[:2]),
        conflict.cell,
        told(document, plan.table, field, conflict.agreed),
        tuple(side(n, each) for n, each in enumerate(conflict.choices, 1)),
        between_returns(conflict, behind),
    )


def once_said(plan: OpenPlan, cell: Cell) -> list[Change]:
    """What stated a value in a cell last, in force or set aside."""
    lineage = Lineage(
        change for change in plan.file.ledger.of_cell(cell) if change.value is not None
    )
    ids = lineage.uncovered(lineage.changes.keys(), by=lineage.changes.keys())
    return [lineage.changes[each] for each in sorted(ids)]


def _called(plan: OpenPlan, document: Document, kind: str, record_id: str) -> str:
    """What people call the record of a conflict, even where it is only proposed, or gone."""
    known, record = plan.table.kind(kind), document.record(kind, record_id)

    def said(name: str) -> str:
        if record:
            return record.text(name)
        held = plan.file.values.held(kind, record_id, name)
        changes = plan.file.ledger.several((*held.heads, *held.proposals)).values()
        once = once_said(plan, Cell(kind, record_id, name))
        return next((str(each.value) for each in (*changes, *once) if each.value), "")

    if known is None or (record and not known.part_of):
        return label_of(document, plan.table, kind, record_id)
    name = said(known.key) or record_id
    whole = said(known.part_of) if known.part_of else ""
    return f"{_called(plan, document, known.whole, whole)} / {name}" if whole else name
