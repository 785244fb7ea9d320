"""A plan that works on no quarter takes in what needs none."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.flows.command import command, data, done, sentence


@pytest.fixture
def idle(plan: Path) -> Path:
    """A plan whose working quarter was cleared."""
    done("set", plan, "plan", "working_quarter", "")
    return plan


def test_copies_are_merged_into_a_plan_without_a_working_quarter(
    idle: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.cspplan"
    done("copy", idle, other)
    done("set", other, "1.2", "title", "Theirs")
    assert data("merge", idle, other)["applied"] == 1
    assert data("show", idle, "1.2")["actions"][0]["title"] == "Theirs"


def test_copies_are_merged_where_the_working_quarter_lies_in_no_year_of_the_plan(
    plan: Path, tmp_path: Path
) -> None:
    done("set", plan, "plan", "working_quarter", "2030/31 Q1")
    other = tmp_path / "other.cspplan"
    done("copy", plan, other)
    done("set", other, "1.2", "title", "Theirs")
    assert data("merge", plan, other)["applied"] == 1


def test_a_return_that_brings_its_base_needs_no_working_quarter(plan: Path, tmp_path: Path) -> None:
    book = tmp_path / "return.xlsx"
    done("export", plan, book)
    done("set", plan, "plan", "working_quarter", "")
    assert data("merge", plan, book)["files"][0]["problems"] == []


def test_a_return_without_its_base_is_refused_with_what_to_do(idle: Path, tmp_path: Path) -> None:
    book = tmp_path / "return.xlsx"
    done("export", idle, book, "--quarter", "2016/17 Q1")
    kept = load_workbook(book)
    for sheet in kept.worksheets:
        if sheet.sheet_state != "visible":
            kept.remove(sheet)
    kept.custom_doc_props.props.clear()  # type: ignore[attr-defined]
    for name in list(kept.defined_names):
        del kept.defined_names[name]
    kept.save(book)
    refused = command("merge", idle, book)
    assert refused.code == 1
    assert "Set the plan's working quarter" in refused.err
    assert "''" not in sentence(command("export", idle, tmp_path / "other.xlsx"))
