"""The KPI pane: the scorecard, the chart of the chosen indicator, and what may be done with them.

It never writes by itself: edits go to the state, which puts them through the one door.
"""

from __future__ import annotations

import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPagedPaintDevice, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from csp_desktop import look
from csp_desktop.gui.grid.head import Narrowed
from csp_desktop.gui.kpis.asking import Asking
from csp_desktop.gui.kpis.data import DebtTable
from csp_desktop.gui.kpis.lines import Work
from csp_desktop.gui.kpis.model import ScorecardModel, counted
from csp_desktop.gui.kpis.scorecard import Scorecard, arrangement_menu
from csp_desktop.gui.session.long_job import Job, LongJob, Progress, Steps
from csp_desktop.gui.session.pane import Pane
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.queued_write import Changed, ignore
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column
from csp_desktop.gui.widgets.buttons import IconButton, Outlined
from csp_desktop.gui.widgets.empty_state import EmptyState
from csp_desktop.gui.widgets.focus_scroll_area import scrolling_area
from csp_desktop.gui.widgets.ground import Hairline
from csp_desktop.gui.widgets.pane_head import PaneHead
from csp_desktop.measures.kpi.charts import whole_chart
from csp_desktop.measures.kpi.rating import figure, is_number
from csp_desktop.measures.kpi.scorecard import debts
from csp_desktop.measures.kpi.series import label
from csp_desktop.measures.kpi.to_be_named import UNNAMED, to_be_named
from csp_desktop.measures.overview.overview import Indicators
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.selection import Selection

if TYPE_CHECKING:
    from csp_desktop.gui.kpis.charts import ChartArea
    from csp_desktop.gui.kpis.entry import FiguresDialog
    from csp_desktop.operations.session.open_plan import OpenPlan

_CHARTS: Final = "csp_desktop.gui.kpis.charts"
PATIENCE: Final = 0.04
"""Seconds of working out between two looks at what the person does."""
_HEIGHTS: Final = (270, 320)
_LEAST_CHARTS: Final = 290
_KINDS: Final = frozenset({"indicator", "benchmark", "plan", "delivery_priority", "year"})


