"""Two states side by side: what moved with its counts, the lines, and one line seen closely."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from csp_desktop.gui.snapshots.detail import ComparisonDetail
from csp_desktop.gui.snapshots.lines import (
    FILTER_WORDS,
    ComparisonLine,
    letters_of,
    name_of,
    narrowed,
    short_words,
    side_words,
    spoken_parts,
)
from csp_desktop.gui.snapshots.moves_table import MovesTable
from csp_desktop.gui.snapshots.timeline import KEYS
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import IconButton
from csp_desktop.gui.widgets.empty_state import EmptyState
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.widgets.side_list import SideEntry, SideList
from csp_desktop.measures.snapshot.moves import FILTERS, Filter
from csp_desktop.operations.snapshots.compare import SideBySide
from csp_desktop.operations.snapshots.snapshots import Snapshot
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.wording import capital

_WIDTHS = (207, 838, 320)
_LEAST = (150, 300, 260)
_NARROW = 840
_GLYPHS = {Filter.DOWN: "worse", Filter.UP: "better"}
_ICONS = {Filter.STARTED: "chevron-right"}


class ComparisonView(QSplitter):
    """Filters and snapshots at the left, lines in the middle, one of them closely at the right.

    `asked` brings what is asked of a snapshot ('a', 'b', 'open', 'rename', 'withdraw') and its id,
    `menu_asked` one whose menu is asked for and where, `line_changed` the Line that is looked at,
    `revealed` kind and id of the record that Enter asks for.
    """

    asked = Signal(str, str)
    menu_asked = Signal(str, QPoint)
    line_changed = Signal(object)
    revealed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._laid: SideBySide | None = None
        self._lines: tuple[ComparisonLine, ...] = ()
        self._fields: FieldTable | None = None
        self._filter = Filter.EVERYTHING
        self._text = ""
        self.filters = SideList("What moved")
        self.listed = SideList("Snapshots", KEYS, tall=True)
        self.more = IconButton("more", "What can be done with the snapshot", side=24)
        self.table = MovesTable()
        self.detail = ComparisonDetail()
        self._none = EmptyState()
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self._none)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        theme = themes.current()
        self._left = left = Ground(role="window")
        named = row((_heading("Snapshots"), 1), self.more, margins=(0, 0, 6, 0))
        column(
            _heading("What moved"), self.filters, 10, named, (self.listed, 1),
            margins=(0, 12, 0, 0), spacing=2, over=left,
        )  # fmt: skip
        self.setHandleWidth(1)
        for widget, least in zip((left, self.middle, self.detail), _LEAST, strict=True):
            self.addWidget(widget)
            widget.setMinimumWidth(theme.px(least))
        self.setStretchFactor(1, 1)
        self.setCollapsible(1, False)
        self.setSizes([theme.px(width) for width in _WIDTHS])

    def _connect(self) -> None:
        self.filters.chosen.connect(self._choose)
        self.listed.asked.connect(self.asked)
        self.listed.menu_asked.connect(self.menu_asked)
        self.more.clicked.connect(self._ask_menu)
        self.table.looked_at.connect(self._look_at)
        self.table.opened.connect(self._reveal)
        self._none.pressed.connect(lambda: self._choose(Filter.EVERYTHING.value))

    # What the pane hands over

    def begin_anew(self) -> None:
        """Another plan: nothing is compared, and every line is asked for."""
        self._laid, self._lines = None, ()
        self._filter, self._text = Filter.EVERYTHING, ""

    def show_snapshots(
        self, snapshots: Sequence[Snapshot], sides: tuple[str, str], now: str
    ) -> None:
        """List the snapshots, the one taken last first."""
        current = self.listed.current or sides[0]
        entries = [
            SideEntry(
                each.id,
                name_of(each),
                short_words(each, now),
                icon="lock",
                struck=each.withdrawn,
                spoken=", ".join(spoken_parts(each, letters_of(each.id, sides), now)),
            )
            for each in snapshots
        ]
        self.listed.set_entries(entries, current)
        self.more.setEnabled(bool(entries))

    def show_laid(
        self, laid: SideBySide, lines: tuple[ComparisonLine, ...], table: FieldTable, now: str
    ) -> None:
        """Show a comparison; filter, search and the line looked at stay."""
        if laid is self._laid:
            return
        self._laid, self._lines, self._fields = laid, lines, table
        self.filters.set_entries(
            [
                SideEntry(
                    each.value,
                    FILTER_WORDS[each],
                    glyph=_GLYPHS.get(each, ""),
                    icon=_ICONS.get(each, ""),
                    count=laid.counts[each],
                    quiet=not laid.counts[each],
                )
                for each in FILTERS
            ],
            self._filter.value,
        )
        self._show_lines()
        self.detail.show_sides(laid, now)

    def search(self, text: str) -> None:
        """Show only the lines in whose ref or title the words are found."""
        if text != self._text:
            self._text = text
            self._show_lines()

    def focus_first(self) -> QWidget:
        """The lines, or where there are none the filters."""
        return self.table if self.middle.currentWidget() is self.table else self.filters

    def tab_chain(self) -> list[QWidget]:
        """What takes the tab key, from left to right."""
        return [self.filters, self.more, self.listed, self.table, *self.detail.tab_chain()]

    # Inside

    def _choose(self, name: str) -> None:
        self._filter = Filter(name)
        self.filters.set_entries(self.filters.entries.rows, name)
        self._show_lines()

    def _show_lines(self) -> None:
        laid = self._laid
        if laid is None:
            return
        shown = narrowed(self._lines, self._filter, self._text)
        was, now = side_words(laid.was), side_words(laid.now)
        self.table.show_lines(shown, was, now)
        if not shown:
            self._say_none(was, now)
        self.middle.setCurrentWidget(self.table if shown else self._none)

    def _say_none(self, was: str, now: str) -> None:
        if not self._lines:
            said = f"{was} and {now} are the same to the last cell."
            self._none.say("Nothing differs", capital(said))
        elif self._text:
            self._none.say(
                f"Nothing matches ‘{self._text}’",
                f"Looked in what differs between {was} and {now}.",
                "" if self._filter is Filter.EVERYTHING else "Show everything",
            )
        else:
            what = FILTER_WORDS[self._filter].lower()
            said = f"Between {was} and {now}, other things differ."
            self._none.say(f"Nothing under ‘{what}’", said, "Show everything")

    def _look_at(self, line: ComparisonLine | None) -> None:
        if self._laid is None or self._fields is None:
            return
        self.detail.show_line(line, self._laid, self._fields)
        self.line_changed.emit(line)

    def _reveal(self, line: ComparisonLine) -> None:
        if not self.detail.grid.isHidden():
            self.revealed.emit(line.move.kind, line.move.record)

    def _ask_menu(self) -> None:
        if self.listed.current:
            below = self.more.mapToGlobal(QPoint(0, self.more.height()))
            self.menu_asked.emit(self.listed.current, below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the lists give way: the timeline and the search are left for them."""
        super().resizeEvent(event)
        self._left.setVisible(self.width() >= themes.current().px(_NARROW))

    def sizeHint(self) -> QSize:
        return QSize(900, 400)


def _heading(text: str) -> Words:
    words = Words(text, "small", "text2", strong=True)
    words.setContentsMargins(themes.current().px(12), 0, 0, 0)
    return words
