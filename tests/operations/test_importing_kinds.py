"""Kinds of layouts and templates that are really circulated, each value in its place or told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from csp_desktop.plan.fields import SHIPPED
from csp_desktop.workbook.importing.import_reader import Imported, read_with
from csp_desktop.workbook.importing.suggest_map import suggest
from tests.operations.councils import AMBER, GREEN, book_of, fill, sheet_of
from tests.operations.test_importing import actions, whys

Rows = Sequence[Sequence[object]]


def read(folder: Path, **sheets: Rows) -> Imported:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet_of(made, name.replace("_", " "), rows)
    book = book_of(made, folder)
    return read_with(book, suggest(book, SHIPPED), SHIPPED)


def records(found: Imported, kind: str) -> list[dict[str, Any]]:
    return [
        {"@".join(place).rstrip("@"): value for place, value in each.values.items()}
        for each in found.records
        if each.kind == kind
    ]


def test_a_planner_export_month_first(tmp_path: Path) -> None:
    found = read(tmp_path, Tasks=[
        ("Plan name", "CSP action plan"),
        (),
        ("Task ID", "Task Name", "Bucket Name", "Progress", "Priority", "Assigned To",
         "Start date", "Due date", "Completed Date", "Description"),
        ("x1", "Patrols", "Priority 1 - ASB", "In progress", "Important", "Ann;Raj", "04/05/2016",
         "03/31/2017", None, "Joint patrols"),
        ("x2", "Naloxone", "Priority 2 - Drugs", "Completed", "Urgent", "Ann", None, "11/12/2016",
         "09/20/2016", None),
    ])  # fmt: skip
    assert found.title == "CSP action plan"
    one, two = actions(found).values()
    assert (one["title"], one["strategic_priority"], one["activity"]) == (
        "Patrols", "ASB", "Joint patrols",
    )  # fmt: skip
    assert (one["start_date"], one["due_date"]) == ("2016-04-05", "2017-03-31")
    assert "start_date" in one["unsure"]
    assert (two["due_date"], two["completed_on"]) == ("2016-11-12", "2016-09-20")
    assert "Priority: Important" in one["notes"]
    assert "kept in Notes" in whys(found)["Tasks!E3"]


def test_a_pentana_export(tmp_path: Path) -> None:
    found = read(tmp_path, Export=[
        ("Code", "Title", "Managed By", "Assigned To", "Status", "Progress Bar", "Due Date",
         "Latest Note"),
        ("CSP16-001", "Install CCTV", "Head of Place", "J Smith", "Overdue", "65%", "31-Mar-2017",
         "Cabling done"),
        ("CSP16-002", "Train staff", "Head of HR", "P Jones", "Assigned", "0%", None, None),
    ])  # fmt: skip
    first = actions(found)["CSP16-001"]
    assert first["status@2016/17 Q3"] == "off track"
    assert (first["lead_officer"], first["due_date"]) == ("Head of Place", "2017-03-31")
    assert first["commentary@2016/17 Q3"] == "Cabling done"
    assert first["notes"] == "Progress Bar: 65%"
    assert "is not one of the choices" in whys(found)["Export!E3"]


def test_the_template_of_a_domestic_homicide_review(tmp_path: Path) -> None:
    found = read(tmp_path, Plan=[
        ("Recommendation", "Scope of recommendation", "Action to take", "Lead agency",
         "Key milestones achieved in enacting recommendation", "Target date",
         "Date of completion and outcome"),
        ("Ask about abuse", "Local", "Train practices", "ICB", "Training commissioned",
         "March 2017", "12/09/2016 – all trained; referrals doubled"),
    ])  # fmt: skip
    (only,) = actions(found).values()
    assert (only["title"], only["activity"]) == ("Ask about abuse", "Train practices")
    assert (only["due_date"], only["planned@2016/17"]) == ("2017-03-31", "March 2017")
    assert only["completed_on"] == "2016-09-12"
    assert only["evidence@2016/17 Q2"] == "12/09/2016 – all trained; referrals doubled"
    assert {"due_date", "completed_on"} <= only["unsure"]


def test_a_prevent_plan(tmp_path: Path) -> None:
    found = read(tmp_path, Plan=[
        ("Outcome", "Risk/Vulnerability", "Action to address risk", "Owner",
         "Evidence of progress", "RAG"),
        ("Staff refer", "Low awareness", "Train leads", "Education", "42 trained", "G"),
        ("Venues know", "Speakers", "Hire guidance", "Council", "Drafted", "A"),
    ])  # fmt: skip
    first, _ = actions(found).values()
    assert (first["title"], first["expected_outcome"]) == ("Train leads", "Staff refer")
    assert first["evidence@2016/17 Q3"] == "42 trained"
    assert first["notes"] == "Risk/Vulnerability: Low awareness"


def test_a_register_of_risks_is_told_as_a_whole(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        Plan=[("Ref", "Action", "Lead", "RAG"), ("1.1", "Patrols", "Police", "G")],
        Risks=[
            ("Ref", "Risk", "Likelihood", "Impact", "Score", "Mitigation", "Owner", "Status"),
            ("R1", "Funding ends", 3, 4, 12, "Bid for a grant", "Council", "Amber"),
        ],
    )
    assert list(actions(found)) == ["1.1"]
    left = {cell: why for cell, why in whys(found).items() if cell.startswith("Risks!")}
    assert len(left) == 16
    assert set(left.values()) == {"It reads as a register of risks, and a plan holds actions."}


def test_an_action_with_nothing_but_ref_and_title_is_an_action(tmp_path: Path) -> None:
    found = read(tmp_path, Plan=[
        ("Ref", "Action", "Lead", "RAG", "Comment"),
        ("1.1", "Patrols", "Police", "G", "Well"),
        ("1.2", "Canal path", None, None, None),
        ("2.1", "Licensees", None, None, None),
        ("2.2", "Night bus", "TfL", "R", "Late"),
    ])  # fmt: skip
    assert list(actions(found)) == ["1.1", "1.2", "2.1", "2.2"]


def test_rows_of_improvement_actions_go_to_the_delivery_priority_above(tmp_path: Path) -> None:
    found = read(tmp_path, Plan=[
        ("Delivery Priority 1: Noise and nuisance",),
        ("Ref No", "Action", "Lead Partners", "2016/17"),
        (3.1, "Working with residents", "Housing", "Ongoing"),
        (3.1, "Case management", "Council", "Ongoing"),
        ("Improvement Actions", "Understand hot spots", None, None),
        (None, "Share data", None, None),
        ("Delivery Priority 2: Hot spots", None, None, None),
        (3.2, "Street plans", "Police", "Analysis"),
    ])  # fmt: skip
    assert list(actions(found)) == ["3.1", "3.10", "3.2"]
    first, second = records(found, "delivery_priority")
    assert (first["title"], first["improvement_actions"]) == (
        "Noise and nuisance", ["Understand hot spots", "Share data"],
    )  # fmt: skip
    assert actions(found)["3.10"]["delivery_priority"] == "Noise and nuisance"
    assert actions(found)["3.2"]["delivery_priority"] == second["title"] == "Hot spots"


@pytest.mark.parametrize(
    "rows",
    [
        [("1.1", "Patrols", None, "Police", "31/03/2017", "G"),
         (None, None, "Agree a rota", "Insp Lee", "30/04/2016", "B")],
        [("1.1", "Patrols", None, "Police", "31/03/2017", "G"),
         ("M1", "Agree a rota", None, "Insp Lee", "30/04/2016", "B"),
         ("1.2", "Lights", None, "Council", "30/06/2017", "A")],
        [("1.1", "Patrols", None, "Police", "31/03/2017", "G"),
         ("1.1.1", "Agree a rota", None, "Insp Lee", "30/04/2016", "B")],
    ],
)  # fmt: skip
def test_a_milestone_below_its_action_is_kept_in_words(tmp_path: Path, rows: Rows) -> None:
    header = ("Ref", "Action / milestone", "Milestone", "Lead", "Due date", "RAG")
    found = read(tmp_path, Plan=[header, *rows])
    first = actions(found)["1.1"]
    assert (first["due_date"], first["status@2016/17 Q3"]) == ("2017-03-31", "on track")
    assert first["lead_partners"] == ["Police"]
    assert first["activity"].endswith("Agree a rota (Lead: Insp Lee; Due date: 30/04/2016; RAG: B)")
    assert any("milestone of the action above" in why for why in whys(found).values())


def test_dated_entries_go_to_the_quarters_of_their_dates(tmp_path: Path) -> None:
    entries = "12/06/16 – 8 booked.\n14/09/16 – 15 of 31. 14/09/2016 was a Wednesday."
    found = read(tmp_path, Plan=[
        ("Ref", "Action", "Progress to date", "RAG"),
        ("1", "Lessons", entries, "G"),
        ("2", "Training", "Two held. 12/06/16 – one more", "A"),
    ])  # fmt: skip
    first, second = actions(found).values()
    assert first["commentary@2016/17 Q1"] == "12/06/16 – 8 booked."
    assert first["commentary@2016/17 Q2"] == "14/09/16 – 15 of 31. 14/09/2016 was a Wednesday."
    assert "commentary" in first["unsure"]
    assert first["status@2016/17 Q2"] == "on track"
    assert second["commentary@2016/17 Q2"] == "Two held. 12/06/16 – one more"
    assert "dated entries" in whys(found)["Plan!C2"]


def test_a_percentage_is_no_commentary_and_what_has_no_field_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, Plan=[
        ("Ref", "Action", "Lead agency / Lead officer", "Partners", "Progress", "Spend"),
        ("1.1", "Patrols", "Police / Ch. Insp. Lowe", "NHS; Probation", "65%", 4000),
        ("1.2", "Lights", "Council / J. Lee", "BID", "20%", 0),
    ])  # fmt: skip
    first = actions(found)["1.1"]
    assert (first["lead_partners"], first["lead_officer"]) == (["Police"], "Ch. Insp. Lowe")
    assert first["supporting_partners"] == ["NHS", "Probation"]
    assert first["notes"] == "Progress: 65%\nSpend: 4000"
    assert {"Plan!E1", "Plan!F1"} <= set(whys(found))


def test_two_languages_in_one_cell_are_one(tmp_path: Path) -> None:
    found = read(tmp_path, Plan=[
        ("Cyf / Ref", "Cam gweithredu / Action", "Arweinydd / Lead", "Erbyn / By",
         "Statws / Status"),
        ("1.1", "Patrolau / Patrols", "Heddlu / Police", "31/03/2017",
         "Ar y trywydd iawn / On track"),
        ("1.2", "Goleuo / Lights", "Heddlu, Cyngor / Police, Council", "Mawrth 2017 / March 2017",
         "Heb ddechrau / Not started"),
    ])  # fmt: skip
    first, second = actions(found).values()
    assert first["lead_partners"] == ["Heddlu / Police"]
    assert first["status@2016/17 Q3"] == "on track"
    assert second["lead_partners"] == ["Heddlu / Police", "Cyngor / Council"]
    assert second["due_date"] == "2017-03-31"
    assert second["status@2016/17 Q3"] == "not started"


def test_an_indicator_has_its_unit_its_direction_and_its_colour(tmp_path: Path) -> None:
    made = Workbook()
    sheet = sheet_of(made, "KPIs", [
        ("Indicator", "Good is", "2016/17 target", "Q1 2016/17", "RAG"),
        ("Burglary", "Low", 391, 31, None),
        ("% of victims satisfied", "Bigger is better", 0.75, 0.7, None),
    ], first=True)  # fmt: skip
    for cell in ("C3", "D3"):
        sheet[cell].number_format = "0%"
    fill(sheet, {"E2": GREEN, "E3": AMBER})
    book = book_of(made, tmp_path)
    found = read_with(book, suggest(book, SHIPPED), SHIPPED)
    burglary, satisfied = records(found, "indicator")
    assert (burglary["direction"], burglary["notes"]) == ("lower is better", "RAG: green")
    assert (satisfied["direction"], satisfied["notes"]) == ("higher is better", "RAG: amber")
    assert (satisfied["unit"], satisfied["target@2016/17"]) == ("%", 75)
    assert "kept in Notes" in whys(found)["KPIs!E1"]


def test_the_title_is_that_of_the_plan_and_not_of_the_partnership(tmp_path: Path) -> None:
    found = read(tmp_path, Plan=[
        ("Safer Northbridge Partnership",),
        ("Community Safety Delivery Plan 2016/17",),
        ("Ref", "Action", "Lead", "RAG"),
        ("1.1", "Patrols", "Police", "G"),
    ])  # fmt: skip
    assert found.title == "Community Safety Delivery Plan 2016/17"
    assert whys(found)["Plan!A1"] == "It is above the table."


def test_an_objective_that_each_action_has_of_its_own_is_no_delivery_priority(
    tmp_path: Path,
) -> None:
    header = ("Ref", "Objective", "Action", "RAG")
    found = read(
        tmp_path,
        Prevent=[header, ("P1", "Charter", "Sign schools", "G"), ("P2", "Webinars", "Hold", "A")],
        Support=[header, ("S1", "Counselling", "Run", "G"), ("S2", "Refuge", "Open it", "R")],
    )
    assert not records(found, "delivery_priority")
    assert {each["strategic_priority"] for each in actions(found).values()} == {
        "Prevent", "Support",
    }  # fmt: skip
    assert actions(found)["P1"]["notes"] == "Objective: Charter"
    assert "kept in Notes" in whys(found)["Prevent!B1"]


def test_a_form_beside_the_table_is_told_as_one(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        Plan=[("Ref", "Action", "Lead", "RAG"), ("1.1", "Patrols", "Police", "G")],
        Form=[
            ("Action reference", "2.1"),
            ("Action", "Lighting"),
            ("Lead officer", "J. Lee"),
            ("Target date", "Ongoing"),
            ("Progress update", "No bids"),
        ],
    )
    assert list(actions(found)) == ["1.1"]
    assert "a form for one action" in whys(found)["Form!B2"]


def test_of_several_dates_none_is_taken_and_the_words_stay_with_their_year(tmp_path: Path) -> None:
    found = read(tmp_path, Plan=[
        ("Ref", "Action", "Due date", "RAG"),
        ("1.1", "Patrols", "31/03/2018 (was 31/12/2017)", "G"),
    ])  # fmt: skip
    only = actions(found)["1.1"]
    assert "due_date" not in only
    assert only["planned@2017/18"] == "31/03/2018 (was 31/12/2017)"
    assert "several dates" in whys(found)["Plan!C2"]
