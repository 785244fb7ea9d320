from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.plan.renumbering import why_not_a_ref
from csp_desktop.plan.spelling import plain, seen
from csp_desktop.plan.text_diff import combination, difference, union
from csp_desktop.plan.values import key, name_key

_ACCENTED = st.text(st.sampled_from("abé\u0301ñ ç\u0327'’\u200b\u00ad\ufeffö"), max_size=20)


@given(text=_ACCENTED)
def test_however_accents_are_coded_a_text_reads_the_same(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert key(unicodedata.normalize(form, text)) == key(text)
    assert plain(plain(text)) == plain(text)
    assert seen(seen(text)) == seen(text)


@pytest.mark.parametrize("unseen", ["\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad", "\u2060"])
def test_a_name_is_the_same_with_an_unseen_character_anywhere_in_it(unseen: str) -> None:
    name = "Café Watch"
    for at in range(len(name) + 1):
        assert name_key(name[:at] + unseen + name[at:]) == name_key("CAFE\u0301  watch")


def test_a_ref_may_be_typed_with_unseen_characters() -> None:
    assert why_not_a_ref("\u200b1.2\ufeff") is None
    assert why_not_a_ref("\u200b") == "An action needs a ref, such as 1.12."


def test_texts_that_read_alike_are_no_difference_between_two_sides() -> None:
    assert {piece.mark for piece in difference("Café here", "Cafe\u0301 here")} == {""}
    assert union(["Café"], [["Cafe\u0301", "Police"], ["Café", "Pol\u00adice"]]) == [
        "Café",
        "Police",
    ]
    assert combination("The café opens.", "The cafe\u0301 opens.", "The café shuts.") is None
