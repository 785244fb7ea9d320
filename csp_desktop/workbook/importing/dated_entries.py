"""Updates that stand one after the other in a cell, each with its date: '12/06/24 – Begun. …'."""

from __future__ import annotations

import re
from datetime import date

from csp_desktop.plan.datetexts import Precision, points_in
from csp_desktop.plan.headertimes import quarter_of
from csp_desktop.plan.periods import Period, month

_FARTHEST_YEAR = 8
# A date begins an entry where a line or a sentence begins.
_BEGINS = re.compile(r"(?:^|[\n.;)!?])[\s•*\-–]*\(?$")
_AT_LINE = re.compile(r"(?:^|\n)[\s•*\-–]*\(?$")
# Within a line, a day before a dash begins one too, unless the sentence leads up to it.
_LEADS_UP = re.compile(
    r"(?:\b(?:to|by|on|until|till|from|of|for|in|at|due|since|before|after|and|or|the|is|was|"
    r"between|dated|around|circa|ending|beginning)|[,(/&-])\s*\(?$",
    re.IGNORECASE,
)
_SEPARATES = re.compile(r"\)?(?:\s*[-–—:]|\s*\n)")
_SPEAKS_ON = re.compile(r"\)?,?\s+[^\W\d]")


def dated_entries(
    text: str, working: Period, *, month_first: bool = False
) -> list[tuple[Period, str]]:
    """The entries of a text with the quarters of their dates; none where one cannot be placed."""
    starts: list[tuple[int, Period]] = []
    days: list[date] = []
    within_lines = False
    for point in points_in(text, month_first=month_first):
        before, after = text[: point.start], text[point.end :]
        spoken = _AT_LINE.search(before) and _SPEAKS_ON.match(after)
        within = bool(days) and point.precision is Precision.DAY and not _LEADS_UP.search(before)
        if not ((_BEGINS.search(before) or within) and _SEPARATES.match(after)) and not spoken:
            continue
        within_lines = within_lines or not _BEGINS.search(before)
        quarter = quarter_of(month(point.last.year, point.last.month))
        near = abs(quarter.year - working.year) <= _FARTHEST_YEAR
        if not near or not point.sure or point.precision > Precision.MONTH:
            return []
        starts.append((point.start, quarter))
        days.append(point.last)
    # A day that is only spoken of breaks the order of those that begin an entry.
    if within_lines and days not in (sorted(days), sorted(days, reverse=True)):
        return []
    # What stands before the first date belongs to no quarter.
    if not starts or text[: starts[0][0]].strip(" \n\t•*-–("):
        return []
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return [
        (quarter, text[start if number else 0 : end].strip())
        for number, ((start, quarter), end) in enumerate(zip(starts, ends, strict=True))
    ]
