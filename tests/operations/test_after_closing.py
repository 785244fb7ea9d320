"""A lead's update of an action that has been closed since the return went out."""

from pathlib import Path

import pytest

from csp_desktop.cli.merge_json import report_as_data
from csp_desktop.operations.merging.incoming import read_copy
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.receiving.answers import answers
from csp_desktop.operations.receiving.batch import FileView, merge_decided, preview
from csp_desktop.operations.receiving.intake import Intake
from csp_desktop.operations.rolling.refresh import COMPLETE, DROPPED, Closing, Refresh, refresh
from csp_desktop.operations.session.plan_files import copy_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from tests.gui.returns.returned import IGU, QUARTER, Office, updates

pytestmark = pytest.mark.whole

STAMP = Stamp("P. Sandhu", "2016-07-20T12:00:00+01:00")


def close(office: Office, quarter: str = QUARTER, **refs: str) -> None:
    plan = office.with_plan()
    try:
        document = plan.document()
        closings = {
            document.with_ref(ref.strip("_").replace("_", "."))[0].id: Closing(how, "It is over.")
            for ref, how in refs.items()
        }
        refresh(plan, Refresh(closings, quarter=quarter), STAMP)
    finally:
        plan.close()


def looked_at(office: Office, file: Path) -> tuple[FileView, str, list[str]]:
    """How a file is previewed, the receipt of its merge, and the notices of a second one."""
    plan, intake = office.with_plan(), Intake()
    try:
        arrived = [intake.read(plan, file, STAMP.at)]
        (view,) = preview(plan, arrived, [], STAMP).files
        _, merged = merge_decided(plan, arrived, [], {}, STAMP)
        (answer,) = answers(plan, merged)
        again = [intake.read(plan, file, STAMP.at)]
        (second,) = preview(plan, again, [], STAMP).files
        return view, answer.text, list(second.notices)
    finally:
        intake.close()
        plan.close()


def test_an_update_of_a_closed_action_is_taken_and_said(office: Office) -> None:
    office.send("igu", IGU)
    close(office, _1_4=COMPLETE)
    back = office.come_back("igu", updates({"1.4": ("On track", "Still going.")}), "R. Adeyemi")
    view, receipt, again = looked_at(office, back)
    said = (
        "1.4 was closed as complete in 2016/17 Q1. Its update is still taken; it stays "
        "closed unless the coordinator reopens it."
    )
    assert view.taken == 2
    assert view.notices == (said,)
    assert said in " ".join(receipt.split())
    assert again == []
    plan = open_plan(office.plan, SHIPPED, write=False, by="P. Sandhu")
    try:
        (action,) = plan.document().with_ref("1.4")
        assert action.get("status", QUARTER) == "on track"
        assert action.text("closed") == QUARTER
    finally:
        plan.close()


def test_several_are_named_in_one_sentence_and_open_ones_are_not(office: Office) -> None:
    office.send("igu", IGU)
    close(office, _1_2=DROPPED, _1_4=COMPLETE)
    rows = dict.fromkeys(("1.1", "1.2", "1.4"), ("On track",))
    back = office.come_back("igu", updates(rows), "R. Adeyemi")
    (notice,) = looked_at(office, back)[0].notices
    assert notice.startswith("1.2 and 1.4 are closed. Their updates are still taken;")


def test_an_update_for_a_quarter_before_the_closing_is_nothing_to_speak_of(office: Office) -> None:
    office.send("igu", IGU)
    close(office, "2016/17 Q2", _1_4=COMPLETE)
    back = office.come_back("igu", updates({"1.4": ("On track",)}), "R. Adeyemi")
    assert looked_at(office, back)[0].notices == ()


def test_a_copy_in_which_it_was_closed_says_nothing_and_the_keys_stay(
    office: Office, tmp_path: Path
) -> None:
    plan = office.with_plan()
    copy_plan(plan, tmp_path / "copy.cspplan", "R. Adeyemi")
    plan.close()
    other = Office(tmp_path / "copy.cspplan", tmp_path)
    close(other, _1_4=COMPLETE)
    other.set("1.4", "status", "complete")
    plan = office.with_plan()
    try:
        report = merge(plan, [read_copy(plan, other.plan)], STAMP)
        (file,) = report_as_data(report)["files"]
        assert file["notices"] == []
        assert file["applied"] > 0
    finally:
        plan.close()
