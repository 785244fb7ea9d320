"""A file as the plan's grid: what it shows, what is decided and mended in it."""

import hashlib
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from csp_desktop.gui.returns import rows
from csp_desktop.gui.returns.preview_grid import PreviewCell
from csp_desktop.gui.returns.preview_table import PreviewTable
from tests.gui.returns.conftest import Counter


def look_at_file(counter: Counter, number: int) -> PreviewTable:
    """Choose a file, and wait for its grid."""
    counter.pane.files.selectRow(number)
    counter.settle()
    return counter.pane.deciding.whole.table


def step_to(counter: Counter, kind: str) -> PreviewCell:
    """Press J until a cell of this kind is looked at."""
    for _ in range(30):
        cell = counter.pane.deciding.whole.cell
        if cell and cell.kind == kind:
            return cell
        counter.key("j")
    raise AssertionError(kind)


def refs_in(table: PreviewTable) -> list[str]:
    return [row.label for row in table.preview.rows if row.record]


def test_the_preview_is_the_plans_grid_with_filters(counter: Counter, files: list[Path]) -> None:
    pane = counter.pane
    pane.take(files)
    counter.settle()
    counter.click(pane.deciding.preview.show_all)
    table = look_at_file(counter, 0)
    model = table.preview
    assert [row.label or row.title for row in model.rows] == [
        "1.DP2", "1.6", "1.7", "1.8", "1.DP3", "1.10", "New actions", "1.12",
    ]  # fmt: skip
    assert [model.headerData(n, Qt.Orientation.Horizontal) for n in range(5)] == [
        "Ref", "Action", "Q1 status", "Q1 commentary", "Q1 corrective action",
    ]  # fmt: skip
    assert [model.index(1, column).data() for column in range(4)] == [
        "1.6", "Deliver and review the Youth Justice Plan", "Complete", "Signed off on 20 June.",
    ]  # fmt: skip
    chips = pane.deciding.whole.filters.chips
    assert [chip.accessibleName() for chip in chips.values()] == [
        "All 12", "Conflicts", "Cleared", "New rows 1", "Held 3", "Problems 1",
    ]  # fmt: skip
    counter.click(chips["New rows"])
    assert refs_in(table) == ["1.12"]
    counter.click(chips["Held"])
    assert refs_in(table) == ["1.6", "1.8", "1.10"]
    look_at_file(counter, 1)
    counter.click(chips["Conflicts"])
    assert refs_in(table) == ["1.2", "1.4"]
    look_at_file(counter, 3)
    assert [row.title for row in table.preview.rows if row.is_note] == [
        (
            "Public Health Q1.xlsx is not a workbook, or it is damaged. "
            "Ask its sender to send it again."
        )
    ]
    counter.click(pane.deciding.whole.back)
    assert pane.deciding.detail.isVisible()


def test_in_the_grid_a_held_edit_is_taken_and_a_problem_mended(
    counter: Counter, files: list[Path]
) -> None:
    pane = counter.pane
    pane.take(files)
    counter.settle()
    counter.click(pane.deciding.preview.show_all)
    table = look_at_file(counter, 0)
    closely = pane.deciding.whole.closely
    table.setFocus()
    assert table.hasFocus()
    cell = pane.deciding.whole.cell
    assert cell
    assert (cell.kind, cell.was) == ("held", "Deliver the Youth Justice Plan")
    counter.click(closely.buttons[rows.TAKE])
    assert closely.kind.text() == "Decided: Taken"
    cell = step_to(counter, "problem")
    assert closely.buttons[rows.MEND].text() == "Take 'On track'"
    assert "Updates!" in closely.kind.text()
    assert "not one of the choices" in closely.sides[1].text.toPlainText()
    counter.click(closely.buttons[rows.MEND])
    counter.settle()
    counter.click(pane.merge)
    counter.settle()
    assert counter.value("1.6", "title", "") == "Deliver and review the Youth Justice Plan"
    assert counter.value("1.8", "status") == "on track"


def test_from_the_grid_a_conflict_is_decided_closely_and_escape_goes_back(
    counter: Counter, files: list[Path]
) -> None:
    pane = counter.pane
    pane.take(files)
    counter.settle()
    counter.click(pane.deciding.preview.show_all)
    table = look_at_file(counter, 1)
    table.setFocus()
    cell = step_to(counter, "contested")
    # Keys that decide elsewhere decide nothing here.
    counter.key("2")
    counter.key("t")
    assert not counter.batch.verdicts
    counter.key(Qt.Key.Key_Return)
    assert pane.deciding.list.hasFocus()
    row = pane.deciding.list.row
    assert row
    assert row.waiting is cell.waiting
    pane.deciding.show_grid()
    counter.key(Qt.Key.Key_Escape, table)
    assert not pane.deciding.grid_shown


def test_a_file_with_nothing_to_decide_is_shown_as_its_grid(
    counter: Counter, files: list[Path]
) -> None:
    counter.pane.take(files[1:2])
    counter.settle()
    whole = counter.pane.deciding.whole
    assert counter.pane.deciding.grid_shown
    assert whole.back.isHidden()
    assert refs_in(whole.table) == ["1.1", "1.2", "1.3", "1.4"]
    revealed: list[tuple[str, str]] = []
    counter.pane.deciding.revealed.disconnect()
    counter.pane.deciding.revealed.connect(lambda *named: revealed.append(named))
    whole.table.setFocus()
    counter.key(Qt.Key.Key_Return)
    assert revealed == [("action", counter.desk.action("1.1"))]


def test_the_grid_is_copied_as_a_block(counter: Counter, files: list[Path]) -> None:
    counter.pane.take(files[1:2])
    counter.settle()
    table = counter.pane.deciding.whole.table
    table.setFocus()
    table.setCurrentIndex(table.preview.index(1, 0))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(table, key, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == (
        "1.1\tSupport for gang members and those at risk\tOn track\n"
        "1.2\tEnforcement against gang offenders\tAt risk\n"
    )


def test_while_another_files_grid_is_worked_out_the_cells_shown_are_their_own_files(
    counter: Counter, files: list[Path]
) -> None:
    pane = counter.pane
    pane.take(files)
    counter.settle()
    counter.click(pane.deciding.preview.show_all)
    look_at_file(counter, 0)
    pane.deciding.whole.table.setFocus()
    cell = step_to(counter, "changed")
    pane.files.selectRow(1)
    assert pane.deciding.whole.busy
    assert pane.deciding.whole.cell is cell
    pane.deciding.whole.answer(rows.LEAVE_OUT)
    counter.settle()
    (left,) = pane.batch.keeping.draft.left_out
    assert left.file == hashlib.sha256(files[0].read_bytes()).hexdigest()


def test_a_preview_of_no_file_waits_for_none(counter: Counter, files: list[Path]) -> None:
    pane, whole = counter.pane, counter.pane.deciding.whole
    pane.take(files)
    counter.settle()
    counter.click(pane.deciding.preview.show_all)
    look_at_file(counter, 0)
    pane.files.selectRow(1)
    busy = [whole.busy]
    whole.show_file(None, may_go_back=False)
    busy.append(whole.busy)
    assert busy == [True, False]
    counter.desk.settle()
    assert whole.grid.rows == ()
