"""The report as a Word file: real headings, styles and heading rows, for officers to go on with."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor

from csp_desktop.look import CHARACTERS, LIGHT, NO_UPDATE, STRONG, word
from csp_desktop.measures.reportmodel import Cell, Column, Picture, Report, Section, Table, Tile
from csp_desktop.report.style import Step, Style, unheard
from csp_desktop.report.texts import clean

_WIDTH_CM: Final = 17.4
_LONG_TEXT: Final = 600
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_SHADED: Final = frozenset({"complete", "on track", "at risk", "off track"})
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


def as_docx(
    report: Report, style: Style, charts: Mapping[str, bytes], step: Step = unheard
) -> bytes:
    """The report as a Word file; `charts` are PNG by the id of their picture."""
    return _Word(report, style, charts).file(step)


class _Word:
    def __init__(self, report: Report, style: Style, charts: Mapping[str, bytes]) -> None:
        self._report, self._style, self._charts = report, style, charts
        self._file: Any = Document(BytesIO(style.template) if style.template else None)
        self._pictures = 0

    def file(self, step: Step) -> bytes:
        """All of it, as bytes that do not hang on when they are made."""
        if not self._style.template:
            self._page()
            self._styles()
        self._about()
        self._head_and_foot()
        self._cover()
        for number, section in enumerate(self._report.sections):
            step(number / len(self._report.sections))
            self._section(section)
        plain = BytesIO()
        self._file.save(plain)
        return _repacked(plain)

    # The file as a whole

    def _page(self) -> None:
        page = self._file.sections[0]
        page.page_width, page.page_height = Cm(21.0), Cm(29.7)
        page.left_margin = page.right_margin = Cm(1.8)
        page.top_margin, page.bottom_margin = Cm(2.0), Cm(2.6)
        page.header_distance = page.footer_distance = Cm(0.9)

    def _styles(self) -> None:
        text, quiet = _rgb(LIGHT.text), _rgb(LIGHT.text2)
        sizes = {
            "Normal": (10, text, False),
            "Title": (24, text, True),
            "Subtitle": (12, quiet, False),
            "Heading 1": (15, text, True),
            "Heading 2": (12, text, True),
            "Caption": (9, quiet, False),
            "Header": (9, text, True),
            "Footer": (9, quiet, False),
        }
        for name, (points, colour, bold) in sizes.items():
            style = self._file.styles[name]
            style.font.size, style.font.bold, style.font.italic = Pt(points), bold, False
            style.font.color.rgb = colour
            _set_font(style, self._style.word_font)
        normal = self._file.styles["Normal"]
        normal.paragraph_format.space_after = Pt(6)
        for name, before in (("Heading 1", 18), ("Heading 2", 12)):
            shape = self._file.styles[name].paragraph_format
            shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(4), True
        title = self._file.styles["Title"]
        title.paragraph_format.space_after = Pt(4)
        _border(title.element.get_or_add_pPr(), "top", self._style.accent, 36)
        small = self._file.styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH)
        small.base_style = normal
        small.font.size = Pt(9)
        small.paragraph_format.space_before = small.paragraph_format.space_after = Pt(2.5)
        quietly = self._file.styles.add_style("Table Note", WD_STYLE_TYPE.PARAGRAPH)
        quietly.base_style = small
        quietly.font.size, quietly.font.color.rgb = Pt(8.5), quiet
        quietly.paragraph_format.space_before = Pt(0)
        for name in ("Header", "Footer"):
            for tabs in self._file.styles[name].element.iter(qn("w:tabs")):
                tabs.getparent().remove(tabs)
        for spaced in self._file.styles["Subtitle"].element.iter(qn("w:spacing")):
            spaced.attrib.pop(qn("w:val"), None)

    def _about(self) -> None:
        about = self._file.core_properties
        report = self._report
        about.title = clean(f"{report.title}: {report.subtitle}")
        about.subject, about.author = clean(report.subtitle), clean(report.organisation)
        about.language, about.comments, about.keywords = "en-GB", "", ""
        about.last_modified_by, about.revision = "", 1
        when = datetime.fromisoformat(report.date) if report.date else datetime(*_EPOCH)  # noqa: DTZ001
        about.created = about.modified = when
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-GB")
        properties = self._file.styles["Normal"].element.get_or_add_rPr()
        properties.append(language)

    def _head_and_foot(self) -> None:
        page = self._file.sections[0]
        marking = clean(self._report.marking)
        _centred(page.header.paragraphs[0], marking)
        foot = page.footer.paragraphs[0]
        foot.add_run(f"{clean(self._report.made)}\tPage ")
        foot.paragraph_format.tab_stops.add_tab_stop(Cm(_WIDTH_CM), alignment=2)
        _field(foot, "PAGE")
        foot.add_run(" of ")
        _field(foot, "NUMPAGES")
        marked = page.footer.add_paragraph(style="Header")
        _centred(marked, marking)

    def _cover(self) -> None:
        report = self._report
        if self._style.logo:
            shown = self._file.add_picture(BytesIO(self._style.logo), height=Cm(1.6))
            self._alternative(shown, "Logo", report.organisation or "Logo")
        self._file.add_paragraph(clean(report.title), style="Title")
        subtitle = self._file.add_paragraph(clean(report.subtitle), style="Subtitle")
        if report.organisation:
            subtitle.add_run().add_break()
            subtitle.add_run(clean(report.organisation))
        for name, said in report.facts:
            line = self._file.add_paragraph(style=self._name("Table Text"))
            line.paragraph_format.tab_stops.add_tab_stop(Cm(2.4))
            line.paragraph_format.left_indent = Cm(2.4)
            line.paragraph_format.first_line_indent = Cm(-2.4)
            quiet = line.add_run(f"{clean(name)}\t")
            quiet.font.color.rgb = _rgb(LIGHT.text2)
            line.add_run(clean(said))

    def _name(self, style: str) -> str:
        """A style's name, or Normal where a council's template has none of that name."""
        return style if style in {each.name for each in self._file.styles} else "Normal"

    # Sections

    def _section(self, section: Section) -> None:
        heading = self._file.add_heading(clean(section.title), level=section.level)
        if section.long:
            heading.paragraph_format.page_break_before = True
        for each in section.paragraphs:
            self._file.add_paragraph(clean(each))
        if section.tiles:
            self._tiles(section.tiles)
        if section.table:
            self._table(section.table)
        for each in section.notes:
            note = self._file.add_paragraph(clean(each), style="Caption")
            note.paragraph_format.space_before = Pt(4)
        for picture in section.pictures:
            if picture.id in self._charts:
                self._picture(picture)

    def _tiles(self, tiles: tuple[Tile, ...]) -> None:
        share = 100 / len(tiles)
        table = Table(
            "How many actions stand where",
            tuple(Column(each.word, share) for each in tiles),
            (tuple(Cell(str(each.count), each.look, number=each.count) for each in tiles),),
            "",
            named_by=-1,
        )
        made = self._table(table)
        for cell in made.rows[1].cells:
            for run in cell.paragraphs[0].runs:
                run.font.size, run.font.bold = Pt(18), True

    def _table(self, table: Table) -> Any:
        if not table.rows:
            self._file.add_paragraph(clean(table.empty))
            return None
        made = self._file.add_table(rows=0, cols=len(table.columns))
        made.autofit = False
        _describe(made, clean(table.name))
        widths = [Cm(_WIDTH_CM * each.share / sum(c.share for c in table.columns))
                  for each in table.columns]  # fmt: skip
        for column, width in zip(made._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):  # noqa: SLF001
            column.set(qn("w:w"), str(Emu(width).twips))
        text, note = self._name("Table Text"), self._name("Table Note")
        rows = [_row(made._tbl, widths, heading=True)]  # noqa: SLF001
        for cell, column in zip(rows[0], table.columns, strict=True):
            paragraph = _paragraph(cell, text)
            _run(paragraph, clean(column.title), LIGHT.text2, bold=True)
            if column.numbers:
                _to_the_right(paragraph)
        for row in table.rows:
            long = any(len(cell.text) > _LONG_TEXT for cell in row)
            made_row = _row(made._tbl, widths, may_split=long)  # noqa: SLF001
            for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                paragraph = _paragraph(made_row[place], text)
                _fill(paragraph, cell, bold=False)
                if column.numbers:
                    _to_the_right(paragraph)
                if cell.under:
                    under = _paragraph(made_row[place], note)
                    _run(under, clean(cell.under), "")
                    if column.numbers:
                        _to_the_right(under)
        return made

    def _picture(self, picture: Picture) -> None:
        shown = self._file.add_picture(BytesIO(self._charts[picture.id]), width=Cm(_WIDTH_CM))
        self._file.paragraphs[-1].paragraph_format.keep_with_next = True
        self._alternative(shown, picture.title, picture.words)
        self._file.add_paragraph(clean(f"{picture.title}. {picture.words}"), style="Caption")

    def _alternative(self, shown: Any, title: str, words: str) -> None:
        self._pictures += 1
        about = shown._inline.docPr  # noqa: SLF001 - python-docx has no other way to it
        about.set("id", str(self._pictures))
        about.set("name", f"Picture {self._pictures}")
        about.set("title", clean(title))
        about.set("descr", clean(words))


# Inside a table


def _row(
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


def _paragraph(cell: Any, style: str) -> Any:
    from docx.text.paragraph import Paragraph

    paragraph = Paragraph(OxmlElement("w:p"), None)  # type: ignore[arg-type]
    named = OxmlElement("w:pStyle")
    named.set(qn("w:val"), style.replace(" ", ""))
    paragraph._p.get_or_add_pPr().append(named)  # noqa: SLF001
    cell.append(paragraph._p)  # noqa: SLF001
    return paragraph


def _fill(paragraph: Any, cell: Cell, *, bold: bool) -> None:
    if cell.parts:
        for number, part in enumerate(cell.parts):
            shaded = part.status in _SHADED
            mark = _MARKS.get(part.status, "")
            said = f"\u00a0{mark}\u00a0{part.count}\u00a0" if mark else f"\u00a0{part.count}\u00a0"
            run = _run(paragraph, said, LIGHT.on_status if shaded else LIGHT.text, bold=True)
            if shaded:
                _shade(run, LIGHT.status(part.status))
            named = NO_UPDATE if part.status not in CHARACTERS else word(part.status)
            last = number == len(cell.parts) - 1
            _run(paragraph, f"\u00a0{named.lower()}" + ("" if last else "   "), "")
        return
    if mark := _MARKS.get(cell.look, ""):
        _run(paragraph, f"{mark} ", LIGHT.status(cell.look))
    _run(paragraph, clean(cell.text), "", bold=bold or cell.look in STRONG)


def _run(paragraph: Any, text: str, colour: str, *, bold: bool = False) -> Any:
    run = paragraph.add_run(text)
    if bold:
        run.bold = True
    if colour:
        run.font.color.rgb = _rgb(colour)
    return run


def _to_the_right(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _centred(paragraph: Any, text: str) -> None:
    paragraph.add_run(text)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


# What python-docx has no words for


def _shade(run: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour.lstrip("#"))):
        shade.set(qn(f"w:{name}"), value)
    run._r.get_or_add_rPr().append(shade)  # noqa: SLF001


def _describe(table: Any, name: str) -> None:
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


def _border(properties: Any, side: str, colour: str, eighths: int) -> None:
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


def _set_font(style: Any, name: str) -> None:
    style.font.name = name
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), name)
        fonts.attrib.pop(qn(f"w:{kind}Theme"), None)
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)


def _field(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#"))


def _repacked(plain: BytesIO) -> bytes:
    """The same zip with its parts in order and no time of its own."""
    packed = BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(packed, "w") as new:
        for name in sorted(old.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            about = zipfile.ZipInfo(name, _EPOCH)
            about.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(about, old.read(name))
    return packed.getvalue()
