"""Undo and redo: what was undone stands no longer, and holds back nothing that was merged."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csp_desktop.changes.change import Cell
from csp_desktop.changes.change import edit as make_edit
from csp_desktop.errors import Refusal
from csp_desktop.operations.deciding import conflicts
from csp_desktop.operations.deciding.resolve import Decision, resolve
from csp_desktop.operations.editing import edits, records, undo
from csp_desktop.operations.merging import merge
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.store.check import problems
from csp_desktop.store.operation import Operation
from tests.operations.memory import PLAN, as_copy, as_listed, duplicate, small_plan
from tests.operations.returning_histories import History

pytestmark = pytest.mark.whole

ANN = Stamp("Ann", "2016-07-01T09:00:00+01:00")
BOB = Stamp("Bob", "2016-07-02T09:00:00+01:00")
HISTORIES = 60


def _set(plan: OpenPlan, field: str, value: str, who: Stamp = ANN, record: str = "a1") -> None:
    edits.edit(plan, [edits.Edit("action", record, field, "", value)], who)


def _merge(plan: OpenPlan, *others: OpenPlan) -> None:
    merge.merge(plan, [as_copy(each) for each in others], ANN)


def _state(plan: OpenPlan) -> object:
    """What is seen of a plan: its records with their marks, and what waits for a person."""
    document = plan.document()
    kinds = {kind: dict(records) for kind, records in document.kinds.items() if records}
    return kinds, as_listed(plan, document)


def _assert_sound(plan: OpenPlan) -> None:
    assert problems(plan.file) == []


@pytest.fixture
def two() -> tuple[OpenPlan, OpenPlan]:
    """Ann's plan, and Bob's copy of it in which he gave 1.1 another title and a measure."""
    ours = small_plan()
    theirs = duplicate(ours)
    _set(theirs, "title", "Bob's", BOB)
    _set(theirs, "measure", "Fewer knives", BOB)
    return ours, theirs


def test_merge_edit_undo_undo_is_as_at_the_start_and_redo_redo_as_at_the_end(
    two: tuple[OpenPlan, OpenPlan],
) -> None:
    ours, theirs = two
    start = _state(ours)
    _merge(ours, theirs)
    _set(ours, "title", "Ann's, over Bob's")
    end = _state(ours)
    undo.undo(ours, ANN)
    outcome = undo.undo(ours, ANN)
    assert (_state(ours), outcome.notices) == (start, ())
    _assert_sound(ours)
    undo.redo(ours, ANN)
    undo.redo(ours, ANN)
    assert _state(ours) == end
    _assert_sound(ours)


def test_merge_decide_undo_undo_is_as_at_the_start(two: tuple[OpenPlan, OpenPlan]) -> None:
    ours, theirs = two
    _set(ours, "title", "Ann's")
    start = _state(ours)
    _merge(ours, theirs)
    (found,) = conflicts.conflicts(ours)
    resolve(ours, found.id, Decision(value="Both"), ANN)
    end = _state(ours)
    undo.undo(ours, ANN)
    undo.undo(ours, ANN)
    assert _state(ours) == start
    _assert_sound(ours)
    undo.redo(ours, ANN)
    undo.redo(ours, ANN)
    assert _state(ours) == end
    _assert_sound(ours)


def test_what_rests_on_an_undone_merge_waits_and_is_released_by_merging_again(
    two: tuple[OpenPlan, OpenPlan],
) -> None:
    ours, theirs = two
    _merge(ours, theirs)
    merged = _state(ours)
    _set(ours, "title", "Ann's, over Bob's")
    undo.undo(ours, ANN)
    undo.undo(ours, ANN)
    held = {change.id for change in ours.file.ledger.everything()}
    _set(ours, "notes", "Something else")
    undo.undo(ours, ANN)
    _merge(ours, theirs)
    assert _state(ours) == merged
    assert held <= {change.id for change in ours.file.ledger.everything()}
    _assert_sound(ours)


def test_an_undone_step_of_two_edits_stays_undone_where_one_rested_on_the_merge(
    two: tuple[OpenPlan, OpenPlan],
) -> None:
    ours, theirs = two
    start = _state(ours)
    _merge(ours, theirs)
    both = [("title", "Ann's, over Bob's"), ("notes", "Ann's note")]
    edits.edit(ours, [edits.Edit("action", "a1", field, "", said) for field, said in both], ANN)
    undo.undo(ours, ANN)
    undo.undo(ours, ANN)
    assert _state(ours) == start
    _assert_sound(ours)


def test_a_record_that_is_built_on_stays_whole_and_is_named() -> None:
    """Undo goes back in order, so that no drawn history comes to this: it is made by hand here."""
    ours = small_plan()
    theirs = duplicate(ours)
    added = {("ref", ""): "1.9", ("title", ""): "Bob's action", ("measure", ""): "One"}
    records.add(theirs, "action", added, BOB, "b9")
    _set(theirs, "title", "Bob's", BOB)
    _merge(ours, theirs)
    whole = ours.document().record("action", "b9")
    assert whole
    covers = whole.held("exists").heads
    note = make_edit(PLAN, Cell("action", "b9", "notes"), "Built on", covers, "another hand's")
    with ours.file.transaction():
        ours.file.take_in([note], Operation("later", "edit", "Cat", None))
    outcome = undo.undo(ours, ANN)
    left = ours.document().record("action", "b9")
    assert left
    assert {**left.cells} == {**whole.cells, ("notes", ""): left.held("notes")}
    assert ours.document().with_ref("1.1")[0].text("title") == "Gangs"
    assert "1.9" in " ".join(outcome.notices)
    _assert_sound(ours)


@cache
def _begun() -> OpenPlan:
    return small_plan(updated=True)


@settings(max_examples=HISTORIES)
@given(seed=st.integers(0, 2**64 - 1))
def test_undoing_all_that_came_after_a_merge_and_the_merge_is_as_before_it(seed: int) -> None:
    history = History(seed, 20, begun=_begun())
    plan = history.copies[0]
    start = _state(plan)
    _merge(plan, *history.copies[1:3])
    depth = _depth(plan)
    if plan.file.log.next_undo() is None or _state(plan) == start:
        return
    _go_on(history, plan, depth)
    end, steps = _state(plan), _depth(plan) - depth + 1
    for _ in range(steps):
        undo.undo(plan, ANN)
    assert _state(plan) == start
    _assert_sound(plan)
    for _ in range(steps):
        undo.redo(plan, ANN)
    assert _state(plan) == end
    _assert_sound(plan)


def _depth(plan: OpenPlan) -> int:
    (count,) = plan.file._db.execute(
        "SELECT count(*) FROM local_operation WHERE undone_by IS NULL"
    ).fetchone()
    return int(count)


def _go_on(history: History, plan: OpenPlan, depth: int) -> None:
    """Go on in the plan after a merge, never undoing as far as that."""
    steps = (
        history.edit, history.edit, history.edit_what_was_seen_earlier, history.add, history.delete,
        history.decide, history.decide, history.merge, history.merge_a_return, history.undo,
    )  # fmt: skip
    for _ in range(history.chance.randint(1, 10)):
        step = history.chance.choice(steps)
        if step == history.undo and _depth(plan) <= depth:
            continue
        if step == history.decide and not conflicts.conflicts(plan):
            continue
        step(plan)


# What was added here and others have built on


@pytest.fixture
def added() -> tuple[OpenPlan, OpenPlan]:
    """Ann's plan, in which she added 1.9, and Bob's copy of it, in which he wrote a note there."""
    ours = small_plan()
    values = {("ref", ""): "1.9", ("title", ""): "Lights", ("measure", ""): "More of them"}
    records.add(ours, "action", values, ANN, "n9")
    theirs = duplicate(ours)
    _set(theirs, "notes", "Bob's note", BOB, "n9")
    return ours, theirs


WHOLE = {"ref": "1.9", "title": "Lights", "measure": "More of them", "notes": "Bob's note"}


def _fields(plan: OpenPlan, record: str = "n9") -> dict[str, object] | None:
    found = plan.document().record("action", record)
    return (
        None
        if found is None
        else {name: held.value for (name, _), held in found.cells.items() if name != "exists"}
    )


def test_undoing_what_somebody_has_built_on_is_asked_and_leaves_the_record_whole(
    added: tuple[OpenPlan, OpenPlan],
) -> None:
    ours, theirs = added
    _merge(ours, theirs)
    with ours.file.transaction():
        ours.file.log.forget(ours.file.log.next_undo().id)  # type: ignore[union-attr]
    before = _state(ours)
    for _ in range(2):
        with pytest.raises(undo.BuiltOn, match=r"1\.9 was added here, and Bob built on it"):
            undo.undo(ours, ANN)
        assert _state(ours) == before
    undo.pass_over(ours, ANN)
    with pytest.raises(Refusal, match="nothing to undo"):
        undo.undo(ours, ANN)


def test_undone_anyway_it_is_shown_nowhere_and_asked_by_its_name(
    added: tuple[OpenPlan, OpenPlan],
) -> None:
    ours, theirs = added
    with theirs.file.transaction():
        theirs.file.log.forget_all()
    _merge(theirs, ours)
    _merge(ours, theirs)
    with ours.file.transaction():
        ours.file.log.forget(ours.file.log.next_undo().id)  # type: ignore[union-attr]
    undo.undo(ours, ANN, anyway=True)
    assert _fields(ours) is None
    (found,) = as_listed(ours)
    assert (found["kind"], found["ref"]) == ("delete", "1.9")
    assert [(each["value"], each["author"]) for each in found["choices"]] == [
        ("keep", "Bob"), ("delete", "Ann"),
    ]  # fmt: skip
    _assert_sound(ours)


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("word", ["keep", "delete"])
def test_what_was_undone_and_built_on_apart_is_kept_whole_or_deleted_in_every_copy(
    added: tuple[OpenPlan, OpenPlan], first: int, word: str
) -> None:
    undo.undo(added[0], ANN)
    one, other = added[first], added[1 - first]
    _merge(one, other)
    assert _fields(one) is None
    (found,) = conflicts.conflicts(one)
    resolve(one, found.id, Decision(word=word), BOB)
    wanted = WHOLE if word == "keep" else None
    assert _fields(one) == wanted
    _merge(other, one)
    assert (_fields(other), conflicts.conflicts(other)) == (wanted, [])
    for each in (one, other):
        _assert_sound(each)
    undo.undo(one, BOB)
    assert [each.id for each in conflicts.conflicts(one)] == [found.id]


def test_kept_by_one_and_deleted_by_another_it_is_asked_again_and_shown_whole(
    added: tuple[OpenPlan, OpenPlan],
) -> None:
    ours, theirs = added
    undo.undo(ours, ANN)
    _merge(ours, theirs)
    _merge(theirs, ours)
    (found,) = conflicts.conflicts(ours)
    resolve(ours, found.id, Decision(word="keep"), ANN)
    resolve(theirs, found.id, Decision(word="delete"), BOB)
    _merge(ours, theirs)
    assert _fields(ours) == WHOLE
    assert [each.kind for each in conflicts.conflicts(ours)] == ["delete"]


def test_a_record_kept_over_a_deletion_whose_adding_was_undone_elsewhere_is_never_half(
    added: tuple[OpenPlan, OpenPlan],
) -> None:
    ours, theirs = added
    third = duplicate(theirs)
    records.delete(third, "action", "n9", BOB)
    _set(theirs, "notes", "Bob's other note", BOB, "n9")
    _merge(third, theirs)
    (found,) = conflicts.conflicts(third)
    resolve(third, found.id, Decision(word="keep"), BOB)
    undo.undo(ours, ANN)
    _merge(third, ours)
    assert _fields(third) is None
    (found,) = conflicts.conflicts(third)
    resolve(third, found.id, Decision(word="keep"), BOB)
    assert _fields(third) == {**WHOLE, "notes": "Bob's other note"}
    _assert_sound(third)


def test_a_record_whose_name_is_gone_is_asked_by_what_it_was_called() -> None:
    plan = small_plan()
    held = plan.file.values.held("action", "a1", "ref")
    gone = make_edit(PLAN, Cell("action", "a1", "ref"), None, held.heads, "an older program's")
    with plan.file.transaction():
        plan.file.take_in([gone], Operation("gone", "edit", "Cat", None))
    assert _fields(plan, "a1") is None
    (found,) = as_listed(plan)
    assert (found["kind"], found["ref"]) == ("delete", "1.1")
    resolve(plan, found["id"], Decision(word="keep"), ANN)
    assert _fields(plan, "a1") == {"ref": "1.1", "title": "Gangs", "group": "ours"}
    assert conflicts.conflicts(plan) == []
    _assert_sound(plan)
