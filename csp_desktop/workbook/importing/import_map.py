"""How somebody's own workbook is to be read: a map of its tables, columns and headings.

A map is suggested by the program, looked at and corrected by a person, kept as a JSON file:

    {"map": 1, "title": "Action plan", "quarter": "2016/17 Q2",
     "tables": [{"sheet": "Plan", "records": "action", "header_rows": [4], "last_row": null,
                 "priority": "", "refs": "as they stand",
                 "columns": [{"column": "A", "header": "Ref", "to": "ref"}, …],
                 "headings": [{"row": 5, "text": "Priority 1: Violence",
                               "to": "strategic_priority"}, …]}],
     "left_out": [{"sheet": "Key", "why": "…"}],
     "words": {"status": {"In progress": "on track", "See minutes": "left out"}}}

`to` is a field as commands name it, with its period (`status@2016/17 Q1`), `""` to leave the
column out; `planned@cell` takes the year from the date in each cell. Columns that go to one field
are put together; what goes to `notes` gets its header in front. `word_to` is a choice that the
first words of the text also give (`state@2016/17`), `colour_to` one that the cell's colour gives.
`then_to` is where the part behind a slash goes, of a cell such as 'Police / Ch. Insp. Lowe'.
A heading goes `to` a kind of priority, to `action` where its row is one, or to `""`.
`priority` is the priority of all actions of a table, `delivery` their delivery priority. `refs` is
one of `REFS`. `words` say what
words mean, by the kind of choice; `""` is not answered yet.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from csp_desktop.errors import BadValue
from csp_desktop.plan.field_types import Per, Type
from csp_desktop.plan.fields import Field, FieldTable, Kind
from csp_desktop.plan.headings import DELIVERY, STRATEGIC
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.values import understand_period
from csp_desktop.plan.vocabulary import LEFT_OUT, Word, meaning_of, word, word_kinds
from csp_desktop.workbook.package.model import Place

FORMAT: Final = 1
AS_THEY_STAND, AFTER_PRIORITY, IN_TITLE, GIVEN = (
    "as they stand",
    "after the priority's number",
    "in the title",
    "given",
)
REFS: Final = (AS_THEY_STAND, AFTER_PRIORITY, IN_TITLE, GIVEN)
"""Where refs come from. Given ones count on from the priority's number: 2.1, 2.2."""

FROM_CELL: Final = "cell"
"""The period of a column whose cells each name their own: 'By when'."""

RECORDS: Final = ("action", "indicator")
_HEADING_TO: Final = (STRATEGIC, DELIVERY, "action", "")
_NO_END = 10_000_000
_LETTERS = re.compile(r"[A-Z]{1,3}")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """One column: its letters, its header, and where its cells go.

    `note` says why it is taken so; it is for people.
    """

    column: str
    header: str
    to: str = ""
    word_to: str = ""
    colour_to: str = ""
    note: str = ""
    then_to: str = ""


@dataclass(frozen=True, slots=True)
class HeadingMap:
    """A row that heads the rows below it."""

    row: int
    text: str
    to: str


@dataclass(frozen=True, slots=True)
class TableMap:
    """One table: `header_rows` are the rows that its headers fill, `last_row` 0 for the last."""

    sheet: str
    records: str
    header_rows: tuple[int, ...]
    columns: tuple[ColumnMap, ...]
    headings: tuple[HeadingMap, ...] = ()
    last_row: int = 0
    priority: str = ""
    refs: str = AS_THEY_STAND
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A sheet that is not read, and why."""

    sheet: str
    why: str


@dataclass(frozen=True, slots=True)
class Map:
    """The whole map. `quarter` is the plan's working quarter, and that of an undated status."""

    title: str
    quarter: str
    tables: tuple[TableMap, ...] = field(default_factory=tuple)
    left_out: tuple[LeftOut, ...] = ()
    words: tuple[tuple[str, str, str], ...] = ()
    """Kind, word and meaning, as they are written in the map."""


def as_data(made: Map) -> dict[str, Any]:
    """The map as plain data, in the form in which it is printed and kept."""
    return {
        "map": FORMAT,
        "title": made.title,
        "quarter": made.quarter,
        "tables": [_table_data(table) for table in made.tables],
        "left_out": [{"sheet": each.sheet, "why": each.why} for each in made.left_out],
        **({"words": _words_data(made.words)} if made.words else {}),
    }


