"""A quarter's evening by command: frozen, compared, shown as it stood, written up in four forms."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from pypdf import PdfReader

from tests.flows.command import SAMPLE, command, data, done

Q1 = "2016/17 Q1"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped plan with its first quarter frozen, and a red action since."""
    plan = tmp_path_factory.mktemp("kept") / "plan.cspplan"
    done("new", plan, "--sample", SAMPLE)
    done("set", plan, "1.7", "status", "at risk")
    done("snapshot", plan, "take", Q1, "--by", "R. Adeyemi")
    done("set", plan, "plan", "working_quarter", "2016/17 Q2")
    done("set", plan, "1.7", "status", "off track")
    done("set", plan, "1.7", "commentary", "Two posts <b>vacant</b> & unfilled")
    return plan


@pytest.fixture
def plan(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(kept, tmp_path / "plan.cspplan"))


def test_list_has_its_keys_and_the_newest_first(plan: Path) -> None:
    later = data("snapshot", plan, "take", "2016/17 Q2", "--label", "As sent")
    listed = data("snapshot", plan, "list")
    assert listed[0] == later
    assert [each["quarter"] for each in listed] == ["2016/17 Q2", Q1]
    assert set(listed[1]) >= {"id", "quarter", "label", "taken_at", "by", "hash"}
    assert (listed[1]["label"], listed[1]["by"]) == ("Q1 as reported", "R. Adeyemi")


def test_compare_has_its_keys(plan: Path) -> None:
    compared = data("snapshot", plan, "compare", Q1, "now")
    (moved,) = [each for each in compared["actions"] if each["field"] == "status"]
    assert (moved["ref"], moved["period"], moved["was"], moved["now"], moved["movement"]) == (
        "1.7", "2016/17 Q2", "at risk", "off track", "worse",
    )  # fmt: skip
    assert compared["indicators"] == []
    mirrored = data("snapshot", plan, "compare", "now", Q1)
    (back,) = [each for each in mirrored["actions"] if each["field"] == "status"]
    assert (back["was"], back["now"], back["movement"]) == ("off track", "at risk", "improved")
    assert data("snapshot", plan, "compare", Q1, Q1)["actions"] == []


def test_show_at_a_snapshot_is_the_plan_as_it_stood(plan: Path) -> None:
    (action,) = data("show", plan, "1.7", "--at", Q1)["actions"]
    assert action["quarters"] == {
        Q1: {"status": "at risk", "commentary": None, "corrective_action": None, "evidence": None}
    }
    (now,) = data("show", plan, "1.7")["actions"]
    assert now["quarters"]["2016/17 Q2"]["status"] == "off track"
    assert set(data("show", plan, "--at", Q1)) == set(data("show", plan))
    assert data("show", plan, "--at", "now") == data("show", plan)


def test_withdraw_and_name(plan: Path) -> None:
    named = data("snapshot", plan, "name", Q1, "For the board")
    assert named["label"] == "For the board"
    assert data("snapshot", plan, "withdraw", "For the board")["withdrawn"]
    assert len(data("snapshot", plan, "list")) == 1


@pytest.mark.parametrize(
    "words",
    [("take",), ("list", "x"), ("compare", "a"), ("burn", "a"), ("withdraw", Q1, "--label", "x")],
)
def test_wrong_usage_is_told(plan: Path, words: tuple[str, ...]) -> None:
    assert command("snapshot", plan, *words).code == 2


@pytest.mark.parametrize("words", [("compare", "Q7", "now"), ("withdraw", "Q7"), ("take", "Q7")])
def test_what_there_is_not_is_refused_in_a_sentence(plan: Path, words: tuple[str, ...]) -> None:
    answer = command("snapshot", plan, *words)
    assert answer.code == 1
    assert answer.err.strip().count("\n") == 0


@pytest.mark.parametrize("form", ["docx", "pdf", "html", "xlsx"])
def test_the_report_says_what_the_plan_says(plan: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"report.{form}"
    told = data("report", plan, out, "--no-charts")
    assert told["facts"]["Scope"] == "Whole plan, 49 actions"
    text = said_in(out, form)
    assert "Two posts <b>vacant</b> & unfilled" in text
    assert "None given" in text
    assert "OFFICIAL" in out.read_text("utf-8") if form == "html" else True


def said_in(path: Path, form: str) -> str:
    if form == "html":
        text = path.read_text("utf-8")
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    if form == "pdf":
        return " ".join(" ".join(p.extract_text() for p in PdfReader(path).pages).split())
    if form == "docx":
        tables = Document(str(path)).tables
        return " ".join(cell.text for table in tables for row in table.rows for cell in row.cells)
    book = openpyxl.load_workbook(path)
    return " ".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    )


def test_the_same_snapshot_gives_the_same_file_after_later_edits(
    plan: Path, tmp_path: Path
) -> None:
    one, other = tmp_path / "one.docx", tmp_path / "other.docx"
    done("report", plan, one, "--snapshot", Q1, "--no-charts")
    done("set", plan, "1.1", "title", "Another title")
    done("report", plan, other, "--snapshot", Q1, "--no-charts")
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    ("words", "scope"),
    [
        (("--for", "Partnership Tasking"), "Partnership Tasking"),
        (("--for", "Statutory Officers Group"), "Whole plan"),
        (("--priority", "4"), "4 Burglary and cycles"),
    ],
)
def test_a_report_for_a_group_a_board_or_a_priority(
    plan: Path, tmp_path: Path, words: tuple[str, ...], scope: str
) -> None:
    told = data("report", plan, tmp_path / "r.html", "--no-charts", *words)
    assert told["facts"]["Scope"].startswith(scope)


def test_a_report_with_charts_carries_their_words(plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    done("report", plan, out)
    text = out.read_text("utf-8")
    assert text.count("<figure>") == text.count('<img src="data:image/png') > 0


@pytest.mark.parametrize(
    "words",
    [("r.odt",), ("r.pdf", "--for", "Nobody"), ("r.pdf", "--priority", "9"),
     ("r.pdf", "--snapshot", "Q7"), ("r.pdf", "--priority", "1", "--for", "Partnership Tasking"),
     ("r.pdf", "--style", "nowhere")],
)  # fmt: skip
def test_a_report_that_cannot_be_is_refused_and_leaves_no_file(
    plan: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    out, *rest = words
    answer = command("report", plan, tmp_path / out, "--no-charts", *rest)
    assert answer.code == 1, answer
    assert not (tmp_path / out).exists()
