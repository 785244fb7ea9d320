"""What must never happen, over histories in which the rules meet. Each history comes of a seed."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache

import pytest

from csp_desktop.operations.session.open_plan import OpenPlan
from tests.operations import edge_laws, edge_steps
from tests.operations.edge_world import begin

pytestmark = pytest.mark.whole

HISTORIES = int(os.environ.get("CSP_DESKTOP_HISTORIES", "3000"))
FIRST_SEED = int(os.environ.get("CSP_DESKTOP_FIRST_SEED", "0"))
PARTS = 30
FEW = 120


@cache
def begun() -> OpenPlan:
    return begin()


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_law_holds_over_every_history(part: int) -> None:
    seeds = range(FIRST_SEED + part, FIRST_SEED + HISTORIES, PARTS)
    for seed in seeds:
        found = edge_laws.breaches(seed, begun(), edge_laws.LAWS.values())
        assert not found, f"the history of seed {seed}: {found}"


def test_the_histories_try_everything_that_people_do() -> None:
    done: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for seed in range(FEW):
        world, steps = edge_steps.story(seed, begun())
        done.update(steps.keys())
        kinds.update({entry.change.stance.value for entry in world.log.values()})
        kinds.update("bare" if each.bare else "with a base" for each in world.books)
        kinds["new rows"] += any(each.filled.new for each in world.books)
        kinds["rows missing"] += any(each.filled.gone for each in world.books)
    assert done.keys() == edge_steps.STEPS.keys()
    assert min(done.values()) >= 3, done
    assert min(kinds.values()) >= 3, kinds
    assert set(kinds) >= {"stated", "proposed", "aside", "bare", "new rows", "rows missing"}
