"""The marks in figures: decimal commas and points, and which of them a block of cells uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from csp_desktop.errors import BadValue

_SIGN: Final = r"[-+\u2212\u2013]?\s*"
_END: Final = r"\s*%?(?:\s*\[[a-z]\])?"
_PERCENT: Final = frozenset({"%", "percent", "per cent", "percentage", "pct"})
_MANY: Final = frozenset(
    {"000", "000s", "'000", "'000s", "thousand", "thousands", "million", "millions", "£k", "£m"}
)
_CURRENCY: Final = re.compile(rf"^\s*({_SIGN})[£$€]\s*(?=\d)")
_SPACED: Final = re.compile(r"(?<=\d)[ \u00a0\u202f\u2009](?=\d{3}(?!\d))")
_COMMA: Final = re.compile(
    rf"{_SIGN}(?:\d*,(?!\d{{3}}(?!\d))\d+|0+,\d+|\d{{4,}},\d+|\d{{1,3}}(?:\.\d{{3}})+,\d+){_END}",
    re.IGNORECASE,
)
"""A number whose comma can only be that of decimals."""
_POINT: Final = re.compile(
    rf"{_SIGN}(?:\d*\.(?!\d{{3}}(?!\d))\d+|0+\.\d+|\d{{1,3}}(?:,\d{{3}})+\.\d+"
    rf"|\d{{1,3}}(?:,\d{{3}}){{2,}}){_END}",
    re.IGNORECASE,
)
"""A number whose point can only be that of decimals, or whose commas can only part thousands."""


_EITHER: Final = re.compile(rf"{_SIGN}[1-9]\d{{0,2}}\.\d{{3}}{_END}", re.IGNORECASE)
"""A number whose point may part thousands as well, where decimals have commas."""


def bare_number(text: str) -> str:
    """A number without the sign of a currency, and without spaces that part its thousands."""
    return _SPACED.sub("", _CURRENCY.sub(r"\1", text))


def with_unit(text: str, unit: str) -> str:
    """A number with the % sign that a column of units gives it.

    Raises BadValue for one that counts thousands: a figure is written in full.
    """
    said = unit.strip().lower()
    if said in _MANY:
        raise BadValue(f"The unit is '{unit}': write the figures in full.")
    return f"{text}%" if said in _PERCENT and re.search(r"\d\s*$", text) else text


def decimal_mark(rows: Iterable[Sequence[str]], delimiter: str) -> str:
    """The mark of decimals in a block of cells: '.' or ',', and '' where that cannot be told.

    Commas are asked about only where ';' parts the cells, as programs do whose decimals have
    commas.
    """
    # Where commas part the cells, a decimal comma could not be told from them.
    if delimiter != ";":
        return "."
    cells = [bare_number(cell.strip()) for row in rows for cell in row]
    commas = any(_COMMA.fullmatch(cell) for cell in cells)
    points = any(_POINT.fullmatch(cell) for cell in cells)
    # Both or neither: then '1,234' is asked about and never guessed.
    return "" if commas == points else "," if commas else "."


def with_point(text: str, decimal: str) -> str:
    """A number with a point for its decimals, as `decimal` says it is written.

    Raises BadValue, with both readings, for one with a comma where the mark is not known.
    """
    if decimal == ",":
        return text.replace(".", "").replace(",", ".")
    if not decimal and _EITHER.fullmatch(text.strip()):
        raise BadValue(
            f"'{text}' may be {text} or {text.replace('.', '')}, since ';' parts the cells here: "
            "write it without a point."
        )
    if not decimal and "," in text and re.fullmatch(rf"{_SIGN}[\d,.]+{_END}", text.strip()):
        whole, point = text.replace(",", "").strip(), text.replace(",", ".").strip()
        raise BadValue(
            f"'{text}' may be {point} or {whole}, since ';' parts the cells here: "
            "write it without a comma."
        )
    return text
