"""Copies that another program wrote into: what no program could have made is told, and left."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from csp_desktop.changes.change import NOWHERE, Cell, Change, Stance, make_change
from csp_desktop.changes.possible import Possible
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store.planfile import PlanFile
from tests.flows.command import Answer, command, data, done
from tests.flows.crafting import (
    BY_MALLORY,
    asked,
    copied,
    heads,
    plan_of,
    put,
    set_aside,
    stated,
    with_covers,
)  # fmt: skip

TITLE = Cell("action", "hk-a01", "title")
SOUND = {"sound": True, "problems": []}


def merged(plan: Path, *others: Path) -> Answer:
    """A merge that must come to an end with a word, whatever was in the files."""
    answer = command("merge", plan, *others, "--json")
    assert "Traceback" not in answer.err
    assert answer.code in (0, 1, 3), answer
    return answer


def refusals(answer: Answer) -> list[str]:
    """What was told of changes that were not taken."""
    return [
        each["message"]
        for file in answer.data["files"]
        for each in file["problems"]
        if each["message"].startswith("Not taken")
    ]


def works(plan: Path, folder: Path) -> None:
    """Every kind of command comes to a good end on the plan."""
    assert data("check", plan) == SOUND
    done("show", plan)
    done("history", plan)
    assert command("conflicts", plan).code in (0, 3)
    done("set", plan, "1.3", "measure", "Counted")
    done("undo", plan)
    done("export", plan, folder / "return.xlsx")
    done("export", plan, folder / "plan.xlsx", "--kind", "plan", "--case-studies")
    done("report", plan, folder / "report.html", "--no-charts")
    done("report", plan, folder / "report.docx", "--no-charts")
    done("copy", plan, folder / "copy.cspplan")
    assert data("check", plan) == SOUND


def over(path: Path) -> tuple[str, ...]:
    return heads(path, TITLE.record, "title")


IMPOSSIBLE: dict[str, Callable[[Path], Change]] = {
    "a set-aside with a cell": lambda path: stated(
        path, TITLE, None, over(path), stance=Stance.ASIDE
    ),
    "a set-aside with a value": lambda path: stated(
        path, NOWHERE, "gone", over(path), stance=Stance.ASIDE
    ),
    "a set-aside of nothing": lambda path: set_aside(path, ()),
    "a blotted set-aside": lambda path: replace(set_aside(path, over(path)), blotted=True),
    "a statement at no cell": lambda path: stated(path, NOWHERE, "All", over(path)),
    "a statement at half a cell": lambda path: stated(
        path, Cell("action", "", "title"), "All", over(path)
    ),
    "a proposal at no cell": lambda path: stated(
        path, NOWHERE, "All", over(path), stance=Stance.PROPOSED
    ),
    "an unsure statement of no record": lambda path: stated(
        path, Cell("action", "hk-a01", ""), "All", over(path), stance=Stance.UNCONFIRMED
    ),
    "a lone surrogate": lambda path: stated(path, TITLE, "half \ud83d", over(path)),
    "a lone surrogate in a list": lambda path: stated(
        path, TITLE._replace(field="themes"), ["Well", "\udc80"], over(path)
    ),
    "a NUL in a text": lambda path: stated(path, TITLE, "before\x00after", over(path)),
    "an escape in a text": lambda path: stated(path, TITLE, "red \x1b[31m", over(path)),
    "a NUL in a record's id": lambda path: stated(
        path, Cell("action", "hk\x00a", "exists"), True, ()  # noqa: FBT003
    ),
    "a line end in a record's id": lambda path: stated(
        path, Cell("action", "hk\na", "exists"), True, ()  # noqa: FBT003
    ),
    "a record's id that cannot be seen": lambda path: stated(
        path, Cell("action", "\u200b", "exists"), True, ()  # noqa: FBT003
    ),
    "a vast record's id": lambda path: stated(
        path, Cell("action", "a" * 5_000, "exists"), True, ()  # noqa: FBT003
    ),
    "a NUL in a period": lambda path: stated(
        path, Cell("action", "hk-a01", "status", "2016/17\x00Q1"), "on track", over(path)
    ),
    "a NUL in an unknown field": lambda path: stated(
        path, Cell("action", "hk-a01", "colour\x00"), "red", over(path)
    ),
    "a period where the field has none": lambda path: stated(
        path, TITLE._replace(period="2016/17"), "All", over(path)
    ),
    "no period where the field has one": lambda path: stated(
        path, Cell("action", "hk-a01", "status"), "on track", over(path)
    ),
    "a year for a quarter": lambda path: stated(
        path, Cell("action", "hk-a01", "status", "2016/17"), "on track", over(path)
    ),
    "a fifth quarter": lambda path: stated(
        path, Cell("action", "hk-a01", "status", "2016/17 Q5"), "on track", over(path)
    ),
    "a year that is none": lambda path: stated(
        path, Cell("year", "soon", "exists"), True, ()  # noqa: FBT003
    ),
    "a number for a title": lambda path: stated(path, TITLE, 12, over(path)),
    "a list for a title": lambda path: stated(path, TITLE, ["All"], over(path)),
    "yes for a title": lambda path: stated(path, TITLE, True, over(path)),  # noqa: FBT003
    "a text for a list": lambda path: stated(
        path, TITLE._replace(field="lead_partners"), "Police", over(path)
    ),
    "a text for a number": lambda path: stated(
        path, Cell("indicator", "ind-syv", "actual", "2016/17"), "many", over(path)
    ),
    "a vast number": lambda path: stated(
        path, Cell("indicator", "ind-syv", "actual", "2016/17"), 1e300, over(path)
    ),
    "an object": lambda path: stated(path, TITLE, {"a": 1}, over(path)),  # type: ignore[arg-type]
    "a list of numbers": lambda path: stated(
        path, TITLE._replace(field="themes"), [1, 2], over(path)  # type: ignore[list-item]
    ),
    "a text for whether a record exists": lambda path: stated(
        path, TITLE._replace(field="exists"), "yes", over(path)
    ),
    "nothing for whether a record exists": lambda path: stated(
        path, TITLE._replace(field="exists"), None, over(path)
    ),
    "a record that exists for a while": lambda path: stated(
        path, Cell("action", "hk-a01", "exists", "2016/17"), True, over(path)  # noqa: FBT003
    ),
    "covers of no id": lambda path: with_covers(stated(path, TITLE, "All", ()), ["nobody"]),
    "covers in no order": lambda path: with_covers(
        stated(path, TITLE, "All", ()), sorted([*over(path), "0" * 32], reverse=True)
    ),
    "covers twice": lambda path: with_covers(
        stated(path, TITLE, "All", ()), [*over(path), *over(path)]
    ),
    "no nonce": lambda path: stated(path, TITLE, "All", over(path), ""),
    "a vast nonce": lambda path: stated(path, TITLE, "All", over(path), "n" * 5_000),
    "a text longer than any": lambda path: stated(path, TITLE, "x" * 2_100_000, over(path)),
    "an altered value": lambda path: replace(stated(path, TITLE, "All", over(path)), value="None"),
    "an id that is none": lambda path: replace(stated(path, TITLE, "All", over(path)), id="x" * 32),
    "an id of another change": lambda path: replace(
        stated(path, TITLE, "All", over(path)), id="0" * 32
    ),
    "a change of another plan": lambda path: make_change("another", TITLE, "All", over(path), "n"),
}  # fmt: skip


@pytest.fixture(scope="module")
def crafted(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Change]:
    """One of each kind that is impossible, in the shipped plan."""
    path = shutil.copyfile(shipped, tmp_path_factory.mktemp("crafted") / "plan.cspplan")
    return {name: craft(path) for name, craft in IMPOSSIBLE.items()}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_change_that_no_program_could_have_made_is_refused(
    name: str, crafted: dict[str, Change]
) -> None:
    change = crafted[name]
    assert Possible(SHIPPED).why_not(change) or not change.sound or change.plan == "another"


def test_what_is_impossible_is_told_by_change_and_the_rest_is_taken(
    plan: Path, tmp_path: Path, crafted: dict[str, Change]
) -> None:
    other = copied(plan)
    done("set", other, "1.3", "title", "Theirs")
    before = data("show", plan, "1.2")["actions"]
    put(other, crafted.values())
    answer = merged(plan, other)
    assert (answer.code, answer.data["applied"]) == (3, 1)
    told = refusals(answer)
    assert len(told) == 11
    assert told[-1].startswith(f"Not taken: {len(IMPOSSIBLE) - 10} more")
    assert data("show", plan, "1.3")["actions"][0]["title"] == "Theirs"
    assert data("show", plan, "1.2")["actions"] == before
    assert command("check", other).code == 1
    works(plan, tmp_path)


def test_what_this_version_does_not_know_is_kept_and_carried(plan: Path, tmp_path: Path) -> None:
    other = copied(plan)
    (exists,) = heads(other, TITLE.record, "exists")
    later = [
        stated(other, Cell("action", "hk-a01", "colour"), "red", (exists,)),
        stated(other, Cell("action", "hk-a01", "weight", "2016-W07"), 0.5, (exists,)),
        stated(other, Cell("action", "hk-a01", "done"), False, (exists,)),  # noqa: FBT003
        stated(other, Cell("hazard", "flood", "exists"), True, ()),  # noqa: FBT003
        stated(
            other, Cell("action", "hk-a01", "status", "2016/17 Q2"), "paused", (exists,)
        ),
    ]  # fmt: skip
    put(other, later)
    answer = merged(plan, other)
    assert refusals(answer) == []
    third = copied(plan, "third.cspplan")
    kept = {str(row[0]) for row in asked(third, "SELECT id FROM change")}
    assert {each.id for each in later} <= kept
    works(plan, tmp_path)


def test_what_was_made_over_a_refused_change_waits(plan: Path) -> None:
    other = copied(plan)
    bad = stated(other, TITLE, "bad \ud83d", over(other))
    put(other, [bad, stated(other, TITLE, "over it", (bad.id,))])
    answer = merged(plan, other)
    assert (answer.data["applied"], answer.data["files"][0]["waiting"]) == (0, 1)
    assert data("check", plan) == SOUND


NOBODY: dict[str, str] = {
    "no operations at all": "DELETE FROM operation",
    "no word of which made what": "DELETE FROM made_in",
    "an operation with a NUL in its author": "UPDATE operation SET author = 'A' || char(0)",
    "an operation whose author is no text": "UPDATE operation SET author = x'ff'",
    "an operation of a vast label": (
        "UPDATE operation SET label = printf('%.*c', 10000, 'x')"
    ),
    "an operation whose author cannot be decoded": (
        "UPDATE operation SET author = CAST(x'ff' AS TEXT)"
    ),
}  # fmt: skip


@pytest.mark.parametrize("sql", NOBODY.values(), ids=NOBODY)
def test_a_change_that_nobody_is_named_for_is_refused(sql: str, plan: Path) -> None:
    other = copied(plan)
    done("set", other, "1.2", "title", "Theirs")
    asked(other, sql)
    answer = merged(plan, other)
    assert answer.data["applied"] == 0
    assert any("nobody is named" in each for each in refusals(answer))
    assert data("show", plan, "1.2")["actions"][0]["title"] != "Theirs"
    assert data("check", plan) == SOUND
    assert command("check", other).code == 1


def test_a_plan_that_took_a_change_of_nobody_says_so_and_is_mended_by_a_copy(plan: Path) -> None:
    done("set", plan, "1.2", "title", "Ours")
    other = copied(plan)
    took = PlanFile.open(plan, SHIPPED, write=True)
    with took.transaction():
        took._db.execute("DELETE FROM made_in WHERE change = ?", heads(other, "hk-a01", "title"))
    took.close()
    found = command("check", plan, "--json").data
    assert found["problems"] == [
        "Of 1 of its changes nobody is named as having made it. Merge a copy that says who did."
    ]
    merged(plan, other)
    assert data("check", plan) == SOUND
    assert data("history", plan, "1.2")[0]["new"] == "Ours"


def test_operations_of_changes_that_are_not_there_are_left_out(plan: Path) -> None:
    other = copied(plan)
    asked(other, "INSERT INTO operation VALUES (?,?,?,?,?)", *BY_MALLORY)
    asked(other, "INSERT INTO made_in VALUES (?, ?)", "0" * 32, BY_MALLORY[0])
    assert merged(plan, other).data["applied"] == 0
    assert data("check", plan) == SOUND


def test_a_plan_title_with_a_line_end_is_told_on_one_line(plan: Path, tmp_path: Path) -> None:
    other = tmp_path / "another.cspplan"
    done("new", other, "--title", "Camden")
    asked(other, "UPDATE cell SET value = '\"Cam\\nden\\ud83d\"' WHERE field = 'title'")
    answer = command("merge", plan, other)
    assert (answer.code, len(answer.err.splitlines())) == (1, 1)
    assert "another plan, 'Cam?den?'" in answer.err


DISGUISED: dict[str, str] = {
    "a column worked out when it is read": (
        "ALTER TABLE operation RENAME TO o; CREATE TABLE operation (id, label, author, at, "
        "source TEXT GENERATED ALWAYS AS (hex(zeroblob(400000000))))"
    ),
    "a table of another kind": (
        "DROP TABLE made_in; CREATE VIRTUAL TABLE made_in USING fts5(change, operation)"
    ),
}  # fmt: skip


@pytest.mark.parametrize("sql", DISGUISED.values(), ids=DISGUISED)
def test_a_table_that_would_be_run_is_refused(sql: str, plan: Path) -> None:
    other = copied(plan)
    connection = sqlite3.connect(other)
    connection.executescript(sql)
    connection.close()
    answer = command("merge", plan, other)
    assert answer.code == 1
    assert "is missing" in answer.err
    assert plan_of(plan)
    assert data("check", plan) == SOUND
