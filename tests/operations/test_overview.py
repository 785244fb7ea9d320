"""What an overview looks up in the plan: conflicts, returns awaited, the snapshot before."""

from pathlib import Path

import pytest

from csp_desktop.changes.change import Cell, Stance, make_change
from csp_desktop.measures.progress import standing
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.sending.export import ExportRequest
from csp_desktop.operations.sending.outstanding import send_out
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import new_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots import snapshots
from csp_desktop.operations.snapshots.overview import waiting
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.selection import Finder

Q1, Q2 = "2016/17 Q1", "2016/17 Q2"


def stamp(day: str) -> Stamp:
    return Stamp("R. Adeyemi", f"{day}T12:00:00+01:00")


@pytest.fixture
def plan(tmp_path: Path) -> OpenPlan:
    path = tmp_path / "plan.cspplan"
    return new_plan(path, SHIPPED, stamp("2016-04-01"), sample="hackney-2016-18")


def test_nothing_waits_in_a_plan_that_is_new(plan: OpenPlan) -> None:
    found = waiting(plan, Q2, "2016-10-11")
    assert (found.conflicts, found.asked, found.owing) == (0, 0, ())
    assert (found.snapshot, found.frozen, found.why_not) == (None, None, "")
    plan.close()


def test_what_is_only_proposed_is_not_counted_as_a_conflict(plan: OpenPlan) -> None:
    cell = Cell("action", plan.document().actions()[0].id, "title")
    seen = plan.document().record("action", cell.record)
    assert seen is not None
    heads = seen.held("title").heads
    proposed = make_change(plan.plan_id, cell, "Other", heads, "n", Stance.PROPOSED)
    plan.write("merge", [proposed], stamp("2016-10-01"))
    found = waiting(plan, Q2, "2016-10-11")
    assert (found.conflicts, found.proposed) == (0, 1)
    plan.close()


def test_the_returns_awaited_are_told_with_their_actions_the_late_ones_first(
    plan: OpenPlan, tmp_path: Path
) -> None:
    document = plan.document()
    groups = sorted({each.text("group") for each in document.of("action")} - {""})
    send_out(plan, tmp_path / "a", ExportRequest(quarter=Q2, due="2016-10-14"), stamp("2016-10-03"),
             groups=groups[:1])  # fmt: skip
    send_out(plan, tmp_path / "b", ExportRequest(quarter=Q2, due="2016-10-07"), stamp("2016-10-03"),
             groups=groups[1:2])  # fmt: skip
    found = waiting(plan, Q2, "2016-10-11")
    assert found.asked == 2
    assert [each.late for each in found.owing] == [True, False]
    for each in found.owing:
        own = [one for one in document.of("action") if one.text("group") == each.about.group]
        assert (each.actions.count, each.actions.selection.group) == (len(own), each.about.group)
    assert waiting(plan, Q1, "2016-10-11").asked == 0
    plan.close()


def test_the_snapshot_before_is_read_once_and_the_quarters_own_is_not_it(plan: OpenPlan) -> None:
    snapshots.take(plan, Q1, stamp("2016-07-14"))
    first = waiting(plan, Q2, "2016-10-11")
    assert first.snapshot is not None
    assert first.frozen is not None
    assert first.frozen.quarter == Q1
    assert waiting(plan, Q2, "2016-10-11", known=first).frozen is first.frozen
    assert waiting(plan, Q1, "2016-10-11", known=first).frozen is None
    action = plan.document().actions()[0]
    edit(plan, [Edit("action", action.id, "status", Q2, "complete")], stamp("2016-10-12"))
    snapshots.take(plan, Q1, stamp("2016-10-13"), label="Q1 once more")
    later = waiting(plan, Q2, "2016-10-14", known=first)
    assert later.snapshot is not None
    assert later.snapshot.label == "Q1 once more"
    assert later.frozen is not first.frozen
    plan.close()


def test_a_snapshot_that_cannot_be_read_costs_nothing_else(
    plan: OpenPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots.take(plan, Q1, stamp("2016-07-14"))
    monkeypatch.setattr(snapshots, "unpack", lambda _packed: "{}")
    found = waiting(plan, Q2, "2016-10-11")
    assert found.frozen is None
    assert "Q1 as reported" in found.why_not
    assert found.snapshot is not None
    plan.close()


def test_a_return_asks_about_what_is_not_closed(plan: OpenPlan, tmp_path: Path) -> None:
    document = plan.document()
    group = next(each.text("group") for each in document.actions() if each.text("group"))
    own = [each for each in document.actions() if each.text("group") == group]
    edit(plan, [Edit("action", own[0].id, "closed", "", Q1)], stamp("2016-07-01"))
    send_out(plan, tmp_path / "a", ExportRequest(quarter=Q2), stamp("2016-10-03"), groups=[group])
    (owing,) = waiting(plan, Q2, "2016-10-11").owing
    assert owing.about.actions == owing.actions.count == len(own) - 1
    after = plan.document()
    found = Finder(after, SHIPPED).find(
        owing.actions.selection, lambda action: standing(action, Q2).counted
    )
    assert {each.id for each in found} == {each.id for each in own[1:]}
    plan.close()
