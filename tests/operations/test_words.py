"""A plan learns what its people's words mean; copies that learned apart come together."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_desktop.errors import BadValue
from csp_desktop.operations.deciding.conflicts import open_conflicts
from csp_desktop.operations.deciding.resolve import Decision, resolve
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.records import add
from csp_desktop.operations.editing.undo import redo, undo
from csp_desktop.operations.editing.vocabulary import (
    WordAnswer,
    answered,
    forgetting,
    learn,
    learned,
)
from csp_desktop.operations.merging.incoming import read_copy
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import copy_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store.check import problems
from tests.operations.conftest import ANN, BOB

Q1 = "2016/17 Q1"


def say(plan: OpenPlan, text: str, meaning: str, by: Stamp = BOB) -> None:
    learn(plan, [answered(SHIPPED, "", text, meaning)], by)


def forget(plan: OpenPlan, text: str) -> None:
    learn(plan, [forgetting(plan.document(), "", text)], BOB)


def known(plan: OpenPlan) -> list[tuple[str, str, str]]:
    return [(each.kind, each.text, each.meaning) for each in learned(plan.document())]


def put(plan: OpenPlan, said: str) -> None:
    edit(plan, [Edit("action", "a1", "status", Q1, said)], BOB)


def status(plan: OpenPlan) -> object:
    return plan.file.values.held("action", "a1", "status", Q1).value


@pytest.fixture
def other(plan: OpenPlan, tmp_path: Path) -> OpenPlan:
    path = tmp_path / "other.cspplan"
    copy_plan(plan, path, "Ann")
    return open_plan(path, SHIPPED, write=True, by="Ann")


def take_in(plan: OpenPlan, other: OpenPlan) -> None:
    merge(plan, [read_copy(plan, other.path)], ANN)


def test_a_learned_word_is_understood_from_then_on(plan: OpenPlan) -> None:
    with pytest.raises(BadValue, match="not one of the choices"):
        put(plan, "Wrth law")
    say(plan, "Wrth law", "on track")
    put(plan, "WRTH-LAW")
    assert status(plan) == "on track"
    assert not problems(plan.file)


def test_nothing_in_the_plan_changes_when_a_word_is_learned_corrected_or_forgotten(
    plan: OpenPlan,
) -> None:
    say(plan, "Wrth law", "on track")
    put(plan, "wrth law")
    say(plan, "Wrth law", "red")
    assert status(plan) == "on track"
    forget(plan, "wrth law")
    assert status(plan) == "on track"
    assert known(plan) == []


def test_undo_forgets_and_redo_knows_again(plan: OpenPlan) -> None:
    say(plan, "Wrth law", "on track")
    undo(plan, BOB)
    assert known(plan) == []
    redo(plan, BOB)
    assert known(plan) == [("status", "Wrth law", "on track")]


def test_a_word_that_was_forgotten_can_be_learned_with_another_meaning(plan: OpenPlan) -> None:
    say(plan, "Wrth law", "on track")
    forget(plan, "Wrth law")
    say(plan, "wrth law", "at risk")
    assert known(plan) == [("status", "Wrth law", "at risk")]
    assert not problems(plan.file)


def test_two_copies_that_learned_the_same_word_have_one(plan: OpenPlan, other: OpenPlan) -> None:
    say(plan, "Wrth law", "on track")
    say(other, "WRTH  LAW", "green", ANN)
    take_in(plan, other)
    other.close()
    assert known(plan) == [("status", "Wrth law", "on track")]
    assert open_conflicts(plan, plan.document()) == []


def test_two_meanings_of_one_word_are_a_conflict_and_the_word_is_unknown_until_it_is_settled(
    plan: OpenPlan, other: OpenPlan
) -> None:
    say(plan, "Wrth law", "on track")
    say(other, "wrth law", "at risk", ANN)
    take_in(plan, other)
    other.close()
    (found,) = open_conflicts(plan, plan.document())
    assert {each.value for each in found.sides} == {"on track", "at risk"}
    with pytest.raises(BadValue, match="not one of the choices"):
        put(plan, "wrth law")
    take = next(each.n for each in found.sides if each.value == "at risk")
    resolve(plan, found.id, Decision(take), BOB)
    put(plan, "wrth law")
    assert status(plan) == "at risk"


def test_a_word_added_as_a_record_is_the_same_one(plan: OpenPlan, other: OpenPlan) -> None:
    values = {("text", ""): "wrth LAW", ("kind", ""): "status", ("meaning", ""): "on track"}
    add(plan, "word", values, BOB)
    say(other, "Wrth law", "on track", ANN)
    take_in(plan, other)
    other.close()
    assert known(plan) == [("status", "Wrth law", "on track")]


def test_one_text_may_be_a_word_for_two_kinds_of_choice(plan: OpenPlan) -> None:
    say(plan, "Blob", "on track")
    say(plan, "Blob", "lower is better")
    assert [each[0] for each in known(plan)] == ["polarity", "status"]
    with pytest.raises(BadValue, match="say for which"):
        forgetting(plan.document(), "", "blob")
    learn(plan, [forgetting(plan.document(), "polarity", "blob")], BOB)
    assert known(plan) == [("status", "Blob", "on track")]


@pytest.mark.parametrize(
    ("kind", "text", "meaning", "told"),
    [
        ("", "Blob", "wonderful", "no meaning that a word can have"),
        ("colour", "Blob", "on track", "no words for 'colour'"),
        ("status", "Blob", "lower is better", "no meaning"),
        ("", "On-track", "at risk", "itself a choice"),
    ],
)
def test_what_cannot_be_learned_is_refused(kind: str, text: str, meaning: str, told: str) -> None:
    with pytest.raises(BadValue, match=told):
        answered(SHIPPED, kind, text, meaning)


def test_a_meaning_may_be_given_by_a_word_for_it() -> None:
    assert answered(SHIPPED, "", "Blob", "Green") == WordAnswer("status", "Blob", "on track")
