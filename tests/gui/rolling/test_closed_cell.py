"""In the grid a closed action says so from the quarter on in which it was closed."""

from __future__ import annotations

from PySide6.QtCore import Qt

from csp_desktop.gui.grid.model import GridModel
from csp_desktop.plan.fields import SHIPPED
from tests.documents import changed, small

NOW = "2016/17 Q2"


def row_of(ref: str, as_: str, quarter: str) -> dict[str, str]:
    """What the quarters of 2016/17 say of an action closed in Q2."""
    document = small()
    action = document.with_ref(ref)[0]
    closed = changed(action, {"closed": "2016/17 Q2", "closed_as": as_})
    model = GridModel(document.with_records([("action", action.id, closed)]), SHIPPED, quarter)
    row = next(n for n, each in enumerate(model.rows) if each.key == action.id)
    return {
        column.period: str(model.index(row, n).data(Qt.ItemDataRole.AccessibleTextRole))
        for n, column in enumerate(model.columns)
        if column.period.startswith("2016/17 Q")
    }


def test_a_dropped_action_is_not_applicable_and_closed_from_then_on() -> None:
    said = row_of("1.11", "dropped", "2016/17 Q3")
    assert said["2016/17 Q1"] == "No update"
    assert said["2016/17 Q2"] == said["2016/17 Q3"] == "N/A, closed"


def test_a_complete_one_is_complete_and_what_was_reported_stands() -> None:
    said = row_of("1.10", "complete", "2016/17 Q3")
    assert said["2016/17 Q1"] == "Off track"
    assert said["2016/17 Q2"] == "Complete, closed"


def test_its_tip_says_when_and_why_it_was_closed() -> None:
    document = small()
    action = document.with_ref("1.11")[0]
    closed = changed(
        action, {"closed": NOW, "closed_as": "dropped", "closed_why": "No money\nthis year"}
    )
    model = GridModel(document.with_records([("action", action.id, closed)]), SHIPPED, NOW)
    row = next(n for n, each in enumerate(model.rows) if each.key == action.id)
    column = next(n for n, each in enumerate(model.columns) if each.period == NOW)
    tip = str(model.index(row, column).data(Qt.ItemDataRole.ToolTipRole))
    assert "Closed in 2016/17 Q2, dropped: No money<br>this year" in tip
