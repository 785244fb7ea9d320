"""What an overview counts, and that each figure counts just what its selection shows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csp_desktop.measures.due import marks_of, milestones_by_action
from csp_desktop.measures.kpi.scorecard import debts, scorecard
from csp_desktop.measures.kpi.to_be_named import to_be_named
from csp_desktop.measures.overview.overview import (
    IN_BAR,
    NO_UPDATE,
    CountedFigure,
    Overview,
)
from csp_desktop.measures.overview.overview_builder import Surveyor
from csp_desktop.measures.progress import counts, standing
from csp_desktop.measures.snapshot.compare import compare
from csp_desktop.measures.snapshot.frozen import Frozen, as_text, freeze, read
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.selection import Finder, Selection, indicators_in
from csp_desktop.plan.statuses import APART, STATUSES
from csp_desktop.plan.values import Value
from tests.documents import changed, document, hackney, record, small, with_progress

QUARTERS = ("2015/16 Q4", "2016/17 Q1", "2016/17 Q2")
Q1, Q2 = QUARTERS[1:]

statuses = st.sampled_from([None, *STATUSES])


@st.composite
def plans(draw: st.DrawFn) -> Document:
    """Small plans in which links are missing, or lead nowhere, as they do after merges."""
    strategic, deliveries, groups = ("s1", "s2"), ("d1", "d2", "d3"), ("g1", "g2")
    records = [record("year", "2016/17", {"name": "2016/17"})]
    records += [
        record("strategic_priority", each, {"number": 1, "title": each}) for each in strategic
    ]
    for each in deliveries:
        under = draw(st.sampled_from([*strategic, "nowhere", None]))
        records.append(
            record("delivery_priority", each, {"label": each, "strategic_priority": under})
        )
    records += [record("group", each, {"name": each}) for each in groups]
    for number in range(draw(st.integers(0, 7))):
        values: dict[str, Value] = {
            "ref": f"1.{number}",
            "title": f"Action {number}",
            "strategic_priority": draw(st.sampled_from([*strategic, "nowhere", None])),
            "delivery_priority": draw(st.sampled_from([*deliveries, "nowhere", None])),
            "group": draw(st.sampled_from([*groups, None])),
            "state@2016/17": draw(st.sampled_from([None, "not applicable", "planned"])),
        }
        values |= {f"status@{quarter}": draw(statuses) for quarter in QUARTERS}
        kept = {name: value for name, value in values.items() if value is not None}
        records.append(record("action", f"a{number}", kept))
    for number in range(draw(st.integers(0, 3))):
        values = {
            "name": f"Indicator {number}",
            "direction": draw(st.sampled_from(["higher is better", "lower is better", "neutral"])),
            "delivery_priority": draw(st.sampled_from([*deliveries, ""])),
            "target@2016/17": draw(st.sampled_from([None, 10, "tbc"])),
            "actual@2016/17": draw(st.sampled_from([None, 9, 10, 20])),
        }
        kept = {name: value for name, value in values.items() if value is not None}
        records.append(record("indicator", f"i{number}", kept))
    return document(records)


@st.composite
def edited(draw: st.DrawFn, plan: Document) -> Document:
    """The plan with other values in some cells, and some actions gone."""
    records: list[tuple[str, str, Record | None]] = []
    for action in plan.actions():
        done = draw(st.sampled_from(["status", "nothing", "group", "deletion"]))
        if done == "status":
            values = {f"status@{each}": draw(statuses) for each in QUARTERS}
            records.append(("action", action.id, changed(action, values)))
        elif done == "group":
            records.append(("action", action.id, changed(action, {"group": "g2"})))
        elif done == "deletion":
            records.append(("action", action.id, None))
    for indicator in plan.of("indicator"):
        figures: dict[str, Value] = {"actual@2016/17": draw(st.sampled_from([None, 9, 20]))}
        records.append(("indicator", indicator.id, changed(indicator, figures)))
    return plan.with_records(records)


@st.composite
def places(draw: st.DrawFn, plan: Document) -> Selection:
    """A place as the tree has them: all, a priority, a delivery priority, a sub-group."""
    kind = draw(st.sampled_from(["whole", "strategic", "delivery", "group"]))
    if kind == "strategic" and (found := sorted(plan.kinds["strategic_priority"])):
        return Selection(strategic_priority=draw(st.sampled_from(found)))
    if kind == "delivery" and (found := sorted(plan.kinds["delivery_priority"])):
        delivery = draw(st.sampled_from(found))
        under = plan.kinds["delivery_priority"][delivery].text("strategic_priority")
        return Selection(strategic_priority=under, delivery_priority=delivery)
    if kind == "group" and (found := sorted(plan.kinds["group"])):
        return Selection(group=draw(st.sampled_from(found)))
    return Selection()


def shown(plan: Document, quarter: str, selection: Selection) -> list[str]:
    """The actions that the grid shows of a selection."""
    finder = Finder(plan, SHIPPED)
    milestones = milestones_by_action(plan)
    found = finder.find(
        selection,
        lambda action: standing(action, quarter).counted,
        lambda action: marks_of(action, milestones.get(action.id, ()), quarter),
    )
    return [each.id for each in found]


def all_hold(plan: Document, overview: Overview, before: Frozen | None) -> None:
    """What must hold of every overview."""
    quarter, place = overview.quarter, overview.place
    for figure in overview.figures():
        assert len(shown(plan, quarter, figure.selection)) == figure.count, figure
    here = shown(plan, quarter, place)
    assert overview.total.count == len(here)
    for bar in overview.bars:
        assert sum(each.count for each in (*bar.parts, *bar.apart)) == bar.whole.count
        assert all(each.count for each in (*bar.parts, *bar.apart))
    assert sum(bar.whole.count for bar in overview.bars) == overview.total.count
    for name, figures in ((IN_BAR, "parts"), (APART, "apart")):
        added = {
            status: sum(
                each.count
                for bar in overview.bars
                for each in getattr(bar, figures)
                if each.status == status
            )
            for status in name
        }
        totals = overview.totals if figures == "parts" else overview.apart
        told = {each.status: each.count for each in totals}
        assert told == {status: number for status, number in added.items() if number}
    assert [each.id for each in overview.off_track] == shown(plan, quarter, overview.red.selection)
    belongs = indicators_in(plan, place)
    rated = [
        row.now.rating.look
        for row in scorecard(plan, quarter)
        if (each := plan.record("indicator", row.id)) and belongs(each) and not to_be_named(each)
    ]
    folded = [each for each in plan.of("indicator") if to_be_named(each) and belongs(each)]
    assert overview.unnamed == len(folded)
    assert {each.rating: each.count for each in overview.ratings} == {
        rating: rated.count(rating) for rating in rated
    }
    assert overview.targets == len(debts(plan, quarter))
    if before is None:
        assert overview.since is None
        return
    told_of = compare(before, freeze(plan, quarter))
    mine = {each.record: each for each in told_of.travels if each.record in here}
    since = overview.since
    assert since is not None
    assert {each.id: (each.was, each.now, each.movement) for each in since.moves} == {
        each.record: (each.was, each.now, each.movement) for each in mine.values()
    }
    parts = (since.down, since.up, since.started, since.otherwise)
    assert sum(each.count for each in parts) == len(since.moves)
    if place == Selection():
        said = told_of.counts()
        assert (since.down.count, since.up.count, since.started.count) == (
            said["moved_down"],
            said["moved_up"],
            said["started"],
        )
        assert (since.added.count, since.dropped) == (said["added"], said["dropped"])


@given(st.data())
def test_every_figure_counts_what_the_grid_shows_of_it(data: st.DataObject) -> None:
    then = data.draw(plans())
    before = freeze(then, Q1) if data.draw(st.booleans()) else None
    now = data.draw(edited(then))
    place = data.draw(places(now))
    surveyor = Surveyor()
    for quarter in (Q1, Q2):
        # What it has kept from an earlier state must not tell in a later one.
        surveyor.overview(then, quarter, place, before)
        all_hold(now, surveyor.overview(now, quarter, place, before), before)


@settings(max_examples=15)
@given(st.data())
def test_so_it_is_in_the_published_plan_after_any_edits(data: st.DataObject) -> None:
    then = with_progress(hackney())
    before = freeze(then, Q1)
    actions = then.kinds["action"]
    picked = data.draw(st.lists(st.sampled_from(sorted(actions)), max_size=12, unique=True))
    now = then.with_records(
        ("action", each, changed(actions[each], {f"status@{Q2}": data.draw(statuses)}))
        for each in picked
    )
    place = data.draw(places(now))
    all_hold(now, Surveyor().overview(now, Q2, place, before), before)


@pytest.fixture
def of_small() -> Overview:
    return Surveyor().overview(small(), Q2)


def told(figures: tuple[CountedFigure, ...]) -> dict[str, int]:
    return {each.status: each.count for each in figures}


def test_the_bars_tell_the_statuses_apart(of_small: Overview) -> None:
    first, second, fifth = of_small.bars
    assert (first.called, second.called, fifth.called) == (
        "1 Gangs",
        "2 Alcohol",
        "5 Domestic abuse",
    )
    assert told(first.parts) == {"at risk": 1, "on track": 1, NO_UPDATE: 2}
    assert told(second.parts) == {"complete": 1, NO_UPDATE: 1}
    assert (fifth.parts, fifth.elsewhere) == ((), "The VAWG strategy")
    assert (of_small.total.count, of_small.updated.count, of_small.owed.count) == (6, 2, 3)
    assert of_small.settled == 1


def test_dates_are_figures_that_pick_out_what_they_count() -> None:
    plan = small()
    dates = {
        "a1": {"due_date": "2016-12-31", "forecast_date": "2017-01-01"},
        "a2": {"due_date": "2016-09-30"},
        "a11": {"due_date": "2016-09-01"},
        "a21": {"due_date": "2016-09-01"},
    }
    plan = plan.with_records([
        *(("action", each, changed(plan.kinds["action"][each], dates[each])) for each in dates),
        ("milestone", "m", record("milestone", "m", {"action": "a10", "due": "2016-08-01"})),
    ])  # fmt: skip
    surveyor = Surveyor()
    for _ in range(2):
        found = surveyor.overview(plan, Q2).dated
        assert {name: set(shown(plan, Q2, each.selection)) for name, each in found.items()} == {
            "overdue": {"a2", "a10", "a11"}, "due_soon": {"a1"}, "slipping": {"a1"},
            "no_status": {"a11"},
        }  # fmt: skip
    gone = plan.with_records([("milestone", "m", None)])
    assert surveyor.overview(gone, Q2).dated["overdue"].count == 2
    assert surveyor.overview(gone, "2016/17 Q1").dated["due_soon"].count == 2


def test_it_agrees_with_the_progress_that_a_report_tells() -> None:
    plan = with_progress(hackney())
    whole = counts(plan.of("action"), Q2)
    made = Surveyor().overview(plan, Q2)
    assert told((*made.totals, *made.apart)) == {
        **whole.by_status,
        **({NO_UPDATE: whole.no_update} if whole.no_update else {}),
    }


def test_a_priority_is_told_by_its_delivery_priorities() -> None:
    made = Surveyor().overview(small(), Q2, Selection(strategic_priority="sp1", text="x"))
    assert made.by_delivery
    assert made.named == "1 Gangs"
    assert [bar.called for bar in made.bars] == ["DP1 Gang violence", "DP2 Youth crime"]
    assert made.place == Selection(strategic_priority="sp1")


def test_what_has_no_priority_stands_last_and_can_be_opened() -> None:
    loose = record("action", "b", {"ref": "9.1", "title": "Without", "strategic_priority": "gone"})
    plan = small().with_records([("action", "b", loose)])
    last = Surveyor().overview(plan, Q2).bars[-1]
    assert (last.called, last.whole.count) == ("Without a priority", 1)
    assert shown(plan, Q2, last.whole.selection) == ["b"]


def test_off_track_tells_why_and_what_it_was_before() -> None:
    plan = small()
    values: dict[str, Value] = {f"status@{Q2}": "off track", f"commentary@{Q2}": "No bid."}
    action = plan.record("action", "a1")
    assert action
    after = plan.with_records([("action", "a1", changed(action, values))])
    (red,) = Surveyor().overview(after, Q2).off_track
    assert (red.ref, red.why, red.corrective, red.was) == ("1.1", "No bid.", "", "on track")
    ours = changed(action, {f"status@{Q1}": "at risk"})
    frozen = read(as_text(freeze(plan.with_records([("action", "a1", ours)]), Q1)))
    (red,) = Surveyor().overview(after, Q2, before=frozen).off_track
    assert red.was == "at risk"
    without = freeze(plan.with_records([("action", "a1", None)]), Q1)
    (red,) = Surveyor().overview(after, Q2, before=without).off_track
    assert (red.was, red.new) == ("", True)


def test_what_moved_is_listed_the_worse_first_in_the_order_of_refs() -> None:
    plan = small()
    since = Surveyor().overview(plan, Q2, before=freeze(plan, Q1)).since
    assert since is not None
    assert since.named == "the Q1 snapshot"
    assert [(each.ref, each.was, each.now) for each in since.moves] == [
        ("1.2", "on track", "at risk")
    ]
    assert since.down.selection.why == "Moved down since the Q1 snapshot"
    later = Surveyor().overview(plan, "2017/18 Q1", before=freeze(plan, Q2)).since
    assert later is not None
    assert later.named == "the 2016/17 Q2 snapshot"


def test_an_empty_plan_has_an_overview() -> None:
    made = Surveyor().overview(document([]), Q2)
    assert (made.total.count, made.bars, made.ratings, made.off_track) == (0, (), (), ())


def test_a_sub_group_has_the_indicators_of_its_actions_priorities() -> None:
    plan = document([
        record("delivery_priority", "d1", {"label": "1.DP1", "strategic_priority": "s"}),
        record("delivery_priority", "d2", {"label": "1.DP2", "strategic_priority": "s"}),
        record("group", "g", {"name": "Group"}),
        record("action", "a", {"ref": "1.1", "delivery_priority": "d1", "group": "g"}),
        record("indicator", "i1", {"name": "One", "delivery_priority": "d1"}),
        record("indicator", "i2", {"name": "Two", "delivery_priority": "d2"}),
    ])  # fmt: skip
    survey = Surveyor()
    assert survey.overview(plan, Q2, Selection(group="g")).indicators == 1
    assert survey.overview(plan, Q2, Selection(group="none")).indicators == 0
    assert survey.overview(plan, Q2).indicators == 2
