"""A small plan with two actions, open for writing; and an office that sends returns out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from csp_desktop.operations.editing.records import add
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import new_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from tests.gui.returns.returned import Office

ANN = Stamp("Ann", "2016-07-01T09:00:00+01:00")
BOB = Stamp("Bob", "2016-07-02T09:00:00+01:00")


def small_plan(path: Path) -> OpenPlan:
    """A new plan with a priority, a group and two actions, 1.1 and 1.2."""
    plan = new_plan(path, SHIPPED, ANN, title="Small")
    add(plan, "strategic_priority", {("number", ""): 1, ("title", ""): "Burglary"}, ANN, "s1")
    add(
        plan, "delivery_priority", {("label", ""): "1.DP1", ("strategic_priority", ""): "1"}, ANN,
        "d1",
    )  # fmt: skip
    add(plan, "group", {("name", ""): "Burglary group"}, ANN, "g1")
    for number in (1, 2):
        values = {("ref", ""): f"1.{number}", ("title", ""): f"Action {number}"}
        add(plan, "action", {**values, ("delivery_priority", ""): "1.DP1"}, ANN, f"a{number}")
    with plan.file.transaction():
        plan.file.log.forget_all()
    return plan


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[OpenPlan]:
    opened = small_plan(tmp_path / "small.cspplan")
    yield opened
    opened.close()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """The coordinator's office, with the published plan."""
    path = tmp_path / "plan.cspplan"
    new_plan(path, SHIPPED, Stamp("Published", None), sample="hackney-2016-18").close()
    return Office(path, tmp_path)
