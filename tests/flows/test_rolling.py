"""Rolling forward from the command line: years, refreshes, and a new plan period."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.flows.command import SAMPLE, command, data, done, sentence


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.cspplan"
    done("new", path, "--sample", SAMPLE, "--by", "Ann")
    return path


def shown(plan: Path, ref: str) -> dict[str, Any]:
    answer = command("show", plan, ref, "--json")
    assert answer.code == 0, answer
    found: dict[str, Any] = answer.data["actions"][0]
    return found


def test_a_year_is_added_with_what_was_planned_marked(plan: Path) -> None:
    assert sentence(command("year", plan, "add", "2019/20")) == (
        "The year after 2017/18 is 2018/19: add that first."
    )
    answer = command("year", plan, "add", "18-19", "--carry")
    assert (answer.code, answer.out) == (0, "Added 2018/19.\n")
    assert answer.err == "98 cells were carried into 2018/19, each marked unconfirmed.\n"
    assert data("show", plan)["plan"]["years"][-1] == "2018/19"
    action = shown(plan, "1.2")
    assert action["years"]["2018/19"]["state"] == "ongoing"
    assert "state@2018/19" in action["unconfirmed"]
    done("undo", plan)
    assert "2018/19" not in data("show", plan)["plan"]["years"]


def test_one_action_refreshed_is_told_as_one(plan: Path) -> None:
    answer = command("refresh", plan, "--complete", "1.1", "--quarter", "2017/18 Q4")
    assert (answer.code, answer.out) == (0, "Refreshed 1 action.\n")


def test_a_refresh_is_looked_at_first_and_done_in_one_step(plan: Path) -> None:
    asked = ("--complete", "1.1=All done", "--drop", "2.8=No money", "--insert", "1.3=Safer parks")
    before = data("show", plan)
    looked = data("refresh", plan, *asked, "--quarter", "2017/18 Q4", "--dry-run")
    assert looked["problems"] == []
    assert data("show", plan) == before
    became = {each["new_ref"]: each for each in looked["actions"]}
    assert (became["1.3"]["becomes"], became["1.3"]["id"]) == ("new", None)
    assert (became["1.12"]["ref"], became["1.11"]["ref"]) == ("1.11", "1.10")
    assert became["2.8"] == {
        "id": "hk-a19", "ref": "2.8", "new_ref": "2.8", "becomes": "dropped",
        "title": became["2.8"]["title"], "quarter": "2017/18 Q4", "why": "No money",
    }  # fmt: skip
    made = data("refresh", plan, *asked, "--quarter", "2017/18 Q4")
    assert made["actions"] == looked["actions"]
    assert made["label"] == "refresh"
    assert shown(plan, "1.3")["title"] == "Safer parks"
    assert shown(plan, "1.1")["closed_why"] == "All done"
    assert shown(plan, "1.12")["former_refs"] == ["1.11"]
    done("undo", plan)
    assert data("show", plan) == before


def test_a_refresh_that_will_not_do_is_refused_in_one_sentence(plan: Path) -> None:
    assert sentence(command("refresh", plan, "--drop", "2.8=")) == (
        "Say why 2.8 is dropped: the reason is kept with it."
    )
    assert "would be the ref of" in sentence(command("refresh", plan, "--renumber", "1.1=2.1"))
    assert "is not an action" in sentence(command("refresh", plan, "--complete", "ind-gun"))
    assert "Nothing in this plan is called '9.9'" in sentence(
        command("refresh", plan, "--reopen", "9.9")
    )
    looked = command("refresh", plan, "--drop", "2.8=", "--dry-run", "--json")
    assert looked.code == 3
    assert looked.data["problems"] == ["Say why 2.8 is dropped: the reason is kept with it."]
    twice = command("refresh", plan, "--complete", "1.1", "--drop", "1.1=No money")
    assert twice.code == 2
    assert done("refresh", plan).out == "Nothing to change.\n"


def test_an_old_ref_leads_to_the_action_wherever_it_went(plan: Path) -> None:
    done("renumber", plan, "1.9=1.3", "--insert")
    assert shown(plan, "1.3")["id"] == "hk-a09"
    assert command("show", plan, "1.3", "--json").err == ""
    answer = command("show", plan, "1.3")
    assert answer.err == "1.3 was the ref of 'Voluntary sector interventions', which is 1.4 now.\n"
    done("renumber", plan, "1.4=1.30")
    done("renumber", plan, "1.30=1.31")
    assert shown(plan, "1.30")["id"] == "hk-a03"
    assert shown(plan, "1.30")["former_refs"] == ["1.3", "1.4", "1.30"]
    history = command("history", plan, "1.30", "--json")
    assert history.data[0]["ref"] == "1.31"
    assert history.err == ""
    assert "which is 1.31 now" in command("history", plan, "1.30").err
    assert sentence(command("set", plan, "1.30", "title", "Another")) == (
        "Nothing is called '1.30' any more. 1.30 was the ref of 'Voluntary sector interventions', "
        "which is 1.31 now."
    )


def test_a_new_plan_period_continues_the_old_plan(plan: Path, tmp_path: Path) -> None:
    done("refresh", plan, "--complete", "1.1", "--by", "Ann")
    old = plan.read_bytes()
    new = tmp_path / "next.cspplan"
    made = data(
        "new", new, "--continue", plan, "--years", "2018/19, 2019/20",
        "--leave", "1.2", "--anew", "--carry", "--by", "Bob",
    )  # fmt: skip
    assert plan.read_bytes() == old
    assert {key: made[key] for key in ("continues", "years", "actions", "indicators")} == {
        "continues": SAMPLE, "years": ["2018/19", "2019/20"], "actions": 47, "indicators": 18,
    }  # fmt: skip
    document = data("show", new)
    assert document["plan"]["title"] == "Community Safety Partnership Plan 2018 to 2020 (Hackney)"
    first = document["actions"][0]
    assert (first["id"], first["ref"], first["former_refs"]) == ("hk-a03", "1.1", ["1.3"])
    assert first["continues"] == f"{SAMPLE} hk-a03"
    assert first["years"]["2018/19"]["state"] == "ongoing"
    assert first["quarters"] == {}
    assert done("check", new).code == 0
    refused = command("merge", new, plan)
    assert refused.code == 1
    assert "plan.cspplan holds another plan, 'Community Safety" in refused.err
    again = tmp_path / "again.cspplan"
    done(
        "new", again, "--continue", plan, "--years", "2018/19,2019/20",
        "--leave", "1.2", "--anew", "--carry", "--by", "Cy",
    )  # fmt: skip
    merged = data("merge", new, again)
    assert (merged["applied"], merged["conflicts"]) == (0, [])


def test_a_new_plan_period_is_asked_for_in_the_right_words(plan: Path, tmp_path: Path) -> None:
    new = tmp_path / "next.cspplan"
    assert "Say which years" in sentence(command("new", new, "--continue", plan))
    assert "belongs to the old plan" in sentence(
        command("new", new, "--continue", plan, "--years", "2017/18")
    )
    assert command("new", new, "--years", "2018/19").code == 2
    assert command("new", new, "--continue", plan, "--sample", SAMPLE).code == 2
    assert not new.exists()
