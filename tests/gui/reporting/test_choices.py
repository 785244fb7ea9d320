"""What can be chosen of a report: every scope, files by their forms, last time's choice."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_desktop.gui.reporting.choices import (
    ReportChoice,
    last_time,
    offered_scopes,
    offered_states,
    suggested_name,
)
from csp_desktop.operations.snapshots.report import scope_of
from csp_desktop.operations.snapshots.snapshots import Snapshot
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.settings import Settings, load, save
from tests.documents import hackney


def test_every_scope_that_is_offered_is_one_that_can_be_reported_on() -> None:
    offered = offered_scopes(hackney())
    assert offered[0] == ("", "The whole partnership")
    for value, words in offered:
        asked = ReportChoice(about=value).asked("")
        scope = scope_of(hackney(), SHIPPED, asked.group, asked.priority)
        assert scope.name in words or scope.readers == words or not value


def test_a_snapshot_is_offered_with_its_day_in_words() -> None:
    taken = Snapshot("s1", "2016/17 Q1", "2016-07-14T09:00:00+01:00", "R. Adeyemi", "0", "Q1")
    assert offered_states([taken])[1] == ("s1", "Q1, R. Adeyemi, 14 July 2016")


def test_one_file_a_form() -> None:
    choice = ReportChoice(forms=("docx", "pdf"), folder="/out", name="Q1.2 report.docx")
    assert choice.paths() == [Path("/out/Q1.2 report.docx"), Path("/out/Q1.2 report.pdf")]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (ReportChoice(forms=(), folder="x", name="y"), "at least one form"),
        (ReportChoice(name="y"), "folder"),
        (ReportChoice(folder="x"), "name"),
        (ReportChoice(folder="x", name="a/b:c"), "cannot hold / :"),
        (ReportChoice(folder="x", name="y"), ""),
    ],
)
def test_what_is_missing_is_named(choice: ReportChoice, said: str) -> None:
    assert said in choice.why_not()
    assert bool(choice.why_not()) == bool(said)


def test_the_choice_of_last_time_comes_back(tmp_path: Path) -> None:
    choice = ReportChoice(
        "s1", "priority:1", "s2", ("pdf", "xlsx"), published=True, charts=False, style="/style",
        folder="/out", name="n",
    )  # fmt: skip
    file = tmp_path / "settings.json"
    save(Settings(report=choice.remembered()), file)
    again = last_time(load(file).report, "/elsewhere")
    assert again == ReportChoice(
        forms=("pdf", "xlsx"), published=True, charts=False, style="/style", folder="/out"
    )
    assert last_time({}, "/elsewhere") == ReportChoice(folder="/elsewhere")
    assert last_time({"forms": "odt exe"}, "/e").forms == ("docx",)


def test_the_name_says_what_is_in_it() -> None:
    plan = hackney()
    assert suggested_name(plan, ReportChoice(), "2016/17 Q2") == "Progress report 2016-17 Q2"
    some = suggested_name(plan, ReportChoice(about="priority:1", published=True), "2016/17 Q2")
    assert some == "Progress report 2016-17 Q2, Priority 1 Gangs and youth, for publication"
