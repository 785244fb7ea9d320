"""Indicators without a name yet: one line stands for all of them, wherever they are listed.

A plan says of a priority that an indicator is to come before it says which. It stays in the data,
keeps its place, and gets its name there; but six lines that say '(not named)' tell nobody anything.
"""

from __future__ import annotations

from collections.abc import Sized
from typing import Final

from csp_desktop.measures.kpi.rating import is_number
from csp_desktop.plan.document import Record

UNNAMED: Final = "to be named:"
"""What stands in place of an indicator's id for the line of those that are to be named."""


def to_be_named(record: Record) -> bool:
    """True if an indicator has no name, and nothing that would have to be shown without one.

    A name in brackets, '(not named)', is none. One that is held in another plan has its place
    there, and one with a figure or a target is listed as it is.
    """
    name = record.text("name")
    if (name and not name.startswith("(")) or record.text("reference"):
        return False
    return not any(period and is_number(held.value) for (_, period), held in record.cells.items())


def folded_words(unnamed: Sized) -> str:
    """The one line for these: 'To be named: 7'."""
    return f"To be named: {len(unnamed):,}"
