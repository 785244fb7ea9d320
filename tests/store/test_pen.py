"""What is said of a write is so: the file is the one that was opened, and holds what was kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from csp_desktop.errors import Failure, PlanGone
from csp_desktop.operations.session.backups import check
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import new_plan, open_plan
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store import pen
from tests.store.test_hotjournal import STAMP, edited, put, text_of

posix = pytest.mark.skipif(os.name == "nt", reason="there, an open file stays where it is")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "plan.cspplan"
    new_plan(path, SHIPPED, STAMP, title="Small").close()
    return path


@pytest.fixture
def plan(path: Path) -> Iterator[OpenPlan]:
    """The plan as a window has it open, with an edit made."""
    opened = open_plan(path, SHIPPED, write=True, window=True)
    put(opened, "one")
    yield opened
    opened.close()


def other_with_as_many_writes(path: Path, plan: OpenPlan) -> Path:
    """A copy of the plan that was edited apart, until it counts as many writes as the open one."""
    other = path.with_name("other.cspplan")
    shutil.copyfile(path, other)
    apart = open_plan(other, SHIPPED, write=True)
    put(apart, "theirs")
    apart.close()
    edited(other, "theirs again")
    count = plan.file.meta("writes")
    for number in range(20):
        put(plan, f"mine {number}")
        count = plan.file.meta("writes")
    apart = open_plan(other, SHIPPED, write=True)
    number = 0
    while apart.file.meta("writes") != count:
        with apart.file.transaction():
            apart.file.set_meta("nothing", str(number))
        number += 1
    shutil.copyfile(other, path.with_name("taken.cspplan"))
    apart.close()
    return path.with_name("taken.cspplan")


def test_a_file_replaced_in_place_with_as_many_writes_is_not_written_into(
    path: Path, plan: OpenPlan
) -> None:
    other = other_with_as_many_writes(path, plan)
    shutil.copyfile(other, path)
    before = path.read_bytes()
    with pytest.raises(PlanGone, match="was replaced or changed by another program"):
        put(plan, "mine once more")
    assert path.read_bytes() == before
    plan.close()
    assert path.read_bytes() == before
    assert check(path, SHIPPED) == []
    assert text_of(path) == "theirs again"


@posix
def test_a_file_replaced_by_another_is_not_written_into(path: Path, plan: OpenPlan) -> None:
    other = Path(shutil.copyfile(path, path.with_name("other.cspplan")))
    before = other.read_bytes()
    other.replace(path)
    with pytest.raises(PlanGone, match="was replaced or changed by another program"):
        put(plan, "mine")
    assert path.read_bytes() == before


@posix
def test_a_file_that_was_moved_is_said_to_be_moved(path: Path, plan: OpenPlan) -> None:
    there = path.rename(path.with_name("elsewhere.cspplan"))
    before = there.read_bytes()
    with pytest.raises(PlanGone, match="was moved or renamed while it was open"):
        put(plan, "two")
    assert there.read_bytes() == before
    there.rename(path)
    put(plan, "two")
    plan.close()
    assert text_of(path) == "two"


@posix
def test_a_file_that_was_deleted_is_said_to_be_deleted(path: Path, plan: OpenPlan) -> None:
    path.unlink()
    with pytest.raises(PlanGone, match="was deleted while it was open"):
        put(plan, "two")
    plan.close()
    assert not path.exists()


def test_a_file_that_is_only_touched_is_the_same(path: Path, plan: OpenPlan) -> None:
    os.utime(path, (1, 1))
    content = path.read_bytes()
    path.write_bytes(content)
    put(plan, "two")
    plan.close()
    assert text_of(path) == "two"
    assert check(path, SHIPPED) == []


def test_what_another_program_wrote_meanwhile_is_not_written_over(
    path: Path, plan: OpenPlan
) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE cell SET value = '\"x\"' WHERE field = 'notes'")
    connection.commit()
    connection.close()
    with pytest.raises(PlanGone, match="replaced or changed"):
        put(plan, "two")


class EndFails:
    """A connection whose next end of a transaction fails, before or after it is on the disk."""

    def __init__(self, db: sqlite3.Connection, *, kept: bool) -> None:
        self._db, self._kept, self._left = db, kept, 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    def execute(self, statement: str, *rest: Any) -> Any:
        if statement == "COMMIT" and self._left:
            self._left -= 1
            self._db.execute("COMMIT" if self._kept else "ROLLBACK")
            raise sqlite3.OperationalError("disk I/O error")
        return self._db.execute(statement, *rest)


def failing(plan: OpenPlan, monkeypatch: pytest.MonkeyPatch, *, kept: bool) -> None:
    its_pen = plan.file._pen
    monkeypatch.setattr(its_pen, "_db", EndFails(its_pen._db, kept=kept))


def test_a_change_that_was_kept_though_the_end_failed_is_said_to_be_kept(
    path: Path, plan: OpenPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(plan, monkeypatch, kept=True)
    put(plan, "two")
    assert plan.to_tell() == []
    put(plan, "three")
    plan.close()
    assert text_of(path) == "three"
    assert check(path, SHIPPED) == []


def test_a_change_that_the_disk_does_not_confirm_is_told_of(
    path: Path, plan: OpenPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing_folder(_: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(pen, "sync_folder", failing_folder)
    failing(plan, monkeypatch, kept=True)
    put(plan, "two")
    (told,) = plan.to_tell()
    assert "holds the last change, but the disk does not confirm" in told
    assert text_of(path) == "two"


def test_a_change_that_was_not_kept_is_said_not_to_be(
    path: Path, plan: OpenPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(plan, monkeypatch, kept=False)
    with pytest.raises(Failure, match="Nothing was changed"):
        put(plan, "two")
    put(plan, "three")
    plan.close()
    assert text_of(path) == "three"
    assert check(path, SHIPPED) == []


def test_where_the_file_cannot_be_looked_at_nobody_says_what_became_of_a_change(
    plan: OpenPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(plan, monkeypatch, kept=True)
    with monkeypatch.context() as blind:
        blind.setattr(pen, "look", lambda _: None)
        with pytest.raises(Failure, match="cannot be seen whether the last change was kept"):
            put(plan, "two")
