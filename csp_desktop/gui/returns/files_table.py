"""The files that came back, one a row: who sent it, for which quarter, what it brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from csp_desktop.gui import theme as themes
from csp_desktop.gui.returns import painting, texts
from csp_desktop.gui.returns.batch import Entry, Stage
from csp_desktop.operations.batches import FileView

COLUMNS: Final = (
    "File", "From", "Sub-group", "For", "Sent out", "Filled in",
    "Taken", "Known", "Conflicts", "Held", "Problems", "Missing", "State",
)  # fmt: skip
FILE, FROM, GROUP, QUARTER, SENT, FILLED, TAKEN, *_, STATE = range(len(COLUMNS))
_WIDTHS = (288, 92, 172, 42, 76, 76, 62, 62, 74, 52, 74, 66, 200)
_NUMBERS = frozenset(range(TAKEN, STATE))
_GIVING_WAY = (SENT, QUARTER, FILLED, TAKEN + 1, GROUP)
_LEAST_NAME = 150
_ROW, _HEAD = 30, 29
_MOST_SHOWN = 6
ROW_ROLE: Final = Qt.ItemDataRole.UserRole
SORT_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex

CANCEL, AGAIN, PASSWORD, REMOVE = "Cancel", "Read again", "Enter password", "Remove"


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file as it is shown. `numbers` are None until it has been read and previewed."""

    path: Path
    texts: tuple[str, ...]
    numbers: tuple[int, ...] | None
    icon: str
    state: str
    progress: int | None = None
    button: str = ""
    tip: str = ""


def row_of(entry: Entry, view: FileView | None, now: str) -> FileRow:
    """How one file is shown."""
    name = entry.path.name
    if entry.stage is not Stage.READ:
        reading = entry.stage is Stage.READING
        cancelled = entry.stage is Stage.CANCELLED
        state = "Reading" if reading else "Cancelled" if cancelled else "Waits"
        return FileRow(
            entry.path,
            (name, "", "", "", "", ""),
            None,
            "minus" if cancelled else "clock",
            state,
            entry.progress if reading else None,
            AGAIN if cancelled else CANCEL,
            str(entry.path),
        )
    arrived = entry.arrived
    if arrived is None:
        return FileRow(entry.path, (name, "", "", "", "", ""), None, "check", "Read")
    told = (
        name,
        arrived.sender,
        arrived.group or ("Whole plan" if arrived.quarter else ""),
        texts.short_period(arrived.quarter),
        "Plan copy" if arrived.brought.kind == "copy" else texts.day(arrived.sent, now),
        texts.day(arrived.filled, now),
    )
    if view is None:
        return FileRow(entry.path, told, None, "check", "Read", tip=str(entry.path))
    if view.locked:
        return FileRow(entry.path, told, None, "lock", "Locked", button=PASSWORD, tip=view.refused)
    if view.refused:
        return FileRow(
            entry.path, told, None, "warning", "Not read", button=AGAIN, tip=view.refused
        )
    numbers = (
        view.taken, view.known, view.conflicts, view.held, len(view.troubles), len(view.missing),
    )  # fmt: skip
    return FileRow(entry.path, told, numbers, "check", "Read", tip=str(entry.path))


