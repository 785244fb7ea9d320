"""One line seen closely: what it was and is, the texts word by word, and what the sides are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from csp_desktop.gui.snapshots.differing import CellDifference, parts_of
from csp_desktop.gui.snapshots.frozen_note import FrozenNote
from csp_desktop.gui.snapshots.lines import ComparisonLine as Moved
from csp_desktop.gui.snapshots.parts_view import DifferenceBox, TravelView
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING, Outlined
from csp_desktop.gui.widgets.flow_layout import empty_out
from csp_desktop.gui.widgets.ground import Ground, Hairline
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.operations.snapshots.compare import SideBySide
from csp_desktop.plan.fields import FieldTable

_MARGIN = 16


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
        theme = themes.current()
        self._ref = Words("", "body", "text", strong=True)
        self._where = Words("", "small", "text2")
        self._where.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._title = Words("", "title", "text", strong=True, wrap=True)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.travel = TravelView()
        self.grid = Outlined("Open in the grid", height=28)
        self.history = Outlined("History", height=28)
        top = QHBoxLayout()
        top.setSpacing(theme.px(9))
        top.addWidget(self._ref)
        top.addWidget(self._where, 1)
        self._parts = QVBoxLayout()
        self._parts.setSpacing(theme.px(6))
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(theme.px(2))
        buttons.addWidget(self.grid)
        buttons.addWidget(self.history)
        buttons.addStretch(1)
        self._lay_out_about(top, buttons)
        self._between = Hairline()
        self._sides = QVBoxLayout()
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(theme.px(12))
        self._lay_out_area()

    def _lay_out_about(self, top: QHBoxLayout, buttons: QHBoxLayout) -> None:
        theme = themes.current()
        self._about = QWidget()
        about = QVBoxLayout(self._about)
        about.setContentsMargins(0, 0, 0, 0)
        about.setSpacing(theme.px(8))
        texts = QVBoxLayout()
        texts.setContentsMargins(RING, 0, 0, 0)
        texts.setSpacing(theme.px(8))
        texts.addLayout(top)
        texts.addWidget(self._title)
        texts.addWidget(self.travel)
        texts.addLayout(self._parts)
        about.addLayout(texts)
        about.addLayout(buttons)

    def _lay_out_area(self) -> None:
        theme = themes.current()
        inside = QWidget()
        column = QVBoxLayout(inside)
        margin = theme.px(_MARGIN)
        column.setContentsMargins(margin - RING, theme.px(13), margin, margin)
        column.setSpacing(theme.px(12))
        column.addWidget(self._about)
        column.addWidget(self._between)
        column.addLayout(self._sides)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidget(inside)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area)

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
            self.travel.show_travel(moved)
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
        self.travel.say_who(said)

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

    def _show_parts(self, parts: Sequence[CellDifference]) -> None:
        empty_out(self._parts)
        self._boxes = []
        for part in parts:
            self._parts.addWidget(Words(part.label, "small", "text2", strong=True))
            if part.shapes is not None:
                travel = TravelView()
                travel.show_shapes(part.shapes, part.words)
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
