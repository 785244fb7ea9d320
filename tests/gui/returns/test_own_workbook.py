"""From somebody's own workbook to a plan: look, correct, make."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from csp_desktop.gui.importing import controls
from csp_desktop.gui.importing.filing import OwnWorkbookFiling
from csp_desktop.gui.importing.sheet import FILL_ROLE, LEFT_ROLE, SheetModel
from csp_desktop.gui.importing.wizard import OwnWorkbook
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.importing.plan_from_workbook import column_letter
from csp_desktop.plan.vocabulary import LEFT_OUT
from tests.gui.conftest import desk_of
from tests.operations import councils


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A council's own sheet, as such sheets are."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Action plan"
    rows = (
        ("Community safety action plan 2016/17",),
        (),
        ("Ref", "Action", "Lead", "Status Q1", "Comments Q1", "Cost centre"),
        ("1.1", "Patrol the market square", "Police", "Green", "Begun in April.", "X12"),
        ("1.2", "Light the canal path", "Council", "Amber", "Waits for the survey.", "X13"),
        ("1.3", "Visit every school", "Police; Council", "Mauve", "", ""),
    )
    for row in rows:
        sheet.append(row)
    path = tmp_path / "our plan.xlsx"
    book.save(path)
    return path


def filing_of(window: MainWindow) -> OwnWorkbookFiling:
    return OwnWorkbookFiling(window.state, window.leave_then, window)


def wizard_over(window: MainWindow, own: Path, qtbot: QtBot) -> OwnWorkbook:
    filing_of(window).read(own)
    qtbot.waitUntil(lambda: bool(window.findChildren(OwnWorkbook)))
    (found,) = window.findChildren(OwnWorkbook)
    qtbot.waitUntil(found.make.isEnabled)
    return found


@pytest.fixture
def open_council(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> Callable[[Callable[[], Workbook]], OwnWorkbook]:
    """Opens the wizard on one of the councils' workbooks."""

    def opened(make: Callable[[], Workbook]) -> OwnWorkbook:
        return wizard_over(window, councils.saved(make(), tmp_path), qtbot)

    return opened


def pick(box: QComboBox, value: object) -> None:
    """Choose in a box as a person does."""
    values = [box.itemData(place) for place in range(box.count())]
    assert value in values, values
    box.setCurrentIndex(values.index(value))
    box.activated.emit(box.currentIndex())


def box(wizard: OwnWorkbook, header: str) -> QComboBox:
    for row, column in enumerate(wizard.columns.listing.rows):
        if column.header == header:
            found = wizard.columns.indexWidget(wizard.columns.listing.index(row, 2))
            assert isinstance(found, QComboBox)
            return found
    raise AssertionError(header)


def read_again(wizard: OwnWorkbook, qtbot: QtBot) -> list[str]:
    """Wait until the workbook is read by the map as it is; what it becomes, row by row."""
    qtbot.waitUntil(wizard.make.isEnabled)
    return [" ".join(filter(None, row[1:3])) for row in wizard.becomes.becomes.rows]


def roles(wizard: OwnWorkbook) -> dict[int, str]:
    sheet = wizard.sheet.sheet
    return {row: sheet.role_of(row) for row in range(1, sheet.rowCount() + 1) if sheet.role_of(row)}


