"""Which rows of somebody's own sheet hold the headers of a table."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from csp_desktop.plan.fields import FieldTable, Kind
from csp_desktop.plan.headers import Match, match_header, names_something
from csp_desktop.plan.headertimes import Timing, quarter_of, timing_of
from csp_desktop.plan.periods import Period, read_period
from csp_desktop.workbook.importing.align_rows import header_at
from csp_desktop.workbook.importing.dated_entries import dated_entries
from csp_desktop.workbook.importing.import_map import RECORDS
from csp_desktop.workbook.package.model import Book
from csp_desktop.workbook.package.sheet_view import View

_ROWS_LOOKED_AT = 80
_MOST_KEPT = 20_000
_FEWEST = 2.0
_OF_THE_BEST = 0.6
_TIME_ALONE = 0.6
_ANOTHER_ROW_BRINGS = 0.5
_MOST_ROWS = 4
_LONGEST = 80
_NAMING = {"action": {"ref", "title", "activity", "delivery_priority"}, "indicator": {"name"}}
_FIGURES = {"target", "actual", "baseline_value", "data_state"}

_RISKS = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (r"\brisks?\b", r"\blikelihood|probability\b", r"\bimpact|severity|consequence\b")
)
_AN_ACTION = re.compile(
    r"(?:key |planned )?actions?(?: title| description)?$|what we will do", re.IGNORECASE
)

SPAN = re.compile(r"\b(20\d\d)\s*(?:/|(?:[-–—]|to)\s*(?:[A-Za-z]{3,9}\s+)?)(20\d\d|\d\d)\b")
"""A span of years, such as 2016–2019."""


@dataclass(frozen=True, slots=True)
class Headed:
    """A column's header as read: the text, the time in it, and what the rest may mean."""

    text: str
    timing: Timing
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class TableHead:
    """The header of a table: its rows, whose records it heads, its columns by number."""

    rows: tuple[int, ...]
    kind: Kind
    columns: Mapping[int, Headed]
    score: float


def find_heads(view: View, table: FieldTable) -> list[TableHead]:
    """The headers of a sheet's tables from top to bottom; a header repeated is left out."""
    kinds = [kind for name in RECORDS if (kind := table.kind(name))]
    found = [
        head
        for row in list(view.rows)[:_ROWS_LOOKED_AT]
        if (head := _head_at(view, row, kinds)) is not None
    ]
    if not found:
        return []
    # Several tables may follow each other on a sheet. What scores far below the best is a row of
    # data that happens to hold a few words of headers.
    best = max(found, key=lambda head: head.score)
    least = max(_FEWEST, best.score * _OF_THE_BEST)
    # Reading each row as a header is slow, so far down only rows that begin like one found above
    # are looked at.
    first = {head.columns[min(head.columns)].text.casefold() for head in found}
    later = (
        _head_at(view, row, kinds)
        for row in list(view.rows)[_ROWS_LOOKED_AT:]
        if _begins_with(view, row, first)
    )
    found += [head for head in later if head is not None]
    chosen: list[TableHead] = []
    taken: set[int] = set()
    for head in sorted(found, key=lambda head: (-head.score, head.rows)):
        # The row before and after a header is no other table's.
        if head.score >= least and taken.isdisjoint(head.rows):
            chosen.append(head)
            taken.update(range(head.rows[0] - 1, head.rows[-1] + 2))
    return list(_without_repeats(sorted(chosen, key=lambda head: head.rows)))


def _without_repeats(heads: Sequence[TableHead]) -> Iterator[TableHead]:
    before: list[str] = []
    for head in heads:
        texts = [f"{number} {each.text.casefold()}" for number, each in head.columns.items()]
        if texts != before:
            yield head
        before = texts


def _begins_with(view: View, row: int, first: Collection[str]) -> bool:
    """Whether a row far down begins as a header found before does: worth a closer look."""
    return view.text(row, next(iter(view.rows[row]))).casefold() in first


def reads_as_risks(view: View, row: int) -> bool:
    """Whether a row heads a register of risks: how likely, how bad, and no action."""
    said = [view.text(row, column) for column in view.rows[row]]
    about = [any(map(each.search, said)) for each in _RISKS]
    return all(about) and not any(map(_AN_ACTION.match, said))


def _head_at(view: View, row: int, kinds: Sequence[Kind]) -> TableHead | None:
    if reads_as_risks(view, row):
        return None
    spanned = [row]
    while len(spanned) < _MOST_ROWS and _may_go_on(view, spanned[-1]):
        spanned.append(spanned[-1] + 1)
    texts = [
        text for each in spanned for column in view.rows[each] if (text := view.text(each, column))
    ]
    # To compare each text of a sheet with all names by spelling is most of the work.
    kinds = [kind for kind in kinds if names_something(texts, kind)]
    candidates = [head for kind in kinds if (head := _read(view, (row,), kind))]
    for last in range(2, len(spanned) + 1):
        rows = tuple(spanned[:last])
        for kind in kinds:
            head = _read(view, rows, kind)
            fewer = max((each.score for each in candidates), default=0.0)
            if head and head.score >= fewer + _ANOTHER_ROW_BRINGS:
                candidates.append(head)
    return max(candidates, key=lambda head: head.score, default=None)


