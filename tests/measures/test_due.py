"""Overdue, due soon, slipping: by quarters, never by a clock."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.measures.due import (
    MARKS,
    DueItem,
    action_timing,
    due_items,
    last_day,
    marks_of,
    milestone_timing,
)
from csp_desktop.measures.snapshot.frozen import as_text, freeze, read
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.periods import Period, month
from csp_desktop.plan.statuses import SETTLED, STATUSES
from tests.documents import changed, document, record

QUARTERS = [str(Period(2016, 1).shifted(each)) for each in range(8)]
NOW = QUARTERS[1]

quarters = st.sampled_from(QUARTERS)
# The ends of quarters are where a rule would be off by a day, so half of the days are near one.
days = st.one_of(
    st.dates(date(2016, 3, 1), date(2018, 7, 1)),
    st.tuples(quarters, st.integers(-1, 1)).map(
        lambda each: (last_day(each[0]) or date.min) + timedelta(each[1])
    ),
).map(date.isoformat)
some_day = st.none() | days


@st.composite
def actions(draw: st.DrawFn, record_id: str = "a") -> Record:
    """An action with any dates, statuses and closing."""
    values = {name: draw(some_day) for name in ("due_date", "forecast_date", "completed_on")}
    statuses = draw(st.dictionaries(quarters, st.sampled_from(STATUSES), max_size=3))
    values |= {f"status@{quarter}": status for quarter, status in statuses.items()}
    values["closed"] = draw(st.none() | quarters)
    return record("action", record_id, {"ref": "1.1", **values})


@st.composite
def milestones(draw: st.DrawFn, action: str = "a") -> list[Record]:
    """Some milestones of an action, with any dates."""
    return [
        record("milestone", f"{action}-m{number}", {
            "action": action, "title": f"Step {number}",
            **{name: draw(some_day) for name in ("due", "forecast", "completed")},
        })
        for number in range(draw(st.integers(0, 3)))
    ]  # fmt: skip


@st.composite
def plans(draw: st.DrawFn) -> Document:
    """A plan of two actions with their milestones."""
    return document(
        each for name in ("a", "b") for each in (draw(actions(name)), *draw(milestones(name)))
    )


def judged(plan: Document, quarter: str) -> list[tuple[str, str, frozenset[str], bool]]:
    """What is said of each dated record of a plan, without the records behind it."""

    def said(item: DueItem) -> tuple[str, str, frozenset[str], bool]:
        milestone = item.milestone.id if item.milestone else ""
        return (item.action.id, milestone, item.timing.marks, item.timing.done)

    return [said(each) for each in due_items(plan, quarter)]


@pytest.mark.parametrize(
    ("quarter", "last"),
    [
        ("2016/17 Q1", date(2016, 6, 30)), ("2016/17 Q2", date(2016, 9, 30)),
        ("2016/17 Q3", date(2016, 12, 31)), ("2016/17 Q4", date(2017, 3, 31)),
        ("2016/17", None), ("", None),
    ],
)  # fmt: skip
def test_a_quarter_ends_with_the_last_day_of_its_last_month(
    quarter: str, last: date | None
) -> None:
    assert last_day(quarter) == last


def test_what_was_due_on_the_last_day_is_overdue_and_the_next_day_is_soon() -> None:
    for due, marks in {
        "2016-09-30": {"overdue"}, "2016-10-01": {"due_soon"}, "2016-12-31": {"due_soon"},
        "2017-01-01": set[str](),
    }.items():  # fmt: skip
        action = record("action", "a", {"due_date": due})
        milestone = record("milestone", "m", {"action": "a", "due": due})
        assert action_timing(action, NOW).marks == marks
        assert milestone_timing(milestone, NOW).marks == marks


def test_what_was_completed_on_the_last_day_is_done_and_the_day_after_it_was_overdue() -> None:
    for completed, done in {"2016-09-30": True, "2016-10-01": False}.items():
        action = record("action", "a", {"due_date": "2016-07-01", "completed_on": completed})
        timing = action_timing(action, NOW)
        assert (timing.done, timing.overdue) == (done, not done)


def test_an_action_bears_the_marks_of_its_milestones_until_it_is_done() -> None:
    action = record("action", "a", {"ref": "1.1", "status@2016/17 Q1": "on track"})
    steps = [
        record("milestone", "m1", {"action": "a", "due": "2016-08-01"}),
        record("milestone", "m2", {"action": "a", "due": "2016-11-01", "forecast": "2017-02-01"}),
    ]
    assert marks_of(action, steps, NOW) == set(MARKS)
    complete = changed(action, {"status@2016/17 Q2": "complete"})
    assert marks_of(complete, steps, NOW) == frozenset()
    assert marks_of(complete, steps, QUARTERS[0]) == {"due_soon", "slipping"}


@given(actions(), milestones(), quarters)
def test_overdue_due_soon_and_done_exclude_each_other(
    action: Record, steps: list[Record], quarter: str
) -> None:
    found = [action_timing(action, quarter), *(milestone_timing(each, quarter) for each in steps)]
    for timing in found:
        assert timing.overdue + timing.due_soon + timing.done <= 1
        assert not (timing.done and timing.marks)
        assert timing.dates.due or not timing.marks
        if timing.overdue:
            assert timing.dates.due is not None
            assert timing.dates.due <= (last_day(quarter) or date.min)


@given(plans(), quarters)
def test_the_marks_of_an_action_are_those_that_the_list_tells_of_it(
    plan: Document, quarter: str
) -> None:
    for action in plan.actions():
        steps = [each for each in plan.of("milestone") if each.text("action") == action.id]
        told = [each.timing.marks for each in due_items(plan, quarter, [action])]
        assert marks_of(action, steps, quarter) == frozenset().union(*told)


@given(plans(), quarters, st.data())
def test_what_comes_later_does_not_change_an_earlier_quarter(
    plan: Document, quarter: str, data: st.DataObject
) -> None:
    before = judged(plan, quarter)
    end = last_day(quarter)
    assert end
    later = data.draw(st.dates(end + timedelta(1), date(2019, 1, 1))).isoformat()
    following = str((Period(2016, 1)).shifted(QUARTERS.index(quarter) + 1))
    open_actions = [each for each in plan.actions() if not action_timing(each, quarter).done]
    completed = plan.with_records(
        [
            ("action", each.id, changed(each, {
                f"status@{following}": data.draw(st.sampled_from(sorted(SETTLED))),
                "completed_on": each.get("completed_on") or later,
            }))
            for each in open_actions
        ]
        + [
            ("milestone", each.id, changed(each, {"completed": each.get("completed") or later}))
            for each in plan.of("milestone")
        ]
    )  # fmt: skip
    assert judged(completed, quarter) == before


@given(plans(), quarters)
def test_what_was_overdue_is_worked_out_from_what_a_snapshot_froze(
    plan: Document, quarter: str
) -> None:
    frozen = read(as_text(freeze(plan, quarter)))
    assert judged(frozen.document, quarter) == judged(plan, quarter)


def test_a_snapshot_from_before_there_were_milestones_is_read() -> None:
    old = freeze(document([record("action", "a", {"due_date": "2016-09-30"})]), NOW)
    assert "milestone" not in as_text(old)
    assert judged(read(as_text(old)).document, NOW) == [("a", "", frozenset({"overdue"}), False)]


@given(days, quarters)
def test_a_day_is_due_soon_in_the_quarter_before_its_own_and_overdue_from_its_own_on(
    due: str, quarter: str
) -> None:
    day = date.fromisoformat(due)
    of_month = month(day.year, day.month)
    own = Period(of_month.year, (of_month.month_of_year - 1) // 3 + 1)
    timing = milestone_timing(record("milestone", "m", {"due": due}), quarter)
    assert timing.overdue == (str(own) <= quarter)
    assert timing.due_soon == (str(own.shifted(-1)) == quarter)
