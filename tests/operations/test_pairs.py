"""Every kind of change against every kind, made apart and merged, by copy and by workbook.

What must come of each pair was written down by hand, before it was tried.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from csp_desktop.changes.change import Cell, Stance
from csp_desktop.changes.change import edit as make_edit
from csp_desktop.operations.deciding import conflicts
from csp_desktop.operations.deciding.resolve import Decision, resolve
from csp_desktop.operations.editing import edits, records, undo
from csp_desktop.operations.merging.incoming import Brought
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.merging.merge_report import MergeReport
from csp_desktop.operations.receiving.receive import read_return
from csp_desktop.operations.sending.export import ExportRequest, export
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots import snapshots
from csp_desktop.store.check import problems
from csp_desktop.store.operation import Operation
from tests.operations.memory import (
    OURS,
    PLAN,
    QUARTER,
    THEIRS,
    FilledIn,
    as_copy,
    duplicate,
    sent_back,
    small_plan,
)

pytestmark = pytest.mark.whole

ANN = Stamp("Ann", "2016-07-01T09:00:00+01:00")
STATUS, COMMENTARY = ("status", QUARTER), ("commentary", QUARTER)
EVIDENCE, TITLE, REF = ("evidence", QUARTER), ("title", ""), ("ref", "")


@pytest.fixture(scope="module")
def begun() -> OpenPlan:
    """A plan as both parties know it.

    Of 1.1 the status is unconfirmed, and the commentary is the last thing done; it has a milestone.
    Two people put different evidence for 1.2.
    """
    plan = small_plan()
    cell = Cell("action", "a1", *STATUS)
    exists = plan.file.values.held("action", "a1", "exists").heads
    first = make_edit(PLAN, cell, "not started", exists, "first status", Stance.UNCONFIRMED)
    agreed = make_edit(PLAN, Cell("action", "a2", *EVIDENCE), "Agreed", exists, "agreed")
    sides = [
        make_edit(PLAN, agreed.cell, value, [agreed.id], value) for value in ("Minutes", "Photos")
    ]
    with plan.file.transaction():
        plan.file.take_in([first, agreed, *sides], Operation("start", "publish", "Ann", None))
    records.add(plan, "milestone", {("action", ""): "a1", TITLE: "Panel met"}, ANN, "m1")
    edits.edit(plan, [edits.Edit("action", "a1", *COMMENTARY, "Early days")], ANN)
    return plan


# What people do in a copy


def _set(field: tuple[str, str], value: str | None) -> Callable[[OpenPlan], None]:
    def put(plan: OpenPlan) -> None:
        edits.edit(plan, [edits.Edit("action", "a1", *field, value)], ANN)

    return put


def _delete(plan: OpenPlan) -> None:
    records.delete(plan, "action", "a1", ANN)


def _add(plan: OpenPlan) -> None:
    records.add(plan, "action", {REF: "1.9", TITLE: "New", ("group", ""): OURS}, ANN)


def _renumber(plan: OpenPlan) -> None:
    records.renumber(plan, [("1.1", "1.9")], ANN)


def _swap(plan: OpenPlan) -> None:
    records.renumber(plan, [("1.1", "1.2"), ("1.2", "1.1")], ANN)


def _add_and_undo(plan: OpenPlan) -> None:
    _add(plan)
    undo.undo(plan, ANN)


def _proposing(group: str, title: str) -> Callable[[OpenPlan], None]:
    def propose(plan: OpenPlan) -> None:
        with plan.file.transaction():
            plan.file.set_meta("for_group", group)
        _set(TITLE, title)(plan)

    return propose


def _confirm(plan: OpenPlan) -> None:
    edits.confirm(plan, [("action", "a1", *STATUS)], ANN)


def _undo(plan: OpenPlan) -> None:
    undo.undo(plan, ANN)


def _decide(plan: OpenPlan) -> None:
    (found,) = conflicts.conflicts(plan)
    resolve(plan, found.id, Decision(value="Minutes"), ANN)


def _freeze(plan: OpenPlan) -> None:
    snapshots.take(plan, QUARTER, ANN)


def _add_step(plan: OpenPlan) -> None:
    values = {("action", ""): "a1", TITLE: "Letters sent"}
    records.add(plan, "milestone", dict(values), ANN)


def _set_due(plan: OpenPlan) -> None:
    edits.edit(plan, [edits.Edit("milestone", "m1", "due", "", "31/10/2016")], ANN)


def _go_back(plan: OpenPlan) -> None:
    """Do something, and go back to the backup made before it."""
    backup = duplicate(plan)
    _set(STATUS, "Red")(plan)
    backup.file._db.backup(plan.file._db)


@dataclass(frozen=True)
class Kind:
    """A kind of change: how it is made in a copy, in a workbook, and what then stands where."""

    name: str
    in_copy: Callable[[OpenPlan], None] | None = None
    in_book: FilledIn | None = None
    effect: tuple[tuple[str, str], str | None] | None = None
    asked: str = "return"


def _typed(field: tuple[str, str], value: str | None, record: str = "a1") -> FilledIn:
    return FilledIn({("Updates", record, field): value})


KINDS = {
    kind.name: kind
    for kind in (
        Kind("edit", _set(STATUS, "Green"), _typed(STATUS, "on-track"), (STATUS, "on track")),
        Kind("value", _set(STATUS, "Red"), _typed(STATUS, "R"), (STATUS, "off track")),
        Kind("cell", _set(COMMENTARY, "More"), _typed(COMMENTARY, "More "),
             (COMMENTARY, "More")),
        Kind("clear", _set(STATUS, None), _typed(STATUS, None), (STATUS, None)),
        Kind("delete", _delete),
        Kind("number", _renumber, FilledIn({("Plan", "a1", REF): "1.9"}), (REF, "1.9"), "plan"),
        Kind("add", _add, FilledIn(new=[("Updates", "", {REF: "1.9", TITLE: "New"})])),
        Kind("propose", _proposing(THEIRS, "Better"), _typed(TITLE, "Better")),
        Kind("confirm", _confirm, None, (STATUS, "not started")),
        Kind("undo", _undo, None, (COMMENTARY, None)),
        Kind("decide", _decide),
        Kind("missing", None, FilledIn(gone={("Updates", "a1")})),
        Kind("side", None, _typed(EVIDENCE, "A letter", "a2")),
        Kind("swap", _swap, FilledIn({("Plan", "a1", REF): "1.2", ("Plan", "a2", REF): "1.1"}),
             (REF, "1.2"), "plan"),
        Kind("unadd", _add_and_undo),
        Kind("rival", _proposing("a third", "Safer")),
        Kind("freeze", _freeze),
        Kind("goback", _go_back),
        Kind("step", _add_step),
        Kind("due", _set_due),
    )
}  # fmt: skip

# What waits for a person after each pair: E an edit conflict over the status, D a deletion that
# is contested, R a ref borne twice, T the proposed title, M the missing row, V the evidence, over
# which two people differed from the start, N the contested number, S a milestone that the deletion
# of its action did not see. A dot stands for nothing.
WAITS = """
        edit value cell clear delete number add propose confirm undo decide missing side swap unadd rival  freeze goback  step due
