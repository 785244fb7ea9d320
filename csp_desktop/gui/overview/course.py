"""How the plan came to this quarter: a bar for each quarter, what is complete, what moved."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from csp_desktop import look
from csp_desktop.gui.overview.bars import BLOCK, Bar, BarSegment, counted, lay_bars
from csp_desktop.gui.overview.figures import LinkLabel, rule
from csp_desktop.gui.overview.lists import ListSection
from csp_desktop.gui.overview.openers import Lines, OpenerButton, Reveal, Target
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING
from csp_desktop.measures.course import COMPLETE, CourseQuarter, told
from csp_desktop.measures.overview.overview import Overview

_ROW: Final = 30
_BETWEEN: Final = 14
_BAR: Final = 2
"""The column of the bars; before it the quarter and what it rests on, after it the numbers."""


class CourseBars(ListSection):
    """The quarters of the course, each a bar of its actions by status.

    What was frozen opens its snapshot, any other quarter is looked at itself.
    """

    called = "Quarter by quarter"

    def __init__(self) -> None:
        super().__init__()
        self._bars: list[Bar] = []
        self._grid = QGridLayout()
        self.hide()

    def show_overview(self, overview: Overview) -> None:
        """Show the course to this quarter; nothing where it is not known yet."""
        found = overview.course
        self.setVisible(bool(found))
        if not self.differs((found, overview.named)) or not found:
            return
        self.head(self.called)
        last = found[-1]
        moved = f" {last.moves.capitalize()} since the quarter before." if last.moves else ""
        self.say(f"{last.quarter}, {last.basis}: {told(last)}{moved}")
        self._bars = []
        with self.rebuilt() as rows:
            self._grid = QGridLayout(self.body)
            self._grid.setContentsMargins(0, 0, 0, 0)
            self._grid.setSpacing(0)
            self._grid.setColumnStretch(_BAR, 1)
            heads = ("", "", "", look.word(COMPLETE), "Improved", "Same", "Worse")
            for place, head in enumerate(heads):
                self._put(Lines(head, "small", "text2"), 0, place)
            for each in found:
                rows.append(self._add(each))
            if self._bars:
                self._bars[0].resized.connect(self._fit)

    def _add(self, of: CourseQuarter) -> list[OpenerButton]:
        px, row = themes.current().px, self._grid.rowCount()
        self._grid.setRowMinimumHeight(row, px(_ROW) - 1)
        there = ("snapshot", of.snapshot) if of.snapshot else ("quarter", of.quarter)
        target: Target = Reveal(*there)
        name = f"{of.quarter}, {of.basis}: {told(of)} {of.moves}".strip()
        label = self.add(LinkLabel(of.quarter, name, target, ("course", of.quarter)))
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignLeft)
        self._put(Lines(of.basis, "small", "text2"), row, 1)
        drawn = Bar(self.body, px(_BETWEEN))
        where = f"{of.quarter}, {of.basis}"
        drawn.segments = [
            self.add(
                BarSegment(
                    status, number, counted(number, status, where), target,
                    ("course", of.quarter, status),
                ),
                drawn,
            )
            for status, number in of.parts
        ]  # fmt: skip
        self._grid.addWidget(drawn, row, _BAR)
        self._bars.append(drawn)
        numbers = (of.done, *(f"{each:,}" for each in (of.improved, of.same, of.worse)))
        for place, words in enumerate(numbers, _BAR + 1):
            self._put(Lines(words, "small", "text3" if words == "0" else "text"), row, place)
        self._grid.addWidget(rule(), row + 1, 0, 1, -1)
        return [label, *drawn.segments]

    def _put(self, shown: QWidget, row: int, place: int) -> None:
        before = themes.current().px(_BETWEEN) - RING if place else RING
        shown.setContentsMargins(before, 0, RING, 0)
        side = Qt.AlignmentFlag.AlignRight if place > _BAR else Qt.AlignmentFlag.AlignLeft
        self._grid.addWidget(shown, row, place, side | Qt.AlignmentFlag.AlignVCenter)

    def _fit(self) -> None:
        lay_bars(self._bars, float(themes.current().px(BLOCK)))
