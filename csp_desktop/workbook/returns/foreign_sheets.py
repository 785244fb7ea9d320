"""Sheets of a workbook that was not sent out, told by the quarters that they name.

A council that sends its own form keeps a sheet for each quarter, or a column. Each is read for the
quarter that it names, and for no other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from csp_desktop.plan.field_types import Per
from csp_desktop.plan.fields import FieldTable, Kind
from csp_desktop.plan.headers import match_header
from csp_desktop.plan.headertimes import Timing, quarter_of, timing_of
from csp_desktop.plan.periods import Period, read_period
from csp_desktop.plan.wording import plural
from csp_desktop.workbook.export.own_words import Own
from csp_desktop.workbook.package.cells import column_letter
from csp_desktop.workbook.package.markers import ROW_ID, quoted, says_link
from csp_desktop.workbook.package.model import (
    BaseSheet,
    Book,
    Grid,
    GridCell,
    SheetColumn,
    SheetProblem,
)
from csp_desktop.workbook.returns.match_columns import ReturnHead, by_row, fold

_ROWS_LOOKED_AT = 30
_MOST = 0.7
_FEWEST = 5
"""How many headers a sheet must share with an export's: many a list is headed Name and E-mail."""
_NO_QUARTER = (
    "This sheet and its headers name no quarter, and others of this workbook do: so it is not "
    "known for which it is, and it was not read. Name it Q1, say."
)

MOST_TOLD: Final = 25
"""How many cells of one sheet are named one by one."""

_WHAT_TO_DO = "Put it where it belongs and send the workbook again, or type it into the plan."


@dataclass(slots=True)
class Named:
    """The sheets that name a quarter, and what is to be said of those that do not."""

    sheets: list[BaseSheet] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)


def was_sent_out(book: Book, layouts: Sequence[BaseSheet]) -> bool:
    """Whether anything in a workbook without a base shows that it was an export once.

    That is the id of an export, rows with ids, or a sheet with most of an export's headers.
    """
    if book.carried_id:
        return True
    wanted = [{fold(column.header) for column in each.columns} for each in layouts]
    for grid in book.grids:
        for cells in by_row(grid).values():
            # A return saved by a program that drops hidden sheets and names still has its header
            # row.
            texts = {fold(cell.value) for cell in cells.values() if isinstance(cell.value, str)}
            if fold(ROW_ID) in texts or any(
                max(_MOST * len(each), _FEWEST - 1) < len(texts & each) for each in wanted
            ):
                return True
    return False


def named_by_quarters(
    book: Book, table: FieldTable, working: Period, years: Sequence[str]
) -> Named | None:
    """The sheets of `book` as the quarters say that it names; None where it names none."""
    kind = table.kind("action")
    if kind is None:
        return None
    found, silent = Named(), list[Grid]()
    for grid in book.grids:
        columns = _columns(grid, kind, working)
        if not any(column.period for column in columns):
            # A sheet that looks like a table of actions but names no quarter is reported; a cover
            # or a list of phone numbers is not.
            silent += [grid] if len(columns) > 1 else []
            continue
        outside = {each.period for each in columns if each.period and not _in(each, years)}
        found.problems += [
            SheetProblem(grid.name, "", f"{each} lies in no year of this plan, so it was not read.")
            for each in sorted(outside)
        ]
        kept = tuple(each for each in columns if each.period not in outside)
        if any(each.period for each in kept):
            found.sheets.append(BaseSheet(grid.name, "", kind.name, kept))
    if not found.sheets and not found.problems:
        return None
    found.problems += [SheetProblem(each.name, "", _NO_QUARTER) for each in silent]
    return found


def _in(column: SheetColumn, years: Sequence[str]) -> bool:
    return not years or column.period.partition(" ")[0] in years


def _columns(grid: Grid, kind: Kind, working: Period) -> list[SheetColumn]:
    """The columns under the likeliest headers: an action's ref and title, and what has a quarter.

    Without a ref there is nothing to know the rows by, and so no column.
    """
    # The row that explains most columns is the header. A title above may hold 'Action' too.
    best: list[SheetColumn] = []
    before: list[str] = []
    rows = by_row(grid)
    for number in list(rows)[:_ROWS_LOOKED_AT]:
        of_sheet = next(filter(None, _quarters_said((grid.name, *before), working)), None)
        columns = list(_row_columns(rows[number], kind, working, of_sheet))
        if len(columns) > len(best) and any(each.field == "ref" for each in columns):
            best = columns
        # A quarter in a title above counts for the headers below it that name none.
        before += [str(cell.value) for cell in rows[number].values() if cell.value is not None]
    return best


def _quarters_said(texts: Iterable[str], working: Period) -> Iterator[Period | None]:
    for text in texts:
        yield _quarter(timing_of(text), working)


