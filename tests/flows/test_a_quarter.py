"""From a new plan to a check of the file, as somebody would do it from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.flows.command import SAMPLE, command, data, done, files_in

Q1, Q2 = "2016/17 Q1", "2016/17 Q2"


def action(plan: Path, ref: str) -> dict[str, object]:
    (found,) = data("show", plan, ref)["actions"]
    assert isinstance(found, dict)
    return found


def test_an_update_is_kept_with_who_when_and_what_it_was(plan: Path) -> None:
    done("set", plan, "1.2", "status", "Amber", "--by", "Ann Lee")
    done("set", plan, "1.2", "status", "on-track", "--period", "Q1 2016-17", "--by", "Bob Ray")
    done("set", plan, "1.2", "commentary@2016/17 Q2", "Two clubs open.\nA third soon.")
    shown = action(plan, "1.2")
    assert shown["quarters"] == {
        Q1: {"status": "on track", "commentary": None, "corrective_action": None, "evidence": None},
        Q2: {
            "status": None,
            "commentary": "Two clubs open.\nA third soon.",
            "corrective_action": None,
            "evidence": None,
        },
    }
    newest, second, first, *published = data("history", plan, "1.2")
    assert (newest["field"], newest["period"]) == ("commentary", Q2)
    assert (second["author"], second["old"], second["new"]) == ("Bob Ray", "at risk", "on track")
    assert (first["author"], first["old"], first["new"]) == ("Ann Lee", None, "at risk")
    assert {each["at"] for each in published} == {None}
    assert first["at"] <= second["at"] <= newest["at"]
    assert set(first) >= {
        "at", "author", "source", "operation", "ref", "field", "period", "old", "new",
    }  # fmt: skip


def test_undo_and_redo_go_back_and_forth_over_all_that_was_done(plan: Path) -> None:
    before = data("show", plan)
    done("set", plan, "1.2", "status", "at risk")
    done("set", plan, "1.2", "lead_partners", "Hackney Homes; IGU")
    done("confirm", plan, "1.1", "group")
    done("renumber", plan, "1.2=1.3", "1.3=1.2")
    done("add", plan, "action", "1.99", "title=Safer parks", "delivery_priority=1.DP1")
    done("delete", plan, "1.99")
    after = data("show", plan)
    assert after != before
    for _ in range(6):
        done("undo", plan)
    assert data("show", plan) == before
    assert command("undo", plan).code == 1
    for _ in range(6):
        done("redo", plan)
    assert data("show", plan) == after
    assert command("redo", plan).code == 1
    done("undo", plan)
    assert action(plan, "1.99")["title"] == "Safer parks"
    done("set", plan, "1.99", "title", "Safer parks and squares")
    assert command("redo", plan).code == 1
    assert data("check", plan) == {"sound": True, "problems": []}


def test_undoing_reads_backwards_in_the_history(plan: Path) -> None:
    done("set", plan, "1.2", "status", "at risk", "--by", "Ann")
    done("undo", plan, "--by", "Bob")
    done("redo", plan, "--by", "Cy")
    redone, undone, edit, *_ = data("history", plan, "1.2")
    assert (redone["author"], redone["old"], redone["new"]) == ("Cy", None, "at risk")
    assert (undone["author"], undone["old"], undone["new"]) == ("Bob", "at risk", None)
    assert (edit["author"], edit["old"], edit["new"]) == ("Ann", None, "at risk")
    assert [each["operation"] for each in (redone, undone, edit)] == [
        "redo edit", "undo edit", "edit",
    ]  # fmt: skip


def test_an_action_added_stands_in_its_place_and_takes_links_by_name(plan: Path) -> None:
    done(
        "add", plan, "action", "1.12", "title=Safer parks", "delivery_priority=1.DP3",
        "group=Integrated Gangs Unit", "lead_partners=IGU; Young Hackney", "cross_references=1.2",
        "planned@2016/17=Ongoing", "state@2016/17=ongoing",
    )  # fmt: skip
    shown = action(plan, "1.12")
    assert shown["strategic_priority"] == 1
    assert shown["delivery_priority"] == "1.DP3"
    assert shown["lead_partners"] == ["IGU", "Young Hackney"]
    assert shown["cross_references"] == ["1.2"]
    assert shown["group"] == "Integrated Gangs Unit"
    years = shown["years"]
    assert isinstance(years, dict)
    assert years["2016/17"] == {"planned": "Ongoing", "state": "ongoing"}
    refs = [each["ref"] for each in data("show", plan)["actions"]]
    assert refs[refs.index("1.11") + 1] == "1.12"
    assert len(refs) == 50


def test_refs_are_exchanged_in_one_go_and_links_follow_the_action(plan: Path) -> None:
    first, second = action(plan, "1.2"), action(plan, "1.3")
    done("set", plan, "1.5", "cross_references", "1.2")
    done("renumber", plan, "1.2=1.3", "1.3=1.2")
    assert action(plan, "1.3")["id"] == first["id"]
    assert action(plan, "1.2")["id"] == second["id"]
    assert action(plan, "1.5")["cross_references"] == ["1.3"]


def test_a_deleted_action_is_gone_and_its_history_is_not(plan: Path) -> None:
    done("delete", plan, "1.2", "--by", "Ann")
    assert len(data("show", plan)["actions"]) == 48
    assert command("show", plan, "1.2").code == 1
    newest = data("history", plan, "1.2")[0]
    assert (newest["author"], newest["operation"], newest["field"]) == ("Ann", "delete", "exists")
    done("undo", plan)
    assert len(data("show", plan)["actions"]) == 49


def test_what_a_person_confirms_bears_no_mark_any_more(plan: Path) -> None:
    assert "group" in action(plan, "1.1")["unconfirmed"]  # type: ignore[operator]
    before = action(plan, "1.1")["group"]
    done("confirm", plan, "1.1", "group")
    done("confirm", plan, "1.1", "planned", "--period", "2016/17")
    shown = action(plan, "1.1")
    assert not {"group", "planned@2016/17"} & set(shown["unconfirmed"])  # type: ignore[call-overload]
    assert shown["group"] == before


def test_a_copy_for_one_group_proposes_what_lies_outside_it(plan: Path) -> None:
    other = plan.with_name("gangs.cspplan")
    done("copy", plan, other, "--for", "Integrated Gangs Unit")
    assert action(other, "1.1")["group"] == "Integrated Gangs Unit"
    done("set", other, "1.1", "status", "on track")
    outside = next(
        each["ref"]
        for each in data("show", other)["actions"]
        if each["group"] != "Integrated Gangs Unit"
    )
    before = action(other, outside)
    answer = command("set", other, outside, "status", "at risk", "--json")
    assert answer.code == 3
    assert answer.data["proposed"] == 1
    assert "proposal" in answer.err
    assert action(other, outside) == before
    assert command("undo", plan).code == 1  # what was done in the copy stays there


def test_a_copy_begins_with_nothing_to_undo(plan: Path) -> None:
    done("set", plan, "1.2", "status", "at risk")
    other = plan.with_name("other.cspplan")
    done("copy", plan, other)
    assert data("show", other) == data("show", plan)
    assert command("undo", other).code == 1
    assert sorted(files_in(plan.parent)) == ["other.cspplan", "plan.cspplan"]


def test_a_restore_goes_back_and_keeps_what_was(plan: Path) -> None:
    done("set", plan, "1.2", "status", "at risk")
    before = data("show", plan)
    made = Path(data("backup", plan)["backup"])
    done("set", plan, "1.2", "status", "off track")
    after = data("show", plan)
    assert data("restore", plan)["backup"] == str(made)
    assert data("show", plan) == before
    assert data("check", plan)["sound"]
    (as_it_was,) = [each for each in made.parent.glob("*.cspplan") if each != made]
    done("restore", plan, as_it_was)
    assert data("show", plan) == after
    done("undo", plan)
    assert data("show", plan) == before


def test_backups_are_listed_and_gone_back_to_by_the_name_that_is_printed(plan: Path) -> None:
    assert data("backup", plan, "--list") == []
    first = Path(data("backup", plan)["backup"])
    done("set", plan, "1.2", "status", "at risk")
    second = Path(data("backup", plan)["backup"])
    first_again = done("restore", plan, first.name)
    assert first.name in first_again.out
    listed = data("backup", plan, "--list")
    assert [each["before"] for each in listed] == ["restore", None, None]
    assert [each["backup"] for each in listed[1:]] == [str(second), str(first)]
    assert first.name in done("backup", plan, "--list").out
    assert data("restore", plan) == {"path": str(plan), "backup": str(second), "passed_over": []}


def test_a_backup_made_before_a_merge_says_so(plan: Path) -> None:
    other = plan.with_name("other.cspplan")
    done("copy", plan, other)
    done("set", other, "1.2", "status", "at risk")
    done("merge", plan, other)
    assert [each["before"] for each in data("backup", plan, "--list")] == ["merge"]
    done("merge", plan, other)
    assert len(data("backup", plan, "--list")) == 1  # nothing new came, so nothing was replaced


def test_an_empty_plan_grows_from_nothing(tmp_path: Path) -> None:
    plan = tmp_path / "empty.cspplan"
    assert data("new", plan, "--title", "Our plan")["path"] == str(plan)
    assert data("show", plan)["plan"]["title"] == "Our plan"
    done("add", plan, "year", "2016/17")
    done("add", plan, "strategic_priority", "1", "title=Burglary")
    done("add", plan, "delivery_priority", "1.DP1", "strategic_priority=1", "number=1")
    done("add", plan, "group", "Burglary group")
    done("add", plan, "action", "1.1", "title=Locks", "delivery_priority=1.DP1")
    done("set", plan, "plan", "working_quarter", "2016/17 Q3")
    done("set", plan, "1.1", "status", "G")
    assert action(plan, "1.1")["quarters"]["2016/17 Q3"]["status"] == "on track"  # type: ignore[index]
    assert data("check", plan)["sound"]


def test_two_people_who_begin_from_the_shipped_plan_begin_from_the_same(tmp_path: Path) -> None:
    one, other = tmp_path / "one.cspplan", tmp_path / "other.cspplan"
    for each in (one, other):
        done("new", each, "--sample", SAMPLE, "--by", each.stem)
    assert data("show", one) == data("show", other)
    assert data("history", one) == data("history", other)
