from typing import Any

import pytest

from csp_desktop.measures.kpi.benchmarks import benchmark_chart
from csp_desktop.measures.kpi.charts import whole_chart
from csp_desktop.measures.kpi.drawing import Chart
from csp_desktop.measures.kpi.scorecard import IndicatorRow, row_of
from csp_desktop.measures.report.report import report
from csp_desktop.measures.report.report_context import Scope, Source
from csp_desktop.measures.snapshot.frozen import freeze
from csp_desktop.plan.document import Document, Record
from tests.documents import document, record

QUARTER = "2016/17 Q2"
QUARTERS = ("2015/16 Q3", "2015/16 Q4", "2016/17 Q1", "2016/17 Q2")


def by(periods: tuple[str, ...], values: list[Any]) -> dict[str, Any]:
    return {f"@{period}": value for period, value in zip(periods, values, strict=True)}


def series(
    record_id: str, area: str, values: dict[str, Any], name: str = "Rate", **more: Any
) -> Record:
    held = {f"value{period}": value for period, value in values.items()}
    return record("benchmark", record_id, {"name": name, "area": area, "unit": "%"} | held | more)


def plan(values: dict[str, Any], *others: Any) -> Document:
    own = {"name": "Detections", "unit": "%", "direction": "higher is better",
           "target_kind": "level", "benchmark": "Rate"}  # fmt: skip
    about = {"title": "A plan", "borough": "Hackney Council", "working_quarter": QUARTER}
    years = [record("year", year, {"name": year}) for year in ("2015/16", "2016/17")]
    return document(
        [record("plan", "plan", about), record("indicator", "i", own | values), *years, *others]
    )


def row(of: Document) -> IndicatorRow:
    found = of.record("indicator", "i")
    assert found
    return row_of(of, found, QUARTER)


def chart(of: Document) -> Chart:
    found = whole_chart(of, "i", QUARTER)
    assert found
    return found


OWN = {f"actual{period}": value for period, value in by(QUARTERS, [11, 12, 12.4, 12.1]).items()}
MSG = series("b1", "Most similar group (MSG)", by(QUARTERS, [10, 10.2, 10.1, 10.4]))
MPS = series("b2", "Metropolitan Police (MPS)", by(QUARTERS, [13, 13.1, 13, 13.3]))


def test_the_scorecard_says_how_it_compares_and_which_is_better() -> None:
    assert [str(each) for each in row(plan(OWN, MPS, MSG)).against] == [
        "Above the MSG average: 12.1% against 10.4% in Q2 16/17, better",
        "Below the MPS average: 12.1% against 13.3% in Q2 16/17, worse",
    ]
    lower = {**OWN, "direction": "lower is better"}
    assert row(plan(lower, MSG)).against[0].verdict == "worse"
    assert row(plan({**OWN, "direction": "neutral"}, MSG)).against[0].verdict == ""


def test_the_chart_shows_the_series_labelled_and_their_figures_are_in_its_table() -> None:
    made = chart(plan(OWN, MSG, MPS))
    drawing = made.drawings[-1]
    assert (drawing.title, drawing.unit) == ("Against others, %", "%")
    ends = [track.end_label for track in drawing.tracks]
    assert ends == ["This plan 12.1", "MSG 10.4", "MPS 13.3"]
    assert made.columns == ("Quarter", "Figures", "Year ago", "MSG", "MPS", "State")
    assert made.rows[-1][3:5] == ("10.4", "13.3")
    assert "Above the MSG average: 12.1% against 10.4%" in made.sentence


def test_levels_that_differ_are_indexed_to_the_first_common_period_and_it_says_so() -> None:
    counts = {**{f"actual{p}": v for p, v in by(QUARTERS, [50, 400, 450, 500]).items()},
              "unit": "offences", "direction": "lower is better"}  # fmt: skip
    rate = series("b1", "MSG", by(QUARTERS[1:], [20, 19, 18]), unit="per 1,000")
    made = plan(counts, rate)
    drawing = chart(made).drawings[-1]
    assert drawing.title == "Against others, index: Q4 15/16 = 100"
    assert [level.y for level in drawing.levels] == [100]
    own, other = ([mark.y for mark in track.marks if mark] for track in drawing.tracks)
    assert (own, other) == ([100, 112.5, 125], [100, 95, 90])
    (said,) = map(str, row(made).against)
    assert said == (
        "Risen more or fallen less than the MSG average from Q4 15/16 to Q2 16/17: "
        "+25% against −10%, worse"
    )


def test_a_change_of_a_few_is_too_small_to_call_better_or_worse() -> None:
    few = {**{f"actual{p}": v for p, v in by(QUARTERS, [4, 4, 5, 6]).items()},
           "unit": "offences"}  # fmt: skip
    rate = series("b1", "MSG", by(QUARTERS, [20, 19, 18, 17]), unit="per 1,000")
    assert row(plan(few, rate)).against[0].verdict == "too small to call"


def test_several_series_can_be_named_of_which_four_are_drawn() -> None:
    others = [series(f"b{n}", f"Area {n}", by(QUARTERS, [9, 9, 9, 9]), f"Rate {n}")
              for n in range(5)]  # fmt: skip
    named = {**OWN, "benchmark": "Rate 3; rate 0;Rate 4; Rate 1; Not there"}
    drawing = chart(plan(named, *others)).drawings[-1]
    assert [track.name for track in drawing.tracks] == ["Detections", "Area 0", "Area 1", "Area 3"]
    assert len(chart(plan({**OWN, "benchmark": "Not there"}, *others)).drawings) == 2


@pytest.mark.parametrize(
    "periods",
    [("2016-04", "2016-05", "2016-06"), QUARTERS, ("2014/15", "2015/16", "2016/17")],
)
def test_a_benchmark_is_drawn_by_whatever_its_periods_are(periods: tuple[str, ...]) -> None:
    values = list(range(10, 10 + len(periods)))
    made = benchmark_chart(
        document([series("a", "A", by(periods, values)), series("b", "B", by(periods, values))]),
        "Rate",
    )
    assert not made.empty
    assert len(made.rows) == len(periods)
    assert "= 100" in made.drawings[0].title


def test_nothing_after_the_quarter_is_compared_and_the_report_says_it() -> None:
    later = series("b1", "MSG", by((*QUARTERS, "2016/17 Q3"), [10, 10, 10, 10, 99]))
    made = plan({**OWN, "actual@2016/17 Q3": 50}, later)
    assert [each.said for each in row(made).against] == [
        "Above the MSG average: 12.1% against 10% in Q2 16/17"
    ]
    table = report(Source(freeze(made, QUARTER)), Scope("All")).section("KPI scorecard").table
    assert table
    assert "Above the MSG average" in table.rows[0][4].under
