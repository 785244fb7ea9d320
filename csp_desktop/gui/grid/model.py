"""The grid's model: a plan's actions in rows, known by id, updated where something changed.

Rows and cells are frozen and worked out before or when they are first painted, from records in
memory: nothing is read while painting. The groups are rows of the one flat table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal

from csp_desktop.gui.grid import cells
from csp_desktop.gui.grid.cells import PaintedCell
from csp_desktop.gui.grid.columns import (
    ColumnShows,
    GridColumn,
    columns_for,
    milestone_columns,
)
from csp_desktop.gui.grid.listing import Listing
from csp_desktop.gui.grid.rows import (
    ActionRow,
    GroupRow,
    MilestoneRow,
    RecordRow,
    Row,
    action_row,
    sections,
)
from csp_desktop.gui.grid.stepping import Index, become, runs_of
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.measures.progress import Counts, counts_of
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.selection import Finder, Selection

_ROOT = QModelIndex()
_SHOWN = frozenset({"action", "milestone"})
_MOST_OPENED = 100
"""More actions than this whose milestones are what a search looks for stay closed."""


class GridRole(IntEnum):
    """What the model tells beside Qt's own roles."""

    ID = Qt.ItemDataRole.UserRole + 1
    SORT = Qt.ItemDataRole.UserRole + 2


