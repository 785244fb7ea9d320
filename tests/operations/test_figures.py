from typing import Any

import pytest

from csp_desktop.operations.indicators.figure_cells import cells, place_of
from csp_desktop.operations.indicators.import_figures import TakenFigures, take
from csp_desktop.operations.indicators.parse_figures import Context
from csp_desktop.plan.document import Document
from tests.documents import changed, hackney, record

QUARTER = "2016/17 Q2"
SYV, RATE, REFERRALS = "ind-syv", "ind-syv-sd", "ind-vs-asb"


def plan_with(values: dict[str, Any], indicator: str = SYV) -> Document:
    before = hackney().record("indicator", indicator)
    assert before is not None
    return hackney().with_records([("indicator", indicator, changed(before, values))])


def taken(text: str, document: Document | None = None, **context: str) -> TakenFigures:
    asked = {"quarter": QUARTER, "indicator": SYV, **context}
    return take(document or hackney(), text, Context(**asked))


def found(made: TakenFigures) -> list[tuple[str, str, str, Any, str]]:
    return [
        (each.indicator, each.name, str(each.period), each.value, each.state)
        for each in made.figures
    ]


def problems(made: TakenFigures) -> list[str]:
    return [str(problem) for problem in made.problems]


@pytest.mark.parametrize("when", ["Apr-16", "2016-04", "01/04/2016", "April 2016", "2016-04-01"])
def test_months_are_read_as_people_write_them(when: str) -> None:
    made = taken(f"{when}\t19")
    assert found(made) == [(SYV, "count", "2016-04", 19, "")]
    assert made.problems == ()


def test_a_bare_column_goes_on_from_the_period_it_begins_at() -> None:
    made = taken("19\n21\n\n1,018", first="2016-04", name="count")
    assert [each[2:4] for each in found(made)] == [
        ("2016-04", 19),
        ("2016-05", 21),
        ("2016-06", 1018),
    ]


def test_a_blank_cell_of_a_column_is_a_gap_and_changes_nothing() -> None:
    made = taken("19\t\n[x]\t\n21\t", first="2016-04")
    assert [each[2:4] for each in found(made)] == [("2016-04", 19), ("2016-06", 21)]


def test_a_column_that_does_not_say_where_it_begins_is_a_problem() -> None:
    assert problems(taken("19\n21")) == [
        "A1: This is neither a heading nor a period: say where the figures begin."
    ]


def test_a_block_with_periods_down_and_states() -> None:
    made = taken("Month\tVictims\tState\nApr-16\t19\tFinal\nMay-16\t21 [p]\t\nJun-16\t20\t[e]")
    assert [each[2:] for each in found(made)] == [
        ("2016-04", 19, "final"),
        ("2016-05", 21, "provisional"),
        ("2016-06", 20, "estimated"),
    ]
    assert {edit.field for edit in made.edits} == {"count", "data_state"}


def test_a_long_file() -> None:
    made = taken(
        "indicator,period,value,state\n"
        f"{SYV},2016-04,19,provisional\n"
        f"{REFERRALS},01/05/2016,7,\n"
        f"{RATE},Apr-16,24%,final\n",
        indicator="",
    )
    assert found(made) == [
        (SYV, "count", "2016-04", 19, "provisional"),
        (REFERRALS, "actual", "2016-05", 7, ""),
        (RATE, "actual", "2016-04", 24, "final"),
    ]


def test_a_wide_file_with_names_down_and_months_across() -> None:
    made = taken(
        "Indicator,Apr-16,2016-05,01/06/2016\n"
        "Reduction in the number of Serious Youth Violence Victims,19,21,20\n"
        f"{REFERRALS},4,,6\n",
        indicator="",
    )
    assert [(each[0], each[2], each[3]) for each in found(made)] == [
        (SYV, "2016-04", 19),
        (SYV, "2016-05", 21),
        (SYV, "2016-06", 20),
        (REFERRALS, "2016-04", 4),
        (REFERRALS, "2016-06", 6),
    ]


def test_a_wide_file_with_months_down_and_names_across() -> None:
    made = taken(f"Month;{SYV};{REFERRALS}\nApr-16;19;4\nMay-16;21;5\n", indicator="")
    assert [(each[0], each[2], each[3]) for each in found(made)] == [
        (SYV, "2016-04", 19),
        (SYV, "2016-05", 21),
        (REFERRALS, "2016-04", 4),
        (REFERRALS, "2016-05", 5),
    ]


