"""What the window says of the plan: its title, its bar, its strip of notices, its commands.

It follows the state and shows; it asks for nothing that changes the plan.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from csp_desktop.errors import CspError, PlanDamaged, ValuesAstray
from csp_desktop.gui.session.messages import DONE, QUARTER, READING, RESUMED, Notice
from csp_desktop.gui.session.queued_write import Changed
from csp_desktop.gui.session.write_turn import Turn
from csp_desktop.gui.window.no_plan import REBUILD
from csp_desktop.plan.document import Document

_NOT_OPENED = "not opened"
_MAY_CONTEST = frozenset({"merge", "undo", "redo"})
"""What may leave other contradictions in the plan than there were."""

if TYPE_CHECKING:
    from csp_desktop.gui.window.frame import WindowFrame
    from csp_desktop.gui.window.last_place import LastPlace
    from csp_desktop.operations.session.open_plan import OpenPlan


class WindowUpdater(QObject):
    """Keeps what the window says in step with the plan that is open in it.

    `rest_made` tells that a plan has been painted, and that what it did not wait for is made.
    """

    rest_made = Signal()

    def __init__(self, window: WindowFrame, last_place: LastPlace) -> None:
        super().__init__(window)
        self._window, self._last_place = window, last_place
        self._waits_for_painting = False
        self.turn = Turn(window, window.state)
        state = window.state
        state.opened.connect(self._show_plan)
        state.closed.connect(self.show_no_plan)
        state.failed_to_open.connect(self._show_not_opened)
        state.document_changed.connect(self._show_changed)
        state.quarter_changed.connect(self._show_quarter)
        state.saving_changed.connect(self._show_saving)
        state.noticed.connect(self._tell)
        state.settled.connect(window.strip.settle)
        state.damaged.connect(self.show_damaged)
        state.unexpected.connect(self.show_fault)
        state.door.undo_changed.connect(window.show_commands)
        # Undo takes back what was done last: it is offered until something else is done.
        state.door.committed.connect(lambda *_: window.strip.settle(DONE))
        state.drafts.changed.connect(lambda: window.strip.settle(DONE))

    # A plan, or none

    def _show_plan(self) -> None:
        window = self._window
        state = window.state
        document = state.document
        window.strip.clear()
        window.setWindowTitle(f"{document.plan.text('title')} – CSP Desktop")
        window.top.quarter.set_quarters(document.years())
        window.legend.set_marking(document.plan.text("marking"))
        window.grid.can_add = state.writable
        window.grid.set_plan(document, state.table)
        window.grid.set_quarter(state.quarter)
        columns = state.user.columns(document.plan_id)
        if columns is not None:
            window.grid.set_columns(columns)
        window.places.set_plan(document, state.user.mine(document.plan_id))
        window.top.show_plan(is_open=True)
        self._last_place.go_back(self._first_pane())
        window.focus_pane()
        self._say_quarter()
        self._show_saving()
        if state.path:
            state.user.keep(state.user.settings.opened(state.path.absolute()))
        # What the first picture does not need (menus, panel, counts, a closer look at the file) is
        # made after it: so a plan is on screen sooner.
        self._waits_for_painting = True
        window.panes.installEventFilter(self)

    def _first_pane(self) -> str:
        """The overview where there is something to look over, else the grid to fill in.

        Who works for one sub-group starts at the grid, too.
        """
        window = self._window
        document = window.state.document
        mine = window.state.group or window.state.user.mine(document.plan_id)
        said = any(
            name == "status" and held.value
            for action in document.of("action")
            for (name, _), held in action.cells.items()
        )
        return "overview" if said and not mine else "grid"

    def show_no_plan(self) -> None:
        """Show that no plan is open."""
        window = self._window
        window.setWindowTitle("CSP Desktop")
        window.nothing.say_none()
        window.strip.clear()
        window.panes.show_nothing()
        window.room.show_sides(is_open=False)
        window.legend.show()
        window.legend.set_marking("")
        window.top.quarter.set_quarters(())
        window.top.quarter.set_quarter("")
        window.top.show_owed(0, asked_for=False)
        window.top.show_plan(is_open=False)
        window.focus_pane()
        self._show_saving()
        window.show_commands()

    def _show_not_opened(self, path: Path, error: Exception) -> None:
        """Say why a plan cannot be opened: in place of one, or over the one that stays open."""
        window = self._window
        if not window.state.is_open:
            window.nothing.say_not_opened(path, error)
            window.failed_path = path
        elif isinstance(error, CspError):
            damaged = isinstance(error, PlanDamaged)
            act = partial(window.state.leave_then, partial(window.state.open_outright, path))
            window.strip.tell(
                Notice(
                    str(error),
                    "error",
                    about=_NOT_OPENED,
                    action="Mend it…" if damaged else "",
                    act=act if damaged else None,
                )
            )

    # Once the first picture is there

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Once the plan has been painted, make what its first picture did not need."""
        if event.type() == QEvent.Type.Paint and self._waits_for_painting:
            self._waits_for_painting = False
            watched.removeEventFilter(self)
            # Not from within the paint event, or the picture would wait for all of it.
            QTimer.singleShot(0, self, self.make_the_rest)
        return super().eventFilter(watched, event)

    def make_the_rest(self) -> None:
        """Make what the first picture of the plan did not need."""
        window = self._window
        window.make_menus()
        if window.state.is_open:
            window.state.look_closely()
            window.sides.show_first()
            window.show_commands()
            self._offer_samples()
            self._offer_to_go_on()
            self._count_conflicts()
        self.rest_made.emit()

    def _count_conflicts(self) -> None:
        """Say on the tab of the returns what waits there; once the pane is made, it says so."""
        window = self._window

        def work(plan: OpenPlan) -> int:
            from csp_desktop.operations.deciding.conflicts import conflicts
            from csp_desktop.operations.receiving.batch import CONTESTED

            return sum(each.kind in CONTESTED for each in conflicts(plan))

        def arrived(number: int) -> None:
            # The pane counts for itself once it is made, and knows of files that are not merged
            # yet.
            if window.panes.made("returns") is None:
                window.top.count("returns", number)

        window.top.count("returns", 0)
        window.state.ask(work, arrived, "What waits for a decision could not be counted")

    def _offer_samples(self) -> None:
        """On the first start, offer to see how returns are merged."""
        window = self._window
        state, document = window.state, window.state.document
        new_here = not state.user.name and not any(document.of("return_received"))
        if new_here and document.plan_id.startswith("hackney") and state.writable:
            said = "New here? See how returned workbooks come together."
            act, action = window.take_returns, "Try it: merge three returns"
            window.strip.tell(Notice(said, about="samples", action=action, act=act))

    def _offer_to_go_on(self) -> None:
        """Say that returns were being decided when the plan was left, and go on with them."""
        from csp_desktop.operations.receiving import batch_drafts

        window = self._window
        state = window.state
        if not state.writable or state.path is None or window.pane == "returns":
            return  # who left the plan in Returns has them on screen again
        sentence = batch_drafts.load(state.document.plan_id, state.path).sentence
        if sentence:
            said = f"{sentence}: go on."
            window.strip.tell(Notice(said, about=RESUMED, action="Go on", act=self._go_on))

    def _go_on(self) -> None:
        self._window.show_pane("returns", "waiting")

    # As the plan changes

    def _show_changed(self, changed: Changed, by: str) -> None:
        window = self._window
        document: Document = window.state.document
        window.grid.apply(changed, document)
        kinds = {kind for kind, _, _ in changed}
        if kinds - {"indicator", "partner"}:
            window.places.set_plan(document, window.state.user.mine(document.plan_id))
        if "year" in kinds:
            window.top.quarter.set_quarters(document.years())
        if "plan" in kinds:
            window.setWindowTitle(f"{document.plan.text('title')} – CSP Desktop")
            window.legend.set_marking(document.plan.text("marking"))
            self._say_quarter()
        window.show_owed()
        if by in _MAY_CONTEST and window.panes.made("returns") is None:
            self._count_conflicts()

    def _show_quarter(self, quarter: str) -> None:
        self._window.grid.set_quarter(quarter)
        self._window.show_owed()
        self._say_quarter()

    def _say_quarter(self) -> None:
        """Say which quarter is looked at, and where it is not the one worked on, the way back."""
        state, strip = self._window.state, self._window.strip
        looked, working = state.quarter, state.working
        self._window.top.quarter.set_quarter(looked, working, writable=state.writable)
        self._window.show_commands()
        if looked == working:
            strip.settle(QUARTER)
            return
        said = f"You look at {looked}, and fill it in; the working quarter is {working}."
        back = partial(state.look_at, working)
        strip.tell(Notice(said, about=QUARTER, action=f"Go to {working}", act=back))

    def _show_saving(self) -> None:
        state = self._window.state
        self._window.top.saved.show_saving(state.saving, state.saved_at, is_open=state.is_open)

    # What is told in the strip

    def _tell(self, notice: Notice) -> None:
        """Show a notice of the state, with what the window can do about it."""
        if notice.about == READING and not notice.act:
            copy = partial(self._window.do, "copy-for")
            notice = replace(notice, action="Make a copy…", act=copy)
        self._window.strip.tell(notice)

    def show_damaged(self, error: CspError) -> None:
        """Say what is wrong with the plan file, and offer what mends it with the least loss."""
        window = self._window
        loses_nothing = isinstance(error, ValuesAstray)
        action = REBUILD if loses_nothing else "Restore a backup…"
        act = partial(window.do, "rebuild" if loses_nothing else "restore")
        window.strip.tell(Notice(str(error), "error", "damaged", action=action, act=act))
        if window.room.made:
            window.panel.refresh()

    def show_fault(self, error: BaseException, what: str) -> None:
        """Tell of a fault of the program: plain words first, the details to copy second."""
        from csp_desktop.gui.session.unexpected_error import notice_of

        self._window.strip.tell(notice_of(error, what))
