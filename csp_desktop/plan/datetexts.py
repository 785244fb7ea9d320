"""The dates that people write in a cell: 'by March 2027', '31.03.25', 'Q4 2025/26', '2024-26'."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import zip_longest
from typing import Final

from csp_desktop.plan.spelling import plain


class Precision(IntEnum):
    """How much time the coarser of a text's dates stands for."""

    DAY = 1
    MONTH = 2
    QUARTER = 3
    YEAR = 4


@dataclass(frozen=True, slots=True)
class Dated:
    """The time that a text names, from its `first` to its `last` day.

    `rest` is what the text says beside it. `sure` is false where a day and a month may be the
    other way round. `several`: it names dates that make no one span, and `last` is its last.
    `opens`: it names the beginning of a time whose end it does not say.
    """

    first: date
    last: date
    precision: Precision
    rest: str = ""
    sure: bool = True
    several: bool = False
    span: bool = False
    opens: bool = False

    @property
    def exact(self) -> bool:
        """True if the text is one day and nothing else."""
        return self.precision is Precision.DAY and not (self.rest or self.several or self.span)


_Said = dict[str, str | None]
_Read = tuple[date, date, Precision]

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january|jan|ionawr", "february|feb|chwefror", "march|mar|mawrth", "april|apr|ebrill",
            "may|mai", "june|jun|mehefin", "july|jul|gorffennaf", "august|aug|awst",
            "september|sept|sep|medi", "october|oct|hydref", "november|nov|tachwedd",
            "december|dec|rhagfyr",
        ),
        1,
    )
    for name in names.split("|")
}  # fmt: skip
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_YEAR = r"(?:20\d\d|'?\d\d)(?!\d)"
_GAP = r"[\s\-/.,]*"
_CLOCK = r"(?:[T ]+\d{1,2}:\d\d(?::\d\d)?)?"
_JOINT = re.compile(
    r"\s*(?:-|–|—|to|until|till|through to|up to|i)\s*(?:the )?(?:end of )?", re.IGNORECASE
)
_QUARTER = r"(?:Q|Ch|quarter\s*|qtr\s*)\.?\s*(?P<{}>[1-4])\b"
_FINANCIAL = (
    r"(?:FY\s*)?'?(?P<{0}>20\d\d|\d\d)\s*(?:[/\-–—]|to\b)\s*'?(?P<{0}_end>20\d\d|\d\d)(?![\d/.\-])"
)
# The first that fits counts, so the ways that say most come first.
_POINT = re.compile(
    "|".join((
        rf"(?P<iso>20\d\d-\d\d?-\d\d?){_CLOCK}(?!\d)",
        rf"(?P<numeric>\d{{1,2}}(?P<mark>[/.\-])\d{{1,2}}(?P=mark)(?:20\d\d|\d\d)(?!\d)){_CLOCK}",
        (rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?{_GAP}"
        rf"(?P<day_month>{_MONTH}){_GAP}(?P<day_year>{_YEAR})"),
        (rf"(?P<us_month>{_MONTH})\s*(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+"
        r"(?P<us_year>20\d\d)(?!\d)"),
        rf"{_QUARTER.format('q')}\s*,?(?:\s*of)?\s*\(?{_FINANCIAL.format('q_year')}\)?",
        rf"{_FINANCIAL.format('qq_year')}\s*[,:\-–—]?\s*{_QUARTER.format('qq')}",
        rf"(?P<month>{_MONTH}){_GAP}(?P<month_year>{_YEAR})",
        rf"{_FINANCIAL.format('years')}",
        r"FY\s*(?P<ending>20\d\d|\d\d)(?![\d/])",
        r"(?P<year>20\d\d)(?![\d/\-–—])",
        rf"(?P<bare>{_MONTH})(?=\s*(?:-|–|—|to)\s*(?:\d{{1,2}}\s*)?{_MONTH})",
    )),
    re.IGNORECASE,
)  # fmt: skip
_ASIDES = re.compile(
    r"\b(?:by|before|due|date|end|the|of|from|on|in|at|latest|erbyn|diwedd)\b|[\s()\[\].,;:\-–—/]+",
    re.IGNORECASE,
)
_OPENS = re.compile(r"\b(?:from|since|after|onwards?|not before)\b", re.IGNORECASE)
# 'Summer 2025' is no year, and when a season ends is a question of taste.
_PART_OF_YEAR = re.compile(
    r"\b(?:spring|summer|autumn|winter|early|mid|late|(?:first|second) half(?: of)?)[\s\-]*$",
    re.IGNORECASE,
)


