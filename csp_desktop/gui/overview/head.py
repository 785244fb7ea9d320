"""The head of the overview: the quarter, how much of it is in, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from csp_desktop.gui.overview.figures import LinkLabel, WaitingChip
from csp_desktop.gui.overview.openers import (
    Ask,
    Lines,
    OverviewSection,
    Target,
    put_in_place,
)
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import boxes
from csp_desktop.gui.widgets.buttons import RING, Outlined
from csp_desktop.gui.widgets.flow_layout import Flow
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.measures.overview.overview import NO_STATUS, CountedFigure, Indicators, Overview
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.wording import counted, plural

_DATED: Final = {
    "overdue": "overdue",
    "due_soon": "due soon",
    "slipping": "slipping",
    NO_STATUS: "past a date, without a status",
}
_HEIGHT, _BUTTON, _MARGIN, _GAP = 52, 32, 16, 8
_NOTHING: Final = (
    "Nothing waits: no conflict, no missing update, no return, no target to be set, and nothing "
    "is overdue."
)


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

    def __init__(self) -> None:
        super().__init__()
        px = themes.current().px
        self.snapshot = Outlined("Take snapshot", icon="camera", height=_BUTTON)
        self.report = Outlined("Write report", primary=True, height=_BUTTON)
        self._title = Lines("", "title", strong=True)
        self._words = QWidget()
        self._quiet, self._updated = Lines("", role="text2"), QWidget()
        self._quiet.setContentsMargins(RING, 0, 0, 0)
        self._beside = boxes.row(self._quiet, 1, self._updated, ..., over=self._words)
        self._sentence = Words(_NOTHING, role="text2")
        self._sentence.setContentsMargins(RING, px(4), RING, 0)
        self._top = QGridLayout()
        self._top.setHorizontalSpacing(px(_GAP) - 2 * RING)
        self._top.setVerticalSpacing(0)
        self._top.setRowMinimumHeight(0, px(_HEIGHT) - RING)
        self._top.setColumnStretch(1, 1)
        self._title.setContentsMargins(RING, 0, px(10), 0)
        self._top.addWidget(self._title, 0, 0)
        self._top.addWidget(self.snapshot, 0, 2)
        self._top.addWidget(self.report, 0, 3)
        self.column.insertLayout(0, self._top)
        self.column.addWidget(self._sentence)
        self.column.setContentsMargins(px(_MARGIN) - RING, 0, px(_MARGIN) - RING, px(12) - RING)

    def show_overview(self, overview: Overview, waits: Waits) -> None:
        """Show how the quarter stands and what waits; the focus stays where it was."""
        now = (overview.quarter, overview.place, overview.total, overview.updated, overview.owed,
               overview.dated, overview.targets, overview.named, waits)  # fmt: skip
        if not self.differs(now):
            return
        period = read_period(overview.quarter)
        months = period.words() if period else ""
        self._title.setText(overview.quarter)
        said = ", ".join(part for part in (overview.named, months) if part)
        self.setAccessibleName(f"{overview.quarter}: {said}")
        with self.rebuilt() as rows:
            self._say_updated(overview, months)
            flow = Flow(self.body, spacing=themes.current().px(_GAP) - 2 * RING, packed=True)
            chips = [self.add(each) for each in self._chips(overview, waits)]
            for chip in chips:
                flow.addWidget(chip)
            rows.append([*chips])
        settled = waits.conflicts is not None and waits.returns is not None
        waiting = [chip for chip in chips if chip.key != ("chip", "place")]
        self._sentence.setVisible(settled and not waiting)
        self._fold()

    def tab_chain(self) -> list[QWidget]:
        return [*self.openers[:1], self.snapshot, self.report, *self.openers[1:]]

    def _say_updated(self, overview: Overview, months: str) -> None:
        self._quiet.setText(f"{months},")
        total, updated = overview.total.count, overview.updated.count
        words = f"{updated:,} of {counted(total, 'action')} updated"
        if overview.settled:
            words += f", {overview.settled:,} {plural(overview.settled, 'needs', 'need')} none"
        target = overview.updated.selection
        made = LinkLabel(words, words, target, ("head", "updated"), role="text2")
        put_in_place(self._beside, self._updated, self.add(made, self._words))
        self._updated = made
        made.show()

    def _chips(self, overview: Overview, waits: Waits) -> Iterator[WaitingChip]:
        if overview.named:
            chip = WaitingChip(
                overview.named, Ask.WHOLE, ("chip", "place"), icon="plan", chosen=True
            )
            chip.setAccessibleName(f"Shown only: {overview.named}. Show the whole plan again")
            chip.setToolTip(plain_tip(f"{overview.named}. Press to show the whole plan again."))
            yield chip
        for words, target, key, icon, glyph in _waiting(overview, waits):
            yield WaitingChip(words, target, ("chip", key), icon=icon, glyph=glyph)

    def let(self, *, take: bool, write: bool) -> None:
        """Let a snapshot be taken and a report be written, or not."""
        self.snapshot.setEnabled(take)
        self.report.setEnabled(write)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Put the words beside the title, or below it where there is no room."""
        parts = (self._title, self._words, self.snapshot, self.report)
        margins = self.column.contentsMargins()
        room = self.width() - margins.left() - margins.right() - 3 * self._top.horizontalSpacing()
        if sum(each.sizeHint().width() for each in parts) <= room:
            self._top.addWidget(self._words, 0, 1, Qt.AlignmentFlag.AlignVCenter)
            self._beside.setContentsMargins(0, themes.current().px(3), 0, 0)
        else:
            self._top.addWidget(self._words, 1, 0, 1, 4)
            self._beside.setContentsMargins(0, 0, 0, 0)


def _waiting(overview: Overview, waits: Waits) -> Iterator[tuple[str, Target, str, str, str]]:
    """What waits: its words, what it opens, its key, and its icon or its shape."""
    # What is not narrowed with the place says so.
    rest = " in the whole plan" if overview.named else ""
    if waits.mine and waits.mine.count:
        words = f"{waits.mine_named}: {waits.mine.count:,} to update"
        yield words, waits.mine.selection, "mine", "group", ""
    if waits.conflicts:
        words = f"{counted(waits.conflicts, 'conflict')} to decide{rest}"
        yield words, Ask.CONFLICTS, "conflicts", "", "contested"
    if waits.proposed:
        words = f"{counted(waits.proposed, 'held edit')} to take or leave{rest}"
        yield words, Ask.CONFLICTS, "proposed", "", "proposed"
    if owed := overview.owed.count:
        words = f"{counted(owed, 'action')} with no update"
        yield words, overview.owed.selection, "owed", "clock", ""
    for name, said in _DATED.items():
        if figure := overview.dated.get(name):
            yield (
                f"{counted(figure.count, 'action')} {said}",
                figure.selection,
                name,
                "calendar",
                "",
            )
    if waits.returns:
        words = f"{counted(waits.returns, 'return')} outstanding{rest}"
        yield words, Ask.RETURNS, "returns", "inbox", ""
    if overview.targets:
        words = f"{counted(overview.targets, 'KPI target')} to be set{rest}"
        yield words, Indicators(Selection(), owed=True), "targets", "", "tbc"
