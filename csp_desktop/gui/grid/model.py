"""The grid's model: a plan's actions in rows, known by id, updated where something changed.

Rows and cells are frozen and worked out before or when they are first painted, from records in
memory: nothing is read while painting. The groups are rows of the one flat table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from typing import Any, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from csp_desktop import look
from csp_desktop.gui.grid import cells
from csp_desktop.gui.grid.cells import PaintedCell
from csp_desktop.gui.grid.columns import ColumnShows, GridColumn, columns_for
from csp_desktop.gui.grid.listing import Listing
from csp_desktop.gui.grid.rows import STILL_SHOWN, ActionRow, GroupRow, Row, sections
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.measures.progress import Counts, counts_of, standing
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.selection import Finder, Selection

Index = QModelIndex | QPersistentModelIndex
Keyed = TypeVar("Keyed", ActionRow | GroupRow, GridColumn)
_ROOT = QModelIndex()
_MOST_STEPS = 40
"""More separate insertions and removals than this are shown as one new table instead."""


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
        self._sorted: tuple[str, bool] | None = None
        self._known: dict[str, ActionRow] = {}
        self._cells: dict[str, dict[str, PaintedCell]] = {}
        self._arrange_columns()
        self._arrange_rows()

    # What is shown

    def apply(self, document: Document, changed: Sequence[tuple[str, str, Record | None]]) -> None:
        """Show `document`, of which only `changed` differs from the one before."""
        self.document = document
        self._finder.follow(document, changed)
        for kind, record_id, _ in changed:
            if kind == "action":
                self._known.pop(record_id, None)
                self._cells.pop(record_id, None)
        others = any(kind != "action" for kind, _, _ in changed)
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

    def action_at(self, row: int) -> ActionRow | None:
        """The action in a row, None for a heading."""
        found = self.rows[row]
        return found if isinstance(found, ActionRow) else None

    def cell(self, row: ActionRow, column: GridColumn) -> PaintedCell:
        """The content of one cell; worked out once, when first asked for."""
        known = self._cells.setdefault(row.key, {})
        found = known.get(column.key)
        if found is None:
            found = known[column.key] = cells.cell(row, column, self.quarter, self.document)
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
        return self._finder.find(selection, self._counted)

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
        return self._cell_data(row, self.columns[index.column()], role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """All can be current and selected; cells of actions can be edited in a plan not frozen."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        can = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        can |= Qt.ItemFlag.ItemNeverHasChildren
        if isinstance(self.rows[index.row()], ActionRow) and not self.frozen:
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

    def _cell_data(self, row: ActionRow, column: GridColumn, role: int) -> Any:
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return cells.plain(row.action, column, self.document)
        if role == Qt.ItemDataRole.ToolTipRole:
            return cells.tooltip(row, column, self.quarter, self.document)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cells.spoken(self.cell(row, column), STILL_SHOWN if row.lingers else "")
        if role == GridRole.SORT:
            return cells.sort_value(row.action, column, self.document)
        return None

    def _group_data(self, row: GroupRow, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join(filter(None, (f"{row.label} {row.title}", row.note))))
        if column or role not in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        }:
            return None
        said = f"{row.label} {row.title}".strip()
        if role == Qt.ItemDataRole.DisplayRole:
            return said
        numbers = [f"{look.word(name)} {count}" for name, count in row.counts.by_status.items()]
        if row.counts.no_update:
            numbers.append(f"{look.NO_UPDATE} {row.counts.no_update}")
        shut = "collapsed" if row.collapsed else ""
        return ", ".join(part for part in (said, *numbers, row.note, shut) if part)

    # Arranging

    def _row(self, action: Record) -> ActionRow:
        known = self._known.get(action.id)
        if known is None:
            known = self._known[action.id] = ActionRow(action, standing(action, self.quarter))
        return known

    def _counted(self, action: Record) -> str:
        return self._row(action).standing.counted

    def _wanted_rows(self) -> Iterator[Row]:
        found = self.listed()
        fits = self.listing.fits
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
            if not collapsed:
                yield from self._in_order(rows)

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
        moved = self._become(
            self.rows,
            wanted,
            (self.beginRemoveRows, self.endRemoveRows),
            (self.beginInsertRows, self.endInsertRows),
        )
        changed = [number for number, row in enumerate(wanted) if row is not self.rows[number]]
        changed = [number for number in changed if wanted[number] != self.rows[number]]
        self.rows[:] = wanted
        for first, last in _runs(changed):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        if moved or changed:
            self.arranged.emit()

    def _arrange_columns(self) -> None:
        wanted = columns_for(
            self.table, self.document.years(), self.quarter, self._open_years, self._offered
        )
        shown = list(self.columns)

        def keep() -> None:
            self.columns = tuple(shown)

        moved = self._become(
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

    def _become(
        self,
        shown: list[Keyed],
        wanted: list[Keyed],
        removing: tuple[Callable[[Index, int, int], None], Callable[[], None]],
        inserting: tuple[Callable[[Index, int, int], None], Callable[[], None]],
        keep: Callable[[], None] = lambda: None,
    ) -> bool:
        """Change `shown` to the keys of `wanted` step by step, telling the views of each step.

        Returns whether anything moved. Many steps, or a new order, become one cheaper reset.
        """
        before, after = [each.key for each in shown], [each.key for each in wanted]
        if before == after:
            return False
        old, new = set(before), set(after)
        gone = _runs([n for n, key in enumerate(before) if key not in new])
        come = _runs([n for n, key in enumerate(after) if key not in old])
        in_order = [k for k in before if k in new] == [k for k in after if k in old]
        if not in_order or len(gone) + len(come) > _MOST_STEPS or not before:
            self.beginResetModel()  # views lose their place, which the keeper puts right
            shown[:] = wanted
            keep()
            self.endResetModel()
            return True
        for first, last in reversed(gone):  # from below: the numbers above stay right
            removing[0](_ROOT, first, last)
            del shown[first : last + 1]
            keep()  # before the views are told: they ask for the new count at once
            removing[1]()
        for first, last in come:
            inserting[0](_ROOT, first, last)
            shown[first:first] = wanted[first : last + 1]
            keep()
            inserting[1]()
        return True


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as runs of neighbours: (first, last) each."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
