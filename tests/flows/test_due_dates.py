"""Dates and milestones from the command line: entered, listed, in a calendar, frozen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.command import command, data, done

Q2, Q3 = "2016/17 Q2", "2016/17 Q3"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Action 1.1 is due in September, 1.2 in March; 1.1 has a milestone that is due in October."""
    made = tmp_path / "plan.cspplan"
    done("new", made, "--title", "A plan, for now")
    done("add", made, "year", "2016/17")
    done("set", made, "plan", "working_quarter", Q2)
    done("add", made, "group", "Gangs board", "lead=Ann", "email=ann@example.org", "role=board")
    done("add", made, "group", "Gangs unit", "reports_to=Gangs board")
    done("add", made, "action", "1.1", "title=Patrols", "due_date=30/9/2016", "group=Gangs unit",
         "lead_officer=Cat")  # fmt: skip
    done("add", made, "action", "1.2", "title=Lights; all, of them", "due_date=2017-03-31")
    done("milestone", made, "1.1", "Letters sent", "due=31 Oct 2016", "who=Bob")
    return made


def test_a_milestone_is_added_then_set_and_named_by_its_action_and_title(plan: Path) -> None:
    (one,) = data("show", plan, "1.1")["milestones"]
    assert (one["action"], one["title"], one["due"], one["who"]) == (
        "1.1", "Letters sent", "2016-10-31", "Bob",
    )  # fmt: skip
    done("milestone", plan, "1.1", "letters sent", "forecast=1/11/2016")
    done("set", plan, "1.1 / Letters sent", "completed", "2016-11-02")
    (same,) = data("show", plan)["milestones"]
    assert (same["id"], same["forecast"], same["completed"]) == (
        one["id"], "2016-11-01", "2016-11-02",
    )  # fmt: skip
    done("add", plan, "milestone", "Letters sent", "action=1.1", "due=2016-12-01")
    two = sorted(each["id"] for each in data("show", plan)["milestones"])
    for refused in (
        command("set", plan, "1.1 / Letters sent", "due", "2016-11-03"),
        command("milestone", plan, "1.1", "Letters sent", "due=2016-11-03"),
    ):
        assert refused.code == 1
        assert all(each in refused.err for each in two)
    done("set", plan, two[0], "title", "Letters sent again")
    done("delete", plan, two[1])
    assert [each["id"] for each in data("show", plan)["milestones"]] == [two[0]]
    assert command("milestone", plan, "Gangs unit", "X").code == 1


def test_what_is_overdue_is_listed_for_a_quarter_and_put_into_a_calendar(plan: Path) -> None:
    found = data("overdue", plan)
    assert [each["ref"] for each in found["overdue"]] == ["1.1"]
    (soon,) = found["due_soon"]
    assert (soon["kind"], soon["title"], soon["who"], soon["group"], soon["due"]) == (
        "milestone", "Letters sent", "Bob", "Gangs unit", "2016-10-31",
    )  # fmt: skip
    assert found["no_status"] == ["1.1"]
    assert "without a status: 1.1." in done("overdue", plan).out
    later = data("overdue", plan, "--quarter", Q3)
    assert [each["title"] for each in later["overdue"]] == ["Patrols", "Letters sent"]
    assert [each["title"] for each in later["due_soon"]] == ["Lights; all, of them"]
    told = done("overdue", plan).out
    assert "1.1 / Patrols: due 30 September 2016 (Cat, Gangs unit)" in told
    calendar = plan.with_name("due.ics")
    assert data("overdue", plan, "--ics", calendar)["calendar"]["events"] == 3
    first = calendar.read_bytes()
    done("overdue", plan, "--ics", calendar)
    assert calendar.read_bytes() == first
    done("set", plan, "1.1", "status", "complete")
    assert "1 due dates" not in done("overdue", plan, "--ics", calendar).out
    text = calendar.read_text(encoding="utf-8")
    assert text.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:1.2 Lights\\; all\\, of them" in text
    assert "DTSTART;VALUE=DATE:20170331" in text
    refused = command("overdue", plan, "--ics", plan)
    assert (refused.code, "due.ics" in refused.err or ".ics" in refused.err) == (1, True)


def test_a_snapshot_says_for_ever_what_was_overdue(plan: Path) -> None:
    done("snapshot", plan, "take", Q2)
    (before,) = [each for each in data("show", plan)["actions"] if each["ref"] == "1.1"]
    assert (before["overdue"], before["due_soon"], before["slipping"]) == (True, True, False)
    done("set", plan, "1.1", "due_date", "2016-12-31")
    done("set", plan, "1.1", "completed_on", "2016-09-01")
    done("delete", plan, "1.1 / Letters sent")
    (now,) = [each for each in data("show", plan)["actions"] if each["ref"] == "1.1"]
    assert (now["overdue"], now["due_soon"], now["slipping"]) == (False, False, False)
    then = data("show", plan, "--at", Q2)
    (frozen,) = [each for each in then["actions"] if each["ref"] == "1.1"]
    assert (frozen["overdue"], frozen["due_soon"]) == (True, True)
    assert [each["title"] for each in then["milestones"]] == ["Letters sent"]
    compared = done("snapshot", plan, "compare", Q2, "now").out
    assert "1.1: Due date moved from 30 September 2016 to 31 December 2016" in compared
    assert "1.1: Completed on is now 1 September 2016" in compared
    assert "1.1 / Letters sent: Milestone deleted" in compared


def test_show_tells_who_reports_to_whom(plan: Path) -> None:
    shown = data("show", plan)
    groups = {each["name"]: each for each in shown["governance"]["groups"]}
    assert groups["Gangs unit"]["reports_to"] == "Gangs board"
    assert (groups["Gangs board"]["lead"], groups["Gangs board"]["email"]) == (
        "Ann", "ann@example.org",
    )  # fmt: skip
    assert {"people", "partners", "case_studies", "figures", "duties", "words"} <= set(shown)
