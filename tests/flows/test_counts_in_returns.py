"""A percentage change may come back as the counts that it is worked out of."""

from pathlib import Path

from csp_desktop.measures.kpi.charts import chart_of
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.plan.fields import SHIPPED
from tests.flows.command import command, data
from tests.flows.returning import Book

NAME = "Reduction in the number of Serious Youth Violence Victims"
Q1 = "2016/17 Q1"


def test_a_count_that_a_lead_fills_in_is_a_figure_of_its_quarter(tmp_path: Path) -> None:
    plan, sent = tmp_path / "plan.cspplan", tmp_path / "return.xlsx"
    command("new", plan, "--sample", "hackney-2016-18")
    for year, count in (("2014/15", 400), ("2015/16", 100)):
        command("set", plan, NAME, "count", str(count), "--period", f"{year} Q1")
    data("export", plan, sent, "--group", "Integrated Gangs Unit", "--quarter", Q1)
    book = Book(sent)
    book.cell(NAME, f"Count {Q1}", "Indicators").value = 80
    (file,) = data("merge", plan, book.save())["files"]
    assert (file["applied"], file["held"], file["problems"]) == (1, [], [])
    opened = open_plan(plan, SHIPPED)
    found = opened.document()
    opened.close()
    record = next(each for each in found.of("indicator") if each.text("name") == NAME)
    assert record.get("count", Q1) == 80
    assert "−20%" in chart_of(found, record, Q1).sentence
