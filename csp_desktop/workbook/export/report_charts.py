"""The charts of a report on a sheet of their own: title, what it shows, and the picture."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from io import BytesIO
from typing import Final

from openpyxl.drawing.image import Image
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from csp_desktop.measures.report.model import ChartPicture

SHEET: Final = "KPI charts"
WIDE: Final = 110
"""How many letters wide the one column is, which is a little more than a picture."""
_PIXELS: Final = 760
_ON_A_PAGE: Final = 2
_POINTS: Final = 0.75
"""Points in a pixel."""
_DRAWING: Final = re.compile(r"xl/drawings/drawing\d+\.xml")
_ABOUT: Final = re.compile(rb'(<(?:xdr:)?cNvPr [^>]*?name="Image (\d+)")[^>]*?(/?>)')

Put = Callable[[int, str, bool], None]
"""Puts a text into a row of the sheet; the third says whether it is a heading."""


def add_pictures(
    sheet: Worksheet,
    pictures: Sequence[ChartPicture],
    charts: Mapping[str, bytes],
    put: Put,
    row: int,
) -> None:
    """Put the pictures below one another from `row` on, each under its title and its words."""
    for number, picture in enumerate(pictures):
        if number and number % _ON_A_PAGE == 0:
            # A picture that is cut by the page's end is of no use, and Excel does not keep one
            # whole by itself.
            sheet.row_breaks.append(Break(id=row - 1))
        put(row, picture.title, True)  # noqa: FBT003 - as its alias says
        put(row + 1, picture.caption, False)  # noqa: FBT003
        image = Image(BytesIO(charts[picture.id]))
        image.width, image.height = _PIXELS, round(_PIXELS * image.height / image.width)
        sheet.add_image(image, f"A{row + 2}")
        sheet.row_dimensions[row + 2].height = min(image.height * _POINTS + 8, 409.0)
        row += 4


def with_alternatives(name: str, content: bytes, pictures: Sequence[ChartPicture]) -> bytes:
    """A part of the workbook, its pictures saying what they show (openpyxl has no way to it)."""
    if not _DRAWING.fullmatch(name):
        return content

    def said(found: re.Match[bytes]) -> bytes:
        picture = pictures[int(found[2]) - 1]
        words, title = escape(picture.words), escape(picture.title)
        return found[1] + f' title="{title}" descr="{words}"'.encode() + found[3]

    return _ABOUT.sub(said, content)
