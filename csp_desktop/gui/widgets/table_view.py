"""The table of rows that the panes share: it is gone through by keys, and copied as a block."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableView,
    QWidget,
)

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.widgets.copy_block import copy_block
from csp_desktop.gui.widgets.rows_model import RowsModel
from csp_desktop.gui.widgets.sorted_rows import SortedRows
from csp_desktop.gui.widgets.table_delegate import RowDelegate
from csp_desktop.gui.widgets.table_header import TableHeader

ROW_HEIGHT = 30
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOST_COPIED = 100_000


def dress(view: QAbstractItemView, name: str) -> None:
    """Set up what all lists and tables of rows have in common. `name` is said to screen readers."""
    view.setAccessibleName(name)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setTabKeyNavigation(False)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)


def cover_corner(view: QTableView) -> None:
    """Leave the corner between a table's scroll bars in the colour of its cells."""
    corner = QWidget()
    corner.setAutoFillBackground(True)
    corner.setBackgroundRole(QPalette.ColorRole.Base)
    view.setCornerWidget(corner)


class TableView(QTableView):
    """Shows a RowsModel. `entered` brings the row that Enter or two clicks ask for.

    The row looked at and the place scrolled to stay when the rows are made anew. Ctrl+C copies
    the chosen rows, or the chosen cells where cells can be chosen.
    """

    entered = Signal(int)
    current_row = Signal(int)
    margin, pad = painting.MARGIN, painting.PAD
    """The room before the words of the first column, and before and after those of the others."""

    def __init__(
        self,
        model: RowsModel[Any],
        name: str,
        *,
        widths: Mapping[int, int] | None = None,
        stretched: Collection[int] = (),
        row_height: int = ROW_HEIGHT,
        order: SortedRows | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`widths` are at 96 dpi by column; the `stretched` columns share the room that is left.

        `order` puts the model's rows in another order, and leaves some out.
        """
        super().__init__(parent)
        self.rows_model = model
        self._order = order
        shown = order or model
        self._widths = dict(widths or {})
        self._row_height = row_height
        self._kept: tuple[Hashable, int, int, int] | None = None
        if model.parent() is None:
            model.setParent(self)
        # It hears of a reset before Qt lets go of the current row for it.
        shown.modelAboutToBeReset.connect(self._keep_place)
        self.setModel(shown)
        dress(self, name)
        self.setShowGrid(False)
        cover_corner(self)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.head = TableHeader(self)
        self.setHorizontalHeader(self.head)
        # After the header's own, which lets go of the current row that it shares with the table.
        shown.modelReset.connect(self._find_place)
        self.setItemDelegate(RowDelegate[Any](self))
        for column in stretched:
            self.head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.fit()
        self.doubleClicked.connect(lambda index: self.entered.emit(index.row()))
        self.selectionModel().currentRowChanged.connect(
            lambda now, _: self.current_row.emit(now.row())
        )

    def fit(self) -> None:
        """Take the sizes that the font asks for."""
        theme = themes.current()
        self.verticalHeader().setMinimumSectionSize(theme.px(16))
        self.verticalHeader().setDefaultSectionSize(theme.px(self._row_height))
        self.head.fit()
        for column in self._widths:
            self.setColumnWidth(column, self.wanted_width(column))

    def wanted_width(self, column: int) -> int:
        """The width that a column was made with; more where its name would not be whole."""
        named = self.head.sectionSizeFromContents(column).width()
        return max(themes.current().px(self._widths.get(column, 0)), named)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "head"):
            self.fit()

    def shown_columns(self) -> tuple[int, ...]:
        """The columns that are shown, from left to right."""
        count = self.rows_model.columnCount()
        return tuple(each for each in range(count) if not self.isColumnHidden(each)) or (0,)

    # Where one is

    @property
    def row(self) -> Any:
        """The row looked at, None where none is."""
        return self.row_at(self.currentIndex().row())

    def row_at(self, place: int) -> Any:
        """The row at a place of the table, None where there is none."""
        index = self.model().index(place, 0)
        if self._order is not None:
            index = self._order.mapToSource(index)
        return self.rows_model.rows[index.row()] if index.isValid() else None

    def place_of(self, key: Hashable) -> int:
        """Where the row with this key is in the table, -1 where it is not shown."""
        place = self.rows_model.place_of(key)
        if self._order is None or place < 0:
            return place
        return self._order.mapFromSource(self.rows_model.index(place, 0)).row()

    def go_to(self, key: Hashable) -> bool:
        """Look at the row with this key, where it is shown."""
        place = self.place_of(key)
        if place >= 0 and place != self.currentIndex().row():
            self.look_at(place, max(self.currentIndex().column(), self.shown_columns()[0]))
        return place >= 0

    def look_at(self, row: int, column: int = 0) -> None:
        """Look at a row and choose it alone, whatever keys are held just then.

        Ctrl of the Ctrl+Z that made the rows anew would otherwise choose one more. Where none can
        be chosen, since what is gone through stands in the rows, none is.
        """
        flag = QItemSelectionModel.SelectionFlag
        if self.selectionMode() is QAbstractItemView.SelectionMode.NoSelection:
            return
        flags = flag.ClearAndSelect | (flag.Rows if self._goes_by_row else flag.NoUpdate)
        self.selectionModel().setCurrentIndex(self.model().index(row, column), flags)

    def _keep_place(self) -> None:
        at = self.currentIndex()
        if self.row is not None:
            key = self.rows_model.key(self.row)
            self._kept = key, at.row(), at.column(), self.verticalScrollBar().value()

    def _find_place(self) -> None:
        kept, self._kept = self._kept, None
        count = self.model().rowCount()
        if kept is None or not count:
            return
        key, row, column, scrolled = kept
        place = self.place_of(key)
        place = place if place >= 0 else min(row, count - 1)
        self.look_at(place, min(column, self.rows_model.columnCount() - 1))
        self.verticalScrollBar().setValue(scrolled)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks for the row; Home and End go to the first and last; Ctrl+C copies."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in ENTER and self.currentIndex().isValid():
            self.entered.emit(self.currentIndex().row())
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._goes_by_row:
            last = self.model().rowCount() - 1
            if last >= 0:
                row = 0 if event.key() == Qt.Key.Key_Home else last
                self.setCurrentIndex(self.model().index(row, self.shown_columns()[0]))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Letters are keys of the pane; none looks for a row."""

    @property
    def _goes_by_row(self) -> bool:
        return self.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows

    # Copying

    def copy(self) -> None:
        """Put what is chosen on the clipboard, as text and as a table that Excel takes."""
        copy_block(self.block())

    def block(self) -> list[list[str]]:
        """The smallest block that holds every chosen cell, blank where none is chosen."""
        shown = self.shown_columns()
        chosen = self.selectionModel().selection()
        ranges = [chosen.at(number) for number in range(chosen.count())]
        if sum(each.width() * each.height() for each in ranges) > _MOST_COPIED:
            ranges = ranges[:1]
        cells = {
            (row, column)
            for each in ranges
            for row in range(each.top(), each.bottom() + 1)
            for column in range(each.left(), each.right() + 1)
            if column in shown
        }
        rows = sorted({row for row, _ in cells})
        columns = sorted({column for _, column in cells})
        words = self.rows_model.words
        return [
            [words(row, column) if (at, column) in cells else "" for column in columns]
            for at, row in ((at, self.row_at(at)) for at in rows)
        ]

    def sizeHint(self) -> QSize:
        """No higher than it must be: it takes what room there is."""
        return QSize(400, self.minimumHeight())
