"""What has moved since the last snapshot: how many, and from what to what."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from csp_desktop import look
from csp_desktop.gui.overview.figures import Tally
from csp_desktop.gui.overview.lists import (
    MOST_SHOWN,
    ListRow,
    ListSection,
    more,
    stand_rows,
)
from csp_desktop.gui.overview.openers import Ask, OpenerGroup, Reveal, flow, letters
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.widgets.buttons import RING
from csp_desktop.measures.overview.overview import Since, StatusMove
from csp_desktop.plan.wording import counted

_NONE: Final = "None"


class MoveRow(ListRow):
    """An action that has moved: from one status to another."""

    def __init__(self, about: StatusMove, parent: QWidget) -> None:
        was, now = (look.word(each) if each else "no status" for each in (about.was, about.now))
        name = f"{about.ref} {about.title}: {was} to {now}"
        super().__init__(name, Reveal("action", about.id), ("move", about.id), parent)
        self.about = about

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        body, small, box = letters(), letters("small"), self.body
        middle = box.center().y() - 0.5
        top = middle - body.height / 2
        low = middle - small.height / 2
        ink = theme.colour("text2")
        body.draw(painter, box.left(), top, self.about.ref, ink)
        start = box.left() + max(theme.px(38), body.width(self.about.ref) + theme.px(8))
        x = box.right() - theme.px(122)
        title = body.shortened(self.about.title, x - start - theme.px(10))
        body.draw(painter, start, top, title, theme.colour("text"))
        side = theme.px(12)
        if self.about.was:
            paint_glyph(painter, QRectF(x, middle - side / 2, side, side), self.about.was)
        else:
            small.draw(painter, x - theme.px(13), low, _NONE, theme.colour("text3"))
        x += side + theme.px(6)
        small.draw(painter, x, low, "to", ink)
        x += small.width("to") + theme.px(7)
        if self.about.now:
            paint_glyph(painter, QRectF(x, middle - side / 2, side, side), self.about.now)
            x += side + theme.px(6)
        word = look.word(self.about.now) if self.about.now else "No status"
        lettering = letters("small", strong=self.about.now in look.STRONG)
        shown = lettering.shortened(word, box.right() - x + 1)
        lettering.draw(painter, x, low, shown, theme.colour("text"))


class MovedList(ListSection):
    """What has moved since the last snapshot."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Since the last snapshot", parent)
        self._shown: tuple[Since | None, str] | None = None
        self._tallies: list[Tally] = []
        self._lines: list[ListRow] = []
        self._rest: Tally | None = None

    def show_since(self, since: Since | None, why_none: str, *, can_take: bool) -> None:
        """Show what has moved; where there is nothing to compare with, `why_none` says why."""
        if since is None:
            ask = ("Take snapshot", Ask.SNAPSHOT) if can_take else ("", None)
            self.head("Since the last snapshot", "", *ask)
        else:
            self.head(f"Since {since.named}", "", "Compare", Ask.COMPARE)
        if (since, why_none) == self._shown:
            return
        self._shown = (since, why_none)
        kept = self.begin()
        self._tallies, self._lines, self._rest = [], [], None
        self.sentence = why_none
        if since:
            self._fill(since)
        OpenerGroup([list(self._tallies), *([each] for each in [*self._lines, self._rest] if each)])
        self.refocus(kept)

    def _fill(self, since: Since) -> None:
        for shape, word, figure in since.figures:
            name = f"{counted(figure.count, 'action')} {word} since {since.named}"
            made = Tally(shape, figure.count, word, name, figure.selection, ("since", word), self)
            self.add(made)
            self._tallies.append(made)
        self._lines = [MoveRow(each, self) for each in since.moves[:MOST_SHOWN]]
        for row in self._lines:
            self.add(row)
        ids = (each.id for each in since.moves)
        place = since.down.selection
        every = place.picking(ids, f"Moved since {since.named}")
        self._rest = more(self, len(since.moves), every, "moved")
        gone = f"{since.dropped:,} dropped." if since.dropped else ""
        self.sentence = gone if self._tallies else gone or "No action has moved."

    def arrange(self, width: int) -> int:
        """Lay out the rows for a width; return the height that they take."""
        theme = themes.current()
        top = self.stand_head(width)
        if self._tallies:
            top = flow(self._tallies, 0, top + theme.px(6), width, (theme.px(16), theme.px(4)))
            top += theme.px(6)
        top = stand_rows(self._lines, top, width)
        if self._rest:
            top = flow([self._rest], 0, top + theme.px(8), width, (0, 0))
        self._sentence_top = top + theme.px(8)
        if self.sentence:
            top = self._sentence_top + self.sentence_height(width) + theme.px(4)
        return top + theme.px(4)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        self.paint_head(painter)
        if self.sentence:
            self.paint_sentence(painter, self._sentence_top)
        if self._lines and self._tallies:
            line = self._lines[0].geometry().top() + RING - 1
            painter.fillRect(0, line, self.room, 1, theme.colour("line"))

    _sentence_top = 0
