"""What a cell below a header of dates says: a day for its field, and words that say more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from csp_desktop.plan.datetexts import Dated, Precision, are_month_first, read_dates
from csp_desktop.plan.field_types import Per, Type
from csp_desktop.plan.fields import Kind
from csp_desktop.plan.headertimes import Timing, settle
from csp_desktop.plan.periods import Period, month
from csp_desktop.workbook.importing.align_rows import AlignedRow
from csp_desktop.workbook.importing.import_map import place_of
from csp_desktop.workbook.package.model import Place
from csp_desktop.workbook.package.sheet_view import shown

SEVERAL: Final = "It names several dates, so none was taken for {}; its words are kept."
_FARTHEST_YEAR = 8

_WORDS: Final[Mapping[str, tuple[str, Per]]] = {
    "due_date": ("planned", Per.YEAR),
    "start_date": ("notes", Per.NONE),
    "forecast_date": ("notes", Per.NONE),
    "completed_on": ("evidence", Per.QUARTER),
}
"""Where the words of a field of dates are kept, and at what pace that field is filled in."""

DATED: Final = frozenset(_WORDS)


@dataclass(frozen=True, slots=True)
class DayValue:
    """A value for a place; `sure` is false where it was inferred."""

    place: Place
    value: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class DayRead:
    """What a cell of dates comes to, and why a person should look at it."""

    values: tuple[DayValue, ...]
    why: str = ""


def month_first_columns(lines: Sequence[AlignedRow], kind: Kind) -> frozenset[int]:
    """The columns of a table whose dates are written month first.

    A column that does not show it is written as the others of its table are.
    """
    texts: dict[int, list[str]] = {}
    for line in lines:
        for part in line.parts:
            to = part.column.to if part.column else ""
            if to and part.cell and place_of(to, kind)[0].type is Type.DATE:
                texts.setdefault(part.spot.column, []).append(shown(part.cell))
    if not are_month_first(text for each in texts.values() for text in each):
        return frozenset(number for number, each in texts.items() if are_month_first(each))
    return frozenset(texts)


def read_days(
    field: str, header: str, text: str, working: Period, *, month_first: bool, with_start: bool
) -> DayRead:
    """The values that a cell below `header` gives to a field of dates and to its words.

    `with_start`: the table has no column of starts, so that 'Sept 2024 – March 2027' says both.
    """
    said = read_dates(text, month_first=month_first)
    if said is None or said.several or (said.opens and field != "start_date"):
        why = SEVERAL.format(header or field) if said and said.several else ""
        words = _in_words(field, header, text, said, working)
        if said and said.opens and with_start:
            return DayRead(
                (DayValue(("start_date", ""), said.first.isoformat(), sure=False), words)
            )
        return DayRead((words,), why)
    sure = said.sure and said.precision is Precision.DAY and not (said.rest or said.span)
    day = said.first if field == "start_date" else said.last
    values = [DayValue((field, ""), day.isoformat(), sure)]
    if said.span and with_start and field == "due_date":
        values.append(DayValue(("start_date", ""), said.first.isoformat(), sure=False))
    if not said.exact:
        values.append(_in_words(field, header, text, said, working))
    return DayRead(tuple(values))


def _in_words(field: str, header: str, text: str, said: Dated | None, working: Period) -> DayValue:
    name, per = _WORDS[field]
    named = month(said.last.year, said.last.month) if said else working
    # Far from the plan's years it is a slip of the keyboard, or history.
    near = named if abs(named.year - working.year) <= _FARTHEST_YEAR else working
    period = settle(Timing("", near), per, working, working.year)
    value = f"{header}: {text}" if name == "notes" and header else text
    return DayValue((name, period), value)
