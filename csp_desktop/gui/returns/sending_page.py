"""Sending returns out: every sub-group's workbook in one click, and who has answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from csp_desktop.errors import BadValue
from csp_desktop.gui import theme as themes
from csp_desktop.gui.controls import LinkButton, Outlined, Words
from csp_desktop.gui.returns import painting, texts
from csp_desktop.gui.returns.files_table import Header
from csp_desktop.operations.outstanding import Return, Standing
from csp_desktop.plan.fields import Field, Type
from csp_desktop.plan.values import understand

COLUMNS: Final = ("Sub-group", "Actions", "Sent out", "Due", "Answered", "By", "State")
GROUP, ACTIONS, SENT, DUE, ANSWERED, BY, STATE = range(7)
RETURN_ROLE: Final = Qt.ItemDataRole.UserRole
_WIDTHS = (380, 74, 92, 92, 92, 150, 190)
_ROW = 30
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
_ICONS = {
    Standing.NOT_SENT: "minus",
    Standing.OUTSTANDING: "clock",
    Standing.LATE: "warning",
    Standing.ANSWERED: "check",
}


class ReturnsModel(QAbstractTableModel):
    """The sub-groups' returns for a quarter, frozen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Return, ...] = ()
        self._now = ""

    @property
    def rows(self) -> tuple[Return, ...]:
        """The rows in their order."""
        return self._rows

    def set_rows(self, rows: Sequence[Return], now: str) -> None:
        """Show these returns."""
        self.beginResetModel()
        self._rows, self._now = tuple(rows), now
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The columns' names."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell; the return itself for RETURN_ROLE."""
        if not index.isValid():
            return None
        each = self._rows[index.row()]
        if role == RETURN_ROLE:
            return each
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            each.name,
            f"{each.actions:,}",
            texts.day(each.sent, self._now) + (f" ({each.times}×)" if each.times > 1 else ""),
            texts.day(each.due, self._now),
            texts.day(each.answered, self._now),
            each.by,
            _state(each),
        )[index.column()]


def _state(each: Return) -> str:
    word = each.standing.value.capitalize()
    return f"{word}, after the snapshot" if each.after_snapshot else word


class SendingPage(QWidget):
    """Asks for quarter and due date, and lists how each sub-group's return stands.

    `make_asked` brings the quarter and the due date as an ISO date or ''.
    """

    make_asked = Signal(str, str)
    quarter_picked = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = themes.current()
        self.model = ReturnsModel(self)
        self.table = _table(self.model)
        self.quarter = QComboBox()
        self.quarter.setAccessibleName("Quarter")
        self.quarter.setMinimumWidth(theme.px(130))
        self.due = QLineEdit()
        self.due.setAccessibleName("To be back by")
        self.due.setPlaceholderText("31/10/2016")
        self.due.setFixedWidth(theme.px(120))
        self.make = Outlined("", primary=True, icon="send")
        self.back = LinkButton("Back to what came in")
        self.why = Words("", "small", "red")
        self.quarter.activated.connect(
            lambda _: self.quarter_picked.emit(str(self.quarter.currentData()))
        )
        self.make.clicked.connect(self._make)
        self.due.returnPressed.connect(self._make)
        self.due.textEdited.connect(lambda _: self.why.setText(""))
        self.back.clicked.connect(self.left)
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.px(16), theme.px(12), theme.px(10), theme.px(12))
        row.setSpacing(theme.px(8))
        row.addWidget(Words("Returns for", "body", "text2"))
        row.addWidget(self.quarter)
        row.addWidget(Words("to be back by", "body", "text2"))
        row.addWidget(self.due)
        row.addWidget(self.make)
        row.addWidget(self.why, 1)
        row.addStretch(1)
        row.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.due)

    def set_quarters(self, quarters: Sequence[str], chosen: str) -> None:
        """Offer these quarters."""
        self.quarter.clear()
        for quarter in quarters:
            self.quarter.addItem(quarter, quarter)
        self.quarter.setCurrentIndex(max(self.quarter.findData(chosen), 0))

    def show_returns(self, rows: Sequence[Return], now: str, *, writable: bool) -> None:
        """Show how the returns for the quarter stand."""
        self.model.set_rows(rows, now)
        number = sum(bool(each.group) for each in rows)
        self.make.setText(f"Make {texts.counted(number, 'return')}…")
        self.make.setEnabled(writable and number > 0)
        self.make.updateGeometry()

    def _make(self) -> None:
        try:
            due = understand(Field("due", "The date", Type.DATE), self.due.text())
        except BadValue as error:
            self.why.setText(str(error))
            self.due.setFocus()
            return
        if self.make.isEnabled():
            self.make_asked.emit(str(self.quarter.currentData()), str(due or ""))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), themes.current().colour("base"))
        painter.end()


def _table(model: ReturnsModel) -> QTableView:
    theme = themes.current()
    table = QTableView()
    table.setModel(model)
    table.setItemDelegate(_Delegate(table))
    table.setAccessibleName("How each sub-group's return stands")
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.px(_ROW))
    header = Header(table, COLUMNS, frozenset({ACTIONS}))
    table.setHorizontalHeader(header)
    for column, width in enumerate(_WIDTHS):
        table.setColumnWidth(column, theme.px(width))
    header.setStretchLastSection(True)
    header.setSectionResizeMode(GROUP, QHeaderView.ResizeMode.Stretch)
    return table


class _Delegate(QStyledItemDelegate):
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = themes.current()
        rect = QRectF(option.rect)
        each: Return = index.data(RETURN_ROLE)
        column = index.column()
        view = self.parent()
        focused = isinstance(view, QTableView) and view.hasFocus()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painting.paint_ground(painter, rect, selected=selected and focused)
        box = rect.adjusted(theme.px(16 if column == GROUP else 8), 0, -theme.px(8), 0)
        if column == STATE:
            late = each.standing is Standing.LATE
            role = "red" if late else "text2"
            icon = _ICONS[each.standing]
            x = painting.paint_small_icon(painter, box.left(), box, icon, role)
            box.setLeft(x + theme.px(6))
        quiet = column in (SENT, DUE, ANSWERED) or each.standing is Standing.NOT_SENT
        painting.paint_text(
            painter,
            box,
            str(index.data()),
            theme.font("body" if column == GROUP else "small"),
            theme.colour("text" if not quiet or column == GROUP else "text2"),
            right=column == ACTIONS,
        )
        if focused and selected:
            painting.paint_focus(painter, rect, first=column == GROUP, last=column == STATE)
        painter.restore()
