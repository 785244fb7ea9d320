"""Which quarter somebody's own workbook is at, and which years it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath

from csp_desktop.plan.headertimes import Timing, quarter_of, timing_of
from csp_desktop.plan.periods import Period, read_period
from csp_desktop.workbook.importing.header_rows import Headed, TableHead
from csp_desktop.workbook.package.model import Book
from csp_desktop.workbook.package.sheet_view import View

SPAN = re.compile(r"\b(20\d\d)\s*(?:/|(?:[-–—]|to)\s*(?:[A-Za-z]{3,9}\s+)?)(20\d\d|\d\d)\b")
"""A span of years, such as 2016–2019."""


def working_quarter(
    book: Book, views: Sequence[View], heads: Mapping[str, Sequence[TableHead]], at: str
) -> Period:
    """The quarter that the workbook is at, by its updates, its titles or when it was saved."""
    # The surest first: a quarter that was updated has come. Then what sheets and titles say, and
    # only then when the file was saved, which may be long after.
    named = [period for view in views for period in _updated(view, heads[view.grid.name])]
    if named:
        return max(named)
    saved = _quarter_at(book.saved_at) or _quarter_at(at) or Period(2016, 1)
    said = [timing_of(text) for text in _around(book, views, heads)]
    sheets = [timing_of(view.grid.name) for view in views if heads[view.grid.name]]
    for timings in (sheets, said):
        dated = [each.period for each in timings if each.period and each.period.kind != "year"]
        if dated:
            return max(map(quarter_of, dated)) if timings is sheets else quarter_of(dated[0])
    numbered = (number for view in views for number in _numbered(view, heads[view.grid.name]))
    quarter = next((timing.quarter for timing in said if timing.quarter), 0) or max(
        numbered, default=0
    )
    years = _years(heads, said, _around(book, views, heads))
    # Within the years that the workbook is about: one that is saved again years later is not about
    # then.
    first, last = (min(years), max(years)) if years else (saved.year, saved.year)
    within = min(max(saved, Period(first, 1)), Period(last, 4))
    return Period(within.year, quarter) if quarter else within


def first_year(view: View, head: TableHead, working: Period) -> int:
    """The year in which 'Year 1' begins: the first of a span such as 2016–2019 above the table."""
    for text in (*above(view, head.rows[0]), view.grid.name):
        found = SPAN.search(text)
        if found:
            return int(found[1])
    return working.year


def _quarter_at(at: str) -> Period | None:
    period = read_period(at[:7])
    return quarter_of(period) if period and period.kind == "month" else None


def _years(
    heads: Mapping[str, Sequence[TableHead]], said: Sequence[Timing], around: Iterable[str]
) -> set[int]:
    """The financial years that the workbook is about: of its updates, its headers, its titles."""
    updated: set[int] = set()
    headed: set[int] = set()
    for each in (each for found in heads.values() for head in found for each in _timed(head)):
        if each.timing.period:
            headed.add(each.timing.period.year)
            if each.matches and each.matches[0].field in ("status", "commentary"):
                updated.add(each.timing.period.year)
    titled = {timing.period.year for timing in said if timing.period}
    for text in around:
        for found in SPAN.finditer(text):
            titled |= {int(found[1]), max(2000 + int(found[2]) % 100 - 1, int(found[1]))}
    return updated or titled or headed


def _timed(head: TableHead) -> Iterator[Headed]:
    return (each for each in head.columns.values() if each.timing)


def _updated(view: View, heads: Sequence[TableHead]) -> Iterator[Period]:
    """The quarters, named with their year, that have any content."""
    for timing in _filled(view, heads):
        if timing.period and timing.period.kind != "year":
            yield quarter_of(timing.period)


def _numbered(view: View, heads: Sequence[TableHead]) -> Iterator[int]:
    """The quarters, 1 to 4, named without a year, that have any content."""
    return (timing.quarter for timing in _filled(view, heads) if timing.quarter)


def _filled(view: View, heads: Sequence[TableHead]) -> Iterator[Timing]:
    """The times of an action table's headers that have any content below them."""
    for head in heads:
        if head.kind.name == "action":
            for number, each in head.columns.items():
                if any(row > head.rows[-1] and number in view.rows[row] for row in view.rows):
                    yield each.timing


def _around(
    book: Book, views: Sequence[View], heads: Mapping[str, Sequence[TableHead]]
) -> Iterator[str]:
    """What may say the time: the texts above the tables, the sheets' names, the file's name."""
    for view in views:
        for head in heads[view.grid.name][:1]:
            yield from above(view, head.rows[0])
            yield view.grid.name
    yield PurePath(book.path).stem.replace("_", " ")


def above(view: View, first: int) -> Iterator[str]:
    """The texts in the rows above row `first`."""
    for row in view.rows:
        if row < first:
            for column in view.rows[row]:
                yield view.text(row, column)
