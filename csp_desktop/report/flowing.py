"""What flows down a printed page: tables that break inside long rows, bars, large figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from reportlab.platypus import Flowable, PageBreak

from csp_desktop.look import LIGHT, SHAPES
from csp_desktop.measures.report.model import Part, Tile
from csp_desktop.plan.statuses import COLOURED
from csp_desktop.report.paragraph import Text
from csp_desktop.report.shapes import draw

_PAD: Final = 5.0
_GAP: Final = 8.0
_LEAST: Final = 48.0
"""Points of height below which a long row rather begins on the next page."""
_LONG: Final = 300.0
"""Points of height from which a row is broken; a shorter one moves to the next page whole."""
_BLOCK, _BAR, _BETWEEN = 17.0, 15.0, 2.0
SMALL, LARGE = 8.5, 20.0


class Marked(Flowable):
    """A text with the shape of a status before its first line."""

    def __init__(self, look: str, text: Text) -> None:
        super().__init__()
        self._look, self._text = look, text
        self._high = 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As wide as there is room, as high as the text."""
        _, self._high = self._text.wrap(width - 13, height)
        return width, self._high

    def draw(self) -> None:
        """Put it on the page."""
        draw(self.canv, self._look, 0, self._high - 10.2, 8.4)
        self._text.drawOn(self.canv, 13, 0)


class Bar(Flowable):
    """One block for each action, with its status's shape and the number of its like."""

    def __init__(self, parts: Sequence[Part], font: str) -> None:
        super().__init__()
        self._parts, self._font = parts, font
        self._block = _BLOCK

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        """As wide as there is room, with smaller blocks where it is little."""
        blocks = sum(each.count for each in self._parts)
        room = width - _BETWEEN * len(self._parts)
        self._block = min(_BLOCK, room / max(blocks, 1))
        return width, _BAR

    def draw(self) -> None:
        """Put it on the page."""
        x = 0.0
        for part in self._parts:
            wide = self._block * part.count
            self._one(part, x, wide)
            x += wide + _BETWEEN

    def _one(self, part: Part, x: float, wide: float) -> None:
        canvas = self.canv
        shaped, filled = part.status in SHAPES, part.status in COLOURED
        colour = LIGHT.status(part.status)
        canvas.saveState()
        canvas.setLineWidth(0.75)
        canvas.setStrokeColor(colour if filled else LIGHT.neutral)
        canvas.setFillColor(colour if filled else LIGHT.base)
        if not shaped:
            canvas.setDash(2, 1.6)
        canvas.roundRect(x, 0, wide, _BAR, 1.5, stroke=1, fill=1)
        canvas.setDash()
        count = str(part.count) if part.count > 1 or not shaped else ""
        written = canvas.stringWidth(count, self._font, SMALL) if count else 0.0
        shape = min(8.0, wide - 2) if shaped else 0.0
        if shape + written + 3 > wide:
            shape = 0.0 if count and shaped and written + 3 > wide / 2 else shape
        across = shape + written + (3 if shape and count else 0)
        at = x + (wide - across) / 2
        if shape > 3:
            draw(canvas, part.status, at, (_BAR - shape) / 2, shape, on=colour if filled else "")
            at += shape + 3
        canvas.setFillColor(LIGHT.on_status if filled else LIGHT.text)
        canvas.setFont(self._font, SMALL)
        canvas.drawString(at, (_BAR - 6) / 2, count)
        canvas.restoreState()


class Tiles(Flowable):
    """Large figures side by side, each with its shape and its word."""

    _HIGH: Final = 56.0

    def __init__(self, tiles: Sequence[Tile], fonts: tuple[str, str]) -> None:
        super().__init__()
        self._tiles, self._fonts = tiles, fonts
        self._wide = 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        """As wide as there is room."""
        self._wide = width
        return width, self._HIGH + 8

    def draw(self) -> None:
        """Put it on the page."""
        canvas, (regular, strong) = self.canv, self._fonts
        share = self._wide / len(self._tiles)
        canvas.saveState()
        canvas.setLineWidth(0.75)
        canvas.setStrokeColor(LIGHT.edge)
        for y in (4, self._HIGH + 4):
            canvas.line(0, y, self._wide, y)
        for place, tile in enumerate(self._tiles):
            left = place * share + (12 if place else 0)
            if place:
                canvas.setStrokeColor(LIGHT.line)
                canvas.line(place * share, 8, place * share, self._HIGH)
            shape = 14.0 if tile.look in SHAPES else 0.0
            draw(canvas, tile.look, left, 32, shape)
            canvas.setFillColor(LIGHT.text)
            canvas.setFont(strong, LARGE)
            canvas.drawString(left + (shape + 6 if shape else 0), 32, str(tile.count))
            canvas.setFillColor(LIGHT.text2)
            canvas.setFont(regular, SMALL)
            canvas.drawString(left, 15, tile.word)
        canvas.restoreState()


