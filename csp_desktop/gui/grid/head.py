"""The head of the grid's pane: where the person is, how much there is, and the filters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from csp_desktop import look
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.button_faces import Face
from csp_desktop.gui.theme.icons import icon
from csp_desktop.gui.widgets.buttons import FacedButton, IconButton, Outlined
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import ElidedLabel, Words
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.statuses import STATUSES

HEIGHT, BUTTON = 45, 28
_FILTER = "Filter"
_LEAST_NARROWED, _MOST_AHEAD, _LEAST_TITLE = 72, 240, 96
"""The least width of what narrows, the most of it for which words on buttons give way, and the
least that the title with its margins keeps."""


class Chip(NamedTuple):
    """A filter with a button of its own: the part of the selection, its words, shape and tip."""

    part: str
    words: str
    glyph: str
    tip: str


def _chip(part: str, tip: str = "") -> Chip:
    return Chip(part, look.word(part), part, tip)


CHIPS: Final = (
    Chip("no_update", look.NO_UPDATE, "", ""),
    _chip("overdue", "due by the end of the quarter, and not done"),
    _chip("due_soon", "due within the quarter that follows"),
    _chip("slipping", "forecast for later than due"),
    _chip(
        "needs_home",
        "in no return, for want of a sub-group or a priority. Choose one in the side panel",
    ),
    _chip("unconfirmed"),
    _chip("contested"),
)
"""In the order in which they stand; the last ones give their words up first."""


class GridPaneHead(Ground):
    """A title with its count at the left, buttons at the right.

    Where there is little room the count goes first, then the words on buttons that have a shape.
    """

    def __init__(self) -> None:
        super().__init__(line="bottom")
        theme = themes.current()
        self._count = ""
        self._title = ElidedLabel("title", "text", strong=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        self._counted = Words("", "body", "text2")
        self._counted.setContentsMargins(theme.px(10), theme.px(2), 0, 0)
        self.narrowed = Narrowed()
        self.filter = Outlined(_FILTER, icon="filter", height=BUTTON)
        self.filter.setAccessibleName(_FILTER)
        self.filter.setToolTip(_FILTER)
        self._wanted: frozenset[str] = frozenset()
        self.checks = {chip.part: _check(chip) for chip in CHIPS}
        self.columns = IconButton("columns", "Columns", side=BUTTON)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), 0, 6, 0)
        row.setSpacing(2)
        row.addWidget(self._title)
        row.addWidget(self._counted)
        row.addStretch(1)
        for button in (self.narrowed, self.filter, *self.checks.values(), self.columns):
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As high as a pane's head, and as wide as it is let."""
        return QSize(0, themes.current().px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Narrower than its buttons' words: they give way."""
        return QSize(0, themes.current().px(HEIGHT))

    def say(self, title: str, count: str) -> None:
        """Show what the pane holds."""
        self._title.setText(title)
        self._count = count
        self.setAccessibleName(f"{title}, {count}")
        self._make_room()

    def show_chips(self, parts: Iterable[str]) -> None:
        """Show these chips, as far as there is room for them."""
        self._wanted = frozenset(parts)
        self._make_room()

    def show_narrowing(self, selection: Selection) -> None:
        """Say in words what narrows the grid and has no button of its own."""
        self.narrowed.say(narrowed_words(selection))
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the buttons their words where there is room."""
        super().resizeEvent(event)
        self._make_room()

    @property
    def _room_ends(self) -> int:
        """The left edge of the first button."""
        first = self.filter if self.narrowed.isHidden() else self.narrowed
        return first.x()

    def _shorten_chips(self, room: int, most: int) -> list[Outlined]:
        """Show the chips that are wanted, without words where they take more than `room`.

        Where even so they take more than `most`, the last ones go: they are in the Filter menu.
        """
        shown = [chip for chip in CHIPS if chip.part in self._wanted]
        self.filter.setText(_FILTER)
        for chip in shown:
            self.checks[chip.part].setText(chip.words)

        def taken() -> int:
            buttons = (self.filter, *(self.checks[chip.part] for chip in shown))
            return sum(button.sizeHint().width() + 2 for button in buttons)

        for chip in reversed(shown):
            if taken() > room and chip.glyph:
                self.checks[chip.part].setText("")
        if taken() > most:
            self.filter.setText("")
        for chip in reversed(shown[:]):
            if taken() > most and not self.checks[chip.part].isChecked():
                shown.remove(chip)
        for part, check in self.checks.items():
            check.setVisible(any(chip.part == part for chip in shown))
            check.updateGeometry()
        self.filter.updateGeometry()
        return [self.checks[chip.part] for chip in shown]

    def _make_room(self) -> None:
        theme = themes.current()
        body = QFontMetrics(self._counted.font())
        self._counted.setText("")
        wanted = theme.px(16 + 12 + 8) + self._title.sizeHint().width()
        besides = self.columns.sizeHint().width() + 6
        if not self.narrowed.isHidden():
            besides += min(self.narrowed.wanted + 2, theme.px(_MOST_AHEAD))
        with_count = wanted + min(body.horizontalAdvance(self._count), theme.px(150))
        room = self.width() - besides
        shown = self._shorten_chips(
            room - min(with_count, wanted + theme.px(60)),
            room - min(wanted, theme.px(_LEAST_TITLE)),
        )
        self._row.activate()
        if not self.narrowed.isHidden():
            # The words that narrow give way to the title, and the count to them.
            taken = sum(
                button.sizeHint().width() + 2 for button in (self.filter, *shown, self.columns)
            )
            self.narrowed.limit(round(self.width() - taken - wanted) - 6)
            self._row.activate()
        room = self._room_ends - wanted
        counts = (self._count, self._count.partition(",")[0])
        fits = (each for each in counts if body.horizontalAdvance(each) <= room)
        self._counted.setText(next(fits, ""))


class Narrowed(FacedButton):
    """What narrows a pane, in words, with the way to take it off. It is hidden where nothing is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        cross = icon("close", lit="text")
        super().__init__(Face("chosen", BUTTON, pad=10, after=cross), "", parent)
        self._most = 0
        self.hide()

    def say(self, words: str) -> None:
        """Show these words, '' for none."""
        if words != self.words:
            self._most = 0
            self.setText(words)
            self.setAccessibleName(f"Shown only: {words}. Show all again" if words else "")
            tip = f"{words}. Press to show all again." if words else ""
            self.setToolTip(plain_tip(tip))
        self.setVisible(bool(words))

    @property
    def words(self) -> str:
        """What narrows the pane, '' for nothing."""
        return self.text()

    def limit(self, most: int) -> None:
        """Take no more width than this, though enough for a few letters."""
        most = max(most, themes.current().px(_LEAST_NARROWED))
        if most != self._most:
            self._most = most
            self.updateGeometry()

    @property
    def wanted(self) -> int:
        """How wide it would be with all its words."""
        return super().sizeHint().width()

    def sizeHint(self) -> QSize:
        """As wide as the words, if there is room; `limit` sets how much there is."""
        size = super().sizeHint()
        return size.boundedTo(QSize(self._most, size.height())) if self._most else size


def narrowed_words(selection: Selection) -> str:
    """What narrows a selection beside the place, the search and what has a button of its own."""
    parts = [selection.why or "Picked out"] if selection.among is not None else []
    parts += [look.word(status) for status in STATUSES if status in selection.statuses]
    parts += [selection.lead] if selection.lead else []
    parts += ["Anything still Tbc"] if selection.tbc else []
    return ", ".join(parts)


def without_narrowing(selection: Selection) -> Selection:
    """The selection without what `narrowed_words` tells of."""
    return replace(selection, among=None, why="", statuses=frozenset(), lead="", tbc=False)


def _check(chip: Chip) -> Outlined:
    button = Outlined(chip.words, glyph=chip.glyph, height=BUTTON)
    button.setCheckable(True)
    button.setAccessibleName(f"Show only: {chip.words}")
    button.setToolTip(f"Show only: {chip.words}" + (f" ({chip.tip})" if chip.tip else ""))
    return button
