from typing import Any

import pytest

from csp_desktop.measures.kpi.benchmarks import benchmark_chart
from csp_desktop.measures.kpi.charts import chart_of, whole_chart
from csp_desktop.measures.kpi.drawing import Chart
from csp_desktop.measures.kpi.scorecard import debts, scorecard
from csp_desktop.plan.document import Document
from csp_desktop.plan.periods import month
from tests.documents import changed, document, hackney, record

QUARTER = "2016/17 Q2"
COUNTS = [24, 24, 24, 24, 25, 23, 21, 25, 23, 22, 21, 22, 21, 19, 19, 33, 19, 20, 21, 25, 19, 25,
          19, 20, 19, 21, 21, 18, 21, 20]  # fmt: skip


def plan_with(values: dict[str, Any], indicator: str = "ind-syv") -> Document:
    before = hackney().record("indicator", indicator)
    assert before is not None
    return hackney().with_records([("indicator", indicator, changed(before, values))])


def by_month(values: list[Any]) -> dict[str, Any]:
    first = month(2014, 4)
    return {
        f"count@{first.shifted(at)}": each for at, each in enumerate(values) if each is not None
    }


def chart(values: dict[str, Any], indicator: str = "ind-syv") -> Chart:
    found = whole_chart(plan_with(values, indicator), indicator, QUARTER)
    assert found is not None
    return found


def test_the_sentence_says_what_the_chart_shows() -> None:
    values = {**by_month(COUNTS), "count_unit": "victims"}
    said = chart(values).sentence
    assert "missed so far: −8.4% against a target of −11%, to Q2" in said
    assert "120 victims against 131; too small a change to call on its own" in said
    assert "8 months in a row below the mean show a lasting shift, an improvement" in said


def test_a_gap_stays_a_gap_in_the_drawing_and_the_table() -> None:
    values: list[Any] = list(COUNTS)
    values[3] = None
    made = chart(by_month(values))
    run = made.drawings[1]
    assert run.tracks[0].marks[3] is None
    assert run.rows[3][:2] == ("Jul-14", "None")
    assert "1 month without a figure" in run.sentence


def test_provisional_points_are_hollow_and_notes_are_flagged() -> None:
    values = {**by_month(COUNTS), "data_state@2016-09": "provisional", "note@2015-07": "Carnival."}
    run = chart(values).drawings[1]
    last, july = run.tracks[0].marks[-1], run.tracks[0].marks[15]
    assert last is not None
    assert last.hollow
    assert july is not None
    assert july.note == "Carnival."
    assert july.label == "Jul-15: 33, above the limit"
    assert ("hollow", "Provisional") in run.key


def test_few_points_have_no_limits_and_some_provisional_ones_and_it_says_so() -> None:
    assert "5 months, too few for control limits" in chart(by_month(COUNTS[:5])).sentence
    assert chart(by_month(COUNTS[:5])).drawings[1].levels == ()
    ten = chart(by_month(COUNTS[:10]))
    assert "the limits are provisional, from 10 points" in ten.sentence
    assert all(level.provisional for level in ten.drawings[1].levels if level.role != "target")


JUMP = [1, 2, 1, 2, 10, *([1, 2] * 6), 1]


def test_a_limit_below_nought_is_drawn_at_nought_and_it_says_so() -> None:
    made = chart(by_month(JUMP))
    limits = [each for each in made.drawings[1].levels if each.role == "limit"]
    assert [(each.y, each.label) for each in limits] == [(pytest.approx(4.604, abs=1e-3),
        "Upper 4.6"), (0, "Lower 0")]  # fmt: skip
    assert "The lower limit, worked out as −0.7, is drawn at 0." in made.sentence


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([99, 90, 100, 92, 99, 91, 100, 93, 98], "Upper 100"),
        ([1, 9, 0, 8, 1, 9, 0, 7, 2], "Lower 0"),
        # A figure beyond shows that the unit means something else: then nothing is moved.
        ([1, 9, -2, 8, 1, 9, 0, 7, 2], "Lower −"),
    ],
)
def test_the_limits_of_percentages_keep_to_what_a_percentage_can_be(
    values: list[int], ends: str
) -> None:
    first = month(2015, 10)
    made = chart(
        {f"actual@{first.shifted(at)}": each for at, each in enumerate(values)}, "ind-syv-sd"
    )
    labels = [each.label for each in made.drawings[1].levels if each.role == "limit"]
    assert any(each.startswith(ends) for each in labels)
    assert ("is drawn at" in made.sentence) == (ends != "Lower −")


