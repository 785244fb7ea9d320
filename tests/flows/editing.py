"""One cell's edit, as each program is told to make it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellEdit:
    """A value to be put into a cell; None clears it."""

    sheet: str
    address: str
    value: str | float | None
