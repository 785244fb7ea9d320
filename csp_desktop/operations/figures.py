"""Figures as people bring them: typed, pasted from Excel, or a CSV file, long or wide.

A block of text becomes figures and problems, each with its place. One bad cell never costs the
good ones, and a blank one changes nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from csp_desktop.errors import BadValue
from csp_desktop.measures.rating import Number, figure, is_change, is_number
from csp_desktop.measures.series import (
    Problem,
    begins,
    ends,
    first_of,
    label,
    out_of_scale,
    out_of_scale_words,
)
from csp_desktop.operations.edits import Edit
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.fields import DATA_STATES, Field, Type
from csp_desktop.plan.periods import Period, read_period
from csp_desktop.plan.statuses import read_choice_word
from csp_desktop.plan.values import key, same, tidy, understand

MOST_CELLS: Final = 200_000

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
class Figure:
    """One figure that was read: whose, of which field and period, and where it stood."""

    indicator: str
    name: str
    period: Period
    value: Number
    state: str
    place: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What a block comes to: figures that differ from the plan, the edits for them, problems."""

    figures: tuple[Figure, ...] = ()
    edits: tuple[Edit, ...] = ()
    same: int = 0
    problems: tuple[Problem, ...] = ()

    def words(self) -> str:
        """What was taken, in a sentence."""
        count = len(self.figures)
        said = f"{count} figure{'' if count == 1 else 's'} taken"
        said += f", {self.same} known already" if self.same else ""
        count = len(self.problems)
        return f"{said}, {count} problem{'' if count == 1 else 's'}."


@dataclass(slots=True)
class _Found:
    """Figures and problems while a block is read."""

    figures: list[Figure] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, place: str, sentence: str) -> None:
        self.problems.append(Problem(place, sentence))


def take(document: Document, text: str, context: Context) -> Taken:
    """Read a block of text, and weigh it against the plan; nothing is written."""
    rows = cells(text)
    if not rows:
        return Taken(problems=(Problem("The block", "is empty: copy some cells first."),))
    if sum(map(len, rows)) > MOST_CELLS:
        said = f"has more than {MOST_CELLS:,} cells: take it in parts."
        return Taken(problems=(Problem("The block", said),))
    found = _Found()
    _Reader(document, context, found).read(rows)
    return weigh(document, found.figures, context.quarter, found.problems)


