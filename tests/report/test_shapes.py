"""Shapes on paper: inside their box, and round where they are round."""

from __future__ import annotations

import math

import pytest

from csp_desktop.look import BOX, SHAPES
from csp_desktop.report.shapes import Step, steps_of


def point_of(step: Step) -> tuple[float, float]:
    x, y = step[-2:]
    return float(x), float(y)


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_a_shape_stays_in_its_box(name: str) -> None:
    for stroke in SHAPES[name]:
        steps = list(steps_of(stroke.path))
        assert steps[0][0] == "M"
        drawn = [point_of(each) for each in steps if each[0] != "Z"]
        assert all(-0.01 <= each <= BOX + 0.01 for point in drawn for each in point)


def test_a_disc_is_round() -> None:
    (disc,) = SHAPES["on track"]
    start, *around = [each for each in steps_of(disc.path) if each[0] != "Z"]
    assert len(around) == 4
    x, y = point_of(start)
    for step in around:
        assert step[0] == "C"
        points = [(x, y), *(tuple(map(float, step[at : at + 2])) for at in (1, 3, 5))]
        for at in (0.25, 0.5, 0.75, 1.0):
            shares = ((1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at**2 * (1 - at), at**3)
            on = [sum(share * point[axis] for share, point in zip(shares, points, strict=True))
                  for axis in (0, 1)]  # fmt: skip
            assert math.isclose(math.hypot(on[0] - 7, on[1] - 7), 5.75, abs_tol=0.002)
        x, y = point_of(step)


@pytest.mark.parametrize(
    ("flags", "middle"),
    [("0 1", (7.0711, 7.0711)), ("0 0", (2.9289, 2.9289)),
     ("1 1", (7.0711, 7.0711)), ("1 0", (2.9289, 2.9289))],
)  # fmt: skip
def test_a_quarter_of_a_circle_turns_the_way_that_it_says(
    flags: str, middle: tuple[float, float]
) -> None:
    steps = list(steps_of(f"M 10 0 A 10 10 0 {flags} 0 10"))
    assert point_of(steps[-1]) == pytest.approx((0.0, 10.0))
    if flags.startswith("0"):
        (_, curve) = steps
        numbers = [10.0, 0.0, *(float(each) for each in curve[1:])]
        on = [sum(share * numbers[2 * at + axis] for at, share in enumerate((1, 3, 3, 1))) / 8
              for axis in (0, 1)]  # fmt: skip
        assert on == pytest.approx(middle, abs=0.01)
    else:
        assert len(steps) == 4
