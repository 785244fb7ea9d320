"""Rows and texts that read as one thing and are another: steps, dated entries, covers, markings."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_desktop.plan.periods import Period
from csp_desktop.workbook.importing.dated_entries import dated_entries
from tests.operations.test_importing import actions, whys
from tests.operations.test_importing_kinds import read

HEADERS = ("Ref", "Action", "Lead", "Due", "Status", "Comments")


def test_a_row_without_a_ref_that_says_so_is_a_step_of_the_action_above(tmp_path: Path) -> None:
    found = read(tmp_path, Plan=[
        HEADERS,
        ("1.1", "Hotspot policing", "Police", "31/03/2017", "G", "Twelve patrols"),
        (None, "M1 Patrols agreed", None, "30/06/2016", "B", None),
        (None, "Milestone: review", None, "31/10/2016", None, None),
        ("1.2", "Knife arches", "Police", "31/12/2016", "A", "One bought"),
        ("1.2a", "Train door staff", "Council", "30/06/2016", "B", "Done"),
        ("1.3", "Mentors", "Council", None, "G", None),
    ])  # fmt: skip
    made = actions(found)
    assert list(made) == ["1.1", "1.2", "1.2a", "1.3"]
    assert "M1 Patrols agreed (Due: 30/06/2016; Status: B)" in made["1.1"]["activity"]
    assert "Milestone: review" in made["1.1"]["activity"]
    assert made["1.1"]["due_date"] == "2017-03-31"
    assert "activity" not in made["1.2"]
    assert not found.given


def test_below_a_header_of_actions_and_milestones_what_has_no_ref_is_a_step(tmp_path: Path) -> None:
    found = read(tmp_path, Plan=[
        ("Ref", "Action / milestone", "Lead", "Due", "Status"),
        ("1.1", "Hotspot policing", "Police", "31/03/2017", "G"),
        (None, "Patrol plan signed", None, "30/06/2016", "B"),
        ("Improvement actions", "Publish a map each month", None, None, None),
        ("2.1", "Review MARAC", "Chair", None, "R"),
    ])  # fmt: skip
    made = actions(found)
    assert list(made) == ["1.1", "2.1"]
    assert "Patrol plan signed" in made["1.1"]["activity"]


def test_a_ref_further_down_is_a_step_only_below_its_own_action(tmp_path: Path) -> None:
    found = read(tmp_path, Plan=[
        ("Ref", "Action and steps", "Lead", "Status"),
        ("1", "Patrols", "Police", "G"),
        ("1.1", "Agree the rota", "Police", "B"),
        ("2", "Lights", "Council", "A"),
        ("3.1", "Visits", "Police", "G"),
    ])  # fmt: skip
    assert list(actions(found)) == ["1", "2", "3.1"]


@pytest.mark.parametrize(
    ("text", "quarters"),
    [
        ("12/06/24 – 10 kits bought 14/09/24 – 22 placed 10/12/24 – delayed", [1, 2, 3]),
        ("10/12/24: delayed. 14/09/24: 22 placed 12/06/24: bought", [3, 2, 1]),
        ("12/06/24 – moved to 14/09/24 – no venue", [1]),
        ("12/06/24 – bought, due by 14/09/24 - at the latest", [1]),
        ("12/06/24 – bought 01/05/24 – and then 14/09/24 – placed", []),
        ("Bought on 12/06/24 – placed 14/09/24 – done", []),
    ],
)
def test_entries_on_one_line_are_parted_unless_the_sentence_leads_up_to_the_day(
    text: str, quarters: list[int]
) -> None:
    found = dated_entries(text, Period(2024, 3))
    assert [quarter.quarter for quarter, _ in found] == quarters
    assert "".join("".join(said.split()) for _, said in found) in {"", "".join(text.split())}


def test_open_and_closed_are_a_status_and_an_end_is_due(tmp_path: Path) -> None:
    found = read(tmp_path, Log=[
        ("ID", "Action", "Who", "Start", "End", "Open/Closed"),
        ("A-01", "Share data", "Hospital", "01/04/2016", "30/06/2016", "Closed"),
        ("A-02", "Bleed kits", "Unassigned", None, "31/12/2016", "Open"),
    ])  # fmt: skip
    one, two = actions(found).values()
    (status,) = [value for place, value in one.items() if place.startswith("status@")]
    assert (status, one["start_date"], one["due_date"]) == (
        "complete", "2016-04-01", "2016-06-30",
    )  # fmt: skip
    assert not [place for place in two if place.startswith("status@")]
    assert [each.word.text for each in found.unknown_words] == ["Open"]
    assert "lead_partners" not in two
    assert "names nobody" in whys(found)["Log!C3"]


def test_a_cover_names_the_plan_that_sheets_are_of_and_a_marking_is_taken(tmp_path: Path) -> None:
    theme = [
        ("OFFICIAL – SENSITIVE",),
        ("Theme lead: Supt Ferris",),
        ("No.", "What we will do", "Lead", "Status"),
    ]
    found = read(
        tmp_path,
        Cover=[("Vale partnership plan 2016",)],
        ASB=[*theme, ("1.1", "Panels", "Police", "On track")],
        Drugs=[*theme, ("2.1", "Naloxone", "Health", "At risk")],
    )
    assert found.title == "Vale partnership plan 2016"
    assert found.marking == "OFFICIAL-SENSITIVE"
    assert "ASB!A2" in whys(found)
    assert "ASB!A1" not in whys(found)
