"""What a killed writer or a copy by hand leaves is whole, or refused; another's journal is told."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from csp_desktop.errors import CspError, PlanDamaged
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.merging.incoming import read_copy
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.session.backups import back_up, check, restore
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import new_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store.hotjournal import journal_of
from csp_desktop.store.planfile import PlanFile
from tests.store.test_backups import MORNING

QUARTER = "2016/17 Q1"
STAMP = Stamp("Ann", "2016-07-01T09:00:00+01:00")
STATES = 64


def put(plan: OpenPlan, text: str) -> None:
    held = plan.document().plan.held("notes")
    edit(plan, [Edit("plan", plan.plan_id, "notes", "", text, held.heads)], STAMP)


def text_of(path: Path) -> object:
    plan = open_plan(path, SHIPPED)
    try:
        return plan.document().plan.get("notes")
    finally:
        plan.close()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small plan, closed."""
    path = tmp_path / "plan.cspplan"
    new_plan(path, SHIPPED, STAMP, title="Small").close()
    return path


def edited(path: Path, text: str) -> bytes:
    """The file's content after one more edit, closed again."""
    plan = open_plan(path, SHIPPED, write=True)
    put(plan, text)
    plan.close()
    return path.read_bytes()


def killed_in_mid_commit(path: Path) -> tuple[bytes, bytes]:
    """The file and its journal as a writer leaves them that is killed while it writes pages."""
    before = path.read_bytes()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("UPDATE change SET nonce = nonce || 'half'")
        connection.execute("UPDATE cell SET heads = heads || 'half'")
        connection.execute("UPDATE meta SET value = value || 'half' WHERE key = 'plan'")
        half, journal = path.read_bytes(), journal_of(path).read_bytes()
        connection.execute("ROLLBACK")
    assert half != before
    path.write_bytes(before)
    return half, journal


def mixtures(before: bytes, after: bytes, chance: random.Random, count: int) -> list[bytes]:
    """Files in which some of the pages that a transaction changes are written, some are not."""
    size = 4096
    longest = max(len(before), len(after))
    pages = [
        start
        for start in range(0, longest, size)
        if before[start : start + size] != after[start : start + size]
    ]
    made = []
    for _ in range(count):
        written = {page for page in pages if chance.random() < 0.5}
        parts = [
            (after if start in written else before)[start : start + size]
            for start in range(0, longest, size)
        ]
        made.append(b"".join(parts))
    return made


def doubtful(path: Path) -> bool:
    """Whether the file would be looked at whole before it is used."""
    with closing(PlanFile.open(path, SHIPPED, write=False)) as file:
        return file.doubtful


def whole_or_refused(path: Path) -> bool:
    """Whether the file is refused, or is sound and stays so when it is written to."""
    try:
        plan = open_plan(path, SHIPPED, write=True)
    except CspError:
        return True
    try:
        put(plan, "one more")
    finally:
        plan.close()
    return not check(path, SHIPPED)


def test_64_states_copied_in_mid_commit_without_the_journal_are_whole_or_refused(
    small: Path, tmp_path: Path
) -> None:
    plan = open_plan(small, SHIPPED, write=True, window=True)
    clean = small.read_bytes()
    put(plan, "one")
    first = small.read_bytes()
    put(plan, "two " * 2000)
    second = small.read_bytes()
    plan.close()
    closed = small.read_bytes()
    chance = random.Random(28)  # noqa: S311 - chance, not secrets
    states = mixtures(first, second, chance, STATES)
    states += mixtures(second, closed, chance, 4)
    states += mixtures(clean, clean, chance, 1)
    other = tmp_path / "other.cspplan"
    for number, state in enumerate(states):
        other.write_bytes(state)
        assert whole_or_refused(other), number


def test_a_file_that_is_not_known_is_looked_at_whole_once(small: Path, tmp_path: Path) -> None:
    assert not doubtful(small), "it was made here"
    copy = Path(shutil.copyfile(small, tmp_path / "copy.cspplan"))
    open_plan(copy, SHIPPED).close()
    assert doubtful(copy), "reading leaves no note"
    open_plan(copy, SHIPPED, write=True).close()
    assert not doubtful(copy)
    copy.write_bytes(copy.read_bytes())
    assert doubtful(copy)


def test_a_file_copied_while_a_window_has_it_open_is_looked_at_whole(
    small: Path, tmp_path: Path
) -> None:
    plan = open_plan(small, SHIPPED, write=True, window=True)
    put(plan, "one")
    copy = Path(shutil.copyfile(small, tmp_path / "copy.cspplan"))
    assert not doubtful(small), "its writer is at work"
    assert doubtful(copy)
    edited(copy, "two")
    assert not doubtful(copy)
    plan.close()
    assert not doubtful(small)


