"""Percentages: known by the sign, the format or the name, never summed, never taken for counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.flows.command import command, data, done, sentence
from tests.flows.returning import Book


@pytest.fixture
def calls(plan: Path) -> Path:
    """A plan with an indicator that counts, and one of which nothing says what it counts."""
    done("add", plan, "indicator", "Calls", "unit=calls", "direction=higher is better")
    done("add", plan, "indicator", "Satisfied", "direction=higher is better")
    return plan


def shown(plan: Path, name: str) -> dict[str, Any]:
    [found] = [each for each in data("show", plan)["indicators"] if each["name"] == name]
    return dict(found)


def test_a_percent_sign_at_a_count_is_told_and_not_dropped(calls: Path) -> None:
    told = sentence(command("set", calls, "Calls", "actual", "12%", "--period", "2016/17 Q1"))
    assert "'12%' has a % sign, and Calls counts calls here" in told
    assert "% sign" in sentence(command("set", calls, "Calls", "target@2016/17", "90%"))
    new = command("add", calls, "indicator", "Visits", "unit=visits", "actual@2016/17 Q1=3%")
    assert "% sign" in sentence(new)
    file = calls.with_name("figures.csv")
    file.write_text("Indicator,Period,Value\nCalls,Apr-16,12%\nCalls,May-16,13\n")
    taken = command("figures", calls, file, "--json")
    assert (taken.code, taken.data["taken"]) == (3, 1)
    assert taken.data["problems"][0]["place"] == "C2"
    assert shown(calls, "Calls")["periods"].keys() == {"2016-05"}


def test_a_percent_sign_says_the_unit_where_nothing_else_does(calls: Path) -> None:
    done("set", calls, "Satisfied", "actual", "70%", "--period", "2016/17 Q1")
    assert shown(calls, "Satisfied")["unit"] == "%"
    done("undo", calls)
    assert shown(calls, "Satisfied")["unit"] is None
    file = calls.with_name("figures.csv")
    file.write_text("Period,Value\n2015/16 Q3,70%\n2015/16 Q4,72%\n")
    done("figures", calls, file, "--indicator", "Satisfied")
    assert shown(calls, "Satisfied")["unit"] == "%"


def test_a_percentage_in_a_return_at_a_count_is_told_with_its_cell(
    calls: Path, tmp_path: Path
) -> None:
    done("export", calls, tmp_path / "out.xlsx", "--kind", "plan")
    book = Book(tmp_path / "out.xlsx")
    row = book.row("Calls", "Indicators")
    column = next(
        number for header, number in book.columns("Indicators").items() if "Actual" in header
    )
    cell = book.sheet("Indicators").cell(row, column, 0.12)
    cell.number_format = "0%"
    book.book.save(book.path)
    [file] = command("merge", calls, book.path, "--json").data["files"]
    assert file["applied"] == 0
    [problem] = file["problems"]
    assert (problem["sheet"], problem["cell"]) == ("Indicators", cell.coordinate)
    assert "'12%' has a % sign" in problem["message"]


@pytest.mark.parametrize(("unit", "kept"), [("", 45), ("calls", None)])
def test_a_workbook_of_ones_own_says_its_unit_by_the_format(
    tmp_path: Path, unit: str, kept: int | None
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet
    sheet.title = "KPIs"
    sheet.append(["Indicator", "Unit", "Target 2016/17", "Q1 2016/17", "Q2 2016/17"])
    for name in ("Calls answered", "Victims reached"):
        sheet.append([name, unit, 0.5, 0.45, 0.46])
        for at in (3, 4, 5):
            sheet.cell(sheet.max_row, at).number_format = "0%"
    book.save(tmp_path / "own.xlsx")
    plan = tmp_path / "own.cspplan"
    made = command("new", plan, "--from", tmp_path / "own.xlsx", "--accept-map", "--json")
    assert made.code in (0, 3), made
    found = shown(plan, "Calls answered")
    assert found["periods"].get("2016/17 Q1", {}).get("actual") == kept
    assert found["unit"] == (unit or "%")
    if kept is None:
        assert "% sign" in made.out
