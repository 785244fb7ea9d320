"""The report as a workbook to pass on or publish: one table a sheet, numbers as numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from html import escape
from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as NamedTable
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from csp_desktop.look import CHARACTERS, LIGHT, NO_UPDATE, SHAPES, word
from csp_desktop.measures.report.model import (
    ChartPicture,
    Report,
    ReportCell,
    ReportColumn,
    ReportSection,
    Table,
)
from csp_desktop.plan.cell_equality import shown
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.statuses import COLOURED
from csp_desktop.workbook.export.cell_writer import FONT, cell_at, ink, put_text, solid, status_rule
from csp_desktop.workbook.export.packing import packed

COVER: Final = "Report"
HEADER_ROW: Final = 4
_A4: Final = "9"
_EPOCH: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - a zip knows no time zones
_TITLE, _TEXT, _HEAD, _NUMBER, _HEADING = (
    "Report title", "Report text", "Report head", "Report number", "Report heading",
)  # fmt: skip
_FIGURES: Final = re.compile(r"^[+\u2212-]?[\d,]*\.?\d+")
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\']")
_NOT_IN_TABLE_NAMES: Final = re.compile(r"\W+")
_LONGEST_NAME: Final = 31
_LETTERS: Final = 150.0
"""How many letters a sheet's columns hold side by side: a landscape page that can be read."""
_LINE_HIGH: Final = 14.5
_TALLEST: Final = 409.0

SHEET: Final = "KPI charts"

WIDE: Final = 110
"""How many letters wide the one column is, which is a little more than a picture."""

_PIXELS: Final = 760

_ON_A_PAGE: Final = 2

_POINTS: Final = 0.75
"""Points in a pixel."""

_DRAWING: Final = re.compile(r"xl/drawings/drawing\d+\.xml")

_ABOUT: Final = re.compile(rb'(<(?:xdr:)?cNvPr [^>]*?name="Image (\d+)")[^>]*?(/?>)')

Put = Callable[[int, str, bool], None]
"""Puts a text into a row of the sheet; the third says whether it is a heading."""


def as_xlsx(
    report: Report,
    accent: str,
    charts: Mapping[str, bytes],
    step: Callable[[float], None] = lambda _share: None,
) -> bytes:
    """The report as a workbook; `charts` are PNG by the id of their picture.

    The same report gives the same bytes. `step` hears how much of it is made, 0 to 1.
    """
    book = Workbook()
    _add_styles(book, accent)
    cover = book.worksheets[0]
    cover.title = COVER
    _describe(book, report)
    sheets: dict[str, str] = {}
    for number, section in enumerate(report.sections):
        step(number / len(report.sections))
        if section.table and section.table.rows:
            sheets[section.table.name] = _sheet(book, report, section, section.table)
        if any(each.id in charts for each in section.pictures):
            _charts(book, report, section, charts)
    _cover(cover, report, sheets)
    charted = {_charts_of(each) for each in report.sections if each.pictures}
    for sheet in book.worksheets:
        _set_up_page(sheet, report, upright=sheet.title in charted)
    drawn = [each for each in report.pictures() if each.id in charts]
    return packed(book, None, lambda name, part: with_alternatives(name, part, drawn))


def _charts(
    book: Workbook, report: Report, section: ReportSection, charts: Mapping[str, bytes]
) -> None:
    sheet: Worksheet = book.create_sheet(_charts_of(section))
    sheet.column_dimensions["A"].width = WIDE
    title = section.title + (": charts" if len(section.pictures) > 1 else ": chart")
    put_text(cell_at(sheet, 1, 1), title, _TITLE)
    put_text(cell_at(sheet, 2, 1), _fit(f"{report.title}, {report.subtitle}"), _HEADING)

    def put(row: int, text: str, heading: bool) -> None:  # noqa: FBT001 - as Put has it
        put_text(cell_at(sheet, row, 1), _fit(text), _HEADING if heading else _TEXT)
        if not heading:
            sheet.row_dimensions[row].height = _lines(text, WIDE) * _LINE_HIGH + 3

    add_pictures(
        sheet, [each for each in section.pictures if each.id in charts], charts, put, HEADER_ROW
    )


def _charts_of(section: ReportSection) -> str:
    """The name of the sheet with a section's charts; no other sheet is called so."""
    return SHEET if section.title == "KPI scorecard" else f"{section.title} chart"


def _describe(book: Workbook, report: Report) -> None:
    about = book.properties
    about.title, about.subject = _fit(f"{report.title}: {report.subtitle}"), _fit(report.subtitle)
    about.creator, about.language = _fit(report.organisation), "en-GB"
    about.created = about.modified = _date(report)


def _date(report: Report) -> datetime:
    return datetime.fromisoformat(report.date) if report.date else _EPOCH


