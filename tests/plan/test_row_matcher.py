"""Whose row it is, by its ref or name and its title."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.plan.row_matcher import (
    Likeness,
    Match,
    Naming,
    RowMatcher,
    marks_of,
    spellings,
)

NONE, NAME, WHOLE = Likeness.NONE, Likeness.NAME, Likeness.WHOLE
ACTION, INDICATOR = Naming("ref", "title"), Naming("name")


@dataclass(frozen=True)
class Read:
    value: str | int | float | None
    format: str = "General"


PLAN = {
    "a1": ("1.1", "Hot spots"),
    "a2": ("1.2", "Safer Schools officers"),
    "a3": ("1.10", "Youth Justice Plan"),
    "a4": ("2.1", "2016"),
    "b1": ("3.1", "Borne twice"),
    "b2": ("3.1", "Borne twice too"),
}
MATCHER = RowMatcher(ACTION, {each: marks_of(*said) for each, said in PLAN.items()})
CARRIED = RowMatcher(ACTION, {each: marks_of(*said)[:2] for each, said in PLAN.items()})
"""As a workbook carries it: nothing is found by a title alone."""


# The cases on which the three answers of before differed are marked with what they were.
@pytest.mark.parametrize(
    ("name", "title", "match"),
    [
        ("1.1", "Hot spots", Match("a1", WHOLE)),
        ("1.10", "Youth Justice Plan", Match("a3", WHOLE)),
        # Case made another record of it on one path, and none on another.
        (" 1.1 ", "HOT  spots", Match("a1", WHOLE)),
        # A row that says no title does not contradict one.
        ("1.1", None, Match("a1", WHOLE)),
        ("1.1", " ", Match("a1", WHOLE)),
        # With another title it was an edit in a row without an id, and asked about elsewhere.
        ("1.1", "Safer parks", Match("a1", NAME)),
        ("1.1", "Youth Justice Plan", Match("a1", NAME)),
        ("1.3", "Hot spots", Match()),
        ("1.3", None, Match()),
        # A number may be each ref that a program makes it of. The first of them was taken on one
        # path, the ref that the number shows on another, and none on the third.
        (1.1, "Hot spots", Match("a1", WHOLE)),
        (1.1, "Youth Justice Plan", Match("a3", WHOLE)),
        (1.1, None, Match("a1", NAME)),
        (1.1, "Safer parks", Match("a1", NAME)),
        (1.2, None, Match("a2", WHOLE)),
        (2.1, 2016, Match("a4", WHOLE)),
        # A ref that two bear was the first one's where a workbook had lost its base.
        # It is nobody's, and nobody's new one either: a person is asked.
        ("3.1", None, Match("", NAME)),
        ("3.1", "Borne twice too", Match("b2", WHOLE)),
        ("3.1", "Safer parks", Match("", NAME)),
        # A row that was given no ref is nobody's, whatever its title.
        (None, "Hot spots", Match()),
        (None, None, Match()),
    ],
)
@pytest.mark.parametrize("matcher", [MATCHER, CARRIED])
def test_a_row_is_whose_ref_and_title_it_says(
    matcher: RowMatcher, name: str | float | None, title: str | float | None, match: Match
) -> None:
    assert matcher.match(Read(name), Read(title)) == match
    if title is None:
        assert matcher.match(Read(name), None) == match


def test_the_decimals_that_a_ref_is_shown_with_count() -> None:
    assert MATCHER.match(Read(1.1, "0.00"), None) == Match("a3", NAME)
    assert MATCHER.match(Read(1.1, "0.00"), Read("Youth Justice Plan")) == Match("a3", WHOLE)


def test_where_the_column_of_refs_is_gone_the_title_tells() -> None:
    assert MATCHER.match(None, Read("Hot spots")) == Match("a1", WHOLE)
    assert MATCHER.match(None, Read("Safer parks")) == Match()
    assert CARRIED.match(None, Read("Hot spots")) == Match()
    assert MATCHER.match(None, None) == Match()


def test_only_actions_have_a_title_beside_their_name() -> None:
    matcher = RowMatcher(INDICATOR, {"i1": marks_of("Burglary", None)})
    assert matcher.match(Read("burglary"), Read("any")) == Match("i1", WHOLE)
    assert matcher.match(Read("Robbery"), None) == Match()


def test_two_of_one_ref_and_title_are_told_apart_by_nothing() -> None:
    twice = RowMatcher(ACTION, {each: marks_of("1.1", "Hot spots") for each in ("a", "b")})
    assert twice.match(Read("1.1"), Read("Hot spots")) == Match("", NAME)


REFS = st.sampled_from(["1.1", "1.10", "1.100", "01.1", "2", "2.0", "02", "A1", "a1"])
TITLES = st.sampled_from(["Hot spots", "hot spots", "Youth Justice Plan", "2016", "2016.0"])


@given(st.lists(st.tuples(REFS, TITLES), max_size=6), REFS, st.one_of(TITLES, st.none()))
def test_a_certain_match_has_the_ref_and_never_one_of_several(
    called: list[tuple[str, str]], ref: str, title: str | None
) -> None:
    named = {str(at): said for at, said in enumerate(called)}
    found = RowMatcher(ACTION, {each: marks_of(*said) for each, said in named.items()}).match(
        Read(ref), Read(title)
    )
    fits = {
        each
        for each, said in named.items()
        if said[0].casefold() == ref.casefold()
        and (title is None or said[1].casefold() == title.casefold())
    }
    assert found.certain == (fits.pop() if len(fits) == 1 else "")


@given(REFS, TITLES)
def test_a_text_that_became_a_number_is_still_among_its_spellings(ref: str, title: str) -> None:
    for text in (ref, title):
        try:
            number = float(text)
        except ValueError:
            continue
        assert text in spellings(Read(int(number) if number.is_integer() else number))
