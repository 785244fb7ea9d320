"""A batch of returns previewed, decided and merged as one."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from csp_desktop.errors import Failure
from csp_desktop.operations.deciding.conflicts import conflicts
from csp_desktop.operations.deciding.resolve import Decision
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.history import history
from csp_desktop.operations.editing.undo import next_undo, redo, undo
from csp_desktop.operations.receiving.answers import answers, save_answers
from csp_desktop.operations.receiving.batch import (
    Mend,
    Merged,
    Preview,
    Tellers,
    Verdict,
    WaitingItem,
    merge_decided,
    preview,
)
from csp_desktop.operations.receiving.intake import Arrived, Intake
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import new_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import SHIPPED
from tests.gui.returns.returned import (
    AGREED,
    BOTH,
    COPY_A,
    IGU,
    QUARTER,
    SYH,
    Office,
    rich_batch,
    updates,
)

pytestmark = pytest.mark.whole

STAMP = Stamp("P. Sandhu", "2016-07-20T12:00:00+01:00")


class Desk:
    """The open plan with a batch that has been read."""

    def __init__(self, plan: OpenPlan, arrived: list[Arrived]) -> None:
        self.plan, self.arrived = plan, arrived
        self.mends: list[Mend] = []

    def preview(self) -> Preview:
        return preview(self.plan, self.arrived, self.mends, STAMP)

    def waiting(self, ref: str, field: str, kind: str = "edit") -> WaitingItem:
        (found,) = [
            each
            for each in self.preview().waiting
            if (each.ref, each.field, each.kind) == (ref, field, kind)
        ]
        return found

    def merge(self, **verdicts: Verdict) -> Merged:
        return merge_decided(self.plan, self.arrived, self.mends, verdicts, STAMP)[1]

    def value(self, ref: str, field: str, period: str = "") -> Any:
        return self.plan.document().with_ref(ref)[0].get(field, period)


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """A plan that has sent returns out, and the files that came back, made once."""
    folder = tmp_path_factory.mktemp("sent")
    path = folder / "plan.cspplan"
    new_plan(path, SHIPPED, Stamp("Published", None), sample="hackney-2016-18").close()
    return path, rich_batch(Office(path, folder))


@pytest.fixture
def desk(sent: tuple[Path, list[Path]], tmp_path: Path) -> Iterator[Desk]:
    files = sent[1]
    office = Office(Path(shutil.copyfile(sent[0], tmp_path / "plan.cspplan")), tmp_path)
    plan = office.with_plan()
    intake = Intake()
    try:
        yield Desk(plan, [intake.read(plan, file, STAMP.at) for file in files])
    finally:
        intake.close()
        plan.close()


def shown(document: Document) -> dict[tuple[str, str], dict[tuple[str, str], object]]:
    return {
        (kind, record_id): {
            place: (held.value, held.contested, sorted(held.heads))
            for place, held in record.cells.items()
        }
        for kind, records in document.kinds.items()
        for record_id, record in records.items()
    }


def verdict(word: str = "", reason: str = "", **more: Any) -> Verdict:
    return Verdict(Decision(word=word, **more), reason)


def test_a_preview_changes_nothing(desk: Desk) -> None:
    before = shown(desk.plan.document())
    assert desk.preview().applied == 25
    assert shown(desk.plan.document()) == before
    assert next_undo(desk.plan) != "merge"


def test_a_preview_tells_of_each_file_what_it_would_bring(desk: Desk) -> None:
    syh, igu, whole, broken = desk.preview().files
    assert (syh.sender, syh.group, syh.quarter) == ("P. Sandhu", SYH, QUARTER)
    assert (syh.taken, syh.held, len(syh.troubles), syh.missing) == (9, 2, 1, ("1.10",))
    assert (igu.taken, igu.conflicts, igu.held) == (8, 4, 0)
    assert (whole.group, whole.conflicts) == ("", 4)
    assert broken.refused
    assert not broken.changes
    commentary = next(
        each for each in igu.changes if (each.ref, each.field) == ("1.4", "commentary")
    )
    assert (commentary.old, commentary.new, commentary.mark) == (AGREED, COPY_A, "contested")
    assert {each.mark for each in syh.changes if each.ref == "1.12"} == {"new"}


def test_a_conflict_tells_its_sides_and_their_files_the_later_saved_first(desk: Desk) -> None:
    waiting = desk.waiting("1.4", "commentary")
    assert waiting.agreed == AGREED
    assert [(each.author, each.file) for each in waiting.options] == [
        ("T. Brandt", 2), ("R. Adeyemi", 1),
    ]  # fmt: skip
    assert waiting.files == (1, 2)


def test_decisions_are_carried_out_with_the_merge(desk: Desk) -> None:
    commentary, status = desk.waiting("1.4", "commentary"), desk.waiting("1.2", "status")
    title = desk.waiting("1.6", "title", "held")
    merged = desk.merge(
        **{
            commentary.id: verdict(value=BOTH),
            status.id: verdict(take=2),
            title.id: verdict("take"),
        }
    )
    assert desk.value("1.4", "commentary", QUARTER) == BOTH
    assert desk.value("1.2", "status", QUARTER) == "at risk"
    assert desk.value("1.6", "title") == "Deliver and review the Youth Justice Plan"
    assert not merged.stale
    assert {each.kind for each in merged.remaining} == {"edit", "held", "missing"}
    assert len(merged.remaining) == 4


def test_a_missing_row_that_nobody_decided_on_stays_undecided(desk: Desk) -> None:
    merged = desk.merge()
    assert desk.plan.document().with_ref("1.10")
    assert not merged.settled
    assert [each.ref for each in merged.remaining if each.kind == "missing"] == ["1.10"]
    assert [each.kind for each in conflicts(desk.plan) if each.cell.field == "exists"] == [
        "missing"
    ]
    assert not [
        each for each in history(desk.plan) if each.operation in ("leave", "decide")
    ]  # fmt: skip


def test_a_missing_row_is_left_on_a_persons_word(desk: Desk) -> None:
    missing = desk.waiting("1.10", "exists", "missing")
    merged = desk.merge(**{missing.id: verdict("leave")})
    assert [each.waiting.kind for each in merged.settled] == ["missing"]
    assert desk.plan.document().with_ref("1.10")
    assert not [each for each in desk.preview().waiting if each.kind == "missing"]


def test_a_missing_row_is_deleted_on_a_persons_word(desk: Desk) -> None:
    missing = desk.waiting("1.10", "exists", "missing")
    desk.merge(**{missing.id: verdict("delete")})
    assert not desk.plan.document().with_ref("1.10")


def test_one_undo_takes_back_the_merge_and_its_decisions(desk: Desk) -> None:
    before = shown(desk.plan.document())
    commentary = desk.waiting("1.4", "commentary")
    title = desk.waiting("1.6", "title", "held")
    leads = desk.waiting("1.8", "lead_partners", "held")
    desk.merge(
        **{
            commentary.id: verdict(take=1),
            title.id: verdict("take"),
            leads.id: verdict("leave", "The board decides."),
        }
    )
    after = shown(desk.plan.document())
    assert next_undo(desk.plan) == "merge"
    outcome = undo(desk.plan, STAMP)
    assert not outcome.notices
    assert shown(desk.plan.document()) == before
    redo(desk.plan, STAMP)
    assert shown(desk.plan.document()) == after


_KILLED = """
import os, sys
from pathlib import Path
from csp_desktop.operations.receiving import batch
from csp_desktop.operations.receiving.intake import Intake
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.operations.deciding.resolve import Decision
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
stamp = Stamp("P. Sandhu", "2016-07-20T12:00:00+01:00")
plan = open_plan(Path(sys.argv[1]), SHIPPED, write=True, by="P. Sandhu")
intake = Intake()
arrived = [intake.read(plan, Path(each), stamp.at) for each in sys.argv[2:]]
intake.close()
waiting = batch.preview(plan, arrived, [], stamp).waiting
write = batch._write
def last(*given):
    write(*given)
    os._exit(9)
