"""Two records of one name, from the command line: refused by hand, decided on after a merge."""

from __future__ import annotations

from pathlib import Path

from tests.flows.command import command, data, done, sentence


def test_a_group_of_a_name_that_is_taken_is_refused(plan: Path) -> None:
    assert "already" in sentence(command("add", plan, "group", "integrated gangs UNIT"))


def test_two_groups_of_one_name_are_listed_after_a_merge_and_decided(
    plan: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.cspplan"
    done("copy", plan, other)
    for each in (plan, other):
        done("add", each, "group", "Café Watch")
    answer = command("merge", plan, other, "--json")
    assert answer.code == 3
    (found,) = answer.data["conflicts"]
    assert (found["kind"], found["ref"], found["field"]) == ("ref", "Café Watch", "name")
    assert "is the name of 2 records: say which" in sentence(
        command("set", plan, "group:Café Watch", "lead", "Ann")
    )
    done("resolve", plan, found["id"], "--take", "2", "--value", "Night Watch")
    names = {each["id"]: each["name"] for each in data("show", plan)["groups"]}
    assert names[found["choices"][1]["record"]] == "Café Watch"
    assert names[found["choices"][0]["record"]] == "Night Watch"
    assert command("conflicts", plan, "--json").data == []


def test_a_side_and_a_value_go_together_only_where_a_name_is_borne_twice(
    plan: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.cspplan"
    done("copy", plan, other)
    for each in (plan, other):
        done("set", each, "1.2", "title", f"From {each.stem}")
    command("merge", plan, other)
    (found,) = command("conflicts", plan, "--json").data
    both = command("resolve", plan, found["id"], "--take", "1", "--value", "Mine")
    assert "not both" in sentence(both)
