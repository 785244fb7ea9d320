"""Every kind that has a sheet of its own goes out, and what is done to it comes back right."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pytest

from csp_desktop.changes.change import Change, Stance, add_record
from csp_desktop.operations.deciding.conflicts import open_conflicts
from csp_desktop.operations.merging.incoming import Brought
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.receiving.receive import read_return
from csp_desktop.operations.sending.export import ExportRequest, export
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Place
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import SHIPPED, Field, Kind
from csp_desktop.plan.values import Value
from csp_desktop.store.foreign import RETURNS
from csp_desktop.store.operation import Operation
from csp_desktop.workbook.package.model import Export, Sheet
from tests.operations.memory import PLAN, FilledIn, Typed, duplicate, sent_back, small_plan

KINDS = [each for each in SHIPPED.kinds if each.sheet]
WHOLE = ExportRequest("plan", case_studies=True)
_VALUES: Mapping[Type, tuple[Value, ...]] = {
    Type.NUMBER: (11, 12, 13), Type.DATE: ("2016-06-30", "2016-09-30", "2016-12-31"),
    Type.LIST: (["One", "Two"], ["Three"], ["Four"]), Type.QUARTER: ("2016/17 Q1",) * 3,
}  # fmt: skip
_TYPED: Mapping[Type, tuple[Typed, Value]] = {
    Type.NUMBER: (77, 77), Type.DATE: ("01/02/2017", "2017-02-01"),
    Type.LIST: ("New; newer", ["New", "newer"]), Type.QUARTER: ("2016/17 Q3", "2016/17 Q3"),
}  # fmt: skip
_LINKED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "action": (("a1", "1.1"), ("a2", "1.2")), "group": (("ours", "Our group"),) * 2,
}  # fmt: skip


def _value(kind: Kind, field: Field, at: int) -> Value:
    if field.type in (Type.LINK, Type.LINKS):
        found = _LINKED.get(field.links_to, ((f"{field.links_to}-0", ""),) * 2)[at % 2][0]
        return [found] if field.type is Type.LINKS else found
    if field.choices:
        return field.choices[0]
    if field.sentences:
        return [f"One; of {at}", "Two"]
    given = _VALUES.get(field.type)
    return given[at] if given else f"{kind.label} {field.name} {at}"


@pytest.fixture(scope="module")
def begun() -> OpenPlan:
    """A plan with three records of each kind that has a sheet, but for those there is one of."""
    plan = small_plan()
    nonces = iter(range(10_000))
    with plan.file.transaction():
        for kind in KINDS:
            for at in range(0 if kind.single else 3):
                values: dict[Place, Value] = {
                    (each.name, ""): _value(kind, each, at) for each in kind.fields
                }
                made = add_record(
                    PLAN, kind.name, f"{kind.name}-{at}", values, lambda: f"kinds {next(nonces)}"
                )
                plan.file.take_in(made, Operation("first", "publish", "Published", None))
    return OpenPlan(plan.file)


@pytest.fixture
def plan(begun: OpenPlan) -> OpenPlan:
    return duplicate(begun)


def stamp() -> Stamp:
    ids = iter(range(1_000_000))
    return Stamp("Ann", "2016-07-01T09:00:00+01:00", "", lambda: f"id-{next(ids)}")


def sheet_of(sent: Export, kind: Kind) -> Sheet:
    return next(each for each in sent.sheets if each.name == kind.sheet)


def brought(plan: OpenPlan, sent: Export, filled: FilledIn) -> Brought:
    return read_return(plan, plan.document(), sent_back(sent, filled), None)


def said(found: Brought) -> list[Change]:
    return [change for change, _ in found.made if change.cell.kind not in RETURNS]


def fields_of(kind: Kind) -> list[Field]:
    return [each for each in kind.fields if not each.per.value]


def typed_for(kind: Kind, field: Field) -> tuple[Typed, Value]:
    """What somebody types into a cell, and what that means."""
    if field.type in (Type.LINK, Type.LINKS):
        label = _LINKED.get(field.links_to)
        if label is None:
            key = SHIPPED.kind(field.links_to)
            assert key
            named = _value(key, key.field(key.key) or field, 1)
            return (str(named), _listed(field, f"{field.links_to}-1"))
        return label[1][1], _listed(field, label[1][0])
    if field.choices:
        return field.choices[-1].upper(), field.choices[-1]
    if field.sentences:
        return "New; newer\nNewest", ["New; newer", "Newest"]
    return _TYPED.get(field.type, (f"{kind.name} typed", f"{kind.name} typed"))


def _listed(field: Field, found: str) -> Value:
    return [found] if field.type is Type.LINKS else found


def test_nothing_comes_of_a_workbook_that_was_left_as_it_is(plan: OpenPlan) -> None:
    sent = export(plan, WHOLE, stamp())
    assert {each.name for each in sent.sheets} >= {each.sheet for each in KINDS}
    found = brought(plan, sent, FilledIn())
    assert (said(found), found.problems, found.missing) == ([], [], [])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_cell_that_is_typed_over_is_one_edit_of_what_stood_there(
    plan: OpenPlan, kind: Kind
) -> None:
    sent = export(plan, WHOLE, stamp())
    sheet = sheet_of(sent, kind)
    record = sheet.rows[0].record_id
    typed = {each.name: typed_for(kind, each) for each in fields_of(kind)}
    filled = FilledIn({(sheet.name, record, (at, "")): text for at, (text, _) in typed.items()})
    found = brought(plan, sent, filled)
    assert found.problems == []
    now = plan.document().record(kind.name, record)
    assert now
    wanted = {at: means for at, (_, means) in typed.items() if now.get(at) != means}
    assert {each.cell.field: each.value for each in said(found)} == wanted
    assert all(each.stance is Stance.STATED for each in said(found))
    heads = {each.field: row for each, row in zip(sheet.columns, sheet.rows[0].heads, strict=True)}
    assert {each.cell.field: set(each.covers) for each in said(found)} == {
        at: set(heads[at]) for at in wanted
    }
    merge(plan, [found], stamp())
    then = plan.document().record(kind.name, record)
    assert then
    assert {at: then.get(at) for at in typed} == {at: means for at, (_, means) in typed.items()}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_cell_that_is_cleared_is_an_edit_unless_the_record_needs_it(
    plan: OpenPlan, kind: Kind
) -> None:
    sent = export(plan, WHOLE, stamp())
    sheet = sheet_of(sent, kind)
    record = sheet.rows[0].record_id
    now = plan.document().record(kind.name, record)
    assert now
    for field in fields_of(kind):
        found = brought(plan, sent, FilledIn({(sheet.name, record, (field.name, "")): None}))
        if now.get(field.name) is None:
            assert (said(found), found.problems) == ([], [])
        elif field.required:
            assert said(found) == []
            assert "cannot be blank" in found.problems[0].message
            assert (found.problems[0].sheet, found.problems[0].cell[-1]) == (sheet.name, "5")
        else:
            assert [(each.cell.field, each.value) for each in said(found)] == [(field.name, None)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_is_not_understood_is_told_with_its_sheet_and_cell(plan: OpenPlan, kind: Kind) -> None:
    sent = export(plan, WHOLE, stamp())
    sheet = sheet_of(sent, kind)
    odd = {Type.DATE, Type.NUMBER, Type.CHOICE, Type.LINK, Type.LINKS, Type.QUARTER}
    wrong = [each.name for each in fields_of(kind) if each.type in odd]
    typed: dict[tuple[str, str, Place], Typed] = {
        (sheet.name, sheet.rows[0].record_id, (at, "")): "some time soon" for at in wrong
    }
    found = brought(plan, sent, FilledIn(typed))
    assert said(found) == []
    assert {each.sheet for each in found.problems} <= {sheet.name}
    assert len({each.cell for each in found.problems}) == len(wrong)
    assert all("some time soon" in each.message for each in found.problems)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_row_that_is_gone_deletes_nothing_by_itself(plan: OpenPlan, kind: Kind) -> None:
    sent = export(plan, WHOLE, stamp())
    sheet = sheet_of(sent, kind)
    record = sheet.rows[0].record_id
    found = brought(plan, sent, FilledIn(gone={(sheet.name, record)}))
    assert [(each.value, each.stance) for each in said(found)] == (
        [] if kind.single else [(False, Stance.PROPOSED)]
    )
    merge(plan, [found], stamp())
    assert plan.document().record(kind.name, record)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_row_that_is_filled_in_at_the_end_is_a_new_record(plan: OpenPlan, kind: Kind) -> None:
    sent = export(plan, WHOLE, stamp())
    sheet = sheet_of(sent, kind)
    typed = {each.name: typed_for(kind, each) for each in fields_of(kind)}
    cells: dict[Place, Typed] = {(at, ""): text for at, (text, _) in typed.items()}
    spare = sheet.spare_ids[0] if sheet.spare_ids else ""
    found = brought(plan, sent, FilledIn(new=[(sheet.name, spare, cells)]))
    if kind.single:
        assert said(found) == []
        assert "There is one plan" in found.problems[0].message
        return
    assert found.problems == []
    merge(plan, [found], stamp())
    (record,) = {each.cell.record for each in said(found)}
    made = plan.document().record(kind.name, record)
    assert made
    assert {at: made.get(at) for at in typed} == {at: means for at, (_, means) in typed.items()}
    again = merge(plan, [brought(plan, sent, FilledIn(new=[(sheet.name, spare, cells)]))], stamp())
    assert again.applied == 0
    # Without what it must have, no record is made.
    for field in fields_of(kind):
        if field.required:
            lacking = {at: text for at, text in cells.items() if at != (field.name, "")}
            without = brought(plan, sent, FilledIn(new=[(sheet.name, spare, lacking)]))
            assert said(without) == []
            assert "nothing of it was taken" in without.problems[0].message


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_row_that_lost_its_id_is_still_its_records(plan: OpenPlan, kind: Kind) -> None:
    sent = export(plan, WHOLE, stamp())
    sheet = sheet_of(sent, kind)
    row = sheet.rows[0]
    texts: dict[Place, Typed] = {}
    for column, value in zip(sheet.columns, row.values, strict=True):
        naming = sheet.named_by
        if naming and column.place in naming.places:
            texts[column.place] = value if isinstance(value, (int, float)) else str(value)
    free = next(each for each in reversed(fields_of(kind)) if (each.name, "") not in texts)
    texts[free.name, ""], means = typed_for(kind, free)
    found = brought(plan, sent, FilledIn(gone={(sheet.name, row.record_id)},
                                         new=[(sheet.name, "", texts)]))  # fmt: skip
    assert found.problems == []
    edits = [each for each in said(found) if each.stance is Stance.STATED]
    assert [(each.cell.record, each.cell.field, each.value) for each in edits] == [
        (row.record_id, free.name, means)
    ]


@pytest.mark.parametrize("kind", [each for each in KINDS if not each.single],
                         ids=lambda kind: kind.name)  # fmt: skip
def test_a_column_that_was_sorted_without_the_rest_stops_its_sheet(
    plan: OpenPlan, kind: Kind
) -> None:
    sent = export(plan, WHOLE, stamp())
    sheet = sheet_of(sent, kind)
    field = next(each for each in reversed(fields_of(kind)) if each.type is Type.TEXT
                 or each.type is Type.LONG_TEXT or each.type is Type.LIST)  # fmt: skip
    at = [each.field for each in sheet.columns].index(field.name)
    rows = [row for row in sheet.rows if row.values[at] is not None]
    shown = [row.values[at] for row in rows]
    turned = [*shown[1:], shown[0]]
    typed: dict[tuple[str, str, Place], Typed] = {
        (sheet.name, row.record_id, (field.name, "")): "; ".join(text)
        if isinstance(text, list)
        else str(text)
        for row, text in zip(rows, turned, strict=True)
    }
    found = brought(plan, sent, FilledIn(typed))
    assert said(found) == []
    assert "come apart" in found.problems[0].message


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_two_workbooks_that_say_different_things_leave_it_to_a_person(
    plan: OpenPlan, kind: Kind
) -> None:
    sent = [export(plan, WHOLE, Stamp(who, None, "", partial(str, who))) for who in ("one", "two")]
    field = next(each for each in fields_of(kind) if each.type is Type.TEXT)
    for each, text in zip(sent, ("Said by one", "Said by two"), strict=True):
        sheet = sheet_of(each, kind)
        record = sheet.rows[0].record_id
        filled = FilledIn({(sheet.name, record, (field.name, "")): text}, saved_by=text[8:])
        merge(plan, [brought(plan, each, filled)], stamp())
    (conflict,) = [each for each in open_conflicts(plan, plan.document()) if each.kind == "edit"]
    assert conflict.cell == (kind.name, record, field.name, "")
    assert {side.value for side in conflict.sides} == {"Said by one", "Said by two"}


def test_what_is_new_in_a_workbook_can_be_named_elsewhere_in_it(plan: OpenPlan) -> None:
    sent = export(plan, WHOLE, stamp())
    filled = FilledIn(new=[
        ("Milestones", "", {("action", ""): "1.9", ("title", ""): "First meeting"}),
        ("Groups", "", {("name", ""): "Nights panel"}),
        ("Updates", "", {("ref", ""): "1.9", ("title", ""): "Quiet nights"}),
        ("Plan", "", {("ref", ""): "1.9", ("group", ""): "Nights panel"}),
    ])  # fmt: skip
    found = brought(plan, sent, filled)
    assert found.problems == []
    merge(plan, [found], stamp())
    document = plan.document()
    (action,) = document.with_ref("1.9")
    (meeting,) = [e for e in document.of("milestone") if e.text("title") == "First meeting"]
    (group,) = [e for e in document.of("group") if e.text("name") == "Nights panel"]
    assert (meeting.text("action"), action.text("group")) == (action.id, group.id)
