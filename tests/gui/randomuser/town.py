"""A small plan of an invented town, as the random user finds it on the disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.records import add
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import copy_plan, new_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from tests.gui.returns.returned import Cells, Office, updates

NOON = "2016-10-11T12:00:00+01:00"
AT = "2016-07-01T09:00:00+01:00"
BY = "P. Sandhu"
QUARTERS = ("2016/17 Q1", "2016/17 Q2", "2016/17 Q3")
WORKING = "2016/17 Q2"
ACTIONS = {
    "1.1": ("Visit schools", "Youth Board"),
    "1.2": ("Train door staff", "Night Board"),
    "1.3": ("Light the canal path", "Night Board"),
    "2.1": ("Support victims", "Youth Board"),
    "2.2": ("Mark bicycles", "Night Board"),
    "2.3": ("Meet tenants", "Youth Board"),
}
SAID = {
    ("1.1", "status", "2016/17 Q1"): "on track",
    ("1.2", "status", "2016/17 Q1"): "off track",
    ("1.2", "commentary", "2016/17 Q1"): "Two courses fell out.",
    ("1.3", "status", "2016/17 Q2"): "on track",
    ("1.3", "commentary", "2016/17 Q2"): "Lamps are ordered.",
    ("2.1", "commentary", "2016/17 Q2"): "Forty families met.",
    ("2.2", "status", "2016/17 Q1"): "at risk",
}


def make_town(path: Path) -> list[Path]:
    """Make the plan: six actions of two sub-groups, two years, the second quarter worked on.

    It is a copy, in which nothing has been done yet that could be undone. Answers with the files
    that came back to it.
    """
    first = path.with_name(f"first-{path.name}")
    plan = new_plan(first, SHIPPED, _stamp(), title="Plan of a small town")
    for name in ("Youth Board", "Night Board"):
        add(plan, "group", {("name", ""): name, ("role", ""): "sub-group"}, _stamp())
    for number, title in (("1", "Safer streets"), ("2", "Safer homes")):
        add(plan, "strategic_priority", {("number", ""): number, ("title", ""): title}, _stamp())
        label = f"{number}.DP1"
        under = {("label", ""): label, ("title", ""): title, ("strategic_priority", ""): number}
        add(plan, "delivery_priority", under, _stamp())
    for ref, (title, group) in ACTIONS.items():
        values = {("ref", ""): ref, ("title", ""): title, ("group", ""): group}
        add(plan, "action", values | {("delivery_priority", ""): f"{ref[0]}.DP1"}, _stamp())
    _put(plan, "plan", plan.plan_id, "working_quarter", "", WORKING)
    for (ref, name, period), value in SAID.items():
        _put(plan, "action", plan.document().with_ref(ref)[0].id, name, period, value)
    plan.close()
    office = Office(first, path.parent)
    files = _returns(office)
    office.set("1.2", "status", "on track")
    plan = open_plan(first, SHIPPED)
    copy_plan(plan, path, BY)
    plan.close()
    return files


def _returns(office: Office) -> list[Path]:
    """What came back: two that differ, one of a sub-group that changed what is not its own."""
    for name, group in (("night", "Night Board"), ("ann", ""), ("ben", "")):
        office.send(name, group)
    night = {
        **updates({"1.2": ("At risk", "Courses are back."), "2.2": ("On track", "Forty done.")}),
        ("Updates", "1.3", "Action"): "Light the whole canal path",
    }
    ann = updates({"1.1": ("", "Nine schools."), "1.2": ("Complete", ""), "2.1": ("On track",)})
    ben = updates({"1.1": ("At risk", "Ten schools, one twice."), "2.3": ("", "None met.")})
    return [
        office.come_back("night", night, "N. Obi", "2016-07-07T10:00:00Z"),
        office.come_back("ann", without_blanks(ann), "Ann", "2016-07-08T10:00:00Z"),
        office.come_back("ben", without_blanks(ben), "Ben", "2016-07-09T10:00:00Z"),
    ]


def without_blanks(cells: Mapping[tuple[str, str, str], object]) -> Cells:
    """These cells, but for those in which nothing was typed."""
    return {cell: value for cell, value in cells.items() if value}


def _stamp() -> Stamp:
    return Stamp(BY, AT)


def _put(plan: OpenPlan, kind: str, record_id: str, name: str, period: str, value: str) -> None:
    record = plan.document().kinds[kind][record_id]
    held = record.held(name, period)
    seen = held.heads or record.held("exists").heads
    edit(plan, [Edit(kind, record_id, name, period, value, seen)], _stamp())
