"""The status grid as the window sees it: a pane with a head, the grid, and its empty states."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QPagedPaintDevice
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from csp_desktop.gui.grid.head import CHIPS, GridPaneHead, narrowed_words, without_narrowing
from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.grid.rows import STILL_SHOWN
from csp_desktop.gui.grid.table import GridTable
from csp_desktop.gui.session.queued_write import CellName
from csp_desktop.gui.session.status_letters import Letters
from csp_desktop.gui.widgets.empty_state import EmptyState
from csp_desktop.measures.progress import Counts
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.values import words
from csp_desktop.plan.wording import counted

_PAUSE, _AT_ONCE = 250, 1000
"""Milliseconds between, and actions in, portions of search texts laid out ahead of a search."""


class StatusGrid(QWidget):
    """Shows a plan's actions by year and quarter, and tells what a person asks of them.

    It never writes: edits come out as `edits_requested`, each with the heads that were on screen.
    """

    edits_requested = Signal(list)
    """A list of operations.edits.Edit: all of one doing, to be written as one."""
    text_entered = Signal(object, str, str, object)
    """A cell, the text typed in its box, the text it had before, and its heads then."""
    confirm_requested = Signal(list)
    """A list of (kind, record id, field, period)."""
    action_activated = Signal(str)
    refused = Signal(str)
    add_asked = Signal()
    milestone_asked = Signal()
    """To add a milestone to the current action."""
    milestone_deleted = Signal(object)
    """The record of a milestone as it is shown here."""
    selection_changed = Signal(object)
    """The Selection that a person chose here."""
    current_changed = Signal(str, str, str)
    """Record id, field and period of the current cell; blank in a heading."""
    listed = Signal()
    """Other actions are listed than before, or the same in another order."""
    columns_changed = Signal(tuple)
    """The names of the offered fields that are shown now."""

    def __init__(self, letters: Letters | None = None, parent: QWidget | None = None) -> None:
        """`letters` holds a letter's action until it is clear that no other follows."""
        super().__init__(parent)
        self._letters = letters or Letters()
        self._letters.refused.connect(self.refused)
        self.can_add = False
        """Whether to offer, where there is no action, to add one (see `add_asked`)."""
        self.drafted: Callable[[CellName], str | None] = lambda _: None
        """What was typed in a cell and is not saved, None where nothing was."""
        self._model: GridModel | None = None
        self._grid: GridTable | None = None
        self._menu: QMenu | None = None
        self._counts: dict[str, int] = {}
        self._counted: tuple[str, Selection] | None = None
        self._counted_in: Document | None = None
        self._warm = QTimer(self)
        self._warm.setInterval(_PAUSE)
        self._warm.timeout.connect(self._warm_up)
        self.head = GridPaneHead()
        self._empty = EmptyState()
        self._empty.say("No plan is open", "")
        self._body = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(self._body, 1)
        # A stack that has no parent yet would show its first widget as a window of its own.
        self._body.addWidget(self._empty)
        self.head.filter.clicked.connect(self._show_filters)
        self.head.columns.clicked.connect(self._show_columns)
        self.head.narrowed.clicked.connect(lambda: self._choose(without_narrowing(self.selection)))
        for part, check in self.head.checks.items():
            check.toggled.connect(lambda on, part=part: self._ask_for(part, on=on))
        self._empty.pressed.connect(self._help)

    @property
    def grid(self) -> GridTable | None:
        """The grid itself, None before a plan is shown."""
        return self._grid

    @property
    def selection(self) -> Selection:
        """What is asked for now."""
        return self._model.selection if self._model else Selection()

    # What the window hands over

    def set_plan(
        self, document: Document, table: FieldTable, *, quarter: str = "", frozen: str = ""
    ) -> None:
        """Show another plan, at `quarter` or its working quarter, from its first action.

        `frozen` says why nothing in it can be edited, if it is a plan as it was once.
        """
        quarter = quarter or document.plan.text("working_quarter") or _first_quarter(document)
        before = self._grid
        # A new grid for each plan, rather than a reset: widths, folds, sorting and what is being
        # typed all belong to the plan before.
        self._model = GridModel(document, table, quarter)
        self._model.frozen = frozen
        self._grid = grid = GridTable(self._model, self._letters)
        grid.painter_of_cells.drafted = self.drafted
        grid.text_entered.connect(self.text_entered)
        grid.edits_requested.connect(self.edits_requested)
        grid.confirm_requested.connect(self.confirm_requested)
        grid.action_activated.connect(self.action_activated)
        grid.refused.connect(self.refused)
        grid.milestone_asked.connect(self.milestone_asked)
        grid.milestone_deleted.connect(self.milestone_deleted)
        grid.current_changed.connect(self.current_changed)
        grid.menu_requested.connect(self._show_cell_menu)
        self._model.arranged.connect(self.listed)
        self._body.addWidget(grid)
        self.setFocusProxy(grid)
        if before is not None:
            self._body.removeWidget(before)
            # Later, since a signal of the old grid may be what led here.
            before.deleteLater()
        self._warm.start()
        self._tell()

    def apply(
        self,
        changed: Iterable[tuple[str, str, Record | None]],
        document: Document | None = None,
    ) -> None:
        """Show what an operation changed (Outcome.changed), and stay where the person was.

        `document` is the next document where the caller has it at hand.
        """
        if self._model:
            changed = tuple(changed)
            after = document or self._model.document.with_records(changed)
            self._model.apply(after, changed)
            self._tell()

    def set_quarter(self, quarter: str) -> None:
        """Look at `quarter`; who is at a status of the quarter before goes along."""
        if self._model:
            now = self._grid.in_quarter() if self._grid else ""
            self._model.set_quarter(quarter)
            if now and self._grid:
                self._grid.reveal(now, "status", quarter)
            self._tell()

    def set_selection(self, selection: Selection) -> None:
        """Show what `selection` asks for; a search goes to the action whose ref it is."""
        if self._model and self._model.set_selection(selection):
            if self._grid and selection.text and (best := self._model.finder.best(selection.text)):
                self._grid.reveal(best, "status", self._model.quarter)
            self._tell()

    def set_columns(self, names: Iterable[str]) -> None:
        """Show these of the offered fields as columns."""
        if self._model:
            self._model.set_offered(names)

    def reveal(self, action_id: str, field: str = "", period: str = "") -> bool:
        """Go to an action, and to the cell of it that shows a field; False where it is hidden."""
        return bool(self._grid and self._grid.reveal(action_id, field, period))

    def return_to(self, action_id: str, field: str, period: str) -> None:
        """Go to the cell of an action that was listed when this was left.

        It is listed still if it no longer is what is asked for: who wrote it may not be done.
        """
        if self.reveal(action_id, field, period) or not self._model:
            return
        document = self._model.document
        if document.record("action", action_id):
            self._model.listing.keep(action_id)
            self._model.apply(document, ())
            self._tell()
            self.reveal(action_id, field, period)

    def shown(self) -> list[Record]:
        """The actions shown, in their order."""
        return self._model.listed() if self._model else []

    def lists(self, action_id: str) -> bool:
        """Whether the action has a row here."""
        return self._model is not None and self._model.row_of(action_id) >= 0

    def print_to(self, device: QPagedPaintDevice) -> int:
        """Print what is shown, on A4 landscape, to a printer or a PDF; returns the pages."""
        from csp_desktop.gui.grid.printing import grid_on_paper
        from csp_desktop.gui.widgets.printing import print_paper

        return print_paper(device, grid_on_paper(self._model)) if self._model else 0

    def clear_filters(self) -> None:
        """Take every filter and the search off, as if the person had asked for it."""
        self._choose(self.selection.cleared())

    # What a person chooses here

    def _help(self) -> None:
        if self.selection.filtered:
            self.clear_filters()
        else:
            self.add_asked.emit()

    def _choose(self, selection: Selection) -> None:
        if self._model and selection != self._model.selection:
            self.set_selection(selection)
            self.selection_changed.emit(selection)

    def _ask_for(self, part: str, *, on: bool) -> None:
        if getattr(self.selection, part) != on:
            self._choose(self.selection.asking(part, on=on))

    def _choose_columns(self, names: tuple[str, ...]) -> None:
        self.set_columns(names)
        self.columns_changed.emit(names)

    def _show_filters(self) -> None:
        from csp_desktop.gui.grid.filters import filter_menu

        if self._model:
            self._pop_up(filter_menu(self._model, self._choose, self), self.head.filter)

    def _show_columns(self) -> None:
        from csp_desktop.gui.grid.filters import columns_menu

        if self._model and self._grid:
            menu = columns_menu(self._model, self._grid, self._choose_columns, self)
            self._pop_up(menu, self.head.columns)

    def _show_cell_menu(self, place: QPoint) -> None:
        from csp_desktop.gui.grid.filters import cell_menu, columns_menu

        if not self._model or not self._grid:
            return
        header = self._grid.horizontalHeader()
        if header.rect().contains(header.mapFromGlobal(place)):
            menu = columns_menu(self._model, self._grid, self._choose_columns, self)
        else:
            menu = cell_menu(self._grid, self.action_activated.emit, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _pop_up(self, menu: QMenu, below: QWidget) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))

    def _warm_up(self) -> None:
        if not self._model or self._model.finder.warm(_AT_ONCE):
            self._warm.stop()

    # What the head and the empty state say

    def _chip_counts(self, model: GridModel) -> dict[str, int]:
        """How many actions of the place each chip would show, whatever else is asked for."""
        place = model.selection.cleared()
        # Kept for as long as it holds: to count anew with each letter of a search takes long.
        if self._counted != (model.quarter, place) or self._counted_in is not model.document:
            self._counted, self._counted_in = (model.quarter, place), model.document
            self._counts = {
                part: len(model.found(place.asking(part, on=True))) for part in self.head.checks
            }
        return self._counts

    def _tell(self) -> None:
        model, grid = self._model, self._grid
        if not model or not grid:
            return
        counts = self._chip_counts(model)
        checks = self.head.checks
        for part, check in checks.items():
            check.set_count(counts[part])
            check.setChecked(bool(getattr(model.selection, part)))
        self.head.show_chips(part for part in counts if counts[part] or checks[part].isChecked())
        narrowed = bool(narrowed_words(model.selection))
        self.head.filter.setCheckable(narrowed)
        self.head.filter.setChecked(narrowed)
        self.head.show_narrowing(model.selection)
        self.head.say(_title(model), _counted(model.counts, model.listing.lingering))
        if model.rows:
            self._body.setCurrentWidget(grid)
        else:
            self._empty.say(*_why_empty(model.selection, _title(model), can_add=self.can_add))
            self._body.setCurrentWidget(self._empty)


