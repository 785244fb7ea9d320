"""A plan at one moment: what people ask of it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from csp_desktop.plan.document import Document, Held, Record, number_of
from csp_desktop.plan.fields import SHIPPED
from tests.documents import document, record

ACTIONS = [
    record("action", "a10", {"ref": "1.10", "delivery_priority": "d1"}),
    record("action", "a2", {"ref": "1.2", "strategic_priority": "s2"}),
    record("action", "twin", {"ref": "1.2"}),
    record("action", "part", {"ref": "1.2.1"}),
    record("action", "none", {}),
]
OTHERS = [
    record("strategic_priority", "s1", {"number": 1}),
    record("strategic_priority", "s2", {"number": 2}),
    record("delivery_priority", "d1", {"label": "1.DP1", "strategic_priority": "s1"}),
    record("delivery_priority", "d10", {"label": "1.DP10"}),
    record("delivery_priority", "d2", {"label": "1.DP2"}),
    record("year", "2016/17", {"name": "2016/17"}),
    record("year", "2015/16", {"name": "2015/16"}),
]
DOCUMENT: Document = document([*ACTIONS, *OTHERS])


def test_actions_stand_in_the_order_people_read_their_refs() -> None:
    assert [each.id for each in DOCUMENT.actions()] == ["none", "a2", "twin", "part", "a10"]


def test_priorities_and_years_stand_in_order() -> None:
    assert [each.id for each in DOCUMENT.strategic_priorities()] == ["s1", "s2"]
    assert [each.id for each in DOCUMENT.delivery_priorities()] == ["d1", "d2", "d10"]
    assert DOCUMENT.years() == ["2015/16", "2016/17"]
    assert number_of(record("strategic_priority", "x", {})) == float("inf")


def test_an_action_stands_under_its_delivery_priority_s_priority() -> None:
    priorities = {each.id: DOCUMENT.priority_of(each) for each in ACTIONS}
    assert {name: found.id if found else "" for name, found in priorities.items()} == {
        "a10": "s1", "a2": "s2", "twin": "", "part": "", "none": "",
    }  # fmt: skip


def test_a_ref_may_be_borne_by_two() -> None:
    assert {each.id for each in DOCUMENT.with_ref("1.2")} == {"a2", "twin"}
    assert DOCUMENT.with_ref("9.9") == []


def test_a_record_is_called_by_its_key_or_else_its_id() -> None:
    kind = SHIPPED.kind("action")
    assert kind
    assert [DOCUMENT.name_of(kind, each) for each in ("a10", "none", "gone")] == [
        "1.10", "none", "gone",
    ]  # fmt: skip


def test_the_next_document_has_what_changed_and_leaves_the_one_before_alone() -> None:
    changed = record("action", "a2", {"ref": "1.3"})
    following = DOCUMENT.with_records([("action", "a2", changed), ("action", "twin", None)])
    assert following.record("action", "a2") is changed
    assert following.record("action", "twin") is None
    assert following.record("action", "a10") is DOCUMENT.record("action", "a10")
    assert DOCUMENT.record("action", "twin") is not None
    with pytest.raises(FrozenInstanceError):
        following.plan_id = "another"  # type: ignore[misc]


def test_a_record_answers_for_blank_cells_too() -> None:
    cells = {
        ("status", "2016/17 Q2"): Held("tbc"),
        ("status", "2016/17 Q1"): Held("on track"),
        ("evidence", "2016/17 Q3"): Held(None),
        ("lead_partners", ""): Held(["IGU"]),
        ("number", ""): Held(3),
    }
    held = Record("action", "a", cells)
    assert held.periods("status", "evidence") == ["2016/17 Q1", "2016/17 Q2"]
    assert held.items("lead_partners") == ("IGU",)
    assert held.items("title") == ()
    assert (held.text("number"), held.text("title"), held.get("title")) == ("3", "", None)
    assert held.held("title").heads == ()


def test_marks_name_cells_as_field_or_field_at_period() -> None:
    marked = record(
        "action", "a", {"title": "x", "planned@2016/17": "y"}, {"title"}, {"planned@2016/17"}
    )
    assert marked.marked("unconfirmed") == ["title"]
    assert marked.marked("contested") == ["planned@2016/17"]
