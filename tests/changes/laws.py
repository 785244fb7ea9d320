"""The laws of merging, each a function from a lived history to the sentences on its breaches."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.changes.changeset import ChangeSet
from tests.changes.histories import World, meaning_of
from tests.changes.oracle import Picture, work_out

Law = Callable[[World], list[str]]


def shown(held: ChangeSet) -> tuple[object, ...]:
    """Everything that a person could see of a set of changes."""
    return (
        held.picture(),
        {record: held.standing(*record) for record in held.records()},
        set(held.waiting),
        held.aside,
    )


def merged(*sets: ChangeSet) -> ChangeSet:
    """The sets taken in, one after another, by the first."""
    whole = ChangeSet(sets[0].changes.values())
    for each in sets[1:]:
        whole.add(each.changes.values())
    return whole


def merging_is_commutative(world: World) -> list[str]:
    a, b, *_ = (copy.held for copy in world.copies)
    return _equal("a with b, and b with a", merged(a, b), merged(b, a))


def merging_is_associative(world: World) -> list[str]:
    a, b, c, *_ = (copy.held for copy in world.copies)
    return _equal("(a, b), c and a, (b, c)", merged(merged(a, b), c), merged(a, merged(b, c)))


def merging_is_idempotent(world: World) -> list[str]:
    a, b, *_ = (copy.held for copy in world.copies)
    once = merged(a, b)
    twice = merged(a, b, b, a)
    twice.add(twice.changes.values())
    return _equal("once and again", once, twice)


def the_same_changes_show_the_same_plan(world: World) -> list[str]:
    whole = merged(*(copy.held for copy in world.copies))
    changes = list(whole.changes.values())
    order = random.Random(len(changes))  # noqa: S311 - any order will do
    order.shuffle(changes)
    one_by_one = ChangeSet()
    for change in changes:
        one_by_one.add([change])
        one_by_one.state(change.cell)
    order.shuffle(changes)
    in_batches = ChangeSet()
    while changes:
        size = order.randint(1, 9)
        in_batches.add(changes[:size])
        in_batches.picture()
        del changes[:size]
    return [
        *_equal("at once and one by one", whole, one_by_one),
        *_equal("at once and in batches", whole, in_batches),
        *(
            breach
            for copy in world.copies
            for breach in _equal("as lived and anew", copy.held, _anew(copy.held, order))
        ),
    ]


def nothing_is_lost(world: World) -> list[str]:
    found = []
    for held, expected in _all(world):
        for change in held.changes:
            fact = world.log[change]
            if change in held.waiting or fact.stance is Stance.ASIDE or change in expected.aside:
                continue
            state = held.state(fact.cell)
            if change in state.heads or change in state.proposals:
                if not _on_screen(held, fact.cell):
                    found.append(f"{change} went with a deletion whose author did not see it")
            elif not expected.replaced[change] - expected.aside:
                found.append(f"{change} ({fact.meaning}) was replaced by nobody who saw it")
    return found


def what_is_set_aside_is_what_was_undone(world: World) -> list[str]:
    return [
        f"set aside are {sorted(held.aside ^ expected.aside)} wrongly"
        for held, expected in _all(world)
        if held.aside != expected.aside
    ]


def what_waits_is_what_was_made_over_things_unknown(world: World) -> list[str]:
    return [
        f"{sorted(set(held.waiting) ^ expected.waiting)} wait wrongly"
        for held, expected in _all(world)
        if set(held.waiting) != expected.waiting
    ]


def no_conflict_is_missed(world: World) -> list[str]:
    return [
        f"{sorted(expected.cells[cell].sides)} are not shown as a conflict in {cell}"
        for held, expected in _all(world)
        for cell in expected.cells
        if expected.cells[cell].contested
        and not (
            held.state(cell).contested and set(held.state(cell).heads) == expected.cells[cell].heads
        )
    ]


def no_conflict_is_invented(world: World) -> list[str]:
    return [
        f"{cell} is called contested, and all sides say {sorted(expected.cells[cell].sides)}"
        for held, expected in _all(world)
        for cell in expected.cells
        if held.state(cell).contested and not expected.cells[cell].contested
    ]


def a_contested_cell_shows_what_was_last_agreed(world: World) -> list[str]:
    return [
        f"{cell} shows {held.state(cell).value!r}, and last agreed was {wanted.shows}"
        for held, expected in _all(world)
        for cell, wanted in expected.cells.items()
        if wanted.contested and meaning_of(held.state(cell).value) != wanted.shows
    ]


def a_settled_cell_shows_what_was_put_there_last(world: World) -> list[str]:
    found = []
    for held, expected in _all(world):
        for cell, wanted in expected.cells.items():
            state = held.state(cell)
            seen = (meaning_of(state.value), frozenset(state.heads), state.unconfirmed)
            if not wanted.contested and seen != (wanted.shows, wanted.heads, wanted.unconfirmed):
                found.append(f"{cell} shows {seen} in place of {wanted}")
    return found


def proposals_wait_for_a_person(world: World) -> list[str]:
    return [
        f"{cell} offers {sorted(held.state(cell).proposals)}, not {sorted(wanted.proposals)}"
        for held, expected in _all(world)
        for cell, wanted in expected.cells.items()
        if frozenset(held.state(cell).proposals) != wanted.proposals
    ]


def a_record_goes_only_where_all_that_stood_in_it_was_seen(world: World) -> list[str]:
    return [
        f"{record} is {held.standing(*record)}, not {wanted}"
        for held, expected in _all(world)
        for record, wanted in expected.standings.items()
        if held.standing(*record).value != wanted
    ]


def undone_and_redone_is_as_before(world: World) -> list[str]:
    found = []
    for number, copy in enumerate(world.copies):
        before = copy.held.picture(), {r: copy.held.standing(*r) for r in copy.held.records()}
        if not world.undo(copy, 0, 0):
            continue
        world.redo(copy, 0, 0)
        after = copy.held.picture(), {r: copy.held.standing(*r) for r in copy.held.records()}
        if before != after:
            found.append(f"undo and redo in copy {number} did not give back what was there")
    return found


LAWS: tuple[Law, ...] = (
    merging_is_commutative,
    merging_is_associative,
    merging_is_idempotent,
    the_same_changes_show_the_same_plan,
    nothing_is_lost,
    what_is_set_aside_is_what_was_undone,
    what_waits_is_what_was_made_over_things_unknown,
    no_conflict_is_missed,
    no_conflict_is_invented,
    a_contested_cell_shows_what_was_last_agreed,
    a_settled_cell_shows_what_was_put_there_last,
    proposals_wait_for_a_person,
    a_record_goes_only_where_all_that_stood_in_it_was_seen,
    undone_and_redone_is_as_before,
)


def breaches(world: World, laws: Iterable[Law] = LAWS) -> list[str]:
    """What the history breaks of the laws."""
    return [f"{law.__name__}: {breach}" for law in laws for breach in law(world)]


def _all(world: World) -> list[tuple[ChangeSet, Picture]]:
    """Every copy and the union of all, with what the oracle makes of them."""
    if world.weighed is None:
        sets = [copy.held for copy in world.copies]
        sets.append(merged(*sets))
        world.weighed = [(held, work_out(world.log, held.changes)) for held in sets]
    return world.weighed


def _anew(held: ChangeSet, order: random.Random) -> ChangeSet:
    changes: list[Change] = list(held.changes.values())
    order.shuffle(changes)
    return ChangeSet(changes)


def _equal(which: str, one: ChangeSet, other: ChangeSet) -> list[str]:
    return [] if shown(one) == shown(other) else [f"{which} show different plans"]


def _on_screen(held: ChangeSet, cell: Cell) -> bool:
    """Whether the record of the cell can still be seen, or went by a decision that saw the cell."""
    if cell.field == "exists" or held.standing(*cell[:2]).value != "deleted":
        return True
    saw = {each for head in held.state(cell.existence).heads for each in held.changes[head].covers}
    state = held.state(cell)
    below = {each for head in saw if head in held.changes for each in _down(held, head, cell)}
    return {*state.heads, *state.proposals} <= below


def _down(held: ChangeSet, change: str, cell: Cell) -> set[str]:
    found, stack = {change}, [change]
    while stack:
        for each in held.changes[stack.pop()].covers:
            if each not in found and held.changes[each].cell == cell:
                found.add(each)
                stack.append(each)
    return found
