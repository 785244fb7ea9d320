"""A map that a person made for one issue of a workbook, fitted to its next issue.

What the person corrected stays corrected, everything else is as suggested now: rows and columns may
have moved, columns have come, and a column without a time of its own means another quarter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from csp_desktop.plan.headertimes import timing_of
from csp_desktop.plan.periods import Period, read_period
from csp_desktop.plan.spelling import plain
from csp_desktop.workbook.importing.import_map import ColumnMap, HeadingMap, Map, TableMap

_LEAST_LIKE = 0.6


def likeness(made: Map, other: Map) -> float:
    """How much of one workbook's headers another has, as a share; times are left aside."""
    mine, theirs = _headers(made.tables), _headers(other.tables)
    return len(mine & theirs) / len(mine) if mine else 0.0


def is_like(made: Map, other: Map) -> bool:
    """Whether two maps are of issues of one workbook."""
    return min(likeness(made, other), likeness(other, made)) >= _LEAST_LIKE


def refit(made: Map, suggested: Map, now: Map) -> Map:
    """The map `made` of an issue that suggested `suggested`, for the issue that suggests `now`.

    Tables that a person took out stay out.
    """
    tables = []
    for table in now.tables:
        then = _counterpart(table, suggested.tables)
        mine = _counterpart(table, made.tables) if then else None
        if then and mine:
            tables.append(_table(mine, then, table))
        elif then is None:
            tables.append(table)
    quarter = _moved(made.quarter, suggested.quarter, now.quarter)
    return replace(now, title=made.title, quarter=quarter, tables=tuple(tables), words=made.words)


def new_columns(made: Map, fitted: Map) -> list[str]:
    """The headers of a fitted map that the map before it did not have."""
    known = _headers(made.tables)
    return [
        " ".join(each.header.split())
        for table in fitted.tables
        for each in table.columns
        if each.header and (table.records, _without_time(each.header)) not in known
    ]


def _headers(tables: Iterable[TableMap]) -> set[tuple[str, str]]:
    return {
        (table.records, _without_time(each.header))
        for table in tables
        for each in table.columns
        if each.header
    }


def _without_time(header: str) -> str:
    return plain(timing_of(header).rest or header).casefold()


def _counterpart(table: TableMap, among: Iterable[TableMap]) -> TableMap | None:
    """The table of another map that this one is: of its sheet, else the one most like it."""
    same = [each for each in among if each.records == table.records]
    wanted = _headers([table])

    def like(each: TableMap) -> tuple[float, bool]:
        share = len(wanted & _headers([each])) / max(len(wanted), 1)
        return (share, each.sheet == table.sheet)

    best = max(same, key=like, default=None)
    return best if best is not None and like(best)[0] >= _LEAST_LIKE else None


def _table(mine: TableMap, then: TableMap, now: TableMap) -> TableMap:
    was, made = _by_header(then), _by_header(mine)
    headings = {_text(each): each.to for each in mine.headings}
    suggested = {_text(each): each.to for each in then.headings}
    return replace(
        now,
        columns=tuple(_column(each, made, was) for each in now.columns),
        headings=tuple(
            replace(each, to=headings[_text(each)])
            if headings.get(_text(each)) not in (None, suggested.get(_text(each)))
            else each
            for each in now.headings
        ),
        refs=mine.refs if mine.refs != then.refs else now.refs,
        priority=mine.priority if mine.priority != then.priority else now.priority,
    )


def _text(heading: HeadingMap) -> str:
    return plain(heading.text).casefold()


def _by_header(table: TableMap) -> dict[str, ColumnMap]:
    """The columns by their headers, and by those without their times where one alone has it."""
    found: dict[str, ColumnMap] = {}
    bare: dict[str, list[ColumnMap]] = {}
    for each in table.columns:
        found.setdefault(plain(each.header).casefold(), each)
        bare.setdefault(_without_time(each.header), []).append(each)
    return {name: each[0] for name, each in bare.items() if len(each) == 1} | found


def _column(
    now: ColumnMap, made: Mapping[str, ColumnMap], was: Mapping[str, ColumnMap]
) -> ColumnMap:
    """A column as suggested now, with what a person corrected in it before."""
    for name in (plain(now.header).casefold(), _without_time(now.header)):
        mine, then = made.get(name), was.get(name)
        if name and mine and then:
            return replace(
                now,
                to=_target(mine.to, then.to, now.to),
                word_to=_target(mine.word_to, then.word_to, now.word_to),
                colour_to=_target(mine.colour_to, then.colour_to, now.colour_to),
            )
    return now


def _target(mine: str, then: str, now: str) -> str:
    if mine == then:
        return now
    field, at, period = mine.partition("@")
    moved = _moved(period, then.partition("@")[2], now.partition("@")[2])
    return f"{field}{at}{moved}"


def _moved(mine: str, then: str, now: str) -> str:
    """A period moved by as much as the suggestion has moved; as it is where that says nothing."""
    first, last, own = (read_period(each) if each else None for each in (then, now, mine))
    if not (first and last and own) or len({each.kind for each in (first, last, own)}) > 1:
        return mine
    return str(own.shifted(_number(last) - _number(first)))


def _number(period: Period) -> int:
    if period.month_of_year:
        return period.year * 12 + period.month_of_year
    return period.year * 4 + period.quarter if period.quarter else period.year
