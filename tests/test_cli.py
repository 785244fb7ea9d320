"""The contract of the commands: their names, their JSON keys, their exit codes."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from csp_desktop.operations.session import backups
from tests.flows.command import SAMPLE, command, data, done, process

pytestmark = pytest.mark.whole

COMMANDS = {
    "new", "copy", "show", "set", "confirm", "renumber", "add", "delete", "follow", "undo",
    "redo", "history", "check", "backup", "restore",
}  # fmt: skip


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("shipped") / "plan.cspplan"
    done("new", made, "--sample", SAMPLE)
    return made


@pytest.fixture
def plan(shipped: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(shipped, tmp_path / "plan.cspplan"))


def test_help_lists_every_command(plan: Path) -> None:
    for words in (("--help",), ("-h",)):
        answer = done(*words)
        assert {name for name in COMMANDS if f"\n  {name} " in answer.out} == COMMANDS
    for name in COMMANDS:
        assert "--json" in done(name, "--help").out
    assert plan.exists()


def test_the_version_is_told() -> None:
    assert done("--version").out.startswith("csp-desktop, version ")


def test_an_unknown_option_is_wrong_usage() -> None:
    assert command("--loud").code == 2


def test_an_improvement_action_is_followed_and_a_priority_deleted_with_its_actions_moved(
    plan: Path,
) -> None:
    assert "2.14 is an action now." in done("follow", plan, "2.DP1", "2").out
    assert data("show", plan, "2.14")["actions"][0]["delivery_priority"] == "2.DP1"
    gone = done("delete", plan, "delivery_priority:2.DP1", "--to", "delivery_priority:2.DP2")
    assert "10 actions and 3 indicators moved to delivery_priority:2.DP2." in gone.out
    assert data("show", plan, "2.14")["actions"][0]["delivery_priority"] == "2.DP2"
    done("undo", plan)
    assert data("show", plan, "2.14")["actions"][0]["delivery_priority"] == "2.DP1"


def test_show_has_its_keys(plan: Path) -> None:
    done("set", plan, "1.2", "status", "on track")
    shown = data("show", plan)
    assert set(shown) >= {
        "plan", "strategic_priorities", "delivery_priorities", "actions", "indicators", "groups",
        "themes",
    }  # fmt: skip
    assert set(shown["plan"]) >= {"id", "title", "years"}
    assert set(shown["strategic_priorities"][0]) >= {
        "number", "title", "outcomes", "linked_strategies",
    }  # fmt: skip
    assert set(shown["delivery_priorities"][0]) >= {
        "strategic_priority", "number", "title", "objective", "improvement_actions",
    }  # fmt: skip
    for action in shown["actions"]:
        assert set(action) >= {
            "id", "ref", "title", "activity", "lead_partners", "expected_outcome", "measure",
            "group", "themes", "cross_references", "strategic_priority", "delivery_priority",
            "years", "quarters", "contested", "unconfirmed",
        }  # fmt: skip
        assert all(set(each) >= {"planned", "state"} for each in action["years"].values())
        assert all(
            set(each) >= {"status", "commentary", "corrective_action", "evidence"}
            for each in action["quarters"].values()
        )
    for indicator in shown["indicators"]:
        assert set(indicator) >= {
            "id", "name", "strategic_priority", "delivery_priority", "unit", "direction",
            "target_kind", "tolerance", "years", "periods", "notes", "unconfirmed",
        }  # fmt: skip
        assert all(
            set(each) >= {"target", "actual", "rating"} for each in indicator["years"].values()
        )
        assert all(set(each) >= {"actual", "data_state"} for each in indicator["periods"].values())


def test_show_of_one_is_the_same_document_with_one_action(plan: Path) -> None:
    whole, one = data("show", plan), data("show", plan, "1.10")
    assert [each["ref"] for each in one["actions"]] == ["1.10"]
    assert one["actions"][0] in whole["actions"]
    assert one["plan"] == whole["plan"]
    by_id = data("show", plan, one["actions"][0]["id"])
    assert by_id == one
    named = whole["indicators"][0]["name"]
    assert [each["name"] for each in data("show", plan, named)["indicators"]] == [named]


def test_json_is_one_document_and_nothing_else(plan: Path) -> None:
    for words in (
        ("show", plan), ("history", plan), ("check", plan), ("set", plan, "1.2", "status", "G"),
        ("undo", plan), ("redo", plan), ("renumber", plan, "1.2=1.98"), ("delete", plan, "1.98"),
        ("add", plan, "action", "1.97"), ("confirm", plan, "1.1", "group"), ("backup", plan),
        ("restore", plan), ("copy", plan, plan.with_name("copy.cspplan")),
        ("new", plan.with_name("new.cspplan")),
    ):  # fmt: skip
        answer = process(*words, "--json")
        assert (answer.returncode, answer.stderr) == (0, ""), words
        json.loads(answer.stdout)


def test_history_has_its_keys(plan: Path) -> None:
    done("set", plan, "1.2", "status", "G", "--by", "Ann")
    told = data("history", plan)
    assert set(told[0]) >= {
        "at", "author", "source", "operation", "ref", "field", "period", "old", "new",
    }  # fmt: skip
    assert (told[0]["author"], told[0]["ref"], told[0]["period"]) == ("Ann", "1.2", "2016/17 Q1")
    assert {each["author"] for each in told[1:]} == {"Published plan"}


def test_what_is_done_without_json_is_told_in_a_sentence(plan: Path) -> None:
    assert done("set", plan, "1.2", "status", "G").out == "1.2: status for 2016/17 Q1 set.\n"
    assert done("set", plan, "1.2", "status", "G").out == "1.2: nothing to change.\n"
    assert done("show", plan, "1.2").out.startswith("id: ")
    assert len(done("show", plan).out.splitlines()) > 49
    assert "-> on track" in done("history", plan, "1.2").out
    assert "sound" in done("check", plan).out


def test_an_author_comes_from_the_option_else_the_settings_else_the_login(
    plan: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csp_desktop import settings

    monkeypatch.setenv("LOGNAME", "alee")
    done("set", plan, "1.2", "status", "G")
    assert data("history", plan)[0]["author"] == "alee"
    settings.save(settings.Settings(name="Ann Lee"))
    assert own_home.exists()
    done("set", plan, "1.2", "status", "A")
    assert data("history", plan)[0]["author"] == "Ann Lee"
    done("set", plan, "1.2", "status", "R", "--by", "Bob Ray")
    assert data("history", plan)[0]["author"] == "Bob Ray"


def test_commands_that_draw_nothing_import_neither_qt_nor_what_they_do_not_use(plan: Path) -> None:
    code = (
        "import sys; from csp_desktop.cli import run; code = run(); "
        "heavy = {'PySide6', 'openpyxl', 'numpy', 'pyqtgraph', 'sqlite_utils', 'typst'}; "
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr); sys.exit(code)"
    )
    for words in (("show", plan), ("set", plan, "1.2", "status", "G"), ("history", plan)):
        answer = process(*words, code=code)
        assert (answer.returncode, answer.stderr) == (0, "[]\n"), words


def test_the_module_and_the_script_start_the_same(plan: Path) -> None:
    import subprocess

    started = subprocess.run(
        [sys.executable, "-m", "csp_desktop", "show", str(plan), "--json"],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert json.loads(started.stdout) == data("show", plan)


def test_what_was_typed_at_length_is_repeated_in_one_line_that_can_be_read(plan: Path) -> None:
    told = command("show", plan, "1.1\n" * 5000)
    assert told.code == 1
    (line,) = told.err.strip().splitlines()
    assert "…" in line
    assert len(line) < 1000


def test_a_status_given_with_a_new_action_is_for_the_working_quarter(plan: Path) -> None:
    done("add", plan, "action", "1.12", "title=Safer parks", "status=G", "commentary=Begun")
    (action,) = data("show", plan, "1.12")["actions"]
    said = action["quarters"]["2016/17 Q1"]
    assert (said["status"], said["commentary"]) == ("on track", "Begun")


def test_a_group_answers_to_its_abbreviation_as_it_does_in_a_field(
    plan: Path, tmp_path: Path
) -> None:
    made = data("export", plan, tmp_path / "return.xlsx", "--group", "igu")
    assert made["group"] == "Integrated Gangs Unit"
    refused = command("export", plan, tmp_path / "other.xlsx", "--group", "Nobody")
    assert refused.code == 1
    assert refused.err.startswith("There is no group called 'Nobody' in this plan.")


def test_a_mistyped_command_opens_no_window() -> None:
    refused = command("frobnicate")
    assert refused.code == 2
    assert "There is no command and no file 'frobnicate'" in refused.err


def test_what_check_finds_is_told_in_one_line(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As SQLite words it where two pages are damaged.
    found = "The file's structure is damaged (*** in database main ***\nPage 2\nPage 3)."
    monkeypatch.setattr(backups, "check", lambda *_: [found])
    told = command("check", plan)
    assert told.code == 1
    (line,) = told.err.strip().splitlines()
    assert "is not sound" in line
    assert command("check", plan, "--json").data == {"sound": False, "problems": [found]}


def test_the_sheet_of_a_whole_plan_has_the_headers_of_the_contract(
    plan: Path, tmp_path: Path
) -> None:
    done("export", plan, tmp_path / "whole.xlsx", "--kind", "plan")
    book = load_workbook(tmp_path / "whole.xlsx")
    rows = [[cell.value for cell in row] for row in book["Plan"].iter_rows(max_row=9)]
    (head,) = [row for row in rows if row[0] == "Ref"]
    assert head[:12] == [
        "Ref", "Delivery priority", "Title", "Activity", "Lead partners", "Expected outcome",
        "Measure", "Sub-group", "Themes", "2015/16", "2016/17", "2017/18",
    ]  # fmt: skip


def test_two_periods_for_one_value_are_refused(plan: Path) -> None:
    refused = command("set", plan, "1.1", "status@2016/17 Q2", "G", "--period", "2016/17 Q3")
    assert refused.code == 1
    assert "name two periods" in refused.err
    done("set", plan, "1.1", "status@2016/17 Q2", "G", "--period", "Q2 2016/17")
    assert set(data("show", plan, "1.1")["actions"][0]["quarters"]) == {"2016/17 Q2"}
