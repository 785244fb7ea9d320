"""The window: toolbar, places, panes and side panel round one open plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from csp_desktop import look
from csp_desktop.errors import CspError
from csp_desktop.gui import theme as themes
from csp_desktop.gui.areas import Area, go_round
from csp_desktop.gui.grid.view import StatusGrid
from csp_desktop.gui.kept import Kept
from csp_desktop.gui.leaving import Leaving
from csp_desktop.gui.legend import Legend
from csp_desktop.gui.navigation import Navigation
from csp_desktop.gui.no_plan import NoPlan
from csp_desktop.gui.notice_strip import NoticeStrip
from csp_desktop.gui.notices import Notice
from csp_desktop.gui.room import Room
from csp_desktop.gui.state import READING, PlanState
from csp_desktop.gui.top_bar import TopBar
from csp_desktop.gui.writes import Changed
from csp_desktop.plan.document import Record
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.statuses import STATUSES

if TYPE_CHECKING:
    from csp_desktop.gui.history_pane import HistoryPane
    from csp_desktop.gui.kpis.pane import KpiPane
    from csp_desktop.gui.panel.side_panel import SidePanel
    from csp_desktop.gui.returns.pane import ReturnsPane

PANES = (
    ("grid", "Status grid"),
    ("kpis", "KPIs"),
    ("returns", "Returns"),
    ("history", "History"),
)
_SMALLEST = (760, 440)


class Commands(Protocol):
    """The commands and menus of a window."""

    failed_path: Path | None

    @property
    def whole(self) -> QMenu:
        """The menu behind the menu button."""

    def actions(self) -> dict[str, QAction]:
        """The actions by their command's name."""

    def do(self, name: str) -> None:
        """Do the command called `name`."""

    def follow(self) -> None:
        """Turn commands on and off as the window stands."""


