"""Blocks from a spreadsheet pasted into the window's grid: what is written, and what is said."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from csp_desktop.gui.window.main_window import MainWindow
from tests.gui.conftest import Desk, desk_of

QUARTER = "2016/17 Q1"
CONTROL = Qt.KeyboardModifier.ControlModifier


def choose(window: MainWindow, desk: Desk, *refs: str, field: str = "status") -> None:
    """Choose cells one by one, as Ctrl with a click does."""
    table = window.grid.grid
    assert table
    table.setFocus()
    table.selectionModel().clear()
    for ref in refs:
        row = table.grid.row_of(desk.action(ref))
        period = QUARTER if field == "status" else ""
        index = table.grid.index(row, table.grid.column_of(field, period))
        assert index.isValid()
        flag = QItemSelectionModel.SelectionFlag.Select
        table.selectionModel().setCurrentIndex(index, flag)


def paste(window: MainWindow, desk: Desk, text: str, table: str = "") -> None:
    carried = QMimeData()
    carried.setText(text)
    if table:
        carried.setHtml(table)
    QGuiApplication.clipboard().setMimeData(carried)
    grid = window.grid.grid
    assert grid
    QTest.keyClick(grid, Qt.Key.Key_V, CONTROL)
    desk.settle()


def test_a_paste_says_what_it_set_and_cleared_and_offers_undo_until_something_else_is_done(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window = make_window(plan_path)
    desk = desk_of(window)
    refs = ("1.1", "1.2", "1.3", "1.4")
    choose(window, desk, "1.2")
    paste(window, desk, "Red\r\n")
    choose(window, desk, *refs)
    paste(window, desk, "Green\r\n\r\nAmber\r\nBlue\r\n")
    assert [desk.value(ref, "status", QUARTER) for ref in refs] == [
        "on track",
        None,
        "at risk",
        "complete",
    ]
    told = window.strip.notice
    assert told
    assert told.sentence == "Pasted: set 3, cleared 1."
    assert told.action == "Undo"
    QTest.mouseClick(window.strip.action, Qt.MouseButton.LeftButton)
    desk.settle()
    assert [desk.value(ref, "status", QUARTER) for ref in refs] == [None, "off track", None, None]
    assert window.strip.notice
    assert window.strip.notice.sentence.startswith("Undone: ")

    paste(window, desk, "Green\r\n\r\nAmber\r\nBlue\r\n")
    assert window.strip.notice.sentence.startswith("Pasted: ")
    choose(window, desk, "1.5")
    grid = window.grid.grid
    assert grid
    QTest.keyClick(grid, Qt.Key.Key_R)
    desk.settle()
    assert not window.strip.isVisible(), "its Undo would take back something else"


def test_cells_chosen_one_by_one_are_written_and_no_others(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window = make_window(plan_path)
    desk = desk_of(window)
    choose(window, desk, "1.1", "1.3", "1.6")
    paste(window, desk, "Green\r\nAmber\r\nRed\r\n")
    said = {ref: desk.value(ref, "status", QUARTER) for ref in ("1.1", "1.2", "1.3", "1.4", "1.6")}
    assert said == {
        "1.1": "on track",
        "1.2": None,
        "1.3": "at risk",
        "1.4": None,
        "1.6": "off track",
    }


def test_a_block_that_the_chosen_cells_do_not_fit_is_refused_with_its_size(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window = make_window(plan_path)
    desk = desk_of(window)
    choose(window, desk, "1.1", "1.3")
    paste(window, desk, "Green\r\nAmber\r\nRed\r\n")
    assert window.strip.notice
    assert window.strip.notice.sentence == (
        "Nothing was pasted. The block has 3 rows and 1 column, and 2 cells are chosen that it "
        "does not fit. Choose the first cell alone, or as many cells as are to be pasted."
    )
    assert not any(desk.value(f"1.{n}", "status", QUARTER) for n in range(1, 5))


def test_a_cell_that_begins_with_a_quote_swallows_no_other(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window = make_window(plan_path)
    desk = desk_of(window)
    window.grid.set_columns(["activity"])
    choose(window, desk, "1.1", field="activity")
    paste(window, desk, '"Operation Night\r\nSecond row text\r\nThird row text\r\n')
    said = [desk.value(ref, "activity", "") for ref in ("1.1", "1.2", "1.3")]
    assert said == ['"Operation Night', "Second row text", "Third row text"]
    choose(window, desk, "1.1", field="activity")
    table = "<table><tr><td>&quot;A</td></tr><tr><td>B&quot;</td></tr></table>"
    paste(window, desk, '"A\nB"\n', table)
    said = [desk.value(ref, "activity", "") for ref in ("1.1", "1.2", "1.3")]
    assert said == ['"A', 'B"', "Third row text"]
