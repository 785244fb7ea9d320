"""What a person decided on a preview, each cell once, and what is held back by it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from csp_desktop.changes.change import Cell, Change, Stance, make_change
from csp_desktop.operations.deciding.resolve import Decision
from csp_desktop.operations.merging.incoming import Brought
from csp_desktop.operations.merging.merge_report import MergeReport
from csp_desktop.operations.receiving.preview import Option, Preview, WaitingItem
from csp_desktop.plan.document import EXISTS, Document
from csp_desktop.plan.values import Value, key, words

LeftOut: TypeAlias = Mapping[tuple[Path, Cell], str]
"""Changes that are not to be taken, by file and cell, with the reasons."""

_DECIDED_ABOVE = "the conflict over this cell was decided"

LEFT_OUT = "left out of the merge"

CLEARS = "it clears what is filled in"

Back: TypeAlias = Mapping[tuple[Path, Cell], str]
"""Why a change of a file in a cell is held back."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decided, and for a held edit why; the reason goes on the receipt."""

    decision: Decision
    reason: str = ""


def taken_of(waiting: WaitingItem, decision: Decision) -> Option | None:
    """The side that a decision takes, None for a value of one's own or a word."""
    if decision.side:
        found = next((each for each in waiting.options if each.side == decision.side), None)
        if found is not None:
            return found
    if decision.take is not None:
        return next((each for each in waiting.options if each.n == decision.take), None)
    only = decision.word == "take" and waiting.options
    return waiting.options[0] if only else None


def value_of(waiting: WaitingItem, decision: Decision) -> Value:
    """What a cell says once it is decided so."""
    taken = taken_of(waiting, decision)
    if taken is not None:
        return taken.value
    return waiting.agreed if decision.word == "leave" else decision.value


def place_of(waiting: WaitingItem) -> Cell:
    """The cell that waits."""
    return Cell(waiting.record_kind, waiting.record, waiting.field, waiting.period)


def contested_at(waiting: Iterable[WaitingItem]) -> dict[Cell, WaitingItem]:
    """The contradictions over values, by cell."""
    return {place_of(each): each for each in waiting if each.kind == "edit"}


def above(each: WaitingItem, contested: Mapping[Cell, WaitingItem]) -> WaitingItem | None:
    """The contradiction over the cell of a proposal, with which it is decided as one."""
    return contested.get(place_of(each)) if each.proposed else None


def one_a_cell(
    waiting: Iterable[WaitingItem], verdicts: Mapping[str, Verdict]
) -> tuple[dict[str, Verdict], list[str]]:
    """The verdicts with one decision a cell: what was decided of a contradiction counts.

    A proposal over the same cell is left then, and a sentence says so where it was to be taken.
    """
    every = tuple(waiting)
    contested, wanted, told = contested_at(every), dict(verdicts), []
    for each in every:
        over = above(each, contested)
        if over is None or over.id not in verdicts:
            continue
        mine = wanted.get(each.id)
        # The proposal is left, not forgotten: it would otherwise wait on over a value that a person
        # has just decided, and be asked about again.
        if mine is None or mine.decision.word != "leave":
            wanted[each.id] = Verdict(Decision(word="leave"), _DECIDED_ABOVE)
        said = value_of(each, mine.decision) if mine and mine.decision.word != "leave" else None
        if said is not None and key(said) != key(value_of(over, verdicts[over.id].decision)):
            told.append(f"{each.ref}: {_DECIDED_ABOVE}, so what was held there was left.")
    return wanted, told


def as_one(
    waiting: Iterable[WaitingItem], chosen: Mapping[str, Verdict | None]
) -> dict[str, Verdict | None]:
    """What a person chose, with one decision a cell.

    Taking a proposal over a contested cell decides that cell too.
    """
    every = {each.id: each for each in waiting}
    contested = contested_at(every.values())
    found = dict(chosen)
    for each, verdict in chosen.items():
        over = above(every[each], contested) if each in every else None
        if over is None or (verdict is not None and verdict.decision.word == "leave"):
            continue
        # The proposal's own verdict is taken back, and the cell's conflict is decided by a value:
        # the proposal is no side of that conflict, so it has no number to choose it by.
        found[each] = None
        if over.id in chosen:
            continue
        if verdict is None:
            found[over.id] = None
        else:
            value = words(value_of(every[each], verdict.decision))
            found[over.id] = replace(verdict, decision=Decision(value=value))
    return found


def with_left_out(
    preview: Preview, verdicts: Mapping[str, Verdict], left_out: LeftOut
) -> dict[str, Verdict]:
    """The verdicts, with what was left out of the files as left."""
    paths = [each.path for each in preview.files]
    found = dict(verdicts)
    for each in preview.waiting if left_out else ():
        places = [(paths[number], place_of(each)) for number in each.files]
        if each.contested or each.id in found or not places:
            continue
        if all(place in left_out for place in places):
            found[each.id] = Verdict(Decision(word="leave"), left_out[places[0]])
    return found


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
