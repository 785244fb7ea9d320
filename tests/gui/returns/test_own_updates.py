"""The next issue of a workbook of one's own updates the plan that is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from csp_desktop.gui.importing.filing import OwnWorkbookUpdate
from csp_desktop.gui.importing.wizard import OwnWorkbook
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.workbook.worker.process import Reader
from tests.gui.returns.conftest import Counter
from tests.operations.own_workbooks import OwnBook, plan_from

QUARTER = "2016/17 Q2"


@pytest.fixture
def own() -> OwnBook:
    return OwnBook()


@pytest.fixture
def counter(window: MainWindow, qtbot: QtBot, own: OwnBook, tmp_path: Path) -> Counter:
    """A window on a plan that was made from the workbook."""
    with Reader() as reader:
        plan, _ = plan_from(own.issue(tmp_path / "first.xlsx"), tmp_path / "own.cspplan", reader)
    plan.close()
    with qtbot.waitSignal(window.state.opened):
        window.state.open_outright(tmp_path / "own.cspplan")
    return Counter(window, qtbot)


def update(counter: Counter, path: Path) -> OwnWorkbookUpdate:
    asked = OwnWorkbookUpdate(counter.window.state, counter.window.take_returns, counter.window)
    asked.read(path)
    return asked


def asked_about(counter: Counter, own: OwnBook, path: Path) -> OwnWorkbook:
    """The wizard on a workbook with other headers, in which 1.2 is red."""
    book = load_workbook(own.issue(path))
    sheet = book.active
    assert sheet is not None
    for column, header in enumerate(("Action no", "What we will do", "By whom", "RAG", "News"), 1):
        sheet.cell(3, column, header)
    sheet.cell(5, 4, "Red")
    book.save(path)
    update(counter, path)
    counter.qtbot.waitUntil(lambda: bool(counter.window.findChildren(OwnWorkbook)))
    (wizard,) = counter.window.findChildren(OwnWorkbook)
    counter.qtbot.waitUntil(wizard.make.isEnabled)
    return wizard


def test_a_known_workbook_is_read_as_a_return_and_merged(
    counter: Counter, own: OwnBook, tmp_path: Path, picture: Callable[[QWidget, str], None]
) -> None:
    own.rows["1.2"][2:] = ["On track", "90 of 100 fitted"]
    update(counter, own.issue(tmp_path / "second.xlsx"))
    counter.qtbot.waitUntil(lambda: counter.window.pane == "returns")
    counter.settle()
    picture(counter.window, "own-workbook-update")
    counter.click(counter.pane.merge)
    counter.settle()
    assert counter.value("1.2", "status", QUARTER) == "on track"
    assert counter.value("1.2", "commentary", QUARTER) == "90 of 100 fitted"
    counter.window.state.undo()
    counter.desk.settle()
    assert counter.value("1.2", "status", QUARTER) == "at risk"


def test_an_unknown_workbook_is_looked_at_and_then_each_difference_is_decided(
    counter: Counter, own: OwnBook, tmp_path: Path, picture: Callable[[QWidget, str], None]
) -> None:
    wizard = asked_about(counter, own, tmp_path / "other.xlsx")
    assert "Nothing is taken yet" in wizard.told.text()
    picture(wizard, "own-workbook-update-map")
    wizard.make.click()
    counter.qtbot.waitUntil(lambda: counter.window.pane == "returns")
    counter.settle()
    held = [row.text for row in counter.rows() if row.left == "1.2"]
    assert any("Off track" in text for text in held), held
    assert counter.value("1.2", "status", QUARTER) == "at risk"
    # The plan knows it from now on.
    update(counter, tmp_path / "other.xlsx")
    counter.settle()
    assert len(counter.window.findChildren(OwnWorkbook)) <= 1


def test_the_map_of_a_workbook_being_decided_stays_with_the_plan(
    counter: Counter, own: OwnBook, tmp_path: Path
) -> None:
    wizard = asked_about(counter, own, tmp_path / "other.xlsx")
    wizard.make.click()
    counter.qtbot.waitUntil(lambda: counter.window.pane == "returns")
    counter.settle()
    waiting = [(row.left, row.text) for row in counter.rows()]
    counter.window.state.undo()
    counter.desk.settle()
    with counter.qtbot.waitSignal(counter.window.state.opened):
        counter.window.state.open_outright(tmp_path / "own.cspplan")
    counter.window.show_pane("returns")
    counter.settle()
    assert [(row.left, row.text) for row in counter.rows()] == waiting
