"""What the list says of what waits, and the ways to settle it."""

from dataclasses import replace
from pathlib import Path

import pytest

from csp_desktop.gui.returns import rows, texts
from csp_desktop.gui.returns.choices import (
    choices_of,
    place_of,
    same_side,
    suggestion_of,
    the_later,
    typed,
)
from csp_desktop.operations.deciding.resolve import Decision
from csp_desktop.operations.receiving.batch import (
    CellChange,
    FileView,
    Option,
    Preview,
    PreviewTrouble,
    Verdict,
    WaitingItem,
)
from csp_desktop.operations.receiving.verdicts import as_one
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.values import Value
from csp_desktop.plan.wording import short_day
from tests.gui.returns.returned import AGREED, BOTH, COPY_A, COPY_B

NOW = "2016-07-20T12:00:00+01:00"
QUARTER = "2016/17 Q1"


def option(n: int, value: Value, file: int | None = None, author: str = "R. Adeyemi") -> Option:
    return Option(n, value, author, "2016-07-07T10:00:00Z", "return.xlsx", file)


def waiting(kind: str = "edit", *values: Value, **more: object) -> WaitingItem:
    known: dict[str, object] = {
        "id": "w1",
        "record_kind": "action",
        "record": "a1",
        "ref": "1.4",
        "title": "Empower",
        "field": "commentary",
        "label": "Commentary",
        "period": QUARTER,
        "agreed": AGREED,
        "type": Type.LONG_TEXT,
        "files": tuple(range(len(values))),
    }
    options = tuple(option(n, value, n - 1) for n, value in enumerate(values, 1))
    return WaitingItem(kind=kind, options=options, **{**known, **more})  # type: ignore[arg-type]


def view(**more: object) -> FileView:
    known: dict[str, object] = {
        "path": Path("return.xlsx"),
        "kind": "workbook",
        "refused": "",
        "locked": False,
        "sender": "R. Adeyemi",
        "group": "Integrated Gangs Unit",
        "quarter": QUARTER,
        "sent": "",
        "filled": "",
        "taken": 0,
        "known": 0,
        "conflicts": 0,
        "held": 0,
        "missing": (),
        "waiting": 0,
        "changes": (),
        "troubles": (),
        "notices": (),
    }
    return FileView(**{**known, **more})  # type: ignore[arg-type]


def change(**more: object) -> CellChange:
    known: dict[str, object] = {
        "kind": "action",
        "record": "a1",
        "ref": "1.1",
        "title": "Support",
        "field": "commentary",
        "label": "Commentary",
        "period": QUARTER,
        "old": "before",
        "new": None,
    }
    return CellChange(**{**known, **more})  # type: ignore[arg-type]


def listed(preview: Preview, **verdicts: Verdict) -> list[tuple[str, str, str]]:
    return [(row.section, row.text, row.right) for row in rows.rows_of(preview, verdicts)]


def test_conflicts_come_first_and_those_of_the_batch_before_older_ones() -> None:
    old = waiting("edit", "x", "y", id="old", files=(), ref="1.1")
    new = waiting("edit", "x", "y", id="new", ref="1.9")
    found = rows.rows_of(Preview((view(),), (old, new)), {})
    assert [row.left for row in found if not row.is_head] == ["1.9", "1.1"]
    assert found[0].right == "0 of 2 decided"


def test_a_status_conflict_shows_both_statuses() -> None:
    status = waiting("edit", "at risk", "on track", field="status", label="Status", agreed=None)
    (_, row) = rows.rows_of(Preview((view(),), (status,)), {})
    assert (row.text, row.right, row.statuses) == (
        "Q1 status", "At risk or On track", ("at risk", "on track"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (Decision(take=1), "Decided: R. Adeyemi"),
        (Decision(value=AGREED), "Decided: Last agreed"),
        (Decision(value="now"), "Decided: In the plan now"),
        (Decision(value="mine"), "Decided: Own wording"),
    ],
)
def test_a_decided_conflict_says_what_was_decided(decision: Decision, said: str) -> None:
    preview = Preview((view(),), (waiting("edit", COPY_A, COPY_B, stands="now"),))
    assert listed(preview, w1=Verdict(decision))[-1] == ("Conflicts", "Q1 commentary", said)


