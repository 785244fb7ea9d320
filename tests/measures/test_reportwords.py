"""The sentences of a report."""

from __future__ import annotations

import pytest

from csp_desktop.measures.report.words import day, joined, number, public, said, sentence


def test_counts_are_words_up_to_nine() -> None:
    assert [number(each) for each in (0, 1, 9, 10, 1234)] == ["no", "one", "nine", "10", "1,234"]
    assert [said(each, "action") for each in (1, 2)] == ["one action", "two actions"]


def test_lists_are_joined_with_and() -> None:
    assert [joined(each) for each in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip


def test_a_sentence_begins_with_a_capital_and_ends_with_one_stop() -> None:
    assert sentence("two moved.") == "Two moved."


@pytest.mark.parametrize(
    ("at", "wanted"),
    [("2016-10-14T10:00:00+01:00", "14 October 2016"), ("2016-01-02", "2 January 2016"),
     ("", ""), ("2016-13-01", ""), ("soon", "")],
)  # fmt: skip
def test_a_day_is_written_out(at: str, wanted: str) -> None:
    assert day(at) == wanted


def test_paragraphs_marked_internal_are_not_public() -> None:
    assert public("For all.\n  [INTERNAL] Names.\n\nMore.") == "For all.\n\nMore."
    assert public("[internal] Only this.") == ""
    assert (
        public("For all.\n[internal] Names,\nand where they live.\n\nMore.") == "For all.\n\nMore."
    )
    assert public("[internal] One.\n[internal] Two.\u2028And three.") == ""
    assert public("One.\n \n[internal] Two.\n \nThree.") == "One.\n \n \nThree."
    assert public("Said [internal] within.") == "Said [internal] within."
