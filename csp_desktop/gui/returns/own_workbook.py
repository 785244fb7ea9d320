"""A plan from somebody's own workbook: the sheet as it is, and what it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QSplitter,
    QTableView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from csp_desktop.errors import CspError
from csp_desktop.gui import theme as themes
from csp_desktop.gui.controls import Outlined, Words
from csp_desktop.gui.returns import texts
from csp_desktop.gui.returns.files_table import Header
from csp_desktop.gui.returns.labels import Elided
from csp_desktop.gui.tasks import Tasks
from csp_desktop.operations.importing import ColumnMap, Imported, Map, TableMap, read_with
from csp_desktop.plan.fields import Field, FieldTable, Per
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.values import words

Book: TypeAlias = Any
"""A workbook as `importing.read_book` gives it: its `path`, and `grids` with a name and cells."""

_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
_MOST_LISTED = 400
_LEFT_OUT = "Left out"


class SheetModel(QAbstractTableModel):
    """The cells of one sheet, as they stand."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cells: dict[tuple[int, int], str] = {}
        self._size = (0, 0)

    def show_sheet(self, book: Book, name: str) -> None:
        """Show a sheet of a workbook."""
        self.beginResetModel()
        grid = next((each for each in book.grids if each.name == name), None)
        cells = grid.cells if grid else {}
        self._cells = {place: words(cell.value) for place, cell in cells.items()}
        rows = max((row for row, _ in cells), default=0)
        columns = max((column for _, column in cells), default=0)
        self._size = (rows, columns)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._size[0]

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._size[1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cells.get((index.row() + 1, index.column() + 1))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Letters for columns, numbers for rows, as a spreadsheet has them."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return section + 1
        return letters(section + 1)


class OwnWorkbook(QDialog):
    """Shows what a workbook becomes by a map, and lets the map be corrected.

    `agreed` brings the map by which the plan is to be made.
    """

    agreed = Signal(object)

    def __init__(
        self, book: Book, made: Map, table: FieldTable, tasks: Tasks, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._book, self._table, self._tasks = book, table, tasks
        self.map = made
        self._shown = 0
        self._asked = 0
        self.setWindowTitle("A plan from your workbook")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._make_widgets()
        self._lay_out()
        self.tables.activated.connect(self._show_table)
        self.make.clicked.connect(self._agree)
        self.cancel.clicked.connect(self.reject)
        for each in made.tables:
            self.tables.addItem(f"{each.sheet} ({each.records}s)")
        self._show_table(0)
        self._read()

    def _make_widgets(self) -> None:
        theme = themes.current()
        self.tables = QComboBox()
        self.tables.setAccessibleName("Table of the workbook")
        self.tables.setMinimumWidth(theme.px(220))
        self.sheet = SheetModel(self)
        self.sheet_view = QTableView()
        self.sheet_view.setModel(self.sheet)
        self.sheet_view.setAccessibleName("The sheet as it is")
        self.sheet_view.verticalHeader().setDefaultSectionSize(theme.px(26))
        self.columns = _table(("Column", "Header", "Becomes"), "What each column becomes")
        self.records = _table(("Ref", "Title", "Says"), "What it becomes")
        self.leftovers = QListWidget()
        self.leftovers.setAccessibleName("What does not fit")
        self.leftovers.setWordWrap(True)
        self.told = Elided("body")
        self.left_told = Words("", "small", "text2", strong=True)
        self.make = Outlined("Make the plan…", primary=True)
        self.cancel = Outlined("Cancel")

    def _lay_out(self) -> None:
        theme = themes.current()
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(Words("A plan from your workbook", "title", "text", strong=True))
        head.addWidget(self.tables)
        head.addWidget(self.told, 1)
        head.addWidget(self.cancel)
        head.addWidget(self.make)
        left = _column("The sheet as it is", self.sheet_view, 3)
        _add(left, "What each column becomes", self.columns, 2)
        right = _column("What it becomes", self.records, 3)
        right.layout().addWidget(self.left_told)  # type: ignore[union-attr]
        right.layout().addWidget(self.leftovers)  # type: ignore[union-attr]
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setHandleWidth(theme.px(12))
        both.setChildrenCollapsible(False)
        both.addWidget(left)
        both.addWidget(right)
        both.setSizes([theme.px(620), theme.px(560)])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(theme.px(16),) * 4)
        outer.setSpacing(theme.px(12))
        outer.addLayout(head)
        outer.addWidget(both, 1)
        self.resize(theme.px(1240), theme.px(640))

    # The map

    def _show_table(self, number: int) -> None:
        """Show one table of the map, with a choice for each of its columns."""
        if not self.map.tables:
            return
        self._shown = number
        table = self.map.tables[number]
        self.sheet.show_sheet(self._book, table.sheet)
        row = table.header_rows[0] - 1 if table.header_rows else 0
        self.sheet_view.scrollTo(self.sheet.index(row, 0), _TOP)
        offered = self._offered(table)
        self.columns.setRowCount(len(table.columns))
        for place, column in enumerate(table.columns):
            self.columns.setItem(place, 0, _item(column.column))
            self.columns.setItem(place, 1, _item(column.header))
            self.columns.setCellWidget(place, 2, self._choice(place, column, offered))

    def _choice(
        self, place: int, column: ColumnMap, offered: Sequence[tuple[str, str]]
    ) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(f"What column {column.column}, {column.header}, becomes")
        box.setToolTip(column.note)
        for value, label in offered:
            box.addItem(label, value)
        if box.findData(column.to) < 0:
            box.addItem(column.to, column.to)
        box.setCurrentIndex(box.findData(column.to))
        box.activated.connect(lambda _: self.take(place, str(box.currentData())))
        return box

    def _offered(self, table: TableMap) -> list[tuple[str, str]]:
        """Where a column can go: every field, with the periods that are in use."""
        kind = self._table.kind(table.records)
        named = {each.to.partition("@")[2] for each in table.columns}
        periods = sorted({each for each in named if each} | _around(self.map.quarter))
        offered = [("", _LEFT_OUT)]
        for field in kind.fields if kind else ():
            if field.per is Per.NONE:
                offered.append((field.name, field.label))
                continue
            offered += [
                (f"{field.name}@{period}", f"{field.label}, {period}")
                for period in periods
                if _fits(field, period)
            ]
        return offered

    def take(self, place: int, to: str) -> None:
        """Let a column of the table on screen go somewhere else, and read the workbook so."""
        table = self.map.tables[self._shown]
        columns = list(table.columns)
        columns[place] = replace(columns[place], to=to, word_to="", colour_to="", note="")
        tables = list(self.map.tables)
        tables[self._shown] = replace(table, columns=tuple(columns))
        self.map = replace(self.map, tables=tuple(tables))
        self._read()

    # What it becomes

    def _read(self) -> None:
        self._asked += 1
        asked, book, made, table = self._asked, self._book, self.map, self._table
        self.make.setEnabled(False)

        def show(found: Imported) -> None:
            if asked == self._asked:
                self._show_found(found)

        def failed(error: Exception) -> None:
            if asked == self._asked:
                said = str(error) if isinstance(error, CspError) else "This map cannot be read."
                self.told.setText(said)

        self._tasks.apart(lambda: read_with(book, made, table), show, failed)

    def _show_found(self, found: Imported) -> None:
        records = [each for each in found.records if each.kind in ("action", "indicator")]
        self.records.setRowCount(min(len(records), _MOST_LISTED))
        for place, each in enumerate(records[:_MOST_LISTED]):
            says = [
                f"{_label(self._table, each.kind, name)} {period}".strip() + f": {words(value)}"
                for (name, period), value in each.values.items()
                if name not in ("ref", "title", "name") and value is not None
            ]
            title = each.values.get(("title", "")) or each.values.get(("name", ""))
            self.records.setItem(place, 0, _item(words(each.values.get(("ref", "")))))
            self.records.setItem(place, 1, _item(words(title)))
            self.records.setItem(place, 2, _item("; ".join(says)))
        self.leftovers.clear()
        for left in found.leftovers[:_MOST_LISTED]:
            value = f"'{' '.join(left.value.split())[:80]}': " if left.value else ""
            self.leftovers.addItem(f"{left.sheet} {left.cell}  {value}{left.why}")
        number = len(found.leftovers)
        self.left_told.setText(
            f"Does not fit, or needs a look: {texts.counted(number, 'cell')}"
            if number
            else "Everything in the workbook fits"
        )
        actions = sum(each.kind == "action" for each in records)
        self.told.setText(
            f"{Path(self._book.path).name}: {texts.counted(actions, 'action')}, "
            f"{texts.counted(len(records) - actions, 'indicator')}. Nothing is made yet."
        )
        self.make.setEnabled(bool(records))

    def _agree(self) -> None:
        self.agreed.emit(self.map)
        self.accept()


_TOP = QAbstractItemView.ScrollHint.PositionAtTop


def letters(column: int) -> str:
    """The letters of a column, counted from 1."""
    said = ""
    while column:
        column, rest = divmod(column - 1, 26)
        said = chr(ord("A") + rest) + said
    return said


def _around(quarter: str) -> set[str]:
    """The quarters of a quarter's year, that year, and the next."""
    period = read_period(quarter)
    if period is None:
        return set()
    year = period.financial_year
    return {str(year), str(year.shifted(1)), *(str(each) for each in year.quarters())}


def _fits(field: Field, period: str) -> bool:
    quarterly = " Q" in period
    if field.per is Per.QUARTER:
        return quarterly
    return field.per is Per.ANY or not quarterly


def _label(table: FieldTable, kind: str, name: str) -> str:
    field = table.field(kind, name)
    return field.label if field else name


def _item(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip(text)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    return item


def _table(headers: Sequence[str], name: str) -> QTableWidget:
    theme = themes.current()
    table = QTableWidget(0, len(headers))
    table.setHorizontalHeaderLabels(list(headers))
    table.setAccessibleName(name)
    table.setWordWrap(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.px(34))
    header = Header(table, headers)
    table.setHorizontalHeader(header)
    header.setSectionResizeMode(len(headers) - 1, QHeaderView.ResizeMode.Stretch)
    table.setColumnWidth(0, theme.px(78))
    table.setColumnWidth(1, theme.px(210))
    return table


def _column(name: str, widget: QWidget, stretch: int) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(themes.current().px(4))
    _add(holder, name, widget, stretch)
    return holder


def _add(holder: QWidget, name: str, widget: QWidget, stretch: int) -> None:
    column = holder.layout()
    if isinstance(column, QVBoxLayout):
        column.addWidget(Words(name, "small", "text2", strong=True))
        column.addWidget(widget, stretch)