def _words_data(words: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for kind, text, meaning in words:
        found.setdefault(kind, {})[text] = meaning
    return found


def _table_data(table: TableMap) -> dict[str, Any]:
    return {
        "sheet": table.sheet,
        "records": table.records,
        "header_rows": list(table.header_rows),
        "last_row": table.last_row or None,
        "priority": table.priority,
        **({"delivery": table.delivery} if table.delivery else {}),
        "refs": table.refs,
        "columns": [
            {
                key: value
                for key in ("column", "header", "to", "word_to", "colour_to", "note", "then_to")
                if (value := getattr(each, key)) or key in ("column", "header", "to")
            }
            for each in table.columns
        ],
        "headings": [
            {"row": each.row, "text": each.text, "to": each.to} for each in table.headings
        ],
    }


def to_text(made: Map) -> str:
    """The map as the text of a file."""
    return json.dumps(as_data(made), ensure_ascii=False, indent=1) + "\n"


def from_text(text: str, name: str) -> Map:
    """The map in the text of the file called `name`; raises BadValue where it is none."""
    try:
        read = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 0)
        raise BadValue(
            f"{name} is not a map: its JSON breaks off at line {line}. "
            "Print the suggested map again and correct that."
        ) from None
    top = _MapPart(read, name)
    if top.number("map", 0) != FORMAT:
        raise BadValue(
            f'{name} is not a map of this version: it begins with "map": {FORMAT}. '
            "Print the suggested map again and correct that."
        )
    made = Map(
        top.text("title"),
        top.text("quarter"),
        tuple(_read_table(each) for each in top.parts("tables")),
        tuple(LeftOut(each.text("sheet"), each.text("why")) for each in top.parts("left_out")),
        tuple(
            (kind, text, meaning)
            for kind, part in top.named("words").items()
            for text, meaning in part.texts().items()
        ),
    )
    top.nothing_else()
    return made


def _read_table(part: _MapPart) -> TableMap:
    table = TableMap(
        sheet=part.text("sheet"),
        records=part.one_of("records", RECORDS, "action"),
        header_rows=tuple(part.numbers("header_rows")),
        last_row=part.number("last_row", 0),
        priority=part.text("priority"),
        refs=part.one_of("refs", REFS, AS_THEY_STAND),
        delivery=part.text("delivery"),
        columns=tuple(
            ColumnMap(*(each.text(key) for key in ColumnMap.__slots__))
            for each in part.parts("columns")
        ),
        headings=tuple(
            HeadingMap(each.number("row", 0), each.text("text"), each.one_of("to", _HEADING_TO, ""))
            for each in part.parts("headings")
        ),
    )
    part.nothing_else()
    return table


class _MapPart:
    """One object of a map's JSON with its place, so that a mistake is reported with it."""

    def __init__(self, read: Any, where: str) -> None:
        if not isinstance(read, dict):
            raise BadValue(f"{where} is not a map: an object in braces belongs there.")
        self._read: dict[str, Any] = read
        self._where = where
        # Every key that is asked for, so that one which nobody asks for is named: a slip such as
        # "colum" would otherwise just do nothing.
        self._asked: set[str] = set()

    def text(self, key: str) -> str:
        value = self._value(key, "")
        if not isinstance(value, str):
            raise self._wrong(key, "a text in quotation marks")
        return value

    def number(self, key: str, otherwise: int) -> int:
        value = self._value(key, otherwise)
        # A truth value is an int in Python, and no number of a row.
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self._wrong(key, "a whole number")
        return value

    def numbers(self, key: str) -> list[int]:
        value = self._value(key, [])
        if not isinstance(value, list) or not all(type(each) is int and each > 0 for each in value):
            raise self._wrong(key, "a list of row numbers")
        return value

    def one_of(self, key: str, choices: tuple[str, ...], otherwise: str) -> str:
        value = self._value(key, otherwise)
        if value not in choices:
            offered = ", ".join(f'"{each}"' for each in choices)
            raise self._wrong(key, f"one of {offered}")
        return str(value)

    def parts(self, key: str) -> list[_MapPart]:
        value = self._value(key, [])
        if not isinstance(value, list):
            raise self._wrong(key, "a list")
        return [_MapPart(each, f"{self._where}, {key} {at}") for at, each in enumerate(value, 1)]

    def named(self, key: str) -> dict[str, _MapPart]:
        value = self._value(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key, "an object in braces")
        return {name: _MapPart(each, f"{self._where}, {name}") for name, each in value.items()}

    def texts(self) -> dict[str, str]:
        return {key: self.text(key) for key in self._read}

    def nothing_else(self) -> None:
        for key in self._read:
            if key not in self._asked:
                raise BadValue(
                    f'{self._where} has "{key}", which no map has. It has: '
                    f"{', '.join(sorted(self._asked))}."
                )

    def _value(self, key: str, otherwise: Any) -> Any:
        self._asked.add(key)
        value = self._read.get(key, otherwise)
        return otherwise if value is None else value

    def _wrong(self, key: str, takes: str) -> BadValue:
        return BadValue(f'In {self._where}, "{key}" takes {takes}.')


