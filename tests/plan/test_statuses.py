"""The words for how actions go, as people type them, and where they travel."""

from __future__ import annotations

import pytest

from csp_desktop.plan.statuses import (
    COUNTED_APART,
    LETTERS,
    NEEDS_CORRECTIVE_ACTION,
    STATUSES,
    YEAR_STATES,
    movement,
    read_choice_word,
)

TYPED = {
    "on track": [
        "on track",
        "On Track",
        "on-track",
        "on_track",
        "on \u2013 track",
        "on\u2011track",
        "ON  TRACK",
        "ontrack",
        "Green",
        "g",
        "G.",
    ],
    "at risk": ["at risk", "At-Risk", "amber", "A"],
    "off track": ["off track", "off-track", "Red", "r", "Delayed"],
    "complete": ["Complete", "Completed", "done", "BLUE", "b"],
    "not started": ["Not started", "not-started", "N"],
    "ongoing": ["Ongoing", "on-going", "BAU", "business as usual"],
    "delegated": ["Delegated", "D"],
    "not applicable": ["N/A", "n/a", "NA", "n.a.", "Not Applicable", "x"],
    "tbc": ["Tbc", "TBC", "to be confirmed", "TBD"],
}


@pytest.mark.parametrize(
    ("typed", "status"), [(typed, status) for status, all_ in TYPED.items() for typed in all_]
)
def test_a_status_is_understood_as_people_type_it(typed: str, status: str) -> None:
    assert read_choice_word(typed, STATUSES) == status


@pytest.mark.parametrize("typed", ["", "purple", "fine", "on", "track", "green-ish", "12"])
def test_a_status_that_does_not_exist_is_none(typed: str) -> None:
    assert read_choice_word(typed, STATUSES) is None


def test_a_word_of_another_scale_is_none_of_this_one() -> None:
    assert read_choice_word("Red", YEAR_STATES) is None
    assert read_choice_word("under development", YEAR_STATES) == "in development"
    assert read_choice_word("under development", STATUSES) is None


def test_every_status_has_a_letter_of_its_own_that_sets_it() -> None:
    assert set(LETTERS) == set(STATUSES)
    assert len(set(LETTERS.values())) == len(STATUSES)
    assert {read_choice_word(letter, STATUSES) for letter in LETTERS.values()} == set(STATUSES)
    assert all(read_choice_word(letter, STATUSES) == status for status, letter in LETTERS.items())


def test_what_is_counted_apart_is_never_on_track() -> None:
    assert {"delegated", "not applicable", "tbc"} == COUNTED_APART
    assert {"off track"} == NEEDS_CORRECTIVE_ACTION


@pytest.mark.parametrize(
    ("was", "now", "how"),
    [("at risk", "on track", "improved"), ("on track", "off track", "worse"),
     ("on track", "complete", "improved"), ("at risk", "at risk", "same"),
     ("not started", "on track", None), ("on track", "delegated", None), (None, "on track", None),
     ("tbc", "tbc", None), ("on track", None, None)],
)  # fmt: skip
def test_direction_of_travel(was: str | None, now: str | None, how: str | None) -> None:
    assert movement(was, now) == how
