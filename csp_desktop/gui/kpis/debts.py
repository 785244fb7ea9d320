"""Targets still to be set: of which indicator, for which years, since when, and who owns them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView

from csp_desktop.gui.kpis.data import NO_OWNER, NOT_SAID, DataTable
from csp_desktop.gui.theme import theme as themes
from csp_desktop.measures.kpi.scorecard import Debt
from csp_desktop.plan.periods import MONTHS

_COLUMNS = ("Ref", "Indicator", "To be set for", "Since", "Owner", "To be agreed by")
_WIDTHS = (76, 0, 190, 110, 150, 130)


class DebtTable(DataTable):
    """Lists debts; `entered` brings the id and first year of the one a person wants to settle."""

    entered = Signal(str, str)
    margin = 16

    def __init__(self) -> None:
        super().__init__()
        self._debts: tuple[Debt, ...] = ()
        self.setAccessibleName("Targets to be set")
        self.verticalHeader().setDefaultSectionSize(themes.current().px(30))
        self.doubleClicked.connect(lambda index: self._enter(index.row()))

    def show_debts(self, debts: Sequence[Debt], since: Mapping[str, str]) -> None:
        """Show them; `since` is the day by id, '' for what stands as published."""
        kept = self.currentIndex().row()
        self._debts = tuple(debts)
        self.show_rows(_COLUMNS, [_words(debt, since.get(debt.id)) for debt in debts])
        theme, header = themes.current(), self.horizontalHeader()
        for column, width in enumerate(_WIDTHS):
            if width:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(column, theme.px(width))
        self.scrollToTop()
        if debts:
            self.setCurrentIndex(self.model().index(max(min(kept, len(debts) - 1), 0), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _enter(self, row: int) -> None:
        if 0 <= row < len(self._debts):
            self.entered.emit(self._debts[row].id, self._debts[row].years[0])


def _words(debt: Debt, since: str | None) -> tuple[str, ...]:
    agreed = _day(debt.agreed_by) if debt.agreed_by else NOT_SAID
    return (
        debt.label,
        debt.name,
        ", ".join(debt.years) + (" (late)" if debt.late else ""),
        "…" if since is None else _day(since) if since else "As published",
        debt.owner or NO_OWNER,
        agreed,
    )


def _day(iso: str) -> str:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"