def test_a_workbook_becomes_a_plan_by_a_corrected_map(
    window: MainWindow, own: Path, tmp_path: Path, qtbot: QtBot,
    picture: Callable[[QWidget, str], None],
) -> None:  # fmt: skip
    wizard = wizard_over(window, own, qtbot)
    assert wizard.sheet.sheet.index(3, 1).data() == "Patrol the market square"
    assert read_again(wizard, qtbot) == [
        "Without a priority", "1.1 Patrol the market square", "1.2 Light the canal path",
        "1.3 Visit every school",
    ]  # fmt: skip
    assert box(wizard, "Lead").currentData() == "lead_partners"
    assert any("Mauve" in row.value for row in wizard.left.left.rows)
    picture(wizard, "own-workbook")

    pick(box(wizard, "Cost centre"), "measure")
    read_again(wizard, qtbot)
    assert "Measure: X12" in wizard.becomes.becomes.index(1, 3).data()
    agreed: list[object] = []
    wizard.agreed.disconnect()
    wizard.agreed.connect(agreed.append)
    wizard.make.click()
    path = tmp_path / "ours.cspplan"
    assert wizard.found is not None
    filing_of(window).make(path, own, wizard.map, wizard.found)
    qtbot.waitUntil(lambda: window.state.path == path)
    desk_of(window).settle()
    (action,) = window.state.document.with_ref("1.1")
    assert action.text("measure") == "X12"
    assert action.text("status", "2016/17 Q1") == "on track"
    assert agreed


def test_what_rows_and_columns_are_taken_for_stands_beside_the_sheet(
    open_council: Callable[..., OwnWorkbook],
) -> None:
    wizard = open_council(councils.heading_rows)
    assert roles(wizard) == {4: "Headers", 5: "Priority", 6: "Delivery", 9: "Priority"}
    sheet = wizard.sheet.sheet
    across = [str(sheet.headerData(n, Qt.Orientation.Horizontal)).split("\n") for n in range(6)]
    assert [each[1] for each in across] == [
        "Ref", "Action", "Lead partners", "Due date", "Q2 status", "Q2 commentary",
    ]  # fmt: skip
    assert wizard.sheet.columnSpan(4, 0) == 6
    assert sheet.index(1, 0).data(LEFT_ROLE)


def test_a_row_is_made_a_heading_or_left_out(
    open_council: Callable[..., OwnWorkbook], qtbot: QtBot
) -> None:
    wizard = open_council(councils.heading_rows)
    assert read_again(wizard, qtbot)[0] == (
        "1 Violence and exploitation: 1.DP1 Fewer young people carry knives"
    )
    wizard.sheet.go_to(6, 1)
    assert wizard.controls.row_name.text() == (
        "Row 6, 'Objective 1.1: Fewer young people carry knives', is"
    )
    pick(wizard.controls.row_is, "")
    assert read_again(wizard, qtbot)[0] == "1 Violence and exploitation"
    wizard.sheet.go_to(9, 1)
    pick(wizard.controls.row_is, "delivery_priority")
    read_again(wizard, qtbot)
    assert roles(wizard)[9] == "Delivery"
    wizard.sheet.go_to(4, 1)
    assert not wizard.controls.row_is.isEnabled()


def test_the_headers_are_put_in_another_row(
    open_council: Callable[..., OwnWorkbook], qtbot: QtBot
) -> None:
    wizard = open_council(councils.four_header_rows)
    before = wizard.map
    assert wizard.controls.last.value() == 4
    wizard.controls.last.setValue(3)
    wizard.controls.last.editingFinished.emit()
    qtbot.waitUntil(lambda: wizard.map != before)
    assert wizard.map.tables[0].header_rows == (1, 2, 3)
    wizard.controls.last.setValue(4)
    wizard.controls.last.editingFinished.emit()
    qtbot.waitUntil(lambda: wizard.map == before)


def test_refs_come_from_another_column_the_titles_or_nowhere(
    window: MainWindow, own: Path, qtbot: QtBot
) -> None:
    wizard = wizard_over(window, own, qtbot)
    assert wizard.controls.refs.currentData() == "A"
    pick(wizard.controls.refs, controls.GIVEN)
    assert read_again(wizard, qtbot)[1:] == [
        "1 Patrol the market square", "2 Light the canal path", "3 Visit every school",
    ]  # fmt: skip
    pick(wizard.controls.refs, "F")
    read_again(wizard, qtbot)
    assert wizard.map.tables[0].columns[5].to == "ref"
    pick(wizard.controls.refs, "A")
    QTest.mouseClick(wizard.controls.after, Qt.MouseButton.LeftButton)
    assert wizard.map.tables[0].refs == controls.AFTER_PRIORITY


