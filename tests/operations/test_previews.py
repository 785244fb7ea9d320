"""A preview is what the merge will do; what is not wanted is left out; a cell is decided once."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from csp_desktop.changes.change import Cell
from csp_desktop.operations.deciding.resolve import Decision
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.records import add, delete
from csp_desktop.operations.editing.undo import undo
from csp_desktop.operations.receiving.answers import answers
from csp_desktop.operations.receiving.batch import Preview, Verdict, merge_decided
from csp_desktop.operations.receiving.intake import Intake
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import copy_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from tests.gui.returns.returned import IGU, QUARTER, SYH, Office, updates
from tests.operations.test_batches import Desk, shown

pytestmark = pytest.mark.whole

STAMP = Stamp("P. Sandhu", "2016-07-20T12:00:00+01:00")
LEAD = Stamp("R. Adeyemi", "2016-07-07T10:00:00+01:00")
LEAVE, TAKE = Verdict(Decision(word="leave")), Verdict(Decision(word="take"))


@pytest.fixture
def read(office: Office) -> Iterator[Callable[..., Desk]]:
    """The plan opened with files that have been read."""
    plans: list[OpenPlan] = []
    intake = Intake()

    def open_with(*files: Path) -> Desk:
        plans.append(office.with_plan())
        return Desk(plans[0], [intake.read(plans[0], each, STAMP.at) for each in files])

    yield open_with
    intake.close()
    for plan in plans:
        plan.close()


def copy_of(office: Office, work: Callable[[OpenPlan], object]) -> Path:
    """A lead's copy of the plan, in which something was done."""
    path = Path(shutil.copyfile(office.plan, office.folder / "lead.cspplan"))
    plan = open_plan(path, SHIPPED, write=True, by=LEAD.author)
    try:
        work(plan)
    finally:
        plan.close()
    return path


def put(plan: OpenPlan, ref: str, name: str, value: str, period: str = QUARTER) -> None:
    record = plan.document().with_ref(ref)[0]
    held = record.held(name, period)
    seen = held.heads or record.held("exists").heads
    edit(plan, [Edit("action", record.id, name, period, value, seen)], LEAD)


def value(cells: Mapping[tuple[str, str], object], place: tuple[str, str]) -> object:
    found = cells.get(place)
    return found[0] if isinstance(found, tuple) else found


def told(preview: Preview) -> list[tuple[str, str, object, object, str]]:
    return [
        (each.ref, each.field, each.old, each.new, each.mark)
        for view in preview.files
        for each in view.changes
    ]


def test_what_was_undone_in_a_copy_is_not_in_its_preview(
    office: Office, read: Callable[..., Desk]
) -> None:
    office.set("1.1", "status", "on track")

    def work(plan: OpenPlan) -> None:
        put(plan, "1.1", "status", "off track")
        undo(plan, LEAD)
        put(plan, "1.2", "commentary", "first")
        put(plan, "1.2", "commentary", "second")
        add(plan, "action", {("ref", ""): "1.30", ("title", ""): "Gone again"}, LEAD)
        undo(plan, LEAD)
        put(plan, "1.3", "commentary", "typed and cleared")
        put(plan, "1.3", "commentary", "")

    desk = read(copy_of(office, work))
    found = desk.preview()
    assert told(found) == [("1.2", "commentary", None, "second", "")]
    assert (found.files[0].taken, found.applied) == (1, 1)


def test_what_an_undo_in_a_copy_takes_back_here_is_in_its_preview(
    office: Office, read: Callable[..., Desk]
) -> None:
    path = copy_of(office, lambda plan: put(plan, "1.2", "commentary", "too early"))
    desk = read(path)
    desk.merge()
    plan = open_plan(path, SHIPPED, write=True, by=LEAD.author)
    undo(plan, LEAD)
    plan.close()
    intake = Intake()
    desk.arrived = [intake.read(desk.plan, path, STAMP.at)]
    intake.close()
    assert told(desk.preview()) == [("1.2", "commentary", "too early", None, "cleared")]


