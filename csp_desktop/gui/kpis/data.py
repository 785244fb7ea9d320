"""Tables of figures to read and to copy: the data of a chart, the targets still to be set."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.copy_block import copy_figures
from csp_desktop.gui.widgets.rows_model import RowsModel, TextRows
from csp_desktop.gui.widgets.table_delegate import RowDelegate
from csp_desktop.gui.widgets.table_view import TableView
from csp_desktop.measures.kpi.scorecard import Debt
from csp_desktop.plan.wording import short_day

NO_OWNER, NOT_SAID = "No owner yet", "Not said"
_LEAST, _MOST = 204, 360
"""How wide the data beside a chart are at least, and at most."""
QUIET: Final = frozenset({"None", "Tbc", NO_OWNER, NOT_SAID})
"""What stands in a cell in place of a value."""


def begins_figure(event: QKeyEvent) -> bool:
    """Whether a key that was pressed begins a figure: a digit, a sign or a decimal point."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    text = event.text()
    return held == Qt.KeyboardModifier.NoModifier and len(text) == 1 and text in "0123456789-."


class DataModel(TextRows):
    """The data of a chart; columns of figures are set as such."""

    columns = ()
    quiet = QUIET

    def show(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show these in place of those shown."""
        told = [tuple(row) for row in rows]
        self.numbers = frozenset(n for n in range(1, len(columns)) if _are_numbers(told, n))
        self.replace_rows(told, columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The columns' names, in full where the pointer rests on one."""
        if role == Qt.ItemDataRole.ToolTipRole:
            role = Qt.ItemDataRole.DisplayRole
        return super().headerData(section, orientation, role)


def _are_numbers(rows: Sequence[Sequence[str]], column: int) -> bool:
    said = {row[column] for row in rows if column < len(row)} - {"", "None", "Tbc"}
    numbers = all(each[0].isdigit() or each[0] in "+\u2212" for each in said)
    return bool(said) and numbers and not any("/" in each for each in said)


class FiguresTable(TableView):
    """A table of figures, which is copied whole."""

    def __init__(self, model: RowsModel[Any], name: str, **options: Any) -> None:
        super().__init__(model, name, **options)
        self.setItemDelegate(RowDelegate[Any](self, shown_unfocused=True))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def copy(self) -> None:
        """Put the table on the clipboard, for Excel."""
        model = self.rows_model
        across = range(len(model.columns))
        copy_figures(model.columns, [[model.words(row, n) for n in across] for row in model.rows])


class DataTable(FiguresTable):
    """The data of a chart, as rows to read and to copy."""

    margin = pad = 6
    typed = Signal(str, str)
    """What stands in the first cell of the current row, and the beginning of a figure typed."""

    def __init__(self) -> None:
        self._data = DataModel()
        super().__init__(self._data, "Data of the chart", row_height=22)

    def sizeHint(self) -> QSize:
        return QSize(themes.current().px(200), themes.current().px(100))

    def show_rows(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show the data, its latest row in sight, as wide as all of it needs within bounds."""
        self._data.show(columns, rows)
        theme, across = themes.current(), range(len(columns))
        wanted = sum(max(self.sizeHintForColumn(n), self.head.sectionSizeHint(n)) for n in across)
        least, most = theme.px(_LEAST), theme.px(_MOST)
        self.setMinimumWidth(min(max(wanted, least), most))
        modes = QHeaderView.ResizeMode
        for column in across:
            shared = column == across[-1] or (column and wanted > most)
            self.head.setSectionResizeMode(
                column, modes.Stretch if shared else modes.ResizeToContents
            )
        self.scrollToBottom()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if begins_figure(event) and self._data.rows:
            row = self.row or self._data.rows[0]
            self.typed.emit(row[0], event.text())
        else:
            super().keyPressEvent(event)


class DebtsModel(RowsModel[Debt]):
    """Debts; `since` is the day by id, '' for what stands as published."""

    columns = ("Ref", "Indicator", "To be set for", "Since", "Owner", "To be agreed by")
    since: Mapping[str, str] = {}

    def key(self, row: Debt) -> Hashable:
        return row.id

    def words(self, row: Debt, column: int) -> str:
        return _words(row, self.since.get(row.id))[column]

    def tip(self, row: Debt, column: int) -> str:
        return self.words(row, column)

    def letters(self, row: Debt, column: int) -> tuple[themes.Size, str, bool]:
        return "small", "text3" if self.words(row, column) in QUIET else "text", False


class DebtTable(FiguresTable):
    """Lists debts; `settle_asked` brings id and first year of the one a person wants to settle."""

    settle_asked = Signal(str, str)

    def __init__(self) -> None:
        self._debts = DebtsModel()
        super().__init__(
            self._debts, "Targets to be set", widths={0: 76, 2: 190, 3: 110, 4: 150, 5: 130},
            stretched=(1,),
        )  # fmt: skip
        self.entered.connect(lambda place: self._settle(self.row_at(place)))

    def show_debts(self, debts: Sequence[Debt], since: Mapping[str, str]) -> None:
        """Show them; `since` is the day by id, '' for what stands as published."""
        self._debts.since = since
        self._debts.replace_rows(debts)
        self.scrollToTop()
        if debts and self.row is None:
            self.look_at(0)

    def _settle(self, debt: Debt) -> None:
        self.settle_asked.emit(debt.id, debt.years[0])


def _words(debt: Debt, since: str | None) -> tuple[str, ...]:
    agreed = short_day(debt.agreed_by) if debt.agreed_by else NOT_SAID
    return (
        debt.label,
        debt.name,
        ", ".join(debt.years) + (" (late)" if debt.late else ""),
        "…" if since is None else short_day(since) if since else "As published",
        debt.owner or NO_OWNER,
        agreed,
    )
