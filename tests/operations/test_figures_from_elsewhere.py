"""Figures in files as other people's programs write them."""

from pathlib import Path

import pytest

from csp_desktop.operations.indicators.definitions import read_csv
from tests.operations.test_figures import RATE, REFERRALS, SYV, found, problems, taken

NAME = "Victim Support – number of ASB case referrals made"
TWO = [(SYV, "count", "2016-04", 19, ""), (SYV, "count", "2016-05", 21, "")]


@pytest.mark.parametrize(
    "text",
    [
        "Serious youth violence\n\nMonth,Value\nApr-16,19\nMay-16,21\n",
        "Figures 2016;;\nSource: MPS, monthly;;\nMonth;Value\nApr-16;19\nMay-16;21\n",
        "sep=;\nA title\n\nMonth;Value\nApr-16;19\nMay-16;21\n",
        "2016/17\nMonth,Value\nApr-16,19\nMay-16,21\n",
        "A title\nand another\nApr-16,19\nMay-16,21\n",
    ],
)
def test_titles_may_stand_above_the_headings(text: str) -> None:
    made = taken(text)
    assert found(made) == TWO
    assert not made.problems


def test_titles_may_stand_above_names_and_periods_too() -> None:
    expected = [(REFERRALS, "actual", "2016-04", 19, ""), (REFERRALS, "actual", "2016-05", 21, "")]
    assert found(taken(f"Title,,\nIndicator,Apr-16,May-16\n{NAME},19,21\n")) == expected
    assert found(taken(f"Title,\n,\nMonth,{NAME}\nApr-16,19\nMay-16,21\n")) == expected


def test_below_titles_a_place_is_still_that_of_the_file_and_a_figure_above_is_told() -> None:
    made = taken("A title\n12\nMonth,Value\nApr-16,soon\n")
    assert problems(made) == [
        "A2: '12' stands above the headings, and is not taken.",
        "B4: 'soon' is not a number, which a count takes.",
    ]


@pytest.mark.parametrize("when", ["16-Apr", "16-April", "2016-Apr", "2016 Apr"])
def test_a_month_that_excel_wrote_anew_is_the_month(when: str) -> None:
    assert found(taken(f"Month,Value\n{when},19\n")) == TWO[:1]
    assert found(taken(f"{when}\t19")) == TWO[:1]


def test_what_is_more_likely_a_day_than_a_month_is_asked() -> None:
    assert problems(taken("Month,Value\n30-Apr,19\n")) == [
        "A2: '30-Apr' may be a day or April 2030: write 2030-04."
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Month;Value\nApr-16;1,234\n", "may be 1.234 or 1234"),
        ("Month;Value\nApr-16;1.234\n", "may be 1.234 or 1234"),
    ],
)
def test_where_both_readings_are_possible_it_is_asked(text: str, told: str) -> None:
    made = taken(text)
    assert not made.figures
    assert told in problems(made)[0]


def test_one_figure_that_can_be_but_one_thing_settles_the_others() -> None:
    made = taken("Month;Value\nApr-16;1,5\nMay-16;1,234\n")
    assert [each.value for each in made.figures] == [1.5, 1.234]
    made = taken("Month;Value\nApr-16;1.5\nMay-16;1,234\n", indicator=REFERRALS)
    assert [each.value for each in made.figures] == [1.5, 1234] or made.problems


@pytest.mark.parametrize("text", ["£1,234", "1 234", "1\u00a0234", "£ 1,234"])
def test_a_currency_and_spaces_between_thousands_are_no_part_of_a_number(text: str) -> None:
    assert [each.value for each in taken(f"Month\tValue\nApr-16\t{text}").figures] == [1234]


def test_a_column_of_units_says_what_the_figures_are() -> None:
    made = taken(f"Indicator,Unit,Apr-16\n{NAME},%,19\n")
    assert not made.figures
    assert problems(made)
    made = taken("Month,Value,Unit\nApr-16,19,%\n", indicator=RATE)
    assert [each.value for each in made.figures] == [19]
    made = taken(f"Indicator,Units,Apr-16\n{NAME},thousands,19\n")
    assert problems(made) == ["B2: The unit is 'thousands': write the figures in full."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be",
                                      "cp1252"])  # fmt: skip
def test_a_file_is_read_in_whichever_encoding_it_is(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_bytes(f"Indicator;Apr-16\r\n{NAME};19\r\n".encode(encoding))
    assert found(taken(read_csv(path))) == [(REFERRALS, "actual", "2016-04", 19, "")]
