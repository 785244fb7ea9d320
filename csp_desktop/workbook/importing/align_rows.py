"""The rows of a mapped workbook, told apart: headings, records, their further lines, the rest.

Nothing is understood here, and nothing is passed over: each filled cell is in one of the lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from csp_desktop.errors import BadValue
from csp_desktop.plan.statuses import STATUSES
from csp_desktop.workbook.importing.fuzzy_values import read_choice, read_ref
from csp_desktop.workbook.importing.import_map import ColumnMap, HeadingMap, Map, TableMap
from csp_desktop.workbook.package.cells import column_number
from csp_desktop.workbook.package.model import Book, GridCell
from csp_desktop.workbook.package.sheet_view import SheetPosition, View, plain, shown

ABOVE = "It is above the table."
OUTSIDE = "It is outside the tables that are read."
NOTHING_NAMES = "Nothing in its row names a record: there is no ref and no title."
STANDS_ALONE = "It is alone in its row, away from the table."
A_TOTAL = "It reads as a total, not as an action."
A_KEY = "It reads as a key to the colours."
NO_HEADING = "Its row is left out in the map."


_TOTAL = re.compile(r"(?:grand\s+|sub-?\s*)?total\b", re.IGNORECASE)
_BARE_TOTAL = re.compile(r"(?:grand\s+|sub-?\s*)?totals?\s*:?", re.IGNORECASE)


IMPROVEMENT = re.compile(r"(?:service |key )?improvement actions?\W*", re.IGNORECASE)


_STEP = re.compile(r"(?:m|ms|milestone|step)\s*[-.:]?\s*\d+(?:\.\d+)*", re.IGNORECASE)
_A_STEP = re.compile(
    r"(?:(?:m|ms)\s*[-.:]?\s*\d+\b|(?:milestone|step)s?\b\s*(?:\d|[:–—-]))", re.IGNORECASE
)
_STEPS = re.compile(r"\b(?:milestones?|steps?|sub-?\s?tasks?|sub-?\s?actions?)\b", re.IGNORECASE)
_OWN_STATE = frozenset({"status", "due_date", "start_date", "forecast_date", "completed_on"})


class What(Enum):
    """What a row is."""

    RECORD = auto()
    MORE = auto()
    HEADING = auto()
    IMPROVEMENT = auto()
    MILESTONE = auto()
    HEADER = auto()
    LEFT = auto()


_OF_A_RECORD = frozenset({What.RECORD, What.MORE, What.MILESTONE})


@dataclass(frozen=True, slots=True)
class AlignedCell:
    """A cell of a line: its content, its place, the colour behind it, and its column's map.

    `reached`: its value is in a merged cell that begins in a row above.
    """

    cell: GridCell | None
    spot: SheetPosition
    fill: str
    column: ColumnMap | None
    reached: bool = False


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """One row of a table. `why` says why a row is left over."""

    what: What
    row: int
    parts: tuple[AlignedCell, ...]
    heading: HeadingMap | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table with its lines."""

    table: TableMap
    lines: tuple[AlignedRow, ...]


def align(book: Book, made: Map) -> tuple[tuple[Aligned, ...], tuple[AlignedRow, ...]]:
    """Each table's lines, and those that belong to no table.

    Raises BadValue where the map does not fit the workbook: it was made for another, or its rows
    have moved since.
    """
    views = {grid.name: View(grid) for grid in book.grids}
    tables = []
    for table in made.tables:
        view = views.get(table.sheet)
        if view is None:
            raise BadValue(
                f"The map names a sheet '{table.sheet}', which the workbook does not have. "
                f"It has: {', '.join(views)}."
            )
        _check_fits(view, table)
        tables.append(Aligned(table, tuple(_RowAligner(view, table).lines())))
    return tuple(tables), tuple(_rest(views, made))


def last_row(view: View, table: TableMap) -> int:
    """The last row of a table."""
    return min(table.last_row or view.last_row, view.last_row)


def _rest(views: Mapping[str, View], made: Map) -> Iterator[AlignedRow]:
    why = {each.sheet: each.why for each in made.left_out}
    for name, view in views.items():
        tables = [table for table in made.tables if table.sheet == name]
        first = min((table.header_rows[0] for table in tables), default=0)
        read = {
            row
            for table in tables
            for row in view.between(table.header_rows[0], last_row(view, table))
        }
        for row in view.rows:
            if row in read:
                continue
            reason = ABOVE if row < first else OUTSIDE if tables else why.get(name) or OUTSIDE
            yield AlignedRow(What.LEFT, row, tuple(_own(view, row, {})), why=reason)


