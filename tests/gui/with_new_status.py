"""What a status added to the table comes to, everywhere; tests/test_new_status.py runs this.

It runs in a copy of the program whose tables have one status more, 'on hold'.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from csp_desktop import look
from csp_desktop.gui.grid.filters import filter_menu
from csp_desktop.gui.overview.bars import BarSegment
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.measures.progress import counts
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.receiving.receive import receive
from csp_desktop.operations.sending.export import ExportRequest as Sent
from csp_desktop.operations.sending.export import export_to
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots.report import FORMS, ReportRequest, write_report
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.workbook.worker.process import Reader
from tests.flows.command import data
from tests.gui.conftest import desk_of
from tests.report.told import report_text

HELD, WORD, MEANING = "on hold", "On hold", "stopped for now"
Q1 = "2016/17 Q1"
STAMP = Stamp("Ann", "2016-07-01T09:00:00+01:00")


@pytest.fixture
def held_path(plan_path: Path) -> Path:
    """A plan in which action 1.2 is on hold."""
    plan = open_plan(plan_path, SHIPPED, write=True, by="Ann")
    action = plan.document().with_ref("1.2")[0].id
    edit(plan, [Edit("action", action, "status", Q1, "Suspended")], STAMP)
    plan.close()
    return plan_path


def test_commands_read_and_tell_it(plan_path: Path) -> None:
    data("set", plan_path, "1.2", "status", "Suspended", "--period", Q1, "--by", "Ann")
    (shown,) = data("show", plan_path, "1.2")["actions"]
    assert shown["quarters"][Q1]["status"] == HELD
    data("set", plan_path, "1.2", "status", "H", "--period", Q1, "--by", "Ann")


def test_a_letter_sets_it_in_the_grid_which_shows_and_filters_it(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window = make_window(plan_path)
    desk, grid = desk_of(window), window.grid
    assert grid.reveal(desk.action("1.7"), "status", Q1)
    assert grid.grid
    grid.grid.setFocus()
    QTest.keyClick(grid.grid, Qt.Key.Key_H)
    desk.settle()
    assert desk.value("1.7", "status", Q1) == HELD
    index = grid.grid.currentIndex()
    assert WORD in str(index.data(Qt.ItemDataRole.DisplayRole))
    menu = filter_menu(grid.grid.grid, lambda _: None, window)
    assert WORD in [each.text() for each in menu.actions()]


def test_it_is_in_the_picker_and_the_panel_shows_it(
    make_window: Callable[..., MainWindow], held_path: Path
) -> None:
    window = make_window(held_path)
    desk = desk_of(window)
    window.panel.show_action(desk.action("1.2"))
    options = window.panel.quarter.picker.options
    assert options[HELD].isChecked()
    assert f"{WORD} (H)" in options[HELD].accessibleName()
    window.panel.show_action(desk.action("1.7"))
    window.panel.focus_status()
    QTest.keyClick(options["complete"], Qt.Key.Key_H)
    desk.settle()
    assert desk.value("1.7", "status", Q1) == HELD
    assert options[HELD].isChecked()


def test_the_overview_and_the_legend_have_it(
    make_window: Callable[..., MainWindow], held_path: Path
) -> None:
    window = make_window(held_path)
    desk = desk_of(window)
    assert counts(desk.state.document.of("action"), Q1).by_status[HELD] == 1
    window.show_pane("overview")
    desk.settle()
    overview = window.findChildren(BarSegment)
    assert HELD in {each.look_name for each in overview}
    assert any(WORD in each.accessibleName() for each in _legends(window))


def _legends(window: MainWindow) -> list[QWidget]:
    return [
        each
        for each in window.findChildren(QWidget)
        if each.accessibleName().startswith("Legend: ")
    ]


def test_a_return_offers_it_explains_it_and_brings_it_back(plan_path: Path) -> None:
    plan = open_plan(plan_path, SHIPPED, write=True, by="Ann")
    sent = plan_path.with_name("return.xlsx")
    export_to(plan, sent, Sent(quarter=Q1), STAMP)
    book = openpyxl.load_workbook(sent)
    assert _explained(book) == MEANING
    sheet = book["Updates"]
    (heads,) = (
        row for row in sheet.iter_rows() if {"Ref", "Status"} <= {each.value for each in row}
    )
    letters = {each.value: get_column_letter(number) for number, each in enumerate(heads, 1)}
    lists = [
        each
        for each in sheet.data_validations.dataValidation
        if any(str(one).startswith(letters["Status"]) for one in each.sqref.ranges)
    ]
    assert any(WORD in _offered(book, each.formula1) for each in lists)
    (row,) = (each.row for each in sheet[letters["Ref"]] if each.value == "1.2")
    sheet[f"{letters['Status']}{row}"] = WORD
    book.save(sent)
    with Reader() as reader:
        brought = receive(plan, [sent], STAMP.at, reader=reader)
    assert merge(plan, brought, STAMP).applied == 1
    assert plan.document().with_ref("1.2")[0].get("status", Q1) == HELD
    plan.close()


def _explained(book: openpyxl.Workbook) -> object:
    """What the cover says beside the new status."""
    cover = book[book.sheetnames[0]]
    for row in cover.iter_rows():
        texts = [each.value for each in row if each.value]
        if WORD in texts:
            return texts[texts.index(WORD) + 1]
    return None


def _offered(book: openpyxl.Workbook, formula: str) -> str:
    """The texts that a list in a workbook offers."""
    if formula.startswith('"'):
        return formula
    name = formula.removeprefix("=")
    place = book.defined_names[name].attr_text if name in book.defined_names else name
    sheet, _, area = place.rpartition("!")
    cells = book[sheet.strip("'")][area.replace("$", "")]
    return " ".join(str(cell.value) for row in cells for cell in row)


def test_the_plan_workbook_holds_and_colours_it(held_path: Path) -> None:
    plan = open_plan(held_path, SHIPPED, write=True, by="Ann")
    sent = held_path.with_name("plan.xlsx")
    export_to(plan, sent, Sent(kind="plan", quarter=Q1), STAMP)
    plan.close()
    book = openpyxl.load_workbook(sent)
    assert _explained(book) == MEANING
    sheet = book["Updates"]
    assert WORD in {cell.value for row in sheet.iter_rows() for cell in row}
    formulas = {
        formula
        for area in sheet.conditional_formatting
        for rule in area.rules
        for formula in rule.formula
    }
    assert any(f'"{WORD}"' in formula for formula in formulas)


@pytest.mark.parametrize("form", FORMS)
def test_the_report_tells_it_in_every_form(held_path: Path, form: str) -> None:
    plan = open_plan(held_path, SHIPPED)
    path = held_path.with_name(f"report.{form}")
    write_report(plan, path, ReportRequest(quarter=Q1, at=STAMP.at or ""))
    plan.close()
    assert WORD in report_text(path)


def test_it_has_a_shape_a_character_and_a_colour() -> None:
    assert look.SHAPES[HELD]
    assert look.CHARACTERS[HELD] == "◇"
    assert look.LIGHT.status(HELD) == look.LIGHT.neutral
