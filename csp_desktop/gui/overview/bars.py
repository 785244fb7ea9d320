"""Bars of blocks by status: one block is one action, its shape and its number inside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from csp_desktop import look
from csp_desktop.gui.overview.figures import FigureButton, LinkLabel, Tally, paint_dashes, rule
from csp_desktop.gui.overview.openers import (
    Lines,
    Mark,
    OpenerButton,
    OverviewSection,
    Rows,
    Target,
)
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.widgets import boxes
from csp_desktop.gui.widgets.buttons import RING
from csp_desktop.gui.widgets.flow_layout import Flow
from csp_desktop.measures.course import COMPLETE, share
from csp_desktop.measures.overview.overview import NO_UPDATE, CountedFigure, Overview, PriorityBar
from csp_desktop.plan import statuses
from csp_desktop.plan.statuses import APART
from csp_desktop.plan.wording import plural

BLOCK: Final = 24
_GAP: Final = 2
_BAR: Final = 22
_ROW: Final = 34
_HEAD: Final = 32
_PAD: Final = 14
"""Between the name of a priority and its bar."""
_BEFORE: Final = 24
"""Before each column of numbers."""
_LEAST_SHOWN: Final = 0.4
"""The least share of a block's full length at which people can still count the blocks."""


def said(status: str) -> str:
    """A status as it reads within a sentence."""
    return "not updated" if status == NO_UPDATE else statuses.said(status)


def counted(number: int, status: str, where: str, noun: str = "action") -> str:
    """'3 on track actions in 1 Gang and youth crime'."""
    where = f" in {where}" if where else ""
    return f"{number:,} {said(status)} {plural(number, noun)}{where}"


class BarSegment(OpenerButton):
    """The blocks of one status in a bar: filled, outlined, or dashed where no update has come."""

    def __init__(
        self,
        look_name: str,
        count: int,
        name: str,
        target: Target,
        key: tuple[str, ...],
        own: QColor | None = None,
    ) -> None:
        super().__init__(name, target, key)
        self.look_name, self.count, self._own = look_name, count, own
        px, role = themes.current().px, "on_status" if self._filled else "text2"
        shape = (Mark(self._paint_shape, 12),) if look_name else ()
        number = (Lines(f"{count:,}", "small", role, strong=True),) if count > 1 else ()
        self.fill(..., *shape, 4 * bool(shape and number), *number, ...)
        self.least = max(self.sizeHint().width() - 2 * RING + px(10), px(20))

    @property
    def _filled(self) -> bool:
        return self.look_name in look.COLOURS

    @property
    def _colour(self) -> QColor:
        return self._own or themes.current().status(self.look_name)

    def _paint_shape(self, painter: QPainter, box: QRectF) -> None:
        """Paint the shape; its mark takes the colour of the block that it stands in."""
        theme = themes.current()
        if self._filled:
            swapped = theme.palette._replace(on_status=self._colour.name())
            paint_glyph(painter, box, self.look_name, theme.colour("on_status"), swapped)
        else:
            paint_glyph(painter, box, self.look_name)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        if not self.look_name:
            paint_dashes(painter, self.body)
        elif self._filled:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour.lighter(112) if self.hovered else self._colour)
            painter.drawRoundedRect(self.body, 2, 2)
        else:
            painter.setPen(QPen(theme.status(self.look_name), 1))
            painter.setBrush(theme.colour("alt" if self.hovered else "base"))
            painter.drawRoundedRect(self.body.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)


class Bar(QWidget):
    """Segments side by side, as long as they count; `pad` is left free before the first."""

    resized = Signal()

    def __init__(self, parent: QWidget, pad: int = 0) -> None:
        super().__init__(parent)
        self._pad = pad
        self.segments: list[BarSegment] = []
        self.setFixedHeight(themes.current().px(_BAR) + 2 * RING)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def room(self) -> int:
        """How long its segments may be together."""
        return self.width() - max(self._pad, RING) - RING

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def long(self, block: float) -> list[float]:
        """How long each segment is where a block has this length."""
        return [max(each.count * (block + _GAP) - _GAP, each.least) for each in self.segments]

    def fits(self, block: float, room: float) -> bool:
        """Whether there is room for all segments where a block has this length."""
        return sum(self.long(block)) + _GAP * (len(self.segments) - 1) <= room

    def lay(self, block: float, room: float) -> None:
        """Lay the segments side by side; where even their least is too much, all shorter."""
        long = self.long(block)
        squeeze = min(1.0, (room - _GAP * (len(long) - 1)) / sum(long)) if long else 1.0
        x = float(max(self._pad, RING))
        for segment, length in zip(self.segments, long, strict=True):
            end = x + length * squeeze
            body = QRect(round(x), RING, round(end) - round(x), self.height() - 2 * RING)
            segment.setGeometry(body.adjusted(-RING, -RING, RING, RING))
            x = end + _GAP


