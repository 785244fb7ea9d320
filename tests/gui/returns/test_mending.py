"""A problem without a plain answer: what the button says is what it leads to."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
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


def twice(file: Path) -> Path:
    """The return with a word that nobody knows as the status of two actions."""
    book = load_workbook(unreadable(file, "Xyzzy"))
    sheet = book["Updates"]
    head = next(line[0].row for line in sheet.iter_rows() if line[0].value == "Ref")
    status = next(cell.column for cell in sheet[head] if cell.value == "Status")
    for line in sheet.iter_rows(min_row=head + 1):
        if line[0].value == "1.7":
            sheet.cell(line[0].row, status).value = "XYZZY"
    book.save(file)
    return file


def ask(counter: Counter, file: Path) -> WaitingRow:
    counter.pane.take([twice(file)])
    counter.settle()
    row = problem(counter)
    counter.pane.deciding.list.show_row(row.id)
    return row


def answer(counter: Counter, choice: str) -> None:
    """Choose what the word means, by the keyboard."""
    detail = counter.pane.deciding.detail
    counter.click(detail.use)
    counter.qtbot.waitUntil(detail.mend_choice.view().isVisible)
    QTest.keyClicks(detail.mend_choice.view(), choice)
    QTest.keyClick(detail.mend_choice.view(), Qt.Key.Key_Return)
    counter.click(detail.use)
    counter.settle()


def known(counter: Counter) -> list[str]:
    document = counter.desk.state.document
    return [f"{each.text('text')}={each.text('meaning')}" for each in document.of("word")]


def test_a_word_in_several_cells_is_asked_once_and_learned_with_the_merge(
    counter: Counter, files: list[Path]
) -> None:
    row = ask(counter, files[0])
    assert "1 more cell" in row.second
    detail = counter.pane.deciding.detail
    assert detail.same.isVisible()
    assert detail.same.isChecked()
    assert detail.same.text() == "Always means that, in both cells"
    answer(counter, "At")
    assert not counter.batch.preview.files[0].troubles
    assert known(counter) == []
    assert counter.batch.next_undo == "'Xyzzy' means At risk"
    counter.batch.undo()
    counter.settle()
    assert len(counter.batch.preview.files[0].troubles) == 2
    counter.batch.redo()
    counter.settle()
    counter.batch.merge()
    counter.settle()
    assert known(counter) == ["Xyzzy=at risk"]
    assert counter.value("1.8", "status") == counter.value("1.7", "status") == "at risk"


def test_a_word_can_be_put_right_in_one_cell_alone(counter: Counter, files: list[Path]) -> None:
    ask(counter, files[0])
    counter.click(counter.pane.deciding.detail.same)
    answer(counter, "At")
    (left,) = counter.batch.preview.files[0].troubles
    assert left.word
    assert left.word.text == "Xyzzy"
    assert counter.batch.words == ()


def test_a_word_that_means_nothing_is_left_out(counter: Counter, files: list[Path]) -> None:
    ask(counter, files[0])
    answer(counter, "Noth")
    view = counter.batch.preview.files[0]
    assert not view.troubles
    assert sum("left out" in each for each in view.notices) == 2


def test_a_word_in_a_workbook_without_a_base_is_learned_at_once_and_that_is_read_again(
    counter: Counter, files: list[Path]
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "2016-17 Q1"
    sheet.append(("Ref", "Action", "Status"))
    sheet.append(("1.1", "Support for gang members and those at risk", "Xyzzy"))
    sheet.append(("1.2", "Enforcement against gang offenders", "XYZZY"))
    own = files[0].with_name("own.xlsx")
    book.save(own)
    counter.pane.take([own])
    counter.settle()
    view = counter.batch.preview.files[0]
    assert [each.spot for each in view.troubles if each.word] == [None, None]
    row = next(each for each in counter.rows() if each.trouble and each.trouble.word)
    assert row.buttons == ("Choose…",)
    counter.pane.deciding.list.show_row(row.id)
    answer(counter, "At")
    assert known(counter) == ["Xyzzy=at risk"]
    counter.qtbot.waitUntil(
        lambda: not any(each.word for each in counter.batch.preview.files[0].troubles)
    )
    counter.settle()
