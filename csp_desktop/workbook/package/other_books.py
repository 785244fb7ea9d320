"""Old and binary Excel workbooks and OpenDocument spreadsheets, read by a library (calamine).

It gives values alone: no colours, no notes, and a percentage as the number behind it. The library
inflates files without limits, so what is zipped is inflated under ours first. It may end the
process on a hostile file, which is the worker's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Final

from csp_desktop.workbook.package.guard import (
    BINARY_EXCEL,
    OLD_EXCEL,
    OPEN_DOCUMENT,
    Content,
)
from csp_desktop.workbook.package.model import CellRange, Grid, GridCell
from csp_desktop.workbook.package.parts import Budget, Damaged, walk

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_CALLED: Final = {
    OLD_EXCEL: "an old Excel workbook (.xls): its values are read, and no colours or notes",
    BINARY_EXCEL: "a binary workbook (.xlsb): its values are read, and no colours, notes or merged "
    "cells",
    OPEN_DOCUMENT: "an .ods file: its values are read, and no colours, notes or merged cells",
}
_MOST_AREA = 4_000_000
_WHOLE = 1e15
_ERRORS: Final = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
)
_FAR = "laid out over far more cells than any plan"


def read_values(content: Content, budget: Budget) -> tuple[tuple[Grid, ...], str]:
    """The sheets with their values, and a sentence on what is not read; raises Damaged."""
    # Heavy, and few files are of these kinds.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    _inflate(content, budget)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content.data)) as book:
            grids = tuple(
                _grid(
                    book.get_sheet_by_name(each.name),
                    "visible" if each.visible == SheetVisibleEnum.Visible else "hidden",
                    budget,
                )
                for each in book.sheets_metadata
            )
    except PasswordError:
        raise Damaged("protected by a password: take it off in Excel and save it again") from None
    except CalamineError:
        raise Damaged("damaged, or protected by a password") from None
    return grids, (
        f"This is {_CALLED[content.kind]}; 85% is read as 0.85. Save it as 'Excel Workbook "
        "(.xlsx)' where these matter."
    )


def _inflate(content: Content, budget: Budget) -> None:
    """Unpack every part within the limits, and read over the XML of an OpenDocument file."""
    if content.package is None:
        return
    for name in content.package.names:
        if not name.endswith("/"):
            data = content.package.read(name)
            if name.lower() == "content.xml":
                walk(data, budget, lambda _, __: None)


def _grid(sheet: CalamineSheet, state: str, budget: Budget) -> Grid:
    if sheet.total_height * max(sheet.total_width, 1) > _MOST_AREA:
        raise Damaged(_FAR)
    cells: dict[tuple[int, int], GridCell] = {}
    for row, line in enumerate(sheet.to_python(skip_empty_area=False), 1):
        for column, value in enumerate(line, 1):
            if value == "" or value is None:
                continue
            cells[row, column] = _cell(value)
            budget.cells -= 1
            if budget.cells < 0:
                raise Damaged("far longer than any plan, so it was not read")
    return Grid(sheet.name, state, cells, tuple(_merged(sheet)))


def _merged(sheet: CalamineSheet) -> Iterator[CellRange]:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        yield CellRange(top + 1, left + 1, bottom + 1, right + 1)


def _cell(value: object) -> GridCell:
    if isinstance(value, str) and value in _ERRORS:
        return GridCell(None, trouble=f"It holds the error {value}.")
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE:
        return GridCell(int(value))
    if isinstance(value, bool | date | time | timedelta):
        return GridCell(_shown(value))
    return GridCell(value if isinstance(value, str | int | float) else str(value))


def _shown(value: object) -> str:
    """A value as the program's own reader gives it: the day first, the truth as Excel shows it."""
    match value:
        case datetime() if value.time() != time():
            return f"{_day(value)} {value:%H:%M}"
        case date():
            return _day(value)
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            minutes = int(value.total_seconds()) // 60
            return f"{minutes // 60}:{minutes % 60:02}"
        case _:
            return str(value).upper()


def _day(value: date) -> str:
    return f"{value.day:02}/{value.month:02}/{value.year:04}"
