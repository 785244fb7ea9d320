"""What is asked for while a plan is rolled forward: rows, problems, and what comes of it."""

from __future__ import annotations

import pytest

from csp_desktop.gui.rolling.period_draft import GOES, STAYS, PeriodDraft
from csp_desktop.gui.rolling.refresh_draft import RefreshDraft
from csp_desktop.operations.rolling.refresh import (
    CARRIED,
    CLOSED_BEFORE,
    COMPLETE,
    DROPPED,
    NEW,
    REOPENED,
    Closing,
)
from csp_desktop.plan.document import Document
from tests.documents import changed, small

NOW = "2016/17 Q2"


def with_closed() -> Document:
    """The small plan, its action 1.2 closed."""
    document = small()
    action = document.record("action", "a2")
    assert action is not None
    closed = changed(action, {"closed": "2016/17 Q1", "closed_as": "dropped", "closed_why": "Why"})
    return document.with_records([("action", "a2", closed)])


@pytest.fixture
def draft() -> RefreshDraft:
    return RefreshDraft(with_closed(), NOW)


def shown(draft: RefreshDraft) -> list[tuple[str, str, str]]:
    return [(line.ref, line.id, line.becomes) for line in draft.lines()]


def test_to_begin_with_everything_goes_on_and_nothing_is_asked(draft: RefreshDraft) -> None:
    assert shown(draft) == [
        ("1.1", "a1", CARRIED),
        ("1.2", "a2", CLOSED_BEFORE),
        ("1.10", "a10", CARRIED),
        ("1.11", "a11", CARRIED),
        ("2.1", "a21", CARRIED),
        ("2.9", "a29", CARRIED),
    ]
    assert not draft.changes_anything()
    assert draft.problems() == []
    assert draft.summary() == "5 go on, 1 closed before."
    statuses = {line.id: line.status for line in draft.lines()}
    assert (statuses["a1"], statuses["a10"], statuses["a11"]) == ("on track", "off track", "")


def test_why_an_action_was_closed_before_is_told(draft: RefreshDraft) -> None:
    assert {line.id: line.why for line in draft.lines() if line.why} == {"a2": "Why"}
    draft.become("a2", REOPENED)
    assert not any(line.why for line in draft.lines())


def test_an_action_is_dropped_with_a_reason_and_carried_on_again(draft: RefreshDraft) -> None:
    assert draft.choices("a1") == (CARRIED, COMPLETE, DROPPED)
    draft.become("a1", DROPPED)
    assert draft.problems() == [("a1", "Say why 1.1 is dropped: the reason is kept with it.")]
    assert next(line for line in draft.lines() if line.id == "a1").problem
    draft.say_why("a1", "No money")
    assert draft.problems() == []
    assert draft.asked().closing == {"a1": Closing(DROPPED, "No money")}
    draft.become("a1", CARRIED)
    assert not draft.changes_anything()


def test_a_closed_action_is_reopened_or_left_closed(draft: RefreshDraft) -> None:
    first, again = draft.choices("a2")
    draft.become("a2", again)
    assert draft.asked().reopening == {"a2"}
    draft.become("a2", first)
    draft.become("a2", COMPLETE)
    assert not draft.changes_anything()


def test_two_with_one_ref_are_told_and_set_right_either_way(draft: RefreshDraft) -> None:
    draft.give("a11", "1.1")
    assert draft.others_with("a11") == ("a1",)
    assert draft.problems() == [
        (
            "a11",
            (
                "1.1 would be the ref of 'Support for gang members' and of "
                "'Engagement through the voluntary sector'."
            ),
        )
    ]
    draft.exchange("a11")
    assert draft.asked().refs == {"a11": "1.1", "a1": "1.11"}
    draft.give("a11", "1.11")
    draft.exchange("a11")
    assert not draft.changes_anything()
    draft.give("a11", "1.1")
    draft.make_room("a11")
    assert draft.asked().refs == {"a11": "1.1", "a1": "1.2", "a2": "1.3"}


