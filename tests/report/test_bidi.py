"""Right-to-left text: in the order that an independent implementation of the rules puts it in."""

from __future__ import annotations

import unicodedata

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.report import bidi

LETTERS = "abc אבג مرحبا ١٢ 123 +-/.,:%$ ()[] <> «» _!"


def display(text: str, base: int) -> str:
    """A line as it is drawn, brackets as they are typed (the other implementation turns none)."""
    return "".join(text[at] for at in bidi.visual_order(text, bidi.levels_of(text, base), base))


@given(st.text(st.sampled_from(LETTERS), max_size=24), st.sampled_from((0, 1)))
def test_the_order_is_that_of_an_independent_implementation(text: str, base: int) -> None:
    assert display(text, base) == get_display(text, base_dir="LR"[base])


@given(st.text(max_size=60), st.sampled_from((0, 1)))
def test_no_letter_is_lost_or_doubled(text: str, base: int) -> None:
    order = bidi.visual_order(text, bidi.levels_of(text, base), base)
    assert sorted(order) == list(range(len(text)))


@given(st.text(st.characters(max_codepoint=0x17F, exclude_categories=["Cc", "Cf"])))
def test_text_from_left_to_right_stays_as_it_is(text: str) -> None:
    assert not bidi.has_right_to_left(text)
    assert display(text, 0) == text
    assert bidi.joined_up(text) == text


@pytest.mark.parametrize(
    ("text", "base"), [("abc אבג", 0), ("12 אבג abc", 1), ("(123)", 0), ("", 0), ("مرحبا", 1)]
)
def test_the_first_letter_with_a_direction_decides(text: str, base: int) -> None:
    assert bidi.base_level(text) == base


def test_brackets_turn_round_from_right_to_left() -> None:
    text = "אב (גד)"
    levels = bidi.levels_of(text, 1)
    drawn = [bidi.facing(text[at], levels[at]) for at in bidi.visual_order(text, levels, 1)]
    assert "".join(drawn) == "(דג) בא"


@pytest.mark.parametrize(
    ("word", "joined"),
    [
        ("مرحبا", "\ufee3\ufeae\ufea3\ufe92\ufe8e"),  # reh joins on one side alone
        ("سلام", "\ufeb3\ufefc\ufee1"),  # lam and alef are one letter
        ("بَب", "\ufe91\u064e\ufe90"),  # a vowel mark parts no letters
        ("ب\u200cب", "\ufe8f\u200c\ufe8f"),  # a non-joiner does
        ("ب\u0640ب", "\ufe91\u0640\ufe90"),
    ],
)
def test_arabic_letters_join_as_they_are_written(word: str, joined: str) -> None:
    assert bidi.joined_up(word) == joined


@given(st.text(st.sampled_from("ابتحدرسلمنوهيءة \u064e"), max_size=30))
def test_joined_letters_are_still_the_same_letters(text: str) -> None:
    joined = "".join(
        unicodedata.normalize("NFKC", each) if bidi.is_joined_form(each) else each
        for each in bidi.joined_up(text)
    )
    assert joined == text
