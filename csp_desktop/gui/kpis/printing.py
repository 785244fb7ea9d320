"""The KPIs on paper: the scorecard as it is shown, the chosen chart, its sentence and its data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter

from csp_desktop import look
from csp_desktop.charts import pictures
from csp_desktop.gui.kpis.colours import own_ink
from csp_desktop.gui.kpis.lines import (
    HEADS,
    NUMBERS,
    RATINGS,
    TRAVELS,
    ScorecardColumn,
    ScorecardLine,
    glyph_of,
    text_of,
)
from csp_desktop.gui.kpis.model import ScorecardModel
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.theme.text_layout import on_paper
from csp_desktop.measures.kpi.drawing import Chart

_MARGIN: Final = 28.0
_SIZE, _LINE, _PAD, _GLYPH = 8.0, 10.5, 3.0, 8.0
_HEAD, _FOOT, _GAP = 52.0, 24.0, 10.0
_INK: Final = look.LIGHT
_PICTURE: Final = (1080, 370)
_SHARPER: Final = 4
_DATA: Final = 186.0
"""How wide one run of the data's rows is, in points."""
_WIDTHS: Final = {
    ScorecardColumn.LABEL: 40.0,
    ScorecardColumn.LAST_ACTUAL: 58.0,
    ScorecardColumn.LAST_TARGET: 48.0,
    ScorecardColumn.LAST_RATING: 84.0,
    ScorecardColumn.NOW_ACTUAL: 62.0,
    ScorecardColumn.NOW_TARGET: 48.0,
    ScorecardColumn.NOW_RATING: 84.0,
    ScorecardColumn.SHORT: 60.0,
    ScorecardColumn.LONG: 62.0,
}
_MOST_LINES: Final = 6


def print_kpis(device: QPagedPaintDevice, model: ScorecardModel, chart: Chart | None) -> int:
    """Print what is shown, on as many pages as it takes; returns how many.

    `device` is a QPrinter or QPdfWriter; it is set to A4 landscape.
    """
    edge = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    landscape = QPageLayout.Orientation.Landscape
    page = QPageSize(QPageSize.PageSizeId.A4)
    device.setPageLayout(QPageLayout(page, landscape, edge, QPageLayout.Unit.Point))
    size = device.pageLayout().paintRect(QPageLayout.Unit.Point).size()
    sheet = _KpiPages(model, chart, size.width(), size.height())
    pages = list(sheet.pages())
    painter = QPainter()
    if not painter.begin(device):
        return 0
    painter.scale(device.logicalDpiX() / 72, device.logicalDpiY() / 72)
    for number, parts in enumerate(pages, 1):
        if number > 1:
            device.newPage()
        sheet.paint_edges(painter, number, len(pages))
        for part in parts:
            part.paint(painter)
    painter.end()
    return len(pages)


@dataclass(frozen=True, slots=True)
class _PagePart:
    """Something on a page, and how it is painted there."""

    sheet: _KpiPages
    top: float

    def paint(self, painter: QPainter) -> None:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class _PrintedRows(_PagePart):
    rows: tuple[tuple[ScorecardLine, tuple[str, ...]], ...]

    def paint(self, painter: QPainter) -> None:
        self.sheet.paint_rows(painter, self.rows, self.top)


@dataclass(frozen=True, slots=True)
class _Drawn(_PagePart):
    chart: Chart

    def paint(self, painter: QPainter) -> None:
        self.sheet.paint_chart(painter, self.chart, self.top)


@dataclass(frozen=True, slots=True)
class _Data(_PagePart):
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: float

    def paint(self, painter: QPainter) -> None:
        self.sheet.paint_data(painter, self)


