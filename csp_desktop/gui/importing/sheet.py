"""A sheet of somebody's own workbook, with what each row and column is taken for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from csp_desktop import look
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import paint_icon
from csp_desktop.gui.widgets import boxes, painting
from csp_desktop.gui.widgets.ground import Ground, Hairline
from csp_desktop.gui.widgets.rows_model import Index
from csp_desktop.gui.widgets.table_view import cover_corner, dress
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.operations.importing.plan_from_workbook import (
    CellRange,
    Grid,
    TableMap,
    column_letter,
)
from csp_desktop.plan.values import words

_ROOT = QModelIndex()
FILL_ROLE: Final = Qt.ItemDataRole.UserRole
LEFT_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROW, _HEAD, _MARGIN = 26, 42, 96
_NARROWEST, _WIDEST, _A_LETTER = 70, 250, 7
_MOST_MEASURED = 60
_INKS = ("#1C1F24", "#FFFFFF")
_ROLES = {"strategic_priority": "Priority", "delivery_priority": "Delivery", "": "Left out"}


class SheetModel(QAbstractTableModel):
    """The cells of one sheet, and what the map takes its rows and columns for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cells: dict[tuple[int, int], str] = {}
        self._fills: dict[tuple[int, int], str] = {}
        self._size = (0, 0)
        self.merged: tuple[CellRange, ...] = ()
        self._roles: dict[int, str] = {}
        self._becomes: Mapping[str, str] = {}
        self._left: frozenset[tuple[int, int]] = frozenset()

    def show_sheet(self, grid: Grid | None) -> None:
        """Show a sheet, None for none."""
        self.beginResetModel()
        cells = grid.cells if grid else {}
        self._cells = {place: words(cell.value) for place, cell in cells.items()}
        self._fills = {place: cell.fill for place, cell in cells.items() if cell.fill}
        self.merged = grid.merged if grid else ()
        rows = max((row for row, _ in self._cells), default=0)
        columns = max((column for _, column in self._cells), default=0)
        self._size = (rows, columns)
        self.endResetModel()

    def show_map(
        self, table: TableMap | None, becomes: Mapping[str, str], left: Iterable[tuple[int, int]]
    ) -> None:
        """Say what a table's map takes rows and columns for, and which cells do not fit.

        `becomes` are words by column's letters.
        """
        self._roles = {}
        self._becomes, self._left = becomes, frozenset(left)
        if table is not None:
            self._roles = dict.fromkeys(table.header_rows, "Headers")
            for each in table.headings:
                self._roles[each.row] = _ROLES.get(each.to, "")
        rows, columns = self._size
        if rows and columns:
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, columns - 1)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, rows - 1)

    def text(self, row: int) -> str:
        """The first text in a row, counted from 1."""
        cells = sorted(
            column for at, column in self._cells if at == row and self._cells[at, column]
        )
        return self._cells[row, cells[0]] if cells else ""

    def role_of(self, row: int) -> str:
        """What a row, counted from 1, is taken for; '' for a row like most."""
        return self._roles.get(row, "")

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._size[0]

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._size[1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell, its fill for FILL_ROLE, whether it was left for LEFT_ROLE."""
        place = (index.row() + 1, index.column() + 1)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells.get(place)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._cells.get(place, "")) or None
        if role == FILL_ROLE:
            return self._fills.get(place, "")
        if role == LEFT_ROLE:
            return place in self._left
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Letters for columns, numbers for rows, as a spreadsheet has them, and what each is."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if orientation is Qt.Orientation.Vertical:
            return f"{section + 1} {self.role_of(section + 1)}".strip()
        name = column_letter(section + 1)
        return f"{name}\n{self._becomes.get(name, '')}".strip()

    def wide(self, column: int) -> int:
        """How wide a column, counted from 0, should be at 96 dpi."""
        sample = [
            len(text)
            for (row, at), text in self._cells.items()
            if at == column + 1 and row <= _MOST_MEASURED
        ]
        longest = max((*sample, len(self._becomes.get(column_letter(column + 1), ""))), default=0)
        return min(max(longest * _A_LETTER + 18, _NARROWEST), _WIDEST)


class SheetView(QTableView):
    """Shows a SheetModel as a spreadsheet looks, fills and merged cells too."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet = SheetModel(self)
        self.setModel(self.sheet)
        dress(self, "The sheet as it is")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setItemDelegate(SheetDelegate(self))
        self.setHorizontalHeader(SheetHeader(Qt.Orientation.Horizontal, self))
        self.setVerticalHeader(SheetHeader(Qt.Orientation.Vertical, self))
        cover_corner(self)
        corner = self.findChild(QAbstractButton)
        if corner is not None:
            # The button where the headers meet is Qt's own; it is covered by what they look like.
            ground = Ground(role="alt", line="bottom")
            boxes.row((ground, 1), Hairline(upright=True), over=corner)

    def show_sheet(self, grid: Grid | None) -> None:
        """Show a sheet."""
        theme = themes.current()
        self.clearSpans()
        self.sheet.show_sheet(grid)
        self.verticalHeader().setDefaultSectionSize(theme.px(_ROW))
        rows, columns = self.sheet.rowCount(), self.sheet.columnCount()
        for area in self.sheet.merged:
            # A merge may reach far below what is filled; Qt warns of spans outside its rows.
            bottom, right = min(area.bottom, rows), min(area.right, columns)
            if (
                bottom >= area.top
                and right >= area.left
                and (bottom, right) != (area.top, area.left)
            ):
                self.setSpan(
                    area.top - 1, area.left - 1, bottom - area.top + 1, right - area.left + 1
                )

    def show_map(
        self, table: TableMap | None, becomes: Mapping[str, str], left: Iterable[tuple[int, int]]
    ) -> None:
        """Say what the map takes rows and columns for, and which cells do not fit."""
        theme = themes.current()
        self.sheet.show_map(table, becomes, left)
        for column in range(self.sheet.columnCount()):
            self.setColumnWidth(column, theme.px(self.sheet.wide(column)))

    def go_to(self, row: int, column: int) -> None:
        """Look at a cell, counted from 1."""
        index = self.sheet.index(row - 1, column - 1)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def show_from(self, row: int) -> None:
        """Scroll a row, counted from 1, to the top."""
        top = QAbstractItemView.ScrollHint.PositionAtTop
        self.scrollTo(self.sheet.index(max(row - 1, 0), 0), top)


class SheetHeader(QHeaderView):
    """Numbers and letters, each with what its row or column is taken for."""

    def __init__(self, orientation: Qt.Orientation, view: SheetView) -> None:
        super().__init__(orientation, view)
        self._view = view
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setHighlightSections(False)
        theme = themes.current()
        if orientation is Qt.Orientation.Horizontal:
            self.setFixedHeight(theme.px(_HEAD))
        else:
            self.setFixedWidth(theme.px(_MARGIN))
            self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            self.sectionClicked.connect(lambda row: view.go_to(row + 1, 1))

    def sizeHint(self) -> QSize:
        theme = themes.current()
        return QSize(theme.px(_MARGIN), theme.px(_HEAD))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = themes.current()
        across = self.orientation() is Qt.Orientation.Horizontal
        said = str(self._view.sheet.headerData(section, self.orientation()) or "")
        name, _, taken = said.partition("\n" if across else " ")
        painter.save()
        painter.fillRect(rect, theme.colour("alt"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("line"))
        painter.fillRect(rect.right(), rect.top(), 1, rect.height(), theme.colour("line"))
        box = QRectF(rect).adjusted(theme.px(8), theme.px(1), -theme.px(6), -theme.px(2))
        small, strong = theme.font("small"), theme.font("small", strong=True)
        if across:
            half = box.height() / 2
            upper = QRectF(box.left(), box.top(), box.width(), half)
            lower = QRectF(box.left(), box.top() + half, box.width(), half)
            painting.paint_text(painter, upper, name, small, theme.colour("text2"))
            role = "text" if taken else "text3"
            painting.paint_text(painter, lower, taken or "Left out", strong, theme.colour(role))
        else:
            number = QRectF(box.left(), box.top(), theme.px(24), box.height())
            rest = box.adjusted(theme.px(30), 0, 0, 0)
            painting.paint_text(painter, number, name, small, theme.colour("text2"), right=True)
            painting.paint_text(painter, rest, taken, strong, theme.colour("text"))
        painter.restore()


class SheetDelegate(QStyledItemDelegate):
    """Paints a cell on its own fill; one that did not fit gets the mark of a problem."""

    def __init__(self, view: SheetView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        theme = themes.current()
        rect = QRectF(option.rect)
        role = self._view.sheet.role_of(index.row() + 1)
        filled = str(index.data(FILL_ROLE) or "")
        painter.save()
        ground = QColor(filled) if filled else theme.colour("alt" if role else "base")
        painter.fillRect(rect, ground)
        line = theme.colour("line")
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), line)
        painter.fillRect(QRectF(rect.right() - 1, rect.top(), 1, rect.height()), line)
        box = rect.adjusted(theme.px(6), 0, -theme.px(4), 0)
        ink = _on(filled) if filled else theme.colour("text3" if role == "Left out" else "text")
        if index.data(LEFT_ROLE):
            mark = box.right() - theme.px(14)
            side = theme.px(14)
            square = QRectF(mark, box.center().y() - side / 2, side, side)
            paint_icon(painter, square, "problem", ink)
            box.setRight(mark - theme.px(4))
        font = theme.font("small", strong=role in ("Headers", "Priority", "Delivery"))
        painting.paint_text(painter, box, str(index.data() or ""), font, ink)
        if option.state & QStyle.StateFlag.State_HasFocus or (
            self._view.currentIndex() == index and self._view.hasFocus()
        ):
            painting.paint_focus(painter, rect, first=True, last=True)
        painter.restore()


def _on(ground: str) -> QColor:
    """Black or white, whichever is read more easily on a colour."""
    name = QColor(ground).name()
    return QColor(max(_INKS, key=lambda ink: look.contrast(ink, name)))
