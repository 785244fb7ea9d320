"""The promises of merging, over histories of people who work apart. Each test is named by a law."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.changes import laws
from tests.changes.histories import LONGEST, STEP, World

pytestmark = pytest.mark.whole

HISTORIES_A_LAW = 250
FOR_THE_COUNT = 500


def _story(seed: int, steps: int) -> bytes:
    return random.Random(seed).randbytes(steps * STEP)  # noqa: S311 - any history will do


# Drawn by seed: bytes that hypothesis draws one by one repeat themselves, and so would people.
stories = st.builds(_story, st.integers(0, 2**64 - 1), st.integers(30, LONGEST))


def over_histories(test: Callable[[World], None]) -> Callable[[], None]:
    """Run `test` on the worlds that come of many histories."""
    runs: Callable[[], None] = settings(max_examples=HISTORIES_A_LAW)(
        given(world=stories.map(World))(test)
    )
    return runs


@over_histories
def test_merging_is_commutative(world: World) -> None:
    assert not laws.merging_is_commutative(world)


@over_histories
def test_merging_is_associative(world: World) -> None:
    assert not laws.merging_is_associative(world)


@over_histories
def test_merging_is_idempotent(world: World) -> None:
    assert not laws.merging_is_idempotent(world)


@over_histories
def test_the_same_changes_show_the_same_plan(world: World) -> None:
    assert not laws.the_same_changes_show_the_same_plan(world)


@over_histories
def test_nothing_is_lost(world: World) -> None:
    assert not laws.nothing_is_lost(world)


@over_histories
def test_what_is_set_aside_is_what_was_undone(world: World) -> None:
    assert not laws.what_is_set_aside_is_what_was_undone(world)


@over_histories
def test_what_waits_is_what_was_made_over_things_unknown(world: World) -> None:
    assert not laws.what_waits_is_what_was_made_over_things_unknown(world)


@over_histories
def test_no_conflict_is_missed(world: World) -> None:
    assert not laws.no_conflict_is_missed(world)


@over_histories
def test_no_conflict_is_invented(world: World) -> None:
    assert not laws.no_conflict_is_invented(world)


@over_histories
def test_a_contested_cell_shows_what_was_last_agreed(world: World) -> None:
    assert not laws.a_contested_cell_shows_what_was_last_agreed(world)


@over_histories
def test_a_settled_cell_shows_what_was_put_there_last(world: World) -> None:
    assert not laws.a_settled_cell_shows_what_was_put_there_last(world)


@over_histories
def test_proposals_wait_for_a_person(world: World) -> None:
    assert not laws.proposals_wait_for_a_person(world)


@over_histories
def test_a_record_goes_only_where_all_that_stood_in_it_was_seen(world: World) -> None:
    assert not laws.a_record_goes_only_where_all_that_stood_in_it_was_seen(world)


@over_histories
def test_undone_and_redone_is_as_before(world: World) -> None:
    assert not laws.undone_and_redone_is_as_before(world)


def test_the_histories_try_everything_that_people_do() -> None:
    done: Counter[str] = Counter()
    waited = contested = 0

    @settings(max_examples=FOR_THE_COUNT)
    @given(world=stories.map(World))
    def live(world: World) -> None:
        nonlocal waited, contested
        done.update(world.counted.keys())
        waited += any(copy.held.waiting for copy in world.copies)
        contested += any(
            state.contested for copy in world.copies for state in copy.held.picture().values()
        )

    live()
    assert len(done) == 18
    assert min(done.values()) > FOR_THE_COUNT / 10, done
    assert waited > FOR_THE_COUNT / 50
    assert contested > FOR_THE_COUNT / 4
