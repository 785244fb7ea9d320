"""Copies made for one group propose what lies outside it; proposals stand beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from csp_desktop.errors import Refusal
from csp_desktop.operations.deciding import conflicts, resolve
from csp_desktop.operations.deciding.resolve import Decision
from csp_desktop.operations.editing import records, undo
from csp_desktop.operations.editing.edits import Edit, confirm, edit
from csp_desktop.operations.merging.incoming import read_copy
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.rolling import add_year
from csp_desktop.operations.rolling.refresh import Closing, Refresh, make_room_for, refresh
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.plan_files import copy_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots import snapshots
from csp_desktop.plan.fields import SHIPPED
from tests.operations.conftest import ANN, BOB, small_plan
from tests.operations.memory import as_listed

CAT = Stamp("Cat", "2016-07-03T09:00:00+01:00")


class Office:
    """A coordinator's plan with copies for two groups; action 1.1 belongs to neither."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.main = small_plan(folder / "main.cspplan")
        records.add(self.main, "group", {("name", ""): "Nights"}, ANN, "g2")
        self.taken = snapshots.take(self.main, "2016/17 Q1", ANN)[0]
        self.one = self._copy("one", "Burglary group")
        self.two = self._copy("two", "Nights")

    def _copy(self, name: str, group: str) -> OpenPlan:
        path = self.folder / f"{name}.cspplan"
        copy_plan(self.main, path, "Ann", for_group=group)
        return open_plan(path, SHIPPED, write=True, by="Ann")

    def close(self) -> None:
        for each in (self.main, self.one, self.two):
            each.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.close()


def title(plan: OpenPlan, value: str, by: Stamp, seen: tuple[str, ...] | None = None) -> Outcome:
    return edit(plan, [Edit("action", "a1", "title", "", value, seen)], by)


def bring(into: OpenPlan, *others: OpenPlan) -> None:
    merge(into, [read_copy(into, each.path) for each in others], ANN)


def offered(plan: OpenPlan, field: str = "title") -> list[list[object]]:
    return [
        [choice.value for choice in each.choices]
        for each in conflicts.conflicts(plan)
        if each.cell.field == field
    ]


def test_the_coordinator_is_shown_what_both_groups_proposed(office: Office) -> None:
    title(office.one, "One's", BOB)
    opened = office.two.file.values.held("action", "a1", "title").heads
    bring(office.two, office.one)
    title(office.two, "Two's", CAT, opened)
    bring(office.main, office.one, office.two)
    assert sorted(map(str, offered(office.main)[0])) == ["One's", "Two's"]


def test_a_proposal_made_in_sight_of_another_s_stands_beside_it(office: Office) -> None:
    title(office.one, "One's", BOB)
    bring(office.two, office.one)
    title(office.two, "Two's", CAT)
    bring(office.main, office.two)
    assert sorted(map(str, offered(office.main)[0])) == ["One's", "Two's"]


def test_one_s_own_proposal_is_replaced(office: Office) -> None:
    title(office.one, "First thought", BOB)
    title(office.one, "Second thought", BOB)
    bring(office.main, office.one)
    assert offered(office.main) == [["Second thought"]]


def test_typing_what_stands_there_takes_one_s_own_proposal_back(office: Office) -> None:
    title(office.one, "One's", BOB)
    bring(office.two, office.one)
    title(office.two, "Two's", CAT)
    outcome = title(office.two, "Action 1", CAT)
    assert outcome.proposed == 0
    assert "taken back" in outcome.notices[0]
    bring(office.main, office.one, office.two)
    assert offered(office.main) == [["One's"]]
    assert title(office.two, "Action 1", CAT).operation == ""


def test_undo_of_what_was_taken_back_proposes_it_again(office: Office) -> None:
    title(office.one, "One's", BOB)
    title(office.one, "Action 1", BOB)
    assert offered(office.one) == []
    undo.undo(office.one, BOB)
    assert offered(office.one) == [["One's"]]


def test_leaving_one_s_own_proposal_takes_it_back_and_another_s_is_not_ours(
    office: Office,
) -> None:
    title(office.one, "One's", BOB)
    bring(office.two, office.one)
    (theirs,) = conflicts.conflicts(office.two)
    with pytest.raises(Refusal, match="coordinator decides"):
        resolve.resolve(office.two, theirs.id, Decision(word="leave"), CAT)
    (ours,) = conflicts.conflicts(office.one)
    with pytest.raises(Refusal, match="coordinator decides"):
        resolve.resolve(office.one, ours.id, Decision(take=1), BOB)
    resolve.resolve(office.one, ours.id, Decision(word="leave"), BOB)
    assert conflicts.conflicts(office.one) == []


def test_what_the_coordinator_states_swallows_no_proposal(office: Office) -> None:
    title(office.one, "One's", BOB)
    opened = office.main.file.values.held("action", "a1", "title").heads
    bring(office.main, office.one)
    title(office.main, "Mine", ANN, opened)
    assert offered(office.main) == [["One's"]]


