"""Former refs: what an action was called before it was renumbered, and where an old ref went.

Nothing is stored for it. Every ref that an action ever had is a change of its ref cell, so the
answer follows from the history, for renumberings of any kind and of any copy.
"""

from __future__ import annotations

from dataclasses import dataclass

from csp_desktop.changes.cellstate import Lineage
from csp_desktop.changes.change import Cell, Stance
from csp_desktop.errors import Refusal
from csp_desktop.operations.session.lookup import find
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.spelling import plain


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
        if document.bearers(name):
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
    if len(moved) == 1 and not document.bearers(moved[0].old):
        record = document.record("action", moved[0].id)
        if record:
            return record, said
    return find_now(plan, document, name), said
