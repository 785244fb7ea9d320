"""How a value of the plan stands in a cell of a workbook."""

from __future__ import annotations

import re
from datetime import date

from csp_desktop.look import word
from csp_desktop.plan.fields import Type
from csp_desktop.plan.values import LONGEST_TEXT, Value, same, words

# What no cell of a workbook can hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def held(kind: Type, value: Value) -> Value:
    """`value` as the base keeps it: as it is, but a text that no cell holds whole is cut as there.

    A value that a cell cannot hold comes back cut, and must not look like an edit.
    """
    if value is None or (isinstance(value, str) and len(value) < LONGEST_TEXT):
        return value
    text = shown(kind, value)
    return text if isinstance(text, str) and len(text) >= LONGEST_TEXT else value


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
    text = _UNWRITABLE.sub("", text)[:LONGEST_TEXT]
    return word(text) if kind is Type.CHOICE else text


def untouched(kind: Type, value: Value, raw: str | float | None) -> bool:
    """Whether `raw`, as a returned cell gives it, is what the export had written for `value`."""
    wrote = shown(kind, value)
    if isinstance(wrote, date):
        wrote = f"{wrote:%d/%m/%Y}"
    return same(wrote, raw)
