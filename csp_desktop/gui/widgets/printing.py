"""Panes on paper: the print dialog, and the one printer of tables and pictures.

A pane says what it shows as a `Paper`; it is laid out on A4 pages that lie on their side, and
painted as text, so that it can be searched and copied where the printer makes a PDF.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final, NamedTuple, Protocol, TypeAlias, runtime_checkable

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from csp_desktop import look
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.theme.text_layout import on_paper
from csp_desktop.plan.document import Document

_MARGIN: Final = 28.0
_SIZE, _LINE, _PAD, _GLYPH = 8.0, 10.5, 3.0, 8.0
_HEAD, _FOOT, _GAP, _RULE = 52.0, 24.0, 10.0, 0.6
_INK: Final = look.LIGHT
_MOST_LINES: Final = 100_000
_LEAST_ROWS: Final = 4
"""With room for fewer rows than these, a table begins on the next page."""


@runtime_checkable
class Printing(Protocol):
    """A pane that can put what it shows on paper."""

    def print_to(self, device: QPagedPaintDevice) -> int:
        """Print what is shown; returns on how many pages."""


@dataclass(frozen=True, slots=True)
class PaperCell:
    """A cell's whole text, after the shape of a status, rating or trend; `ink`: the shape's own."""

    text: str
    shape: str = ""
    quiet: bool = False
    ink: str = ""


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column: its heading, its share of the width, and what stands over it and its neighbours."""

    title: str
    share: float = 1.0
    over: str = ""
    numbers: bool = False


PaperRow: TypeAlias = str | tuple[PaperCell, ...]
"""A row, or a heading over the rows that follow."""


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table with its headings on each page.

    Where `narrow` is not 0, its rows are so many points wide, and go on beside each other.
    """

    columns: tuple[PaperColumn, ...]
    rows: tuple[PaperRow, ...]
    narrow: float = 0.0


@dataclass(frozen=True, slots=True)
class PaperPicture:
    """A picture on a page of its own, under a title and words; a table may go on below it."""

    title: str
    words: str
    image: QImage


@dataclass(frozen=True, slots=True)
class Paper:
    """What a pane prints of a plan: `said` tells on each page what is shown."""

    document: Document
    said: str
    parts: tuple[PaperTable | PaperPicture, ...]


def ask_and_print(shown: Printing, title: str, parent: QWidget) -> QPrintDialog:
    """Open the print dialog, and print what `shown` shows when it is accepted."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.accepted.connect(lambda: shown.print_to(printer))
    dialog.finished.connect(dialog.deleteLater)
    QDialog.open(dialog)
    return dialog


def print_paper(device: QPagedPaintDevice, paper: Paper) -> int:
    """Print on as many pages as it takes; returns how many.

    `device` is a QPrinter or QPdfWriter; it is set to A4 landscape.
    """
    edge = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    landscape = QPageLayout.Orientation.Landscape
    page = QPageSize(QPageSize.PageSizeId.A4)
    device.setPageLayout(QPageLayout(page, landscape, edge, QPageLayout.Unit.Point))
    size = device.pageLayout().paintRect(QPageLayout.Unit.Point).size()
    layout = PaperLayout(paper, size.width(), size.height())
    # All are laid out before the first is painted, because each says of how many it is one.
    pages = list(layout.pages())
    painter = QPainter()
    if not painter.begin(device):
        return 0
    # From here one unit is a point, whatever the device's resolution.
    painter.scale(device.logicalDpiX() / 72, device.logicalDpiY() / 72)
    for number, bands in enumerate(pages, 1):
        if number > 1:
            device.newPage()
        layout.paint(painter, bands, number, len(pages))
    painter.end()
    return len(pages)


class BandKind(NamedTuple):
    """How a band looks: the roles of its ground, ink and line below, '' for none."""

    ground: str
    ink: str
    rule: str
    strong: bool = True


_COLUMNS: Final = BandKind("alt", "text2", "edge")
_GROUP: Final = BandKind("window", "text", "line")
_ROW: Final = BandKind("", "text", "line", strong=False)
_NARROW: Final = BandKind("", "text", "", strong=False)


