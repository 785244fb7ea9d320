"""Sending returns out: every sub-group's workbook in one click, and who has answered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit

from csp_desktop.errors import BadValue
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import boxes
from csp_desktop.gui.widgets.buttons import RING, LinkButton, Outlined
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.widgets.listing import Column, Listing, ListingModel
from csp_desktop.operations.sending.outstanding import Return, ReturnState
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field
from csp_desktop.plan.values import understand
from csp_desktop.plan.wording import counted, short_day

_ICONS = {
    ReturnState.NOT_SENT: "minus",
    ReturnState.OUTSTANDING: "clock",
    ReturnState.LATE: "warning",
    ReturnState.ANSWERED: "check",
}


class ReturnsModel(ListingModel[Return]):
    """The sub-groups' returns for a quarter, one a row."""

    now = ""
    """The time at which they are shown; the year stands in dates of another."""

    def __init__(self) -> None:
        super().__init__(
            (
                Column("Sub-group", lambda row: row.name, size="body"),
                Column("Actions", lambda row: f"{row.actions:,}", 66, number=True, ink=_ink),
                Column("Sent out", self._sent, 88, ink=_quiet),
                Column("Due", lambda row: short_day(row.due, self.now), 92, ink=_quiet),
                Column("Answered", lambda row: short_day(row.answered, self.now), 88, ink=_quiet),
                Column("By", lambda row: row.by, 112, ink=_ink),
                Column("State", _state, 196, ink=_ink, strong=_late, icon=_icon),
            ),
            lambda row: row.group,
        )

    def _sent(self, row: Return) -> str:
        return short_day(row.sent, self.now) + (f" ({row.times}×)" if row.times > 1 else "")


def _ink(row: Return) -> str:
    return "text2" if row.standing is ReturnState.NOT_SENT else "text"


def _quiet(row: Return) -> str:
    del row
    return "text2"


def _late(row: Return) -> bool:
    return row.standing is ReturnState.LATE


def _icon(row: Return) -> tuple[str, str]:
    return _ICONS[row.standing], "red" if _late(row) else "text2"


def _state(each: Return) -> str:
    word = each.standing.value.capitalize()
    return f"{word}, after the snapshot" if each.after_snapshot else word


class SendingPage(Ground):
    """Asks for quarter and due date, and lists how each sub-group's return stands.

    `make_asked` brings the quarter and the due date as an ISO date or ''.
    """

    make_asked = Signal(str, str)
    quarter_picked = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        px = themes.current().px
        self.model = ReturnsModel()
        self.table = Listing(self.model, "How each sub-group's return stands")
        self.quarter = QComboBox()
        self.quarter.setAccessibleName("Quarter")
        self.quarter.setMinimumWidth(px(130))
        self.due = QLineEdit()
        self.due.setAccessibleName("To be back by")
        self.due.setPlaceholderText("31/10/2016")
        self.due.setFixedWidth(px(120))
        self.make = Outlined("", primary=True, icon="send")
        self.back = LinkButton("Back to what came in")
        self.why = Words("", "small", "red", wrap=True)
        self.why.setContentsMargins(px(16), 0, px(16), px(12))
        self.why.hide()
        self.quarter.activated.connect(
            lambda _: self.quarter_picked.emit(str(self.quarter.currentData()))
        )
        self.make.clicked.connect(self._make)
        self.due.returnPressed.connect(self._make)
        self.due.textEdited.connect(lambda _: self.why.hide())
        self.back.clicked.connect(self.left)
        parts = (
            Words("Returns for", "body", "text2"), self.quarter,
            Words("to be back by", "body", "text2"), self.due,
            self.make, ..., self.back,
        )  # fmt: skip
        asked = boxes.row(*parts, spacing=8, margins=(16, 12, 16, 12 + RING), ring=True)
        boxes.column(asked, self.why, (self.table, 1), over=self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus on; a focus proxy would keep the tab key from what stands before it.

        A date that stands there is replaced by typing.
        """
        super().focusInEvent(event)
        self.due.setFocus(event.reason())
        self.due.selectAll()

    def set_quarters(self, quarters: Sequence[str], chosen: str) -> None:
        """Offer these quarters."""
        self.quarter.clear()
        for quarter in quarters:
            self.quarter.addItem(quarter, quarter)
        self.quarter.setCurrentIndex(max(self.quarter.findData(chosen), 0))

    def show_returns(self, rows: Sequence[Return], now: str, *, writable: bool) -> None:
        """Show how the returns for the quarter stand."""
        self.model.now = now
        self.model.set_rows(rows)
        number = sum(bool(each.group) for each in rows)
        self.make.setText(f"Make {counted(number, 'return')}…")
        self.make.setEnabled(writable and number > 0)
        self.make.updateGeometry()

    def _make(self) -> None:
        try:
            due = understand(Field("due", "the due date", Type.DATE), self.due.text())
        except BadValue as error:
            self.why.setText(str(error))
            self.why.show()
            self.due.setFocus()
            return
        if self.make.isEnabled():
            self.make_asked.emit(str(self.quarter.currentData()), str(due or ""))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to what came in with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
