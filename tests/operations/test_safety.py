"""Going back to a backup, when things go wrong."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from csp_desktop.errors import CspError, Failure, Refusal
from csp_desktop.operations import safety
from csp_desktop.operations.opened import OpenPlan
from csp_desktop.operations.plans import open_plan
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store import backups
from tests.operations.conftest import small_plan

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


def test_rebuilding_a_sound_plan_changes_nothing_that_is_shown(plan: OpenPlan) -> None:
    before = plan.document()
    plan.close()
    safety.rebuild(plan.path, SHIPPED, "Ann")
    again = open_plan(plan.path, SHIPPED)
    assert again.document() == before
    again.close()
    with pytest.raises(CspError):
        safety.rebuild(plan.path.with_name("nowhere.cspplan"), SHIPPED, "Ann")
