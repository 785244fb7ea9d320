"""A number is read as its format shows it: as a date, a time, hours counted up, a percentage."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.workbook.package.number_formats import (
    NotShown,
    NumberShows,
    shown_moment,
    shown_number,
    what_it_shows,
)

DAY = "dd/mm/yyyy"


@pytest.mark.parametrize(
    ("code", "shows"),
    [
        ("General", NumberShows.NUMBER), ("0.00", NumberShows.NUMBER), ("#,##0;[Red]-#,##0",
        NumberShows.NUMBER),
        ('0"%"', NumberShows.NUMBER), ("0.00E+00", NumberShows.NUMBER), ("@", NumberShows.NUMBER),
        ("0%", NumberShows.PERCENT), ("0.0%;[Red]-0.0%", NumberShows.PERCENT),
        ("dd/mm/yyyy", NumberShows.DATE), ("[$-809]d mmmm yyyy", NumberShows.DATE), ("mmm-yy",
        NumberShows.DATE),
        ("mmm", NumberShows.DATE), ("yyyy-mm-dd hh:mm", NumberShows.DATE), ("h:mm AM/PM",
        NumberShows.TIME),
        ("[h]:mm:ss", NumberShows.TIME), ("mm:ss.0", NumberShows.TIME), ('"day" 0',
        NumberShows.NUMBER),
        ("_-* #,##0.00_-", NumberShows.NUMBER), ("\\d0", NumberShows.NUMBER),
    ],
)  # fmt: skip
def test_what_a_number_format_shows(code: str, shows: NumberShows) -> None:
    assert what_it_shows(code) is shows


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (44197.5, "hh:mm", "12:00"), (44197.5, "h:mm AM/PM", "12:00"), (1.5, "hh:mm", "12:00"),
        (0.5, "[$-F400]h:mm:ss\\ AM/PM", "12:00:00"), (0.5, "hh:mm;@", "12:00"),
        (0.385416666666667, "h:mm", "09:15"), (0.49999, "hh:mm", "11:59"),
        (0.999999999, "hh:mm", "00:00"), (0.375, "h AM/PM", "09:00"),
        (0.003125, "mm:ss", "04:30"), (0.00313078703703704, "mm:ss.0", "04:30.5"),
        (1.5, "[h]:mm", "36:00"), (1.5, "[hh]:mm:ss", "36:00:00"), (1.5, "[h]", "36"),
        (44197.5, "[h]:mm", "1060740:00"), (0.1875, "[mm]:ss", "270:00"), (0.5, "[s]", "43200"),
        (0, "hh:mm", "00:00"), (-0.25, "hh:mm", -0.25), (-0.25, "[h]:mm", -0.25),
    ],
)  # fmt: skip
def test_a_time_is_one_whatever_its_day_and_only_brackets_count_up(
    number: float, code: str, shown: object
) -> None:
    assert shown_number(number, code, since_1904=False) == shown


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (42617, "dd/mm/yyyy;@", "04/09/2016"), (42617, "[$-F800]dddd, mmmm dd, yyyy", "04/09/2016"),
        (42617.604178, "d/m/yy h:mm", "04/09/2016 14:30"),
        (42617.604178, "yyyy-mm-dd hh:mm:ss", "04/09/2016 14:30:01"),
        (42616.999999999, DAY, "04/09/2016"), (-5, DAY, -5), (1e9, DAY, 1e9),
        (42617, '[=0]"";dd/mm/yyyy', "04/09/2016"), (0, '[=0]"";dd/mm/yyyy', None),
        (0, 'dd/mm/yyyy;;"tbc"', "tbc"), (0, "dd/mm/yyyy;;", None), (0, "dd/mm/yyyy;;;@", None),
        (42617, "[<1]hh:mm;dd/mm/yyyy", "04/09/2016"), (0.5, "[<1]hh:mm;dd/mm/yyyy", "12:00"),
        (7, "[>5]0.0;0%", 7), (0.07, "[>5]0.0;0%", "7%"), (0, ";;;", 0),
        (0, '0;-0;"none"', 0), (0.07, '0.0%;[Red]-0.0%;"; %"', "7%"),
    ],
)  # fmt: skip
def test_the_section_of_a_format_that_is_for_a_number_says_what_it_is(
    number: float, code: str, shown: object
) -> None:
    assert shown_number(number, code, since_1904=False) == shown


@pytest.mark.parametrize("number", [0, 0.5, -0.000001, 60, 60.9])
def test_a_number_that_is_shown_as_no_day_of_the_calendar_is_told(number: float) -> None:
    with pytest.raises(NotShown, match=r"(00/01|29/02)/1900 is no day"):
        shown_number(number, "dd/mm/yyyy hh:mm", since_1904=False)


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    shown = [shown_number(each, DAY, since_1904=True) for each in (0, 60, 41155, -1)]
    assert shown == ["01/01/1904", "01/03/1904", "04/09/2016", -1]


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)), st.integers(0, 24 * 60 - 1))
def test_each_day_and_minute_is_the_same_by_number_and_written_out(day: date, minute: int) -> None:
    code = "dd/mm/yyyy hh:mm"
    number = (day - date(1899, 12, 30)).days + minute / 1440
    said = f"{day.day:02}/{day.month:02}/{day.year:04}"
    said += f" {minute // 60:02}:{minute % 60:02}" if minute else ""
    written = f"{day.isoformat()}T{minute // 60:02}:{minute % 60:02}:00"
    assert shown_number(number, code, since_1904=False) == said
    assert shown_moment(written, code, since_1904=False) == said
    assert shown_moment(written, code, since_1904=True) == said
    if day - timedelta(days=1462) >= date(1904, 1, 1):
        assert shown_number(number - 1462, code, since_1904=True) == said


@pytest.mark.parametrize(
    ("written", "code", "shown"),
    [
        ("2016-09-04", "General", "04/09/2016"), ("2016-09-04", DAY, "04/09/2016"),
        ("2016-09-04T14:30:00.000", "d mmm yyyy hh:mm", "04/09/2016 14:30"),
        ("2016-09-04T14:30:00Z", "hh:mm", "14:30"), ("14:30:00", "hh:mm", "14:30"),
        ("14:30:00", "General", "14:30:00"), ("T14:30:00", "hh:mm", "14:30"),
        ("1899-12-30T14:30:00", "hh:mm", "14:30"), ("1899-12-31T14:30:00", "hh:mm", "14:30"),
        ("1900-01-01T12:00:00", "[h]:mm", "36:00"), ("14:30:00", "[h]:mm", "14:30"),
        ("1851-05-01", DAY, "01/05/1851"),
    ],
)  # fmt: skip
def test_a_date_that_is_written_out_is_read_as_it_is_shown(
    written: str, code: str, shown: str
) -> None:
    assert shown_moment(written, code, since_1904=False) == shown


@pytest.mark.parametrize("written", ["1899-12-30", "1899-12-31T00:00:00"])
def test_a_day_before_the_first_that_is_written_out_is_told(written: str) -> None:
    with pytest.raises(NotShown, match="is no day"):
        shown_moment(written, DAY, since_1904=False)
