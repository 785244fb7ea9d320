"""Blocks of figures in any layout, read into figures and problems, each with its place."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from csp_desktop.errors import BadValue
from csp_desktop.measures.kpi.rating import Number, figure, is_change, is_number
from csp_desktop.measures.kpi.series import FigureProblem, likely_step
from csp_desktop.measures.kpi.units import says_unit, why_no_percentage
from csp_desktop.operations.indicators.decimal_marks import with_point
from csp_desktop.plan.clipboard import read_tabbed
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import DATA_STATES, Field
from csp_desktop.plan.periods import Period, asked_period, likely_kind, read_period
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import name_key, tidy, understand
from csp_desktop.plan.vocabulary import LEFT_OUT

_NAMES: Final = frozenset({"indicator", "name", "kpi", "measure"})
_PERIODS: Final = frozenset({"period", "month", "quarter", "date", "year", "financial year"})
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
_SEPARATOR: Final = re.compile(r"\s*\"?sep=(.)\"?[ ;,\t]*(?:\n|$)", re.IGNORECASE)
_YEARS: Final = frozenset({"year", "years", "financial year", "financial years", "fy"})
_SAYS_KIND: Final = re.compile(r"\b(?:years?|months?|fy)\b")
_MONTHS: Final = frozenset({"month", "months"})
_TIME: Final = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
_BARE: Final = re.compile(r"[-+−–]?[\d,]*\.?\d+\s*%?(\s*\[[a-z]\])?", re.IGNORECASE)
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


def cells(text: str) -> list[list[str]]:
    """The block's cells: parted by tabs, else by what its first line has more of, ; or ,.

    A first line such as `sep=;`, which Excel reads and does not show, names what parts them.
    """
    return parted(text)[0]


def parted(text: str) -> tuple[list[list[str]], str]:
    """The block's cells (see `cells`), and what parts them; '' where each line is one cell."""
    copied = text = text.removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    named = _SEPARATOR.match(text)
    text = text[named.end() :] if named else text
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        return [], ""
    if named:
        delimiter = named[1]
    elif "\t" in text:
        delimiter = "\t"
    # Figures alone, one on a line: a comma in them parts thousands and not cells.
    elif all(_BARE.fullmatch(line.strip()) for line in lines):
        return [[line.strip()] for line in lines], ""
    else:
        delimiter = ";" if lines[0].count(";") > lines[0].count(",") else ","
    try:
        if delimiter == "\t" and not named:
            read = read_tabbed(copied)
        else:
            read = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        read = [line.split(delimiter) for line in lines]
    rows = [[tidy(cell) for cell in row] for row in read]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows, delimiter


