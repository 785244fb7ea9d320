"""What stands beside the bars: the indicators by rating, and the returns that are awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from csp_desktop import look
from csp_desktop.gui.kpis.colours import own_ink
from csp_desktop.gui.overview.bars import BAR, BLOCK, BarSegment, fitting_block, stand
from csp_desktop.gui.overview.figures import Tally
from csp_desktop.gui.overview.lists import ListRow, ListSection, stand_rows
from csp_desktop.gui.overview.openers import Ask, OpenerGroup, flow, letters
from csp_desktop.gui.theme import theme as themes
from csp_desktop.measures.overview.overview import Overview, Rated
from csp_desktop.plan.document import Record
from csp_desktop.plan.wording import counted, day

if TYPE_CHECKING:
    from csp_desktop.operations.snapshots.overview import Owing

_WIDEST_BLOCK = 2 * BLOCK


class RatingBar(ListSection):
    """The indicators by rating, as one bar and in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("KPIs", parent)
        self._shown: tuple[tuple[Rated, ...], str, object] | None = None
        self._bar: list[BarSegment] = []
        self._legend: list[Tally] = []

    def show_overview(self, overview: Overview, plan: Record) -> None:
        """Show these ratings, in the plan's own colours where it has some."""
        number = overview.indicators
        said = counted(number, "indicator") if number else ""
        self.head("KPIs", said, "Open KPIs", Ask.KPIS)
        palette = themes.current().palette
        inks = {each.rating: own_ink(plan, each.rating, palette) for each in overview.ratings}
        now = (overview.ratings, overview.named, [ink and ink.name() for ink in inks.values()])
        if now == self._shown:
            return
        self._shown = now
        kept = self.begin()
        self._bar, self._legend = [], []
        where = f" in {overview.named}" if overview.named else ""
        self.sentence = "" if number else f"No indicators{where or ' yet'}."
        for each in overview.ratings:
            word = look.word(each.rating)
            name = f"{counted(each.count, 'indicator')} {word.lower()}{where}"
            target = each.indicators
            self._bar.append(
                BarSegment(
                    each.rating, each.count, name, target, ("rating bar", each.rating), self,
                    inks[each.rating],
                )
            )  # fmt: skip
            self._legend.append(
                Tally(each.rating, each.count, word, name, target, ("rating", each.rating), self)
            )
        for opener in (*self._bar, *self._legend):
            self.add(opener)
        OpenerGroup([list(self._bar), list(self._legend)])
        self.refocus(kept)

    def arrange(self, width: int) -> int:
        """Lay out the bar and its words for a width; return the height that they take."""
        theme = themes.current()
        top = self.stand_head(width)
        if not self._bar:
            return top + theme.px(8) + self.sentence_height(width) + theme.px(8)
        top += theme.px(8)
        block = fitting_block([self._bar], width, float(theme.px(_WIDEST_BLOCK)))
        stand(self._bar, 0, top, block, width)
        top += theme.px(BAR + 9)
        return flow(self._legend, 0, top, width, (theme.px(14), theme.px(4))) + theme.px(4)


class OwingRow(ListRow):
    """A sub-group whose return is awaited: how many actions it has, since when, until when."""

    def __init__(self, owing: Owing, parent: QWidget) -> None:
        about = owing.about
        self.group_name, self.said = about.name, said_of(owing)
        self.late = owing.late
        name = f"{about.name}: {self.said}"
        super().__init__(name, owing.actions.selection, ("owing", about.group), parent)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        body, box = letters(), self.body
        small = letters("small", strong=self.late)
        middle = box.center().y() - 0.5
        gap = theme.px(12)
        least = box.width() * 0.58
        left_over = box.width() - body.width(self.group_name) - gap
        wide = min(small.width(self.said), max(least, left_over))
        x = box.right() - wide
        room = x - box.left() - gap
        name = body.shortened(self.group_name, room)
        body.draw(painter, box.left(), middle - body.height / 2, name, theme.colour("text"))
        shown = small.shortened(self.said, wide + 1)
        ink = theme.colour("text" if self.late else "text2")
        small.draw(painter, x, middle - small.height / 2, shown, ink)


class OwingList(ListSection):
    """The returns that were sent out and have not come back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Outstanding returns", parent)
        self._shown: object = None
        self._lines: list[ListRow] = []

    def show_owing(self, owing: tuple[Owing, ...], asked: int, *, known: bool) -> None:
        """Show the returns awaited of those `asked` for; `known`: it has been looked up."""
        now = (owing, asked, known)
        if now == self._shown:
            return
        self._shown = now
        kept = self.begin()
        of = f"of {asked:,} sent out" if asked else ""
        self.head(
            "Outstanding returns", f"{len(owing):,} {of}" if owing else "", "Open returns",
            Ask.RETURNS,
        )  # fmt: skip
        self._lines = [OwingRow(each, self) for each in owing]
        for row in self._lines:
            self.add(row)
        self.sentence = ""
        if not owing and known:
            self.sentence = "No return has been sent out for this quarter."
            if asked:
                self.sentence = "Every return that was sent out has come back."
        OpenerGroup([[each] for each in self._lines])
        self.refocus(kept)

    def arrange(self, width: int) -> int:
        """Lay out the rows for a width; return the height that they take."""
        theme = themes.current()
        top = self.stand_head(width)
        if self.sentence:
            top += theme.px(8) + self.sentence_height(width) + theme.px(4)
        return stand_rows(self._lines, top, width) + theme.px(4)


def said_of(owing: Owing) -> str:
    """How a return stands, in words: '4 actions, sent 3 October, due 14 October'."""
    about = owing.about
    parts = [counted(about.actions, "action")]
    if sent := _short(about.sent):
        parts.append(f"sent {sent}")
    if due := _short(about.due):
        parts.append(f"late since {due}" if owing.late else f"due {due}")
    return ", ".join(parts)


def _short(at: str) -> str:
    """A day without its year: '3 Oct'."""
    words = day(at).split()
    return f"{words[0]} {words[1][:3]}" if words else ""
