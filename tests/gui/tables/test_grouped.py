"""Rows under headings that open and close, and rows in an order of their own."""

from collections.abc import Hashable
from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.grouped_table import (
    GroupedDelegate,
    GroupedModel,
    GroupedTable,
    GroupHeading,
)
from csp_desktop.gui.widgets.rows_model import RowsModel
from csp_desktop.gui.widgets.sorted_rows import SortedRows
from csp_desktop.gui.widgets.table_view import TableView

TALL, LOW = 40, 20


class Place(NamedTuple):
    name: str
    people: int | None = None


class Places(GroupedModel[Place]):
    columns = ("Place", "People")

    def __init__(self) -> None:
        super().__init__()
        self.closed = False

    def heading(self, row: Place) -> GroupHeading | None:
        return GroupHeading(row.name, is_open=not self.closed) if row.name == "London" else None

    def key(self, row: Place) -> Hashable:
        return row.name

    def words(self, row: Place, column: int) -> str:
        return (row.name, str(row.people or ""))[column]

    def fill(self) -> None:
        under = () if self.closed else (Place("Hackney", 279), Place("Newham", 351))
        self.set_rows((Place("London"), *under, Place("Dover", 31)))


@pytest.fixture
def table(qtbot: QtBot, keeper: themes.Themes) -> GroupedTable:
    del keeper
    model = Places()
    view = GroupedTable(model, "Places", heading_height=LOW, row_height=TALL)
    view.setItemDelegate(GroupedDelegate[Place](view))

    def toggle(_place: int) -> None:
        model.closed = not model.closed
        model.fill()

    view.toggled.connect(toggle)
    model.fill()
    qtbot.addWidget(view)
    view.resize(420, 300)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.setFocus()
    view.look_at(0)
    return view


def names(table: TableView) -> list[str]:
    return [str(table.model().index(n, 0).data()) for n in range(table.model().rowCount())]


OPEN, CLOSED = ["London", "Hackney", "Newham", "Dover"], ["London", "Dover"]


def test_right_opens_left_closes_and_enter_and_space_do_either(table: GroupedTable) -> None:
    for key, expected in (
        (Qt.Key.Key_Right, OPEN),
        (Qt.Key.Key_Left, CLOSED),
        (Qt.Key.Key_Left, CLOSED),
        (Qt.Key.Key_Return, OPEN),
        (Qt.Key.Key_Space, CLOSED),
        (Qt.Key.Key_Right, OPEN),
    ):
        QTest.keyClick(table, key)
        assert names(table) == expected
        assert table.currentIndex().row() == 0


def test_keys_on_a_row_under_a_heading_are_those_of_any_table(
    table: GroupedTable, qtbot: QtBot
) -> None:
    table.look_at(1)
    QTest.keyClick(table, Qt.Key.Key_Left)
    assert names(table) == OPEN
    with qtbot.waitSignal(table.entered) as entered:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert entered.args == [1]


def test_the_second_of_two_clicks_takes_nothing_back(table: GroupedTable) -> None:
    port, at = table.viewport(), table.visualRect(table.model().index(0, 0)).center()
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=at)
    assert names(table) == CLOSED
    QTest.mouseDClick(port, Qt.MouseButton.LeftButton, pos=at)
    assert names(table) == CLOSED


def test_a_place_is_as_high_as_the_row_it_holds_now(table: GroupedTable) -> None:
    px = themes.current().px
    table.grouped.set_rows((Place("Dover"), Place("London"), Place("Newham")))
    assert [table.rowHeight(n) for n in range(3)] == [px(TALL), px(LOW), px(TALL)]
    assert [table.columnSpan(n, 0) for n in range(3)] == [1, 2, 1]


class Counted(RowsModel[Place]):
    columns = ("Place", "People")

    def words(self, row: Place, column: int) -> str:
        return (row.name, str(row.people or ""))[column]

    def key(self, row: Place) -> Hashable:
        return row.name

    def sorts_by(self, row: Place, column: int) -> object:
        return row[column]


@pytest.fixture
def counted(qtbot: QtBot, keeper: themes.Themes) -> TableView:
    del keeper
    rows = Counted()
    order = SortedRows(rows, lambda row: row.name != "Dover")
    view = TableView(rows, "Places", order=order)
    view.head.sort_by_click()
    rows.set_rows((Place("B"), Place("A", 2), Place("Dover", 9), Place("C", 1), Place("D", 2)))
    qtbot.addWidget(view)
    view.resize(420, 300)
    view.show()
    return view


def test_blanks_come_last_either_way_and_alike_rows_in_their_order(counted: TableView) -> None:
    assert names(counted) == ["B", "A", "C", "D"]
    counted.go_to("C")
    for order, expected in (
        (Qt.SortOrder.AscendingOrder, ["C", "A", "D", "B"]),
        (Qt.SortOrder.DescendingOrder, ["A", "D", "C", "B"]),
    ):
        counted.sortByColumn(1, order)
        assert names(counted) == expected
        assert counted.row == Place("C", 1)
        assert counted.place_of("C") == expected.index("C")
    assert counted.place_of("Dover") == -1
    counted.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert names(counted) == ["B", "A", "C", "D"]


def test_what_is_copied_is_what_is_shown_in_its_order(counted: TableView) -> None:
    counted.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    counted.selectAll()
    assert counted.block() == [["C", "1"], ["A", "2"], ["D", "2"], ["B", ""]]


def test_rows_in_order_keep_to_qts_rules(counted: TableView, qtmodeltester: ModelTester) -> None:
    counted.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    qtmodeltester.check(counted.model())  # type: ignore[no-untyped-call]
