"""A workbook of somebody's own goes on feeding the plan that was made from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csp_desktop.operations.deciding.conflicts import open_conflicts
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.records import delete
from csp_desktop.operations.editing.undo import undo
from csp_desktop.operations.editing.vocabulary import answered, learn, learned
from csp_desktop.operations.importing.workbook_base import remember
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import copy_plan, open_plan
from csp_desktop.plan.document import Record
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store.check import problems
from csp_desktop.workbook.worker.process import Reader
from tests.operations.own_workbooks import HEADERS, ROWS, STAMP, OwnBook, fed, plan_from, said

pytestmark = pytest.mark.whole

QUARTER = "2016/17 Q2"
NEXT = "2016/17 Q3"


@pytest.fixture
def own() -> OwnBook:
    return OwnBook()


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader() as one:
        yield one


@pytest.fixture
def plan(own: OwnBook, tmp_path: Path, reader: Reader) -> Iterator[OpenPlan]:
    made, _ = plan_from(own.issue(tmp_path / "first.xlsx"), tmp_path / "plan.cspplan", reader)
    yield made
    made.close()


def action(plan: OpenPlan, ref: str) -> Record:
    return next(each for each in plan.document().of("action") if each.text("ref") == ref)


def put(plan: OpenPlan, ref: str, name: str, value: str | None, period: str = "") -> None:
    edit(plan, [Edit("action", action(plan, ref).id, name, period, value)], STAMP)


def contested(plan: OpenPlan) -> list[str]:
    return [each.cell.field for each in open_conflicts(plan, plan.document())]


def test_the_same_workbook_again_changes_nothing_and_writes_nothing(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    before = said(plan)
    again = fed(plan, tmp_path / "first.xlsx", reader=reader)
    saved_anew = fed(plan, own.issue(tmp_path / "saved anew.xlsx"), reader=reader)
    for report in (again, saved_anew):
        assert (report.applied, report.waits_for_a_person) == (0, False)
        assert not report.files[0].fresh
    assert said(plan) == before


def test_the_next_issue_brings_exactly_the_cells_that_differ(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    before = said(plan)
    own.rows["1.2"][2:] = ["On track", "90 of 100 fitted"]
    report = fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader)
    after = said(plan)
    assert report.applied == 2
    assert after.pop("1.2") == {
        **before.pop("1.2"),
        f"status@{QUARTER}": "on track",
        f"commentary@{QUARTER}": "90 of 100 fitted",
    }
    assert after == before


def test_a_cell_changed_in_both_is_one_conflict(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    put(plan, "1.2", "status", "off track", QUARTER)
    put(plan, "1.1", "commentary", "Weekly now", QUARTER)
    own.rows["1.2"][2] = "On track"
    report = fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader)
    assert contested(plan) == ["status"]
    assert report.waits_for_a_person
    assert action(plan, "1.1").text("commentary", QUARTER) == "Weekly now"


def test_what_is_not_in_it_any_more_is_told_and_never_deleted(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    before = said(plan)
    gone = own.rows.pop("1.10")
    report = fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader)
    assert said(plan) == before
    assert not report.waits_for_a_person
    assert "1.10 has no row in it any more. Nothing was deleted for that." in (
        report.files[0].notices
    )
    assert not any(
        "no row" in each
        for each in fed(plan, own.issue(tmp_path / "c.xlsx"), reader=reader).files[0].notices
    )
    own.rows["1.10"] = [*gone[:2], "At risk", gone[3]]
    assert fed(plan, own.issue(tmp_path / "third.xlsx"), reader=reader).applied == 1
    assert action(plan, "1.10").text("status", QUARTER) == "at risk"


def test_a_cell_that_was_cleared_is_proposed(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    own.rows["1.2"][3] = None
    report = fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader)
    assert [each.field for each in report.files[0].held] == ["commentary"]
    assert action(plan, "1.2").text("commentary", QUARTER) == "40 of 100 fitted"
    assert fed(plan, own.issue(tmp_path / "third.xlsx"), reader=reader).applied == 0


def test_a_cell_that_was_blank_is_filled(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    own.rows["1.10"][3] = "All visited"
    assert fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader).applied == 1
    assert action(plan, "1.10").text("commentary", QUARTER) == "All visited"


def test_a_cell_that_was_blank_and_is_filled_on_both_sides_is_a_conflict(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    put(plan, "1.10", "commentary", "Some visited", QUARTER)
    own.rows["1.10"][3] = "All visited"
    fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader)
    assert contested(plan) == ["commentary"]


def test_a_new_row_is_a_new_action_and_other_rows_keep_theirs(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    known = {each.text("title"): each.id for each in plan.document().of("action")}
    # A row put in between: the others are given other refs.
    own.rows = {
        "1.1": own.rows["1.1"],
        "1.2": ["Light the park", "Council", "On track", None],
        "1.3": own.rows["1.2"],
        "1.4": own.rows["1.10"],
    }
    fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader)
    now = {each.text("title"): each for each in plan.document().of("action")}
    assert {title: each.id for title, each in now.items() if title in known} == known
    assert now["Fit locks"].text("ref") == "1.3"
    assert now["Visit victims"].text("ref") == "1.4"
    assert now["Light the park"].text("ref") == "1.2"


def test_a_row_with_the_ref_of_another_is_asked_about(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    own.rows["1.2"] = ["Train door staff", "Licensing", "On track", "Booked"]
    report = fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader)
    assert report.waits_for_a_person
    assert action(plan, "1.2").text("title") == "Fit locks"
    assert action(plan, "1.2").text("commentary", QUARTER) == "40 of 100 fitted"


def test_a_title_put_in_other_words_is_the_same_action(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    own.rows["1.1"][0] = "Share data on burglaries"
    assert fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader).applied == 1
    assert action(plan, "1.1").text("title") == "Share data on burglaries"


def test_columns_that_have_moved_or_come_are_read_all_the_same(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    own.headers = ["Ref", "Progress update", "Evidence", "Status", "Lead", "Action"]
    own.rows = {
        ref: [said_, "Minutes", status, lead, title]
        for ref, (title, lead, status, said_) in own.rows.items()
    }
    own.rows["1.2"][0] = "All fitted"
    report = fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader)
    assert report.applied == 1
    # A column that it has for the first time is proposed.
    assert {each.field for each in report.files[0].held} == {"evidence"}
    assert any("Evidence" in each for each in report.files[0].notices)


def test_a_column_without_a_time_means_the_quarter_that_the_workbook_is_at(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    own.title = "Action plan, quarter 3 of 2016/17"
    own.rows["1.2"][2:] = ["On track", "All fitted"]
    fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader)
    now = action(plan, "1.2")
    assert (now.text("status", NEXT), now.text("status", QUARTER)) == ("on track", "at risk")
    assert now.text("commentary", QUARTER) == "40 of 100 fitted"


def test_a_workbook_that_names_no_quarter_means_the_working_quarter(
    own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    own.title = "Action plan"
    plan, made = plan_from(own.issue(tmp_path / "first.xlsx"), tmp_path / "plan.cspplan", reader)
    quarter = plan.document().plan.text("working_quarter")
    assert fed(plan, tmp_path / "first.xlsx", made=made, reader=reader).applied == 0
    edit(plan, [Edit("plan", plan.plan_id, "working_quarter", "", "2019/20 Q4")], STAMP)
    own.rows["1.2"][2] = "Complete"
    fed(plan, own.issue(tmp_path / "second.xlsx"), made=made, reader=reader)
    assert action(plan, "1.2").text("status", quarter) == "at risk"
    assert action(plan, "1.2").text("status", "2019/20 Q4") == "complete"
    plan.close()


def test_the_first_time_each_difference_is_proposed_but_for_columns_taken_whole(
    own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    plan, made = plan_from(own.issue(tmp_path / "first.xlsx"), tmp_path / "made.cspplan", reader)
    for each in [*plan.document().of("workbook_read")]:
        delete(plan, "workbook_read", each.id, STAMP)
    put(plan, "1.1", "commentary", "Weekly", QUARTER)
    put(plan, "1.2", "status", "complete", QUARTER)
    report = fed(plan, tmp_path / "first.xlsx", made=made, take=["Progress update"], reader=reader)
    assert action(plan, "1.1").text("commentary", QUARTER) == "Monthly since May"
    assert [each.field for each in report.files[0].held] == ["status"]
    assert action(plan, "1.2").text("status", QUARTER) == "complete"
    # Read for the first time, it has a base now.
    own.rows["1.10"][2] = "At risk"
    assert fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader).applied == 1
    plan.close()


def test_an_undecided_difference_is_asked_again_only_where_the_workbook_changes(
    own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    plan, made = plan_from(own.issue(tmp_path / "first.xlsx"), tmp_path / "made.cspplan", reader)
    for each in [*plan.document().of("workbook_read")]:
        delete(plan, "workbook_read", each.id, STAMP)
    put(plan, "1.2", "status", "complete", QUARTER)
    fed(plan, tmp_path / "first.xlsx", made=made, reader=reader)
    own.rows["1.2"][3] = "50 of 100 fitted"
    assert not fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader).files[0].held
    own.rows["1.2"][2] = "Off track"
    report = fed(plan, own.issue(tmp_path / "third.xlsx"), reader=reader)
    assert [each.field for each in report.files[0].held] == ["status"]
    assert action(plan, "1.2").text("status", QUARTER) == "complete"
    plan.close()


def test_undo_takes_the_issue_back_with_its_base(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    before = said(plan)
    own.rows["1.2"][2] = "On track"
    issue = own.issue(tmp_path / "second.xlsx")
    assert fed(plan, issue, reader=reader).applied == 1
    after = said(plan)
    undo(plan, STAMP)
    assert said(plan) == before
    own.rows["1.2"][3] = "Nearly all fitted"
    assert fed(plan, own.issue(tmp_path / "third.xlsx"), reader=reader).applied == 2
    assert said(plan)["1.2"] == {
        **after["1.2"],
        f"commentary@{QUARTER}": "Nearly all fitted",
    }


def test_copies_that_read_one_issue_apart_do_not_contradict_each_other(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    copy_plan(plan, tmp_path / "copy.cspplan", "Ann")
    own.rows["1.2"][2] = "On track"
    own.rows["1.11"] = ["Mark bicycles", "Police", "On track", "Twelve events"]
    issue = own.issue(tmp_path / "second.xlsx")
    with closing(open_plan(tmp_path / "copy.cspplan", SHIPPED, write=True)) as copy:
        for each in (plan, copy):
            fed(each, issue, reader=reader)
        assert fed(plan, tmp_path / "copy.cspplan", reader=reader).applied == 0
        assert said(copy) == said(plan)
    assert not contested(plan)
    assert fed(plan, issue, reader=reader).applied == 0


def test_copies_that_read_two_issues_apart_agree_after_they_meet(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    copy_plan(plan, tmp_path / "copy.cspplan", "Ann")
    own.rows["1.2"][2] = "On track"
    second = own.issue(tmp_path / "second.xlsx")
    own.rows["1.1"][3] = "Weekly"
    third = own.issue(tmp_path / "third.xlsx")
    fed(plan, second, reader=reader)
    with closing(open_plan(tmp_path / "copy.cspplan", SHIPPED, write=True)) as copy:
        fed(copy, third, reader=reader)
    fed(plan, tmp_path / "copy.cspplan", reader=reader)
    assert not contested(plan)
    assert action(plan, "1.1").text("commentary", QUARTER) == "Weekly"
    assert fed(plan, third, reader=reader).applied == 0


def test_an_action_deleted_here_does_not_come_back(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    delete(plan, "action", action(plan, "1.2").id, STAMP)
    own.rows["1.1"][2] = "At risk"
    fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader)
    assert set(said(plan)) == {"1.1", "1.10"}


def test_a_word_is_asked_about_until_somebody_says_what_it_means(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    own.rows["1.1"][2] = "Purple"
    for name in ("second.xlsx", "third.xlsx"):
        report = fed(plan, own.issue(tmp_path / name), reader=reader)
        assert [each.text for each in report.unknown_words] == ["Purple"]
    assert action(plan, "1.1").text("status", QUARTER) == "on track"
    learn(plan, [answered(SHIPPED, "status", "Purple", "at risk")], STAMP)
    assert fed(plan, tmp_path / "third.xlsx", reader=reader).applied == 1
    assert action(plan, "1.1").text("status", QUARTER) == "at risk"


def test_what_has_no_place_is_told_once(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    own.rows["Key to the colours"] = [None, None, None, None]
    own.rows["1.1"][3] = "Weekly"
    first = fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader).files[0]
    own.rows["1.1"][3] = "Daily"
    second = fed(plan, own.issue(tmp_path / "third.xlsx"), reader=reader).files[0]
    assert any("Key to the colours" in each.message for each in first.problems)
    assert not second.problems


CELLS = [(ref, number) for ref in ROWS for number in (1, 2, 3)]
VALUES = {
    1: ("Police", "Council", "Fire"),
    2: ("On track", "At risk", "Off track", "Complete"),
    3: ("Nothing yet", "Half done", "All done"),
}
Typed = list[tuple[tuple[str, int], str]]
PLACES = {1: ("lead_partners", ""), 2: ("status", QUARTER), 3: ("commentary", QUARTER)}
EDITS = st.lists(
    st.sampled_from(CELLS).flatmap(
        lambda cell: st.tuples(st.just(cell), st.sampled_from(VALUES[cell[1]]))
    ),
    max_size=5,
)


def test_issue_after_issue_each_cell_ends_as_three_ways_say() -> None:
    with Reader() as reader:

        @settings(max_examples=25)
        @given(theirs=st.lists(EDITS, min_size=1, max_size=3), ours=EDITS)
        def law(theirs: list[Typed], ours: Typed) -> None:
            with TemporaryDirectory() as folder:
                _live(Path(folder), theirs, ours, reader)

        law()


def _live(folder: Path, theirs: list[Typed], ours: Typed, reader: Reader) -> None:
    own = OwnBook()
    plan, _ = plan_from(own.issue(folder / "0.xlsx"), folder / "plan.cspplan", reader)
    issues = [deepcopy(own.rows)]
    for (ref, number), value in ours:
        name, period = PLACES[number]
        put(plan, ref, name, value, period)
    for count, edits in enumerate(theirs, 1):
        for (ref, number), value in edits:
            own.rows[ref][number] = value
        issues.append(deepcopy(own.rows))
        fed(plan, own.issue(folder / f"{count}.xlsx"), reader=reader)
    for ref, number in CELLS:
        held = action(plan, ref).held(*PLACES[number])
        values = [issue[ref][number] for issue in issues]
        typed = [value for cell, value in ours if cell == (ref, number)]
        expected = _three_ways(typed, values)
        assert held.contested == (expected is CONTESTED)
        if expected is not CONTESTED:
            assert held.value == _meant(number, expected)
    assert problems(plan.file) == []
    plan.close()


CONTESTED = "contested"


def _three_ways(typed: list[str], issues: list[str | None]) -> str | None:
    """What a cell says after `typed` here and one issue after another there."""
    here = base = issues[0]
    seen = True  # whether the workbook's author has seen what stands here
    for each in typed:
        seen, here = seen and each == here, each
    for there in issues[1:]:
        if there == base:
            continue
        if there != here and not seen:
            return CONTESTED
        here, base, seen = there, there, True
    return here


def _meant(number: int, text: str | None) -> object:
    if text is None:
        return None
    return {1: [text], 2: text.lower(), 3: text}[number]


def test_proposals_of_an_issue_have_no_effect(
    plan: OpenPlan, own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    own.headers = [*HEADERS, "Evidence"]
    for row in own.rows.values():
        row.append("Minutes")
    fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader)
    assert not any(each.get("evidence", QUARTER) for each in plan.document().of("action"))
    assert all(each.held("evidence", QUARTER).proposals for each in plan.document().of("action"))


def test_a_map_that_is_remembered_alone_has_each_difference_proposed(
    own: OwnBook, tmp_path: Path, reader: Reader
) -> None:
    plan, made = plan_from(own.issue(tmp_path / "first.xlsx"), tmp_path / "made.cspplan", reader)
    for each in [*plan.document().of("workbook_read")]:
        delete(plan, "workbook_read", each.id, STAMP)
    put(plan, "1.2", "status", "complete", QUARTER)
    own.rows["1.11"] = ["Mark bicycles", "Police", "On track", None]
    own.rows["1.10"][2] = "Purple"
    worded = replace(made, words=(("status", "Purple", "complete"),))
    remember(plan, worded, made, "first.xlsx", STAMP)
    assert ("Purple", "complete") in [
        (each.text, each.meaning) for each in learned(plan.document())
    ]
    report = fed(plan, own.issue(tmp_path / "again.xlsx"), reader=reader)
    assert report.applied == 0
    assert {each.field for each in report.files[0].held} >= {"status"}
    assert "1.11" not in said(plan)
    own.rows["1.10"][2] = "At risk"
    assert fed(plan, own.issue(tmp_path / "second.xlsx"), reader=reader).applied == 1
    plan.close()
