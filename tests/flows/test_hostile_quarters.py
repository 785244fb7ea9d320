"""What could break a quarter's evening by command: names, long texts, refs, marks, Ctrl+C."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from pypdf import PdfReader

from tests.flows.command import SAMPLE, command, data, done, environment, files_in, sentence

Q1 = "2016/17 Q1"
LONG = "Wordy " * 5000


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped plan with its first quarter frozen."""
    plan = tmp_path_factory.mktemp("hostile") / "plan.cspplan"
    done("new", plan, "--sample", SAMPLE)
    done("set", plan, "1.1", "status", "off track")
    done("snapshot", plan, "take", Q1)
    return plan


@pytest.fixture
def plan(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(kept, tmp_path / "plan.cspplan"))


@pytest.mark.parametrize("name", ["now", "NOW", "2016/17 Q3", "q3 2016-17"])
def test_a_snapshot_is_not_named_as_what_means_something_else(plan: Path, name: str) -> None:
    before = data("snapshot", plan, "list")
    assert "choose another name" in sentence(command("snapshot", plan, "name", Q1, name))
    taking = ("snapshot", plan, "take", "2016/17 Q2", "--label", name)
    assert "choose another name" in sentence(command(*taking))
    assert data("snapshot", plan, "list") == before


def test_a_snapshot_may_be_named_after_its_own_quarter(plan: Path) -> None:
    assert data("snapshot", plan, "name", Q1, Q1)["label"] == Q1


def test_a_name_that_cannot_be_seen_is_none(plan: Path) -> None:
    refused = sentence(command("snapshot", plan, "name", Q1, "\u202e\u200b"))
    assert refused.startswith("A snapshot needs a name")


@pytest.mark.parametrize("form", ["docx", "pdf", "html", "xlsx"])
def test_a_title_of_30000_characters_makes_a_report(plan: Path, tmp_path: Path, form: str) -> None:
    for field in ("title", "borough"):
        done("set", plan, "plan", field, LONG)
    out = tmp_path / f"report.{form}"
    done("report", plan, out, "--no-charts")
    if form == "docx":
        words = "".join(each.text for each in Document(str(out)).paragraphs)
    elif form == "pdf":
        words = " ".join(page.extract_text() for page in PdfReader(out).pages)
    elif form == "html":
        words = out.read_text(encoding="utf-8")
    else:
        with ZipFile(out) as parts:
            words = "".join(
                parts.read(each).decode("utf-8", "replace") for each in parts.namelist()
            )
    assert words.count("Wordy") >= 10_000


@pytest.mark.parametrize(
    "mark", ["[internal]", "\u200b[internal]", "[ Internal ]", "\ufeff [INTERNAL]"]
)
def test_what_is_marked_internal_is_not_published_whatever_cannot_be_seen_beside_the_mark(
    plan: Path, tmp_path: Path, mark: str
) -> None:
    done("set", plan, "1.1", "commentary", f"For all\n{mark} not for all")
    for each in data("show", plan)["indicators"]:
        done("set", plan, each["id"], "owner", f"{mark} not for all")
    out = tmp_path / "report.html"
    done("report", plan, out, "--published", "--no-charts")
    said = out.read_text(encoding="utf-8")
    assert "For all" in said
    assert "not for all" not in said


def test_an_action_is_not_closed_in_a_quarter_outside_the_plan(plan: Path) -> None:
    before = data("show", plan)
    for asked in ((), ("--dry-run",)):
        said = sentence(
            command("refresh", plan, "--complete", "1.1", "--quarter", "2030/31 Q1", *asked)
        )
        assert said.startswith("2030/31 is not a year of this plan")
    assert data("show", plan) == before


def test_a_ref_of_10000_figures_is_refused_in_a_dry_run_too(plan: Path) -> None:
    looked = command("refresh", plan, "--renumber", f"1.1={'9' * 10_000}", "--dry-run")
    assert (looked.code, "is not a ref" in looked.err) == (3, True)


def test_figures_of_other_scripts_are_no_second_ref_that_looks_the_same(plan: Path) -> None:
    assert "is not a ref" in sentence(command("add", plan, "action", "\uff11.\uff11", "title=Twin"))


def test_a_chart_that_cannot_be_put_there_is_refused_in_a_sentence(
    plan: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    before = files_in(tmp_path)
    sentence(command("chart", plan, "ind-gun", tmp_path / f"{'a' * 300}.png"))
    sentence(command("chart", plan, "ind-gun", tmp_path / "file" / "gun.svg"))
    refused = sentence(command("report", plan, tmp_path / f"{'a' * 300}.pdf", "--no-charts"))
    assert "plan.cspplan" not in refused
    assert files_in(tmp_path) == before


@pytest.mark.parametrize("quarter", ["soon", "2030/31 Q1"])
def test_a_chart_is_of_a_quarter_of_the_plan(plan: Path, tmp_path: Path, quarter: str) -> None:
    out = tmp_path / "gun.png"
    sentence(command("chart", plan, "ind-gun", out, "--quarter", quarter))
    assert not out.exists()


def test_a_csv_file_that_is_not_there_is_named(plan: Path, tmp_path: Path) -> None:
    refused = sentence(command("figures", plan, tmp_path / "none.csv"))
    assert refused.startswith("There is no file")


def test_a_group_that_the_plan_has_not_is_named_as_it_was_typed(plan: Path, tmp_path: Path) -> None:
    refused = sentence(command("report", plan, tmp_path / "r.html", "--for", "Parks"))
    assert refused.startswith("There is no group 'Parks'")


STOPPED_WHILE_DRAWING = """
import signal, sys
from csp_desktop.charts import pictures
from csp_desktop.cli import run
def interrupted(*asked):
    signal.raise_signal(signal.SIGINT)
    raise SystemExit("it went on")
pictures.page_png = pictures.png = interrupted
sys.exit(run())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is another thing there")
@pytest.mark.parametrize(
    "words", [("report", "out.pdf"), ("chart", "ind-gun", "out.png")], ids=["report", "chart"]
)
def test_ctrl_c_while_a_chart_is_drawn_ends_in_a_word(
    plan: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / words[-1]).write_text("kept", encoding="utf-8")
    before = files_in(tmp_path)
    ran = subprocess.run(
        [sys.executable, "-c", STOPPED_WHILE_DRAWING, words[0], str(plan), *words[1:]],
        check=False, capture_output=True, text=True, cwd=tmp_path, env=environment(),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert (ran.returncode, ran.stdout, ran.stderr.strip()) == (1, "", "Stopped.")
    assert files_in(tmp_path) == before