class MainWindow(QMainWindow):
    """The one window. It routes between its parts; what changes the plan is asked of the state."""

    def __init__(
        self,
        state: PlanState,
        keeper: themes.Themes,
        make_menus: Callable[[MainWindow], Commands],
    ) -> None:
        super().__init__()
        self.state = state
        self.selection = Selection()
        self._history: HistoryPane | None = None
        self._kpis: KpiPane | None = None
        self._returns: ReturnsPane | None = None
        self._make_menus = make_menus
        self._menus: Commands | None = None
        self._finished = False
        self._after_painting = False
        self.top = TopBar(PANES)
        self.strip = NoticeStrip()
        self.places = Navigation()
        self.grid = StatusGrid()
        self.nothing = NoPlan()
        self.legend = Legend()
        self.panes = QStackedWidget()
        self.room = Room(self.places, self.panes, self._make_panel)
        self.leaving = Leaving(state, self.strip)
        self.kept = Kept(state.user, self, self.room, keeper)
        self._lay_out()
        self._connect()
        self._show_no_plan()
        self.kept.restore_geometry()

    # Putting together

    def _lay_out(self) -> None:
        self.setWindowTitle("CSP Desktop")
        self.setMinimumSize(*_SMALLEST)
        self.setAcceptDrops(True)
        self.addToolBar(self.top)
        self.panes.addWidget(self.nothing)
        self.panes.addWidget(self.grid)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self.room, 1)
        column.addWidget(self.legend)
        self.setCentralWidget(inside)

    def _connect(self) -> None:
        state, top, grid = self.state, self.top, self.grid
        state.opened.connect(self._show_plan)
        state.closed.connect(self._show_no_plan)
        state.failed_to_open.connect(self._show_not_opened)
        state.document_changed.connect(self._show_changed)
        state.quarter_changed.connect(self._show_quarter)
        state.saving_changed.connect(self._show_saving)
        state.noticed.connect(self._tell)
        state.settled.connect(self.strip.settle)
        state.damaged.connect(self._show_damaged)
        state.unexpected.connect(self.show_fault)
        state.door.name_needed.connect(self._ask_name)
        state.door.undo_changed.connect(self._show_commands)
        top.pane_asked.connect(self.show_pane)
        top.menu_button.clicked.connect(self.open_menu)
        top.places.clicked.connect(self.toggle_places)
        top.undo.clicked.connect(state.undo)
        top.redo.clicked.connect(state.redo)
        top.quarter.picked.connect(state.set_quarter)
        top.search.searched.connect(lambda text: self.narrow(text=text))
        top.search.left.connect(self.focus_pane)
        top.owed.clicked.connect(lambda on: self.narrow(no_update=on))
        self.places.chosen.connect(self._go)
        self.places.mine_chosen.connect(self._choose_mine)
        grid.edits_requested.connect(state.submit)
        grid.confirm_requested.connect(state.confirm)
        grid.refused.connect(
            lambda said: self.strip.tell(Notice(said, "warning", "grid", passing=True))
        )
        grid.selection_changed.connect(self.show_selection)
        grid.current_changed.connect(self._follow_current)
        grid.action_activated.connect(self.open_panel)
        grid.columns_changed.connect(self._choose_columns)
        self.strip.emptied.connect(self.focus_pane)
        self.nothing.asked.connect(self._do)
        self.room.splitterMoved.connect(self.kept.keep_geometry)
        self.room.shared.connect(self._show_commands)
        for keys, step in (("F6", 1), ("Shift+F6", -1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self._next_area(step))

    @property
    def menus(self) -> Commands:
        """The commands and menus, made when first used or once the window has been painted."""
        if self._menus is None:
            self._menus = self._make_menus(self)
            self._show_commands()
        return self._menus

    def _do(self, command: str) -> None:
        self.menus.do(command)

    @property
    def panel(self) -> SidePanel:
        """The side panel, made when first used or once the window has been painted."""
        return cast("SidePanel", self.room.panel())

    def _make_panel(self) -> SidePanel:
        from csp_desktop.gui.panel.side_panel import SidePanel

        panel = SidePanel(self.state)
        panel.closed.connect(self.close_panel)
        panel.left.connect(self.focus_pane)
        panel.reveal_asked.connect(self.reveal)
        panel.history_asked.connect(self.show_history_of)
        return panel

    @property
    def history(self) -> HistoryPane:
        """The history pane, made when first used."""
        if self._history is None:
            from csp_desktop.gui.history_pane import HistoryPane

            self._history = HistoryPane(self.state)
            self._history.reveal_asked.connect(self.reveal)
            self._history.undo.clicked.connect(self.state.undo)
            self.panes.addWidget(self._history)
        return self._history

    @property
    def kpis(self) -> KpiPane:
        """The KPI pane, made when first used: what draws its charts is heavy."""
        if self._kpis is None:
            from csp_desktop.gui.kpis.pane import KpiPane

            self._kpis = KpiPane(self.state)
            self.panes.addWidget(self._kpis)
        return self._kpis

    @property
    def returns(self) -> ReturnsPane:
        """The returns pane, made when first used or when files are dropped on the window."""
        if self._returns is None:
            from csp_desktop.gui.returns.pane import ReturnsPane

            self._returns = ReturnsPane(self.state)
            self._returns.reveal_asked.connect(self.reveal)
            self._returns.grid_asked.connect(partial(self.show_pane, "grid"))
            self._returns.counted.connect(self._count_returns)
            self.panes.addWidget(self._returns)
        return self._returns

    def _count_returns(self, number: int) -> None:
        """Say on the pane's tab how many contradictions wait for a decision."""
        tab = self.top.tabs["returns"]
        tab.setText(f"Returns {number:,}" if number else "Returns")
        tab.updateGeometry()

    def show_returns(self) -> None:
        """Go to the returns pane."""
        self.show_pane("returns")
        self.focus_pane()

    def take_returns(self, files: Sequence[Path] = ()) -> None:
        """Read files as returns, or where none are given the illustrative ones."""
        self.show_pane("returns")
        self.returns.take(files) if files else self.returns.try_samples()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.state.is_open:
            from csp_desktop.gui.returns.drop import offer

            offer(self, event, self.take_returns)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Once the grid has been painted, make what its first picture did not need."""
        if event.type() == QEvent.Type.Paint and self._after_painting:
            self._after_painting = False
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.make_the_rest)
        return super().eventFilter(watched, event)

    def make_the_rest(self) -> None:
        """Make what the first picture of the grid did not need."""
        self.menus.actions()
        if self.state.is_open:
            self.state.look_closely()
            self._show_first()
            self._show_commands()
            self._offer_samples()

    def _offer_samples(self) -> None:
        """On the first start, offer to see how returns are merged."""
        document = self.state.document
        new_here = not self.state.user.name and not any(document.of("return_received"))
        if new_here and document.plan_id.startswith("hackney") and self.state.writable:
            said = "New here? See how returned workbooks come together."
            act, action = self.take_returns, "Try it: merge three returns"
            self.strip.tell(Notice(said, about="samples", action=action, act=act))

    # Showing the plan

    def _show_plan(self) -> None:
        state = self.state
        plan = state.document.plan
        self.strip.clear()
        self.setWindowTitle(f"{plan.text('title')} – CSP Desktop")
        self.top.quarter.set_quarters(state.document.years())
        self.top.quarter.set_quarter(state.quarter)
        self.legend.set_marking(plan.text("marking"))
        self.grid.set_plan(state.document, state.table)
        self.grid.set_quarter(state.quarter)
        plan_id = state.document.plan_id
        columns = self.kept.columns(plan_id)
        if columns is not None:
            self.grid.set_columns(columns)
        self.places.set_plan(state.document, self.kept.mine(plan_id))
        self.selection = Selection()
        self.top.search.show_text("")
        self.places.show_place(self.selection)
        self.room.show_sides(is_open=True)
        self._switch_bar(is_open=True)
        self.show_pane("grid")
        self.focus_pane()
        self._show_owed()
        self._show_saving()
        self._show_commands()
        if state.path:
            state.user.keep(state.user.settings.opened(state.path.absolute()))
        self._after_painting = True
        if self.grid.grid:
            self.grid.grid.viewport().installEventFilter(self)

    def _show_no_plan(self) -> None:
        self.setWindowTitle("CSP Desktop")
        self.nothing.say_none()
        self.strip.clear()
        self.panes.setCurrentWidget(self.nothing)
        self.room.show_sides(is_open=False)
        self.legend.show()
        self.legend.set_marking("")
        self.top.quarter.set_quarters(())
        self.top.quarter.set_quarter("")
        self.top.show_owed(0, asked_for=False)
        self._switch_bar(is_open=False)
        self.focus_pane()
        self._show_saving()
        self._show_commands()

    def _show_not_opened(self, path: Path, error: Exception) -> None:
        self.nothing.say_not_opened(path, error)
        self.menus.failed_path = path

    def _show_damaged(self, error: CspError) -> None:
        self.strip.tell(
            Notice(
                str(error),
                "error",
                about="damaged",
                action="Restore a backup…",
                act=lambda: self.menus.do("restore"),
            )
        )
        if self.room.made:
            self.panel.refresh()

    def _switch_bar(self, *, is_open: bool) -> None:
        top = self.top
        held = (top.undo, top.redo, top.quarter, top.search, top.owed)
        for widget in (*top.tabs.values(), *held):
            widget.setVisible(is_open)

    def _show_changed(self, changed: Changed, _by: str) -> None:
        state = self.state
        self.grid.apply(changed, state.document)
        kinds = {kind for kind, _, _ in changed}
        if kinds - {"indicator", "partner"}:
            self.places.set_plan(state.document, self.kept.mine(state.document.plan_id))
        if "year" in kinds:
            self.top.quarter.set_quarters(state.document.years())
        if "plan" in kinds:
            self.legend.set_marking(state.document.plan.text("marking"))
        self._show_owed()

    def _show_quarter(self, quarter: str) -> None:
        self.top.quarter.set_quarter(quarter)
        self.grid.set_quarter(quarter)
        self._show_owed()

    def _show_owed(self) -> None:
        table = self.grid.grid
        owed = len(table.grid.found(Selection(no_update=True))) if table else 0
        self.top.show_owed(owed, asked_for=self.selection.no_update)
        self.top.owed.setVisible(any(self.state.document.of("action")))

    def _show_saving(self) -> None:
        state = self.state
        self.top.saved.show_saving(state.saving, state.saved_at, is_open=state.is_open)

    def _show_commands(self) -> None:
        whole = self.pane == "returns"
        self.top.places.setVisible(self.state.is_open and not self.room.places_shown and not whole)
        if self._menus:
            self._menus.follow()
            actions = self._menus.actions()
            self.top.show_undo(actions["undo"], actions["redo"])
        else:
            door = self.state.door
            self.top.undo.setEnabled(self.state.writable and door.next_undo is not None)
            self.top.redo.setEnabled(self.state.writable and door.next_redo is not None)
        if self._history:
            self._history.undo.setEnabled(self.top.undo.isEnabled())

    def _tell(self, notice: Notice) -> None:
        """Show a notice of the state, with what the window can do about it."""
        if notice.about == READING:
            copy = partial(self.menus.do, "copy-for")
            notice = replace(notice, action="Make a copy…", act=copy)
        self.strip.tell(notice)

    def show_fault(self, error: BaseException, what: str) -> None:
        """Tell of a fault of the program: plain words first, the details to copy second."""
        from csp_desktop.gui.faults import notice_of

        self.strip.tell(notice_of(error, what))

    # Going about

    def show_pane(self, name: str) -> None:
        """Bring one pane to the front."""
        if not self.state.is_open:
            return
        self.top.show_pane(name)
        pane = self._pane_called(name)
        if pane is self._history:
            self.history.refresh()
        if pane is self._kpis:
            self.kpis.narrow(self.selection)
            self.kpis.refresh()
        self.panes.setCurrentWidget(pane)
        whole = pane is self._returns
        self.room.show_sides(is_open=not whole, panel=pane is not self._kpis)
        self.legend.show_names(look.RATINGS if pane is self._kpis else STATUSES)
        self.legend.setVisible(not whole)
        self._show_commands()

    def _pane_called(self, name: str) -> QWidget:
        """The pane called `name`, as PANES lists them; it is made when it is first shown."""
        if name == "returns":
            return self.returns
        if name == "kpis":
            return self.kpis
        return self.history if name == "history" else self.grid

    @property
    def pane(self) -> str:
        """The name of the pane in front, '' where no plan is open."""
        front = self.panes.currentWidget()
        named: dict[QWidget | None, str] = {
            self._history: "history",
            self._returns: "returns",
            self._kpis: "kpis",
        }
        return "" if front is self.nothing else named.get(front, "grid")

    def show_selection(self, selection: Selection) -> None:
        """Show what `selection` asks for, everywhere that tells of it."""
        self.selection = selection
        self.grid.set_selection(selection)
        if self._kpis:
            self._kpis.narrow(selection)
        self.places.show_place(selection)
        self.top.search.show_text(selection.text)
        self._show_owed()

    def narrow(self, *, text: str | None = None, no_update: bool | None = None) -> None:
        """Search for `text`, or show only what has no update; the rest of the selection stays."""
        selection = self.selection
        if text is not None:
            selection = replace(selection, text=text)
        if no_update is not None:
            selection = replace(selection, no_update=no_update)
        if self.pane != "kpis" or no_update is not None:
            self.show_pane("grid")
        self.show_selection(selection)

    def _go(self, place: Selection) -> None:
        """Go to a place of the plan; filters and search stay on."""
        if self.pane != "kpis":
            self.show_pane("grid")
        self.show_selection(
            replace(
                self.selection,
                strategic_priority=place.strategic_priority,
                delivery_priority=place.delivery_priority,
                group=place.group,
            )
        )

    def reveal(self, kind: str, record_id: str) -> None:
        """Go to an action in the grid, or an indicator, taking filters off where they hide it."""
        if kind == "indicator" and self.state.document.record(kind, record_id):
            self.show_selection(Selection())
            self.show_pane("kpis")
            self.kpis.reveal(record_id)
            return
        if kind != "action" or self.state.document.record(kind, record_id) is None:
            return
        self.show_pane("grid")
        if not self.grid.reveal(record_id):
            self.show_selection(Selection())
            self.grid.reveal(record_id)
        self.panel.show_action(record_id)

    def go_to_search(self) -> None:
        """Give the focus to the search."""
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def shown_actions(self) -> list[Record]:
        """The actions that the grid shows, in its order."""
        table = self.grid.grid
        return table.grid.found(self.selection) if table else []

    def focus_pane(self) -> None:
        """Give the focus to the pane in front."""
        front = self.panes.currentWidget()
        if front is self.nothing:
            self.nothing.button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif front is not None:
            front.setFocus(Qt.FocusReason.TabFocusReason)

    def _next_area(self, step: int) -> None:
        """Give the focus to the next part of the window."""
        reason = Qt.FocusReason.TabFocusReason
        top = self.top.search if self.state.is_open else self.top.menu_button
        areas = [
            Area(self.top, lambda: top.setFocus(reason)),
            Area(self.strip, self.strip.focus_action),
            Area(self.places, lambda: self.places.setFocus(reason)),
            Area(self.panes, self.focus_pane),
        ]
        if self.room.made:
            areas.append(Area(self.panel, self.panel.focus_status))
        go_round(areas, step)

    # The side panel

    def _follow_current(self, action_id: str, _field: str, _period: str) -> None:
        if action_id and self.room.made:
            self.panel.show_action(action_id)

    def _show_first(self) -> None:
        """Show the current action in the side panel, or else the first of the grid."""
        table = self.grid.grid
        if table is None:
            return
        row = table.action(table.currentIndex())
        actions = self.shown_actions()
        if row is not None:
            self.panel.show_action(row.key)
        elif actions:
            self.grid.reveal(actions[0].id)
            self.panel.show_action(actions[0].id)

    def open_panel(self, action_id: str) -> None:
        """Show the side panel for an action, and give it the focus."""
        self.room.want_panel(wanted=True)
        self.panel.show_action(action_id)
        self.panel.focus_status()

    def close_panel(self) -> None:
        """Put the side panel away, and go back to the pane."""
        self.room.want_panel(wanted=False)
        self.focus_pane()

    def toggle_panel(self) -> None:
        """Show the side panel, or put it away."""
        if self.room.panel_shown:
            self.close_panel()
        else:
            self.room.want_panel(wanted=True)

    def toggle_places(self) -> None:
        """Show the tree of places, or put it away."""
        self.room.want_places(wanted=not self.room.places_shown)

    def show_whole_history(self) -> None:
        """List all changes of the plan."""
        self.history.show_action("")
        self.show_pane("history")

    def show_history_of(self, action_id: str) -> None:
        """List all changes of one action."""
        self.history.show_action(action_id)
        self.show_pane("history")
        self.focus_pane()

    def _choose_mine(self, group_id: str) -> None:
        self.kept.choose_mine(self.state.document.plan_id, group_id)
        self.places.set_plan(self.state.document, group_id)

    def _choose_columns(self, names: tuple[str, ...]) -> None:
        self.kept.choose_columns(self.state.document.plan_id, names)

    # Names and menus

    def _ask_name(self) -> None:
        from csp_desktop.gui.dialogs import NameQuestion

        self.strip.settle("samples")
        door = self.state.door
        question = NameQuestion(self.state.user.suggested, self)
        question.named.connect(door.give_name)
        question.rejected.connect(door.refuse_name)
        question.open()

    def open_menu(self) -> None:
        """Open the menu under its button."""
        button = self.top.menu_button
        self.menus.whole.popup(button.mapToGlobal(QPoint(0, button.height())))

    # Leaving

    def leave_then(self, go_on: Callable[[], None]) -> None:
        """Do `go_on` once everything that was done is on the disk."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.leaving.then(go_on)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close once everything is on the disk; until then the window stays."""
        if self._finished:
            event.accept()
            return
        event.ignore()
        self.leave_then(self._finish)

    def close_at_once(self) -> None:
        """Close without asking; what is on its way to the disk is waited for, all else is left."""
        self._finish()

    def _finish(self) -> None:
        self.kept.keep_geometry()
        self._finished = True
        self.state.leave()
        if self._returns:
            self._returns.leave()
        self.state.tasks.finish()
        self.close()
