from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.measures.course import (
    Tallier,
    course,
    frozen_tally,
    in_place,
    quarters_to,
    share,
    told,
    told_of_all,
)
from csp_desktop.measures.progress import counts, moved, standing, standings
from csp_desktop.measures.report.course import COURSE, course_chart, course_of
from csp_desktop.measures.report.report import report
from csp_desktop.measures.report.report_context import Scope, Source
from csp_desktop.measures.snapshot.frozen import freeze
from csp_desktop.plan.document import Document
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.statuses import STATUSES
from tests.documents import changed, document, record, small

Q1, Q2 = "2016/17 Q1", "2016/17 Q2"
QUARTERS = quarters_to("2017/18 Q2")


@st.composite
def plans(draw: st.DrawFn) -> Document:
    actions = [
        record("action", f"a{number}", {
            "ref": f"1.{number}",
            "strategic_priority": draw(st.sampled_from(["sp1", "sp2"])),
            "state@2016/17": draw(st.sampled_from([None, "not applicable"])),
            "closed": draw(st.sampled_from([None, Q2])),
            "closed_as": draw(st.sampled_from([None, "complete", "dropped"])),
            **{
                f"status@{each}": draw(st.sampled_from([None, *STATUSES]))
                for each in ("2015/16 Q1", *QUARTERS)
            },
        })
        for number in range(draw(st.integers(1, 4)))
    ]  # fmt: skip
    return document(actions)


@given(plans())
def test_each_quarter_of_the_course_is_what_that_quarter_alone_says(plan: Document) -> None:
    actions = list(plan.of("action"))
    for action in actions:
        found = standings(action, QUARTERS)
        assert found == [standing(action, each) for each in QUARTERS]
    for each in course(Tallier().tallies(plan, QUARTERS), {}):
        expected = counts(actions, each.quarter)
        assert each.counts.by_status == expected.by_status
        assert (each.counts.total, each.counts.no_update) == (expected.total, expected.no_update)
        travels = [moved(action, each.quarter) for action in actions]
        assert [each.improved, each.same, each.worse] == [
            travels.count(way) for way in ("improved", "same", "worse")
        ]


@given(plans())
def test_an_edit_counts_as_if_all_were_counted_anew(plan: Document) -> None:
    tallier = Tallier()
    tallier.tallies(plan, QUARTERS)
    action = next(plan.of("action"))
    after = plan.with_records(
        [("action", action.id, changed(action, {f"status@{Q2}": "off track", "group": "g"}))]
    )
    assert tallier.tallies(after, QUARTERS) == Tallier().tallies(after, QUARTERS)


def test_a_frozen_quarter_stays_as_it_was_reported_and_the_others_are_known_now() -> None:
    plan = small()
    frozen = {Q1: frozen_tally(plan, Q1, "snap")}
    later = plan.record("action", "a1")
    assert later
    now = plan.with_records([("action", "a1", changed(later, {f"status@{Q1}": "complete"}))])
    found = course(Tallier().tallies(now, quarters_to(Q2)), frozen)
    assert [(each.quarter, each.basis) for each in found] == [
        ("2015/16 Q4", "as known now"),
        (Q1, "as reported"),
        (Q2, "as known now"),
    ]
    assert found[1].counts.by_status["on track"] == 2  # one of them is complete now


def test_the_priorities_add_up_to_the_plan() -> None:
    made = Tallier().tallies(small(), quarters_to(Q2))[Q2]
    parts = [
        in_place(made, Selection(strategic_priority=each)).counts.total for each in ("sp1", "sp2")
    ]
    assert sum(parts) == in_place(made, Selection()).counts.total == 6


def test_members_are_told_how_many_are_complete_and_how_the_others_go() -> None:
    found = course(Tallier().tallies(small(), quarters_to(Q2)), {})
    assert told(found[-1]) == (
        "1 of 6 complete, 17%; 2 in progress, of those 1 on track and 1 at risk; "
        "3 without an update."
    )
    assert "In 2015/16 Q4, as known now, it was 1 of 6 complete, 17%." in told_of_all(found)


def test_only_none_is_nothing_and_only_all_are_a_hundred_percent() -> None:
    assert [share(part, 1000) for part in (0, 1, 5, 995, 1000)] == ["0%", "1%", "1%", "99%", "100%"]
    assert share(64, 114) == "56%"
    assert share(0, 0) == "0%"


def test_a_report_of_a_snapshot_says_of_each_quarter_what_it_rests_on() -> None:
    plan, scope = small(), Scope("Whole plan")
    frozen = {each: frozen_tally(plan, each, f"snap {each}") for each in (Q1, Q2)}
    taken, now = Source(freeze(plan, Q2), label="Q2 as reported"), Source(freeze(plan, Q2))
    assert [each.basis for each in course_of(taken, scope, frozen)] == [
        "as known then", "as reported", "as reported",
    ]  # fmt: skip
    # What a report of the present says of its own quarter is not what was reported of it.
    assert [each.basis for each in course_of(now, scope, frozen)] == [
        "as known now", "as reported", "as known now",
    ]  # fmt: skip


def test_the_report_has_the_course_as_a_table_and_as_a_chart_that_say_the_same() -> None:
    scope = Scope("Gangs", priority="sp1")
    source = Source(freeze(small(), Q2))
    found = course_of(source, scope, {})
    chart = course_chart(found)
    made = report(replace(source, course=found, charts={COURSE: chart}), scope)
    section = made.section("Quarter by quarter")
    assert section.table
    assert [row[0].text for row in section.table.rows] == [each.quarter for each in found]
    for x, row in enumerate(section.table.rows):
        heights = {bar.look: bar.y - bar.foot for bar in chart.drawings[0].bars if bar.x == x}
        assert heights == {part.status: part.count for part in row[1].parts}
    (picture,) = section.pictures
    assert picture.words == chart.sentence
    assert "as known now: 0 of 4 complete, 0%" in picture.words


def test_a_quarter_without_an_update_is_reported_on_beside_the_earlier_ones() -> None:
    source, scope = Source(freeze(small(), "2016/17 Q3")), Scope("Whole plan")
    made = report(replace(source, course=course_of(source, scope, {})), scope)
    (*_, last) = made.section("Quarter by quarter").table.rows  # type: ignore[union-attr]
    assert (last[0].text, last[2].text) == ("2016/17 Q3", "1 of 6, 17%")
    by_priority = made.section("Complete by priority").table
    assert by_priority
    assert [row[1].text for row in by_priority.rows] == ["0 of 4, 0%", "1 of 2, 50%"]
