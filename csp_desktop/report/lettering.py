"""Texts broken into lines for a printed page, in fonts that have a letter for everything said.

What the font has no letter for is drawn in the shipped fallback, and what that has none for is told
in words between square brackets, so that nothing prints as a box. Each line keeps what it says, so
that it is itself again when it is copied.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Final, NamedTuple

from reportlab.pdfbase.pdfmetrics import getFont, registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

from csp_desktop.paths import resources
from csp_desktop.report import bidi

REGULAR, STRONG = "CSP-Regular", "CSP-SemiBold"
_FALLBACK: Final = "CSP-Fallback"
_FILES: Final = {
    REGULAR: "Inter-Regular",
    STRONG: "Inter-SemiBold",
    _FALLBACK: "Fallback-Regular",
}
_BREAKS: Final = "/-\u2013\u2014"
"""Signs after which a word that is too long rather ends its line than within a syllable."""
_WORDS_KEPT: Final = 20_000
"""How many words are kept with their widths: a report says the same ones over and over."""
_UNNAMED: Final = frozenset({"CJK", "HANGUL"})


class Piece(NamedTuple):
    """Letters in one font; `said` is what they stand for where they only tell of it, else None."""

    font: str
    letters: str
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is drawn, from left to right; `from_right` lines begin at the right edge."""

    pieces: tuple[Piece, ...]
    width: float
    from_right: bool = False


