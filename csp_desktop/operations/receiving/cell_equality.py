"""Comparing returned cells with values, however a spreadsheet program has rewritten them."""

from __future__ import annotations

import re

from csp_desktop.plan.values import Value, key, same, tidy, words
from csp_desktop.workbook.package.model import RawCell

_DECIMALS = re.compile(r"0\.(0+)(?:[_;].*)?")


def says(raw: RawCell, value: Value) -> bool:
    """True if the cell's text equals `value`."""
    # Nearly every cell of a return is untouched, and this answers for those. `key` is slow.
    if raw.value == value and type(raw.value) is type(value):
        return True
    if raw.value is None or value is None:
        return key(raw.value) == key(value)
    if same(raw.value, value) or key(tidy(str(raw.value))) == key(words(value)):
        return True
    # A text of digits may come back as a number, which programs make of it when a cell is edited.
    if isinstance(raw.value, (int, float)) and isinstance(value, str):
        try:
            return float(value) == float(raw.value)
        except ValueError:
            return False
    return False


def label_in(raw: RawCell | None) -> str:
    """The ref or name that a cell shows, '' where it is blank or not there."""
    if raw is None or raw.value is None:
        return ""
    return as_shown(raw) if isinstance(raw.value, (int, float)) else tidy(str(raw.value))


def as_shown(raw: RawCell) -> str:
    """The text that a number shows: 1.1 shown with two decimals is 1.10."""
    number = raw.value if isinstance(raw.value, (int, float)) else 0
    shown = _DECIMALS.fullmatch(raw.format)
    return f"{number:.{len(shown[1])}f}" if shown else f"{number:.15g}"


def callings(value: Value) -> list[str]:
    """What a name is looked up by: its meaning, and the number that a program may make of it."""
    if value is None:
        return []
    found = [] if isinstance(value, (int, float)) else [key(tidy(words(value)))]
    try:
        return [*found, key(float(str(value)))]
    except ValueError:
        return found
