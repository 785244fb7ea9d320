"""What is asked about a sheet of somebody's own workbook, and what each answer makes of the map.

The map says how the workbook is read; an answer gives a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QSpinBox,
    QWidget,
)

from csp_desktop.gui.returns import texts
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import boxes
from csp_desktop.gui.widgets.labels import ElidedLabel, Words
from csp_desktop.gui.widgets.listing import Column, Listing, ListingModel
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.operations.importing.plan_from_workbook import (
    ColumnMap,
    HeadingMap,
    LeftOut,
    Map,
    TableMap,
)
from csp_desktop.plan.field_types import Per
from csp_desktop.plan.fields import Field, FieldTable
from csp_desktop.plan.periods import read_period

ACTIONS, INDICATORS, LEFT_OUT = "action", "indicator", ""
_READ_AS = ((ACTIONS, "Actions"), (INDICATORS, "Indicators"), (LEFT_OUT, "Left out"))
_FIRST_HEADERS = 1
AS_THEY_STAND, AFTER_PRIORITY, IN_TITLE, GIVEN = (
    "as they stand", "after the priority's number", "in the title", "given",
)  # fmt: skip
_BY_DATE = {"cell": "by the date in it"}
ROW_IS = {
    "action": "an action, or what a column says",
    "strategic_priority": "a strategic priority",
    "delivery_priority": "a delivery priority",
    "": "left out",
}
"""What a row below the headers can be, by what a heading goes to."""


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

    def __init__(self) -> None:
        super().__init__()
        px = themes.current().px
        self.sheets = _box("Sheet", px(210))
        self.read_as = _box("What the sheet is read as", px(120))
        for value, label in _READ_AS:
            self.read_as.addItem(label, value)
        self.first, self.last = _spin("First row of headers"), _spin("Last row of headers")
        self.refs = _box("Where refs come from", px(210))
        self.after = QCheckBox("after the priority's number")
        self.after.setToolTip("Refs begin again under each priority: 1 under priority 2 is 2.1.")
        self.row = 0
        self.row_name = ElidedLabel("body", "text2")
        self.row_is = _box("What the row is", px(230))
        for value, label in ROW_IS.items():
            self.row_is.addItem(label, value)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.row_name.setMaximumWidth(themes.current().px(330))
        upper = boxes.row(
            _quiet("Sheet"), self.sheets, _quiet("read as"), self.read_as,
            _quiet("with headers in row"), self.first, _quiet("to"), self.last, ...,
            spacing=8,
        )  # fmt: skip
        lower = boxes.row(
            _quiet("Refs from"), self.refs, self.after, 16, (self.row_name, 1), self.row_is,
            spacing=8,
        )  # fmt: skip
        lower.addStretch(0)
        boxes.column(upper, lower, spacing=8, over=self)

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
        self.refs.clear()
        for each in table.columns if table else ():
            self.refs.addItem(f"Column {each.column}  {each.header}", each.column)
        self.refs.addItem("The beginning of each title", IN_TITLE)
        self.refs.addItem("Nowhere: number them 1.1, 1.2", GIVEN)
        actions = table is not None and table.records == ACTIONS
        source = refs_from(table) if table else GIVEN
        self.refs.setCurrentIndex(max(self.refs.findData(source), 0))
        self.refs.setEnabled(actions)
        in_column = actions and source not in (IN_TITLE, GIVEN)
        self.after.setEnabled(in_column)
        self.after.setChecked(bool(table and table.refs == AFTER_PRIORITY))

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
            self.row_is.setCurrentIndex(self.row_is.findData(row_is(table, row)))

    def point_to_headers(self, row: int) -> None:
        """Take a row for that of the headers, of a sheet that is not read yet."""
        for spin in (self.first, self.last):
            spin.setValue(row)

    def _tell_headers(self) -> None:
        first, last = self.first.value(), max(self.last.value(), self.first.value())
        self.headed.emit(first, last)

    def _tell_refs(self) -> None:
        self.refs_picked.emit(str(self.refs.currentData()), self.after.isChecked())


def _quiet(text: str) -> Words:
    return Words(text, "body", "text2")


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


class ColumnsTable(Listing):
    """Lists a table's columns, each with a box in which to say what it becomes.

    `picked` carries a column's letters and what it becomes.
    """

    picked = Signal(str, str)

    def __init__(self) -> None:
        model: ListingModel[ColumnMap] = ListingModel(
            (
                Column("Column", lambda row: row.column, 70),
                Column("Header", lambda row: row.header, 230, tip=lambda row: row.header),
                Column("Becomes", lambda _: ""),
            )
        )
        super().__init__(model, "What each column becomes", row_height=36)
        # The boxes are what is gone through, not the rows.
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_columns(
        self, columns: Sequence[ColumnMap], offered: Sequence[tuple[str, str]]
    ) -> None:
        """List these columns; `offered` are the values and words of their boxes."""
        self.listing.replace_rows(columns)
        for place, column in enumerate(columns):
            self.setIndexWidget(self.listing.index(place, 2), self._choice(column, offered))

    def _choice(self, column: ColumnMap, offered: Sequence[tuple[str, str]]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(f"What column {column.column}, {column.header}, becomes")
        box.setToolTip(plain_tip(column.note))
        for value, label in offered:
            box.addItem(label, value)
        if box.findData(column.to) < 0:
            box.addItem(column.to, column.to)
        box.setCurrentIndex(box.findData(column.to))
        box.activated.connect(lambda _: self.picked.emit(column.column, str(box.currentData())))
        return box


# What an answer makes of the map


def with_table(made: Map, number: int, table: TableMap) -> Map:
    """The map with another table in a table's place."""
    tables = list(made.tables)
    tables[number] = table
    return replace(made, tables=tuple(tables))