def test_rows_made_beforehand_are_the_same() -> None:
    preview = Preview((view(),), (waiting("edit", COPY_A, COPY_B),))
    ready = rows.prepared(preview)
    verdicts = {"w1": Verdict(Decision(take=2))}
    for held in ({}, verdicts):
        assert rows.rows_of(preview, held, ready=ready) == rows.rows_of(preview, held)


def test_held_and_missing_offer_what_can_be_done_with_them() -> None:
    held = waiting("held", ["A", "B"], id="h", field="lead_partners", label="Leads", period="")
    missing = waiting("missing", False, id="m", field="exists", label="Deletion", period="")  # noqa: FBT003 - a value
    found = {row.section: row for row in rows.rows_of(Preview((view(),), (held, missing)), {})}
    assert (found["Held"].text, found["Held"].buttons) == ("Leads: A; B", (rows.TAKE, rows.LEAVE))
    assert found["Other"].buttons == (rows.LEAVE, rows.DELETE)
    done = {row.section: row for row in rows.rows_of(
        Preview((view(),), (held,)), {"h": Verdict(Decision(word="leave"))}
    )}  # fmt: skip
    assert (done["Held"].right, done["Held"].buttons) == ("Left", ())


def test_a_milestone_is_told_by_its_action_and_its_title_and_its_days_in_words() -> None:
    known = {"record_kind": "milestone", "record": "m1", "ref": "1.4 / Panel met", "period": ""}
    due = waiting("held", "2016-09-30", field="due", label="Due", **known)
    added = waiting("held", "Panel met", id="w2", field="exists", label="New", **known)
    found = [each for each in rows.rows_of(Preview((view(),), (due, added)), {}) if each.waiting]
    assert [(each.left, each.text, each.second) for each in found] == [
        ("1.4", "Due: 30 September 2016", "1.4 / Panel met"),
        ("1.4", "Add a milestone", "1.4 / Panel met"),
    ]


def test_a_problem_names_sheet_and_cell_and_the_file_it_is_in() -> None:
    trouble = PreviewTrouble("Updates", "G7", "'Greenish' is not a status.")
    preview = Preview((view(troubles=(trouble,)), view(refused="It is no workbook.")))
    found = rows.rows_of(preview, {})
    assert [row.second for row in found if not row.is_head] == [
        "Updates!G7, Integrated Gangs Unit", "return.xlsx",
    ]  # fmt: skip
    assert rows.prepared(preview).counts["Problems"] == 2


def test_cleared_cells_new_rows_and_notices_are_listed_apart() -> None:
    changes = (
        change(mark="cleared"),
        change(mark="new", record="a2", ref="1.12", title="Summer"),
        change(mark="new", record="a2", ref="1.12", title="Summer", field="status"),
        change(),
    )
    preview = Preview((view(changes=changes, notices=("Look.",), waiting=2),))
    found = rows.rows_of(preview, {})
    assert [row.text for row in found] == [
        "Other",
        "Q1 commentary cleared",
        "New: Summer",
        "2 changes made from another copy: merge that one first",
        "Look.",
    ]
    assert found[0].right == "1 cleared cell, 1 new row, 2 notices"


def test_a_filter_and_a_folded_section_leave_out_the_rest() -> None:
    preview = Preview((view(notices=("Look.",)),), (waiting("edit", "x", "y"),))
    assert {row.section for row in rows.rows_of(preview, {}, rows.OTHER)} == {"Other"}
    folded = rows.rows_of(preview, {}, folded={rows.CONFLICTS})
    assert [row.is_head for row in folded] == [True, True, False]


