"""Shapes on paper: inside their box, and round where they are round."""

from __future__ import annotations

import math

import pytest

from csp_desktop.look import BOX, SHAPES
from csp_desktop.report.shapes import points


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_a_shape_stays_in_its_box(name: str) -> None:
    for stroke in SHAPES[name]:
        steps = list(points(stroke.path))
        assert steps[0][0] == "M"
        assert all(-0.01 <= each <= BOX + 0.01 for _, x, y in steps for each in (x, y))


def test_a_disc_is_round() -> None:
    (disc,) = SHAPES["on track"]
    around = [(x, y) for step, x, y in points(disc.path) if step == "L"]
    assert len(around) > 20
    assert all(math.isclose(math.hypot(x - 7, y - 7), 5.75, abs_tol=1e-6) for x, y in around)
