"""A merge that takes out more than it brings asks; one deletion or a few undone edits do not."""

from __future__ import annotations

from pathlib import Path

from tests.flows.command import Answer, command, data, done
from tests.flows.crafting import asked, copied, put, set_aside


def all_of(path: Path, where: str = "1") -> list[str]:
    found = asked(path, f"SELECT id FROM change WHERE {where}")  # noqa: S608
    return [str(row[0]) for row in found]


def test_one_change_that_empties_the_plan_is_asked_about(plan: Path) -> None:
    other = copied(plan)
    put(other, [set_aside(other, all_of(other))])
    before = data("show", plan)
    answer = command("merge", plan, other, "--json")
    (file,) = answer.data["files"]
    assert (answer.code, file["applied"]) == (3, 0)
    assert file["takes_out"]["records"] > 100
    assert file["takes_out"]["brought"] == 0
    assert "--anyway" in file["problems"][0]["message"]
    assert data("show", plan) == before
    assert data("check", plan)["sound"]
    assert command("undo", plan).code == 1


def test_what_is_meant_is_merged_anyway_and_undone_as_any_merge(plan: Path) -> None:
    other = copied(plan)
    put(other, [set_aside(other, all_of(other, "kind = 'action'"))])
    before = data("show", plan)
    taken = command("merge", plan, other, "--anyway", "--json")
    assert (taken.code, taken.data["applied"]) == (0, 1)
    assert data("show", plan)["actions"] == []
    done("undo", plan)
    assert data("show", plan) == before


def test_a_dry_run_says_what_would_be_asked(plan: Path) -> None:
    other = copied(plan)
    put(other, [set_aside(other, all_of(other, "kind = 'action'"))])
    answer = command("merge", plan, other, "--dry-run")
    assert answer.code == 3
    assert "takes out 49 records and adds 0 values" in answer.out


def test_values_put_back_to_what_stood_there_earlier_are_taken_out_too(plan: Path) -> None:
    values = [
        (each["ref"], "measure", f"Measure {each['ref']}")
        for each in data("show", plan)["actions"][:12]
    ]
    for ref, field, value in values:
        done("set", plan, ref, field, value)
    other = copied(plan)
    put(other, [set_aside(other, all_of(other, "value LIKE '\"Measure %'"))])
    assert command("merge", plan, other, "--json").data["files"][0]["takes_out"]["values"] == 12


def test_many_deletions_are_asked_about_and_the_other_files_are_merged(plan: Path) -> None:
    deleting, writing = copied(plan, "deleting.cspplan"), copied(plan, "writing.cspplan")
    refs = [each["ref"] for each in data("show", plan)["actions"]]
    for ref in refs[:11]:
        done("delete", deleting, ref)
    done("set", writing, refs[20], "title", "Theirs")
    answer = command("merge", plan, deleting, writing, "--json")
    assert answer.code == 3
    assert [each["applied"] for each in answer.data["files"]] == [0, 1]
    assert len(data("show", plan)["actions"]) == len(refs)


def ask_nothing(answer: Answer) -> None:
    assert answer.code == 0, answer
    assert not any("takes_out" in each for each in answer.data["files"])


def test_one_deletion_and_a_few_undone_edits_are_merged_unasked(plan: Path) -> None:
    for ref in ("1.1", "1.2", "1.3"):
        done("set", plan, ref, "measure", "Counted")
    other = copied(plan)
    for _ in range(3):
        done("undo", other)
    done("delete", other, "2.1")
    ask_nothing(command("merge", plan, other, "--json"))
    assert "2.1" not in {each["ref"] for each in data("show", plan)["actions"]}


def test_a_merge_that_brings_more_than_it_takes_out_is_merged_unasked(plan: Path) -> None:
    actions = data("show", plan)["actions"]
    other = copied(plan)
    for each in actions[:2]:
        for field in ("activity", "expected_outcome", "measure", "lead_partners", "group"):
            if each.get(field):
                done("set", other, each["ref"], field, "")
    for each in actions[2:14]:
        done("set", other, each["ref"], "notes", "Looked at")
    ask_nothing(command("merge", plan, other, "--json"))
