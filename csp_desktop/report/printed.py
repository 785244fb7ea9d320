"""The report as a PDF for paper: an outline, text that can be selected, a font that it carries."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import escape
from io import BytesIO
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Image,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)

from csp_desktop.look import LIGHT, SHAPES, STRONG
from csp_desktop.measures.reportmodel import Cell, Column, Picture, Report, Section, Table
from csp_desktop.paths import resources
from csp_desktop.report.flowing import SMALL, Bar, Inside, Marked, Rows, Tiles
from csp_desktop.report.style import Step, Style, unheard
from csp_desktop.report.texts import clean

_REGULAR, _STRONG = "CSP-Regular", "CSP-SemiBold"
_MARGIN, _TOP, _BOTTOM = 51.0, 62.0, 62.0
_WIDTH: Final = A4[0] - 2 * _MARGIN


def as_pdf(
    report: Report, style: Style, charts: Mapping[str, bytes], step: Step = unheard
) -> bytes:
    """The report as a PDF; `charts` are PNG by the id of their picture."""
    _fonts()
    out = BytesIO()
    file = _File(out, report, step)
    file.build(list(_flow(report, style, charts)), canvasmaker=_counting(report, style))
    return out.getvalue()


@cache
def _fonts() -> None:
    for name, file in ((_REGULAR, "Inter-Regular"), (_STRONG, "Inter-SemiBold")):
        registerFont(TTFont(name, str(resources() / "fonts" / f"{file}.ttf")))


def _style(
    name: str, size: float, *, strong: bool = False, quiet: bool = False, **more: Any
) -> Any:
    return ParagraphStyle(
        name,
        fontName=_STRONG if strong else _REGULAR,
        fontSize=size,
        leading=size * (1.4 if size < 15 else 1.25),
        textColor=HexColor(LIGHT.text2 if quiet else LIGHT.text),
        splitLongWords=1,
        **more,
    )


_TITLE = _style("Title", 20, strong=True)
_SUBTITLE = _style("Subtitle", 10.5, quiet=True)
_HEADINGS = {
    1: _style("Heading 1", 13, strong=True, spaceBefore=16, spaceAfter=5),
    2: _style("Heading 2", 10.5, strong=True, spaceBefore=10, spaceAfter=3),
}
_TEXT = _style("Text", 10, spaceAfter=6)
_CELL = _style("Cell", SMALL)
_STRONG_CELL = _style("Strong cell", SMALL, strong=True)
_UNDER = _style("Under", 8, quiet=True)
_HEAD = _style("Head", SMALL, strong=True, quiet=True)
_NOTE = _style("Note", SMALL, quiet=True, spaceBefore=4, spaceAfter=4)
_RIGHT = {
    each.name: each.clone(f"{each.name}, right", alignment=TA_RIGHT)
    for each in (_CELL, _UNDER, _HEAD)
}


class _Heading(Paragraph):
    """A heading that the outline lists."""

    def __init__(self, text: str, level: int) -> None:
        super().__init__(_said(text), _HEADINGS[level])
        self.outline = (clean(text), level - 1)


class _File(BaseDocTemplate):
    """A4 pages with one column."""

    def __init__(self, out: BytesIO, report: Report, step: Step) -> None:
        super().__init__(
            out,
            pagesize=A4,
            title=clean(f"{report.title}: {report.subtitle}"),
            author=clean(report.organisation),
            subject=clean(report.subtitle),
            creator="CSP Desktop",
            lang="en-GB",
            invariant=1,
        )
        frame = Frame(
            _MARGIN, _BOTTOM, _WIDTH, A4[1] - _TOP - _BOTTOM,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip
        self.addPageTemplates([PageTemplate("page", [frame])])
        self._number, self._of = 0, len(report.sections)
        self._step = step

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - reportlab's name
        """List a heading in the outline."""
        outline = getattr(flowable, "outline", None)
        if outline:
            title, level = outline
            self._step(self._number / self._of)
            self._number += 1
            place = f"s{self._number}"
            self.canv.bookmarkPage(place)
            self.canv.addOutlineEntry(title, place, level=level, closed=level == 0)


def _counting(report: Report, style: Style) -> Any:
    """A canvas that knows at the end how many pages there are, and puts that at their feet."""

    class Counting(Canvas):
        def __init__(self, *args: Any, **named: Any) -> None:
            super().__init__(*args, **named)
            self._pages: list[dict[str, Any]] = []
            self.setViewerPreference("DisplayDocTitle", "true")

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]

        def save(self) -> None:
            pages = self._pages
            for number, page in enumerate(pages, 1):
                self.__dict__.update(page)
                _edges(self, report, style, number, len(pages))
                super().showPage()
            super().save()

    return Counting


def _edges(canvas: Canvas, report: Report, style: Style, number: int, of: int) -> None:
    """What stands at the head and foot of each page."""
    wide, high = A4
    canvas.saveState()
    canvas.setFont(_STRONG, SMALL)
    canvas.setFillColor(LIGHT.text)
    for y in (high - 22, 20):
        canvas.drawCentredString(wide / 2, y, clean(report.marking))
    if number == 1:
        canvas.setFillColor(style.accent)
        canvas.rect(_MARGIN, high - 38, _WIDTH, 4.5, stroke=0, fill=1)
    canvas.setStrokeColor(LIGHT.line)
    canvas.setLineWidth(0.6)
    canvas.line(_MARGIN, 50, wide - _MARGIN, 50)
    canvas.setFont(_REGULAR, 8)
    canvas.setFillColor(LIGHT.text2)
    canvas.drawString(_MARGIN, 37, clean(report.made))
    canvas.drawRightString(wide - _MARGIN, 37, f"Page {number} of {of}")
    canvas.restoreState()


def _flow(report: Report, style: Style, charts: Mapping[str, bytes]) -> Any:
    yield _Cover(report, style)
    for section in report.sections:
        yield from _section(section, charts)


class _Cover(Flowable):
    """Title and logo at the left, what the report is of at the right, and a line below."""

    _SHARE: Final = 0.64

    def __init__(self, report: Report, style: Style) -> None:
        super().__init__()
        named: Inside = []
        if style.logo:
            named += [_logo(style.logo), Spacer(1, 6)]
        named += [Paragraph(_said(report.title), _TITLE), Spacer(1, 4)]
        under = (report.subtitle, report.organisation)
        named += [Paragraph(_said(each), _SUBTITLE) for each in under if each]
        self._named = named
        self._facts = [
            (Paragraph(_said(name), _UNDER), Paragraph(_said(said), _CELL))
            for name, said in report.facts
        ]
        self._high = 0.0
        self._wide = 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._wide = width
        left = sum(each.wrap(width * self._SHARE, height)[1] for each in self._named)
        right = sum(self._fact(fact)[1] + 3 for fact in self._facts)
        self._high = max(left, right) + 16
        return width, self._high

    def _fact(self, fact: tuple[Paragraph, Paragraph]) -> tuple[float, float]:
        room = self._wide * (1 - self._SHARE) - 20
        name, said = fact
        return room, max(name.wrap(52, 1e6)[1], said.wrap(room - 52, 1e6)[1])

    def draw(self) -> None:
        y = self._high
        for each in self._named:
            _, tall = each.wrap(self._wide * self._SHARE, 1e6)
            y -= tall
            each.drawOn(self.canv, 0, y)
        y, left = self._high - 5, self._wide * self._SHARE + 20
        for fact in self._facts:
            _, tall = self._fact(fact)
            for each, x in zip(fact, (left, left + 52), strict=True):
                each.drawOn(self.canv, x, y - each.height)
            y -= tall + 3
        self.canv.setStrokeColor(LIGHT.line)
        self.canv.setLineWidth(0.6)
        self.canv.line(0, 0, self._wide, 0)


def _logo(content: bytes) -> Image:
    wide, high = ImageReader(BytesIO(content)).getSize()
    scale = min(40 / high, 160 / wide)
    return Image(BytesIO(content), wide * scale, high * scale, hAlign="LEFT")


def _section(section: Section, charts: Mapping[str, bytes]) -> Any:
    if section.long:
        yield PageBreak()
    yield CondPageBreak(110)
    yield _Heading(section.title, section.level)
    for each in section.paragraphs:
        yield Paragraph(_said(each), _TEXT)
    if section.tiles:
        yield Tiles(section.tiles, (_REGULAR, _STRONG))
    if section.table:
        yield _table(section.table)
    for each in section.notes:
        yield Paragraph(_said(each), _NOTE)
    for picture in section.pictures:
        if picture.id in charts:
            yield _picture(picture, charts[picture.id])


def _table(table: Table) -> Flowable:
    if not table.rows:
        return Paragraph(_said(table.empty), _TEXT)
    heading = [
        Paragraph(_said(each.title), _RIGHT["Head"] if each.numbers else _HEAD)
        for each in table.columns
    ]
    rows = [
        [_cell(cell, column) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    return Rows(heading, rows, [each.share for each in table.columns])


def _cell(cell: Cell, column: Column) -> Inside:
    if cell.parts:
        return [Bar(cell.parts, _STRONG)]
    strong = _STRONG_CELL if cell.look in STRONG else _CELL
    text = Paragraph(_said(cell.text), _RIGHT["Cell"] if column.numbers else strong)
    inside: Inside = [Marked(cell.look, text) if cell.look in SHAPES else text]
    if cell.under:
        inside.append(Paragraph(_said(cell.under), _RIGHT["Under"] if column.numbers else _UNDER))
    return inside


def _picture(picture: Picture, content: bytes) -> Flowable:
    wide, high = ImageReader(BytesIO(content)).getSize()
    return KeepTogether([
        Spacer(1, 8),
        Image(BytesIO(content), _WIDTH, _WIDTH * high / wide),
        Paragraph(_said(f"{picture.title}. {picture.words}"), _NOTE),
    ])  # fmt: skip


def _said(text: str) -> str:
    """A text as reportlab's small markup has it: text and no more."""
    return escape(clean(text)).replace("\n", "<br/>")