def test_a_sheet_is_left_out_and_read_again(
    open_council: Callable[..., OwnWorkbook], qtbot: QtBot
) -> None:
    wizard = open_council(councils.sheet_a_priority)
    names = [wizard.controls.sheets.itemText(n) for n in range(wizard.controls.sheets.count())]
    assert names[0] == "Cover (left out)"
    second = wizard.map.tables[1].sheet
    pick(wizard.controls.sheets, (second, 1))
    assert wizard.sheet.sheet.rowCount()
    first = read_again(wizard, qtbot)
    pick(wizard.controls.read_as, "")
    fewer = read_again(wizard, qtbot)
    assert len(fewer) < len(first)
    assert wizard.table is None
    assert not wizard.controls.refs.isEnabled()
    wizard.controls.first.setValue(3)
    pick(wizard.controls.read_as, "action")
    qtbot.waitUntil(lambda: wizard.table is not None)
    assert read_again(wizard, qtbot) == first


def test_a_line_of_what_does_not_fit_leads_to_its_cell(
    open_council: Callable[..., OwnWorkbook], qtbot: QtBot
) -> None:
    wizard = open_council(councils.fills_only)
    read_again(wizard, qtbot)
    (place,) = [n for n, row in enumerate(wizard.left.left.rows) if row.cell == "D7"]
    wizard.left.setCurrentIndex(wizard.left.left.index(place, 0))
    at = wizard.sheet.currentIndex()
    assert (at.row(), at.column()) == (6, 3)
    assert at.data(FILL_ROLE) == "#7030A0"


def test_a_map_that_cannot_be_is_told_and_makes_nothing(
    window: MainWindow, own: Path, qtbot: QtBot
) -> None:
    wizard = wizard_over(window, own, qtbot)
    pick(box(wizard, "Lead"), "ref")
    qtbot.waitUntil(lambda: "Nothing is made yet" not in wizard.told.text())
    assert not wizard.make.isEnabled()
    wizard.reject()


