"""A kill at any moment loses nothing that was said to be saved; nor do many writers at once."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.plan.fields import SHIPPED
from tests.flows.command import MAIN, data, done, environment, files_in, process

ROUNDS = 6
MANY_ROUNDS = 30

COMMANDS = """
import sys
from csp_desktop.cli import run
for number in range(int(sys.argv[2]), 10**9):
    assert run(["set", sys.argv[1], "1.2", "commentary", f"update {number}"]) == 0
    print("saved", number, flush=True)
"""
DOOR = """
import sys
from pathlib import Path
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
plan = open_plan(Path(sys.argv[1]), SHIPPED, write=True, by="Ann", window=True)
for number in range(int(sys.argv[2]), 10**9):
    text = f"update {number} " + "and so on " * 400
    edit(plan, [Edit("action", "hk-a02", "commentary", "2016/17 Q1", text)], Stamp("Ann", "2016"))
    print("saved", number, flush=True)
"""


def _killed_at_some_moment(plan: Path, code: str, first: int, seconds: float) -> Iterator[int]:
    """The numbers that a process said were saved before it was killed."""
    with subprocess.Popen(
        [sys.executable, "-c", code, str(plan), str(first)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as writer:
        assert writer.stdout
        line = writer.stdout.readline()
        time.sleep(seconds)
        writer.kill()
        for said in (line, *writer.stdout):
            # The kill may cut a line short; what was not said was not promised.
            word, _, number = said.rstrip("\n").partition(" ")
            if word == "saved" and number and said.endswith("\n"):
                yield int(number)


def _kept(plan: Path) -> set[int]:
    """The numbers of all updates that the file holds."""
    connection = sqlite3.connect(plan)
    try:
        rows = connection.execute("SELECT value FROM change WHERE field = 'commentary'").fetchall()
    finally:
        connection.close()
    return {int(json.loads(value).split()[1]) for (value,) in rows}


def _survives(plan: Path, rounds: int) -> None:
    chance = random.Random(rounds)  # noqa: S311
    saved: set[int] = set()
    for number in range(rounds):
        code = (DOOR, DOOR, COMMANDS)[number % 3]
        first = max(saved, default=0) + 1_000
        saved.update(_killed_at_some_moment(plan, code, first, chance.uniform(0, 0.06)))
        opened = open_plan(plan, SHIPPED)
        assert not opened.file.written_by_others
        opened.close()
        assert data("check", plan) == {"sound": True, "problems": []}
        kept = _kept(plan)
        assert saved <= kept
        assert len(kept - saved) <= number + 1  # at most the one that it was about to tell of
        done("set", plan, "1.2", "status", ("on track", "at risk")[number % 2])
        assert sorted(files_in(plan.parent)) == ["plan.cspplan"]
    assert len(saved) > rounds


def test_a_kill_at_any_moment_loses_no_edit_that_was_said_to_be_saved(plan: Path) -> None:
    _survives(plan, ROUNDS)


@pytest.mark.slow
def test_thirty_kills_lose_no_edit_that_was_said_to_be_saved(plan: Path) -> None:
    _survives(plan, MANY_ROUNDS)


@pytest.mark.parametrize(
    "words", [("backup", "PLAN"), ("restore", "PLAN"), ("copy", "PLAN", "OTHER")]
)
def test_a_kill_while_a_file_is_made_leaves_no_half_of_one(
    words: tuple[str, ...], plan: Path
) -> None:
    done("set", plan, "1.2", "status", "at risk")
    done("backup", plan)
    before = data("show", plan)
    other = plan.with_name("other.cspplan")
    places = {"PLAN": str(plan), "OTHER": str(other)}
    chance = random.Random(7)  # noqa: S311
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", MAIN, *(places.get(word, word) for word in words)],
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as making:
            time.sleep(chance.uniform(0.15, 0.45))
            making.kill()
        for each in (plan, *plan.parent.rglob("*.cspplan")):
            assert data("check", each)["sound"], each
        assert data("show", plan) == before
        other.unlink(missing_ok=True)
    done(*(places.get(word, word) for word in words))


def test_twenty_at_once_lose_nothing(plan: Path) -> None:
    refs = [each["ref"] for each in data("show", plan)["actions"]][:20]
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", MAIN, "set", str(plan), ref, "commentary", f"from {number}"],
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number, ref in enumerate(refs)
    ]
    for writer in writers:
        _, err = writer.communicate(timeout=60)
        assert (writer.returncode, err) == (0, "")
    shown = {each["ref"]: each for each in data("show", plan)["actions"]}
    for number, ref in enumerate(refs):
        assert shown[ref]["quarters"]["2016/17 Q1"]["commentary"] == f"from {number}"
    assert data("check", plan)["sound"]
    assert sorted(files_in(plan.parent)) == ["plan.cspplan"]


def test_those_who_read_meanwhile_see_one_plan_or_the_next(plan: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", DOOR, str(plan), "1"],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        assert writer.stdout
        writer.stdout.readline()
        try:
            for _ in range(3):
                answer = process("show", plan, "1.2", "--json")
                assert (answer.returncode, answer.stderr) == (0, "")
        finally:
            writer.kill()
