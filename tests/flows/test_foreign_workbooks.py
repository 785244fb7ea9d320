"""Workbooks that never were exports: called that, and read for the quarters that they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.flows.command import command, data, done

REFS = ("1.1", "1.2", "1.3")


@pytest.fixture
def in_q3(plan: Path) -> Path:
    """A plan that works on Q3."""
    done("set", plan, "plan", "working_quarter", "2016/17 Q3")
    return plan


def book_of(plan: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> Path:
    """A workbook of somebody's own: each sheet has headers, and what each row says."""
    titles = {each["ref"]: each["title"] for each in data("show", plan)["actions"]}
    book = Workbook()
    assert book.active
    book.remove(book.active)
    for name, (headers, said) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(["Ref", "Action", *headers])
        for ref in REFS:
            sheet.append([ref, titles[ref], *said])
    path = plan.with_name("own.xlsx")
    book.save(path)
    return path


def merged(plan: Path, path: Path) -> dict[str, Any]:
    answer = command("merge", plan, path, "--json")
    [file] = answer.data["files"]
    assert file["applied"] == 0
    assert "base" not in answer.out
    assert any("was not sent out from this plan" in each for each in file["notices"])
    return dict(file)


def held(file: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    return {(each["field"], each["period"], each["value"]) for each in file["held"]}


def test_sheets_that_name_quarters_are_read_for_those(in_q3: Path) -> None:
    headers = ("Status", "Commentary")
    path = book_of(
        in_q3,
        {
            "Q1": (headers, ("on track", "One.")),
            "Quarter 2": (headers, ("at risk", "Two.")),
            "2016-17 Q3": (headers, ("off track", "Three.")),
        },
    )
    file = merged(in_q3, path)
    assert file["problems"] == []
    assert held(file) == {
        ("status", "2016/17 Q1", "on track"), ("commentary", "2016/17 Q1", "One."),
        ("status", "2016/17 Q2", "at risk"), ("commentary", "2016/17 Q2", "Two."),
        ("status", "2016/17 Q3", "off track"), ("commentary", "2016/17 Q3", "Three."),
    }  # fmt: skip
    assert all("was not sent out" in each["reason"] for each in file["held"])
    assert len(file["held"]) == 6 * len(REFS)


def test_headers_that_name_quarters_are_read_for_those(in_q3: Path) -> None:
    headers = (
        "Status Q1",
        "Status Q2",
        "Progress as at 30 June 2016",
        "Progress at 30 September 2016",
    )
    path = book_of(in_q3, {"Returns": (headers, ("on track", "at risk", "June.", "September."))})
    assert held(merged(in_q3, path)) == {
        ("status", "2016/17 Q1", "on track"), ("commentary", "2016/17 Q1", "June."),
        ("status", "2016/17 Q2", "at risk"), ("commentary", "2016/17 Q2", "September."),
    }  # fmt: skip


def test_a_sheet_that_names_no_quarter_beside_some_that_do_is_told(in_q3: Path) -> None:
    headers = ("Status", "Commentary")
    path = book_of(
        in_q3,
        {
            "Q2": (headers, ("at risk", "Two.")),
            "Latest": (headers, ("on track", "Which?")),
            "Q1 2031-32": (headers, ("on track", "Far off.")),
        },
    )
    file = merged(in_q3, path)
    assert {period for _, period, _ in held(file)} == {"2016/17 Q2"}
    told = {each["sheet"]: each["message"] for each in file["problems"]}
    assert "name no quarter" in told["Latest"]
    assert "2031/32 Q1 lies in no year of this plan" in told["Q1 2031-32"]


def test_a_workbook_without_quarters_is_not_told_that_its_base_is_lost(in_q3: Path) -> None:
    path = book_of(in_q3, {"Update": (("Status", "Commentary"), ("on track", "Now."))})
    file = merged(in_q3, path)
    assert file["problems"] == []
    assert {period for _, period, _ in held(file)} == {"2016/17 Q3"}


def test_what_the_plan_says_already_is_no_difference(in_q3: Path) -> None:
    headers = ("Status", "Commentary")
    path = book_of(in_q3, {"Q1": (headers, ("on track", "One.")), "Q2": (headers, ("", ""))})
    for ref in REFS:
        done("set", in_q3, ref, "status@2016/17 Q1", "on track")
        done("set", in_q3, ref, "commentary@2016/17 Q1", "One.")
    assert held(merged(in_q3, path)) == set()


def test_a_return_that_lost_its_base_is_called_that_and_read_for_its_quarter(
    plan: Path, tmp_path: Path
) -> None:
    sent = tmp_path / "sent.xlsx"
    done("export", plan, sent)
    book: Any = load_workbook(sent)
    for name in [each.title for each in book.worksheets if each.sheet_state != "visible"]:
        del book[name]
    for name in list(book.defined_names):
        del book.defined_names[name]
    book.custom_doc_props.props.clear()
    sheet = book["Updates"]
    [head] = [cell for row in sheet.iter_rows() for cell in row if cell.value == "Commentary"]
    sheet.cell(head.row + 1, head.column, "Said late.")
    book.save(sent)
    done("set", plan, "plan", "working_quarter", "2016/17 Q2")
    [file] = command("merge", plan, sent, "--json").data["files"]
    assert any("no longer carries what was exported" in each for each in file["notices"])
    assert held(file) == {("commentary", "2016/17 Q1", "Said late.")}
