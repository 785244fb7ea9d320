"""The promises of merging, over histories of copies and returns. Each history comes of a seed."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from csp_desktop.operations.merging import merge
from csp_desktop.operations.session.open_plan import OpenPlan
from tests.operations import returning_laws as laws
from tests.operations.memory import small_plan
from tests.operations.returning_histories import COPIES, History

pytestmark = pytest.mark.whole

HISTORIES = 240
PARTS = 12


@cache
def begun() -> OpenPlan:
    return small_plan(updated=True)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_law_holds_over_every_history(part: int) -> None:
    for seed in range(part, HISTORIES, PARTS):
        found = laws.breaches(History(seed, begun=begun()))
        assert not found, f"the history of seed {seed}: {found}"


@pytest.mark.slow
def test_a_merge_in_parts_breaks_no_law(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge, "_AT_ONCE", 2)
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
