"""Putting values into cells, so that text stays text whatever it begins with."""

from __future__ import annotations

import re
from copy import copy
from datetime import date
from enum import StrEnum
from functools import cache
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.worksheet import Worksheet

from csp_desktop.look import CHARACTERS, LIGHT, STRONG, word
from csp_desktop.plan.cell_equality import shown
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.values import Value

# Programs read `_x000D_` in a text as one character; `_x005F_` before it keeps it as it is.
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_NUMERIC = frozenset({Type.NUMBER, Type.TARGET})

_STYLE = "_style"  # there is no public way to share one between cells

_VALUE = "_value"  # nor one to a value that is more than its cell shows

_CELLS = "_cells"  # nor one to put a cell where none is without looking for it first

_WORN: WeakKeyDictionary[Workbook, dict[str, StyleArray]] = WeakKeyDictionary()

FONT = "Calibri"

TEXT_FORMAT = "@"

DATE_FORMAT = "dd/mm/yyyy"

# Excel's own number formats end at 163.
_FIRST_FORMAT = 164

HEAD_FILL_IN = "CSP heading fill in"

HEAD_GIVEN = "CSP heading for information"

TITLE = "CSP title"

HEADING = "CSP section"

LINE = "CSP line"

MEANING = "CSP meaning"

LABEL = "CSP label"

MARKING = "CSP marking"

SMALL = "CSP small"

LINK = "CSP link"


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell in a row and column, counted from 1."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(f"{cell.coordinate} is part of a merged cell.")
    return cell


def dress(cell: Cell, style: str) -> None:
    """Give a cell a named style. openpyxl looks it up among all names each time; this, once."""
    book = cell.parent.parent
    if book is None:
        raise TypeError("A cell is styled in its workbook.")
    worn = _WORN.setdefault(book, {})
    if style not in worn:
        cell.style = style
        worn[style] = copy(getattr(cell, _STYLE))
    setattr(cell, _STYLE, copy(worn[style]))


def put_text(cell: Cell, text: str, style: str) -> None:
    """Put a text in a cell: never a formula, an error or a number."""
    dress(cell, style)
    _say(cell, text)


def _say(cell: Cell, text: str) -> None:
    if text:
        # The type is set after the value: openpyxl takes a text that begins with '=' for a formula,
        # and '#N/A' for an error. People write both in commentary.
        cell.value = text
        cell.data_type = "s"
        if "_x" in text:
            # Past openpyxl's own setter, which would cut a long text by what stands for it.
            setattr(cell, _VALUE, _LOOKS_ESCAPED.sub("_x005F_", text))


class CellWriter:
    """Fills one sheet, cell by cell. Cells of one style share it: alter none of them by itself."""

    def __init__(self, sheet: Worksheet) -> None:
        """Write on `sheet`, which is empty where it is written on."""
        self.sheet = sheet
        self._cells: dict[tuple[int, int], Cell] = getattr(sheet, _CELLS)
        self._worn: dict[str, StyleArray] = {}

    def text(self, row: int, column: int, text: str, style: str) -> Cell:
        """Put a text in a cell: never a formula, an error or a number."""
        cell = self._cell(row, column, style)
        _say(cell, text)
        return cell

    def value(self, row: int, column: int, kind: Type, value: Value, ground: CellGround) -> Cell:
        """Put a field's value in a cell as people read it, in the style of its kind and ground."""
        wrote = shown(kind, value)
        if isinstance(wrote, str):
            numeric = kind in _NUMERIC
            style = style_name(ground, "General" if numeric else TEXT_FORMAT)
            return self.text(row, column, wrote, style)
        if isinstance(wrote, date):
            cell = self._cell(row, column, style_name(ground, DATE_FORMAT))
        else:
            number_format = style_format(kind) if wrote is None else "General"
            cell = self._cell(row, column, style_name(ground, number_format))
        if wrote is not None:
            cell.value = wrote
        return cell

    def _cell(self, row: int, column: int, style: str) -> Cell:
        # Past `sheet.cell()`, which looks for the cell first. Every place here is written once.
        cell = self._cells[row, column] = Cell(self.sheet, row, column)
        worn = self._worn.get(style)
        if worn is None:
            dress(cell, style)
            self._worn[style] = getattr(cell, _STYLE)
        else:
            # The same object, not a copy: tens of thousands of cells share some ten styles.
            setattr(cell, _STYLE, worn)
        return cell


def style_format(kind: Type) -> str:
    """The number format of an empty cell for a field of `kind`: what is typed there keeps its form.

    In a text cell '1.10', '15/16' and '- two posts filled' stay as they were typed.
    """
    if kind is Type.DATE:
        return DATE_FORMAT
    return "General" if kind in _NUMERIC else TEXT_FORMAT


