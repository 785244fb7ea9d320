"""Which rows of somebody's own sheet hold the headers of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from csp_desktop.plan.fields import FieldTable, Kind
from csp_desktop.plan.headers import Match, match_header
from csp_desktop.plan.headertimes import Timing, timing_of
from csp_desktop.workbook.importing.align_rows import header_at
from csp_desktop.workbook.importing.import_map import RECORDS
from csp_desktop.workbook.package.sheet_view import View

_ROWS_LOOKED_AT = 80
_FEWEST = 2.0
_OF_THE_BEST = 0.6
_TIME_ALONE = 0.6
_ANOTHER_ROW_BRINGS = 0.5
_MOST_ROWS = 4
_LONGEST = 80
_NAMING = {"action": {"ref", "title", "activity", "delivery_priority"}, "indicator": {"name"}}
_FIGURES = {"target", "actual", "baseline_value", "data_state"}


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
    later = (
        _head_at(view, row, kinds)
        for row in list(view.rows)[_ROWS_LOOKED_AT:]
        if _is_like(view, row, found)
    )
    found += [head for head in later if head is not None]
    chosen: list[TableHead] = []
    for head in sorted(found, key=lambda head: (-head.score, head.rows)):
        if head.score >= least and not any(_touch(head, other) for other in chosen):
            chosen.append(head)
    return list(_without_repeats(sorted(chosen, key=lambda head: head.rows)))


def _touch(one: TableHead, other: TableHead) -> bool:
    return one.rows[0] <= other.rows[-1] + 1 and other.rows[0] <= one.rows[-1] + 1


def _without_repeats(heads: Sequence[TableHead]) -> Iterator[TableHead]:
    before: list[str] = []
    for head in heads:
        texts = [f"{number} {each.text.casefold()}" for number, each in head.columns.items()]
        if texts != before:
            yield head
        before = texts


def _is_like(view: View, row: int, found: Sequence[TableHead]) -> bool:
    """Whether a row far down begins as a header found before does: worth a closer look."""
    first = {head.columns[min(head.columns)].text.casefold() for head in found}
    texts = [view.text(row, column).casefold() for column in list(view.rows[row])[:2]]
    return bool(texts) and texts[0] in first


def _head_at(view: View, row: int, kinds: Sequence[Kind]) -> TableHead | None:
    candidates = [head for kind in kinds if (head := _read(view, (row,), kind))]
    rows: tuple[int, ...] = (row,)
    while len(rows) < _MOST_ROWS and _may_go_on(view, rows[-1]):
        rows = (*rows, rows[-1] + 1)
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
    texts = {column: header_at(view, rows, column) for column in range(1, view.last_column + 1)}
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


@cache
def headed(text: str, kind: Kind) -> Headed:
    """A header read as one of `kind`'s fields."""
    if len(text) > _LONGEST:
        return Headed(text, Timing(text), ())
    timing = timing_of(text)
    return Headed(text, timing, match_header(timing.rest, kind))
