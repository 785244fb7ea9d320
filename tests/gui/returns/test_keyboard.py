"""From the status grid to the receipts and back, by the keyboard alone, the focus in sight."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from csp_desktop.gui.grid.table import GridTable
from csp_desktop.gui.returns.pane import ReturnsPane
from csp_desktop.gui.window.main_window import MainWindow
from tests.gui.returns.conftest import Counter
from tests.gui.returns.returned import BOTH

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ROUND = 60
"""More presses of Tab than any page takes to be gone round."""


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    assert widget.isVisible()
    return widget


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focused(), key, modifier)


def write(text: str) -> None:
    QTest.keyClicks(focused(), text)


def tab_to(wanted: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> None:
    """Press Tab until `wanted` has the focus."""
    for _ in range(_ROUND):
        if focused() is wanted:
            return
        press(key)
    raise AssertionError(f"Tab never came to {wanted.accessibleName() or wanted}")


def answer_dialog(window: MainWindow, *chosen: Path) -> None:
    """Choose in the system's own dialog for files, which no test can type into."""
    dialogs = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    (dialog,) = dialogs
    names = [str(each) for each in chosen]
    if dialog.fileMode() is QFileDialog.FileMode.Directory:
        dialog.fileSelected.emit(names[0])
    else:
        dialog.filesSelected.emit(names)
    dialog.close()
    window.activateWindow()  # there is no window manager here that would


def at_the_grid(counter: Counter) -> Counter:
    counter.window.show_pane("grid")
    counter.window.focus_pane()
    assert isinstance(focused(), GridTable)
    return counter


def go_to_returns(counter: Counter) -> ReturnsPane:
    """Press the key of the pane, and if need be F6 until the focus is in it."""
    names = [line.name for line in counter.window.panes.lines]
    press(Qt.Key(Qt.Key.Key_1 + names.index("returns")), _CONTROL)
    assert counter.window.pane == "returns"
    for _ in range(6):
        if counter.pane.isAncestorOf(focused()):
            return counter.pane
        press(Qt.Key.Key_F6)
    raise AssertionError("F6 never came to the pane")


def read_by_keys(counter: Counter, files: list[Path]) -> ReturnsPane:
    pane = go_to_returns(counter)
    tab_to(pane.empty.button)
    assert pane.empty.button.text() == "Choose files…"
    press(Qt.Key.Key_Space)
    answer_dialog(counter.window, *files)
    counter.settle()
    return pane


def test_from_the_grid_to_the_receipts_and_back(
    counter: Counter, files: list[Path], tmp_path: Path
) -> None:
    at_the_grid(counter)
    pane = read_by_keys(counter, files)
    listed = pane.deciding.list
    counter.qtbot.waitUntil(listed.hasFocus)

    # Arrows and J and K go from row to row, heads among them with the arrows alone.
    assert listed.row == counter.row("1.2", "Q1 commentary")
    press(Qt.Key.Key_Down)
    assert listed.row == counter.row("1.2", "Q1 status")
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    assert listed.row
    assert listed.row.is_head
    write("j")
    write("j")
    write("k")
    assert listed.row == counter.row("1.2", "Q1 commentary")

    # 1, 2 and 3 choose, Enter decides and goes on.
    write("3")
    assert pane.deciding.detail.cards[2].on
    press(Qt.Key.Key_Return)
    assert listed.row == counter.row("1.2", "Q1 status")
    write("2")
    press(Qt.Key.Key_Enter)
    assert listed.row == counter.row("1.4", "Q1 commentary")

    # E edits the combination, Ctrl+Enter uses it, and the list has the focus again.
    write("e")
    assert focused() is pane.deciding.detail.combination.edit
    write(" Checked.")
    press(Qt.Key.Key_Return, _CONTROL)
    assert focused() is listed
    assert listed.row == counter.row("1.4", "Q1 status")
    write("1")
    press(Qt.Key.Key_Return)
    write("t")
    write("l")
    assert counter.batch.undecided == 0

    # The problem is mended where it is told.
    assert "Greenish" in str(listed.currentIndex().data())
    press(Qt.Key.Key_Return)
    counter.settle()
    assert pane.merge.text() == "Merge 26 changes"
    merge_and_undo(counter, files, tmp_path / "receipts")


def merge_and_undo(counter: Counter, files: list[Path], receipts: Path) -> None:
    """Merge what was decided, save the receipts, and take it all back."""
    pane = counter.pane
    tab_to(pane.merge, Qt.Key.Key_Backtab)
    press(Qt.Key.Key_Space)
    counter.settle()
    counter.qtbot.waitUntil(pane.done_page.save.hasFocus)
    assert counter.value("1.4", "commentary") == f"{BOTH} Checked."
    assert counter.value("1.4", "status") is None
    assert counter.value("1.2", "status") == "off track"
    assert counter.value("1.8", "status") == "on track"
    assert counter.value("1.6", "title", "") == "Deliver and review the Youth Justice Plan"

    press(Qt.Key.Key_Return)
    answer_dialog(counter.window, receipts)
    counter.settle()
    assert len(list(receipts.glob("*.html"))) == len(files)

    counter.qtbot.waitUntil(lambda: counter.pane.isAncestorOf(focused()))
    tab_to(pane.done_page.undo)
    press(Qt.Key.Key_Return)
    counter.settle()
    assert counter.value("1.2", "status") == "on track"
    assert counter.value("1.6", "title", "") == "Deliver the Youth Justice Plan"
    assert counter.pane.isAncestorOf(focused())