def read_dates(text: str, *, month_first: bool = False) -> Dated | None:
    """The time that `text` names, or None. Days come first, except where they cannot.

    `month_first` says that its neighbours are written month first.
    """
    text = plain(text)
    found = list(points_in(text, month_first=month_first))
    if not found:
        return None
    # The same date in two languages is one.
    named = list({(each.first, each.last): each for each in found}.values())
    span = len(named) == 2 and _is_span(text, *named)
    starts, ends = [each.start for each in found], [each.end for each in found]
    gaps = zip((0, *ends), (*starts, len(text)), strict=True)
    rest = " ".join(" ".join(text[start:end] for start, end in gaps).split())
    return Dated(
        named[0 if span else -1].first,
        named[-1].last,
        max(each.precision for each in named),
        rest if _ASIDES.sub("", rest) else "",
        all(each.sure for each in named),
        several=len(named) > 1 and not span,
        span=span,
        opens=len(named) == 1 and bool(_OPENS.search(rest)),
    )


def _is_span(text: str, one: DatePoint, other: DatePoint) -> bool:
    between = text[one.end : other.start]
    return one.first < other.last and bool(_JOINT.fullmatch(between))


def are_month_first(texts: Iterable[str]) -> bool:
    """True if dates that belong together are written month first: some can only be so."""
    # One that can only be day first says that no one way was kept to; each is then read by itself.
    ways = {way for text in texts for each in _numeric(text) if (way := _way(*each[:2]))}
    return ways == {"month first"}


@dataclass(frozen=True, slots=True)
class DatePoint:
    """One date in a text: where it stands, and the days that it stands for."""

    start: int
    end: int
    first: date
    last: date
    precision: Precision
    sure: bool = True


# What every way of writing a date has somewhere: to look for that is quick, and most texts lack it.
_MAY_SAY = re.compile(rf"20\d\d|\d\s*[/.\-–—]\s*\d|FY|{_MONTH}", re.IGNORECASE)


def points_in(text: str, *, month_first: bool) -> Iterator[DatePoint]:
    """The dates in a text, in their order."""
    if not _MAY_SAY.search(text):
        return
    matches = [each for each in _POINT.finditer(text) if not _inside(text, each)]
    for each, after in zip_longest(matches, matches[1:]):
        said = _with_year(each.groupdict(), after)
        try:
            if numeric := said["numeric"]:
                read = _of_numeric(numeric, month_first=month_first)
            else:
                read = next(way for name, way in _READERS.items() if said[name])(said)
        except (ValueError, StopIteration):
            continue
        sure = not (numeric and month_first) or _is_sure(numeric)
        yield DatePoint(each.start(), each.end(), *read, sure)


def _with_year(said: _Said, after: re.Match[str] | None) -> _Said:
    """What was read, with the year of the date that it leads to: 'Sept – December 2024'."""
    year = after and (after["month_year"] or after["day_year"])
    if not (said["bare"] and after and year):
        return said
    before = _MONTHS[_name(after["month"] or after["day_month"])] < _MONTHS[_name(said["bare"])]
    return {**said, "month": said["bare"], "month_year": str(_full(year) - before)}