def _add_styles(book: Workbook, accent: str) -> None:
    line = Border(bottom=Side("thin", ink(LIGHT.line)))
    top = Alignment("left", "top", wrap_text=True)
    white = Font(FONT, 11, bold=True, color="FFFFFFFF")
    for style in (
        NamedStyle(_TITLE, font=Font(FONT, 16, bold=True, color=ink(LIGHT.text))),
        NamedStyle(_HEADING, font=Font(FONT, 12, bold=True, color=ink(LIGHT.text))),
        NamedStyle(_TEXT, font=Font(FONT, 11, color=ink(LIGHT.text)), border=line, alignment=top,
                   number_format="@"),
        NamedStyle(_NUMBER, font=Font(FONT, 11, color=ink(LIGHT.text)), border=line,
                   alignment=Alignment("right", "top")),
        NamedStyle(_HEAD, font=white, fill=solid(accent), alignment=Alignment(
            "left", "center", wrap_text=True), number_format="@"),
    ):  # fmt: skip
        book.add_named_style(style)


def _cover(sheet: Worksheet, report: Report, sheets: dict[str, str]) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 96
    lines: list[tuple[str, str, str]] = [
        (_TITLE, report.title, ""),
        (_HEADING, report.subtitle, ""),
        (_HEADING, report.organisation, ""),
        ("", "", ""),
        (_TEXT, "Marking", report.marking),
        *((_TEXT, name, said) for name, said in report.facts),
        (_TEXT, "Made", report.made),
        ("", "", ""),
    ]
    for section in report.sections:
        texts = [*section.paragraphs, *section.notes]
        table = section.table
        if table:
            where = f"See the sheet '{sheets[table.name]}'." if table.name in sheets else ""
            texts.append(where or table.empty)
        for place, text in enumerate(texts):
            lines.append((_TEXT, section.title if not place else "", text))
        lines += [(_TEXT, each.word, str(each.count)) for each in section.tiles]
    for row, (style, left, right) in enumerate(lines, 1):
        if not style:
            continue
        put_text(cell_at(sheet, row, 1), _fit(left), style)
        if style == _TEXT:
            _put(sheet, row, 2, right)
            tall = max(_lines(left, 24), _lines(right, 96))
            sheet.row_dimensions[row].height = min(tall * _LINE_HIGH + 3, _TALLEST)


