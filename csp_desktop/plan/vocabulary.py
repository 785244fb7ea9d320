"""What a plan's people mean by their words: the one door by which a text becomes a choice.

A field's own choices come first, then the words that the plan has learned, then those that are
known from the start. A word that none of them knows is a question, and its answer is learned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field, FieldTable
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.statuses import GUESSES, read_choice_word
from csp_desktop.plan.wording import capital

LEFT_OUT: Final = "left out"
"""The meaning of a word that says nothing for the plan: it is told each time, and not asked."""

_LONGEST: Final = 60

_JOINTS: Final = str.maketrans(
    dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014_/.", " ")
    | dict.fromkeys("\u2018\u2019\u201a\u0060\u00b4", "'")
)

# How people write in which direction a figure is to go, by what it means; in English and Welsh.
_DIRECTIONS: Final = {
    "higher is better": "higher|high|up|↑|⬆|▲|🔼|⇧|increase|increasing|maximise|more|bigger|larger|"
    "greater|rising|uwch|uchel|uchaf|i fyny|cynyddu|mwy|mwyaf",
    "lower is better": "lower|low|down|↓|⬇|▼|🔽|⇩|decrease|decreasing|minimise|less|fewer|smaller|"
    "reduce|reducing|reduction|falling|is|isel|isaf|i lawr|gostwng|lleihau|llai|lleiaf",
    "within a range": "range|in range|within range|↔|⬌|⇔|maintain|stay within|o fewn ystod|cynnal",
    "neutral": "n/a|none|information only|for information|contextual|context|context only|"
    "monitor|monitoring|monitor only|→|➡|niwtral|er gwybodaeth|cyd-destun",
}  # fmt: skip
_BETTER: Final = (
    "{} is better", "{} is good", "{} better", "{} good", "{} the better", "{} is best",
    "the {} the better", "aim to {}", "{} yn well", "{} sydd orau", "{} yw'r gorau", "gorau po {}",
)  # fmt: skip


class Word(NamedTuple):
    """A word for which kind of choice, spelt in the one way in which it is looked up and kept."""

    kind: str
    text: str


class Meaning(NamedTuple):
    """What a text means, and whether that is `sure`: what is guessed is confirmed by a person."""

    choice: str
    sure: bool


@lru_cache(maxsize=4096)
def spelt(text: str) -> str:
    """A word as it is kept: the same for texts that read alike, whatever their case and joints.

    A text of nothing but signs ('—') is kept as it is.
    """
    seen = plain(text)
    return capital(" ".join(seen.casefold().translate(_JOINTS).split())) or seen


def word(kind: str, text: str) -> Word:
    """The word that `text` is for a `kind` of choice."""
    return Word(kind, spelt(text))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What words mean, by kind and spelling."""

    meanings: Mapping[Word, str] = field(default_factory=lambda: MappingProxyType({}))

    def read(self, of: Field, text: str) -> Meaning | None:
        """What `text` means for a field; None where it is unknown, LEFT_OUT where it says nothing.

        A learned word goes before what is known from the start, never before a choice of the field.
        """
        return self.read_as(of.word_kind, of.choices, text)

    def read_as(self, kind: str, choices: tuple[str, ...], text: str) -> Meaning | None:
        """What `text` means among some choices; see `read`."""
        said = spelt(text)
        own = next((each for each in choices if spelt(each) == said), None)
        if own:
            return Meaning(own, sure=True)
        learned = self.meanings.get(Word(kind, said))
        if learned == LEFT_OUT or learned in choices:
            return Meaning(str(learned), sure=True)
        return known(choices, text)

    def over(self, other: Vocabulary) -> Vocabulary:
        """Both; where they know the same word, this one counts."""
        return Vocabulary({**other.meanings, **self.meanings})


NO_WORDS: Final = Vocabulary()
"""The vocabulary of a plan that has learned nothing yet."""


def of_words(learned: Iterable[tuple[str, str, str]]) -> Vocabulary:
    """The vocabulary of (kind, text, meaning); a word that is given two meanings has none."""
    meanings: dict[Word, str] = {}
    parted: set[Word] = set()
    for kind, text, meaning in learned:
        each = word(kind, text)
        if meanings.setdefault(each, meaning) != meaning:
            parted.add(each)
    return Vocabulary(
        {each: meaning for each, meaning in meanings.items() if meaning and each not in parted}
    )


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word that somebody is to be asked about, as it was met first, and all places of it."""

    kind: str
    text: str
    places: tuple[str, ...]

    @property
    def word(self) -> Word:
        """The word as a plan keeps it."""
        return word(self.kind, self.text)


def unknown_words(met: Iterable[tuple[Word, str]]) -> tuple[UnknownWord, ...]:
    """Words as they are written, with where each stands: one question for each, in their order."""
    first: dict[Word, Word] = {}
    places: dict[Word, list[str]] = {}
    for each, place in met:
        spelling = word(*each)
        first.setdefault(spelling, each)
        places.setdefault(spelling, []).append(place)
    return tuple(UnknownWord(*first[each], tuple(found)) for each, found in places.items())


def known(choices: tuple[str, ...], text: str) -> Meaning | None:
    """What a text means from the start, for every plan."""
    exact = read_choice_word(text, choices)
    if exact:
        return Meaning(exact, sure=True)
    direction = _directions().get(spelt(text))
    if direction in choices:
        return Meaning(str(direction), sure=True)
    guessed = GUESSES.get(spelt(text).lower())
    return Meaning(guessed, sure=False) if guessed in choices else None


def may_be_word(text: str) -> bool:
    """Whether a text is short enough to be a word, and not a remark in its place."""
    return len(text) <= _LONGEST and "\n" not in text.strip()


def meaning_of(choices: tuple[str, ...], text: str) -> str:
    """The choice that somebody names as a meaning, LEFT_OUT where that; '' where it is none."""
    if spelt(text) == spelt(LEFT_OUT):
        return LEFT_OUT
    found = known(choices, text)
    # A guess will not do: what is learned is sure.
    return found.choice if found and found.sure else ""


@lru_cache(maxsize=1)
def _directions() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for meaning, listed in _DIRECTIONS.items():
        for each in listed.split("|"):
            for form in ("{}", *_BETTER):
                found[spelt(form.format(each))] = meaning
    return MappingProxyType(found)


def word_kinds(table: FieldTable) -> dict[str, tuple[str, ...]]:
    """The kinds of words that a plan learns, with what a word of each may mean."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in table.kinds:
        for each in kind.fields:
            if each.type is Type.CHOICE:
                found.setdefault(each.word_kind, each.choices)
    # Of statuses people ask most, so they come first.
    return {"status": found["status"], **found} if "status" in found else found
