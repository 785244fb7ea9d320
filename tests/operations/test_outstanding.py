"""Who was sent what, who has answered, who is late."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from csp_desktop.errors import Failure, Refusal
from csp_desktop.operations.receiving.batch import merge_decided
from csp_desktop.operations.receiving.intake import Intake
from csp_desktop.operations.sending.export import ExportRequest
from csp_desktop.operations.sending.outstanding import (
    Return,
    ReturnState,
    outstanding,
    returns_for,
    returns_of,
    send_out,
)
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import copy_plan, new_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document, Held, Record
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.values import Value
from csp_desktop.workbook.export import writing
from csp_desktop.workbook.export.writing import write as write_whole
from csp_desktop.workbook.package.model import Export
from tests.gui.returns.returned import IGU, QUARTER, Office, updates

pytestmark = pytest.mark.whole

SENT = Stamp("P. Sandhu", "2016-07-01T09:00:00+01:00")


def record(kind: str, record_id: str, /, **values: Value) -> Record:
    cells = {(field, ""): Held(value) for field, value in values.items()}
    return Record(kind, record_id, cells)


def plan_of(*records: Record) -> Document:
    kinds: dict[str, dict[str, Record]] = {}
    groups = (record("group", "g1", name="Alpha"), record("group", "g2", name="Beta"))
    idle = record("group", "g3", name="No actions")
    actions = (record("action", "a1", group="g1"), record("action", "a2", group="g2"))
    for each in (*groups, idle, *actions, *records):
        kinds.setdefault(each.kind, {})[each.id] = each
    return Document("plan", kinds)


def asked(name: str = "r1", group: str | None = "g1", due: str | None = "2016-07-15") -> Record:
    return record(
        "return_request", name, group=group, quarter=QUARTER, due=due, export_kind="return"
    )


def came(group: str | None = "g1", at: str = "2016-07-11T11:05:00Z") -> Record:
    return record(
        "return_received", "c1", group=group, quarter=QUARTER, saved_by="R. Adeyemi", saved_at=at
    )


def standing(document: Document, today: str = "2016-07-10", frozen: str = "") -> dict[str, Return]:
    return {each.name: each for each in returns_for(document, QUARTER, today, frozen=frozen)}


def test_every_group_with_actions_is_listed_and_no_other() -> None:
    assert list(standing(plan_of())) == ["Alpha", "Beta"]
    assert standing(plan_of())["Alpha"].standing is ReturnState.NOT_SENT


def test_a_return_is_outstanding_until_its_due_day_has_passed_then_late() -> None:
    document = plan_of(asked())
    assert standing(document, "2016-07-15")["Alpha"].standing is ReturnState.OUTSTANDING
    assert standing(document, "2016-07-16T08:00:00")["Alpha"].standing is ReturnState.LATE
    assert standing(document)["Beta"].standing is ReturnState.NOT_SENT


def test_without_a_due_date_nothing_is_late() -> None:
    assert standing(plan_of(asked(due=None)), "2020-01-01")["Alpha"].standing is (
        ReturnState.OUTSTANDING
    )


def test_a_return_that_came_ticks_it_off_and_says_who_filled_it_in() -> None:
    found = standing(plan_of(asked(), came()), "2016-08-01")["Alpha"]
    assert found.standing is ReturnState.ANSWERED
    assert (found.by, found.answered) == ("R. Adeyemi", "2016-07-11T11:05:00Z")
    assert outstanding(plan_of(asked(), came()), QUARTER, "2016-08-01") == []


def test_a_return_filled_in_after_the_snapshot_is_marked_so() -> None:
    document = plan_of(asked(), came())
    assert standing(document, frozen="2016-07-11T09:00:00+01:00")["Alpha"].after_snapshot
    assert not standing(document, frozen="2016-07-20T09:00:00+01:00")["Alpha"].after_snapshot
    assert not standing(document)["Alpha"].after_snapshot


@pytest.mark.parametrize(
    ("answered", "frozen", "after"),
    [
        # In July, ten past eight in UTC is ten past nine in London.
        ("2016-07-11T08:10:00Z", "2016-07-11T09:00:00+01:00", True),
        ("2016-07-11T08:10:00Z", "2016-07-11T09:30:00+01:00", False),
        ("2016-07-11T08:10:00Z", "2016-07-11T09:10:00+01:00", False),
        ("2016-07-11T23:30:00Z", "2016-07-12T00:10:00+01:00", True),
        ("2016-07-11T09:10:00", "2016-07-11T09:00:00+01:00", True),
        ("2016-07-11T08:10:00.5Z", "2016-07-11T09:10:00+01:00", True),
        ("no time", "2016-07-11T09:00:00+01:00", False),
    ],
)
def test_whether_it_came_after_the_snapshot_is_told_by_moments_not_by_clocks(
    answered: str, frozen: str, *, after: bool
) -> None:
    document = plan_of(asked(), came(at=answered))
    assert standing(document, frozen=frozen)["Alpha"].after_snapshot is after


def test_the_whole_plan_is_listed_last_and_only_where_it_was_sent() -> None:
    found = standing(plan_of(asked("r0", group=None)))
    assert list(found) == ["Alpha", "Beta", "Whole plan"]
    assert found["Whole plan"].actions == 2


def test_returns_of_another_quarter_do_not_count() -> None:
    document = plan_of(asked(), came())
    other = {each.name: each for each in returns_for(document, "2016/17 Q2", "2016-10-01")}
    assert other["Alpha"].standing is ReturnState.NOT_SENT


def test_late_ones_come_first_among_the_outstanding() -> None:
    document = plan_of(asked("r1", due="2016-12-01"), asked("r2", group="g2"))
    assert [each.name for each in outstanding(document, QUARTER, "2016-07-20")] == ["Beta", "Alpha"]


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[OpenPlan]:
    opened = new_plan(tmp_path / "plan.cspplan", SHIPPED, SENT, sample="hackney-2016-18")
    yield opened
    opened.close()


def test_one_call_makes_every_groups_return_and_notes_it(plan: OpenPlan, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    sent = send_out(
        plan,
        tmp_path / "returns",
        ExportRequest("return", "", QUARTER, "15/07/2016"),
        SENT,
        progress=lambda *step: steps.append(step),
    )
    assert len(sent.files) == 10
    assert all(path.exists() for path in sent.files)
    assert steps[-1] == (10, 10)
    document = plan.document()
    told = {kind for kind, _, _ in sent.outcome.changed}
    assert told == {"return_request"}
    assert {each[1] for each in sent.outcome.changed} == {
        each.id for each in document.of("return_request")
    }
    found = returns_of(plan, QUARTER, "2016-07-02")
    assert {each.standing for each in found} == {ReturnState.OUTSTANDING}
    assert {(each.sent, each.due) for each in found} == {(SENT.at, "2016-07-15")}


def test_a_workbook_that_is_there_is_not_written_over(plan: OpenPlan, tmp_path: Path) -> None:
    asked_for = ExportRequest("return", "", QUARTER, "")
    (group,) = [each.id for each in plan.document().of("group") if each.text("name") == IGU]
    first = send_out(plan, tmp_path, asked_for, SENT, groups=[group]).files[0]
    before = first.read_bytes()
    second = send_out(plan, tmp_path, asked_for, SENT, groups=[group]).files[0]
    assert first != second
    assert first.read_bytes() == before
    found = {each.name: each for each in returns_of(plan, QUARTER, "2016-07-02")}
    assert found[IGU].times == 2


def test_a_copy_for_one_group_sends_nothing_out(plan: OpenPlan, tmp_path: Path) -> None:
    copy_plan(plan, tmp_path / "copy.cspplan", "P. Sandhu", for_group=IGU)
    copy = open_plan(tmp_path / "copy.cspplan", SHIPPED, write=True, by="R. Adeyemi")
    try:
        with pytest.raises(Refusal, match="made for one group"):
            send_out(copy, tmp_path, ExportRequest("return", "", QUARTER), SENT)
    finally:
        copy.close()


def test_merging_a_return_ticks_its_group_off(tmp_path: Path) -> None:
    path = tmp_path / "plan.cspplan"
    new_plan(path, SHIPPED, SENT, sample="hackney-2016-18").close()
    office = Office(path, tmp_path)
    office.send("igu", IGU)
    back = office.come_back("igu", updates({"1.1": ("On track",)}), "R. Adeyemi")
    opened = office.with_plan()
    intake = Intake()
    try:
        waited = outstanding(opened.document(), QUARTER, "2016-07-16")
        assert [(each.name, each.standing) for each in waited] == [(IGU, ReturnState.LATE)]
        arrived = intake.read(opened, back, SENT.at)
        assert (arrived.sender, arrived.group, arrived.quarter) == ("R. Adeyemi", IGU, QUARTER)
        merge_decided(opened, [arrived], [], {}, SENT)
        assert outstanding(opened.document(), QUARTER, "2016-07-16") == []
    finally:
        intake.close()
        opened.close()


class CalledOff(Exception):
    """What somebody raises who wants no returns after all."""


@pytest.mark.parametrize("last", [0, 1, 4, 10])
def test_sending_out_that_is_called_off_leaves_no_workbook_and_no_note(
    plan: OpenPlan, tmp_path: Path, last: int
) -> None:
    before = plan.path.read_bytes()
    folder = tmp_path / "returns"
    seen: list[int] = []

    def progress(done: int, _all: int) -> None:
        seen.append(len(list(folder.glob("*.xlsx"))))
        if done == last:
            raise CalledOff

    with pytest.raises(CalledOff):
        send_out(plan, folder, ExportRequest("return", "", QUARTER), SENT, progress=progress)
    assert seen == list(range(last + 1))
    assert not folder.exists()
    assert plan.path.read_bytes() == before
    assert not list(plan.document().of("return_request"))
    assert len(send_out(plan, folder, ExportRequest("return", "", QUARTER), SENT).files) == 10


def test_what_stood_in_the_folder_stays_when_sending_out_is_called_off(
    plan: OpenPlan, tmp_path: Path
) -> None:
    asked_for = ExportRequest("return", "", QUARTER)
    first = send_out(plan, tmp_path / "returns", asked_for, SENT).files
    before = {path: path.read_bytes() for path in (*first, plan.path)}

    def progress(done: int, _all: int) -> None:
        if done == 3:
            raise CalledOff

    with pytest.raises(CalledOff):
        send_out(plan, tmp_path / "returns", asked_for, SENT, progress=progress)
    assert sorted((tmp_path / "returns").iterdir()) == sorted(first)
    assert {path: path.read_bytes() for path in before} == before


def test_a_disk_that_fails_on_the_way_leaves_no_half_of_the_returns(
    plan: OpenPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = plan.path.read_bytes()
    written: list[Path] = []

    def write(made: Export, path: Path) -> None:
        if len(written) == 2:
            raise Failure("The disk is full.")
        write_whole(made, path)
        written.append(path)

    monkeypatch.setattr(writing, "write", write)
    with pytest.raises(Failure, match="The disk is full"):
        send_out(plan, tmp_path / "returns", ExportRequest("return", "", QUARTER), SENT)
    assert len(written) == 2
    assert not (tmp_path / "returns").exists()
    assert plan.path.read_bytes() == before


def test_a_workbook_that_cannot_be_taken_back_is_named(
    plan: OpenPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = plan.path.read_bytes()

    def held(path: Path, missing_ok: bool = False) -> None:  # noqa: FBT001, FBT002 - as Path has it
        del missing_ok
        raise PermissionError(13, "Permission denied", str(path))

    def progress(done: int, _all: int) -> None:
        if done == 1:
            monkeypatch.setattr(Path, "unlink", held)
            raise CalledOff

    with pytest.raises(Refusal, match=r"plan is as it was\. .*\.xlsx could not be removed") as told:
        send_out(
            plan,
            tmp_path / "returns",
            ExportRequest("return", "", QUARTER),
            SENT,
            progress=progress,
        )
    monkeypatch.undo()
    (left,) = (tmp_path / "returns").iterdir()
    assert left.name in str(told.value)
    assert plan.path.read_bytes() == before
