"""The pages of the Plan pane: records one under the other, or as a table with one beside it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QSplitter, QWidget

from csp_desktop.gui.document.block import Doings, RecordBlock, Shown
from csp_desktop.gui.document.sections import Section, depths, field_above, fields_of
from csp_desktop.gui.panel.fields import mark_of
from csp_desktop.gui.panel.spot import spot_of
from csp_desktop.gui.panel.ways import Ways
from csp_desktop.gui.session.pane import Pane
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.focus_scroll_area import scrolling_area
from csp_desktop.gui.widgets.ground import Ground, Hairline
from csp_desktop.gui.widgets.grouped_table import (
    GroupedDelegate,
    GroupedModel,
    GroupedTable,
    GroupHeading,
)
from csp_desktop.gui.widgets.rows_model import Index
from csp_desktop.plan.document import Document, Record, told
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field, FieldTable, Kind
from csp_desktop.plan.values import Value, words

_WIDEST: Final = 820
"""How wide a text is at most, so that its lines can be read."""
_WIDTHS: Final = {
    Type.NUMBER: 64, Type.CHOICE: 96, Type.DATE: 88, Type.LIST: 190, Type.LINK: 140,
    Type.LONG_TEXT: 240,
}  # fmt: skip
_WIDTH: Final = 120
_LEAST_NAME: Final = 200
_SPLIT: Final = (560, 360)
_DEPTH: Final = 16

Tell = Callable[[Record], Shown]
"""What is told of a record besides its fields."""


class ReadPage(Ground):
    """Records one under the other, each with its fields, as a document is read."""

    def __init__(self, state: PlanState, ways: Ways, doings: Doings, tell: Tell) -> None:
        super().__init__(role="window")
        self._state, self._ways, self._doings, self._tell = state, ways, doings, tell
        self._blocks: dict[tuple[str, str], RecordBlock] = {}
        self._order: list[tuple[str, str]] = []
        text, inside = QWidget(), QWidget()
        text.setMaximumWidth(themes.current().px(_WIDEST))
        self._text = column(spacing=20, over=text)
        column(row((text, 1), QWidget()), ..., margins=(16, 12, 16, 24), over=inside)
        area = scrolling_area(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        column(area, over=self)

    def show_records(self, records: Sequence[Record]) -> None:
        """Show these; what stands here already stays as it is, with what is typed in it."""
        state = self._state
        order = [(each.kind, each.id) for each in records]
        for name in self._blocks.keys() - set(order):
            block = self._blocks.pop(name)
            block.leave_boxes()
            self._text.removeWidget(block)
            block.hide()
            block.deleteLater()
        for place, (name, record) in enumerate(zip(order, records, strict=True)):
            if name not in self._blocks:
                kind = _kind_of(state.table, record.kind)
                self._blocks[name] = RecordBlock(kind, self._ways, self._doings, wide=True)
            if self._text.indexOf(self._blocks[name]) != place:
                self._text.insertWidget(place, self._blocks[name])
            self._blocks[name].show_record(
                self._tell(record), state.document, state.table, writable=state.writable
            )
        if order != self._order:
            self._order = order
            Pane.order_tabs([stop for each in order for stop in self._blocks[each].stops()])

    def block(self, kind: str, record: str) -> RecordBlock | None:
        """The block of a record, the first one where none is named."""
        if not kind and self._order:
            return self._blocks[self._order[0]]
        return self._blocks.get((kind, record))

    def focus_first(self) -> QWidget | None:
        """What takes the focus first."""
        block = self.block("", "")
        return next(iter(block.rows.values())) if block else None


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record as a row, or a heading over those that follow."""

    key: str
    cells: tuple[str, ...]
    marks: tuple[str, ...] = ()
    heading: bool = False
    depth: int = 0


class RecordsModel(GroupedModel[RecordRow]):
    """The records of a kind under the names of their fields."""

    def __init__(self, kind: Kind, under: str) -> None:
        super().__init__()
        listed = [field for field in fields_of(kind) if field.name != under and not field.personal]
        # What is long comes last: it is left out first where there is no room for all.
        listed.sort(key=lambda field: (field.name != kind.key, field.type is Type.LONG_TEXT))
        self.fields = listed
        self.columns = tuple(field.label for field in self.fields)
        self.numbers = frozenset(
            place for place, field in enumerate(self.fields) if field.type is Type.NUMBER
        )

    def key(self, row: RecordRow) -> Hashable:
        return row.key

    def words(self, row: RecordRow, column: int) -> str:
        return row.cells[column] if column < len(row.cells) else ""

    def tip(self, row: RecordRow, column: int) -> str:
        return self.words(row, column)

    def shape(self, row: RecordRow, column: int) -> str:
        return row.marks[column] if column < len(row.marks) else ""

    def heading(self, row: RecordRow) -> GroupHeading | None:
        return GroupHeading(row.cells[0]) if row.heading else None

    def row_of(
        self, record: Record, document: Document, table: FieldTable, depth: int = 0
    ) -> RecordRow:
        """A record as its row, further in by its depth."""
        cells = tuple(
            words(told(document, table, field, record.get(field.name))).replace("\n", " ")
            for field in self.fields
        )
        marks = tuple(mark_of(spot_of(record, field)) for field in self.fields)
        return RecordRow(record.id, cells, marks, depth=depth)