class GridModel(QAbstractTableModel):
    """Actions under their priorities, as far as the selection asks for them."""

    arranged = Signal()
    """Rows or columns have changed: spans, heights and counts have to follow."""

    def __init__(self, document: Document, table: FieldTable, quarter: str) -> None:
        super().__init__()
        self.document, self.table, self.quarter = document, table, quarter
        self.selection = Selection()
        self.columns: tuple[GridColumn, ...] = ()
        self.rows: list[Row] = []
        self.listing = Listing()
        self.counts = Counts()
        self.frozen = ""
        """Why nothing here can be edited, as a sentence; '' where the plan itself is shown."""
        self.following = False
        """Whether the rows change because the plan did, not because something else is asked for."""
        self._finder = Finder(document, table)
        self._open_years: set[str] = {quarter[:7]}
        self._offered: tuple[str, ...] = ()
        self._collapsed: set[str] = set()
        self._opened: set[str] = set()
        self._shut: set[str] = set()
        self._milestone_columns: Mapping[str, GridColumn] = {}
        self._sorted: tuple[str, bool] | None = None
        self._known: dict[str, ActionRow] = {}
        self._cells: dict[str, dict[str, PaintedCell]] = {}
        self._arrange_columns()
        self._arrange_rows()

    # What is shown

    def apply(self, document: Document, changed: Sequence[tuple[str, str, Record | None]]) -> None:
        """Show `document`, of which only `changed` differs from the one before."""
        self.document = document
        touched = self._finder.follow(document, changed)
        for record_id in touched | {record_id for kind, record_id, _ in changed if kind in _SHOWN}:
            known = self._known.pop(record_id, None)
            for key in (record_id, *(each.key for each in (known.milestones if known else ()))):
                self._cells.pop(key, None)
        others = any(kind not in _SHOWN for kind, _, _ in changed)
        if others:
            self._cells.clear()  # a group or priority is named in cells of many actions
            self._arrange_columns()
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self.following = True  # read by the keeper, while rows move below
        self._arrange_rows()
        self.following = False
        if others and self.rows:
            last = self.index(len(self.rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def set_quarter(self, quarter: str) -> None:
        """Look at `quarter`, and open its year."""
        if quarter == self.quarter:
            return
        self.quarter = quarter
        self._open_years.add(quarter[:7])
        self._known.clear()  # what an action owes, and so its counts, depend on the quarter
        self._cells.clear()
        self.listing.begin()
        self._arrange_columns()
        self._arrange_rows()

    def set_selection(self, selection: Selection) -> bool:
        """Show the actions that `selection` asks for, none from before; whether that is new."""
        anew = selection != self.selection or self.listing.lingering > 0
        if anew:
            self.selection = selection
            self._shut.clear()
            self.listing.begin()
            self._arrange_rows()
        return anew

    def set_offered(self, names: Iterable[str]) -> None:
        """Show these of the fields that the table offers, beside those it shows anyway."""
        self._offered = tuple(names)
        self._arrange_columns()

    @property
    def offered(self) -> tuple[str, ...]:
        """The names of the offered fields that are shown now."""
        return self._offered

    def toggle_year(self, year: str) -> None:
        """Open a year into its plan and quarters, or close it."""
        self._open_years ^= {year}
        self._arrange_columns()

    def is_open(self, year: str) -> bool:
        """Whether a year is opened into its quarters."""
        return year in self._open_years

    def toggle_group(self, group_id: str) -> None:
        """Hide or show the actions under a heading."""
        self._collapsed ^= {group_id}
        self._arrange_rows()

    def toggle_action(self, action_id: str) -> None:
        """Show the milestones of an action under it, or put them away."""
        row = next((row for row in self.rows if row.key == action_id), None)
        if isinstance(row, ActionRow) and row.milestones:
            becomes, was = (self._shut, self._opened) if row.open else (self._opened, self._shut)
            becomes.add(action_id)
            was.discard(action_id)
            self._arrange_rows()

    def sort_by(self, column_key: str, *, descending: bool) -> None:
        """Sort the actions within their groups by a column; by ref where the key is ''."""
        self._sorted = (column_key, descending) if column_key else None
        self._arrange_rows()

    @property
    def sorted_by(self) -> tuple[str, bool] | None:
        """The column that the actions are sorted by, and whether downwards; None for ref order."""
        return self._sorted

    @property
    def finder(self) -> Finder:
        """What finds the plan's actions."""
        return self._finder

    # Asked by the views

    def record_at(self, row: int) -> RecordRow | None:
        """The action or the milestone in a row, None for a heading."""
        found = self.rows[row]
        return None if isinstance(found, GroupRow) else found

    def action_at(self, row: int) -> ActionRow | None:
        """The action in a row, or whose milestone is there; None for a heading."""
        found = self.rows[row]
        if isinstance(found, MilestoneRow):
            return self._row(found.action)._replace(open=True)
        return found if isinstance(found, ActionRow) else None

    def shown_in(self, row: RecordRow, column: GridColumn) -> GridColumn | None:
        """What `column` shows in a row; None where it shows nothing of a milestone."""
        if isinstance(row, ActionRow):
            return column
        return self._milestone_columns.get(column.key)

    def cell(self, row: RecordRow, column: GridColumn) -> PaintedCell:
        """The content of one cell, by what is shown in it; worked out once, when first asked."""
        known = self._cells.setdefault(row.key, {})
        found = known.get(column.key)
        if found is None:
            shown = self.shown_in(row, column)
            given = (self.quarter, self.document)
            found = known[column.key] = cells.cell(row, shown, *given) if shown else cells.BLANK
        return found

    def row_of(self, action_id: str) -> int:
        """The row of an action, -1 if it is not shown."""
        return next((row for row, each in enumerate(self.rows) if each.key == action_id), -1)

    def column_of(self, field: str, period: str = "") -> int:
        """The column in which a cell of the plan shows, -1 where it does not."""
        for number, column in enumerate(self.columns):
            if column.period == period and field in {each.name for each in column.bears}:
                return number
        return -1

    def listed(self) -> list[Record]:
        """The actions listed, folded away or not, in the order of their refs."""
        return self.listing.take(self.found(self.selection), lambda: self.found(Selection()))

    def found(self, selection: Selection) -> list[Record]:
        """The actions that another selection would show."""
        return self._finder.find(selection, self._counted, lambda each: self._row(each).marks)

    # Qt's own questions

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Headings and the actions that are not folded away under them."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Fields, closed years, and the plan and quarters of opened ones."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The whole text of a cell, its tooltip, what is read out, a value to sort by, an id."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == GridRole.ID:
            return row.key
        if isinstance(row, GroupRow):
            return self._group_data(row, index.column(), role)
        column = self.shown_in(row, self.columns[index.column()])
        return self._cell_data(row, column, role) if column else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """All can be current and selected; cells of actions can be edited in a plan not frozen."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        can = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        can |= Qt.ItemFlag.ItemNeverHasChildren
        row = self.rows[index.row()]
        edits = not isinstance(row, GroupRow) and self.shown_in(row, self.columns[index.column()])
        if edits and not self.frozen:
            can |= Qt.ItemFlag.ItemIsEditable
        return can

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """What a column is called, with its year; the header paints its own two levels."""
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{column.year} {column.label}" if column.open else column.label
        if role == Qt.ItemDataRole.ToolTipRole and column.year:
            shut = "Close" if column.open else "Open"
            opens = column.shows is not ColumnShows.QUARTER
            return f"{shut} {column.year}" if opens else column.period
        return None

    def _cell_data(self, row: RecordRow, column: GridColumn, role: int) -> Any:
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return cells.plain(row.record, column, self.document)
        if role == Qt.ItemDataRole.ToolTipRole:
            from csp_desktop.gui.grid.tips import tooltip

            return tooltip(row, column, self.quarter, self.document)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cells.spoken(self.cell(row, column), cells.besides(row, column))
        if role == GridRole.SORT:
            return cells.sort_value(row.record, column, self.document)
        return None

    def _group_data(self, row: GroupRow, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join(filter(None, (f"{row.label} {row.title}", row.note))))
        if column or role not in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        }:
            return None
        return row.named if role == Qt.ItemDataRole.DisplayRole else row.spoken

    # Arranging

    def _row(self, action: Record) -> ActionRow:
        known = self._known.get(action.id)
        if known is None:
            under = self._finder.milestones.of(action.id)
            known = self._known[action.id] = action_row(action, under, self.quarter)
        return known

    def _counted(self, action: Record) -> str:
        return self._row(action).standing.counted

    def _wanted_rows(self) -> Iterator[Row]:
        found = self.listed()
        fits = self.listing.fits
        text = self.selection.text
        said = self._finder.said_in_milestones(found, text, _MOST_OPENED) if text else set[str]()
        self.counts = counts_of(self._row(each).standing for each in found if fits(each.id))
        for section in sections(self.document, found, self.selection):
            rows = [
                row if fits((row := self._row(action)).key) else row._replace(lingers=True)
                for action in section.actions
            ]
            collapsed = section.id in self._collapsed
            yield GroupRow(
                section.id,
                section.label,
                section.title,
                section.note,
                counts_of(row.standing for row in rows),
                collapsed,
            )
            for row in () if collapsed else self._in_order(rows):
                wanted = row.key in self._opened or (row.key in said and row.key not in self._shut)
                if wanted and row.milestones:
                    yield row._replace(open=True)
                    yield from row.milestones
                else:
                    yield row

    def _in_order(self, rows: list[ActionRow]) -> list[ActionRow]:
        if self._sorted is None:
            return rows
        key, descending = self._sorted
        column = next((each for each in self.columns if each.key == key), None)
        if column is None:
            return rows

        def known(row: ActionRow) -> bool:
            return cells.held(row.action, column).value is not None

        def value(row: ActionRow) -> Any:
            return cells.sort_value(row.action, column, self.document)

        full = sorted(filter(known, rows), key=value, reverse=descending)
        return full + [row for row in rows if not known(row)]

    def _arrange_rows(self) -> None:
        wanted = list(self._wanted_rows())
        moved = become(
            self,
            self.rows,
            wanted,
            (self.beginRemoveRows, self.endRemoveRows),
            (self.beginInsertRows, self.endInsertRows),
        )
        changed = [number for number, row in enumerate(wanted) if row is not self.rows[number]]
        changed = [number for number in changed if wanted[number] != self.rows[number]]
        self.rows[:] = wanted
        for first, last in runs_of(changed):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        if moved or changed:
            self.arranged.emit()

    def _arrange_columns(self) -> None:
        wanted = columns_for(
            self.table, self.document.years(), self.quarter, self._open_years, self._offered
        )
        self._milestone_columns = milestone_columns(self.table, wanted)
        shown = list(self.columns)

        def keep() -> None:
            self.columns = tuple(shown)

        moved = become(
            self,
            shown,
            list(wanted),
            (self.beginRemoveColumns, self.endRemoveColumns),
            (self.beginInsertColumns, self.endInsertColumns),
            keep,
        )
        changed = wanted != self.columns
        self.columns = wanted
        if changed and wanted:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(wanted) - 1)
            if self.rows:
                last = self.index(len(self.rows) - 1, len(wanted) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
        if moved or changed:
            self.arranged.emit()
