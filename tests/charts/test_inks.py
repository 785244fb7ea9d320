import itertools

import pytest

from csp_desktop.charts.inks import SHAPES, colour_of, needs_outline
from csp_desktop.look import DARK, LIGHT, Palette, contrast
from csp_desktop.measures.kpi.drawing import MarkRole

SPC = (MarkRole.COMMON, MarkRole.IMPROVEMENT, MarkRole.CONCERN, MarkRole.NEUTRAL)
TRACKS = (MarkRole.FIRST, MarkRole.SECOND, MarkRole.THIRD, MarkRole.FOURTH)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("role", list(MarkRole))
def test_every_mark_stands_out_three_to_one_or_is_outlined(
    palette: Palette, role: MarkRole
) -> None:
    colour = colour_of(role, palette)
    if contrast(colour, palette.base) < 3:
        assert needs_outline(colour, palette)
        assert role not in (MarkRole.MEAN, MarkRole.LIMIT, MarkRole.TARGET)  # lines have no outline
    assert contrast(palette.text, palette.base) >= 7


@pytest.mark.parametrize("roles", [SPC, TRACKS], ids=["spc", "tracks"])
def test_no_two_marks_of_one_chart_share_a_shape(roles: tuple[MarkRole, ...]) -> None:
    for one, other in itertools.combinations(roles, 2):
        assert SHAPES[one] != SHAPES[other]