def place_of(row: int, column: int) -> str:
    """The place of a cell of the block as a spreadsheet names it: 'B3'."""
    letters, number = "", column
    while number >= 0:
        letters = chr(65 + number % 26) + letters
        number = number // 26 - 1
    return f"{letters}{row + 1}"


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
        self._by_name: dict[str, list[str]] = {}
        for record in document.of("indicator"):
            for name in {record.text("name"), record.id}:
                self._by_name.setdefault(name_key(name), []).append(record.id)

    def read(self, rows: list[list[str]]) -> None:
        """Read the rows into what has been found."""
        head = [plain(cell).lower() for cell in rows[0]]
        self._likely = _kind_named(head, rows)
        down = [bool(read_period(_plain(row[0]))) for row in rows[:3] if row]
        # From the layout that says most about itself to the one that says nothing. Each would read
        # part of what a later one is meant for.
        if any(cell in _PERIODS for cell in head) and self._is_long(head):
            self._long(rows, head)
        elif len(rows) > 1 and self._heads_indicators(rows):
            self._upright(rows)
        elif all(down) or (len(down) > 1 and all(down[1:]) and not self._headed_any(rows[0][1:])):
            self._pairs(rows)
        elif self._headed_any(rows[0]):
            self._wide(rows)
        else:
            self._bare(rows)

    def _headed_any(self, line: Sequence[str]) -> bool:
        return any(self._headed(cell) for cell in line)

    def _is_long(self, head: Sequence[str]) -> bool:
        return any(cell in _VALUES for cell in head)

    # Layouts

    def _long(self, rows: list[list[str]], head: list[str]) -> None:
        """One line a figure: indicator, period, value, state, by their headers."""
        names = next((at for at, cell in enumerate(head) if cell in _NAMES), None)
        when = next(at for at, cell in enumerate(head) if cell in _PERIODS)
        states = next((at for at, cell in enumerate(head) if cell in _STATES), None)
        values = [(at, _VALUES[cell]) for at, cell in enumerate(head) if cell in _VALUES]
        for row, line in enumerate(rows[1:], 1):
            if not any(line):
                continue
            named = _at(line, names) if names is not None else ""
            of = self._indicator(named, place_of(row, names or 0))
            period = self._period(_at(line, when), place_of(row, when), of)
            state = self._state(_at(line, states), row, states) if states is not None else ""
            if of is None or period is None:
                continue
            for at, name in values:
                self._figure(of, name, period, _at(line, at), state, place_of(row, at))

    def _wide(self, rows: list[list[str]]) -> None:
        """Periods across, one line an indicator (or the one in question)."""
        columns = [(at, self._headed(cell)) for at, cell in enumerate(rows[0])]
        periods = [(at, headed) for at, headed in columns if headed]
        for at, headed in columns:
            text = rows[0][at].strip()
            if at and not headed and text and text.lower() not in {"unit", "target", *_STATES}:
                self._found.refuse(place_of(0, at), f"'{text}' is not a period: write Apr-16.")
        named = periods[0][0] > 0
        # '2011-12' may be a year or a month. What the indicators have held so far decides, if they
        # agree.
        if not self._likely:
            self._likely = self._kind_held(_at(line, 0) if named else "" for line in rows[1:])
        for row, line in enumerate(rows[1:], 1):
            if not any(line):
                continue
            of = self._indicator(_at(line, 0) if named else "", place_of(row, 0))
            if of is None:
                continue
            for at, (name, when) in periods:
                period = self._period(when, place_of(0, at), of)
                if period:
                    self._figure(of, name, period, _at(line, at), "", place_of(row, at))

    def _upright(self, rows: list[list[str]]) -> None:
        """Periods down, one column an indicator."""
        columns = [
            (at, self._indicator(cell, place_of(0, at)))
            for at, cell in enumerate(rows[0])
            if at and cell.strip()
        ]
        for row, line in enumerate(rows[1:], 1):
            for at, of in columns if any(line) else ():
                period = self._period(_at(line, 0), place_of(row, 0), of)
                if of is not None and period is not None:
                    self._figure(of, "", period, _at(line, at), "", place_of(row, at))

    def _pairs(self, rows: list[list[str]]) -> None:
        """A period, a value and perhaps a state on each line, with or without a heading."""
        of = self._indicator("", place_of(0, 0))
        if of is None:
            return
        start = 0 if read_period(_plain(rows[0][0])) else 1
        for row, line in enumerate(rows[start:], start):
            if not any(line):
                continue
            period = self._period(_at(line, 0), place_of(row, 0), of)
            state = self._state(_at(line, 2), row, 2)
            if period:
                name = self._context.name
                self._figure(of, name, period, _at(line, 1), state, place_of(row, 1))

    def _bare(self, rows: list[list[str]]) -> None:
        """Values alone: one a period from the first, down a column or along a row."""
        of = self._indicator("", place_of(0, 0))
        period = read_period(self._context.first)
        if of is None:
            return
        if period is None:
            said = "This is neither a heading nor a period: say where the figures begin."
            self._found.refuse(place_of(0, 0), said)
            return
        along = len(rows) == 1
        listed: Iterator[tuple[int, int, str]] = (
            ((0, at, cell) for at, cell in enumerate(rows[0]))
            if along
            else ((row, 0, _at(line, 0)) for row, line in enumerate(rows))
        )
        for row, column, cell in listed:
            place = place_of(row, column)
            self._figure(of, self._context.name, period, cell, "", place)
            period = period.shifted(1)
        for row, line in enumerate(rows) if not along else ():
            if any(line[1:]):
                self._found.refuse(
                    place_of(row, 1), "A second column without a heading is not taken."
                )

    # Cells

    def _heads_indicators(self, rows: list[list[str]]) -> bool:
        heads = [cell for cell in rows[0][1:] if cell.strip()]
        known = any(name_key(cell) in self._by_name for cell in heads)
        return known and bool(read_period(_plain(rows[1][0])))

    def _headed(self, cell: str) -> tuple[str, str] | None:
        """The field that a heading names, and the text of its period: 'Apr-16', 'Count Apr-16'."""
        text = _plain(cell)
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
            period = asked_period(_plain(text), self._likely or (likely_step(of) if of else ""))
        except BadValue as asked:
            self._found.refuse(place, str(asked))
            return None
        if period is None:
            said = f"'{text}' is not a period: write Apr-16, 2016-04, 01/04/2016 or 2016/17 Q1."
            self._found.refuse(place, said)
        return period

    def _state(self, text: str, row: int, column: int) -> str:
        word = text.strip().strip("[]").lower()
        if not word:
            return ""
        meant = self._document.vocabulary.read_as("data_state", DATA_STATES, word)
        state = _SHORTHAND.get(word) or (meant.choice if meant else None)
        if state is None:
            said = f"'{text}' is not a state: write {', '.join(DATA_STATES)}."
            self._found.refuse(place_of(row, column), said)
        return "" if state == LEFT_OUT else state or ""

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
            value = understand(_FIELDS[name], with_point(text, self._decimal))
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


def _kind_named(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Whether a block names years or months: by a heading, else by those that can be but one."""
    for names, kind in ((_YEARS, "year"), (_MONTHS, "month")):
        if any(cell in names for cell in head):
            return kind
    when = next((at for at, cell in enumerate(head) if cell in _PERIODS), 0)
    said = {word.rstrip("s") for word in _SAYS_KIND.findall(_at(head, when))}
    if len(said) == 1:
        return "month" if said == {"month"} else "year"
    return likely_kind(_plain(cell) for cell in (*rows[0], *(_at(row, when) for row in rows)))


def _plain(text: str) -> str:
    """A period without the time that a spreadsheet adds to a date."""
    return _TIME.sub("", text.strip())


def _at(line: Sequence[str], column: int | None) -> str:
    return line[column] if column is not None and column < len(line) else ""