def test_the_choices_of_a_conflict_are_what_the_plan_says_each_person_and_what_was_agreed() -> None:
    both = waiting("edit", COPY_A, COPY_B, stands=AGREED)
    one, other = both.options
    other = replace(other, author="T. Brandt", at="2016-07-06T09:30:00Z")
    found = choices_of(replace(both, options=(one, other)), (view(), view(kind="copy")), NOW)
    assert [(each.name, each.source) for each in found] == [
        ("In the plan now", "as it stands"),
        ("R. Adeyemi", "saved later, Integrated Gangs Unit return, 7 Jul 11:00"),
        ("T. Brandt", "Copy of the plan, 6 Jul 10:30"),
    ]
    assert [each.use for each in found] == [
        "Keep what is in the plan", "Use R. Adeyemi's", "Use T. Brandt's",
    ]  # fmt: skip
    assert [each.text for each in found] == [AGREED, COPY_A, COPY_B]
    assert place_of(found, found[2].verdict) == 2
    assert place_of(found, typed("mine")) == -1
    assert the_later(replace(both, options=(one, other))) == Verdict(Decision(take=1))


def test_where_two_were_saved_at_one_time_none_is_the_later() -> None:
    both = waiting("edit", COPY_A, COPY_B)
    assert the_later(both) is None
    assert not any("saved later" in each.source for each in choices_of(both, (view(),), NOW))


def test_the_plans_own_side_is_what_is_in_the_plan_and_no_further_card() -> None:
    known = waiting("edit", "on track", "at risk", field="status", agreed=None, stands="at risk")
    found = choices_of(known, (view(), view()), NOW)
    assert [(each.name, each.text) for each in found] == [
        ("In the plan now", "At risk"), ("R. Adeyemi", "On track"), ("Last agreed", "Blank"),
    ]  # fmt: skip
    assert [each.verdict.decision for each in found] == [
        Decision(take=2), Decision(take=1), Decision(value=""),
    ]  # fmt: skip
    other = waiting("edit", "p", "q", id="w2", agreed="o", stands="p")
    assert same_side(other, found[0], 0) == Verdict(Decision(take=1))
    assert same_side(other, found[2], 0) == Verdict(Decision(value="o"))


def test_what_is_held_over_a_decided_cell_shows_what_was_decided() -> None:
    conflict = waiting("edit", "on track", "at risk", field="status", agreed=None)
    held = waiting("held", "off track", id="h", field="status", agreed=None)
    preview = Preview((view(),), (conflict, held))
    before = {row.section: row for row in rows.rows_of(preview, {}) if not row.is_head}
    assert before["Held"].buttons == (rows.TAKE, rows.LEAVE)
    decided = Verdict(Decision(take=2))
    after = {row.section: row for row in rows.rows_of(preview, {"w1": decided}) if not row.is_head}
    assert (after["Held"].right, after["Held"].done) == ("Decided above: At risk", True)
    cards = choices_of(held, (view(),), NOW, (conflict, decided))
    assert [(each.name, each.text) for each in cards] == [
        ("Decided above", "At risk"), ("R. Adeyemi", "Off track"),
    ]  # fmt: skip


def test_taking_what_is_held_over_a_contested_cell_is_the_decision_on_that_cell() -> None:
    conflict = waiting("edit", "on track", "at risk", field="status", agreed=None)
    held = waiting("held", "off track", id="h", field="status", agreed=None)
    both = (conflict, held)
    take, leave = Verdict(Decision(word="take"), "by phone"), Verdict(Decision(word="leave"))
    assert as_one(both, {"h": take}) == {
        "h": None, "w1": Verdict(Decision(value="off track"), "by phone"),
    }  # fmt: skip
    assert as_one(both, {"h": leave}) == {"h": leave}
    assert as_one(both, {"h": None}) == {"h": None, "w1": None}
    alone = {"w1": Verdict(Decision(take=1))}
    assert as_one(both, alone) == alone


