"""History: every change, who made it, when, and what it replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from csp_desktop.changes.cellstate import Lineage
from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.errors import Refusal
from csp_desktop.measures.snapshot.frozen import SNAPSHOT
from csp_desktop.operations.session.lookup import find, label_of
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import Document, Record, told
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import Value, key, words
from csp_desktop.store.foreign import RETURNS
from csp_desktop.store.operation import Operation, ToldChange

DEEPEST: Final = 3
"""How deep undoing and redoing go: the redo of an undone 'leave it' sets aside what sets aside."""

Behind = tuple[tuple[Change, int], ...]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of history. `old` and `new` are as people read them: linked records by name.

    `undone`: the change has been set aside since. `waiting`: it was made on what another copy
    holds, and has no effect until that is merged. `at` is None for what came with the plan.
    `merge` is the merge that brought it to this copy, None for what was made here.
    """

    at: str | None
    author: str
    source: str
    operation: str
    operation_id: str
    kind: str
    record: str
    ref: str
    field: str
    period: str
    old: Value
    new: Value
    undone: bool = False
    proposed: bool = False
    merge: Operation | None = None
    waiting: bool = False


def history(
    plan: OpenPlan, kind: str = "", record: str = "", limit: int | None = None
) -> list[HistoryEntry]:
    """Every change, newest first; those of one record where named.

    Successive saves of one visit to a text box are one entry, from the first old value to the last
    new one.
    """
    document = plan.document()
    entries: list[HistoryEntry] = []
    spots: dict[tuple[str, str, str, str, str], int] = {}
    merges = plan.file.log.merges()
    past = Past(plan)
    for each in plan.file.log.told(kind, record, -1 if limit is None else limit):
        merge = merges.get(f"{each.change} {each.operation.id}") or merges.get(each.change)
        for entry in _entries(plan, document, past, each):
            if record and (entry.kind, entry.record) != (kind, record):
                continue
            spot = (each.operation.id, entry.kind, entry.record, entry.field, entry.period)
            # Newest first: the entry is there already with the last value, and each older save of
            # the same visit only moves its beginning back.
            if spot in spots:
                entries[spots[spot]] = replace(entries[spots[spot]], old=entry.old)
            else:
                spots[spot] = len(entries)
                entries.append(replace(entry, merge=merge) if merge else entry)
    return entries


def _entries(
    plan: OpenPlan, document: Document, past: Past, each: ToldChange
) -> list[HistoryEntry]:
    if each.kind == SNAPSHOT and each.field in ("exists", "frozen"):
        return []  # what is frozen is no edit; its name tells that it was taken
    if each.kind in RETURNS and each.field != "name":
        return []  # nor is what is noted of a return; its name tells that it went out or came
    # An undo states no value. It is shown as the values that it took away or gave back.
    if each.stance != Stance.ASIDE:
        cell = Cell(each.kind, each.record, each.field, each.period)
        return [
            _entry(plan, document, each, cell, past.value_before(cell, each.covers), each.value)
        ]
    entries = []
    for change, depth in past.behind(each.covers):
        before = past.value_before(change.cell, change.covers)
        undone = depth % 2 == 1
        old, new = (change.value, before) if undone else (before, change.value)
        entries.append(_entry(plan, document, each, change.cell, old, new))
    return entries


def _entry(
    plan: OpenPlan, document: Document, each: ToldChange, cell: Cell, old: Value, new: Value
) -> HistoryEntry:
    field = plan.table.field(cell.kind, cell.field)
    return HistoryEntry(
        at=each.operation.at,
        author=each.operation.author,
        source=each.operation.source,
        operation=each.operation.label,
        operation_id=each.operation.id,
        kind=cell.kind,
        record=cell.record,
        ref=label_of(document, plan.table, cell.kind, cell.record),
        field=cell.field,
        period=cell.period,
        old=told(document, plan.table, field, old),
        new=told(document, plan.table, field, new),
        undone=each.aside,
        proposed=each.stance == Stance.PROPOSED,
        waiting=each.waiting,
    )


def find_ever(plan: OpenPlan, name: str) -> tuple[str, str]:
    """The kind and id of the record that `name` means, be it live or deleted since."""
    document = plan.document()
    try:
        record = find(document, plan.table, name)
    except Refusal:
        found = plan.file.ledger.once_called(name)
        if len(found) == 1:
            return found[0]
        record = find_now(plan, document, name)
    return record.kind, record.id


def as_data(entry: HistoryEntry) -> dict[str, Any]:
    """One entry with the keys that `history --json` promises, and a few more."""
    return {
        "at": entry.at,
        "author": entry.author,
        "source": entry.source,
        "operation": entry.operation,
        "operation_id": entry.operation_id,
        "kind": entry.kind,
        "record": entry.record,
        "ref": entry.ref,
        "field": entry.field,
        "period": entry.period or None,
        "old": entry.old,
        "new": entry.new,
        "undone": entry.undone,
        "proposed": entry.proposed,
        "waiting": entry.waiting,
    }


def as_line(entry: HistoryEntry) -> str:
    """One entry as a line to read."""
    place = f"{entry.field}@{entry.period}" if entry.period else entry.field
    when = (entry.at or "as published")[:16].replace("T", " ")
    old, new = (words(each).replace("\n", " ") or "(blank)" for each in (entry.old, entry.new))
    line = f"{when}  {entry.author}  {entry.ref} {place}: {old} -> {new}  ({entry.operation})"
    marks = {"undone": entry.undone, "proposed": entry.proposed, "waiting": entry.waiting}
    mark = next((f" [{name}]" for name, marked in marks.items() if marked), "")
    return line + mark


