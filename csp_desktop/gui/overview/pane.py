"""The overview pane: how the working quarter stands, and every figure a way into the plan.

It never writes: what a person asks for is shown elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from csp_desktop.gui.overview.bars import BarTable
from csp_desktop.gui.overview.beside import MovedList, OwingList, RatingBar
from csp_desktop.gui.overview.board import Board
from csp_desktop.gui.overview.course import CourseBars
from csp_desktop.gui.overview.head import OverviewHead, Waits
from csp_desktop.gui.overview.lists import OffTrackList
from csp_desktop.gui.overview.openers import Ask, OverviewSection, Reveal
from csp_desktop.gui.session.long_job import Job, LongJob, Progress, Steps
from csp_desktop.gui.session.pane import Pane
from csp_desktop.gui.session.places import name_of_group, person_of, place_of
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.queued_write import ignore
from csp_desktop.gui.widgets import boxes
from csp_desktop.gui.widgets.empty_state import EmptyState
from csp_desktop.gui.widgets.ground import Hairline
from csp_desktop.measures.overview.overview import Indicators, Overview
from csp_desktop.measures.overview.overview_builder import Surveyor
from csp_desktop.plan.selection import Selection

if TYPE_CHECKING:
    from csp_desktop.operations.session.open_plan import OpenPlan
    from csp_desktop.operations.snapshots.overview import OverviewWaiting

_NOT_MADE: Final = "The overview could not be made"
MOST_AT_ONCE: Final = 1_500
"""A plan of more actions is counted off the window's thread."""


