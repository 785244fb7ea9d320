from typing import Any

import pytest

from csp_desktop.gui.grid import cells, tips
from csp_desktop.gui.grid.cells import PaintedCell
from csp_desktop.gui.grid.model import GridModel
from csp_desktop.plan.fields import SHIPPED
from tests.documents import document, hackney, record, small

NOW = "2016/17 Q2"


def cell_of(model: GridModel, action: str, field: str, period: str = "") -> PaintedCell:
    row = model.action_at(model.row_of(action))
    assert row
    return model.cell(row, model.columns[model.column_of(field, period)])


def tip_of(model: GridModel, action: str, field: str, period: str = "") -> str:
    row = model.action_at(model.row_of(action))
    assert row
    column = model.columns[model.column_of(field, period)]
    return tips.tooltip(row, column, model.quarter, model.document)


@pytest.fixture
def model() -> GridModel:
    return GridModel(small(), SHIPPED, NOW)


def test_a_quarter_shows_its_status(model: GridModel) -> None:
    assert cell_of(model, "a1", "status", NOW) == PaintedCell(status="on track", word="On track")
    contested = cell_of(model, "a2", "status", NOW)
    assert (contested.word, contested.contested) == ("At risk", True)


def test_without_an_update_the_last_status_stands_greyed_with_its_quarter(
    model: GridModel,
) -> None:
    found = cell_of(model, "a10", "status", NOW)
    assert found == PaintedCell(text="as at Q1", status="off track", word="Off track", quiet=True)
    assert cell_of(model, "a21", "status", NOW).text == "as at Q4 2015/16"


def test_without_any_status_it_says_no_update(model: GridModel) -> None:
    assert cell_of(model, "a11", "status", NOW) == PaintedCell(word="No update", quiet=True)
    assert cell_of(model, "a11", "status", "2016/17 Q1") == PaintedCell(
        word="No update", quiet=True
    )


def test_a_quarter_to_come_is_blank(model: GridModel) -> None:
    assert cell_of(model, "a1", "status", "2016/17 Q3") == cells.BLANK


@pytest.mark.parametrize(
    ("planned", "state", "shown"),
    [
        ("N/A", "not applicable", PaintedCell(status="not applicable", word="N/A")),
        ("Ongoing", "ongoing", PaintedCell(status="ongoing", word="Ongoing")),
        (
            "Ongoing\nDelivery through Gangs Action Plan",
            "ongoing",
            PaintedCell("Gangs Action Plan", "ongoing", "Ongoing"),
        ),
        (
            "Delivery through Youth Justice Plan",
            "delegated",
            PaintedCell("Youth Justice Plan", "delegated", "Delegated"),
        ),
        (
            "See Transport Strategy",
            "delegated",
            PaintedCell("See Transport Strategy", "delegated", "Delegated"),
        ),
        (
            "Tbc - Establishing work programmes",
            "tbc",
            PaintedCell("Establishing work programmes", "tbc", "Tbc"),
        ),
        ("tbc", "tbc", PaintedCell(status="tbc", word="Tbc")),
        (
            "Ongoing & subject to revised enforcement structures",
            "ongoing",
            PaintedCell("Subject to revised enforcement structures", "ongoing", "Ongoing"),
        ),
        (
            "Cocooning is an ongoing policing initiative.",
            "ongoing",
            PaintedCell("Cocooning is an ongoing policing initiative.", "ongoing", "Ongoing"),
        ),
        ("In Development", "in development", PaintedCell("In Development")),
        ("Apply\nPolicy", "planned", PaintedCell("Apply Policy")),
        (None, "complete", PaintedCell(status="complete", word="Complete")),
        (None, "planned", PaintedCell("Planned")),
        ("Free words", None, PaintedCell("Free words")),
        (None, None, cells.BLANK),
    ],
)
def test_a_year_shows_its_state_and_what_else_is_planned(
    planned: str | None, state: str | None, shown: PaintedCell
) -> None:
    values: dict[str, Any] = {
        "ref": "1.1",
        "planned@2015/16": planned,
        "state@2015/16": state,
    }
    plan = document([record("year", "2015/16", {"name": "2015/16"}), record("action", "a", values)])
    assert cell_of(GridModel(plan, SHIPPED, NOW), "a", "planned", "2015/16") == shown


def test_a_mark_on_either_part_of_a_year_marks_its_cell(model: GridModel) -> None:
    assert cell_of(model, "a1", "planned", "2015/16").unconfirmed
    row = model.action_at(1)
    assert row
    column = model.columns[model.column_of("planned", "2015/16")]
    assert cells.marked_places(row.action, column) == [("planned", "2015/16")]


def test_bullets_and_line_ends_become_one_line() -> None:
    model = GridModel(hackney(), SHIPPED, "2016/17 Q1")
    model.set_offered(["activity"])
    text = cell_of(model, "hk-a01", "activity").text
    assert text.startswith("Work one to one")
    assert "•" not in text
    assert "\n" not in text


def test_links_show_what_people_call_the_records(model: GridModel) -> None:
    model.set_offered(["cross_references", "delivery_priority"])
    assert cell_of(model, "a10", "cross_references").text == "1.1"
    assert cell_of(model, "a10", "delivery_priority").text == "1.DP2"


def test_a_tooltip_holds_the_whole_text(model: GridModel) -> None:
    tip = tip_of(model, "a1", "planned", "2016/17")
    assert "Delivery through Gangs Action Plan" in tip
    assert "Café drop-in opened." in tip_of(model, "a1", "status", NOW)
    assert "Engage one to one.<br>Offer programmes of support." in tip_of(model, "a1", "title")
    assert "<u>1.1</u>" in tip_of(model, "a10", "title")
    assert "Off track as at Q1" in tip_of(model, "a10", "status", NOW)
    assert "Contested" in tip_of(model, "a2", "status", NOW)
    assert "Unconfirmed" in tip_of(model, "a1", "lead_partners")


def test_a_tooltip_takes_text_as_text() -> None:
    action = record("action", "a", {"ref": "1.1", "title": "<b>Less</b> & more"})
    model = GridModel(document([action]), SHIPPED, NOW)
    model.set_offered(["notes"])
    row = model.action_at(1)
    assert row
    where = model.columns[model.column_of("notes")]
    assert tips.tooltip(row, where, NOW, model.document) == ""
    plan = document([record("action", "a", {"ref": "1.1", "notes": "<i>x</i>"})])
    assert "&lt;i&gt;x&lt;/i&gt;" in tip_of(_with_notes(plan), "a", "notes")


def _with_notes(plan: Any) -> GridModel:
    model = GridModel(plan, SHIPPED, NOW)
    model.set_offered(["notes"])
    return model
