"""A block of text parted into cells, by whatever its program puts between them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Final

from csp_desktop.plan.clipboard import read_tabbed
from csp_desktop.plan.periods import likely_kind
from csp_desktop.plan.values import tidy

PERIODS: Final = frozenset({"period", "month", "quarter", "date", "year", "financial year"})
"""The headings of periods."""
_YEARS: Final = frozenset({"year", "years", "financial year", "financial years", "fy"})
_MONTHS: Final = frozenset({"month", "months"})
_SAYS_KIND: Final = re.compile(r"\b(?:years?|months?|fy)\b")
_SEPARATOR: Final = re.compile(r"\s*\"?sep=(.)\"?[ ;,\t]*(?:\n|$)", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"[^"]*"')
BARE: Final = re.compile(r"[-+−–]?[\d,]*\.?\d+\s*%?(\s*\[[a-z]\])?", re.IGNORECASE)
"""A figure and nothing else."""
_TIME: Final = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
YEAR_FIRST: Final = re.compile(r"(\d{4}|\d{2})[ \-]([A-Za-z]{3,9})")
"""A month as Excel writes it that took 'Apr-16' for a day."""


def cells(text: str) -> list[list[str]]:
    """The block's cells: parted by tabs, else by what most of its lines have more of, ; or ,.

    A first line such as `sep=;`, which Excel reads and does not show, names what parts them.
    """
    return parted(text)[0]


def parted(text: str) -> tuple[list[list[str]], str]:
    """The block's cells (see `cells`), and what parts them; '' where each line is one cell."""
    copied = text = text.removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    named = _SEPARATOR.match(text)
    text = text[named.end() :] if named else text
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        return [], ""
    if named:
        delimiter = named[1]
    elif "\t" in text:
        delimiter = "\t"
    # Figures alone, one on a line: a comma in them parts thousands and not cells.
    elif all(BARE.fullmatch(line.strip()) for line in lines):
        return [[line.strip()] for line in lines], ""
    else:
        delimiter = _parting(lines)
    try:
        if delimiter == "\t" and not named:
            read = read_tabbed(copied)
        else:
            read = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        read = [line.split(delimiter) for line in lines]
    rows = [[tidy(cell) for cell in row] for row in read]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows, delimiter


def _parting(lines: Sequence[str]) -> str:
    """What parts the cells: ; where most lines that have any have at least as many as commas."""
    # A title has neither, and a decimal comma is one more comma in a line that ; parts.
    bare = [_QUOTED.sub("", line) for line in lines]
    votes = [line.count(";") >= line.count(",") for line in bare if "," in line or ";" in line]
    return ";" if sum(votes) * 2 > len(votes) else ","


def place_of(row: int, column: int) -> str:
    """The place of a cell of the block as a spreadsheet names it: 'B3'."""
    letters, number = "", column
    while number >= 0:
        letters = chr(65 + number % 26) + letters
        number = number // 26 - 1
    return f"{letters}{row + 1}"


def period_text(text: str) -> str:
    """A period without the time that a spreadsheet adds to a date, and its month first.

    Excel takes 'Apr-16' for a day, and writes 16-Apr.
    """
    text = _TIME.sub("", text.strip())
    return YEAR_FIRST.sub(r"\2-\1", text) if YEAR_FIRST.fullmatch(text) else text


def unit_column(head: Sequence[str]) -> int | None:
    """Which column, by its heading in small letters, says the units."""
    return next((at for at, cell in enumerate(head) if cell in {"unit", "units"}), None)


def kind_named(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Whether a block names years or months: by a heading, else by those that can be but one."""
    for names, kind in ((_YEARS, "year"), (_MONTHS, "month")):
        if any(cell in names for cell in head):
            return kind
    when = next((at for at, cell in enumerate(head) if cell in PERIODS), 0)
    said = {word.rstrip("s") for word in _SAYS_KIND.findall(cell_at(head, when))}
    if len(said) == 1:
        return "month" if said == {"month"} else "year"
    return likely_kind(
        period_text(cell) for cell in (*rows[0], *(cell_at(row, when) for row in rows))
    )


def cell_at(line: Sequence[str], column: int | None) -> str:
    """The cell of a line, blank where it is shorter."""
    return line[column] if column is not None and column < len(line) else ""
