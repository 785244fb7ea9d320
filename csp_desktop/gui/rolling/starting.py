"""A new plan period started: its years and title, and which actions go along."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from csp_desktop.gui.rolling.dialog import RollingDialog
from csp_desktop.gui.rolling.lines_table import WHY
from csp_desktop.gui.rolling.period_draft import PeriodDraft
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.choices import choice_box, offer
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.operations.rolling.new_period import suggested_title, suggested_years
from csp_desktop.plan.document import Document
from csp_desktop.plan.periods import read_period

_SENTENCE = (
    "A new plan file, which continues this one: indicators with all their figures, partners and "
    "sub-groups go along, and so do the actions that you choose, with their history. This plan "
    "stays as it is."
)
_MOST_YEARS = 5
_FROM_NOW = 3
"""How many years may lie between the old plan and the new one, and the years it may take."""


class PeriodDialog(RollingDialog):
    """Asks for a new plan period. `asked` brings the NewPeriod that a person agreed to."""

    asked = Signal(object)
    draft: PeriodDraft

    def __init__(self, document: Document, quarter: str, parent: QWidget) -> None:
        draft = PeriodDraft(document, quarter)
        super().__init__(
            draft, "Start a new plan period", _SENTENCE, "Choose where…", parent, words=False
        )
        self.table.setColumnHidden(WHY, True)
        years = suggested_years(document, _FROM_NOW) or _from(document)
        self.first = choice_box("First year", [(year, year) for year in years], whole=True)
        self.last = choice_box("Last year", whole=True)
        self.title = QLineEdit()
        self.anew = QCheckBox("Close the gaps in the refs")
        self.carry = QCheckBox(_carry_words(document))
        self._lay_out_head()
        self.first.currentIndexChanged.connect(self._offer_last)
        self.last.currentIndexChanged.connect(self._another_year)
        self.anew.toggled.connect(self._number_anew)
        self.carry.toggled.connect(self._carry)
        self.title.textChanged.connect(self._name)
        self.accepted.connect(lambda: self.asked.emit(self.draft.asked()))
        self._offer_last()
        self.show_all()
        self.title.setFocus()

    def _lay_out_head(self) -> None:
        theme = themes.current()
        self.title.setAccessibleName("Title")
        for box in (self.first, self.last, self.title):
            box.setMinimumHeight(theme.px(32))
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        years = row(self.first, Words("to", "small", "text2"), self.last, spacing=8)
        named = row(
            column(Words("Financial years", "small", "text2"), years, spacing=4),
            (column(Words("Title", "small", "text2"), self.title, spacing=4), 1),
            spacing=16,
        )
        ticks = row(self.anew, self.carry, ..., spacing=20)
        self.head.addLayout(column(named, ticks, spacing=8), 1)

    # The years

    def _offer_last(self) -> None:
        count = max(self.last.currentIndex(), 1 if not self.last.count() else 0)
        first = read_period(str(self.first.currentData() or ""))
        years = [str(first.shifted(step)) for step in range(_MOST_YEARS)] if first else []
        offer(self.last, [(year, year) for year in years], "".join(years[count : count + 1]))
        self._another_year()

    def _another_year(self) -> None:
        years = self.years()
        if years:
            self.draft.name(years, suggested_title(self.draft.document, years))
            if self.title.text() != self.draft.title:
                self.title.setText(self.draft.title)
                self.title.setCursorPosition(0)
        self.show_all()

    def years(self) -> tuple[str, ...]:
        """The financial years of the new period."""
        first = read_period(str(self.first.currentData() or ""))
        count = self.last.currentIndex() + 1
        return tuple(str(first.shifted(step)) for step in range(count)) if first else ()

    def _name(self, title: str) -> None:
        self.draft.title = title

    def _carry(self, on: bool) -> None:
        self.draft.carry = on

    def _number_anew(self, on: bool) -> None:
        self.draft.number_anew(on=on)
        self.show_all()


def _from(document: Document) -> tuple[str, ...]:
    """Years to offer where the plan has none: those from its working quarter on."""
    quarter = read_period(document.plan.text("working_quarter"))
    year = quarter.financial_year if quarter else None
    return tuple(str(year.shifted(step)) for step in range(_FROM_NOW)) if year else ()


def _carry_words(document: Document) -> str:
    years = document.years()
    return (
        f"Carry what was planned for {years[-1]}, unconfirmed"
        if years
        else "Carry what was planned"
    )
