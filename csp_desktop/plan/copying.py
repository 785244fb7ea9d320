"""Tables of figures as a spreadsheet reads them: numbers as numbers, months as dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from csp_desktop.plan.periods import read_period

_MONTH: Final = re.compile(r"[A-Z][a-z]{2}-\d{2}")
_NUMBER: Final = re.compile(r"([-+\u2212]?[\d,]*\.?\d+%?)(?:\s*\[([a-z])\])?")
_YEAR_LIKE_A_MONTH: Final = re.compile(r"\d{4}/(0[1-9]|1[0-2])")
_STATES: Final = {"p": "provisional", "r": "revised", "e": "estimated"}


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
