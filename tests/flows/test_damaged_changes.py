"""Changes that are damaged are said to be, and an intact copy of the plan puts them right."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.flows.command import command, data, done, files_in, sentence

MINE = "kind = 'action' AND field = 'title' AND nonce != 'shipped'"

DAMAGE: dict[str, str] = {
    "a value blotted out": f"UPDATE change SET value = NULL WHERE {MINE}",  # noqa: S608
    "all values blotted out": "UPDATE change SET value = NULL",
    "another value": f"UPDATE change SET value = '\"Another\"' WHERE {MINE}",  # noqa: S608
    "a value that is no JSON": f"UPDATE change SET value = '{{' WHERE {MINE}",  # noqa: S608
    "a value that is no text": f"UPDATE change SET value = x'ff' WHERE {MINE}",  # noqa: S608
    "a text that cannot be decoded": (
        f"UPDATE change SET value = CAST(x'22ff22' AS TEXT) WHERE {MINE}"  # noqa: S608
    ),
    "changes gone": "DELETE FROM change WHERE field = 'title'",
    "what was covered": f"UPDATE change SET covers = '' WHERE {MINE}",  # noqa: S608
    "a stance": f"UPDATE change SET stance = 'proposed' WHERE {MINE}",  # noqa: S608
    "a stance that there is not": f"UPDATE change SET stance = 'shouted' WHERE {MINE}",  # noqa: S608
    "another field": f"UPDATE change SET field = 'activity' WHERE {MINE}",  # noqa: S608
    "another id": "UPDATE change SET id = 'another' WHERE value = '\"First\"'",
    "a value and the cell with it": (
        f"UPDATE change SET value = '\"Another\"' WHERE {MINE}; "  # noqa: S608
        "UPDATE cell SET value = '\"Another\"' WHERE field = 'title'"
    ),
}


UNTOLD = ("changes gone", "another id")
"""Where the file no longer tells at which place a change came."""


def _altered(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(sql)
    connection.close()


@pytest.fixture
def copy(plan: Path) -> Path:
    """An intact copy of the plan, made after a few edits."""
    for title in ("First", "Second"):
        done("set", plan, "1.2", "title", title)
    other = plan.with_name("copy.cspplan")
    done("copy", plan, other)
    return other


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_changes_are_put_right_by_merging_an_intact_copy(
    damage: str, plan: Path, copy: Path
) -> None:
    shown, told = data("show", plan), data("history", plan)
    _altered(plan, DAMAGE[damage])
    sentence(command("show", plan))
    answer = data("merge", plan, copy)
    (report,) = answer["files"]
    assert report["applied"] == 0
    assert report["healed"] > 0
    assert "put right from this file" in report["notices"][-1]
    assert data("check", plan) == {"sound": True, "problems": []}
    assert data("show", plan) == shown
    again = data("history", plan)
    if damage in UNTOLD:
        again, told = sorted(again, key=str), sorted(told, key=str)
    assert again == told
    done("undo", plan)
    assert data("show", plan, "1.2")["actions"][0]["title"] == "First"


def test_what_an_intact_copy_has_more_is_merged_with_it(plan: Path, copy: Path) -> None:
    done("set", copy, "1.3", "title", "New in the copy")
    _altered(plan, DAMAGE["a value blotted out"])
    answer = data("merge", plan, copy)
    assert (answer["files"][0]["applied"], answer["files"][0]["healed"]) == (1, 2)
    assert data("show", plan, "1.3")["actions"][0]["title"] == "New in the copy"
    assert data("check", plan)["sound"]
    done("undo", plan)
    assert data("show", plan, "1.3")["actions"][0]["title"] != "New in the copy"
    assert data("check", plan)["sound"]


def test_two_copies_put_right_together_what_neither_holds_alone(plan: Path, copy: Path) -> None:
    other = plan.with_name("other.cspplan")
    done("copy", plan, other)
    shown = data("show", plan)
    for each, title in ((plan, "'%'"), (copy, "'\"First\"'"), (other, "'\"Second\"'")):
        _altered(each, f"UPDATE change SET value = NULL WHERE {MINE} AND value LIKE {title}")  # noqa: S608
    answer = data("merge", plan, copy, other)
    assert [each.get("healed") for each in answer["files"]] == [1, 1]
    assert data("show", plan) == shown
    assert data("check", plan)["sound"]


def test_where_the_copies_do_not_hold_all_that_is_damaged_nothing_is_changed(
    plan: Path, copy: Path
) -> None:
    done("set", plan, "1.2", "title", "Third")
    _altered(plan, DAMAGE["a value blotted out"])
    before = files_in(plan.parent)
    told = sentence(command("merge", plan, copy))
    assert "3 of its changes do not hold or are gone, and 1 of them" in told
    assert "restore" in told
    assert files_in(plan.parent) == before
    sentence(command("merge", plan, copy, "--dry-run"))
    assert files_in(plan.parent) == before


def test_a_damaged_plan_is_kept_as_it_was_and_is_no_backup(plan: Path, copy: Path) -> None:
    _altered(plan, DAMAGE["a value blotted out"])
    damaged = plan.read_bytes()
    data("merge", plan, copy)
    assert damaged in files_in(plan.parent).values()
    assert data("backup", plan, "--list") == []


def test_a_value_that_was_blotted_out_is_no_clearing(plan: Path, copy: Path) -> None:
    """Of a change that no longer stands, too, which opening does not look at."""
    _altered(plan, f"UPDATE change SET value = NULL WHERE {MINE} AND value = '\"First\"'")  # noqa: S608
    answer = command("check", plan, "--json")
    assert answer.code == 1
    assert not answer.data["sound"]
    assert "title of action" in answer.data["problems"][0]
    assert data("check", copy)["sound"]
    for words in (("show",), ("history",), ("backup",)):
        assert "damaged" in sentence(command(words[0], plan))


def test_a_clearing_is_still_a_clearing(plan: Path) -> None:
    done("set", plan, "1.2", "title", "Mine")
    done("set", plan, "1.2", "commentary", "Something")
    done("set", plan, "1.2", "commentary", "")
    assert ("Something", None) in [
        (each["old"], each["new"]) for each in data("history", plan, "1.2")
    ]
    assert data("check", plan)["sound"]


def test_damage_to_a_value_that_no_longer_stands_is_put_right_too(plan: Path, copy: Path) -> None:
    """A byte of a value that no longer stands, turned over without SQLite's counting it."""
    told = data("history", plan)
    content = plan.read_bytes()
    assert content.count(b'"First"')
    plan.write_bytes(content.replace(b'"First"', b'"Furst"'))
    assert not command("check", plan, "--json").data["sound"]
    assert data("merge", plan, copy)["files"][0]["healed"] == 1
    assert data("check", plan)["sound"]
    assert data("history", plan) == told