def _may_go_on(view: View, row: int) -> bool:
    """Whether a header may go on in the next row: below a cell over several, or within one."""
    below = view.rows.get(row + 1)
    if not below or any(len(view.text(row + 1, column)) > _LONGEST for column in below):
        return False
    if view.alone(row) == 1:
        return False  # a title above the table, however wide
    return any(
        view.width(row, column) > 1
        or view.from_above(row + 1, column) == (row, column)
        or (bool(timing_of(view.text(row, column))) and not view.cell(row, column + 1))
        or view.corner(row + 1, column) is not None
        for column in view.rows[row]
    )


def head_in(view: View, rows: tuple[int, ...], kind: Kind) -> TableHead:
    """The header in these rows, whatever it says: a person has said that it is one."""
    return _read(view, rows, kind) or TableHead(rows, kind, _columns(view, rows, kind), 0.0)


def _columns(view: View, rows: tuple[int, ...], kind: Kind) -> dict[int, Headed]:
    columns = sorted({column for row in rows for column in view.columns(row)})
    texts = {column: header_at(view, rows, column) for column in columns}
    return {column: headed(text, kind) for column, text in texts.items() if text}


def _read(view: View, rows: tuple[int, ...], kind: Kind) -> TableHead | None:
    columns = _columns(view, rows, kind)
    fields: set[tuple[str, str]] = set()
    score = 0.0
    for each in columns.values():
        if each.matches:
            place = (each.matches[0].field, str(each.timing.period or each.timing.quarter))
            score += each.matches[0].score / 100 if place not in fields else 0.1
            fields.add(place)
        elif each.timing and not each.timing.rest:
            score += _TIME_ALONE
        elif len(each.text) > _LONGEST:
            score -= 0.5
    names = {name for name, _ in fields}
    timed = any(each.timing for each in columns.values())
    if score < _FEWEST or not names & _NAMING[kind.name]:
        return None
    if kind.name == "indicator" and not (names & _FIGURES or timed):
        return None
    # Two naming columns alone make any list (a contents page, a risk register) look like actions.
    if kind.name == "action" and names <= _NAMING["action"] and not timed:
        return None
    return TableHead(rows, kind, columns, score)


@lru_cache(maxsize=_MOST_KEPT)
def headed(text: str, kind: Kind) -> Headed:
    """A header read as one of `kind`'s fields."""
    if len(text) > _LONGEST:
        return Headed(text, Timing(text), ())
    timing = timing_of(text)
    return Headed(text, timing, match_header(timing.rest, kind))


def working_quarter(
    book: Book, views: Sequence[View], heads: Mapping[str, Sequence[TableHead]], at: str
) -> Period:
    """The quarter that the workbook is at, by its updates, its titles or when it was saved."""
    # The surest first: a quarter that was updated has come. Then what sheets and titles say, and
    # only then when the file was saved, which may be long after.
    named = [period for view in views for period in _updated(view, heads[view.grid.name])]
    if named:
        return max(named)
    known = read_period(at)
    if known is None or known.kind != "quarter":
        known = _quarter_at(book.saved_at) or _quarter_at(at)
    saved = known or Period(2016, 1)
    said = [timing_of(text) for text in _around(book, views, heads)]
    sheets = [timing_of(view.grid.name) for view in views if heads[view.grid.name]]
    for timings in (sheets, said):
        dated = [each.period for each in timings if each.period and each.period.kind != "year"]
        if dated:
            return max(map(quarter_of, dated)) if timings is sheets else quarter_of(dated[0])
    noted = [period for view in views for period in _noted(view, heads[view.grid.name], saved)]
    if noted:
        return max(noted)
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
    found = view.first_above(head.rows[0], SPAN.search) or SPAN.search(view.grid.name)
    return int(found[1]) if found else working.year


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


def _noted(view: View, heads: Sequence[TableHead], saved: Period) -> Iterator[Period]:
    """The quarters of the dated updates below headers that name no time."""
    for head in heads:
        for number, each in head.columns.items():
            if each.matches and each.matches[0].field == "commentary" and not each.timing:
                for row in view.between(head.rows[-1] + 1, view.last_row):
                    for period, _ in dated_entries(view.text(row, number), saved):
                        yield min(period, saved)


def _numbered(view: View, heads: Sequence[TableHead]) -> Iterator[int]:
    """The quarters, 1 to 4, named without a year, that have any content."""
    return (timing.quarter for timing in _filled(view, heads) if timing.quarter)


def _filled(view: View, heads: Sequence[TableHead]) -> Iterator[Timing]:
    """The times of an action table's headers that have any content below them."""
    for head in heads:
        if head.kind.name == "action":
            for number, each in head.columns.items():
                if view.last_filled(number) > head.rows[-1]:
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
    for row in view.between(1, first - 1):
        for column in view.rows[row]:
            yield view.text(row, column)
