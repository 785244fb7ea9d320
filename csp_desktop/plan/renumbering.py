"""Refs moved to make room for others: by insertion, along a level, or all renumbered.

All of it is worked out before anything is written: `Refs` holds which ref each record has, and
gives the next such state. What is shown in the window is then exactly what is written; steps that
are written one by one would meet each other's results. The last part of a ref, a number or one
letter, is what counts; the refs below it (1.3a and 1.3.2 below 1.3) go with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from csp_desktop.errors import BadValue
from csp_desktop.plan.spelling import plain

_PARTS = re.compile(r"\d+|[A-Za-z]+|[^\dA-Za-z]+")

_PART = re.compile(r"\d+|[^\d]+")

_REF = re.compile(
    r"(?:[A-Za-z]{1,6}[.\-/]?)?\d{1,6}(?:[.\-/ ]?[A-Za-z]{0,3}\d{1,6}){0,5}[A-Za-z]?", re.ASCII
)

_MOST_FIGURES = 18
"""More figures in a row than this sort as a text: Python refuses to read very long numbers."""

# Excel turns such a text into a date as soon as the cell is edited, and the ref is lost.
_DATES = (
    re.compile(r"\d{1,2}[/\-.]\d{1,2}[/\-.]\d{2,4}"),
    re.compile(r"\d{4}[/\-.]\d{1,2}(?:[/\-.]\d{1,2})?(?:[T ].*)?"),
    re.compile(r"\d{1,2}[/\-]\d{2,4}"),
    re.compile(
        r"(?:\d{1,4}[\-/. ])?(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
        r"(?:[\-/. ]\d{1,4}){0,2}",
        re.IGNORECASE,
    ),
)


@dataclass(frozen=True, slots=True)
class Refs:
    """The ref of each record, by the record's id. Each change gives the next state."""

    by_id: Mapping[str, str]

    def ids_with(self, ref: str) -> tuple[str, ...]:
        """The ids of the records that have `ref`."""
        return tuple(each for each, its in self.by_id.items() if its == ref)

    def shared(self) -> dict[str, tuple[str, ...]]:
        """The refs that more than one record has, in the order people read them."""
        found: dict[str, list[str]] = {}
        for each, ref in self.by_id.items():
            found.setdefault(ref, []).append(each)
        return {
            ref: tuple(found[ref]) for ref in sorted(found, key=ref_order) if len(found[ref]) > 1
        }

    def changed(self, since: Refs) -> dict[str, str]:
        """The new refs of the records whose ref differs from the one in `since`."""
        return {
            each: ref
            for each, ref in self.by_id.items()
            if each in since.by_id and since.by_id[each] != ref
        }

    def given(self, refs: Mapping[str, str]) -> Refs:
        """The state in which these records have these refs, even if others have them too."""
        return Refs(MappingProxyType({**self.by_id, **refs}))

    def inserted(self, record: str, ref: str) -> Refs:
        """The state in which `record` has `ref`; the one that had it and those after it move on.

        Each takes the next number up to the first gap, so 1.9 becomes 1.10 and refs after a gap
        stay as people know them. A record that already has a ref takes those below it along; if it
        stays at its level, those between close up, so that a level without gaps keeps the same set
        of refs. Raises BadValue if a new ref would not be a valid one.
        """
        level = _read(ref)
        before = self.by_id.get(record, "")
        if before == ref:
            return self
        # The record and those below it are taken out first: they must not push one another on.
        family = {record: ref, **_below(before, ref, self.by_id)}
        others = Refs({each: its for each, its in self.by_id.items() if each not in family})
        was = level.number_of(before) if len(_PARTS.findall(before)) == level.depth else None
        # Given a higher number at its level, the record leaves a gap behind: those between count
        # one less to fill it. Given a lower one, or new there, those after it count one more.
        step = -1 if was is not None and was < level.number else 1
        if others.ids_with(ref):
            others = others.given(level.make_room(others.by_id, step, was))
        return others.given(family)

    def numbered_anew(self) -> Refs:
        """The state in which each level counts without gaps, from 1 or a.

        The order stays. So does what a ref begins with, the number of a priority.
        """
        # By id where two share a ref: every copy then gives the same one the same number.
        found = dict(self.by_id)
        seen: dict[str, str] = {}
        for each in sorted(found, key=lambda each: (ref_order(found[each]), each)):
            found[each] = _anew(found[each], seen)
        return Refs(MappingProxyType(found))


def refs_of(pairs: Iterable[tuple[str, str]]) -> Refs:
    """The refs of records given as (id, ref)."""
    return Refs(MappingProxyType(dict(pairs)))


