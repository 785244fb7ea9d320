"""What there is to decide: the list at the left, one thing closely, and what else its file says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from csp_desktop.gui.returns import rows
from csp_desktop.gui.returns.bars import Filters
from csp_desktop.gui.returns.batch import Batch
from csp_desktop.gui.returns.choices import at_once
from csp_desktop.gui.returns.detail import DecisionDetail
from csp_desktop.gui.returns.file_preview import FilePreview
from csp_desktop.gui.returns.rows import WaitingRow
from csp_desktop.gui.returns.waiting_list import WaitingList
from csp_desktop.gui.returns.whole_preview import WholePreview
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.queued_write import CellName
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import boxes
from csp_desktop.gui.widgets.focus_scroll_area import scrolling_area
from csp_desktop.gui.widgets.ground import Ground, Hairline
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.operations.receiving.batch import FileView, PreviewTrouble, Verdict, WaitingItem
from csp_desktop.operations.receiving.verdicts import place_of

_WIDTH, _SHARE = 408, 0.4


class Deciding(QStackedWidget):
    """Takes decisions on a batch, by mouse and by keys. It asks the batch, and follows it.

    Either what there is to decide is in front, or one file as the plan's grid.

    `file_looked_at` brings the file that what is looked at comes from; `revealed` a record to be
    shown in the grid.
    """

    file_looked_at = Signal(object)
    revealed = Signal(str, str)

    def __init__(self, state: PlanState, batch: Batch) -> None:
        super().__init__()
        self._state = state
        self.batch = batch
        self._filter = rows.ALL
        self._whole_preview = False
        self._filled: tuple[object, ...] | None = None
        self._path: Path | None = None
        self._shared = False
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.list = WaitingList()
        self.filters = Filters()
        self.detail = DecisionDetail(batch)
        self.preview = FilePreview(batch)
        self.whole = WholePreview(state, batch)
        self._lay_out()
        self._connect()
        self._add_keys()

    # Putting together

    def _lay_out(self) -> None:
        px = themes.current().px
        left, right = QWidget(), Ground()
        left.setMinimumWidth(px(200))
        self._nothing = Words("", "small", "text2", wrap=True)
        self._nothing.setContentsMargins(px(16), px(12), px(16), 0)
        boxes.column(self.filters, (self.list, 1), self._nothing, over=left).addStretch(0)
        boxes.column(self.detail, Hairline(), (self.preview, 1), over=right)
        self._closely = scrolling_area(right, across=True)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(left)
        self.split.addWidget(self._closely)
        self.split.setStretchFactor(1, 1)
        self.addWidget(self.split)
        self.addWidget(self.whole)

    def _connect(self) -> None:
        self.filters.picked.connect(self._pick_filter)
        self.list.looked_at.connect(lambda _: self._show_detail())
        self.list.asked.connect(self._answer)
        self.list.folded.connect(self._fold)
        self.list.entered.connect(lambda _: self.detail.decide())
        self.detail.decided.connect(self._decide)
        self.detail.combination.left.connect(self.list.setFocus)
        self.detail.moved.connect(self.list.step)
        self.detail.writing.connect(self._bring_into_view)
        self.preview.show_all.clicked.connect(self.show_grid)
        self.whole.back.clicked.connect(self.show_decisions)
        self.whole.decide_asked.connect(self._decide_closely)
        for preview in (self.preview, self.whole):
            preview.revealed.connect(self.revealed)
        self.split.splitterMoved.connect(self._keep_share)

    def _add_keys(self) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        does: dict[str, Callable[[], object]] = {
            "E": self._edit,
            "J": lambda: self._step(1),
            "K": lambda: self._step(-1),
            "T": lambda: self._answer_current(rows.TAKE),
            "L": lambda: self._answer_current(rows.LEAVE),
            "Esc": self._leave_grid,
        }
        for number in range(1, 10):
            does[str(number)] = partial(self._choose, number - 1)
        for key, do in does.items():
            QShortcut(QKeySequence(key), self, do, within)

    # Keys, which mean what is in front

    @property
    def grid_shown(self) -> bool:
        """Whether a file's grid is in front."""
        return self.currentWidget() is self.whole

    @property
    def front(self) -> QWidget | None:
        """What takes the focus, None where there is nothing to go through."""
        if self.grid_shown:
            return self.whole.table
        return self.list if not self.list.isHidden() else None

    def _step(self, by: int) -> None:
        (self.whole if self.grid_shown else self.list).step(by)

    def _edit(self) -> None:
        if not self.grid_shown:
            self.detail.begin_editing()

    def _choose(self, number: int) -> None:
        if not self.grid_shown:
            self.detail.choose(number)

    def _leave_grid(self) -> None:
        if self.grid_shown and self._whole_preview:
            self.show_decisions()
        elif self.detail.combination.editing:
            self.detail.combination.left.emit()

    # Deciding

    def _decide(self, verdicts: dict[str, Verdict | None]) -> None:
        row = self.detail.row
        with self.list.quietly():
            self.batch.decide(verdicts)
            self._fill_list()
            if row is not None and any(verdict is not None for verdict in verdicts.values()):
                self.list.show_row(row.id)
                self.list.step(1, undecided=True)
        self.refresh()
        if not self.grid_shown:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _decide_closely(self, what: WaitingItem | PreviewTrouble) -> None:
        """Leave the grid, and look closely at what is to be decided."""
        self._show_all_rows()
        listed = self.list.waiting.rows
        found = next((row for row in listed if what in (row.waiting, row.trouble)), None)
        if found is not None:
            self.list.show_row(found.id)
        self.show_decisions()

    def _show_all_rows(self) -> None:
        """List everything, whatever is folded or filtered."""
        self.filters.choose(rows.ALL)
        self.list.waiting.folded.clear()
        self._pick_filter(rows.ALL)

    def _answer(self, row: WaitingRow, label: str) -> None:
        """Do what a button in the list says."""
        self.list.show_row(row.id)
        if row.trouble is not None:
            view, spot = self.batch.preview.files[row.file or 0], row.trouble.spot
            if row.trouble.takes_out:
                self.batch.merge_anyway(view)
            elif row.trouble.word is not None and spot is not None and spot.suggested:
                self.batch.learn(row.trouble, spot.suggested)
            elif spot is not None and spot.suggested:
                self.batch.mend(view, row.trouble, spot.suggested)
            else:
                self.detail.begin_mending()
        elif row.waiting is not None:
            if label == rows.TAKE and len(row.waiting.options) > 1:
                return
            reason = self.detail.reason.text().strip() if label == rows.LEAVE else ""
            self._decide({row.waiting.id: at_once(label, reason)})

    def _answer_current(self, label: str) -> None:
        row = self.list.row
        waiting = row.waiting if row is not None else None
        if self.grid_shown:
            self.whole.answer(label)
        elif waiting and not waiting.contested and label in rows.offered(waiting):
            self._answer(row, label)

    def go_to(self, row_id: str) -> None:
        """Look at what was decided or taken back, where it is listed."""
        self._fill_list()
        self.list.show_row(row_id)
        self._show_detail()

    def look_for(self, cell: CellName) -> bool:
        """Go to what waits in a cell of the plan; False where nothing does."""
        found = next((each for each in self.batch.preview.waiting if place_of(each) == cell), None)
        if found is None:
            return False
        self.show_decisions()
        self._show_all_rows()
        return self.list.show_row(found.id)

    def _pick_filter(self, name: str) -> None:
        self._filter = name
        self.refresh()

    def _fold(self, section: str) -> None:
        self.list.waiting.folded ^= {section}
        self.refresh()

    # Showing

    def refresh(self) -> None:
        """Show what the batch holds now."""
        found = self._fill_list()
        self.list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self._nothing.setText(self._nothing_words())
        self._show_detail()

    def _fill_list(self) -> tuple[WaitingRow, ...]:
        """Fill the list anew where anything of it is other; its first row is looked at first."""
        batch = self.batch
        asked = (batch.preview, dict(batch.verdicts), self._filter, set(self.list.waiting.folded))
        filled = self._filled
        if filled is not None and filled[0] is asked[0] and filled[1:] == asked[1:]:
            return self.list.waiting.rows
        self._filled = asked
        counts = batch.ready.counts
        self.filters.show_counts(counts)
        self.filters.setVisible(bool(counts.get(rows.ALL)) or self._filter != rows.ALL)
        found = rows.rows_of(*asked, batch.ready)
        with self.list.quietly():
            self.list.set_rows(found)
            asks = next((row for row in found if not row.is_head and row.asks), None)
            first = asks or next((row for row in found if not row.is_head), None)
            if first is not None and self.list.row is None:
                self.list.show_row(first.id)
        return found

    def _nothing_words(self) -> str:
        if self.batch.reading:
            return "What there is to decide is listed here once the files are read."
        if self._filter != rows.ALL:
            return f"There is nothing under {self._filter}."
        return "Nothing to decide: all of it fits what is in the plan."

    def _bring_into_view(self) -> None:
        """Scroll to where a value is typed and used, in a window too low to show it at once."""

        def scroll() -> None:
            for widget in (self.detail.use, self.detail.combination):
                self._closely.ensureWidgetVisible(widget)

        # Its place is known once the box to type in has been laid out.
        QTimer.singleShot(0, self, scroll)

    def _show_detail(self) -> None:
        row = self.list.row
        shown = None if row is None or row.is_head else row
        before = self.detail.row.id if self.detail.row else ""
        another = shown is not None and shown.id != before
        if shown is None or another:
            self._closely.verticalScrollBar().setValue(0)
        self.detail.show_row(shown, self._count_of(shown), self._state.now())
        files = self.batch.preview.files
        follows = another and not self.grid_shown
        if shown is not None and follows and shown.file is not None and shown.file < len(files):
            self._path = files[shown.file].path
            self.file_looked_at.emit(self._path)
        self._show_preview()

    def _count_of(self, row: WaitingRow | None) -> str:
        if row is None or row.waiting is None:
            return ""
        alike = [
            each
            for each in self.list.waiting.rows
            if each.section == row.section and each.waiting is not None
        ]
        at = next((n for n, each in enumerate(alike, 1) if each.id == row.id), 0)
        word = {rows.CONFLICTS: "Conflict", rows.HELD: "Held edit"}.get(row.section, "Row")
        return f"{word} {at:,} of {len(alike):,}" if at else ""

    def look_at(self, path: Path | None) -> None:
        """Show what a file would change."""
        if path != self._path:
            self._path = path
            self._show_preview()

    def _file_shown(self) -> FileView | None:
        view = self.batch.view(self._path) if self._path else None
        files = self.batch.preview.files
        return view or (files[0] if files else None)

    def _show_preview(self) -> None:
        row = self.list.row
        view = self._file_shown()
        self.detail.setVisible(self.detail.row is not None)
        if self._whole_preview or self._nothing_to_decide:
            self.whole.show_file(view, may_go_back=self._whole_preview)
            self.setCurrentWidget(self.whole)
        else:
            self.preview.show_file(view, row.waiting if row else None)
            self.setCurrentWidget(self.split)

    @property
    def _nothing_to_decide(self) -> bool:
        """Whether a file has been read, and there is nothing about it to decide or to know."""
        nothing = not self.list.waiting.rows and self._filter == rows.ALL
        return nothing and not self.batch.reading and bool(self.batch.preview.files)

    def show_grid(self) -> None:
        """Bring the file looked at to the front, as the plan's grid."""
        self._whole_preview = True
        self._show_preview()
        self.whole.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_decisions(self) -> None:
        """Bring what there is to decide to the front."""
        self._whole_preview = False
        self._show_preview()
        target = self.whole.table if self.grid_shown else self.list
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep_share(self, _at: int, _which: int) -> None:
        """Leave the list as wide as it was made by hand."""
        self._shared = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._shared:
            width = min(themes.current().px(_WIDTH), round(self.width() * _SHARE))
            self.split.setSizes([width, self.width() - width])
