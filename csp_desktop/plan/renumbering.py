"""Refs moved to make room for others: by insertion, along a level, or numbered anew.

All of it is worked out before anything is written: `Refs` holds which ref each record bears, and
gives the next such state. What a ref counts is its last part, a number or one letter; the refs
below it (1.3a and 1.3.2 below 1.3) go with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from csp_desktop.errors import BadValue
from csp_desktop.plan.refs import ref_order, why_not_a_ref

_PARTS = re.compile(r"\d+|[A-Za-z]+|[^\dA-Za-z]+")


@dataclass(frozen=True, slots=True)
class Refs:
    """Which ref each record bears, by the record's id. Each change gives the next state."""

    by_id: Mapping[str, str]

    def bearers(self, ref: str) -> tuple[str, ...]:
        """The ids of the records that bear `ref`."""
        return tuple(each for each, borne in self.by_id.items() if borne == ref)

    def shared(self) -> dict[str, tuple[str, ...]]:
        """The refs that more than one record bears, in the order people read them."""
        found: dict[str, list[str]] = {}
        for each, ref in self.by_id.items():
            found.setdefault(ref, []).append(each)
        return {
            ref: tuple(found[ref]) for ref in sorted(found, key=ref_order) if len(found[ref]) > 1
        }

    def changed(self, since: Refs) -> dict[str, str]:
        """The new refs of the records that bear another than in `since`."""
        return {
            each: ref
            for each, ref in self.by_id.items()
            if each in since.by_id and since.by_id[each] != ref
        }

    def given(self, refs: Mapping[str, str]) -> Refs:
        """As it is where these records bear these refs, whoever bears them too."""
        return Refs(MappingProxyType({**self.by_id, **refs}))

    def inserted(self, record: str, ref: str) -> Refs:
        """As it is once `record` bears `ref`, and who bore it and those after it went one on.

        They go on up to the first gap, so 1.9 becomes 1.10 and what stands after a gap stays. A
        record that bore a ref leaves its place with those below it; where it stays at its level,
        those between close up, so that a level without gaps has the same refs as before. Raises
        BadValue where a ref would be none.
        """
        level = _read(ref)
        before = self.by_id.get(record, "")
        if before == ref:
            return self
        family = {record: ref, **_below(before, ref, self.by_id)}
        others = Refs({each: borne for each, borne in self.by_id.items() if each not in family})
        was = level.number_of(before) if len(_PARTS.findall(before)) == level.depth else None
        step = -1 if was is not None and was < level.number else 1
        if others.bearers(ref):
            others = others.given(level.make_room(others.by_id, step, was))
        return others.given(family)

    def numbered_anew(self) -> Refs:
        """As it is where each level counts on without gaps, from 1 or a.

        The order stays. What a ref begins with, the number of a priority, stays too.
        """
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
    """Where a ref stands: the parts before its last, and what its last part counts."""

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
        """What `ref` counts at this level, be it below it; None where it is of another."""
        parts = _PARTS.findall(ref)
        place = len(self.stem)
        if len(parts) <= place or tuple(map(_alike, parts[:place])) != self.stem:
            return None
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
        """New refs for all who stand in the way, from this place on to the first gap or `stop`."""
        at: dict[int, list[str]] = {}
        for each, ref in refs.items():
            number = self.number_of(ref)
            if number is not None:
                at.setdefault(number, []).append(each)
        written = [
            _PARTS.findall(refs[each])[len(self.stem)] for ids in at.values() for each in ids
        ]
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
    for each, borne in refs.items():
        theirs = _PARTS.findall(borne)
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
    """What a part counts: a number, or a letter by its place; None where it counts nothing."""
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

    Each part is counted anew within what stands before it, but for the first where others follow.
    """
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
