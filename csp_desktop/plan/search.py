"""Where in a plan some words are written: in any field of any record."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Final, NamedTuple

from csp_desktop.plan.document import Document, Record, called, place_in
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field, FieldTable, Kind
from csp_desktop.plan.selection import fold
from csp_desktop.plan.values import words

_NOT_READ: Final = frozenset({"year", "return_request", "return_received", "word"})
"""Kinds that are notes of the program, and nothing that somebody would look for."""
_NOT_WRITTEN: Final = frozenset({Type.LINK, Type.LINKS, Type.CHOICE, Type.QUARTER, Type.YEAR})
"""Types whose values are names of something else, which is found by itself."""
_BEFORE, _LONG = 24, 120

_Text = tuple[Field, str, str]
"""A field, a period, and its text."""


class Found(NamedTuple):
    """A record in which the words are written, and its field that says most of them.

    `where` names both; `excerpt` is the text round the first of the words, with what the record is
    called before it. What may tell of people is left out of that.
    """

    kind: str
    record: str
    field: str
    period: str
    where: str
    excerpt: str


class PlanSearch:
    """Finds words in a plan; it holds the texts of what it has read until that changes."""

    def __init__(self, table: FieldTable) -> None:
        self._table = table
        self._held: dict[tuple[str, str], tuple[Record, str]] = {}

    def find(self, document: Document, text: str, without: Collection[str] = ()) -> list[Found]:
        """Every record but those of the kinds `without` in which all words of `text` stand.

        Those that are called so come first, then in the order of the field table.
        """
        wanted = fold(text).split()
        if not wanted:
            return []
        found: list[tuple[bool, Found]] = []
        for kind in self._table.kinds:
            if kind.name in _NOT_READ or kind.name in without:
                continue
            those = [each for each in document.of(kind.name) if self._says(kind, each, wanted)]
            for record in sorted(those, key=lambda each: place_in(kind, each)):
                each = _found(kind, record, wanted)
                found.append((each.field not in (kind.key, "title"), each))
        found.sort(key=lambda pair: pair[0])
        return [each for _, each in found]

    def _says(self, kind: Kind, record: Record, wanted: list[str]) -> bool:
        held = self._held.get((kind.name, record.id))
        # A record is never altered: while it is the same, so is all that it says.
        if held is None or held[0] is not record:
            said = fold("\n".join(text for *_, text in _read(kind, record)))
            held = self._held[kind.name, record.id] = (record, said)
        return all(word in held[1] for word in wanted)


def _read(kind: Kind, record: Record) -> list[_Text]:
    """What a record says, in the order of its fields."""
    fields = _fields(kind)
    found = [
        (place, period, field, words(held.value))
        for (name, period), held in record.cells.items()
        if held.value is not None and (known := fields.get(name))
        for place, field in (known,)
    ]
    found.sort(key=lambda each: each[:2])
    return [(field, period, text) for _, period, field, text in found]


@cache
def _fields(kind: Kind) -> dict[str, tuple[int, Field]]:
    """The fields of a kind that are written, by name, each with its place."""
    written = (field for field in kind.fields if field.type not in _NOT_WRITTEN)
    return {field.name: (place, field) for place, field in enumerate(written)}


def _found(kind: Kind, record: Record, wanted: list[str]) -> Found:
    field, period, text = max(
        _read(kind, record),
        key=lambda each: sum(word in folded for folded in (fold(each[2]),) for word in wanted),
    )
    name = called(kind, record)
    label = f"{field.label}, {period}" if period else field.label
    said = "" if field.personal else _excerpt(text, wanted)
    if name.startswith(kind.label) or kind.name == "action":
        return Found(kind.name, record.id, field.name, period, f"{name} · {label}", said)
    about = said if field.name == kind.key else ": ".join(filter(None, (name, said)))
    return Found(kind.name, record.id, field.name, period, f"{kind.label} · {label}", about)


def _excerpt(text: str, wanted: list[str]) -> str:
    """The text round the first of the words, on one line."""
    line = " ".join(text.split())
    places = [place for word in wanted if (place := line.casefold().find(word)) >= 0]
    start = max(min(places, default=0) - _BEFORE, 0)
    start = line.find(" ", start) + 1 if start else 0
    cut = line[start : start + _LONG]
    return f"{'…' if start else ''}{cut}{'…' if start + _LONG < len(line) else ''}"
