"""A return asks its lead for milestones: what of them is theirs, and what waits for a person."""

from __future__ import annotations

import random
from itertools import count, permutations

import pytest

from csp_desktop.changes.change import Stance, add_record
from csp_desktop.operations.merging.incoming import Brought
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.receiving.receipts import receipt
from csp_desktop.operations.receiving.receive import read_return
from csp_desktop.operations.sending.export import ExportRequest, export
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Place
from csp_desktop.plan.values import Value
from csp_desktop.store.foreign import RETURNS
from csp_desktop.store.operation import Operation
from csp_desktop.workbook.package.model import Export, Sheet
from tests.operations.memory import PLAN, FilledIn, Typed, duplicate, sent_back, small_plan
from tests.operations.returning_laws import shown

Said = tuple[str, Value, Stance]
ACTION, TITLE, DUE = ("action", ""), ("title", ""), ("due", "")
FORECAST, COMPLETED, WHO = ("forecast", ""), ("completed", ""), ("who", "")
MEETS = "Steering group meets"
COUNT = count()


@pytest.fixture(scope="module")
def begun() -> OpenPlan:
    """Three actions with a milestone each that is called the same, due at the end of June."""
    plan = small_plan()
    with plan.file.transaction():
        for at in ("a1", "a2", "b1"):
            values: dict[Place, Value] = {ACTION: at, TITLE: MEETS, DUE: "2016-06-30"}
            made = add_record(PLAN, "milestone", f"m-{at}", values, lambda: f"m {next(COUNT)}")
            plan.file.take_in(made, Operation("first", "publish", "Published", None))
    return OpenPlan(plan.file)


@pytest.fixture
def plan(begun: OpenPlan) -> OpenPlan:
    return duplicate(begun)


def stamp() -> Stamp:
    return Stamp("Ann", "2016-07-01T09:00:00+01:00", "", lambda: f"id-{next(COUNT)}")


def sent_to(plan: OpenPlan, kind: str = "return", quarter: str = "") -> Export:
    return export(
        plan, ExportRequest(kind, "" if kind == "plan" else "Our group", quarter), stamp()
    )


def sheet(sent: Export, name: str = "Milestones") -> Sheet:
    return next(each for each in sent.sheets if each.name == name)


def filled(*new: dict[Place, Typed], **typed: dict[Place, Typed]) -> FilledIn:
    """Cells of milestones typed over, by 'a1' and so on, and new rows outside the spare ones."""
    cells = {
        ("Milestones", f"m-{at}", place): text
        for at, row in typed.items()
        for place, text in row.items()
    }
    return FilledIn(cells, new=[("Milestones", "", each) for each in new], saved_by="Lee")


def brought(plan: OpenPlan, sent: Export, back: FilledIn) -> Brought:
    return read_return(plan, plan.document(), sent_back(sent, back), None)


def said(found: Brought) -> list[Said]:
    return [
        (each.cell.field, each.value, each.stance)
        for each, _ in found.made
        if each.cell.kind not in RETURNS
    ]


def test_a_return_holds_the_milestones_of_its_groups_actions(plan: OpenPlan) -> None:
    rows = sheet(sent_to(plan)).rows
    assert [(row.record_id, row.values[0]) for row in rows] == [("m-a1", "1.1"), ("m-a2", "1.2")]
    assert {row.values[-1] for row in rows} == {"Overdue"}
    assert [column.header for column in sheet(sent_to(plan)).columns if column.fill_in] == [
        "Forecast", "Completed", "Who",
    ]  # fmt: skip


def test_overdue_is_judged_for_the_quarter_of_the_return(plan: OpenPlan) -> None:
    back = filled(a1={COMPLETED: "05/07/2016"})
    merge(plan, [brought(plan, sent_to(plan), back)], stamp())
    for quarter, words in (("2016/17 Q1", ["Overdue"] * 2), ("2016/17 Q2", [None, "Overdue"])):
        rows = sheet(sent_to(plan, quarter=quarter)).rows
        assert [row.values[-1] for row in rows] == words