def lay_bars(bars: Sequence[Bar], most: float) -> float:
    """Give the blocks of all bars one length, at most `most`, at which they fit; return it."""
    room = bars[0].room
    # Asked first of the most, where bars nearly always fit.
    low, high, asked = -float(_GAP), most, most
    while high - low > 0.001:
        if all(bar.fits(asked, room) for bar in bars):
            low = asked
        else:
            high = asked
        asked = (low + high) / 2
    for bar in bars:
        bar.lay(low, room)
    return low


class BarTable(OverviewSection):
    """Actions by priority: a bar each, what is counted apart beside it, and a legend below."""

    def __init__(self) -> None:
        super().__init__()
        self._labels: list[LinkLabel] = []
        self._bars: list[Bar] = []
        self._title = self._scale = Lines("")
        self._grid = QGridLayout()

    def show_overview(self, overview: Overview) -> None:
        """Show these bars; the focus stays where it was."""
        shown = (overview.bars, overview.totals, overview.apart, overview.by_delivery)
        if not self.differs((*shown, overview.named)):
            return
        heading = "delivery priority" if overview.by_delivery else "priority"
        self.setAccessibleName(f"Actions by {heading}")
        occurring = {each.status for each in overview.apart}
        columns = tuple(each for each in APART if each != "not applicable" or each in occurring)
        self._labels, self._bars = [], []
        with self.rebuilt() as rows:
            self._grid = QGridLayout(self.body)
            self._grid.setContentsMargins(0, 0, 0, themes.current().px(4))
            self._grid.setSpacing(0)
            self._grid.setColumnStretch(1, 1)
            self._add_head(f"Actions by {heading}", columns)
            for bar in overview.bars:
                self._add_bar(bar, columns, rows)
            self._add_totals(overview, columns, rows)
            self._narrow()
            if self._bars:
                # Before the new body is shown, which is when its bars get their size.
                self._bars[0].resized.connect(self._fit)

    def _add_head(self, title: str, columns: Iterable[str]) -> None:
        px = themes.current().px
        self._title = Lines(title, strong=True)
        self._title.setContentsMargins(RING, 0, px(16), 0)
        self._scale = Lines("", "small", "text2")
        line = boxes.row(self._title, (self._scale, 1), margins=(0, 0, 0, 4))
        self._grid.addLayout(line, 0, 0, 1, 2)
        self._grid.setRowMinimumHeight(0, px(_HEAD) - 1)
        for place, status in enumerate(columns, 2):
            head = Lines(look.short_word(status), "small", "text2")
            head.setContentsMargins(px(_BEFORE) - RING, 0, RING, px(4))
            self._grid.addWidget(head, 0, place, Qt.AlignmentFlag.AlignRight)
            self._grid.setColumnMinimumWidth(place, px(2 * _BEFORE))
        head = Lines(look.word(COMPLETE), "small", "text2")
        head.setContentsMargins(px(_BEFORE) - RING, 0, RING, px(4))
        self._grid.addWidget(head, 0, self._grid.columnCount(), Qt.AlignmentFlag.AlignRight)
        self._add_line()

    def _add_line(self) -> None:
        self._grid.addWidget(rule(), self._grid.rowCount(), 0, 1, -1)

    def _add_bar(self, bar: PriorityBar, columns: Sequence[str], rows: Rows) -> None:
        px, row = themes.current().px, self._grid.rowCount()
        self._grid.setRowMinimumHeight(row, px(_ROW) - 1)
        number = bar.whole.count
        name = f"{bar.called}: {number:,} {plural(number, 'action')}"
        if number:
            name += f", {bar.complete:,} {COMPLETE}, {share(bar.complete, number)}"
        if not number and bar.elsewhere:
            name = f"{bar.called}: delivered through {bar.elsewhere}"
        key = ("bar", bar.id, "all")
        label = self.add(LinkLabel(bar.name, name, bar.whole.selection, key, before=bar.before))
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignLeft)
        self._labels.append(label)
        found: list[OpenerButton] = [label]
        if number:
            drawn = Bar(self.body, px(_PAD))
            drawn.segments = [
                self.add(
                    BarSegment(
                        each.status, each.count, counted(each.count, each.status, bar.called),
                        each.selection, ("bar", bar.id, each.status),
                    ),
                    drawn,
                )
                for each in bar.parts
            ]  # fmt: skip
            self._grid.addWidget(drawn, row, 1)
            self._bars.append(drawn)
            numbers = self._add_numbers(row, bar.apart, columns, (bar.called, bar.id))
            found += [*drawn.segments, *numbers]
            self._add_done(bar.complete, number, row, len(columns) + 2)
        else:
            words = f"Delivered through {bar.elsewhere}" if bar.elsewhere else "No actions yet"
            instead = Lines(words, "small", "text2")
            instead.setContentsMargins(px(_PAD), 0, RING, 0)
            self._grid.addWidget(instead, row, 1, 1, -1)
        rows.append(found)
        self._add_line()

    def _add_done(self, complete: int, number: int, row: int, place: int) -> None:
        done = Lines(share(complete, number), "small", "text2")
        done.setContentsMargins(0, RING, RING, RING)
        self._grid.addWidget(done, row, place, Qt.AlignmentFlag.AlignRight)

    def _add_numbers(
        self,
        row: int,
        parts: Iterable[CountedFigure],
        columns: Sequence[str],
        where: tuple[str, str],
    ) -> list[OpenerButton]:
        """Add what is counted apart, and a quiet 0 in each column that has nothing to open."""
        by_status = {each.status: each for each in parts}
        found: list[OpenerButton] = []
        for place, status in enumerate(columns, 2):
            part = by_status.get(status)
            if part:
                name = counted(part.count, status, where[0])
                key = ("bar", where[1], status)
                shown: QWidget = self.add(FigureButton(part.count, name, part.selection, key))
                found.append(self.openers[-1])
            else:
                shown = Lines("0", role="text3")
                shown.setContentsMargins(0, RING, RING, RING)
            self._grid.addWidget(shown, row, place, Qt.AlignmentFlag.AlignRight)
        return found

    def _add_totals(self, overview: Overview, columns: Sequence[str], rows: Rows) -> None:
        px, row = themes.current().px, self._grid.rowCount() + 1
        self._grid.setRowMinimumHeight(row - 1, px(7) - RING)
        where = overview.named or "the whole plan"
        legend: list[OpenerButton] = [self._tally(each, where) for each in overview.totals]
        totals = self._add_numbers(row, overview.apart, columns, (where, "totals"))
        for each in totals:
            self._grid.setAlignment(each, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        complete = sum(each.count for each in overview.totals if each.status == COMPLETE)
        self._add_done(complete, overview.total.count, row, len(columns) + 2)
        flow = Flow(spacing=px(_PAD) - 2 * RING, packed=True)
        for each in legend:
            flow.addWidget(each)
        self._grid.addLayout(flow, row, 0, 1, 2)
        rows.append([*legend, *totals])

    def _tally(self, part: CountedFigure, where: str) -> Tally:
        return self.add(
            Tally(
                part.status,
                part.count,
                look.word(part.status) if part.status else look.NO_UPDATE,
                counted(part.count, part.status, where),
                part.selection,
                ("bar", "totals", part.status),
                dashed=part.status == NO_UPDATE,
            )
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the names take a third of the width at most, and less than that where it is wide."""
        super().resizeEvent(event)
        self._narrow()

    def _narrow(self) -> None:
        most = min(themes.current().px(212), round(self.width() * 0.34))
        for each in self._labels:
            each.setMaximumWidth(most + 2 * RING)

    def _fit(self) -> None:
        """Give the blocks the length that all bars have room for."""
        most = float(themes.current().px(BLOCK))
        countable = lay_bars(self._bars, most) >= most * _LEAST_SHOWN
        self._scale.setText(
            "One block is one action" if countable else "Longer bars have more actions"
        )
        # The words stand above the bars.
        self._title.setMinimumWidth(self._bars[0].x() + themes.current().px(_PAD))
