"""Backups are proved before older ones go; a restore is whole, or not at all."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from csp_desktop.errors import CspError, Failure
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store import backups
from csp_desktop.store.backups import back_up, backups_of, folder_of, newest, restore
from csp_desktop.store.check import problems
from csp_desktop.store.planfile import PlanFile
from tests.store.conftest import Maker

MORNING = datetime(2016, 7, 1, 9, 30, 15)  # noqa: DTZ001 - backups are named in local time


def marked(file: PlanFile, mark: str) -> None:
    with file.transaction():
        file.set_meta("mark", mark)


def mark_of(path: Path) -> str | None:
    file = PlanFile.open(path, SHIPPED, write=False)
    try:
        return file.meta("mark")
    finally:
        file.close()


@pytest.fixture
def file(new_file: Maker) -> PlanFile:
    return new_file()


def test_a_backup_is_the_plan_as_it_was(file: PlanFile) -> None:
    marked(file, "one")
    made = back_up(file, MORNING)
    marked(file, "two")
    assert made == folder_of(file.path) / "2016-07-01 093015.cspplan"
    assert mark_of(made) == "one"
    copy = PlanFile.open(made, SHIPPED, write=False)
    assert problems(copy) == []
    assert not copy.written_by_others
    copy.close()


def test_two_backups_of_one_second_are_two(file: PlanFile) -> None:
    first, second = back_up(file, MORNING), back_up(file, MORNING)
    assert first != second
    assert backups_of(file.path) == [second, first]
    assert newest(file.path) == second


def test_the_newest_few_one_a_day_a_week_and_a_month_are_kept(file: PlanFile) -> None:
    folder_of(file.path).mkdir()
    made = [MORNING - timedelta(hours=6 * number) for number in range(4 * 400)]
    for each in made:
        (folder_of(file.path) / f"{each.strftime('%Y-%m-%d %H%M%S')}.cspplan").touch()
    beside = folder_of(file.path) / "my own.cspplan"
    beside.touch()
    back_up(file, MORNING + timedelta(minutes=1))
    kept = [datetime.strptime(each.stem, "%Y-%m-%d %H%M%S") for each in backups_of(file.path)]  # noqa: DTZ007
    assert 30 < len(kept) < 60
    assert kept[:10] == [MORNING + timedelta(minutes=1), *made[:9]]
    assert {each.date() for each in kept} >= {
        (MORNING - timedelta(days=number)).date() for number in range(14)
    }
    assert len({each.strftime("%Y-%m") for each in kept}) >= 13
    assert beside.exists()


def test_older_backups_stay_where_the_new_one_is_not_sound(
    file: PlanFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = back_up(file, MORNING)
    monkeypatch.setattr(PlanFile, "integrity", lambda _: ["row 7 missing from index"])
    monkeypatch.setattr(backups, "_NEWEST", 0)
    with pytest.raises(Failure, match="did not come out sound"):
        back_up(file, MORNING + timedelta(days=900))
    assert list(folder_of(file.path).iterdir()) == [first]


def test_a_restore_moves_a_stray_journal_aside(file: PlanFile) -> None:
    marked(file, "one")
    made = back_up(file, MORNING)
    marked(file, "two")
    path = file.path
    file.close()
    strays = [path.with_name(path.name + each) for each in ("-journal", "-wal", "-shm")]
    for each in strays:
        each.write_bytes(b"of the file as it was")
    restore(path, made, SHIPPED)
    assert not any(each.exists() for each in strays)
    assert path.with_name(f"{path.stem} before restore-journal").exists()
    assert mark_of(path) == "one"


@pytest.mark.parametrize("damage", [b"", b"text", b"SQLite format 3\x00" + bytes(5_000)])
def test_a_restore_from_what_is_no_backup_changes_nothing(damage: bytes, file: PlanFile) -> None:
    path, bad = file.path, file.path.with_name("bad.cspplan")
    marked(file, "one")
    file.close()
    bad.write_bytes(damage)
    before = path.read_bytes()
    with pytest.raises(CspError):
        restore(path, bad, SHIPPED)
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".*.part"))


def test_a_backup_is_made_while_another_program_reads(file: PlanFile) -> None:
    reading = sqlite3.connect(file.path)
    reading.execute("BEGIN")
    reading.execute("SELECT * FROM meta").fetchone()
    assert back_up(file, MORNING).exists()
    reading.close()