class RecordTable(GroupedTable):
    """The records of a kind; where there is no room for a column, the last ones are left out.

    `typed` brings what is typed over a cell, which is meant for its field; `gone` asks for the
    row's record to be removed.
    """

    typed = Signal(str)
    gone = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin to edit with F2 and with any letter, as in the grid; Delete asks to remove."""
        held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        text = event.text() if not held else ""
        if event.key() == Qt.Key.Key_Delete:
            self.gone.emit()
        elif event.key() == Qt.Key.Key_F2 or (text.isprintable() and text.strip()):
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.viewport().width() - themes.current().px(_LEAST_NAME)
        shown: list[int] = []
        for place in range(1, self.rows_model.columnCount()):
            wanted = self.wanted_width(place)
            self.setColumnHidden(place, room < wanted)
            if room >= wanted:
                shown.append(place)
            room -= wanted
        # The name has half of what is left, the others share the rest.
        spare = max(room, 0) // 2 // max(len(shown), 1)
        for place in shown:
            self.setColumnWidth(place, self.wanted_width(place) + spare)


class _RowDelegate(GroupedDelegate[RecordRow]):
    """Paints a record, further in where it stands under another."""

    def paint_cell(self, painter: QPainter, box: QRectF, row: RecordRow, index: Index) -> None:
        if index.column() == 0:
            box.setLeft(box.left() + row.depth * themes.current().px(_DEPTH))
        super().paint_cell(painter, box, row, index)


class TablePage(QSplitter):
    """The records of a kind as a table, and all fields of the one looked at beside it."""

    def __init__(
        self, state: PlanState, ways: Ways, doings: Doings, tell: Tell, section: Section
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._state, self._tell, self._section = state, tell, section
        self._records: dict[str, Record] = {}
        self.model = RecordsModel(section.kind, section.under)
        widths = {
            place: _WIDTHS.get(field.type, _WIDTH)
            for place, field in enumerate(self.model.fields)
            if place
        }
        self.table = RecordTable(
            self.model, section.title, heading_height=28, widths=widths, stretched=(0,)
        )
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.setItemDelegate(_RowDelegate(self.table, shown_unfocused=True))
        self.beside = RecordBlock(section.kind, ways, doings, wide=False)
        self.table.current_row.connect(self._show_beside)
        self.table.entered.connect(lambda _: self._enter())
        self.table.typed.connect(self._enter)
        self.table.gone.connect(self._remove)
        theme = themes.current()
        around, inside = Ground(role="window"), QWidget()
        column(self.beside, ..., margins=(12, 12, 8, 16), over=inside)
        area = scrolling_area(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        row(Hairline(upright=True), (area, 1), over=around)
        for place, part in enumerate((self.table, around)):
            self.addWidget(part)
            self.setCollapsible(place, False)
        self.setHandleWidth(1)
        self.setStretchFactor(0, 1)
        around.setMinimumWidth(theme.px(280))
        self.setSizes([theme.px(each) for each in _SPLIT])

    def show_records(self, records: Sequence[Record]) -> None:
        """List these, and show the one looked at; the first where none was."""
        state, under = self._state, self._section.under
        field = self._section.kind.field(under)
        self._records = {each.id: each for each in records}
        above = field_above(self._section.kind)
        deep = depths(records, above) if above else {}
        rows: list[RecordRow] = []
        last: Value = None
        for record in records:
            over = record.get(under) if under else None
            if field and (not rows or over != last):
                rows.append(_heading(state, field, over))
            last = over
            depth = deep.get(record.id, 0)
            rows.append(self.model.row_of(record, state.document, state.table, depth))
        self.model.set_rows(rows)
        if self.table.row is None or self.table.row.heading:
            first = next((place for place, each in enumerate(rows) if not each.heading), -1)
            if first >= 0:
                self.table.look_at(first)
        self._show_beside()

    def block(self, kind: str, record: str) -> RecordBlock | None:
        """The block of a record, which is looked at from now on; that of the present one for ''."""
        if kind and not self.table.go_to(record):
            return None
        return self.beside if self.beside.record else None

    def focus_first(self) -> QWidget | None:
        """What takes the focus first."""
        return self.table

    def _show_beside(self, _row: int = -1) -> None:
        row = self.table.row
        record = self._records.get(row.key) if row else None
        shown = self._state
        if record is not None:
            if self.beside.record is not None and self.beside.record.id != record.id:
                self.beside.leave_boxes()
            self.beside.show_record(
                self._tell(record), shown.document, shown.table, writable=shown.writable
            )
        self.beside.setVisible(record is not None)

    def _remove(self) -> None:
        if self.beside.isVisible():  # on a heading nothing stands beside it
            self.beside.gone.click()

    def _enter(self, typed: str = "") -> None:
        """Go to the field beside the table that the cell shows, with what is typed for it."""
        row = self.table.row
        if row is None or row.heading:
            return
        field = self.model.fields[self.table.currentIndex().column()]
        self.beside.focus_field(field.name, typed)


def _heading(state: PlanState, field: Field, value: Value) -> RecordRow:
    """The heading over the rows with one value: what people call that, or that there is none."""
    said = words(told(state.document, state.table, field, value))
    linked = state.document.record(field.links_to, words(value)) if field.links_to else None
    if linked is not None:
        said = f"{said} {linked.text('short_title') or linked.text('title')}".strip()
    return RecordRow(f"over {value}", (said or f"No {field.label.lower()}",), heading=True)


def _kind_of(table: FieldTable, name: str) -> Kind:
    found = table.kind(name)
    if found is None:
        raise KeyError(name)
    return found