class Past:
    """Looks up the changes behind others in one plan, while its history is being listed."""

    def __init__(self, plan: OpenPlan) -> None:
        """Look changes up in this plan."""
        self._ledger = plan.file.ledger
        # Kept for the whole listing: many entries go back to the same few changes.
        self._held: dict[str, Change | None] = {}
        self._behind: dict[tuple[str, ...], Behind] = {}
        self._bottoms: dict[str, tuple[Change, int] | None] = {}

    def _changes(self, ids: Sequence[str]) -> list[Change]:
        unknown = [each for each in ids if each not in self._held]
        found = self._ledger.several(unknown)
        self._held |= {each: found.get(each) for each in unknown}
        return [change for each in ids if (change := self._held[each])]

    def value_before(self, cell: Cell, covers: Sequence[str]) -> Value:
        """The value that a change of `cell` replaced; of a conflict that it decided, all sides."""
        sides: dict[str, Value] = {}
        for covered in self._changes(covers):
            if covered.cell == cell and covered.stance is not Stance.PROPOSED:
                sides.setdefault(key(covered.value), covered.value)
        if len(sides) > 1:
            return " / ".join(words(value) or "(blank)" for value in sides.values())
        return next(iter(sides.values()), None)

    def behind(self, covers: tuple[str, ...]) -> Behind:
        """The changes that state a value among what is set aside, each once, with its depth.

        An odd depth is an undo of the change, an even one a redo. Deeper than this program itself
        goes, only one change is followed.
        """
        if covers not in self._behind:
            found: dict[str, tuple[Change, int]] = {}
            level: dict[str, None] = dict.fromkeys(covers)
            for depth in range(1, DEEPEST + 1):
                below: dict[str, None] = {}
                for change in self._changes(list(level)):
                    if change.stance is Stance.ASIDE:
                        below |= dict.fromkeys(change.covers)
                    else:
                        found.setdefault(change.id, (change, depth))
                level = below
            # A foreign file may set aside what sets aside without end, and each level may double.
            # Below `DEEPEST` only one is followed, so the time stays in proportion.
            for each in level:
                bottom = self._bottom(each)
                if bottom:
                    found.setdefault(bottom[0].id, (bottom[0], bottom[1] + DEEPEST + 1))
            self._behind[covers] = tuple(found.values())
        return self._behind[covers]

    def _bottom(self, change_id: str) -> tuple[Change, int] | None:
        """The first change that states a value below this one, and how deep it lies."""
        # A loop and not recursion, which a long chain would exhaust.
        way: list[str] = []
        while change_id not in self._bottoms:
            change = next(iter(self._changes([change_id])), None)
            if change is None or change.stance is not Stance.ASIDE:
                self._bottoms[change_id] = (change, 0) if change else None
            else:
                way.append(change_id)
                change_id = change.covers[0]
        for each in reversed(way):
            below = self._bottoms[change_id]
            self._bottoms[each] = (below[0], below[1] + 1) if below else None
            change_id = each
        return self._bottoms[change_id]


@dataclass(frozen=True, slots=True)
class Moved:
    """An action that once had a ref and has another now."""

    id: str
    old: str
    ref: str
    title: str

    def sentence(self) -> str:
        """Where the old ref went, in words."""
        return f"{self.old} was the ref of '{self.title}', which is {self.ref} now."


def former_refs(plan: OpenPlan, action: Record) -> list[str]:
    """The refs that an action had before its present one, the oldest first.

    Those that were undone, only proposed, or contest the present one are not among them.
    """
    changes, aside = plan.file.ledger.weighed(Cell("action", action.id, "ref"))
    lineage = Lineage(changes)
    heights = lineage.heights()
    heads = set(action.held("ref").heads)
    # Below the heads only: a ref that another copy gave it at the same time was never before this
    # one.
    before = sorted(lineage.below(heads), key=lambda each: (heights[each], each))
    found = []
    for each in before:
        change = lineage.changes[each]
        if change.stance is not Stance.PROPOSED and each not in aside:
            found.append(str(change.value or ""))
    return [each for each in dict.fromkeys(found) if each and each != action.text("ref")]


def where_it_went(plan: OpenPlan, document: Document, ref: str) -> list[Moved]:
    """The live actions that once had `ref` and have another now."""
    wanted = plain(ref)
    found = []
    for kind, record_id in plan.file.ledger.once_called(wanted):
        action = document.record(kind, record_id) if kind == "action" else None
        if action and wanted in former_refs(plan, action):
            found.append(Moved(action.id, wanted, action.text("ref"), action.text("title")))
    return sorted(found, key=lambda each: each.id)


def find_now(plan: OpenPlan, document: Document, name: str) -> Record:
    """As `lookup.find`; if the name is a ref that went elsewhere, the refusal says where."""
    try:
        return find(document, plan.table, name)
    except Refusal as refused:
        if document.with_ref(name):
            raise
        moved = where_it_went(plan, document, name)
        if not moved:
            raise
        said = " ".join(each.sentence() for each in moved)
        raise Refusal(f"Nothing is called '{name}' any more. {said}") from refused


def told_of(plan: OpenPlan, document: Document, name: str) -> tuple[Record, tuple[str, ...]]:
    """The record that `name` means, by a former ref too, and sentences on where that ref went.

    A former ref is followed only if no action has it now and exactly one had it. Raises a Refusal
    if `name` means none or several.
    """
    moved = where_it_went(plan, document, name)
    said = tuple(each.sentence() for each in moved)
    if len(moved) == 1 and not document.with_ref(moved[0].old):
        record = document.record("action", moved[0].id)
        if record:
            return record, said
    return find_now(plan, document, name), said
