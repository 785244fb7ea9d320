"""Figures in: a table to type in, a place to paste a column or block, and CSV files.

Nothing is written until 'Enter': then all of it is one operation. What is doubtful is listed with
its place and stays out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QListWidget, QWidget

from csp_desktop.errors import CspError
from csp_desktop.gui.kpis.entrytable import EntryModel, EntryRow, EntryTable
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import Outlined
from csp_desktop.gui.widgets.choices import choice_box, offer
from csp_desktop.gui.widgets.form_dialog import FormDialog
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.measures.kpi.rating import figure, is_change, is_number
from csp_desktop.measures.kpi.scorecard import in_order, label_of
from csp_desktop.measures.kpi.series import FigureProblem, begins, ends, first_of, label, months_of
from csp_desktop.measures.kpi.to_be_named import to_be_named
from csp_desktop.operations.indicators.definitions import read_csv
from csp_desktop.operations.indicators.figure_cells import cells
from csp_desktop.operations.indicators.import_figures import TakenFigures, take, weigh
from csp_desktop.operations.indicators.parse_figures import Context, ParsedFigure
from csp_desktop.plan.document import Document
from csp_desktop.plan.periods import Period, read_period
from csp_desktop.plan.wording import plural

_YEARS_BACK: Final = 2
_STEPS: Final = (("month", "By month"), ("quarter", "By quarter"), ("year", "By year"))


class FiguresDialog(FormDialog):
    """Asks for figures. `entered` brings the Taken that a person agreed to."""

    entered = Signal(object)

    def __init__(self, document: Document, quarter: str, indicator: str, parent: QWidget) -> None:
        super().__init__("Add figures", "Enter", parent)
        self._document, self._quarter = document, quarter
        self._pending: dict[tuple[str, str, Period], ParsedFigure] = {}
        self._problems: tuple[FigureProblem, ...] = ()
        named = [
            (record.id, f"{label_of(document, record)}  {record.text('name')}".strip())
            for record in in_order(document)
            if record.id == indicator or not to_be_named(record)
        ]
        self.indicator = choice_box("Indicator", named, indicator)
        self.step = choice_box("Periods", _STEPS)
        self.field = choice_box("Figure")
        self.model = EntryModel()
        self.table = EntryTable(self.model)
        self.problems = QListWidget()
        self.problems.setAccessibleName("Problems")
        self.problems.setWordWrap(True)
        self.said = Words("", "small", "text2", wrap=True)
        self.file = Outlined("From a CSV file…", icon="import", height=28)
        self.paste = Outlined("Paste", icon="paste", height=28)
        self.enter, self.cancel = self.yes, self.no
        self._lay_out()
        self.indicator.currentIndexChanged.connect(self._another)
        self.step.currentIndexChanged.connect(self._fill)
        self.field.currentIndexChanged.connect(self._fill)
        self.model.typed.connect(self._typed)
        self.table.pasted.connect(self.take_in)
        self.table.ended.connect(self.enter.setFocus)
        self.paste.clicked.connect(lambda: self.take_in(QGuiApplication.clipboard().text()))
        self.file.clicked.connect(self._choose_file)
        self.enter.clicked.connect(self._enter)
        self._another()
        self.table.setFocus()

    def _lay_out(self) -> None:
        hint = "Paste a column, or a block with months as Apr-16, 2016-04 or 01/04/2016."
        said = Words(hint, "small", "text2", wrap=True)
        column(
            self.title_words,
            row((self.indicator, 3), (self.step, 1), (self.field, 1), spacing=6),
            row(self.paste, self.file, (said, 1), spacing=6),
            (self.table, 1),
            self.problems,
            row((self.said, 1), self.cancel, self.enter, spacing=6),
            margins=20, spacing=8, over=self,
        )  # fmt: skip
        self.problems.setMaximumHeight(themes.current().px(96))
        self.fit(680, 560)

    # What is shown

    def _another(self) -> None:
        """Show another indicator: what it takes, by month unless it is reported otherwise."""
        record = self._document.record("indicator", self._of)
        changes = bool(record and is_change(record.text("target_kind")))
        counted = [("count", "Count"), ("actual", "% change")]
        offer(self.field, counted if changes else [("actual", "Actual")])
        steps = {"monthly": "month", "quarterly": "quarter", "yearly": "year"}
        kind = steps.get(record.text("frequency") if record else "", "month")
        self.step.setCurrentIndex(self.step.findData(kind))
        self._fill()

    @property
    def _of(self) -> str:
        return str(self.indicator.currentData() or "")

    @property
    def _name(self) -> str:
        return str(self.field.currentData() or "actual")

    def _fill(self) -> None:
        rows = []
        for period in self._periods():
            held = self._held(period)
            pending = self._pending.get((self._of, self._name, period))
            value, state = (pending.value, pending.state or held[1]) if pending else held
            words = figure(value) if is_number(value) else ""
            rows.append(EntryRow(period, words, state, new=pending is not None))
        fresh = [row.period for row in rows] != self.model.periods
        self.model.set_rows(rows)
        if fresh and rows:
            self.table.begin(self._first_row())
        self._tell()

    def _first_row(self) -> int:
        """The row at which the quarter begins: its first month, itself, or its year."""
        until = first_of(self._quarter)
        last = len(self.model.rows) - 1
        begun = [
            at
            for at, row in enumerate(self.model.rows)
            if until and begins(row.period) <= begins(until)
        ]
        return begun[-1] if begun else last

    def begin(self, text: str, period: Period | None = None) -> None:
        """Begin to type `text` as the figure of a period, the quarter's first where it is None."""
        if period and period.kind != self.step.currentData():
            self.step.setCurrentIndex(self.step.findData(period.kind))
        at = self.model.periods.index(period) if period in self.model.periods else None
        self.table.begin(self._first_row() if at is None else at, text)

    def _held(self, period: Period) -> tuple[Any, str]:
        record = self._document.record("indicator", self._of)
        if record is None:
            return None, ""
        return record.get(self._name, str(period)), record.text("data_state", str(period))

    def _periods(self) -> list[Period]:
        until = first_of(self._quarter)
        if until is None:
            return []
        kind = self.step.currentData()
        record = self._document.record("indicator", self._of)
        names = [read_period(text) for text in record.periods(self._name)] if record else []
        known = [each for each in names if each and each.kind == kind]
        first = until.financial_year.shifted(-_YEARS_BACK)
        period = {
            "month": months_of(first)[0],
            "quarter": first.quarters()[0],
            "year": first,
        }[kind]
        period = min([period, *known])
        found = []
        while begins(period) <= ends(until):
            found.append(period)
            period = period.shifted(1)
        return found

    # What comes in

    def take_in(self, text: str) -> None:
        """Read a pasted or loaded block; what passes is shown as new, the rest as problems."""
        at = self.model.row_at(self.table.currentIndex().row())
        name = self._name if _is_one_column(text) else ""
        context = Context(self._quarter, self._of, str(at) if at else "", name)
        taken = take(self._document, text, context)
        self._add(taken)

    def _add(self, taken: TakenFigures) -> None:
        for each in taken.figures:
            self._pending[each.indicator, each.name, each.period] = each
        self._problems = taken.problems
        if taken.figures and not any(each.indicator == self._of for each in taken.figures):
            self.indicator.setCurrentIndex(self.indicator.findData(taken.figures[0].indicator))
        self._fill()
        new = [at for at, row in enumerate(self.model.rows) if row.new]
        if new:
            self.table.setCurrentIndex(self.model.index(new[0], 1))
        if taken.same and not taken.figures and not taken.problems:
            self.said.setText(f"All {taken.same} figures are in the plan already.")

    def _typed(self, period: Period, words: str, state: str) -> None:
        key = (self._of, self._name, period)
        text = f"{label(period)}\t{words}\t{state}"
        context = Context(self._quarter, self._of, "", self._name)
        taken = take(self._document, text, context)
        self._pending.pop(key, None)
        for each in taken.figures:
            self._pending[key] = each
        self._problems = tuple(
            FigureProblem(label(period), problem.sentence) for problem in taken.problems
        )
        self._fill()

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, "Figures from a CSV file", "", "CSV files (*.csv *.txt *.tsv)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.take_file(Path(chosen)))
        dialog.open()

    def take_file(self, path: Path) -> None:
        """Read a CSV file."""
        try:
            text = read_csv(path)
        except CspError as error:
            self._problems = (FigureProblem(path.name, str(error)),)
            self._tell()
            return
        self.take_in(text)

    # What goes out

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close at Escape, unless figures are typed: those go only where a person says so."""
        count = len(self._pending)
        if not count or event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
            return
        figures = f"{count} {plural(count, 'figure is', 'figures are')}"
        self.said.setText(
            f"{figures} not in the plan yet: press Enter to put them there, or Cancel to drop them."
        )

    def taken(self) -> TakenFigures:
        """What 'Enter' would put into the plan."""
        return weigh(self._document, list(self._pending.values()), self._quarter)

    def _tell(self) -> None:
        taken = self.taken()
        found = [*self._problems, *taken.problems]
        self.problems.clear()
        self.problems.addItems([str(problem) for problem in found])
        self.problems.setVisible(bool(found))
        count = len(taken.figures)
        named = {each.indicator for each in taken.figures}
        said = f"{count} new {plural(count, 'figure')}"
        said += f" for {len(named)} indicators" if len(named) > 1 else ""
        if found:
            said += f"; {len(found)} {plural(len(found), 'problem')} left out"
        self.said.setText(said + ".")
        self.enter.setEnabled(bool(taken.edits))

    def _enter(self) -> None:
        taken = self.taken()
        if taken.edits:
            self.entered.emit(taken)
            self.accept()


def _is_one_column(text: str) -> bool:
    return all(len(row) == 1 for row in cells(text))
