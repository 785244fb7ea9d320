"""Figures in and charts out, from the command line."""

from pathlib import Path

import pytest

from tests.flows.command import command, data, done, process, sentence

CSV = "indicator,period,value,state\nind-syv,Apr-16,19,provisional\nind-vs-asb,2016-05,7,\n"


@pytest.mark.parametrize("form", ["png", "svg"])
def test_a_chart_is_written_with_its_sentence(plan: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"gun.{form}"
    made = data("chart", plan, "ind-gun", out)
    assert made["sentence"] == "2015/16: missed: +93% against a target of +73%."
    start = out.read_bytes()[:8]
    assert start.startswith(b"\x89PNG" if form == "png" else b"<?xml")
    assert {file.name for file in tmp_path.iterdir() if file.is_file()} == {out.name}


def test_the_benchmark_of_the_overview_is_there_from_the_start(plan: Path, tmp_path: Path) -> None:
    made = data("chart", plan, "benchmark:All crime", tmp_path / "crime.svg")
    assert made["sentence"].startswith("Change from 2002/03 to 2014/15: Hackney −34.7%")


def test_what_cannot_be_charted_is_refused_in_a_sentence(plan: Path, tmp_path: Path) -> None:
    assert ".png" in sentence(command("chart", plan, "ind-gun", tmp_path / "gun.pdf"))
    assert "no indicator" in sentence(command("chart", plan, "1.1", tmp_path / "a.png"))
    assert "All crime" in sentence(command("chart", plan, "benchmark:Noise", tmp_path / "a.png"))
    assert "folder" in sentence(command("chart", plan, "ind-gun", tmp_path / "no" / "a.png"))


def test_a_chart_needs_no_display(plan: Path, tmp_path: Path) -> None:
    ran = process("chart", plan, "ind-gun", tmp_path / "gun.png")
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "gun.png").stat().st_size > 10_000


def test_figures_from_a_file_are_one_operation_that_is_undone_as_one(
    plan: Path, tmp_path: Path
) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(CSV, encoding="utf-8")
    assert data("figures", plan, file)["taken"] == 2
    shown = data("show", plan, "ind-vs-asb")["indicators"][0]
    assert shown["periods"]["2016-05"] == {"actual": 7, "data_state": None}
    assert data("figures", plan, file) | {"path": ""} == {
        "path": "",
        "taken": 0,
        "same": 2,
        "problems": [],
    }
    done("undo", plan)
    assert "2016-05" not in data("show", plan, "ind-vs-asb")["indicators"][0]["periods"]
    assert {entry["operation"] for entry in data("history", plan, "ind-syv")} >= {"figures"}


def test_problems_are_told_by_their_cell_and_the_rest_is_taken(plan: Path, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text("Month,ind-syv\nApr-16,19\nMay-16,x\nJul-16,3\n", encoding="cp1252")
    answer = command("figures", plan, file, "--json")
    assert answer.code == 3
    assert [(each["place"], each["message"][:5]) for each in answer.data["problems"]] == [
        ("B3", "'x' i"),
        ("B4", "Jul-1"),
    ]
    assert answer.data["taken"] == 1


def test_a_dry_run_changes_nothing(plan: Path, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(CSV, encoding="utf-16")
    before = plan.read_bytes()
    assert data("figures", plan, file, "--dry-run")["taken"] == 2
    assert plan.read_bytes() == before


def test_a_workbook_is_no_csv_file(plan: Path, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_bytes(b"PK\x03\x04rest")
    assert "save it as CSV" in sentence(command("figures", plan, file))
    assert sentence(command("figures", plan, tmp_path / "missing.csv"))
