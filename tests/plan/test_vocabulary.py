"""A text becomes a choice through one door: own choices, then learned words, then known ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.errors import BadValue, WordLeftOut, WordUnknown
from csp_desktop.plan.fields import SHIPPED, Field
from csp_desktop.plan.values import understand
from csp_desktop.plan.vocabulary import (
    LEFT_OUT,
    NO_WORDS,
    Meaning,
    of_words,
    spelt,
    word_kinds,
)


def field(kind: str, name: str) -> Field:
    found = SHIPPED.field(kind, name)
    assert found
    return found


STATUS, DIRECTION = field("action", "status"), field("indicator", "direction")
CHOICE_FIELDS = [each for kind in SHIPPED.kinds for each in kind.fields if each.choices]


@pytest.mark.parametrize(
    "said", ["Ar waith", "ar  WAITH", "Ar-waith", "ar\u00a0waith", "Ar – waith"]
)
def test_a_learned_word_is_known_however_it_is_written(said: str) -> None:
    known = of_words([("status", "Ar waith", "on track")])
    assert understand(STATUS, said, known) == "on track"


@given(st.data(), st.text(min_size=1, max_size=12))
def test_a_learned_word_never_overrides_a_choice_of_the_field(
    data: st.DataObject, said: str
) -> None:
    of = data.draw(st.sampled_from(CHOICE_FIELDS))
    own = data.draw(st.sampled_from(of.choices))
    meaning = data.draw(st.sampled_from(of.choices))
    known = of_words([(of.word_kind, own, meaning), (of.word_kind, said, meaning)])
    assert understand(of, own.upper(), known) == own


def test_a_learned_word_goes_before_what_is_known_from_the_start() -> None:
    assert understand(STATUS, "Green", NO_WORDS) == "on track"
    assert understand(STATUS, "Green", of_words([("status", "green", "complete")])) == "complete"


def test_a_word_for_one_kind_of_choice_says_nothing_of_another() -> None:
    known = of_words([("polarity", "Blob", "neutral")])
    with pytest.raises(WordUnknown) as unknown:
        understand(STATUS, "Blob", known)
    assert (unknown.value.kind, unknown.value.text) == ("status", "Blob")


def test_a_word_that_is_left_out_is_no_value_and_no_question() -> None:
    with pytest.raises(WordLeftOut, match="left out"):
        understand(STATUS, "See minutes", of_words([("status", "see minutes", LEFT_OUT)]))


def test_a_word_that_is_given_two_meanings_is_unknown() -> None:
    said = of_words([("status", "Blob", "on track"), ("status", "blob", "at risk")])
    assert said.read(STATUS, "Blob") is None


def test_a_meaning_that_is_no_choice_of_the_field_is_no_meaning() -> None:
    with pytest.raises(BadValue):
        understand(STATUS, "Blob", of_words([("status", "Blob", "wonderful")]))


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("Low is good", "lower is better"), ("Bigger is better", "higher is better"),
        ("↓", "lower is better"), ("↑", "higher is better"), ("Smaller", "lower is better"),
        ("High", "higher is better"), ("The lower the better", "lower is better"),
        ("Uwch yn well", "higher is better"), ("Gorau po isaf", "lower is better"),
        ("For information", "neutral"), ("Is yw’r gorau", "lower is better"),
    ],
)  # fmt: skip
def test_the_usual_words_for_a_direction_are_known_from_the_start(said: str, means: str) -> None:
    assert NO_WORDS.read(DIRECTION, said) == Meaning(means, sure=True)


def test_a_guess_is_no_longer_one_once_it_is_learned() -> None:
    guess = NO_WORDS.read(STATUS, "In progress")
    assert guess
    assert not guess.sure
    learned = of_words([("status", "In progress", guess.choice)])
    assert learned.read(STATUS, "in progress") == Meaning(guess.choice, sure=True)


@given(st.text())
def test_a_word_is_spelt_as_it_is_kept(text: str) -> None:
    assert spelt(spelt(text)) == spelt(text)


def test_every_choice_has_a_kind_of_words_and_the_choices_that_go_with_it() -> None:
    kinds = word_kinds(SHIPPED)
    assert next(iter(kinds)) == "status"
    for each in CHOICE_FIELDS:
        assert kinds[each.word_kind] == each.choices
