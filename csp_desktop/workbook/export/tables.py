"""One sheet of an export: a titled table whose rows carry their records' ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from csp_desktop.look import CHARACTERS, LIGHT, word
from csp_desktop.plan.cell_equality import shown
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.statuses import NEEDS_CORRECTIVE_ACTION
from csp_desktop.plan.wording import day
from csp_desktop.workbook.export.cell_writer import (
    HEAD_FILL_IN,
    HEAD_GIVEN,
    LINE,
    MARKING,
    SMALL,
    TITLE,
    CellGround,
    CellWriter,
    missing_rule,
    status_rule,
)
from csp_desktop.workbook.package.markers import (
    CONTESTED_NOTE,
    HEADER_ROW,
    LISTS,
    NOTES_BY,
    ROW_ID,
    table_name,
)
from csp_desktop.workbook.package.model import Export, Sheet, SheetColumn, SheetRow

# Excel's limits on what it shows beside a cell and on a drop-down written where it is used.
_LONGEST_PROMPT = 255
_LONGEST_PROMPT_TITLE = 32
_LONGEST_INLINE_LIST = 250

# At most so many characters of columns stay in sight while the rest scrolls.
_FROZEN_WIDTH = 60

# In points. Not every program works out the height of wrapped rows when it opens a workbook.
_HEAD_HEIGHTS = (26.0, 18.0, 18.0, 32.0)
_LINE_HEIGHT = 14.5
_LETTERS_IN_WIDTH = 1.08
_LOST_BY_INDENT = 1.3
_SPARE_HEIGHT = 20.0
_FEWEST_LINES = 2
_TALLEST = 409.0

_STATUS_PROMPT = (
    "Choose from the list. If it is Off track, say under Corrective action what you will do."
)


class ChoiceLists:
    """The choices that are too long for a drop-down itself, by column of their sheet."""

    def __init__(self, sheet: Worksheet) -> None:
        """Write the choices on `sheet`."""
        self._sheet = sheet
        self._pen = CellWriter(sheet)
        self._ranges: dict[tuple[str, ...], str] = {}

    def source(self, header: str, choices: Sequence[str]) -> str:
        """What a drop-down of `choices` refers to."""
        inline = ",".join(choices)
        # A list written into the drop-down itself is parted by commas and has no way to quote one.
        if len(inline) <= _LONGEST_INLINE_LIST and not any(
            "," in each or '"' in each for each in choices
        ):
            return f'"{inline}"'
        key = tuple(choices)
        if key not in self._ranges:
            number = len(self._ranges) + 1
            self._pen.text(1, number, header, HEAD_GIVEN)
            for row, choice in enumerate(choices, 2):
                self._pen.text(row, number, choice, LINE)
            letter = get_column_letter(number)
            self._sheet.column_dimensions[letter].width = 40
            self._ranges[key] = f"{LISTS}!${letter}$2:${letter}${len(choices) + 1}"
        return self._ranges[key]


def write_table(sheet: Worksheet, table: Sheet, export: Export, lists: ChoiceLists) -> None:
    """Fill `sheet`: title, what to do and marking above, the table, and the marking at its foot."""
    pen = CellWriter(sheet)
    pen.text(1, 1, _cut(table.title), TITLE)
    pen.text(2, 1, _what_to_do(table, export), LINE)
    pen.text(3, 1, f"Marking: {export.marking}", MARKING)
    for row, height in enumerate(_HEAD_HEIGHTS, 1):
        sheet.row_dimensions[row].height = height
    # The ids are within the named table: Excel sorts and filters a table as a whole, so each id
    # stays with its row. Outside it, sorting would part them.
    id_column = len(table.columns) + 1
    for number, column in enumerate(table.columns, 1):
        head = HEAD_FILL_IN if column.fill_in else HEAD_GIVEN
        pen.text(HEADER_ROW, number, column.header, head)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    pen.text(HEADER_ROW, id_column, ROW_ID, HEAD_GIVEN)
    sheet.column_dimensions[get_column_letter(id_column)].hidden = True
    for row, record in enumerate(table.rows, HEADER_ROW + 1):
        _write_row(pen, row, table, record)
    first_spare = HEADER_ROW + len(table.rows) + 1
    for row, spare in enumerate(table.spare_ids, first_spare):
        _write_spare(pen, row, table, spare)
    # Excel calls a file damaged whose table has no row under its header.
    last = max(first_spare + len(table.spare_ids) - 1, HEADER_ROW + 1)
    _add_table(sheet, table, last)
    for number, column in enumerate(table.columns, 1):
        letter = get_column_letter(number)
        area = f"{letter}{HEADER_ROW + 1}:{letter}{last}"
        if column.fill_in:
            _add_list(sheet, column, area, lists)
        elif column.in_new_rows and table.spare_ids:
            _add_list(sheet, column, f"{letter}{first_spare}:{letter}{last}", lists)
        _add_missing(sheet, table, column, letter, area)
    _add_statuses(sheet, table, last)
    # Two rows stay free, so that the table can grow by typing under it.
    pen.text(last + 3, 1, f"Marking: {export.marking}", MARKING)
    _freeze(sheet, table)


def _write_row(pen: CellWriter, row: int, table: Sheet, record: SheetRow) -> None:
    contested = record.contested or (False,) * len(table.columns)
    lines = _FEWEST_LINES
    places = zip(table.columns, record.values, contested, strict=True)
    for number, (column, value, differs) in enumerate(places, 1):
        ground = CellGround.FILL_IN if column.fill_in else CellGround.GIVEN
        cell = pen.value(
            row, number, column.type, value, CellGround.CONTESTED if differs else ground
        )
        if differs:
            cell.comment = Comment(CONTESTED_NOTE, NOTES_BY, height=110, width=260)
        if isinstance(cell.value, str):
            lines = max(lines, _lines(cell.value, column.width))
    pen.sheet.row_dimensions[row].height = min(lines * _LINE_HEIGHT, _TALLEST)
    pen.text(row, len(table.columns) + 1, record.record_id, SMALL)


def _write_spare(pen: CellWriter, row: int, table: Sheet, record_id: str) -> None:
    for number, column in enumerate(table.columns, 1):
        ground = CellGround.FILL_IN if column.in_new_rows else CellGround.GIVEN
        pen.value(row, number, column.type, None, ground)
    pen.text(row, len(table.columns) + 1, record_id, SMALL)
    pen.sheet.row_dimensions[row].height = _SPARE_HEIGHT


def _lines(text: str, width: float) -> int:
    """About how many lines a wrapped text takes in a column `width` characters wide."""
    room = int((width - _LOST_BY_INDENT) * _LETTERS_IN_WIDTH)
    if len(text) <= room and "\n" not in text:
        return 1
    count = 0
    for line in text.split("\n"):
        count += 1
        if len(line) <= room:
            continue
        filled = 0
        for length in map(len, line.split(" ")):
            filled += length
            if filled > room:
                count += max(1, length // room)
                filled = length % room
            filled += 1
    return count


def _what_to_do(table: Sheet, export: Export) -> str:
    if any(column.fill_in for column in table.columns):
        text = "Fill in the white cells under the purple headings. Grey cells are for information."
        by = f" Send back by {day(export.due) or export.due}" if export.due else " Send back"
        return f"{text}{by} to {export.made_by or 'the coordinator'}."
    return "For information. A change here is put to the coordinator first."


def _add_table(sheet: Worksheet, table: Sheet, last: int) -> None:
    corner = f"{get_column_letter(len(table.columns) + 1)}{last}"
    named = Table(displayName=table_name(table.name), ref=f"A{HEADER_ROW}:{corner}")
    named.tableStyleInfo = TableStyleInfo(showRowStripes=False)
    sheet.add_table(named)


def _add_list(sheet: Worksheet, column: SheetColumn, area: str, lists: ChoiceLists) -> None:
    prompt = column.prompt or (_STATUS_PROMPT if column.field == "status" else "")
    if not column.fill_in:
        prompt = ""
    if not column.choices and not prompt:
        return
    choice = column.type is Type.CHOICE
    choices = [str(shown(column.type, each) or "") for each in column.choices]
    check = DataValidation(
        type="list" if choices else None,
        formula1=lists.source(column.header, choices) if choices else None,
        allow_blank=True,
        # 'G' and 'on-track' are understood too, and a list of names is only an offer.
        errorStyle="warning",
        showErrorMessage=bool(choices) and choice,
        errorTitle="Not in the list",
        error="This is not one of the list. Keep it only if you are sure.",
        showInputMessage=bool(prompt),
        promptTitle=column.header[:_LONGEST_PROMPT_TITLE] if prompt else None,
        prompt=prompt[:_LONGEST_PROMPT] or None,
    )
    check.add(area)
    sheet.add_data_validation(check)


def _add_statuses(sheet: Worksheet, table: Sheet, last: int) -> None:
    """Give statuses their colours and shapes, by one set of formats for all their columns."""
    letters = [
        get_column_letter(number)
        for number, column in enumerate(table.columns, 1)
        if CHARACTERS.keys() & set(column.choices)
    ]
    if letters:
        areas = " ".join(f"{each}{HEADER_ROW + 1}:{each}{last}" for each in letters)
        for status in CHARACTERS:
            rule = status_rule(status, f"{letters[0]}{HEADER_ROW + 1}")
            sheet.conditional_formatting.add(areas, rule)


def _add_missing(
    sheet: Worksheet, table: Sheet, column: SheetColumn, letter: str, area: str
) -> None:
    """Mark a corrective action that ought to be there, and what is overdue."""
    if column.field == "overdue":
        sheet.conditional_formatting.add(area, missing_rule(f'{letter}{HEADER_ROW + 1}<>""'))
    if column.field == "corrective_action" and column.fill_in:
        for status in _letters(table, "status", column.period):
            first = HEADER_ROW + 1
            for needs in sorted(NEEDS_CORRECTIVE_ACTION):
                rule = missing_rule(f'AND(${status}{first}="{word(needs)}",{letter}{first}="")')
                sheet.conditional_formatting.add(area, rule)


def _letters(table: Sheet, field: str, period: str) -> Iterator[str]:
    for number, column in enumerate(table.columns, 1):
        if column.place == (field, period):
            yield get_column_letter(number)


def _freeze(sheet: Worksheet, table: Sheet) -> None:
    # Ref and title stay in sight, unless that leaves a small screen no room to scroll in.
    frozen, width = 0, 0.0
    naming = {name for name, _ in table.named_by.places} if table.named_by else {"ref", "title"}
    for number, column in enumerate(table.columns, 1):
        width += column.width
        if width > _FROZEN_WIDTH:
            break
        if column.field in naming:
            frozen = number
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}{HEADER_ROW + 1}"
    to_fill = (number for number, each in enumerate(table.columns, 1) if each.fill_in)
    start = f"{get_column_letter(next(to_fill, 1))}{HEADER_ROW + 1}"
    pane = sheet.sheet_view.pane
    for selection in sheet.sheet_view.selection:
        if pane is not None and selection.pane == pane.activePane:
            selection.activeCell = selection.sqref = start
    if any(column.fill_in for column in table.columns):
        sheet.sheet_properties.tabColor = LIGHT.accent.removeprefix("#")


def _cut(text: str) -> str:
    return str(shown(Type.LONG_TEXT, text) or "")
