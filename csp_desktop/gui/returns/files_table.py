"""The files that came back, one a row: who sent it, for which quarter, what it brings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QWidget

from csp_desktop.gui.returns.reading import BatchFile, Stage
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.parts import paint_progress
from csp_desktop.gui.widgets import painting, table_header
from csp_desktop.gui.widgets.form_dialog import Question
from csp_desktop.gui.widgets.listing import NO_ICON, Column, Listing, ListingModel
from csp_desktop.operations.receiving.batch import FileView
from csp_desktop.operations.receiving.intake import Arrived
from csp_desktop.plan.wording import short_day, short_period

if TYPE_CHECKING:
    from csp_desktop.gui.returns.batch import Batch

_TEXTS: Final = {
    "File": 288, "From": 92, "Sub-group": 172, "For": 42, "Sent out": 88, "Filled in": 88,
}  # fmt: skip
_NUMBERS: Final = {
    "Taken": 62, "Known": 62, "Conflicts": 74, "Held": 52, "Problems": 74, "Missing": 66,
}  # fmt: skip
FILE, FROM, GROUP, QUARTER, SENT, FILLED, TAKEN, KNOWN, *_, STATE = range(13)
_STATE_WIDTH, _LEAST_NAME = 176, 150
_GIVING_WAY = (SENT, QUARTER, FILLED, KNOWN, GROUP)
_ROW, _HEAD = 30, table_header.HEIGHT
_MOST_SHOWN = 6

CANCEL, AGAIN, PASSWORD, REMOVE = "Cancel", "Read again", "Enter password", "Remove"
_STAGES: Final = {
    Stage.WAITS: ("Waits", "clock", CANCEL),
    Stage.READING: ("Reading", "clock", CANCEL),
    Stage.CANCELLED: ("Cancelled", "minus", AGAIN),
    Stage.READ: ("Read", "check", ""),
}
"""What is said of a file, the icon before that, and the word of its button."""


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
    state, icon, button = _STAGES[entry.stage]
    arrived = entry.arrived if entry.stage is Stage.READ else None
    tip, numbers = str(entry.path), None
    if arrived is not None and view is not None:
        if view.locked:
            state, icon, button, tip = "Locked", "lock", PASSWORD, view.refused
        elif view.refused:
            state, icon, button, tip = "Not read", "warning", AGAIN, view.refused
        else:
            asked = (view.conflicts, view.held, len(view.troubles), len(view.missing))
            numbers = (view.taken, view.known, *asked)
    progress = entry.progress if entry.stage is Stage.READING else None
    told = _told(entry.path.name, arrived, now)
    return FileRow(entry.path, told, numbers, icon, state, progress, button, tip)


def _told(name: str, arrived: Arrived | None, now: str) -> tuple[str, ...]:
    if arrived is None:
        return (name, "", "", "", "", "")
    return (
        name,
        arrived.sender,
        arrived.group or ("Whole plan" if arrived.quarter else ""),
        short_period(arrived.quarter),
        "Plan copy" if arrived.brought.kind == "copy" else short_day(arrived.sent, now),
        short_day(arrived.filled, now),
    )


class FilesModel(ListingModel[FileRow]):
    """The files, one a row."""

    def __init__(self) -> None:
        super().__init__(tuple(_columns()), lambda row: row.path)

    def tip(self, row: FileRow, column: int) -> str:
        del column
        return row.tip


def _columns() -> Iterator[Column[FileRow]]:
    for n, (name, width) in enumerate(_TEXTS.items()):
        yield _text(n, name, width)
    for n, (name, width) in enumerate(_NUMBERS.items()):
        yield _number(n, name, width)
    yield Column("State", _state, _STATE_WIDTH, paint=_paint_state)


def _text(n: int, name: str, width: int) -> Column[FileRow]:
    ink = "text2" if n in (SENT, FILLED) else "text"
    size: themes.Size = "small" if n else "body"
    icon = NO_ICON if n else ("file", "text2")
    return Column(
        name, lambda row: row.texts[n], width, size=size, ink=lambda _: ink, icon=lambda _: icon
    )


def _number(n: int, name: str, width: int) -> Column[FileRow]:
    """A column of numbers; one that asks for something is strong."""

    def number(row: FileRow) -> int:
        return row.numbers[n] if row.numbers else 0

    return Column(
        name,
        lambda row: f"{number(row):,}" if row.numbers else "",
        width,
        number=True,
        ink=lambda row: "text" if number(row) else "text3",
        strong=lambda row: number(row) > 0 and n > KNOWN - TAKEN,
    )


def _state(row: FileRow) -> str:
    return row.state if row.progress is None else f"{row.state} {row.progress}%"


def _paint_state(painter: QPainter, box: QRectF, row: FileRow) -> None:
    """Paint how far a file is read, or its state, and its button."""
    theme = themes.current()
    box = box.adjusted(theme.px(8), 0, 0, 0)
    for place in _button_of(box.adjusted(0, 0, theme.px(8), 0), row):
        painting.paint_button(painter, place, row.button)
        box.setRight(place.left() - theme.px(8))
    if row.progress is not None:
        paint_progress(painter, box, row.progress)
        return
    role = "red" if row.icon == "warning" else "text2"
    x = painting.paint_small_icon(painter, box.left(), box, row.icon, role)
    box.setLeft(x + theme.px(6))
    painting.paint_text(painter, box, row.state, theme.font("small"), theme.colour("text"))


def _button_of(rect: QRectF, row: FileRow) -> list[QRectF]:
    """The place of a row's button in its last cell."""
    return painting.button_rects(rect, (row.button,)) if row.button else []


