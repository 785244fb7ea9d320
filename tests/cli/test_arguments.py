"""What is typed is what is meant: on Windows too, where no shell stands in between."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click.core
import pytest

from csp_desktop import cli
from csp_desktop.cli.shared import files_meant
from tests.flows.command import data, done


class WindowsAsClickSeesIt:
    """The module os as it is, but for its name."""

    name = "nt"

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    made = tmp_path / "Plan [2].cspplan"
    done("new", made, "--title", "T")
    return made


def given(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(click.core, "os", WindowsAsClickSeesIt())
    monkeypatch.setattr(sys, "argv", ["csp-desktop", *map(str, words)])
    return cli.run()


@pytest.mark.parametrize("text", ["~50 homes", "?", "*", "%HOME%", "$HOME", "[2]", "**"])
def test_a_value_is_stored_as_it_was_typed(
    text: str, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (plan.parent / "Q").touch()
    monkeypatch.chdir(plan.parent)
    monkeypatch.setenv("HOME", str(plan.parent))
    assert given(monkeypatch, "set", plan, "plan", "title", text) == 0
    assert data("show", plan)["plan"]["title"] == text


def test_a_name_with_brackets_is_the_file_of_that_name(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = plan.with_name("Plan 2.cspplan")
    done("new", other, "--title", "Other")
    assert given(monkeypatch, "set", plan, "plan", "title", "Mine") == 0
    assert data("show", plan)["plan"]["title"] == "Mine"
    assert data("show", other)["plan"]["title"] == "Other"


def test_wildcards_in_the_files_of_a_merge_stand_for_files(tmp_path: Path) -> None:
    for name in ("b [1].xlsx", "a [1].xlsx", "a 1.xlsx", "~$b [1].xlsx", "b.txt"):
        (tmp_path / name).touch()
    names = [each.name for each in files_meant([tmp_path / "* [1].xlsx"], by_a_shell=False)]
    assert names == ["a [1].xlsx", "b [1].xlsx"]
    assert files_meant([tmp_path / "b?txt"], by_a_shell=False) == (tmp_path / "b.txt",)


def test_wildcards_that_stand_for_no_file_are_left_and_then_refused(tmp_path: Path) -> None:
    assert files_meant([tmp_path / "*.pdf"], by_a_shell=False) == (tmp_path / "*.pdf",)


@pytest.mark.skipif(sys.platform == "win32", reason="no name has wildcards there")
def test_a_file_whose_name_has_wildcards_is_that_file(tmp_path: Path) -> None:
    for name in ("Return?.xlsx", "Return1.xlsx"):
        (tmp_path / name).touch()
    typed = tmp_path / "Return?.xlsx"
    assert files_meant([typed], by_a_shell=False) == (typed,)
    assert files_meant([typed], by_a_shell=True) == (typed,)
