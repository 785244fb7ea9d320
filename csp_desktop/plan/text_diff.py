"""Texts side by side: what differs by word, and what two edits of one text make together.

A combination is a suggestion. Two edits may fit together word by word and say something that
neither of their authors meant, so a person reads it before it is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from csp_desktop.plan.values import key

Mark = Literal["", "added", "removed", "first", "second", "both"]

# Accents coded apart and characters that are not seen belong to the word around them.
_IN_WORD = r"[\w\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]"
_WORD = re.compile(rf"(?:{_IN_WORD}+(?:['’.,/-]{_IN_WORD}+)*|[^\w\s])\s*|\s+")
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?]+(?=\s|$)|\n|$)\s*", re.DOTALL)
_MOST_COMPARED = 250_000
"""How many pairs of words are compared before whole sentences are compared first."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and what became of it: kept, added or removed.

    In a combination: from the first text, the second, or both.
    """

    text: str
    mark: Mark = ""


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """`after` beside `before`, by word: what is the same, what was removed, what was added.

    The texts of all pieces but the removed ones are `after`. White space alone is no difference.
    """
    pieces: list[Piece] = []
    for old, new, same in _aligned(before, after):
        if same:
            pieces.append(Piece(new))
            continue
        if old.strip():
            pieces.append(Piece(old, "removed"))
        pieces.append(Piece(new, "added" if new.strip() else ""))
    return _joined(pieces)


def combination(base: str, first: str, second: str) -> tuple[Piece, ...] | None:
    """Both edits of `base` in one text, each marked; None if they touch the same words.

    None, too, where one of them changed nothing: then there is nothing to combine.
    """
    words = _words(base)
    ours, theirs = _changes(words, _words(first)), _changes(words, _words(second))
    if not ours or not theirs:
        return None
    merged = _merged(ours, theirs)
    if merged is None:
        return None
    pieces, at = [], 0
    for start, end, new, mark in merged:
        pieces += [Piece("".join(words[at:start])), Piece("".join(new), mark)]
        at = end
    pieces.append(Piece("".join(words[at:])))
    return _spaced(_joined(pieces))


def union(base: Sequence[str], sides: Iterable[Sequence[str]]) -> list[str]:
    """What is on any of the lists: first what was on `base`, in its order, then what is new.

    What every side struck out of `base` stays out.
    """
    sides = [list(side) for side in sides]
    said = [set(map(key, side)) for side in sides]
    kept = {key(item): item for item in base if any(key(item) in each for each in said)}
    for side in sides:
        for item in side:
            kept.setdefault(key(item), item)
    return list(kept.values())


def plain(pieces: Iterable[Piece]) -> str:
    """The text that the pieces say, without what was removed."""
    return "".join(piece.text for piece in pieces if piece.mark != "removed")


_Change = tuple[int, int, list[str], Mark]
"""Words of the base from one place to another, and what replaces them."""


def _changes(base: list[str], other: list[str]) -> list[_Change]:
    return [
        (i, j, other[k:m], "")
        for tag, i, j, k, m in _matched(base, other)
        if tag != "equal" and ("".join(base[i:j]).strip() or "".join(other[k:m]).strip())
    ]


def _merged(ours: list[_Change], theirs: list[_Change]) -> list[_Change] | None:
    """The changes of both sides in the order of their places; None if two of them touch."""
    marked: list[_Change] = [(i, j, new, "first") for i, j, new, _ in ours]
    # Changes that meet count as touching too: two words put in at one place have no order.
    for i, j, new, _ in theirs:
        mine = next((each for each in marked if each[0] <= j and i <= each[1]), None)
        if mine is None:
            marked.append((i, j, new, "second"))
        elif mine[:2] == (i, j) and _said(mine[2]) == _said(new):
            marked[marked.index(mine)] = (i, j, new, "both")
        else:
            return None
    return sorted(marked, key=lambda each: each[:2])


def _aligned(before: str, after: str) -> Iterable[tuple[str, str, bool]]:
    old, new = _words(before), _words(after)
    # Matching costs the product of both lengths, and a cell may hold 32,767 characters. Of
    # sentences there are few, and most of them are the same.
    if len(old) * len(new) > _MOST_COMPARED:
        yield from _aligned_by_sentence(before, after)
        return
    for tag, i, j, k, m in _matched(old, new):
        yield "".join(old[i:j]), "".join(new[k:m]), tag == "equal"


def _aligned_by_sentence(before: str, after: str) -> Iterable[tuple[str, str, bool]]:
    old, new = _sentences(before), _sentences(after)
    for tag, i, j, k, m in _matched(old, new):
        was, now = "".join(old[i:j]), "".join(new[k:m])
        if tag == "replace" and len(_words(was)) * len(_words(now)) <= _MOST_COMPARED:
            yield from _aligned(was, now)
        else:
            yield was, now, tag == "equal"


def _matched(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    """The steps from `old` to `new`, without islands of one short word between two changes."""
    # Without `autojunk`, which leaves frequent words out of texts of 200 words and more: 'the' and
    # 'police' would then never match.
    matcher = SequenceMatcher(None, _said(old), _said(new), autojunk=False)
    steps: list[tuple[str, int, int, int, int]] = []
    for step in matcher.get_opcodes():
        if len(steps) > 1 and step[0] != "equal" and _is_island(steps[-1], steps[-2], step, old):
            steps.pop()
            _, i, _, k, _ = steps.pop()
            steps.append(("replace", i, step[2], k, step[4]))
        else:
            steps.append(step)
    return steps


_Step = tuple[str, int, int, int, int]


def _is_island(middle: _Step, before: _Step, after: _Step, old: list[str]) -> bool:
    """True if one short word is all that two changes have between them, and both are longer."""
    words = old[middle[1] : middle[2]]
    small = len(words) == 1 and len(words[0].strip()) <= 3
    return middle[0] == "equal" and small and min(_length(before), _length(after)) > 1


def _length(step: _Step) -> int:
    return max(step[2] - step[1], step[4] - step[3])


def _said(words: list[str]) -> list[str]:
    return [key(word) for word in words]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.findall(text) if sentence]


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces with neighbours of one mark made one, and none empty."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].mark == piece.mark:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.mark)
        elif piece.text:
            joined.append(piece)
    return tuple(joined)


def _spaced(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with a space where the end of one text now comes before more of it."""
    spaced: list[Piece] = []
    for number, piece in enumerate(pieces):
        text = piece.text
        following = pieces[number + 1] if number + 1 < len(pieces) else Piece("")
        meets = text[-1:] and following.text[:1] and not text[-1].isspace()
        if meets and (following.text[0].isalnum() or following.text[0] in "(£‘“"):
            text += " "
        spaced.append(Piece(text, piece.mark))
    return tuple(spaced)