def test_the_grid_of_a_file_by_keys(counter: Counter, files: list[Path]) -> None:
    at_the_grid(counter)
    pane = read_by_keys(counter, files)
    whole = pane.deciding.whole
    tab_to(pane.deciding.preview.show_all)
    press(Qt.Key.Key_Return)
    assert focused() is whole.table
    tab_to(pane.files, Qt.Key.Key_Backtab)
    press(Qt.Key.Key_Home)
    counter.settle()
    tab_to(whole.table)
    first = whole.table.row
    assert first
    assert first.label == "1.6"
    write("t")
    press(Qt.Key.Key_Right)
    assert whole.cell
    assert whole.cell.field == "status"
    tab_to(whole.filters.chips["All"])
    for _ in range(3):
        press(Qt.Key.Key_Right)
    assert focused() is whole.filters.chips["Problems"]
    tab_to(whole.table)
    assert [row.label for row in whole.table.preview.rows if row.record] == ["1.8"]
    press(Qt.Key.Key_Escape)
    assert focused() is pane.deciding.list
    assert len(counter.batch.verdicts) == 1


def test_a_file_is_taken_out_and_read_again_by_keys(counter: Counter, files: list[Path]) -> None:
    at_the_grid(counter)
    pane = read_by_keys(counter, files)
    tab_to(pane.files, Qt.Key.Key_Backtab)
    press(Qt.Key.Key_End)
    assert pane.files.files.rows[pane.files.currentIndex().row()].state == "Not read"
    press(Qt.Key.Key_Return)
    counter.settle()
    press(Qt.Key.Key_Delete)
    counter.settle()
    assert [each.path for each in counter.batch.entries] == files[:3]


def test_returns_are_sent_out_by_keys(counter: Counter, tmp_path: Path) -> None:
    at_the_grid(counter)
    pane = go_to_returns(counter)
    tab_to(pane.send)
    press(Qt.Key.Key_Return)
    counter.settle()
    page = pane.sending_page
    assert focused() is page.due
    write("15/07/2016")
    press(Qt.Key.Key_Return)
    answer_dialog(counter.window, tmp_path / "out")
    counter.settle()
    assert list((tmp_path / "out").glob("*.xlsx"))
    tab_to(page.table)
    press(Qt.Key.Key_End)
    assert page.table.currentIndex().row() == len(page.model.rows) - 1
    press(Qt.Key.Key_A, _CONTROL)
    press(Qt.Key.Key_C, _CONTROL)
    copied = QApplication.clipboard().text().splitlines()
    assert len(copied) == len(page.model.rows)
    tab_to(page.back)
    press(Qt.Key.Key_Return)
    assert pane.isAncestorOf(focused())


def _seen(window: MainWindow, widget: QWidget) -> QImage:
    corner = widget.mapTo(window, QPoint(0, 0))
    return window.grab(QRect(corner, widget.size())).toImage()


def _shows_focus(window: MainWindow, widget: QWidget) -> bool:
    """Whether one sees that a widget has the focus, beside how it looks without."""
    with_focus = _seen(window, widget)
    window.top.menu_button.setFocus()
    without = _seen(window, widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    return with_focus != without


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_wherever_tab_leads_one_sees_the_focus(
    counter: Counter, files: list[Path], choice: str
) -> None:
    window, pane = counter.window, counter.pane
    window.kept.choose_theme(choice)

    def rows() -> None:
        pane.take(files)

    def grid() -> None:
        pane.deciding.show_grid()

    def done() -> None:
        pane.deciding.show_decisions()
        pane.merge.click()

    def sending() -> None:
        pane.show_sending()

    pages: tuple[Callable[[], None], ...] = (lambda: None, rows, grid, done, sending)
    for number, page in enumerate(pages):
        page()
        counter.settle()
        pane.setFocus(Qt.FocusReason.TabFocusReason)
        begun, visited = focused(), []
        for _ in range(_ROUND):
            widget = focused()
            if pane.isAncestorOf(widget) and widget not in visited:
                visited.append(widget)
                name = widget.accessibleName() or widget.metaObject().className()
                assert _shows_focus(window, widget), f"page {number}: {name}"
            press(Qt.Key.Key_Tab)
            if focused() is begun:
                break
        assert len(visited) > 2, number
