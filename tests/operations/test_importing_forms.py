"""Plans that are kept as one form for each action, and not as a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from csp_desktop.plan.fields import SHIPPED
from csp_desktop.workbook.importing.import_reader import Imported, read_with
from csp_desktop.workbook.importing.suggest_map import suggest
from csp_desktop.workbook.package.model import Book
from csp_desktop.workbook.worker.process import Reader
from tests.operations.councils import book_of
from tests.operations.own_workbooks import fed, plan_from
from tests.operations.own_workbooks import said as said_of_plan
from tests.operations.test_importing import accounted, actions, unfounded

TITLE = "Wexcombe community safety plan - Q2 2023/24"
FORMS: tuple[tuple[tuple[str, str | None], ...], ...] = (
    (("Ref:", "W1"), ("Action:", "Walk the canal path at dusk"), ("Lead:", "Wardens"),
     ("Due date:", "30/09/2023"), ("RAG status:", "Green"), ("Progress:", "Two walks a week"),
     ("Budget code:", "CS-77")),
    (("Ref:", "W2"), ("Action:", "Teach shops about theft"), ("Lead:", "Police"),
     ("Due date:", None), ("RAG status:", "Red"), ("Progress:", None), ("Budget code:", None)),
    (("Ref:", "W3"), ("Action:", "Open a youth hub"), ("Lead:", "Youth Service"),
     ("Due date:", "31/03/2024"), ("RAG status:", "Complete"), ("Progress:", "It is open"),
     ("Budget code:", "CS-78")),
)  # fmt: skip
RED, GREEN = "FFFF0000", "FF00B050"


def form(sheet: Worksheet, top: int, pairs: tuple[tuple[str, str | None], ...]) -> int:
    for row, (label, value) in enumerate(pairs, top):
        sheet.cell(row, 1, label).font = Font(bold=True)
        sheet.cell(row, 2, value)
        sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=5)
    return top + len(pairs)


def a_sheet_each(made: Workbook) -> None:
    for number, pairs in enumerate(FORMS, 1):
        sheet = made.create_sheet(f"Action {number}")
        sheet["A1"] = TITLE
        sheet.merge_cells("A1:E1")
        form(sheet, 3, pairs)


def below_each_other(made: Workbook) -> None:
    sheet = made.create_sheet("Actions")
    sheet["A1"] = TITLE
    at = 3
    for number, pairs in enumerate(FORMS, 1):
        sheet.cell(at, 1, f"Sheet number {number}")
        at = form(sheet, at + 1, pairs) + 1


def side_by_side(made: Workbook) -> None:
    for number, pairs in enumerate(FORMS, 1):
        sheet = made.create_sheet(f"A{number}")
        sheet["A1"] = TITLE
        for place, (label, value) in enumerate(pairs):
            row, column = 3 + place // 2, 1 + 3 * (place % 2)
            sheet.cell(row, column, label)
            sheet.cell(row, column + 1, value)


def beside_a_table(made: Workbook) -> None:
    a_sheet_each(made)
    sheet = made.create_sheet("Other actions")
    for row in (
        ("Ref", "Action", "Lead", "RAG status"),
        ("X1", "Train door staff", "Licensing", "Amber"),
        ("X2", "Mark bicycles", "Police", "Green"),
    ):
        sheet.append(row)


LAYOUTS = (a_sheet_each, below_each_other, side_by_side, beside_a_table)


def read(made: Workbook, folder: Path) -> Book:
    del made["Sheet"]
    return book_of(made, folder)


def understood(book: Book) -> Imported:
    return read_with(book, suggest(book, SHIPPED), SHIPPED)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_form_is_an_action_and_every_cell_is_accounted_for(
    tmp_path: Path, layout: Callable[[Workbook], None]
) -> None:
    made = Workbook()
    layout(made)
    book = read(made, tmp_path)
    found = understood(book)
    assert accounted(book, found) == []
    assert unfounded(book, found) == []
    assert found.title == TITLE
    assert found.quarter == "2023/24 Q2"
    said = actions(found)
    others = {"X1", "X2"} if layout is beside_a_table else set()
    assert set(said) == {"W1", "W2", "W3"} | others
    assert said["W1"]["title"] == "Walk the canal path at dusk"
    assert said["W1"]["due_date"] == "2023-09-30"
    assert said["W1"]["commentary@2023/24 Q2"] == "Two walks a week"
    assert "CS-77" in str(said["W1"]["notes"])
    assert said["W2"]["lead_partners"] == ["Police"]
    assert said["W2"]["status@2023/24 Q2"] == "off track"
    assert "due_date" not in said["W2"]
    assert said["W3"]["status@2023/24 Q2"] == "complete"


def test_what_is_told_of_a_form_names_its_own_sheet_and_cell(tmp_path: Path) -> None:
    made = Workbook()
    a_sheet_each(made)
    made["Action 2"]["B7"] = "Who knows"
    found = understood(read(made, tmp_path))
    assert ("Action 2", "B7") in {(each.sheet, each.cell) for each in found.leftovers}
    assert {spot.sheet for spot in found.taken} == {"Action 1", "Action 2", "Action 3"}


def test_the_colour_of_a_blank_value_in_a_form_is_its_status(tmp_path: Path) -> None:
    made = Workbook()
    a_sheet_each(made)
    for name, colour in (("Action 1", GREEN), ("Action 2", RED)):
        made[name]["B7"] = None
        made[name]["B7"].fill = PatternFill("solid", fgColor=colour)
    said = actions(understood(read(made, tmp_path)))
    assert said["W1"]["status@2023/24 Q2"] == "on track"
    assert said["W2"]["status@2023/24 Q2"] == "off track"


def test_a_cover_with_labels_beside_a_table_is_no_action(tmp_path: Path) -> None:
    made = Workbook()
    cover = made.create_sheet("Cover")
    for row in (("Title", "Our plan"), ("Lead", "Ann Lee"), ("Status", "Draft"),
                ("Start date", "01/04/2023"), ("Notes", "For the board")):  # fmt: skip
        cover.append(row)
    sheet = made.create_sheet("Plan")
    for line in (("Ref", "Action", "Lead", "RAG status"), ("X1", "Mark bikes", "Police", "Green")):
        sheet.append(line)
    assert set(actions(understood(read(made, tmp_path)))) == {"X1"}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_forms_again_change_nothing_and_an_edited_one_its_value(
    tmp_path: Path, layout: Callable[[Workbook], None]
) -> None:
    made = Workbook()
    layout(made)
    path = Path(read(made, tmp_path).path)
    with Reader() as reader:
        plan, _ = plan_from(path, tmp_path / "a.cspplan", reader)
        before = said_of_plan(plan)
        assert fed(plan, path, reader=reader).applied == 0
        assert said_of_plan(plan) == before
        edited = next(
            cell
            for sheet in made.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.value == "Two walks a week"
        )
        edited.value = "Three walks a week"
        made.save(tmp_path / "next.xlsx")
        assert fed(plan, tmp_path / "next.xlsx", reader=reader).applied == 1
    assert "Three walks a week" in str(said_of_plan(plan)["W1"])
    plan.close()


def test_what_stands_beside_forms_is_told_and_is_no_title(tmp_path: Path) -> None:
    made = Workbook()
    for number, pairs in enumerate(FORMS, 1):
        sheet = made.create_sheet(f"Action {number}")
        form(sheet, 1, pairs)
        for row in range(1, 8):
            sheet.cell(row, 6, "Ask the board first")
    book = read(made, tmp_path)
    found = understood(book)
    assert found.title != "Ask the board first"
    assert accounted(book, found) == []
    assert ("Action 2", "F3") in {(each.sheet, each.cell) for each in found.leftovers}
