from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from csp_desktop.gui.grid.columns import ColumnShows
from csp_desktop.gui.grid.model import GridModel, GridRole
from csp_desktop.gui.grid.rows import GroupRow
from csp_desktop.plan.document import Document
from csp_desktop.plan.field_types import GridPlace, Per, Type
from csp_desktop.plan.fields import SHIPPED, Field
from csp_desktop.plan.selection import Selection
from tests.documents import changed, hackney, large, record, small, with_progress

QUARTER = "2016/17 Q2"
ALL = [
    "group dp11",
    "a1",
    "a2",
    "group dp12",
    "a10",
    "a11",
    "group dp21",
    "a21",
    "group sp2",
    "a29",
    "group sp5",
]


class Spy:
    """Counts what a model tells its views."""

    def __init__(self, model: GridModel) -> None:
        self.told: list[tuple[Any, ...]] = []
        model.rowsInserted.connect(lambda _, a, b: self.told.append(("rows in", a, b)))
        model.rowsRemoved.connect(lambda _, a, b: self.told.append(("rows out", a, b)))
        model.columnsInserted.connect(lambda _, a, b: self.told.append(("columns in", a, b)))
        model.columnsRemoved.connect(lambda _, a, b: self.told.append(("columns out", a, b)))
        model.modelReset.connect(lambda: self.told.append(("reset",)))
        model.dataChanged.connect(self._changed)

    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self.told.append(("data", first.row(), last.row()))


@pytest.fixture
def model() -> GridModel:
    return GridModel(small(), SHIPPED, QUARTER)


def keys(model: GridModel) -> list[str]:
    return [row.key for row in model.rows]


def edited(document: Document, action_id: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    action = document.record("action", action_id)
    assert action
    return [("action", action_id, changed(action, values))]


def apply(model: GridModel, changes: list[tuple[Any, ...]]) -> None:
    triples = [(kind, record_id, after) for kind, record_id, after in changes]
    model.apply(model.document.with_records(triples), triples)


def watch(model: GridModel) -> QAbstractItemModelTester:
    """Have Qt's own tester watch the model; what it finds is a warning, which fails a test."""
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)


def test_it_keeps_qts_rules_through_all_that_may_happen(model: GridModel) -> None:
    tester = watch(model)
    for selection in (
        Selection(no_update=True),
        Selection(text="gang"),
        Selection(text="nowhere"),
        Selection(),
    ):
        model.set_selection(selection)
    for year in ("2015/16", "2016/17", "2016/17", "2015/16"):
        model.toggle_year(year)
    model.set_offered(["activity", "group"])
    model.toggle_group("dp11")
    model.toggle_group("dp11")
    model.set_quarter("2017/18 Q1")
    model.sort_by(model.columns[1].key, descending=True)
    model.sort_by("", descending=False)
    apply(model, edited(model.document, "a1", {"title": "Another"}))
    apply(model, [("action", "a10", None), ("action", "n", record("action", "n", {"ref": "1.3"}))])
    assert tester.model() is model


def test_it_keeps_qts_rules_with_the_shipped_plan() -> None:
    model = GridModel(with_progress(hackney()), SHIPPED, QUARTER)
    tester = watch(model)
    model.set_selection(Selection(text="police"))
    model.set_selection(Selection())
    assert tester.model() is model


def test_actions_stand_under_their_priorities_in_the_order_of_refs(model: GridModel) -> None:
    assert keys(model) == ALL
    lone = model.rows[-1]
    assert isinstance(lone, GroupRow)
    assert (lone.label, lone.title) == ("5", "Domestic abuse")
    assert lone.note == "Delivered through: The VAWG strategy"
    further = model.rows[8]
    assert isinstance(further, GroupRow)
    assert further.title == "Alcohol: further actions"


