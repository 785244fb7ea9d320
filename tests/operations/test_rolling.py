"""A plan refreshed in one operation: nothing is lost, and one undo takes all of it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csp_desktop.errors import BadValue, Refusal
from csp_desktop.measures.progress import counts, standing
from csp_desktop.measures.snapshot.compare import compare
from csp_desktop.operations.deciding.conflicts import conflicts
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.history import history
from csp_desktop.operations.editing.undo import redo, undo
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.receiving.receive import read_return
from csp_desktop.operations.rolling.refresh import (
    COMPLETE,
    DROPPED,
    Closing,
    Refresh,
    make_room_for,
    outlook,
    placed,
    refresh,
    why_not,
)
from csp_desktop.operations.sending.export import ExportRequest, export
from csp_desktop.operations.sending.outstanding import returns_for
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots import snapshots
from csp_desktop.plan.document import Document
from csp_desktop.plan.renumbering import refs_of
from csp_desktop.plan.values import Value
from csp_desktop.store.check import problems
from csp_desktop.store.current_cells import worked_out_cells
from tests.operations.conftest import ANN, BOB
from tests.operations.memory import OURS, QUARTER, FilledIn, as_copy, duplicate, sent_back
from tests.operations.memory import small_plan as in_memory

NEXT = "2016/17 Q2"


@pytest.fixture
def kept() -> OpenPlan:
    """A plan in memory with the actions 1.1, 1.2 (ours) and 2.1 (theirs)."""
    return in_memory()


def picture(document: Document) -> dict[tuple[str, str], Mapping[Any, Value]]:
    """All values of a plan, by record."""
    return {
        (kind, record.id): {place: held.value for place, held in record.cells.items()}
        for kind in document.kinds
        for record in document.of(kind)
    }


def values(plan: OpenPlan) -> dict[tuple[str, str], Mapping[Any, Value]]:
    """All values of a plan but the blank ones, by record."""
    found = picture(plan.document())
    return {
        each: {place: value for place, value in cells.items() if value is not None}
        for each, cells in found.items()
    }


def refs(plan: OpenPlan) -> dict[str, str]:
    return {action.id: action.text("ref") for action in plan.document().of("action")}


def test_closed_renumbered_and_added_in_one_operation_that_one_undo_takes_back(
    kept: OpenPlan,
) -> None:
    before = values(kept)
    new_refs, added = placed(kept.document(), added=[("1.1", "Safer parks")])
    asked = Refresh({"b1": Closing(DROPPED, "No money")}, refs=new_refs, added=added)
    outcome = refresh(kept, asked, ANN)
    after = kept.document()
    assert refs(kept) == {"a1": "1.2", "a2": "1.3", "b1": "2.1", _new(after): "1.1"}
    dropped = after.record("action", "b1")
    assert dropped is not None
    assert [dropped.get(name) for name in ("closed", "closed_as", "closed_why")] == [
        QUARTER, "dropped", "No money",
    ]  # fmt: skip
    assert dropped.text("title") == "Nights"
    assert {each.operation for each in history(kept)[:7]} == {"refresh"}
    assert undo(kept, ANN).label == f"undo {outcome.label}"
    assert values(kept) == before
    redo(kept, ANN)
    assert refs(kept)["a2"] == "1.3"
    assert problems_of(kept) == []


def _new(document: Document) -> str:
    return next(each.id for each in document.of("action") if each.id not in ("a1", "a2", "b1"))


def problems_of(plan: OpenPlan) -> list[str]:
    """What is wrong with a plan in memory, told without its file."""
    from csp_desktop.changes.changeset import ChangeSet

    whole = ChangeSet(plan.file.ledger.everything())
    kept, made = plan.file.picture.cells(), worked_out_cells(whole)
    return [str(cell) for cell in kept.keys() | made.keys() if kept.get(cell) != made.get(cell)]


def test_the_outlook_tells_what_becomes_of_each_and_writes_nothing(kept: OpenPlan) -> None:
    before = values(kept)
    new_refs, added = placed(kept.document(), added=[("1.2", "Safer parks")])
    asked = Refresh({"a1": Closing(COMPLETE)}, refs=new_refs, added=added)
    told = [(each.ref_now, each.ref, each.becomes) for each in outlook(kept.document(), asked)]
    assert told == [
        ("1.1", "1.1", "complete"),
        ("", "1.2", "new"),
        ("1.2", "1.3", "carried"),
        ("2.1", "2.1", "carried"),
    ]
    assert values(kept) == before


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (Refresh({"a1": Closing(DROPPED, " ")}), "Say why 1.1 is dropped"),
        (Refresh({"a1": Closing("gone")}), "closed as complete or dropped"),
        (Refresh(refs={"a1": "1.2"}), "1.2 would be the ref of 'Gangs' and of 'Parks'"),
        (Refresh(refs={"a1": "1/2/16"}), "reads as a date"),
        (Refresh(reopening=frozenset(["a1"])), "1.1 is not closed"),
        (Refresh({"a1": Closing(COMPLETE)}, quarter="soon"), "'soon' is not a quarter"),
        (Refresh({"gone": Closing(COMPLETE)}), "gone is not in this plan any more"),
    ],
)
def test_what_stands_in_the_way_is_said_and_nothing_is_changed(
    kept: OpenPlan, asked: Refresh, says: str
) -> None:
    before = values(kept)
    with pytest.raises(Refusal, match=says):
        refresh(kept, asked, ANN)
    assert values(kept) == before


def test_a_new_action_needs_a_title_and_stands_under_who_makes_room(plan: OpenPlan) -> None:
    document = plan.document()
    _, nameless = placed(document, added=[("1.1", " ")])
    assert [said for _, said in why_not(document, Refresh(added=nameless))] == [
        "1.1 would be the ref of 'Action 1' and of the new ' '.",
        "The new action 1.1 needs a title.",
    ]
    for ref in ("1.1", "1.2", "1.7"):
        assert placed(document, added=[(ref, "Safer parks")])[1][0].delivery_priority == "d1"
    assert placed(document, added=[("4.1", "Safer parks")])[1][0].delivery_priority == ""


def test_two_exchange_their_refs_and_a_third_moves(kept: OpenPlan) -> None:
    new_refs, _ = placed(
        kept.document(), exchanged={"a1": "1.2", "a2": "1.1"}, inserted=[("b1", "1.1")]
    )
    refresh(kept, Refresh(refs=new_refs), ANN)
    assert refs(kept) == {"b1": "1.1", "a2": "1.2", "a1": "1.3"}


def test_a_closed_action_is_asked_for_nothing_from_then_on(kept: OpenPlan) -> None:
    action = kept.document().record("action", "a1")
    assert action is not None
    assert standing(action, QUARTER).owed
    refresh(kept, Refresh({"a1": Closing(COMPLETE)}, quarter=NEXT), ANN)
    document = kept.document()
    action = document.record("action", "a1")
    assert action is not None
    assert standing(action, QUARTER).owed
    now = standing(action, NEXT)
    assert (now.owed, now.counted, now.closed) == (False, "complete", "complete")
    counted = counts(document.of("action"), NEXT)
    assert (counted.total, counted.no_update, counted.closed) == (3, 2, 1)
    assert counted.by_status == {"complete": 1}
    asked = {quarter: _asked_for(kept, quarter) for quarter in (QUARTER, NEXT)}
    assert asked == {QUARTER: {"a1", "a2", "b1"}, NEXT: {"a2", "b1"}}
    assert {each.group: each.actions for each in returns_for(document, NEXT, "")}[OURS] == 1


def _asked_for(plan: OpenPlan, quarter: str) -> set[str]:
    sheets = export(plan, ExportRequest(quarter=quarter), ANN).sheets
    updates = next(each for each in sheets if each.name == "Updates")
    return {
        each.record_id for each in updates.rows if plan.document().record("action", each.record_id)
    }


def test_a_closed_action_is_reopened_with_all_that_stood_in_it(kept: OpenPlan) -> None:
    before = values(kept)
    refresh(kept, Refresh({"a1": Closing(DROPPED, "No money")}), ANN)
    with pytest.raises(BadValue, match="closed already"):
        refresh(kept, Refresh({"a1": Closing(COMPLETE)}), ANN)
    refresh(kept, Refresh(reopening=frozenset(["a1"])), ANN)
    assert values(kept) == before


def test_a_return_made_before_the_renumbering_still_merges(kept: OpenPlan) -> None:
    made = export(kept, ExportRequest(group=OURS, quarter=QUARTER), ANN)
    make_room_for(kept, [("2.1", "1.1")], ANN)
    assert refs(kept) == {"b1": "1.1", "a1": "1.2", "a2": "1.3"}
    filled = FilledIn({("Updates", "a1", ("status", QUARTER)): "Amber"})
    report = merge(kept, [read_return(kept, kept.document(), sent_back(made, filled), None)], BOB)
    assert report.applied == 1
    assert not report.waits_for_a_person
    action = kept.document().record("action", "a1")
    assert action is not None
    assert (action.text("ref"), action.text("status", QUARTER)) == ("1.2", "at risk")


def test_snapshots_from_before_compare_by_id(kept: OpenPlan) -> None:
    was = snapshots.freeze_now(kept, kept.document(), QUARTER)
    make_room_for(kept, [("2.1", "1.1")], ANN)
    now = snapshots.freeze_now(kept, kept.document(), QUARTER)
    found = compare(was, now).actions
    assert {(each.record, each.field) for each in found} == {
        ("a1", "ref"), ("a2", "ref"), ("b1", "ref"),
    }  # fmt: skip


def test_two_who_insert_apart_the_same_way_make_no_conflict(kept: OpenPlan) -> None:
    other = duplicate(kept)
    for each, by in ((kept, ANN), (other, BOB)):
        make_room_for(each, [("b1", "1.1")], by)
    merge(kept, [as_copy(other)], ANN)
    assert conflicts(kept) == []
    assert refs(kept) == {"b1": "1.1", "a1": "1.2", "a2": "1.3"}


def test_two_who_close_apart_otherwise_are_told(kept: OpenPlan) -> None:
    other = duplicate(kept)
    refresh(kept, Refresh({"a1": Closing(COMPLETE)}), ANN)
    refresh(other, Refresh({"a1": Closing(DROPPED, "No money")}), BOB)
    merge(kept, [as_copy(other)], ANN)
    assert [each.cell.field for each in conflicts(kept)] == ["closed_as"]


def test_a_copy_made_for_a_group_and_a_contested_ref_are_refused(kept: OpenPlan) -> None:
    bounded = duplicate(kept, OURS)
    with pytest.raises(Refusal, match="made for one group"):
        refresh(bounded, Refresh({"a1": Closing(COMPLETE)}), ANN)
    other = duplicate(kept)
    edit(kept, [Edit("action", "a1", "ref", "", "3.1")], ANN)
    edit(other, [Edit("action", "a1", "ref", "", "3.2")], BOB)
    merge(kept, [as_copy(other)], ANN)
    with pytest.raises(Refusal, match="contested"):
        refresh(kept, Refresh(refs={"a1": "3.3"}), ANN)


@st.composite
def refreshes(draw: st.DrawFn) -> Callable[[Document], Refresh]:
    """What somebody may ask for: closings, moves and new actions, each in any number."""
    ids = st.sampled_from(["a1", "a2", "b1"])
    at = st.sampled_from(["1.1", "1.2", "1.3", "2.1", "2.2"])
    how = st.one_of(
        st.just(Closing(COMPLETE)), st.builds(Closing, st.just(DROPPED), st.just("No money"))
    )
    closing = draw(st.dictionaries(ids, how))
    moved = draw(st.lists(st.tuples(ids, at), max_size=3))
    added = draw(st.lists(st.tuples(at, st.just("Safer parks")), max_size=3))

    def asked(document: Document) -> Refresh:
        new_refs, newcomers = placed(document, inserted=moved, added=added)
        return Refresh(closing, refs=new_refs, added=newcomers)

    return asked


@given(refreshes())
@settings(max_examples=40)
def test_a_refresh_loses_no_action_and_no_change_and_one_undo_brings_all_back(
    ask: Callable[[Document], Refresh],
) -> None:
    plan = in_memory(updated=True)
    before, changes = values(plan), {each.id for each in plan.file.ledger.everything()}
    document = plan.document()
    asked = ask(document)
    told = {each.id: each for each in outlook(document, asked) if each.id}
    outcome = refresh(plan, asked, ANN)
    after = plan.document()
    assert changes <= {each.id for each in plan.file.ledger.everything()}
    assert not refs_of(refs(plan).items()).shared()
    for (kind, record), cells in before.items():
        kept = {k: v for k, v in cells.items() if k[0] != "ref"}
        found = after.record(kind, record)
        assert found is not None
        assert kept == {k: found.get(*k) for k in kept}
        if kind == "action":
            assert found.text("ref") == told[record].ref
    if outcome.operation:
        undo(plan, ANN)
    assert values(plan) == before
    assert problems_of(plan) == []


def test_on_disk_the_file_stays_sound(plan: OpenPlan) -> None:
    new_refs, added = placed(plan.document(), added=[("1.1", "Safer parks")])
    stamp = Stamp("Ann", ANN.at)
    refresh(
        plan, Refresh({"a2": Closing(COMPLETE)}, refs=new_refs, added=added, quarter=NEXT), stamp
    )
    assert problems(plan.file) == []


def test_what_changed_since_the_window_looked_is_not_replaced(kept: OpenPlan) -> None:
    seen = kept.document()
    edit(kept, [Edit("action", "a1", "ref", "", "3.9")], BOB)
    refresh(kept, Refresh({"a2": Closing(COMPLETE)}), BOB)
    before = values(kept)
    for asked in (
        Refresh(refs={"a1": "3.1"}, seen=seen),
        Refresh({"a2": Closing(DROPPED, "No money")}, seen=seen),
        Refresh(reopening=frozenset({"a2"}), refs={"b1": "2.2"}, seen=seen),
    ):
        with pytest.raises(Refusal, match="has changed since you looked"):
            refresh(kept, asked, ANN)
        assert values(kept) == before
    refresh(kept, Refresh({"b1": Closing(COMPLETE)}, refs={"b1": "2.2"}, seen=seen), ANN)
    assert refs(kept) == {"a1": "3.9", "a2": "1.2", "b1": "2.2"}
