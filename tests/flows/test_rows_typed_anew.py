"""A row that somebody types anew: whose update it is, where an action of its ref is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.flows.command import data, done
from tests.flows.returning import Q1, Post, as_sent, send_out

THEIRS = "2.1"


@pytest.fixture(scope="module")
def posted(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Post:
    return send_out(shipped, tmp_path_factory.mktemp("posted"))


@pytest.fixture
def post(posted: Post, tmp_path: Path) -> Post:
    return as_sent(posted, tmp_path / "post")


def held(report: dict[str, Any]) -> list[tuple[str, str, str | None, Any]]:
    return [(each["ref"], each["field"], each["period"], each["value"]) for each in report["held"]]


def typed(post: Post, ref: str, title: str | None, **more: str) -> Path:
    """A return with a row typed in a spare row."""
    book = post.open()
    return book.put(book.spare(), ref=ref, action=title, **more).save("typed.xlsx")


def actions(post: Post) -> int:
    return len(data("show", post.plan)["actions"])


def test_a_spare_row_with_an_exported_actions_ref_and_title_is_that_actions_edit(
    post: Post,
) -> None:
    before = actions(post)
    title = post.action("1.2")["title"].upper()
    report = post.only(typed(post, "1.2", title, status="G", commentary="Open."))
    assert (report["applied"], report["added"], report["problems"]) == (2, [], [])
    assert post.quarter("1.2")["status"] == "on track"
    assert post.quarter("1.2")["commentary"] == "Open."
    assert actions(post) == before


def test_a_spare_row_with_another_groups_ref_and_title_is_held_for_that_action(post: Post) -> None:
    before = actions(post)
    file = typed(post, THEIRS, post.action(THEIRS)["title"], status="G")
    report = post.only(file, code=3)
    assert (report["applied"], report["added"]) == (0, [])
    assert held(report) == [(THEIRS, "status", Q1, "on track")]
    assert actions(post) == before
    (waits,) = post.waiting()
    assert post.resolve(waits, "--take", 1).code == 0
    assert post.quarter(THEIRS)["status"] == "on track"
    assert post.only(file)["applied"] == 0


def test_it_is_held_alike_where_the_action_was_renamed_since(post: Post) -> None:
    file = typed(post, THEIRS, post.action(THEIRS)["title"], status="G")
    done("set", post.plan, THEIRS, "title", "Another title by now")
    report = post.only(file, code=3)
    assert report["added"] == []
    assert (THEIRS, "status", Q1, "on track") in held(report)


def test_a_spare_row_that_says_otherwise_than_the_actions_own_is_told(post: Post) -> None:
    book = post.open().put("1.2", status="R")
    book.put(book.spare(), ref="1.2", action=post.action("1.2")["title"], status="G")
    report = post.only(book.save(), code=3)
    assert report["applied"] == 1
    assert "repeats 1.2" in report["problems"][0]["message"]


def test_an_action_retyped_in_a_spare_row_clears_nothing_that_it_leaves_out(post: Post) -> None:
    done("set", post.plan, "1.2", "commentary", "As it was")
    data("export", post.plan, post.sent["igu"], "--group", post.action("1.2")["group"])
    book = post.open()
    title = book.cell("1.2", "Action").value
    book.sheet().delete_rows(book.row("1.2"))
    report = post.only(book.put(book.spare(), ref="1.2", action=title, status="G").save())
    assert (report["applied"], report["cleared"], report["held"]) == (1, [], [])
    assert post.quarter("1.2")["commentary"] == "As it was"


def test_a_further_row_whose_ref_became_a_number_is_still_that_actions(post: Post) -> None:
    before = actions(post)
    title = post.action("1.10")["title"]
    book = post.open("whole")
    book.put(book.spare(), ref=1.1, action=title, status="G", commentary="Open.")
    report = post.only(book.save())
    assert (report["applied"], report["added"]) == (2, [])
    assert post.quarter("1.10")["commentary"] == "Open."
    assert actions(post) == before


def test_a_row_typed_below_the_table_with_a_ref_alone_clears_nothing(post: Post) -> None:
    done("set", post.plan, "1.2", "commentary", "As it was")
    data("export", post.plan, post.sent["igu"], "--group", post.action("1.2")["group"])
    book = post.open()
    book.sheet().delete_rows(book.row("1.2"))
    last = book.sheet().max_row + 1
    report = post.only(book.put(last, ref="1.2", status="G").save())
    assert (report["applied"], report["cleared"], report["held"]) == (1, [], [])
    assert post.quarter("1.2")["commentary"] == "As it was"
    assert post.quarter("1.2")["status"] == "on track"


def test_a_row_with_a_ref_that_two_have_is_asked_about_and_is_no_third(
    post: Post, tmp_path: Path
) -> None:
    other = tmp_path / "other.cspplan"
    done("copy", post.plan, other)
    group = f"group={post.action('1.2')['group']}"
    for plan, title in ((post.plan, "One of two"), (other, "The other of two")):
        done("add", plan, "action", "1.20", f"title={title}", "delivery_priority=1.DP1", group)
    post.merge(other, code=3)
    data("export", post.plan, post.sent["igu"], "--group", post.action("1.2")["group"])
    before = actions(post)
    book = post.open()
    report = post.only(book.put(book.spare(), ref="1.20", status="G").save(), code=3)
    assert (report["applied"], report["added"]) == (0, [])
    assert actions(post) == before


def test_an_indicator_of_another_group_is_held_by_its_name(post: Post) -> None:
    book = post.open()
    sheet = book.sheet("Indicators")
    names = [each["name"] for each in data("show", post.plan)["indicators"]]
    mine = {sheet.cell(row, 1).value for row in range(5, sheet.max_row + 1)}
    name = next(each for each in names if each not in mine and names.count(each) == 1)
    last = max(row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 2).value)
    sheet.cell(last + 1, 1).value, sheet.cell(last + 1, 5).value = name, 71
    report = post.only(book.save(), code=3)
    assert report["added"] == []
    assert [each[2:] for each in held(report)] == [(Q1, 71)]


# Where the ref alone agrees


def asked(post: Post) -> tuple[Path, dict[str, Any]]:
    """A row with the ref of 1.2 and a title of its own, merged, and what waits of it."""
    file = typed(post, "1.2", "Safer parks", status="G", commentary="Begun.")
    report = post.only(file, code=3)
    assert (report["applied"], report["added"]) == (0, [])
    (waits,) = post.waiting()
    assert waits["kind"] == "held"
    said = [choice["value"] for choice in waits["choices"]]
    assert said[0].startswith("the same action, 1.2 ")
    assert said[1].startswith("a new action")
    assert all("Safer parks" in each and "Begun." in each for each in said)
    return file, waits


def test_it_is_asked_too_where_the_row_of_that_action_was_deleted(post: Post) -> None:
    """Without an id, such a row was taken for the deleted one's, and cleared what it left blank."""
    done("set", post.plan, "1.2", "commentary", "As it was")
    data("export", post.plan, post.sent["igu"], "--group", post.action("1.2")["group"])
    book = post.open()
    book.sheet().delete_rows(book.row("1.2"))
    row = book.sheet().max_row + 1
    book.put(row, ref="1.2", action="Safer parks", status="G")
    report = post.only(book.save(), code=3)
    assert (report["applied"], report["added"], report["cleared"]) == (0, [], [])
    told = post.quarter("1.2")
    assert (told["status"], told["commentary"]) == (None, "As it was")
    assert {each["kind"] for each in post.waiting()} == {"held", "missing"}


