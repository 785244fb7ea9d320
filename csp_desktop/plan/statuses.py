"""The words a plan uses for how its actions go, and how people type them."""

from __future__ import annotations

from typing import Final

from csp_desktop.plan.spelling import plain

STATUSES: Final = (
    "complete",
    "on track",
    "at risk",
    "off track",
    "not started",
    "ongoing",
    "delegated",
    "not applicable",
    "tbc",
)
"""A quarter's status, in the order in which pickers and legends list them (BRAG, then the rest)."""

YEAR_STATES: Final = (
    "ongoing",
    "delegated",
    "planned",
    "not applicable",
    "tbc",
    "in development",
    "complete",
)
"""What a year brings, read from the words of the plan."""

LETTERS: Final = {
    "complete": "B",
    "on track": "G",
    "at risk": "A",
    "off track": "R",
    "not started": "N",
    "ongoing": "O",
    "delegated": "D",
    "not applicable": "X",
    "tbc": "T",
}
"""The key that sets each status; B G A R are the colours of the BRAG scheme."""

COUNTED_APART: Final = frozenset({"delegated", "not applicable", "tbc"})
"""Statuses that are never counted among the actions on track."""

NEEDS_CORRECTIVE_ACTION: Final = frozenset({"off track"})

_SCALE: Final = {"off track": 0, "at risk": 1, "on track": 2, "complete": 3}

_SYNONYMS: Final = {
    "complete": ("completed", "done", "blue", "b", "finished", "closed"),
    "on track": ("ontrack", "green", "g", "on target"),
    "at risk": ("atrisk", "amber", "a", "yellow"),
    "off track": ("offtrack", "red", "r", "delayed", "behind", "off target"),
    "not started": ("notstarted", "n", "not yet started"),
    "ongoing": ("on going", "o", "bau", "business as usual", "continuing"),
    "delegated": ("d", "delivered elsewhere"),
    "not applicable": ("na", "n a", "x", "not relevant"),
    "tbc": ("t", "to be confirmed", "to be determined", "tbd"),
    "planned": ("p",),
    "in development": ("under development", "developing"),
}

_BY_WORD: Final = {word: status for status, words in _SYNONYMS.items() for word in (status, *words)}


_JOINTS: Final = str.maketrans(dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014_/.", " "))


def _spaced(text: str) -> str:
    return " ".join(plain(text).lower().translate(_JOINTS).split())


def read_choice_word(text: str, choices: tuple[str, ...]) -> str | None:
    """The one of `choices` that a person means by `text`, or None.

    Case, hyphens and dashes of every kind, slashes and the field's own synonyms ('Green', 'G',
    'Completed') are understood.
    """
    word = _spaced(text)
    plain = {_spaced(choice): choice for choice in choices}
    if word in plain:
        return plain[word]
    meant = _BY_WORD.get(word)
    return meant if meant in choices else None


def movement(was: str | None, now: str | None) -> str | None:
    """Direction of travel between two statuses: 'improved', 'same', 'worse', or None.

    None where either has no place on the BRAG scale (red, amber, green, blue), since a move
    to or from 'delegated' or 'tbc' is neither better nor worse.
    """
    if was not in _SCALE or now not in _SCALE:
        return None
    difference = _SCALE[now] - _SCALE[was]
    if difference == 0:
        return "same"
    return "improved" if difference > 0 else "worse"
