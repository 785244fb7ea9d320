"""Two people with copies of one return: new actions in one spare row, and whose word counts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.flows.command import command, data, done
from tests.flows.returning import IGU, Q1, Book, Post, as_sent, send_out, surgery


@pytest.fixture(scope="module")
def posted(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Post:
    return send_out(shipped, tmp_path_factory.mktemp("posted"))


@pytest.fixture
def post(posted: Post, tmp_path: Path) -> Post:
    return as_sent(posted, tmp_path / "post")


def saved(book: Book, name: str, at: datetime, by: str) -> Path:
    """The workbook as somebody saved it at that time."""
    book.book.properties.lastModifiedBy = by
    path = book.path.with_name(name)
    book.book.save(path)

    # openpyxl writes the time at which it saves.
    def dated(core: bytes) -> bytes:
        start = core.index(b"<dcterms:modified")
        begin, end = core.index(b">", start) + 1, core.index(b"</dcterms:modified>")
        return core[:begin] + f"{at:%Y-%m-%dT%H:%M:%SZ}".encode() + core[end:]

    return surgery(path, "docProps/core.xml", dated)


JULY, AUGUST = datetime(2016, 7, 4, 9), datetime(2016, 8, 1, 9)  # noqa: DTZ001


# New actions in one spare row


def test_two_new_actions_in_one_spare_row_of_two_copies_are_two_actions(post: Post) -> None:
    files = []
    for ref, title in (("1.12", "Safer parks"), ("1.13", "Night buses")):
        book = post.open()
        book.put(book.spare(), ref=ref, action=title, status="G")
        files.append(book.save(f"deputy {ref}.xlsx"))
    report = post.merge(*files)
    assert [each["added"] for each in report["files"]] == [["1.12"], ["1.13"]]
    assert report["conflicts"] == []
    assert post.action("1.12")["title"] == "Safer parks"
    assert post.action("1.13")["title"] == "Night buses"
    assert post.merge(*reversed(files))["applied"] == 0


def test_the_order_of_the_two_copies_changes_nothing(post: Post) -> None:
    other = post.copy()
    files = []
    for ref, title in (("1.12", "Safer parks"), ("1.13", "Night buses")):
        book = post.open()
        files.append(book.put(book.spare(), ref=ref, action=title).save(f"{ref}.xlsx"))
    post.merge(*files)
    for file in reversed(files):
        post.merge(file, plan=other)
    assert data("show", other) == data("show", post.plan)


def test_a_new_row_saved_again_with_more_in_it_is_the_same_action(post: Post) -> None:
    book = post.open()
    row = book.spare()
    first = book.put(row, ref="1.12", action="Safer parks").save("first.xlsx")
    again = book.put(row, status="G", commentary="Begun").save("again.xlsx")
    post.merge(first)
    report = post.only(again)
    assert (report["applied"], report["added"]) == (2, [])
    assert post.quarter("1.12")["commentary"] == "Begun"


def test_a_new_row_saved_again_under_another_title_waits_for_a_person(post: Post) -> None:
    book = post.open()
    row = book.spare()
    first = book.put(row, ref="1.12", action="Safer parks").save("first.xlsx")
    again = book.put(row, action="Safer squares").save("again.xlsx")
    post.merge(first, again, code=3)
    (waits,) = post.waiting()
    assert (waits["kind"], waits["ref"], waits["field"]) == ("edit", "1.12", "title")
    assert {choice["value"] for choice in waits["choices"]} == {"Safer parks", "Safer squares"}


def test_two_new_rows_without_ids_and_with_one_ref_are_told_apart_by_their_titles(
    post: Post,
) -> None:
    book = post.open()
    sheet, at = book.sheet(), book.row("1.3")
    sheet.insert_rows(at, 2)
    for row, title in ((at, "Safer parks"), (at + 1, "Night buses")):
        sheet.cell(row, 1).value, sheet.cell(row, 2).value = "1.12", title
    file = book.save("one-ref-twice.xlsx")
    report = post.only(file, code=3)
    assert report["added"] == ["1.12", "1.12"]
    assert [each["kind"] for each in post.waiting()] == ["ref"]
    assert post.only(file, code=3)["applied"] == 0


def test_a_new_row_pasted_twice_is_taken_once_and_what_differs_is_told(post: Post) -> None:
    book = post.open()
    sheet, at = book.sheet(), book.row("1.3")
    sheet.insert_rows(at, 3)
    for row, status in ((at, "G"), (at + 1, "G"), (at + 2, "R")):
        for column, value in ((1, "1.12"), (2, "Safer parks"), (7, status)):
            sheet.cell(row, column).value = value
    report = post.only(book.save("new-row-pasted-twice.xlsx"), code=3)
    assert report["added"] == ["1.12"]
    assert report["conflicts"] == 0
    (problem,) = report["problems"]
    assert problem["cell"] == f"A{at + 2}"
    assert f"Row {at + 2} repeats 1.12, which is in row {at} too" in problem["message"]
    assert post.quarter("1.12")["status"] == "on track"


# The later file for all


def test_the_file_saved_later_is_taken_for_all_in_one_operation(post: Post) -> None:
    early = saved(
        post.open().put("1.1", status="R", commentary="Early").put("1.2", status="A"),
        "early.xlsx", JULY, "Pat",
    )  # fmt: skip
    late = saved(
        post.open().put("1.1", status="G", commentary="Late").put("1.3", status="A"),
        "late.xlsx", AUGUST, "Sam",
    )  # fmt: skip
    post.merge(late, early, code=3)
    waiting = post.waiting()
    assert [each["field"] for each in waiting] == ["commentary", "status"]
    (export,) = {each["export"] for each in waiting}
    done("resolve", post.plan, "--later", export, "--by", "P. Sandhu")
    assert post.waiting() == []
    told = post.quarter("1.1")
    assert (told["status"], told["commentary"]) == ("on track", "Late")
    assert post.quarter("1.2")["status"] == "at risk"
    done("undo", post.plan)
    assert len(post.waiting()) == 2


def test_what_somebody_else_has_a_side_in_is_left_to_a_person(post: Post) -> None:
    other = post.copy()
    early = saved(post.open().put("1.1", status="R"), "early.xlsx", JULY, "Pat")
    late = saved(post.open().put("1.1", status="G"), "late.xlsx", AUGUST, "Sam")
    done("set", other, "1.1", "status", "complete", "--period", Q1)
    post.merge(early, late, other, code=3)
    (waits,) = post.waiting()
    assert len(waits["choices"]) == 3
    assert "export" not in waits
    export = data("export", post.plan, post.plan.with_name("more.xlsx"), "--group", IGU)["export"]
    answer = command("resolve", post.plan, "--later", export)
    assert answer.code == 1
    assert "contradict each other" in answer.err
    assert len(post.waiting()) == 1


def test_files_saved_at_one_time_are_left_to_a_person(post: Post) -> None:
    files = [
        saved(post.open().put("1.1", status=status), f"{status}.xlsx", JULY, "Pat")
        for status in ("R", "G")
    ]
    post.merge(*files, code=3)
    (waits,) = post.waiting()
    answer = command("resolve", post.plan, "--later", waits["export"])
    assert answer.code == 1
    assert "at the same time" in answer.err
    assert post.waiting() == [waits]


def test_a_conflict_is_named_or_an_export_but_not_both(post: Post) -> None:
    assert command("resolve", post.plan, "--take", "1").code == 2
    assert command("resolve", post.plan, "abc", "--later", "def").code == 2


def test_a_return_whose_sender_is_not_known_is_named_by_what_it_is(post: Post) -> None:
    first = saved(post.open().put("1.1", status="G", commentary="One"), "first.xlsx", JULY, "")
    second = saved(post.open().put("1.1", status="R"), "second.xlsx", AUGUST, "")
    post.merge(first)
    (notice,) = post.merge(second, code=3)["files"][0]["notices"]
    assert notice.startswith(f"This file and the return '{IGU}, {Q1}' merged before come from")
