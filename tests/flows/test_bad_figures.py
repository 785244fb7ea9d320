"""Bad figures through every door: a problem with its place, and never a wrong chart."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.measures.kpi.charts import chart_of
from csp_desktop.measures.kpi.scorecard import row_of
from csp_desktop.operations.indicators.import_figures import take
from csp_desktop.operations.indicators.parse_figures import Context
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.periods import read_period
from tests.documents import hackney
from tests.flows.command import command, data
from tests.flows.returning import Q2, Book

SYV, REFERRALS = "ind-syv", "ind-vs-asb"
NAME = "Victim Support – number of ASB case referrals made"
BAD = {
    "a text in a number": ("many", "'many' is not a number"),
    "infinite": ("1e999", "'1e999' is not a number"),
    "not a number": ("nan", "'nan' is not a number"),
}
GOOD = "Apr-16\t4\nMay-16\t6\nJun-16\t5"


def document_of(path: Path) -> Document:
    plan = open_plan(path, SHIPPED)
    try:
        return plan.document()
    finally:
        plan.close()


def drawn(document: Document, indicator: str = REFERRALS) -> list[float]:
    """Every height in an indicator's chart."""
    record = document.record("indicator", indicator)
    assert record is not None
    chart = chart_of(document, record, Q2)
    return [value for each in chart.drawings for value in each.values]


def said(document: Document, indicator: str = REFERRALS) -> str:
    record = document.record("indicator", indicator)
    assert record is not None
    return " ".join(map(str, row_of(document, record, Q2).problems))


@pytest.mark.parametrize("defect", BAD)
def test_pasted_and_typed(defect: str) -> None:
    """What is typed goes the same way, as a block of one line."""
    value, problem = BAD[defect]
    for text in (f"{GOOD}\nJul-16\t{value}", f"Jul-16\t{value}\t"):
        made = take(hackney(), text, Context(Q2, REFERRALS))
        (found,) = made.problems
        assert problem in found.sentence
        assert found.place == f"B{len(text.splitlines())}"
        assert all(str(each.period) != "2016-07" for each in made.figures)


@pytest.mark.parametrize("layout", ["long", "wide"])
def test_a_csv_file(plan: Path, tmp_path: Path, layout: str) -> None:
    file = tmp_path / "in.csv"
    long = "indicator,period,value\n" + "".join(
        f"{REFERRALS},{period},{value}\n"
        for period, value in (
            ("Jan-16", "4"), ("Feb-16", "many"), ("Mar-16", "5"), ("Mar-16", "6"),
            ("Dec-16", "7"), ("Apr-16", "1e999"), ("May-16", "1000000000"), ("Jun-16", "6"),
        )
    )  # fmt: skip
    wide = (
        "Indicator,Jan-16,Feb-16,Mar-16,2016-03,Dec-16,Apr-16,May-16,Jun-16\n"
        f"{REFERRALS},4,many,5,6,7,1e999,1000000000,6\n"
    )
    file.write_text(long if layout == "long" else wide, encoding="utf-8")
    found: dict[str, Any] = command("figures", plan, file, "--json", "--by", "A. Clerk").data
    places = [each["place"] for each in found["problems"]]
    expected = (
        ["C3", "C4", "C5", "C6", "C7", "C8"] if layout == "long"
        else ["C2", "D2", "E2", "F2", "G2", "H2"]
    )  # fmt: skip
    assert set(expected) <= set(places)
    heights = drawn(document_of(plan))
    assert {4.0, 6.0} <= set(heights)  # the good ones are taken all the same
    assert max(heights) < 100


def test_the_indicators_sheet_of_a_return(plan: Path, tmp_path: Path) -> None:
    sent = tmp_path / "plan.xlsx"
    data("export", plan, sent, "--kind", "plan", "--quarter", Q2)
    book = Book(sent)
    quarters = ("Actual 2016/17 Q1", "Actual 2016/17 Q2")
    for header, value in zip(quarters, ("many", "1E+999"), strict=True):
        book.cell(NAME, header, "Indicators").value = value
    (file,) = command("merge", plan, book.save(), "--json").data["files"]
    told = " ".join(str(each) for each in file["problems"])
    for value in ("many", "1E+999"):
        assert value in told
    assert "Indicators" in told
    assert not [value for value in drawn(document_of(plan)) if value > 100]


def test_a_figure_far_out_of_scale_that_a_sheet_brought_is_told_and_not_drawn(
    plan: Path, tmp_path: Path
) -> None:
    sent = tmp_path / "plan.xlsx"
    data("export", plan, sent, "--kind", "plan", "--quarter", Q2)
    book = Book(sent)
    for header, value in (("Actual 2016/17 Q1", 14), ("Actual 2016/17 Q2", 1e9)):
        book.cell(NAME, header, "Indicators").value = value
    data("merge", plan, book.save())
    document = document_of(plan)
    assert "Q2 16/17: 1,000,000,000 is more than 1,000 times" in said(document)
    assert max(drawn(document)) < 1000


@given(
    st.text(st.sampled_from("0123456789.,-+%\t\n;/ ApreinfJul[]") | st.characters(), max_size=80)
)
def test_no_text_at_all_becomes_a_figure_that_is_not_one(text: str) -> None:
    made = take(hackney(), text, Context(Q2, SYV, "2016-04"))
    until = read_period(Q2)
    assert until is not None
    for each in made.figures:
        assert math.isfinite(each.value)
        assert each.period.financial_year <= until.financial_year
    assert all(problem.place and problem.sentence for problem in made.problems)