def check(made: Map, table: FieldTable) -> None:
    """Raise BadValue where the map names a field, period or priority that there is not."""
    if made.quarter and str(read_period(made.quarter) or "") != made.quarter:
        raise BadValue(f"In the map, quarter takes a quarter as 2016/17 Q2, not '{made.quarter}'.")
    if not made.tables:
        raise BadValue("The map names no table to read, so there is nothing to make a plan of.")
    known_words(made, table)
    until: dict[str, int] = {}
    for each in made.tables:
        _check_table(each, table)
        # A row in two tables would become two records.
        if until.get(each.sheet, 0) >= each.header_rows[0]:
            raise BadValue(
                f"In the map, two tables of sheet '{each.sheet}' overlap: give the upper one a "
                '"last_row", and name it first.'
            )
        until[each.sheet] = each.last_row or _NO_END


def known_words(made: Map, table: FieldTable) -> tuple[tuple[str, str, str], ...]:
    """The map's words as a plan keeps them, without those that are not answered yet.

    Of a word that is there twice the first counts: a plan's own words go before those of a map.
    Raises BadValue where there is no such kind of word, or no such meaning.
    """
    kinds = word_kinds(table)
    found: dict[Word, str] = {}
    for kind, text, said in made.words:
        if kind not in kinds:
            raise BadValue(
                f"In the map, words has '{kind}'. There are words for {', '.join(kinds)}."
            )
        meaning = meaning_of(kinds[kind], said)
        if said.strip() and not meaning:
            offered = ", ".join(kinds[kind])
            raise BadValue(
                f"In the map, '{text}' means '{said}', which is no meaning. There are: {offered}, "
                f"or '{LEFT_OUT}'."
            )
        if meaning:
            found.setdefault(word(kind, text), meaning)
    return tuple((*each, meaning) for each, meaning in found.items())


def _check_table(each: TableMap, table: FieldTable) -> None:
    kind = table.kind(each.records)
    rows = each.header_rows
    if kind is None or not rows or list(rows) != list(range(rows[0], rows[-1] + 1)):
        raise BadValue(
            f"In the map of sheet '{each.sheet}', header_rows takes the row of the headers, or "
            "two that follow each other."
        )
    used: dict[Place, ColumnMap] = {}
    for column in each.columns:
        where = f"In the map of sheet '{each.sheet}', column {column.column}"
        if not _LETTERS.fullmatch(column.column):
            raise BadValue(f"{where} is no column: columns are called A, B and so on.")
        try:
            for text in (column.to, column.then_to, column.word_to, column.colour_to):
                if text:
                    place_of(text, kind)
        except BadValue as error:
            raise BadValue(f"{where}: {error}") from None
        if not column.to:
            continue
        field_, period = place_of(column.to, kind)
        if (field_.name, period) in used and not may_be_joined(field_):
            raise BadValue(
                f"{where} goes to {column.to}, as column {used[field_.name, period].column} does. "
                'Leave one of them out ("to": "").'
            )
        used[field_.name, period] = column
    if not ({name for name, _ in used} & {kind.key, "title", "activity"}):
        raise BadValue(
            f"The map of sheet '{each.sheet}' has no column that names its records: give one "
            f'"to": "{kind.key}"' + (' or "title".' if kind.name == "action" else ".")
        )


def may_be_joined(field_: Field) -> bool:
    """Whether what several columns say can be put together in one cell of the field."""
    return field_.type in (Type.LONG_TEXT, Type.LIST, Type.LINK) or field_.name == "title"


def place_of(text: str, kind: Kind) -> tuple[Field, str]:
    """The field and period that `field@period` names; raises BadValue where there is none such."""
    name, _, period = text.partition("@")
    found = kind.field(name.strip())
    if found is None:
        names = ", ".join(each.name for each in kind.fields)
        raise BadValue(f"there is no field '{name}' of an {kind.name}. There are: {names}.")
    if period.strip() == FROM_CELL and found.per is Per.YEAR:
        return found, FROM_CELL
    return found, understand_period(found, period)
