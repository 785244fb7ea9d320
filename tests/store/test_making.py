"""A plan file is there whole or not at all; what an older start left half made is begun again."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from csp_desktop import whole
from csp_desktop.errors import CspError, Failure, NotAPlan, Refusal
from csp_desktop.operations.session.backups import check
from csp_desktop.operations.session.plan_files import (
    HACKNEY,
    copy_plan,
    new_plan,
    open_plan,
    working_copy,
)
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store.making import holds_nothing
from csp_desktop.store.planfile import PlanFile
from csp_desktop.store.schema import bring_up_to_date

pytestmark = pytest.mark.whole

STAMP = Stamp("Ann", "2016-07-01T09:00:00+01:00")


Left = Callable[[Path], None]


def empty(path: Path) -> None:
    path.touch()


def tables_only(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        bring_up_to_date(connection)


def tables_half_made(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE _sqlite_migrations (name TEXT)")


def no_records(path: Path) -> None:
    PlanFile.create(path, SHIPPED, "plan-x", "Ann").close()


def in_mid_commit(path: Path) -> None:
    """A file whose first changes had begun to be written, with the journal that takes them back."""
    no_records(path)
    before = path.read_bytes()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        rows = [(str(each), "x" * 2000) for each in range(100)]
        connection.executemany("INSERT INTO export VALUES (?, ?)", rows)
        connection.execute("INSERT INTO operation VALUES ('a', 'new', 'Ann', NULL, '')")
        journal = path.with_name(path.name + "-journal")
        half, kept = path.read_bytes(), journal.read_bytes()
        connection.execute("ROLLBACK")
    assert half != before
    path.write_bytes(half)
    journal.write_bytes(kept)


def names(folder: Path) -> set[str]:
    """The files in a folder, but for the locks that stay."""
    return {each.name for each in folder.iterdir() if each.is_file() and each.suffix != ".lock"}


REMAINS = (empty, tables_only, tables_half_made, no_records, in_mid_commit)
each_remains = pytest.mark.parametrize("left", REMAINS, ids=lambda each: each.__name__)


@each_remains
def test_a_first_start_begins_again_what_a_killed_one_left(left: Left, tmp_path: Path) -> None:
    path = tmp_path / "Hackney plan 2016-18.cspplan"
    left(path)
    assert holds_nothing(path)
    assert working_copy(tmp_path, SHIPPED, STAMP) == path
    assert check(path, SHIPPED) == []
    plan = open_plan(path, SHIPPED)
    assert len(plan.document().actions()) == 49
    plan.close()
    assert names(tmp_path) == {path.name}


@each_remains
def test_a_new_plan_may_take_the_name_of_one_that_was_never_made(
    left: Left, tmp_path: Path
) -> None:
    path = tmp_path / "n.cspplan"
    left(path)
    new_plan(path, SHIPPED, STAMP, title="Mine").close()
    assert check(path, SHIPPED) == []


@each_remains
def test_what_a_killed_start_left_is_not_opened_as_if_it_were_a_plan(
    left: Left, tmp_path: Path
) -> None:
    path = tmp_path / "n.cspplan"
    left(path)
    for write in (False, True):
        with pytest.raises(CspError):
            open_plan(path, SHIPPED, write=write)


def test_a_plan_without_a_change_says_that_it_was_never_finished(tmp_path: Path) -> None:
    no_records(tmp_path / "n.cspplan")
    with pytest.raises(NotAPlan, match="stopped before its end"):
        open_plan(tmp_path / "n.cspplan", SHIPPED)


def test_a_real_plan_is_never_begun_again(tmp_path: Path) -> None:
    path = working_copy(tmp_path, SHIPPED, STAMP)
    before = path.read_bytes()
    assert working_copy(tmp_path, SHIPPED, STAMP) == path
    with pytest.raises(Refusal, match="there already"):
        new_plan(path, SHIPPED, STAMP, sample=HACKNEY)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"a plan", b"SQLite format 3\x00" + bytes(84), b"PK\x03\x04"])
def test_a_file_of_another_kind_is_never_begun_again(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "n.cspplan"
    path.write_bytes(content)
    with pytest.raises(Refusal, match="there already"):
        new_plan(path, SHIPPED, STAMP)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_never_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "n.cspplan"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mine (a)")
    before = path.read_bytes()
    with pytest.raises(Refusal, match="there already"):
        new_plan(path, SHIPPED, STAMP)
    assert path.read_bytes() == before


@pytest.mark.parametrize("fails", ["fsync", "link"])
def test_a_disk_that_fails_at_the_end_leaves_no_plan(
    fails: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, fails, failing)
    monkeypatch.setattr(whole, "_put_where_no_links_are", failing)
    with pytest.raises(Failure, match=r"The disk that holds n\.cspplan is full"):
        new_plan(tmp_path / "n.cspplan", SHIPPED, STAMP)
    assert names(tmp_path) == set()


def test_a_plan_that_came_meanwhile_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = tmp_path / "n.cspplan", tmp_path / "other.cspplan"
    new_plan(other, SHIPPED, STAMP, title="Theirs").close()
    taken = other.read_bytes()
    put = whole.put_new

    def late(temporary: Path, place: Path) -> None:
        place.write_bytes(taken)
        put(temporary, place)

    monkeypatch.setattr("csp_desktop.store.making.put_new", late)
    with pytest.raises(Refusal, match="there already"):
        new_plan(path, SHIPPED, STAMP)
    assert path.read_bytes() == taken


def test_a_copy_is_made_whole_where_there_are_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", none)
    plan = new_plan(tmp_path / "n.cspplan", SHIPPED, STAMP, title="Mine")
    copy_plan(plan, tmp_path / "copy.cspplan", "Ann")
    plan.close()
    assert check(tmp_path / "copy.cspplan", SHIPPED) == []
    assert names(tmp_path) == {"n.cspplan", "copy.cspplan"}


@pytest.mark.parametrize("name", ["CON.cspplan", "Plan 1:2.cspplan", "Plan?.cspplan"])
def test_a_plan_that_windows_can_have_no_file_for_is_refused_there_before_anything_is_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    with pytest.raises(CspError, match="Windows can have no file called"):
        new_plan(tmp_path / name, SHIPPED, STAMP)
    assert list(tmp_path.iterdir()) == []
