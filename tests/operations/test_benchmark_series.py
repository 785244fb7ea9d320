"""Benchmark series by CSV: figures of areas to compare with, and series that the plan lacks."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from csp_desktop.cli import main
from csp_desktop.operations.indicators.benchmark_series import (
    TakenBenchmarks,
    enter_benchmarks,
    take_benchmarks,
)
from csp_desktop.operations.session import plan_files
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from tests.documents import hackney

QUARTER = "2016/17 Q2"


def taken(text: str, name: str = "") -> TakenBenchmarks:
    return take_benchmarks(hackney(), text, QUARTER, name)


def found(made: TakenBenchmarks) -> list[tuple[str, str, str, object]]:
    return [(each.name, each.area, str(each.period), each.value) for each in made.figures]


def problems(made: TakenBenchmarks) -> list[str]:
    return [str(each) for each in made.problems]


LONG = "Benchmark,Area,Year,Value\nBurglary,MPS,2014/15,9.5\nBurglary,Hackney,2014/15,11\n"


def test_a_long_file_names_series_areas_and_periods() -> None:
    made = taken(LONG)
    assert found(made) == [
        ("Burglary", "MPS", "2014/15", 9.5),
        ("Burglary", "Hackney", "2014/15", 11),
    ]
    assert made.added == ["Burglary, MPS", "Burglary, Hackney"]
    assert not made.problems


def test_a_wide_file_has_periods_across_below_a_title() -> None:
    made = taken("Source: Home Office;;\nArea;2013/14;2014/15\nMPS;9,5;\nHackney;11;12\n", "Fires")
    assert found(made) == [
        ("Fires", "MPS", "2013/14", 9.5),
        ("Fires", "Hackney", "2013/14", 11),
        ("Fires", "Hackney", "2014/15", 12),
    ]


def test_a_figure_of_a_series_of_the_plan_goes_there_and_a_known_one_is_no_change() -> None:
    made = taken("Area,Year,Value\nhackney,2014/15,65.3\nMPS,2015/16,88\n", "All crime")
    assert found(made) == [("All crime", "MPS", "2015/16", 88)]
    assert (made.same, made.added) == (1, [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Area,Year,Value\nMPS,2014/15,9\n", "A2: It is not said which benchmark this is of."),
        ("Benchmark,Area,Year,Value\nA,MPS,2014/15,9\nA,MPS,2014/15,8\n", "is here twice"),
        ("Benchmark,Area,Year,Value\nA,MPS,2020/21,9\n", "after the working quarter"),
        ("Benchmark,Area,Year,Value\nA,MPS,soon,9\n", "C2: 'soon' is not a period"),
        ("Benchmark,Area,Year,Value\nA,MPS,2014/15,many\n", "D2: 'many' is not a number"),
        ("Benchmark,Area,Year,Value,Unit\nAll crime,MPS,2015/16,9,%\n", "The series is in 'index"),
        ("Benchmark,Area,Year\nA,MPS,2014/15\n", "No column is headed Value"),
        ("Nothing,here\n1,2\n", "The block: No heading says which area"),
    ],
)
def test_what_is_not_taken_is_told_with_its_place(text: str, told: str) -> None:
    made = taken(text)
    assert not made.figures
    assert told in " ".join(problems(made))


def test_the_figures_are_one_operation_and_undone_as_one(tmp_path: Path) -> None:
    stamp = Stamp("Jo", "2016-10-03T09:00:00+01:00")
    plan = plan_files.new_plan(tmp_path / "p.cspplan", SHIPPED, stamp, sample="hackney-2016-18")
    text = LONG + "All crime,MPS,2015/16,88\n"
    made = take_benchmarks(plan.document(), text, QUARTER)
    enter_benchmarks(plan, made, stamp)
    again = take_benchmarks(plan.document(), text, QUARTER)
    assert (len(again.figures), again.same, again.added) == (0, 3, [])
    plan.close()
    path = str(tmp_path / "p.cspplan")
    assert CliRunner().invoke(main, ["undo", path]).exit_code == 0
    opened = plan_files.open_plan(tmp_path / "p.cspplan", SHIPPED)
    assert len(take_benchmarks(opened.document(), text, QUARTER).figures) == 3
    opened.close()


def test_the_command_takes_a_file_that_names_its_benchmarks(tmp_path: Path) -> None:
    plan, csv = str(tmp_path / "p.cspplan"), tmp_path / "fires.csv"
    csv.write_text(LONG, encoding="utf-8")
    assert CliRunner().invoke(main, ["new", plan, "--sample", "hackney-2016-18"]).exit_code == 0
    ran = CliRunner().invoke(main, ["figures", plan, str(csv)])
    assert (ran.exit_code, "2 series added" in ran.output) == (0, True)
    csv.write_text("Area,Year,Value\nMPS,2014/15,9\n", encoding="utf-8")
    assert CliRunner().invoke(main, ["figures", plan, str(csv), "--benchmark", "X"]).exit_code == 0
