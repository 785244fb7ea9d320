"""Names in a returned workbook stand for what they stood for when it went out, in every copy."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from csp_desktop.changes.change import Cell
from csp_desktop.operations.editing import edits
from csp_desktop.operations.merging.incoming import Brought
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.receiving.receive import read_return
from csp_desktop.operations.sending.export import ExportRequest, export
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.workbook.export.base import pack, unpack
from csp_desktop.workbook.package.model import Returned
from tests.operations.memory import THEIRS, FilledIn, Typed, duplicate, sent_back, small_plan

ANN = Stamp("Ann", "2016-07-01T09:00:00+01:00", "", lambda: "export-1")
GROUP, NAME = ("group", ""), ("name", "")
CELL = Cell("action", "a1", *GROUP)


@pytest.fixture(scope="module")
def begun() -> OpenPlan:
    return small_plan()


def filled(begun: OpenPlan, group: Typed) -> Returned:
    """The whole plan as it comes back with another sub-group for 1.1."""
    return sent_back(
        export(begun, ExportRequest("plan"), ANN), FilledIn({("Plan", "a1", GROUP): group})
    )


def brings(plan: OpenPlan, returned: Returned) -> Brought:
    return read_return(plan, plan.document(), returned, None)


def renamed(begun: OpenPlan) -> OpenPlan:
    """A copy in which the groups have exchanged their names since."""
    plan = duplicate(begun)
    # By way of a third, since no two groups may bear one name.
    for group, name in (("ours", "Third"), ("theirs", "Our group"), ("ours", "Their group")):
        edits.edit(plan, [edits.Edit("group", group, *NAME, name)], Stamp("Bob", None))
    return plan


@pytest.mark.parametrize("said", ["Their group", " their GROUP ", "theirs"])
def test_a_file_gives_one_change_whatever_was_renamed_since(begun: OpenPlan, said: str) -> None:
    returned = filled(begun, said)
    here, there = brings(begun, returned), brings(renamed(begun), returned)
    assert [change.id for change, _ in here.made] == [change.id for change, _ in there.made]
    assert {change.value for change, _ in here.made if change.cell == CELL} == {THEIRS}
    assert not here.problems
    assert not there.problems


@pytest.mark.parametrize("said", ["Our group", "OUR GROUP", "ours"])
def test_a_name_left_as_it_was_is_no_edit_though_the_group_has_another_now(
    begun: OpenPlan, said: str
) -> None:
    assert brings(renamed(begun), filled(begun, said)).made == []


def test_a_name_that_was_not_there_is_looked_up_in_the_plan(begun: OpenPlan) -> None:
    returned = filled(begun, "Night board")
    (problem,) = brings(begun, returned).problems
    assert "There is no group called 'Night board' in this plan." in problem.message
    plan = duplicate(begun)
    edits.edit(plan, [edits.Edit("group", THEIRS, *NAME, "Night board")], Stamp("Bob", None))
    assert merge(plan, [brings(plan, returned)], Stamp("Bob", None)).applied == 1
    action = plan.file.values.record("action", "a1")
    assert action
    assert action.text("group") == THEIRS


def test_a_workbook_that_tells_of_no_names_is_read_by_the_plan(begun: OpenPlan) -> None:
    content = json.loads(pack(export(begun, ExportRequest("plan"), ANN)))
    del content["links"]
    returned = filled(begun, "Their group")
    assert returned.export
    old = replace(
        returned, export=replace(returned.export, links=unpack(json.dumps(content)).links)
    )
    assert {each.value for each, _ in brings(begun, old).made if each.cell == CELL} == {THEIRS}