def test_an_action_moves_within_its_level_and_no_further(draft: RefreshDraft) -> None:
    assert draft.move("a10", -1)
    assert draft.asked().refs == {"a10": "1.2", "a2": "1.10"}
    assert draft.move("a10", -1)
    assert not draft.move("a10", -1)
    assert not draft.move("a29", 1)
    assert draft.asked().refs == {"a10": "1.1", "a1": "1.2", "a2": "1.10"}


def test_a_new_action_takes_a_place_and_gives_it_back(draft: RefreshDraft) -> None:
    made = draft.insert("a10")
    assert ("1.10", made, NEW) in shown(draft)
    assert draft.asked().refs == {"a10": "1.11", "a11": "1.12"}
    assert draft.problems() == [(made, "The new action 1.10 needs a title.")]
    draft.name(made, "Safer parks")
    assert draft.problems() == []
    added = draft.asked().added[0]
    assert (added.ref, added.title, added.delivery_priority) == ("1.10", "Safer parks", "dp11")
    draft.drop_new(made)
    assert draft.asked().added == ()
    assert draft.insert("") in {line.id for line in draft.lines() if line.ref == "2.10"}


def test_a_new_action_with_a_ref_that_is_borne_is_told_at_its_own_line(draft: RefreshDraft) -> None:
    made = draft.insert("a10")
    draft.name(made, "Safer parks")
    draft.give(made, "1.1")
    assert [each for each, _ in draft.problems()] == [made]
    draft.make_room(made)
    assert draft.problems() == []
    assert draft.refs.by_id[made] == "1.1"


@pytest.fixture
def period() -> PeriodDraft:
    made = PeriodDraft(with_closed(), NOW)
    made.name(("2018/19", "2019/20"), "New")
    return made


def test_closed_actions_stay_behind_and_others_as_they_are_told(period: PeriodDraft) -> None:
    becomes = {line.id: line.becomes for line in period.lines()}
    assert becomes["a2"] == CLOSED_BEFORE
    assert {each for each, word in becomes.items() if word == GOES} == {
        "a1", "a10", "a11", "a21", "a29",
    }  # fmt: skip
    assert period.summary() == "5 actions go along, 1 stays behind."
    period.become("a1", STAYS)
    period.become("a2", GOES)
    assert {line.id: line.becomes for line in period.lines()}["a1"] == STAYS
    period.carry = True
    asked = period.asked()
    assert (set(asked.leaving), asked.refs, asked.carry) == ({"a1"}, {}, True)
    assert (asked.years, asked.title) == (("2018/19", "2019/20"), "New")
    period.become("a1", GOES)
    assert period.goes("a1")


def test_the_gaps_are_closed_and_opened_again(period: PeriodDraft) -> None:
    period.become("a1", STAYS)
    period.number_anew(on=True)
    assert period.asked().refs == {
        "a10": "1.1", "a11": "1.2", "a29": "2.2",
    }  # fmt: skip
    period.give("a29", "2.7")
    period.become("a1", GOES)
    assert period.asked().refs == {
        "a10": "1.2", "a11": "1.3", "a29": "2.7",
    }  # fmt: skip
    period.number_anew(on=False)
    period.give("a29", "2.9")
    assert period.asked().refs == {}


def test_refs_in_the_new_plan_may_be_exchanged_and_make_room(period: PeriodDraft) -> None:
    period.give("a10", "1.1")
    assert [each for each, _ in period.problems()] == ["a10"]
    period.exchange("a10")
    assert period.problems() == []
    assert period.asked().refs == {"a10": "1.1", "a1": "1.10"}
    period.give("a11", "1.1")
    period.make_room("a11")
    assert period.asked().refs == {
        "a11": "1.1", "a10": "1.2", "a1": "1.10",
    }  # fmt: skip
    assert period.move("a11", 1)
    assert period.refs.by_id["a11"] == "1.2"


def test_years_of_the_old_plan_are_told(period: PeriodDraft) -> None:
    period.name(("2017/18",), "New")
    assert [said for _, said in period.problems()] == [
        "2017/18 belongs to the old plan: a new period goes beyond it."
    ]
