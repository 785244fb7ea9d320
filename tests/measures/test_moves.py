"""The lines of a comparison: every difference once, under what an action did most."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.measures.snapshot.compare import compare
from csp_desktop.measures.snapshot.frozen import Frozen, freeze
from csp_desktop.measures.snapshot.moves import (
    FILTERS,
    Filter,
    MoveGroup,
    RecordMove,
    counts,
    moves,
)
from csp_desktop.plan.document import Document
from csp_desktop.plan.statuses import STATUSES
from csp_desktop.plan.values import key
from tests.documents import document, record

QUARTERS = ("2016/17 Q1", "2016/17 Q2")
TURNED = {
    MoveGroup.UP: MoveGroup.DOWN, MoveGroup.DOWN: MoveGroup.UP, MoveGroup.ADDED: MoveGroup.DROPPED,
    MoveGroup.DROPPED: MoveGroup.ADDED, MoveGroup.STARTED: MoveGroup.OTHERWISE,
}  # fmt: skip

values = st.fixed_dictionaries(
    {"ref": st.sampled_from(["1.1", "1.2", "2.10"])},
    optional={
        **{f"status@{quarter}": st.sampled_from(STATUSES) for quarter in QUARTERS},
        **{f"commentary@{quarter}": st.sampled_from(["One", "Two"]) for quarter in QUARTERS},
        "title": st.sampled_from(["Patrols", "Locks"]),
    },
)
figures = st.fixed_dictionaries(
    {},
    optional={
        "actual@2016/17": st.integers(0, 3),
        "actual@2015/16": st.integers(0, 3),
        "target@2016/17": st.integers(0, 3),
    },
)


def plan_of(
    actions: dict[str, dict[str, object]], figure: dict[str, object], group: str
) -> Document:
    indicator = {"name": "Burglary", "direction": "lower is better", "target_kind": "level"}
    return document(
        [
            record("year", "2016/17", {"name": "2016/17"}),
            *(record("action", each, some) for each, some in actions.items()),  # type: ignore[arg-type]
            record("indicator", "k1", {**indicator, **figure}),  # type: ignore[dict-item]
            record("group", "g1", {"name": group}),
        ]
    )


states = st.builds(
    lambda actions, figure, group, quarter: freeze(plan_of(actions, figure, group), quarter),
    st.dictionaries(st.sampled_from(["a1", "a2", "a3"]), values),
    figures,
    st.sampled_from(["Gangs Unit", "Licensing"]),
    st.sampled_from(QUARTERS),
)


def lines(one: Frozen, other: Frozen) -> tuple[RecordMove, ...]:
    return moves(compare(one, other), one, other)


@given(states)
def test_a_state_beside_itself_has_no_line(state: Frozen) -> None:
    assert lines(state, state) == ()


@given(states, states)
def test_every_difference_stands_in_one_line(one: Frozen, other: Frozen) -> None:
    compared = compare(one, other)
    every = [*compared.actions, *compared.indicators, *compared.others]
    told = [each for move in moves(compared, one, other) for each in move.differences]
    assert len(told) == len(every)
    assert all(each in told for each in every)


@given(states, states)
def test_no_two_lines_are_about_the_same(one: Frozen, other: Frozen) -> None:
    named = Counter((move.kind, move.record, move.place) for move in lines(one, other))
    assert not [each for each, times in named.items() if times > 1]


@given(states, states)
def test_the_counts_are_those_of_the_comparison(one: Frozen, other: Frozen) -> None:
    compared = compare(one, other)
    found = counts(moves(compared, one, other))
    assert {
        "moved_up": found[Filter.UP],
        "moved_down": found[Filter.DOWN],
        "started": found[Filter.STARTED],
        "commentary": found[Filter.COMMENTARY],
        "figures_revised": found[Filter.FIGURES],
        "added": found[Filter.ADDED],
        "dropped": found[Filter.DROPPED],
    } == compared.counts()


@given(states, states)
def test_every_line_is_found_under_a_narrower_filter(one: Frozen, other: Frozen) -> None:
    for move in lines(one, other):
        assert any(move.within(each) for each in FILTERS if each is not Filter.EVERYTHING)
        assert move.within(Filter.EVERYTHING)


@given(states, states)
def test_the_other_way_round_up_is_down_and_added_is_dropped(one: Frozen, other: Frozen) -> None:
    there = {(move.kind, move.record, move.place): move for move in lines(one, other)}
    back = {(move.kind, move.record, move.place): move for move in lines(other, one)}
    assert there.keys() == back.keys()
    for name, move in there.items():
        mirror = back[name]
        assert (key(move.was), key(move.now)) == (key(mirror.now), key(mirror.was))
        moved = {MoveGroup.STARTED, MoveGroup.OTHERWISE}
        if move.group not in moved:
            assert mirror.group is TURNED.get(move.group, move.group)
        else:
            assert mirror.group in moved


def test_lines_stand_by_group_and_within_it_by_ref() -> None:
    was = {
        f"a{number}": {"ref": f"1.{number}", "status@2016/17 Q1": "on track"}
        for number in (2, 10, 1)
    }
    now = {each: {**some, "status@2016/17 Q1": "off track"} for each, some in was.items()}
    now["a1"]["status@2016/17 Q1"] = "complete"
    one, other = (freeze(plan_of(each, {}, "G"), QUARTERS[0]) for each in (was, now))  # type: ignore[arg-type]
    assert [(move.group, move.record) for move in lines(one, other)] == [
        (MoveGroup.DOWN, "a2"), (MoveGroup.DOWN, "a10"), (MoveGroup.UP, "a1"),
    ]  # fmt: skip


def test_a_status_given_again_stands_apart_from_what_has_changed() -> None:
    was = {each: {"ref": "1.1", "status@2016/17 Q1": "on track"} for each in ("a1", "a2")}
    now = {each: {**some, "status@2016/17 Q2": "on track"} for each, some in was.items()}
    now["a2"]["title"] = "Locks"
    one, other = (
        freeze(plan_of(each, {}, "G"), quarter)  # type: ignore[arg-type]
        for each, quarter in ((was, QUARTERS[0]), (now, QUARTERS[1]))
    )
    assert {move.record: move.group for move in lines(one, other)} == {
        "a1": MoveGroup.AGAIN,
        "a2": MoveGroup.OTHERS,
    }
    assert counts(lines(one, other))[Filter.OTHERS] == 2
