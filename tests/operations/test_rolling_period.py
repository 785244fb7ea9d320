"""A new plan period: what goes along, what stays behind, and two who start it apart."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csp_desktop.changes.change import Cell, make_change
from csp_desktop.errors import CspError, Refusal
from csp_desktop.measures.kpi.scorecard import standing_of
from csp_desktop.operations.deciding.conflicts import conflicts
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.history import former_refs, history
from csp_desktop.operations.editing.records import add, renumber
from csp_desktop.operations.merging.incoming import read_copy
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.rolling.new_period import (
    NewPeriod,
    identify,
    left_behind,
    start_period,
    suggested_title,
    suggested_years,
    with_refs,
)
from csp_desktop.operations.rolling.refresh import COMPLETE, Closing, Refresh, refresh
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import copy_plan, new_plan, open_plan
from csp_desktop.operations.snapshots.snapshots import take
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store.check import problems
from tests.operations.conftest import ANN, BOB, small_plan

pytestmark = pytest.mark.whole

YEARS = ("2018/19", "2019/20")
Q4 = "2017/18 Q4"


@pytest.fixture(scope="module")
def hackney(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("shipped") / "hackney.cspplan"
    new_plan(path, SHIPPED, ANN, sample="hackney-2016-18").close()
    return path.read_bytes()


@pytest.fixture
def old(tmp_path: Path, hackney: bytes) -> Iterator[OpenPlan]:
    path = tmp_path / "old.cspplan"
    path.write_bytes(hackney)
    opened = open_plan(path, SHIPPED, write=True, by="Ann")
    yield opened
    opened.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., OpenPlan]]:
    """Starts new periods in files of their own; they are closed at the end."""
    made: list[OpenPlan] = []

    def begin(old: OpenPlan, asked: NewPeriod | None = None, by: Any = ANN) -> OpenPlan:
        path = tmp_path / f"new {len(made)}.cspplan"
        made.append(start_period(path, old, asked or NewPeriod(YEARS), by))
        return made[-1]

    yield begin
    for each in made:
        each.close()


def called(document: Document, ref: str) -> Record:
    return document.with_ref(ref)[0]


def values(document: Document) -> dict[tuple[str, str], Mapping[Any, Any]]:
    return {
        (kind, record.id): {
            place: held.value for place, held in record.cells.items() if place[0] != "exists"
        }
        for kind in document.kinds
        for record in document.of(kind)
    }


def test_what_belongs_to_the_partnership_goes_along_and_what_was_of_the_years_stays(
    old: OpenPlan, start: Callable[..., OpenPlan]
) -> None:
    edit(old, [Edit("action", "hk-a02", "status", Q4, "on track")], ANN)
    take(old, Q4, ANN)
    before = old.path.read_bytes()
    new = start(old)
    document, was = new.document(), old.document()
    assert old.path.read_bytes() == before
    assert new.plan_id == identify("hackney-2016-18", YEARS)
    assert document.years() == list(YEARS)
    plan = document.plan
    assert plan.text("title") == "Community Safety Partnership Plan 2018 to 2020 (Hackney)"
    assert plan.text("working_quarter") == "2018/19 Q1"
    assert plan.text("continues") == "hackney-2016-18"
    assert plan.text("previous_plan") == was.plan.text("title")
    assert (plan.get("marking"), plan.get("notes")) == ("OFFICIAL", None)
    counted = {kind: len(list(document.of(kind))) for kind in was.kinds}
    stay = {"case_study": 0, "figure": 0, "snapshot": 0, "year": 2}
    assert counted == {kind: len(list(was.of(kind))) for kind in was.kinds} | stay
    for action in document.of("action"):
        theirs = was.record("action", action.id)
        assert theirs is not None
        assert not [place for place in action.cells if place[1]]
        assert action.get("activity") == theirs.get("activity")
        assert action.text("continues") == f"hackney-2016-18 {action.id}"
    assert problems(new.file) == []


def test_indicators_keep_their_figures_so_that_last_year_is_known(
    old: OpenPlan, start: Callable[..., OpenPlan]
) -> None:
    figures = {"2016/17": 100, "2017/18": 80}
    edit(
        old,
        [Edit("indicator", "ind-gun", "count", year, value) for year, value in figures.items()],
        ANN,
    )
    new = start(old)
    edit(
        new,
        [
            Edit("indicator", "ind-gun", "count", "2018/19", 60),
            Edit("indicator", "ind-gun", "target", "2018/19", -20),
        ],
        ANN,
    )
    record = new.document().record("indicator", "ind-gun")
    assert record is not None
    assert standing_of(new.document(), record, "2018/19").actual == -25
    assert standing_of(new.document(), record, "2017/18").actual == -20
    assert record.text("continues") == "hackney-2016-18 ind-gun"
    before = old.document().record("indicator", "ind-gun")
    assert before is not None
    assert {k: v.value for k, v in before.cells.items() if k[1]}.items() <= {
        k: v.value for k, v in record.cells.items() if k[1]
    }.items()


def test_the_history_goes_along_with_who_and_when(
    old: OpenPlan, start: Callable[..., OpenPlan]
) -> None:
    renumber(old, [("1.3", "1.12")], BOB)
    new = start(old)
    action = called(new.document(), "1.12")
    told = history(new, "action", action.id)
    line = next(each for each in told if each.field == "ref" and each.old == "1.3")
    assert (line.author, line.at) == ("Bob", BOB.at)
    assert line.source == "Community Safety Partnership Plan 2016 to 2018 (Hackney)"
    assert told[-1].author == "Published plan"
    assert former_refs(new, action) == ["1.3"]


def test_closed_and_left_actions_stay_behind_and_nobody_refers_to_them(
    old: OpenPlan, start: Callable[..., OpenPlan]
) -> None:
    document = old.document()
    edit(old, [Edit("action", "hk-a03", "cross_references", "", "1.1; 1.2; 1.4")], ANN)
    closed, left = called(document, "1.1"), called(document, "1.2")
    refresh(old, Refresh({closed.id: Closing(COMPLETE)}, quarter=Q4), ANN)
    asked = NewPeriod(YEARS, leaving=frozenset([left.id]))
    new = start(old, with_refs(old.document(), asked, {}, anew=True)).document()
    assert {"hk-a01", "hk-a02"}.isdisjoint(each.id for each in new.of("action"))
    third = new.record("action", "hk-a03")
    assert third is not None
    assert (third.text("ref"), third.items("cross_references")) == ("1.1", ("hk-a04",))
    assert called(new, "6.1").text("title") == called(document, "6.1").text("title")
    assert called(new, "1.9").id == "hk-a11"


def test_what_was_planned_is_carried_only_where_asked(
    old: OpenPlan, start: Callable[..., OpenPlan]
) -> None:
    asked = NewPeriod(YEARS, carry=True)
    first = start(old, asked).document().record("action", "hk-a02")
    was = old.document().record("action", "hk-a02")
    assert first is not None
    assert was is not None
    assert first.get("planned", "2018/19") == was.get("planned", "2017/18")
    assert "planned@2018/19" in first.marked("unconfirmed")
    assert not first.periods("status")


def test_a_period_that_begins_in_the_old_plan_carries_no_blank_cell(
    old: OpenPlan, start: Callable[..., OpenPlan]
) -> None:
    only = add(old, "action", {("ref", ""): "9.1", ("title", ""): "Only in the first year"}, ANN)
    (action,) = (each for kind, each, _ in only.changed if kind == "action")
    edit(old, [Edit("action", action, "planned", "2016/17", "Begin in autumn")], ANN)
    new = start(old, NewPeriod(("2017/18", "2018/19"), carry=True)).document()
    carried = new.record("action", action)
    assert carried is not None
    assert carried.get("planned", "2017/18") == "Begin in autumn"
    assert "planned@2017/18" in carried.marked("unconfirmed")


def test_a_new_period_is_carried_on_in_turn(old: OpenPlan, start: Callable[..., OpenPlan]) -> None:
    second = start(old)
    third = start(second, NewPeriod(suggested_years(second.document(), 2)))
    assert third.document().years() == ["2020/21", "2021/22"]
    action = third.document().record("action", "hk-a02")
    assert action is not None
    assert action.text("continues") == f"{second.plan_id} hk-a02"
    assert problems(third.file) == []


def test_two_who_start_the_same_period_apart_make_one_plan(
    old: OpenPlan, start: Callable[..., OpenPlan], tmp_path: Path
) -> None:
    copy_plan(old, tmp_path / "copy.cspplan", "Bob")
    other = open_plan(tmp_path / "copy.cspplan", SHIPPED)
    ours, theirs = start(old, by=ANN), start(other, by=BOB)
    report = merge(ours, [read_copy(ours, theirs.path)], ANN)
    assert (report.applied, report.conflicts) == (0, [])
    other.close()


def test_what_one_of_them_knew_before_the_other_is_no_conflict(
    old: OpenPlan, start: Callable[..., OpenPlan], tmp_path: Path
) -> None:
    copy_plan(old, tmp_path / "copy.cspplan", "Bob")
    other = open_plan(tmp_path / "copy.cspplan", SHIPPED, write=True)
    edit(other, [Edit("action", "hk-a02", "activity", "", "Patrols")], BOB)
    edit(other, [Edit("indicator", "ind-gun", "actual", "2017/18", 12)], BOB)
    ours, theirs = start(old, by=ANN), start(other, by=BOB)
    merge(ours, [read_copy(ours, theirs.path)], ANN)
    assert conflicts(ours) == []
    action = ours.document().record("action", "hk-a02")
    assert action is not None
    assert action.text("activity") == "Patrols"
    other.close()


def test_what_waits_for_another_copy_stays_behind_and_it_is_said(
    old: OpenPlan, start: Callable[..., OpenPlan]
) -> None:
    assert left_behind(old, NewPeriod(YEARS)) == ()
    cell = Cell("action", "hk-a02", "activity")
    elsewhere = make_change(old.plan_id, cell, "Patrols", ["somewhere else"], "n")
    old.write("merge", [elsewhere], BOB, undoable=False)
    assert left_behind(old, NewPeriod(YEARS)) == (
        "1 change waits in the old plan for a copy that is not merged yet, and stayed behind.",
    )
    new = start(old)
    assert problems(new.file) == []
    was = old.document().record("action", "hk-a02")
    action = new.document().record("action", "hk-a02")
    assert action is not None
    assert was is not None
    assert action.get("activity") == was.get("activity") != "Patrols"


def test_where_they_chose_otherwise_it_is_shown(
    old: OpenPlan, start: Callable[..., OpenPlan]
) -> None:
    ours = start(old, NewPeriod(YEARS, "Safer Hackney", frozenset(["hk-a01"]), {"hk-a02": "1.1"}))
    theirs = start(old, NewPeriod(YEARS, "A safer Hackney", refs={"hk-a02": "1.20"}), BOB)
    report = merge(ours, [read_copy(ours, theirs.path)], ANN)
    assert report.files[0].added == ["1.1"]
    assert {(each.kind, each.cell.field) for each in report.conflicts} == {
        ("edit", "title"), ("edit", "ref"),
    }  # fmt: skip
    held = ours.document().record("action", "hk-a02")
    assert held is not None
    assert held.text("ref") == "1.2"


def test_the_old_plan_is_refused_by_its_name(old: OpenPlan, start: Callable[..., OpenPlan]) -> None:
    new = start(old)
    brought = read_copy(new, old.path)
    assert brought.refused == (
        "old.cspplan holds another plan, 'Community Safety Partnership Plan 2016 to 2018 "
        "(Hackney)', so it was not merged. Choose a copy of this plan."
    )
    assert "holds another plan" in read_copy(old, new.path).refused


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (NewPeriod(("2016/17", "2017/18")), "2017/18 belongs to the old plan"),
        (NewPeriod(("2018/19", "2020/21")), "follow one another"),
        (NewPeriod(()), "Say which years"),
        (NewPeriod(("2018",)), "'2018' is not a financial year"),
        (NewPeriod(YEARS, leaving=frozenset(["x"])), "x is not an action of the old plan"),
        (NewPeriod(YEARS, refs={"hk-a02": "1.1"}), "1.1 would be the ref of 'Support for gang"),
        (NewPeriod(YEARS, refs={"hk-a02": "next"}), "'next' is not a ref"),
    ],
)
def test_what_stands_in_the_way_is_said_and_no_file_is_left(
    old: OpenPlan, tmp_path: Path, asked: NewPeriod, says: str
) -> None:
    with pytest.raises(CspError, match=says):
        start_period(tmp_path / "new.cspplan", old, asked, ANN)
    assert not (tmp_path / "new.cspplan").exists()


def test_a_contested_ref_and_a_copy_for_a_group_are_refused_and_no_file_is_left(
    old: OpenPlan, tmp_path: Path
) -> None:
    copy_plan(old, tmp_path / "copy.cspplan", "Bob")
    copy_plan(old, tmp_path / "bounded.cspplan", "Bob", for_group="Integrated Gangs Unit")
    other = open_plan(tmp_path / "copy.cspplan", SHIPPED, write=True)
    renumber(old, [("1.3", "1.20")], ANN)
    renumber(other, [("1.3", "1.30")], BOB)
    merge(old, [read_copy(old, other.path)], ANN)
    other.close()
    target = tmp_path / "new.cspplan"
    with pytest.raises(Refusal, match=r"The ref of 1\.3 is contested"):
        start_period(target, old, NewPeriod(YEARS, refs={"hk-a03": "1.3"}), ANN)
    bounded = open_plan(tmp_path / "bounded.cspplan", SHIPPED)
    with pytest.raises(Refusal, match="started in the main copy"):
        start_period(target, bounded, NewPeriod(YEARS), ANN)
    bounded.close()
    assert not target.exists()
    with pytest.raises(Refusal, match="is there already"):
        start_period(old.path, old, NewPeriod(YEARS), ANN)


@pytest.mark.parametrize(
    ("title", "becomes"),
    [
        ("Plan 2016 to 2018", "Plan 2018 to 2020"),
        ("Plan 2016-18 (Hackney)", "Plan 2018-20 (Hackney)"),
        ("Safer Hackney 2016/17", "Safer Hackney 2018/20"),
        ("Safer Hackney", "Safer Hackney, 2018/19 to 2019/20"),
    ],
)
def test_the_title_that_is_suggested_says_the_new_years(title: str, becomes: str) -> None:
    plan = Document("p", {})
    from csp_desktop.plan.document import Held

    record = Record("plan", "p", {("title", ""): Held(title)})
    assert suggested_title(plan.with_records([("plan", "p", record)]), YEARS) == becomes


choices = st.builds(
    NewPeriod,
    st.just(("2030/31", "2031/32")),
    st.sampled_from(["Safer", "Safer streets"]),
    st.frozensets(st.sampled_from(["a1", "a2", "a3"])),
    st.fixed_dictionaries({}, optional={"a1": st.sampled_from(["2.1", "2.2"])}),
)
known = st.lists(
    st.tuples(st.sampled_from(["a1", "a2", "a3"]), st.sampled_from(["title", "measure"]),
              st.sampled_from(["Police", "Council"])), max_size=3,
)  # fmt: skip


@given(choices, choices, known)
@settings(max_examples=20)
def test_apart_then_merged_every_cell_is_one_s_choice_or_a_conflict(
    mine: NewPeriod, other: NewPeriod, knew: list[tuple[str, str, str]]
) -> None:
    with TemporaryDirectory() as folder, contextlib.ExitStack() as closing:
        at = Path(folder)
        old = closing.enter_context(contextlib.closing(small_plan(at / "old.cspplan")))
        add(old, "action", {("ref", ""): "1.3", ("title", ""): "Action 3"}, ANN, "a3")
        copy_plan(old, at / "copy.cspplan", "Bob")
        copy = closing.enter_context(
            contextlib.closing(open_plan(at / "copy.cspplan", SHIPPED, write=True))
        )
        for record, name, value in knew:
            edit(copy, [Edit("action", record, name, "", value)], BOB)
        ours = closing.enter_context(
            contextlib.closing(start_period(at / "ours.cspplan", old, mine, ANN))
        )
        theirs = closing.enter_context(
            contextlib.closing(start_period(at / "theirs.cspplan", copy, other, BOB))
        )
        before = values(ours.document()), values(theirs.document())
        forwards = merge(ours, [read_copy(ours, theirs.path)], ANN)
        merge(theirs, [read_copy(theirs, ours.path)], BOB)
        assert values(ours.document()) == values(theirs.document())
        contested = {(each.kind, each.cell.field) for each in forwards.conflicts}
        differ = set()
        if mine.title != other.title:
            differ.add(("edit", "title"))
        going = {"a1"} - mine.leaving - other.leaving
        if going and mine.refs.get("a1", "1.1") != other.refs.get("a1", "1.1"):
            both = len(mine.refs) + len(other.refs) == 2
            differ |= {("edit", "ref")} if both else set()
        assert contested == differ
        after = values(ours.document())
        assert after.keys() == before[0].keys() | before[1].keys()
        assert problems(ours.file) == problems(theirs.file) == []
