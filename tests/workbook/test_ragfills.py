"""The colours people fill cells with, and the statuses they stand for."""

from __future__ import annotations

import pytest

from csp_desktop.look import DARK, LIGHT, Palette
from csp_desktop.workbook.package.formats import status_of_fill


@pytest.mark.parametrize(
    ("status", "fills"),
    [
        ("on track", "C6EFCE 92D050 00B050 E2EFDA 70AD47 9BBB59 EBF1DE 00FF00 339966 A9D08E"),
        ("at risk", "FFEB9C FFC000 FFFF00 FCE4D6 F79646 ED7D31 FF6600 FFF2CC FDE9D9 F4B084"),
        ("off track", "FFC7CE FF0000 C00000 F2DCDB C0504D FF3300 E6B8B7 DA9694"),
        ("complete", "0070C0 00B0F0 5B9BD5 4472C4 DDEBF7 4F81BD 0000FF BDD7EE"),
    ],
)
def test_excels_own_colours_are_known(status: str, fills: str) -> None:
    for fill in fills.split():
        assert status_of_fill(f"#{fill}") == status, fill


@pytest.mark.parametrize(
    "fill", ["", "#FFFFFF", "#D9D9D9", "#000000", "#7030A0", "#F2F2F2", "#", "#xyzxyz"]
)
def test_white_grey_and_other_colours_stand_for_nothing(fill: str) -> None:
    assert status_of_fill(fill) is None


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_our_own_colours_are_known(palette: Palette) -> None:
    for status in ("complete", "on track", "at risk", "off track"):
        assert status_of_fill(palette.status(status)) == status
        ground = palette.ground(status)
        assert ground is None or status_of_fill(ground) == status
