"""A random user works in the window, and the laws of the window hold. Each life comes of a seed."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.gui.randomuser.conftest import Sat
from tests.gui.randomuser.laws import Breach
from tests.gui.randomuser.user import STEPS, Person

LIVES = int(os.environ.get("CSP_DESKTOP_LIVES", "300"))
FIRST_SEED = int(os.environ.get("CSP_DESKTOP_FIRST_SEED", "0"))
PARTS = 10
LENGTH = 14
FEW = 30


def live(sat_down: Sat, seed: int) -> Person:
    """Live the life of a seed; a breach tells the steps that led to it."""
    person = sat_down(seed)
    try:
        person.live(LENGTH)
    except Breach as breach:
        steps = "\n  ".join(person.steps)
        pytest.fail(f"seed {seed}: {breach}\n  {steps}")
    return person


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_the_laws_of_the_window_hold_whatever_is_done(part: int, sat_down: Sat) -> None:
    for seed in range(FIRST_SEED + part, FIRST_SEED + LIVES, PARTS):
        live(sat_down, seed)


@pytest.mark.slow
def test_the_random_user_takes_every_step(sat_down: Sat) -> None:
    taken: Counter[str] = Counter()
    for seed in range(FEW):
        taken.update(live(sat_down, seed).taken)
    assert taken.keys() == STEPS.keys()
    assert min(taken.values()) >= 2, taken
