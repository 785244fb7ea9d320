"""The user's settings: kept, and never in the way when damaged."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from csp_desktop import settings
from csp_desktop.settings import MOST_RECENT, Settings


def test_what_is_saved_is_read_back(own_home: Path) -> None:
    kept = Settings(
        name="P. Sandhu",
        recent=("/plans/a.cspplan",),
        theme="dark",
        mine={"plan-1": "group-2"},
        columns={"plan-1": ("lead_partners", "group")},
        places={"plan-1": {"pane": "grid", "group": "group-2"}},
        window="AdnQ",
        panes=(208, 838, 320),
    )
    assert settings.save(kept)
    assert settings.load() == kept
    assert [file.name for file in own_home.iterdir()] == ["settings.json"]


def test_two_spellings_of_one_plan_are_one_recent_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "normcase", lambda path: str(path).lower())
    kept = Settings(recent=("/plans/a.cspplan", "/plans/b.cspplan"))
    shouted = Path("/Plans/A.cspplan")
    assert kept.opened(shouted).recent == (str(shouted), "/plans/b.cspplan")
    assert kept.without(str(shouted)).recent == ("/plans/b.cspplan",)


def test_without_a_file_all_is_default() -> None:
    assert settings.load() == Settings()
    assert Settings().last_plan == ""


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '"name"', "\x00\x01", '{"name":', "[" * 100_000]
)
def test_a_damaged_file_is_as_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(text, encoding="utf-8")
    assert settings.load(file) == Settings()


def test_each_setting_that_makes_sense_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    read = {
        "name": 7,
        "recent": ["/a.cspplan", 3],
        "theme": "sepia",
        "mine": {"p": "g", "q": None},
        "columns": {"p": ["title", 4], "q": "title"},
        "panes": [1, "2"],
        "a_later_one": True,
    }
    file.write_text(json.dumps(read), encoding="utf-8")
    assert settings.load(file) == Settings(
        recent=("/a.cspplan",), mine={"p": "g"}, columns={"p": ("title",)}
    )


def test_a_folder_that_cannot_be_written_loses_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "in-the-way").write_text("a file, not a folder", encoding="utf-8")
    assert not settings.save(Settings(), tmp_path / "in-the-way" / "settings.json")
    (tmp_path / "settings.json").mkdir()
    assert not settings.save(Settings(), tmp_path / "settings.json")
    assert not list(tmp_path.glob(".settings*"))


def test_recent_plans_stand_last_first_and_once(tmp_path: Path) -> None:
    kept = Settings()
    for number in range(MOST_RECENT + 3):
        kept = kept.opened(tmp_path / f"{number}.cspplan")
    kept = kept.opened(tmp_path / "5.cspplan")
    assert kept.last_plan == str(tmp_path / "5.cspplan")
    assert len(kept.recent) == len(set(kept.recent)) == MOST_RECENT
    assert str(tmp_path / "5.cspplan") not in kept.without(kept.last_plan).recent


def test_mine_is_one_group_a_plan() -> None:
    kept = Settings().with_mine("p", "g").with_mine("q", "h").with_mine("p", "i")
    assert kept.mine == {"p": "i", "q": "h"}
    assert kept.with_mine("p", "").mine == {"q": "h"}
    assert replace(kept, name="A").with_columns("p", ("title",)).columns == {"p": ("title",)}
