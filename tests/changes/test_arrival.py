"""Changes wait for what they were made over, and what is undone can be redone."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from csp_desktop.changes.change import Cell, Change, make_change, set_aside
from csp_desktop.changes.changeset import ChangeSet

PLAN = "p"
CELL = Cell("action", "a", "measure")


def made(value: str, *covers: Change, nonce: str = "") -> Change:
    return make_change(PLAN, CELL, value, [each.id for each in covers], nonce or value)


def test_a_change_waits_for_all_that_it_covers() -> None:
    first, other = made("first"), made("other")
    over_both = made("over both", first, other)
    held = ChangeSet([over_both])
    assert held.state(CELL).heads == ()
    assert list(held.waiting) == [over_both.id]
    held.add([first])
    assert held.state(CELL).value == "first"
    assert list(held.waiting) == [over_both.id]
    assert held.add([other]) == {CELL}
    assert held.state(CELL).value == "over both"
    assert not held.waiting


def test_a_released_change_releases_those_that_wait_for_it() -> None:
    chain = [made("0")]
    for number in range(1, 40):
        chain.append(made(str(number), chain[-1]))
    held = ChangeSet(reversed(chain[1:]))
    assert len(held.waiting) == 39
    held.add(chain[:1])
    assert not held.waiting
    assert held.state(CELL).value == "39"


def test_what_waits_has_no_effect_of_any_kind() -> None:
    seen, unseen = made("seen"), made("unseen")
    waiting_undo = set_aside(PLAN, [seen.id, unseen.id], "undo")
    held = ChangeSet([seen, waiting_undo])
    assert held.state(CELL).value == "seen"
    assert held.aside == set()
    held.add([unseen])
    assert held.aside == {seen.id, unseen.id}
    assert held.state(CELL).heads == ()


def test_every_order_of_arrival_gives_the_same() -> None:
    first = made("first")
    one, other = made("one", first), made("other", first)
    settled = made("settled", one, other)
    undone = set_aside(PLAN, [settled.id], "undo")
    changes = [first, one, other, settled, undone, set_aside(PLAN, [undone.id], "redo")]
    pictures = set()
    for order in itertools.permutations(changes):
        held = ChangeSet()
        for change in order:
            held.add([change])
            held.state(CELL)
        pictures.add((held.state(CELL).value, held.state(CELL).heads, tuple(sorted(held.aside))))
    assert pictures == {("settled", (settled.id,), (undone.id,))}


def test_an_undo_gives_back_what_was_replaced_and_a_redo_takes_it_again() -> None:
    first = made("first")
    second = made("second", first)
    held = ChangeSet([first, second])
    undo = set_aside(PLAN, [second.id], "undo")
    held.add([undo])
    assert held.state(CELL).value == "first"
    redo = set_aside(PLAN, [undo.id], "redo")
    held.add([redo])
    assert held.state(CELL).value == "second"
    assert held.aside == {undo.id}
    held.add([set_aside(PLAN, [redo.id], "undo again")])
    assert held.state(CELL).value == "first"
    assert held.aside == {second.id, redo.id}


def test_undone_in_two_copies_it_takes_both_to_be_redone() -> None:
    only = made("only")
    undo, undo_elsewhere = (set_aside(PLAN, [only.id], nonce) for nonce in ("one", "two"))
    held = ChangeSet([only, undo, undo_elsewhere])
    held.add([set_aside(PLAN, [undo.id], "redo")])
    assert held.state(CELL).value is None
    held.add([set_aside(PLAN, [undo_elsewhere.id], "redo")])
    assert held.state(CELL).value == "only"


def test_an_undone_decision_brings_its_conflict_back() -> None:
    first = made("first")
    one, other = made("one", first), made("other", first)
    decision = made("one", one, other, nonce="decision")
    held = ChangeSet([first, one, other, decision])
    assert not held.state(CELL).contested
    held.add([set_aside(PLAN, [decision.id], "undo")])
    state = held.state(CELL)
    assert state.contested
    assert state.value == "first"
    assert set(state.heads) == {one.id, other.id}


def test_an_edit_made_and_undone_collides_with_nobody() -> None:
    first = made("first")
    mine, theirs = made("mine", first), made("theirs", first)
    held = ChangeSet([first, mine, set_aside(PLAN, [mine.id], "undo"), theirs])
    assert held.state(CELL).value == "theirs"
    assert not held.state(CELL).contested


def test_what_an_undone_change_covered_stays_covered_by_what_covers_it() -> None:
    first = made("first")
    second = made("second", first)
    third = made("third", second)
    held = ChangeSet([first, second, third, set_aside(PLAN, [second.id], "undo")])
    assert held.state(CELL).heads == (third.id,)


def test_a_very_long_chain_of_undo_and_redo_needs_no_deep_stack() -> None:
    only = made("only")
    changes = [only]
    for number in range(1_201):
        changes.append(set_aside(PLAN, [changes[-1].id], str(number)))
    assert ChangeSet(changes).state(CELL).value is None


class Looked(tuple[str, ...]):
    """What a change covers, which counts how many of its entries are looked at."""

    entries = 0
    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        for each in super().__iter__():
            Looked.entries += 1
            yield each


def looks(changes: list[Change]) -> int:
    """How many entries of covers are looked at until `changes`, causes last, show their state."""
    Looked.entries = 0
    held = ChangeSet([replace(each, covers=Looked(each.covers)) for each in reversed(changes)])
    assert not held.waiting
    held.state(CELL)
    return Looked.entries


def layers(count: int, width: int) -> list[Change]:
    """Layers of changes that contradict each other, each over all of the last."""
    found = [[made("0")]]
    for number in range(1, count):
        found.append([made(f"{number}.{one}", *found[-1]) for one in range(width)])
    return [each for layer in found for each in layer]


@pytest.mark.parametrize("width", [1, 2, 20])
def test_each_change_and_what_it_covers_is_looked_at_a_few_times_however_many_there_are(
    width: int,
) -> None:
    few, many = layers(20, width), layers(200, width)
    most = 12
    for changes in (few, many):
        assert looks(changes) <= most * sum(len(each.covers) for each in changes)


class Asked(ChangeSet):
    """A set that counts how often it is asked what sets a change aside."""

    times = 0

    def asides_of(self, change_id: str) -> Iterable[str]:
        self.times += 1
        return super().asides_of(change_id)


@pytest.mark.parametrize("count", [20, 1_000])
def test_what_sets_aside_what_sets_aside_is_weighed_once_however_deep(count: int) -> None:
    chain = [made("0")]
    for number in range(count):
        chain.append(set_aside(PLAN, [chain[-1].id], str(number)))
    held = Asked()
    held.add(reversed(chain))
    assert held.times <= 2 * len(chain)
    assert (held.state(CELL).value == "0") is (count % 2 == 0)
