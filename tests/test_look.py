import itertools

import pytest

from csp_desktop import look
from csp_desktop.plan.statuses import STATUSES, YEAR_STATES

HIGH = [look.HIGH_LIGHT, look.HIGH_DARK]
THEMES = [look.LIGHT, look.DARK, *HIGH]
GROUNDS = ("base", "window", "alt", "selected")
SHAPES = ("blue", "green", "amber", "red", "neutral")


def ratio(palette: look.Palette, one: str, other: str) -> float:
    return look.contrast(getattr(palette, one), getattr(palette, other))


def test_contrast_is_what_wcag_says_of_black_white_and_a_known_grey() -> None:
    assert look.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert look.contrast("#FFFFFF", "#FFFFFF") == 1
    assert look.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", THEMES)
@pytest.mark.parametrize(
    ("text", "ground"), list(itertools.product(("text", "text2", "text3", "accent"), GROUNDS))
)
def test_text_reads_on_every_ground(palette: look.Palette, text: str, ground: str) -> None:
    assert ratio(palette, text, ground) >= 4.5


@pytest.mark.parametrize("palette", THEMES)
@pytest.mark.parametrize(("shape", "ground"), list(itertools.product(SHAPES, GROUNDS)))
def test_shapes_stand_out_on_every_ground(palette: look.Palette, shape: str, ground: str) -> None:
    assert ratio(palette, shape, ground) >= 3


@pytest.mark.parametrize("palette", HIGH)
@pytest.mark.parametrize("ground", GROUNDS)
def test_high_contrast_is_high_for_texts_lines_and_shapes(
    palette: look.Palette, ground: str
) -> None:
    assert ratio(palette, "text", "fill") >= 7
    for role in ("text", "text2", "text3", "line", "edge", "accent", *SHAPES):
        assert ratio(palette, role, ground) >= 7, role


@pytest.mark.parametrize("palette", THEMES)
def test_chips_carry_their_word_and_shape(palette: look.Palette) -> None:
    for status in ("at risk", "off track"):
        ground = palette.ground(status)
        assert ground
        assert look.contrast(palette.text, ground) >= 11
        assert look.contrast(palette.status(status), ground) >= 3


@pytest.mark.parametrize("palette", THEMES)
def test_marks_inside_filled_shapes_and_buttons_read(palette: look.Palette) -> None:
    for filled in ("blue", "red", "amber", "green"):
        assert ratio(palette, "on_status", filled) >= 4.5
    assert ratio(palette, "on_accent", "accent") >= 4.5
    assert ratio(palette, "on_status", "accent") >= 4.5


@pytest.mark.parametrize("palette", THEMES)
def test_edges_of_controls_stand_out_from_what_they_stand_on(palette: look.Palette) -> None:
    assert ratio(palette, "edge", "base") >= 3
    assert ratio(palette, "edge", "window") >= 3
    for chart in palette.charts:
        # The second and fourth are outlined in the text's colour where they fall short.
        assert look.contrast(chart, palette.base) >= 2.9


@pytest.mark.parametrize("palette", THEMES)
def test_the_accent_is_no_status(palette: look.Palette) -> None:
    assert palette.accent not in {palette.status(status) for status in STATUSES}


def test_every_status_and_state_has_a_word_and_every_status_a_shape_of_its_own() -> None:
    assert all(status in look.WORDS for status in (*STATUSES, *YEAR_STATES))
    shapes = [look.SHAPES[status] for status in STATUSES]
    assert len(set(shapes)) == len(STATUSES)
    characters = [look.CHARACTERS[status] for status in STATUSES]
    assert len(set(characters)) == len(STATUSES)


def test_ratings_and_trends_are_drawn_and_named() -> None:
    for name in (*look.RATINGS, *look.TRENDS.values(), "unconfirmed", "contested"):
        assert name in look.SHAPES
        assert look.word(name) == look.WORDS[name]


def test_an_unknown_word_reads_as_it_stands() -> None:
    assert look.word("on hold") == "On hold"
    assert look.word("") == ""
    assert look.LIGHT.status("on hold") == look.LIGHT.neutral
