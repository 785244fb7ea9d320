"""What one person added and undid, and another built on apart, by the command line."""

from __future__ import annotations

from pathlib import Path

from tests.flows.command import command, data, done


def test_it_is_shown_nowhere_until_it_is_kept_whole(plan: Path) -> None:
    other = plan.with_name("other.cspplan")
    done("add", plan, "action", "9.9", "title=Lights", "measure=More of them", "--by", "Ann")
    done("copy", plan, other)
    done("set", other, "9.9", "commentary", "Ben's words", "--by", "Ben")
    done("undo", plan, "--by", "Ann")
    assert command("merge", plan, other).code == 3
    assert all(each["ref"] and each["title"] for each in data("show", plan)["actions"])
    assert command("show", plan, "9.9").code == 1
    listed = command("conflicts", plan)
    assert "9.9 is shown nowhere: what made it was undone" in listed.out
    (found,) = command("conflicts", plan, "--json").data
    done("resolve", plan, found["id"], "--keep", "--by", "Cat")
    done("merge", other, plan)
    for each in (plan, other):
        (action,) = data("show", each, "9.9")["actions"]
        assert (action["title"], action["measure"]) == ("Lights", "More of them")
        assert action["quarters"]["2016/17 Q1"]["commentary"] == "Ben's words"
        assert data("conflicts", each) == []
        done("check", each)


def test_undo_takes_one_of_two_ways_to_go_on(plan: Path) -> None:
    done("set", plan, "1.2", "notes", "Ann's note", "--by", "Ann")
    assert command("undo", plan, "--anyway", "--pass-over").code == 2
    done("undo", plan, "--pass-over")
    assert data("show", plan, "1.2")["actions"][0]["notes"] == "Ann's note"
    assert "nothing to undo" in command("undo", plan).err