batch._write = last
verdicts = {
    each.id: batch.Verdict(Decision(take=1)) for each in waiting if each.kind == "edit"
}
assert verdicts
batch.merge_decided(plan, arrived, [], verdicts, stamp)
"""


def test_a_program_that_ends_within_the_decisions_has_merged_nothing(
    sent: tuple[Path, list[Path]], tmp_path: Path
) -> None:
    path = Path(shutil.copyfile(sent[0], tmp_path / "plan.cspplan"))
    office = Office(path, tmp_path)
    plan = office.with_plan()
    before = shown(plan.document())
    plan.close()
    code = [sys.executable, "-c", _KILLED, str(path), *map(str, sent[1])]
    assert subprocess.run(code, check=False).returncode == 9
    assert path.with_name(path.name + "-journal").exists()
    plan = office.with_plan()
    try:
        assert shown(plan.document()) == before
        assert next_undo(plan) != "merge"
    finally:
        plan.close()


def test_a_disk_that_fails_within_the_decisions_leaves_the_plan_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shown(desk.plan.document())
    commentary = desk.waiting("1.4", "commentary")

    def full(*_: object) -> None:
        raise Failure("The disk is full.")

    monkeypatch.setattr("csp_desktop.operations.receiving.batch._write", full)
    with pytest.raises(Failure):
        desk.merge(**{commentary.id: verdict(take=1)})
    assert shown(desk.plan.document()) == before
    monkeypatch.undo()
    assert len(desk.merge(**{commentary.id: verdict(take=1)}).settled) == 1


def test_a_merge_that_brings_nothing_writes_nothing(desk: Desk) -> None:
    desk.merge()
    before = desk.plan.path.read_bytes()
    merged = desk.merge()
    assert merged.report.applied == 0
    assert desk.plan.path.read_bytes() == before


def test_a_problem_that_is_mended_is_taken_and_stands_no_longer(desk: Desk) -> None:
    (trouble,) = desk.preview().files[0].troubles
    assert trouble.spot
    assert (trouble.spot.said, trouble.spot.suggested) == ("Greenish", "on track")
    desk.mends = [Mend(desk.arrived[0].path, trouble.spot, trouble.spot.suggested)]
    assert not desk.preview().files[0].troubles
    merged = desk.merge()
    assert desk.value("1.8", "status", QUARTER) == "on track"
    assert merged.report.applied == 26


def test_a_lead_who_sends_the_mended_value_brings_nothing_new(
    desk: Desk, sent: tuple[Path, list[Path]], tmp_path: Path
) -> None:
    office = Office(sent[0], tmp_path, {"syh": sent[0].with_name("syh.xlsx")})
    (trouble,) = desk.preview().files[0].troubles
    assert trouble.spot
    desk.mends = [Mend(desk.arrived[0].path, trouble.spot, "on track")]
    desk.merge()
    again = office.come_back("syh", updates({"1.8": ("On track",)}), "P. Sandhu", file="2.xlsx")
    intake = Intake()
    try:
        desk.arrived, desk.mends = [intake.read(desk.plan, again, STAMP.at)], []
    finally:
        intake.close()
    (view,) = desk.preview().files
    assert (view.taken, view.known) == (0, 1)


def test_a_decision_on_what_has_changed_meanwhile_is_not_carried_out(desk: Desk) -> None:
    status = desk.waiting("1.2", "status")
    record = desk.plan.document().with_ref("1.2")[0]
    seen = record.held("status", QUARTER).heads
    changed = Edit("action", record.id, "status", QUARTER, "complete", seen)
    edit(desk.plan, [changed], STAMP)
    merged = desk.merge(**{status.id: verdict(take=1)})
    assert merged.stale
    assert [each.field for each in merged.remaining if each.ref == "1.2"] == [
        "commentary", "status",
    ]  # fmt: skip


def test_a_held_edit_over_a_conflict_is_settled_after_it(office: Office) -> None:
    office.send("igu", IGU)
    office.send("whole")
    one = office.come_back("igu", {("Updates", "1.1", "Lead partners"): "MPS"}, "R. Adeyemi")
    two = office.come_back("whole", {("Updates", "1.1", "Lead partners"): "YOT"}, "T. Brandt")
    plan = office.with_plan()
    intake = Intake()
    try:
        desk = Desk(plan, [intake.read(plan, each, STAMP.at) for each in (one, two)])
        held = desk.waiting("1.1", "lead_partners", "held")
        assert len(held.options) == 2
        desk.merge(**{held.id: verdict(take=2)})
        assert desk.value("1.1", "lead_partners") == held.options[1].value
    finally:
        intake.close()
        plan.close()


def test_conflicts_from_before_are_listed_without_any_file(desk: Desk) -> None:
    desk.merge()
    desk.arrived = []
    waiting = [each for each in desk.preview().waiting if each.contested]
    assert len(waiting) == 4
    assert {each.files for each in waiting} == {()}
    desk.merge(**{waiting[0].id: verdict(take=1)})
    assert len([each for each in desk.preview().waiting if each.contested]) == 3
    assert next_undo(desk.plan) == "decision"


def test_the_receipt_tells_what_was_decided_and_why(desk: Desk, tmp_path: Path) -> None:
    commentary = desk.waiting("1.4", "commentary")
    leads = desk.waiting("1.8", "lead_partners", "held")
    merged = desk.merge(
        **{
            commentary.id: verdict(value=BOTH),
            leads.id: verdict("leave", "The board decides on leads."),
        }
    )
    made = answers(desk.plan, merged)
    syh, igu = made[0].text, made[1].text
    assert "The board decides on leads." in syh
    assert "not taken: Hackney Council; Young Hackney" in syh
    assert "Greenish" in syh
    assert f"now says: {BOTH}" in igu
    assert COPY_A not in igu
    saved = save_answers(made, tmp_path / "receipts")
    assert [path.name for path in saved][:1] == ["Q1 return Safer Young Hackney receipt.html"]
    again = save_answers(made[:1], tmp_path / "receipts")
    assert again[0].name == "Q1 return Safer Young Hackney receipt 2.html"


def test_two_files_of_one_export_are_told_apart_in_the_notices(office: Office) -> None:
    office.send("igu", IGU)
    one = office.come_back("igu", updates({"1.1": ("On track",)}), "R. Adeyemi", file="one.xlsx")
    two = office.come_back("igu", updates({"1.2": ("At risk",)}), "J. Whitlock", file="two.xlsx")
    plan = office.with_plan()
    intake = Intake()
    try:
        desk = Desk(plan, [intake.read(plan, each, STAMP.at) for each in (one, two)])
        for _ in range(2):
            notices = [view.notices for view in desk.preview().files]
            assert sum(map(len, notices)) == 1
            assert "one.xlsx come from one export" in notices[1][0]
    finally:
        intake.close()
        plan.close()


def test_a_file_that_has_vanished_is_refused_and_costs_the_others_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    intake = Intake()
    try:
        gone = intake.read(desk.plan, tmp_path / "gone.xlsx", STAMP.at)
    finally:
        intake.close()
    assert gone.brought.refused
    assert not gone.locked
    desk.arrived = [replace(gone), *desk.arrived]
    assert desk.merge().report.applied == 25


class CalledOff(Exception):
    """What somebody raises who wants no merge after all."""


def test_a_merge_called_off_at_any_moment_leaves_the_plan_as_it_was(desk: Desk) -> None:
    decided = {
        desk.waiting("1.4", "commentary").id: Verdict(Decision(take=1)),
        desk.waiting("1.8", "lead_partners", "held").id: Verdict(Decision(word="leave")),
    }
    before = desk.plan.path.read_bytes()
    told = 0
    last = 0

    def tell(*_: int) -> None:
        nonlocal told
        told += 1
        if told == last:
            raise CalledOff

    tellers = Tellers(tell, tell, tell)
    while True:
        told, last = 0, last + 1
        try:
            merged = merge_decided(desk.plan, desk.arrived, [], decided, STAMP, tellers)[1]
        except CalledOff:
            assert desk.plan.path.read_bytes() == before
            assert next_undo(desk.plan) == "status of 1.2"
        else:
            break
    # Four files, at least two steps within each that was read, and two decisions.
    assert last > 4 + 2 * 3 + 2
    assert told == last - 1
    assert len(merged.settled) == 2
    assert merged.report.applied == 25
    assert desk.plan.path.read_bytes() != before
