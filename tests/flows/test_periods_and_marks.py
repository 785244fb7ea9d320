"""Periods that may be two, and figures whose commas may be: read where settled, else asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.command import command, data, done, sentence

YEARS = ["2009/10", "2010/11", "2011/12", "2012/13"]


@pytest.fixture
def crimes(plan: Path) -> Path:
    """A plan whose indicator 'Burglaries' has no figures yet."""
    done("add", plan, "indicator", "Burglaries", "unit=offences", "direction=lower is better")
    return plan


def figures(plan: Path, text: str) -> tuple[list[str], list[str]]:
    """The periods that a CSV file brings to Burglaries, and what is said of the rest."""
    file = plan.with_name("figures.csv")
    file.write_text(text, encoding="utf-8")
    taken = command("figures", plan, file, "--indicator", "Burglaries", "--json").data
    [shown] = [each for each in data("show", plan)["indicators"] if each["name"] == "Burglaries"]
    years = [year for year, each in shown["years"].items() if each["actual"] is not None]
    months = [
        period
        for period, each in shown["periods"].items()
        if each["actual"] is not None and period not in years
    ]
    return sorted(years + months), [each["message"] for each in taken["problems"]]


@pytest.mark.parametrize(
    "text",
    [
        "Financial year,Value\n2009-10,1200\n2010-11,1150\n2011-12,1100\n2012-13,1050\n",
        "Year;Value\n2009-10;1200\n2010-11;1150\n2011-12;1100\n2012-13;1050\n",
        "Year (April on),Crimes\n2009-10,1200\n2010-11,1150\n2011-12,1100\n2012-13,1050\n",
        "Period,Value\n2009-10,1200\n2010-11,1150\n2011-12,1100\n2012-13,1050\n",
        "2009-10\t1200\n2010-11\t1150\n2011-12\t1100\n2012-13\t1050\n",
        "Indicator,2009-10,2010-11,2011-12,2012-13\nBurglaries,1200,1150,1100,1050\n",
        "Year,Burglaries\n2009-10,1200\n2010-11,1150\n2011-12,1100\n2012-13,1050\n",
    ],
)
def test_a_header_or_a_neighbour_that_says_year_settles_it(crimes: Path, text: str) -> None:
    assert figures(crimes, text) == (YEARS, [])


def test_where_nothing_says_year_or_month_it_is_asked(crimes: Path) -> None:
    taken, told = figures(crimes, "Period,Value\n2010-11,1150\n2011-12,1100\n")
    assert taken == []
    assert told[1] == (
        "'2011-12' may mean the financial year 2011/12 or December 2011: write 2011/12 or Dec 2011."
    )
    taken, told = figures(crimes, "Indicator,2011-12\nBurglaries,1100\n")
    assert (taken, len(told)) == ([], 1)


@pytest.mark.parametrize(
    "text", ["Month,Value\n2011-12,90\n", "Period,Value\n2011-12,90\nJan-12,80\n"]
)
def test_a_header_or_a_neighbour_that_says_month_settles_it(crimes: Path, text: str) -> None:
    taken, told = figures(crimes, text)
    assert taken[0] == "2011-12"
    assert told == []


def test_how_often_a_figure_is_given_settles_it(crimes: Path) -> None:
    done("set", crimes, "Burglaries", "frequency", "yearly")
    assert figures(crimes, "Period,Value\n2011-12,1100\n") == (["2011/12"], [])
    done("set", crimes, "Burglaries", "actual@2010-11", "1150")
    assert figures(crimes, "Period,Value\n2011-12,1100\n") == (["2010/11", "2011/12"], [])


def test_what_can_only_be_a_month_is_one(crimes: Path) -> None:
    done("set", crimes, "Burglaries", "actual", "12", "--period", "2016-04")
    done("set", crimes, "Burglaries", "actual@2011-11", "13")
    done("set", crimes, "Burglaries", "actual@2011-12", "14")  # like the months that it has
    [shown] = [each for each in data("show", crimes)["indicators"] if each["name"] == "Burglaries"]
    assert {"2016-04", "2011-11", "2011-12"} <= shown["periods"].keys()


def test_a_command_asks_for_the_period_that_may_be_two(crimes: Path) -> None:
    for words in (["actual", "5", "--period", "2000-01"], ["actual@2000-01", "5"]):
        asked = sentence(command("set", crimes, "Burglaries", *words))
        assert "the financial year 2000/01 or January 2000" in asked
        assert "2000/01 or Jan 2000" in asked
    done("set", crimes, "Burglaries", "actual", "5", "--period", "2000/01")
    asked = sentence(command("add", crimes, "indicator", "Thefts", "actual@2011-12=4"))
    assert "2011/12 or Dec 2011" in asked


def test_a_target_and_a_baseline_are_a_years(crimes: Path) -> None:
    years = "target@2016-17"
    done("set", crimes, "Burglaries", years, "90")
    done("set", crimes, "Burglaries", "baseline_period", "2011-12")
    assert command("set", crimes, "Burglaries", "target@2011-12", "9").err == (
        "2011/12 is not a year of this plan, which covers 2015/16, 2016/17, 2017/18.\n"
    )
    [shown] = [each for each in data("show", crimes)["indicators"] if each["name"] == "Burglaries"]
    assert shown["years"]["2016/17"]["target"] == 90
    assert shown["baseline_period"] == "2011/12"


def test_a_first_line_may_name_the_separator(crimes: Path) -> None:
    assert figures(crimes, "sep=;\nMonth;Value\nApr-16;12\n") == (["2016-04"], [])
    assert figures(crimes, "sep=\t\nMonth\tValue\nMay-16\t12\n")[1] == []
    assert figures(crimes, '"sep=|"\nMonth|Value\nJun-16|12\n')[1] == []


def test_a_comma_is_that_of_decimals_where_the_file_says_so_and_else_asked(crimes: Path) -> None:
    taken, told = figures(crimes, "Month;Value\nApr-16;1,234\nMay-16;12,500\n")
    assert taken == []
    assert told == [
        f"'{each}' may be {point} or {whole}, since ';' parts the cells here: "
        "write it without a comma."
        for each, point, whole in (("1,234", "1.234", "1234"), ("12,500", "12.500", "12500"))
    ]
    assert figures(crimes, "Month;Value\nApr-16;1,234\nMay-16;2,5\n")[1] == []
    [shown] = [each for each in data("show", crimes)["indicators"] if each["name"] == "Burglaries"]
    assert shown["periods"]["2016-04"]["actual"] == 1.234


def test_a_point_among_decimals_makes_a_comma_that_of_thousands(crimes: Path) -> None:
    assert figures(crimes, "Month;Value\nApr-16;1,234\nMay-16;1002.5\n")[1] == []
    [shown] = [each for each in data("show", crimes)["indicators"] if each["name"] == "Burglaries"]
    assert shown["periods"]["2016-04"]["actual"] == 1234
