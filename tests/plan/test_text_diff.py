import time

from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.plan.text_diff import Piece, combination, difference, plain, union

AGREED = (
    "Group programme running in three schools. 24 young women in one-to-one support; "
    "waiting list of six."
)
COPY_A = AGREED.replace("three", "four") + " Referral route agreed with MARAC."
COPY_B = AGREED.replace("24", "27").replace("of six", "cleared")
TEXTS = st.text(alphabet="ab. \n-'", max_size=40)


def marked(pieces: tuple[Piece, ...], mark: str) -> list[str]:
    return [piece.text.strip() for piece in pieces if piece.mark == mark]


def test_a_difference_is_told_by_word() -> None:
    pieces = difference(AGREED, COPY_A)
    assert marked(pieces, "removed") == ["three"]
    assert marked(pieces, "added") == ["four", "Referral route agreed with MARAC."]


def test_a_word_is_struck_out_whole_and_its_full_stop_stays() -> None:
    pieces = difference(AGREED, COPY_B)
    assert marked(pieces, "removed") == ["24", "of six"]
    assert marked(pieces, "added") == ["27", "cleared"]


def test_numbers_dates_and_joined_words_are_one_word() -> None:
    pieces = difference("Cut by 2.5% since 31/03/2016, one-to-one", "Cut by 2.6% since 31/03/2017")
    assert marked(pieces, "added") == ["2.6", "31/03/2017"]


def test_an_added_text_is_all_added_and_a_cleared_one_all_removed() -> None:
    assert difference("", "New text") == (Piece("New text", "added"),)
    assert difference("Old text", "") == (Piece("Old text", "removed"),)


def test_a_short_word_between_two_longer_changes_is_part_of_them() -> None:
    pieces = difference("two full posts of one team vacant", "six part hours of new staff filled")
    assert marked(pieces, "removed") == ["two full posts of one team vacant"]


@given(TEXTS, TEXTS)
def test_a_difference_says_the_later_text(before: str, after: str) -> None:
    assert plain(difference(before, after)) == after


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert {piece.mark for piece in difference(text, text)} <= {""}


def test_two_edits_of_different_words_are_combined_and_each_is_marked() -> None:
    pieces = combination(AGREED, COPY_A, COPY_B)
    assert pieces
    assert plain(pieces) == (
        "Group programme running in four schools. 27 young women in one-to-one support; "
        "waiting list cleared. Referral route agreed with MARAC."
    )
    assert marked(pieces, "first") == ["four", "Referral route agreed with MARAC."]
    assert marked(pieces, "second") == ["27", "cleared"]


def test_edits_of_the_same_words_are_not_combined() -> None:
    assert combination("in three schools", "in four schools", "in five schools") is None


def test_additions_at_one_place_are_not_combined() -> None:
    assert combination("Done.", "Done. Ours.", "Done. Theirs.") is None


def test_the_same_edit_on_both_sides_is_taken_once() -> None:
    pieces = combination("a b c d e f", "A b c d e F", "A b c D e f")
    assert pieces
    assert plain(pieces) == "A b c D e F"
    assert marked(pieces, "both") == ["A"]


def test_where_one_side_changed_nothing_there_is_nothing_to_combine() -> None:
    assert combination("a b", "a  b", "a c") is None


@given(TEXTS, TEXTS, TEXTS)
def test_a_combination_says_the_same_words_whichever_text_comes_first(
    base: str, one: str, other: str
) -> None:
    pieces, swapped = combination(base, one, other), combination(base, other, one)
    assert (pieces is None) == (swapped is None)
    if pieces and swapped:
        assert plain(swapped).split() == plain(pieces).split()


def test_lists_are_joined_in_the_order_that_was_agreed() -> None:
    assert union(["IGU", "MPS"], [["IGU", "MPS", "LBH"], ["MPS", "YOT", "IGU"]]) == [
        "IGU", "MPS", "LBH", "YOT",
    ]  # fmt: skip
    assert union(["IGU", "MPS"], [["MPS"], ["MPS", "YOT"]]) == ["MPS", "YOT"]


def test_the_longest_texts_are_compared_within_a_second() -> None:
    sentence = "The {0} ward team visited {0} of the schools in week {0} of the term. "
    before = "".join(sentence.format(number) for number in range(400))
    after = before.replace("week 7 ", "week 8 ").replace("team", "group")
    began = time.perf_counter()
    assert plain(difference(before, after)) == after
    assert time.perf_counter() - began < 1
