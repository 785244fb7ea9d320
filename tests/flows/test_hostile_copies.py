"""Damaged and crafted copies by the dozen: refused or taken in part with a word, and all works.

    CSP_FOREIGN_FILES=500 python -m pytest tests/flows/test_hostile_copies.py -s

merges that many, with deeper and wider ones among them, and tells the longest time and the memory.
"""

from __future__ import annotations

import os
import resource
import shutil
import time
from pathlib import Path

import pytest

from tests.flows.command import command, data, done
from tests.flows.hostile_copies import Crafter

FILES = int(os.environ.get("CSP_FOREIGN_FILES", "60"))
ALL = FILES > 60
BATCH = 10
DEEPEST = (400, 4_000, 20_000) if ALL else (40, 400)
MOST_SECONDS, MOST_MEGABYTES = 10, 512


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan with something of every sort, and a few edits on top of each other."""
    plan = tmp_path_factory.mktemp("small") / "plan.cspplan"
    done("new", plan, "--title", "Small")
    done("set", plan, "plan", "working_quarter", "2016/17 Q1")
    for year in ("2016/17", "2017/18"):
        command("add", plan, "year", year)
    done("add", plan, "strategic_priority", "1", "title=Safer")
    done("add", plan, "delivery_priority", "1.DP1", "strategic_priority=1", "title=Homes")
    done("add", plan, "group", "Safer homes", "lead=Ann")
    for ref in ("1.1", "1.2", "1.3"):
        done(
            "add", plan, "action", ref, f"title=Action {ref}", "delivery_priority=1.DP1",
            "group=Safer homes", "lead_partners=Police; Council", "themes=Well",
            "planned@2016/17=Ongoing", "status@2016/17 Q1=on track",
        )  # fmt: skip
        done("set", plan, ref, "commentary", "Begun")
        done("set", plan, ref, "commentary", "Going well")
    done("add", plan, "indicator", "Burglary", "unit=offences", "direction=lower is better",
         "target@2016/17=100", "actual@2016/17=90", "actual@2016/17 Q1=20")  # fmt: skip
    return plan


def works(plan: Path, folder: Path) -> None:
    """Every command comes to a good end."""
    assert data("check", plan) == {"sound": True, "problems": []}
    for words in (("show",), ("show", "--json"), ("history",), ("history", "--json")):
        done(words[0], plan, *words[1:])
    assert command("conflicts", plan).code in (0, 3)
    for each in data("show", plan)["actions"][:2]:
        command("show", plan, each["id"])
        assert "Traceback" not in command("set", plan, each["id"], "measure", "Counted").err
    quarter = ("--quarter", "2016/17 Q1")
    for out, more in (
        ("return.xlsx", quarter),
        ("plan.xlsx", ("--kind", "plan", "--case-studies", *quarter)),
    ):
        answer = command("export", plan, folder / out, *more)
        assert answer.code in (0, 1), answer
    for form in ("html", "docx", "xlsx", "pdf"):
        answer = command("report", plan, folder / f"report.{form}", "--no-charts")
        assert answer.code in (0, 1), answer
        assert "Traceback" not in answer.err
    assert command("snapshot", plan, "take", "2016/17 Q1").code in (0, 1)
    done("snapshot", plan, "list")
    done("copy", plan, folder / "copy.cspplan")
    done("backup", plan)
    assert command("undo", plan).code in (0, 1)
    assert command("redo", plan).code in (0, 1)
    assert data("check", plan)["sound"]


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, FILES, BATCH))
def test_a_hostile_copy_is_refused_or_taken_in_part_and_every_command_works(
    first: int, small: Path, tmp_path: Path
) -> None:
    plan = Path(shutil.copyfile(small, tmp_path / "plan.cspplan"))
    copy = tmp_path / "hostile.cspplan"
    longest = 0.0
    for seed in range(first, first + BATCH):
        shutil.copyfile(small, copy)
        done("set", copy, "1.3", "notes", f"Theirs {seed}")
        way = Crafter(seed, deep=DEEPEST).craft(copy)
        anyway = ("--anyway",) if seed % 3 == 0 else ()
        begun = time.perf_counter()
        answer = command("merge", plan, copy, *anyway)
        took = time.perf_counter() - begun
        longest = max(longest, took)
        assert answer.code in (0, 1, 3), (seed, way, answer)
        assert "Traceback" not in answer.err, (seed, way, answer)
        assert answer.code != 1 or answer.err.count("\n") == 1, (seed, way, answer)
        if ALL:
            assert took < MOST_SECONDS, (seed, way, took)
        sound = command("check", plan, "--json")
        assert sound.code == 0, (seed, way, answer, sound)
    works(plan, tmp_path)
    if ALL:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{first + BATCH} files: longest {longest:.1f} s, most memory {memory} MB")  # noqa: T201
        assert memory < MOST_MEGABYTES
