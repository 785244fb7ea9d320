"""Sending returns out: every sub-group's workbook in one click, and who has answered."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from csp_desktop.errors import BadValue
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.widgets.buttons import RING, LinkButton, Outlined
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.widgets.rows_model import Index, RowsModel
from csp_desktop.gui.widgets.table_delegate import RowDelegate
from csp_desktop.gui.widgets.table_view import TableView
from csp_desktop.operations.sending.outstanding import Return, ReturnState
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field
from csp_desktop.plan.values import understand
from csp_desktop.plan.wording import counted, short_day

COLUMNS: Final = ("Sub-group", "Actions", "Sent out", "Due", "Answered", "By", "State")
GROUP, ACTIONS, SENT, DUE, ANSWERED, BY, STATE = range(7)
_WIDTHS = (380, 66, 88, 92, 88, 112, 196)
_ICONS = {
    ReturnState.NOT_SENT: "minus",
    ReturnState.OUTSTANDING: "clock",
    ReturnState.LATE: "warning",
    ReturnState.ANSWERED: "check",
}


class ReturnsModel(RowsModel[Return]):
    """The sub-groups' returns for a quarter, one a row."""

    columns = COLUMNS
    numbers = frozenset({ACTIONS})
    now = ""
    """The time at which they are shown; the year stands in dates of another."""

    def key(self, row: Return) -> Hashable:
        return row.group

    def words(self, row: Return, column: int) -> str:
        return (
            row.name,
            f"{row.actions:,}",
            short_day(row.sent, self.now) + (f" ({row.times}×)" if row.times > 1 else ""),
            short_day(row.due, self.now),
            short_day(row.answered, self.now),
            row.by,
            _state(row),
        )[column]


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

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = themes.current()
        self.model = ReturnsModel()
        self.table = TableView(
            self.model,
            "How each sub-group's return stands",
            widths=dict(enumerate(_WIDTHS)),
            stretched=(GROUP,),
        )
        self.table.setItemDelegate(SendingDelegate(self.table))
        self.quarter = QComboBox()
        self.quarter.setAccessibleName("Quarter")
        self.quarter.setMinimumWidth(theme.px(130))
        self.due = QLineEdit()
        self.due.setAccessibleName("To be back by")
        self.due.setPlaceholderText("31/10/2016")
        self.due.setFixedWidth(theme.px(120))
        self.make = Outlined("", primary=True, icon="send")
        self.back = LinkButton("Back to what came in")
        self.why = Words("", "small", "red", wrap=True)
        self.why.setContentsMargins(theme.px(16), 0, theme.px(16), theme.px(12))
        self.why.hide()
        self.quarter.activated.connect(
            lambda _: self.quarter_picked.emit(str(self.quarter.currentData()))
        )
        self.make.clicked.connect(self._make)
        self.due.returnPressed.connect(self._make)
        self.due.textEdited.connect(lambda _: self.why.hide())
        self.back.clicked.connect(self.left)
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.px(16), theme.px(12), theme.px(16) - RING, theme.px(12))
        row.setSpacing(theme.px(8))
        row.addWidget(Words("Returns for", "body", "text2"))
        row.addWidget(self.quarter)
        row.addWidget(Words("to be back by", "body", "text2"))
        row.addWidget(self.due)
        row.addWidget(self.make)
        row.addStretch(1)
        row.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.why)
        column.addWidget(self.table, 1)

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


class SendingDelegate(RowDelegate[Return]):
    """Paints a sub-group's return with the sign of its state."""

    def paint_cell(self, painter: QPainter, box: QRectF, row: Return, index: Index) -> None:
        if index.column() == STATE:
            theme = themes.current()
            role = "red" if row.standing is ReturnState.LATE else "text2"
            icon = _ICONS[row.standing]
            x = painting.paint_small_icon(painter, box.left(), box, icon, role)
            box.setLeft(x + theme.px(6))
        super().paint_cell(painter, box, row, index)

    def letters(self, row: Return, column: int) -> tuple[themes.Size, str, bool]:
        if column == GROUP:
            return "body", "text", False
        quiet = column in (SENT, DUE, ANSWERED) or row.standing is ReturnState.NOT_SENT
        late = column == STATE and row.standing is ReturnState.LATE
        return "small", "text2" if quiet else "text", late
