"""The table of rows that the panes share: its rows, keys, copies and sizes."""

from collections.abc import Hashable
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.rows_model import ROW_ROLE, SORT_ROLE, RowsModel
from csp_desktop.gui.widgets.table_view import TableView


class Town(NamedTuple):
    name: str
    people: int
    note: str = ""


class Towns(RowsModel[Town]):
    columns = ("Town", "People", "Note")
    numbers = frozenset({1})

    def key(self, row: Town) -> Hashable:
        return row.name

    def words(self, row: Town, column: int) -> str:
        return (row.name, f"{row.people:,}", row.note)[column]

    def sorts_by(self, row: Town, column: int) -> object:
        return row[column]

    def tip(self, row: Town, column: int) -> str:
        return row.note if column == 0 else ""


TOWNS = (Town("Hackney", 279_000), Town("Islington", 236_000, "1.10"), Town("Newham", 351_000))
_CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def table(qtbot: QtBot, keeper: themes.Themes) -> TableView:
    del keeper
    view = TableView(Towns(), "Towns", widths={0: 120, 1: 80}, stretched=(2,))
    view.rows_model.set_rows(TOWNS)
    qtbot.addWidget(view)
    view.resize(420, 200)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.setFocus()
    return view


def press(view: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(view, key, modifier or Qt.KeyboardModifier.NoModifier)


def test_its_model_keeps_to_qts_rules(qtmodeltester: ModelTester, qapp: object) -> None:
    del qapp
    model = Towns()
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.set_rows(TOWNS)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    index = model.index(1, 1)
    assert (index.data(), index.data(SORT_ROLE), index.data(ROW_ROLE)) == (
        "236,000", 236_000, TOWNS[1],
    )  # fmt: skip
    assert model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole) == "1.10"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "People"
    assert model.headerData(7, Qt.Orientation.Horizontal) is None


def test_the_same_rows_are_told_anew_without_a_reset(qtbot: QtBot, qapp: object) -> None:
    del qapp
    model = Towns()
    model.set_rows(TOWNS)
    changed = TOWNS[1]._replace(people=240_000)
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged) as told:
        model.set_row(1, changed)
    assert told.args
    assert [(each.row(), each.column()) for each in told.args[:2]] == [(1, 0), (1, 2)]
    with qtbot.assertNotEmitted(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        model.set_rows((TOWNS[0], changed, TOWNS[2]))
    with qtbot.waitSignal(model.modelReset):
        model.set_rows(TOWNS[:2])


def test_the_row_looked_at_stays_when_rows_are_made_anew(table: TableView) -> None:
    assert table.go_to("Islington")
    table.rows_model.set_rows((Town("Barnet", 1), *TOWNS))
    assert table.currentIndex().row() == 2
    table.rows_model.set_rows(TOWNS[2:])
    assert table.currentIndex().row() == 0
    table.rows_model.set_rows(())
    table.rows_model.set_rows(TOWNS)
    assert not table.go_to("Barnet")


def test_keys_go_to_the_first_and_last_row_and_ask_for_one(table: TableView, qtbot: QtBot) -> None:
    press(table, Qt.Key.Key_End)
    assert table.currentIndex().row() == 2
    press(table, Qt.Key.Key_Up)
    with qtbot.waitSignal(table.entered) as entered:
        press(table, Qt.Key.Key_Return)
    assert entered.args == [1]
    press(table, Qt.Key.Key_Home)
    assert table.currentIndex().row() == 0
    press(table, Qt.Key.Key_N)
    assert table.currentIndex().row() == 0


def test_chosen_rows_are_copied_as_a_block_that_keeps_refs(table: TableView) -> None:
    press(table, Qt.Key.Key_Home)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(table, Qt.Key.Key_C, _CONTROL)
    carried = QGuiApplication.clipboard().mimeData()
    assert carried.text() == "Hackney\t279,000\t\nIslington\t236,000\t1.10\n"
    assert "mso-number-format:'\\@'\">1.10</td>" in carried.html()


def test_a_hidden_column_is_not_copied(table: TableView) -> None:
    table.setColumnHidden(1, True)  # noqa: FBT003 - Qt's own
    table.selectAll()
    assert table.block() == [["Hackney", ""], ["Islington", "1.10"], ["Newham", ""]]
    assert table.shown_columns() == (0, 2)


def test_nothing_chosen_leaves_the_clipboard_alone(table: TableView) -> None:
    QGuiApplication.clipboard().setText("before")
    table.clearSelection()
    press(table, Qt.Key.Key_C, _CONTROL)
    assert QGuiApplication.clipboard().text() == "before"


def test_sizes_follow_the_font(table: TableView, keeper: themes.Themes) -> None:
    before = (table.rowHeight(0), table.head.height(), table.columnWidth(0))
    theme = keeper.theme
    font = QFont(theme.base_font)
    font.setPointSizeF(theme.base_font.pointSizeF() * 1.5)
    larger = themes.Theme(theme.palette, font, theme.scale * 1.5)
    kept, themes._current = themes._current, larger
    try:
        table.setFont(font)
        after = (table.rowHeight(0), table.head.height(), table.columnWidth(0))
    finally:
        themes._current = kept
    assert all(
        new == pytest.approx(old * 1.5, abs=1) for old, new in zip(before, after, strict=True)
    )


def test_the_current_row_shows_the_focus(table: TableView, qtbot: QtBot) -> None:
    other = QWidget(table)
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    other.show()
    table.go_to("Islington")
    rect = table.visualRect(table.rows_model.index(1, 1))
    focused = table.viewport().grab(rect).toImage()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    assert table.viewport().grab(rect).toImage() != focused


@given(st.lists(st.integers(0, 5), unique=True), st.lists(st.integers(0, 5), unique=True))
def test_whatever_rows_follow_whatever_rows_those_are_shown(
    before: list[int], after: list[int]
) -> None:
    model = Towns()
    for numbers in (before, after):
        model.set_rows([Town(str(number), number) for number in numbers])
        assert [row.people for row in model.rows] == numbers
        assert [model.place_of(str(number)) for number in numbers] == list(range(len(numbers)))


def test_a_block_with_gaps_is_blank_where_nothing_is_chosen(table: TableView) -> None:
    table.setSelectionBehavior(TableView.SelectionBehavior.SelectItems)
    model, flag = table.selectionModel(), QItemSelectionModel.SelectionFlag.Select
    table.clearSelection()
    for row, column in ((0, 0), (2, 1)):
        model.select(table.rows_model.index(row, column), flag)
    assert table.block() == [["Hackney", ""], ["", "351,000"]]


def test_rows_made_anew_while_ctrl_is_held_choose_no_second_row(table: TableView) -> None:
    table.setCurrentIndex(table.rows_model.index(1, 0))
    QTest.keyPress(table, Qt.Key.Key_Z, _CONTROL)
    assert QGuiApplication.keyboardModifiers() == _CONTROL
    table.rows_model.set_rows((Town("Camden", 220_000), *TOWNS))
    table.look_at(0)
    chosen = {index.row() for index in table.selectionModel().selectedRows()}
    assert chosen == {table.currentIndex().row()} == {0}
    QTest.keyRelease(table, Qt.Key.Key_Z)