def test_where_nothing_was_agreed_the_sides_are_told_apart_and_not_from_nothing() -> None:
    first, second = "Twelve took up the offer.", "Fourteen took up the offer."
    _, one, other = choices_of(
        waiting("edit", first, second, agreed=None), (view(), view(kind="copy")), NOW
    )
    assert [one.text, other.text] == [first, second]
    marked = [[each.text.strip() for each in side.pieces if each.mark] for side in (one, other)]
    assert marked == [["Twelve"], ["Fourteen"]]


def test_a_suggestion_combines_two_texts_and_joins_lists() -> None:
    found = suggestion_of(waiting("edit", COPY_A, COPY_B))
    assert found
    assert "".join(piece.text for piece in found.pieces) == BOTH
    assert suggestion_of(waiting("edit", COPY_A, COPY_B, agreed=None)) is None
    leads = waiting(
        "edit", ["A", "B"], ["A", "C"], agreed=["A"], type=Type.LIST, field="lead_partners"
    )
    joined = suggestion_of(leads)
    assert joined
    assert "".join(piece.text for piece in joined.pieces) == "A; B; C"


def test_deleted_against_edited_and_one_ref_twice_read_in_plain_english() -> None:
    deleted = waiting("delete", "keep", "delete", field="exists", label="Deletion", period="")
    assert texts.what(deleted) == "Deleted by one, edited by another"
    keep, delete = choices_of(deleted, (view(),), NOW)
    assert (keep.verdict.decision.word, delete.verdict.decision.word) == ("keep", "delete")
    assert keep.text == "Empower stays, with what was edited."
    twice = waiting("ref", "One", "Two", field="ref", label="Ref", period="")
    assert texts.what(twice) == "2 actions bear this ref"
    assert "the others get the next free ref" in texts.explained(twice)
    assert [each.use for each in choices_of(twice, (view(),), NOW)] == [
        "Leave 1.4 with action 1", "Leave 1.4 with action 2",
    ]  # fmt: skip


def test_an_added_record_and_a_missing_row_are_said_as_a_whole() -> None:
    added = waiting("held", True, field="exists", label="Deletion", period="")  # noqa: FBT003 - a value
    assert texts.what(added) == "Add an action"
    assert [each.name for each in choices_of(added, (view(),), NOW)] == ["Leave it", "Add it"]
    missing = waiting("missing", False, field="exists", label="Deletion", period="")  # noqa: FBT003 - a value
    assert [each.name for each in choices_of(missing, (view(),), NOW)] == ["Leave it", "Delete it"]


def test_the_same_side_of_another_conflict_is_that_of_the_same_file() -> None:
    one, other = waiting("edit", "x", "y"), waiting("edit", "p", "q", id="w2", agreed="o")
    _, first, _, agreed = choices_of(one, (view(), view()), NOW)
    assert same_side(other, first, 0) == Verdict(Decision(take=1))
    assert same_side(other, first, 5) is None
    assert same_side(other, agreed, 0) == Verdict(Decision(value="o"))
    held = waiting("held", "v", id="h")
    _, take = choices_of(held, (view(),), NOW)
    assert same_side(held, take, 0) == Verdict(Decision(word="take"))


@pytest.mark.parametrize(
    ("label", "period", "said"),
    [
        ("Status", QUARTER, "Q1 status"),
        ("Actual", "2015/16", "Actual 2015/16"),
        ("Lead partners", "", "Lead partners"),
    ],
)
def test_a_cell_is_named_in_short(label: str, period: str, said: str) -> None:
    assert texts.place(label, period) == said


def test_a_day_has_its_year_only_where_it_is_another_one() -> None:
    assert short_day("2016-07-01T09:00:00+01:00", NOW) == "1 Jul"
    assert short_day("2015-12-24", NOW) == "24 Dec 2015"
    assert short_day("", NOW) == ""
    assert short_day("yesterday", NOW) == "yesterday"
