"""Returns of one export that say again what was said before: who, when, and what was decided."""

from __future__ import annotations

import itertools
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.flows.command import command, data, done
from tests.flows.returning import Q1, Post, as_sent, send_out
from tests.flows.test_returns_of_one_export import saved

FIRST, SECOND = "First words", "Second words"
ORDERS = list(itertools.permutations(range(3)))


@pytest.fixture(scope="module")
def posted(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Post:
    return send_out(shipped, tmp_path_factory.mktemp("posted"))


@pytest.fixture
def post(posted: Post, tmp_path: Path) -> Post:
    return as_sent(posted, tmp_path / "post")


def returned(post: Post, name: str, hour: int, words: str, **more: str) -> Path:
    """The return with these words for 1.2, saved at that hour."""
    book = post.open()
    book.put("1.2", commentary=words, **more)
    at = datetime(2016, 7, 4, hour)  # noqa: DTZ001 - as Excel has it
    return saved(book, f"{name}.xlsx", at, f"{name} saver")


@pytest.fixture
def versions(post: Post) -> list[Path]:
    return [
        returned(post, "v1", 9, FIRST),
        returned(post, "v2", 10, SECOND),
        returned(post, "v3", 11, FIRST),
    ]


def merge(plan: Path, *files: Path) -> Any:
    answer = command("merge", plan, *files, "--json")
    assert answer.code in (0, 3), answer
    return answer.data


def waiting(plan: Path) -> Any:
    return command("conflicts", plan, "--json").data


def history(plan: Path) -> list[Any]:
    """Who said what and when of 1.2, in no order."""
    names = ("at", "author", "source", "operation", "field", "old", "new", "undone", "proposed")
    entries = data("history", plan, "1.2")
    return sorted((tuple(str(each[name]) for name in names) for each in entries), key=repr)


def exchange(*plans: Path) -> None:
    """Merge copies into each other until all have everything."""
    for _ in range(2):
        for one, other in itertools.permutations(plans, 2):
            merge(one, other)


@pytest.mark.parametrize("order", ORDERS)
def test_copies_answer_alike_in_whatever_order_returns_came(
    post: Post, versions: list[Path], order: tuple[int, ...]
) -> None:
    other = post.copy()
    merge(post.plan, *versions)
    for each in order:
        merge(other, versions[each])
    exchange(post.plan, other)
    assert waiting(other) == waiting(post.plan)
    assert history(other) == history(post.plan)
    (conflict,) = waiting(other)
    first, second = conflict["choices"]
    assert (first["value"], first["author"], first["source"]) == (FIRST, "v3 saver", "v3.xlsx")
    assert (second["value"], second["source"]) == (SECOND, "v2.xlsx")
    done("resolve", other, "--later", conflict["export"])
    assert post.quarter("1.2", plan=other)["commentary"] == FIRST


@pytest.mark.parametrize("order", ORDERS)
def test_one_copy_numbers_the_choices_alike_in_whatever_order_returns_came(
    post: Post, versions: list[Path], order: tuple[int, ...]
) -> None:
    for each in order:
        merge(post.plan, versions[each])
    (conflict,) = waiting(post.plan)
    assert [each["source"] for each in conflict["choices"]] == ["v3.xlsx", "v2.xlsx"]


def test_who_else_said_known_words_travels_with_a_copy(post: Post, versions: list[Path]) -> None:
    other = post.copy()
    merge(post.plan, versions[0], versions[1])
    merge(other, post.plan)
    merge(other, versions[2])
    report = merge(post.plan, other)
    assert report["applied"] == 0 or report["files"]
    assert waiting(post.plan) == waiting(other)
    assert history(post.plan) == history(other)


def decided(post: Post, versions: list[Path]) -> None:
    """The first two merged, and the later one's words taken."""
    merge(post.plan, versions[0], versions[1])
    (conflict,) = waiting(post.plan)
    done("resolve", post.plan, "--later", conflict["export"], "--by", "Ann")
    assert post.quarter("1.2")["commentary"] == SECOND


def test_a_return_that_goes_against_a_decision_is_told_and_can_be_taken(
    post: Post, versions: list[Path]
) -> None:
    decided(post, versions)
    answer = command("merge", post.plan, versions[2], "--json")
    assert answer.code == 3
    (held,) = answer.data["files"][0]["held"]
    assert (held["ref"], held["field"], held["value"]) == ("1.2", "commentary", FIRST)
    assert "decided otherwise by Ann" in held["reason"]
    (waits,) = waiting(post.plan)
    assert (waits["kind"], waits["period"]) == ("held", Q1)
    assert waits["choices"][0]["author"] == "v3 saver"
    done("resolve", post.plan, waits["id"], "--take", "1")
    assert post.quarter("1.2")["commentary"] == FIRST


def test_what_went_against_a_decision_can_be_left_and_is_not_told_twice(
    post: Post, versions: list[Path]
) -> None:
    decided(post, versions)
    merge(post.plan, versions[2])
    done("resolve", post.plan, waiting(post.plan)[0]["id"], "--leave")
    before = post.plan.read_bytes()
    answer = command("merge", post.plan, versions[2], "--json")
    assert (answer.code, answer.data["files"][0]["held"]) == (0, [])
    assert post.plan.read_bytes() == before


def test_the_same_files_again_bring_nothing(post: Post, versions: list[Path]) -> None:
    decided(post, versions)
    before = post.plan.read_bytes()
    for each in (versions[0], versions[1]):
        answer = command("merge", post.plan, each, "--json")
        assert (answer.code, answer.data["applied"]) == (0, 0)
    assert post.plan.read_bytes() == before


def test_an_ordinary_later_edit_is_no_decision_to_go_against(
    post: Post, versions: list[Path]
) -> None:
    merge(post.plan, versions[0])
    done("set", post.plan, "1.2", "commentary", "Edited", "--period", Q1)
    answer = command("merge", post.plan, versions[2], "--json")
    assert (answer.code, answer.data["files"][0]["held"]) == (0, [])


def test_a_decision_made_in_sight_of_a_return_is_not_gone_against_by_it(
    post: Post, versions: list[Path]
) -> None:
    other = post.copy()
    merge(other, versions[0], versions[1])
    merge(post.plan, *versions)
    done("resolve", post.plan, waiting(post.plan)[0]["id"], "--take", "2")
    merge(other, post.plan)
    assert waiting(other) == []
    assert waiting(post.plan) == []


def test_a_decision_made_elsewhere_without_a_return_is_gone_against_by_it(
    post: Post, versions: list[Path]
) -> None:
    other = post.copy()
    merge(other, versions[0], versions[1], versions[2])
    decided(post, versions)
    exchange(post.plan, other)
    assert waiting(other) == waiting(post.plan)
    assert [each["kind"] for each in waiting(other)] == ["held"]


def test_a_deletion_that_was_decided_is_gone_against_too(post: Post) -> None:
    first = returned(post, "v1", 9, FIRST)
    other = post.copy()
    done("delete", other, "1.2")
    merge(post.plan, first, other)
    (conflict,) = waiting(post.plan)
    done("resolve", post.plan, conflict["id"], "--delete", "--by", "Ann")
    answer = command("merge", post.plan, returned(post, "v2", 10, FIRST, status="G"), "--json")
    assert answer.code == 3
    kinds = {each["kind"] for each in answer.data["conflicts"]}
    assert kinds & {"held", "delete"}


def test_undoing_the_merge_takes_back_who_said_it_again(post: Post, versions: list[Path]) -> None:
    decided(post, versions)
    before = (waiting(post.plan), history(post.plan))
    merge(post.plan, versions[2])
    after = (waiting(post.plan), history(post.plan))
    done("undo", post.plan)
    assert (waiting(post.plan), history(post.plan)) == before
    done("redo", post.plan)
    assert (waiting(post.plan), history(post.plan)) == after
    assert data("check", post.plan)["sound"]