class KpiPane(Pane):
    """Shows a plan's indicators at its working quarter."""

    legend, follows, searches = look.RATINGS, True, True

    line_changed = Signal(str)
    """The id of the indicator or benchmark whose chart is shown."""

    def __init__(self, state: PlanState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self._asked = ""
        self._place, self._rating = Selection(), ""
        self.model = ScorecardModel(self)
        self.table = Scorecard(self.model)
        self._charts: ChartArea | None = None
        self._loading = LongJob(state, self, of_plan=False)
        self.debts = DebtTable()
        self.nothing = EmptyState()
        self.rated = Narrowed()
        self.order = Outlined("Filter", icon="filter", height=28)
        self.order.setToolTip("Show one rating alone, or sort by a column")
        self.order.setAccessibleName("Filter and sort")
        self.owed = Outlined("Targets to be set", height=28)
        self.owed.setCheckable(True)
        self.add = Outlined("Add figures", icon="plus", height=28)
        self.rules = IconButton("settings", "Tolerance, amber and colours", side=28)
        self.new = IconButton("new", "Add an indicator", side=28)
        self.asking = Asking(state, self)
        self._work: Work | None = None
        self._working = LongJob(state, self)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        theme = themes.current()
        buttons = (self.rated, self.order, self.owed, self.add, self.new, self.rules)
        head = PaneHead("KPIs", buttons, gap=4, edge=9)
        self.count = head.sentence
        self._scrolled = scrolling_area()
        self._split = split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        for place, part in enumerate((self.table, self._scrolled)):
            split.addWidget(part)
            split.setStretchFactor(place, 1)
        split.setSizes([theme.px(each) for each in _HEIGHTS])
        for widget in (split, self.debts, self.nothing):
            self._stack.addWidget(widget)
        column(head, Hairline(), (self._stack, 1), over=self)

    def _connect(self) -> None:
        self.table.current_changed.connect(self._show_chart)
        self.table.define_asked.connect(self.define)
        self.table.pasted.connect(self.take_in)
        self.table.typed.connect(lambda text: self.asking.type_figure(text, self.current))
        self.debts.settle_asked.connect(self.define)
        self.rated.clicked.connect(lambda: self.show_rated(""))
        self.owed.toggled.connect(lambda _: self._show_part())
        self.add.clicked.connect(lambda: self.take_in(""))
        self.rules.clicked.connect(self.asking.set_rules)
        self.new.clicked.connect(self.asking.add_indicator)
        self.order.clicked.connect(self._open_menu)
        self.nothing.pressed.connect(self._help)
        self.asking.added.connect(self._reveal_new)

    @property
    def charts(self) -> ChartArea:
        """Where the chosen chart is shown, made now if it has not been."""
        if self._charts is None:
            from csp_desktop.gui.kpis.charts import ChartArea

            made = self._charts = ChartArea()
            asking = self.asking
            made.setMinimumHeight(themes.current().px(_LEAST_CHARTS))
            made.define_asked.connect(lambda: self.define(self.current))
            made.data.typed.connect(lambda when, text: asking.type_figure(text, self.current, when))
            made.settle_asked.connect(lambda *said: asking.settle(self.current, *said))
            made.note_asked.connect(lambda: self.asking.add_note(self.current))
            made.save_asked.connect(lambda: self.asking.choose_file(made.chart))
            self._scrolled.setWidget(made)
        return self._charts

    def _load_charts(self) -> None:
        """Load what charts are drawn with off the window's thread: it takes longer than a blink."""

        def loaded(_: object) -> None:
            self.charts.show()
            self._show_chart(self.current)

        if not self._loading.running:
            load = partial(import_module, _CHARTS)
            self._loading.work_out(load, loaded, "The charts could not be drawn")

    @property
    def current(self) -> str:
        """The id of the line whose chart is shown, '' for none."""
        line = self.table.current_line
        return line.id if line else ""

    # Following the plan

    def show_plan(self) -> None:
        """Work the scorecard out, and stay on the same line."""
        job = Job(self._work_out, ignore, "The indicators could not be worked out")
        self._working.begin(job, instead=True)

    def _work_out(self, _: Progress) -> Steps[None]:
        """Work a little at each turn, and show what has come of it once all of it has."""
        state = self._state
        self._work = work = self.model.work_for(state.document, state.quarter, self._work)
        while not work.step(PATIENCE):
            if not self.model.lines:
                self.count.setText(f"Working out {work.total} indicators…")
            yield self._working.turn()
        self._work = None
        kept = self._asked or self.current
        scrolled = self.table.verticalScrollBar().value()
        self.model.take(work)
        self._tell()
        self.table.verticalScrollBar().setValue(scrolled)
        if not self.table.go_to(kept) and self.model.lines:
            self.table.go_to(self.model.lines[0].id)
        self._asked = ""
        self._show_chart(self.current)

    def narrow(self, place: Selection) -> None:
        """Show the indicators of a place of the plan, or those that a search asks for."""
        self._place = place
        kept = self.current
        self.model.narrow(place, self._rating)
        self._tell()
        if not self.table.go_to(kept) and self.model.lines:
            self.table.go_to(self.model.lines[0].id)
        self._show_chart(self.current)

    def show_rated(self, rating: str, *, owed: bool = False) -> None:
        """Show only the indicators with a rating, as `look` knows it, or all where it is ''.

        `owed` shows the targets still to be set instead.
        """
        self._rating = rating
        self.rated.say(look.word(rating) if rating else "")
        self.owed.setChecked(owed)
        self.narrow(self._place)

    def show_at(self, at: object) -> None:
        """Go to an indicator by its id, or show those with a rating, or the targets to be set."""
        if isinstance(at, Indicators):
            self.show_rated(at.rating, owed=at.owed)
            if at.unnamed:
                self._asked = UNNAMED if self._work else ""
                self.table.go_to(UNNAMED)
        elif at:
            self.reveal(str(at))

    def reveal(self, indicator: str) -> bool:
        """Go to an indicator, and show its chart; False where there is none to go to.

        Of one that is to be named, the line that stands for it is gone to.
        """
        record = self._state.document.record("indicator", indicator)
        indicator = UNNAMED if record and to_be_named(record) else indicator
        self._asked = indicator
        self.refresh()
        self.show_rated("")
        if self._work:
            return record is not None
        self._asked = ""
        return self.table.go_to(indicator)

    def _reveal_new(self, indicator: str) -> None:
        self._stale = True
        self.reveal(indicator)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusWidget() is None:
            self.table.setFocus()  # or the first button of the head would have it

    def focus_first(self) -> QWidget:
        shown = self._stack.currentWidget()
        empty = self.nothing.button if shown is self.nothing else self.table
        return self.debts if shown is self.debts else empty

    def concerns(self, changed: Changed) -> bool:
        return any(kind in _KINDS for kind, _, _ in changed)

    def begin_again(self) -> None:
        self._working.drop()
        self._asked, self._work = "", None
        self._place = Selection()
        self.show_rated("")

    def _tell(self) -> None:
        state = self._state
        if self._work:
            return
        self.count.setText(counted(self.model.lines))
        found = debts(state.document, state.quarter)
        self.owed.set_count(len(found))
        self.debts.show_debts(found, {})
        for button in (self.add, self.new, self.rules):
            button.setEnabled(state.writable)
        self._show_part()

    def _show_part(self) -> None:
        if self.owed.isChecked():
            self._stack.setCurrentWidget(self.debts)
            self._ask_since()
        elif self.model.lines:
            self._stack.setCurrentWidget(self._split)
        else:
            self._say_why_empty()
            self._stack.setCurrentWidget(self.nothing)

    def _say_why_empty(self) -> None:
        if any(self._state.document.of("indicator")):
            why = "The plan names none for this part, or the search hides them."
            self.nothing.say("No indicators here", why, "Show the whole plan")
        else:
            why = "An indicator says what is measured, which way is better, and its targets."
            self.nothing.say("No indicators yet", why, "Add an indicator…")

    def _help(self) -> None:
        if any(self._state.document.of("indicator")):
            self._place = Selection()
            self.show_rated("")
        else:
            self.asking.add_indicator()

    def _ask_since(self) -> None:
        state, quarter = self._state, self._state.quarter
        found = debts(state.document, quarter)

        def work(plan: OpenPlan) -> dict[str, str]:
            from csp_desktop.operations.indicators.definitions import unset_since

            return dict(unset_since(plan, quarter))

        def arrived(since: dict[str, str]) -> None:
            self.debts.show_debts(found, since)

        if state.is_open:
            state.ask(work, arrived, "The history of the targets could not be read")

    def _show_chart(self, line: str) -> None:
        state = self._state
        if self._charts is None and (self._loading.running or _CHARTS not in sys.modules):
            self._load_charts()
            return
        chart = whole_chart(state.document, line, state.quarter) if line else None
        if chart:
            of_indicator = state.document.record("indicator", line) is not None
            definable = of_indicator or line == UNNAMED
            self.charts.show_chart(chart, of_indicator=definable, writable=state.writable)
            self.line_changed.emit(line)
            if of_indicator and not chart.empty:
                self._ask_first(line)

    def _ask_first(self, indicator: str) -> None:
        """Fetch what was reported first, off the window's thread, and show it where it differs."""

        def work(plan: OpenPlan) -> dict[str, str]:
            from csp_desktop.operations.indicators.definitions import first_reported

            found = first_reported(plan, indicator)
            periods = {place: read_period(place[1]) for place in found}
            return {
                label(period): figure(first.value)
                for place, first in found.items()
                if (period := periods[place]) and is_number(first.value)
            }

        def arrived(first: dict[str, str]) -> None:
            if indicator == self.current:
                self.charts.show_first(first)

        self._state.ask(work, arrived, "What was reported first could not be read")

    # What a person asks for

    def take_in(self, text: str) -> FiguresDialog | None:
        """Ask for figures, with a pasted block read already."""
        return self.asking.take_in(text, self.current)

    def define(self, indicator: str, year: str = "") -> None:
        """Show an indicator's definition and targets, to be changed there.

        For the line of those that are to be named, ask which of them is called what.
        """
        if indicator == UNNAMED:
            self.asking.name_indicator(self._place)
        else:
            self.asking.define(indicator, year)

    def save_chart(self, path: Path) -> None:
        """Write the chart's picture to `path`, as a PNG or, by its ending, an SVG."""
        if self.charts.chart:
            self.asking.save_chart(self.charts.chart, path)

    def print_to(self, device: QPagedPaintDevice) -> int:
        """Print the scorecard as it is shown, and the chart with its data; how many pages."""
        from csp_desktop.gui.kpis.printing import kpis_on_paper
        from csp_desktop.gui.widgets.printing import print_paper

        return print_paper(device, kpis_on_paper(self.model, self.charts.chart))

    def _open_menu(self) -> None:
        menu = arrangement_menu(self.model, self.show_rated, self.table.sort_by, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.order.mapToGlobal(self.order.rect().bottomLeft()))