class OverviewPane(Pane):
    """Shows how the working quarter stands in the plan, or in the place that was chosen."""

    follows = True

    def __init__(self, state: PlanState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self._surveyor = Surveyor()
        self._place = Selection()
        self._mine = self._my_group()
        self._painted = False
        self._surveying = LongJob(state, self)
        self._waiting: OverviewWaiting | None = None
        self._waits_in = state.document
        self.overview: Overview | None = None
        self.head = OverviewHead()
        self.bars, self.course, self.off_track = BarTable(), CourseBars(), OffTrackList()
        self.ratings, self.owing, self.moved = RatingBar(), OwingList(), MovedList()
        wide, narrow = (
            (self.bars, self.course, self.off_track),
            (self.ratings, self.owing, self.moved),
        )
        self._sections: tuple[OverviewSection, ...] = (*wide, *narrow)
        self.board = Board(wide, narrow)
        self.nothing = EmptyState()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.board)
        self._stack.addWidget(self.nothing)
        boxes.column(self.head, Hairline(), (self._stack, 1), over=self)
        self._connect()
        self.setAccessibleName("Overview")

    def _connect(self) -> None:
        self._state.user.changed.connect(self._follow_mine)
        for section in (self.head, *self._sections):
            section.asked.connect(self._open)
        self.head.snapshot.clicked.connect(lambda: self.go.do("take-snapshot"))
        self.head.report.clicked.connect(lambda: self.go.report(""))
        self.nothing.pressed.connect(self._help)

    # Following the plan

    def show_plan(self) -> None:
        self._surveying.begin(Job(self._survey, ignore, _NOT_MADE), instead=True)

    def narrow(self, selection: Selection) -> None:
        """Show only a place of the plan: what of `selection` is a filter or a search is not its."""
        place = selection.cleared()
        if place != self._place:
            self._place = place
            self.go_stale()

    def _my_group(self) -> str:
        """The id of the user's own sub-group in this plan, '' for none."""
        return self._state.user.mine(self._state.document.plan_id)

    def _follow_mine(self) -> None:
        if self._mine != self._my_group():
            self._mine = self._my_group()
            self.go_stale()

    def begin_again(self) -> None:
        self._mine = self._my_group()
        self._place, self._waiting, self.overview = Selection(), None, None
        self._surveyor = Surveyor()
        self._surveying.drop()

    @property
    def _large(self) -> bool:
        return len(self._state.document.kinds.get("action", ())) > MOST_AT_ONCE

    def _survey(self, progress: Progress) -> Steps[None]:
        """Show what the document alone tells, at once where that costs little; then look up."""
        state, surveyor = self._state, self._surveyor
        known = self._known
        frozen, reported = (known.frozen, known.reported) if known else (None, None)
        asked = (state.document, state.quarter, self._place, frozen, reported)
        if self._large:
            overview: Overview = yield self._surveying.reading(lambda _: surveyor.overview(*asked))
            self._show(overview)
        else:
            self._show(surveyor.overview(*asked))
        if self._painted and not self._looked_up:
            yield from self._look_up(progress)

    @property
    def _looked_up(self) -> bool:
        """Whether what waits has been looked up since the plan or the quarter changed."""
        state, known = self._state, self._waiting
        return bool(known and known.quarter == state.quarter and self._waits_in is state.document)

    @property
    def _known(self) -> OverviewWaiting | None:
        """What was looked up last, where that was for the quarter that is shown."""
        known = self._waiting
        return known if known and known.quarter == self._state.quarter else None

    def _look_up(self, _: Progress) -> Steps[None]:
        """Look up what waits and what was frozen, off the window's thread, and show it."""
        state = self._state
        document, quarter, place = state.document, state.quarter, self._place
        today, known, surveyor = state.now()[:10], self._waiting, self._surveyor

        def work(plan: OpenPlan) -> tuple[OverviewWaiting, Overview]:
            from csp_desktop.operations.snapshots.overview import waiting

            found = waiting(plan, quarter, today, known=known, document=document)
            made = surveyor.overview(document, quarter, place, found.frozen, found.reported)
            return found, made

        self._waiting, overview = yield self._surveying.reading(work)
        self._waits_in = document
        self._show(overview)

    # Showing

    def _show(self, overview: Overview) -> None:
        self.overview = overview
        state = self._state
        if not overview.total.count:
            self._say_nothing(overview)
        known = self._waiting
        if known and known.quarter != overview.quarter:
            known = None
        empty = not overview.total.count
        self.head.show_overview(overview, self._waits(known))
        self.head.let(take=state.writable and not empty, write=not empty)
        self.bars.show_overview(overview)
        self.course.show_overview(overview)
        self.off_track.show_overview(overview)
        self.ratings.show_overview(overview, state.document.plan)
        owing = known.owing if known else ()
        here = tuple(
            each for each in owing if not each.about.group or each.about.group in overview.groups
        )
        self.owing.show_owing(here, known.asked if known else 0, known=known is not None)
        self.moved.show_since(
            overview.since,
            self._why_not_compared(known),
            can_take=state.writable and known is not None,
        )
        self._stack.setCurrentWidget(self.nothing if empty else self.board)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """The tab key goes from the head down the sections."""
        sections = (self.head, *self._sections)
        self.order_tabs(each for part in sections for each in part.tab_chain())

    def _waits(self, known: OverviewWaiting | None) -> Waits:
        state = self._state
        group = state.document.record("group", self._mine)
        own, mine = place_of(state.document, self._mine), None
        if own and self._place != own:
            mine = self._surveyor.owed(state.document, state.quarter, own)
        return Waits(
            known.conflicts if known else None,
            known.proposed if known else None,
            len(known.owing) if known else None,
            mine,
            name_of_group(group) if group else person_of(self._mine),
        )

    def _why_not_compared(self, known: OverviewWaiting | None) -> str:
        if known is None or known.frozen:
            return ""
        if known.why_not:
            return known.why_not
        return (
            "No earlier quarter has been frozen yet. A snapshot keeps a quarter as it was "
            "reported, and the next one shows here what has moved since."
        )

    def _say_nothing(self, overview: Overview) -> None:
        if overview.named:
            why = f"Nothing in {overview.named} has an action under it."
            self.nothing.say("No actions here yet", why, "Show the whole plan")
        else:
            why = "The overview counts a plan's actions by how they stand in the quarter."
            button = "Add an action…" if self._state.writable else ""
            self.nothing.say("No actions yet", why, button)

    def _help(self) -> None:
        if self.overview and self.overview.named:
            self.go.show_selection(Selection())
        else:
            self.go.do("add-action")

    # What a person asks for

    def _open(self, target: object) -> None:
        if isinstance(target, Selection):
            self.go.show_actions(target)
        elif isinstance(target, Indicators):
            self.go.show_indicators(target)
        elif isinstance(target, Reveal):
            self._reveal(target)
        elif target is Ask.KPIS:
            self.go.show_indicators(Indicators(self._place))
        elif target is Ask.COMPARE:
            known = self._waiting
            self.go.show_pane("snapshots", known.snapshot.id if known and known.snapshot else "")
        elif target is Ask.SNAPSHOT:
            self.go.do("take-snapshot")
        elif target is Ask.WHOLE:
            self.go.show_selection(Selection())
        else:
            self.go.show_pane("returns", "sending" if target is Ask.RETURNS else "waiting")

    def _reveal(self, target: Reveal) -> None:
        if target.kind == "quarter":
            self._state.look_at(target.id)
        elif target.kind == "snapshot":
            self.go.show_pane("snapshots", target.id)
        else:
            self.go.reveal(target.kind, target.id)

    # Laying out

    def focus_first(self) -> QWidget | None:
        """The first figure, or what helps where there is none."""
        shown = self.nothing.button if self._stack.currentWidget() is self.nothing else None
        return shown or next(iter(self.bars.openers), None)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme: the plan's own colours are made to stand out on its ground."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.overview:
            self.ratings.show_overview(self.overview, self._state.document.plan)

    def paintEvent(self, event: QPaintEvent) -> None:
        """What has to be looked up does not keep the first picture waiting."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._look_up_first)

    def _look_up_first(self) -> None:
        if self._state.is_open and not self._looked_up and not self._surveying.running:
            self._surveying.begin(Job(self._look_up, ignore, _NOT_MADE))