Inside = list[Flowable]
"""What stands in one cell, from top to bottom."""


class Rows(Flowable):
    """A table: rows break between pages, or inside where one is longer than a page.

    Its headings stand at the head of every page. A row is laid out once, when its page is reached,
    so that a table of any length costs what its rows cost.
    """

    def __init__(
        self,
        heading: Sequence[Text],
        rows: Sequence[Sequence[Inside]],
        shares: Sequence[float],
        first: int = 0,
        rest: Sequence[Inside] | None = None,
    ) -> None:
        super().__init__()
        self._heading, self._rows, self._shares = heading, rows, shares
        self._first = first
        self._rest = rest
        self._lines: list[tuple[Sequence[Inside], float]] = []
        self._wide = self._head = self._high = 0.0

    def _widths(self) -> list[float]:
        whole = sum(self._shares)
        return [self._wide * share / whole - _GAP for share in self._shares]

    def _row(self, at: int) -> Sequence[Inside]:
        return self._rest if self._rest is not None and at == self._first else self._rows[at]

    def _height(self, row: Sequence[Inside]) -> float:
        return max(
            (
                sum(each.wrap(width, 1e6)[1] for each in cell)
                for cell, width in zip(row, self._widths(), strict=True)
            ),
            default=0.0,
        ) + 2 * _PAD  # fmt: skip

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As high as it would be, looked at only until it is higher than there is room for."""
        self._wide = width
        self._head = (
            max(each.wrap(wide, 1e6)[1] for each, wide in zip(self._heading, self._widths(),
                                                              strict=True)) + _PAD
        )  # fmt: skip
        self._lines, self._high = [], self._head
        for at in range(self._first, len(self._rows)):
            row = self._row(at)
            high = self._height(row)
            self._lines.append((row, high))
            self._high += high
            if self._high > height:
                break
        return width, self._high

    def split(self, width: float, height: float) -> list[Flowable]:
        """The part that fits, and the rest; [] where nothing does."""
        self.wrap(width, height)
        used, fits = self._head, 0
        for _, high in self._lines:
            if used + high > height:
                break
            used += high
            fits += 1
        room = height - used
        upper, lower = self._cut(fits, room) if fits < len(self._lines) else (None, None)
        if not fits and upper is None:
            return []
        at = self._first + fits
        here = [self._row(each) for each in range(self._first, at)]
        if upper is not None:
            here.append(upper)
        above = Rows(self._heading, here, self._shares)
        below = Rows(self._heading, self._rows, self._shares, at, lower)
        return [above, PageBreak(), below]

    def _cut(
        self, at: int, room: float
    ) -> tuple[Sequence[Inside], Sequence[Inside]] | tuple[None, None]:
        """A long row in two, where there is room for some of it."""
        row, high = self._lines[at]
        if room < _LEAST or high < _LONG:
            return None, None
        upper: list[Inside] = []
        lower: list[Inside] = []
        for cell, width in zip(row, self._widths(), strict=True):
            above, below = _parted(cell, width, room - 2 * _PAD)
            upper.append(above)
            lower.append(below)
        if not any(upper):
            return None, None
        return upper, lower

    def draw(self) -> None:
        """Put it on the page."""
        canvas = self.canv
        y = self._high
        widths = self._widths()
        _draw_row([[each] for each in self._heading], canvas, widths, y)
        y -= self._head
        canvas.saveState()
        canvas.setStrokeColor(LIGHT.text)
        canvas.setLineWidth(0.75)
        canvas.line(0, y, self._wide, y)
        canvas.setStrokeColor(LIGHT.line)
        canvas.setLineWidth(0.6)
        for row, high in self._lines:
            _draw_row(row, canvas, widths, y - _PAD)
            y -= high
            canvas.line(0, y, self._wide, y)
        canvas.restoreState()


def _draw_row(row: Sequence[Inside], canvas: Any, widths: Sequence[float], top: float) -> None:
    x = 0.0
    for cell, width in zip(row, widths, strict=True):
        y = top
        for each in cell:
            _, tall = each.wrap(width, 1e6)
            y -= tall
            each.drawOn(canvas, x, y)
        x += width + _GAP


def _parted(cell: Inside, width: float, room: float) -> tuple[Inside, Inside]:
    """What of a cell fits into `room` points of height, and the rest."""
    above: Inside = []
    for place, each in enumerate(cell):
        _, high = each.wrap(width, 1e6)
        if high <= room:
            above.append(each)
            room -= high
            continue
        parts = each.split(width, room) if isinstance(each, Text) else []
        if len(parts) == 2:
            return [*above, parts[0]], [parts[1], *cell[place + 1 :]]
        return above, cell[place:]
    return above, []
