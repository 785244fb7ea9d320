"""How a value looks in a cell, and whether a returned cell still says what was exported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.errors import BadValue
from csp_desktop.paths import data
from csp_desktop.plan.cell_equality import says, shown, text_in, turned
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import SHIPPED, Field
from csp_desktop.plan.statuses import STATUSES
from csp_desktop.plan.values import Value, same, typed, understand
from csp_desktop.workbook.worker.process import Reader


@dataclass(frozen=True)
class Read:
    value: str | int | float | None
    format: str = "General"


FIELDS = {
    field.type: field for kind in SHIPPED.kinds for field in kind.fields if not field.required
}
REFS = ["1.1", "1.10", "1.100", "01.1", "1", "1.0", "007", "2.5", "10"]
TEXTS = st.one_of(
    st.sampled_from(
        [*REFS, "tbc", "10/11", "1_0", "inf", "nan", "1,200", "5%", "-6", "−6", "a\nb"]
    ),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40),
)


@pytest.mark.parametrize(
    ("kind", "value", "cell"),
    [
        (Type.CHOICE, "on track", "On track"),
        (Type.CHOICE, "tbc", "Tbc"),
        (Type.LIST, ["Police", "Council"], "Police; Council"),
        (Type.NUMBER, -6, -6),
        (Type.TARGET, "tbc", "tbc"),
        (Type.TEXT, "1.10", "1.10"),
        (Type.TEXT, "", None),
        (Type.LIST, [], None),
        (Type.LONG_TEXT, "a\r\nb\x07\ud800", "a\nb"),
        (Type.LONG_TEXT, "x" * 40_000, "x" * 32_767),
        (Type.LONG_TEXT, "😀" * 20_000, "😀" * 16_383),
        (Type.LONG_TEXT, "x" + "😀" * 16_384, "x" + "😀" * 16_383),
        (Type.DATE, "2016-10-14", date(2016, 10, 14)),
        (Type.DATE, "in autumn", "in autumn"),
    ],
)
def test_a_value_is_shown_as_people_read_it(kind: Type, value: Value, cell: object) -> None:
    assert shown(kind, value) == cell


@pytest.mark.parametrize(
    ("value", "cell", "same_thing"),
    [
        ("2016-07-14", 42565, True), ("2016-07-14", 42565.0, True), ("2016-07-14", 42566, False),
        ("_x000D_ stays", "\r stays", True), ("a_x000D_b", "a\nb", True),
        ("Well done 😀 all 🎉", "Well done \ufffd\ufffd all 🎉", True),
        ("Well done 😀", "Well done \ufffd\ufffd all", False),
        ("Well done", "Well done\ufffd", False),
        ("a_x0041_b", "aAb", True), ("a_x0041_b", "aBb", False), ("a_xb", "ab", False),
    ],
)  # fmt: skip
def test_what_a_program_makes_of_a_date_or_a_text_is_no_edit(
    value: Value,
    cell: str | float,
    same_thing: bool,  # noqa: FBT001
) -> None:
    assert says(Read(cell), value) is same_thing
    assert turned(Read(cell), value) is same_thing


def _came_back(kind: Type, value: Value) -> Read:
    """The cell that was exported for a value, read without anybody having touched it."""
    cell = shown(kind, value)
    return Read(f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell)


@given(
    st.one_of(
        st.tuples(st.sampled_from([Type.TEXT, Type.LONG_TEXT, Type.LINK, Type.CHOICE]), TEXTS),
        st.tuples(st.just(Type.CHOICE), st.sampled_from(STATUSES)),
        st.tuples(st.sampled_from([Type.LIST, Type.LINKS]), st.lists(TEXTS, max_size=3)),
        st.tuples(st.just(Type.NUMBER), st.integers(-(10**14), 10**14)),
        st.tuples(st.just(Type.TARGET), st.floats(-1e9, 1e9)),
        st.tuples(st.just(Type.DATE), st.dates().map(date.isoformat)),
        st.tuples(st.sampled_from(list(Type)), st.none()),
    )
)
def test_what_nobody_touched_says_what_was_exported(case: tuple[Type, Value]) -> None:
    kind, value = case
    assert says(_came_back(kind, value), value, kind)


# Before there was one answer there were four, and these are the cells on which they differed:
# the column, what was exported, what the cell holds now, and the answer that is right.
@pytest.mark.parametrize(
    ("kind", "value", "cell", "still"),
    [
        # A choice and a date are exported in other words than the plan keeps them in.
        (Type.CHOICE, "on track", Read("On track"), True),
        (Type.CHOICE, "on track", Read("Off track"), False),
        (Type.DATE, "2016-10-14", Read("14/10/2016"), True),
        (Type.LIST, ["Police", "Council"], Read("Police; Council"), True),
        # A text that a program made a number or a date of: in a list too, on every path.
        (Type.TEXT, "1.10", Read(1.1), True),
        (Type.TEXT, "1.1", Read(1.1), True),
        (Type.TEXT, "007", Read(7), True),
        (Type.LONG_TEXT, "1e3", Read(1000), True),
        (Type.LIST, ["1.10"], Read(1.1), True),
        (Type.TEXT, "10/11", Read("10/11/2016", "dd/mm/yyyy"), True),
        (Type.TEXT, "10/11", Read("10/11/2016", "@"), False),
        (Type.LONG_TEXT, "0.1234567890123456", Read(0.123456789012346), True),
        # No spreadsheet program makes a number of these: somebody typed it.
        (Type.TEXT, "1_0", Read(10), False),
        (Type.TEXT, "1,200", Read(1200), False),
        # Two texts are two texts.
        (Type.TEXT, "1.1", Read("1.10"), False),
        (Type.TEXT, "1.10", Read("1.1"), False),
        (Type.LIST, ["1.10"], Read("1.1"), False),
        # A number kept as a text in its cell.
        (Type.NUMBER, 11, Read("11"), True),
        (Type.NUMBER, 11, Read(12), False),
        (Type.TARGET, "tbc", Read("tbc"), True),
        # A blank is a value: to clear a cell is an edit.
        (Type.LONG_TEXT, "Met in May.", Read(None), False),
        (Type.LONG_TEXT, None, Read("Met in May."), False),
        (Type.LONG_TEXT, None, Read("  "), True),
        (Type.LONG_TEXT, "", Read(None), True),
        # What is not seen is no edit.
        (Type.TEXT, "‘Curly’", Read("'Curly'"), True),
        (Type.LONG_TEXT, "a\r\nb", Read("a\nb "), True),
        (Type.TEXT, "Safer Schools", Read("Safer schools"), False),
    ],
)  # fmt: skip
def test_where_the_answers_differed_one_is_right(
    kind: Type,
    value: Value,
    cell: Read,
    still: bool,  # noqa: FBT001
) -> None:
    assert says(cell, value, kind) is still


@given(TEXTS, TEXTS)
def test_a_text_says_another_only_where_both_mean_the_same(one: str, other: str) -> None:
    assert says(Read(one), other) == same(one, other)


@given(st.sampled_from(list(FIELDS)), TEXTS, st.one_of(TEXTS, st.integers(), st.none()))
def test_what_says_the_same_is_understood_as_the_same(
    kind: Type, value: str, cell: str | int | None
) -> None:
    """Two questions, one answer: a cell that says what was exported never reads as an edit."""
    kept, read = _understood(FIELDS[kind], value), _understood(FIELDS[kind], cell)
    if kept is None or isinstance(kept, BadValue) or isinstance(read, BadValue):
        return
    now = Read(cell)
    if says(now, kept, kind) and not turned(now, kept):
        assert same(read, kept)


def _understood(field: Field, value: Value) -> Value | BadValue:
    try:
        return understand(field, typed(field, value) if isinstance(value, str) else value)
    except BadValue as error:
        return error


def _exported_cells() -> Iterator[tuple[str, Field, Value, Read]]:
    with Reader() as reader:
        for path in sorted((data() / "returns").glob("*.xlsx")):
            returned = reader.returned(path)
            assert returned.export
            for sheet in returned.sheets:
                for row in sheet.rows:
                    for place, raw in row.values.items():
                        base = returned.export.cells.get((row.record_id, *place))
                        field = SHIPPED.field(sheet.kind, place[0])
                        if base and field:
                            yield raw.address, field, base.value, Read(raw.value, raw.format)


def test_in_the_returns_that_are_shipped_equal_cells_read_alike_and_others_do_not() -> None:
    """What `says` tells of each of their cells is what reading the cell as a value tells."""
    counted = 0
    for address, field, value, cell in _exported_cells():
        counted += 1
        understood = _understood(field, cell.value)
        # Sentences go out as one text, each on a line of it.
        was = typed(field, value) if isinstance(value, str) else value
        alike = not isinstance(understood, BadValue) and same(understood, was)
        assert says(cell, value, field.type) == alike, address
    assert counted > 1_000


NUMBERS = st.one_of(st.integers(-999, 999), st.decimals(-999, 999, places=3).map(float))


@given(NUMBERS, NUMBERS, st.sampled_from(["General", "0", "0.0", "0.00", "0.00_-;-0.00"]))
def test_a_number_says_another_only_where_both_are_equal_however_they_are_shown(
    one: float, other: float, shown_as: str
) -> None:
    assert says(Read(one, shown_as), other, Type.NUMBER) is same(one, other)


@pytest.mark.parametrize(
    ("typed", "shown_as", "was"),
    [
        (12.34, "0.0", 12.3),
        (12.349, "0.00", 12.35),
        (26.54, "0.0", "26.5"),
        (0.004, "0.00", "0.00"),
    ],
)
def test_what_a_format_rounds_away_is_an_edit(
    typed: float, shown_as: str, was: float | str
) -> None:
    assert not says(Read(typed, shown_as), was, Type.TARGET)
    assert text_in(Read(typed, shown_as)) == str(typed)


def test_a_date_is_a_month_and_year_only_on_the_first_of_the_month() -> None:
    assert turned(Read("01/10/2016", "mmm-yy"), "10/16")
    assert not turned(Read("25/10/2016", "dd/mm/yyyy"), "10/16")


def test_the_text_of_a_number_has_the_decimals_that_its_cell_shows() -> None:
    assert text_in(Read(1.1, "0.00")) == "1.10"
    assert text_in(Read(1.1)) == "1.1"
    assert text_in(Read(" 1.10 ")) == "1.10"
    assert text_in(Read(None)) == text_in(None) == ""