def _title(model: GridModel) -> str:
    """What people call the part of the plan that is shown."""
    asked, document = model.selection, model.document
    if delivery := document.record("delivery_priority", asked.delivery_priority):
        return delivery.text("label")
    if strategic := document.record("strategic_priority", asked.strategic_priority):
        return f"Priority {words(strategic.get('number'))}"
    if group := document.record("group", asked.group):
        return group.text("name")
    return asked.person or "Whole plan"


def _counted(counts: Counts, lingering: int) -> str:
    said = [counted(counts.total, "action")]
    said += [f"{counts.no_update:,} to update"] if counts.no_update else []
    said += [f"{counts.closed:,} closed"] if counts.closed else []
    said += [f"{lingering:,} {STILL_SHOWN}"] if lingering else []
    return ", ".join(said)


def _why_empty(asked: Selection, place: str, *, can_add: bool) -> tuple[str, str, str]:
    """What is missing, why, and the button that helps, where nothing is shown of a place."""
    where = "the whole plan" if place == "Whole plan" else place
    if not asked.filtered:
        why = f"Nothing in {where} has an action under it."
        return "No actions here yet", why, "Add an action…" if can_add else ""
    parts = [asked.why] if asked.among is not None and asked.why else []
    parts += sorted(asked.statuses)
    parts += [asked.lead] if asked.lead else []
    parts += [chip.words.lower() for chip in CHIPS if getattr(asked, chip.part)]
    parts += ["Tbc"] if asked.tbc else []
    why = f"Looked in {where}" + (f", filtered by {', '.join(parts)}." if parts else ".")
    sentence = f"Nothing matches ‘{asked.text}’" if asked.text else "No action matches the filters"
    return sentence, why, "Clear filters"


def _first_quarter(document: Document) -> str:
    years = document.years()
    return f"{years[0]} Q1" if years else ""
