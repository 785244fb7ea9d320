"""A plan from somebody's own workbook: the sheet as it is, and what it becomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from csp_desktop.errors import CspError
from csp_desktop.gui.importing import map_edits
from csp_desktop.gui.importing import records as own_records
from csp_desktop.gui.importing.controls import LEFT_OUT, SheetControls
from csp_desktop.gui.importing.records import Become, BecomesTable, LeftTable
from csp_desktop.gui.importing.sheet import SheetView
from csp_desktop.gui.returns import texts
from csp_desktop.gui.session.plan_thread import Tasks
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.form_dialog import FormDialog
from csp_desktop.gui.widgets.labels import ElidedLabel, Words
from csp_desktop.gui.widgets.table_delegate import RowDelegate
from csp_desktop.gui.widgets.table_header import TableHeader
from csp_desktop.gui.widgets.table_view import dress
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.operations.importing.plan_from_workbook import (
    ColumnMap,
    Imported,
    Map,
    TableMap,
    read_with,
    suggest_at,
)
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.wording import counted

Book: TypeAlias = Any
"""A workbook as `importing.read_book` gives it: its `path`, and `grids` with a name and cells."""


class OwnWorkbook(FormDialog):
    """Shows what a workbook becomes by a map, and lets a person correct the map.

    `agreed` carries the map by which the plan is to be made.
    """

    agreed = Signal(object)

    def __init__(
        self, book: Book, made: Map, table: FieldTable, tasks: Tasks, parent: QWidget
    ) -> None:
        super().__init__("A plan from your workbook", "Make the plan…", parent)
        self._book, self._table, self._tasks = book, table, tasks
        self.map = made
        self.found: Imported | None = None
        first = made.tables[0].sheet if made.tables else book.grids[0].name
        self.at: tuple[str, int] = (first, 0 if made.tables else -1)
        self._asked = 0
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
        self.columns = _columns_table()
        self.becomes = BecomesTable()
        self.left = LeftTable()
        self.told = ElidedLabel("body")
        self.left_told = Words("", "small", "text2", strong=True)
        self.make, self.cancel = self.yes, self.no

    def _lay_out(self) -> None:
        theme = themes.current()
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(self.title_words)
        head.addWidget(self.told, 1)
        head.addWidget(self.cancel)
        head.addWidget(self.make)
        left = _column("The sheet as it is, and what it is taken for", self.sheet, 3)
        _add(left, Words("What each column becomes", "small", "text2", strong=True))
        _add(left, self.columns, 2)
        right = _column("What it becomes", self.becomes, 3)
        _add(right, self.left_told)
        _add(right, self.left, 2)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setHandleWidth(theme.px(12))
        both.setChildrenCollapsible(False)
        both.addWidget(left)
        both.addWidget(right)
        both.setSizes([theme.px(600), theme.px(600)])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(theme.px(16),) * 4)
        outer.setSpacing(theme.px(12))
        outer.addLayout(head)
        outer.addWidget(self.controls)
        outer.addWidget(both, 1)
        self.fit(1300, 660)

    def _connect(self) -> None:
        controls = self.controls
        controls.picked.connect(self.go_to)
        controls.read_as_picked.connect(self.read_as)
        controls.headed.connect(self.put_headers)
        controls.refs_picked.connect(self.take_refs)
        controls.row_picked.connect(self.take_row)
        self.sheet.selectionModel().currentChanged.connect(lambda now, _: self._look_at_row(now))
        self.left.current_row.connect(self._look_at_left)
        self.make.clicked.connect(self._agree)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin where the headers are, once there is a size to scroll in."""
        super().showEvent(event)
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

    def _grid(self) -> Any:
        return next((each for each in self._book.grids if each.name == self.at[0]), None)

    # Correcting

    def take(self, column: str, to: str) -> None:
        """Let a column of the table go somewhere else."""
        self._change(map_edits.with_column(self.map, self.at[1], column, to))

    def take_refs(self, source: str, after_priority: bool) -> None:
        """Take refs from a column, from the titles, or from nowhere."""
        if self.table is not None:
            self._change(
                map_edits.with_refs(self.map, self.at[1], source, after_priority=after_priority)
            )

    def take_row(self, row: int, to: str) -> None:
        """Take a row for a heading, an action, or leave it out."""
        if self.table is not None and row:
            text = self.sheet.sheet.text(row)
            self._change(map_edits.with_row(self.map, self.at[1], row, text, to))

    def read_as(self, records: str) -> None:
        """Read the sheet as actions, as indicators, or not at all."""
        if records == LEFT_OUT:
            self.at = (self.at[0], -1)
            self._change(map_edits.without_sheet(self.map, self.at[0]))
            return
        rows = self.table.header_rows if self.table else (self.controls.first.value(),)
        self._suggest(rows, records)

    def put_headers(self, first: int, last: int) -> None:
        """Take these rows for the headers, and suggest again how the rows below are read."""
        table = self.table
        rows = tuple(range(first, last + 1))
        if table is not None and rows != table.header_rows:
            self._suggest(rows, table.records)

    def _suggest(self, rows: tuple[int, ...], records: str) -> None:
        book, table, made, sheet = self._book, self._table, self.map, self.at[0]

        def show(found: Map) -> None:
            numbers = [n for n, each in enumerate(found.tables) if each.sheet == sheet]
            mine = [n for n in numbers if found.tables[n].header_rows == rows]
            self.at = (sheet, mine[0] if mine else numbers[0])
            self._change(found)

        self._away(lambda: suggest_at(book, table, made, sheet, rows, records), show)

    def _change(self, made: Map) -> None:
        self.map = made
        self._show_map()
        self._read()

    # Showing

    def _show_sheet(self) -> None:
        self.sheet.show_sheet(self._grid())
        table = self.table
        self.sheet.show_from(table.header_rows[0] if table else 1)

    def _show_map(self) -> None:
        """Show how the sheet looked at is read."""
        names = [each.name for each in self._book.grids]
        self.controls.show_sheets(self.map, names, self.at)
        table = self.table
        self.controls.show_table(table, self.sheet.sheet.rowCount())
        self._look_at_row(self.sheet.currentIndex())
        self._fill_columns(table)
        self._show_roles()

    def _show_roles(self) -> None:
        table = self.table
        named = {each.column: self._words(each) for each in table.columns} if table else {}
        left = self.found.leftovers if self.found else ()
        places = [own_records.place_of(each) for each in left if each.sheet == self.at[0]]
        self.sheet.show_map(table, named, (place for place in places if place))

    def _words(self, column: ColumnMap) -> str:
        if not column.to:
            return ""
        name, _, period = column.to.partition("@")
        field = self._table.field(self.table.records if self.table else "action", name)
        label = field.label if field else name
        return f"{label} by date" if period == "cell" else texts.place(label, period)

    def _fill_columns(self, table: TableMap | None) -> None:
        columns = table.columns if table else ()
        places = map_edits.offered(self.map, self.at[1], self._table) if table else []
        self.columns.setRowCount(len(columns))
        for place, column in enumerate(columns):
            self.columns.setItem(place, 0, _item(column.column))
            self.columns.setItem(place, 1, _item(column.header))
            self.columns.setCellWidget(place, 2, self._choice(column, places))

    def _choice(self, column: ColumnMap, offered: Sequence[tuple[str, str]]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(f"What column {column.column}, {column.header}, becomes")
        box.setToolTip(plain_tip(column.note))
        for value, label in offered:
            box.addItem(label, value)
        if box.findData(column.to) < 0:
            box.addItem(column.to, column.to)
        box.setCurrentIndex(box.findData(column.to))
        box.activated.connect(lambda _: self.take(column.column, str(box.currentData())))
        return box

    def _look_at_row(self, index: QModelIndex) -> None:
        row = index.row() + 1 if index.isValid() else 0
        self.controls.show_row(self.table, row, self.sheet.sheet.text(row) if row else "")

    def _look_at_left(self, row: int) -> None:
        """Show the cell that a line of what does not fit tells of."""
        if not 0 <= row < len(self.left.left.rows):
            return
        leftover = self.left.left.rows[row]
        place = own_records.place_of(leftover)
        if leftover.sheet != self.at[0]:
            numbers = [n for n, each in enumerate(self.map.tables) if each.sheet == leftover.sheet]
            self.go_to(leftover.sheet, numbers[0] if numbers else -1)
        if place:
            self.sheet.go_to(*place)

    # What it becomes

    def _away(self, work: Callable[[], Any], show: Callable[[Any], None]) -> None:
        """Work something out away from the window's thread; what comes late is let go."""
        # A large workbook takes seconds to read, and a person corrects on meanwhile. Only the
        # answer to the last question is shown.
        self._asked += 1
        asked = self._asked
        # Until the map that is on screen has been read: what is made must be what was looked at.
        self.make.setEnabled(False)

        def arrived(found: Any) -> None:
            if asked == self._asked:
                show(found)

        def failed(error: Exception) -> None:
            if asked == self._asked:
                said = str(error) if isinstance(error, CspError) else "This map cannot be read."
                self.told.setText(said)

        self._tasks.apart(work, arrived, failed)

    def _read(self) -> None:
        book, made, table = self._book, self.map, self._table

        def work() -> tuple[Imported, list[Become]]:
            found = read_with(book, made, table)
            return found, own_records.becomes(found, table)

        self._away(work, lambda read: self._show_found(*read))

    def _show_found(self, found: Imported, rows: list[Become]) -> None:
        self.found = found
        self.becomes.becomes.set_rows(rows)
        self.left.left.set_rows(list(own_records.listed(found.leftovers)))
        number = len(found.leftovers)
        self.left_told.setText(
            f"Does not fit, or needs a look: {counted(number, 'cell')}"
            if number
            else "Everything in the workbook fits"
        )
        self._show_roles()
        actions = sum(each.kind == "action" for each in found.records)
        indicators = sum(each.kind == "indicator" for each in found.records)
        self.told.setText(
            f"{Path(self._book.path).name}: {counted(actions, 'action')}, "
            f"{counted(indicators, 'indicator')}. Nothing is made yet."
        )
        self.make.setEnabled(bool(actions or indicators))

    def _agree(self) -> None:
        self.agreed.emit(self.map)
        self.accept()


def _item(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip(plain_tip(text))
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    return item


def _columns_table() -> QTableWidget:
    theme = themes.current()
    headers = ("Column", "Header", "Becomes")
    table = QTableWidget(0, len(headers))
    table.setHorizontalHeaderLabels(list(headers))
    table.setWordWrap(False)
    table.setShowGrid(False)
    dress(table, "What each column becomes")
    table.setItemDelegate(RowDelegate[str](table))
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.px(36))
    header = TableHeader(table)
    table.setHorizontalHeader(header)
    header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    table.setColumnWidth(0, theme.px(70))
    table.setColumnWidth(1, theme.px(230))
    return table


def _column(name: str, widget: QWidget, stretch: int) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(themes.current().px(4))
    _add(holder, Words(name, "small", "text2", strong=True))
    _add(holder, widget, stretch)
    return holder


def _add(holder: QWidget, widget: QWidget, stretch: int = 0) -> None:
    column = holder.layout()
    if isinstance(column, QVBoxLayout):
        column.addWidget(widget, stretch)
