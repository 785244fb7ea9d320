"""Targets still to be set: of which indicator, for which years, since when, and who owns them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from PySide6.QtCore import Signal

from csp_desktop.gui.kpis.data import NO_OWNER, NOT_SAID, FiguresTable
from csp_desktop.gui.widgets.rows_model import RowsModel
from csp_desktop.measures.kpi.scorecard import Debt
from csp_desktop.plan.wording import short_day


class DebtsModel(RowsModel[Debt]):
    """Debts; `since` is the day by id, '' for what stands as published."""

    columns = ("Ref", "Indicator", "To be set for", "Since", "Owner", "To be agreed by")
    since: Mapping[str, str] = {}

    def key(self, row: Debt) -> Hashable:
        return row.id

    def words(self, row: Debt, column: int) -> str:
        return _words(row, self.since.get(row.id))[column]

    def tip(self, row: Debt, column: int) -> str:
        return self.words(row, column)


class DebtTable(FiguresTable):
    """Lists debts; `settle_asked` brings id and first year of the one a person wants to settle."""

    settle_asked = Signal(str, str)

    def __init__(self) -> None:
        self._debts = DebtsModel()
        super().__init__(
            self._debts, "Targets to be set", widths={0: 76, 2: 190, 3: 110, 4: 150, 5: 130},
            stretched=(1,),
        )  # fmt: skip
        self.entered.connect(lambda place: self._settle(self.row_at(place)))

    def show_debts(self, debts: Sequence[Debt], since: Mapping[str, str]) -> None:
        """Show them; `since` is the day by id, '' for what stands as published."""
        self._debts.since = since
        self._debts.replace_rows(debts)
        self.scrollToTop()
        if debts and self.row is None:
            self.look_at(0)

    def _settle(self, debt: Debt) -> None:
        self.settle_asked.emit(debt.id, debt.years[0])


def _words(debt: Debt, since: str | None) -> tuple[str, ...]:
    agreed = short_day(debt.agreed_by) if debt.agreed_by else NOT_SAID
    return (
        debt.label,
        debt.name,
        ", ".join(debt.years) + (" (late)" if debt.late else ""),
        "…" if since is None else short_day(since) if since else "As published",
        debt.owner or NO_OWNER,
        agreed,
    )