def _own(view: View, row: int, columns: Mapping[int, ColumnMap]) -> Iterator[AlignedCell]:
    for column, cell in view.rows.get(row, {}).items():
        yield AlignedCell(cell, view.spot(row, column), view.fill(row, column), columns.get(column))


def _check_fits(view: View, table: TableMap) -> None:
    for column in table.columns:
        stands = header_at(view, table.header_rows, column_number(column.column))
        if column.header and plain(stands) != plain(column.header):
            raise BadValue(
                f"The map does not fit the workbook: in sheet '{table.sheet}' column "
                f"{column.column} is headed '{stands}' now, not '{column.header}'. "
                "Print the suggested map again and correct that."
            )
    for heading in table.headings:
        stands = heading_text(view, heading.row)
        if heading.text and plain(stands) != plain(heading.text):
            raise BadValue(
                f"The map does not fit the workbook: row {heading.row} of sheet '{table.sheet}' "
                f"reads '{stands[:60]}' now, not '{heading.text[:60]}'. "
                "Print the suggested map again and correct that."
            )


def header_at(view: View, rows: Sequence[int], column: int) -> str:
    """A column's header: the texts of its header rows, one below the other, in one text.

    A merged cell above several headers counts for each of them.
    """
    texts = []
    for row in rows:
        text = view.text(row, column)
        corner = view.corner(row, column)
        if not text and corner and corner[0] == row and row != rows[-1]:
            text = view.text(*corner)
        texts.append(text)
    # A year typed once above four quarters and not merged counts for the columns to its right.
    if len(rows) > 1 and not any(texts[:-1]) and texts[-1]:
        texts[0] = _grouped(view, rows[0], column)
    return " ".join(" ".join(text.split()) for text in texts if text)


def _grouped(view: View, row: int, column: int) -> str:
    """The time to the left in an upper header row that counts for this column too."""
    from csp_desktop.plan.headertimes import timing_of

    text = view.text(row, view.before(row, column))
    timing = timing_of(text)
    return text if timing and not timing.rest else ""


def heading_text(view: View, row: int) -> str:
    """What a heading row says, its cells put together."""
    return ": ".join(" ".join(view.text(row, each).split()) for each in view.rows.get(row, {}))


def improves(view: View, row: int) -> bool:
    """Whether a row holds a delivery priority's improvement actions, or heads them."""
    first = view.text(row, next(iter(view.rows[row]), 0))
    return bool(IMPROVEMENT.fullmatch(first.strip()))