class _KpiPages:
    """Lays it all out on pages of one size, in points, and paints it."""

    def __init__(
        self, model: ScorecardModel, chart: Chart | None, width: float, height: float
    ) -> None:
        self._model, self._chart = model, chart
        self._width, self._height = width, height
        self._plain, self._strong = on_paper(_SIZE), on_paper(_SIZE, strong=True)
        self._title = on_paper(13.0, strong=True)
        self._columns = [column for column in ScorecardColumn if column != ScorecardColumn.SPARK]
        self._widths = dict(_WIDTHS)
        self._widths[ScorecardColumn.NAME] = width - sum(_WIDTHS.values())

    def pages(self) -> Iterator[list[_PagePart]]:
        """The parts of each page: the scorecard first, then the chart with its data."""
        page: list[tuple[ScorecardLine, tuple[str, ...]]] = []
        left = self._room - self._heading
        for line in self._model.lines:
            room = self._widths[ScorecardColumn.NAME] - 2 * _PAD
            names = self._plain.lines(text_of(line, ScorecardColumn.NAME), room, _MOST_LINES)
            high = len(names) * _LINE + 2 * _PAD
            if page and high > left:
                yield [_PrintedRows(self, _HEAD, tuple(page))]
                page, left = [], self._room - self._heading
            page.append((line, names))
            left -= high
        if page:
            yield [_PrintedRows(self, _HEAD, tuple(page))]
        if self._chart:
            yield from self._chart_pages(self._chart)

    def _chart_pages(self, chart: Chart) -> Iterator[list[_PagePart]]:
        drawn = _Drawn(self, _HEAD, chart)
        page: list[_PagePart] = [drawn]
        top = _HEAD + self._chart_height(chart) + _GAP
        rows = list(chart.rows)
        left = 0.0
        while rows:
            most = int((self._height - _FOOT - top - self._heading) // _LINE)
            if most < 4 or left + _DATA > self._width + 1:
                yield page
                page, top, left = [], _HEAD, 0.0
                continue
            page.append(_Data(self, top, chart.columns, tuple(rows[:most]), left))
            del rows[:most]
            left += _DATA + _GAP
        yield page

    @property
    def _room(self) -> float:
        return self._height - _HEAD - _FOOT

    @property
    def _heading(self) -> float:
        return 2 * _LINE + 2 * _PAD

    def paint_edges(self, painter: QPainter, page: int, pages: int) -> None:
        """Paint the marking, the title and the page's number."""
        document, model = self._model.document, self._model
        ink, quiet = themes.colour(_INK.text), themes.colour(_INK.text2)
        marking = document.plan.text("marking") or "OFFICIAL"
        for top in (0.0, self._height - _LINE):
            at = (self._width - self._strong.width(marking)) / 2
            self._strong.draw(painter, at, top, marking, ink)
        title = self._title.shortened(document.plan.text("title"), self._width)
        self._title.draw(painter, 0, 16, title, ink)
        shown = f", {look.word(model.rating).lower()} alone" if model.rating else ""
        self._plain.draw(painter, 0, 34, f"KPIs, {model.quarter}{shown}.", quiet)
        number = f"Page {page} of {pages}"
        at = self._width - self._plain.width(number)
        self._plain.draw(painter, at, self._height - _LINE, number, quiet)

    def paint_rows(
        self, painter: QPainter, rows: Sequence[tuple[ScorecardLine, tuple[str, ...]]], top: float
    ) -> None:
        """Paint the scorecard's header and some of its rows."""
        quiet = themes.colour(_INK.text2)
        ground = QRectF(0, top, self._width, self._heading)
        painter.fillRect(ground, themes.colour(_INK.alt))
        x, group = 0.0, ""
        for column in self._columns:
            over = self._model.over(column)
            if over != group:
                self._strong.draw(painter, x + _PAD, top + _PAD, over, quiet)
                group = over
            self._put(painter, column, x, top + _PAD + _LINE, HEADS[column], strong=True)
            x += self._widths[column]
        y = top + self._heading
        for line, names in rows:
            high = len(names) * _LINE + 2 * _PAD
            self._paint_line(painter, line, names, y + _PAD)
            y += high
            painter.fillRect(QRectF(0, y - 0.5, self._width, 0.5), themes.colour(_INK.line))

    def _paint_line(
        self, painter: QPainter, line: ScorecardLine, names: Sequence[str], top: float
    ) -> None:
        x = 0.0
        for column in self._columns:
            if column == ScorecardColumn.NAME:
                for number, name in enumerate(names):
                    ink = themes.colour(_INK.text)
                    self._plain.draw(painter, x + _PAD, top + number * _LINE, name, ink)
            else:
                glyph = glyph_of(line, column) if column in RATINGS | TRAVELS else ""
                if glyph:
                    box = QRectF(x + _PAD, top + (_LINE - _GLYPH) / 2, _GLYPH, _GLYPH)
                    own = own_ink(self._model.document.plan, glyph, _INK)
                    paint_glyph(painter, box, glyph, own, _INK)
                inset = _GLYPH + _PAD if glyph else 0.0
                self._put(painter, column, x + inset, top, text_of(line, column))
            x += self._widths[column]

    def _put(
        self,
        painter: QPainter,
        column: ScorecardColumn,
        x: float,
        top: float,
        words: str,
        *,
        strong: bool = False,
    ) -> None:
        letters = self._strong if strong else self._plain
        ink = themes.colour(_INK.text2 if strong else _INK.text)
        room = self._widths[column] - 2 * _PAD
        shown = letters.shortened(words, room)
        left = x + self._widths[column] - _PAD - letters.width(shown) if column in NUMBERS else None
        letters.draw(painter, x + _PAD if left is None else left, top, shown, ink)

    def _sentence(self, chart: Chart) -> tuple[str, ...]:
        said = " ".join((chart.sentence, *map(str, chart.problems)))
        return self._plain.lines(said, self._width, _MOST_LINES)

    def _picture_height(self) -> float:
        wide, high = _PICTURE
        return self._width * high / wide

    def _chart_height(self, chart: Chart) -> float:
        return _LINE + 4 + len(self._sentence(chart)) * _LINE + _PAD + self._picture_height()

    def paint_chart(self, painter: QPainter, chart: Chart, top: float) -> None:
        """Paint a chart under its name and its sentence."""
        ink = themes.colour(_INK.text)
        name = self._strong.shortened(chart.name, self._width)
        self._strong.draw(painter, 0, top, name, ink)
        y = top + _LINE + 4
        for line in self._sentence(chart):
            self._plain.draw(painter, 0, y, line, ink)
            y += _LINE
        # As a picture: pyqtgraph's axes are recordings, which play at the resolution of the paper.
        image = pictures.picture(
            chart, size=_PICTURE, titled=False, sharper=_SHARPER
        )  # fmt: skip
        painter.drawImage(QRectF(0, y + _PAD, self._width, self._picture_height()), image)

    def paint_data(self, painter: QPainter, part: _Data) -> None:
        """Paint some rows of a chart's data under their headings."""
        each = _DATA / max(len(part.columns), 1)
        ink, quiet = themes.colour(_INK.text), themes.colour(_INK.text2)
        for number, words in enumerate(part.columns):
            shown = self._strong.shortened(words, each - _PAD)
            self._strong.draw(painter, part.left + number * each, part.top, shown, quiet)
        rule = QRectF(part.left, part.top + _LINE + 1, _DATA, 0.75)
        painter.fillRect(rule, themes.colour(_INK.edge))
        y = part.top + _LINE + _PAD + 1
        for row in part.rows:
            for number, words in enumerate(row):
                shown = self._plain.shortened(words, each - _PAD)
                self._plain.draw(painter, part.left + number * each, y, shown, ink)
            y += _LINE
