"""Parts of a Word file for which python-docx has no words, or only slow ones."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, RGBColor
from docx.text.paragraph import Paragraph

from csp_desktop.look import CHARACTERS, LIGHT, NO_UPDATE, STRONG, word
from csp_desktop.measures.report.model import ReportCell
from csp_desktop.plan.statuses import COLOURED
from csp_desktop.report.style import clean

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_MARKS: Final[Mapping[str, str]] = {
    **CHARACTERS,
    "met": "●",
    "within tolerance": "▲",
    "missed": "◆",
    "not rated": "…",
    "better": "↗",
    "same": "→",
    "worse": "↘",
}


# Inside a table


def row_of_cells(
    table: Any, widths: list[Any], *, heading: bool = False, may_split: bool = True
) -> list[Any]:
    """A new row of empty cells; python-docx's own way costs more with every row that is there."""
    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    if heading or not may_split:
        properties.append(OxmlElement("w:cantSplit"))
    if heading:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    cells = []
    for width in widths:
        cell = OxmlElement("w:tc")
        about = OxmlElement("w:tcPr")
        wide = OxmlElement("w:tcW")
        wide.set(qn("w:w"), str(Emu(width).twips))
        wide.set(qn("w:type"), "dxa")
        about.append(wide)
        borders = OxmlElement("w:tcBorders")
        _edge(borders, "bottom", LIGHT.text if heading else LIGHT.line, 4)
        about.append(borders)
        cell.append(about)
        row.append(cell)
        cells.append(cell)
    table.append(row)
    return cells


def paragraph_in(cell: Any, style: str) -> Any:
    """A new paragraph in a cell, in the style of this name."""
    paragraph = Paragraph(OxmlElement("w:p"), None)  # type: ignore[arg-type]
    named = OxmlElement("w:pStyle")
    named.set(qn("w:val"), style.replace(" ", ""))
    paragraph._p.get_or_add_pPr().append(named)  # noqa: SLF001
    cell.append(paragraph._p)  # noqa: SLF001
    return paragraph


def fill_cell(paragraph: Any, cell: ReportCell, *, bold: bool) -> None:
    """Put what a cell says into a paragraph: a bar's parts, or a text after its status's mark."""
    if cell.parts:
        for number, part in enumerate(cell.parts):
            shaded = part.status in COLOURED
            mark = _MARKS.get(part.status, "")
            said = f"\u00a0{mark}\u00a0{part.count}\u00a0" if mark else f"\u00a0{part.count}\u00a0"
            run = run_in(paragraph, said, LIGHT.on_status if shaded else LIGHT.text, bold=True)
            if shaded:
                _shade(run, LIGHT.status(part.status))
            named = NO_UPDATE if part.status not in CHARACTERS else word(part.status)
            last = number == len(cell.parts) - 1
            # A part is never broken across lines: its shape, its number and its word.
            unbroken = named.lower().replace(" ", "\u00a0")
            run_in(paragraph, f"\u00a0{unbroken}" + ("" if last else "   "), "")
        return
    if mark := _MARKS.get(cell.look, ""):
        run_in(paragraph, f"{mark} ", LIGHT.status(cell.look))
    run_in(paragraph, clean(cell.text), "", bold=bold or cell.look in STRONG)


def run_in(paragraph: Any, text: str, colour: str, *, bold: bool = False) -> Any:
    """A run of text at the end of a paragraph, in this colour where one is given."""
    run = paragraph.add_run(text)
    if bold:
        run.bold = True
    if colour:
        run.font.color.rgb = rgb(colour)
    return run


def to_the_right(paragraph: Any) -> None:
    """Set a paragraph at the right, as figures are."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def centred(paragraph: Any, text: str) -> None:
    """Put a text in the middle of the line."""
    paragraph.add_run(text)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


# What python-docx has no words for


def _shade(run: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour.lstrip("#"))):
        shade.set(qn(f"w:{name}"), value)
    run._r.get_or_add_rPr().append(shade)  # noqa: SLF001


def describe_table(table: Any, name: str) -> None:
    """Name a table for those who do not see it, and give its cells their room."""
    properties = table._tbl.tblPr  # noqa: SLF001
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("left", 0), ("right", 120)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.append(margins)
    for tag in ("w:tblCaption", "w:tblDescription"):
        said = OxmlElement(tag)
        said.set(qn("w:val"), name)
        properties.append(said)


def border(properties: Any, side: str, colour: str, eighths: int) -> None:
    """Draw a line along one side of what these properties are of, so many eighths of a point."""
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    borders = OxmlElement("w:pBdr")
    _edge(borders, side, colour, eighths, space=12)
    properties.append(borders)


def _edge(borders: Any, side: str, colour: str, eighths: int, space: int = 0) -> None:
    edge = OxmlElement(f"w:{side}")
    for name, value in (
        ("val", "single"), ("sz", str(eighths)), ("space", str(space)),
        ("color", colour.lstrip("#")),
    ):  # fmt: skip
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)


def set_font(style: Any, name: str) -> None:
    """Give a style one font for all scripts, in place of the theme's."""
    style.font.name = name
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), name)
        fonts.attrib.pop(qn(f"w:{kind}Theme"), None)
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)


def page_field(paragraph: Any, name: str) -> None:
    """Put a number that Word counts, such as PAGE, at the end of a paragraph."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001


def rgb(colour: str) -> RGBColor:
    """A colour as Word takes it."""
    return RGBColor.from_string(colour.lstrip("#"))


def repacked(plain: BytesIO) -> bytes:
    """The same zip with its parts in order and no time of its own."""
    packed = BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(packed, "w") as new:
        for name in sorted(old.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            about = zipfile.ZipInfo(name, _EPOCH)
            about.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(about, old.read(name))
    return packed.getvalue()
