"""The head of the overview: the quarter, how much of it is in, and what waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.overview.figures import LinkLabel, WaitingChip
from csp_desktop.gui.overview.openers import Ask, OpenerGroup, OverviewSection, flow, letters
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING, Outlined
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.measures.overview.overview import CountedFigure, Indicators, Overview
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.wording import counted, plural

_HEIGHT, _BUTTON, _MARGIN, _GAP = 52, 32, 16, 8
_NOTHING = "Nothing waits: no conflict, no missing update, no return, no target to be set."


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for somebody, beyond what the overview counts.

    `conflicts`, `proposed` and `returns` are of the whole plan, None while they are being looked
    up; `proposed` waits to be taken or left. `mine` are the user's own sub-group's actions without
    an update, `mine_named` what it is called.
    """

    conflicts: int | None = None
    proposed: int | None = None
    returns: int | None = None
    mine: CountedFigure | None = None
    mine_named: str = ""


class OverviewHead(OverviewSection):
    """Shows the quarter, the two things that are done with it, and a chip for each that waits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.snapshot = Outlined("Take snapshot", icon="camera", height=_BUTTON, parent=self)
        self.report = Outlined("Write report", primary=True, height=_BUTTON, parent=self)
        self._title = self._quiet = self._sentence = ""
        self._updated: LinkLabel | None = None
        self._chips: list[WaitingChip] = []
        self._shown: object = None
        self._title_line = 0
        self._quiet_at = (0, 0)
        self._sentence_top = 0

    def show_overview(self, overview: Overview, waits: Waits) -> None:
        """Show how the quarter stands and what waits; the focus stays where it was."""
        if (overview.quarter, overview.place, overview.total, overview.updated, overview.owed,
                overview.targets, overview.named, waits) == self._shown:  # fmt: skip
            return
        self._shown = (overview.quarter, overview.place, overview.total, overview.updated,
                       overview.owed, overview.targets, overview.named, waits)  # fmt: skip
        kept = self.begin()
        period = read_period(overview.quarter)
        months = period.words() if period else ""
        self._title = overview.quarter
        self._quiet = months
        said = ", ".join(part for part in (overview.named, months) if part)
        self.setAccessibleName(f"{self._title}: {said}")
        self._say_updated(overview)
        self._chips = self._made(overview, waits)
        for chip in self._chips:
            self.add(chip)
        OpenerGroup([list(self._chips)])
        settled = waits.conflicts is not None and waits.returns is not None
        waiting = [chip for chip in self._chips if chip.key != ("chip", "place")]
        self._sentence = _NOTHING if settled and not waiting else ""
        self.refocus(kept)
        self.update()

    def tab_chain(self) -> list[QWidget]:
        updated = [self._updated] if self._updated else []
        return [*updated, self.snapshot, self.report, *self._chips]

    def _say_updated(self, overview: Overview) -> None:
        total, updated = overview.total.count, overview.updated.count
        words = f"{updated:,} of {counted(total, 'action')} updated"
        if overview.settled:
            words += f", {overview.settled:,} {plural(overview.settled, 'needs', 'need')} none"
        target = overview.updated.selection
        self._updated = LinkLabel(words, words, target, ("head", "updated"), self, role="text2")
        self.add(self._updated)

    def _made(self, overview: Overview, waits: Waits) -> list[WaitingChip]:
        chips = []
        if overview.named:
            key = ("chip", "place")
            chips.append(
                WaitingChip(overview.named, Ask.WHOLE, key, self, icon="plan", chosen=True)
            )
            chips[0].setAccessibleName(f"Shown only: {overview.named}. Show the whole plan again")
            tip = f"{overview.named}. Press to show the whole plan again."
            chips[0].setToolTip(plain_tip(tip))
        # What is not narrowed with the place says so.
        rest = " in the whole plan" if overview.named else ""
        if waits.mine and waits.mine.count:
            words = f"{waits.mine_named}: {waits.mine.count:,} to update"
            chips.append(
                WaitingChip(words, waits.mine.selection, ("chip", "mine"), self, icon="group")
            )
        if waits.conflicts:
            words = f"{counted(waits.conflicts, 'conflict')} to decide{rest}"
            target = Ask.CONFLICTS
            chips.append(WaitingChip(words, target, ("chip", "conflicts"), self, glyph="contested"))
        if waits.proposed:
            words = f"{counted(waits.proposed, 'held edit')} to take or leave{rest}"
            target = Ask.CONFLICTS
            chips.append(WaitingChip(words, target, ("chip", "proposed"), self, glyph="proposed"))
        if owed := overview.owed.count:
            words = f"{counted(owed, 'action')} with no update"
            chips.append(
                WaitingChip(words, overview.owed.selection, ("chip", "owed"), self, icon="clock")
            )
        if waits.returns:
            words = f"{counted(waits.returns, 'return')} outstanding{rest}"
            chips.append(WaitingChip(words, Ask.RETURNS, ("chip", "returns"), self, icon="inbox"))
        if overview.targets:
            words = f"{counted(overview.targets, 'KPI target')} to be set{rest}"
            target_of = Indicators(Selection(), owed=True)
            chips.append(WaitingChip(words, target_of, ("chip", "targets"), self, glyph="tbc"))
        return chips

    def let(self, *, take: bool, write: bool) -> None:
        """Let a snapshot be taken and a report be written, or not."""
        self.snapshot.setEnabled(take)
        self.report.setEnabled(write)

    def arrange(self, width: int) -> int:
        """Lay out title, buttons and chips for a width; return the height that they take."""
        theme = themes.current()
        # From here on as in all sections: what is shown begins at 0, a ring from the left.
        width -= 2 * RING
        margin, gap = theme.px(_MARGIN) - RING, theme.px(_GAP)
        right = width - margin + RING
        row = theme.px(_HEIGHT)
        for button in (self.report, self.snapshot):
            size = button.sizeHint()
            right -= size.width()
            top = (row - size.height()) // 2
            button.setGeometry(right + RING, top, size.width(), size.height())
            right -= gap - 2 * RING
        title, body = letters("title", strong=True), letters()
        self._title_line = round(row / 2 - title.height / 2)
        base = self._title_line + title.metrics.ascent() - body.metrics.ascent()
        x = margin + round(title.width(self._title)) + theme.px(10)
        quiet = f"{self._quiet}, "
        wanted = body.width(quiet) + (self._updated.wanted if self._updated else 0)
        y = row
        if x + wanted > right:
            # No room beside the buttons: on a line of its own.
            x, base = margin, float(row - theme.px(5))
            y = row + round(body.height) + theme.px(6)
        self._quiet_at = (x, round(base))
        if self._updated:
            left = x + body.width(quiet)
            room = min(self._updated.wanted + 1, width - margin - left)
            self._updated.place(left, round(base), max(room, 0), round(body.height))
        self._sentence_top = y + theme.px(4)
        end = y + round(letters().height) + theme.px(4)
        if self._chips:
            end = flow(self._chips, margin, y, width - 2 * margin, (gap, gap))
            if self._sentence:
                self._sentence_top = end + theme.px(6)
                end = self._sentence_top + round(letters().height)
        return end + theme.px(12)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        title, body = letters("title", strong=True), letters()
        margin = theme.px(_MARGIN) - RING
        title.draw(painter, margin, self._title_line, self._title, theme.colour("text"))
        x, y = self._quiet_at
        comma = "," if self._updated else ""
        body.draw(painter, x, y, f"{self._quiet}{comma}", theme.colour("text2"))
        if self._sentence:
            body.draw(painter, margin, self._sentence_top, self._sentence, theme.colour("text2"))
        painter.fillRect(-RING, self.height() - 1, self.width(), 1, theme.colour("line"))
