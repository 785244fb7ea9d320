"""Whose row it is: the record that a row of a returned workbook names, where its id does not tell.

This is the only place that answers the question, for rows that lost their id, were copied over
others or typed by somebody, and for workbooks that carry no base. The rule is written down in
docs/decisions/0036.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from csp_desktop.plan.cell_equality import CellRead, text_in
from csp_desktop.plan.fields import Kind
from csp_desktop.plan.values import Value, key, tidy, words

Marks: TypeAlias = tuple[str, ...]
"""Fingerprints of what a record is called: its ref or name, that with its title, its title."""


@dataclass(frozen=True, slots=True)
class Naming:
    """By which fields people know the rows of a sheet.

    `name` is the first: an action's ref. `beside` is one that has to agree too, '' where there is
    none: an action's title, or the action of a milestone. `alone`: the name by itself says whose
    row it is, as a ref does; of milestones, many may be called the same.
    """

    name: str
    beside: str = ""
    alone: bool = True

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """The cells that name a row."""
        return tuple((each, "") for each in (self.name, self.beside) if each)


def naming_of(kind: Kind) -> Naming:
    """By what the rows of a kind are known."""
    beside = kind.beside or kind.part_of
    return Naming(kind.key, beside, not (kind.shared and beside))


def naming_among(kind: str, fields: Iterable[str]) -> Naming:
    """The same for a sheet with these fields that does not say, as one sent out long ago."""
    there = set(fields)
    name = next((each for each in ("ref", "name", "title") if each in there), "")
    return Naming(name, "title" if kind == "action" and name != "title" else "")


class Likeness(StrEnum):
    """How far a row names a record that is there."""

    NONE = ""
    NAME = "its ref alone"
    WHOLE = "its ref and its title"


@dataclass(frozen=True, slots=True)
class Match:
    """The one record that a row names, and how far it names it; '' for none, or for several."""

    record: str = ""
    likeness: Likeness = Likeness.NONE

    @property
    def certain(self) -> str:
        """The record, where nobody needs to be asked; else ''."""
        return self.record if self.likeness is Likeness.WHOLE else ""


def fingerprint(text: object) -> str:
    """A short mark by which a text is known again, however a program has written it."""
    return hashlib.sha256(key(str(text)).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def marks_of(name: Value, title: Value) -> tuple[str, str, str]:
    """What a record with this ref or name, and this title, is found by."""
    return _mark(name), _mark(name, title), _mark(title)


class RowMatcher:
    """Finds which of some records of one kind a row names.

    It knows them by their marks alone, so that a workbook can carry the marks of records that its
    reader is not to see. White space, quotes and case make no difference.
    """

    def __init__(self, naming: Naming, marks: Mapping[str, Marks]) -> None:
        """`marks` are those of each record by its id; a title's may be left out."""
        self._naming = naming
        self._found: tuple[dict[str, list[str]], ...] = ({}, {}, {})
        for record, each in marks.items():
            for index, mark in zip(self._found, each, strict=False):
                index.setdefault(mark, []).append(record)

    def match(self, name: CellRead | None, title: CellRead | None) -> Match:
        """The record that a row's ref or name, and what is beside it (a title), name.

        A row that says no title does not contradict one. A ref that several have is nobody's unless
        the title tells, and a number is every ref that a program may have made it of: 1.1 may have
        been '1.10'. A row with the ref of one record and another title may be either an update or
        a new record: then the likeness is NAME, and a person is asked. `name` is None if the
        sheet has no such column; then the title decides by itself. Where a name alone names
        nothing, both have to agree.
        """
        # Titles are not unique among actions, so one by itself decides only where refs are missing
        # altogether.
        names, titles = spellings(name), spellings(title) if self._naming.beside else []
        by_name, by_both, by_title = self._found
        if titles or not self._naming.alone:
            pairs = [_mark(one, other) for one in names for other in titles or (None,)]
            # Two records with one ref and one title cannot be told apart: `whole` is both, and the
            # row is nobody's rather than the first one's.
            whole = _among(by_both, pairs)
            if name is None and self._naming.alone:
                whole = _among(by_title, map(_mark, titles))
            if whole or not (names and self._naming.alone):
                return Match(whole[0], Likeness.WHOLE) if len(whole) == 1 else _one_of(whole)
        found = _among(by_name, map(_mark, names))
        if len(found) == 1 and not titles:
            return Match(found[0], Likeness.WHOLE)
        # Several refs are possible of a number, such as 1.1 and 1.10. What the cell shows is the
        # likeliest, and a person is asked in any case.
        shown = _among(by_name, map(_mark, names[:1])) if len(found) > 1 else found
        return Match(shown[0], Likeness.NAME) if len(shown) == 1 else _one_of(found)


def _one_of(found: list[str]) -> Match:
    """A row that names several records is nobody's, and a person is asked about it."""
    return Match(likeness=Likeness.NAME) if found else Match()


def spellings(cell: CellRead | None) -> list[str]:
    """The texts that a cell may have had when somebody typed it, the one that it shows first."""
    text = text_in(cell)
    if cell is None or not isinstance(cell.value, (int, float)):
        return [text] if text else []
    # A program that makes a number of '01.10' drops the noughts at both ends. How many there were
    # is lost, so up to two are tried at either end.
    bare = f"{cell.value:.15g}"
    ends = ("", "0", "00") if "." in bare else ("", ".0", ".00")
    texts = (f"{zeros}{bare}{end}" for zeros in ("", "0", "00") for end in ends)
    return list(dict.fromkeys([text, *texts]))


def _among(index: Mapping[str, list[str]], marks: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(record for mark in marks for record in index.get(mark, ())))


def _mark(*named: Value) -> str:
    return fingerprint(
        "\n".join(tidy(words(each)).casefold() for each in named if each is not None)
    )