def test_the_shipped_plan_has_eleven_headings_and_one_for_a_priority_without_actions() -> None:
    model = GridModel(hackney(), SHIPPED, "2016/17 Q1")
    groups = [row for row in model.rows if isinstance(row, GroupRow)]
    assert len(groups) == 12
    assert len(model.rows) - len(groups) == 49
    assert [group.label for group in groups][-2:] == ["5", "6.DP1"]
    assert "Violence against women and girls" in groups[-2].note


def test_a_year_opens_into_its_plan_and_quarters(model: GridModel) -> None:
    labels = [column.label for column in model.columns]
    assert labels == [
        "Ref",
        "Action",
        "Lead partners",
        "2015/16",
        "Plan",
        "Q1",
        "Q2",
        "Q3",
        "Q4",
        "2017/18",
    ]
    spy = Spy(model)
    model.toggle_year("2016/17")
    assert [column.label for column in model.columns][3:] == ["2015/16", "2016/17", "2017/18"]
    assert ("columns out", 4, 8) in spy.told
    assert ("columns in", 4, 4) in spy.told


def test_another_quarter_opens_its_year_and_moves_now(model: GridModel) -> None:
    model.set_quarter("2017/18 Q1")
    now = [column for column in model.columns if column.now]
    assert [column.period for column in now] == ["2017/18 Q1"]
    assert not any(column.future for column in model.columns if column.year == "2016/17")
    assert sum(column.future for column in model.columns) == 3


def test_an_edit_tells_of_its_row_alone_and_its_heading_where_counts_change(
    model: GridModel,
) -> None:
    spy = Spy(model)
    apply(model, edited(model.document, "a1", {"activity": "Other words"}))
    assert spy.told == [("data", 1, 1)]
    spy.told.clear()
    apply(model, edited(model.document, "a1", {f"status@{QUARTER}": "off track"}))
    assert spy.told == [("data", 0, 1)]
    row = model.action_at(1)
    assert row
    assert model.cell(row, model.columns[model.column_of("status", QUARTER)]).word == "Off track"


def test_deleted_and_added_actions_leave_and_come_in_their_place(model: GridModel) -> None:
    spy = Spy(model)
    apply(model, [("action", "a2", None)])
    assert ("rows out", 2, 2) in spy.told
    new = record("action", "a12", {"ref": "1.9", "title": "New", "delivery_priority": "dp12"})
    apply(model, [("action", "a12", new)])
    assert ("rows in", 3, 3) in spy.told
    assert keys(model)[:5] == ["group dp11", "a1", "group dp12", "a12", "a10"]
    assert ("reset",) not in spy.told


def test_a_renumbered_action_moves(model: GridModel) -> None:
    apply(model, edited(model.document, "a1", {"ref": "1.5"}))
    assert keys(model)[:3] == ["group dp11", "a2", "a1"]


def test_an_action_moves_with_its_priority(model: GridModel) -> None:
    apply(model, edited(model.document, "a1", {"delivery_priority": "dp21"}))
    assert keys(model)[:2] == ["group dp11", "a2"]
    assert keys(model)[5:7] == ["group dp21", "a1"]


def test_folding_a_heading_hides_its_actions_and_keeps_its_counts(model: GridModel) -> None:
    model.toggle_group("dp11")
    assert keys(model)[:2] == ["group dp11", "group dp12"]
    heading = model.rows[0]
    assert isinstance(heading, GroupRow)
    assert heading.collapsed
    assert heading.counts.total == 2
    model.toggle_group("dp11")
    assert keys(model) == ALL


def test_a_filter_hides_empty_headings_and_counts_what_is_left(model: GridModel) -> None:
    model.set_selection(Selection(no_update=True))
    assert keys(model) == ["group dp12", "a10", "a11", "group sp2", "a29"]
    assert (model.counts.total, model.counts.no_update) == (3, 3)


