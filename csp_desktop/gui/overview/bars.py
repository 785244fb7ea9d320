"""Bars of blocks by status: one block is one action, its shape and its number inside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from csp_desktop import look
from csp_desktop.gui.overview.figures import FigureButton, LinkLabel, Tally, paint_dashes
from csp_desktop.gui.overview.openers import (
    OpenerButton,
    OpenerGroup,
    OverviewSection,
    Target,
    flow,
    letters,
)
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.measures.overview.overview import NO_UPDATE, CountedFigure, Overview, PriorityBar
from csp_desktop.plan import statuses
from csp_desktop.plan.statuses import APART
from csp_desktop.plan.wording import plural

BLOCK: Final = 24
GAP: Final = 2
BAR: Final = 22
ROW: Final = 34
HEAD: Final = 32
_FILLED: Final = frozenset(look.COLOURS)
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
        parent: QWidget,
        own: QColor | None = None,
    ) -> None:
        super().__init__(name, target, key, parent)
        self.look_name, self.count, self._own = look_name, count, own

    @property
    def number(self) -> str:
        """The number that is written inside, '' for a single block."""
        return f"{self.count:,}" if self.count > 1 else ""

    @property
    def least(self) -> int:
        """The least length that shows its shape and its number."""
        theme = themes.current()
        strong = letters("small", strong=True)
        room = theme.px(10) + round(strong.width(self.number))
        glyph = theme.px(12) if self.look_name else 0
        return max(room + glyph + (theme.px(4) if glyph and self.number else 0), theme.px(20))

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        body, strong = self.body, letters("small", strong=True)
        filled = self.look_name in _FILLED
        colour = self._own or theme.status(self.look_name)
        if not self.look_name:
            paint_dashes(painter, body, theme)
        elif filled:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour.lighter(112) if self.hovered else colour)
            painter.drawRoundedRect(body, 2, 2)
        else:
            painter.setPen(QPen(theme.status(self.look_name), 1))
            painter.setBrush(theme.colour("alt" if self.hovered else "base"))
            painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        ink = theme.colour("on_status") if filled else theme.colour("text2")
        glyph = theme.px(12) if self.look_name else 0
        between = theme.px(4) if glyph and self.number else 0
        wide = glyph + between + strong.width(self.number)
        x = body.center().x() - wide / 2
        if glyph:
            box = QRectF(x, body.center().y() - glyph / 2, glyph, glyph)
            # The mark inside a shape takes the colour of the block that the shape stands in.
            swapped = theme.palette._replace(on_status=colour.name()) if filled else None
            paint_glyph(painter, box, self.look_name, ink if filled else None, swapped)
        top = body.center().y() - strong.height / 2
        strong.draw(painter, x + glyph + between, top, self.number, ink)


def lengths(segments: Sequence[BarSegment], block: float) -> list[float]:
    """How long each segment is where a block has this length."""
    return [max(each.count * (block + GAP) - GAP, each.least) for each in segments]


def whole_length(segments: Sequence[BarSegment], block: float) -> float:
    """How long a bar is where a block has this length."""
    return sum(lengths(segments, block)) + GAP * max(len(segments) - 1, 0)


def fitting_block(bars: Sequence[Sequence[BarSegment]], room: float, most: float) -> float:
    """The greatest length of a block, at most `most`, at which every bar fits into `room`."""
    if all(whole_length(bar, most) <= room for bar in bars):
        return most
    low, high = -float(GAP), most
    for _ in range(24):
        middle = (low + high) / 2
        if all(whole_length(bar, middle) <= room for bar in bars):
            low = middle
        else:
            high = middle
    return low


def stand(bar: Sequence[BarSegment], left: float, top: float, block: float, room: float) -> None:
    """Lay the segments of a bar side by side; where even their least is too much, all shorter."""
    long = lengths(bar, block)
    squeeze = min(1.0, (room - GAP * (len(bar) - 1)) / sum(long)) if long else 1.0
    x = left
    for segment, length in zip(bar, long, strict=True):
        end = x + length * squeeze
        segment.place(round(x), top, round(end) - round(x), themes.current().px(BAR))
        x = end + GAP


class BarTable(OverviewSection):
    """Actions by priority: a bar each, what is counted apart beside it, and a legend below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Overview | None = None
        self._labels: list[LinkLabel] = []
        self._bars: list[list[BarSegment]] = []
        self._beside: list[list[OpenerButton | None]] = []
        self._totals: list[OpenerButton | None] = []
        self._legend: list[Tally] = []
        self._columns: tuple[str, ...] = ()
        self._left = self._bar_width = 0
        self._rights: list[int] = []
        self._countable = True

    def show_overview(self, overview: Overview) -> None:
        """Show these bars; the focus stays where it was."""
        before = self._shown
        self._shown = overview
        if before and _same(before, overview):
            return
        kept = self.begin()
        occurring = {each.status for each in overview.apart}
        self._columns = tuple(
            each for each in APART if each != "not applicable" or each in occurring
        )
        self._labels, self._bars, self._beside = [], [], []
        for bar in overview.bars:
            self._add_bar(bar)
        where = overview.named or "the whole plan"
        self._legend = [self._tally(each, where) for each in overview.totals]
        self._totals = [
            self._number(overview_part(overview.apart, status), where, "totals")
            for status in self._columns
        ]
        rows: list[list[OpenerButton]] = [
            [label, *segments, *(each for each in beside if each)]
            for label, segments, beside in zip(self._labels, self._bars, self._beside, strict=True)
        ]
        OpenerGroup([*rows, [*self._legend, *(each for each in self._totals if each)]])
        heading = "delivery priority" if overview.by_delivery else "priority"
        self.setAccessibleName(f"Actions by {heading}")
        self.refocus(kept)

    def _add_bar(self, bar: PriorityBar) -> None:
        number = bar.whole.count
        name = f"{bar.called}: {number:,} {plural(number, 'action')}"
        if not number and bar.elsewhere:
            name = f"{bar.called}: delivered through {bar.elsewhere}"
        key = ("bar", bar.id, "all")
        label = LinkLabel(bar.name, name, bar.whole.selection, key, self, before=bar.before)
        self.add(label)
        self._labels.append(label)
        self._bars.append([self._segment(bar, each) for each in bar.parts])
        self._beside.append(
            [self._number(bar.beside(status), bar.called, bar.id) for status in self._columns]
        )

    def _segment(self, bar: PriorityBar, part: CountedFigure) -> BarSegment:
        name = counted(part.count, part.status, bar.called)
        key = ("bar", bar.id, part.status)
        made = BarSegment(part.status, part.count, name, part.selection, key, self)
        self.add(made)
        return made

    def _number(self, part: CountedFigure | None, where: str, row: str) -> OpenerButton | None:
        if part is None:
            return None
        name = counted(part.count, part.status, where)
        key = ("bar", row, part.status)
        return self.add(FigureButton(part.count, name, part.selection, key, self))

    def _tally(self, part: CountedFigure, where: str) -> Tally:
        word = look.word(part.status) if part.status else look.NO_UPDATE
        made = Tally(
            part.status,
            part.count,
            word,
            counted(part.count, part.status, where),
            part.selection,
            ("bar", "totals", part.status),
            self,
            dashed=part.status == NO_UPDATE,
        )
        self.add(made)
        return made

    def arrange(self, width: int) -> int:
        """Lay out the bars for a width; return the height that they take."""
        theme = themes.current()
        small = letters("small")
        self._rights, right = [], width
        for status in reversed(self._columns):
            self._rights.insert(0, right)
            right -= max(round(small.width(look.short_word(status))), theme.px(24)) + theme.px(24)
        widest = max((each.wanted for each in self._labels), default=0)
        name_width = min(round(widest) + 2, theme.px(212), round(width * 0.34))
        self._left = name_width + theme.px(14)
        self._bar_width = max(right - self._left, theme.px(60))
        most = float(theme.px(BLOCK))
        block = fitting_block(self._bars, self._bar_width, most)
        self._countable = block >= most * _LEAST_SHOWN
        y = theme.px(HEAD)
        height = theme.px(ROW)
        for label, bar, beside in zip(self._labels, self._bars, self._beside, strict=True):
            label.place(
                0, y + theme.px(5), min(label.wanted + 1, name_width), height - theme.px(10)
            )
            stand(bar, self._left, y + (height - 1 - theme.px(BAR)) // 2, block, self._bar_width)
            self._stand_numbers(beside, y + theme.px(5), height - theme.px(10))
            y += height
        if self._legend or any(self._totals):
            y += theme.px(7)
            self._stand_numbers(self._totals, y, theme.px(20))
            y = flow(self._legend, 0, y, self._legend_room(width), (theme.px(14), theme.px(6)))
        return y + theme.px(4)

    def _legend_room(self, width: int) -> int:
        """How much room the totals of the columns leave for the legend."""
        lefts = [
            right - (total.wanted if isinstance(total, FigureButton) else letters().width("0"))
            for total, right in zip(self._totals, self._rights, strict=True)
        ]
        return round(min(lefts, default=width + themes.current().px(12))) - themes.current().px(12)

    def _stand_numbers(self, numbers: Sequence[OpenerButton | None], y: int, height: int) -> None:
        for each, right in zip(numbers, self._rights, strict=True):
            if isinstance(each, FigureButton):
                wide = each.wanted + 1
                each.place(right - wide, y, wide, height)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        shown = self._shown
        if shown is None:
            return
        small = letters("small")
        title = "Actions by delivery priority" if shown.by_delivery else "Actions by priority"
        strong = letters(strong=True)
        head = theme.px(HEAD)
        top = (head - theme.px(4) - strong.height) / 2
        strong.draw(painter, 0, top, title, theme.colour("text"))
        quiet = theme.colour("text2")
        words = "One block is one action" if self._countable else "Longer bars have more actions"
        start = max(float(self._left), strong.width(title) + theme.px(16))
        firsts = [
            right - small.width(look.short_word(each))
            for each, right in zip(self._columns, self._rights, strict=True)
        ]
        if start + small.width(words) < min(firsts, default=self.room) - theme.px(8):
            small.draw(painter, start, top + strong.height - small.height, words, quiet)
        for status, x in zip(self._columns, firsts, strict=True):
            small.draw(
                painter, x, top + strong.height - small.height, look.short_word(status), quiet
            )
        y, height = head, theme.px(ROW)
        painter.fillRect(0, y - 1, self.room, 1, theme.colour("line"))
        for bar, beside in zip(shown.bars, self._beside, strict=True):
            middle = y + (height - 1) / 2
            if not bar.whole.count:
                words = f"Delivered through {bar.elsewhere}" if bar.elsewhere else "No actions yet"
                shown_words = small.shortened(words, self.room - self._left)
                small.draw(painter, self._left, middle - small.height / 2, shown_words, quiet)
            if bar.whole.count:
                self._paint_nothing(painter, beside, middle)
            y += height
            painter.fillRect(0, y - 1, self.room, 1, theme.colour("line"))
        if self._legend or any(self._totals):
            self._paint_nothing(painter, self._totals, y + theme.px(7) + theme.px(20) / 2)

    def _paint_nothing(
        self, painter: QPainter, numbers: Sequence[OpenerButton | None], middle: float
    ) -> None:
        """Paint a quiet 0 in each column that has nothing to open."""
        body = letters()
        for each, right in zip(numbers, self._rights, strict=True):
            if each is None:
                ink = themes.current().colour("text3")
                body.draw(painter, right - body.width("0"), middle - body.height / 2, "0", ink)


def overview_part(parts: Sequence[CountedFigure], status: str) -> CountedFigure | None:
    """The figure of a status among some, None where it does not occur."""
    return next((each for each in parts if each.status == status), None)


def _same(one: Overview, other: Overview) -> bool:
    return (one.bars, one.totals, one.apart, one.by_delivery, one.named) == (
        other.bars,
        other.totals,
        other.apart,
        other.by_delivery,
        other.named,
    )
