"""A problem without a plain answer: what the button says is what it leads to."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest

from csp_desktop.gui.returns import rows
from csp_desktop.gui.returns.rows import WaitingRow
from csp_desktop.gui.widgets import painting
from tests.gui.returns.conftest import Counter


def unreadable(file: Path, word: str) -> Path:
    """The return with `word` in place of the status that is misspelt in it."""
    book = load_workbook(file)
    for line in book["Updates"].iter_rows():
        for cell in line:
            if cell.value == "Greenish":
                cell.value = word
    book.save(file)
    return file


def problem(counter: Counter) -> WaitingRow:
    (found,) = [each for each in counter.rows() if each.section == rows.PROBLEMS and each.trouble]
    return found


def press_its_button(counter: Counter) -> None:
    """Click on what the row of the problem offers, where it is painted."""
    listed = counter.pane.deciding.list
    row = problem(counter)
    listed.show_row(row.id)
    rect = QRectF(listed.visualRect(listed.currentIndex()))
    (box,) = painting.button_rects(rect, row.buttons)
    place: QPoint = box.center().toPoint()
    QTest.mouseClick(
        listed.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
    )


@pytest.mark.parametrize("way", ["button", "enter", "use"])
def test_a_problem_without_a_plain_answer_opens_its_choices(
    counter: Counter, files: list[Path], way: str
) -> None:
    counter.pane.take([unreadable(files[0], "Xyzzy")])
    counter.settle()
    detail = counter.pane.deciding.detail
    assert problem(counter).buttons == ("Choose…",)
    if way == "button":
        press_its_button(counter)
    else:
        counter.pane.deciding.list.show_row(problem(counter).id)
        if way == "use":
            counter.click(detail.use)
        else:
            counter.key(Qt.Key.Key_Return, counter.pane.deciding.list)
    counter.qtbot.waitUntil(detail.mend_choice.view().isVisible)
    assert counter.batch.preview.files[0].troubles
    QTest.keyClicks(detail.mend_choice.view(), "At")
    QTest.keyClick(detail.mend_choice.view(), Qt.Key.Key_Return)
    assert detail.mend_choice.currentData() == "at risk"
    counter.click(detail.use)
    counter.settle()
    assert not counter.batch.preview.files[0].troubles
