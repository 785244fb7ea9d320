"""How a value looks in a cell of a workbook, and whether a cell still says what was exported.

This is the only place that answers the second question: each other place asks `says`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Protocol

from csp_desktop.plan.field_types import Type
from csp_desktop.plan.statuses import choice_word
from csp_desktop.plan.values import (
    LONGEST_TEXT,
    Value,
    cell_length,
    cut_to_cell,
    key,
    same,
    tidy,
    words,
)

# What no cell of a workbook can hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# From here on a text may have been cut: a character of two halves may have had no room at the end.
_FULL = LONGEST_TEXT - 1
# What a spreadsheet program takes for a number. float() takes more: '1_0', 'inf' and 'nan'.
_NUMERAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE)
_DECIMALS = re.compile(r"0\.(0+)(?:[_;].*)?")
_ESCAPED = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")
_HALF = re.compile("[\ud800-\udfff]")
_LOST = "\N{REPLACEMENT CHARACTER}"
_FIRST_DAY = date(1899, 12, 30)
_TWO_PARTS = re.compile(r"(\d{1,2})[./\-](\d{1,4})")
_DAY_FIRST = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


class CellRead(Protocol):
    """A cell of a returned workbook: text, a number or None, and the number format it has."""

    @property
    def value(self) -> str | int | float | None:
        """What the cell says; a date is a text, day first."""

    @property
    def format(self) -> str:
        """The number format, 'General' if it has no other."""


def shown(kind: Type, value: Value) -> str | int | float | date | None:
    """What a cell shows for `value`: a choice as its word, a list with semicolons, a date as one.

    Text loses what a cell cannot hold: characters that XML forbids, and what goes past 32,767.
    """
    if value is None or value in ("", []):
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    # A real date, so that it sorts and filters in Excel. A text that is none stays as people wrote
    # it.
    if kind is Type.DATE and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    # Readers of XML turn \r into \n, so the cell would come back as another text.
    text = words(value).replace("\r\n", "\n").replace("\r", "\n")
    text = cut_to_cell(_UNWRITABLE.sub("", text))
    return choice_word(text) if kind is Type.CHOICE else text


def held(kind: Type, value: Value) -> Value:
    """`value` as the base keeps it: as it is, but a text that no cell holds whole is cut as there.

    A value that a cell cannot hold comes back cut, and must not look like an edit.
    """
    if value is None or (isinstance(value, str) and cell_length(value) < _FULL):
        return value
    text = shown(kind, value)
    return text if isinstance(text, str) and cell_length(text) >= _FULL else value


def made_a_formula(cell: CellRead, value: Value) -> bool:
    """True if a number stands where a text beginning with '=' went out: its result, no edit."""
    return isinstance(value, str) and value.startswith("=") and isinstance(cell.value, (int, float))


def says(cell: CellRead, value: Value, kind: Type = Type.TEXT) -> bool:
    """True if a cell says what was exported as `value` in a column of type `kind`.

    Two texts are equal only where they mean the same: '1.10' is not '1.1'. A number is equal to
    the text that a spreadsheet program made it of (see `turned`).
    """
    # Nearly every cell of a return is untouched, and this answers for those. `key` is slow.
    if cell.value == value and type(cell.value) is type(value):
        return True
    if cell.value is None or value is None:
        return same(cell.value, value)
    return (
        same(cell.value, value)
        or key(text_in(cell)) == shown_key(kind, value)
        or turned(cell, value)
    )


def shown_key(kind: Type, value: Value) -> str:
    """The key of the text that a cell shows for `value`; compare it with that of `text_in`."""
    text = shown(kind, value)
    return key(f"{text:%d/%m/%Y}" if isinstance(text, date) else words(text))


def turned(cell: CellRead, value: Value) -> bool:
    """True if a cell has what a spreadsheet program made of the text or date `value`.

    Saving as CSV, or opening in some programs, makes a number of '1.10' and a date of '10/11'; one
    that keeps no formats leaves the number of a date, some undo what keeps '_x000D_' as it is, and
    some lose a character beyond U+FFFF and leave a mark that nobody types.
    Such a cell looks the same whether a program or a person changed it. It is no edit: a person who
    types over a cell that is formatted as text, as these went out, leaves a text there.
    """
    was = words(value) if isinstance(value, (str, list)) else ""
    if isinstance(cell.value, (int, float)):
        number = number_in(was) if _day(was) is None else _day(was)
        return number is not None and same(number, cell.value)
    if "_x" in was and same(cell.value, unescaped(was)):
        return True
    if cell.value and _LOST in cell.value and _LOST not in was:
        return _left_of(cell.value, was)
    # An unformatted cell shows what was typed; only one with a date's format was turned into a day.
    day, parts = _DAY_FIRST.fullmatch(cell.value or ""), _TWO_PARTS.fullmatch(was)
    if not day or not parts or cell.format in ("General", "@"):
        return False
    # '1.2' or '1/2' becomes 1 February or 2 January, by the machine's region; '10/16' becomes 1
    # October 2016, where the second part is taken for a year.
    first, second = int(parts[1]), int(parts[2])
    day_month = (int(day[1]), int(day[2]))
    return (first, second) in (day_month, day_month[::-1]) or (
        day_month == (1, first) and second % 100 == int(day[3]) % 100
    )


def _left_of(text: str, was: str) -> bool:
    """True if `text` is `was` but for characters that a program lost on its way."""
    parts = re.split(f"({_LOST}+)", key(text))
    lost = "".join(f".{{1,{len(each)}}}" if _LOST in each else re.escape(each) for each in parts)
    return re.fullmatch(lost, key(was), re.DOTALL) is not None


def _day(text: str) -> int | None:
    """The number by which a spreadsheet program holds a date; None if `text` is none."""
    try:
        return (date.fromisoformat(text) - _FIRST_DAY).days if len(text) == 10 else None
    except ValueError:
        return None


def number_in(text: str) -> float | None:
    """The number that a spreadsheet program makes of `text`; None if it makes none."""
    return float(text) if _NUMERAL.fullmatch(text.strip()) else None


def text_in(cell: CellRead | None) -> str:
    """The text that a cell shows, '' if it is blank or not there: 1.1 in '0.00' shows 1.10.

    A number that its format shows rounded comes as it was typed.
    """
    if cell is None or cell.value is None:
        return ""
    if isinstance(cell.value, str):
        return tidy(cell.value)
    whole = f"{cell.value:.15g}"
    decimals = _DECIMALS.fullmatch(cell.format)
    padded = f"{cell.value:.{len(decimals[1])}f}" if decimals else whole
    # A format adds noughts to what was typed. One that would round it hides what was typed, and
    # an edit from 12.3 to 12.34 with it.
    return padded if float(padded) == float(whole) else whole


def unescaped(text: str) -> str:
    """`text` with each `_x000D_` replaced by its character."""
    # Excel writes control characters as _xHHHH_, above all _x000D_ for a line end from Windows.
    # Read as it is, it would differ from what went out, and so would be an edit nobody made.
    return _ESCAPED.sub(_characters, text) if "_x" in text else text


def _characters(found: re.Match[str]) -> str:
    # Together, because some write a character beyond U+FFFF as its two halves.
    units = (int(each, 16) for each in re.findall("x([0-9A-Fa-f]{4})", found[0]))
    written = b"".join(unit.to_bytes(2, "little") for unit in units)
    said = written.decode("utf-16-le", "surrogatepass")
    # Half a pair is no character of its own.
    return _HALF.sub(lambda half: f"_x{ord(half[0]):04X}_", said)
