"""Receipts can be had again; what comes late, or for another quarter, is said on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.flows.command import command, data, done, sentence
from tests.flows.returning import Book


@pytest.fixture
def returned(plan: Path, tmp_path: Path) -> Path:
    """A return for Q1 with two edits taken, one held and one that cannot be read."""
    path = tmp_path / "Ann's return.xlsx"
    done("export", plan, path)
    book = Book(path)
    columns, sheet = book.columns(), book.sheet()
    sheet.cell(book.row("1.1"), columns["Status"], "on track")
    sheet.cell(book.row("1.1"), columns["Commentary"], "Under way.")
    sheet.cell(book.row("1.3"), columns["Lead partners"], "Somebody else")
    sheet.cell(book.row("1.4"), columns["Status"], "splendid")
    book.book.save(path)
    return path


def merged(plan: Path, *words: object) -> dict[str, Any]:
    [file] = command("merge", plan, *words, "--json").data["files"]
    return dict(file)


def page(folder: Path) -> str:
    [written] = folder.iterdir()
    return written.read_text(encoding="utf-8")


def test_merging_a_file_again_writes_the_same_receipt_with_its_reasons(
    plan: Path, returned: Path, tmp_path: Path
) -> None:
    assert merged(plan, returned, "--receipts", tmp_path / "first")["applied"] == 2
    done("set", plan, "1.1", "commentary", "Over.", "--by", "Ben")
    again = merged(plan, returned, "--receipts", tmp_path / "second")
    assert again["applied"] == 0
    assert page(tmp_path / "second") == page(tmp_path / "first")
    assert "a column that the return does not ask for" in page(tmp_path / "second")
    assert "splendid" in page(tmp_path / "second")
    said = command("merge", plan, returned).out
    assert f"'receipt PLAN {data('receipt', plan)[0]['id']}' gives its receipt again" in said


def test_a_receipt_is_had_again_by_its_id_the_returns_and_the_files_name(
    plan: Path, returned: Path, tmp_path: Path
) -> None:
    merged(plan, returned, "--by", "Cat", "--receipts", tmp_path / "first")
    [listed] = data("receipt", plan)
    assert (listed["file"], listed["author"]) == (returned.name, "Cat")
    for name in (listed["id"], listed["return"], returned.name, "ann’s RETURN"):
        told = data("receipt", plan, name)
        assert [each["heading"] for each in told["sections"]] == [
            "Needs you: could not be taken",
            "With the coordinator: waits to be taken",
            "Taken",
        ]
    done("receipt", plan, listed["id"], tmp_path / "again.html")
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == page(tmp_path / "first")
    assert "Under way." in done("receipt", plan, listed["id"]).out
    assert "no receipt of 'Nobody'" in sentence(command("receipt", plan, "Nobody"))
    assert ".html or .txt" in sentence(command("receipt", plan, listed["id"], tmp_path / "r.pdf"))


def test_a_plan_into_which_nothing_was_merged_has_no_receipt(plan: Path) -> None:
    assert data("receipt", plan) == []
    assert "nothing was merged" in sentence(command("receipt", plan, "any"))


def test_a_dry_run_and_a_merge_that_was_undone_leave_the_right_receipt(
    plan: Path, returned: Path
) -> None:
    merged(plan, returned, "--dry-run")
    assert data("receipt", plan) == []
    merged(plan, returned)
    done("undo", plan)
    assert merged(plan, returned)["applied"] == 2
    [listed] = data("receipt", plan)
    assert listed["summary"].startswith("2 changes were taken")


def test_a_return_for_another_quarter_says_so(plan: Path, returned: Path) -> None:
    done("set", plan, "plan", "working_quarter", "2016/17 Q2")
    notices = merged(plan, returned, "--dry-run")["notices"]
    assert any(
        "for 2016/17 Q1, and the plan's working quarter is 2016/17 Q2" in each for each in notices
    )
    assert merged(plan, returned)["notices"] == notices


def test_a_return_for_a_frozen_quarter_says_what_will_not_be_in_it(
    plan: Path, returned: Path, tmp_path: Path
) -> None:
    taken = data("snapshot", plan, "take", "2016/17 Q1", "--by", "Ann")
    for words in (["--dry-run"], ["--receipts", tmp_path / "told"]):
        [said] = [each for each in merged(plan, returned, *words)["notices"] if "frozen" in each]
        assert said.startswith("2016/17 Q1 was frozen on ")
        assert said.endswith(" by Ann: these 2 changes will not be in it.")
    assert "these 2 changes will not be in it" in page(tmp_path / "told")
    done("snapshot", plan, "withdraw", taken["id"])
    done("undo", plan)
    assert not any("frozen" in each for each in merged(plan, returned)["notices"])