def test_what_says_what_stands_there_waits_neither_in_the_list_nor_as_a_mark(
    office: Office,
) -> None:
    def waits() -> bool:
        record = office.main.document().record("action", "a1")
        assert record
        assert record.held("title").proposals
        return record.held("title").proposed

    title(office.one, "One's", BOB)
    bring(office.main, office.one)
    assert (waits(), offered(office.main)) == (True, [["One's"]])
    title(office.main, " One\u2019s ", ANN)
    assert (waits(), offered(office.main)) == (False, [])
    title(office.main, "Another", ANN)
    assert (waits(), offered(office.main)) == (True, [["One's"]])


def test_a_proposed_ref_is_proposed_anew_and_taken_back(office: Office) -> None:
    records.renumber(office.one, [("1.1", "7.1")], BOB)
    records.renumber(office.one, [("1.1", "7.2")], BOB)
    assert offered(office.one, "ref") == [["7.2"]]
    records.renumber(office.one, [("1.1", "1.1")], BOB)
    assert offered(office.one, "ref") == []


def test_two_proposed_deletions_are_both_kept(office: Office) -> None:
    records.delete(office.one, "action", "a1", BOB)
    bring(office.two, office.one)
    records.delete(office.two, "action", "a1", CAT)
    bring(office.main, office.two)
    (found,) = conflicts.conflicts(office.main)
    assert len(found.choices[0].changes) == 2


def _unconfirmed(office: Office) -> str:
    """The year into which what was planned for 1.1 is carried, marked unconfirmed."""
    document = office.main.document()
    last, year = document.years()[-1], add_year.next_year(document)
    edit(office.main, [Edit("action", "a1", "planned", last, "Meet")], ANN)
    add_year.add_year(office.main, year, ANN, carry=True)
    return year


def test_a_confirmation_outside_the_group_is_listed(office: Office) -> None:
    year = _unconfirmed(office)
    bring(office.one, office.main)
    outcome = confirm(office.one, [("action", "a1", "planned", year)], BOB)
    assert outcome.proposed == 1
    bring(office.main, office.one)
    (found,) = conflicts.conflicts(office.main)
    assert office.main.document().record("action", "a1").held("planned", year).unconfirmed  # type: ignore[union-attr]
    resolve.resolve(office.main, found.id, Decision(word="take"), ANN)
    assert not office.main.document().record("action", "a1").held("planned", year).unconfirmed  # type: ignore[union-attr]


def test_a_value_that_is_not_the_one_on_screen_is_not_confirmed(office: Office) -> None:
    place = ("action", "a1", "planned", _unconfirmed(office))
    with pytest.raises(Refusal, match="changed since you looked"):
        confirm(office.main, [place], ANN, {place: ("another",)})


def test_a_deletion_covers_what_was_on_screen_and_what_its_window_wrote(office: Office) -> None:
    shown = office.main.document()
    title(office.main, "Mine", ANN)
    records.delete(office.main, "action", "a1", ANN, shown)
    assert office.main.document().record("action", "a1") is None
    undo.undo(office.main, ANN)
    path = office.folder / "other.cspplan"
    copy_plan(office.main, path, "Ann")
    other = open_plan(path, SHIPPED, write=True, by="Bob")
    edit(other, [Edit("action", "a1", "measure", "", "Theirs")], BOB)
    shown = office.main.document()
    bring(office.main, other)
    other.close()
    records.delete(office.main, "action", "a1", ANN, shown)
    assert [each.kind for each in conflicts.conflicts(office.main)] == ["delete"]


def test_a_ref_that_is_not_the_one_on_screen_is_not_replaced(office: Office) -> None:
    shown = office.main.document()
    records.renumber(office.main, [("1.1", "1.8")], BOB)
    with pytest.raises(Refusal, match="changed since you looked"):
        records.renumber(office.main, [("a1", "1.9")], ANN, shown)


WRITES: dict[str, Callable[[OpenPlan, str], object]] = {
    "edit": lambda plan, _: title(plan, "New", BOB),
    "setting": lambda plan, _: edit(
        plan, [Edit("plan", plan.plan_id, "working_quarter", "", "2016/17 Q3")], BOB
    ),
    "group": lambda plan, _: edit(plan, [Edit("group", "g2", "name", "", "Days")], BOB),
    "add": lambda plan, _: records.add(
        plan, "action", {("ref", ""): "5.1", ("title", ""): "New"}, BOB
    ),
    "add group": lambda plan, _: records.add(plan, "group", {("name", ""): "Third"}, BOB),
    "add indicator": lambda plan, _: records.add(plan, "indicator", {("name", ""): "Thefts"}, BOB),
    "delete": lambda plan, _: records.delete(plan, "action", "a2", BOB),
    "renumber": lambda plan, _: records.renumber(plan, [("1.1", "1.9")], BOB),
    "withdraw": lambda plan, snapshot: snapshots.withdraw(plan, snapshot, BOB),
    "name": lambda plan, snapshot: snapshots.rename(plan, snapshot, "Mine", BOB),
}