class _Fallback(TTFont):
    """A font whose letters are copied as what they are: joined forms as the letter they are of."""

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Add the font to a file."""
        before = set(doc.idToObject)
        super().addObjects(doc)
        for name in doc.idToObject.keys() - before:
            if name.startswith("toUnicodeCMap:"):
                stream = doc.idToObject[name]
                stream.content = _MAPPED.sub(_as_copied, stream.content)


_MAPPED: Final = re.compile(r"(?<=<..> )<([0-9A-F]{4,6})>")


def _as_copied(found: re.Match[str]) -> str:
    letter = chr(int(found[1], 16))
    said = unicodedata.normalize("NFKC", letter) if bidi.is_joined_form(letter) else letter
    return f"<{said.encode('utf-16-be').hex().upper()}>"


@cache
def fonts() -> None:
    """Make the shipped fonts known to reportlab, once."""
    for name, file in _FILES.items():
        kind = _Fallback if name == _FALLBACK else TTFont
        registerFont(kind(name, str(resources() / "fonts" / f"{file}.ttf")))


def lines_of(text: str, font: str, size: float, width: float) -> list[Line]:
    """The text broken into lines no wider than `width` points."""
    fonts()
    found: list[Line] = []
    for paragraph in text.split("\n"):
        words = paragraph.split()
        if _plain(paragraph, font):
            found += _plain_lines(words, font, size, width)
        else:
            found += _Other(paragraph, font, size).lines(words, width)
    return found


@cache
def _letters(font: str) -> frozenset[str]:
    fonts()
    made: Any = getFont(font)
    return frozenset(map(chr, made.face.charToGlyph))


def _plain(text: str, font: str) -> bool:
    """Whether the font has all letters of a text, and they stand as they are read."""
    if text.isascii():
        return True
    return _letters(font).issuperset(text.replace("\t", "")) and not bidi.has_right_to_left(text)


def _plain_lines(words: Sequence[str], font: str, size: float, width: float) -> Iterator[Line]:
    blank = stringWidth(" ", font, size)
    for line in _filled(words, font, size, width):
        said = " ".join(words[at][start:end] for at, start, end in line)
        blanks = (len(line) - 1) * blank
        parts = (_width(words[at][start:end], font, size) for at, start, end in line)
        yield Line((Piece(font, said),), sum(parts) + blanks)


def _filled(
    words: Sequence[str], font: str, size: float, width: float
) -> Iterator[list[tuple[int, int, int]]]:
    """As many words on each line as there is room for, each as (number, start, end in it).

    A word wider than a line is cut; all others are whole.
    """
    blank = stringWidth(" ", font, size)
    line: list[tuple[int, int, int]] = []
    used = 0.0
    for number, word in enumerate(words):
        wide = _width(word, font, size)
        if line and used + blank + wide > width:
            yield line
            line, used = [], 0.0
        start = 0
        if wide > width:
            *full, (start, wide) = _cuts(word, font, size, width)
            ends = [place for place, _ in full[1:]] + [start]
            yield from ([(number, place, end)] for (place, _), end in zip(full, ends, strict=True))
        used += wide + (blank if line else 0.0)
        line.append((number, start, len(word)))
    yield line


def _cuts(word: str, font: str, size: float, width: float) -> list[tuple[int, float]]:
    """Where each part of a word that is wider than a line begins, and how wide the part is."""
    parts: list[tuple[int, float]] = []
    start, used = 0, 0.0
    for place, letter in enumerate(word):
        wide = _width(letter, font, size)
        if place > start and used + wide > width:
            start_after = max(word.rfind(sign, start, place) for sign in _BREAKS) + 1
            end = start_after if start_after > start else place
            parts.append((start, used))
            start, used = end, _width(word[end:place], font, size)
        used += wide
    return [*parts, (start, used)]


@lru_cache(_WORDS_KEPT)
def _width(text: str, font: str, size: float) -> float:
    own = _letters(font)
    if text.isascii() or own.issuperset(text):
        return stringWidth(text, font, size)
    return sum(stringWidth(each, font if each in own else _FALLBACK, size) for each in text)


class _Other:
    """A paragraph with letters of other fonts, from right to left, or told in words."""

    def __init__(self, text: str, font: str, size: float) -> None:
        self._font, self._size = font, size
        self._base = bidi.base_level(text)

    def lines(self, words: Sequence[str], width: float) -> Iterator[Line]:
        """The lines of the paragraph."""
        shown: list[str] = []
        begins, stands_for = [0], dict[range, str]()
        for word in words:
            drawn = ""
            for part, said in _drawn(word, self._font):
                if said is not None:
                    first = begins[-1] + len(drawn)
                    stands_for[range(first, first + len(part))] = said
                drawn += part
            shown.append(drawn)
            begins.append(begins[-1] + len(drawn) + 1)
        whole = " ".join(shown)
        levels = bidi.levels_of(whole, self._base)
        told = {place: span for span in stands_for for place in span}
        for line in _filled(shown, self._font, self._size, width):
            first = begins[line[0][0]] + line[0][1] if line else 0
            end = begins[line[-1][0]] + line[-1][2] if line else 0
            order = bidi.visual_order(whole[first:end], levels[first:end], self._base)
            letters = [
                (bidi.facing(whole[place], levels[place]), told.get(place))
                for place in (first + each for each in order)
            ]
            yield self._line(letters, stands_for)

    def _line(
        self, letters: Sequence[tuple[str, range | None]], stands_for: dict[range, str]
    ) -> Line:
        own = _letters(self._font)
        pieces = []
        for (here, span), run in groupby(letters, lambda each: (each[0] in own, each[1])):
            # What is told over two lines is copied where it begins.
            said = None if span is None else stands_for.pop(span, "")
            text = "".join(letter for letter, _ in run)
            pieces.append(Piece(self._font if here else _FALLBACK, text, said))
        wide = sum(stringWidth(each.letters, each.font, self._size) for each in pieces)
        return Line(tuple(pieces), wide, bool(self._base))


def _drawn(word: str, font: str) -> Iterator[tuple[str, str | None]]:
    """A word as it can be drawn, in parts: its own letters, and words that tell of all others."""
    there = _letters(font) | _letters(_FALLBACK)
    joined = bidi.joined_up(word)
    place = 0
    while place < len(joined):
        end = place + 1
        if joined[place] in there or bidi.is_invisible(joined[place]):
            while end < len(joined) and (joined[end] in there or bidi.is_invisible(joined[end])):
                end += 1
            letters = joined[place:end]
            yield "".join(each for each in letters if not bidi.is_invisible(each)), None
        else:
            while end < len(joined) and (
                joined[end] not in there or bidi.is_invisible(joined[end])
            ):
                end += 1
            told = [_told(each) for each in joined[place:end] if not bidi.is_invisible(each)]
            yield "".join(each for each, _ in groupby(filter(None, told))), joined[place:end]
        place = end


def _told(letter: str) -> str:
    """What stands for a letter that no font has: '[police cars revolving light]', '[Thai text]'."""
    kind = unicodedata.category(letter)
    if kind[0] in "MC" and kind != "Cn":
        return ""
    if kind[0] == "Z":
        return " "
    name = unicodedata.name(letter, "")
    if not name:
        return f"[U+{ord(letter):04X}]"
    if kind[0] == "L":
        script = name.split()[0]
        return f"[{script if script in _UNNAMED else script.title()} text]"
    return f"[{name.lower()}]"
