"""The preview of one file over the whole width: its grid, filters, and one cell closely."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csp_desktop import look
from csp_desktop.gui.returns import preview_grid, rows
from csp_desktop.gui.returns.batch import Batch
from csp_desktop.gui.returns.closely import DECIDE, GRID, Closely
from csp_desktop.gui.returns.filters import Filters
from csp_desktop.gui.returns.preview_grid import PreviewCell, PreviewGrid, PreviewRow
from csp_desktop.gui.returns.preview_table import PreviewTable
from csp_desktop.gui.session.gc_paused import unhurried
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import LinkButton
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import ElidedLabel
from csp_desktop.operations.receiving.batch import FileView
from csp_desktop.plan.wording import counted


class WholePreview(Ground):
    """Shows a file as the plan's grid. Its grid is worked out away from the window's thread.

    `back_asked` asks for the decisions, `decide_asked` brings what to decide closely, `answered`
    a thing that waits, or a file and its problem, with the word of a button; `revealed` a record.
    `left_out` brings the file, a change of it that is not to be taken, and the reason.
    """

    back_asked = Signal()
    decide_asked = Signal(object)
    answered = Signal(object, str)
    mended = Signal(object, object, str)
    revealed = Signal(str, str)
    left_out = Signal(object, object, str)

    def __init__(self, state: PlanState, batch: Batch, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        theme = themes.current()
        self._state, self._batch = state, batch
        self._view: FileView | None = None
        self._asked: tuple[object, ...] = ()
        self._grid = PreviewGrid()
        self._working = False
        self.title = ElidedLabel("small", "text2", strong=True)
        self.filters = Filters(names=tuple(preview_grid.FILTERS))
        self.back = LinkButton("Back to deciding")
        bar = Ground(role="window", line="bottom")
        bar.setFixedHeight(theme.px(36))
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.px(16), 0, theme.px(12), theme.px(1))
        row.setSpacing(theme.px(12))
        row.addWidget(self.title, 1)
        row.addWidget(self.filters)
        row.addWidget(self.back)
        self.table = PreviewTable()
        self.closely = Closely()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.table, 1)
        column.addWidget(self.closely)
        self.filters.picked.connect(lambda _: self._fill())
        self.back.clicked.connect(self.back_asked)
        self.table.looked_at.connect(self._look)
        self.table.entered.connect(lambda _: self._go_on())
        self.closely.asked.connect(self._answer)

    @property
    def grid(self) -> PreviewGrid:
        """The grid of the file, whole."""
        return self._grid

    @property
    def busy(self) -> bool:
        """Whether the grid of the file is still being worked out."""
        return self._working

    @property
    def cell(self) -> PreviewCell | None:
        """The cell looked at."""
        return self.table.cell_at(self.table.currentIndex())

    # Showing

    def show_file(self, view: FileView | None, *, may_go_back: bool) -> None:
        """Show what `view` would change, anew where the plan or the batch is another."""
        self.back.setVisible(may_go_back)
        self._view = view
        self.title.setText(_title(view))
        files = self._batch.preview.files
        number = next((n for n, each in enumerate(files) if each is view), -1)
        document, waiting = self._state.document, self._batch.preview.waiting
        asked = (view, self._batch.preview, document)
        if view is None or number < 0:
            self._asked = ()
            self._show_grid(PreviewGrid())
        elif len(self._asked) == len(asked) and all(map(_same, self._asked, asked)):
            self._look(self.table.row, self.cell)
        else:
            self._asked = asked
            table = self._state.table

            def work() -> PreviewGrid:
                with unhurried():
                    return preview_grid.preview_grid(view, number, waiting, document, table)

            def show(grid: PreviewGrid) -> None:
                if self._asked is asked:
                    self._working = False
                    self._show_grid(grid)

            def failed(error: Exception) -> None:
                self._working = False
                self._state.tell(error, "The preview could not be worked out")

            self._working = True
            self._state.tasks.apart(work, show, failed)

    def _show_grid(self, grid: PreviewGrid) -> None:
        self._grid = grid
        self._fill()

    def _fill(self) -> None:
        counts = dict(self._grid.counts or {})
        self.filters.show_counts(counts)
        shown = self.filters.chosen
        if shown != preview_grid.ALL and not counts.get(shown):
            shown = preview_grid.ALL
            self.filters.choose(shown)
        for name, chip in self.filters.chips.items():
            chip.setEnabled(name == preview_grid.ALL or bool(counts.get(name)))
        self.table.show_grid(self._grid.filtered(shown))
        self._look(self.table.row, self.cell)

    def _look(self, row: PreviewRow | None, cell: PreviewCell | None) -> None:
        self.closely.show_cell(row, cell, self._batch.verdicts)
        spot = cell.trouble.spot if cell and cell.trouble else None
        if spot is not None and spot.suggested:
            self.closely.buttons[rows.MEND].setText(f"Take '{look.word(spot.suggested)}'")
            self.closely.buttons[rows.MEND].updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.closely.fit(self.height())

    # Doing

    def step(self, by: int) -> None:
        """Look at the next cell that is marked, or the one before."""
        self.table.step(by)

    def answer(self, label: str) -> None:
        """Take or leave what is looked at, where that can be."""
        button = self.closely.buttons.get(label)
        if button is not None and not button.isHidden():
            self._answer(label)

    def _go_on(self) -> None:
        cell = self.cell
        decides = cell is not None and (cell.waiting is not None or cell.trouble is not None)
        self._answer(DECIDE if decides else GRID)

    def _answer(self, label: str) -> None:
        row, cell = self.table.row, self.cell
        if label == GRID and row is not None and row.record:
            self.revealed.emit(row.kind, row.record)
        elif cell is None:
            return
        elif label == rows.LEAVE_OUT:
            self._leave_out(row, cell)
        elif label == DECIDE:
            self.decide_asked.emit(cell.waiting or cell.trouble)
        elif label == rows.MEND and cell.trouble is not None and cell.trouble.spot is not None:
            self.mended.emit(self._view, cell.trouble, cell.trouble.spot.suggested)
        elif cell.waiting is not None:
            self.answered.emit(cell.waiting, label)

    def _leave_out(self, row: PreviewRow | None, cell: PreviewCell) -> None:
        view = self._view
        changes = view.changes if view and row else ()
        spot = (row.kind, row.record, cell.field, cell.period) if row else ()
        found = next(
            (one for one in changes if (one.kind, one.record, one.field, one.period) == spot), None
        )
        if found is not None:
            self.left_out.emit(view, found, "")


def _same(one: object, other: object) -> bool:
    return one is other


def _title(view: FileView | None) -> str:
    if view is None:
        return ""
    if view.refused:
        return f"{view.path.name} was not read"
    return f"{counted(len(view.changes), 'change')} in {view.path.name}"
