"""What a person decided on a preview, and that each cell is decided once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from csp_desktop.changes.change import Cell
from csp_desktop.operations.deciding.resolve import Decision
from csp_desktop.operations.receiving.preview import Option, Preview, WaitingItem
from csp_desktop.plan.values import Value, key, words

LeftOut: TypeAlias = Mapping[tuple[Path, Cell], str]
"""Changes that are not to be taken, by file and cell, with the reasons."""

_DECIDED_ABOVE = "the conflict over this cell was decided"


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
