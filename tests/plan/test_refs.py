"""Refs are text: in order, free ones, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.plan.renumbering import next_free_ref, ref_order, why_not_a_ref

REFS = ["1.1", "1.2", "1.2a", "1.9", "1.10", "1.11", "2.1", "10.1", "A1", "A1.2", "DP2.3"]


def test_refs_stand_as_people_read_them() -> None:
    backwards = REFS[::-1]
    assert sorted(backwards, key=ref_order) == REFS


@pytest.mark.parametrize("ref", [*REFS, "1", "1.1.1", "1-2", "1/2a", "1.DP2", "12", "2016"])
def test_these_are_refs(ref: str) -> None:
    assert why_not_a_ref(ref) is None


@pytest.mark.parametrize(
    "text",
    ["01/02/2016", "1/2/16", "1.2.2016", "1.10.16", "2016-02-01", "2016-02-01 00:00:00",
     "2016-02-01T00:00:00", "2016-02", "1-Feb", "1 Feb", "Feb-16", "10-Oct-2016", "February 2016",
     "1/24", "12-2016", "2016/02"],
)  # fmt: skip
def test_a_date_is_no_ref_and_is_called_one(text: str) -> None:
    assert "reads as a date" in (why_not_a_ref(text) or "")


@pytest.mark.parametrize(
    "text", ["", "  ", "x", "-", "one", "1.", "1..2", "1,2", "#REF!", "1.1 1.2 x"]
)
def test_these_are_no_refs(text: str) -> None:
    assert why_not_a_ref(text)


def test_one_point_ten_is_not_one_point_one() -> None:
    assert ref_order("1.10") != ref_order("1.1")


@pytest.mark.parametrize(
    ("ref", "taken", "free"),
    [("1.9", [], "1.10"), ("1.1", ["1.2", "1.3"], "1.4"), ("1.2a", ["1.2a"], "1.3"),
     ("A", [], "A.1"), ("9", ["10"], "11")],
)  # fmt: skip
def test_the_next_free_ref(ref: str, taken: list[str], free: str) -> None:
    assert next_free_ref(ref, taken) == free


@given(taken=st.lists(st.sampled_from([f"1.{number}" for number in range(1, 40)])))
def test_the_next_free_ref_is_free_and_comes_after(taken: list[str]) -> None:
    free = next_free_ref("1.5", taken)
    assert free not in taken
    assert why_not_a_ref(free) is None
    assert ref_order(free) > ref_order("1.5")