class FilesTable(Listing):
    """The table of files. `asked` brings a row's path and what its button says."""

    asked = Signal(object, str)

    def __init__(self) -> None:
        self.files = FilesModel()
        super().__init__(self.files, "Files that came back", shown_unfocused=True)
        self._most = _MOST_SHOWN
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
        widths = [self.wanted_width(n) for n in range(len(self.files.listed))]
        least = sum(widths)
        for column in _GIVING_WAY:
            away = least > width
            self.setColumnHidden(column, away)
            least -= widths[column] if away else 0
        name = max(widths[FILE] + min(width - least, 0), theme.px(_LEAST_NAME))
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
            boxes = _button_of(QRectF(self.visualRect(index)), row)
            if any(box.contains(event.position()) for box in boxes):
                self.asked.emit(row.path, row.button)
                return
        super().mouseReleaseEvent(event)


class PasswordQuestion(Question):
    """Asks for the password of a protected workbook, until it is the right one.

    `given` brings each one that is tried; `hear` takes how that ended.
    """

    given = Signal(str)

    def __init__(self, path: Path, parent: QWidget) -> None:
        super().__init__(
            "Password?",
            f"{path.name} is protected by a password. It is used to read the file and kept "
            "nowhere.",
            "Read it",
            parent,
        )
        self._path = path
        self.text = self.line("Password")
        self.text.setEchoMode(QLineEdit.EchoMode.Password)
        self.text.setFocus()

    def why_not(self) -> str:
        return "" if self.text.text() else "Type the password that came with the workbook."

    def _say_yes(self) -> None:
        if not self.yes.isEnabled():
            return
        reason = self.why_not()
        self.why.setText(reason or "Reading…")
        if not reason:
            self.yes.setEnabled(False)
            self.given.emit(self.text.text())

    def hear(self, path: Path, why_not: str) -> None:
        """Close, where the file was read; else say why it was not, and let another be typed."""
        if path != self._path:
            return
        if not why_not:
            self.accept()
            return
        self.why.setText(why_not)
        self.yes.setEnabled(True)
        self.text.selectAll()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)


def ask_password(batch: Batch, path: Path, over: QWidget) -> None:
    """Ask for the password of a file of the batch, over the window, and try what is given."""
    question = PasswordQuestion(path, over)
    question.given.connect(lambda text: batch.give_password(path, text))
    batch.tried.connect(question.hear)
    question.open()
