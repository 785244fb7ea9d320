"""What a cell shows for a value, and that showing it changes nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.plan.fields import Type
from csp_desktop.plan.values import Value
from csp_desktop.workbook.export.cell_values import shown, untouched


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
        (Type.DATE, "2016-10-14", date(2016, 10, 14)),
        (Type.DATE, "in autumn", "in autumn"),
    ],
)
def test_a_value_is_shown_as_people_read_it(kind: Type, value: Value, cell: object) -> None:
    assert shown(kind, value) == cell


@given(
    st.sampled_from([Type.TEXT, Type.LONG_TEXT, Type.CHOICE]),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200),
)
def test_what_was_shown_is_untouched(kind: Type, value: str) -> None:
    cell = shown(kind, value)
    assert not isinstance(cell, date)
    assert untouched(kind, value, cell)


def test_another_value_is_not_untouched() -> None:
    assert not untouched(Type.CHOICE, "on track", "Off track")
    assert not untouched(Type.NUMBER, 11, 12)
    assert untouched(Type.DATE, "2016-10-14", "14/10/2016")
