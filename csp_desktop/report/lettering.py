"""Texts as runs of letters that the shipped fonts have, so that nothing prints as a box.

What no font has is given in words between square brackets, '[police cars revolving light]'. The
text keeps the letter: a font of the report's own draws the words for it (`sfnt.telling`).
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple, TypeAlias

from csp_desktop.paths import resources
from csp_desktop.report.style import begins_right_to_left, clean, has_right_to_left

Run: TypeAlias = str | tuple[str, str]
"""Letters, or a kind with letters: 'ss01' or 'ss02' are told in words, 'blank' were before them.

'cut' with no letters ends the line within a word that is wider than its column.
"""
Said: TypeAlias = str | list[dict[str, object]]
"""A text that needs nothing but the fonts; or its lines, each with its runs and its way."""

_BREAKS: Final = frozenset("/-\u2013\u2014")
"""Signs after which a word that is too wide ends its line, before any other place."""
_INVISIBLE: Final = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"})
_UNNAMED: Final = frozenset({"CJK", "HANGUL"})
_WORDS_KEPT: Final = 20_000
"""How many words are kept with their widths: a report says the same ones over and over."""

FEATURES: Final = ("ss01", "ss02")
"""The features that show a letter's first and second words in a font made by `telling`."""

_FIRST: Final = 31
"""In the font that words are taken from, the glyph of an ASCII letter is its code less this."""


class Atom(NamedTuple):
    """What is never cut: a letter, or a letter that is told; its width is a share of the size."""

    letter: str
    wide: float
    kind: str = ""


@cache
def _advances(*, strong: bool) -> dict[str, float]:
    names = ("Fallback-Regular.ttf", f"Inter-{'SemiBold' if strong else 'Regular'}.otf")
    files = (resources() / "print" / "fonts" / name for name in names)
    return {
        letter: wide for file in files for letter, wide in advances_of(file.read_bytes()).items()
    }


@lru_cache(_WORDS_KEPT)
def width_of(word: str, *, strong: bool = False) -> float:
    """How wide a word is, as a share of its size."""
    own = _advances(strong=strong)
    return sum(own.get(each, 1.0) for each in word)


class Lettering:
    """Makes texts ready for the page, and notes which letters are told, and in which words."""

    def __init__(self) -> None:
        self.words: dict[str, tuple[str, str]] = {}
        self._made: dict[tuple[str, float, bool], Said] = {}

    def said(self, text: str, size: float, width: float, *, strong: bool = False) -> Said:
        """The text in a column that is `width` points wide."""
        # Tables say the same names and words over and over.
        asked = (text, width / size, strong)
        if asked not in self._made:
            self._made[asked] = self._worked_out(*asked)
        return self._made[asked]

    def _worked_out(self, text: str, room: float, strong: bool) -> Said:  # noqa: FBT001
        lines = [" ".join(each.split()) for each in clean(text).split("\n")]
        if all(_is_plain(each, room, strong=strong) for each in lines):
            return "\n".join(lines)
        return [
            {"rtl": begins_right_to_left(each), "runs": list(self._runs(each, room, strong))}
            for each in lines
        ]

    def _runs(self, line: str, room: float, strong: bool) -> Iterator[Run]:  # noqa: FBT001
        letters = ""
        for place, word in enumerate(line.split(" ")):
            letters += " " if place else ""
            for atom in _cut(list(self._atoms(word, room, strong=strong)), room):
                if atom.kind:
                    yield letters
                    yield atom.kind, atom.letter
                    letters = ""
                else:
                    letters += atom.letter
        yield letters

    def _atoms(self, word: str, room: float, *, strong: bool) -> Iterator[Atom]:
        there = _advances(strong=strong)
        before = ""
        for letter in word:
            invisible = unicodedata.bidirectional(letter) in _INVISIBLE
            if letter in there and not invisible:
                before = ""
                yield Atom(letter, there[letter])
                continue
            words = "" if invisible else told(letter)
            if words == " ":
                yield Atom(words, there[" "])
            elif words and words != before:
                before = words
                kind = "ss01" if width_of(words) <= room else "ss02"
                shown = self._told_in(letter, words, room)
                yield Atom(letter, width_of(shown if kind == "ss02" else words), kind)
            elif before:
                self.words.setdefault(letter, (words or "[]", words or "[]"))
                yield Atom(letter, 0.0, "blank")

    def _told_in(self, letter: str, words: str, room: float) -> str:
        """Note how a letter is told, and in how many words in the narrowest place it has."""
        _, shorter = self.words.get(letter, ("", words))
        while width_of(shorter) > room and len(shorter) > 2:
            fewer, between, _ = shorter.rstrip(".]").rpartition(" ")
            shorter = f"{fewer}...]" if between else "[]"
        self.words[letter] = (words, shorter)
        return shorter


def _is_plain(line: str, room: float, *, strong: bool) -> bool:
    """Whether the fonts have all letters of a line, read from left to right, and its words fit."""
    known = line.isascii() and line.isprintable()
    if not known and (
        not _advances(strong=strong).keys() >= set(line)
        or has_right_to_left(line)
        or any(unicodedata.bidirectional(each) in _INVISIBLE for each in line)
    ):
        return False
    return all(width_of(word, strong=strong) <= room for word in line.split(" "))


