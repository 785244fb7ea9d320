from csp_desktop.gui.grid.columns import ColumnShows, columns_for, offered_fields
from csp_desktop.plan.field_types import Per
from csp_desktop.plan.fields import SHIPPED, Field, FieldTable

YEARS = ["2015/16", "2016/17", "2017/18"]
NOW = "2016/17 Q2"


def labels(table: FieldTable, opened: set[str], offered: tuple[str, ...] = ()) -> list[str]:
    return [column.label for column in columns_for(table, YEARS, NOW, opened, offered)]


def test_with_all_years_closed_each_is_one_column() -> None:
    assert labels(SHIPPED, set()) == ["Ref", "Action", "Lead partners", *YEARS]


def test_widths_are_those_of_the_look() -> None:
    columns = columns_for(SHIPPED, YEARS, NOW, {"2016/17"}, ())
    widths = [column.width for column in columns if column.shows is not ColumnShows.PLAN]
    assert widths == [44, 172, 106, 106, 92, 108, 36, 36, 128]


def test_offered_fields_come_in_the_order_of_the_table() -> None:
    assert labels(SHIPPED, set(), ("group", "activity"))[3:5] == ["Activity", "Sub-group"]
    assert "activity" in [field.name for field in offered_fields(SHIPPED)]
    assert "title" not in [field.name for field in offered_fields(SHIPPED)]


def test_a_shown_field_of_every_pace_has_a_column() -> None:
    table = SHIPPED
    for per in Per:
        table = table.with_field("action", Field(f"f{per.value}", f"F{per.value}", per=per))
    found = {
        (column.label, column.period)
        for column in columns_for(table, YEARS, NOW, set(), ())
        if column.label.startswith("F")
    }
    assert found == {
        ("F", ""),
        ("Fyear, 2016/17", "2016/17"),
        ("Fquarter, Q2", NOW),
        ("Fperiod, Q2", NOW),
    }


def test_keys_do_not_depend_on_the_quarter() -> None:
    first = columns_for(SHIPPED, YEARS, NOW, {"2016/17"}, ())
    second = columns_for(SHIPPED, YEARS, "2016/17 Q3", {"2016/17"}, ())
    assert [column.key for column in first] == [column.key for column in second]
    assert len({column.key for column in first}) == len(first)


def test_a_plan_without_years_has_its_fields() -> None:
    assert [c.label for c in columns_for(SHIPPED, [], "", set(), ())] == [
        "Ref",
        "Action",
        "Lead partners",
    ]