def _put(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = cell_at(sheet, row, column)
    if text.isdecimal() and len(text) < 10:
        cell.style, cell.value = _NUMBER, int(text)
        cell.alignment = Alignment("left", "top")
    else:
        put_text(cell, _fit(text), _TEXT)


def _sheet(book: Workbook, report: Report, section: ReportSection, table: Table) -> str:
    taken = {each.title.casefold() for each in book.worksheets}
    name = _free(_NOT_IN_NAMES.sub("-", _fit(table.name)).strip() or "Table", taken)
    sheet: Worksheet = book.create_sheet(name)
    put_text(cell_at(sheet, 1, 1), _fit(section.title), _TITLE)
    put_text(cell_at(sheet, 2, 1), _fit(f"{report.title}, {report.subtitle}"), _HEADING)
    head, rows = flat(table)
    scale = _LETTERS / sum(each.share for each in head)
    widths = [max(11.0, each.share * scale) for each in head]
    for place, (column, width) in enumerate(zip(head, widths, strict=True), 1):
        put_text(cell_at(sheet, HEADER_ROW, place), column.title, _HEAD)
        sheet.column_dimensions[get_column_letter(place)].width = width
    tall = max(_lines(each.title, width - 3) for each, width in zip(head, widths, strict=True))
    sheet.row_dimensions[HEADER_ROW].height = tall * _LINE_HIGH + 6
    for number, row in enumerate(rows, HEADER_ROW + 1):
        for place, cell in enumerate(row, 1):
            _fill(sheet, number, place, cell)
        lines = max(
            _lines(cell.text, width) for cell, width in zip(row, widths, strict=True)
        )  # fmt: skip
        sheet.row_dimensions[number].height = min(lines * _LINE_HIGH + 3, _TALLEST)
    last = HEADER_ROW + len(rows)
    area = f"A{HEADER_ROW}:{get_column_letter(len(head))}{last}"
    named = "Report_" + _NOT_IN_TABLE_NAMES.sub("_", name).strip("_")
    made = NamedTable(displayName=named, ref=area)
    made.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(made)
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    for place, column in enumerate(head, 1):
        looks = {row[place - 1].look for row in rows} & SHAPES.keys()
        if looks and column.title in ("Status", "Was", "Now"):
            letter = get_column_letter(place)
            for look in sorted(looks & COLOURED):
                sheet.conditional_formatting.add(
                    f"{letter}{HEADER_ROW + 1}:{letter}{last}", status_rule(look)
                )
    return name


def flat(table: Table) -> tuple[list[ReportColumn], list[list[ReportCell]]]:
    """The table with a column of its own for each second text and each part of a bar."""
    columns = list(zip(*table.rows, strict=True))
    head: list[ReportColumn] = []
    cells: list[list[ReportCell]] = []
    for column, held in zip(table.columns, columns, strict=True):
        found = {part.status for cell in held for part in cell.parts}
        statuses = [*(each for each in CHARACTERS if each in found), *sorted(found - {*CHARACTERS})]
        if statuses:
            head += [ReportColumn(_status_title(each), 8, numbers=True) for each in statuses]
            cells += [[_count(cell, each) for cell in held] for each in statuses]
            said = [ReportCell("" if cell.parts else cell.text) for cell in held]
            if any(each.text for each in said):
                head.append(ReportColumn("Note", 30))
                cells.append(said)
            continue
        head.append(column)
        cells.append(list(held))
        if any(cell.under for cell in held):
            head.append(ReportColumn(column.under or f"{column.title}, more", column.share))
            cells.append([ReportCell(cell.under) for cell in held])
    titles: set[str] = set()
    unique = []
    for column in head:
        title = _free(column.title, titles, 255)
        titles.add(title.casefold())
        unique.append(ReportColumn(title, column.share, column.numbers))
    return unique, [list(row) for row in zip(*cells, strict=True)]


def _status_title(status: str) -> str:
    return word(status) if status in SHAPES else NO_UPDATE


def _count(cell: ReportCell, status: str) -> ReportCell:
    count = sum(part.count for part in cell.parts if part.status == status)
    return ReportCell(str(count), number=count)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of this width, or a few more."""
    return sum(1 + int(len(line) * 1.1 / width) for line in text.split("\n"))


def _fill(sheet: Worksheet, row: int, place: int, said: ReportCell) -> None:
    cell = cell_at(sheet, row, place)
    if said.number is None:
        put_text(cell, _fit(said.text), _TEXT)
        return
    cell.style, cell.value = _NUMBER, said.number
    # The number stays a number that can be summed; its sign and unit are put on by the format.
    suffix = _FIGURES.sub("", said.text).replace('"', "")
    shape = f'General"{suffix}"' if suffix else "General"
    if said.text.startswith("+"):
        cell.number_format = f"+{shape};\u2212{shape}"
    elif suffix or said.text.startswith("\u2212"):
        cell.number_format = f"{shape};\u2212{shape}"


def _fit(text: str) -> str:
    fitted = shown(Type.LONG_TEXT, text)
    return fitted if isinstance(fitted, str) else ""


def _free(name: str, taken: Sequence[str] | set[str], most: int = _LONGEST_NAME) -> str:
    number, named = 1, name[:most]
    while named.casefold() in taken:
        number += 1
        named = f"{name[: most - 4]} {number}"
    return named


def _set_up_page(sheet: Worksheet, report: Report, *, upright: bool) -> None:
    sheet.page_setup.orientation = "portrait" if upright else "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if sheet.title != COVER and not upright:
        sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    marking = _fit(report.marking).replace("&", "&&")
    for part in (sheet.oddHeader, sheet.oddFooter):
        if part is not None:
            part.center.text = marking


def add_pictures(
    sheet: Worksheet,
    pictures: Sequence[ChartPicture],
    charts: Mapping[str, bytes],
    put: Put,
    row: int,
) -> None:
    """Put the pictures below one another from `row` on, each under its title and its words."""
    for number, picture in enumerate(pictures):
        if number and number % _ON_A_PAGE == 0:
            # A picture that is cut by the page's end is of no use, and Excel does not keep one
            # whole by itself.
            sheet.row_breaks.append(Break(id=row - 1))
        put(row, picture.title, True)  # noqa: FBT003 - as its alias says
        put(row + 1, picture.caption, False)  # noqa: FBT003
        image = Image(BytesIO(charts[picture.id]))
        image.width, image.height = _PIXELS, round(_PIXELS * image.height / image.width)
        sheet.add_image(image, f"A{row + 2}")
        sheet.row_dimensions[row + 2].height = min(image.height * _POINTS + 8, 409.0)
        row += 4


def with_alternatives(name: str, content: bytes, pictures: Sequence[ChartPicture]) -> bytes:
    """A part of the workbook, its pictures saying what they show (openpyxl has no way to it)."""
    if not _DRAWING.fullmatch(name):
        return content

    def said(found: re.Match[bytes]) -> bytes:
        picture = pictures[int(found[2]) - 1]
        words, title = escape(picture.words), escape(picture.title)
        return found[1] + f' title="{title}" descr="{words}"'.encode() + found[3]

    return _ABOUT.sub(said, content)
