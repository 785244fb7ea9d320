"""The report as a Word file: real headings, styles and heading rows, for officers to go on with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt

from csp_desktop.look import LIGHT
from csp_desktop.measures.report.model import (
    ChartPicture,
    Report,
    ReportCell,
    ReportColumn,
    ReportSection,
    Table,
    Tile,
)
from csp_desktop.report.style import ReportStyle, Step, clean, unheard
from csp_desktop.report.wordparts import (
    border,
    centred,
    describe_table,
    fill_cell,
    page_field,
    paragraph_in,
    repacked,
    rgb,
    row_of_cells,
    run_in,
    set_font,
    to_the_right,
)

_LONG_TEXT: Final = 600
_PROPERTY: Final = 255
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def as_docx(
    report: Report, style: ReportStyle, charts: Mapping[str, bytes], step: Step = unheard
) -> bytes:
    """The report as a Word file; `charts` are PNG by the id of their picture."""
    return _Word(report, style, charts).file(step)


def _property(text: str) -> str:
    """A text as a file's properties take it, which hold so many signs and no more."""
    said = clean(text)
    return said if len(said) <= _PROPERTY else f"{said[: _PROPERTY - 1]}…"


class _Word:
    def __init__(self, report: Report, style: ReportStyle, charts: Mapping[str, bytes]) -> None:
        self._report, self._style, self._charts = report, style, charts
        self._file: Any = Document(BytesIO(style.template) if style.template else None)
        self._pictures = 0
        self._wide = False

    def file(self, step: Step) -> bytes:
        """All of it, as bytes that do not hang on when they are made."""
        if not self._style.template:
            self._page()
            self._styles()
        self._about()
        self._head_and_foot(self._file.sections[0], self._room)
        self._cover()
        for number, section in enumerate(self._report.sections):
            step(number / len(self._report.sections))
            self._section(section)
        plain = BytesIO()
        self._file.save(plain)
        return repacked(plain)

    # The file as a whole

    def _page(self) -> None:
        page = self._file.sections[0]
        page.page_width, page.page_height = Cm(21.0), Cm(29.7)
        page.left_margin = page.right_margin = Cm(1.8)
        page.top_margin, page.bottom_margin = Cm(2.0), Cm(2.6)
        page.header_distance = page.footer_distance = Cm(0.9)

    def _styles(self) -> None:
        text, quiet = rgb(LIGHT.text), rgb(LIGHT.text2)
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
            set_font(style, self._style.word_font)
        normal = self._file.styles["Normal"]
        normal.paragraph_format.space_after = Pt(6)
        for name, before in (("Heading 1", 18), ("Heading 2", 12)):
            shape = self._file.styles[name].paragraph_format
            shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(4), True
        title = self._file.styles["Title"]
        title.paragraph_format.space_after = Pt(4)
        border(title.element.get_or_add_pPr(), "top", self._style.accent, 36)
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
        about.title = _property(f"{report.title}: {report.subtitle}")
        about.subject, about.author = _property(report.subtitle), _property(report.organisation)
        about.language, about.comments, about.keywords = "en-GB", "", ""
        about.last_modified_by, about.revision = "", 1
        when = datetime.fromisoformat(report.date) if report.date else datetime(*_EPOCH)  # noqa: DTZ001
        about.created = about.modified = when
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-GB")
        properties = self._file.styles["Normal"].element.get_or_add_rPr()
        properties.append(language)

    def _head_and_foot(self, page: Any, room: float) -> None:
        marking = clean(self._report.marking)
        page.header.is_linked_to_previous = page.footer.is_linked_to_previous = False
        centred(page.header.paragraphs[0], marking)
        foot = page.footer.paragraphs[0]
        foot.add_run(f"{clean(self._report.made)}\tPage ")
        foot.paragraph_format.tab_stops.add_tab_stop(Cm(room), alignment=2)
        page_field(foot, "PAGE")
        foot.add_run(" of ")
        page_field(foot, "NUMPAGES")
        marked = page.footer.add_paragraph(style="Header")
        centred(marked, marking)

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
            quiet.font.color.rgb = rgb(LIGHT.text2)
            line.add_run(clean(said))

    def _name(self, style: str) -> str:
        """A style's name, or Normal where a council's template has none of that name."""
        return style if style in {each.name for each in self._file.styles} else "Normal"

    # Sections

    def _section(self, section: ReportSection) -> None:
        turned = section.wide != self._wide
        if turned:
            self._turn()
        heading = self._file.add_heading(clean(section.title), level=section.level)
        if section.long and not turned:
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

    def _turn(self) -> None:
        """Go on with pages that lie on their side, or are upright again."""
        self._wide = not self._wide
        made = self._file.add_section()
        made.page_width, made.page_height = made.page_height, made.page_width
        made.orientation = WD_ORIENT.LANDSCAPE if self._wide else WD_ORIENT.PORTRAIT
        self._head_and_foot(made, self._room)

    @property
    def _room(self) -> float:
        """How many centimetres there are from margin to margin."""
        page = self._file.sections[-1]
        room: float = Emu(page.page_width - page.left_margin - page.right_margin).cm
        return room

    def _tiles(self, tiles: tuple[Tile, ...]) -> None:
        share = 100 / len(tiles)
        table = Table(
            "How many actions stand where",
            tuple(ReportColumn(each.word, share) for each in tiles),
            (tuple(ReportCell(str(each.count), each.look, number=each.count) for each in tiles),),
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
        describe_table(made, clean(table.name))
        widths = [Cm(self._room * each.share / sum(c.share for c in table.columns))
                  for each in table.columns]  # fmt: skip
        for column, width in zip(made._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):  # noqa: SLF001
            column.set(qn("w:w"), str(Emu(width).twips))
        text, note = self._name("Table Text"), self._name("Table Note")
        rows = [row_of_cells(made._tbl, widths, heading=True)]  # noqa: SLF001
        for cell, column in zip(rows[0], table.columns, strict=True):
            paragraph = paragraph_in(cell, text)
            run_in(paragraph, clean(column.title), LIGHT.text2, bold=True)
            if column.numbers:
                to_the_right(paragraph)
        for row in table.rows:
            long = any(len(cell.text) > _LONG_TEXT for cell in row)
            made_row = row_of_cells(made._tbl, widths, may_split=long)  # noqa: SLF001
            for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                paragraph = paragraph_in(made_row[place], text)
                fill_cell(paragraph, cell, bold=False)
                if column.numbers:
                    to_the_right(paragraph)
                if cell.under:
                    under = paragraph_in(made_row[place], note)
                    run_in(under, clean(cell.under), "")
                    if column.numbers:
                        to_the_right(under)
        return made

    def _picture(self, picture: ChartPicture) -> None:
        title = self._file.add_paragraph()
        title.add_run(clean(picture.title)).bold = True
        title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(8), Pt(2)
        shown = self._file.add_picture(BytesIO(self._charts[picture.id]), width=Cm(self._room))
        for each in (title, self._file.paragraphs[-1]):
            each.paragraph_format.keep_with_next = True
        self._alternative(shown, picture.title, picture.words)
        self._file.add_paragraph(clean(picture.caption), style="Caption")

    def _alternative(self, shown: Any, title: str, words: str) -> None:
        self._pictures += 1
        about = shown._inline.docPr  # noqa: SLF001 - python-docx has no other way to it
        about.set("id", str(self._pictures))
        about.set("name", f"Picture {self._pictures}")
        about.set("title", clean(title))
        about.set("descr", clean(words))
