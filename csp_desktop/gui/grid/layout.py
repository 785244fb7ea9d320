"""The grid as a table: rows and columns with their sizes, and where the person is in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QRect, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyleFactory,
    QTableView,
    QWidget,
)

from csp_desktop.gui.grid.columns import ColumnShows, GridColumn
from csp_desktop.gui.grid.delegate import StatusGridDelegate
from csp_desktop.gui.grid.entering import Target
from csp_desktop.gui.grid.header import GridHeader
from csp_desktop.gui.grid.keeping import Keeper
from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.grid.rows import ActionRow, GroupRow
from csp_desktop.gui.theme import theme as themes

ROW_HEIGHT, GROUP_HEIGHT = 40, 28


class GridLayout(QTableView):
    """A flat table with headings that span it.

    Not a tree: that asks for the height of every row as soon as it scrolls by pixel, and with
    10,000 actions this alone takes longer than a filter may (decision 0007).
    """

    current_changed = Signal(str, str, str)
    """Record id, field and period of the current cell; blank in a heading."""

    def __init__(self, model: GridModel) -> None:
        super().__init__()
        self.grid = model
        self.widths: dict[str, int] = {}
        self._fitting = False
        # Plain Fusion, not the application's style: that one is Python code, which Qt would call
        # for each cell and header section it paints. Kept in an attribute, since setStyle does not
        # own it.
        self._style = QStyleFactory.create("fusion")
        self.setStyle(self._style)
        self.head = header = GridHeader(model, self)
        header.setStyle(self._style)
        self.setHorizontalHeader(header)
        # The keeper hears of changes before Qt moves the current cell for them.
        self.keeper = Keeper(self, model, self.tell_current)
        self.setModel(model)
        self.painter_of_cells = StatusGridDelegate(self, model)
        self.setItemDelegate(self.painter_of_cells)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        # Fills the square between the two scroll bars, which Qt leaves in the window's ground.
        corner = QWidget()
        corner.setAutoFillBackground(True)
        corner.setBackgroundRole(QPalette.ColorRole.Base)
        self.setCornerWidget(corner)
        # Tab goes on to the panel, as anywhere else in the window; arrows move by cell.
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        # The table opens editors itself: whether one may be opened, and which, depends on the cell.
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Status grid")
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        # Qt's least height follows the font and would make the headings taller than they are to be.
        rows.setMinimumSectionSize(1)
        header.year_clicked.connect(self.toggle_year)
        header.sort_clicked.connect(self._sort)
        header.sectionResized.connect(self._keep_width)
        model.arranged.connect(self.arrange)
        self.selectionModel().selectionChanged.connect(self._mark_row)
        self.selectionModel().currentChanged.connect(self.tell_current)
        self.arrange()

    def action(self, index: QModelIndex) -> ActionRow | None:
        """The action in the row of `index`, or whose milestone is there; None in a heading."""
        return self.grid.action_at(index.row()) if index.isValid() else None

    def target(self, index: QModelIndex) -> Target | None:
        """The row of `index` and what is shown of it there; None where that is nothing."""
        row = self.grid.record_at(index.row()) if index.isValid() else None
        column = self.grid.shown_in(row, self.grid.columns[index.column()]) if row else None
        return (row, column) if row and column else None

    def targets(self) -> list[Target]:
        """The selected cells that show something of an action or a milestone, by row."""
        chosen = sorted(
            (
                index
                for index in self.selectionModel().selectedIndexes()
                if not self.isColumnHidden(index.column())
            ),
            key=lambda index: (index.row(), index.column()),
        )
        return [target for index in chosen if (target := self.target(index))]

    def shown_columns(self) -> list[GridColumn]:
        """The columns that are not hidden for lack of room, from the left."""
        columns = enumerate(self.grid.columns)
        return [column for number, column in columns if not self.isColumnHidden(number)]

    def reveal(self, action_id: str, field: str = "", period: str = "") -> bool:
        """Go to a cell of an action, opening what hides it; False where it is not shown."""
        row = self.grid.row_of(action_id)
        column = self.grid.column_of(field, period) if field else self.currentIndex().column()
        # The order matters: opening a year adds columns and unfolding adds rows, so each is looked
        # up again after what may have moved it.
        if column < 0 and period and not self.grid.is_open(period[:7]) and " " in period:
            self.toggle_year(period[:7])
            column = self.grid.column_of(field, period)
        if row < 0 and self._unfold(action_id):
            row = self.grid.row_of(action_id)
        if row < 0:
            return False
        index = self.grid.index(row, max(column, 0))
        only = QItemSelectionModel.SelectionFlag.ClearAndSelect
        # Both current and selected: what a key or a command does acts on the selection.
        self.selectionModel().setCurrentIndex(index, only)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        return True

    def _unfold(self, action_id: str) -> bool:
        """Open the heading under which an action is folded away; whether there is one."""
        action = self.grid.document.record("action", action_id)
        if action is None or all(each.id != action_id for each in self.grid.listed()):
            return False
        shut = {each.id: each.collapsed for each in self.grid.rows if isinstance(each, GroupRow)}
        above = (action.text("delivery_priority"), action.text("strategic_priority"), "")
        heading = next((each for each in above if each in shut), None)
        if heading is None or not shut[heading]:
            return False
        self.grid.toggle_group(heading)
        return True

    def arrange(self) -> None:
        """Give headings their span and height, and columns their widths, after a change."""
        px = themes.current().px
        tall, short = px(ROW_HEIGHT), px(GROUP_HEIGHT)
        rows = self.verticalHeader()
        # The default first: it sets all rows at once, and only headings need a size of their own.
        rows.setDefaultSectionSize(tall)
        # Qt moves spans along as rows come and go, but not when what a row is has changed.
        self.clearSpans()
        width = len(self.grid.columns)
        for number, row in enumerate(self.grid.rows):
            heading = isinstance(row, GroupRow)
            if heading and width > 1:
                self.setSpan(number, 0, 1, width)
            wanted = short if heading else tall
            # Each resize is a signal and a layout. Of thousands of rows a few are others than
            # before.
            if rows.sectionSize(number) != wanted:
                rows.resizeSection(number, wanted)
        self.fit_columns()
        # After heights and widths are right: the place is found by where rows are on the screen.
        self.keeper.restore()
        self._mark_row()

    def fit_columns(self) -> None:
        """Give each column its width: what it asks for or was drawn to, with a share of the room.

        Where there is more room than that, wide texts take it; where less, they give way a little.

        The plan of an opened year shows only where there is room for it beside the quarters.
        """
        px, header = themes.current().px, self.horizontalHeader()
        columns = self.grid.columns
        wanted = [self.widths.get(column.key) or px(column.width) for column in columns]
        if columns and columns[0].field.name == "ref" and not self.widths.get(columns[0].key):
            wanted[0] = max(wanted[0], self._widest_ref())
        plans = {n for n, column in enumerate(columns) if column.shows is ColumnShows.PLAN}
        spare = self.viewport().width() - sum(
            width for n, width in enumerate(wanted) if n not in plans
        )
        shown = set()
        # The plan of a year is also in its tooltip and the side panel, so it is the first to give
        # way.
        for number in sorted(plans):
            if spare >= wanted[number]:
                shown.add(number)
                spare -= wanted[number]
        hidden = plans - shown
        # A column that the person has drawn to a width keeps it.
        bending = [
            n
            for n, column in enumerate(columns)
            if n not in hidden and column.stretches and column.key not in self.widths
        ]
        total = sum(wanted[n] for n in bending)
        # Below `least` columns no longer shrink: the grid scrolls sideways instead.
        spare = max(spare, sum(px(columns[n].least) - wanted[n] for n in bending))
        left = spare
        # Else `_keep_width` would take what is set here for widths that the person has drawn.
        self._fitting = True
        for number, width in enumerate(wanted):
            header.setSectionHidden(number, number in hidden)
            more = spare * width // total if number in bending else 0
            # The last takes what rounding has left, so that no strip stays free at the right.
            more = left if bending and number == bending[-1] else more
            left -= more
            if number not in hidden:
                header.resizeSection(number, width + more)
        self._fitting = False

    def _widest_ref(self) -> int:
        """The width at which every ref fits on one line."""
        refs = [row.action.text("ref") for row in self.grid.rows if isinstance(row, ActionRow)]
        longest = max(map(len, refs), default=0)
        paints = self.painter_of_cells.paints
        # Only those with the most characters are measured: measuring 10,000 texts takes too long.
        widest = max((paints.body.width(each) for each in refs if len(each) >= longest), default=0)
        return round(widest + 0.5) + 2 * paints.pad + paints.gap // 2

    def toggle_year(self, year: str) -> None:
        """Open or close a year, and stay where the person was."""
        self.grid.toggle_year(year)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the new width; a current cell that was in sight stays there."""
        current = self.currentIndex()
        # Taken before Qt resizes: afterwards the row's place is that in the new viewport.
        bottom = self.visualRect(current).bottom()
        super().resizeEvent(event)
        if event.size().height() <= bottom < event.oldSize().height():
            self.scrollTo(current)
        if event.size().width() != event.oldSize().width():
            self.fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system's font and the theme."""
        super().changeEvent(event)
        # Qt sends these while the constructor is still running, before there is a keeper.
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange} and hasattr(
            self, "keeper"
        ):
            self.arrange()
            self.viewport().update()

    def _keep_width(self, section: int, _old: int, new: int) -> None:
        if not self._fitting and section < len(self.grid.columns) and new:
            self.widths[self.grid.columns[section].key] = new

    def _mark_row(self) -> None:
        """Show the current row from edge to edge, unless a block is selected."""
        delegate, current = self.painter_of_cells, self.currentIndex()
        ranges = self.selectionModel().selection()
        single = ranges.count() == 0
        if ranges.count() == 1:
            only = ranges.at(0)
            single = only.height() == 1 and only.width() in {1, len(self.grid.columns)}
        before, delegate.whole_row = delegate.whole_row, current.row() if single else -1
        for row in {before, delegate.whole_row} - {-1}:
            if row < len(self.grid.rows):
                self._update_row(row)

    def _update_row(self, row: int) -> None:
        top = self.rowViewportPosition(row)
        self.viewport().update(QRect(0, top, self.viewport().width(), self.rowHeight(row)))

    def tell_current(self) -> None:
        """Tell where the person is, unless the rows are on the move."""
        # Rows come and go one step after another, and between two of them the current index may be
        # any row. The keeper calls this once all is done.
        if self.keeper.keeping:
            return
        self._mark_row()
        current = self.currentIndex()
        row = self.action(current)
        target = self.target(current)
        if row is None:
            self.current_changed.emit("", "", "")
        elif target and isinstance(target[0], ActionRow):
            self.current_changed.emit(row.key, target[1].field.name, target[1].period)
        else:
            self.current_changed.emit(row.key, "title", "")

    def _sort(self, key: str) -> None:
        now = self.grid.sorted_by
        by_ref = self.grid.columns[0].key
        if now and now[0] == key:
            self.grid.sort_by("" if now[1] else key, descending=True)
        elif key == by_ref and not now:
            self.grid.sort_by(key, descending=True)
        else:
            self.grid.sort_by("" if key == by_ref else key, descending=False)
        self.horizontalHeader().viewport().update()
