"""Changes carried from one plan into another that continues it, with all that they rest on.

Each change becomes one of the new plan that says the same, over the images of what it covered. So
what is agreed, contested, unconfirmed, proposed or undone in the old plan is so in the new one,
and two people who carry over what they hold, apart and with different things known, hold parts of
one set: merging puts them together as merging the old plan would have. Only what waits for another
copy of the old plan stays behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from graphlib import TopologicalSorter

from csp_desktop.changes.change import NOWHERE, Cell, Change, Stance, make_change

Route = Callable[[Cell], Cell | None]
"""Where a cell of the old plan goes in the new one, None where it stays behind."""


def carried(changes: Iterable[Change], plan: str, route: Route) -> Mapping[str, tuple[Change, ...]]:
    """The changes of the new plan that each change in effect becomes, by the old id.

    A change that waits, stays behind or was blotted out becomes nothing; a change that covered a
    blotted one covers what that covered. A change that sets others aside becomes one for each of
    them that went along.
    """
    known = {change.id: change for change in changes}
    # A change's id depends on the ids it covers, so each is made after all that it covers.
    order = TopologicalSorter({each: change.covers for each, change in known.items()})
    made: dict[str, tuple[Change, ...]] = {}
    stands_for: dict[str, tuple[str, ...]] = {}
    for each in order.static_order():
        change = known.get(each)
        if change is None or not all(old in stands_for for old in change.covers):
            continue  # it waits, or is what others wait for
        # A change that stays behind leaves nothing to cover. A blotted one is passed through to
        # what it covered itself.
        covers = tuple(new for old in change.covers for new in stands_for[old])
        images = tuple(_images(change, covers, plan, route))
        stands_for[each] = covers if change.blotted else tuple(new.id for new in images)
        if images:
            made[each] = images
    return made


def in_question(changes: Iterable[Change]) -> frozenset[tuple[str, str]]:
    """The records, by kind and id, whose existence somebody ever denied, proposed or took back.

    Whether such a record exists may rest on any of its cells: an update of a past quarter contests
    a deletion that did not see it. So these go along whole, wherever anybody knows of the question.
    """
    known = list(changes)
    undone = {each for change in known if change.stance is Stance.ASIDE for each in change.covers}
    return frozenset(
        change.cell[:2]
        for change in known
        if change.cell == change.cell.existence
        and (change.value is not True or change.stance is Stance.PROPOSED or change.id in undone)
    )


def _images(change: Change, covers: tuple[str, ...], plan: str, route: Route) -> Iterator[Change]:
    if change.stance is Stance.ASIDE:
        # One for each: a change that sets several aside waits while any of them is missing, and two
        # people may have carried different ones.
        for each in covers:
            yield make_change(plan, NOWHERE, None, [each], change.nonce, Stance.ASIDE)
    elif (cell := route(change.cell)) and not change.blotted:
        yield make_change(plan, cell, change.value, covers, change.nonce, change.stance)
