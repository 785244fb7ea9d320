"""One line seen closely: what it was and is, the texts word by word, and what the sides are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from csp_desktop.gui.snapshots.differing import CellDifference, parts_of
from csp_desktop.gui.snapshots.lines import ComparisonLine as Moved
from csp_desktop.gui.snapshots.lines import mark_words, open_words, taken_words
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import RING, LinkButton, Outlined
from csp_desktop.gui.widgets.diff_cards import Pieces
from csp_desktop.gui.widgets.flow_layout import empty_out
from csp_desktop.gui.widgets.focus_scroll_area import scrolling_area
from csp_desktop.gui.widgets.ground import Framed, Ground, Hairline
from csp_desktop.gui.widgets.labels import Icon, Words
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.gui.widgets.travel import Travel
from csp_desktop.operations.deciding.conflicts import counted_apart
from csp_desktop.operations.snapshots.compare import ComparedState, SideBySide
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.wording import capital, counted, joined, short_day, short_period

_INSIDE = 13


class ComparisonDetail(Ground):
    """Shows one line of a comparison and, under it, what was frozen by whom.

    `reveal_asked` and `history_asked` bring kind and id of the record, `open_asked` the id of a
    snapshot to be opened as the plan stood, `compare_asked` the ids of two sides.
    """

    reveal_asked = Signal(str, str)
    history_asked = Signal(str, str)
    open_asked = Signal(str)
    compare_asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, role="window")
        self._moved: Moved | None = None
        self._boxes: list[DifferenceBox] = []
        self._notes: list[FrozenNote] = []
        self.setAccessibleName("What differs")
        self._lay_out()
        self.grid.clicked.connect(lambda: self._ask(self.reveal_asked))
        self.history.clicked.connect(lambda: self._ask(self.history_asked))

    def _lay_out(self) -> None:
        self._ref = Words("", "body", "text", strong=True)
        self._where = Words("", "small", "text2")
        self._where.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._title = Words("", "title", "text", strong=True, wrap=True)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.travel = Travel()
        self._who = Words("", "small", "text2")
        self.grid = Outlined("Open in the grid", height=28)
        self.history = Outlined("History", height=28)
        self._parts = QVBoxLayout()
        self._parts.setSpacing(themes.current().px(6))
        top = row(self._ref, (self._where, 1), spacing=9)
        texts = column(
            top, self._title, column(self.travel, self._who, spacing=2), self._parts, spacing=8
        )
        texts.setContentsMargins(RING, 0, 0, 0)
        self._about = QWidget()
        column(texts, row(self.grid, self.history, ..., spacing=2), spacing=8, over=self._about)
        self._between = Hairline()
        self._sides = column(spacing=12)
        inside = QWidget()
        inside.setLayout(
            column(
                self._about, self._between, self._sides, ..., margins=(16, 13, 16, 16), spacing=12
            )
        )
        self.area = scrolling_area()
        self.area.setWidget(inside)
        self.area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        column(self.area, over=self)

    @property
    def moved(self) -> Moved | None:
        """The line that is shown."""
        return self._moved

    def show_line(self, moved: Moved | None, laid: SideBySide, table: FieldTable) -> None:
        """Show a line of a comparison, or only the sides where there is none."""
        same = self._moved is not None and moved is not None and self._moved.key == moved.key
        self._moved = moved
        self._about.setVisible(moved is not None)
        if moved is not None:
            self._ref.setText(moved.ref)
            self._ref.setVisible(bool(moved.ref))
            self._where.setText(moved.where)
            self._where.setToolTip(plain_tip(moved.where))
            self._title.setText(moved.title)
            self.say_who("")
            self._show_travel(self.travel, (moved.was_shape, moved.now_shape), moved.was, moved.now)
            self.travel.setVisible(bool(moved.was or moved.now))
            self._show_parts(parts_of(moved, laid, table))
            action = moved.move.kind == "action"
            goes = action or moved.move.kind == "indicator"
            still = laid.now.snapshot is not None or moved.now != "Not in the plan"
            self.grid.setText("Open in the grid" if action else "Open among the KPIs")
            self.grid.updateGeometry()
            self.grid.setVisible(goes and still)
            self.history.setVisible(action)
        if not same:
            self.area.verticalScrollBar().setValue(0)

    def tab_chain(self) -> list[QWidget]:
        """What takes the tab key, from the top to the foot."""
        texts = [box.text for box in self._boxes]
        links = [link for note in self._notes for link in note.links]
        return [*texts, self.grid, self.history, *links]

    def say_who(self, said: str) -> None:
        """Say who gave the status that stands, and when."""
        self._who.setText(said)
        self._who.setVisible(bool(said))

    def show_sides(self, laid: SideBySide, now: str) -> None:
        """Show what is frozen in either side."""
        empty_out(self._sides)
        self._notes = []
        for letter, side in (("A", laid.was), ("B", laid.now)):
            if side.snapshot:
                note = FrozenNote(letter, side, now)
                note.open_asked.connect(self.open_asked)
                note.compare_asked.connect(self.compare_asked)
                self._sides.addWidget(note)
                self._notes.append(note)
        frozen = bool(laid.was.snapshot or laid.now.snapshot)
        self._between.setVisible(frozen and self._moved is not None)

    @staticmethod
    def _show_travel(travel: Travel, shapes: tuple[str, str], was: str, now: str) -> None:
        travel.show_shapes(shapes, (was or "Nothing", now or "Nothing"))

    def _show_parts(self, parts: Sequence[CellDifference]) -> None:
        empty_out(self._parts)
        self._boxes = []
        for part in parts:
            self._parts.addWidget(Words(part.label, "small", "text2", strong=True))
            if part.shapes is not None:
                travel = Travel()
                self._show_travel(travel, part.shapes, *part.words)
                self._parts.addWidget(travel)
            else:
                self._boxes.append(DifferenceBox(part))
                self._parts.addWidget(self._boxes[-1])
            if part.note:
                self._parts.addWidget(Words(part.note, "small", "text2", wrap=True))
            self._parts.addSpacing(themes.current().px(4))

    def _ask(self, signal: SignalInstance) -> None:
        if self._moved is not None:
            move = self._moved.move
            signal.emit(move.kind, move.record)

    def sizeHint(self) -> QSize:
        return QSize(themes.current().px(320), 400)


class DifferenceBox(Framed):
    """A text with what differs marked, in a box as high as it needs."""

    def __init__(self, part: CellDifference, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = Pieces()
        self.text.setAccessibleName(part.label)
        self.text.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.show_pieces(part.pieces)
        column(self.text, margins=(_INSIDE, 10, _INSIDE, 10), over=self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the text needs at this width."""
        super().resizeEvent(event)
        inside = self.width() - 2 * themes.current().px(_INSIDE)
        height = self.text.height_for(inside)
        if height != self.text.height():
            self.text.setFixedHeight(height)

    def edge(self) -> tuple[str, float]:
        return ("accent", 2) if self.text.hasFocus() else ("line", 1)