def test_a_rebase_carries_its_reason() -> None:
    values = {**by_month(COUNTS), "rebase@2015-08": "New recording rules"}
    made = chart(values)
    assert "limits start again at Aug-15: New recording rules" in made.sentence
    assert len({level.start for level in made.drawings[1].levels if level.role == "limit"}) == 2


def test_bad_figures_are_problems_and_not_in_the_chart() -> None:
    values = {**by_month([1, 2, 3]), "count@2014-07": 10**9, "count@2017-04": 5}
    made = chart(values)
    assert [problem.place for problem in made.problems] == ["Apr-17", "Jul-14"]
    assert max(made.drawings[1].values) < 10


def test_the_benchmark_has_only_the_published_points() -> None:
    made = benchmark_chart(hackney(), "All crime")
    assert [track.name for track in made.drawings[0].tracks] == [
        "Hackney",
        "Most similar London boroughs (MSG)",
        "MPS",
    ]
    points = {
        track.name: [mark.y for mark in track.marks if mark] for track in made.drawings[0].tracks
    }
    assert points["Hackney"] == [100, 65.3, 69.2]
    assert points["MPS"] == [100, 86.6]
    assert made.drawings[0].width == 14
    assert "Hackney −34.7%" in made.sentence
    assert "11 years between were not published" in made.sentence


def test_levels_are_indexed_to_the_first_year_that_all_have() -> None:
    made = benchmark_chart(
        document(
            [
                record("benchmark", "a", {"name": "B", "area": "A", "value@2014/15": 50,
                                          "value@2015/16": 55}),
                record("benchmark", "b", {"name": "B", "area": "C", "value@2013/14": 9,
                                          "value@2014/15": 10, "value@2015/16": 9}),
            ]
        ),
        "B",
    )  # fmt: skip
    assert made.rows == (("2014/15", "100", "100"), ("2015/16", "110", "90"))


@pytest.mark.parametrize("indicator", [each.id for each in hackney().of("indicator")])
def test_every_published_indicator_has_a_chart_with_a_sentence(indicator: str) -> None:
    found = hackney().record("indicator", indicator)
    assert found is not None
    made = chart_of(hackney(), found, "2016/17 Q1")
    assert made.sentence.endswith(".")
    assert made.rows


def test_the_scorecard_counts_as_the_plan_has_it() -> None:
    rows = scorecard(hackney(), "2016/17 Q1")
    assert len(rows) == 18
    assert sum(row.has_target for row in rows) == 5
    assert sum(row.set_elsewhere for row in rows) == 3


def test_debts_are_the_targets_still_to_be_set_and_who_owns_them() -> None:
    found = {debt.id: debt for debt in debts(hackney(), "2016/17 Q1")}
    assert found["ind-syv"].years == ("2017/18",)
    assert found["ind-vs-asb"].years == ("2016/17", "2017/18")
    assert "ind-4dp3-safety" not in found  # held in another plan
    assert not found["ind-vs-asb"].late
    later = {debt.id: debt for debt in debts(hackney(), "2016/17 Q2")}
    assert later["ind-vs-asb"].late
    agreed = plan_with({"agreed_by@2017/18": "2016-06-30", "owner": "A. Name"})
    (debt,) = (each for each in debts(agreed, "2016/17 Q2") if each.id == "ind-syv")
    assert (debt.owner, debt.agreed_by, debt.late) == ("A. Name", "2016-06-30", True)


def test_a_target_that_is_set_is_a_debt_no_longer() -> None:
    done = plan_with({"target@2017/18": -9})
    assert "ind-syv" not in {debt.id for debt in debts(done, "2016/17 Q1")}