@pytest.mark.parametrize("write", WRITES)
def test_every_write_outside_the_group_is_proposed_and_told(office: Office, write: str) -> None:
    before = office.one.document()
    known = {each.change for each in office.one.file.log.told()}
    made = WRITES[write](office.one, office.taken.id)
    outcome = made if isinstance(made, Outcome) else made[1]  # type: ignore[index]
    new = [each for each in office.one.file.log.told() if each.change not in known]
    assert {each.stance for each in new} == {"proposed"}
    assert outcome.proposed > 0
    assert "proposal" in outcome.notices[-1]
    after = office.one.document()
    assert {
        (each.kind, each.id, place): held.value
        for kind in after.kinds for each in after.of(kind) for place, held in each.cells.items()
        if held.heads
    } == {
        (each.kind, each.id, place): held.value
        for kind in before.kinds for each in before.of(kind) for place, held in each.cells.items()
        if held.heads
    }  # fmt: skip
    assert conflicts.conflicts(office.one)


@pytest.mark.parametrize(
    "write",
    [
        lambda plan: snapshots.take(plan, "2016/17 Q2", BOB),
        lambda plan: add_year.add_year(plan, "2018/19", BOB, carry=True),
        lambda plan: refresh(plan, Refresh(closing={"a1": Closing("complete")}), BOB),
        lambda plan: make_room_for(plan, [("1.1", "1.2")], BOB),
    ],
)
def test_what_concerns_the_whole_plan_is_refused(
    office: Office, write: Callable[[OpenPlan], object]
) -> None:
    with pytest.raises(Refusal, match="made for one group"):
        write(office.one)


def test_a_snapshot_s_withdrawal_is_the_coordinator_s_to_take(office: Office) -> None:
    snapshots.withdraw(office.one, office.taken.id, BOB)
    bring(office.main, office.one)
    document = snapshots.document_of(office.main)
    assert not snapshots.find(document, office.taken.id).withdrawn
    (found,) = as_listed(office.main)
    assert (found["kind"], found["field"]) == ("held", "withdrawn")
    resolve.resolve(office.main, found["id"], Decision(word="take"), ANN)
    document = snapshots.document_of(office.main)
    assert snapshots.find(document, office.taken.id).withdrawn


def test_a_withdrawal_that_was_proposed_is_undone(office: Office) -> None:
    snapshots.withdraw(office.one, office.taken.id, BOB)
    undo.undo(office.one, BOB)
    assert conflicts.conflicts(office.one) == []


def test_what_is_left_brings_no_earlier_proposal_back(office: Office) -> None:
    title(office.one, "First thought", BOB)
    title(office.one, "Second thought", BOB)
    bring(office.main, office.one)
    (found,) = conflicts.conflicts(office.main)
    resolve.resolve(office.main, found.id, Decision(word="leave"), ANN)
    assert conflicts.conflicts(office.main) == []


def test_a_plan_whose_proposal_is_damaged_still_opens_and_shows_that_something_waits(
    office: Office,
) -> None:
    title(office.one, "Ours", CAT)
    database = office.one.file._db
    database.execute("UPDATE change SET value = '\"Ou' WHERE stance = 'proposed'")
    action = office.one.document().record("action", "a1")
    assert action is not None
    assert action.held("title").proposed


def test_nothing_is_written_while_a_plan_is_only_read(office: Office) -> None:
    with (
        office.main.file.steady(),
        pytest.raises(RuntimeError, match="only read"),
        office.main.file.transaction(),
    ):
        pass
    assert title(office.main, "Later", ANN).operation


def held_titles(office: Office) -> list[str]:
    return [
        choice["value"]
        for each in as_listed(office.main)
        if (each["kind"], each["field"]) == ("held", "title")
        for choice in each["choices"]
    ]


def brought_by(office: Office, *plans: OpenPlan) -> list[str]:
    """The titles that a merge of copies says are held, from the last of them."""
    report = merge(office.main, [read_copy(office.main, each.path) for each in plans], ANN)
    return [str(each.value) for each in report.files[-1].held if each.field == "title"]


def test_a_proposal_of_what_was_agreed_before_a_conflict_is_held_and_told(office: Office) -> None:
    title(office.two, "Theirs", CAT)
    title(office.main, "Newer", ANN)
    other = office.folder / "other.cspplan"
    copy_plan(office.main, office.folder / "group.cspplan", "Ann", for_group="Burglary group")
    group = open_plan(office.folder / "group.cspplan", SHIPPED, write=True, by="Cat")
    undo.undo(office.main, ANN)
    copy_plan(office.main, other, "Bob")
    bob = open_plan(other, SHIPPED, write=True, by="Bob")
    undo.redo(office.main, ANN)
    title(bob, "Bob's", BOB)
    title(group, "Action 1", CAT)
    told = brought_by(office, bob, group)
    bob.close()
    group.close()
    assert told == held_titles(office) == ["Action 1"]


def test_a_proposal_that_its_author_took_back_is_not_told_as_held(office: Office) -> None:
    title(office.one, "Ours", CAT)
    title(office.one, "Action 1", CAT)
    assert brought_by(office, office.one) == held_titles(office) == []