def test_a_heading_may_name_the_field() -> None:
    made = taken("Actual 2016/17 Q1\tCount 2016/17 Q1\n−8%\t61")
    assert [each[1:4] for each in found(made)] == [
        ("actual", "2016/17 Q1", -8),
        ("count", "2016/17 Q1", 61),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Apr-16\tmany", "B1: 'many' is not a number, which a count takes."),
        ("Apr-16\tinf", "B1: 'inf' is not a number, which a count takes."),
        ("Apr-16\tnan", "B1: 'nan' is not a number, which a count takes."),
        ("Apr-16\t1e999", "B1: '1e999' is not a number, which a count takes."),
        ("Apr-16\t-4", "B1: −4 is below 0, which a count cannot be."),
        ("Oct-16\t4", "B1: Oct-16 is after the working quarter, 2016/17 Q2: not taken."),
        ("Apr-16\t4\tmaybe", "C1: 'maybe' is not a state: write provisional"),
        ("indicator,period,value\nNobody,Apr-16,4", "A2: No indicator of this plan is called"),
        ("indicator,period,value\n(not named),Apr-16,4", "A2: '(not named)' is the name of 6 "),
        ("period,value\n13/2016,4", "A2: '13/2016' is not a period: write Apr-16"),
        ("", "The block: is empty: copy some cells first."),
    ],
)  # fmt: skip
def test_bad_data_is_a_problem_with_its_place(text: str, problem: str) -> None:
    made = taken(text)
    assert problems(made)[0].startswith(problem)
    assert [each for each in found(made) if each[4] == ""] == [
        each for each in found(made) if "maybe" in text
    ]


def test_one_bad_cell_never_costs_the_good_ones() -> None:
    made = taken("Apr-16\t19\nMay-16\tx\nJun-16\t20")
    assert [each[3] for each in found(made)] == [19, 20]
    assert len(made.problems) == 1


def test_a_month_twice_with_two_values_is_not_taken_and_with_one_it_is() -> None:
    made = taken("Apr-16\t19\nMay-16\t20\n2016-04\t21")
    assert [each[2] for each in found(made)] == ["2016-05"]
    assert problems(made) == [
        "B1: Apr-16 is here twice, with 19 and 21: neither is taken.",
        "B3: Apr-16 is here twice, with 19 and 21: neither is taken.",
    ]
    assert [each[3] for each in found(taken("Apr-16\t19\n2016-04\t19 [p]"))] == [19]


def test_a_figure_a_thousand_times_the_rest_is_not_taken() -> None:
    made = taken("Apr-16\t1\nMay-16\t1000000000\nJun-16\t2")
    assert [each[3] for each in found(made)] == [1, 2]
    assert problems(made)[0].startswith("B2: 1,000,000,000 is more than 1,000 times")
    beside = plan_with({"count@2016-03": 1})
    assert problems(taken("Apr-16\t1000000000", beside))


def test_what_is_in_the_plan_already_is_no_edit() -> None:
    held = plan_with({"count@2016-04": 19})
    made = taken("Apr-16\t19\nMay-16\t20", held)
    assert (made.same, [each[3] for each in found(made)]) == (1, [20])
    assert made.words() == "1 figure taken, 1 known already, 0 problems."


def test_edits_cover_what_was_on_screen() -> None:
    held = plan_with({"count@2016-04": 19})
    (edit,) = taken("Apr-16\t20", held).edits
    record = held.record("indicator", SYV)
    assert record is not None
    assert edit.seen == record.held("count", "2016-04").heads


def test_cells_are_named_as_a_spreadsheet_names_them() -> None:
    assert [place_of(0, 0), place_of(2, 25), place_of(9, 26), place_of(0, 701)] == [
        "A1",
        "Z3",
        "AA10",
        "ZZ1",
    ]


def test_a_name_that_begins_with_a_quote_swallows_no_figure() -> None:
    """Excel leaves such a cell as it is; other programs put quotes round whole cells."""
    record = hackney().record("indicator", SYV)
    assert record is not None
    document = hackney().with_records(
        [("indicator", SYV, changed(record, {"name": '"Night" victims'}))]
    )
    for text in (
        'KPI\tApr-16\tMay-16\r\n"Night" victims\t19\t21\r\n',
        '"KPI"\t"Apr-16"\t"May-16"\n"""Night"" victims"\t19\t21\n',
    ):
        assert [each[2:4] for each in found(taken(text, document))] == [
            ("2016-04", 19),
            ("2016-05", 21),
        ]


def test_quoted_cells_and_other_line_ends() -> None:
    assert cells('\ufeffa,"1,234"\r\nb,2\r\n') == [["a", "1,234"], ["b", "2"]]
    assert cells('"unclosed\tx\ny\tz')[0]


def test_the_state_of_a_figure_may_be_a_word_that_the_plan_has_learned() -> None:
    text = "Month\tVictims\tState\nApr-16\t19\tDros dro"
    assert problems(taken(text))
    said = {"text": "Dros dro", "kind": "data_state", "meaning": "provisional"}
    word = record("word", "w1", said)
    made = taken(text, hackney().with_records([("word", "w1", word)]))
    assert found(made) == [(SYV, "count", "2016-04", 19, "provisional")]
