"""The head of the side panel: which action it is, its place in the plan, who leads it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from csp_desktop import look
from csp_desktop.gui.panel.spot import EditedCell, spot_of
from csp_desktop.gui.session.places import name_of_group
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import IconButton, LinkButton
from csp_desktop.gui.widgets.labels import Glyph, Words
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.people import contact
from csp_desktop.plan.values import words

_LABELS: Final = ("Lead partners", "2016/17 plan")
"""The widest labels of the facts, which share a column."""


class ActionHead(QWidget):
    """Ref, place, title, lead partner and the year's plan, with a Confirm where one is due."""

    closed = Signal()
    confirmed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ref = Words("", "body", "text", strong=True)
        self._place = Words("", "small", "text2")
        self._place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._close = IconButton("close", "Close the side panel (Ctrl+Shift+E)", side=24)
        self._close.clicked.connect(self.closed)
        self._title = Words("", "title", "text", strong=True, wrap=True)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lead = _Fact("Lead partner")
        self._year = _Fact("")
        self._group = _Fact("Group lead")
        for fact in (self._lead, self._group, self._year):
            fact.confirmed.connect(self.confirmed)
        top = row(self._ref, (self._place, 1), self._close, spacing=9)
        column(top, self._title, 4, self._lead, self._group, self._year, spacing=2, over=self)

    def show_action(
        self, action: Record, document: Document, table: FieldTable, quarter: str, *, writable: bool
    ) -> None:
        """Show what names and places the action."""
        self._ref.setText(action.text("ref"))
        place = _place(action, document)
        self._place.setText(place)
        self._place.setToolTip(plain_tip(place))
        self._title.setText(action.text("title"))
        leads = table.field("action", "lead_partners")
        if leads:
            spot = spot_of(action, leads)
            many = isinstance(spot.held.value, list) and len(spot.held.value) > 1
            self._lead.show_fact(
                "Lead partners" if many else "Lead partner",
                words(spot.held.value) or "Nobody yet",
                spot,
                writable=writable,
            )
        group = document.record("group", action.text("group"))
        led, reached = table.field("group", "lead"), contact(document, group) if group else ""
        self._group.setVisible(bool(reached))
        if group and led and reached:
            # The line above says which group that is.
            self._group.show_fact("Group lead", reached, spot_of(group, led), writable=writable)
        year = quarter.partition(" ")[0]
        self._show_year(action, table, year, writable=writable)

    def _show_year(self, action: Record, table: FieldTable, year: str, *, writable: bool) -> None:
        planned, state = table.field("action", "planned"), table.field("action", "state")
        if not year or planned is None or state is None:
            self._year.hide()
            return
        said, stated = spot_of(action, planned, year), spot_of(action, state, year)
        word = words(stated.held.value)
        text = words(said.held.value)
        shown = look.word(word) if word else ""
        if text and text.casefold() != shown.casefold():
            same_start = text.casefold().startswith(shown.casefold())
            shown = text if same_start or not shown else f"{shown}: {text}"
        unsure = said if said.held.unconfirmed else stated
        self._year.show_fact(
            f"{year} plan", shown or "Nothing planned", unsure, glyph=word, writable=writable
        )
        self._year.show()


class _Fact(QWidget):
    """A label, a value that wraps, a mark where it is unconfirmed, and the way to confirm it."""

    confirmed = Signal(object)

    def __init__(self, label: str) -> None:
        super().__init__()
        theme = themes.current()
        self._spot: EditedCell | None = None
        self._label = Words(label, "small", "text2")
        self._glyph = Glyph(side=14, height=24)
        self._value = Words("", "small", "text", wrap=True)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._mark = Glyph("unconfirmed", side=13, height=24)
        self._mark.setToolTip("Unconfirmed")
        self._mark.setAccessibleName("Unconfirmed")
        self._confirm = LinkButton("Confirm")
        self._confirm.clicked.connect(lambda: self.confirmed.emit(self._spot))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(6))
        grid.setVerticalSpacing(0)
        top = Qt.AlignmentFlag.AlignTop
        for text in (self._label, self._value):
            text.setAlignment(top | Qt.AlignmentFlag.AlignLeft)
            text.setContentsMargins(0, theme.px(4), 0, theme.px(4))
        grid.addWidget(self._label, 0, 0, top)
        grid.addWidget(self._glyph, 0, 1, top)
        grid.addWidget(self._value, 0, 2)
        grid.addWidget(self._mark, 0, 3, top)
        grid.addWidget(self._confirm, 0, 4, top)
        grid.setColumnStretch(2, 1)

    @property
    def wanted(self) -> int:
        """How wide the label has to be, as beside the other facts."""
        metrics = QFontMetrics(self._label.font())
        return max(metrics.horizontalAdvance(each) + 1 for each in _LABELS)

    def show_fact(
        self, label: str, text: str, spot: EditedCell, *, writable: bool, glyph: str = ""
    ) -> None:
        """Show `text` under `label`; `spot` is the cell that a Confirm would confirm."""
        self._spot = spot
        self._label.setText(label)
        self._label.setFixedWidth(self.wanted)
        self._value.setText(text)
        self._glyph.show_glyph(glyph)
        self._glyph.setVisible(glyph in look.SHAPES)
        unsure = spot.held.unconfirmed
        self._mark.setVisible(unsure)
        self._confirm.setVisible(unsure and writable and not spot.held.contested)
        self._confirm.setAccessibleName(f"Confirm {spot.label}")


def _place(action: Record, document: Document) -> str:
    """The delivery priority (or the priority) and the group: '1.DP2, Safer Young Hackney'."""
    delivery = document.record("delivery_priority", action.text("delivery_priority"))
    priority = document.priority_of(action)
    parts = []
    if delivery:
        parts.append(delivery.text("label"))
    elif priority:
        parts.append(f"Priority {words(priority.get('number'))}")
    group = document.record("group", action.text("group"))
    if group:
        parts.append(name_of_group(group))
    return ", ".join(parts)
