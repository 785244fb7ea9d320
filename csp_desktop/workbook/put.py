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

from csp_desktop.plan.fields import Type
from csp_desktop.plan.values import Value
from csp_desktop.workbook.shown import shown
from csp_desktop.workbook.styles import DATE_FORMAT, TEXT_FORMAT, Ground, style_name

# Programs read `_x000D_` in a text as one character; `_x005F_` before it keeps it as it stands.
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_NUMERIC = frozenset({Type.NUMBER, Type.TARGET})


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell in a row and column, counted from 1."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(f"{cell.coordinate} is part of a merged cell.")
    return cell


_STYLE = "_style"  # there is no public way to share one between cells
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
    if text:
        cell.value = _LOOKS_ESCAPED.sub("_x005F_", text)
        cell.data_type = "s"


def put_value(cell: Cell, kind: Type, value: Value, ground: Ground) -> None:
    """Put a field's value in a cell as people read it, in the style of its kind and ground."""
    wrote = shown(kind, value)
    if isinstance(wrote, str):
        put_text(cell, wrote, style_name(ground, "General" if kind in _NUMERIC else TEXT_FORMAT))
    elif isinstance(wrote, date):
        dress(cell, style_name(ground, DATE_FORMAT))
        cell.value = wrote
    else:
        dress(cell, style_name(ground, style_format(kind) if wrote is None else "General"))
        cell.value = wrote


def style_format(kind: Type) -> str:
    """The number format of an empty cell for a field of `kind`: what is typed there keeps its form.

    In a text cell '1.10', '15/16' and '- two posts filled' stay as they were typed.
    """
    if kind is Type.DATE:
        return DATE_FORMAT
    return "General" if kind in _NUMERIC else TEXT_FORMAT
