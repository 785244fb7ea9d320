"""The report as a PDF for paper: an outline, text that can be selected, a font that it carries."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Image,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
)

from csp_desktop.look import LIGHT, SHAPES, STRONG
from csp_desktop.measures.report.model import Cell, Column, Picture, Report, Section, Table
from csp_desktop.report.flowing import SMALL, Bar, Inside, Marked, Rows, Tiles
from csp_desktop.report.lettering import REGULAR, fonts, lines_of
from csp_desktop.report.lettering import STRONG as STRONG_FONT
from csp_desktop.report.paragraph import Kind, Text, draw_lines
from csp_desktop.report.style import Step, Style, unheard
from csp_desktop.report.texts import clean

_MARGIN, _TOP, _BOTTOM = 51.0, 62.0, 62.0
_PAGES: Final = {"page": A4, "wide": (A4[1], A4[0])}
_WIDTH: Final = A4[0] - 2 * _MARGIN


def as_pdf(
    report: Report, style: Style, charts: Mapping[str, bytes], step: Step = unheard
) -> bytes:
    """The report as a PDF; `charts` are PNG by the id of their picture."""
    fonts()
    # Letters and figures alone in streams are for ways of sending that are gone; they cost a fifth.
    rl_config.useA85 = 0
    out = BytesIO()
    file = _File(out, report, step)
    file.build(list(_flow(report, style, charts)), canvasmaker=_counting(report, style))
    return out.getvalue()


_TITLE: Final = Kind(20, strong=True)
_SUBTITLE: Final = Kind(10.5, quiet=True)
_HEADINGS: Final = {
    1: Kind(13, strong=True, before=16, after=5),
    2: Kind(10.5, strong=True, before=10, after=3),
}
_TEXT: Final = Kind(10, after=6)
_CELL: Final = Kind(SMALL)
_STRONG_CELL: Final = Kind(SMALL, strong=True)
_UNDER: Final = Kind(8, quiet=True)
_HEAD: Final = Kind(SMALL, strong=True, quiet=True)
_CHART: Final = Kind(10, strong=True, after=4)
_NOTE: Final = Kind(SMALL, quiet=True, before=4, after=4)


class _Heading(Text):
    """A heading that the outline lists."""

    def __init__(self, text: str, level: int) -> None:
        super().__init__(clean(text), _HEADINGS[level])
        self.outline = (clean(text), level - 1)


def _page(name: str, size: tuple[float, float]) -> PageTemplate:
    wide, high = size
    frame = Frame(
        _MARGIN, _BOTTOM, wide - 2 * _MARGIN, high - _TOP - _BOTTOM,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    return PageTemplate(name, [frame], pagesize=size)


class _File(BaseDocTemplate):
    """A4 pages with one column, upright or on their side."""

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
        self.addPageTemplates([_page(name, size) for name, size in _PAGES.items()])
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
    wide, high = canvas._pagesize  # type: ignore[attr-defined]  # noqa: SLF001 - no other way to it
    canvas.saveState()
    ink = HexColor(LIGHT.text)
    for y in (high - 22, 20):
        for line in lines_of(clean(report.marking), STRONG_FONT, SMALL, wide)[:1]:
            draw_lines(canvas, [line], _STRONG_CELL, ((wide - line.width) / 2, y, line.width), ink)
    if number == 1:
        canvas.setFillColor(style.accent)
        canvas.rect(_MARGIN, high - 38, _WIDTH, 4.5, stroke=0, fill=1)
    canvas.setStrokeColor(LIGHT.line)
    canvas.setLineWidth(0.6)
    canvas.line(_MARGIN, 50, wide - _MARGIN, 50)
    canvas.setFont(REGULAR, 8)
    canvas.setFillColor(LIGHT.text2)
    canvas.drawString(_MARGIN, 37, clean(report.made))
    canvas.drawRightString(wide - _MARGIN, 37, f"Page {number} of {of}")
    canvas.restoreState()


def _flow(report: Report, style: Style, charts: Mapping[str, bytes]) -> Any:
    yield _Cover(report, style)
    wide = False
    for section in report.sections:
        if section.wide != wide:
            wide = section.wide
            yield NextPageTemplate("wide" if wide else "page")
            if not section.long:
                yield PageBreak()
        yield from _section(section, charts)


class _Cover(Flowable):
    """Title and logo at the left, what the report is of at the right, and a line below."""

    _SHARE: Final = 0.64

    def __init__(self, report: Report, style: Style) -> None:
        super().__init__()
        named: Inside = []
        if style.logo:
            named += [_logo(style.logo), Spacer(1, 6)]
        named += [Text(clean(report.title), _TITLE), Spacer(1, 4)]
        under = (report.subtitle, report.organisation)
        named += [Text(clean(each), _SUBTITLE) for each in under if each]
        self._named = named
        self._facts = [
            (Text(clean(name), _UNDER), Text(clean(said), _CELL)) for name, said in report.facts
        ]
        self._high = 0.0
        self._wide = 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._wide = width
        left = sum(each.wrap(width * self._SHARE, height)[1] for each in self._named)
        right = sum(self._fact(fact)[1] + 3 for fact in self._facts)
        self._high = max(left, right) + 16
        return width, self._high

    def split(self, width: float, height: float) -> list[Flowable]:
        """One thing below the other, where titles and facts are too long for one page."""
        below: Inside = [*self._named, Spacer(1, 6)]
        below += [Text(f"{name.text}: {said.text}", _CELL) for name, said in self._facts]
        first, *others = below
        high = first.wrap(width, height)[1]
        return [*(first.split(width, height) if high > height else [first]), *others]

    def _fact(self, fact: tuple[Text, Text]) -> tuple[float, float]:
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
        yield Text(clean(each), _TEXT)
    if section.tiles:
        yield Tiles(section.tiles, (REGULAR, STRONG_FONT))
    if section.table:
        yield _table(section.table)
    for each in section.notes:
        yield Text(clean(each), _NOTE)
    for picture in section.pictures:
        if picture.id in charts:
            yield _picture(picture, charts[picture.id])


def _table(table: Table) -> Flowable:
    if not table.rows:
        return Text(clean(table.empty), _TEXT)
    heading = [
        Text(clean(each.title), _HEAD.on_the_right if each.numbers else _HEAD)
        for each in table.columns
    ]
    rows = [
        [_cell(cell, column) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    return Rows(heading, rows, [each.share for each in table.columns])


def _cell(cell: Cell, column: Column) -> Inside:
    if cell.parts:
        return [Bar(cell.parts, STRONG_FONT)]
    strong = _STRONG_CELL if cell.look in STRONG else _CELL
    text = Text(clean(cell.text), _CELL.on_the_right if column.numbers else strong)
    inside: Inside = [Marked(cell.look, text) if cell.look in SHAPES else text]
    if cell.under:
        inside.append(Text(clean(cell.under), _UNDER.on_the_right if column.numbers else _UNDER))
    return inside


def _picture(picture: Picture, content: bytes) -> Flowable:
    wide, high = ImageReader(BytesIO(content)).getSize()
    return KeepTogether([
        Spacer(1, 10),
        Text(clean(picture.title), _CHART),
        Image(BytesIO(content), _WIDTH, _WIDTH * high / wide),
        Text(clean(picture.caption), _NOTE),
    ])  # fmt: skip
