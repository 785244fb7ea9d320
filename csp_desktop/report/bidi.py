"""Right-to-left text for a page that draws left to right: its order on a line, letters joined up.

Levels as the Unicode Bidirectional Algorithm (UAX 9) has them without explicit embeddings, whose
marks are invisible (`is_invisible`). Joined letters are the presentation forms.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

_PAIRS: Final = "()[]{}\u2045\u2046\u207d\u207e\u208d\u208e\u27e8\u27e9\u3008\u3009\u300a\u300b"
_MIRRORED_TOO: Final = "<>\u00ab\u00bb\u2039\u203a\u2264\u2265"
_CLOSES: Final = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_MIRROR: Final = {
    letter: other
    for first, second in zip(
        (_PAIRS + _MIRRORED_TOO)[::2], (_PAIRS + _MIRRORED_TOO)[1::2], strict=True
    )
    for letter, other in ((first, second), (second, first))
}
_INVISIBLE: Final = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"})
_RIGHT: Final = frozenset({"R", "AL"})
_NEUTRAL: Final = frozenset({"B", "S", "WS", "ON"})
_SIGNS: Final = frozenset({"ET"})
_SIDES: Final = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
_TATWEEL, _JOINER = "\u0640", "\u200d"
_FORMS: Final = (range(0xFB50, 0xFE00), range(0xFE70, 0xFEFD))


def has_right_to_left(text: str) -> bool:
    """Whether any letter of the text is written from right to left."""
    return not text.isascii() and any(
        unicodedata.bidirectional(each) in ("R", "AL", "AN") for each in text
    )


def base_level(text: str) -> int:
    """1 where the first letter with a direction is written from right to left, else 0."""
    for each in text:
        kind = unicodedata.bidirectional(each)
        if kind == "L" or kind in _RIGHT:
            return int(kind != "L")
    return 0


def is_invisible(letter: str) -> bool:
    """Whether a letter only steers others, and shows nothing itself."""
    return unicodedata.bidirectional(letter) in _INVISIBLE


def is_joined_form(letter: str) -> bool:
    """Whether it is one of the forms that an Arabic letter takes beside others."""
    return any(ord(letter) in block for block in _FORMS)


# The order on a line


def visual_order(text: str, levels: Sequence[int], base: int) -> list[int]:
    """The places of one line's letters as they are drawn, from left to right.

    `levels` are those of its own letters; blanks at its end lie in the direction of `base`.
    """
    settled = list(levels)
    for place in range(len(text) - 1, -1, -1):
        if unicodedata.bidirectional(text[place]) not in ("WS", "S", "B"):
            break
        settled[place] = base
    order = list(range(len(text)))
    for level in range(max(settled, default=0), 0, -1):
        place = 0
        while place < len(order):
            end = place
            while end < len(order) and settled[order[end]] >= level:
                end += 1
            order[place:end] = order[place:end][::-1]
            place = end + 1
    return order


def facing(letter: str, level: int) -> str:
    """The letter as it is drawn at a level: a bracket turns round from right to left."""
    return _MIRROR.get(letter, letter) if level % 2 else letter


def levels_of(text: str, base: int) -> list[int]:
    """The level of each letter of a paragraph: odd ones are drawn from right to left."""
    found = (unicodedata.bidirectional(each) or "L" for each in text)
    before = ["ON" if kind in _INVISIBLE else kind for kind in found]
    edge = "R" if base else "L"
    kinds = _numbers_and_marks(before, edge)
    _brackets(text, before, kinds, edge)
    _neutrals(kinds, edge)
    if base:
        return [base + (kind != "R") for kind in kinds]
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in kinds]


def _numbers_and_marks(before: Sequence[str], edge: str) -> list[str]:
    """Rules W1 to W7: marks as what they stand on, figures and their signs together."""
    kinds, last = [], edge
    for kind in before:
        last = last if kind == "NSM" else kind
        kinds.append(last)
    _after_strong(kinds, edge, "AL", "AN")
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for place in range(1, len(kinds) - 1):
        around = (kinds[place - 1], kinds[place + 1])
        if around == ("EN", "EN") and kinds[place] in ("ES", "CS"):
            kinds[place] = "EN"
        elif around == ("AN", "AN") and kinds[place] == "CS":
            kinds[place] = "AN"
    for start, end in _stretches(kinds, _SIGNS):
        if "EN" in (*kinds[max(start - 1, 0) : start], *kinds[end : end + 1]):
            kinds[start:end] = ["EN"] * (end - start)
    _after_strong(kinds, edge, "L", "L")
    return ["ON" if kind in ("ES", "ET", "CS") else kind for kind in kinds]


def _after_strong(kinds: list[str], edge: str, wanted: str, become: str) -> None:
    """Figures after a letter of the kind `wanted` become of another kind."""
    strong = edge
    for place, kind in enumerate(kinds):
        if kind == "L" or kind in _RIGHT:
            strong = kind
        elif kind == "EN" and strong == wanted:
            kinds[place] = become


def _brackets(text: str, before: Sequence[str], kinds: list[str], edge: str) -> None:
    """Rule N0: a pair of brackets goes with what it holds, else with what it follows."""
    for opening, closing in _bracket_pairs(text, kinds):
        inside = {_SIDES[kind] for kind in kinds[opening + 1 : closing] if kind in _SIDES}
        if not inside:
            continue
        side = edge
        if edge not in inside:
            earlier = (_SIDES[kind] for kind in reversed(kinds[:opening]) if kind in _SIDES)
            side = "L" if edge == "R" else "R"
            side = side if next(earlier, edge) == side else edge
        for place in (opening, closing):
            kinds[place] = side
            after = place + 1
            while after < len(kinds) and before[after] == "NSM":
                kinds[after] = side
                after += 1


def _bracket_pairs(text: str, kinds: Sequence[str]) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for place, letter in enumerate(text):
        if kinds[place] != "ON":
            continue
        if letter in _CLOSES:
            waiting.append((_CLOSES[letter], place))
            continue
        for depth in range(len(waiting) - 1, -1, -1):
            if waiting[depth][0] == letter:
                pairs.append((waiting[depth][1], place))
                del waiting[depth:]
                break
    return sorted(pairs)


def _neutrals(kinds: list[str], edge: str) -> None:
    """Rules N1 and N2: what has no side takes that of both its neighbours, else the base's."""
    for start, end in _stretches(kinds, _NEUTRAL):
        left = _SIDES[kinds[start - 1]] if start else edge
        right = _SIDES[kinds[end]] if end < len(kinds) else edge
        kinds[start:end] = [left if left == right else edge] * (end - start)