def test_a_preview_says_just_what_the_merge_does(office: Office, read: Callable[..., Desk]) -> None:
    office.set("1.1", "commentary", "before")
    office.set("1.2", "status", "on track")
    office.send("igu", IGU)
    one = office.come_back(
        "igu",
        updates({"1.1": ("On track", ""), "1.2": ("On track", "said"), "1.3": ("At risk",)}),
        "R. Adeyemi",
    )
    two = copy_of(office, lambda plan: put(plan, "1.4", "commentary", "from the copy"))
    desk = read(one, two)
    found = desk.preview()
    before = shown(desk.plan.document())
    said = {(each.record, each.field, each.period) for v in found.files for each in v.changes}
    merged = desk.merge()
    after = shown(desk.plan.document())
    moved = {
        (record, *place)
        for (kind, record), cells in after.items()
        for place in cells
        if kind == "action" and value(cells, place) != value(before[kind, record], place)
    }
    assert said == moved
    assert merged.preview.applied == found.applied == len(moved)


def clearing(office: Office) -> Path:
    office.set("1.1", "commentary", "Published.")
    office.send("igu", IGU)
    return office.come_back(
        "igu", updates({"1.1": ("On track", ""), "1.2": ("At risk", "More.")}), "R. Adeyemi"
    )


def test_a_blank_clears_nothing_until_it_is_taken(
    office: Office, read: Callable[..., Desk]
) -> None:
    desk = read(clearing(office))
    held = desk.waiting("1.1", "commentary", "held")
    assert held.options[0].value is None
    assert held.options[0].author == "R. Adeyemi"
    assert held.reason == "it clears what is filled in"
    assert not [each for each in told(desk.preview()) if each[4] == "cleared"]
    merged = desk.merge()
    assert desk.value("1.1", "commentary", QUARTER) == "Published."
    assert desk.value("1.1", "status", QUARTER) == "on track"
    assert [each.kind for each in merged.remaining] == ["held"]
    desk.arrived = []
    desk.merge(**{desk.waiting("1.1", "commentary", "held").id: TAKE})
    assert desk.value("1.1", "commentary", QUARTER) is None


def test_a_blank_is_taken_or_left_with_the_merge(office: Office, read: Callable[..., Desk]) -> None:
    desk = read(clearing(office))
    held = desk.waiting("1.1", "commentary", "held")
    merged = desk.merge(**{held.id: Verdict(Decision(word="leave"), "it was published")})
    assert desk.value("1.1", "commentary", QUARTER) == "Published."
    (answer,) = answers(desk.plan, merged)
    assert "not taken: (cleared)" in answer.text
    assert "it was published" in answer.text
    undo(desk.plan, STAMP)
    desk.merge(**{held.id: TAKE})
    assert desk.value("1.1", "commentary", QUARTER) is None


def test_a_file_merged_again_does_not_ask_again_for_what_was_left(
    office: Office, read: Callable[..., Desk]
) -> None:
    desk = read(clearing(office))
    desk.merge(**{desk.waiting("1.1", "commentary", "held").id: LEAVE})
    before = desk.plan.path.read_bytes()
    assert not desk.preview().waiting
    desk.merge()
    assert desk.plan.path.read_bytes() == before


def test_a_blank_in_a_copy_waits_too(office: Office, read: Callable[..., Desk]) -> None:
    office.set("1.1", "commentary", "Published.")

    def work(plan: OpenPlan) -> None:
        put(plan, "1.1", "commentary", "Another")
        put(plan, "1.1", "commentary", "")

    desk = read(copy_of(office, work))
    assert desk.waiting("1.1", "commentary", "held").options[0].value is None
    desk.merge()
    assert desk.value("1.1", "commentary", QUARTER) == "Published."
    assert not desk.preview().files[0].waiting


def test_any_change_can_be_left_out_with_a_reason_for_the_receipt(
    office: Office, read: Callable[..., Desk]
) -> None:
    office.send("igu", IGU)
    desk = read(office.come_back("igu", updates({"1.1": ("On track", "Twelve.")}), "R. Adeyemi"))
    found = {each.field: each for each in desk.preview().files[0].changes}
    cell = Cell("action", found["status"].record, "status", QUARTER)
    desk.arrived = [replace(each, left_out={cell: "Not agreed."}) for each in desk.arrived]
    assert [each[1] for each in told(desk.preview())] == ["commentary"]
    merged = desk.merge()
    assert desk.value("1.1", "status", QUARTER) is None
    assert desk.value("1.1", "commentary", QUARTER) == "Twelve."
    assert not merged.remaining
    (answer,) = answers(desk.plan, merged)
    assert "not taken: on track" in answer.text
    assert "Not agreed." in answer.text


