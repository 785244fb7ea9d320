"""The grid on paper: A4 landscape, each cell's whole text, the marking on every page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter

from csp_desktop import look
from csp_desktop.gui.grid import cells
from csp_desktop.gui.grid.columns import ColumnShows, GridColumn
from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.grid.rows import ActionRow, GroupRow
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.theme.text_layout import on_paper
from csp_desktop.plan.fields import Field
from csp_desktop.plan.wording import plural

MARGIN = 28.0
_SIZE, _LINE, _PAD, _GLYPH = 8.0, 10.5, 3.0, 8.0
_HEAD, _FOOT = 52.0, 24.0
_INK = look.LIGHT
_WIDTHS = {"ref": 26.0, "title": 96.0, "lead_partners": 74.0}
_MOST_LINES = 100_000


@dataclass(frozen=True, slots=True)
class _Printed:
    """A cell on paper: its lines, and the shape before the first of them."""

    lines: tuple[str, ...]
    shape: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class _Band:
    """A row on paper, or the part of one that fits a page."""

    cells: tuple[_Printed, ...]
    heading: bool = False

    @property
    def height(self) -> float:
        most = max((len(cell.lines) for cell in self.cells), default=1)
        return max(most, 1) * _LINE + 2 * _PAD


def print_grid(device: QPagedPaintDevice, model: GridModel) -> int:
    """Print the actions that are shown, on as many pages as they take; returns how many.

    `device` is a QPrinter or QPdfWriter; it is set to A4 landscape.
    """
    edge = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    device.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Landscape,
            edge,
            QPageLayout.Unit.Point,
        )
    )
    size = device.pageLayout().paintRect(QPageLayout.Unit.Point).size()
    sheet = _GridPages(model, size.width(), size.height())
    # All are laid out before the first is painted, because each says of how many it is one.
    pages = list(sheet.pages())
    painter = QPainter()
    if not painter.begin(device):
        return 0
    # From here one unit is a point, whatever the device's resolution.
    painter.scale(device.logicalDpiX() / 72, device.logicalDpiY() / 72)
    for number, bands in enumerate(pages, 1):
        if number > 1:
            device.newPage()
        sheet.paint(painter, bands, number, len(pages))
    painter.end()
    return len(pages)


class _GridPages:
    """Lays the grid out on pages of one size, in points, and paints them."""

    def __init__(self, model: GridModel, width: float, height: float) -> None:
        self._model, self._width, self._height = model, width, height
        self._plain, self._strong = on_paper(_SIZE), on_paper(_SIZE, strong=True)
        self._title = on_paper(13.0, strong=True)
        self._columns = tuple(_paper_columns(model))
        self._widths = _shared_out([_asked(column) for column in self._columns], width)

    def pages(self) -> Iterator[list[_Band]]:
        """The bands of each page: a heading stays with its first action, long rows are split."""
        room = self._height - _HEAD - _FOOT - self._head_height()
        page: list[_Band] = []
        left = room
        bands = list(self._bands(room))
        # A heading at the foot of a page, with its actions on the next, would be read as having
        # none.
        for band, after in zip_longest(bands, bands[1:]):
            wanted = band.height + (after.height if band.heading and after else 0)
            if page and wanted > left:
                yield page
                page, left = [], room
            page.append(band)
            left -= band.height
        yield page

    def _bands(self, room: float) -> Iterator[_Band]:
        # A part of a long row leaves space for the heading that must stand above it.
        most = int((room - 3 * _LINE - 2 * _PAD) // _LINE)
        for row in self._model.rows:
            if isinstance(row, GroupRow):
                text = "  ".join(part for part in (row.label, row.title, row.note) if part)
                lines = self._strong.lines(text, self._width - 2 * _PAD, 2)
                yield _Band((_Printed(lines),), heading=True)
                continue
            whole = [
                self._printed(row, column, width)
                for column, width in zip(self._columns, self._widths, strict=True)
            ]
            longest = max(len(cell.lines) for cell in whole)
            for start in range(0, max(longest, 1), most):
                yield _Band(
                    tuple(
                        _Printed(
                            cell.lines[start : start + most],
                            "" if start else cell.shape,
                            cell.quiet,
                        )
                        for cell in whole
                    )
                )

    def _printed(self, row: ActionRow, column: GridColumn, width: float) -> _Printed:
        room = width - 2 * _PAD
        if column.shows is ColumnShows.QUARTER:
            cell = self._model.cell(row, column)
            words = self._wrapped(cell.word, room - _GLYPH - _PAD) if cell.word else ()
            words += self._wrapped(cell.text, room - _GLYPH - _PAD) if cell.text else ()
            return _Printed(words, cell.status, cell.quiet)
        text = cells.plain(row.action, column, self._model.document)
        if column.shows is ColumnShows.FIELD:
            return _Printed(self._wrapped(text, room))
        state = row.action.text("state", column.period)
        if state not in look.SHAPES:
            return _Printed(self._wrapped(text, room))
        cell = self._model.cell(row, column)
        first = self._wrapped(look.word(state), room - _GLYPH - _PAD)
        opening, _, others = text.partition("\n")
        text = others if opening.strip().lower() == state else text
        rest = text if cell.text else ""
        return _Printed(first + self._wrapped(rest, room), state)

    def _wrapped(self, text: str, width: float) -> tuple[str, ...]:
        return tuple(
            line
            for paragraph in text.split("\n")
            for line in self._plain.lines(paragraph, width, _MOST_LINES)
        )

    def paint(self, painter: QPainter, bands: Iterable[_Band], page: int, pages: int) -> None:
        """Paint one page with its head, its foot and the header of the columns."""
        document, model = self._model.document, self._model
        marking = document.plan.text("marking") or "OFFICIAL"
        ink, quiet = themes.colour(_INK.text), themes.colour(_INK.text2)
        for top in (0.0, self._height - _LINE):
            at = (self._width - self._strong.width(marking)) / 2
            self._strong.draw(painter, at, top, marking, ink)
        title = document.plan.text("title")
        self._title.draw(painter, 0, 16, self._title.shortened(title, self._width), ink)
        actions = model.counts.total
        said = f"Status grid, {model.quarter}. {actions} {plural(actions, 'action')}."
        self._plain.draw(painter, 0, 34, said, quiet)
        number = f"Page {page} of {pages}"
        at = self._width - self._plain.width(number)
        self._plain.draw(painter, at, self._height - _LINE, number, quiet)
        top = self._paint_header(painter, _HEAD)
        for band in bands:
            self._paint_band(painter, band, top)
            top += band.height

    def _head_height(self) -> float:
        return 2 * _LINE + 2 * _PAD

    def _paint_header(self, painter: QPainter, top: float) -> float:
        height = self._head_height()
        painter.fillRect(QRectF(0, top, self._width, height), themes.colour(_INK.alt))
        x = 0.0
        for column, width in zip(self._columns, self._widths, strict=True):
            label = f"{column.year} {column.label}" if column.open else column.label
            label = column.label if column.future else label
            y = top + _PAD
            for line in self._strong.lines(label, width - 2 * _PAD, 2):
                self._strong.draw(painter, x + _PAD, y, line, themes.colour(_INK.text2))
                y += _LINE
            x += width
        rule = QRectF(0, top + height - 0.75, self._width, 0.75)
        painter.fillRect(rule, themes.colour(_INK.edge))
        return top + height

    def _paint_band(self, painter: QPainter, band: _Band, top: float) -> None:
        if band.heading:
            box = QRectF(0, top, self._width, band.height)
            painter.fillRect(box, themes.colour(_INK.window))
            for number, line in enumerate(band.cells[0].lines):
                y = top + _PAD + number * _LINE
                self._strong.draw(painter, _PAD, y, line, themes.colour(_INK.text))
        else:
            x = 0.0
            for cell, width in zip(band.cells, self._widths, strict=True):
                self._paint_cell(painter, cell, x + _PAD, top + _PAD)
                x += width
        rule = QRectF(0, top + band.height - 0.5, self._width, 0.5)
        painter.fillRect(rule, themes.colour(_INK.line))

    def _paint_cell(self, painter: QPainter, cell: _Printed, x: float, y: float) -> None:
        ink = themes.colour(_INK.text3 if cell.quiet else _INK.text)
        if cell.shape:
            box = QRectF(x, y + (_LINE - _GLYPH) / 2 - 0.5, _GLYPH, _GLYPH)
            paint_glyph(painter, box, cell.shape, ink if cell.quiet else None, _INK)
        for number, line in enumerate(cell.lines):
            beside = bool(cell.shape) and number == 0
            lettering = self._strong if cell.shape in look.STRONG and beside else self._plain
            at = x + _GLYPH + _PAD if beside else x
            lettering.draw(painter, at, y + number * _LINE, line, ink)


def _paper_columns(model: GridModel) -> Iterator[GridColumn]:
    """The columns that are shown, and what was said about the quarter where anything was."""
    for column in model.columns:
        yield column
        if not column.now:
            continue
        for name in ("commentary", "corrective_action"):
            field = model.table.field("action", name)
            if field and _said(model, field):
                yield column._replace(
                    shows=ColumnShows.FIELD, field=field, label=field.label, open=False, now=False
                )


def _said(model: GridModel, field: Field) -> bool:
    rows = (row for row in model.rows if isinstance(row, ActionRow))
    return any(row.action.get(field.name, model.quarter) for row in rows)


def _asked(column: GridColumn) -> float:
    if column.shows is ColumnShows.QUARTER:
        return 30.0 if column.future else 62.0
    if column.shows is ColumnShows.FIELD:
        wide = column.field.name in {"commentary", "corrective_action"}
        return _WIDTHS.get(column.field.name, 130.0 if wide else column.field.width * 0.75)
    return 92.0


def _shared_out(asked: list[float], width: float) -> list[float]:
    total = sum(asked)
    return [each * width / total for each in asked]
