"""Refs make room for one another; nobody's ref is lost, and the order stays."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from csp_desktop.errors import BadValue
from csp_desktop.plan.renumbering import Refs, ref_order, refs_of

ONE = ["1.1", "1.2", "1.3", "1.9", "1.10", "1.12", "2.1", "10.1"]

levels = st.sampled_from(["1.{}", "2.{}", "A-{}", "DP{}", "1.2.{}", "1.3{}"])


@st.composite
def refs(draw: st.DrawFn) -> Refs:
    """Actions of a few levels, each named by the ref that it bears to begin with."""
    found = {
        level.format("abcdefgh"[number] if level.endswith("3{}") else number + 1)
        for level in draw(st.lists(levels, min_size=1, max_size=3, unique=True))
        for number in draw(st.sets(st.integers(0, 7), min_size=1))
    }
    return named(*found)


def named(*borne: str) -> Refs:
    return refs_of((each, each) for each in borne)


def moved(before: Refs, after: Refs) -> dict[str, str]:
    return dict(after.changed(before))


def test_who_bears_the_ref_and_those_after_it_go_one_on() -> None:
    before = named(*(f"1.{number}" for number in range(1, 11)))
    after = before.inserted("new", "1.3")
    assert after.by_id["new"] == "1.3"
    assert moved(before, after) == {f"1.{n}": f"1.{n + 1}" for n in range(3, 11)}


def test_they_go_on_up_to_the_first_gap() -> None:
    before = named(*ONE)
    assert moved(before, before.inserted("new", "1.9")) == {"1.9": "1.10", "1.10": "1.11"}
    assert moved(before, before.inserted("new", "1.4")) == {}


@pytest.mark.parametrize(
    ("borne", "at", "becomes"),
    [
        (["1.3", "1.3a", "1.3.2", "1.4"], "1.3",
         {"1.3": "1.4", "1.3a": "1.4a", "1.3.2": "1.4.2", "1.4": "1.5"}),
        (["1.3", "1.3a", "1.3b", "1.4"], "1.3a", {"1.3a": "1.3b", "1.3b": "1.3c"}),
        (["1.3A", "1.3B"], "1.3A", {"1.3A": "1.3B", "1.3B": "1.3C"}),
        (["A-1", "A-2", "B-1"], "A-1", {"A-1": "A-2", "A-2": "A-3"}),
        (["1-1", "1-2"], "1-2", {"1-2": "1-3"}),
        (["1.08", "1.09"], "1.08", {"1.08": "1.09", "1.09": "1.10"}),
        (["CS1", "CS2", "CT1"], "CS2", {"CS2": "CS3"}),
    ],
)  # fmt: skip
def test_letters_dashes_and_what_stands_below_go_as_people_count(
    borne: list[str], at: str, becomes: dict[str, str]
) -> None:
    before = named(*borne)
    assert moved(before, before.inserted("new", at)) == becomes


def test_a_ref_that_would_be_none_is_refused_with_its_reason() -> None:
    with pytest.raises(BadValue, match="reads as a date"):
        named(*(f"1-{number}" for number in range(1, 10))).inserted("new", "1-9")
    with pytest.raises(BadValue, match="no letter after"):
        named("1.3z").inserted("new", "1.3z")
    with pytest.raises(BadValue, match="not a ref"):
        named("1.1").inserted("new", "next")


def test_an_action_that_moves_leaves_its_place_to_those_between() -> None:
    before = named(*(f"1.{number}" for number in range(1, 7)))
    assert moved(before, before.inserted("1.5", "1.2")) == {
        "1.2": "1.3", "1.3": "1.4", "1.4": "1.5", "1.5": "1.2",
    }  # fmt: skip
    assert moved(before, before.inserted("1.2", "1.5")) == {
        "1.2": "1.5", "1.3": "1.2", "1.4": "1.3", "1.5": "1.4",
    }  # fmt: skip


@given(refs(), st.data())
def test_whoever_is_inserted_bears_the_ref_alone_and_the_others_keep_their_order(
    before: Refs, data: st.DataObject
) -> None:
    at = data.draw(st.sampled_from(sorted(before.by_id)))
    after = before.inserted("new", at)
    assert after.ids_with(at) == ("new",)
    assert after.by_id.keys() == {*before.by_id, "new"}
    assert not after.shared()
    in_order = sorted(before.by_id, key=ref_order)
    assert sorted(before.by_id, key=lambda each: ref_order(after.by_id[each])) == in_order


@given(refs(), st.data())
def test_moving_along_a_level_keeps_the_others_in_order(before: Refs, data: st.DataObject) -> None:
    mover = data.draw(st.sampled_from(sorted(before.by_id)))
    level = [each for each in before.by_id if _level(each) == _level(mover)]
    assume(not any(_below(each, one) for each in before.by_id for one in level))
    to = data.draw(st.sampled_from(sorted(level)))
    after = before.inserted(mover, to)
    assert after.by_id[mover] == to
    assert not after.shared()
    others = sorted((each for each in before.by_id if each != mover), key=ref_order)
    assert sorted(others, key=lambda each: ref_order(after.by_id[each])) == others


@given(st.integers(1, 12), st.data())
def test_moving_along_a_level_without_gaps_is_a_permutation(size: int, data: st.DataObject) -> None:
    before = named("1.20", "2.1", *(f"1.{number}" for number in range(1, size + 1)))
    mover, to = (f"1.{data.draw(st.integers(1, size))}" for _ in range(2))
    after = before.inserted(mover, to)
    assert Counter(after.by_id.values()) == Counter(before.by_id.values())
    assert after.inserted(mover, mover) == before


@given(refs())
def test_numbered_anew_every_level_is_without_gaps_and_in_order(before: Refs) -> None:
    after = before.numbered_anew()
    in_order = sorted(before.by_id, key=ref_order)
    assert sorted(in_order, key=lambda each: ref_order(after.by_id[each])) == in_order
    assert not after.shared()
    assert after.numbered_anew() == after


def test_numbered_anew_keeps_the_number_of_the_priority() -> None:
    before = named("1.2", "1.4", "1.10", "6.2", "6.2a", "6.2c", "CS3")
    assert moved(before, before.numbered_anew()) == {
        "1.2": "1.1", "1.4": "1.2", "1.10": "1.3", "6.2": "6.1", "6.2a": "6.1a", "6.2c": "6.1b",
        "CS3": "CS1",
    }  # fmt: skip


def test_figures_keep_the_width_in_which_a_level_is_written() -> None:
    before = named(*(f"1.{number:02}" for number in range(8, 12)))
    assert before.inserted("1.08", "1.11").by_id["1.10"] == "1.09"
    assert before.numbered_anew().by_id["1.11"] == "1.04"
    assert named("1.8", "1.9", "1.10").inserted("1.8", "1.10").by_id["1.10"] == "1.9"


def _level(ref: str) -> tuple[int, str]:
    parts = ref_order(ref)
    return len(parts), ref[: -len(parts[-1][2])]


def _below(ref: str, other: str) -> bool:
    ours, theirs = ref_order(ref), ref_order(other)
    return len(ours) > len(theirs) and ours[: len(theirs)] == theirs
