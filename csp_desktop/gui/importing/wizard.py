"""A plan from somebody's own workbook: the sheet as it is, and what it becomes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QSplitter,
    QWidget,
)

from csp_desktop.gui.importing import becomes, controls
from csp_desktop.gui.importing.becomes import Become, BecomesTable, LeftTable
from csp_desktop.gui.importing.controls import LEFT_OUT, ColumnsTable, SheetControls
from csp_desktop.gui.importing.sheet import SheetView
from csp_desktop.gui.importing.words import WordsTable, with_word
from csp_desktop.gui.session.long_job import LongJob, said_of
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import boxes
from csp_desktop.gui.widgets.form_dialog import FormDialog
from csp_desktop.gui.widgets.labels import ElidedLabel, Words
from csp_desktop.operations.importing.plan_from_workbook import (
    Book,
    Imported,
    Leftover,
    Map,
    Reader,
    TableMap,
    address_of,
    as_mapped,
)
from csp_desktop.plan.wording import counted

_NOT_READ = "This map cannot be read"
_NEW_PLAN = ("A plan from your workbook", "Make the plan…", "Nothing is made yet.")
UPDATE = (
    "Update this plan from your workbook",
    "Look at the differences",
    "Nothing is taken yet: you decide about each difference in Returns.",
)


class OwnWorkbook(FormDialog):
    """Shows what a workbook becomes by a map, and lets a person correct the map.

    `agreed` carries what was found in it, of which the plan is to be made. `reader` has read the
    book and goes on to understand it, since nothing of that is done in the window's process.
    """

    agreed = Signal(object)

    def __init__(
        self,
        state: PlanState,
        reader: Reader,
        book: Book,
        made: Map,
        parent: QWidget,
        wording: tuple[str, str, str] = _NEW_PLAN,
    ) -> None:
        """`wording` is the title, the button, and what has not been done yet."""
        title, agree, self._not_yet = wording
        super().__init__(title, agree, parent)
        book = as_mapped(book, made, state.table).book
        self._reader, self._book, self._table = reader, book, state.table
        self._working = LongJob(state, self, of_plan=False)
        self.map = made
        self.found: Imported | None = None
        first = made.tables[0].sheet if made.tables else book.grids[0].name
        self.at: tuple[str, int] = (first, 0 if made.tables else -1)
        self._make_widgets()
        self._lay_out()
        self._connect()
        self._show_sheet()
        self._show_map()
        self._read()
        self.controls.sheets.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_widgets(self) -> None:
        self.controls = SheetControls()
        self.sheet = SheetView()
        self.columns = ColumnsTable()
        self.becomes = BecomesTable()
        self.left = LeftTable()
        self.words = WordsTable()
        self.words_told = _quiet("What do these words mean? The plan remembers it")
        self.told = ElidedLabel("body")
        self.left_told = _quiet("")
        self.make, self.cancel = self.yes, self.no

    def _lay_out(self) -> None:
        px = themes.current().px
        head = boxes.row(self.title_words, (self.told, 1), self.cancel, self.make, spacing=12)
        left, right = QWidget(), QWidget()
        shown, columns = "The sheet as it is, and what it is taken for", "What each column becomes"
        boxes.column(
            _quiet(shown), (self.sheet, 3), _quiet(columns), (self.columns, 2),
            spacing=4, over=left,
        )  # fmt: skip
        boxes.column(
            self.words_told, self.words, _quiet("What it becomes"), (self.becomes, 3),
            self.left_told, (self.left, 2),
            spacing=4, over=right,
        )  # fmt: skip
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setHandleWidth(px(12))
        both.setChildrenCollapsible(False)
        both.addWidget(left)
        both.addWidget(right)
        both.setSizes([px(600), px(600)])
        boxes.column(head, self.controls, (both, 1), spacing=12, margins=16, over=self)
        self.fit(1300, 660)

    def _connect(self) -> None:
        asks = self.controls
        asks.picked.connect(self.go_to)
        asks.read_as_picked.connect(self.read_as)
        asks.headed.connect(self.put_headers)
        asks.refs_picked.connect(self.take_refs)
        asks.row_picked.connect(self.take_row)
        self.columns.picked.connect(self.take)
        self.words.picked.connect(self.take_word)
        self.sheet.selectionModel().currentChanged.connect(lambda now, _: self._look_at_row(now))
        self.left.current_row.connect(self._look_at_left)
        self.make.clicked.connect(self._agree)
        reader = self._reader
        self.finished.connect(lambda _: let_go(reader))
        self.destroyed.connect(lambda _: let_go(reader))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin where the headers are, once there is a size to scroll in."""
        super().showEvent(event)
        self._show_from_headers()

    def _show_from_headers(self) -> None:
        self.sheet.show_from(self.table.header_rows[0] if self.table else 1)

    # Where one is

    @property
    def table(self) -> TableMap | None:
        """The table looked at, None where its sheet is left out."""
        number = self.at[1]
        return self.map.tables[number] if 0 <= number < len(self.map.tables) else None

    def go_to(self, sheet: str, number: int) -> None:
        """Look at a sheet, and at one of the map's tables."""
        self.at = (sheet, number)
        self._show_sheet()
        self._show_map()

    # Correcting

    def take(self, column: str, to: str) -> None:
        """Let a column of the table go somewhere else."""
        self._change(controls.with_column(self.map, self.at[1], column, to))

    def take_word(self, kind: str, text: str, meaning: str) -> None:
        """Let a word mean something; the plan learns it when it is made."""
        self._change(with_word(self.map, kind, text, meaning))

    def take_refs(self, source: str, after_priority: bool) -> None:
        """Take refs from a column, from the titles, or from nowhere."""
        if self.table is not None:
            self._change(
                controls.with_refs(self.map, self.at[1], source, after_priority=after_priority)
            )

    def take_row(self, row: int, to: str) -> None:
        """Take a row for a heading, an action, or leave it out."""
        if self.table is not None and row:
            text = self.sheet.sheet.text(row)
            self._change(controls.with_row(self.map, self.at[1], row, text, to))

    def read_as(self, records: str) -> None:
        """Read the sheet as actions, as indicators, or not at all."""
        if records == LEFT_OUT:
            self.at = (self.at[0], -1)
            self._change(controls.without_sheet(self.map, self.at[0]))
            return
        first, last = self.controls.first.value(), self.controls.last.value()
        rows = self.table.header_rows if self.table else tuple(range(first, max(first, last) + 1))
        self._suggest(rows, records)

    def put_headers(self, first: int, last: int) -> None:
        """Take these rows for the headers, and suggest again how the rows below are read."""
        table = self.table
        rows = tuple(range(first, last + 1))
        if table is not None and rows != table.header_rows:
            self._suggest(rows, table.records)

    def _suggest(self, rows: tuple[int, ...], records: str) -> None:
        made, sheet = self.map, self.at[0]
        asked = (self._book, self._table, made, sheet, rows, records)

        def show(found: Map) -> None:
            numbers = [n for n, each in enumerate(found.tables) if each.sheet == sheet]
            mine = [n for n in numbers if found.tables[n].header_rows == rows]
            self.at = (sheet, mine[0] if mine else numbers[0])
            self._change(found)

        self._away(lambda: self._reader.suggest_at(*asked), show)

    def _change(self, made: Map) -> None:
        self.map = made
        self._show_map()
        self._read()

    # Showing

    def _show_sheet(self) -> None:
        grids = {each.name: each for each in self._book.grids}
        self.sheet.show_sheet(grids.get(self.at[0]))
        self._show_from_headers()

    def _show_map(self) -> None:
        """Show how the sheet looked at is read."""
        names = [each.name for each in self._book.grids]
        self.controls.show_sheets(self.map, names, self.at)
        table = self.table
        self.controls.show_table(table, self.sheet.sheet.rowCount())
        self._look_at_row(self.sheet.currentIndex())
        places = controls.offered(self.map, self.at[1], self._table) if table else []
        self.columns.show_columns(table.columns if table else (), places)
        self._show_words()
        self._show_roles()

    def _show_words(self) -> None:
        asks = self.words.show_words(self.map, self.found, self._table)
        for each in (self.words_told, self.words):
            each.setVisible(asks)

    def _show_roles(self) -> None:
        table = self.table
        named = controls.becomes_words(table, self._table) if table else {}
        left = self.found.leftovers if self.found else ()
        places = [address_of(each.cell) for each in left if each.sheet == self.at[0]]
        self.sheet.show_map(table, named, (place for place in places if place))

    def _look_at_row(self, index: QModelIndex) -> None:
        row = index.row() + 1 if index.isValid() else 0
        self.controls.show_row(self.table, row, self.sheet.sheet.text(row) if row else "")
        if self.table is None and row:
            self.controls.point_to_headers(row)

    def _look_at_left(self, row: int) -> None:
        """Show the cell that a line of what does not fit tells of."""
        leftover: Leftover | None = self.left.row_at(row)
        if leftover is None:
            return
        place = address_of(leftover.cell)
        if leftover.sheet != self.at[0]:
            numbers = [n for n, each in enumerate(self.map.tables) if each.sheet == leftover.sheet]
            self.go_to(leftover.sheet, numbers[0] if numbers else -1)
        if place:
            self.sheet.go_to(*place)

    # What it becomes

    def _away(self, work: Callable[[], Any], show: Callable[[Any], None]) -> None:
        """Work something out away from the window's thread; what comes late is let go."""
        # A large workbook takes seconds to read, and a person corrects on meanwhile. Only the
        # answer to the last question is shown. Until the map that is on screen has been read: what
        # is made must be what was looked at.
        self.make.setEnabled(False)

        say = self.told.setText
        self._working.work_out(work, show, _NOT_READ, lambda error: say(said_of(error, _NOT_READ)))

    def _read(self) -> None:
        reader, book, made, table = self._reader, self._book, self.map, self._table
        if not made.tables:
            self._show_nothing()
            return

        def work() -> tuple[Imported, list[Become]]:
            found = reader.read_with(book, made, table)
            return found, becomes.becomes(found, table)

        self._away(work, lambda read: self._show_found(*read))

    def _show_nothing(self) -> None:
        """Say that there is no table yet, and how a person points to one."""
        self._working.drop()
        self.found = None
        self.becomes.becomes.set_rows([])
        self.left.left.set_rows([])
        self.left_told.setText("")
        self.make.setEnabled(False)
        self.told.setText(
            f"No table was found in {Path(self._book.path).name}: choose the row of its headers, "
            "and what the sheet is read as."
        )

    def _show_found(self, found: Imported, rows: list[Become]) -> None:
        self.found = found
        self.becomes.becomes.set_rows(rows)
        self.left.left.set_rows(becomes.listed(found.leftovers))
        number = len(found.leftovers)
        self.left_told.setText(
            f"Does not fit, or needs a look: {counted(number, 'cell')}"
            if number
            else "Everything in the workbook fits"
        )
        self._show_roles()
        self._show_words()
        actions = sum(each.kind == "action" for each in found.records)
        indicators = sum(each.kind == "indicator" for each in found.records)
        self.told.setText(
            f"{Path(self._book.path).name}: {counted(actions, 'action')}, "
            f"{counted(indicators, 'indicator')}. {self._not_yet}"
        )
        self.make.setEnabled(bool(actions or indicators))

    def _agree(self) -> None:
        self.agreed.emit(self.found)
        self.accept()


def let_go(reader: Reader) -> None:
    """End a reader, whatever it is about."""
    # Stopped first: the plan's thread may be waiting for its answer.
    reader.stop()
    reader.close()


def _quiet(text: str) -> Words:
    return Words(text, "small", "text2", strong=True)
