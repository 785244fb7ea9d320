"""Refs: the numbers by which people name actions. A ref is text, and `1.10` is not `1.1`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from csp_desktop.plan.spelling import plain

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
