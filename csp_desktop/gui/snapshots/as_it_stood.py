"""The whole plan as it stood when a snapshot was taken, for reading alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from csp_desktop import look
from csp_desktop.changes.conflicts import OpenConflict
from csp_desktop.gui.grid.rows import ActionRow
from csp_desktop.gui.grid.view import StatusGrid
from csp_desktop.gui.panel.side_panel import SidePanel
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.navigator import Navigator
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.snapshots.frozen_state import FrozenState
from csp_desktop.gui.snapshots.lines import name_of, place, taken_words
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import Outlined
from csp_desktop.gui.widgets.empty_state import EmptyState
from csp_desktop.gui.widgets.ground import Ground, Hairline
from csp_desktop.gui.widgets.labels import ElidedLabel, Icon
from csp_desktop.gui.widgets.painting import width_of
from csp_desktop.gui.widgets.rows_model import TextRows
from csp_desktop.gui.widgets.table_view import TableView
from csp_desktop.measures.kpi.scorecard import divided
from csp_desktop.measures.kpi.to_be_named import folded_words
from csp_desktop.measures.snapshot.frozen import Frozen
from csp_desktop.operations.snapshots.compare import ComparedState
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.values import Value, words
from csp_desktop.plan.wording import short_day

_WIDTHS = (1046, 320)
_NARROW = 900
_RATING: Final = 2
"""The column of the ratings' words."""
PARTS = {
    "plan": "Actions",
    "ratings": "Ratings",
    "conflicts": "Open conflicts",
    "returns": "Outstanding returns",
}


class StoodNavigator(Navigator):
    """Goes about inside the plan as it stood; what is not frozen is outside."""

    def __init__(self, stood: AsItStood, state: PlanState) -> None:
        self._stood, self._state = stood, state

    def focus_pane(self) -> None:
        self._stood.focus_first().setFocus(Qt.FocusReason.TabFocusReason)

    def reveal(self, kind: str, record_id: str, field: str = "", period: str = "") -> None:
        del field, period
        self._stood.reveal(kind, record_id)

    def show_history_of(self, action_id: str) -> None:
        self._state.go.show_history_of(action_id)