def cells(text: str) -> list[list[str]]:
    """The block's cells: parted by tabs, else by what its first line has more of, ; or ,."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        return []
    if "\t" in text:
        delimiter = "\t"
    elif all(_BARE.fullmatch(line.strip()) for line in lines):
        return [[line.strip()] for line in lines]
    else:
        delimiter = ";" if lines[0].count(";") > lines[0].count(",") else ","
    try:
        read = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        read = [line.split(delimiter) for line in lines]
    rows = [[tidy(cell) for cell in row] for row in read]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def place_of(row: int, column: int) -> str:
    """The place of a cell of the block as a spreadsheet names it: 'B3'."""
    letters, number = "", column
    while number >= 0:
        letters = chr(65 + number % 26) + letters
        number = number // 26 - 1
    return f"{letters}{row + 1}"


def weigh(
    document: Document,
    figures: Sequence[Figure],
    quarter: str,
    problems: Sequence[Problem] = (),
) -> Taken:
    """Hold figures against each other and against the plan; what passes becomes edits."""
    found = _Found(list(figures), list(problems))
    _without_future(found, first_of(quarter))
    _without_contradictions(found)
    _without_out_of_scale(document, found)
    edits: list[Edit] = []
    kept: list[Figure] = []
    unchanged = 0
    for each in found.figures:
        record = document.record("indicator", each.indicator)
        if record is None:
            continue
        period = str(each.period)
        held = record.held(each.name, period)
        if held.contested:
            said = f"{label(each.period)} is contested: settle the conflict there first."
            found.refuse(each.place, said)
            continue
        changed = []
        if not same(held.value, each.value):
            changed.append(
                Edit("indicator", record.id, each.name, period, each.value, held.heads)
            )  # fmt: skip
        state = record.held("data_state", period)
        if each.state and not state.contested and state.value != each.state:
            cell = ("indicator", record.id, "data_state", period)
            changed.append(Edit(*cell, each.state, state.heads))
        edits += changed
        if changed:
            kept.append(each)
        else:
            unchanged += 1
    return Taken(tuple(kept), tuple(edits), unchanged, tuple(found.problems))


def _without_future(found: _Found, quarter: Period | None) -> None:
    if quarter is None:
        return
    for each in found.figures:
        if begins(each.period) > ends(quarter):
            said = f"{label(each.period)} is after the working quarter, {quarter}: not taken."
            found.refuse(each.place, said)
    found.figures = [each for each in found.figures if begins(each.period) <= ends(quarter)]


def _without_contradictions(found: _Found) -> None:
    """A period twice with one value is one figure; with two values, neither is taken."""
    by_cell: dict[tuple[str, str, Period], list[Figure]] = {}
    for each in found.figures:
        by_cell.setdefault((each.indicator, each.name, each.period), []).append(each)
    found.figures = []
    for (_, _, period), alike in by_cell.items():
        if len({each.value for each in alike}) == 1:
            stated = next((each.state for each in reversed(alike) if each.state), "")
            found.figures.append(replace(alike[0], state=stated))
            continue
        values = " and ".join(figure(each.value) for each in alike[:2])
        for each in alike:
            said = f"{label(period)} stands here twice, with {values}: neither is taken."
            found.refuse(each.place, said)


def _without_out_of_scale(document: Document, found: _Found) -> None:
    by_series: dict[tuple[str, str, str], list[Figure]] = {}
    for each in found.figures:
        by_series.setdefault((each.indicator, each.name, each.period.kind), []).append(each)
    found.figures = []
    for (indicator, name, kind), figures in by_series.items():
        record = document.record("indicator", indicator)
        values: dict[Period, Number | None] = {}
        for text in record.periods(name) if record else ():
            period, value = read_period(text), record.get(name, text) if record else None
            if period and period.kind == kind and is_number(value):
                values[period] = value
        values.update({each.period: each.value for each in figures})
        doubted = set(out_of_scale(values))
        for each in figures:
            if each.period in doubted:
                said = out_of_scale_words(each.value).replace("it is left out", "it is not taken")
                found.refuse(each.place, said)
            else:
                found.figures.append(each)


class _Reader:
    """Reads the cells of a block, whichever way they are laid out."""

    def __init__(self, document: Document, context: Context, found: _Found) -> None:
        self._document = document
        self._context = context
        self._found = found
        self._by_name: dict[str, list[str]] = {}
        for record in document.of("indicator"):
            for name in {record.text("name"), record.id}:
                self._by_name.setdefault(key(name).lower(), []).append(record.id)

    def read(self, rows: list[list[str]]) -> None:
        head = [cell.strip().lower() for cell in rows[0]]
        down = [bool(read_period(_plain(row[0]))) for row in rows[:3] if row]
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
            period = self._period(_at(line, when), place_of(row, when))
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
        for row, line in enumerate(rows[1:], 1):
            if not any(line):
                continue
            of = self._indicator(_at(line, 0) if named else "", place_of(row, 0))
            if of is None:
                continue
            for at, headed in periods:
                if headed:
                    name, period = headed
                    self._figure(of, name, period, _at(line, at), "", place_of(row, at))

    def _upright(self, rows: list[list[str]]) -> None:
        """Periods down, one column an indicator."""
        columns = [
            (at, self._indicator(cell, place_of(0, at)))
            for at, cell in enumerate(rows[0])
            if at and cell.strip()
        ]
        for row, line in enumerate(rows[1:], 1):
            period = self._period(_at(line, 0), place_of(row, 0)) if any(line) else None
            if period is None:
                continue
            for at, of in columns:
                if of is not None:
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
            period = self._period(_at(line, 0), place_of(row, 0))
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
            said = "Neither a heading nor a period stands here: say where the figures begin."
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
        named = [cell for cell in rows[0][1:] if cell.strip()]
        known = any(key(cell).lower() in self._by_name for cell in named)
        return known and bool(read_period(_plain(rows[1][0])))

    def _headed(self, cell: str) -> tuple[str, Period] | None:
        """The field and period that a heading names: 'Apr-16', 'Count Apr-16'."""
        text = _plain(cell)
        period = read_period(text)
        if period:
            return "", period
        word, _, rest = text.partition(" ")
        if word.lower() in _VALUES and (period := read_period(rest)):
            return _VALUES[word.lower()], period
        return None

    def _indicator(self, named: str, place: str) -> Record | None:
        if not named.strip():
            record = self._document.record("indicator", self._context.indicator)
            if record is None:
                self._found.refuse(place, "It is not said which indicator this is for.")
            return record
        ids = self._by_name.get(key(named).lower(), [])
        if len(ids) == 1:
            return self._document.record("indicator", ids[0])
        if ids:
            said = f"'{named}' is the name of {len(ids)} indicators: write an id, {ids[0]}, say."
        else:
            said = f"No indicator of this plan is called '{named}'."
        self._found.refuse(place, said)
        return None

    def _period(self, text: str, place: str) -> Period | None:
        period = read_period(_plain(text))
        if period is None:
            said = f"'{text}' is not a period: write Apr-16, 2016-04, 01/04/2016 or 2016/17 Q1."
            self._found.refuse(place, said)
        return period

    def _state(self, text: str, row: int, column: int) -> str:
        word = text.strip().strip("[]").lower()
        if not word:
            return ""
        state = _SHORTHAND.get(word) or read_choice_word(word, DATA_STATES)
        if state is None:
            said = f"'{text}' is not a state: write {', '.join(DATA_STATES)}."
            self._found.refuse(place_of(row, column), said)
        return state or ""

    def _figure(
        self, of: Record, name: str, period: Period, text: str, state: str, place: str
    ) -> None:
        bracket = _BRACKET.search(text)
        if bracket and bracket[1].lower() in _SHORTHAND:
            state = _SHORTHAND[bracket[1].lower()]
            text = text[: bracket.start()]
        if text.strip().lower() in _NOTHING:
            return
        name = name or self._context.name or field_for(of, text)
        try:
            value = understand(_FIELDS[name], text)
        except BadValue as problem:
            self._found.refuse(place, str(problem))
            return
        if not is_number(value):
            return
        if name == "count" and value < 0:
            self._found.refuse(place, f"{figure(value)} is below 0, which a count cannot be.")
            return
        self._found.figures.append(Figure(of.id, name, period, value, state, place))


def field_for(of: Record, text: str = "") -> str:
    """Which field a figure of an indicator goes to, where nothing says: counts for a % change."""
    changes = is_change(of.text("target_kind"))
    return "count" if changes and "%" not in text else "actual"


def _plain(text: str) -> str:
    """A period without the time that a spreadsheet adds to a date."""
    return _TIME.sub("", text.strip())


def _at(line: Sequence[str], column: int | None) -> str:
    return line[column] if column is not None and column < len(line) else ""