class _RowAligner:
    """Tells the rows of one table apart."""

    def __init__(self, view: View, table: TableMap) -> None:
        self._view = view
        self._table = table
        self._columns = {column_number(each.column): each for each in table.columns}
        self._headings = {each.row: each for each in table.headings}
        self._refs = self._going_to("ref")
        names = ("title",) if table.records == "action" else ("name",)
        self._titles = self._going_to(*names) or self._going_to("activity")
        # Where refs go down a level, the header says whether that is of steps or of actions.
        headers = " ".join(self._columns[each].header for each in (*self._titles, *self._refs))
        rows = view.between(table.header_rows[-1] + 1, last_row(view, table))
        refs = [
            text for each in self._refs for row in rows if (text := view.text(row, each).strip())
        ]
        own = [tidied for ref in refs if not _STEP.fullmatch(ref) and (tidied := read_ref(ref)[0])]
        level = min((ref.count(".") for ref in own), default=0)
        self._parents = tuple(f"{ref}." for ref in own if ref.count(".") == level)
        self._says_steps = bool(own) and bool(_STEPS.search(headers))
        self._with_steps = self._says_steps or (
            bool(own) and any(_STEP.fullmatch(ref) for ref in refs)
        )
        self._headers = [
            {column: plain(view.text(row, column)) for column in view.rows.get(row, {})}
            for row in table.header_rows
        ]

    def _going_to(self, *names: str) -> list[int]:
        return [
            number for number, each in self._columns.items() if each.to.partition("@")[0] in names
        ]

    def lines(self) -> Iterator[AlignedRow]:
        for row in self._table.header_rows:
            yield self._line(What.HEADER, row)
        before: tuple[int, What] = (0, What.HEADER)
        last = last_row(self._view, self._table)
        for row in self._view.between(self._table.header_rows[-1] + 1, last):
            line = self._told(row, before)
            before = (row, line.what)
            yield line

    def _told(self, row: int, before: tuple[int, What]) -> AlignedRow:
        heading = self._headings.get(row)
        if heading and heading.to != "action":
            what = What.HEADING if heading.to else What.LEFT
            return self._line(what, row, heading, why="" if heading.to else NO_HEADING)
        # Before the map's own say on records: a header printed again on each page is a row like
        # others to everything below.
        if self._repeats_header(row):
            return self._line(What.HEADER, row)
        if heading:
            return self._line(What.RECORD, row)
        what, why = self._named(row, before)
        return self._line(what, row, why=why)

    def _repeats_header(self, row: int) -> bool:
        cells = self._view.rows[row]
        texts = {column: plain(self._view.text(row, column)) for column in cells}
        return len(texts) > 1 and texts in self._headers

    def _named(self, row: int, before: tuple[int, What]) -> tuple[What, str]:
        """Whether a row is a record of its own, and why it is left over where it is not."""
        cells = self._view.rows[row]
        follows = before[0] == row - 1
        ref = any(column in cells for column in self._refs)
        title = any(column in cells for column in self._titles)
        # Below a row that says 'Improvement actions', what has no ref is one of them.
        if improves(self._view, row) or (before[1] is What.IMPROVEMENT and title and not ref):
            return What.IMPROVEMENT, ""
        why = self._stray(cells, follows=follows, below_heading=before[1] is What.HEADING)
        if why:
            return What.LEFT, why
        below = before[1] in _OF_A_RECORD
        if title or ref:
            return (What.MILESTONE if below and self._is_milestone(row) else What.RECORD), ""
        # A further line of the record above: its ref is merged down, or nothing parts the two rows.
        reached = any(self._view.from_above(row, each) for each in self._refs or self._titles)
        says = any(each.to and column in cells for column, each in self._columns.items())
        if says and below and (follows or reached):
            return (What.MILESTONE if self._has_own_state(row) else What.MORE), ""
        return What.LEFT, NOTHING_NAMES

    def _is_milestone(self, row: int) -> bool:
        """Whether a row is a step of the action above: 'M1', 1.1.2 below 1.1, or one without a ref.

        Without a ref only where the others have one, and its title or the header says so.
        """
        refs = [self._view.text(row, column).strip() for column in self._refs]
        if not any(refs):
            titles = [self._view.text(row, column).strip() for column in self._titles]
            return bool(self._parents) and (self._says_steps or any(map(_A_STEP.match, titles)))
        return self._with_steps and any(
            _STEP.fullmatch(ref) or read_ref(ref)[0].startswith(self._parents) for ref in refs
        )

    def _has_own_state(self, row: int) -> bool:
        """Whether a row without a name has a date or a status, which is then not the action's."""
        cells = self._view.rows[row]
        return any(
            column in cells and each.to.partition("@")[0] in _OWN_STATE
            for column, each in self._columns.items()
        )

    def _stray(self, cells: Mapping[int, GridCell], *, follows: bool, below_heading: bool) -> str:
        """Why a row is no record although its ref or title is filled, else ''."""
        refs = [shown(cells[column]) for column in self._refs if column in cells]
        titles = [shown(cells[column]) for column in self._titles if column in cells]
        no_ref = bool(refs) and not any(any(each.isdigit() for each in text) for text in refs)
        # 'Green' in the column of refs beside 'on track' is a key under the table, not an action.
        if no_ref and len(cells) <= 2 and all(read_choice(text, STATUSES) for text in refs):
            return A_KEY
        if no_ref and (not follows or len(cells) == 1):
            return STANDS_ALONE
        if len(cells) == 1 and titles and not follows and (self._refs or not below_heading):
            return STANDS_ALONE
        # With a ref it is an action that begins with the word, such as 'Total Place programme'.
        if titles and not refs and any(map(_TOTAL.match, titles)):
            return A_TOTAL
        if not (titles or refs) and any(
            _BARE_TOTAL.fullmatch(shown(each)) for each in cells.values()
        ):
            return A_TOTAL
        return ""

    def _line(
        self, what: What, row: int, heading: HeadingMap | None = None, why: str = ""
    ) -> AlignedRow:
        parts = list(_own(self._view, row, self._columns))
        if what in (What.RECORD, What.MORE):
            own = {part.spot.column for part in parts}
            parts += [
                part
                for number, column in self._columns.items()
                if number not in own and (part := self._reached(row, number, column))
            ]
        return AlignedRow(what, row, tuple(parts), heading, why)

    def _reached(self, row: int, number: int, column: ColumnMap) -> AlignedCell | None:
        """What reaches a blank cell: a merged cell from above, or nothing but a colour."""
        corner = self._view.from_above(row, number)
        fill = self._view.fill(row, number)
        cell = self._view.cell(*corner) if corner else None
        if cell is None and not (fill and column.colour_to):
            return None
        place = corner if corner and cell else (row, number)
        return AlignedCell(cell, self._view.spot(*place), fill, column, reached=cell is not None)
