"""Counts, lists, days, quarters and places, as the program says them everywhere."""

from __future__ import annotations

import pytest

from csp_desktop.plan.wording import (
    address,
    counted,
    day,
    joined,
    number,
    plural,
    possessive,
    sentence,
    short_day,
    short_period,
    spelt,
)


def test_counts_are_words_up_to_nine() -> None:
    assert [number(each) for each in (0, 1, 9, 10, 1234)] == ["no", "one", "nine", "10", "1,234"]
    assert [spelt(each, "action") for each in (1, 2)] == ["one action", "two actions"]


def test_lists_are_joined_with_and() -> None:
    assert [joined(each) for each in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip


def test_a_sentence_begins_with_a_capital_and_ends_with_one_stop() -> None:
    assert sentence("two moved.") == "Two moved."


@pytest.mark.parametrize(
    ("at", "wanted"),
    [("2016-10-14T10:00:00+01:00", "14 October 2016"), ("2016-01-02", "2 January 2016"),
     ("", ""), ("2016-13-01", ""), ("soon", "")],
)  # fmt: skip
def test_a_day_is_written_out(at: str, wanted: str) -> None:
    assert day(at) == wanted


def test_a_noun_follows_its_count() -> None:
    assert [counted(each, "change") for each in (0, 1, 2000)] == [
        "0 changes", "1 change", "2,000 changes",
    ]  # fmt: skip
    assert [plural(each, "delivery priority", "delivery priorities") for each in (1, 2)] == [
        "delivery priority", "delivery priorities",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "now", "wanted"),
    [("2016-10-03T14:05:00+01:00", "2016-11-01", "3 Oct"), ("2016-10-03", "", "3 Oct 2016"),
     ("2015-10-03", "2016-11-01", "3 Oct 2015"), ("soon", "2016", "soon"), ("", "", "")],
)  # fmt: skip
def test_a_short_day_has_its_year_where_that_is_another(at: str, now: str, wanted: str) -> None:
    assert short_day(at, now) == wanted


def test_a_quarter_is_short_and_other_periods_stay() -> None:
    periods = ("2016/17 Q2", "2016/17", "2016-04", "")
    assert [short_period(each) for each in periods] == ["Q2", "2016/17", "2016-04", ""]


def test_a_place_is_a_sheet_and_a_cell_or_the_sheet_alone() -> None:
    assert address("Updates", "B4") == "Updates!B4"
    assert address("Updates", "B4", " ") == "Updates B4"
    assert address("Updates", "") == "Updates"


def test_a_name_has_its_possessive() -> None:
    assert [possessive(each) for each in ("R. Adeyemi", "Partners")] == [
        "R. Adeyemi's",
        "Partners'",
    ]
