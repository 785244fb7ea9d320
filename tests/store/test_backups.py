"""Backups are proved before older ones go; a restore is whole, or not at all."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from csp_desktop.changes.change import Cell, make_change
from csp_desktop.errors import CspError, Failure, PlanDamaged
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store import backup_names, backups
from csp_desktop.store.backups import back_up, backups_of, folder_of, restore, to_choose_from
from csp_desktop.store.check import problems
from csp_desktop.store.operation import Operation
from csp_desktop.store.planfile import PlanFile
from tests.changes.histories import PLAN
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
    assert made == folder_of(file.path) / "000001 2016-07-01 093015.cspplan"
    assert mark_of(made) == "one"
    copy = PlanFile.open(made, SHIPPED, write=False)
    assert problems(copy) == []
    assert not copy.written_by_others
    copy.close()


def test_two_backups_of_one_second_are_two(file: PlanFile) -> None:
    first, second = back_up(file, MORNING), back_up(file, MORNING)
    assert first != second
    assert backups_of(file.path) == [second, first]
    assert to_choose_from(file.path)[0] == second


def test_the_newest_few_one_a_day_a_week_and_a_month_are_kept(file: PlanFile) -> None:
    folder_of(file.path).mkdir()
    made = [MORNING - timedelta(hours=6 * number) for number in range(4 * 400)]
    for each in made:
        (folder_of(file.path) / f"{each.strftime('%Y-%m-%d %H%M%S')}.cspplan").touch()
    beside = folder_of(file.path) / "my own.cspplan"
    beside.touch()
    back_up(file, MORNING + timedelta(minutes=1))
    kept = [each.made for each in backups.listed(file.path)]
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

    def integrity(asked: PlanFile) -> list[str]:
        return [] if asked.path == file.path else ["row 7 missing from index"]

    monkeypatch.setattr(PlanFile, "integrity", integrity)
    monkeypatch.setattr(backup_names, "_NEWEST", 0)
    with pytest.raises(Failure, match="did not come out sound"):
        back_up(file, MORNING + timedelta(days=900))
    assert list(folder_of(file.path).iterdir()) == [first]


def test_the_order_of_backups_is_a_running_number_that_no_clock_moves(file: PlanFile) -> None:
    made = [
        back_up(file, MORNING + timedelta(hours=hours)) for hours in (0, 1, -1, -9000, 9000, -1)
    ]
    assert [each.name[:6] for each in made] == [f"{number:06}" for number in range(1, 7)]
    assert backups_of(file.path) == made[::-1]


def test_a_backup_just_made_is_there_however_far_the_clock_went_back(file: PlanFile) -> None:
    for hours in range(40):
        made = back_up(file, MORNING - timedelta(hours=hours))
        assert made.exists()
        assert to_choose_from(file.path)[0] == made


def test_backups_of_older_versions_count_as_older_and_keep_their_order(file: PlanFile) -> None:
    folder_of(file.path).mkdir()
    names = [
        "2031-01-01 000000",
        "2016-07-01 093015",
        "2016-07-01 093015 2",
        "2016-07-01 093015 10",
    ]
    old = [folder_of(file.path) / f"{each}.cspplan" for each in names]
    for each in old:
        each.touch()
    made = back_up(file, MORNING)
    assert backups_of(file.path) == [made, old[0], old[3], old[2], old[1]]
    assert backups.called(file.path, Path("2016-07-01 093015 2")) == old[2]


def test_a_backup_that_a_person_put_words_to_is_never_let_go(file: PlanFile) -> None:
    first = back_up(file, MORNING)
    kept = first.rename(first.with_stem(f"{first.stem} as agreed by the board"))
    for number in range(30):
        back_up(file, MORNING + timedelta(minutes=number))
    assert kept.exists()
    assert kept in backups_of(file.path)


def test_five_backups_in_one_second_are_five(file: PlanFile) -> None:
    code = (
        "import sys, datetime, pathlib\n"
        "from csp_desktop.plan.fields import SHIPPED\n"
        "from csp_desktop.store.backups import back_up\n"
        "from csp_desktop.store.planfile import PlanFile\n"
        "file = PlanFile.open(pathlib.Path(sys.argv[1]), SHIPPED, write=False)\n"
        "sys.stdin.readline()\n"
        "print(back_up(file, datetime.datetime(2016, 7, 1, 9, 30, 15)))\n"
    )
    at_once = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(file.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(5)
    ]
    for each in at_once:
        assert each.stdin
        each.stdin.write("\n")
        each.stdin.flush()
    said = [each.communicate(timeout=60) for each in at_once]
    assert {err for _, err in said} == {""}
    made = {Path(out.strip()) for out, _ in said}
    assert made == set(backups_of(file.path))
    assert sorted(each.name[:6] for each in made) == [f"{number:06}" for number in range(1, 6)]


def test_what_a_killed_backup_left_is_cleared_by_the_next(file: PlanFile) -> None:
    folder_of(file.path).mkdir()
    part = ".000001 2016-07-01 093015.cspplan.99999999.tmp"
    for name in (part, f"{part}-journal"):
        (folder_of(file.path) / name).write_bytes(b"half of one")
    made = back_up(file, MORNING)
    assert list(folder_of(file.path).iterdir()) == [made]


def test_a_plan_with_a_damaged_change_is_not_backed_up_over_sound_ones(file: PlanFile) -> None:
    cell = Cell("group", "g1", "name", "")
    change = make_change(PLAN, cell, "IGU", (), "n1")
    with file.transaction():
        file.take_in([change], Operation("o1", "edit", "Ann", None))
    made = back_up(file, MORNING)
    with sqlite3.connect(file.path) as other:
        other.execute("UPDATE change SET value = '\"OGU\"'")
    other.close()
    with pytest.raises(PlanDamaged, match="not what it was"):
        back_up(file, MORNING)
    assert list(folder_of(file.path).iterdir()) == [made]


def test_a_restore_through_a_link_replaces_the_file_behind_it(file: PlanFile) -> None:
    marked(file, "one")
    made = back_up(file, MORNING)
    marked(file, "two")
    path = file.path
    file.close()
    link = path.with_name("link.cspplan")
    link.symlink_to(path)
    restore(link, made, SHIPPED)
    assert link.is_symlink()
    assert mark_of(path) == mark_of(link) == "one"
    assert backups_of(link) == [made]


def test_a_stray_journal_is_put_back_where_the_restore_fails(
    file: PlanFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = back_up(file, MORNING)
    path = file.path
    file.close()
    stray = path.with_name(path.name + "-wal")
    stray.write_bytes(b"of the file as it was")

    def fails(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(backups, "sync_file", fails)
    with pytest.raises(Failure):
        restore(path, made, SHIPPED)
    assert stray.read_bytes() == b"of the file as it was"


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