@pytest.mark.parametrize("write", [False, True], ids=["read", "written"])
def test_the_journal_of_a_killed_writer_is_played_back(small: Path, *, write: bool) -> None:
    edited(small, "one")
    half, journal = killed_in_mid_commit(small)
    small.write_bytes(half)
    journal_of(small).write_bytes(journal)
    plan = open_plan(small, SHIPPED, write=write)
    assert plan.to_tell() == []
    assert plan.document().plan.get("notes") == "one"
    plan.close()
    assert not journal_of(small).exists()
    assert check(small, SHIPPED) == []


@pytest.mark.parametrize("age", [1, 2, 3])
@pytest.mark.parametrize("write", [False, True], ids=["read", "written"])
def test_the_journal_of_another_file_is_set_aside_and_told(
    small: Path, age: int, *, write: bool
) -> None:
    states = [edited(small, f"{number} " * 400) for number in range(4)]
    _, journal = killed_in_mid_commit(small)
    small.write_bytes(states[-1 - age])
    journal_of(small).write_bytes(journal)
    plan = open_plan(small, SHIPPED, write=write)
    (told,) = plan.to_tell()
    assert "the journal of another file" in told
    assert plan.document().plan.get("notes") == (f"{3 - age} " * 400).strip()
    plan.close()
    aside = small.with_name("plan journal of another file")
    assert aside.name in told
    assert aside.read_bytes() == journal
    assert check(small, SHIPPED) == []
    assert edited(small, "and on")
    assert check(small, SHIPPED) == []


def test_a_journal_that_would_quietly_take_back_anothers_edit_is_set_aside(
    small: Path, tmp_path: Path
) -> None:
    edited(small, "one")
    other = Path(shutil.copyfile(small, tmp_path / "other.cspplan"))
    _, journal = killed_in_mid_commit(small)
    edited(other, "two")
    shutil.copyfile(other, small)
    journal_of(small).write_bytes(journal)
    assert text_of(small) == "two"
    assert check(small, SHIPPED) == []


def test_a_file_that_no_journal_mends_is_refused_and_left_as_it_is(small: Path) -> None:
    old = edited(small, "one " * 3000)
    edited(small, "two " * 3000)
    half, journal = killed_in_mid_commit(small)
    broken = half[:8192] + old[8192:20480] + b"\0" * 8192 + half[28672:]
    small.write_bytes(broken)
    journal_of(small).write_bytes(journal[:1024])
    for write in (False, True):
        with pytest.raises(PlanDamaged):
            open_plan(small, SHIPPED, write=write)
    assert small.read_bytes() == broken
    assert journal_of(small).read_bytes() == journal[:1024]


def test_the_journal_of_a_writer_at_work_is_left_alone(small: Path) -> None:
    plan = open_plan(small, SHIPPED, write=True, window=True)
    put(plan, "one")
    with plan.file.transaction():
        plan.file.set_meta("mark", "x")
        assert journal_of(small).exists()
        assert text_of(small) == "one"
        assert journal_of(small).exists()
    put(plan, "two")
    plan.close()
    assert check(small, SHIPPED) == []


def test_a_copy_with_a_hot_journal_is_merged_as_it_was_before(small: Path, tmp_path: Path) -> None:
    other = Path(shutil.copyfile(small, tmp_path / "other.cspplan"))
    edited(other, "theirs")
    half, journal = killed_in_mid_commit(other)
    other.write_bytes(half)
    journal_of(other).write_bytes(journal)
    plan = open_plan(small, SHIPPED, write=True)
    report = merge(plan, [read_copy(plan, other)], STAMP)
    assert (report.files[0].applied, report.files[0].problems) == (1, [])
    assert plan.document().plan.get("notes") == "theirs"
    plan.close()
    assert other.read_bytes() == half
    assert journal_of(other).read_bytes() == journal


def test_a_restore_over_a_stray_journal_keeps_the_plan_that_it_replaces(small: Path) -> None:
    edited(small, "one")
    plan = open_plan(small, SHIPPED)
    made = back_up(plan, MORNING)
    plan.close()
    old = edited(small, "two")
    edited(small, "three")
    _, journal = killed_in_mid_commit(small)
    small.write_bytes(old)
    journal_of(small).write_bytes(journal)
    restore(small, SHIPPED, "Ann", MORNING, made)
    assert text_of(small) == "one"
    assert check(small, SHIPPED) == []
