"""What is off track: why, what is done about it, and what it was before."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from csp_desktop import look
from csp_desktop.gui.overview.figures import Tally
from csp_desktop.gui.overview.lists import (
    HEAD,
    LINES,
    MOST_SHOWN,
    ListRow,
    ListSection,
    more,
    plain,
    stand_rows,
)
from csp_desktop.gui.overview.openers import OpenerGroup, Reveal, flow, letters
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.measures.overview.overview import OffTrack, Overview
from csp_desktop.plan.wording import counted

NO_REASON, NO_CORRECTIVE = "No commentary yet", "No corrective action yet"
_TITLE_LINES: Final = 3


class OffTrackRow(ListRow):
    """An action that is off track: its title and former status, why, and what is done about it."""

    def __init__(self, about: OffTrack, parent: QWidget) -> None:
        why = about.why or NO_REASON
        corrective = about.corrective or NO_CORRECTIVE
        said = (f"{about.ref} {about.title}, off track, {before(about)}", why, corrective)
        name = " ".join(f"{each.rstrip('.')}." for each in said)
        target = Reveal("action", about.id)
        super().__init__(name[:1000], target, ("off track", about.id), parent)
        self.about = about
        tip = f"{about.ref} {about.title}\n\n{why[:2000]}\n\n{corrective[:2000]}"
        self.setToolTip(plain_tip(tip))

    def texts(self, width: float) -> list[tuple[float, tuple[str, ...]]]:
        """The lines of the three columns, each with where its column begins."""
        theme, body = themes.current(), letters()
        _, second, third = columns(width)
        left = theme.px(22)
        about = self.about
        gap = theme.px(16)
        return [
            (left, body.lines(f"{about.ref} {about.title}", second - left - gap, _TITLE_LINES)),
            (second, body.lines(plain(about.why or NO_REASON), third - second - gap, LINES)),
            (third, body.lines(plain(about.corrective or NO_CORRECTIVE), width - third, LINES)),
        ]

    def height_in(self, width: int) -> int:
        body, small = letters(), letters("small")
        (_, title), (_, why), (_, corrective) = self.texts(width)
        high = max(
            len(title) * body.height + small.height + 2, len(why) * body.height,
            len(corrective) * body.height,
        )  # fmt: skip
        return round(high) + themes.current().px(15)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        body, box = letters(), self.body
        top = box.top() + theme.px(7)
        side = theme.px(13)
        glyph = QRectF(box.left(), top + (body.height - side) / 2, side, side)
        paint_glyph(painter, glyph, "off track")
        about = self.about
        inks = ("text", "text" if about.why else "text3", "text")
        for number, ((left, lines), ink) in enumerate(
            zip(self.texts(box.width()), inks, strict=True)
        ):
            # What is missing here is for somebody to do: it is said in the heavier weight.
            missing = number == 2 and not about.corrective
            lettering = letters(strong=True) if missing else body
            y = top
            for line in lines:
                lettering.draw(painter, box.left() + left, y, line, theme.colour(ink))
                y += body.height
            if number == 0:
                self._paint_before(painter, box.left() + left, y + 2, theme)

    def _paint_before(self, painter: QPainter, x: float, top: float, theme: themes.Theme) -> None:
        small, was = letters("small"), self.about.was
        if not was:
            small.draw(painter, x, top, before(self.about).capitalize(), theme.colour("text2"))
            return
        small.draw(painter, x, top, "Was", theme.colour("text2"))
        x += small.width("Was") + theme.px(6)
        side = theme.px(11)
        paint_glyph(painter, QRectF(x, top + (small.height - side) / 2, side, side), was)
        x += side + theme.px(5)
        small.draw(painter, x, top, look.word(was), theme.colour("text2"))


def columns(width: float) -> tuple[int, int, int]:
    """Where the three columns of what is off track begin."""
    return 0, round(width * 0.325), round(width * 0.585)


def before(about: OffTrack) -> str:
    """What an action was before, in words."""
    if about.was:
        return f"was {look.word(about.was)}"
    return "new action" if about.new else "no earlier status"


class OffTrackList(ListSection):
    """The actions that are off track."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Off track", parent)
        self._shown: tuple[OffTrack, ...] | None = None
        self._rest: Tally | None = None
        self._lines: list[ListRow] = []

    def show_overview(self, overview: Overview) -> None:
        """Show what is off track in this overview; the focus stays where it was."""
        found = overview.off_track
        self._say(overview)
        if found == self._shown:
            return
        self._shown = found
        kept = self.begin()
        self._lines = [OffTrackRow(each, self) for each in found[:MOST_SHOWN]]
        for row in self._lines:
            self.add(row)
        self._rest = more(self, len(found), overview.red.selection, "off track")
        OpenerGroup([[each] for each in self.openers])
        self.refocus(kept)

    def _say(self, overview: Overview) -> None:
        found = overview.off_track
        lacking = sum(not each.corrective for each in found)
        detail = counted(len(found), "action")
        if lacking:
            detail += f", {lacking:,} without a corrective action"
        else:
            detail += ", with a corrective action" if len(found) == 1 else ""
            detail += ", each with a corrective action" if len(found) > 1 else ""
        self.sentence = ""
        if not found:
            detail = ""
            self.sentence = "No action is off track."
            if not overview.updated.count:
                self.sentence = f"No update has come for {overview.quarter} yet."
        link = "Show in the grid" if found else ""
        self.head("Off track", detail, link, overview.red.selection)

    def arrange(self, width: int) -> int:
        """Lay out the rows for a width; return the height that they take."""
        theme = themes.current()
        top = self.stand_head(width)
        if not self._lines:
            return top + theme.px(8) + self.sentence_height(width) + theme.px(8)
        top = stand_rows(self._lines, top + theme.px(24), width)
        if self._rest:
            top = flow([self._rest], 0, top + theme.px(8), width, (0, 0))
        return top + theme.px(4)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        self.paint_head(painter)
        if self._lines:
            small = letters("small", strong=True)
            top = theme.px(HEAD + 5)
            heads = ("Action", "Why", "Corrective action")
            for words, x in zip(heads, columns(self.room), strict=True):
                small.draw(painter, x, top, words, theme.colour("text2"))
            bottom = theme.px(HEAD + 24)
            painter.fillRect(0, bottom - 1, self.room, 1, theme.colour("line"))
        else:
            self.paint_sentence(painter, theme.px(HEAD + 8))
