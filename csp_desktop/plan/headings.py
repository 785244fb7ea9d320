"""What a heading over some actions says: a priority's level, its number and its title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from csp_desktop.plan.spelling import plain

STRATEGIC, DELIVERY = "strategic_priority", "delivery_priority"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as read.

    `level` is the kind of priority that it names, '' if its words do not say. `number` is 0
    where it has none; `under` is the strategic priority's number in '1.2' and '1.DP2', else 0.
    """

    level: str
    number: int
    under: int
    title: str


_SPOKEN: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8,
    "ix": 9, "x": 10,
}  # fmt: skip
_NUMBER = rf"(\d{{1,2}}(?:\.\d{{1,2}})?(?!\d)|(?:{'|'.join(_SPOKEN)}|[A-H])(?![\w'’]))"
_WORDED = re.compile(
    r"(?P<kind>(?:(?:strategic|csp|partnership|key|our|delivery|sub|plan)[\s\-]+)*)"
    r"(?P<word>priority|theme|objective|aim|outcome|goal|pillar|work ?stream|strand|focus)"
    r"(?:\s+(?:area|theme|objective))?\s*(?:no\.?|number|\#)?\s*"
    rf"(?P<number>{_NUMBER})?\s*(?P<mark>[:.)\-–—]*)\s*(?P<title>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LABELLED = re.compile(
    r"(?:(?P<under>\d{1,2})\s*[.\-]\s*)?(?P<word>SP|DP|P)\s*(?P<number>\d{1,2}(?:\.\d{1,2})?)\b"
    r"\s*[:.)\-–—]*\s*(?P<title>.*)",
    re.DOTALL,
)
_NUMBERED = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2})?|[A-H](?=[.:)]))(?!\d)"
    r"(?:\s*[:.)\-–—]+\s*(?P<title>\D.*|)|\s*|\s+(?P<plain>[A-Z].*))",
    re.DOTALL,
)
_BY_OBJECTIVES = frozenset({"objective", "work stream", "workstream", "strand", "focus"})


def read_heading(text: str) -> Heading:
    """Read 'Priority 1: Violence', 'Strategic priority 2 – …', '1.DP2 Gangs', '3. Hate crime'."""
    text = plain(text)
    if found := _LABELLED.fullmatch(text):
        level = DELIVERY if found["word"] == "DP" else STRATEGIC
        number, under = _numbers(found["number"])
        return Heading(level, number, int(found["under"] or under), found["title"])
    if (found := _WORDED.fullmatch(text)) and _says_which(found):
        number, under = _numbers(found["number"] or "")
        return Heading(_level(found), number, under, found["title"].strip())
    if found := _NUMBERED.fullmatch(text):
        number, under = _numbers(found["number"])
        title = found["title"] or found["plain"] or ""
        return Heading(DELIVERY if under else "", number, under, title)
    return Heading("", 0, 0, text)


def _says_which(found: re.Match[str]) -> bool:
    """True if the words head something: 'Priority 1', 'Theme: hate crime', not 'Priority areas'."""
    return bool(found["number"] or (found["mark"] and found["title"]))


def _level(found: re.Match[str]) -> str:
    kind = found["kind"].lower()
    if "strategic" in kind:
        return STRATEGIC
    below = "delivery" in kind or "sub" in kind or found["word"].lower() in _BY_OBJECTIVES
    return DELIVERY if below else STRATEGIC


def _numbers(text: str) -> tuple[int, int]:
    """The number itself and the one it belongs under: '1.2' is 2 under 1."""
    if not text:
        return 0, 0
    if text.lower() in _SPOKEN:
        return _SPOKEN[text.lower()], 0
    if text.isalpha():
        return ord(text.upper()) - 64, 0
    first, _, second = text.partition(".")
    return (int(second), int(first)) if second else (int(first), 0)