def test_a_change_of_a_copy_is_left_out_with_all_that_led_to_it(
    office: Office, read: Callable[..., Desk]
) -> None:
    def work(plan: OpenPlan) -> None:
        for text in ("first", "second", "third"):
            put(plan, "1.1", "commentary", text)

    desk = read(copy_of(office, work))
    (change,) = desk.preview().files[0].changes
    cell = Cell("action", change.record, change.field, change.period)
    desk.arrived = [replace(each, left_out={cell: "No."}) for each in desk.arrived]
    merged = desk.merge()
    assert desk.value("1.1", "commentary", QUARTER) is None
    assert not merged.remaining
    assert not desk.preview().files[0].waiting


def test_a_new_action_and_a_deletion_are_left_out_whole(
    office: Office, read: Callable[..., Desk]
) -> None:
    def work(plan: OpenPlan) -> None:
        add(plan, "action", {("ref", ""): "1.30", ("title", ""): "New"}, LEAD)
        delete(plan, "action", plan.document().with_ref("1.2")[0].id, LEAD)

    desk = read(copy_of(office, work))
    changes = desk.preview().files[0].changes
    left = {Cell(each.kind, each.record, "exists", ""): "Not yet." for each in changes}
    assert {each.mark for each in changes} == {"new", "gone"}
    desk.arrived = [replace(each, left_out=left) for each in desk.arrived]
    merged = desk.merge()
    assert not desk.plan.document().with_ref("1.30")
    assert desk.plan.document().with_ref("1.2")
    assert not merged.remaining


def both(office: Office) -> tuple[Path, Path, Path]:
    """Two returns that contradict each other, and a third whose edit of the cell is held."""
    office.send("one", IGU)
    office.send("two", IGU)
    made = [
        office.come_back(name, updates({"1.1": (word,)}), by, at)
        for name, word, by, at in (
            ("one", "On track", "R. Adeyemi", "2016-07-07T10:00:00Z"),
            ("two", "At risk", "T. Brandt", "2016-07-08T10:00:00Z"),
        )
    ]

    path = office.folder / "theirs.cspplan"
    plan = office.with_plan()
    copy_plan(plan, path, "P. Sandhu", for_group=SYH)
    plan.close()
    plan = open_plan(path, SHIPPED, write=True, by="J. Whitlock")
    put(plan, "1.1", "status", "off track")
    plan.close()
    return made[0], made[1], path


def test_a_cell_is_decided_once_and_what_was_decided_counts(
    office: Office, read: Callable[..., Desk]
) -> None:
    desk = read(*both(office))
    conflict = desk.waiting("1.1", "status")
    held = desk.waiting("1.1", "status", "held")
    merged = desk.merge(**{conflict.id: Verdict(Decision(take=1)), held.id: TAKE})
    assert desk.value("1.1", "status", QUARTER) == conflict.options[0].value == "at risk"
    assert merged.refused
    assert not merged.remaining


def test_what_is_held_over_a_decided_cell_is_left_with_it(
    office: Office, read: Callable[..., Desk]
) -> None:
    desk = read(*both(office))
    conflict = desk.waiting("1.1", "status")
    merged = desk.merge(**{conflict.id: Verdict(Decision(take=2))})
    assert desk.value("1.1", "status", QUARTER) == "on track"
    assert not merged.remaining
    assert not merged.refused


def test_a_side_taken_is_that_side_whatever_its_number_is_by_then(
    office: Office, read: Callable[..., Desk]
) -> None:
    one, two, _ = both(office)
    desk = read(one, two)
    conflict = desk.waiting("1.1", "status")
    first = conflict.options[0]
    chosen = Verdict(Decision(take=2, side=first.side))
    merge_decided(desk.plan, desk.arrived, [], {conflict.id: chosen}, STAMP)
    assert desk.value("1.1", "status", QUARTER) == first.value


def test_a_conflict_knows_what_the_plan_says_now(office: Office, read: Callable[..., Desk]) -> None:
    office.send("igu", IGU)
    office.set("1.1", "status", "on track")
    desk = read(office.come_back("igu", updates({"1.1": ("At risk",)}), "R. Adeyemi"))
    found = desk.waiting("1.1", "status")
    assert (found.agreed, found.stands) == (None, "on track")
