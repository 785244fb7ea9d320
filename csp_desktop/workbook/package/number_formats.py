"""What a number is shown as by its format: a date, a time of day, hours counted up, a share."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from functools import lru_cache
from types import MappingProxyType
from typing import Final

# Formats with these numbers are not written into the file; every program is expected to know them.
# 27 to 36 and 50 to 58 are dates in East Asian versions, whose exact form does not matter here.
BUILT_IN: Final[Mapping[int, str]] = MappingProxyType({
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    9: "0%", 10: "0.00%", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "dd/mm/yyyy h:mm",
    27: "d", 28: "d", 29: "d", 30: "d", 31: "d", 32: "h:mm", 33: "h:mm:ss", 34: "d", 35: "d",
    36: "d", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 49: "@",
    50: "d", 51: "d", 52: "d", 53: "d", 54: "d", 55: "d", 56: "d", 57: "d", 58: "d",
})  # fmt: skip
"""The formats that every program knows by their numbers."""

LONGEST_FORMAT: Final = 255
"""Excel's own limit; a longer one is no format, and not worth the time to look through."""

# Quoted text, an escaped, padding or repeated character, brackets, and any other character.
_MARK = re.compile(r'"[^"]*"?|[\\_*].|\[[^\]]*\]|.', re.DOTALL)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)\]")
_HALVES = re.compile(r"am/pm|a/p")
_FRACTION = re.compile(r"s\]?\.(0{1,3})")
_DIGITS = frozenset("0#?")
_SIZES: Final = {"h": 3_600, "m": 60, "s": 1}
_BEFORE: Final = {"h": 24 * 3_600, "m": 3_600, "s": 60}

# Excel holds 1900 for a leap year, and has a day 0: it shows these as days, and they are none.
_NO_DAYS: Final[Mapping[int, str]] = MappingProxyType({0: "00/01/1900", 60: "29/02/1900"})
_NO_DATES: Final = frozenset({date(1899, 12, 30), date(1899, 12, 31)})
_NO_DAY: Final = (
    "This cell holds the number {} in the format of a date, and {} is no day, so nothing was taken "
    "from it. Type the date or the number itself, or clear the cell."
)

Test = Callable[[float, float], bool]

_TESTS: Final[Mapping[str, Test]] = MappingProxyType({
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "<>": operator.ne,
})  # fmt: skip


class NumberShows(Enum):
    """What a number means, by its format."""

    NUMBER = auto()
    PERCENT = auto()
    DATE = auto()
    TIME = auto()
    NOTHING = auto()


class NotShown(ValueError):
    """A number shown as a day that is none; the text is said to its sender."""


@dataclass(frozen=True, slots=True)
class _FormatSection:
    """One section of a format, for some numbers.

    `words` stand among its codes; `test` says for which numbers it is. `units` are the hours,
    minutes and seconds that it shows, with so many `digits` of a second; `counted`: the first of
    them counts up. `for_text`: it is for texts, where others stand before it.
    """

    shows: NumberShows
    words: str
    test: tuple[Test, float] | None
    units: str
    digits: int
    counted: bool
    for_text: bool

    def applies(self, value: float) -> bool:
        return self.test is None or self.test[0](value, self.test[1])


def what_it_shows(code: str) -> NumberShows:
    """What a number above nought with this format means."""
    return _section(code, 1).shows


def shown_number(value: float, code: str, *, since_1904: bool) -> str | int | float | None:
    """A number as its format means it: a date day first, a time, a percentage, or as it is.

    A time of day is one whatever its day; only a format in brackets, such as [h]:mm, counts hours
    up. None where the format of a date shows nothing of this number. Raises NotShown for a day that
    is none; a number that is beyond the calendar stays as it is.
    """
    if code == "General":
        return value
    section = _section(code, value)
    shows = section.shows
    if shows is NumberShows.PERCENT:
        # 15 digits, as Excel holds: 0.07 * 100 is 7.000000000000001 otherwise.
        return f"{value * 100:.15g}%"
    if shows is NumberShows.NOTHING and _is_moment(code):
        return section.words.strip() or None
    if shows in (NumberShows.NUMBER, NumberShows.NOTHING):
        return value
    if shows is NumberShows.TIME:
        # Excel shows ##### for a time below nought, and for a day that its calendar has not.
        return value if value < 0 else _time(value * 86_400, section)
    # To the nearest second: a time of day is a fraction that rarely comes out even.
    number, seconds = divmod(round(value * 86_400), 86_400)
    if number in _NO_DAYS and not since_1904:
        raise NotShown(_NO_DAY.format(f"{value:.15g}", _NO_DAYS[number]))
    day = _day(number, since_1904=since_1904)
    return value if day is None else _day_first(day, seconds, section)