def _row_columns(
    cells: Mapping[int, GridCell], kind: Kind, working: Period, of_sheet: Period | None
) -> Iterator[SheetColumn]:
    taken: set[tuple[str, str]] = set()
    for cell in cells.values():
        if not isinstance(cell.value, str):
            continue
        timing = timing_of(cell.value)
        match = next(iter(match_header(timing.rest or cell.value, kind)), None)
        known = kind.field(match.field) if match else None
        if known is None or known.per not in (Per.NONE, Per.QUARTER):
            continue
        # Of what has no quarter only what a row is known by is read: such a workbook is read for
        # the quarters that it names, and for nothing else.
        if known.per is Per.NONE and known.name not in ("ref", "title"):
            continue
        quarter = (_quarter(timing, working) or of_sheet) if known.per is Per.QUARTER else None
        place = (known.name, str(quarter or ""))
        if place in taken or (known.per is Per.QUARTER and quarter is None):
            continue
        taken.add(place)
        yield SheetColumn(cell.value, *place, fill_in=True, choices=known.choices, type=known.type)


def _quarter(timing: Timing, working: Period) -> Period | None:
    """The one quarter that a text names; None for a year alone, and for no time at all."""
    if timing.back:
        return working.shifted(-timing.back)
    if timing.quarter:
        return Period(working.year, timing.quarter)
    if timing.period and timing.period.kind != "year":
        return quarter_of(timing.period)
    return None


def working_of(text: str) -> Period | None:
    """The plan's working quarter, None where it has none."""
    period = read_period(text)
    return period if period and period.quarter else None


def strays(
    grid: Grid, own: Own, seen: Collection[tuple[int, int]], head: ReturnHead | None = None
) -> list[SheetProblem]:
    """A sentence for each filled cell that is neither in `seen` nor one of the exporter's `own`.

    `head` is the header row of the sheet's table, where it has one.
    """
    found = []
    for (row, column), cell in sorted(grid.cells.items()):
        if cell.value is None and not cell.trouble:
            continue
        # `meets` comes first: it crosses the word off, and what is left at the end is reported as
        # gone. A header is both an own word and seen.
        if own.meets(cell.value) or (row, column) in seen:
            continue
        found.append((row, column, cell))
    told = [
        SheetProblem(
            grid.name,
            f"{column_letter(column)}{row}",
            _sentence(row, column, cell, head),
        )
        for row, column, cell in found[:MOST_TOLD]
    ]
    more = len(found) - MOST_TOLD
    if more > 0:
        row, column, _ = found[MOST_TOLD]
        told.append(
            SheetProblem(
                grid.name,
                f"{column_letter(column)}{row}",
                f"From here on {more} more filled {plural(more, 'cell belongs', 'cells belong')}"
                f" to no row of the return, so nothing of that was taken. {_WHAT_TO_DO}",
            )
        )
    return told


def _sentence(row: int, column: int, cell: GridCell, head: ReturnHead | None) -> str:
    said = quoted(cell.value) if cell.value is not None else "What it shows"
    if cell.link and not says_link(str(cell.value), cell.link):
        said = f"{said}, which leads to {cell.link},"
    return f"{said} {_where(row, column, head)}, so it was not taken. {_WHAT_TO_DO}"


def _where(row: int, column: int, head: ReturnHead | None) -> str:
    if head is None:
        return "is on a sheet that is not one of the return's"
    if row < head.row:
        return "is above the table"
    if column == head.id_column:
        return "is in the hidden column of the rows' ids"
    letter = column_letter(column)
    header = next((each.header for each in head.columns if each.letter == letter), "")
    if header and column not in head.places.values():
        return f"is in the column '{header}', which is not one of the return's"
    if column not in head.places.values():
        return "is in a column without a header"
    return "is outside the rows of the table"


def lying_over(grid: Grid) -> Iterator[SheetProblem]:
    """A sentence for each text box, picture, shape or chart that lies over a sheet."""
    for each in grid.drawn[:MOST_TOLD]:
        says = f" that says {quoted(each.text)}" if each.text else ""
        yield SheetProblem(
            grid.name,
            each.address,
            f"A {each.what}{says} lies over the cells, so it was not taken. {_WHAT_TO_DO}",
        )
    if len(grid.drawn) > MOST_TOLD:
        yield SheetProblem(
            grid.name,
            "",
            f"{len(grid.drawn) - MOST_TOLD} more pictures, shapes or text boxes were not taken.",
        )


def likeliest(grid: Grid, own: Mapping[str, Own]) -> Own:
    """The exporter's own words for the sheet that `grid` most likely is; else none."""
    named = next((each for name, each in own.items() if fold(name) == fold(grid.name)), None)
    if named is not None:
        return named
    # More than half of a sheet's texts: a sheet that quotes a line of the cover is not the cover.
    texts = [cell.value for cell in grid.cells.values() if cell.value is not None]
    best = max(own.values(), key=lambda each: each.likeness(texts), default=None)
    if best is not None and 2 * best.likeness(texts) > len(texts):
        return best
    return Own(())
