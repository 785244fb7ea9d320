"""Statuses in passing, lead partners in one cell, refs as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.plan.renumbering import why_not_a_ref
from csp_desktop.plan.statuses import STATUSES, YEAR_STATES
from csp_desktop.plan.vocabulary import of_words
from csp_desktop.workbook.importing.fuzzy_values import (
    FuzzyChoice,
    read_choice,
    read_ref,
    ref_in_title,
    split_leads,
)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Green", FuzzyChoice("on track", sure=True, more=False)),
        ("G", FuzzyChoice("on track", sure=True, more=False)),
        ("Amber/Green", FuzzyChoice("at risk", sure=False, more=False)),
        ("In progress", FuzzyChoice("on track", sure=False, more=False)),
        ("Green - all in place", FuzzyChoice("on track", sure=False, more=True)),
        ("RED: stopped in May", FuzzyChoice("off track", sure=False, more=True)),
        ("Completed (June)", FuzzyChoice("complete", sure=False, more=True)),
        ("✓", FuzzyChoice("complete", sure=False, more=False)),
        ("??", None),
        ("A. Smith", None),
        ("Greenwich", None),
    ],
)
def test_a_status_is_read_where_a_text_is_or_begins_with_one(
    text: str, reading: FuzzyChoice | None
) -> None:
    assert read_choice(text, STATUSES) == reading


def test_a_year_that_another_plan_delivers_is_delegated() -> None:
    read = read_choice("Delivery through Gangs Action Plan", YEAR_STATES)
    assert read == FuzzyChoice("delegated", sure=False, more=True)


@pytest.mark.parametrize(
    ("text", "leads", "sure"),
    [
        ("Police", ["Police"], True),
        ("MPS / BTP", ["MPS", "BTP"], True),
        ("MPS/LBH", ["MPS", "LBH"], True),
        ("Council\nPolice", ["Council", "Police"], True),
        ("Council; Police, NHS", ["Council", "Police", "NHS"], True),
        ("Police & Probation", ["Police", "Probation"], False),
        ("Health & Wellbeing Board", ["Health & Wellbeing Board"], True),
        ("Police, Drug & Alcohol Team", ["Police", "Drug & Alcohol Team"], True),
        ("A&E", ["A&E"], True),
        ("N/A", ["N/A"], True),
        ("• IGU\n• CYPS", ["IGU", "CYPS"], True),
        ("Jo, 31/12/2016", ["Jo", "31/12/2016"], False),
        ("Police / police", ["Police", "police"], True),
    ],
)
def test_lead_partners_are_parted_but_not_within_a_name(
    text: str,
    leads: list[str],
    sure: bool,  # noqa: FBT001
) -> None:
    assert split_leads(text) == (leads, sure)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("1.1", "1.1"), ("1.10", "1.10"), ("1.1.", "1.1"), ("1)", "1"), ("Action 3", "3"),
        ("Ref 2.4", "2.4"), ("CS-01", "CS-01"), ("VAWG 1", "VAWG1"), ("12/01/2016", ""),
        ("Jan-10", ""), ("tbc", ""), ("", ""),
    ],
)  # fmt: skip
def test_refs_as_people_write_them(text: str, ref: str) -> None:
    read, why = read_ref(text)
    assert read == ref
    assert bool(why) == (ref == "" or ref not in text)


@given(st.text(max_size=20))
def test_what_is_read_as_a_ref_is_one(text: str) -> None:
    ref, why = read_ref(text)
    assert (not why_not_a_ref(ref)) if ref else why


def test_a_ref_at_the_beginning_of_a_title() -> None:
    assert ref_in_title("1.2 Weapons sweeps") == ("1.2", "Weapons sweeps")
    assert ref_in_title("A3: Patrols") == ("A3", "Patrols")
    assert ref_in_title("Weapons sweeps in 12 parks") == ("", "Weapons sweeps in 12 parks")


def test_what_the_plan_has_learned_is_sure_where_a_text_is_it_and_found_where_one_begins_so() -> (
    None
):
    words = of_words([("status", "In progress", "at risk"), ("status", "Wrth law", "on track")])

    def read(text: str) -> FuzzyChoice | None:
        return read_choice(text, STATUSES, "status", words)

    assert read("IN-PROGRESS") == FuzzyChoice("at risk", sure=True, more=False)
    assert read("Wrth law - first visits made") == FuzzyChoice("on track", sure=False, more=True)
    assert read("Green") == FuzzyChoice("on track", sure=True, more=False)
