"""Backups over days, clocks that jump, merges and restores: what is always there."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.session import backups as safety
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store import backups
from csp_desktop.store.backup_names import MERGE, RESTORE, read_name
from tests.operations.conftest import ANN, small_plan

START = datetime(2016, 7, 1, 9, 30)  # noqa: DTZ001 - backups are named in local time

STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["backup", "merge", "edit"]), st.just(0)),
        st.tuples(st.sampled_from(["many", "restore"]), st.integers(0, 60)),
        st.tuples(st.just("hours"), st.integers(1, 40)),
        st.tuples(st.just("days"), st.integers(-400, 400)),
    ),
    min_size=5,
    max_size=14,
)


class Desk:
    """A plan, its backups as they were made, and a clock that may say anything."""

    def __init__(self, folder: Path) -> None:
        self.path, self.now = folder / "small.cspplan", START
        self.made: list[Path] = []
        self.edits = 0
        self.titles: dict[Path, str] = {}
        self.before_merge: Path | None = None
        self.chosen: Path | None = None
        small_plan(self.path).close()

    def title(self) -> str:
        plan = open_plan(self.path, SHIPPED)
        try:
            return plan.document().plan.text("title")
        finally:
            plan.close()

    def edit(self) -> None:
        self.edits += 1
        plan = open_plan(self.path, SHIPPED, write=True, by="Ann")
        try:
            held = plan.document().plan.held("title")
            edit(plan, [Edit("plan", plan.plan_id, "title", "", f"T{self.edits}", held.heads)], ANN)
        finally:
            plan.close()

    def back_up(self, before: str = "") -> None:
        plan = open_plan(self.path, SHIPPED)
        try:
            made = backups.back_up(plan.file, self.now, before)
        finally:
            plan.close()
        self.made.append(made)
        self.titles[made] = self.title()
        if before == MERGE:
            self.before_merge = made

    def restore(self, which: int) -> None:
        there = [each for each in self.made if each.exists()]
        if not there:
            return
        self.chosen = there[which % len(there)]
        assert safety.restore(self.path, SHIPPED, "Ann", self.now, self.chosen) == self.chosen
        assert self.title() == self.titles[self.chosen]
        kept = backups.listed(self.path)[0]
        assert kept.before == RESTORE

    def do(self, step: str, much: int) -> None:
        if step == "hours":
            self.now += timedelta(hours=much)
        elif step == "days":
            self.now += timedelta(days=much)
        elif step == "edit":
            self.edit()
        elif step == "restore":
            self.restore(much)
        else:
            for _ in range(12 if step == "many" else 1):
                self.now += timedelta(minutes=7)
                self.back_up(MERGE if step == "merge" else "")

    def holds(self) -> None:
        """What is promised of the backups, whatever was done."""
        if not self.made:
            return
        assert self.made[-1].exists()
        assert backups.to_choose_from(self.path)[0] == self.made[-1]
        assert self.before_merge is None or self.before_merge.exists()
        assert self.chosen is None or self.chosen.exists()
        days: dict[str, bool] = {}
        for each in reversed(self.made):
            name = read_name(each)
            assert name
            day = f"{name.made:%Y-%m-%d}"
            days[day] = days.get(day, False) or each.exists()
        assert all(list(days.values())[:7])


@pytest.mark.slow
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
@example([("merge", 0), ("many", 0)])
@example([("backup", 0), ("edit", 0), ("many", 0), ("restore", 0), ("many", 0)])
@example([("many", 0), ("days", -30), ("backup", 0), ("days", 60), ("many", 0)])
def test_the_newest_the_chosen_that_before_the_last_merge_and_one_a_day_are_always_there(
    steps: list[tuple[str, int]],
) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        desk = Desk(folder)
        for step, much in steps:
            desk.do(step, much)
            desk.holds()
    finally:
        shutil.rmtree(folder)
