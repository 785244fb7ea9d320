"""The snapshots pane: a quarter frozen, what is frozen on a timeline, what moved between two."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from csp_desktop.gui.history.words import told
from csp_desktop.gui.session.pane import Pane
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.snapshots.as_it_stood import AsItStood
from csp_desktop.gui.snapshots.beside import ComparisonView
from csp_desktop.gui.snapshots.head import ComparisonHead
from csp_desktop.gui.snapshots.keeping import SnapshotActions
from csp_desktop.gui.snapshots.laying import Laying
from csp_desktop.gui.snapshots.lines import ComparisonLine as Moved
from csp_desktop.gui.snapshots.timeline import Timeline
from csp_desktop.gui.theme.icons import icon
from csp_desktop.gui.widgets.boxes import column
from csp_desktop.gui.widgets.empty_state import EmptyState
from csp_desktop.gui.widgets.ground import Hairline
from csp_desktop.operations.snapshots.compare import ComparedState, as_it_stood
from csp_desktop.operations.snapshots.snapshots import NOW
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.wording import short_period

if TYPE_CHECKING:
    from csp_desktop.operations.editing.history import HistoryEntry

_PAUSE_MILLISECONDS = 150


class SnapshotsPane(Pane):
    """Takes snapshots, lays two states side by side, and opens one as the plan stood."""

    places, searches = False, True
    pause = _PAUSE_MILLISECONDS

    def __init__(self, state: PlanState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self._selection = Selection()
        self.laying = Laying(state, self)
        self.keeping = SnapshotActions(state, self)
        self.head = ComparisonHead()
        self.timeline = Timeline()
        self.beside = ComparisonView()
        self.stood = AsItStood(state)
        self.empty = EmptyState()
        self._resting = QTimer(self, singleShot=True, interval=_PAUSE_MILLISECONDS)
        self._resting.timeout.connect(self._ask_who)
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        self.middle = QStackedWidget()
        self.middle.addWidget(self.beside)
        self.middle.addWidget(self.empty)
        self._comparing = QWidget()
        column(self.head, Hairline(), self.timeline, (self.middle, 1), over=self._comparing)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._comparing)
        self.pages.addWidget(self.stood)
        column(self.pages, over=self)

    def _connect(self) -> None:
        head, beside, stood = self.head, self.beside, self.stood
        self.laying.changed.connect(self._show)
        head.chosen.connect(self.laying.choose_side)
        head.take.clicked.connect(self._take_current)
        head.report.clicked.connect(lambda: self.go.report(self._newest()))
        self.empty.pressed.connect(self._take_current)
        self.timeline.asked.connect(self._do)
        beside.asked.connect(self._do)
        beside.menu_asked.connect(self._show_menu)
        beside.line_changed.connect(self._line_changed)
        beside.detail.reveal_asked.connect(self.go.reveal)
        beside.revealed.connect(self.go.reveal)
        beside.detail.history_asked.connect(lambda _, record: self.go.show_history_of(record))
        beside.detail.open_asked.connect(self.open_as_it_stood)
        beside.detail.compare_asked.connect(self.compare)
        stood.back_asked.connect(self.back_to_now)

    # What the window asks

    def show_plan(self) -> None:
        self.laying.look()

    def show_at(self, at: object) -> None:
        """Compare the snapshot of that id with the plan as it is now."""
        if at:
            self.compare(str(at))

    def narrow(self, selection: Selection) -> None:
        """Show only what a search asks for."""
        self._selection = selection
        if self.pages.currentWidget() is self.stood:
            self.stood.narrow(selection)
        self.beside.search(selection.text)

    def compare(self, was: str, now: str = NOW) -> None:
        """Lay two states side by side, each by a snapshot's id or 'now'."""
        self.back_to_now()
        self._stale = False
        self.laying.choose(was, now)

    def take(self, quarter: str = "") -> None:
        """Ask for a name, and freeze a quarter: the one worked on where none is named."""
        self.keeping.take(quarter or self._state.quarter)

    def _take_current(self) -> None:
        self.take()

    def open_as_it_stood(self, snapshot_id: str) -> None:
        """Open the whole plan as a snapshot froze it, for reading."""
        if snapshot_id == NOW:
            self.back_to_now()
            return
        laid = self.laying.shown.laid
        for side in (laid.was, laid.now) if laid else ():
            if side.id == snapshot_id:
                self._show_stood(side)
                return
        self._state.ask(
            lambda plan: as_it_stood(plan, snapshot_id),
            self._show_stood,
            "The snapshot could not be opened",
        )

    def back_to_now(self) -> None:
        """Leave the plan as it stood."""
        if self.pages.currentWidget() is self.stood:
            self.pages.setCurrentWidget(self._comparing)
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_stood(self, side: ComparedState) -> None:
        self.stood.show_side(side)
        self.pages.setCurrentWidget(self.stood)
        self.stood.narrow(self._selection)
        self.pass_focus_on()

    # Showing

    def begin_again(self) -> None:
        self.back_to_now()
        self.beside.begin_anew()
        self.stood.forget()
        self.laying.forget()

    def _show(self) -> None:
        state, laying = self._state, self.laying
        now = state.now()
        self.head.show_laying(laying, state.quarter, writable=state.writable)
        self.timeline.show_stops(laying.shown.snapshots, state.document.years(), state.quarter, now)
        self.timeline.show_sides(*laying.shown.sides)
        self.beside.show_snapshots(laying.shown.snapshots, laying.shown.sides, now)
        if laying.running and laying.shown.laid is not None:
            return
        if laying.shown.laid is not None:
            self.beside.show_laid(laying.shown.laid, laying.shown.lines, state.table, now)
        self._say_empty()
        self._order_tabs()
        if self.hasFocus():
            self.pass_focus_on()

    def _order_tabs(self) -> None:
        """The tab key goes from the head along the timeline to what is compared."""
        self.order_tabs([*self.head.tab_chain(), *self.timeline.points, *self.beside.tab_chain()])

    def _say_empty(self) -> None:
        laying, state = self.laying, self._state
        if laying.shown.trouble:
            self.empty.say("These two cannot be compared", laying.shown.trouble)
        elif laying.shown.snapshots:
            self.middle.setCurrentWidget(self.beside)
            return
        elif not laying.shown.known:
            self.empty.say("Reading the snapshots…", "")
        else:
            quarter = short_period(state.quarter)
            button = f"Take {quarter} snapshot" if state.writable else ""
            self.empty.say(
                "No quarter has been frozen yet",
                "A snapshot keeps the plan as it is reported. Later edits never alter it, and "
                "you can compare it with now or with the next one.",
                button,
            )
        self.middle.setCurrentWidget(self.empty)

    def _newest(self) -> str:
        """The snapshot that a report is most likely wanted of, '' for the plan as it stands."""
        quarter = self._state.quarter
        return next(
            (
                each.id
                for each in self.laying.shown.snapshots
                if each.quarter == quarter and not each.withdrawn
            ),
            "",
        )

    def _line_changed(self, _moved: Moved | None) -> None:
        self._order_tabs()
        self._resting.start()

    def _ask_who(self) -> None:
        """Fetch who gave the status that stands, where it is the plan of now."""
        laid, moved = self.laying.shown.laid, self.beside.detail.moved
        if moved is None or laid is None or laid.now.snapshot or moved.move.kind != "action":
            return
        state = self._state

        def arrived(entries: list[HistoryEntry]) -> None:
            given = (
                each
                for each in entries
                if each.field == "status" and not each.undone and each.new == moved.move.now
            )
            if self.beside.detail.moved is moved and (gave := next(given, None)) and gave.at:
                said = told(gave, state.table, now_year=int(state.now()[:4]))
                self.beside.detail.say_who(f"{said.author}, {said.date}")

        state.history("action", moved.move.record, arrived)

    # What is asked of one snapshot

    def _do(self, what: str, stop: str) -> None:
        if what in ("a", "b"):
            self.laying.choose_side(what, stop)
        elif what == "open":
            self.open_as_it_stood(stop)
        elif what == "menu":
            point = self.timeline.point(stop)
            where = point.mapToGlobal(QPoint(0, point.height())) if point else QPoint()
            self._show_menu(stop, where)
        else:
            snapshot = self.laying.snapshot(stop)
            if snapshot and what == "rename":
                self.keeping.rename(snapshot)
            elif snapshot and what == "withdraw":
                self.keeping.withdraw(snapshot)

    def menu_of(self, stop: str) -> QMenu:
        """A menu of what can be done with a snapshot, or with the plan as it stands."""
        menu = QMenu(self)
        snapshot = self.laying.snapshot(stop)
        menu.addAction("Compare &from here\tA", partial(self._do, "a", stop))
        menu.addAction("Compare &with it\tB", partial(self._do, "b", stop))
        menu.addSeparator()
        if snapshot:
            menu.addAction(
                icon("lock"), "&Open as it stood\tEnter", partial(self._do, "open", stop)
            )
        report = partial(self.go.report, snapshot.id if snapshot else "")
        menu.addAction(icon("file"), "&Report…", report)
        if snapshot:
            menu.addSeparator()
            rename = menu.addAction("Re&name…\tF2", partial(self._do, "rename", stop))
            withdraw = menu.addAction("With&draw…\tDel", partial(self._do, "withdraw", stop))
            rename.setEnabled(self._state.writable)
            withdraw.setEnabled(self._state.writable and not snapshot.withdrawn)
        return menu

    def _show_menu(self, stop: str, where: QPoint) -> None:
        menu = self.menu_of(stop)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    # The pane as a whole

    def focus_first(self) -> QWidget | None:
        """What is in front; while that is being read, the pane keeps the focus for it."""
        if self.pages.currentWidget() is self.stood:
            return self.stood.focus_first()
        if self.middle.currentWidget() is self.beside:
            return self.beside.focus_first()
        return None if self.empty.button.isHidden() else self.empty.button
