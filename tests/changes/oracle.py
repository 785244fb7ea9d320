"""What a plan should show, worked out from the log in the plainest way, at whatever cost.

It shares no code and no algorithm with the product: all it knows is who saw what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from csp_desktop.changes.change import Cell, Stance
from tests.changes.histories import Fact


@dataclass(slots=True)
class Expected:
    """What one cell should show, its value and last agreed value by what they mean."""

    heads: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()
    shows: str = "blank"
    unconfirmed: bool = False
    proposals: frozenset[str] = frozenset()

    @property
    def contested(self) -> bool:
        return len(self.sides) > 1


@dataclass(slots=True)
class Picture:
    """What a whole plan should show."""

    waiting: set[str] = field(default_factory=set)
    aside: set[str] = field(default_factory=set)
    cells: dict[Cell, Expected] = field(default_factory=dict)
    standings: dict[tuple[str, str], str] = field(default_factory=dict)
    replaced: dict[str, frozenset[str]] = field(default_factory=dict)
    """By change, those of its own cell whose authors could see it, at first or at tenth hand."""


def work_out(log: Mapping[str, Fact], held: Iterable[str]) -> Picture:
    """The picture that the changes `held` should give, from the log's account of them."""
    picture = Picture()
    facts = [log[each] for each in held]
    known = _known(facts)
    picture.waiting = {fact.id for fact in facts if fact.id not in known}
    facts = [fact for fact in facts if fact.id in known]
    asides = [fact for fact in facts if fact.stance is Stance.ASIDE]
    picture.aside = {fact.id for fact in facts if _aside(fact.id, asides)}
    by_cell: dict[Cell, list[Fact]] = {}
    for fact in facts:
        if fact.stance is not Stance.ASIDE:
            by_cell.setdefault(fact.cell, []).append(fact)
    for cell, of_cell in by_cell.items():
        seen_by = _seen_by(of_cell)
        picture.replaced |= seen_by
        picture.cells[cell] = _expected(of_cell, seen_by, picture.aside)
    for cell in by_cell:
        facts = by_cell.get(Cell(*cell[:2], "exists"), [])
        picture.standings[cell[:2]] = _standing(log, picture, cell[:2], facts)
    return picture


def _known(facts: list[Fact]) -> set[str]:
    """Those whose author saw only what is here, and so on down."""
    known: set[str] = set()
    while True:
        more = {fact.id for fact in facts if fact.saw <= known} - known
        if not more:
            return known
        known |= more


def _aside(change: str, asides: list[Fact]) -> bool:
    return any(change in each.saw and not _aside(each.id, asides) for each in asides)


def _seen_by(facts: list[Fact]) -> dict[str, frozenset[str]]:
    """Warshall's closure of 'was on the screen of' over the changes of one cell."""
    seen_by = {fact.id: {each.id for each in facts if fact.id in each.saw} for fact in facts}
    for through, viewers_of_it in seen_by.items():
        for viewers in seen_by.values():
            if through in viewers:
                viewers.update(viewers_of_it)
    return {change: frozenset(viewers) for change, viewers in seen_by.items()}


def _expected(
    facts: list[Fact], seen_by: Mapping[str, frozenset[str]], aside: set[str]
) -> Expected:
    of = {fact.id: fact for fact in facts}
    standing = {each for each in of if each not in aside}
    stated = frozenset(each for each in standing if of[each].stance is not Stance.PROPOSED)
    heads = frozenset(each for each in stated if not seen_by[each] & stated)
    sides = frozenset(of[each].meaning for each in heads)
    agreed = heads
    while len({of[each].meaning for each in agreed}) > 1:
        common = [each for each in stated if all(head in seen_by[each] for head in agreed)]
        agreed = frozenset(each for each in common if not seen_by[each] & set(common))
    return Expected(
        heads=heads,
        sides=sides,
        shows=next((of[each].meaning for each in agreed), "blank"),
        unconfirmed=bool(heads) and {of[each].stance for each in heads} == {Stance.UNCONFIRMED},
        proposals=frozenset(each for each in standing - stated if not seen_by[each] & standing),
    )


def _standing(
    log: Mapping[str, Fact], picture: Picture, record: tuple[str, str], facts: list[Fact]
) -> str:
    existence = picture.cells.get(Cell(*record, "exists"))
    if existence is None:
        return "unknown"
    stated = [fact for fact in facts if fact.stance is not Stance.PROPOSED]
    said_so = [fact for fact in stated if fact.meaning == "exists"]
    first = [fact for fact in said_so if not fact.saw]
    made = any(fact.id not in picture.aside for fact in first or said_so)
    if existence.contested or existence.shows == "exists":
        return ("contested" if existence.contested else "live") if made else "unmade"
    elsewhere = [
        expected
        for cell, expected in picture.cells.items()
        if cell[:2] == record and cell.field != "exists"
    ]
    if not existence.heads and not any(each.heads for each in elsewhere):
        offered = existence.proposals or (not first and any(each.proposals for each in elsewhere))
        if offered or not first:
            return "proposed" if offered else "deleted"
    on_screen = {each for head in existence.heads for each in log[head].saw}
    for expected in elsewhere:
        for change in expected.heads | expected.proposals:
            if not on_screen & (picture.replaced[change] | {change}):
                return "contested" if made else "unmade"
    return "deleted"