def test_a_field_added_to_the_table_is_a_column() -> None:
    table = SHIPPED.with_field("action", Field("risk", "Risk", Type.TEXT))
    table = table.with_field("action", Field("spend", "Spend", Type.NUMBER, Per.QUARTER))
    document = small()
    apply_to = edited(document, "a1", {"risk": "Funding", f"spend@{QUARTER}": -1200})
    model = GridModel(document.with_records([apply_to[0]]), table, QUARTER)
    row = model.action_at(1)
    assert row
    risk, spend = model.column_of("risk"), model.column_of("spend", QUARTER)
    assert model.headerData(risk, Qt.Orientation.Horizontal) == "Risk"
    assert model.cell(row, model.columns[risk]).text == "Funding"
    assert model.headerData(spend, Qt.Orientation.Horizontal) == "Spend, Q2"
    cell = model.cell(row, model.columns[spend])
    assert (cell.text, cell.number) == ("−1200", True)


def test_an_offered_field_is_a_column_once_it_is_asked_for(model: GridModel) -> None:
    assert model.column_of("activity") == -1
    spy = Spy(model)
    model.set_offered(["group", "activity"])
    assert ("columns in", 3, 4) in spy.told
    assert [column.label for column in model.columns][3:5] == ["Activity", "Sub-group"]
    assert model.index(1, model.column_of("group")).data() == "Integrated Gangs Unit"
    model.set_offered([])
    assert model.column_of("activity") == -1


def test_an_offered_field_is_not_a_field_of_the_quarter() -> None:
    table = SHIPPED.with_field("action", Field("cost", "Cost", column=GridPlace.BUILT_IN))
    assert GridModel(small(), table, QUARTER).column_of("cost") == -1


def test_actions_sort_within_their_headings_and_blanks_come_last(model: GridModel) -> None:
    status = model.columns[model.column_of("status", QUARTER)]
    model.sort_by(status.key, descending=True)
    assert keys(model)[:3] == ["group dp11", "a2", "a1"]
    assert keys(model)[3:6] == ["group dp12", "a10", "a11"]
    model.sort_by(model.columns[0].key, descending=True)
    assert keys(model)[3:6] == ["group dp12", "a11", "a10"]


def test_the_sort_role_is_native(model: GridModel) -> None:
    first, last = model.index(1, 0), model.index(4, 0)
    assert last.data(GridRole.SORT) > first.data(GridRole.SORT)
    status = model.index(1, model.column_of("status", QUARTER))
    assert status.data(GridRole.SORT) == 1


def test_cells_are_read_out_with_their_marks(model: GridModel) -> None:
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0, 0).data(spoken) == "1.DP1 Gang violence, On track 1, At risk 1"
    at_risk = model.index(2, model.column_of("status", QUARTER)).data(spoken)
    assert at_risk == "At risk, contested"
    assert model.index(1, 2).data(spoken) == "Integrated Gangs Unit, unconfirmed"


def test_other_records_names_are_followed(model: GridModel, qtbot: QtBot) -> None:
    model.set_offered(["group"])
    renamed = record("group", "igu", {"name": "Gangs Unit"})
    with qtbot.waitSignal(model.dataChanged):
        apply(model, [("group", "igu", renamed)])
    assert model.index(1, model.column_of("group")).data() == "Gangs Unit"


def test_many_changes_at_once_become_one() -> None:
    model = GridModel(large(600, groups=60), SHIPPED, QUARTER)
    spy = Spy(model)
    model.set_selection(Selection(statuses=frozenset({"at risk"})))
    assert spy.told == [("reset",)]


def test_what_is_asked_by_id_is_found(model: GridModel) -> None:
    assert model.row_of("a10") == 4
    assert model.row_of("nobody") == -1
    assert model.index(4, 0).data(GridRole.ID) == "a10"
    assert model.column_of("commentary", QUARTER) == model.column_of("status", QUARTER)
    assert model.column_of("state", "2015/16") == 3
    assert model.columns[3].shows is ColumnShows.YEAR
