"""Changes of a file that must not take effect by themselves: merged as proposals instead.

These are the changes that a person left out, and those that would clear a filled cell. Each keeps
its value and what it covers, but waits until a person takes it. The same change becomes the same
proposal in every copy, so merging the file again adds nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from csp_desktop.changes.change import Cell, Change, Stance, make_change
from csp_desktop.operations.merging.incoming import Brought
from csp_desktop.operations.merging.merge_report import MergeReport
from csp_desktop.plan.document import EXISTS, Document

LEFT_OUT = "left out of the merge"
CLEARS = "it clears what is filled in"

Back: TypeAlias = Mapping[tuple[Path, Cell], str]
"""Why a change of a file in a cell is held back."""


def may_clear(before: Document, brought: Sequence[Brought]) -> bool:
    """True if any change of the files could clear a filled cell."""
    return any(
        change.value is None and _filled(before, change.cell)
        for each in brought
        if not each.refused and not each.anyway
        for change, _ in each.made
    )


def clearing(
    before: Document, after: Document, report: MergeReport, files: Sequence[Brought]
) -> Back:
    """What a merge has cleared that was filled in before, by file and cell.

    What a person merges whatever it takes out, and a cell over which people differ, is not of it.
    """
    found: dict[tuple[Path, Cell], str] = {}
    for file, each in zip(report.files, files, strict=True):
        for change in () if each.anyway else file.taken:
            record = after.record(change.cell.kind, change.cell.record)
            if change.value is None and _filled(before, change.cell) and record is not None:
                held = record.held(change.cell.field, change.cell.period)
                if change.id in held.heads and not held.contested:
                    found[each.path, change.cell] = CLEARS
    return found


def _filled(document: Document, cell: Cell) -> bool:
    record = document.record(cell.kind, cell.record)
    held = record.held(cell.field, cell.period) if record and cell.field != EXISTS[0] else None
    return held is not None and held.value is not None and not held.contested


def held_back(plan_id: str, brought: Brought, back: Back) -> Brought:
    """A file's changes, with those in these cells as proposals."""
    cells = {cell: why for (path, cell), why in back.items() if path == brought.path}
    wanted = _wanted(brought, cells)
    if not wanted:
        return brought
    known = {change.id: change for change, _ in brought.made}
    held: dict[str, Change] = {}

    def proposed(change: Change) -> Change:
        # A change's id is the hash of what it says and covers. With another stance it has another
        # id, and so has everything that covers it: the whole chain is made again, from the bottom
        # up.
        if change.id not in held:
            covers = [
                proposed(known[each]).id if each in wanted else each for each in change.covers
            ]
            held[change.id] = make_change(
                plan_id, change.cell, change.value, covers, change.nonce, Stance.PROPOSED
            )
        return held[change.id]

    made = [
        (proposed(change) if change.id in wanted else change, operations)
        for change, operations in brought.made
    ]
    reasons = {
        held[each].id: cells.get(known[each].cell) or cells[known[each].cell.existence]
        for each in wanted
    }
    return replace(brought, made=made, reasons={**brought.reasons, **reasons})


def _wanted(brought: Brought, cells: Collection[Cell]) -> set[str]:
    """The changes to hold back: those in the cells, and all of a record that is held back whole.

    What somebody took back again has no effect, and stays as it is.
    """
    rows = {cell[:2] for cell in cells if cell.field == EXISTS[0]}
    # An undo in the file covers the change by its id, and would cover nothing if that became
    # another.
    undone = {
        each
        for change, _ in brought.made
        if change.stance is Stance.ASIDE
        for each in change.covers
    }
    return {
        change.id
        for change, _ in brought.made
        if change.stance in (Stance.STATED, Stance.UNCONFIRMED)
        and (change.cell in cells or change.cell[:2] in rows)
        and change.id not in undone
    }