class AsItStood(QWidget):
    """Shows one frozen state: its grid with every filter, its actions, and what was open.

    `back_asked` asks to go back to now. Nothing in it can be edited: what tries to is told why.
    """

    back_asked = Signal()

    def __init__(self, state: PlanState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._side: ComparedState | None = None
        self._frozen = FrozenState(state)
        self._frozen.go = StoodNavigator(self, state)
        self.grid = StatusGrid()
        self.panel = SidePanel(self._frozen)
        self.tables = {
            "ratings": frozen_table(
                "Ratings as frozen", {"Indicator": 430, "Year": 76, "Rating": 150, "Why": 0}
            ),
            "conflicts": frozen_table(
                "Conflicts as frozen",
                {"Ref": 90, "What": 210, "Last agreed": 240, "Put side by side": 0},
            ),
            "returns": frozen_table(
                "Outstanding returns as frozen", {"Sub-group": 0, "Actions": 90, "Due": 160}
            ),
        }
        self._none = EmptyState()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        theme = themes.current()
        self.said = ElidedLabel("body", "text", strong=True)
        self.report = Outlined("Report…", icon="file", height=28)
        self.back = Outlined("Back to now", primary=True, height=28)
        self.tabs = {name: Outlined(words, height=28) for name, words in PARTS.items()}
        for name, tab in self.tabs.items():
            tab.setCheckable(True)
            tab.clicked.connect(lambda _=False, name=name: self.show_part(name))
        self._tabs = QWidget()
        row(*self.tabs.values(), spacing=2, over=self._tabs)
        self._places = (row(self._tabs), row(...))
        self._banner = _band(
            row(Icon("lock"), (self.said, 1), self._places[0], self.report, self.back, spacing=8)
        )
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(1)
        self.split.addWidget(self.grid)
        self.split.addWidget(self.panel)
        self.split.setStretchFactor(0, 1)
        self.split.setCollapsible(0, False)
        self.split.setSizes([theme.px(width) for width in _WIDTHS])
        self.grid.setMinimumWidth(theme.px(320))
        self.panel.setMinimumWidth(theme.px(280))
        self.parts = QStackedWidget()
        for part in (self.split, *self.tables.values(), self._none):
            self.parts.addWidget(part)
        column(self._banner, Hairline(), self._places[1], (self.parts, 1), over=self)

    def _connect(self) -> None:
        self.back.clicked.connect(self.back_asked)
        self.report.clicked.connect(
            lambda: self._state.go.report(
                self._side.snapshot.id if self._side and self._side.snapshot else ""
            )
        )
        grid, panel = self.grid, self.panel
        grid.refused.connect(self._refuse)
        grid.current_changed.connect(self._follow)
        grid.action_activated.connect(self._open)
        panel.closed.connect(panel.hide)

    @property
    def side(self) -> ComparedState | None:
        """The frozen state on screen."""
        return self._side

    def forget(self) -> None:
        """Let go of what was shown: another plan is open, or none."""
        if self._side is not None:
            self._side = None
            self._frozen.let_go()

    def show_side(self, side: ComparedState) -> None:
        """Show what a snapshot froze."""
        snapshot, frozen = side.snapshot, side.frozen
        self._side = side
        name = name_of(snapshot) if snapshot else frozen.quarter
        taken = f", {taken_words(snapshot, self._state.now())}" if snapshot else ""
        withdrawn = ", withdrawn since" if snapshot and snapshot.withdrawn else ""
        self.said.setText(f"As at {name}{taken}{withdrawn} – read only")
        self._frozen.hold(side, self._state)
        because = self._frozen.because
        self.grid.set_plan(
            frozen.document, self._state.table, quarter=frozen.quarter, frozen=because
        )
        for name, rows in (
            ("ratings", ratings_of(frozen)),
            ("conflicts", conflicts_of(frozen, self._state.table)),
            ("returns", returns_of(frozen, self._state.now())),
        ):
            self.tables[name].rows_model.set_rows(rows)
            self.tabs[name].set_count(len(rows))
        self._place_tabs()
        self.show_part("plan")
        self._show_first()

    def _show_first(self) -> None:
        rows = self.grid.grid.grid.rows if self.grid.grid else []
        first = next((row.key for row in rows if isinstance(row, ActionRow)), "")
        if first:
            self.grid.reveal(first)
            self.panel.show_action(first)

    def show_part(self, name: str) -> None:
        """Show the actions, or another part of what was frozen."""
        for part, tab in self.tabs.items():
            tab.setChecked(part == name)
        table = self.tables.get(name)
        if table is not None and not table.rows_model.rows:
            self._none.say(*_NONE[name])
            self.parts.setCurrentWidget(self._none)
        else:
            self.parts.setCurrentWidget(table or self.split)

    def narrow(self, selection: Selection) -> None:
        """Show what a search asks for."""
        if self._side is None:
            return
        if selection.text:
            self.show_part("plan")
        now = self.grid.selection
        if selection.text != now.text:
            self.grid.set_selection(replace(now, text=selection.text))

    def _follow(self, action_id: str, _field: str, _period: str) -> None:
        if action_id:
            self.panel.show_action(action_id)

    def _open(self, action_id: str) -> None:
        self.panel.show()
        self.panel.show_action(action_id)

    def reveal(self, kind: str, record_id: str) -> None:
        if kind != "action":
            return
        if not self.grid.reveal(record_id):
            self.grid.clear_filters()
            self.grid.reveal(record_id)
        self.panel.show_action(record_id)

    def _refuse(self, sentence: str) -> None:
        self._state.noticed.emit(Notice(sentence, "warning", "grid", passing=True))

    def focus_first(self) -> QWidget:
        """What is shown, or where that is nothing the way back."""
        shown = self.parts.currentWidget()
        target = self.grid if shown is self.split else shown
        return self.back if shown is self._none or target is None else target

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to now with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.back_asked.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= themes.current().px(_NARROW)
        if event.oldSize().width() != self.width():
            self.panel.setVisible(wide)
            self._place_tabs()

    def _place_tabs(self) -> None:
        """The tabs stand in the band where there is room for them beside what it says."""
        theme = themes.current()
        wanted = width_of(self.said.text(), theme.font("body", strong=True))
        wanted += self._tabs.sizeHint().width()
        wanted += self.report.sizeHint().width() + self.back.sizeHint().width() + theme.px(90)
        in_band = wanted <= self.width()
        place, other = self._places if in_band else self._places[::-1]
        if place.indexOf(self._tabs) < 0:
            other.removeWidget(self._tabs)
            place.insertWidget(0, self._tabs)
            edge, above = (0, 0) if in_band else (theme.px(13), theme.px(3))
            self._tabs.setContentsMargins(edge, above, 0, above)
            self._tabs.show()

    def sizeHint(self) -> QSize:
        return QSize(900, 560)


_NONE = {
    "ratings": ("No ratings were frozen", "The plan had no indicator then."),
    "conflicts": ("No conflict was open", "When this snapshot was taken, nothing waited."),
    "returns": ("No return was outstanding", "All that had been sent out had come back."),
}


def _band(inside: QHBoxLayout) -> Ground:
    """The band that says that this is not the plan of now."""
    theme = themes.current()
    band, bar = Ground(role="selected"), Ground(role="accent")
    band.setFixedHeight(theme.px(45))
    # Else the band with the tabs in it would say how narrow the pane can be, before they move.
    band.setMinimumWidth(theme.px(200))
    bar.setFixedWidth(theme.px(3))
    row(bar, (inside, 1), margins=(0, 0, 10, 0), spacing=13, over=band)
    return band


class FrozenRows(TextRows):
    """Rows that were frozen; the rating of a row is after its columns."""

    def __init__(self, columns: Sequence[str]) -> None:
        super().__init__()
        self.columns = columns

    def shape(self, row: tuple[str, ...], column: int) -> str:
        return row[-1] if column == _RATING and len(row) > len(self.columns) else ""


def frozen_table(name: str, columns: Mapping[str, int]) -> TableView:
    """A table whose `columns` come with their widths; the one that is 0 wide has what is left."""
    widths = dict(enumerate(columns.values()))
    (stretched,) = (column for column, width in widths.items() if not width)
    del widths[stretched]
    table = TableView(FrozenRows(tuple(columns)), name, widths=widths, stretched=(stretched,))
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return table


def ratings_of(frozen: Frozen) -> list[tuple[str, ...]]:
    """The ratings that a report of the quarter gives, indicator by indicator."""
    listed, folded = divided(frozen.document)
    rows: list[tuple[str, ...]] = [
        (record.text("name"), year, look.word(rating), reason, rating)
        for record in listed
        for year, (rating, reason) in sorted(frozen.reported.get(record.id, {}).items())
    ]
    return [*rows, (folded_words(folded), "", "", "", "")] if folded else rows


def conflicts_of(frozen: Frozen, table: FieldTable) -> list[tuple[str, ...]]:
    """The conflicts that waited, with who put what."""
    return [_conflict(each, table) for each in frozen.conflicts]


def _conflict(each: OpenConflict, table: FieldTable) -> tuple[str, ...]:
    name = each.cell.field
    field = table.field("action", name) or table.field("indicator", name)
    label = place(field.label if field else name, each.cell.period)
    sides = [f"{_said(side.value)} ({side.author or 'unknown'})" for side in each.sides]
    return (each.ref, label, _said(each.agreed), "  /  ".join(sides))


def _said(value: Value) -> str:
    return words(value).replace("\n", " ") or "blank"


def returns_of(frozen: Frozen, now: str) -> list[tuple[str, ...]]:
    """The returns that were outstanding."""
    return [
        (
            str(each.get("group") or ""),
            str(each.get("actions") or ""),
            short_day(str(each.get("due") or ""), now),
        )
        for each in frozen.outstanding
    ]