@dataclass(frozen=True, slots=True)
class _Level:
    """The level of a ref: the parts before its last, and its last part, which counts."""

    stem: tuple[str, ...]
    last: str

    @property
    def depth(self) -> int:
        """How many parts a ref of this level has."""
        return len(self.stem) + 1

    @property
    def number(self) -> int:
        """What the ref itself counts."""
        return _number(self.last) or 0

    def number_of(self, ref: str) -> int | None:
        """What `ref`, or the ref that it is below, counts at this level; None elsewhere."""
        parts = _PARTS.findall(ref)
        place = len(self.stem)
        if len(parts) <= place or tuple(map(_alike, parts[:place])) != self.stem:
            return None
        # Letters and numbers after one stem count apart: 1.a needs no room at 1.1.
        part = parts[place]
        return _number(part) if part.isdigit() == self.last.isdigit() else None

    def stepped(self, ref: str, step: int, width: int) -> str:
        """`ref`, of this level or below it, counted on by `step`, with figures in this width."""
        parts = _PARTS.findall(ref)
        place = len(self.stem)
        parts[place] = _counted(parts[place], step, ref, width)
        stepped = "".join(parts)
        if reason := why_not_a_ref(stepped):
            raise BadValue(f"{ref} would have to become {stepped}. {reason}")
        return stepped

    def make_room(self, refs: Mapping[str, str], step: int, stop: int | None) -> dict[str, str]:
        """New refs for all that are in the way, from this place to the first gap or `stop`."""
        at: dict[int, list[str]] = {}
        for each, ref in refs.items():
            number = self.number_of(ref)
            if number is not None:
                at.setdefault(number, []).append(each)
        written = [
            _PARTS.findall(refs[each])[len(self.stem)] for ids in at.values() for each in ids
        ]
        # One width for the level: beside 1.09, a 1.9 would sort elsewhere in a workbook.
        width = max(map(_width, written), default=1)
        moved, number = {}, self.number
        while number in at and number != stop:
            moved.update({each: self.stepped(refs[each], step, width) for each in at[number]})
            number += step
        return moved


def _below(before: str, ref: str, refs: Mapping[str, str]) -> dict[str, str]:
    """New refs for those below `before` (1.3a below 1.3), which becomes `ref`."""
    parts = _PARTS.findall(before)
    found = {}
    for each, its in refs.items():
        theirs = _PARTS.findall(its)
        if parts and len(theirs) > len(parts) and theirs[: len(parts)] == parts:
            found[each] = ref + "".join(theirs[len(parts) :])
    return found


def _read(ref: str) -> _Level:
    if reason := why_not_a_ref(ref):
        raise BadValue(reason)
    parts = _PARTS.findall(ref)
    return _Level(tuple(map(_alike, parts[:-1])), parts[-1])


def _alike(part: str) -> str:
    """A part of a ref as two refs of one level share it."""
    return str(int(part)) if part.isdigit() else part.casefold()


def _number(part: str) -> int | None:
    """What a part counts: a number, or a letter by its place; None if it counts nothing."""
    if part.isdigit():
        return int(part)
    return ord(part.casefold()) - ord("a") if len(part) == 1 and part.isalpha() else None


def _counted(part: str, step: int, ref: str, width: int = 1) -> str:
    if part.isdigit():
        return f"{int(part) + step:0{width}}"
    letter = chr(ord(part) + step)
    if not letter.isalpha() or not letter.isascii():
        raise BadValue(f"There is no letter after the one of {ref}: give it another ref first.")
    return letter


def _anew(ref: str, seen: dict[str, str]) -> str:
    """The ref that follows the last one given at its level; `seen` has those by the old stem.

    Each part is counted from the start within the parts before it, except the first of several.
    """
    # `seen` maps an old stem to its new last part, so that 1.7a follows 1.7 to its new place; and a
    # level, the stem with what it counts, to the last part that was given there.
    parts = _PARTS.findall(ref)
    counting = [place for place, part in enumerate(parts) if _number(part) is not None]
    made, stem = "", ""
    for place, part in enumerate(parts):
        level = f"{stem}\n{'number' if part.isdigit() else 'letter'}"
        stem += _alike(part)
        if place not in counting or (place == counting[0] and len(counting) > 1):
            made += part
            continue
        if stem not in seen:
            seen[level] = (
                _counted(seen[level], 1, ref, _width(seen[level]))
                if level in seen
                else _first_like(part)
            )
            seen[stem] = seen[level]
        made += seen[stem]
    return made


def _width(part: str) -> int:
    """The width in which figures are written beside this one: its own where a 0 leads."""
    return len(part) if part.startswith("0") else 1


def _first_like(part: str) -> str:
    """The first of what a part counts, written as it is."""
    if part.isdigit():
        return f"{1:0{_width(part)}}"
    return "A" if part.isupper() else "a"


def ref_order(ref: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that puts refs in the order people read them: 1.2 before 1.10."""
    # Each part is a triple that begins with its kind, so that a number meets a text without an
    # error. The number's own spelling comes last: 1.1 and 1.01 need a fixed order too.
    return tuple(
        (0, int(part), part)
        if part.isdecimal() and len(part) <= _MOST_FIGURES
        else (1, 0, part.lower())
        for part in _PART.findall(ref)
        if part not in {".", "-", "/", " "}
    )


def why_not_a_ref(text: str) -> str | None:
    """A sentence saying why `text` cannot be a ref, or None if it can."""
    text = plain(text)
    if not text:
        return "An action needs a ref, such as 1.12."
    if any(pattern.fullmatch(text) for pattern in _DATES):
        return f"'{text}' reads as a date, not as a ref: type it as, say, 1.12."
    if not _REF.fullmatch(text):
        return f"'{text}' is not a ref: use figures and points, such as 1.12."
    return None


def next_free_name(name: str, taken: Callable[[str], bool]) -> str:
    """`name` with the first number after it that makes it free: 'Board (2)'."""
    number = 2
    while taken(f"{name} ({number})"):
        number += 1
    return f"{name} ({number})"


def next_free_ref(ref: str, taken: Iterable[str]) -> str:
    """The next ref after `ref` at its level that is not in `taken`: 1.9 gives 1.10."""
    used = set(taken)
    found = re.fullmatch(r"(.*?)(\d+)(\D*)", ref)
    stem, number = (found[1], int(found[2])) if found else (ref + ".", 0)
    while True:
        number += 1
        candidate = f"{stem}{number}"
        if candidate not in used:
            return candidate