def shown_moment(text: str, code: str, *, since_1904: bool) -> str:
    """A date, a time or both, written by ISO 8601, as `shown_number` gives its number.

    Raises ValueError where it is none.
    """
    day: date | None = None
    try:
        moment = datetime.fromisoformat(text)
        day, at = moment.date(), moment.time()
    except ValueError:
        at = time.fromisoformat(text)
    seconds = at.hour * 3_600 + at.minute * 60 + at.second + at.microsecond / 1e6
    section = _section(code, 1)
    if day is None or section.shows is NumberShows.TIME:
        # Programs write a time without a day on one of the days before the first.
        days = max(_number(day, since_1904=since_1904), 0) if day and section.counted else 0
        return _time(days * 86_400 + seconds, section if section.units else _section("h:mm:ss", 1))
    if day in _NO_DATES:
        raise NotShown(_NO_DAY.format(0, _NO_DAYS[0]))
    # Written as a date it is one, whatever its format.
    return _day_first(day, int(seconds), section)


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_FormatSection, ...]:
    found: list[_FormatSection] = []
    codes = words = ""
    test: tuple[Test, float] | None = None
    for mark in [*_MARK.findall(code[:LONGEST_FORMAT]), ";"]:
        if mark == ";":
            found.append(_read_section(codes, words, test))
            codes, words, test = "", "", None
        elif mark[0] == '"':
            words += mark.strip('"')
        elif mark[0] in "\\_*" and len(mark) > 1:
            words += mark[1] if mark[0] == "\\" else " "
        elif mark[0] == "[" and len(mark) > 1 and not _ELAPSED.fullmatch(mark):
            # A colour, a language or a currency; or the numbers that the section is for.
            if said := _CONDITION.fullmatch(mark):
                test = (_TESTS[said[1]], float(said[2]))
        else:
            codes += mark.lower()
    return tuple(found)


def _read_section(codes: str, words: str, test: tuple[Test, float] | None) -> _FormatSection:
    marks = _HALVES.sub("h", codes)
    elapsed = bool(_ELAPSED.search(marks))
    units = "".join(each for each in _SIZES if each in marks)
    number = "general" in codes or "@" in codes or bool(_DIGITS & set(codes))
    shows = NumberShows.NUMBER if number else NumberShows.NOTHING
    if "d" in marks or "y" in marks:
        shows = NumberShows.DATE
    elif "h" in marks or "s" in marks or elapsed:
        shows = NumberShows.TIME
    # 'm' is a month or a minute. Alone it is a month: minutes come with hours or seconds.
    elif "m" in marks:
        shows, units = NumberShows.DATE, ""
    elif "%" in marks:
        shows = NumberShows.PERCENT
    # '9 AM' is an hour by itself, and so looks like no time at all.
    units = "hm" if units == "h" and not elapsed else units
    fraction = _FRACTION.search(marks)
    digits = len(fraction[1]) if fraction else 0
    return _FormatSection(shows, words, test, units, digits, elapsed, "@" in codes)


def _section(code: str, value: float) -> _FormatSection:
    """The section of a format by which a number is shown."""
    sections = _sections(code)
    # The last is for texts, if it has their mark, or is the fourth.
    if len(sections) > 1 and (sections[-1].for_text or len(sections) > 3):
        sections = sections[:-1]
    if any(each.test for each in sections):
        return next((each for each in sections if each.applies(value)), sections[-1])
    if value < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if value == 0 and len(sections) > 2 else sections[0]


def _is_moment(code: str) -> bool:
    return any(each.shows in (NumberShows.DATE, NumberShows.TIME) for each in _sections(code))


def _day(number: int, *, since_1904: bool) -> date | None:
    """The day with a number, None where the calendar has none."""
    start = date(1904, 1, 1) if since_1904 else date(1899, 12, 30 if number > 60 else 31)
    try:
        return start + timedelta(days=number) if number >= 0 else None
    except OverflowError:
        return None


def _number(day: date, *, since_1904: bool) -> int:
    if since_1904:
        return (day - date(1904, 1, 1)).days
    number = (day - date(1899, 12, 31)).days
    return number + 1 if number > 59 else number


def _day_first(day: date, seconds: int, section: _FormatSection) -> str:
    """A date as people here write it, with the time of day where it has one."""
    said = f"{day.day:02}/{day.month:02}/{day.year:04}"
    exact = "s" in section.units and seconds % 60
    if seconds < 60 and not exact:
        return said
    clock = f"{seconds // 3_600:02}:{seconds % 3_600 // 60:02}"
    return f"{said} {clock}:{seconds % 60:02}" if exact else f"{said} {clock}"


def _time(seconds: float, section: _FormatSection) -> str:
    """So many seconds, in the units that a section shows: as a time of day, or counted up."""
    digits = section.digits
    whole, part = divmod(round(seconds * 10**digits), 10**digits)
    said: list[str] = []
    for unit in section.units:
        left = whole if section.counted and not said else whole % _BEFORE[unit]
        said.append(f"{left // _SIZES[unit]:02}")
    return ":".join(said) + (f".{part:0{digits}}" if digits else "")
