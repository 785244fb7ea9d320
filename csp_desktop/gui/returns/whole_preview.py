"""The preview of one file over the whole width: its grid, filters, and one cell closely."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csp_desktop import look
from csp_desktop.gui.returns import preview_grid, rows, texts
from csp_desktop.gui.returns.bars import Filters
from csp_desktop.gui.returns.batch import Batch
from csp_desktop.gui.returns.choices import at_once
from csp_desktop.gui.returns.preview_grid import PreviewCell, PreviewGrid, PreviewRow
from csp_desktop.gui.returns.preview_table import NAMES, PreviewTable
from csp_desktop.gui.session.gc_paused import unhurried
from csp_desktop.gui.session.long_job import LongJob
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import boxes
from csp_desktop.gui.widgets.buttons import RING, LinkButton, Outlined
from csp_desktop.gui.widgets.diff_cards import Pieces
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import ElidedLabel, Glyph, Naming, Words
from csp_desktop.operations.receiving.batch import FileView, Verdict, WaitingItem
from csp_desktop.plan.text_diff import Piece
from csp_desktop.plan.values import Value
from csp_desktop.plan.wording import address, counted, within

_HEIGHT, _LEAST = 128, 84
_LEFT_OUT = (preview_grid.CHANGED, preview_grid.CLEARED, preview_grid.NEW, preview_grid.GONE)
DECIDE, GRID = "Decide", "Show in the status grid"
_BUTTONS = (DECIDE, rows.TAKE, rows.LEAVE, rows.DELETE, rows.MEND, rows.LEAVE_OUT)


class WholePreview(Ground):
    """Shows a file as the plan's grid. Its grid is worked out away from the window's thread.

    `decide_asked` brings what waits or is a problem, to be decided closely; `revealed` a record.
    """

    decide_asked = Signal(object)
    revealed = Signal(str, str)

    def __init__(self, state: PlanState, batch: Batch) -> None:
        super().__init__()
        px = themes.current().px
        self._state, self._batch = state, batch
        self._view: FileView | None = None
        self._asked: tuple[object, ...] = ()
        self._grid = PreviewGrid()
        self._working = LongJob(state, self)
        self.title = ElidedLabel("small", "text2", strong=True)
        self.filters = Filters(names=tuple(preview_grid.FILTERS))
        self.back = LinkButton("Back to deciding")
        self.table = PreviewTable()
        self.closely = Closely()
        bar = Ground(role="window", line="bottom")
        bar.setFixedHeight(px(36))
        parts = ((self.title, 1), self.filters, self.back)
        boxes.row(*parts, spacing=12, margins=(16, 0, 12, 1), over=bar)
        boxes.column(bar, (self.table, 1), self.closely, over=self)
        self.filters.picked.connect(lambda _: self._fill())
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
        return self._working.running

    @property
    def cell(self) -> PreviewCell | None:
        """The cell looked at."""
        return self.table.cell_at(self.table.currentIndex())

    # Showing

    def show_file(self, view: FileView | None, *, may_go_back: bool) -> None:
        """Show what `view` would change, anew where the plan or the batch is another."""
        self.back.setVisible(may_go_back)
        self.title.setText(_title(view))
        files = self._batch.preview.files
        number = next((n for n, each in enumerate(files) if each is view), -1)
        document, waiting = self._state.document, self._batch.preview.waiting
        asked = (view, self._batch.preview, document)
        if view is None or number < 0:
            self._asked = ()
            self._working.drop()
            self._show_grid(None, PreviewGrid())
        elif len(self._asked) == len(asked) and all(map(operator.is_, self._asked, asked)):
            self._look(self.table.row, self.cell)
        else:
            self._asked, table = asked, self._state.table

            def work() -> PreviewGrid:
                with unhurried():
                    return preview_grid.preview_grid(view, number, waiting, document, table)

            what = "The preview could not be worked out"
            self._working.work_out(work, partial(self._show_grid, view), what)

    def _show_grid(self, view: FileView | None, grid: PreviewGrid) -> None:
        # The file of the cells on screen. Another that was asked for is still being worked out.
        self._view, self._grid = view, grid
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
        row, cell, view = self.table.row, self.cell, self._view
        if label == GRID and row is not None and row.record:
            self.revealed.emit(row.kind, row.record)
        elif cell is None or view is None:
            return
        elif label == rows.LEAVE_OUT:
            if cell.change is not None:
                self._batch.leave_out(view, cell.change)
        elif label == rows.MEND and cell.trouble is not None and cell.trouble.spot is not None:
            self._batch.mend(view, cell.trouble, cell.trouble.spot.suggested)
        elif label == DECIDE or (cell.waiting and label == rows.TAKE and cell.waiting.options[1:]):
            self.decide_asked.emit(cell.waiting or cell.trouble)
        elif cell.waiting is not None:
            self._batch.decide({cell.waiting.id: at_once(label)})
            self._look(row, cell)


def _title(view: FileView | None) -> str:
    if view is None:
        return ""
    if view.refused:
        return f"{view.path.name} was not read"
    return f"{counted(len(view.changes), 'change')} in {view.path.name}"


class Closely(Ground):
    """Shows one cell with both its sides. `asked` brings what is to be done with it.

    That is one of DECIDE, GRID, or what a button of the list says: take, leave, delete, mend.
    """

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(role="window", line="top", line_role="edge")
        self.name = Naming()
        self.kind = Words("", "small", "text2")
        self.buttons = {name: Outlined(name, height=28) for name in _BUTTONS}
        self.show_in_grid = LinkButton(GRID)
        self.sides = (CellSide("In the plan"), CellSide("In the file"))
        for name, button in (*self.buttons.items(), (GRID, self.show_in_grid)):
            button.clicked.connect(lambda _=False, name=name: self.asked.emit(name))
        buttons = (*self.buttons.values(), self.show_in_grid)
        head = boxes.row((self.name, 1), self.kind, 10, *buttons, spacing=2)
        sides = boxes.row(*((side, 1) for side in self.sides), spacing=16)
        margins = (16, 4, 12, 8 + RING)
        boxes.column(head, (sides, 1), spacing=2, margins=margins, ring=True, over=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_cell(
        self, row: PreviewRow | None, cell: PreviewCell | None, verdicts: Mapping[str, Verdict]
    ) -> None:
        """Show a cell of a row, and what can be done about it."""
        if row is not None and row.record:
            verdict = verdicts.get(cell.waiting.id) if cell and cell.waiting else None
            whole = cell is None or cell.field == "exists"
            place = "" if cell is None or whole else texts.full_place(cell.label, cell.period)
            self.name.say(row.label, row.title, place)
            self.kind.setText(_kind_words(cell, verdict))
            offers = _offers(cell)
            self._offer(offers if verdict is None else tuple({*offers} & {DECIDE}), cell)
            self.show_in_grid.setVisible(set(offers) <= {rows.LEAVE_OUT})
            self._show_sides(cell)
            return
        noted = row is not None and row.is_note
        title, note = (row.title, row.note) if row else ("", "")
        self.name.say("", "" if noted else title, f"Problem: {note}" if noted else "")
        self.kind.setText("")
        self._offer((), None)
        self.show_in_grid.hide()
        self._show_sides(None)
        if noted:
            self.sides[0].say("", (Piece(title),), "What its sender should do")

    def _offer(self, names: tuple[str, ...], cell: PreviewCell | None) -> None:
        for name, button in self.buttons.items():
            button.setVisible(name in names)
        spot = cell.trouble.spot if cell and cell.trouble else None
        if spot is not None and spot.suggested:
            self.buttons[rows.MEND].setText(rows.mend_word(spot.suggested))
            self.buttons[rows.MEND].updateGeometry()

    def _show_sides(self, cell: PreviewCell | None) -> None:
        before, after = self.sides
        if cell is None or cell.is_whole:
            before.say("", (), "")
            after.say("", (), "")
            return
        was, will_be, empty = cell.was, cell.will_be, texts.empty_words(cell.field)
        whole = texts.is_status(cell.field) or cell.trouble is not None
        pieces = texts.pieces_of(cell.field, was, will_be)
        kept = tuple(each for each in pieces if each.mark != "added")
        came = tuple(each for each in pieces if each.mark != "removed")
        if not was:
            kept = (Piece(empty),)
        elif whole:
            kept = (Piece(was),)
        if cell.trouble is not None:
            came = (Piece(f"'{will_be}'  {cell.trouble.message}"),)
        elif not will_be:
            came = (Piece("Cleared" if was else empty),)
        old = _shape(cell, cell.old) if was and whole else ""
        new = _shape(cell, cell.new) if will_be and cell.trouble is None else ""
        before.say(old, kept, "In the plan")
        after.say(new, came, "In the file")

    def fit(self, height: int) -> None:
        """Take no more than a third of a preview that is so high, but for two lines of text."""
        theme = themes.current()
        self.setFixedHeight(min(theme.px(_HEIGHT), max(theme.px(_LEAST), height // 3)))


def _kind_words(cell: PreviewCell | None, verdict: Verdict | None) -> str:
    if cell is None or not cell.kind:
        return "Not changed by the file"
    if verdict is not None and cell.waiting is not None:
        return f"Decided: {texts.decided(cell.waiting, verdict)}"
    if cell.trouble is not None:
        return f"Problem: {address(cell.trouble.sheet, cell.trouble.cell)}"
    return NAMES[cell.kind] if cell.waiting is None else _waits(cell.waiting)


def _waits(waiting: WaitingItem) -> str:
    """Why a cell waits for a person, in a few words."""
    if waiting.kind == "edit":
        return f"Conflict: {counted(len(waiting.options), 'copy', 'copies')} differ"
    if waiting.kind == "missing":
        return "Its row is missing from the file; nothing is deleted unless you say so"
    if waiting.contested:
        return f"Conflict: {within(texts.what(waiting))}"
    return texts.explained(waiting).removesuffix(".")


def _offers(cell: PreviewCell | None) -> tuple[str, ...]:
    """What can be done about a cell, by the buttons' names."""
    if cell is None:
        return ()
    if cell.trouble is not None:
        plain = cell.trouble.spot is not None and cell.trouble.spot.suggested
        return (rows.MEND, DECIDE) if plain else (DECIDE,)
    if cell.waiting is None:
        return (rows.LEAVE_OUT,) if cell.kind in _LEFT_OUT else ()
    return (DECIDE,) if cell.waiting.contested else rows.offered(cell.waiting)


def _shape(cell: PreviewCell, value: Value) -> str:
    """The shape before a status, '' before other values."""
    said = str(value or "")
    return said if texts.is_status(cell.field) and said in look.SHAPES else ""


class CellSide(QWidget):
    """One side of a cell: its name over a text, after the shape of a status."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = Words(name, "small", "text2", strong=True)
        self._glyph = Glyph("", height=18)
        self.text = Pieces()
        self.text.setAccessibleName(name)
        self.text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        said = boxes.row(self._glyph, (self.text, 1), spacing=6)
        said.setAlignment(self._glyph, Qt.AlignmentFlag.AlignTop)
        boxes.column(self.name, (said, 1), spacing=2, over=self)

    def say(self, shape: str, pieces: tuple[Piece, ...], name: str) -> None:
        """Show these pieces under a name."""
        self.name.setText(name)
        self._glyph.show_glyph(shape)
        self._glyph.setVisible(bool(shape))
        self.text.show_pieces(pieces)
