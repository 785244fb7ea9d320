"""What is asked about a sheet of somebody's own workbook: its headers, its refs, its rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from csp_desktop.gui.importing import map_edits
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.labels import ElidedLabel, Words
from csp_desktop.operations.importing.plan_from_workbook import Map, TableMap

ACTIONS, INDICATORS, LEFT_OUT = "action", "indicator", ""
_READ_AS = ((ACTIONS, "Actions"), (INDICATORS, "Indicators"), (LEFT_OUT, "Left out"))
_FIRST_HEADERS = 1


class SheetControls(QWidget):
    """Asks what a sheet is read as. Each signal carries an answer as a person gives it.

    `picked` carries a sheet's name and the number of its table, -1 for none; `headed` the first and
    last row of the headers; `refs_picked` a source and whether refs follow the priority's number;
    `row_picked` a row and what it is.
    """

    picked = Signal(str, int)
    read_as_picked = Signal(str)
    headed = Signal(int, int)
    refs_picked = Signal(str, bool)
    row_picked = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = themes.current()
        self.sheets = _box("Sheet", theme.px(210))
        self.read_as = _box("What the sheet is read as", theme.px(120))
        for value, label in _READ_AS:
            self.read_as.addItem(label, value)
        self.first, self.last = _spin("First row of headers"), _spin("Last row of headers")
        self.refs = _box("Where refs come from", theme.px(210))
        self.after = QCheckBox("after the priority's number")
        self.after.setToolTip("Refs begin again under each priority: 1 under priority 2 is 2.1.")
        self.row = 0
        self.row_name = ElidedLabel("body", "text2")
        self.row_is = _box("What the row is", theme.px(230))
        for value, label in map_edits.ROW_IS.items():
            self.row_is.addItem(label, value)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        theme = themes.current()
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for row in (upper, lower):
            row.setSpacing(theme.px(8))
        for widget in (
            Words("Sheet", "body", "text2"), self.sheets, Words("read as", "body", "text2"),
            self.read_as, Words("with headers in row", "body", "text2"), self.first,
            Words("to", "body", "text2"), self.last,
        ):  # fmt: skip
            upper.addWidget(widget)
        upper.addStretch(1)
        lower.addWidget(Words("Refs from", "body", "text2"))
        lower.addWidget(self.refs)
        lower.addWidget(self.after)
        lower.addSpacing(theme.px(16))
        self.row_name.setMaximumWidth(theme.px(330))
        lower.addWidget(self.row_name, 1)
        lower.addWidget(self.row_is)
        lower.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(upper)
        column.addLayout(lower)

    def _connect(self) -> None:
        # `activated` and not `currentIndexChanged`: what the program itself shows is no answer.
        self.sheets.activated.connect(lambda _: self.picked.emit(*self.sheets.currentData()))
        self.read_as.activated.connect(
            lambda _: self.read_as_picked.emit(str(self.read_as.currentData()))
        )
        for spin in (self.first, self.last):
            # Not with each step: a table is suggested again for it, which takes a while.
            spin.editingFinished.connect(self._tell_headers)
        self.refs.activated.connect(lambda _: self._tell_refs())
        self.after.clicked.connect(lambda _: self._tell_refs())
        self.row_is.activated.connect(
            lambda _: self.row_picked.emit(self.row, str(self.row_is.currentData()))
        )

    def show_sheets(self, made: Map, names: Sequence[str], at: tuple[str, int]) -> None:
        """Offer every sheet of the workbook, and of a sheet with several tables each of them."""
        self.sheets.clear()
        for name in names:
            numbers = [n for n, each in enumerate(made.tables) if each.sheet == name]
            for number in numbers:
                row = made.tables[number].header_rows[0]
                said = name if len(numbers) == 1 else f"{name}, from row {row}"
                self.sheets.addItem(said, (name, number))
            if not numbers:
                self.sheets.addItem(f"{name} (left out)", (name, -1))
        places = [self.sheets.itemData(place) for place in range(self.sheets.count())]
        self.sheets.setCurrentIndex(next((n for n, each in enumerate(places) if each == at), 0))

    def show_table(self, table: TableMap | None, rows: int) -> None:
        """Show how a table is read; None where its sheet is left out."""
        self.read_as.setCurrentIndex(self.read_as.findData(table.records if table else LEFT_OUT))
        headers = table.header_rows if table else (_FIRST_HEADERS,)
        for spin, value in ((self.first, headers[0]), (self.last, headers[-1])):
            spin.setMaximum(max(rows - 1, 1))
            spin.setValue(value)
            spin.setEnabled(table is not None)
        self.refs.clear()
        for each in table.columns if table else ():
            self.refs.addItem(f"Column {each.column}  {each.header}", each.column)
        self.refs.addItem("The beginning of each title", map_edits.IN_TITLE)
        self.refs.addItem("Nowhere: number them 1.1, 1.2", map_edits.GIVEN)
        actions = table is not None and table.records == ACTIONS
        source = map_edits.refs_from(table) if table else map_edits.GIVEN
        self.refs.setCurrentIndex(max(self.refs.findData(source), 0))
        self.refs.setEnabled(actions)
        in_column = actions and source not in (map_edits.IN_TITLE, map_edits.GIVEN)
        self.after.setEnabled(in_column)
        self.after.setChecked(bool(table and table.refs == map_edits.AFTER_PRIORITY))

    def show_row(self, table: TableMap | None, row: int, text: str) -> None:
        """Ask what a row is; nothing is asked of those above or among the headers."""
        self.row = row
        asks = table is not None and table.records == ACTIONS and row > table.header_rows[-1]
        self.row_is.setEnabled(asks and bool(text))
        if not row:
            self.row_name.setText("Choose a row to say what it is.")
        else:
            said = " ".join(text.split())
            self.row_name.setText(f"Row {row}, '{said}', is" if text else f"Row {row} is empty")
        if table is not None:
            self.row_is.setCurrentIndex(self.row_is.findData(map_edits.row_is(table, row)))

    def _tell_headers(self) -> None:
        first, last = self.first.value(), max(self.last.value(), self.first.value())
        self.headed.emit(first, last)

    def _tell_refs(self) -> None:
        self.refs_picked.emit(str(self.refs.currentData()), self.after.isChecked())


def _box(name: str, width: int) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setFixedWidth(width)
    return box


def _spin(name: str) -> QSpinBox:
    spin = QSpinBox()
    spin.setAccessibleName(name)
    spin.setMinimum(1)
    spin.setAlignment(Qt.AlignmentFlag.AlignRight)
    spin.setFixedWidth(themes.current().px(64))
    return spin