def _stretches(
    kinds: Sequence[str], wanted: set[str] | frozenset[str]
) -> Iterator[tuple[int, int]]:
    place = 0
    while place < len(kinds):
        end = place
        while end < len(kinds) and kinds[end] in wanted:
            end += 1
        if end > place:
            yield place, end
        place = end + 1


# Joined letters


def joined_up(text: str) -> str:
    """Arabic letters in the forms that they take beside one another, in reading order."""
    forms, ligatures = _presentation_forms()
    if text.isascii() or not any(each in forms for each in text):
        return text
    made: list[str] = []
    place = 0
    while place < len(text):
        letter = text[place]
        pair = ligatures.get(text[place : place + 2])
        own = pair or forms.get(letter)
        end = place + (2 if pair else 1)
        if own is None:
            made.append(letter)
        else:
            after = not pair and "initial" in own and _takes(_beside(text, end, 1), "final", forms)
            before = "final" in own and _takes(_beside(text, place - 1, -1), "initial", forms)
            kind = ("isolated", "final", "initial", "medial")[before + 2 * after]
            made.append(own.get(kind, letter))
        place = end
    return "".join(made)


def _beside(text: str, place: int, step: int) -> str:
    """The next letter that is no mark on another, '' at the end."""
    while 0 <= place < len(text) and unicodedata.category(text[place]) == "Mn":
        place += step
    return text[place] if 0 <= place < len(text) else ""


def _takes(letter: str, kind: str, forms: dict[str, dict[str, str]]) -> bool:
    return letter in (_TATWEEL, _JOINER) if letter not in forms else kind in forms[letter]


@cache
def _presentation_forms() -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Each letter's forms, and those of lam with an alef, from what Unicode says they stand for."""
    forms: dict[str, dict[str, str]] = {}
    ligatures: dict[str, dict[str, str]] = {}
    for code in (each for block in _FORMS for each in block):
        kind, _, letters = unicodedata.decomposition(chr(code)).partition(" ")
        said = "".join(chr(int(each, 16)) for each in letters.split())
        if len(said) == 1:
            forms.setdefault(said, {}).setdefault(kind.strip("<>"), chr(code))
        elif code >= 0xFEF5:
            ligatures.setdefault(said, {})[kind.strip("<>")] = chr(code)
    return forms, ligatures