class CellGround(StrEnum):
    """What a cell's background says."""

    FILL_IN = "fill in"
    GIVEN = "for information"
    CONTESTED = "contested"


_FILLS = {
    CellGround.FILL_IN: LIGHT.base,
    CellGround.GIVEN: LIGHT.window,
    CellGround.CONTESTED: LIGHT.selected,
}


@cache
def style_name(ground: CellGround, number_format: str) -> str:
    """The name of the style of a table's cell, as people find it among the cell styles."""
    kinds = {TEXT_FORMAT: "text", DATE_FORMAT: "date"}
    return f"CSP {ground} {kinds.get(number_format, 'number')}"


def add_styles(book: Workbook) -> None:
    """Give `book` the styles that `style_name` and the names below speak of."""
    for ground, colour in _FILLS.items():
        # A contested status keeps its edge where the ground of its colour hides the violet one.
        contested = ground is CellGround.CONTESTED
        edge = Side("medium", ink(LIGHT.accent)) if contested else Side("thin", ink(LIGHT.line))
        for number_format in (TEXT_FORMAT, "General", DATE_FORMAT):
            numeric = number_format == "General"
            book.add_named_style(
                NamedStyle(
                    style_name(ground, number_format),
                    font=Font(FONT, 11, color=ink(LIGHT.text)),
                    fill=solid(colour),
                    border=Border(edge, edge, edge, edge),
                    alignment=Alignment(
                        "right" if numeric else "left", "top", wrap_text=True, indent=1
                    ),
                    number_format=number_format,
                )
            )
    # Hairlines in white keep the two kinds of header apart, in print too.
    between = Border(*(Side("thin", "FFFFFFFF"),) * 2)
    for name, colour in ((HEAD_FILL_IN, LIGHT.accent), (HEAD_GIVEN, LIGHT.text2)):
        book.add_named_style(
            NamedStyle(
                name,
                font=Font(FONT, 11, bold=True, color="FFFFFFFF"),
                fill=solid(colour),
                border=between,
                alignment=Alignment("left", "center", wrap_text=True, indent=1),
                number_format=TEXT_FORMAT,
            )
        )
    for name, size, bold, colour, indent in (
        (TITLE, 16, True, LIGHT.text, 0),
        (HEADING, 12, True, LIGHT.accent, 0),
        (LINE, 11, False, LIGHT.text, 0),
        (MEANING, 11, False, LIGHT.text, 1),
        (LABEL, 11, False, LIGHT.text2, 0),
        (MARKING, 11, True, LIGHT.text, 0),
        (SMALL, 9, False, LIGHT.text2, 0),
        (LINK, 11, False, LIGHT.accent, 0),
    ):
        book.add_named_style(
            NamedStyle(
                name,
                font=Font(
                    FONT, size, bold=bold, color=ink(colour), u="single" if name == LINK else None
                ),
                alignment=Alignment("left" if indent else None, "top", indent=indent),
                number_format=TEXT_FORMAT,
            )
        )


def status_rule(status: str, begins: str = "") -> Rule:
    """The conditional format of a status: its colour, and its shape as part of the number format.

    The cell's value stays the plain word, so that filters, searches and the return see only that.
    `begins`: the address of the first cell, where the word may be followed by more.
    """
    ground = LIGHT.ground(status)
    # Each needs a number of its own: Excel knows a number format by it.
    number = _FIRST_FORMAT + list(CHARACTERS).index(status)
    look = DifferentialStyle(
        font=Font(color=ink(LIGHT.status(status)), bold=True if status in STRONG else None),
        fill=PatternFill(bgColor=ink(ground)) if ground else None,
        numFmt=NumberFormat(number, f'"{CHARACTERS[status]}  "@'),
    )
    said = word(status)
    if begins:
        formula = f'LEFT({begins},{len(said)})="{said}"'
        return Rule("expression", formula=[formula], dxf=look)
    return Rule("cellIs", operator="equal", formula=[f'"{said}"'], dxf=look)


def missing_rule(formula: str) -> Rule:
    """The conditional format of a cell that ought to be filled in, as long as `formula` holds."""
    edges = Border(*(Side("thin", ink(LIGHT.red)),) * 4)
    look = DifferentialStyle(fill=PatternFill(bgColor=ink(LIGHT.red_ground)), border=edges)
    return Rule("expression", formula=[formula], dxf=look)


def solid(colour: str) -> PatternFill:
    """A plain ground of one colour."""
    return PatternFill("solid", fgColor=ink(colour))


def ink(colour: str) -> str:
    """A '#RRGGBB' colour as a workbook writes it."""
    return "FF" + colour.removeprefix("#")