def test_what_a_lead_fills_in_is_taken_and_what_is_the_plans_is_held(plan: OpenPlan) -> None:
    back = filled(
        a1={FORECAST: "30/09/2016", COMPLETED: "", WHO: "Ann Lee"},
        a2={TITLE: "Meets", DUE: "31/12/2016", ACTION: "1.1"},
    )
    found = brought(plan, sent_to(plan), back)
    assert sorted(said(found), key=str) == [
        ("action", "a1", Stance.PROPOSED),
        ("due", "2016-12-31", Stance.PROPOSED),
        ("forecast", "2016-09-30", Stance.STATED),
        ("title", "Meets", Stance.PROPOSED),
        ("who", "Ann Lee", Stance.STATED),
    ]
    report = merge(plan, [found], stamp())
    told = receipt(plan, plan.document(), report, report.files[0])
    lines = {line.place: line.text for section in told.sections for line in section.lines}
    assert lines[f"Milestone 1.1 / {MEETS} · Forecast"] == "30 September 2016"
    assert lines[f"Milestone 1.2 / {MEETS} · Due"] == "31 December 2016"


def test_a_new_milestone_is_added_where_its_action_is_the_groups_and_held_elsewhere(
    plan: OpenPlan,
) -> None:
    back = filled(
        {ACTION: "1.2", TITLE: "Review", DUE: "31/12/2016"},
        {ACTION: "1.1", TITLE: "Review"},
        {ACTION: "2.1", TITLE: "Not ours"},
        # It is there already: what is typed is about that one.
        {ACTION: "1.1", TITLE: MEETS.upper(), WHO: "Ann Lee"},
    )
    found = brought(plan, sent_to(plan), back)
    assert found.problems == []
    report = merge(plan, [found], stamp())
    names = ("1.1 / Review", "1.2 / Review")
    assert sorted(report.files[0].added) == list(names)
    assert {each.ref for each in report.files[0].held} == {"2.1 / Not ours"}
    document = plan.document()
    assert len(list(document.of("milestone"))) == 5
    kept = document.record("milestone", "m-a1")
    assert kept
    assert kept.text("who") == "Ann Lee"


def test_what_is_typed_where_overdue_stands_is_told(plan: OpenPlan) -> None:
    found = brought(plan, sent_to(plan), filled(a1={("overdue", ""): "not any more"}))
    assert said(found) == []
    assert "only there to be read" in found.problems[0].message


def test_an_actions_dates_stand_beside_its_update(plan: OpenPlan) -> None:
    updates = sheet(sent_to(plan), "Updates")
    assert [each.header for each in updates.columns][-4:] == [
        "Due date", "Forecast date", "Completed on", "Overdue",
    ]  # fmt: skip
    typed: dict[tuple[str, str, Place], Typed] = {
        ("Updates", "a1", ("due_date", "")): "30/09/2016",
        ("Updates", "a1", ("forecast_date", "")): "31/12/2016",
    }
    assert said(brought(plan, sent_to(plan), FilledIn(typed))) == [
        ("due_date", "2016-09-30", Stance.PROPOSED),
        ("forecast_date", "2016-12-31", Stance.STATED),
    ]


_DAYS: tuple[Typed, ...] = ("30/06/2016", "01/02/2017", "01/02/2017", None, "2017-02-01")


def _at_random(chance: random.Random) -> FilledIn:
    """A return as somebody may fill it in: some cells typed over, some rows added or gone."""
    typed: dict[tuple[str, str, Place], Typed] = {}
    for at in ("m-a1", "m-a2"):
        for place in (FORECAST, COMPLETED, DUE):
            if chance.random() < 0.5:
                typed["Milestones", at, place] = chance.choice(_DAYS)
        if chance.random() < 0.4:
            typed["Milestones", at, TITLE] = chance.choice((MEETS, "Meets", "Meets "))
    new: list[tuple[str, str, dict[Place, Typed]]] = [
        ("Milestones", "", {ACTION: chance.choice(("1.1", "1.2", "2.1")), TITLE: title,
                            DUE: chance.choice(_DAYS)})
        for title in ("Review", "Report")
        if chance.random() < 0.5
    ]  # fmt: skip
    gone = {("Milestones", "m-a2")} if chance.random() < 0.2 else set()
    return FilledIn(typed, gone, [*new], chance.choice(("", "Lee", "Pat")))


def test_milestones_merge_in_any_order_and_twice_to_one_plan(begun: OpenPlan) -> None:
    for seed in range(12):
        chance = random.Random(seed)  # noqa: S311
        first = sent_to(begun)
        sent = [first, first, sent_to(begun, "plan")]
        back = [sent_back(each, _at_random(chance)) for each in sent]
        ends = []
        for order in permutations(back):
            plan = duplicate(begun)
            for each in order:
                merge(plan, [read_return(plan, plan.document(), each, None)], stamp())
            ends.append(shown(plan))
            again = [read_return(plan, plan.document(), each, None) for each in order]
            assert merge(plan, again, stamp()).applied == 0
        assert all(each == ends[0] for each in ends), seed
