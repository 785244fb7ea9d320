"""From somebody's own workbook to a plan: look, correct, make."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from csp_desktop.gui.main_window import MainWindow
from csp_desktop.gui.returns.own_workbook import OwnWorkbook, letters
from csp_desktop.gui.returns.own_workbook_filing import OwnWorkbookFiling
from tests.gui.conftest import desk_of


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
    qtbot.waitUntil(lambda: bool(window.findChildren(OwnWorkbook)), timeout=15_000)
    (found,) = window.findChildren(OwnWorkbook)
    qtbot.waitUntil(found.make.isEnabled, timeout=5_000)
    return found


def box(wizard: OwnWorkbook, header: str) -> QComboBox:
    for row in range(wizard.columns.rowCount()):
        item = wizard.columns.item(row, 1)
        if item is not None and item.text() == header:
            found = wizard.columns.cellWidget(row, 2)
            assert isinstance(found, QComboBox)
            return found
    raise AssertionError(header)


def test_a_workbook_becomes_a_plan_by_a_corrected_map(
    window: MainWindow, own: Path, tmp_path: Path, qtbot: QtBot,
    picture: Callable[[QWidget, str], None],
) -> None:  # fmt: skip
    wizard = wizard_over(window, own, qtbot)
    assert wizard.sheet.index(3, 1).data() == "Patrol the market square"
    assert wizard.records.rowCount() == 3
    lead = box(wizard, "Lead")
    assert lead.currentData() == "lead_partners"
    left = [wizard.leftovers.item(row).text() for row in range(wizard.leftovers.count())]
    assert any("Mauve" in each for each in left)
    picture(wizard, "own-workbook")

    cost = box(wizard, "Cost centre")
    cost.setCurrentIndex(cost.findData("measure"))
    cost.activated.emit(cost.currentIndex())
    qtbot.waitUntil(
        lambda: "Measure: X12" in str(wizard.records.model().index(0, 2).data()),
        timeout=5_000,
    )
    agreed: list[object] = []
    wizard.agreed.disconnect()
    wizard.agreed.connect(agreed.append)
    wizard.make.click()
    path = tmp_path / "ours.cspplan"
    book = wizard._book
    filing_of(window).make(path, book, wizard.map)
    qtbot.waitUntil(lambda: window.state.path == path, timeout=10_000)
    desk_of(window).settle()
    (action,) = window.state.document.bearers("1.1")
    assert action.text("measure") == "X12"
    assert action.text("status", "2016/17 Q1") == "on track"
    assert agreed


def test_a_map_that_cannot_be_is_told_and_makes_nothing(
    window: MainWindow, own: Path, qtbot: QtBot
) -> None:
    wizard = wizard_over(window, own, qtbot)
    lead = box(wizard, "Lead")
    lead.setCurrentIndex(lead.findData("ref"))
    lead.activated.emit(lead.currentIndex())
    qtbot.waitUntil(lambda: "Nothing is made yet" not in wizard.told.text(), timeout=5_000)
    assert not wizard.make.isEnabled()
    wizard.reject()


def test_a_workbook_without_a_table_is_told(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "empty.xlsx"
    Workbook().save(path)
    filing_of(window).read(path)
    qtbot.waitUntil(lambda: window.strip.notice is not None, timeout=15_000)
    assert window.strip.notice
    assert "no table of actions" in window.strip.notice.sentence


@pytest.mark.parametrize(("number", "said"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_columns_have_letters(number: int, said: str) -> None:
    assert letters(number) == said
