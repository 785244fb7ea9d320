"""The window: toolbar, places, panes and side panel round one open plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QGuiApplication,
    QKeySequence,
    QSessionManager,
    QShortcut,
)
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.window.close_guard import Leaving
from csp_desktop.gui.window.f6_areas import FocusArea, go_round
from csp_desktop.gui.window.last_place import LastPlace
from csp_desktop.gui.window.legend import Legend
from csp_desktop.gui.window.message_bar import NoticeStrip
from csp_desktop.gui.window.nav_tree import Navigation
from csp_desktop.gui.window.no_plan import NoPlan
from csp_desktop.gui.window.pane_stack import PaneKind, Panes
from csp_desktop.gui.window.protocols import Commands, PlanTeller
from csp_desktop.gui.window.side_panels import Sides
from csp_desktop.gui.window.toolbar import TopBar
from csp_desktop.gui.window.window_settings import WindowSettings
from csp_desktop.plan.selection import Selection

if TYPE_CHECKING:
    from csp_desktop.gui.grid.view import StatusGrid
    from csp_desktop.gui.history.pane import HistoryPane
    from csp_desktop.gui.kpis.pane import KpiPane
    from csp_desktop.gui.panel.side_panel import SidePanel
    from csp_desktop.gui.returns.pane import ReturnsPane
    from csp_desktop.gui.session.queued_write import CellName
    from csp_desktop.gui.snapshots.pane import SnapshotsPane

_SMALLEST = (760, 440)


class Furnishing(Protocol):
    """The panes, menus and updater that a window is given (see `pane_registry`)."""

    def panes(self, window: MainWindow) -> Sequence[PaneKind]:
        """The panes of `window`, in the order of their tabs."""

    def menus(self, window: MainWindow) -> Commands:
        """The commands and menus of `window`."""

    def standing(self, window: MainWindow) -> PlanTeller:
        """The object that keeps what `window` says in step with the plan."""


class MainWindow(QMainWindow):
    """The one window. It routes between its parts; what changes the plan is asked of the state.

    `mine_chosen` tells the id of the user's own group, '' for none; `left` that the window is about
    to end, and `ended` that it has, and its plan is closed.
    """

    mine_chosen = Signal(str)
    left = Signal()
    ended = Signal()

    def __init__(self, state: PlanState, keeper: themes.Themes, furnishing: Furnishing) -> None:
        super().__init__()
        self.state = state
        self.selection = Selection()
        self._furnishing = furnishing
        self._menus: Commands | None = None
        self._finished = False
        self.strip = NoticeStrip()
        self.places = Navigation()
        self.nothing = NoPlan()
        self.legend = Legend()
        self.panes = Panes(furnishing.panes(self), self.nothing)
        self.top = TopBar([(kind.name, kind.title) for kind in self.panes.kinds])
        self.sides = Sides(state, self.places, self.panes, self)
        self.room = self.sides.room
        self.leaving = Leaving(state, self.strip)
        self.kept = WindowSettings(state.user, self, self.room, keeper)
        self.last_place = LastPlace(self, self)
        self.standing = furnishing.standing(self)
        self._lay_out()
        self._connect()
        self.standing.show_no_plan()
        self.kept.restore_geometry()
        # Made while the plan is being read on its own thread.
        self.panes.pane("grid")

    # Putting together

    def _lay_out(self) -> None:
        self.setWindowTitle("CSP Desktop")
        self.setMinimumSize(*_SMALLEST)
        self.setAcceptDrops(True)
        self.addToolBar(self.top)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self.room, 1)
        column.addWidget(self.legend)
        self.setCentralWidget(inside)

    def _connect(self) -> None:
        state, top, sides = self.state, self.top, self.sides
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self.end_session)
        state.leave_then = self.leave_then
        state.door.name_needed.connect(self._ask_name)
        state.door.asked.connect(self._ask_undo)
        top.pane_asked.connect(self.show_pane)
        top.menu_button.clicked.connect(self.open_menu)
        top.places.clicked.connect(sides.toggle_places)
        top.undo.clicked.connect(lambda: self._do("undo"))
        top.redo.clicked.connect(lambda: self._do("redo"))
        top.quarter.picked.connect(state.look_at)
        top.quarter.make_asked.connect(lambda: self._do("make-working"))
        top.search.searched.connect(lambda text: self.narrow(text=text))
        top.search.left.connect(self.focus_pane)
        top.owed.clicked.connect(lambda on: self.narrow(no_update=on))
        sides.left.connect(self.focus_pane)
        sides.reveal_asked.connect(self.reveal)
        sides.history_asked.connect(self.show_history_of)
        sides.decide_asked.connect(self.show_waiting)
        self.places.chosen.connect(self._go)
        self.places.mine_chosen.connect(self._choose_mine)
        self.strip.emptied.connect(self.focus_pane)
        self.nothing.asked.connect(self._do)
        self.room.splitterMoved.connect(self.kept.keep_geometry)
        self.room.shared.connect(self.standing.show_commands)
        for keys, step in (("F6", 1), ("Shift+F6", -1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self._next_area(step))

    @property
    def menus(self) -> Commands:
        """The commands and menus, made when first used or once the window has been painted."""
        if self._menus is None:
            self._menus = self._furnishing.menus(self)
            self.standing.show_commands()
        return self._menus

    @property
    def menus_made(self) -> bool:
        """Whether the menus have been made."""
        return self._menus is not None

    def _do(self, command: str) -> None:
        self.menus.do(command)

    @property
    def panel(self) -> SidePanel:
        """The side panel, made when first used or once the window has been painted."""
        return self.sides.panel

    @property
    def grid(self) -> StatusGrid:
        """The status grid."""
        return cast("StatusGrid", self.panes.pane("grid"))

    @property
    def kpis(self) -> KpiPane:
        """The KPI pane."""
        return cast("KpiPane", self.panes.pane("kpis"))

    @property
    def returns(self) -> ReturnsPane:
        """The returns pane."""
        return cast("ReturnsPane", self.panes.pane("returns"))

    @property
    def snapshots(self) -> SnapshotsPane:
        """The snapshots pane."""
        return cast("SnapshotsPane", self.panes.pane("snapshots"))

    @property
    def history(self) -> HistoryPane:
        """The history pane."""
        return cast("HistoryPane", self.panes.pane("history"))

    def take_returns(self, files: Sequence[Path] = ()) -> None:
        """Read files as returns, or where none are given the illustrative ones."""
        self.strip.settle("samples")
        self.show_pane("returns")
        self.returns.take(files) if files else self.returns.try_samples()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.state.is_open:
            from csp_desktop.gui.returns.drop import offer

            offer(self, event, self.take_returns)

    # Going about

    def show_pane(self, name: str) -> None:
        """Put one pane in front."""
        if not self.state.is_open:
            return
        self.top.show_pane(name)
        shown = self.panes.show_pane(name, self.selection)
        self.room.show_sides(is_open=True, places=shown.places, panel=shown.panel)
        self.legend.show_names(shown.legend)
        self.legend.setVisible(bool(shown.legend))
        self.standing.show_commands()
        self.last_place.note()

    @property
    def pane(self) -> str:
        """The name of the pane in front, '' where no plan is open."""
        return self.panes.front

    def show_selection(self, selection: Selection) -> None:
        """Show what `selection` asks for, everywhere that tells of it; save what is typed first."""
        self.state.drafts.flush()
        self.selection = selection
        self.grid.set_selection(selection)
        self.panes.narrow(selection)
        self.places.show_place(selection)
        self.top.search.show_text(selection.text)
        self.standing.show_owed()
        self.last_place.note()

    def narrow(self, *, text: str | None = None, no_update: bool | None = None) -> None:
        """Search for `text`, or show only what has no update; the rest of the selection stays."""
        selection = self.selection
        if text is not None:
            selection = replace(selection, text=text)
        if no_update is not None:
            selection = replace(selection, no_update=no_update)
        front = self.panes.kind
        if no_update is not None or not (front and front.searches):
            self.show_pane("grid")
        self.show_selection(selection)

    def _go(self, place: Selection) -> None:
        """Go to a place of the plan; filters and search stay on."""
        front = self.panes.kind
        if not (front and front.follows):
            self.show_pane("grid")
        self.show_selection(
            replace(
                self.selection,
                strategic_priority=place.strategic_priority,
                delivery_priority=place.delivery_priority,
                group=place.group,
            )
        )

    def show_actions(self, selection: Selection) -> None:
        """Show in the grid just what `selection` asks for."""
        self.show_pane("grid")
        self.show_selection(selection)
        self.sides.show_first()
        self.focus_pane()

    def show_indicators(self, place: Selection, rating: str, *, owed: bool) -> None:
        """Show the indicators of a place with a rating ('' for any), or the targets to be set."""
        self.show_pane("kpis")
        self.show_selection(place)
        self.kpis.show_rated(rating, owed=owed)
        self.focus_pane()

    def show_waiting(self, cell: CellName) -> None:
        """Go to what waits for a decision in a cell."""
        self.show_pane("returns")
        self.returns.look_for(cell)
        self.focus_pane()

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
            FocusArea(self.top, lambda: top.setFocus(reason)),
            FocusArea(self.strip, self.strip.focus_action),
            FocusArea(self.places, lambda: self.places.setFocus(reason)),
            FocusArea(self.panes, self.focus_pane),
        ]
        if self.room.made:
            areas.append(FocusArea(self.panel, self.panel.focus_status))
        go_round(areas, step)

    def show_history_of(self, action_id: str) -> None:
        """List all changes of one action."""
        self.history.show_action(action_id)
        self.show_pane("history")
        self.focus_pane()

    def _choose_mine(self, group_id: str) -> None:
        self.kept.choose_mine(self.state.document.plan_id, group_id)
        self.places.set_plan(self.state.document, group_id)
        self.mine_chosen.emit(group_id)

    def choose_columns(self, names: tuple[str, ...]) -> None:
        """Keep the columns that were chosen for this plan."""
        self.kept.choose_columns(self.state.document.plan_id, names)

    # Names and menus

    def _ask_name(self) -> None:
        from csp_desktop.gui.widgets.dialogs import NameQuestion

        self.strip.settle("samples")
        door = self.state.door
        question = NameQuestion(self.state.user.suggested, self)
        question.named.connect(door.give_name)
        question.rejected.connect(door.refuse_name)
        question.open()

    def _ask_undo(self, sentence: str) -> None:
        from csp_desktop.gui.window.undo_question import UndoQuestion

        UndoQuestion(sentence, self.state, self).open()

    def open_menu(self) -> None:
        """Open the menu under its button."""
        button = self.top.menu_button
        self.menus.whole.popup(button.mapToGlobal(QPoint(0, button.height())))

    # Leaving

    def leave_then(self, go_on: Callable[[], None]) -> None:
        """Do `go_on` once everything that was done is on the disk."""
        # Takes the focus from the box being typed in, which saves its text as on any leaving.
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.leaving.then(go_on)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close once everything is on the disk; until then the window stays, with its plan."""
        if not self._finished:
            self.leave_then(self._finish)
        # Where nothing had to be waited for, `_finish` has run by now and the event is accepted at
        # once.
        event.setAccepted(self._finished)

    def end_session(self, session: QSessionManager) -> None:
        """Save and end at once, before the session does; what cannot be saved holds it up."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.leaving.at_once(self._finish)
        # Something could not be saved: the session is held up rather than the change lost.
        if not self._finished and session.allowsInteraction():
            session.cancel()

    def close_at_once(self) -> None:
        """Close without asking; what is on its way to the disk is waited for, all else is left."""
        self._finish()

    def _finish(self) -> None:
        """End the plan and the window with it, whichever way that was asked for.

        Where a close event asked for it, closing here does nothing, and that event is accepted.
        """
        if self._finished:
            return
        self.kept.keep_geometry()
        self._finished = True
        self.state.leave()
        # Panes keep their drafts on this, so the plan's thread must still be there.
        self.left.emit()
        self.state.tasks.finish()
        self.close()
        self.ended.emit()