class FrozenNote(QWidget):
    """Tells of one frozen side. `open_asked` brings its id, `compare_asked` it and a twin's."""

    open_asked = Signal(str)
    compare_asked = Signal(str, str)

    def __init__(
        self, letter: str, side: ComparedState, now: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.links: list[LinkButton] = []
        snapshot = side.snapshot
        if snapshot is None:
            return
        named = Words(f"{letter} is frozen", "body", "text", strong=True)
        said = Words(frozen_words(side, now), "small", "text2", wrap=True)
        texts = column(row(Icon("lock"), (named, 1), spacing=8), said, spacing=2)
        texts.setContentsMargins(RING, 0, 0, 0)
        for twin in side.twins:
            if twin.cells:
                many = f"Show the {counted(twin.cells, 'cell')}"
                show = partial(self.compare_asked.emit, snapshot.id, twin.snapshot.id)
                self._link(many if twin.cells > 1 else "Show the cell", show)
        self._link("Open as it stood", partial(self.open_asked.emit, snapshot.id))
        column(texts, column(*self.links, margins=(0, 2, 0, 0)), spacing=2, over=self)

    def _link(self, text: str, act: Callable[[], None]) -> None:
        link = LinkButton(text)
        link.setContentsMargins(0, 0, 0, 0)
        link.clicked.connect(act)
        self.links.append(link)


def frozen_words(side: ComparedState, now: str) -> str:
    """Who froze it and when, its mark, what was open, and who else froze the quarter."""
    snapshot = side.snapshot
    if snapshot is None:
        return ""
    said = taken_words(snapshot, now)
    said = f"{capital(said)}, mark {mark_words(snapshot.hash)}."
    if snapshot.withdrawn:
        said = f"Withdrawn: it counts no longer. {said}"
    frozen = side.frozen
    if still := open_words(*counted_apart(frozen.conflicts), len(frozen.outstanding)):
        said += f" With {joined(still)}."
    for twin in side.twins:
        other = twin.snapshot
        differ = f"they differ in {counted(twin.cells, 'cell')}"
        said += (
            f" {other.by} also kept a copy of {short_period(other.quarter)} on "
            f"{short_day(other.taken_at, now)}; {differ if twin.cells else 'they are the same'}."
        )
    return said
