"""A change's id is what it says; a damaged change is noticed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.changes.change import NOWHERE, Cell, Stance, digest, make_change, set_aside
from csp_desktop.plan.values import Value

CELL = Cell("action", "a1", "measure", "")
COVERS = ("b", "a", "b")
CHANGE = make_change("plan", CELL, "Fewer thefts", COVERS, "n1")


def test_equal_changes_have_one_id_everywhere() -> None:
    again = make_change("plan", CELL, "Fewer thefts", ["a", "b"], "n1")
    assert again == CHANGE
    assert again.id == "5ba34f132bfb7c625a35c741e2d4f6f7"  # as every copy has it: never change it
    assert CHANGE.covers == ("a", "b")
    assert CHANGE.sound


@pytest.mark.parametrize(
    "other",
    [
        make_change("another", CELL, "Fewer thefts", COVERS, "n1"),
        make_change("plan", CELL._replace(record="a2"), "Fewer thefts", COVERS, "n1"),
        make_change("plan", CELL._replace(field="title"), "Fewer thefts", COVERS, "n1"),
        make_change("plan", CELL._replace(period="2016/17"), "Fewer thefts", COVERS, "n1"),
        make_change("plan", CELL, "Fewer Thefts", COVERS, "n1"),
        make_change("plan", CELL, "Fewer thefts", ["a"], "n1"),
        make_change("plan", CELL, "Fewer thefts", COVERS, "n2"),
        make_change("plan", CELL, "Fewer thefts", COVERS, "n1", Stance.PROPOSED),
    ],
)
def test_whatever_differs_gives_another_id(other: object) -> None:
    assert getattr(other, "id", "") != CHANGE.id


@pytest.mark.parametrize(
    "damaged",
    [
        replace(CHANGE, value="Fewer theft"),
        replace(CHANGE, value_hash="0" * 32),
        replace(CHANGE, id="0" * 32),
        replace(CHANGE, covers=("a",)),
        replace(CHANGE, nonce="n2"),
        replace(CHANGE, cell=CELL._replace(period="2016/17")),
        replace(CHANGE, stance=Stance.UNCONFIRMED),
        replace(CHANGE, plan="another"),
    ],
)
def test_a_damaged_change_is_noticed(damaged: object) -> None:
    assert not getattr(damaged, "sound", True)


def test_a_value_can_be_blotted_out_and_the_ids_still_hold() -> None:
    blotted = replace(CHANGE, value=None, blotted=True)
    assert blotted.sound
    assert blotted.id == CHANGE.id


def test_a_blotted_value_cannot_be_guessed_without_its_nonce() -> None:
    assert CHANGE.value_hash != make_change("plan", CELL, "Fewer thefts", (), "n2").value_hash


@pytest.mark.parametrize("value", [None, "", "é", "\U0001f600", "\ud800", 12, 12.5, True, ["a"]])
def test_any_value_a_cell_may_hold_can_be_hashed(value: Value) -> None:
    assert make_change("plan", CELL, value, (), "n").sound


@given(st.lists(st.text(), min_size=6, max_size=9), st.lists(st.text(), max_size=3))
def test_an_id_is_the_digest_of_canonical_json(texts: list[str], covers: list[str]) -> None:
    plan, kind, record, field, period, nonce, *_ = texts
    made = make_change(plan, Cell(kind, record, field, period), "x", covers, nonce)
    parts = [plan, texts[1:5], "stated", made.value_hash, sorted(set(covers)), nonce]
    assert made.id == digest(parts)


def test_setting_aside_names_changes_and_states_nothing() -> None:
    aside = set_aside("plan", ["b", "a"], "n")
    assert (aside.cell, aside.stance, aside.covers, aside.value) == (
        NOWHERE, Stance.ASIDE, ("a", "b"), None,
    )  # fmt: skip
    assert aside.sound


def test_existence_has_a_cell_of_its_own() -> None:
    assert CELL.existence == Cell("action", "a1", "exists", "")
