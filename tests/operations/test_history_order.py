"""History is told in the order in which things were made, and alike in every copy."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.history import history
from csp_desktop.operations.editing.undo import redo, undo
from csp_desktop.operations.merging.incoming import Brought, read_copy
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import copy_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from tests.operations.conftest import ANN, BOB

WORDS = ("We may", "We could", "We should", "We will", "We will deliver", "We delivered")


def put(plan: OpenPlan, value: str, stamp: Stamp = ANN, record: str = "a1") -> None:
    edit(plan, [Edit("action", record, "measure", "", value)], stamp)


def told(plan: OpenPlan) -> list[tuple[str, str, object, object]]:
    """What history says of the measures."""
    return [
        (each.ref, each.author, each.old, each.new)
        for each in history(plan)
        if each.field == "measure"
    ]


@pytest.fixture
def other(plan: OpenPlan, tmp_path: Path) -> OpenPlan:
    """Another copy of the plan, closed again at the end by whoever opened it."""
    return another(plan, tmp_path / "other.cspplan")


def another(plan: OpenPlan, path: Path) -> OpenPlan:
    copy_plan(plan, path, "tests")
    return open_plan(path, SHIPPED, write=True)


def take(plan: OpenPlan, *others: OpenPlan) -> None:
    merge(plan, [read_copy(plan, each.path) for each in others], BOB)


def test_edits_at_one_time_are_told_as_they_were_made_in_the_copy_that_takes_them_over(
    plan: OpenPlan, other: OpenPlan
) -> None:
    for value in WORDS:
        put(other, value)
    chain = [("1.1", "Ann", old, new) for old, new in itertools.pairwise((None, *WORDS))][::-1]
    assert told(other) == chain
    take(plan, other)
    assert told(plan) == chain
    other.close()


def test_undo_and_redo_of_a_merge_leave_history_as_it_was(plan: OpenPlan, other: OpenPlan) -> None:
    for value in WORDS:
        put(other, value)
        put(other, value, record="a2")
    take(plan, other)
    before = history(plan)
    for _ in range(3):
        undo(plan, ANN)
        assert told(plan) == []
        redo(plan, ANN)
        assert history(plan) == before
    other.close()


def test_a_chain_that_passes_through_another_time_is_told_as_it_was_made(
    plan: OpenPlan,
) -> None:
    for value, stamp in (("One", ANN), ("Two", BOB), ("Three", ANN), ("Four", BOB)):
        put(plan, value, stamp)
    ann = [each for each in told(plan) if each[1] == "Ann"]
    assert [each[3] for each in ann] == ["Three", "One"]


def test_an_undo_is_told_after_what_it_undid_and_a_redo_after_that(plan: OpenPlan) -> None:
    put(plan, "One")
    put(plan, "Two")
    undo(plan, ANN)
    redo(plan, ANN)
    assert [each[2:] for each in told(plan)] == [
        ("One", "Two"), ("Two", "One"), ("One", "Two"), (None, "One"),
    ]  # fmt: skip


def test_copies_that_hold_the_same_tell_the_same_in_whatever_order_it_came(
    plan: OpenPlan, tmp_path: Path
) -> None:
    base = tmp_path / "base.cspplan"
    copy_plan(plan, base, "tests")
    people = []
    for number in range(3):
        copy = another(plan, tmp_path / f"{number}.cspplan")
        for value in WORDS[number:]:
            put(copy, f"{value} {number}", Stamp(f"Person {number}", ANN.at), f"a{number % 2 + 1}")
        people.append(copy)
    heard = set()
    for order in itertools.permutations(people):
        path = tmp_path / "all.cspplan"
        reader = open_plan(base, SHIPPED)
        mine = another(reader, path)
        reader.close()
        for each in order:
            take(mine, each)
        heard.add(tuple(told(mine)))
        for limit in range(1, 12):
            assert history(mine, limit=limit)[0] == history(mine)[0]
        mine.close()
        path.unlink()
    for each in people:
        each.close()
    assert len(heard) == 1
    assert len(heard.pop()) == sum(len(WORDS) - number for number in range(3))


def test_a_part_of_history_is_the_beginning_of_the_whole(plan: OpenPlan) -> None:
    for value in WORDS:
        put(plan, value)
        put(plan, value, BOB, "a2")
    whole = plan.file.log.told()
    for limit in range(len(whole) + 2):
        assert plan.file.log.told(limit=limit) == whole[:limit]


def test_times_of_different_offsets_are_told_by_the_moment_they_mean(plan: OpenPlan) -> None:
    put(plan, "In summer time", Stamp("Ann", "2016-10-30T01:50:00+01:00"))
    put(plan, "In winter time", Stamp("Bob", "2016-10-30T01:10:00+00:00"))
    assert [each[1] for each in told(plan)] == ["Bob", "Ann"]


def test_deep_undoing_that_another_program_made_is_told_in_an_end(plan: OpenPlan) -> None:
    from csp_desktop.changes.change import set_aside
    from csp_desktop.store.operation import Operation

    put(plan, "One")
    (top,) = plan.file.values.held("action", "a1", "measure").heads
    made = []
    for number in range(3_000):
        made.append(set_aside(plan.plan_id, [top], f"n{number}"))
        top = made[-1].id
    crafted = Operation("crafted", "edit", "Mallory", "2017-01-01T09:00:00+00:00")
    brought = Brought(Path("crafted.cspplan"), "copy", [(each, [crafted]) for each in made])
    merge(plan, [brought], BOB)
    assert plan.file.values.held("action", "a1", "measure").value == "One"
    assert told(plan) == [("1.1", "Mallory", "One", "One"), ("1.1", "Ann", None, "One")]
