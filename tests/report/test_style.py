"""A council's own look: taken where it makes sense, refused with a reason where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_desktop.errors import BadValue, Failure
from csp_desktop.report.style import load
from tests.report.quarters import png


def test_the_shipped_style_is_whole() -> None:
    style = load()
    assert style.accent == "#5B3E9E"
    assert "@accent@" not in style.css
    assert "#5B3E9E" in style.css


def test_a_folder_changes_what_it_has_and_no_more(tmp_path: Path) -> None:
    (tmp_path / "style.json").write_text('{"accent": "#004D40", "logo": "logo.png"}')
    (tmp_path / "logo.png").write_bytes(png())
    style = load(tmp_path)
    assert (style.accent, style.logo, style.word_font) == ("#004D40", png(), "Arial")
    assert "#004D40" in style.css
    assert style.logo_type == "image/png"


@pytest.mark.parametrize(
    "settings",
    ["{", "[]", '{"accent": "violet"}', '{"accent": "#FFEE00"}',
     '{"accent": "#004D40;}body{display:none"}'],
)  # fmt: skip
def test_settings_that_make_no_sense_are_refused(tmp_path: Path, settings: str) -> None:
    (tmp_path / "style.json").write_text(settings)
    with pytest.raises(BadValue):
        load(tmp_path)


def test_a_logo_that_is_none_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "style.json").write_text('{"logo": "../../logo.svg"}')
    with pytest.raises(Failure):
        load(tmp_path)
    (tmp_path / "logo.svg").write_text("<svg/>")
    with pytest.raises(BadValue, match="neither"):
        load(tmp_path)