def _cut(word: list[Atom], room: float) -> Iterator[Atom]:
    """A word with a cut before each part that begins a line, where it is wider than one."""
    if sum(each.wide for each in word) <= room:
        yield from word
        return
    start, used, sign = 0, 0.0, 0
    for place, atom in enumerate(word):
        if place > start and used + atom.wide > room:
            end = sign if sign > start else place
            yield from word[start:end]
            yield Atom("", 0.0, "cut")
            start, used = end, sum(each.wide for each in word[end:place])
        used += atom.wide
        sign = place + 1 if atom.letter in _BREAKS else sign
    yield from word[start:]


def told(letter: str) -> str:
    """What tells of a letter that no font has: '[police cars revolving light]', '[Thai text]'.

    '' where it shows nothing itself, ' ' where it is a blank.
    """
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


def tables_of(font: bytes) -> dict[str, bytes]:
    """The tables of a font file by their tags."""
    (count,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4sLLL", font, 12 + 16 * number) for number in range(count))
    return {tag.decode(): font[start : start + length] for tag, _, start, length in entries}


def advances_of(font: bytes) -> dict[str, float]:
    """The letters of a font with their widths, as shares of its size."""
    tables = tables_of(font)
    (units,) = struct.unpack_from(">H", tables["head"], 18)
    (wide,) = struct.unpack_from(">H", tables["hhea"], 34)
    widths = [width for width, _ in struct.iter_unpack(">Hh", tables["hmtx"][: 4 * wide])]
    return {
        chr(first + place): widths[min(glyph + place, wide - 1)] / units
        for first, last, glyph in _groups(tables["cmap"])
        for place in range(last - first + 1)
    }


def _groups(cmap: bytes) -> list[tuple[int, int, int]]:
    """The runs of letters that a font has: the first, the last, and the first one's glyph."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    for platform, encoding, start in struct.iter_unpack(">HHL", cmap[4 : 4 + 8 * count]):
        if (platform, encoding) == (3, 10):
            (groups,) = struct.unpack_from(">L", cmap, start + 12)
            return list(struct.iter_unpack(">LLL", cmap[start + 16 : start + 16 + 12 * groups]))
    raise ValueError("The font has no table of all of Unicode.")


def telling(font: bytes, words: Mapping[str, Sequence[str]]) -> bytes:
    """The font with a letter more for each of `words`: blank, or by a feature its words.

    A letter's words are drawn as one thing, so that a reader of the file copies the letter itself.
    """
    tables = tables_of(font)
    letters = sorted(words)
    (first,) = struct.unpack_from(">H", tables["maxp"], 4)
    count = struct.pack(">H", first + len(letters))
    tables["maxp"] = tables["maxp"][:4] + count + tables["maxp"][6:]
    tables["hhea"] = tables["hhea"][:34] + count
    tables["hmtx"] += bytes(4 * len(letters))
    tables["loca"] += tables["loca"][-2:] * len(letters)
    groups = [(ord(each), ord(each), first + place) for place, each in enumerate(letters)]
    kept = b"".join(struct.pack(">LLL", *each) for each in groups)
    mapped = struct.pack(">HHLLL", 12, 0, 16 + len(kept), 0, len(groups)) + kept
    tables["cmap"] = struct.pack(">HHHHL", 0, 1, 3, 10, 12) + mapped
    lookups = [
        _lookup(first, [words[letter][kind] for letter in letters]) for kind in range(len(FEATURES))
    ]
    tables["GSUB"] = _substitutions(lookups)
    return _packed(tables)


def _lookup(first: int, words: Sequence[str]) -> bytes:
    """A table that puts the glyphs of some words in the place of one glyph each."""
    drawn = [
        struct.pack(f">H{len(each)}H", len(each), *(ord(letter) - _FIRST for letter in each))
        for each in words
    ]
    starts = [6 + 2 * len(drawn)]
    for each in drawn:
        starts.append(starts[-1] + len(each))
    covered = struct.pack(">HHHHH", 2, 1, first, first + len(drawn) - 1, 0)
    head = struct.pack(f">HHH{len(drawn)}H", 1, starts[-1], len(drawn), *starts[:-1])
    return struct.pack(">HHHH", 2, 0, 1, 8) + head + b"".join(drawn) + covered


def _substitutions(lookups: Sequence[bytes]) -> bytes:
    """A table of lookups, each behind a feature of its own, for every script."""
    count = len(lookups)
    indexes = range(count)
    language = struct.pack(f">HHH{count}H", 0, 0xFFFF, count, *indexes)
    scripts = struct.pack(">H4sHHH", 1, b"DFLT", 8, 4, 0) + language
    head = b"".join(
        struct.pack(">4sH", tag.encode(), 2 + 6 * count + 6 * place)
        for place, tag in enumerate(FEATURES)
    )
    features = struct.pack(">H", count) + head
    features += b"".join(struct.pack(">HHH", 0, 1, each) for each in indexes)
    starts, at = [], 2 + 2 * count
    for each in lookups:
        starts.append(at)
        at += len(each)
    listed = struct.pack(f">H{count}H", count, *starts) + b"".join(lookups)
    below = (10, 10 + len(scripts), 10 + len(scripts) + len(features))
    return struct.pack(">LHHH", 0x10000, *below) + scripts + features + listed


def _packed(tables: Mapping[str, bytes]) -> bytes:
    """A font file of these tables; their checksums are left out, which readers do not ask for."""
    listed, held = b"", b""
    start = 12 + 16 * len(tables)
    for tag in sorted(tables):
        content = tables[tag]
        listed += struct.pack(">4sLLL", tag.encode(), 0, start + len(held), len(content))
        held += content + bytes(-len(content) % 4)
    return struct.pack(">LHHHH", 0x10000, len(tables), 0, 0, 0) + listed + held
