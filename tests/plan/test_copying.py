"""Copied tables of figures, as a spreadsheet reads them."""

import pytest

from csp_desktop.plan.clipboard import as_value, as_values, is_value


@pytest.mark.parametrize(
    ("shown", "copied"),
    [
        ("Apr-15", "2015-04-01"),
        ("Jan-16", "2016-01-01"),
        ("\u22126%", "-6%"),
        ("+3.4%", "3.4%"),
        ("1,018", "1018"),
        ("\u22121,018.5", "-1018.5"),
        ("21 [p]", "21"),
        ("\u221211% [p]", "-11%"),
        ("0", "0"),
    ],
)
def test_months_are_dates_and_figures_are_numbers(shown: str, copied: str) -> None:
    assert as_value(shown) == copied
    assert is_value(copied)


@pytest.mark.parametrize(
    ("shown", "copied"),
    [
        ("2015/16", "2015/16"),
        ("2011/12", "FY 2011/12"),
        ("Q1 16/17", "Q1 16/17"),
        ("Tbc", "Tbc"),
        ("\u22125% to \u221210%", "-5% to -10%"),
        ("1.DP2", "1.DP2"),
        ("", ""),
    ],
)
def test_what_is_no_figure_stays_text(shown: str, copied: str) -> None:
    assert as_value(shown) == copied
    assert not is_value(copied)


def test_the_state_of_figures_stands_in_a_column_of_its_own() -> None:
    made = as_values(("Month", "Count", "State"), [("Apr-15", "21 [p]", ""), ("May-15", "20", "")])
    assert made == [
        ["Month", "Count", "Count, state", "State"],
        ["2015-04-01", "21", "provisional", ""],
        ["2015-05-01", "20", "", ""],
    ]