def test_where_no_table_is_found_a_person_points_to_its_headers(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    book = Workbook()
    said = (
        ("Our thoughts",),
        ("Nr", "Thing", "Per"),
        ("1.1", "Light the park", "Ann"),
        ("1.2", "Go", "Bo"),
    )
    for row in said:
        book.worksheets[0].append(row)
    path = councils.saved(book, tmp_path)
    filing_of(window).read(path)
    qtbot.waitUntil(lambda: bool(window.findChildren(OwnWorkbook)))
    (wizard,) = window.findChildren(OwnWorkbook)
    assert "No table was found in plan.xlsx: choose the row" in wizard.told.text()
    assert not wizard.make.isEnabled()
    wizard.sheet.go_to(2, 1)
    assert wizard.controls.first.value() == 2
    pick(wizard.controls.read_as, "action")
    qtbot.waitUntil(lambda: len(wizard.map.tables) == 1)
    pick(box(wizard, "Nr"), "ref")
    pick(box(wizard, "Thing"), "title")
    rows = read_again(wizard, qtbot)
    assert rows[1:] == ["1.1 Light the park", "1.2 Go"]
    pick(wizard.controls.read_as, "")
    assert "No table was found" in wizard.told.text()
    assert not wizard.becomes.becomes.rows


def test_the_sheet_keeps_to_qts_rules(
    qtmodeltester: ModelTester, tmp_path: Path, qapp: object
) -> None:
    del qapp
    model = SheetModel()
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.show_sheet(councils.book_of(councils.merged(), tmp_path).grids[0])
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(("number", "said"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_columns_have_letters(number: int, said: str) -> None:
    assert column_letter(number) == said


def word_box(wizard: OwnWorkbook, text: str) -> QComboBox:
    for row, asked in enumerate(wizard.words.words.rows):
        if asked.text == text:
            found = wizard.words.indexWidget(wizard.words.words.index(row, 2))
            assert isinstance(found, QComboBox)
            return found
    raise AssertionError(text)


def test_a_word_that_nobody_knows_is_asked_and_its_answer_is_in_the_new_plan(
    window: MainWindow, own: Path, tmp_path: Path, qtbot: QtBot,
    picture: Callable[[QWidget, str], None],
) -> None:  # fmt: skip
    wizard = wizard_over(window, own, qtbot)
    assert wizard.words.isVisible()
    (asked,) = wizard.words.words.rows
    assert (asked.kind, asked.text, asked.places) == ("status", "Mauve", ("Action plan!D6",))
    picture(wizard, "own-workbook-words")
    pick(word_box(wizard, "Mauve"), "at risk")
    read_again(wizard, qtbot)
    assert not any("Mauve" in row.value for row in wizard.left.left.rows)
    assert word_box(wizard, "Mauve").currentData() == "at risk"
    pick(word_box(wizard, "Mauve"), LEFT_OUT)
    read_again(wizard, qtbot)
    assert any("left out" in row.why for row in wizard.left.left.rows)
    pick(word_box(wizard, "Mauve"), "")
    read_again(wizard, qtbot)
    assert [each.meaning for each in wizard.words.words.rows] == [""]
    pick(word_box(wizard, "Mauve"), "off track")
    read_again(wizard, qtbot)
    assert wizard.found is not None
    filing = filing_of(window)
    made = tmp_path / "made.cspplan"
    with qtbot.waitSignal(window.state.opened):
        filing.make(made, own, wizard.map, wizard.found)
    wizard.close()
    words = list(window.state.document.of("word"))
    assert [(each.text("text"), each.text("meaning")) for each in words] == [("Mauve", "off track")]
    assert desk_of(window).value("1.3", "status", "2016/17 Q1") == "off track"


def test_where_every_word_is_known_nothing_is_asked(
    open_council: Callable[[Callable[[], Workbook]], OwnWorkbook],
) -> None:
    wizard = open_council(councils.LAYOUTS["flat"])
    assert not wizard.words.isVisible()
    assert not wizard.words_told.isVisible()


def test_the_row_whose_box_is_answered_is_not_chosen_beside_it(
    window: MainWindow, own: Path, qtbot: QtBot
) -> None:
    wizard = wizard_over(window, own, qtbot)
    word_box(wizard, "Mauve").setFocus()
    pick(word_box(wizard, "Mauve"), "at risk")
    read_again(wizard, qtbot)
    box(wizard, "Cost centre").setFocus()
    pick(box(wizard, "Cost centre"), "notes")
    read_again(wizard, qtbot)
    assert word_box(wizard, "Mauve").currentData() == "at risk"
    assert not wizard.words.selectionModel().hasSelection()
    assert not wizard.columns.selectionModel().hasSelection()


def test_a_word_that_is_guessed_can_be_said_for_good(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("Ref", "Action", "Lead", "Status Q1", "Comments Q1"))
    for number in (1, 2, 3):
        sheet.append(
            (f"1.{number}", f"Walk round number {number}", "Police", "In progress", "Yes.")
        )
    path = tmp_path / "guess.xlsx"
    book.save(path)
    wizard = wizard_over(window, path, qtbot)
    (asked,) = wizard.words.words.rows
    assert (asked.text, len(asked.places), asked.guess) == ("In progress", 3, "on track")
    assert word_box(wizard, "In progress").currentText() == "On track: a guess"

    def unsure() -> int:
        assert wizard.found is not None
        return sum(name == "status" for one in wizard.found.records for name, _ in one.unsure)

    assert unsure() == 3
    pick(word_box(wizard, "In progress"), "on track")
    read_again(wizard, qtbot)
    assert unsure() == 0
    assert word_box(wizard, "In progress").currentText() == "On track"
