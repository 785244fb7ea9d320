"""Comparing: nothing with itself, mirrored the other way round, every difference once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.measures.snapshot.compare import Difference, StatusTravel, compare
from csp_desktop.measures.snapshot.frozen import Frozen, freeze
from csp_desktop.plan.document import Document
from csp_desktop.plan.statuses import STATUSES
from csp_desktop.plan.values import key
from tests.documents import document, record

QUARTERS = ("2016/17 Q1", "2016/17 Q2", "2016/17 Q3")
TURNED = {"improved": "worse", "worse": "improved"}


def plan_of(actions: dict[str, dict[str, object]], indicator: dict[str, object]) -> Document:
    return document(
        [
            record("year", "2016/17", {"name": "2016/17"}),
            *(record("action", each, values) for each, values in actions.items()),  # type: ignore[arg-type]
            record(
                "indicator",
                "k1",
                {"name": "Burglary", "direction": "lower is better", "target_kind": "level",
                 **indicator},  # type: ignore[dict-item]
            ),
        ]
    )  # fmt: skip


statuses = st.dictionaries(
    st.sampled_from([f"status@{quarter}" for quarter in QUARTERS]),
    st.sampled_from(STATUSES),
)
texts = st.dictionaries(
    st.sampled_from([f"commentary@{quarter}" for quarter in QUARTERS]),
    st.sampled_from(["Two posts vacant", "Filled", "Two  posts vacant "]),
)
actions = st.dictionaries(
    st.sampled_from(["a1", "a2", "a3"]),
    st.builds(lambda one, other: {"ref": "1.1", **one, **other}, statuses, texts),
)
figures = st.fixed_dictionaries(
    {}, optional={"target@2016/17": st.integers(0, 9), "actual@2016/17": st.integers(0, 9)}
)
states = st.builds(
    lambda some, number, quarter: freeze(plan_of(some, number), quarter),
    actions,
    figures,
    st.sampled_from(QUARTERS),
)


def mirrored(one: Difference) -> tuple[object, ...]:
    return (
        one.kind, one.record, one.field, one.period, key(one.now), key(one.was),
        TURNED.get(one.movement, one.movement), one.now_as_at, one.was_as_at, one.now_reason,
        one.was_reason,
    )  # fmt: skip


def as_it_is(one: Difference) -> tuple[object, ...]:
    return (
        one.kind, one.record, one.field, one.period, key(one.was), key(one.now), one.movement,
        one.was_as_at, one.now_as_at, one.was_reason, one.now_reason,
    )  # fmt: skip


@given(states)
def test_compared_with_itself_nothing_differs(state: Frozen) -> None:
    assert compare(state, state).empty


@given(states, states)
def test_the_other_way_round_is_the_mirror(one: Frozen, other: Frozen) -> None:
    there, back = compare(one, other), compare(other, one)
    for name in ("actions", "indicators", "others"):
        assert list(map(mirrored, getattr(there, name))) == list(map(as_it_is, getattr(back, name)))
    turned = [
        StatusTravel(each.record, each.now, each.was, TURNED.get(each.movement, each.movement))  # type: ignore[arg-type]
        for each in there.travels
    ]
    assert turned == list(back.travels)


@given(states, states)
def test_what_stands_in_no_line_is_the_same_in_both(one: Frozen, other: Frozen) -> None:
    told = {(each.record, each.field, each.period) for each in compare(one, other).actions}
    for action in one.document.of("action"):
        twin = other.document.record("action", action.id)
        if twin is None:
            assert (action.id, "exists", "") in told
            continue
        for name, period in {*action.cells, *twin.cells} - {
            each[1:] for each in told if each[0] == action.id
        }:
            assert key(action.get(name, period)) == key(twin.get(name, period))


def states_of(was: dict[str, object], now: dict[str, object]) -> tuple[Frozen, Frozen]:
    one = freeze(plan_of({"a1": {"ref": "1.1", **was}}, {}), "2016/17 Q1")
    return one, freeze(plan_of({"a1": {"ref": "1.1", **now}}, {}), "2016/17 Q2")


def test_a_new_quarters_status_moves_against_the_last_one() -> None:
    q1: dict[str, object] = {"status@2016/17 Q1": "on track"}
    compared = compare(*states_of(q1, {**q1, "status@2016/17 Q2": "off track"}))
    (line,) = compared.actions
    assert (line.was, line.was_as_at, line.now, line.movement) == (
        "on track", "2016/17 Q1", "off track", "worse",
    )  # fmt: skip
    assert compared.travels == (StatusTravel("a1", "on track", "off track", "worse"),)
    assert compared.counts()["moved_down"] == 1


def test_a_status_given_again_is_the_same() -> None:
    q1: dict[str, object] = {"status@2016/17 Q1": "at risk"}
    compared = compare(*states_of(q1, {**q1, "status@2016/17 Q2": "at risk"}))
    assert [each.movement for each in compared.actions] == ["same"]
    assert compared.travels == ()


def test_to_or_from_tbc_is_a_change_and_neither_better_nor_worse() -> None:
    compared = compare(*states_of({"status@2016/17 Q1": "tbc"}, {"status@2016/17 Q1": "on track"}))
    assert [each.movement for each in compared.actions] == ["changed"]


def test_a_rating_moves_with_its_reasons() -> None:
    figures: dict[str, object] = {"target@2016/17": 10, "actual@2016/17": 20}
    one = freeze(plan_of({}, figures), "2016/17 Q1")
    other = freeze(plan_of({}, {**figures, "actual@2016/17": 9}), "2016/17 Q1")
    by_field = {each.field: each for each in compare(one, other).indicators}
    assert by_field["actual"].movement == "improved"
    rating = by_field["rating"]
    assert (rating.was, rating.now, rating.movement) == ("missed", "met", "improved")
    assert rating.was_reason.startswith("Missed: 20")
    assert rating.now_reason.startswith("Met: 9")
    assert compare(one, other).counts()["figures_revised"] == 1


CHANGE = {"target_kind": "% change on previous year", "unit": "%"}
COUNTS = {"count@2015/16": 1000, "count@2016/17": 1034}


def test_counts_that_contradict_a_reported_figure_are_a_revision_of_it() -> None:
    reported = {**CHANGE, "actual@2016/17": -8}
    was = freeze(plan_of({}, reported), "2016/17 Q4")
    now = freeze(plan_of({}, {**reported, **COUNTS}), "2016/17 Q4")
    there, back = compare(was, now), compare(now, was)
    assert there.counts()["figures_revised"] == back.counts()["figures_revised"] == 1
    (revised,) = [each for each in there.indicators if each.field == "actual"]
    assert (revised.was, revised.now, revised.movement) == (-8, 3.4, "worse")
    assert not compare(now, now).indicators


def test_a_reported_figure_that_is_changed_to_what_counts_give_is_one_revision() -> None:
    was = freeze(plan_of({}, {**CHANGE, "actual@2016/17": -8}), "2016/17 Q4")
    now = freeze(plan_of({}, {**CHANGE, **COUNTS, "actual@2016/17": 3.4}), "2016/17 Q4")
    assert compare(was, now).counts()["figures_revised"] == 1
