"""What is contested, proposed or taken back in an old plan is so in the plan that continues it."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.flows.command import SAMPLE, command, done

YEARS = ("--years", "2018/19,2019/20")


@pytest.fixture
def apart(tmp_path: Path) -> tuple[Path, Path]:
    """Two copies: Ann's and Ben's."""
    a, b = tmp_path / "a.cspplan", tmp_path / "b.cspplan"
    done("new", a, "--sample", SAMPLE)
    done("copy", a, b)
    return a, b


_number = count()


def continued(old: Path) -> Path:
    """A new period started from `old`."""
    new = old.with_name(f"new {next(_number)}.cspplan")
    assert command("new", new, "--continue", old, *YEARS).code in (0, 3)
    return new


def waits(plan: Path) -> list[dict[str, Any]]:
    """What waits in a plan, but for the name of the copy that each side happened to come with."""
    found = list(command("conflicts", plan, "--json").data)
    for choice in (choice for each in found for choice in each["choices"]):
        del choice["source"]
    return found


def shown(plan: Path) -> Any:
    return command("show", plan, "--json").data


def exchanged(a: Path, b: Path) -> None:
    command("merge", a, b)
    command("merge", b, a)


def test_a_contested_deletion_is_contested_in_the_new_period(apart: tuple[Path, Path]) -> None:
    a, b = apart
    done("delete", a, "1.2", "--by", "Ann")
    done("set", b, "1.2", "commentary", "Ben's update", "--by", "Ben")
    exchanged(a, b)
    answer = command("new", a.with_name("n.cspplan"), "--continue", a, *YEARS)
    assert answer.code == 3
    assert "1 conflict went along" in answer.err
    plans = [a.with_name("n.cspplan"), continued(b)]
    for plan in plans:
        (conflict,) = waits(plan)
        assert (conflict["kind"], conflict["ref"]) == ("delete", "1.2")
        (action,) = command("show", plan, "1.2", "--json").data["actions"]
        assert action["title"]
        done("check", plan)
    assert waits(plans[0]) == waits(plans[1])
    assert shown(plans[0]) == shown(plans[1])
    assert command("merge", plans[0], plans[1], "--json").data["applied"] == 0


@pytest.mark.parametrize("word", ["--keep", "--delete"])
def test_a_deletion_decided_in_the_new_period_is_decided(
    apart: tuple[Path, Path], word: str
) -> None:
    a, b = apart
    done("delete", a, "1.2", "--by", "Ann")
    done("set", b, "1.2", "commentary", "Ben's update", "--by", "Ben")
    exchanged(a, b)
    one, other = continued(a), continued(b)
    done("resolve", one, waits(one)[0]["id"], word, "--by", "Cai")
    assert command("merge", other, one).code == 0
    assert waits(one) == waits(other) == []
    refs = [each["ref"] for each in shown(other)["actions"]]
    assert ("1.2" in refs) is (word == "--keep")


def test_a_deletion_known_to_one_and_an_update_to_the_other_meet_in_the_new_period(
    apart: tuple[Path, Path],
) -> None:
    a, b = apart
    done("delete", a, "1.2", "--by", "Ann")
    done("set", b, "1.2", "commentary", "Ben's update", "--by", "Ben")
    command("merge", a, b)
    one, other = continued(a), continued(b)
    exchanged(one, other)
    assert [each["kind"] for each in waits(one)] == ["delete"]
    assert waits(one) == waits(other)
    assert shown(one) == shown(other)


def test_a_closing_that_is_contested_is_contested_in_the_new_period(
    apart: tuple[Path, Path],
) -> None:
    a, b = apart
    done("refresh", a, "--complete", "1.2", "--quarter", "2016/17 Q3", "--by", "Ann")
    done("refresh", b, "--complete", "1.2", "--quarter", "2016/17 Q4", "--by", "Ben")
    exchanged(a, b)
    one, other = continued(a), continued(b)
    assert [(each["ref"], each["field"]) for each in waits(one)] == [("1.2", "closed")]
    assert waits(one) == waits(other)


def test_a_proposed_action_is_proposed_in_the_new_period(apart: tuple[Path, Path]) -> None:
    a, _ = apart
    bounded = a.with_name("group.cspplan")
    done("copy", a, bounded, "--for", "Integrated Gangs Unit")
    command("add", bounded, "action", "9.1", "title=Street pastors", "commentary=Begun")
    command("merge", a, bounded)
    (before,) = waits(a)
    new = continued(a)
    (after,) = waits(new)
    assert (after["kind"], after["ref"]) == (before["kind"], before["ref"]) == ("held", "9.1")
    done("resolve", new, after["id"], "--take", "1")
    (action,) = command("show", new, "9.1", "--json").data["actions"]
    assert action["title"] == "Street pastors"


def test_an_undone_action_that_was_edited_is_open_in_the_new_period(
    apart: tuple[Path, Path],
) -> None:
    a, b = apart
    done("add", a, "action", "9.1", "title=Street pastors", "--by", "Ann")
    command("merge", b, a)
    done("undo", a)
    done("set", b, "9.1", "commentary", "Ben's update", "--by", "Ben")
    exchanged(a, b)
    assert [each["kind"] for each in waits(a)] == ["delete"]
    one, other = continued(a), continued(b)
    assert [each["kind"] for each in waits(one)] == ["delete"]
    assert waits(one) == waits(other)


def test_what_is_open_about_the_old_quarters_stays_there_and_it_is_said(
    apart: tuple[Path, Path],
) -> None:
    a, b = apart
    done("set", a, "1.2", "commentary", "Ann's update", "--by", "Ann")
    done("set", b, "1.2", "commentary", "Ben's update", "--by", "Ben")
    command("merge", a, b)
    answer = command("new", a.with_name("n.cspplan"), "--continue", a, *YEARS)
    assert answer.code == 0
    assert answer.err.strip() == (
        "1 conflict is about the old plan's own years and quarters and stays there: "
        "decide it in the old plan."
    )