def with_column(made: Map, number: int, column: str, to: str) -> Map:
    """The map in which a column goes somewhere else; '' leaves it out."""
    table = made.tables[number]
    columns = tuple(
        # Without the colours and first words that the suggestion took from it: those belonged to
        # what the column was taken for.
        ColumnMap(each.column, each.header, to) if each.column == column else each
        for each in table.columns
    )
    return with_table(made, number, replace(table, columns=columns))


def with_row(made: Map, number: int, row: int, text: str, to: str) -> Map:
    """The map in which a row below the headers is something else: see ROW_IS."""
    table = made.tables[number]
    headings = [each for each in table.headings if each.row != row]
    if to != "action":
        headings.append(HeadingMap(row, text, to))
    headings.sort(key=lambda each: each.row)
    return with_table(made, number, replace(table, headings=tuple(headings)))


def row_is(table: TableMap, row: int) -> str:
    """What a row below the headers is, as ROW_IS names it."""
    found = next((each for each in table.headings if each.row == row), None)
    return "action" if found is None else found.to


def refs_from(table: TableMap) -> str:
    """Where refs come from: a column's letters, IN_TITLE or GIVEN."""
    column = next((each.column for each in table.columns if each.to == "ref"), "")
    return column if column and table.refs in (AS_THEY_STAND, AFTER_PRIORITY) else table.refs


def with_refs(made: Map, number: int, source: str, *, after_priority: bool) -> Map:
    """The map in which refs come from a column, by its letters, from the titles or are given."""
    table = made.tables[number]
    if source in (IN_TITLE, GIVEN):
        refs = source
    else:
        refs = AFTER_PRIORITY if after_priority else AS_THEY_STAND
    columns = tuple(_refs_in(each, source) for each in table.columns)
    return with_table(made, number, replace(table, columns=columns, refs=refs))


def _refs_in(column: ColumnMap, source: str) -> ColumnMap:
    if column.column == source:
        return ColumnMap(column.column, column.header, "ref")
    return ColumnMap(column.column, column.header) if column.to == "ref" else column


def without_sheet(made: Map, sheet: str) -> Map:
    """The map in which a sheet is not read."""
    tables = tuple(each for each in made.tables if each.sheet != sheet)
    others = tuple(each for each in made.left_out if each.sheet != sheet)
    return replace(made, tables=tables, left_out=(*others, LeftOut(sheet, "You left it out.")))


def becomes_words(table: TableMap, fields: FieldTable) -> dict[str, str]:
    """What each column of a table becomes, in words by its letters; '' for one left out."""
    return {each.column: _words(each.to, table.records, fields) for each in table.columns}


def _words(to: str, records: str, fields: FieldTable) -> str:
    name, _, period = to.partition("@")
    field = fields.field(records, name)
    label = field.label if field else name
    return f"{label} by date" if period == "cell" else texts.place(label, period)


def offered(made: Map, number: int, table: FieldTable) -> list[tuple[str, str]]:
    """Where a column can go, with its words: every field, with the periods that are in use."""
    shown = made.tables[number]
    kind = table.kind(shown.records)
    named = {each.to.partition("@")[2] for each in shown.columns}
    periods = sorted({each for each in named if each} | _around(made.quarter))
    found = [("", "Left out")]
    for field in kind.fields if kind else ():
        if field.per is Per.NONE:
            found.append((field.name, field.label))
        else:
            found += [
                (f"{field.name}@{period}", f"{field.label}, {_BY_DATE.get(period, period)}")
                for period in periods
                if _fits(field, period)
            ]
    return found


def _around(quarter: str) -> set[str]:
    """The quarters of a quarter's year, that year, and the next."""
    period = read_period(quarter)
    if period is None:
        return set()
    year = period.financial_year
    return {str(year), str(year.shifted(1)), *(str(each) for each in year.quarters())}


def _fits(field: Field, period: str) -> bool:
    if period == "cell":
        return field.per is Per.YEAR
    quarterly = " Q" in period
    if field.per is Per.QUARTER:
        return quarterly
    return field.per is Per.ANY or not quarterly
