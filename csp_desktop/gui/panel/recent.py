"""The last changes of an action: when, who, and from what to what."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.history.words import CAME_WITH_PLAN, EntryWords
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import LinkButton
from csp_desktop.gui.widgets.ground import Hairline
from csp_desktop.gui.widgets.labels import ElidedLabel, Words
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.gui.widgets.travel import Travel
from csp_desktop.plan.wording import short_period

MOST = 3


class Recent(QWidget):
    """The last three changes, and the way to all of them (`all_asked`)."""

    all_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all = LinkButton("All changes")
        self._all.clicked.connect(self.all_asked)
        self._none = Words("No changes to this action yet.", "small", "text2", wrap=True)
        head = row((Words("History", "small", "text2", strong=True), 1), self._all)
        self._rows = [_RecentChange() for _ in range(MOST)]
        column(head, Hairline(), self._none, *self._rows, spacing=4, over=self)
        self.clear()

    def clear(self) -> None:
        """Show nothing until the changes have been read."""
        self._none.hide()
        self._all.hide()
        for each in self._rows:
            each.show_entry(None)

    def show_entries(self, entries: Sequence[EntryWords]) -> None:
        """Show the newest of `entries`; what came with the plan counts as no change."""
        made = [entry for entry in entries if entry.date != CAME_WITH_PLAN]
        self._all.setText(f"All {len(made)} changes" if len(made) > 1 else "All changes")
        self._all.updateGeometry()
        self._all.setVisible(bool(entries))
        self._none.setVisible(not made)
        theme = themes.current()
        metrics = QFontMetrics(theme.font("small"))
        dates = [metrics.horizontalAdvance(each.date) for each in made[:MOST]]
        middle = max([theme.px(60), *(width + theme.px(10) for width in dates)])
        for index, each in enumerate(self._rows):
            entry = made[index] if index < len(made) else None
            each.show_entry(entry, last=index + 1 == len(made), middle=middle)


class _RecentChange(QWidget):
    """One change on two lines."""

    def __init__(self) -> None:
        super().__init__()
        self._when = (Words("", "small", "text2"), Words("", "small", "text2"))
        self._author = ElidedLabel("small", "text", strong=True)
        self._done = ElidedLabel("small", "text")
        self._period = Words("", "small")
        self._travel = Travel("small", self._period)
        self._line = Hairline()
        what = column(self._author, self._done, self._travel, spacing=2)
        when = column(*self._when, ..., spacing=2)
        column(row(when, (what, 1)), 4, self._line, margins=(0, 1, 0, 0), over=self)
        self.hide()

    def show_entry(self, entry: EntryWords | None, *, last: bool = False, middle: int = 0) -> None:
        """Show `entry`, or nothing; what was done begins at `middle`."""
        self.setVisible(entry is not None)
        if entry is None:
            return
        change = f"{entry.old or 'nothing'} to {entry.new or 'nothing'}"
        done = f"{entry.what}, {change}" if entry.shapes else entry.done
        self.setAccessibleName(f"{entry.date} {entry.time}, {entry.author}: {done}")
        tip = "" if entry.shapes else f"{entry.old}\n→ {entry.new}"[:400]
        for label, text in zip(self._when, (entry.date, entry.time), strict=True):
            label.setText(text)
            label.setFixedWidth(middle)
        self._author.setText(entry.author)
        self._done.setText(entry.done)
        self._done.setToolTip(plain_tip(tip))
        self.setToolTip(plain_tip(tip))
        self._period.setText(short_period(entry.what.partition(", ")[2]))
        shapes = (entry.old.lower(), entry.new.lower())
        self._travel.show_shapes(shapes, (entry.old, entry.new or "no update"))
        self._done.setHidden(entry.shapes)
        self._travel.setVisible(entry.shapes)
        self._line.setHidden(last)
