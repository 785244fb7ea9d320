"""A year added: the next one, once, with what was planned before only where that is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_desktop.errors import BadValue, Refusal
from csp_desktop.operations.deciding.conflicts import conflicts
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.records import delete
from csp_desktop.operations.editing.undo import undo
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.rolling.add_year import add_year, next_year, to_carry
from csp_desktop.operations.rolling.refresh import COMPLETE, Closing, Refresh, refresh
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import new_plan
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store.check import problems
from tests.operations.conftest import ANN, BOB
from tests.operations.memory import OURS, as_copy, duplicate
from tests.operations.memory import small_plan as in_memory

LAST, NEXT = "2016/17", "2017/18"


@pytest.fixture
def kept() -> OpenPlan:
    """A plan in memory for 2016/17, with what is planned for two of its three actions."""
    plan = in_memory()
    edit(
        plan,
        [
            Edit("action", "a1", "planned", LAST, "Ongoing, through the Gangs Action Plan"),
            Edit("action", "a1", "state", LAST, "ongoing"),
            Edit("action", "a2", "state", LAST, "complete"),
            Edit("action", "b1", "planned", LAST, "Patrols"),
        ],
        ANN,
    )
    return plan


def planned(plan: OpenPlan, action: str, year: str = NEXT) -> tuple[object, object, list[str]]:
    record = plan.document().record("action", action)
    assert record is not None
    return record.get("planned", year), record.get("state", year), record.marked("unconfirmed")


def test_a_year_is_added_and_nothing_is_carried_unasked(kept: OpenPlan) -> None:
    add_year(kept, "17-18", ANN)
    assert kept.document().years() == [LAST, NEXT]
    assert planned(kept, "a1") == (None, None, [])
    undo(kept, ANN)
    assert kept.document().years() == [LAST]


@pytest.mark.parametrize(
    ("year", "says"),
    [
        ("2018/19", "The year after 2016/17 is 2017/18: add that first"),
        ("2016/17", "2016/17 is in this plan already"),
        ("2015/16", "The year after 2016/17 is 2017/18"),
        ("2017/19", "not a financial year"),
        ("2017/18 Q1", "not a financial year"),
        ("next", "'next' is not a financial year: type it as 2018/19"),
    ],
)
def test_only_the_year_that_follows_is_taken(kept: OpenPlan, year: str, says: str) -> None:
    with pytest.raises(BadValue, match=says):
        add_year(kept, year, ANN)
    assert kept.document().years() == [LAST]


def test_what_was_planned_is_carried_for_who_goes_on_and_marked(kept: OpenPlan) -> None:
    refresh(kept, Refresh({"b1": Closing(COMPLETE)}), ANN)
    carried = [(action.id, name) for action, name in to_carry(kept.document(), NEXT)]
    assert carried == [("a1", "planned"), ("a1", "state")]
    outcome = add_year(kept, NEXT, ANN, carry=True)
    assert outcome.notices == ("2 cells were carried into 2017/18, each marked unconfirmed.",)
    text = "Ongoing, through the Gangs Action Plan"
    assert planned(kept, "a1") == (text, "ongoing", ["planned@2017/18", "state@2017/18"])
    assert planned(kept, "a2") == (None, None, [])
    assert planned(kept, "b1") == (None, None, [])
    undo(kept, ANN)
    assert planned(kept, "a1") == (None, None, [])
    assert kept.document().years() == [LAST]


def test_how_many_cells_were_carried_is_said_in_good_english(kept: OpenPlan) -> None:
    refresh(kept, Refresh({"b1": Closing(COMPLETE)}), ANN)
    for left, said in (
        (["planned"], "1 cell was carried into 2017/18, marked unconfirmed."),
        (["planned", "state"], "No cells were carried into 2017/18."),
    ):
        action = kept.document().record("action", "a1")
        assert action is not None
        blank = [
            Edit("action", "a1", name, LAST, None, action.held(name, LAST).heads) for name in left
        ]
        edit(kept, blank, ANN)
        assert add_year(kept, NEXT, ANN, carry=True).notices == (said,)
        undo(kept, ANN)


def test_two_who_add_the_same_year_apart_make_one(kept: OpenPlan) -> None:
    other = duplicate(kept)
    add_year(kept, NEXT, ANN, carry=True)
    add_year(other, NEXT, BOB, carry=True)
    merge(kept, [as_copy(other)], ANN)
    assert kept.document().years() == [LAST, NEXT]
    assert conflicts(kept) == []
    undo(other, BOB)
    merge(kept, [as_copy(other)], ANN)
    assert kept.document().years() == [LAST, NEXT]


def test_a_year_that_was_deleted_comes_back(kept: OpenPlan) -> None:
    add_year(kept, NEXT, ANN)
    edit(kept, [Edit("action", "a1", "planned", NEXT, "Patrols")], ANN)
    delete(kept, "year", NEXT, ANN)
    assert next_year(kept.document()) == NEXT
    add_year(kept, NEXT, ANN, carry=True)
    assert kept.document().years() == [LAST, NEXT]
    assert planned(kept, "a1")[0] == "Patrols"


def test_a_copy_made_for_a_group_adds_none(kept: OpenPlan) -> None:
    with pytest.raises(Refusal, match="A year is added in the main copy"):
        add_year(duplicate(kept, OURS), NEXT, BOB)


def test_the_first_year_of_a_plan_without_any_may_be_any(tmp_path: Path) -> None:
    plan = new_plan(tmp_path / "none.cspplan", SHIPPED, ANN)
    for year in plan.document().years():
        delete(plan, "year", year, ANN)
    assert next_year(plan.document()) == ""
    add_year(plan, "2030/31", ANN, carry=True)
    assert plan.document().years() == ["2030/31"]
    assert problems(plan.file) == []
    plan.close()
