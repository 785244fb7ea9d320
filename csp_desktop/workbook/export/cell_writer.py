"""Putting values into cells, so that text stays text whatever it begins with."""

from __future__ import annotations

import re
from copy import copy
from datetime import date
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from csp_desktop.plan.cell_equality import shown
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.values import Value
from csp_desktop.workbook.export.styles import DATE_FORMAT, TEXT_FORMAT, CellGround, style_name

# Programs read `_x000D_` in a text as one character; `_x005F_` before it keeps it as it is.
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_NUMERIC = frozenset({Type.NUMBER, Type.TARGET})


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell in a row and column, counted from 1."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(f"{cell.coordinate} is part of a merged cell.")
    return cell


_STYLE = "_style"  # there is no public way to share one between cells
_CELLS = "_cells"  # nor one to put a cell where none is without looking for it first
_WORN: WeakKeyDictionary[Workbook, dict[str, StyleArray]] = WeakKeyDictionary()


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
        cell.value = _LOOKS_ESCAPED.sub("_x005F_", text) if "_x" in text else text
        cell.data_type = "s"


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
