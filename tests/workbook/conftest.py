"""A small export, and ways to edit the workbook made of it as its receiver might."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from csp_desktop.plan.field_types import Type
from csp_desktop.plan.statuses import STATUSES
from csp_desktop.plan.values import Value
from csp_desktop.workbook.export.writing import write
from csp_desktop.workbook.package.book import read_book
from csp_desktop.workbook.package.guard import open_file
from csp_desktop.workbook.package.model import (
    BaseSheet,
    Export,
    Returned,
    Sheet,
    SheetColumn,
    SheetRow,
)
from csp_desktop.workbook.returns.reading import read_returned

Said = dict[str, dict[str, str | int | float | None]]
Edit = Callable[[Callable[[Workbook], None]], Path]
Read = Callable[..., Returned]

QUARTER = "2016/17 Q2"
PARTNERS = tuple(f"Partner number {number}, of Hackney" for number in range(30))


def head(number: int) -> tuple[str, ...]:
    return (f"{number:032x}",)


def a_row(number: int, record_id: str, values: tuple[Value, ...], label: str) -> SheetRow:
    heads = tuple(head(number * 100 + at) for at in range(len(values)))
    contested = tuple(record_id == "a2" and at == 6 for at in range(len(values)))
    return SheetRow(record_id, values, heads, contested, label)


def to_fill(
    header: str,
    field: str,
    kind: Type,
    period: str = QUARTER,
    choices: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
) -> SheetColumn:
    return SheetColumn(
        header, field, period, 30, fill_in=True, choices=choices, type=kind, aliases=aliases
    )


@pytest.fixture
def export() -> Export:
    """A return with five actions, two indicators and what is hard about their values."""
    updates = (
        SheetColumn("Ref", "ref", width=7, aliases=("No",)),
        SheetColumn("Action", "title", width=30),
        SheetColumn("Lead partners", "lead_partners", type=Type.LIST, choices=PARTNERS),
        SheetColumn("Planned", "planned", "2016/17", 26, type=Type.LONG_TEXT),
        SheetColumn("Last status", "last_status", choices=STATUSES, in_new_rows=False),
        SheetColumn("Last commentary", "last_commentary", type=Type.LONG_TEXT, in_new_rows=False),
        to_fill("Status", "status", Type.CHOICE, choices=STATUSES, aliases=("RAG", "BRAG")),
        to_fill("Commentary", "commentary", Type.LONG_TEXT, aliases=("Update",)),
        to_fill("Corrective action", "corrective_action", Type.LONG_TEXT),
        to_fill("Evidence", "evidence", Type.LONG_TEXT),
    )
    rows: list[tuple[Value, ...]] = [
        ("1.1", "=SUM(A1) is a title", ["Police", "Council & Co"], "Ongoing\nThen done",
         "On track (2016/17 Q1)", "Met in May.", "on track", "@home visits", None, None),
        ("1.2", "Safer Schools officers", ["Police"], "Ongoing", None, None,
         "off track", "Two posts are vacant.\r\nThree share cover.", None, "Board paper 6"),
        ("1.10", "Youth Justice Plan", None, "2016/17", None, "−6% on last year ",
         None, None, None, None),
        ("2.10", "Hate crime <b>&amp;</b>", None, None, None, None,
         None, "_x000D_ stays", None, None),
        ("4.1", "Non\u00a0breaking and ‘curly’", None, "- a dash first", None, None,
         "not applicable", None, None, None),
    ]  # fmt: skip
    indicators = (
        SheetColumn("Indicator", "name", width=40),
        SheetColumn("Unit", "unit", width=10),
        SheetColumn("Target", "target", "2016/17", 12, type=Type.TARGET),
        SheetColumn("Reviewed", "reviewed", type=Type.DATE),
        to_fill("Actual 2016/17 Q1", "actual", Type.NUMBER, "2016/17 Q1"),
        to_fill("Actual 2016/17 Q2", "actual", Type.NUMBER),
    )
    measured: list[tuple[Value, ...]] = [
        ("Knife injury victims", "%", -11, "2016-07-14", -6.5, None),
        ("Gun discharges", "%", "tbc", None, 0.1, None),
    ]
    return Export(
        export_id="export-7",
        plan_id="plan-1",
        plan_title="Hackney Community Safety Plan",
        kind="return",
        scope_name="Safer Young Hackney",
        scope_id="group-1",
        quarter=QUARTER,
        due="2016-10-14",
        made_by="P. Sandhu",
        made_at="2016-10-01T09:30:00+01:00",
        marking="OFFICIAL-SENSITIVE",
        instructions=("Give a status.", "Say why.", "Leave the grey.", "Add below.", "Send back."),
        sheets=(
            Sheet(
                "Updates", f"Updates, Safer Young Hackney, {QUARTER}", "action", updates,
                tuple(a_row(n, f"a{n}", each, str(each[0])) for n, each in enumerate(rows, 1)),
                tuple(f"new-{n}" for n in range(10)),
            ),
            Sheet(
                "Indicators", f"Indicators, {QUARTER}", "indicator", indicators,
                tuple(
                    a_row(n, f"i{n - 10}", each, str(each[0]))
                    for n, each in enumerate(measured, 11)
                ),
            ),
        ),
    )  # fmt: skip


@pytest.fixture
def sent(tmp_path: Path, export: Export) -> Path:
    """The workbook as it goes out."""
    path = tmp_path / "return.xlsx"
    write(export, path)
    return path


@pytest.fixture
def edit(sent: Path) -> Edit:
    """Edit the workbook, save it again, and answer with where it lies."""

    def edited(change: Callable[[Workbook], None]) -> Path:
        book = load_workbook(sent)
        change(book)
        path = sent.with_name("edited.xlsx")
        book.save(path)
        return path

    return edited


@pytest.fixture
def read() -> Read:
    """Read a file as the worker does, in this process."""

    def returned(
        path: Path,
        kept: str | None = None,
        layouts: tuple[BaseSheet, ...] = (),
        password: str | None = None,
    ) -> Returned:
        return read_returned(read_book(path, open_file(path, password)), kept, layouts)

    return returned


@pytest.fixture
def said() -> Callable[[Returned, str], Said]:
    """What each record's row says, by header."""

    def rows(returned: Returned, sheet: str = "Updates") -> Said:
        (found,) = [each for each in returned.sheets if each.exported_as == sheet]
        headers = {
            column.place: column.header for column in found.columns if column.place is not None
        }
        return {
            row.record_id: {headers[place]: cell.value for place, cell in row.values.items()}
            for row in found.rows
        }

    return rows


@pytest.fixture
def updates() -> Callable[[Workbook], Worksheet]:
    """The sheet that a lead fills in."""

    def sheet(book: Workbook) -> Worksheet:
        found = book["Updates"]
        assert isinstance(found, Worksheet)
        return found

    return sheet
