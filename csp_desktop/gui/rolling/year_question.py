"""Asks which financial year to add, and whether what was planned before goes along."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.form_dialog import Question
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.operations.rolling.add_year import next_year, to_carry, why_not_a_year
from csp_desktop.plan.document import Document
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.wording import plural


class YearQuestion(Question):
    """Asks for the plan's next year; `asked` brings it, and whether to carry what was planned."""

    asked = Signal(str, bool)

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(
            "Add a year",
            "It becomes a column of the grid, and its four quarters can be worked on.",
            "Add the year",
            parent,
        )
        self._document = document
        year = next_year(document)
        self.year = self.line("Financial year", year, "2018/19")
        self.carry = QCheckBox("Carry what was planned for the year before")
        self._means = Words("", "small", "text2", wrap=True)
        self._means.setMinimumHeight(themes.current().px(36))
        self.column.addWidget(self.carry)
        self.column.addWidget(self._means)
        self.carry.setEnabled(bool(self._carried(year)))
        self.carry.toggled.connect(lambda _: self._tell())
        self.year.textChanged.connect(lambda _: self._tell())
        self.year.selectAll()
        self.year.setFocus()
        self._tell()
        self.accepted.connect(lambda: self.asked.emit(self._year(), self.carry.isChecked()))

    def _year(self) -> str:
        period = read_period(self.year.text(), "year")
        return str(period) if period else self.year.text().strip()

    def _carried(self, year: str) -> int:
        return len({action.id for action, _ in to_carry(self._document, year)}) if year else 0

    def _tell(self) -> None:
        count = self._carried(self._year())
        if not self.carry.isChecked():
            self._means.setText("The new year begins blank.")
        else:
            self._means.setText(
                f"For {count} {plural(count, 'action')} that go on: each cell is "
                "marked unconfirmed until a person confirms it."
            )

    def why_not(self) -> str:
        return why_not_a_year(self._document, self._year())
