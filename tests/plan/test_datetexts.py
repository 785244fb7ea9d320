"""The dates that people write in cells."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.plan.datetexts import Precision, are_month_first, read_dates

WAYS = (
    "{0:%d/%m/%Y}", "{0:%d.%m.%y}", "{0:%d-%m-%Y}", "{0:%Y-%m-%d}", "{0:%d %B %Y}", "{0:%d %b %y}",
    "{0:%d-%b-%y}", "{0:%d-%b-%Y}", "{0.day}th of {0:%B} {0.year}", "{0:%B} {0.day}, {0.year}",
    "by {0:%d/%m/%Y}", "({0:%d/%m/%Y})", "{0:%Y-%m-%d} 00:00:00",
)  # fmt: skip


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.sampled_from(WAYS))
def test_a_day_is_read_however_it_is_written(day: date, way: str) -> None:
    said = read_dates(way.format(day))
    assert said
    assert (said.first, said.last, said.precision) == (day, day, Precision.DAY)
    assert said.exact


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("by March 2027", "2027-03-01", "2027-03-31", Precision.MONTH),
        ("Mar-27", "2027-03-01", "2027-03-31", Precision.MONTH),
        ("Mawrth 2025 / March 2025", "2025-03-01", "2025-03-31", Precision.MONTH),
        ("(review due 30/06/2025)", "2025-06-30", "2025-06-30", Precision.DAY),
        ("Sept 2024 – March 2027", "2024-09-01", "2027-03-31", Precision.MONTH),
        ("Sept – December 2024", "2024-09-01", "2024-12-31", Precision.MONTH),
        ("Nov - Feb 2025", "2024-11-01", "2025-02-28", Precision.MONTH),
        ("01/04/2024 - 31/03/2025", "2024-04-01", "2025-03-31", Precision.DAY),
        ("Q4 2025/26", "2026-01-01", "2026-03-31", Precision.QUARTER),
        ("2025-26 Q1", "2025-04-01", "2025-06-30", Precision.QUARTER),
        ("2024-26", "2024-04-01", "2026-03-31", Precision.YEAR),
        ("2024-25", "2024-04-01", "2025-03-31", Precision.YEAR),
        ("Long (2026/27)", "2026-04-01", "2027-03-31", Precision.YEAR),
        ("by end of 2025", "2025-01-01", "2025-12-31", Precision.YEAR),
        ("03/31/2025", "2025-03-31", "2025-03-31", Precision.DAY),
    ],
)
def test_a_text_stands_for_a_first_and_a_last_day(
    text: str, first: str, last: str, precision: Precision
) -> None:
    said = read_dates(text)
    assert said
    assert not said.several
    assert (str(said.first), str(said.last), said.precision) == (first, last, precision)


@pytest.mark.parametrize(
    "text",
    ["Ongoing", "TBC", "March", "Summer 2025", "45/13/2025", "1/2", "12/15", "£12/24", "CS12/24",
     "", "Year 1", "Q1", "24-27"],
)  # fmt: skip
def test_what_names_no_day_is_none(text: str) -> None:
    assert read_dates(text) is None


def test_dates_that_make_no_span_are_several() -> None:
    said = read_dates("31/03/2025 (extended to 30/09/2025)")
    assert said
    assert said.several


def test_a_beginning_without_an_end_is_no_end() -> None:
    said = read_dates("From April 2024 onwards")
    assert said
    assert said.opens


def test_dates_are_month_first_where_some_can_only_be_so() -> None:
    assert are_month_first(["04/04/2024", "06/01/2024", "03/31/2025"])
    assert not are_month_first(["04/04/2024", "31/03/2025"])
    assert not are_month_first(["03/31/2025", "31/03/2025"])
    said = read_dates("06/01/2024", month_first=True)
    assert said
    assert (said.last, said.sure) == (date(2024, 6, 1), False)
