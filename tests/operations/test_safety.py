"""Going back to a backup, when things go wrong."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from csp_desktop.errors import CspError, Failure, PlanInUse, Refusal
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.session import backups as safety
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store import backup_names, backups
from csp_desktop.whole import FileHeld
from tests.operations.conftest import ANN, small_plan

NOW = datetime(2016, 7, 1, 9, 30)  # noqa: DTZ001 - backups are named in local time


def test_a_damaged_plan_stays_where_it_is_when_its_backup_cannot_be_used(
    plan: OpenPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    safety.back_up(plan, NOW)
    plan.close()
    damaged = plan.path.read_bytes()[:9_000]
    plan.path.write_bytes(damaged)

    def fails(*_: object) -> None:
        raise Failure("The disk is full.")

    monkeypatch.setattr(backups, "_prove", fails)
    with pytest.raises(Failure):
        safety.restore(plan.path, SHIPPED, "Ann", NOW)
    assert plan.path.read_bytes() == damaged
    monkeypatch.undo()
    safety.restore(plan.path, SHIPPED, "Ann", NOW)
    assert safety.check(plan.path, SHIPPED) == []


def test_a_backup_of_another_plan_is_refused(plan: OpenPlan, tmp_path: Path) -> None:
    another = small_plan(tmp_path / "another.cspplan")
    backup = safety.back_up(another, NOW)
    another.close()
    plan.close()
    before = plan.path.read_bytes()
    with pytest.raises(Refusal, match="another plan"):
        safety.restore(plan.path, SHIPPED, "Ann", NOW, backup)
    assert plan.path.read_bytes() == before


def test_a_plan_that_is_gone_comes_back_from_its_backup(plan: OpenPlan) -> None:
    made = safety.back_up(plan, NOW)
    title = plan.document().plan.text("title")
    plan.close()
    plan.path.unlink()
    assert safety.restore(plan.path, SHIPPED, "Ann", NOW) == made
    again = open_plan(plan.path, SHIPPED)
    assert again.document().plan.text("title") == title
    assert not again.file.written_by_others
    again.close()


def _titled(plan: OpenPlan, title: str) -> None:
    held = plan.document().plan.held("title")
    edit(plan, [Edit("plan", plan.plan_id, "title", "", title, held.heads)], ANN)


def _title(path: Path) -> str:
    again = open_plan(path, SHIPPED)
    try:
        return again.document().plan.text("title")
    finally:
        again.close()


def _altered(path: Path, sql: str) -> None:
    with sqlite3.connect(path) as other:
        assert other.execute(sql).rowcount
    other.close()


BLOTTED = "UPDATE change SET value = NULL WHERE field = 'title' AND kind = 'plan'"


def test_the_oldest_of_many_backups_is_gone_back_to_and_is_there_after(plan: OpenPlan) -> None:
    oldest = safety.back_up(plan, NOW)
    _titled(plan, "Later")
    # As many as the rotation keeps, so that one more lets the oldest go.
    made = [safety.back_up(plan, NOW + timedelta(seconds=number)) for number in range(8)]
    assert oldest.exists()
    plan.close()
    for number in range(3):
        used = safety.restore(plan.path, SHIPPED, "Ann", NOW + timedelta(minutes=number), oldest)
        assert used == oldest
        assert oldest.exists()
        assert _title(plan.path) == "Small"
    assert made[-1].exists()
    assert safety.check(plan.path, SHIPPED) == []


def test_restoring_twice_goes_to_the_same_state(plan: OpenPlan) -> None:
    made = safety.back_up(plan, NOW)
    _titled(plan, "Later")
    plan.close()
    for _ in range(3):
        assert safety.restore(plan.path, SHIPPED, "Ann", NOW) == made
        assert _title(plan.path) == "Small"
    kept = [each for each in safety.backups_of(plan.path) if "before restoring" in each.name]
    assert len(kept) == 3
    safety.restore(plan.path, SHIPPED, "Ann", NOW, kept[-1])
    assert _title(plan.path) == "Later"


def test_a_restore_that_failed_can_be_repeated(
    plan: OpenPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = safety.back_up(plan, NOW)
    _titled(plan, "Later")
    plan.close()

    def fails(*_: object) -> None:
        raise Failure("The disk is full.")

    monkeypatch.setattr(backups, "restore", fails)
    with pytest.raises(Failure):
        safety.restore(plan.path, SHIPPED, "Ann", NOW)
    assert _title(plan.path) == "Later"
    monkeypatch.undo()
    assert safety.restore(plan.path, SHIPPED, "Ann", NOW) == made
    assert _title(plan.path) == "Small"


def test_a_backup_whose_change_was_altered_is_refused_before_the_plan_is_touched(
    plan: OpenPlan,
) -> None:
    made = safety.back_up(plan, NOW)
    _altered(made, BLOTTED.replace("NULL", "'\"Another\"'"))
    plan.close()
    before = plan.path.read_bytes()
    for named in (None, made, Path(made.name)):
        with pytest.raises(Refusal, match="is damaged"):
            safety.restore(plan.path, SHIPPED, "Ann", NOW, named)
    assert plan.path.read_bytes() == before
    assert safety.backups_of(plan.path) == [made]


def test_the_newest_backup_that_holds_is_taken_and_the_others_are_told(plan: OpenPlan) -> None:
    first = safety.back_up(plan, NOW)
    _titled(plan, "Later")
    altered = safety.back_up(plan, NOW)
    _altered(altered, "UPDATE change SET covers = ''")
    cut = safety.back_up(plan, NOW)
    cut.write_bytes(cut.read_bytes()[:20_000])
    plan.close()
    told: list[str] = []
    assert safety.restore(plan.path, SHIPPED, "Ann", NOW, None, told.append) == first
    assert _title(plan.path) == "Small"
    assert [each.split(" was passed over")[0] for each in told] == [cut.name, altered.name]
    problems = {each.path: each.problem for each in safety.listed(plan.path, SHIPPED)}
    assert "cut short" in problems[cut]
    assert problems[first] == ""


def test_a_backup_is_gone_back_to_by_name_or_number(plan: OpenPlan) -> None:
    first = safety.back_up(plan, NOW)
    _titled(plan, "Later")
    safety.back_up(plan, NOW)
    plan.close()
    for name in (first.name, first.stem, "1", "000001"):
        assert safety.restore(plan.path, SHIPPED, "Ann", NOW, Path(name)) == first


def test_a_plan_whose_changes_are_damaged_is_set_aside_and_is_no_backup(plan: OpenPlan) -> None:
    made = safety.back_up(plan, NOW)
    plan.close()
    _altered(plan.path, "UPDATE change SET covers = '' WHERE covers != ''")
    damaged = plan.path.read_bytes()
    assert safety.restore(plan.path, SHIPPED, "Ann", NOW) == made
    assert safety.check(plan.path, SHIPPED) == []
    assert safety.backups_of(plan.path) == [made]
    (aside,) = made.parent.glob("*.damaged")
    assert aside.read_bytes() == damaged


PAGE = 4096


def _open_here(path: Path) -> list[str]:
    """The handles that this process has on a file, where the system can be asked."""
    handles = Path("/proc/self/fd")
    # A handle that was closed meanwhile, such as that of the look itself, leads nowhere.
    found = [str(each.resolve()) for each in handles.iterdir()] if handles.is_dir() else []
    return [each for each in found if each == str(path)]


@pytest.mark.parametrize("blot", [b"\0", b"\xa5"], ids=["zeroed", "overwritten"])
def test_whatever_page_of_a_plan_is_blotted_out_a_restore_goes_back(
    blot: bytes, plan: OpenPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = safety.back_up(plan, NOW)
    plan.close()
    whole = plan.path.read_bytes()
    put, held = Path.replace, []

    def watched(temporary: Path, target: Path) -> Path:
        held.extend(_open_here(target))
        return put(temporary, target)

    monkeypatch.setattr(Path, "replace", watched)
    for page in range(1, len(whole) // PAGE, 4):
        damaged = whole[: page * PAGE] + blot * PAGE + whole[(page + 1) * PAGE :]
        plan.path.write_bytes(damaged)
        assert safety.restore(plan.path, SHIPPED, "Ann", NOW) == made, page
        assert safety.check(plan.path, SHIPPED) == [], page
        aside = max(made.parent.glob("*.damaged"))
        assert aside.read_bytes() == damaged, page
    # On Windows, a file that is open is not replaced.
    assert held == []


def test_a_plan_that_another_program_holds_is_told_so_and_has_no_backup_more(
    plan: OpenPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = safety.back_up(plan, NOW)
    _titled(plan, "Later")
    plan.close()
    before = sorted(each.name for each in made.parent.iterdir())

    def held(part: Path, target: Path) -> None:
        raise FileHeld(errno.EACCES, "Access is denied", str(target), part)

    monkeypatch.setattr(backups, "move_over", held)
    for _ in range(2):
        with pytest.raises(Failure, match="is open in another program"):
            safety.restore(plan.path, SHIPPED, "Ann", NOW)
    assert sorted(each.name for each in made.parent.iterdir()) == before
    assert _title(plan.path) == "Later"


def test_a_backup_that_is_due_to_go_and_is_held_elsewhere_stays_for_the_next_time(
    plan: OpenPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_names, "_NEWEST", 0)
    first = safety.back_up(plan, NOW)

    def held(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Access is denied", str(path))

    monkeypatch.setattr(backups, "remove", held)
    second = safety.back_up(plan, NOW + timedelta(seconds=1))
    assert first.exists()
    monkeypatch.undo()
    monkeypatch.setattr(backup_names, "_NEWEST", 0)
    third = safety.back_up(plan, NOW + timedelta(seconds=2))
    assert [first.exists(), second.exists(), third.exists()] == [False, False, True]
    plan.close()


def test_a_backup_is_made_though_nobody_may_let_older_ones_go(
    plan: OpenPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    in_turn = backups._in_turn

    @contextmanager
    def busy(of: Path) -> Iterator[None]:
        if made:
            raise PlanInUse("Another program is making a backup.")
        with in_turn(of):
            yield
            made.append(of)

    monkeypatch.setattr(backups, "_in_turn", busy)
    assert safety.back_up(plan, NOW).exists()
    plan.close()


def test_a_restore_through_a_link_leaves_the_link(plan: OpenPlan, tmp_path: Path) -> None:
    made = safety.back_up(plan, NOW)
    _titled(plan, "Later")
    plan.close()
    link = tmp_path / "elsewhere" / "link.cspplan"
    link.parent.mkdir()
    link.symlink_to(plan.path)
    assert safety.restore(link, SHIPPED, "Ann", NOW) == made
    assert link.is_symlink()
    assert _title(plan.path) == _title(link) == "Small"
    assert [each.name for each in link.parent.iterdir()] == [link.name]


def test_rebuilding_a_sound_plan_changes_nothing_that_is_shown(plan: OpenPlan) -> None:
    before = plan.document()
    plan.close()
    safety.rebuild(plan.path, SHIPPED, "Ann")
    again = open_plan(plan.path, SHIPPED)
    assert again.document() == before
    again.close()
    with pytest.raises(CspError):
        safety.rebuild(plan.path.with_name("nowhere.cspplan"), SHIPPED, "Ann")
