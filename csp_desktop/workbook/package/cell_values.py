"""What one cell says, by its type and its text; what cannot be told is never guessed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Final

from csp_desktop.plan.cell_equality import unescaped
from csp_desktop.workbook.package.formats import PLAIN, CellStyle, Run
from csp_desktop.workbook.package.number_formats import NotShown, shown_moment, shown_number

# ASCII digits alone, where int() and float() take those of every script, and '1_0'.
_INDEX = re.compile(r"[0-9]{1,9}", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_NUMERAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_TRUTHS: Final = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}

NO_RESULT: Final = (
    "This cell holds a formula whose result was not saved with it. Type the value itself, or open "
    "the workbook in Excel and save it again."
)
DAMAGED: Final = "This cell is damaged, so nothing was taken from it. Type it again."

_UNKNOWN: Final = CellStyle("")
"""The style of a cell that names none of the workbook's: what its number is shown as is lost."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What the cells of all sheets refer to: texts, styles, and the year from which days count.

    `rich` are the runs of those texts that have more than one format, by number.
    """

    texts: list[str] = field(default_factory=list)
    styles: list[CellStyle] = field(default_factory=list)
    since_1904: bool = False
    rich: dict[int, list[Run]] = field(default_factory=dict)

    def style(self, number: str) -> CellStyle:
        """The style with a number, as a cell writes it."""
        # Some programs number styles and write none.
        if not number or not self.styles:
            return PLAIN
        at = index(number)
        return self.styles[at] if at is not None and at < len(self.styles) else _UNKNOWN


def index(text: str) -> int | None:
    """A number by which a cell refers to something, None where it is none."""
    said = text.strip()
    return int(said) if _INDEX.fullmatch(said) else None


def said_by(
    kind: str, text: str, style: CellStyle, shared: Shared, *, formula: bool
) -> tuple[str | int | float | None, str]:
    """What a cell says, or a sentence on why that cannot be told."""
    if not text:
        # A formula that gives '' has t="str" and is a blank cell. Another without a value was never
        # calculated: taking it as blank would clear what the plan holds.
        return None, NO_RESULT if formula and kind != "str" else ""
    if kind == "e":
        return None, (
            f"This cell shows the error {text[:20]}, so nothing was taken from it. "
            "Type the value itself."
        )
    try:
        return _value(kind, text, style, shared), ""
    except NotShown as told:
        return None, str(told)
    except (ValueError, IndexError, KeyError, OverflowError):
        return None, DAMAGED


def _value(kind: str, text: str, style: CellStyle, shared: Shared) -> str | int | float | None:
    if kind == "s":
        at = index(text)
        if at is None:
            raise ValueError
        return shared.texts[at] or None
    if kind in ("str", "inlineStr"):
        return unescaped(text)
    # As Excel shows it, since a cell that went out as the text TRUE may come back as a truth value.
    if kind == "b":
        return _TRUTHS[text.strip().lower()]
    if kind not in ("d", "n") or not style.format:
        raise ValueError
    if kind == "d":
        return shown_moment(text.strip(), style.format, since_1904=shared.since_1904)
    said = text.strip()
    if not _NUMERAL.fullmatch(said):
        raise ValueError
    # Whole numbers stay int, so that 2 is shown and compared as '2' and not as '2.0'.
    number = int(said) if _WHOLE.fullmatch(said) else float(said)
    if not math.isfinite(number):
        raise ValueError
    return shown_number(number, style.format, since_1904=shared.since_1904)
