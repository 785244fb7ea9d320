"""What is frozen: read back as it was, one text for one state, nothing odd let in."""

from __future__ import annotations

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.changes.change import Cell
from csp_desktop.changes.conflicts import ConflictSide, OpenConflict
from csp_desktop.measures.snapshot.frozen import (
    SNAPSHOT,
    FrozenUnreadable,
    as_text,
    conflict_as_data,
    conflict_from_data,
    freeze,
    hash_of,
    pack,
    read,
    unpack,
)
from csp_desktop.plan.document import Document
from tests.documents import document, hackney, record

CONFLICT = OpenConflict(
    "c1", "edit", "1.1", Cell("action", "a", "evidence", "2016/17 Q1"), ["Police"],
    (
        ConflictSide(1, None, "Ann", "2016-07-01T09:00:00Z", "return.xlsx", "c2"),
        ConflictSide(2, "B", side="c3 a", record="a", fields=(("ref", "1.1"), ("themes", ["x"]))),
    ), "e1",
)  # fmt: skip
TEXTS = st.text(st.characters(codec="utf-8"), max_size=80)


def test_the_shipped_plan_is_read_back_as_it_was_frozen() -> None:
    plan = hackney()
    frozen = freeze(plan, "2016/17 Q1", [CONFLICT], [{"group": "Tasking"}])
    back = read(unpack(pack(as_text(frozen))))
    assert as_text(back) == as_text(frozen)
    assert back.conflicts == frozen.conflicts
    for kind, records in plan.kinds.items():
        for each in records.values():
            kept = back.document.record(kind, each.id)
            assert kept is not None
            assert {place: held.value for place, held in kept.cells.items()} == {
                place: held.value
                for place, held in each.cells.items()
                if held.value is not None and place[0] != "exists"
            }
            assert sorted(kept.marked("unconfirmed")) == sorted(each.marked("unconfirmed"))
    assert back.ratings["ind-knife"]["2015/16"][0] == "missed"
    assert back.ratings["ind-knife"]["2015/16"][1].startswith("Missed: ")


@given(st.dictionaries(TEXTS.map("notes".__add__), TEXTS, max_size=4))
def test_any_text_comes_back(values: dict[str, str]) -> None:
    named = {name.replace("@", "a"): value for name, value in values.items()}
    frozen = freeze(document([record("action", "a", dict(named))]), "2016/17 Q1")
    kept = read(unpack(pack(as_text(frozen)))).document.record("action", "a")
    assert kept is not None
    assert {name: kept.get(name) for name in named} == named


def test_one_state_has_one_hash_whatever_the_order_of_its_records() -> None:
    one = [record("action", "a", {"ref": "1.1"}), record("action", "b", {"ref": "1.2"})]
    texts = {as_text(freeze(document(each), "2016/17 Q1")) for each in (one, one[::-1])}
    assert len({hash_of(text) for text in texts}) == 1


def test_snapshots_and_the_record_of_returns_are_not_frozen() -> None:
    plan = document([record(SNAPSHOT, "s", {"label": "Q1"}), record("return_request", "r", {})])
    assert set(freeze(plan, "2016/17 Q1").document.kinds) == {"plan"}


@pytest.mark.parametrize(
    "packed",
    ["", "not packed", base64.b85encode(b"no zlib").decode(), pack("x")[:-8]],
    ids=["empty", "no-letters-of-ours", "no-zlib", "cut-short"],
)
def test_what_was_not_packed_is_refused(packed: str) -> None:
    with pytest.raises(FrozenUnreadable):
        unpack(packed)


def test_a_text_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csp_desktop.measures.snapshot.frozen.MOST_BYTES", 1000)
    packed = base64.b85encode(zlib.compress(b"0" * 1_000_000)).decode()
    with pytest.raises(FrozenUnreadable):
        unpack(packed)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": 2}', "[" * 100_000,
     as_text(freeze(Document("p"), "2016/17 Q1")).replace('"records":{}', '"records":{"a":1}'),
     as_text(freeze(Document("p"), "2016/17 Q1")).replace(
         '"records":{}', '"records":{"action":{"a":{"values":{"ref":{"odd":1}}}}}')],
)  # fmt: skip
def test_a_text_that_is_no_frozen_quarter_is_refused(text: str) -> None:
    with pytest.raises(FrozenUnreadable):
        read(text)


def test_a_conflict_is_written_with_the_keys_that_people_rely_on() -> None:
    assert conflict_as_data(CONFLICT) == {
        "id": "c1", "kind": "edit", "ref": "1.1", "record": "a", "record_kind": "action",
        "field": "evidence", "period": "2016/17 Q1", "agreed": ["Police"], "export": "e1",
        "choices": [
            {"n": 1, "value": None, "author": "Ann", "at": "2016-07-01T09:00:00Z",
             "source": "return.xlsx", "side": "c2"},
            {"n": 2, "value": "B", "author": "", "at": None, "source": "", "side": "c3 a",
             "record": "a", "fields": {"ref": "1.1", "themes": ["x"]}},
        ],
    }  # fmt: skip
    assert conflict_from_data(conflict_as_data(CONFLICT)) == CONFLICT


def test_a_conflict_that_an_older_program_froze_is_read_as_far_as_it_goes() -> None:
    old = {"ref": "1.1", "field": "title", "agreed": "A", "choices": [{"value": "B"}]}
    cell = Cell("", "", "title")
    assert conflict_from_data(old) == OpenConflict(
        "", "", "1.1", cell, "A", (ConflictSide(1, "B"),)
    )
    assert conflict_from_data({"choices": [1, None], "agreed": {}}).sides == ()
