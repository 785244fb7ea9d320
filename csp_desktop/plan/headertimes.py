"""The time that a header or a heading names: a year, a quarter, 'Year 3', 'previous quarter'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from csp_desktop.plan.field_types import Per
from csp_desktop.plan.periods import Period, month, read_period
from csp_desktop.plan.spelling import plain


@dataclass(frozen=True, slots=True)
class Timing:
    """The time that a text names, and what is left of the text without it.

    `period` is the year, quarter or month; `quarter` is 1 to 4 if no year is named with it;
    `nth_year` 3 for 'Year 3'; `back` 1 for 'previous quarter'.
    """

    rest: str
    period: Period | None = None
    quarter: int = 0
    nth_year: int = 0
    back: int = 0

    def __bool__(self) -> bool:
        """True if the text names any time at all."""
        return bool(self.period or self.quarter or self.nth_year or self.back)


# What a header asks of the person who fills it in says nothing of the time it is about.
_MOST_KEPT = 20_000
_ASIDE = re.compile(r"\([^)]*\b(?:please|complete|return|fill|due|by)\b[^)]*\)", re.IGNORECASE)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DASH = r"\s*[/\-–—\\]\s*"
_LONG_YEAR = re.compile(
    rf"(?<!\d)(20\d\d)(?:{_DASH}|\s+to\s+)(20\d\d|\d\d)(?![\d/])", re.IGNORECASE
)
_SHORT_YEAR = re.compile(rf"(?<![\d/.\-])'?(\d\d){_DASH}'?(\d\d)(?![\d/.\-])")
_ENDING_YEAR = re.compile(r"\bFY\s*'?(20)?(\d\d)\b", re.IGNORECASE)
_NTH_YEAR = re.compile(r"\b(?:year|yr)\s*([1-9]|one|two|three|four|five)\b", re.IGNORECASE)
_QUARTER = re.compile(r"\bq(?:uarter|tr)?\s*\.?\s*([1-4])\b", re.IGNORECASE)
_NTH_QUARTER = re.compile(
    r"\b(1st|2nd|3rd|4th|first|second|third|fourth|final|last)\s+(?:quarter|qtr)\b", re.IGNORECASE
)
_DAY = re.compile(r"(?<!\d)\d{1,2}[/.](\d{1,2})[/.](20\d\d|\d\d)(?: \d\d:\d\d)?(?!\d)")
_DAY_OF = r"(?:\b\d{1,2}(?:st|nd|rd|th)?\s+)?"
_MONTHS = re.compile(
    rf"{_DAY_OF}\b({_MONTH})\s*'?(20\d\d|\d\d)?\s*(?:-|–|—|to|/)\s*"
    rf"{_DAY_OF}({_MONTH})\b\s*'?(20\d\d|\d\d)?\b",
    re.IGNORECASE,
)
_ONE_MONTH = re.compile(rf"{_DAY_OF}\b({_MONTH})[\s\-,]*'?(20\d\d|\d\d)\b", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:as at|as of|at (?:the )?end of|(?:to|by) (?:the )?end of|end of|year ?end|"
    r"financial year|FY|ending|for the)\s*$|^\s*(?:for|in|to|by|as at|as of|at|end)\s*$",
    re.IGNORECASE,
)
_PREVIOUS = re.compile(
    r"\b(?:previous|last|prior)\s+(?:quarter|qtr|period)(?:'s|’s)?\b|"
    r"\b(?:previous|prior)\b(?=.*\b(?:b?rag|status|rating|update|comment|progress))",
    re.IGNORECASE,
)
_CALENDAR_YEAR = re.compile(r"(?<![\d/\-–])20\d\d(?![\d/\-–])")
_FIRST_TO_FOURTH: Final = {
    "1st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3, "4th": 4, "fourth": 4,
    "final": 4, "last": 4,
}  # fmt: skip
_ONE_TO_FIVE: Final = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


@lru_cache(maxsize=_MOST_KEPT)
def timing_of(text: str) -> Timing:
    """The time that `text` names: '2016/17', '16-17 RAG', 'Q1 2016/17 status', 'June 2016 update'.

    A span of years, such as 2016–2019, names no one period and stays in the rest.
    """
    # Each look takes its words out of the text, so that no number is read twice: the 1 of
    # 'Q1 16/17' is no part of a year.
    rest = plain(_ASIDE.sub(" ", text))
    nth = _NTH_YEAR.search(rest)
    rest = _without(rest, nth) if nth else rest
    quarter, rest = _quarter_in(rest)
    year, rest = _year_in(rest)
    if year is not None:
        return Timing(rest, Period(year, quarter))
    if nth:
        said = nth[1].lower()
        return Timing(rest, nth_year=_ONE_TO_FIVE.get(said) or int(said))
    if before := _PREVIOUS.search(rest):
        return Timing(_without(rest, before), back=1)
    months = _months_in(rest)
    if quarter and months.period:
        return Timing(months.rest, Period(months.period.year, quarter))
    return Timing(rest, quarter=quarter) if quarter else months


def _quarter_in(text: str) -> tuple[int, str]:
    if found := _QUARTER.search(text):
        return int(found[1]), _without(text, found)
    if found := _NTH_QUARTER.search(text):
        return _FIRST_TO_FOURTH[found[1].lower()], _without(text, found)
    return 0, text


def _year_in(text: str) -> tuple[int | None, str]:
    for pattern in (_LONG_YEAR, _SHORT_YEAR):
        for found in pattern.finditer(text):
            # Only years that follow each other: 12/15 is a date or a span, and no financial year.
            first = int(found[1]) % 100
            if (first + 1) % 100 == int(found[2]) % 100:
                return 2000 + first, _without(text, found)
    if ending := _ENDING_YEAR.search(text):
        return 2000 + int(ending[2]) - 1, _without(text, ending)
    return None, text


def _months_in(text: str) -> Timing:
    if found := _MONTHS.search(text):
        # Any year will do in place of one that is not named: only the quarter is asked then.
        first = read_period(f"{found[1]} {found[2] or found[4] or '2016'}")
        last = read_period(f"{found[3]} {found[4] or found[2] or '2016'}")
        if not (first and last and quarter_of(first) == quarter_of(last)):
            return Timing(text)  # a span of several quarters, which is no one period
        rest = _without(text, found)
        if found[2] or found[4]:
            return Timing(rest, quarter_of(last))
        return Timing(rest, quarter=quarter_of(last).quarter)
    if (found := _DAY.search(text)) and 1 <= int(found[1]) <= 12:
        return Timing(_without(text, found), month(2000 + int(found[2]) % 100, int(found[1])))
    if found := _ONE_MONTH.search(text):
        period = read_period(f"{found[1]} {found[2]}")
        return Timing(_without(text, found), period) if period else Timing(text)
    return Timing(text)


def _without(text: str, found: re.Match[str]) -> str:
    left, right = text[: found.start()].rstrip(" (-–—:,"), text[found.end() :].lstrip(" )-–—:,.")
    rest = f"{_FILLER.sub('', left)} {_FILLER.sub('', right)}"
    return " ".join(_CALENDAR_YEAR.sub(" ", rest).split())


def quarter_of(period: Period) -> Period:
    """The quarter in which a month lies; a quarter itself, and a year's last."""
    if period.month_of_year:
        return Period(period.year, (period.month_of_year - 1) // 3 + 1)
    return period if period.quarter else Period(period.year, 4)


def settle(timing: Timing, per: Per, working: Period, first_year: int) -> str:
    """The period of a field filled in at the pace of `per`, under a header with this timing.

    What the header leaves open is the working quarter or its year; a status headed by a year is
    that of its last quarter, or of the working quarter in the working year. `first_year` is the
    year in which 'Year 1' begins.
    """
    period = timing.period
    if timing.back:
        period = working.shifted(-timing.back)
    elif timing.nth_year:
        period = Period(first_year + timing.nth_year - 1)
    elif timing.quarter:
        period = Period(working.year, timing.quarter)
    if per is Per.NONE:
        return ""
    if per is Per.YEAR:
        return str((period or working).financial_year)
    if period is None:
        return str(working)
    if per is Per.ANY:
        return str(period)
    if period.kind == "year" and period.year == working.year:
        return str(working)
    return str(quarter_of(period))
