"""Fonts as files: their tables, the width of each letter, and one in which letters show words."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Final

FEATURES: Final = ("ss01", "ss02")
"""The features that show a letter's first and second words in a font made by `telling`."""
_FIRST: Final = 31
"""In the font that words are taken from, the glyph of an ASCII letter is its code less this."""


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