@dataclass(frozen=True, slots=True)
class PaperBand:
    """A row on paper, or the part of one that fits a page, with the lines of each of its cells."""

    kind: BandKind
    columns: tuple[PaperColumn, ...]
    widths: tuple[float, ...]
    cells: tuple[PaperCell, ...]
    lines: tuple[tuple[str, ...], ...]

    @property
    def heading(self) -> bool:
        """Whether the rows that follow are under it."""
        return self.kind is _GROUP

    @property
    def height(self) -> float:
        """How high it is, in points."""
        return max(1, *map(len, self.lines)) * _LINE + 2 * self._pad

    @property
    def _pad(self) -> float:
        return _PAD if self.kind.rule else 0.0

    def paint(self, painter: QPainter, left: float, top: float) -> None:
        """Paint it with its left upper corner there."""
        box = QRectF(left, top, sum(self.widths), self.height)
        if self.kind.ground:
            painter.fillRect(box, _colour(self.kind.ground))
        x = left
        for column, cell, lines, wide in zip(
            self.columns, self.cells, self.lines, self.widths, strict=True
        ):
            room = QRectF(x, top + self._pad, wide, box.height())
            self._paint_cell(painter, cell, lines, room, right=column.numbers)
            x += wide
        if self.kind.rule:
            line = QRectF(left, box.bottom() - _RULE, box.width(), _RULE)
            painter.fillRect(line, _colour(self.kind.rule))

    def _paint_cell(
        self, painter: QPainter, cell: PaperCell, lines: Sequence[str], room: QRectF, *, right: bool
    ) -> None:
        ink = _colour("text3" if cell.quiet else self.kind.ink)
        if cell.shape:
            box = QRectF(room.x() + _PAD, room.y() + (_LINE - _GLYPH) / 2 - 0.5, _GLYPH, _GLYPH)
            own = themes.colour(cell.ink) if cell.ink else None
            paint_glyph(painter, box, cell.shape, ink if cell.quiet else own, _INK)
        for number, line in enumerate(lines):
            beside = bool(cell.shape) and not number
            strong = self.kind.strong or (beside and cell.shape in look.STRONG)
            letters = on_paper(_SIZE, strong=strong)
            x = room.x() + _PAD + (_GLYPH + _PAD) * beside
            at = room.right() - _PAD - letters.width(line) if right else x
            letters.draw(painter, at, room.y() + number * _LINE, line, ink)


@dataclass(frozen=True, slots=True)
class PictureBand:
    """A picture under its title and its words."""

    picture: PaperPicture
    width: float
    heading = False

    @property
    def _lines(self) -> tuple[str, ...]:
        return on_paper(_SIZE).lines(self.picture.words, self.width, 6)

    @property
    def _size(self) -> QSizeF:
        image = self.picture.image
        return QSizeF(self.width, self.width * image.height() / image.width())

    @property
    def height(self) -> float:
        """How high it is, in points."""
        return (1 + len(self._lines)) * _LINE + 4 + _PAD + self._size.height()

    def paint(self, painter: QPainter, left: float, top: float) -> None:
        """Paint it with its left upper corner there."""
        ink, strong = _colour("text"), on_paper(_SIZE, strong=True)
        title = strong.shortened(self.picture.title, self.width)
        strong.draw(painter, left, top, title, ink)
        y = top + _LINE + 4
        for line in self._lines:
            on_paper(_SIZE).draw(painter, left, y, line, ink)
            y += _LINE
        painter.drawImage(QRectF(QPointF(left, y + _PAD), self._size), self.picture.image)


Placed: TypeAlias = tuple[float, float, PaperBand | PictureBand]
"""A band, and where it is on its page."""


