"""Copies made for one group, from the command line: what they propose, and what they may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.command import command, data, done


@pytest.fixture
def copies(plan: Path, tmp_path: Path) -> tuple[Path, Path]:
    first, second = tmp_path / "igu.cspplan", tmp_path / "syh.cspplan"
    done("copy", plan, first, "--for", "Integrated Gangs Unit")
    done("copy", plan, second, "--for", "Safer Young Hackney")
    return first, second


def outside(plan: Path) -> str:
    """An action that belongs to neither group."""
    groups = ("Integrated Gangs Unit", "Safer Young Hackney")
    actions = data("show", plan)["actions"]
    return str(next(each["ref"] for each in actions if each["group"] not in groups))


def proposals(plan: Path) -> list[list[str]]:
    return [[each["value"] for each in one["choices"]] for one in command(
        "conflicts", plan, "--json").data]  # fmt: skip


def test_what_two_groups_propose_is_shown_to_the_coordinator(
    plan: Path, copies: tuple[Path, Path]
) -> None:
    ref = outside(plan)
    stands = data("show", plan, ref)["actions"][0]["title"]
    assert command("set", copies[0], ref, "title", "IGU's").code == 3
    command("merge", copies[1], copies[0])
    assert command("set", copies[1], ref, "title", "SYH's").code == 3
    command("merge", plan, *copies)
    (shown,) = proposals(plan)
    assert sorted(shown) == ["IGU's", "SYH's"]
    back = command("set", copies[1], ref, "title", stands)
    assert "taken back" in back.err
    command("merge", plan, copies[1])
    assert proposals(plan) == [["IGU's"]]


def test_a_snapshot_is_withdrawn_and_named_by_a_group_only_as_a_proposal(
    plan: Path, tmp_path: Path
) -> None:
    taken = data("snapshot", plan, "take", "2016/17 Q1")
    copy = tmp_path / "igu.cspplan"
    done("copy", plan, copy, "--for", "Integrated Gangs Unit")
    for words in (("withdraw", taken["id"]), ("name", taken["id"], "Mine")):
        answer = command("snapshot", copy, *words)
        assert answer.code == 3
        assert answer.out.startswith("Proposed")
        assert "proposal" in answer.err
    (listed,) = data("snapshot", copy, "list")
    assert (listed["withdrawn"], listed["label"]) == (False, taken["label"])
    merged = command("merge", plan, copy, "--json").data
    assert {(each["field"], each["value"]) for each in merged["files"][0]["held"]} == {
        ("withdrawn", True), ("label", "Mine")
    }  # fmt: skip
    (listed,) = data("snapshot", plan, "list")
    assert (listed["withdrawn"], listed["label"]) == (False, taken["label"])