class FilesModel(QAbstractTableModel):
    """The files as a table of frozen rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[FileRow, ...] = ()

    @property
    def rows(self) -> tuple[FileRow, ...]:
        """The rows in their order."""
        return self._rows

    def set_rows(self, rows: Sequence[FileRow]) -> None:
        """Show these rows; those that are the same files stay where they are."""
        before, after = self._rows, tuple(rows)
        if [each.path for each in before] == [each.path for each in after]:
            self._rows = after
            for number, (old, new) in enumerate(zip(before, after, strict=True)):
                if old != new:
                    self.dataChanged.emit(
                        self.index(number, 0), self.index(number, len(COLUMNS) - 1)
                    )
            return
        self.beginResetModel()
        self._rows = after
        self.endResetModel()

    def set_row(self, number: int, row: FileRow) -> None:
        """Show one row anew."""
        if number < len(self._rows):
            rows = list(self._rows)
            rows[number] = row
            self._rows = tuple(rows)
            self.dataChanged.emit(self.index(number, STATE), self.index(number, STATE))

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The columns' names."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell; the row for ROW_ROLE; numbers and texts for SORT_ROLE."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tip or None
        if role in (Qt.ItemDataRole.DisplayRole, SORT_ROLE):
            return _said(row, column, sorting=role == SORT_ROLE)
        return None


def _said(row: FileRow, column: int, *, sorting: bool) -> str | int:
    """The words of a cell, or what it is sorted by."""
    if column in _NUMBERS:
        number = row.numbers[column - TAKEN] if row.numbers is not None else -1
        return number if sorting else f"{number:,}" if number >= 0 else ""
    if column == STATE:
        return f"{row.state} {row.progress}%" if row.progress is not None else row.state
    return row.texts[column]


class FilesTable(QTableView):
    """The table of files. `asked` brings a row's path and what its button says."""

    asked = Signal(object, str)
    current_file = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = themes.current()
        self._most = _MOST_SHOWN
        self.files = FilesModel(self)
        self.setModel(self.files)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName("Files that came back")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(_ROW))
        header = Header(self, COLUMNS, _NUMBERS)
        self.setHorizontalHeader(header)
        header.setMinimumSectionSize(theme.px(40))
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, theme.px(width))
        header.setStretchLastSection(True)
        self.selectionModel().currentRowChanged.connect(
            lambda now, _: self.current_file.emit(now.row())
        )

    def set_rows(self, rows: Sequence[FileRow]) -> None:
        """Show these files; the current one stays so."""
        at = self.currentIndex().row()
        path = self.files.rows[at].path if 0 <= at < len(self.files.rows) else None
        self.files.set_rows(rows)
        place = next((n for n, each in enumerate(rows) if each.path == path), -1)
        if place >= 0 and place != self.currentIndex().row():
            self.selectRow(place)
        self._take_height()

    def show_file(self, path: Path) -> None:
        """Make a file the current one."""
        place = next((n for n, each in enumerate(self.files.rows) if each.path == path), -1)
        if place >= 0 and place != self.currentIndex().row():
            self.selectRow(place)

    def fit(self, width: int, height: int) -> None:
        """Show the columns for which there is room, and no more rows than that height holds."""
        theme = themes.current()
        self._most = max(2, min(_MOST_SHOWN, (height - theme.px(_HEAD)) // theme.px(_ROW)))
        least = sum(theme.px(each) for each in _WIDTHS)
        for column in _GIVING_WAY:
            away = least > width
            self.setColumnHidden(column, away)
            least -= theme.px(_WIDTHS[column]) if away else 0
        name = max(theme.px(_WIDTHS[FILE]) + min(width - least, 0), theme.px(_LEAST_NAME))
        self.setColumnWidth(FILE, name)
        self._take_height()

    def _take_height(self) -> None:
        theme = themes.current()
        shown = min(len(self.files.rows), self._most)
        self.setFixedHeight(theme.px(_HEAD) + shown * theme.px(_ROW) + 2)

    def sizeHint(self) -> QSize:
        return QSize(600, themes.current().px(_HEAD + _ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if 0 <= row < len(self.files.rows):
            known = self.files.rows[row]
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and known.button:
                self.asked.emit(known.path, known.button)
                return
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self.asked.emit(known.path, REMOVE)
                return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == STATE:
            row = self.files.rows[index.row()]
            (box,) = button_of(QRectF(self.visualRect(index)), row) or (QRectF(),)
            if box.contains(event.position()):
                self.asked.emit(row.path, row.button)
                return
        super().mouseReleaseEvent(event)


def button_of(rect: QRectF, row: FileRow) -> list[QRectF]:
    """Where a row's button stands in its last cell."""
    return painting.button_rects(rect, (row.button,)) if row.button else []


class Header(QHeaderView):
    """The columns' names, numbers at the right."""

    def __init__(
        self, view: QTableView, names: Sequence[str], numbers: frozenset[int] = frozenset()
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._names, self._numbers = names, numbers
        self.setFixedHeight(themes.current().px(_HEAD))
        self.setSectionsClickable(False)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = themes.current()
        painter.save()
        painter.fillRect(rect, theme.colour("alt"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("edge"))
        right = section in self._numbers
        box = QRectF(rect).adjusted(theme.px(_indent(section)), 0, -theme.px(8), 0)
        painting.paint_text(
            painter, box, self._names[section], theme.font("small", strong=True),
            theme.colour("text2"), right=right,
        )  # fmt: skip
        painter.restore()


def _indent(column: int) -> int:
    return 16 if column == 0 else 8


class _Delegate(QStyledItemDelegate):
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = themes.current()
        rect = QRectF(option.rect)
        row: FileRow = index.data(ROW_ROLE)
        column = index.column()
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painting.paint_ground(painter, rect, selected=selected)
        box = rect.adjusted(theme.px(_indent(column)), 0, -theme.px(8), 0)
        if column == FILE:
            x = painting.paint_small_icon(painter, box.left(), box, "file", "text2")
            box.setLeft(x + theme.px(8))
            painting.paint_text(painter, box, row.texts[0], theme.font(), theme.colour("text"))
        elif column in _NUMBERS:
            self._paint_number(painter, box, column, row)
        elif column == STATE:
            self._paint_state(painter, rect, row)
        else:
            quiet = column in (SENT, FILLED)
            painting.paint_text(
                painter,
                box,
                row.texts[column],
                theme.font("small"),
                theme.colour("text2" if quiet else "text"),
            )
        view = self.parent()
        focused = isinstance(view, QTableView) and view.hasFocus()
        if focused and selected:
            painting.paint_focus(painter, rect, first=column == FILE, last=column == STATE)
        painter.restore()

    def _paint_number(self, painter: QPainter, box: QRectF, column: int, row: FileRow) -> None:
        if row.numbers is None:
            return
        theme = themes.current()
        number = row.numbers[column - TAKEN]
        asks = number > 0 and column > TAKEN + 1
        role = "text" if number else "text3"
        font = theme.font("small", strong=asks)
        painting.paint_text(painter, box, f"{number:,}", font, theme.colour(role), right=True)

    def _paint_state(self, painter: QPainter, rect: QRectF, row: FileRow) -> None:
        theme = themes.current()
        box = rect.adjusted(theme.px(16), 0, -theme.px(8), 0)
        for place in button_of(rect, row):
            painting.paint_button(painter, place, row.button)
            box.setRight(place.left() - theme.px(8))
        if row.progress is not None:
            painting.paint_progress(painter, box, row.progress)
            return
        role = "red" if row.icon == "warning" else "text2"
        x = painting.paint_small_icon(painter, box.left(), box, row.icon, role)
        box.setLeft(x + theme.px(6))
        painting.paint_text(painter, box, row.state, theme.font("small"), theme.colour("text"))
