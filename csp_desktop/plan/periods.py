"""Financial years, quarters and months: reading, writing and order.

A financial year runs from 1 April to 31 March and is written `2016/17`; its quarters are written
`2016/17 Q1` (April to June) to `2016/17 Q4`; a month is written `2016-04`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from csp_desktop.errors import BadValue
from csp_desktop.plan.spelling import plain

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
"""The months as people write them, in whatever language their machine speaks."""

_SHORT_MONTHS = tuple(month[:3].lower() for month in MONTHS)
_YEAR = re.compile(r"(?:FY\s*)?(\d{4}|\d{2})\s*[/\-–]\s*(\d{4}|\d{2})", re.IGNORECASE)
_QUARTER = re.compile(r"(?:q(?:uarter)?\s*([1-4]))", re.IGNORECASE)
_MONTH_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-01)?")
_YEAR_OR_MONTH = re.compile(r"(\d{4})-(\d{2})")
_MONTH_WORD = re.compile(r"([A-Za-z]{3,9})[\s\-]*(\d{4}|\d{2})")
_MONTH_DAY_FIRST = re.compile(r"0?1/(\d{1,2})/(\d{4})")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A financial year, one of its quarters, or a calendar month.

    Periods sort by when they begin, the longer first. `year` is the calendar year in which the
    financial year begins; `month` is 1 to 12, or 0 for years and quarters; `quarter` 1 to 4, or 0.
    """

    year: int
    quarter: int = 0
    month_of_year: int = 0

    @property
    def kind(self) -> str:
        """'year', 'quarter' or 'month'."""
        if self.month_of_year:
            return "month"
        return "quarter" if self.quarter else "year"

    def __str__(self) -> str:
        """The period as every file and column header writes it."""
        if self.month_of_year:
            month = self.month
            return f"{self.year + (month < 4)}-{month:02}"
        year = f"{self.year}/{(self.year + 1) % 100:02}"
        return f"{year} Q{self.quarter}" if self.quarter else year

    @property
    def month(self) -> int:
        """The calendar month, 1 to 12, or 0 if the period is longer than a month."""
        return (self.month_of_year + 2) % 12 + 1 if self.month_of_year else 0

    @property
    def financial_year(self) -> Period:
        """The financial year in which this period lies."""
        return Period(self.year)

    def quarters(self) -> tuple[Period, ...]:
        """The four quarters of this period's financial year."""
        return tuple(Period(self.year, quarter) for quarter in (1, 2, 3, 4))

    def shifted(self, steps: int) -> Period:
        """The period `steps` of the same length later (earlier where negative)."""
        if self.month_of_year:
            index = self.year * 12 + self.month_of_year - 1 + steps
            return _month_at(index)
        if self.quarter:
            index = self.year * 4 + self.quarter - 1 + steps
            return Period(index // 4, index % 4 + 1)
        return Period(self.year + steps)

    def words(self) -> str:
        """The months it covers, in words: 'July to September 2016'."""
        if self.month_of_year:
            return f"{MONTHS[self.month - 1]} {self.year + (self.month < 4)}"
        # January to March lie in the calendar year after the one that the year is named by.
        if self.quarter:
            first = self.quarter * 3 % 12
            return f"{MONTHS[first]} to {MONTHS[first + 2]} {self.year + (first == 0)}"
        return f"April {self.year} to March {self.year + 1}"


def _month_at(index: int) -> Period:
    month_of_year = index % 12 + 1
    return Period(index // 12, (month_of_year - 1) // 3 + 1, month_of_year)


def month(calendar_year: int, month_number: int) -> Period:
    """The period of one calendar month (`month_number` 1 to 12)."""
    financial = calendar_year - (month_number < 4)
    return _month_at(financial * 12 + (month_number - 4) % 12)


def read_period(text: str, likely: str = "") -> Period | None:
    """The period that a person means by `text`, or None.

    '2011-12' is December 2011, as every file writes it, and the financial year where `likely` is
    'year'; what a person typed is read by `asked_period`.

    Understands '2016/17', '16-17', 'FY 2016/17', '2016/17 Q2', 'Q2 2016/17', '2016-04',
    'Apr-16', 'April 2016' and the first of a month, day first, '01/04/2016'.
    """
    # A month is looked for first: '2011-12' is December in every file, and also looks like a year.
    # Where a person types it, `asked_period` has them say which (decision 0028).
    text = plain(text)
    found = _read_month(text)
    if found:
        return _year_meant(text) or found if likely == "year" else found
    quarter = _QUARTER.search(text)
    rest = _QUARTER.sub("", text, count=1).strip(" ,-") if quarter else text
    year = _YEAR.fullmatch(rest)
    if not year:
        return None
    first = _full_year(year[1])
    if (first + 1) % 100 != int(year[2]) % 100:
        return None
    return Period(first, int(quarter[1]) if quarter else 0)


def quarters_of(years: Iterable[str]) -> list[str]:
    """The quarters of these financial years, as they are written."""
    periods = [period for year in years if (period := read_period(year))]
    return [str(quarter) for period in periods for quarter in period.quarters()]


def asked_period(text: str, likely: str = "") -> Period | None:
    """As `read_period`, for a text that a person typed.

    Raises BadValue, with both readings, for a text such as '2011-12' if neither 'year' nor 'month'
    is `likely`.
    """
    month_meant, year_meant = read_period(text), _year_meant(plain(text))
    if likely or month_meant is None or year_meant is None:
        return read_period(text, likely)
    said, start = month_meant.words(), MONTHS[month_meant.month - 1][:3]
    raise BadValue(
        f"'{text}' may mean the financial year {year_meant} or {said}: "
        f"write {year_meant} or {start} {said[-4:]}."
    )


def in_doubt(text: str) -> bool:
    """True if a text may mean a month as well as a financial year, as '2011-12' does."""
    return _year_meant(plain(text)) is not None


def likely_kind(texts: Iterable[str]) -> str:
    """'year' or 'month' if that is what all texts that are not in doubt name; else ''."""
    periods = (read_period(text) for text in texts if not in_doubt(text))
    kinds = {period.kind for period in periods if period} & {"year", "month"}
    return kinds.pop() if len(kinds) == 1 else ""


def _year_meant(text: str) -> Period | None:
    """The financial year that '2011-12' may mean; None for a text that can only be a month."""
    found = _YEAR_OR_MONTH.fullmatch(text)
    if found and (int(found[1]) + 1) % 100 == int(found[2]) and 1 <= int(found[2]) <= 12:
        return Period(int(found[1]))
    return None


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _read_month(text: str) -> Period | None:
    if found := _MONTH_ISO.fullmatch(text):
        if len(found[2]) == 2 and 1 <= int(found[2]) <= 12:
            return month(int(found[1]), int(found[2]))
    elif found := _MONTH_DAY_FIRST.fullmatch(text):
        if 1 <= int(found[1]) <= 12:
            return month(int(found[2]), int(found[1]))
    elif found := _MONTH_WORD.fullmatch(text):
        name = found[1].lower()
        if name[:3] in _SHORT_MONTHS:
            number = _SHORT_MONTHS.index(name[:3]) + 1
            if MONTHS[number - 1].lower().startswith(name) or name == "sept":
                return month(_full_year(found[2]), number)
    return None
