"""The look of a workbook's cells: named styles, borders and what a status adds to them."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from csp_desktop.look import CHARACTERS, LIGHT, STRONG, word

FONT = "Calibri"
TEXT_FORMAT = "@"
DATE_FORMAT = "dd/mm/yyyy"

# Excel's own number formats end at 163.
_FIRST_FORMAT = 164


class CellGround(StrEnum):
    """What a cell's background says."""

    FILL_IN = "fill in"
    GIVEN = "for information"
    CONTESTED = "contested"


_FILLS = {
    CellGround.FILL_IN: LIGHT.base,
    CellGround.GIVEN: LIGHT.window,
    CellGround.CONTESTED: LIGHT.selected,
}


@cache
def style_name(ground: CellGround, number_format: str) -> str:
    """The name of the style of a table's cell, as people find it among the cell styles."""
    kinds = {TEXT_FORMAT: "text", DATE_FORMAT: "date"}
    return f"CSP {ground} {kinds.get(number_format, 'number')}"


def add_styles(book: Workbook) -> None:
    """Give `book` the styles that `style_name` and the names below speak of."""
    for ground, colour in _FILLS.items():
        # A contested status keeps its edge where the ground of its colour hides the violet one.
        contested = ground is CellGround.CONTESTED
        edge = Side("medium", ink(LIGHT.accent)) if contested else Side("thin", ink(LIGHT.line))
        for number_format in (TEXT_FORMAT, "General", DATE_FORMAT):
            numeric = number_format == "General"
            book.add_named_style(
                NamedStyle(
                    style_name(ground, number_format),
                    font=Font(FONT, 11, color=ink(LIGHT.text)),
                    fill=solid(colour),
                    border=Border(edge, edge, edge, edge),
                    alignment=Alignment(
                        "right" if numeric else "left", "top", wrap_text=True, indent=1
                    ),
                    number_format=number_format,
                )
            )
    # Hairlines in white keep the two kinds of header apart, in print too.
    between = Border(*(Side("thin", "FFFFFFFF"),) * 2)
    for name, colour in ((HEAD_FILL_IN, LIGHT.accent), (HEAD_GIVEN, LIGHT.text2)):
        book.add_named_style(
            NamedStyle(
                name,
                font=Font(FONT, 11, bold=True, color="FFFFFFFF"),
                fill=solid(colour),
                border=between,
                alignment=Alignment("left", "center", wrap_text=True, indent=1),
                number_format=TEXT_FORMAT,
            )
        )
    for name, size, bold, colour, indent in (
        (TITLE, 16, True, LIGHT.text, 0),
        (HEADING, 12, True, LIGHT.accent, 0),
        (LINE, 11, False, LIGHT.text, 0),
        (MEANING, 11, False, LIGHT.text, 1),
        (LABEL, 11, False, LIGHT.text2, 0),
        (MARKING, 11, True, LIGHT.text, 0),
        (SMALL, 9, False, LIGHT.text2, 0),
        (LINK, 11, False, LIGHT.accent, 0),
    ):
        book.add_named_style(
            NamedStyle(
                name,
                font=Font(
                    FONT, size, bold=bold, color=ink(colour), u="single" if name == LINK else None
                ),
                alignment=Alignment("left" if indent else None, "top", indent=indent),
                number_format=TEXT_FORMAT,
            )
        )


HEAD_FILL_IN = "CSP heading fill in"
HEAD_GIVEN = "CSP heading for information"
TITLE = "CSP title"
HEADING = "CSP section"
LINE = "CSP line"
MEANING = "CSP meaning"
LABEL = "CSP label"
MARKING = "CSP marking"
SMALL = "CSP small"
LINK = "CSP link"


def status_rule(status: str, begins: str = "") -> Rule:
    """The conditional format of a status: its colour, and its shape as part of the number format.

    The cell's value stays the plain word, so that filters, searches and the return see only that.
    `begins`: the address of the first cell, where the word may be followed by more.
    """
    ground = LIGHT.ground(status)
    # Each needs a number of its own: Excel knows a number format by it.
    number = _FIRST_FORMAT + list(CHARACTERS).index(status)
    look = DifferentialStyle(
        font=Font(color=ink(LIGHT.status(status)), bold=True if status in STRONG else None),
        fill=PatternFill(bgColor=ink(ground)) if ground else None,
        numFmt=NumberFormat(number, f'"{CHARACTERS[status]}  "@'),
    )
    said = word(status)
    if begins:
        formula = f'LEFT({begins},{len(said)})="{said}"'
        return Rule("expression", formula=[formula], dxf=look)
    return Rule("cellIs", operator="equal", formula=[f'"{said}"'], dxf=look)


def missing_rule(formula: str) -> Rule:
    """The conditional format of a cell that ought to be filled in, as long as `formula` holds."""
    edges = Border(*(Side("thin", ink(LIGHT.red)),) * 4)
    look = DifferentialStyle(fill=PatternFill(bgColor=ink(LIGHT.red_ground)), border=edges)
    return Rule("expression", formula=[formula], dxf=look)


def solid(colour: str) -> PatternFill:
    """A plain ground of one colour."""
    return PatternFill("solid", fgColor=ink(colour))


def ink(colour: str) -> str:
    """A '#RRGGBB' colour as a workbook writes it."""
    return "FF" + colour.removeprefix("#")
