"""The window: its parts, joined to each other, to its commands and to the plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QGuiApplication,
    QKeySequence,
    QSessionManager,
    QShortcut,
)
from PySide6.QtWidgets import QDialog

from csp_desktop.gui.session.places import mine_offered
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.queued_write import STAMP, doing
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.rescaling import Rescaler
from csp_desktop.gui.window.frame import WindowFrame
from csp_desktop.gui.window.last_place import LastPlace
from csp_desktop.gui.window.pane_registry import PANES, PaneLine
from csp_desktop.gui.window.window_updater import WindowUpdater

if TYPE_CHECKING:
    from csp_desktop.gui.window.menu_actions import Menus
    from csp_desktop.gui.window.search_results import SearchElsewhere


class MainWindow(WindowFrame):
    """The one window. What changes the plan is asked of the state.

    `ended` tells that the window has ended, and its plan is closed.
    """

    ended = Signal()

    def __init__(
        self, state: PlanState, keeper: themes.Themes, lines: Sequence[PaneLine] = PANES
    ) -> None:
        super().__init__(state, keeper, lines)
        self._menus: Menus | None = None
        self._elsewhere: SearchElsewhere | None = None
        self._finished = False
        self._keeper, self._rescaler = keeper, Rescaler(keeper)
        keeper.resized.connect(self.panes.go_stale)
        self.last_place = LastPlace(self)
        self.updater = WindowUpdater(self, self.last_place)
        self._connect()
        self.updater.show_no_plan()
        self.kept.restore_geometry()

    def _connect(self) -> None:
        state, top, sides, grid = self.state, self.top, self.sides, self.grid
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self.end_session)
            application.applicationStateChanged.connect(self._save_before_sleep)
        state.leave_then = self.leave_then
        state.door.name_needed.connect(self._ask_name)
        state.door.asked.connect(self._ask_undo)
        state.user.changed.connect(self._follow_mine)
        top.pane_asked.connect(self.show_pane)
        top.menu_button.clicked.connect(self.open_menu)
        top.places.clicked.connect(sides.toggle_places)
        top.undo.clicked.connect(lambda: self.do("undo"))
        top.redo.clicked.connect(lambda: self.do("redo"))
        top.quarter.picked.connect(state.look_at)
        top.quarter.make_asked.connect(lambda: self.do("make-working"))
        top.search.searched.connect(self._search)
        top.search.line.focus_moved.connect(self._search_again)
        top.search.left.connect(self.focus_pane)
        top.owed.clicked.connect(lambda on: self.narrow(no_update=on))
        grid.current_changed.connect(sides.follow_current)
        grid.current_changed.connect(self.last_place.follow_cell)
        grid.listed.connect(sides.follow_list)
        grid.action_activated.connect(sides.open_panel)
        self.places.chosen.connect(self.go_to_place)
        self.places.mine_chosen.connect(self._choose_mine)
        self.strip.emptied.connect(self.focus_pane)
        self.nothing.asked.connect(self.do)
        self.room.splitterMoved.connect(self.kept.keep_geometry)
        self.room.shared.connect(self.show_commands)
        for keys, step in (("F6", 1), ("Shift+F6", -1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self.next_area(step))
        QShortcut(QKeySequence("F10"), self, self.open_menu)

    def _search(self, text: str) -> None:
        """Narrow what is in front to `text`, and list where else it is written."""
        self.narrow(text=text)
        self.elsewhere.search(text)

    def _search_again(self) -> None:
        """List again where else a text is written, once somebody is back at it."""
        search = self.top.search
        if search.line.hasFocus() and search.text().strip():
            self.elsewhere.search(search.text())

    @property
    def elsewhere(self) -> SearchElsewhere:
        """What lists the places that the pane in front does not, made when first used."""
        if self._elsewhere is None:
            from csp_desktop.gui.window.search_results import SearchElsewhere

            self._elsewhere = SearchElsewhere(self)
        return self._elsewhere

    # Commands

    @property
    def menus(self) -> Menus:
        """The commands and menus, made when first used or once the window has been painted."""
        if self._menus is None:
            from csp_desktop.gui.window.menu_actions import Menus

            self._menus = Menus(self)
            self.show_commands()
        return self._menus

    def make_menus(self) -> None:
        self.menus.actions()

    def do(self, command: str) -> None:
        self.menus.do(command)

    def show_commands(self) -> None:
        state, top = self.state, self.top
        top.places.setVisible(self.room.places_wanting)
        if self._menus:
            self._menus.follow()
            actions = self._menus.actions()
            top.show_undo(actions["undo"], actions["redo"])
        else:
            top.undo.setEnabled(state.writable and state.door.next_undo is not None)
            top.redo.setEnabled(state.writable and state.door.next_redo is not None)

    def open_menu(self) -> None:
        """Open the menu under its button."""
        button = self.top.menu_button
        self.menus.whole.popup(button.mapToGlobal(QPoint(0, button.height())))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ThemeChange:  # so the platform tells of another font too
            self._keeper.follow()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.state.is_open:
            from csp_desktop.gui.returns.drop import offer

            offer(self, event, self.take_returns)

    def _choose_mine(self, group_id: str) -> None:
        self.state.user.choose_mine(self.state.document.plan_id, group_id)

    def _follow_mine(self) -> None:
        document = self.state.document
        mine = self.state.user.mine(document.plan_id)
        if self.state.is_open and mine != self.places.mine:
            self.places.set_plan(document, mine)

    # Questions

    def _ask_name(self) -> None:
        from csp_desktop.gui.widgets.dialogs import NameQuestion

        self.strip.settle("samples")
        door = self.state.door
        state = self.state
        mine = state.user.mine(state.document.plan_id)
        offered = mine_offered(state.document, mine)
        question = NameQuestion(state.user.suggested, offered, mine or state.group, self)
        question.mine_chosen.connect(self._choose_mine)
        question.named.connect(door.give_name)
        question.rejected.connect(door.refuse_name)
        question.open()

    def _ask_undo(self, sentence: str) -> None:
        from csp_desktop.gui.widgets.form_dialog import Question
        from csp_desktop.operations.editing.undo import pass_over, undo

        state = self.state
        question = Question(
            "Undo it anyway?",
            f"{sentence} If you undo it anyway, it goes from the plan, and whether it stays is "
            "decided under Returns. If you leave it, Undo goes on with what was done before.",
            "Undo anyway",
            self,
        )
        question.no.setText("Leave it")
        anyway, leave = doing(undo, STAMP, anyway=True), doing(pass_over, STAMP)
        question.accepted.connect(lambda: state.write("The undoing", anyway, by="undo"))
        # To leave it is a step as well: without it, Undo would ask the same again each time.
        question.rejected.connect(lambda: state.write("Leaving it", leave, by="undo"))
        question.open()

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
        # A first change would wait for a name, and the session for nobody.
        self.state.door.ask_nobody()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.leaving.at_once(self._finish)
        # Something could not be saved: the session is held up rather than the change lost.
        if not self._finished and session.allowsInteraction():
            session.cancel()

    def _save_before_sleep(self, application: Qt.ApplicationState) -> None:
        """Save what is typed once the user turns away: the machine may be put to sleep next."""
        # Without a name it would be asked for, over what the user has just turned to.
        if application != Qt.ApplicationState.ApplicationActive and self.state.user.name:
            self.state.flush()

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
        self.last_place.keep()
        self.panes.leave()
        self.state.tasks.finish()
        # A session that ends asks nobody: what a dialog still asks has no plan to act on.
        for dialog in self.findChildren(QDialog):
            dialog.hide()
        self.close()
        self.ended.emit()
