"""What else a snapshot froze: the ratings with their reasons, open conflicts, returns due."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from csp_desktop import look
from csp_desktop.changes.conflicts import OpenConflict
from csp_desktop.gui.snapshots.lines import place
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.widgets.rows_model import Index, RowsModel
from csp_desktop.gui.widgets.table_delegate import RowDelegate
from csp_desktop.gui.widgets.table_view import TableView
from csp_desktop.measures.kpi.scorecard import in_order
from csp_desktop.measures.snapshot.frozen import Frozen
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.values import Value, words
from csp_desktop.plan.wording import short_day


@dataclass(frozen=True, slots=True)
class FrozenRow:
    """One row: its cells, and the shape that stands before one of them."""

    cells: tuple[str, ...]
    shape: str = ""


class FrozenModel(RowsModel[FrozenRow]):
    """Rows that were frozen, under columns of their own."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        super().__init__()
        self.columns = columns

    def words(self, row: FrozenRow, column: int) -> str:
        return row.cells[column]

    def key(self, row: FrozenRow) -> Hashable:
        return row.cells

    def tip(self, row: FrozenRow, column: int) -> str:
        return row.cells[column]


class FrozenTable(TableView):
    """Rows that were frozen; `shaped` is the column before whose words a shape stands."""

    def __init__(
        self,
        name: str,
        columns: tuple[str, ...],
        widths: Mapping[int, int],
        stretched: int,
        shaped: int = -1,
        parent: QWidget | None = None,
    ) -> None:
        self.kept = FrozenModel(columns)
        super().__init__(self.kept, name, widths=widths, stretched=(stretched,), parent=parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(FrozenDelegate(self, shaped))


class FrozenDelegate(RowDelegate[FrozenRow]):
    """Paints a row with the shape of its rating."""

    def __init__(self, view: FrozenTable, shaped: int) -> None:
        super().__init__(view)
        self._shaped = shaped

    def paint_cell(self, painter: QPainter, box: QRectF, row: FrozenRow, index: Index) -> None:
        if index.column() == self._shaped and row.shape:
            painting.paint_status(painter, box, row.shape, row.cells[self._shaped])
        else:
            super().paint_cell(painter, box, row, index)


def ratings_table() -> FrozenTable:
    """A table for the ratings that a snapshot froze."""
    columns = ("Indicator", "Year", "Rating", "Why")
    return FrozenTable("Ratings as frozen", columns, {0: 430, 1: 76, 2: 150}, 3, 2)


def conflicts_table() -> FrozenTable:
    """A table for the conflicts that were open."""
    columns = ("Ref", "What", "Last agreed", "Put side by side")
    return FrozenTable("Conflicts as frozen", columns, {0: 90, 1: 210, 2: 240}, 3)


def returns_table() -> FrozenTable:
    """A table for the returns that had not come back."""
    columns = ("Sub-group", "Actions", "Due")
    return FrozenTable("Outstanding returns as frozen", columns, {1: 90, 2: 160}, 0)


def ratings_of(frozen: Frozen) -> list[FrozenRow]:
    """The ratings that a report of the quarter gives, indicator by indicator."""
    return [
        FrozenRow((record.text("name"), year, look.word(rating), reason), rating)
        for record in in_order(frozen.document)
        for year, (rating, reason) in sorted(frozen.reported.get(record.id, {}).items())
    ]


def conflicts_of(frozen: Frozen, table: FieldTable) -> list[FrozenRow]:
    """The conflicts that waited, with who put what."""
    return [_conflict(each, table) for each in frozen.conflicts]


def _conflict(each: OpenConflict, table: FieldTable) -> FrozenRow:
    name = each.cell.field
    field = table.field("action", name) or table.field("indicator", name)
    label = place(field.label if field else name, each.cell.period)
    sides = [f"{_said(side.value)} ({side.author or 'unknown'})" for side in each.sides]
    return FrozenRow((each.ref, label, _said(each.agreed), "  /  ".join(sides)))


def _said(value: Value) -> str:
    return words(value).replace("\n", " ") or "blank"


def returns_of(frozen: Frozen, now: str) -> list[FrozenRow]:
    """The returns that were outstanding."""
    return [
        FrozenRow(
            (
                str(each.get("group") or ""),
                str(each.get("actions") or ""),
                short_day(str(each.get("due") or ""), now),
            )
        )
        for each in frozen.outstanding
    ]