edit    V    EV    V    EV    DV     V      V   TV      EV      V    .      MV      V    V    V     TV     V      V       V    V
value   EV   V     V    EV    DV     V      V   TV      EV      V    .      MV      V    V    V     TV     V      V       V    V
cell    V    V     V    V     DV     V      V   TV      V       V    .      MV      V    V    V     TV     V      V       V    V
clear   EV   EV    V    V     DV     V      V   TV      EV      V    .      MV      V    V    V     TV     V      V       V    V
delete  DV   DV    DV   DV    V      DV     V   DTV     DV      V    .      V       V    DV   V     DTV    V      V       SV   SV
number  V    V     V    V     DV     V      RV  TV      V       V    .      MV      V    NV   V     TV     V      V       V    V
add     V    V     V    V     V      RV     RV  TV      V       V    .      MV      V    V    V     TV     V      V       V    V
propose TV   TV    TV   TV    DTV    TV     TV  TV      TV      TV   T      MTV     TV   TV   TV    TV     TV     TV      TV   TV
confirm EV   EV    V    EV    DV     V      V   TV      V       V    .      MV      V    V    V     TV     V      V       V    V
undo    V    V     V    V     V      V      V   TV      V       V    .      MV      V    V    V     TV     V      V       V    V
decide  .    .     .    .     .      .      .   T       .       .    .      M       V    .    .     T      .      .       .    .
missing MV   MV    MV   MV    V      MV     MV  MTV     MV      MV   M      MV      MV   MV   MV    MTV    MV     MV      MV   MV
side    V    V     V    V     V      V      V   TV      V       V    V      MV      V    V    V     TV     V      V       V    V
swap    V    V     V    V     DV     NV     V   TV      V       V    .      MV      V    V    V     TV     V      V       V    V
unadd   V    V     V    V     V      V      V   TV      V       V    .      MV      V    V    V     TV     V      V       V    V
rival   TV   TV    TV   TV    DTV    TV     TV  TV      TV      TV   T      MTV     TV   TV   TV    TV     TV     TV      TV   TV
freeze  V    V     V    V     V      V      V   TV      V       V    .      MV      V    V    V     TV     V      V       V    V
goback  V    V     V    V     V      V      V   TV      V       V    .      MV      V    V    V     TV     V      V       V    V
step    V    V     V    V     SV     V      V   TV      V       V    .      MV      V    V    V     TV     V      V       V    V
due     V    V     V    V     SV     V      V   TV      V       V    .      MV      V    V    V     TV     V      V       V    V
"""  # noqa: E501 - a table is read across

SHOWN = {
    # An edit of what somebody else undid stands: it was made on sight of it.
    frozenset({"undo", "cell"}): {COMMENTARY: "More"},
}


def _table() -> dict[tuple[str, str], str]:
    head, *rows = (line.split() for line in WAITS.strip().splitlines())
    return {
        (row[0], column): found.replace(".", "")
        for row in rows
        for column, found in zip(head, row[1:], strict=True)
    }


OUTCOMES = _table()
LETTERS = {
    ("edit", "status"): "E", ("delete", "exists"): "D", ("ref", "ref"): "R", ("held", "title"): "T",
    ("missing", "exists"): "M", ("edit", "evidence"): "V", ("edit", "ref"): "N",
}  # fmt: skip


def _ways() -> list[tuple[str, str, str, str]]:
    found = []
    for one, other in itertools.product(KINDS, KINDS):
        for first, second in itertools.product(("copy", "workbook"), repeat=2):
            made = [
                KINDS[name].in_copy if way == "copy" else KINDS[name].in_book
                for name, way in ((one, first), (other, second))
            ]
            if all(made):
                found.append((one, first, other, second))
    return found


def test_the_table_speaks_of_every_pair_and_of_each_both_ways_alike() -> None:
    assert set(OUTCOMES) == set(itertools.product(KINDS, KINDS))
    assert all(OUTCOMES[one, other] == OUTCOMES[other, one] for one, other in OUTCOMES)


def _made(begun: OpenPlan, kind: Kind, way: str, number: int) -> Callable[[OpenPlan], Brought]:
    """Make a change of this kind apart from the plan; answers with what then brings it there."""
    apart = duplicate(begun)
    if way == "copy":
        assert kind.in_copy
        kind.in_copy(apart)
        return lambda _: as_copy(apart)
    assert kind.in_book
    filled = kind.in_book
    stamp = Stamp("Pat", "2016-06-01T09:00:00+01:00", "", lambda: f"export {kind.asked} {number}")
    group = "Our group" if kind.asked == "return" else ""
    sent = export(apart, ExportRequest(kind.asked, group), stamp)
    returned = sent_back(sent, filled)
    return lambda plan: read_return(plan, plan.document(), returned, None)


def _merged(
    begun: OpenPlan, *brings: Callable[[OpenPlan], Brought]
) -> tuple[OpenPlan, MergeReport]:
    """Each in turn merged into the plan, and then the first once more."""
    plan = duplicate(begun)
    for bring in brings:
        report = merge(plan, [bring(plan)], ANN)
    again = merge(plan, [brings[0](plan)], ANN)
    assert again.applied == 0
    assert again.outcome.changed == ()
    return plan, report


def _picture(plan: OpenPlan) -> object:
    ids = {change.id for change in plan.file.ledger.everything()}
    listed = [(each.id, each.kind) for each in conflicts.conflicts(plan)]
    return ids, plan.file.picture.cells(), plan.file.picture.standings(), listed


@pytest.mark.parametrize(
    ("one", "first", "other", "second"), _ways(), ids=lambda value: value.replace(" ", "-")
)
def test_a_pair(begun: OpenPlan, one: str, first: str, other: str, second: str) -> None:
    brings = [
        _made(begun, KINDS[name], way, number)
        for number, (name, way) in enumerate(((one, first), (other, second)))
    ]
    plan, report = _merged(begun, *brings)
    backwards, _ = _merged(begun, *reversed(brings))
    assert _picture(plan) == _picture(backwards)
    at_once = duplicate(begun)
    merge(at_once, [bring(at_once) for bring in brings], ANN)
    assert _picture(plan) == _picture(at_once)
    waits = {
        "S" if each.cell.kind == "milestone" else LETTERS[each.kind, each.cell.field]
        for each in report.conflicts
    }
    assert len(report.conflicts) == len(waits)
    assert waits == set(OUTCOMES[one, other])
    assert problems(plan.file) == []
    _assert_shown(plan, one, other, waits)


def _assert_shown(plan: OpenPlan, one: str, other: str, waits: set[str]) -> None:
    record = plan.file.values.record("action", "a1")
    if "delete" in (one, other) and "D" not in waits:
        assert record is None
        return
    assert record is not None
    expected: dict[tuple[str, str], str | None] = {
        STATUS: "not started", COMMENTARY: "Early days", TITLE: "Gangs", REF: "1.1",
    }  # fmt: skip
    for name in (one, other):
        effect = KINDS[name].effect
        contested = {STATUS: "E", REF: "N"}
        if effect and contested.get(effect[0]) not in waits:
            expected[effect[0]] = effect[1]
    expected |= SHOWN.get(frozenset({one, other}), {})
    assert {place: record.get(*place) for place in expected} == expected
    held = record.held(*STATUS)
    assert held.contested == ("E" in waits)
    untouched = not {"edit", "value", "clear", "confirm"} & {one, other}
    assert held.unconfirmed == untouched
    added = [each for each in plan.document().of("action") if each.text("title") == "New"]
    assert len(added) == (one, other).count("add")
    steps = {each.id: each.text("due") for each in plan.document().of("milestone")}
    # It went with its action, and comes back with it if that is kept.
    gone = None if "delete" in (one, other) else ""
    assert steps.pop("m1", None) == ("2016-10-31" if "due" in (one, other) else gone)
    assert len(steps) == (one, other).count("step")
    second = plan.file.values.record("action", "a2")
    assert second is not None
    assert second.get(*EVIDENCE) == ("Agreed" if "V" in waits else "Minutes")


# New rows in two copies of one return: the spare row each stands in ('' for a row put in by hand)
# and its ref and title, then what comes of the two: how many actions, and what waits.
NEW_ROWS = [
    ((0, "1.8", "New"), (0, "1.9", "New"), 2, set()),
    ((0, "1.8", "New"), (0, "1.9", "Other"), 2, set()),
    ((0, "1.9", "New"), (0, "1.9", "New"), 1, set()),
    ((0, "1.9", "New"), (0, "1.9", "Other"), 1, {"edit"}),
    ((0, "1.9", "New"), (1, "1.9", "Other"), 2, {"ref"}),
    ((0, "1.9", "New"), ("", "1.9", "Other"), 2, {"ref"}),
    (("", "1.9", "New"), ("", "1.9", "Other"), 1, {"edit"}),
    (("", "1.8", "New"), ("", "1.9", "New"), 2, set()),
]


@pytest.mark.parametrize(("one", "other", "count", "waits"), NEW_ROWS)
def test_new_rows_in_two_copies_of_one_return(
    begun: OpenPlan,
    one: tuple[int | str, str, str],
    other: tuple[int | str, str, str],
    count: int,
    waits: set[str],
) -> None:
    stamp = Stamp("Pat", "2016-06-01T09:00:00+01:00", "", lambda: "export")
    sent = export(duplicate(begun), ExportRequest("return", "Our group"), stamp)
    spares = sent.sheets[0].spare_ids

    def bringing(at: int | str, ref: str, title: str) -> Callable[[OpenPlan], Brought]:
        spare = spares[at] if isinstance(at, int) else at
        returned = sent_back(sent, FilledIn(new=[("Updates", spare, {REF: ref, TITLE: title})]))
        return lambda plan: read_return(plan, plan.document(), returned, None)

    brings = [bringing(*one), bringing(*other)]
    plan, report = _merged(begun, *brings)
    backwards, _ = _merged(begun, *reversed(brings))
    at_once = duplicate(begun)
    merge(at_once, [bring(at_once) for bring in brings], ANN)
    assert _picture(plan) == _picture(backwards) == _picture(at_once)
    assert {each.kind for each in report.conflicts if each.cell.field != "evidence"} == waits
    added = plan.file.document().actions()
    assert len(added) - len(begun.document().actions()) == count
    assert problems(plan.file) == []