def _inside(text: str, found: re.Match[str]) -> bool:
    """True if it is part of more: the 12/24 of CS12/24, the 2025 of 'Summer 2025'."""
    before = text[found.start() - 1 : found.start()]
    part = found["year"] and _PART_OF_YEAR.search(text[: found.start()])
    return bool(before.isalnum() or before in {"/", ".", "£"} or part)


def _is_sure(numeric: str) -> bool:
    """False where a date could be read day first and month first."""
    one, other, _ = _parts(numeric)
    return bool(_way(one, other)) or one == other


def _numeric(text: str) -> Iterator[tuple[int, int, int]]:
    for found in _POINT.finditer(plain(text)):
        if found["numeric"]:
            yield _parts(found["numeric"])


def _parts(numeric: str) -> tuple[int, int, int]:
    one, other, year = re.split(r"[/.\-]", numeric)
    return int(one), int(other), _full(year)


def _way(one: int, other: int) -> str:
    """Which way two numbers can only be read, '' where both will do or neither."""
    if other > 12 >= one:
        return "month first"
    return "day first" if one > 12 >= other else ""


def _full(year: str) -> int:
    digits = int(year.strip("'"))
    return digits if digits > 99 else 2000 + digits


def _name(month: str | None) -> str:
    return (month or "").strip(".").lower()


def _day(day: date) -> _Read:
    return day, day, Precision.DAY


def _months(year: int, month: int, number: int, precision: Precision) -> _Read:
    end = (year * 12 + month - 1) + number - 1
    last = date(end // 12, end % 12 + 1, monthrange(end // 12, end % 12 + 1)[1])
    return date(year, month, 1), last, precision


def _of_numeric(numeric: str, *, month_first: bool) -> _Read:
    one, other, year = _parts(numeric)
    way = _way(one, other) or ("month first" if month_first else "day first")
    return _day(date(year, one, other) if way == "month first" else date(year, other, one))


def _named(day: str, month: str, year: str) -> Callable[[_Said], _Read]:
    def read(said: _Said) -> _Read:
        number = _MONTHS[_name(said[month])]
        return _day(date(_full(said[year] or ""), number, int(said[day] or "")))

    return read


def _of_quarter(quarter: str, year: str) -> Callable[[_Said], _Read]:
    def read(said: _Said) -> _Read:
        first = _consecutive(said[year], said[f"{year}_end"])
        number = int(said[quarter] or "")
        begins = (first, 1 + 3 * number) if number < 4 else (first + 1, 1)
        return _months(*begins, 3, Precision.QUARTER)

    return read


def _consecutive(first: str | None, end: str | None) -> int:
    year, last = _full(first or ""), _full(end or "")
    if last != year + 1:
        raise ValueError
    return year


def _of_years(said: _Said) -> _Read:
    """Financial years: '2025/26' is one, '2024-26' two; '25-26' is one and '12-15' none."""
    first, last = _full(said["years"] or ""), _full(said["years_end"] or "")
    least = 1 if len(said["years"] or "") == 2 else 10
    if not first < last <= first + least:
        raise ValueError
    return date(first, 4, 1), date(last, 3, 31), Precision.YEAR


def _of_ending(said: _Said) -> _Read:
    last = _full(said["ending"] or "")
    return date(last - 1, 4, 1), date(last, 3, 31), Precision.YEAR


def _of_year(said: _Said) -> _Read:
    year = int(said["year"] or "")
    return date(year, 1, 1), date(year, 12, 31), Precision.YEAR


_READERS: Final[dict[str, Callable[[_Said], _Read]]] = {
    "iso": lambda said: _day(date(*map(int, (said["iso"] or "").split("-")))),
    "day": _named("day", "day_month", "day_year"),
    "us_day": _named("us_day", "us_month", "us_year"),
    "q": _of_quarter("q", "q_year"),
    "qq": _of_quarter("qq", "qq_year"),
    "month": lambda said: _months(
        _full(said["month_year"] or ""), _MONTHS[_name(said["month"])], 1, Precision.MONTH
    ),
    "years": _of_years,
    "ending": _of_ending,
    "year": _of_year,
}
