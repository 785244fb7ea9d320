"""What holds of a workbook of one's own whatever was done in the plan since its last issue."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from csp_desktop.operations.deciding.conflicts import open_conflicts
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.undo import redo, undo
from csp_desktop.operations.merging.incoming import read_copy
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import copy_plan, open_plan
from csp_desktop.plan.document import Record
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.workbook.worker.process import Reader
from tests.operations.own_workbooks import STAMP, OwnBook, fed, plan_from

pytestmark = pytest.mark.whole

QUARTER = "2016/17 Q2"
TEXT = ("commentary", QUARTER)


def titled(plan: OpenPlan, title: str) -> Record:
    return next(each for each in plan.document().of("action") if each.text("title") == title)


def put(plan: OpenPlan, record: Record, place: tuple[str, str], value: str | None) -> None:
    edit(plan, [Edit("action", record.id, *place, value)], STAMP)


def test_an_action_renamed_and_renumbered_here_is_known_again(tmp_path: Path) -> None:
    own = OwnBook()
    with Reader() as reader:
        plan, _ = plan_from(own.issue(tmp_path / "1.xlsx"), tmp_path / "p.cspplan", reader)
        with closing(plan):
            locks = titled(plan, "Fit locks")
            put(plan, locks, ("title", ""), "Fit better locks")
            put(plan, locks, ("ref", ""), "9.9")
            own.rows["1.2"][3] = "All fitted"
            report = fed(plan, own.issue(tmp_path / "2.xlsx"), reader=reader)
            assert (report.applied, report.files[0].added, report.conflicts) == (1, [], [])
            assert titled(plan, "Fit better locks").get(*TEXT) == "All fitted"


def without_refs(path: Path, rows: Sequence[Sequence[str | None]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Action", "Lead", "Status Q2 2016/17", "Progress update Q2 2016/17"), *rows):
        sheet.append(list(row))
    book.save(path)
    return path


def test_without_refs_rows_that_have_moved_are_known_by_their_titles(tmp_path: Path) -> None:
    rows = [
        ("Fit locks", "Council", "At risk", "Some"),
        ("Visit victims", "Police", "On track", "All"),
        ("Share data", "Police", "On track", "Monthly"),
    ]
    with Reader() as reader:
        first = without_refs(tmp_path / "1.xlsx", rows)
        plan, _ = plan_from(first, tmp_path / "p.cspplan", reader)
        with closing(plan):
            moved = without_refs(tmp_path / "2.xlsx", [rows[2], rows[0], rows[1]])
            report = fed(plan, moved, reader=reader)
            assert (report.applied, report.files[0].added, report.conflicts) == (0, [], [])
            assert not report.files[0].held


def test_a_merge_that_was_undone_and_redone_brings_nothing_twice(tmp_path: Path) -> None:
    own = OwnBook()
    with Reader() as reader:
        plan, _ = plan_from(own.issue(tmp_path / "1.xlsx"), tmp_path / "p.cspplan", reader)
        with closing(plan):
            own.rows["1.2"][3] = "All fitted"
            issue = own.issue(tmp_path / "2.xlsx")
            fed(plan, issue, reader=reader)
            undo(plan, STAMP)
            redo(plan, STAMP)
            assert fed(plan, issue, reader=reader).applied == 0
            undo(plan, STAMP)
            assert fed(plan, issue, reader=reader).applied == 1
            assert titled(plan, "Fit locks").get(*TEXT) == "All fitted"


FILLED = st.sampled_from(["Begun", "Late", "Typed", "Other"])


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(FILLED, FILLED, FILLED), min_size=1, max_size=4), st.booleans())
def test_an_issue_and_another_copy_come_to_the_same_in_either_order(
    cells: list[tuple[str, str, str]],
    copy_first: bool,  # noqa: FBT001 - drawn
) -> None:
    def book(side: int) -> OwnBook:
        return OwnBook({
            f"1.{number}": [f"Action {number}", "Council", "On track", each[side]]
            for number, each in enumerate(cells, 1)
        })  # fmt: skip

    with TemporaryDirectory() as name, Reader() as reader:
        folder = Path(name)
        plan, _ = plan_from(book(0).issue(folder / "1.xlsx"), folder / "p.cspplan", reader)
        with closing(plan):
            other = folder / "other.cspplan"
            copy_plan(plan, other, "Ann")
            with closing(open_plan(other, SHIPPED, write=True, by="Ann")) as second:
                for number, (was, here, _) in enumerate(cells, 1):
                    if here != was:
                        put(second, titled(second, f"Action {number}"), TEXT, here)
            issue = book(2).issue(folder / "2.xlsx")
            if copy_first:
                merge(plan, [read_copy(plan, other)], STAMP)
            fed(plan, issue, reader=reader)
            if not copy_first:
                merge(plan, [read_copy(plan, other)], STAMP)
            contested = {each.cell.record for each in open_conflicts(plan, plan.document())}
            for number, (was, here, there) in enumerate(cells, 1):
                found = titled(plan, f"Action {number}")
                both = here != was and there not in (was, here)
                assert (found.id in contested) == both
                if not both:
                    assert found.get(*TEXT) == (there if here == was else here)
            assert fed(plan, issue, reader=reader).applied == 0
