"""The sentences of a report: counts in words, lists with 'and', dates as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

_NUMBERS: Final = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
)  # fmt: skip
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_INTERNAL: Final = re.compile(
    r"[\s\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*\[\W*internal\W*\]", re.IGNORECASE
)
"""Signs that nobody sees before or in the mark do not make public what was marked."""


def number(count: int) -> str:
    """A count in words up to nine, in figures beyond."""
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def said(count: int, one: str, many: str = "") -> str:
    """'three actions', 'one action', '12 actions'."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def joined(items: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


def sentence(text: str) -> str:
    """The text with a capital at its start and a stop at its end."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def day(at: str) -> str:
    """An ISO date or time as '14 October 2016', '' for none."""
    found = _DAY.match(at)
    if not found or not 1 <= int(found[2]) <= 12:
        return ""
    return f"{int(found[3])} {_MONTHS[int(found[2]) - 1]} {found[1]}"


def public(text: str) -> str:
    """`text` without what is marked: from a line that begins with '[internal]' to an empty one."""
    # A mark hides up to the next empty line. In doubt too much is hidden: what was published
    # cannot be taken back.
    said: list[str] = []
    hidden = False
    for line in text.splitlines():
        hidden = bool(_INTERNAL.match(line)) or (hidden and bool(line.strip()))
        if not hidden:
            said.append(line)
    return "\n".join(said).strip()


def in_words(parts: Iterable[tuple[str, int]]) -> str:
    """'1 off track, 2 at risk' from pairs of a word and a count."""
    return ", ".join(f"{count} {word}" for word, count in parts)
