"""What a person asks the KPI pane for: figures in, definitions, notes, rules, pictures out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.queued_write import STAMP, doing
from csp_desktop.measures.kpi.drawing import Chart
from csp_desktop.measures.kpi.scorecard import divided
from csp_desktop.measures.kpi.series import label
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.selection import Selection, indicators_in
from csp_desktop.plan.values import name_key
from csp_desktop.whole import file_name

if TYPE_CHECKING:
    from csp_desktop.gui.kpis.entry import FiguresDialog
    from csp_desktop.operations.indicators.import_figures import TakenFigures
    from csp_desktop.operations.session.open_plan import Outcome


class Asking(QObject):
    """Opens the pane's dialogs over `pane`, and hands what is agreed to the state.

    `added` brings the id of an indicator that was made.
    """

    added = Signal(str)

    def __init__(self, state: PlanState, pane: QWidget) -> None:
        super().__init__(pane)
        self._state, self._pane = state, pane

    def take_in(self, text: str, indicator: str) -> FiguresDialog | None:
        """Ask for figures, of this indicator at first, with a pasted block read already."""
        from csp_desktop.gui.kpis.entry import FiguresDialog

        state = self._state
        if not state.writable:
            return None
        dialog = FiguresDialog(state.document, state.quarter, indicator, self._pane)
        dialog.entered.connect(self._enter)
        dialog.open()
        if text.strip():
            dialog.take_in(text)
        return dialog

    def type_figure(self, text: str, indicator: str, period: str = "") -> None:
        """Ask for figures, with the first of them begun: of a period, else the quarter's first."""
        if self._state.document.record("indicator", indicator):
            dialog = self.take_in("", indicator)
            if dialog:
                dialog.begin(text, read_period(period))

    def _enter(self, taken: TakenFigures) -> None:
        from csp_desktop.operations.indicators.definitions import enter

        self._state.write("The figures", enter, edits=taken.edits)

    def settle(self, indicator: str, year: str, keep: bool) -> None:
        """Say which is reported of a year: what was, or what the counts give."""
        from csp_desktop.operations.indicators.definitions import settled

        edits = settled(self._state.document, indicator, year, keep=keep)
        self._state.submit(edits, "Which figure is reported")

    def define(self, indicator: str, year: str = "") -> None:
        """Show an indicator's definition and targets, to be changed there."""
        from csp_desktop.gui.kpis.defining import DefinitionDialog

        state = self._state
        record = state.document.record("indicator", indicator)
        if record is None:
            return
        dialog = DefinitionDialog(state.document, state.table, record, self._pane, year)
        dialog.save.setEnabled(state.writable)
        dialog.asked.connect(lambda edits: state.submit(edits, "The definition"))
        dialog.open()

    def set_rules(self) -> None:
        """Go to the plan's tolerances, amber rule and colours, among the settings."""
        self._state.go.do("rating-rules")

    def add_note(self, indicator: str) -> None:
        """Ask for a note on a period of an indicator, or for new limits from there."""
        from csp_desktop.gui.kpis.defining import NoteQuestion

        state = self._state
        record = state.document.record("indicator", indicator)
        if record is None:
            return
        found = [read_period(text) for text in record.periods("actual", "count")]
        periods = [each for each in found if each and each.kind in ("month", "quarter")]
        if not periods:
            said = "There is no month or quarter yet to note anything on."
            state.noticed.emit(Notice(said, about="kpis", passing=True))
            return
        offered = [(str(each), label(each)) for each in reversed(periods)]
        question = NoteQuestion(record, offered, self._pane)
        question.asked.connect(lambda edits: state.submit(edits, "The note"))
        question.open()

    def add_indicator(self) -> None:
        """Ask for a new indicator."""
        from csp_desktop.gui.kpis.defining import NewIndicator

        state = self._state
        if not state.writable:
            return
        document = state.document
        deliveries = [
            (each.id, f"{each.text('label')}  {each.text('short_title') or each.text('title')}")
            for each in document.delivery_priorities()
        ]
        question = NewIndicator(deliveries, self._named(), self._pane)
        question.asked.connect(self._add_indicator)
        question.open()

    def _add_indicator(self, name: str, delivery: str) -> None:
        from csp_desktop.operations.editing.records import add

        values = {("name", ""): name}
        if delivery:
            values["delivery_priority", ""] = delivery
        work = doing(add, "indicator", values, STAMP)

        def done(outcome: Outcome) -> None:
            made = [record for kind, record, _ in outcome.changed if kind == "indicator"]
            if made:
                self.added.emit(made[0])

        self._state.write("The new indicator", work, done=done)

    def name_indicator(self, place: Selection) -> None:
        """Ask what one of the indicators that are to be named is called."""
        from csp_desktop.gui.kpis.defining import NameIndicator

        state = self._state
        document = state.document
        folded = list(filter(indicators_in(document, place), divided(document)[1]))
        if not folded or not state.writable:
            return
        question = NameIndicator(document, folded, self._named(), self._pane)
        question.asked.connect(lambda edits: state.submit(edits, "The indicator's name"))
        question.open()

    def _named(self) -> Callable[[str], bool]:
        """A test: True of a name that an indicator has."""
        names = {name_key(each.text("name")) for each in self._state.document.of("indicator")}
        return lambda name: name_key(name) in names

    def choose_file(self, chart: Chart | None) -> None:
        """Ask where the chart's picture goes, and write it there."""
        if chart is None:
            return
        forms = "PNG picture (*.png);;SVG drawing (*.svg)"
        dialog = QFileDialog(self._pane, "Save the chart", "", forms)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.selectFile(file_name(chart.name, ".png"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.save_chart(chart, Path(chosen)))
        dialog.open()

    def save_chart(self, chart: Chart, path: Path) -> None:
        """Write a chart's picture to `path`, as a PNG or, by its ending, an SVG."""
        from csp_desktop.operations.indicators.definitions import write_picture

        try:
            write_picture(chart, path, "svg" if path.suffix.lower() == ".svg" else "png")
        except Exception as error:  # noqa: BLE001 - told to the person, whatever it is
            self._state.tell(error, "The picture could not be written")
            return
        said = f"The chart is in {path.name}."
        self._state.noticed.emit(Notice(said, about="kpis", passing=True))
