"""Cells on the clipboard, as spreadsheets put them there: as text by Excel's rules, and as a table.

In the text, tabs part cells and line ends part rows. A cell is put in quotes, with its own quotes
doubled, only if it holds a tab or a line end; any other goes out as it is, quotes included. So some
texts can be read in two ways, and the table beside the text, where there is one, settles it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from csp_desktop.plan.periods import read_period

Block = list[list[str]]

# Possessive repeats: a text full of quotes would otherwise be tried in every way it can be parted.
_QUOTED: Final = re.compile(r'"((?:[^"]++|"")*+)"(?=\t|\r\n|\n|\r|\Z)')
_WRAPPED: Final = re.compile(r'"((?:[^"]|"")*)"')
_PARTS: Final = re.compile(r"[\t\r\n]")
_ENDS: Final = re.compile(r"[\r\n]")
_SPACE: Final = re.compile(r"\s+")

_MONTH: Final = re.compile(r"[A-Z][a-z]{2}-\d{2}")

_NUMBER: Final = re.compile(r"([-+\u2212]?[\d,]*\.?\d+%?)(?:\s*\[([a-z])\])?")

_YEAR_LIKE_A_MONTH: Final = re.compile(r"\d{4}/(0[1-9]|1[0-2])")

_STATES: Final = {"p": "provisional", "r": "revised", "e": "estimated"}


def cells_of(text: str, table: str = "") -> Block:
    """The cells of a copied block; `table` is the same block as HTML, where the clipboard has it.

    The text is taken where the table agrees with it but for white space, and the table where it
    does not. A blank line is a blank cell, and keeps its place.
    """
    read = read_text(text)
    # The text is preferred where both agree: a table has lost runs of spaces and line ends.
    if not table.strip():
        return read
    from csp_desktop.plan.clipboard_table import read_table

    shown, everything = read_table(table)
    if not shown or any(_alike(read, each) for each in (shown, everything)):
        return read
    return shown


def read_text(text: str) -> Block:
    """The cells of a block's text, by Excel's rules.

    Where the rows end with a carriage return, a cell's own line ends are bare line feeds, so no
    quoted cell reaches over the end of a row. Of several readings, the first one whose rows are
    equally long is taken, as the rows of a copied block are.
    """
    # In turn: quotes round cells with tabs or line ends, with line ends only, and never.
    readings = [_rows(text, parts) for parts in (_PARTS, _ENDS, None)]
    even = (rows for rows in readings if len({len(row) for row in rows}) == 1)
    return next(even, readings[0])


def _rows(text: str, parts: re.Pattern[str] | None) -> Block:
    """The rows of a text in which the cells that hold one of `parts` are in quotes."""
    rows: Block = []
    row: list[str] = []
    at, bare = 0, "\r\n" not in text
    while at < len(text):
        quoted = _QUOTED.match(text, at) if parts and text[at] == '"' else None
        if quoted and parts and parts.search(quoted[1]) and (bare or "\r\n" not in quoted[1]):
            row.append(quoted[1].replace('""', '"'))
            at = quoted.end()
        else:
            after = _PARTS.search(text, at)
            end = after.start() if after else len(text)
            row.append(text[at:end])
            at = end
        # A tab at the very end parts a last, blank cell from the one before it; a line end at the
        # very end parts nothing, as every program puts one there.
        parted = text[at : at + 1] == "\t"
        at += 2 if text[at : at + 2] == "\r\n" else 1
        if not parted or at >= len(text):
            rows.append([*row, ""] if parted else row)
            row = []
    return rows


def read_tabbed(text: str) -> Block:
    """The cells of a block or a tabbed file, whose writers may put quotes round any whole cell.

    A blank line has no cells.
    """
    return [[] if row == [""] else [_unwrapped(cell) for cell in row] for row in read_text(text)]


def _unwrapped(cell: str) -> str:
    wrapped = _WRAPPED.fullmatch(cell)
    return wrapped[1].replace('""', '"') if wrapped else cell


def as_text(block: Sequence[Sequence[str]]) -> str:
    """A block as text, by Excel's rules: quotes only round a cell that holds a tab or line end."""
    return "".join("\t".join(_written(cell) for cell in row) + "\n" for row in block)


def _written(cell: str) -> str:
    if not _PARTS.search(cell):
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _alike(one: Block, other: Block) -> bool:
    """True if two blocks hold the same cells but for white space."""
    return _tidied(one) == _tidied(other)


def _tidied(block: Block) -> Block:
    return [[_SPACE.sub(" ", cell).strip() for cell in row] for row in block]


def as_values(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """A table, its heads first, with cells that a spreadsheet takes for what they are.

    A month is the first of it ('Apr-15' would be a 15 April), a number has a plain minus and no
    commas, and the state of figures has a column of its own after theirs.
    """
    marked = {at for row in rows for at, text in enumerate(row) if _mark_of(text)}
    made = [_with_states(list(columns), marked, [f"{head}, state" for head in columns])]
    for row in rows:
        states = [_STATES.get(_mark_of(text), "") for text in row]
        made.append(_with_states([as_value(text) for text in row], marked, states))
    return made


def as_value(text: str) -> str:
    """One cell's text as a spreadsheet reads it; the mark of a figure's state is left out."""
    number = _NUMBER.fullmatch(text)
    if number:
        return number[1].replace("\u2212", "-").replace(",", "").removeprefix("+")
    if _MONTH.fullmatch(text):
        month = read_period(text)
        return f"{month}-01" if month and month.kind == "month" else text
    if _YEAR_LIKE_A_MONTH.fullmatch(text):
        return f"FY {text}"
    return text.replace("\u2212", "-")


def is_value(text: str) -> bool:
    """True if a spreadsheet should read the cell as a number or a date, and not as text."""
    return bool(re.fullmatch(r"-?\d*\.?\d+%?|\d{4}-\d{2}-01", text))


def _mark_of(text: str) -> str:
    number = _NUMBER.fullmatch(text)
    return (number[2] or "") if number else ""


def _with_states(cells: list[str], marked: set[int], states: list[str]) -> list[str]:
    return [
        part
        for at, cell in enumerate(cells)
        for part in ([cell, states[at]] if at in marked else [cell])
    ]
