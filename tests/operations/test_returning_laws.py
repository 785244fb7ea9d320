"""The promises of merging, over histories of copies and returns. Each test is named by a law."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csp_desktop.operations import merging
from csp_desktop.operations.opened import OpenPlan
from tests.operations import returning_laws as laws
from tests.operations.memory import small_plan
from tests.operations.returning_histories import COPIES, History

HISTORIES_A_LAW = 250

seeds = st.integers(0, 2**64 - 1)


@cache
def begun() -> OpenPlan:
    return small_plan(updated=True)


@pytest.mark.slow
@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_over_histories(law: laws.Law) -> None:
    @settings(max_examples=HISTORIES_A_LAW)
    @given(seed=seeds)
    def holds(seed: int) -> None:
        assert law(History(seed, begun=begun())) == []

    holds()


@pytest.mark.slow
def test_a_merge_in_parts_breaks_no_law(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "_AT_ONCE", 2)
    assert [laws.breaches(History(seed, begun=begun())) for seed in range(60)] == [[]] * 60


def test_the_histories_try_everything_that_people_do() -> None:
    done: Counter[str] = Counter()
    stances: Counter[str] = Counter()
    for seed in range(60):
        history = History(seed, begun=begun())
        done.update(history.counted.keys())
        stances.update({fact.stance.value for fact in history.log.values()})
        stances["new rows"] += any(each.new for each in history.returns)
        stances["rows missing"] += any(each.filled.gone for each in history.returns)
        for copy in history.copies:
            kinds = {row[0] for row in copy.file._db.execute("SELECT standing FROM record")}
            stances.update(f"record {kind}" for kind in kinds)
            waits = copy.file._db.execute("SELECT 1 FROM change WHERE waiting").fetchone()
            stances["waiting"] += waits is not None
            contested = copy.file._db.execute("SELECT 1 FROM cell WHERE contested").fetchone()
            stances["contested"] += contested is not None
    assert len(history.copies) == COPIES
    assert len(done) == 15
    assert min(done.values()) >= 6, done
    assert set(stances) >= {
        "stated", "proposed", "aside", "new rows", "rows missing", "waiting", "contested",
        "record contested", "record deleted",
    }  # fmt: skip
    assert min(stances.values()) >= 3, stances