class PaperLayout:
    """Lays a paper out on pages of one size, in points, and paints them."""

    def __init__(self, paper: Paper, width: float, height: float) -> None:
        self._paper, self._width, self._height = paper, width, height
        self._page: list[Placed] = []
        self._left = self._top = self._begin = 0.0

    def pages(self) -> Iterator[list[Placed]]:
        """The bands of each page."""
        self._page, self._top = [], _HEAD
        for number, part in enumerate(self._paper.parts):
            if isinstance(part, PaperPicture):
                if number:
                    yield self._turned()
                self._place(PictureBand(part, self._width), _GAP)
            else:
                yield from self._table_pages(part)
        yield self._page

    def _table_pages(self, table: PaperTable) -> Iterator[list[Placed]]:
        """The pages that are full before the end of a table.

        A heading stays with its first row, and long rows are split.
        """
        width = table.narrow or self._width
        head = header_of(table, width)
        bottom = self._height - _FOOT
        if self._top + head.height + _LEAST_ROWS * _LINE > bottom:
            yield self._turned()
        self._begin, self._left = self._top, 0.0
        self._place(head, _PAD if table.narrow else 0.0)
        bands = list(bands_of(table, width, bottom - _HEAD - head.height))
        # A heading at the foot of a page, with its rows on the next, would be read as having none.
        for band, after in zip_longest(bands, bands[1:]):
            wanted = band.height + (after.height if band.heading and after else 0)
            if self._top + wanted > bottom and self._page[-1][2] is not head:
                self._left += width + _GAP
                if self._left + width > self._width + 1:
                    yield self._turned()
                self._top = self._begin
                self._place(head, _PAD if table.narrow else 0.0)
            self._place(band)

    def _place(self, band: PaperBand | PictureBand, gap: float = 0.0) -> None:
        self._page.append((self._left, self._top, band))
        self._top += band.height + gap

    def _turned(self) -> list[Placed]:
        """Begin a new page; return the one before."""
        full, self._page = self._page, []
        self._left, self._top, self._begin = 0.0, _HEAD, _HEAD
        return full

    def paint(self, painter: QPainter, bands: Sequence[Placed], page: int, pages: int) -> None:
        """Paint one page with its marking, the plan's title, what is shown, and its number."""
        plan = self._paper.document.plan
        strong, title = on_paper(_SIZE, strong=True), on_paper(13.0, strong=True)
        ink, quiet = _colour("text"), _colour("text2")
        marking = plan.text("marking") or "OFFICIAL"
        foot = self._height - _LINE
        for top in (0.0, foot):
            strong.draw(painter, (self._width - strong.width(marking)) / 2, top, marking, ink)
        title.draw(painter, 0, 16, title.shortened(plan.text("title"), self._width), ink)
        plain = on_paper(_SIZE)
        plain.draw(painter, 0, 34, plain.shortened(self._paper.said, self._width), quiet)
        number = f"Page {page} of {pages}"
        plain.draw(painter, self._width - plain.width(number), foot, number, quiet)
        for left, top, band in bands:
            band.paint(painter, left, top)


def header_of(table: PaperTable, width: float) -> PaperBand:
    """The headings of a table's columns, under those that stand over several of them."""
    widths, letters = _shared_out(table, width), on_paper(_SIZE, strong=True)
    before = ["", *(each.over for each in table.columns)]
    over = any(before)
    lines = []
    for column, wide, last in zip(table.columns, widths, before, strict=False):
        first = ("" if column.over == last else column.over,) * over
        lines.append((*first, *letters.lines(column.title, wide - 2 * _PAD, 2)))
    blank = (PaperCell(""),) * len(widths)
    return PaperBand(_COLUMNS, table.columns, widths, blank, tuple(lines))


def bands_of(table: PaperTable, width: float, room: float) -> Iterator[PaperBand]:
    """The rows of a table, those that are too long for `room` in several bands."""
    widths = _shared_out(table, width)
    kind = _NARROW if table.narrow else _ROW
    # A part of a long row leaves space for the heading that must stand above it.
    most = int((room - 3 * _LINE - 2 * _PAD) // _LINE)
    for row in table.rows:
        if isinstance(row, str):
            lines = on_paper(_SIZE, strong=True).lines(row, width - 2 * _PAD, 2)
            yield PaperBand(_GROUP, (PaperColumn(""),), (width,), (PaperCell(row),), (lines,))
            continue
        whole = [_wrapped(cell, wide - 2 * _PAD) for cell, wide in zip(row, widths, strict=True)]
        for start in range(0, max(1, *map(len, whole)), most):
            cells = tuple(replace(each, shape="") for each in row) if start else row
            part = tuple(lines[start : start + most] for lines in whole)
            yield PaperBand(kind, table.columns, widths, cells, part)


def _wrapped(cell: PaperCell, room: float) -> tuple[str, ...]:
    room -= _GLYPH + _PAD if cell.shape else 0
    return tuple(
        line
        for paragraph in cell.text.split("\n")
        for line in on_paper(_SIZE).lines(paragraph, room, _MOST_LINES)
    )


def _shared_out(table: PaperTable, width: float) -> tuple[float, ...]:
    total = sum(each.share for each in table.columns)
    return tuple(each.share * width / total for each in table.columns)


def _colour(role: str) -> QColor:
    """The colour of a role on paper, whatever the theme is."""
    return themes.colour(getattr(_INK, role))
