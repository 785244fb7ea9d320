"""The cover sheet: what to do, by when, and what the colours and shapes mean."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from csp_desktop.look import CHARACTERS, LIGHT, STRONG, word
from csp_desktop.plan.cell_equality import shown
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.statuses import BY_NAME
from csp_desktop.plan.wording import day
from csp_desktop.workbook.export.cell_writer import (
    FONT,
    HEADING,
    LABEL,
    LINE,
    LINK,
    MARKING,
    MEANING,
    SMALL,
    TEXT_FORMAT,
    TITLE,
    CellGround,
    cell_at,
    ink,
    put_text,
    solid,
    style_name,
)
from csp_desktop.workbook.package.model import Export

_WIDTHS = {"A": 5, "B": 28, "C": 96}
_HEAD_HEIGHTS = (26, 18, 18)
_LONGEST_LINE = 125

_COLOURS = (
    (CellGround.FILL_IN, "White, under a purple heading", "yours to fill in"),
    (
        CellGround.GIVEN,
        "Grey",
        "for your information: please leave it. A change here is put to the coordinator first",
    ),
    (
        CellGround.CONTESTED,
        "Violet, with a note",
        "two people differ about it; what you type is put beside the other values",
    ),
)


def write_cover(sheet: Worksheet, export: Export) -> None:
    """Fill the cover of `export`, with the marking at its head and foot."""
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    for row, height in enumerate(_HEAD_HEIGHTS, 1):
        sheet.row_dimensions[row].height = height
    sheet.sheet_view.showGridLines = False
    row = _head(sheet, export)
    row = _section(sheet, row, "What to do")
    for number, line in enumerate(export.instructions, 1):
        _put(sheet, row, 1, f"{number}.", LABEL).alignment = Alignment("right", "top")
        # Wrapped by hand into rows: not every program works out the height of wrapped text in a
        # sheet that it opens for the first time.
        for part in textwrap.wrap(line, _LONGEST_LINE) or [""]:
            _put(sheet, row, 2, part, LINE)
            row += 1
    row = _section(sheet, row + 1, "In this workbook")
    for each in export.sheets:
        cell = _put(sheet, row, 2, each.name, LINK)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{each.name}'!A1")
        _meaning(sheet, row, each.title)
        row += 1
    row = _section(sheet, row + 1, "What the colours mean")
    for ground, name, meaning in _COLOURS:
        _put(sheet, row, 2, name, style_name(ground, TEXT_FORMAT))
        _meaning(sheet, row, meaning)
        row += 1
    row = _section(sheet, row + 1, "What the statuses mean")
    for status in CHARACTERS:
        _status(sheet, row, status)
        row += 1
    _put(sheet, row + 1, 1, f"Marking: {export.marking}", MARKING)
    _put(sheet, row + 2, 1, f"Export {export.export_id}", SMALL)


def heading(export: Export) -> str:
    """What the whole workbook is called: the title of its cover and of the document."""
    if export.kind == "plan":
        return export.plan_title
    return " ".join(filter(None, (export.quarter, "return:", export.scope_name or "whole plan")))


def _head(sheet: Worksheet, export: Export) -> int:
    _put(sheet, 1, 1, heading(export), TITLE)
    _put(sheet, 2, 1, export.plan_title if export.kind == "return" else "The whole plan", LABEL)
    _put(sheet, 3, 1, f"Marking: {export.marking}", MARKING)
    row = 5
    for label, text in _facts(export):
        _put(sheet, row, 1, label, LABEL)
        cell = _put(sheet, row, 3, text, MEANING)
        if label == "Send back by":
            cell.font = Font(FONT, 11, bold=True, color=ink(LIGHT.text))
        row += 1
    return row + 1


def _facts(export: Export) -> Iterator[tuple[str, str]]:
    yield "For", export.scope_name or "the whole partnership"
    if export.quarter:
        period = read_period(export.quarter)
        yield "Quarter", f"{export.quarter}, {period.words()}" if period else export.quarter
    if export.due:
        yield "Send back by", (day(export.due) or export.due)
    yield "Made by", f"{export.made_by}, {day(export.made_at) or export.made_at}"


def _section(sheet: Worksheet, row: int, text: str) -> int:
    _put(sheet, row, 1, text, HEADING)
    return row + 1


def _status(sheet: Worksheet, row: int, status: str) -> None:
    cell = _put(sheet, row, 2, word(status), style_name(CellGround.FILL_IN, TEXT_FORMAT))
    # The shape is in the format and not in the text, as in the tables: the word alone is what one
    # may copy.
    cell.number_format = f'"{CHARACTERS[status]}  "@'
    cell.font = Font(FONT, 11, bold=status in STRONG, color=ink(LIGHT.status(status)))
    ground = LIGHT.ground(status)
    if ground:
        cell.fill = solid(ground)
    _meaning(sheet, row, BY_NAME[status].meaning)


def _meaning(sheet: Worksheet, row: int, text: str) -> None:
    _put(sheet, row, 3, text, MEANING)


def _put(sheet: Worksheet, row: int, column: int, text: str, style: str) -> Cell:
    cell = cell_at(sheet, row, column)
    put_text(cell, str(shown(Type.LONG_TEXT, text) or ""), style)
    return cell
