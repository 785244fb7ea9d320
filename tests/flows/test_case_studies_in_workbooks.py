"""Case studies tell of people: they are in a workbook only where somebody asked for them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.flows.command import command, data, done
from tests.flows.returning import IGU, Book, Post, as_sent, send_out

STORY = "A mother of two, whom her neighbours threatened"


@pytest.fixture(scope="module")
def posted(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Post:
    post = send_out(shipped, tmp_path_factory.mktemp("posted"))
    data("export", post.plan, post.plan.with_name("asked.xlsx"), "--kind", "plan", "--case-studies")
    return Post(post.plan, {**post.sent, "asked": post.plan.with_name("asked.xlsx")})


@pytest.fixture
def post(posted: Post, tmp_path: Path) -> Post:
    return as_sent(posted, tmp_path / "post")


def studies(post: Post) -> dict[str, str]:
    """The case studies of the plan: titles and texts by id."""
    from csp_desktop.operations.session.plan_files import open_plan
    from csp_desktop.plan.fields import SHIPPED

    plan = open_plan(post.plan, SHIPPED)
    try:
        return {each.text("title"): each.text("text") for each in plan.document().of("case_study")}
    finally:
        plan.close()


def texts(path: Path) -> str:
    with zipfile.ZipFile(path) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


@pytest.mark.parametrize("options", [("--group", IGU), (), ("--kind", "plan")])
def test_nobody_is_sent_a_case_study_who_did_not_ask_for_it(
    post: Post, options: tuple[str, ...]
) -> None:
    for title in studies(post):
        done("set", post.plan, f"case_study:{title}", "text", f"{STORY} ({title})")
    path = post.plan.with_name("sent.xlsx")
    data("export", post.plan, path, *options)
    assert STORY not in texts(path)
    assert 'name="Case studies"' not in texts(path)
    data("export", post.plan, path, *options, "--case-studies")
    assert STORY in texts(path)


def test_who_asks_for_them_gets_each_with_what_it_tells(post: Post) -> None:
    book = Book(post.sent["asked"]).book
    sheet = book["Case studies"]
    said = {
        str(sheet.cell(row, 1).value): str(sheet.cell(row, 4).value)
        for row in range(5, sheet.max_row)
        if sheet.cell(row, 2).value
    }
    assert said.keys() == studies(post).keys()
    assert len(said) > 1


def test_what_comes_back_of_them_is_merged_like_any_other_cell(post: Post) -> None:
    book = Book(post.sent["asked"])
    sheet = book.book["Case studies"]
    title = str(sheet.cell(5, 1).value)
    sheet.cell(5, 4).value = "Told anew, with nobody's name in it."
    spare = next(row for row in range(5, 60) if not sheet.cell(row, 1).value)
    sheet.cell(spare, 1).value, sheet.cell(spare, 4).value = "A new story", "It went well."
    report = post.only(book.save("told.xlsx"))
    assert report["problems"] == []
    assert report["added"] == ["A new story"]
    assert report["applied"] == 4
    found = studies(post)
    assert found[title] == "Told anew, with nobody's name in it."
    assert found["A new story"] == "It went well."
    assert post.only(book.path.with_name("told.xlsx"))["applied"] == 0


def test_a_story_whose_row_is_missing_is_not_deleted(post: Post) -> None:
    book = Book(post.sent["asked"])
    sheet = book.book["Case studies"]
    title = str(sheet.cell(5, 1).value)
    sheet.delete_rows(5)
    report = post.only(book.save("fewer.xlsx"), code=3)
    assert report["missing"] == [title]
    assert title in studies(post)


def test_a_group_gets_those_of_its_own_priorities(post: Post) -> None:
    path = post.plan.with_name("igu-told.xlsx")
    done("export", post.plan, path, "--group", IGU, "--case-studies")
    mine = {
        row[0].value for row in Book(path).book["Case studies"].iter_rows(min_row=5) if row[1].value
    }
    assert mine < studies(post).keys()
    assert command("merge", post.plan, path, "--json").data["applied"] == 0
