"""Where an old ref went follows from the history, and is told."""

from __future__ import annotations

import pytest

from csp_desktop.errors import Refusal
from csp_desktop.operations.editing.history import (
    find_ever,
    find_now,
    former_refs,
    told_of,
    where_it_went,
)
from csp_desktop.operations.editing.records import renumber
from csp_desktop.operations.editing.show_json import show
from csp_desktop.operations.editing.undo import undo
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.rolling.refresh import make_room_for
from csp_desktop.operations.session.open_plan import OpenPlan
from tests.operations.conftest import ANN, BOB
from tests.operations.memory import as_copy, duplicate
from tests.operations.memory import small_plan as in_memory


@pytest.fixture
def kept() -> OpenPlan:
    return in_memory()


def former(plan: OpenPlan, action: str) -> list[str]:
    record = plan.document().record("action", action)
    assert record is not None
    return former_refs(plan, record)


def went(plan: OpenPlan, ref: str) -> list[tuple[str, str]]:
    return [(each.id, each.ref) for each in where_it_went(plan, plan.document(), ref)]


def test_every_ref_that_was_borne_is_known_and_leads_to_the_present_one(kept: OpenPlan) -> None:
    for pair in (("1.1", "1.7"), ("1.7", "3.1"), ("3.1", "1.1"), ("1.1", "1.9")):
        renumber(kept, [pair], ANN)
    assert former(kept, "a1") == ["1.1", "1.7", "3.1"]
    assert went(kept, "1.7") == went(kept, "3.1") == [("a1", "1.9")]
    assert former(kept, "a2") == []


def test_what_was_undone_was_never_borne(kept: OpenPlan) -> None:
    renumber(kept, [("1.1", "1.7")], ANN)
    undo(kept, ANN)
    assert former(kept, "a1") == []
    assert went(kept, "1.7") == []


def test_the_other_side_of_a_conflict_is_no_former_ref(kept: OpenPlan) -> None:
    other = duplicate(kept)
    renumber(kept, [("1.1", "1.7")], ANN)
    renumber(other, [("1.1", "1.8")], BOB)
    merge(kept, [as_copy(other)], ANN)
    assert former(kept, "a1") == []


def test_a_ref_that_nobody_bears_now_is_followed(kept: OpenPlan) -> None:
    renumber(kept, [("1.1", "1.7")], ANN)
    document = kept.document()
    record, said = told_of(kept, document, "1.1")
    assert (record.id, said) == ("a1", ("1.1 was the ref of 'Gangs', which is 1.7 now.",))
    assert [each["former_refs"] for each in show(kept, "1.1")["actions"]] == [["1.1"]]
    assert find_ever(kept, "1.1") == ("action", "a1")
    with pytest.raises(Refusal, match=r"Nothing is called '1\.1' any more\. 1\.1 was the ref"):
        find_now(kept, document, "1.1")
    with pytest.raises(Refusal, match=r"Nothing in this plan is called '9\.9'"):
        find_now(kept, document, "9.9")


def test_a_ref_that_another_bears_now_means_that_one_and_it_is_said(kept: OpenPlan) -> None:
    make_room_for(kept, [("2.1", "1.1")], ANN)
    record, said = told_of(kept, kept.document(), "1.1")
    assert record.id == "b1"
    assert said == ("1.1 was the ref of 'Gangs', which is 1.2 now.",)
    assert {each["ref"]: each["former_refs"] for each in show(kept)["actions"]} == {
        "1.1": ["2.1"], "1.2": ["1.1"], "1.3": ["1.2"],
    }  # fmt: skip


def test_a_ref_that_several_bore_is_refused_with_all_of_them(kept: OpenPlan) -> None:
    renumber(kept, [("1.1", "1.7")], ANN)
    renumber(kept, [("1.2", "1.1")], ANN)
    renumber(kept, [("1.1", "1.8")], ANN)
    with pytest.raises(Refusal, match=r"'Gangs', which is 1\.7 now\. 1\.1 was the ref"):
        told_of(kept, kept.document(), "1.1")
