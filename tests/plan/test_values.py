"""Values as people type them, when two mean the same, and as people read them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from csp_desktop.errors import BadValue
from csp_desktop.plan.field_types import Per, Type
from csp_desktop.plan.fields import SHIPPED, Field
from csp_desktop.plan.values import (
    LONGEST_TEXT,
    Value,
    key,
    same,
    tidy,
    understand,
    understand_period,
    words,
)


def field(kind: Type, **others: object) -> Field:
    made: Callable[..., Field] = Field
    return made("f", "Field", kind, **others)


NUMBER, TARGET, LIST = field(Type.NUMBER), field(Type.TARGET), field(Type.LIST)

NUMBERS: dict[str, float] = {
    "11": 11,
    " 11 ": 11,
    "11.0": 11,
    "11%": 11,
    "11 %": 11,
    "-6": -6,
    "\u22126": -6,
    "\u20136": -6,
    "+73": 73,
    "+73%*": 73,
    "0.11": 0.11,
    ".5": 0.5,
    "1,234": 1234,
    "1,234,567.5": 1_234_567.5,
    "Target of 80": 80,
    "12\u00a0": 12,
    "-0": 0,
}


@pytest.mark.parametrize(("typed", "number"), NUMBERS.items())
def test_a_number_is_understood_as_people_type_it(typed: str, number: float) -> None:
    understood = understand(NUMBER, typed)
    assert understood == number
    assert str(understood) == str(number)


@pytest.mark.parametrize(
    "typed",
    [
        "about ten",
        "ten",
        "1,23",
        "1.2.3",
        "--1",
        "1e5",
        "nan",
        "inf",
        "10 20",
        "\u0661\u0662x",
        "%",
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(BadValue, match="is not a number"):
        understand(NUMBER, typed)


@pytest.mark.parametrize("raw", [float("nan"), float("inf"), -float("inf")])
def test_a_number_has_an_end(raw: float) -> None:
    with pytest.raises(BadValue, match="ordinary number"):
        understand(NUMBER, raw)


def test_numbers_are_kept_to_fifteen_figures() -> None:
    assert understand(NUMBER, 0.1 + 0.2) == 0.3
    assert understand(NUMBER, "0.30000000000000004") == 0.3


@pytest.mark.parametrize("typed", ["tbc", "Tbc", "TBC", "to be confirmed"])
def test_a_target_may_be_tbc(typed: str) -> None:
    assert understand(TARGET, typed) == "tbc"
    assert understand(TARGET, "\u221212%") == -12
    with pytest.raises(BadValue, match="not a number or tbc"):
        understand(TARGET, "lower")


@pytest.mark.parametrize("blank", [None, "", "  ", "\u00a0", "\r\n", []])
@pytest.mark.parametrize("kind", Type)
def test_blank_is_blank_in_every_kind_of_field(blank: Value, kind: Type) -> None:
    assert understand(field(kind, choices=("a",)), blank) is None
    with pytest.raises(BadValue, match="cannot be blank"):
        understand(field(kind, choices=("a",), required=True), blank)


def test_lists_are_typed_with_semicolons_or_lines_and_keep_their_order() -> None:
    assert understand(LIST, " Police ;Council;; ") == ["Police", "Council"]
    assert understand(LIST, "Police\r\nYoung  Hackney") == ["Police", "Young Hackney"]
    assert understand(LIST, ["Police ", "", "Council"]) == ["Police", "Council"]
    assert understand(LIST, ";;") is None


@pytest.mark.parametrize(
    ("typed", "date"),
    [("31/10/2016", "2016-10-31"), ("1/2/16", "2016-02-01"), ("2016-2-1", "2016-02-01"),
     ("01.02.2016", "2016-02-01"), ("1-2-2016", "2016-02-01"), ("15 July 2016", "2016-07-15"),
     ("1st Feb 2016", "2016-02-01"), ("29-feb-2016", "2016-02-29"), ("3 Sept 2016", "2016-09-03")],
)  # fmt: skip
def test_a_date_is_read_day_first(typed: str, date: str) -> None:
    assert understand(field(Type.DATE), typed) == date


@pytest.mark.parametrize(
    "typed",
    ["31/11/2016", "10/31/2016", "soon", "2016", "2016-13-01", "31 June 2016", "3 Jug 2016"],
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(BadValue, match="day first"):
        understand(field(Type.DATE), typed)


def test_a_quarter_is_written_as_every_file_writes_it() -> None:
    assert understand(field(Type.QUARTER), "q2 16-17") == "2016/17 Q2"
    for typed in ("2016/17", "2016-04", "spring"):
        with pytest.raises(BadValue, match="is not a quarter"):
            understand(field(Type.QUARTER), typed)


def test_a_choice_that_does_not_exist_names_those_that_do() -> None:
    chosen = field(Type.CHOICE, choices=("monthly", "yearly"))
    assert understand(chosen, "Monthly") == "monthly"
    with pytest.raises(BadValue, match="monthly, yearly"):
        understand(chosen, "weekly")


def test_text_is_tidied_and_long_text_keeps_its_lines() -> None:
    typed = "\ufeffOne\u00a0two  \r\nthree\x00\r\n"
    assert understand(field(Type.TEXT), typed) == "One two three"
    assert understand(field(Type.LONG_TEXT), typed) == "One two\nthree"
    assert understand(field(Type.LONG_TEXT), "x" * LONGEST_TEXT) == "x" * LONGEST_TEXT
    with pytest.raises(BadValue, match="32,768 characters"):
        understand(field(Type.LONG_TEXT), "x" * (LONGEST_TEXT + 1))
    with pytest.raises(BadValue, match="longer than"):
        understand(LIST, "x" * (LONGEST_TEXT + 1))
    # Excel counts a character beyond U+FFFF as two.
    assert understand(field(Type.LONG_TEXT), "😀" * 16_383 + "x") == "😀" * 16_383 + "x"
    with pytest.raises(BadValue, match="32,768 characters"):
        understand(field(Type.LONG_TEXT), "😀" * 16_384)


def test_a_ref_is_text_and_no_date() -> None:
    ref = SHIPPED.field("action", "ref")
    assert ref
    assert understand(ref, " 1.10 ") == "1.10"
    with pytest.raises(BadValue, match="reads as a date"):
        understand(ref, "1-Oct")


SAME: list[tuple[Value, Value]] = [
    (None, ""), ("", []), (12, 12.0), (0.1 + 0.2, 0.3), (-0.0, 0),
    (10**400, 10**400),
    ("40 homes", "40\u00a0homes "), ("a\nb", "a \r\nb\n"), ("don't", "don\u2019t"),
    ('"x"', "\u201cx\u201d"), ("a b", "a  b"), (["Police"], ["Police "]), ("  ", None),
    ("Caf\u00e9", "Cafe\u0301"), ("Cafe\u200b\u0301", "Caf\u00e9"), ("\u200b", None),
    ("co-op\u00aderate", "co-operate"), ("\u200ea\u200f b", "a\u2003b\ufeff"),
    (["\u00e9"], ["e\u0301"]),
]  # fmt: skip
DIFFERENT: list[tuple[Value, Value]] = [
    (12, "12"), (0, None), (False, None), (False, 0), (True, 1), ("a b", "a\nb"), ("a", "A"),
    (["a", "b"], ["b", "a"]), (["a; b"], ["a", "b"]), ("1.1", "1.10"), (12, 12.000001),
    ("a-b", "a\u2013b"), (["a"], "a"), ("e", "\u00e9"), ("a\u200bb", "a b"),
    ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4\U000e0065\U000e007f"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_these_mean_the_same(one: Value, other: Value) -> None:
    assert same(one, other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_these_do_not_mean_the_same(one: Value, other: Value) -> None:
    assert not same(one, other)


texts = st.text(max_size=40)


@given(text=texts)
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert same(text, tidy(text))


@given(text=texts.filter(lambda text: "\r" not in text))
def test_white_space_and_line_ends_are_never_a_change(text: str) -> None:
    dressed = "\u00a0" + text.replace(" ", " \u00a0").replace("\n", " \r\n") + " \n"
    assert same(text, dressed)


@given(raw=texts)
@pytest.mark.parametrize("kind", [Type.TEXT, Type.LONG_TEXT, Type.LIST])
def test_what_is_understood_stays_as_it_is_when_saved_again(kind: Type, raw: str) -> None:
    once = understand(field(kind), raw)
    assert understand(field(kind), once) == once


@given(number=st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_number_is_read_back_from_how_it_is_shown(number: float) -> None:
    assume(abs(number) < 1e15)
    assume(number == 0 or abs(number) > 1e-4)
    kept = understand(NUMBER, number)
    assert same(understand(NUMBER, words(kept)), kept)


@given(one=st.one_of(st.none(), texts, st.integers(), st.lists(texts, max_size=3)))
def test_a_key_says_whether_anything_stands_there(one: Value) -> None:
    blank = one is None or one == [] or (isinstance(one, str) and not tidy(one))
    assert (key(one) == "") == blank


def test_values_as_people_read_them() -> None:
    assert [words(each) for each in (None, -12, 0.5, ["a", "b"], True, False, "x", 12.0)] == [
        "", "\u221212", "0.5", "a; b", "yes", "no", "x", "12",
    ]  # fmt: skip


def test_periods_are_asked_for_where_a_field_needs_one() -> None:
    none, year = field(Type.TEXT), field(Type.TEXT, per=Per.YEAR)
    quarter, any_ = field(Type.TEXT, per=Per.QUARTER), field(Type.NUMBER, per=Per.ANY)
    assert understand_period(none, "") == ""
    assert understand_period(year, "16-17") == "2016/17"
    assert understand_period(quarter, "Q2 2016/17") == "2016/17 Q2"
    assert [understand_period(any_, each) for each in ("Apr 2016", "2016/17", "2016/17 Q2")] == [
        "2016-04", "2016/17", "2016/17 Q2",
    ]  # fmt: skip
    for asked, text in [(none, "2016/17"), (year, ""), (year, "2016/17 Q1"), (quarter, "2016/17"),
                        (any_, "spring")]:  # fmt: skip
        with pytest.raises(BadValue):
            understand_period(asked, text)
