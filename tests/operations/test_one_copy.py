"""In one copy, a plan is what a plain table would be, and undo and redo go back and forth."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csp_desktop.errors import Refusal
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.records import add, delete, renumber
from csp_desktop.operations.editing.undo import redo, undo
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.values import Value
from csp_desktop.store.check import problems
from tests.operations.conftest import ANN, small_plan

Table = dict[str, dict[tuple[str, str], Value]]
PLACES = (("measure", ""), ("status", "2016/17 Q1"), ("lead_partners", ""))
VALUES: dict[str, tuple[Value, ...]] = {
    "measure": ("Fewer thefts", "More visits", None),
    "status": ("on track", "at risk", "off track", None),
    "lead_partners": (["IGU"], ["IGU", "Police"], None),
}


def shown(plan: OpenPlan) -> Table:
    """The actions as a plain table of what they hold."""
    return {
        record.id: {
            place: held.value
            for place, held in record.cells.items()
            if held.value is not None and place[0] in ("ref", *VALUES)
        }
        for record in plan.document().of("action")
    }


def step(plan: OpenPlan, table: Table, chance: random.Random, number: int) -> Table:
    """Do something to the plan, and the same to a copy of the table."""
    table = {record: dict(cells) for record, cells in table.items()}
    what = chance.choice(("edit", "edit", "edit", "add", "delete", "swap"))
    if what == "add" or len(table) < 2:
        ref = f"2.{number}"
        add(plan, "action", {("ref", ""): ref}, ANN, f"n{number}")
        table[f"n{number}"] = {("ref", ""): ref}
    elif what == "delete" and len(table) > 2:
        gone = chance.choice(sorted(table))
        delete(plan, "action", gone, ANN)
        del table[gone]
    elif what == "swap":
        one, other = chance.sample(sorted(table), 2)
        refs = str(table[one]["ref", ""]), str(table[other]["ref", ""])
        renumber(plan, [refs, (refs[1], refs[0])], ANN)
        table[one]["ref", ""], table[other]["ref", ""] = refs[1], refs[0]
    else:
        record = chance.choice(sorted(table))
        field, period = chance.choice(PLACES)
        value = chance.choice(VALUES[field])
        edit(plan, [Edit("action", record, field, period, value)], ANN)
        if value is None:
            table[record].pop((field, period), None)
        else:
            table[record][field, period] = value
    return table


@pytest.mark.slow
@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_a_plan_is_what_a_plain_table_would_be(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        plan = small_plan(Path(folder) / "plan.cspplan")
        past, future = [shown(plan)], list[Table]()
        for number in range(25):
            what = chance.random()
            if what < 0.25:
                if len(past) > 1:
                    undo(plan, ANN)
                    future.append(past.pop())
                else:
                    _refused(plan)
            elif what < 0.4 and future:
                redo(plan, ANN)
                past.append(future.pop())
            else:
                following = step(plan, past[-1], chance, number)
                if following != past[-1]:
                    past.append(following)
                    future.clear()
            assert shown(plan) == past[-1]
        assert problems(plan.file) == []
        plan.close()


def _refused(plan: OpenPlan) -> None:
    try:
        undo(plan, ANN)
    except Refusal:
        return
    raise AssertionError("there was something to undo")
