"""The files that came back, one a row: who sent it, for which quarter, what it brings."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.returns.entries import BatchFile, Stage
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.parts import paint_progress
from csp_desktop.gui.widgets import painting, table_header
from csp_desktop.gui.widgets.rows_model import Index, RowsModel
from csp_desktop.gui.widgets.table_delegate import RowDelegate
from csp_desktop.gui.widgets.table_view import TableView
from csp_desktop.operations.receiving.batch import FileView
from csp_desktop.plan.wording import short_day, short_period

COLUMNS: Final = (
    "File", "From", "Sub-group", "For", "Sent out", "Filled in",
    "Taken", "Known", "Conflicts", "Held", "Problems", "Missing", "State",
)  # fmt: skip
FILE, FROM, GROUP, QUARTER, SENT, FILLED, TAKEN, *_, STATE = range(len(COLUMNS))
_WIDTHS = (288, 92, 172, 42, 88, 88, 62, 62, 74, 52, 74, 66, 176)
_NUMBERS = frozenset(range(TAKEN, STATE))
_GIVING_WAY = (SENT, QUARTER, FILLED, TAKEN + 1, GROUP)
_LEAST_NAME = 150
_ROW, _HEAD = 30, table_header.HEIGHT
_MOST_SHOWN = 6

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


def row_of(entry: BatchFile, view: FileView | None, now: str) -> FileRow:
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
        short_period(arrived.quarter),
        "Plan copy" if arrived.brought.kind == "copy" else short_day(arrived.sent, now),
        short_day(arrived.filled, now),
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


class FilesModel(RowsModel[FileRow]):
    """The files, one a row."""

    columns = COLUMNS
    numbers = _NUMBERS

    def key(self, row: FileRow) -> Hashable:
        return row.path

    def tip(self, row: FileRow, column: int) -> str:
        del column
        return row.tip

    def words(self, row: FileRow, column: int) -> str:
        if column in _NUMBERS:
            return f"{row.numbers[column - TAKEN]:,}" if row.numbers is not None else ""
        if column == STATE:
            return f"{row.state} {row.progress}%" if row.progress is not None else row.state
        return row.texts[column]


class FilesTable(TableView):
    """The table of files. `asked` brings a row's path and what its button says."""

    asked = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        files = FilesModel()
        widths = dict(enumerate(_WIDTHS))
        super().__init__(files, "Files that came back", widths=widths, parent=parent)
        self.files = files
        self._most = _MOST_SHOWN
        self.setItemDelegate(FilesDelegate(self, shown_unfocused=True))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.head.setStretchLastSection(True)
        self.entered.connect(self._press_button)

    def set_rows(self, rows: Sequence[FileRow]) -> None:
        """Show these files; the one looked at stays so."""
        self.files.set_rows(rows)
        self._take_height()

    def show_file(self, path: Path) -> None:
        """Look at a file."""
        self.go_to(path)

    def _press_button(self, row: int) -> None:
        known = self.files.rows[row]
        if known.button:
            self.asked.emit(known.path, known.button)

    def fit_into(self, width: int, height: int, fewest: int = 2) -> None:
        """Show the columns for which there is room, and no more rows than that height holds."""
        theme = themes.current()
        self._most = max(fewest, min(_MOST_SHOWN, (height - theme.px(_HEAD)) // theme.px(_ROW)))
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
        """Delete takes the file out of those to be merged."""
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and row >= 0:
            self.asked.emit(self.files.rows[row].path, REMOVE)
        else:
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


class FilesDelegate(RowDelegate[FileRow]):
    """Paints a file: its name, its numbers, how far it is read, its button."""

    def paint_cell(self, painter: QPainter, box: QRectF, row: FileRow, index: Index) -> None:
        theme = themes.current()
        column = index.column()
        if column == FILE:
            x = painting.paint_small_icon(painter, box.left(), box, "file", "text2")
            box.setLeft(x + theme.px(8))
            painting.paint_text(painter, box, row.texts[0], theme.font(), theme.colour("text"))
        elif column in _NUMBERS:
            self._paint_number(painter, box, column, row)
        elif column == STATE:
            self._paint_state(painter, box, row)
        else:
            super().paint_cell(painter, box, row, index)

    def letters(self, row: FileRow, column: int) -> tuple[themes.Size, str, bool]:
        del row
        return "small", "text2" if column in (SENT, FILLED) else "text", False

    def _paint_number(self, painter: QPainter, box: QRectF, column: int, row: FileRow) -> None:
        if row.numbers is None:
            return
        theme = themes.current()
        number = row.numbers[column - TAKEN]
        asks = number > 0 and column > TAKEN + 1
        role = "text" if number else "text3"
        font = theme.font("small", strong=asks)
        painting.paint_text(painter, box, f"{number:,}", font, theme.colour(role), right=True)

    def _paint_state(self, painter: QPainter, box: QRectF, row: FileRow) -> None:
        theme = themes.current()
        box = box.adjusted(theme.px(8), 0, 0, 0)
        for place in button_of(box.adjusted(0, 0, theme.px(8), 0), row):
            painting.paint_button(painter, place, row.button)
            box.setRight(place.left() - theme.px(8))
        if row.progress is not None:
            paint_progress(painter, box, row.progress)
            return
        role = "red" if row.icon == "warning" else "text2"
        x = painting.paint_small_icon(painter, box.left(), box, row.icon, role)
        box.setLeft(x + theme.px(6))
        painting.paint_text(painter, box, row.state, theme.font("small"), theme.colour("text"))
