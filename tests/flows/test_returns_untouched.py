"""Returns that come back through other programs: every edit arrives, and nothing else does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.flows.calc import convert, fill_in
from tests.flows.command import command, data, done
from tests.flows.returning import IGU, Q1, Post, as_sent, send_out


@pytest.fixture(scope="module")
def posted(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Post:
    plan = Path(shutil.copyfile(shipped, tmp_path_factory.mktemp("plan") / "plan.cspplan"))
    done("set", plan, "1.3", "commentary", "15/16")
    done("add", plan, "milestone", "Steering group meets", "action=1.2", "due=30/06/2016")
    return send_out(plan, tmp_path_factory.mktemp("posted"))


@pytest.fixture
def post(posted: Post, tmp_path: Path) -> Post:
    return as_sent(posted, tmp_path / "post")


def by_calc(path: Path) -> Path:
    return convert(path, "xlsx")


@pytest.mark.slow
def test_what_is_edited_sorted_and_saved_in_calc_arrives_and_nothing_else(post: Post) -> None:
    before = {action["id"]: action for action in data("show", post.plan)["actions"]}
    book = post.open("all")
    last = book.spare(9)
    new = book.spare()
    cells = {
        ("1.1", "Status"): "Green", ("1.1", "Commentary"): "Two clubs open.\nA third soon.",
        ("4.15", "Status"): "off-track", ("4.15", "Corrective action"): "=Not a formula",
        ("1.10", "Status"): "Completed", ("2.10", "Commentary"): "Said of 2.10",
    }  # fmt: skip
    lines = ['sheet = book.Sheets.getByName("Updates")']
    for (ref, header), value in cells.items():
        at = book.cell(ref, header).coordinate
        text = '" & Chr(10) & "'.join(value.split("\n"))
        lines.append(f'sheet.getCellRangeByName("{at}").setString("{text}")')
    at = book.cell("1.3", "Commentary").coordinate
    lines.append(f'sheet.getCellRangeByName("{at}").setString("")')
    for column, value in (("A", "1.12"), ("B", "Safer parks"), ("G", "Amber")):
        lines.append(f'sheet.getCellRangeByName("{column}{new}").setString("{value}")')
    lines += [
        "Dim by(0) As New com.sun.star.table.TableSortField",
        "by(0).Field = 1 : by(0).IsAscending = False",
        "Dim how(1) As New com.sun.star.beans.PropertyValue",
        'how(0).Name = "SortFields" : how(0).Value = by()',
        'how(1).Name = "ContainsHeader" : how(1).Value = False',
        f'sheet.getCellRangeByName("A5:O{last}").sort(how())',
        'steps = book.Sheets.getByName("Milestones")',
        'steps.getCellRangeByName("E5").setFormula("2016-07-02")',
        'figures = book.Sheets.getByName("Indicators")',
        'figures.getCellRangeByName("E6").setValue(71)',
    ]
    report = post.only(fill_in(post.sent["all"], lines))
    assert report["problems"] == []
    assert report["held"] == []
    assert report["missing"] == []
    assert report["added"] == ["1.12"]
    assert report["cleared"] == [{"ref": "1.3", "field": "commentary", "period": Q1}]
    assert report["applied"] == len(cells) + 1 + 1 + 4 + 1
    after = {action["id"]: action for action in data("show", post.plan)["actions"]}
    changed = {action["ref"] for key, action in after.items() if before.get(key) != action}
    assert changed == {ref for ref, _ in cells} | {"1.3", "1.12"}
    assert post.quarter("1.1")["commentary"] == "Two clubs open.\nA third soon."
    assert post.quarter("4.15")["corrective_action"] == "=Not a formula"
    assert post.quarter("1.12")["status"] == "at risk"
    assert [
        (each["ref"], each["new"])
        for each in data("history", post.plan)
        if each["field"] == "completed"
    ] == [("1.2 / Steering group meets", "2016-07-02")]


@pytest.mark.slow
def test_an_ods_gets_its_sentence(post: Post) -> None:
    answer = command("merge", post.plan, convert(post.sent["igu"], "ods"))
    assert answer.code == 1
    assert "an OpenDocument spreadsheet (.ods)" in answer.err
    assert "save it as" in answer.err


@pytest.mark.slow
def test_an_xls_gets_its_sentence(post: Post) -> None:
    answer = command("merge", post.plan, convert(post.sent["igu"], "xls"))
    assert answer.code == 1
    assert "an old Excel workbook (.xls)" in answer.err


@pytest.mark.slow
def test_a_return_from_calc_for_one_group_is_asked_for_and_ticked(post: Post) -> None:
    file = by_calc(post.open().put("1.1", status="G").save())
    assert post.only(file)["applied"] == 1
    assert post.action("1.1")["group"] == IGU
    assert post.quarter("1.1")["status"] == "on track"
