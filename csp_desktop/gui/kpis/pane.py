"""The KPI pane: the scorecard, the chart of the chosen indicator, and what may be done with them.

It never writes by itself: edits go to the state, which puts them through the one door.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from csp_desktop.gui import theme as themes
from csp_desktop.gui.controls import IconButton, Line, Outlined, Words
from csp_desktop.gui.empty import EmptyState
from csp_desktop.gui.kpis.charts import ChartArea
from csp_desktop.gui.kpis.debts import DebtTable
from csp_desktop.gui.kpis.defining import (
    DefinitionDialog,
    NewIndicator,
    NoteQuestion,
    RatingSettings,
)
from csp_desktop.gui.kpis.entry import FiguresDialog
from csp_desktop.gui.kpis.model import ScorecardModel, counted
from csp_desktop.gui.kpis.scorecard import Scorecard
from csp_desktop.gui.notices import Notice
from csp_desktop.gui.state import PlanState
from csp_desktop.gui.writes import Changed
from csp_desktop.measures.charting import whole_chart
from csp_desktop.measures.rating import figure, is_number
from csp_desktop.measures.scorecard import debts
from csp_desktop.measures.series import label
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.selection import Selection

if TYPE_CHECKING:
    from csp_desktop.operations.edits import Edit
    from csp_desktop.operations.figures import Taken
    from csp_desktop.operations.opened import OpenPlan, Outcome
    from csp_desktop.operations.who import Stamp

_HEIGHTS: Final = (270, 320)
_LEAST_CHARTS: Final = 290
_KINDS: Final = frozenset({"indicator", "benchmark", "plan", "delivery_priority", "year"})


class KpiPane(QWidget):
    """Shows a plan's indicators at its working quarter; it follows the state."""

    line_changed = Signal(str)
    """The id of the indicator or benchmark whose chart is shown."""

    def __init__(self, state: PlanState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._stale = True
        self._asked = ""
        self._place = Selection()
        self.model = ScorecardModel(self)
        self.table = Scorecard(self.model)
        self.charts = ChartArea()
        self.debts = DebtTable()
        self.nothing = EmptyState()
        self.title = Words("KPIs", "title", "text", strong=True)
        self.count = Words("", "body", "text2")
        self.owed = Outlined("Targets to be set", height=28)
        self.owed.setCheckable(True)
        self.add = Outlined("Add figures", icon="plus", height=28)
        self.rules = IconButton("settings", "Tolerance, amber and colours", side=28)
        self.new = IconButton("new", "Add an indicator", side=28)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.table)

    def _lay_out(self) -> None:
        theme = themes.current()
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(16), 0, theme.px(10), 0)
        head.setSpacing(theme.px(4))
        head.addWidget(self.title)
        head.addSpacing(theme.px(8))
        head.addWidget(self.count, 1)
        for button in (self.owed, self.add, self.new, self.rules):
            head.addWidget(button)
        self.count.setMinimumWidth(0)
        top = QWidget()
        top.setFixedHeight(theme.px(45))
        top.setLayout(head)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        self.charts.setMinimumHeight(theme.px(_LEAST_CHARTS))
        scrolled = QScrollArea()
        scrolled.setWidget(self.charts)
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        split.addWidget(scrolled)
        split.setSizes([theme.px(each) for each in _HEIGHTS])
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        self._split = split
        for widget in (split, self.debts, self.nothing):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(Line())
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        state = self._state
        state.document_changed.connect(self._changed)
        state.quarter_changed.connect(lambda _: self._go_stale())
        state.opened.connect(self._opened)
        state.closed.connect(self._opened)
        self.table.current_changed.connect(self._show_chart)
        self.table.entered.connect(self.define)
        self.table.pasted.connect(self.take_in)
        self.debts.entered.connect(self.define)
        self.owed.toggled.connect(lambda _: self._show_part())
        self.add.clicked.connect(lambda: self.take_in(""))
        self.rules.clicked.connect(self.set_rules)
        self.new.clicked.connect(self.add_indicator)
        self.nothing.pressed.connect(self._help)
        self.charts.define_asked.connect(lambda: self.define(self.current))
        self.charts.note_asked.connect(self.add_note)
        self.charts.save_asked.connect(self._choose_file)

    @property
    def current(self) -> str:
        """The id of the line whose chart is shown, '' for none."""
        line = self.table.current_line
        return line.id if line else ""

    # Following the plan

    def refresh(self) -> None:
        """Work the scorecard out anew, if the plan has changed since; stay on the same line."""
        if not self._stale:
            return
        self._stale = False
        state = self._state
        kept = self.current or self._asked
        scrolled = self.table.verticalScrollBar().value()
        self.model.show(state.document, state.quarter)
        self._tell()
        if not self.table.reveal(kept) and self.model.lines:
            self.table.reveal(self.model.lines[0].id)
        self.table.verticalScrollBar().setValue(scrolled)
        self._show_chart(self.current)

    def narrow(self, place: Selection) -> None:
        """Show the indicators of a place of the plan, or those that a search asks for."""
        self._place = place
        kept = self.current
        self.model.narrow(place)
        self._tell()
        if not self.table.reveal(kept) and self.model.lines:
            self.table.reveal(self.model.lines[0].id)
        self._show_chart(self.current)

    def reveal(self, indicator: str) -> bool:
        """Go to an indicator, and show its chart."""
        self._asked = indicator
        self.refresh()
        self.owed.setChecked(False)
        return self.table.reveal(indicator)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), themes.current().colour("base"))
        painter.end()

    def _changed(self, changed: Changed, _by: str) -> None:
        if any(kind in _KINDS for kind, _, _ in changed):
            self._go_stale()

    def _go_stale(self) -> None:
        self._stale = True
        if self.isVisible():
            QTimer.singleShot(0, self, self.refresh)

    def _opened(self) -> None:
        self._asked = ""
        self.owed.setChecked(False)
        self._place = Selection()
        self.model.narrow(self._place)
        self._go_stale()

    def _tell(self) -> None:
        state = self._state
        self.count.setText(counted(self.model.rows))
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
        owing = self._stack.currentWidget() is self.debts
        self.setFocusProxy(self.debts if owing else self.table)

    def _say_why_empty(self) -> None:
        if any(self._state.document.of("indicator")):
            why = "The plan names none for this part, or the search hides them."
            self.nothing.say("No indicators here", why, "Show the whole plan")
        else:
            why = "An indicator says what is measured, which way is better, and its targets."
            self.nothing.say("No indicators yet", why, "Add an indicator…")

    def _help(self) -> None:
        if any(self._state.document.of("indicator")):
            self.narrow(Selection())
        else:
            self.add_indicator()

    def _ask_since(self) -> None:
        state, quarter = self._state, self._state.quarter
        found = debts(state.document, quarter)

        def work(plan: OpenPlan) -> dict[str, str]:
            from csp_desktop.operations.indicators import unset_since

            return dict(unset_since(plan, quarter))

        def arrived(since: dict[str, str]) -> None:
            self.debts.show_debts(found, since)

        if state.is_open:
            state.ask(work, arrived, "The history of the targets could not be read")

    def _show_chart(self, line: str) -> None:
        state = self._state
        chart = whole_chart(state.document, line, state.quarter) if line else None
        if chart:
            of_indicator = state.document.record("indicator", line) is not None
            self.charts.show_chart(chart, of_indicator=of_indicator, writable=state.writable)
            self.line_changed.emit(line)
            if of_indicator and not chart.empty:
                self._ask_first(line)

    def _ask_first(self, indicator: str) -> None:
        """Fetch what was reported first, off the window's thread, and show it where it differs."""

        def work(plan: OpenPlan) -> dict[str, str]:
            from csp_desktop.operations.indicators import first_reported

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
        state = self._state
        if not state.writable:
            return None
        dialog = FiguresDialog(state.document, state.quarter, self.current, self)
        dialog.entered.connect(self._enter)
        dialog.open()
        if text.strip():
            dialog.take_in(text)
        return dialog

    def _enter(self, taken: Taken) -> None:
        def work(plan: OpenPlan, edits: tuple[Edit, ...], stamp: Stamp) -> Outcome:
            from csp_desktop.operations.indicators import enter

            return enter(plan, edits, stamp)

        self._state.write("The figures", work, edits=taken.edits)

    def define(self, indicator: str, year: str = "") -> None:
        """Show an indicator's definition and targets, to be changed there."""
        state = self._state
        record = state.document.record("indicator", indicator)
        if record is None:
            return
        dialog = DefinitionDialog(state.document, state.table, record, self, year)
        dialog.save.setEnabled(state.writable)
        dialog.asked.connect(lambda edits: state.submit(edits, "The definition"))
        dialog.open()

    def set_rules(self) -> None:
        """Ask for the plan's tolerances, amber rule and colours."""
        state = self._state
        question = RatingSettings(state.document.plan, state.table, self)
        question.asked.connect(lambda edits: state.submit(edits, "The rules for ratings"))
        question.open()

    def add_note(self) -> None:
        """Ask for a note on a period of the chosen indicator, or for new limits from there."""
        state = self._state
        record = state.document.record("indicator", self.current)
        if record is None:
            return
        found = [read_period(text) for text in record.periods("actual", "count")]
        periods = [each for each in found if each and each.kind in ("month", "quarter")]
        if not periods:
            said = "There is no month or quarter yet to note anything on."
            state.noticed.emit(Notice(said, about="kpis", passing=True))
            return
        offered = [(str(each), label(each)) for each in reversed(periods)]
        question = NoteQuestion(record, offered, self)
        question.asked.connect(lambda edits: state.submit(edits, "The note"))
        question.open()

    def add_indicator(self) -> None:
        """Ask for a new indicator."""
        state = self._state
        if not state.writable:
            return
        document = state.document
        deliveries = [
            (each.id, f"{each.text('label')}  {each.text('short_title') or each.text('title')}")
            for each in document.delivery_priorities()
        ]
        names = {each.text("name").casefold() for each in document.of("indicator")}
        question = NewIndicator(deliveries, lambda name: name.casefold() in names, self)
        question.asked.connect(self._add_indicator)
        question.open()

    def _add_indicator(self, name: str, delivery: str) -> None:
        def work(plan: OpenPlan, _: object, stamp: Stamp) -> Outcome:
            from csp_desktop.operations.records import add

            values = {("name", ""): name}
            if delivery:
                values["delivery_priority", ""] = delivery
            return add(plan, "indicator", values, stamp)

        def done(outcome: Outcome) -> None:
            made = [record for kind, record, _ in outcome.changed if kind == "indicator"]
            if made:
                self._stale = True
                self.reveal(made[0])

        self._state.write("The new indicator", work, done=done)

    def _choose_file(self) -> None:
        chart = self.charts.chart
        if chart is None:
            return
        plain = "".join(char if char.isalnum() or char in " -" else "-" for char in chart.name)
        dialog = QFileDialog(self, "Save the chart", "", "PNG picture (*.png);;SVG drawing (*.svg)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.selectFile(f"{plain[:80].strip()}.png")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.save_chart(Path(chosen)))
        dialog.open()

    def save_chart(self, path: Path) -> None:
        """Write the chart's picture to `path`, as a PNG or, by its ending, an SVG."""
        from csp_desktop.operations.indicators import write_picture

        chart = self.charts.chart
        if chart is None:
            return
        try:
            write_picture(chart, path, "svg" if path.suffix.lower() == ".svg" else "png")
        except Exception as error:  # noqa: BLE001 - told to the person, whatever it is
            self._state.tell(error, "The picture could not be written")
            return
        said = f"The chart is in {path.name}."
        self._state.noticed.emit(Notice(said, about="kpis", passing=True))
