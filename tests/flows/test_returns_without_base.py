"""A return that lost its base: each difference from the plan waits for a person, as it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.flows.command import data, done
from tests.flows.returning import IGU, Q1, Book, Post, as_sent, send_out


@pytest.fixture(scope="module")
def posted(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Post:
    return send_out(shipped, tmp_path_factory.mktemp("posted"))


@pytest.fixture
def post(posted: Post, tmp_path: Path) -> Post:
    return as_sent(posted, tmp_path / "post")


def stripped(book: Book, name: str = "stripped.xlsx") -> Path:
    """A workbook from which all that is hidden was taken out, but for the rows' ids."""
    for sheet in ("csp-base", "Lists"):
        del book.book[sheet]
    book.book.defined_names.clear()
    book.book.custom_doc_props.props.clear()  # type: ignore[attr-defined]
    return book.save(name)


def held(report: dict[str, Any]) -> list[tuple[str, str, str | None, Any]]:
    return [(each["ref"], each["field"], each["period"], each["value"]) for each in report["held"]]


def test_one_that_is_as_it_went_out_brings_nothing(post: Post) -> None:
    report = post.only(stripped(post.open()))
    assert (report["applied"], report["held"], report["problems"]) == (0, [], [])
    assert len(report["notices"]) == 1


def test_a_cleared_cell_waits(post: Post) -> None:
    done("set", post.plan, "1.2", "commentary", "To be taken out")
    data("export", post.plan, post.sent["igu"], "--group", IGU)
    book = post.open()
    book.cell("1.2", "Commentary").value = None
    report = post.only(stripped(book), code=3)
    assert held(report) == [("1.2", "commentary", Q1, None)]
    (waits,) = post.waiting()
    assert (waits["kind"], waits["agreed"]) == ("compare", "To be taken out")
    assert post.resolve(waits, "--take", 1).code == 0
    assert post.quarter("1.2")["commentary"] is None


def test_a_changed_title_waits(post: Post) -> None:
    report = post.only(stripped(post.open().put("1.1", action="A better title")), code=3)
    assert held(report) == [("1.1", "title", None, "A better title")]
    assert len(post.waiting()) == 1


def test_counts_wait(post: Post) -> None:
    book = post.open()
    sheet = book.sheet("Indicators")
    sheet.cell(5, book.columns("Indicators")[f"Count {Q1}"]).value = 412
    report = post.only(stripped(book), code=3)
    assert [(field, period, value) for _, field, period, value in held(report)] == [
        ("count", Q1, 412)
    ]


def test_an_update_in_a_column_that_looks_back_waits(post: Post) -> None:
    report = post.only(stripped(post.open().put("1.1", last_commentary="Two clubs.")), code=3)
    assert held(report) == [("1.1", "commentary", Q1, "Two clubs.")]


def test_words_beside_the_rows_are_told(post: Post) -> None:
    book = post.open()
    book.sheet()["M6"] = "Beside the table"
    book.book["Start here"]["C40"] = "On the cover"
    report = post.only(stripped(book), code=3)
    assert [(each["sheet"], each["cell"]) for each in report["problems"]] == [
        ("Start here", "C40"),
        ("Updates", "M6"),
    ]


def test_a_blank_cell_of_a_workbook_that_never_was_an_export_clears_nothing(post: Post) -> None:
    from openpyxl import Workbook

    done("set", post.plan, "1.1", "commentary", "As it is")
    own = Workbook()
    sheet = own.worksheets[0]
    sheet.title = "Updates"
    for row in (("Ref", "Action", "Status", "Commentary"), ("1.1", None, "G", None)):
        sheet.append(row)
    path = post.plan.with_name("own.xlsx")
    own.save(path)
    assert held(post.only(path, code=3)) == [("1.1", "status", Q1, "on track")]
