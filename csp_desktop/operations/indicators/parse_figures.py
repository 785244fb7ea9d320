"""Blocks of figures in any layout, read into figures and problems, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from csp_desktop.errors import BadValue
from csp_desktop.measures.kpi.rating import Number, figure, is_change, is_number
from csp_desktop.measures.kpi.series import FigureProblem, likely_step
from csp_desktop.measures.kpi.units import says_unit, why_no_percentage
from csp_desktop.operations.indicators.decimal_marks import bare_number, with_point, with_unit
from csp_desktop.operations.indicators.figure_cells import (
    BARE,
    PERIODS,
    YEAR_FIRST,
    cell_at,
    kind_named,
    period_text,
    place_of,
    unit_column,
)
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import DATA_STATES, Field
from csp_desktop.plan.periods import Period, asked_period, read_period
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import name_key, understand
from csp_desktop.plan.vocabulary import LEFT_OUT

_NAMES: Final = frozenset({"indicator", "name", "kpi", "measure"})
_VALUES: Final[Mapping[str, str]] = {
    "value": "",
    "figure": "",
    "actual": "actual",
    "% change": "actual",
    "change": "actual",
    "count": "count",
    "counts": "count",
    "number": "count",
}
_STATES: Final = frozenset({"state", "data state", "status"})
_SHORTHAND: Final = {"p": "provisional", "r": "revised", "e": "estimated"}
_NOTHING: Final = frozenset({"", "-", "–", "..", "[x]", "[z]", "n/a", "none"})
_BRACKET: Final = re.compile(r"\s*\[([a-z])\]\s*$", re.IGNORECASE)
_MOST_ABOVE: Final = 20
_FARTHEST_BACK: Final = 15
_FIELDS: Final = {
    "actual": Field("actual", "A figure", Type.NUMBER),
    "count": Field("count", "A count", Type.NUMBER),
}


@dataclass(frozen=True, slots=True)
class Context:
    """What is known where the block itself does not say.

    `quarter` is the working quarter, after which no figure is taken. `indicator` is the id of the
    one whose figures these are; `first` the period of the first value of a bare column, and
    `name` the field it goes to: 'actual', 'count', or '' for what the indicator takes.
    """

    quarter: str
    indicator: str = ""
    first: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFigure:
    """One figure that was read: whose, of which field and period, and from where.

    `says_unit`: its % sign is the first to say what the indicator's figures are.
    """

    indicator: str
    name: str
    period: Period
    value: Number
    state: str
    place: str
    says_unit: bool = False


@dataclass(slots=True)
class ParsedFigures:
    """Figures and problems while a block is read."""

    figures: list[ParsedFigure] = field(default_factory=list)
    problems: list[FigureProblem] = field(default_factory=list)

    def refuse(self, place: str, sentence: str) -> None:
        """Note what is wrong at a place, once."""
        problem = FigureProblem(place, sentence)
        if problem not in self.problems:
            self.problems.append(problem)


class BlockReader:
    """Reads the cells of a block, whichever way they are laid out."""

    def __init__(
        self, document: Document, context: Context, found: ParsedFigures, decimal: str = "."
    ) -> None:
        """Read for `document`; `decimal` is the mark of decimals, '' where it is not known."""
        self._document = document
        self._context = context
        self._found = found
        self._decimal = decimal
        self._likely = ""
        self._above = 0
        self._by_name: dict[str, list[str]] = {}
        for record in document.of("indicator"):
            for name in {record.text("name"), record.id}:
                self._by_name.setdefault(name_key(name), []).append(record.id)

    def read(self, rows: list[list[str]]) -> None:
        """Read the rows into what has been found."""
        self._above = above = self._rows_above(rows)
        for row, line in enumerate(rows[:above], -above):
            for column, cell in enumerate(line):
                if BARE.fullmatch(cell.strip()):
                    said = f"'{cell}' stands above the headings, and is not taken."
                    self._found.refuse(self._place(row, column), said)
        below = rows[above:]
        head = [plain(cell).lower() for cell in below[0]]
        self._likely = kind_named(head, below)
        (self._layout(below) or self._bare)(below)

    def _rows_above(self, rows: list[list[str]]) -> int:
        """How many rows of titles stand above the headings, or above the first period."""
        # Where a column begins is said of a bare one, which has nothing above it.
        if read_period(self._context.first):
            return 0
        layouts = [self._layout(rows[at:]) for at in range(min(len(rows), _MOST_ABOVE))]
        # Headings that say all come first: a title may itself be a period.
        for wanted in ((self._long, self._upright), (self._pairs, self._wide)):
            for at, layout in enumerate(layouts):
                if layout in wanted:
                    return at
        return 0

    def _layout(self, rows: list[list[str]]) -> Callable[[list[list[str]]], None] | None:
        """How the rows are laid out, None where they do not say."""
        if not any(rows[0]):
            return None
        head = [plain(cell).lower() for cell in rows[0]]
        down = [bool(read_period(period_text(row[0]))) for row in rows[:3] if row]
        # From the layout that says most about itself to the one that says nothing. Each would read
        # part of what a later one is meant for.
        if any(cell in PERIODS for cell in head) and self._is_long(head):
            return self._long
        if len(rows) > 1 and self._heads_indicators(rows):
            return self._upright
        if all(down) or (len(down) > 1 and all(down[1:]) and not self._headed_any(rows[0][1:])):
            return self._pairs
        return self._wide if self._headed_any(rows[0]) else None

    def _place(self, row: int, column: int) -> str:
        """The place of a cell below the titles."""
        return place_of(row + self._above, column)

    def _headed_any(self, line: Sequence[str]) -> bool:
        return any(self._headed(cell) for cell in line)

    def _is_long(self, head: Sequence[str]) -> bool:
        return any(cell in _VALUES for cell in head)

    # Layouts

    def _long(self, rows: list[list[str]]) -> None:
        """One line a figure: indicator, period, value, state, by their headers."""
        head = [plain(cell).lower() for cell in rows[0]]
        names = next((at for at, cell in enumerate(head) if cell in _NAMES), None)
        when = next(at for at, cell in enumerate(head) if cell in PERIODS)
        states = next((at for at, cell in enumerate(head) if cell in _STATES), None)
        units = unit_column(head)
        values = [(at, _VALUES[cell]) for at, cell in enumerate(head) if cell in _VALUES]
        for row, line in enumerate(rows[1:], 1):
            if not any(line):
                continue
            named = cell_at(line, names) if names is not None else ""
            of = self._indicator(named, self._place(row, names or 0))
            period = self._period(cell_at(line, when), self._place(row, when), of)
            state = self._state(cell_at(line, states), row, states) if states is not None else ""
            if of is None or period is None:
                continue
            for at, name in values:
                text = self._measured(line, at, units, row)
                self._figure(of, name, period, text, state, self._place(row, at))

    def _wide(self, rows: list[list[str]]) -> None:
        """Periods across, one line an indicator (or the one in question)."""
        columns = [(at, self._headed(cell)) for at, cell in enumerate(rows[0])]
        periods = [(at, headed) for at, headed in columns if headed]
        for at, headed in columns:
            text = rows[0][at].strip()
            if (
                at
                and not headed
                and text
                and text.lower() not in {"unit", "units", "target", *_STATES}
            ):
                self._found.refuse(self._place(0, at), f"'{text}' is not a period: write Apr-16.")
        named = periods[0][0] > 0
        units = unit_column([plain(cell).lower() for cell in rows[0]])
        # '2011-12' may be a year or a month. What the indicators have held so far decides, if they
        # agree.
        if not self._likely:
            self._likely = self._kind_held(cell_at(line, 0) if named else "" for line in rows[1:])
        for row, line in enumerate(rows[1:], 1):
            if not any(line):
                continue
            of = self._indicator(cell_at(line, 0) if named else "", self._place(row, 0))
            if of is None:
                continue
            for at, (name, when) in periods:
                period = self._period(when, self._place(0, at), of)
                if period:
                    text = self._measured(line, at, units, row)
                    self._figure(of, name, period, text, "", self._place(row, at))

    def _upright(self, rows: list[list[str]]) -> None:
        """Periods down, one column an indicator."""
        columns = [
            (at, self._indicator(cell, self._place(0, at)))
            for at, cell in enumerate(rows[0])
            if at and cell.strip()
        ]
        for row, line in enumerate(rows[1:], 1):
            for at, of in columns if any(line) else ():
                period = self._period(cell_at(line, 0), self._place(row, 0), of)
                if of is not None and period is not None:
                    self._figure(of, "", period, cell_at(line, at), "", self._place(row, at))

    def _pairs(self, rows: list[list[str]]) -> None:
        """A period, a value and perhaps a state on each line, with or without a heading."""
        of = self._indicator("", self._place(0, 0))
        if of is None:
            return
        start = 0 if read_period(period_text(rows[0][0])) else 1
        for row, line in enumerate(rows[start:], start):
            if not any(line):
                continue
            period = self._period(cell_at(line, 0), self._place(row, 0), of)
            state = self._state(cell_at(line, 2), row, 2)
            if period:
                name = self._context.name
                self._figure(of, name, period, cell_at(line, 1), state, self._place(row, 1))

    def _bare(self, rows: list[list[str]]) -> None:
        """Values alone: one a period from the first, down a column or along a row."""
        of = self._indicator("", self._place(0, 0))
        period = read_period(self._context.first)
        if of is None:
            return
        if period is None:
            said = "This is neither a heading nor a period: say where the figures begin."
            self._found.refuse(self._place(0, 0), said)
            return
        along = len(rows) == 1
        listed: Iterator[tuple[int, int, str]] = (
            ((0, at, cell) for at, cell in enumerate(rows[0]))
            if along
            else ((row, 0, cell_at(line, 0)) for row, line in enumerate(rows))
        )
        for row, column, cell in listed:
            place = self._place(row, column)
            self._figure(of, self._context.name, period, cell, "", place)
            period = period.shifted(1)
        for row, line in enumerate(rows) if not along else ():
            if any(line[1:]):
                self._found.refuse(
                    self._place(row, 1), "A second column without a heading is not taken."
                )

    # Cells

    def _heads_indicators(self, rows: list[list[str]]) -> bool:
        heads = [cell for cell in rows[0][1:] if cell.strip()]
        known = any(name_key(cell) in self._by_name for cell in heads)
        return known and bool(read_period(period_text(rows[1][0])))

    def _headed(self, cell: str) -> tuple[str, str] | None:
        """The field that a heading names, and the text of its period: 'Apr-16', 'Count Apr-16'."""
        text = period_text(cell)
        if read_period(text):
            return "", text
        word, _, rest = text.partition(" ")
        if word.lower() in _VALUES and read_period(rest):
            return _VALUES[word.lower()], rest
        return None

    def _kind_held(self, names: Iterable[str]) -> str:
        """Whether the indicators that are named have figures of years or of months."""
        ids = {each for name in names for each in self._by_name.get(name_key(name), [])}
        records = [self._document.record("indicator", each) for each in sorted(ids)]
        kinds = {likely_step(each) for each in records if each}
        return kinds.pop() if len(kinds) == 1 else ""

    def _indicator(self, name: str, place: str) -> Record | None:
        if not name.strip():
            record = self._document.record("indicator", self._context.indicator)
            if record is None:
                self._found.refuse(place, "It is not said which indicator this is for.")
            return record
        ids = self._by_name.get(name_key(name), [])
        if len(ids) == 1:
            return self._document.record("indicator", ids[0])
        if ids:
            said = f"'{name}' is the name of {len(ids)} indicators: write an id, {ids[0]}, say."
        else:
            said = f"No indicator of this plan is called '{name}'."
        self._found.refuse(place, said)
        return None

    def _period(self, text: str, place: str, of: Record | None) -> Period | None:
        try:
            period = asked_period(
                period_text(text), self._likely or (likely_step(of) if of else "")
            )
        except BadValue as asked:
            self._found.refuse(place, str(asked))
            return None
        if period is None:
            said = f"'{text}' is not a period: write Apr-16, 2016-04, 01/04/2016 or 2016/17 Q1."
            self._found.refuse(place, said)
        elif self._may_be_a_day(text, period):
            said = f"'{text}' may be a day or {period.words()}: write {period}."
            self._found.refuse(place, said)
            return None
        return period

    def _may_be_a_day(self, text: str, period: Period) -> bool:
        """Whether '01-Apr', as Excel writes 'Apr-01' anew, is more likely a day of this year."""
        found = YEAR_FIRST.fullmatch(text.strip())
        now = read_period(self._context.quarter)
        if not found or len(found[1]) == 4 or now is None:
            return False
        return not now.year - _FARTHEST_BACK <= period.year <= now.year + 1

    def _state(self, text: str, row: int, column: int) -> str:
        word = text.strip().strip("[]").lower()
        if not word:
            return ""
        meant = self._document.vocabulary.read_as("data_state", DATA_STATES, word)
        state = _SHORTHAND.get(word) or (meant.choice if meant else None)
        if state is None:
            said = f"'{text}' is not a state: write {', '.join(DATA_STATES)}."
            self._found.refuse(self._place(row, column), said)
        return "" if state == LEFT_OUT else state or ""

    def _measured(self, line: Sequence[str], at: int, units: int | None, row: int) -> str:
        """A cell's text with the unit of its line; blank, and told, where that multiplies it."""
        try:
            return with_unit(cell_at(line, at), cell_at(line, units))
        except BadValue as problem:
            self._found.refuse(self._place(row, units or 0), str(problem))
            return ""

    def _figure(
        self, of: Record, name: str, period: Period, text: str, state: str, place: str
    ) -> None:
        bracket = _BRACKET.search(text)
        if bracket and bracket[1].lower() in _SHORTHAND:
            state = _SHORTHAND[bracket[1].lower()]
            text = text[: bracket.start()]
        # Blank and 'not available' change nothing: a block must not clear figures that are there.
        if text.strip().lower() in _NOTHING:
            return
        name = name or self._context.name or field_for(of, text)
        if why := why_no_percentage(of, name, text):
            self._found.refuse(place, why)
            return
        try:
            value = understand(_FIELDS[name], with_point(bare_number(text), self._decimal))
        except BadValue as problem:
            self._found.refuse(place, str(problem))
            return
        if not is_number(value):
            return
        if name == "count" and value < 0:
            self._found.refuse(place, f"{figure(value)} is below 0, which a count cannot be.")
            return
        says = says_unit(of, name, text)
        self._found.figures.append(ParsedFigure(of.id, name, period, value, state, place, says))


def field_for(of: Record, text: str = "") -> str:
    """Which field a figure of an indicator goes to, where nothing says: counts for a % change."""
    changes = is_change(of.text("target_kind"))
    return "count" if changes and "%" not in text else "actual"
