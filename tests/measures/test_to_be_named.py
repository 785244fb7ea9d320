from typing import Any

import pytest

from csp_desktop.measures.kpi.charts import whole_chart
from csp_desktop.measures.kpi.scorecard import debts, divided
from csp_desktop.measures.kpi.to_be_named import UNNAMED, to_be_named
from csp_desktop.measures.report.report import report
from csp_desktop.measures.report.report_context import Scope, Source
from csp_desktop.measures.snapshot.frozen import freeze
from csp_desktop.operations.editing.show_json import as_text, shown
from csp_desktop.plan.fields import SHIPPED
from tests.documents import changed, hackney, record

QUARTER = "2016/17 Q2"


@pytest.mark.parametrize(
    ("values", "folded"),
    [
        ({"name": "(not named)"}, True),
        ({"name": None}, True),
        ({"name": "(not named)", "target@2016/17": "tbc", "target_kind": "tbc"}, True),
        ({"name": "Burglary"}, False),
        # What can be seen or is looked for elsewhere is listed, however it is called.
        ({"name": "(not named)", "actual@2016/17 Q1": 0}, False),
        ({"name": "(not named)", "target@2016/17": 5}, False),
        ({"name": "(health KPIs)", "reference": "As per health KPIs"}, False),
    ],
)
def test_an_indicator_is_folded_where_there_is_neither_a_name_nor_a_figure(
    values: dict[str, Any],
    folded: bool,  # noqa: FBT001
) -> None:
    assert to_be_named(record("indicator", "i", values)) is folded


def test_the_published_plan_has_six_and_none_of_them_is_lost() -> None:
    listed, folded = divided(hackney())
    assert (len(listed), len(folded)) == (12, 6)
    assert not {each.id for each in folded} & {each.id for each in debts(hackney(), QUARTER)}
    chart = whole_chart(hackney(), UNNAMED, QUARTER)
    assert chart
    assert (chart.name, len(chart.rows), chart.empty) == ("To be named: 6", 6, True)
    data = shown(hackney(), SHIPPED, QUARTER)
    assert len(data["indicators"]) == 18
    assert data["to_be_named"] == [each.id for each in folded]
    text = as_text(data, whole=True)
    assert "To be named: 6" in text
    assert "(not named)" not in text


def test_a_report_has_one_line_for_them_with_their_priorities() -> None:
    made = report(Source(freeze(hackney(), QUARTER)), Scope("Whole plan"))
    table = made.section("KPI scorecard").table
    assert table
    assert [(row[0].text, row[0].under) for row in table.rows][-1] == (
        "To be named: 6",
        "1.DP2, 1.DP3, 3.DP2, 4.DP1, 4.DP2 and 4.DP3",
    )
    every = [cell.text for table in made.tables() for row in table.rows for cell in row]
    assert "(not named)" not in every


def test_once_it_is_named_it_is_listed_by_its_name() -> None:
    before = hackney().record("indicator", "ind-1dp2")
    assert before
    after = hackney().with_records(
        [("indicator", "ind-1dp2", changed(before, {"name": "Youth reoffending"}))]
    )
    listed, folded = divided(after)
    assert (len(listed), len(folded)) == (13, 5)