def test_it_may_be_the_same_actions_update(post: Post) -> None:
    before, title = actions(post), post.action("1.2")["title"]
    file, waits = asked(post)
    answer = post.resolve(waits, "--take", 1)
    assert answer.code == 3
    assert "waits as a proposal" in answer.err
    told = post.quarter("1.2")
    assert (told["status"], told["commentary"]) == ("on track", "Begun.")
    assert post.action("1.2")["title"] == title
    (left,) = post.waiting()
    assert (left["field"], left["choices"][0]["value"]) == ("title", "Safer parks")
    assert actions(post) == before
    done("undo", post.plan)
    assert [each["id"] for each in post.waiting()] == [waits["id"]]
    assert post.quarter("1.2")["status"] is None
    assert post.only(file, code=3)["applied"] == 0


def test_what_would_replace_something_unseen_is_proposed_to_the_same_action(post: Post) -> None:
    _, waits = asked(post)
    done("set", post.plan, "1.2", "status", "R")
    assert post.resolve(waits, "--take", 1).code == 3
    assert post.quarter("1.2")["status"] == "off track"
    assert {each["field"] for each in post.waiting()} == {"status", "title"}


def test_it_may_be_a_new_action_under_the_next_free_ref(post: Post) -> None:
    before = actions(post)
    _, waits = asked(post)
    assert post.resolve(waits, "--take", 2).code == 0
    new = next(
        each for each in data("show", post.plan)["actions"] if each["title"] == "Safer parks"
    )
    assert new["ref"] == "1.12"
    assert new["quarters"][Q1]["commentary"] == "Begun."
    assert actions(post) == before + 1
    assert post.waiting() == []


def test_it_may_be_left_out(post: Post) -> None:
    before = actions(post)
    file, waits = asked(post)
    assert post.resolve(waits, "--leave").code == 0
    assert actions(post) == before
    assert post.waiting() == []
    assert post.only(file)["applied"] == 0


def test_a_ref_of_another_group_is_asked_about_too(post: Post) -> None:
    report = post.only(typed(post, THEIRS, "Safer parks", status="G"), code=3)
    assert report["added"] == []
    (waits,) = post.waiting()
    assert waits["choices"][0]["record"] == post.action(THEIRS)["id"]
    assert post.resolve(waits, "--take", 1).code == 3
    assert post.quarter(THEIRS)["status"] == "on track"
