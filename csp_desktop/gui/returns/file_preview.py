"""What else the file of a thing to decide would change, under what is decided."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from csp_desktop import look
from csp_desktop.gui.returns import texts
from csp_desktop.gui.returns.decisions import Decisions
from csp_desktop.gui.returns.keeping import Typing
from csp_desktop.gui.returns.rows import LEAVE_OUT
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import boxes, painting
from csp_desktop.gui.widgets.buttons import LinkButton
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import ElidedLabel
from csp_desktop.gui.widgets.listing import Column, Listing, ListingModel
from csp_desktop.operations.receiving.batch import CellChange, FileView, WaitingItem
from csp_desktop.plan.wording import counted

_MOST_BESIDE = 200
"""How many of a file's other changes are listed under what is decided."""

_ROW = 28
_CELL, _OLD = 1, 2
_WIDTHS = {_CELL: 186, _OLD: 180}


class FilePreview(Ground):
    """Lists a file's other changes, old beside new. `revealed` brings a record's kind and id."""

    revealed = Signal(str, str)

    def __init__(self, batch: Decisions) -> None:
        super().__init__()
        px = themes.current().px
        self._batch = batch
        self._view: FileView | None = None
        self.title = ElidedLabel("small", "text2", strong=True)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Reason, for the receipt")
        self.reason.setAccessibleName("Reason for leaving it out, for the receipt")
        self.reason.setFixedWidth(px(190))
        self._typing = Typing(batch.keeping, None, (self.reason,), self)
        self._typed_for = ""
        self.leave_out = LinkButton(LEAVE_OUT)
        self.leave_out.setToolTip("Do not take the change chosen below (Delete)")
        self.show_all = LinkButton("Show all in the grid")
        self._bar = QWidget()
        self._bar.setFixedHeight(px(30))
        asked = (self.reason, self.leave_out, self.show_all)
        parts = ((self.title, 1), *asked)
        boxes.row(*parts, spacing=12, margins=(16, 0, 12, 0), over=self._bar)
        self.table = ChangesTable()
        self.table.setMinimumHeight(px(87))
        boxes.column(self._bar, (self.table, 1), over=self)
        self.table.entered.connect(self._reveal)
        self.table.left_out.connect(self._leave_out)
        self.leave_out.clicked.connect(self._leave_out)
        self.reason.returnPressed.connect(self._leave_out)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._offer())

    def show_file(self, view: FileView | None, waiting: WaitingItem | None) -> None:
        """Show what `view` would change but for the cell that is decided."""
        self._view = view
        changes = view.changes if view else ()
        others = [each for each in changes if waiting is None or not _is(each, waiting)]
        self.title.setText(_words(view, len(others), len(changes)))
        for widget in (self._bar, self.table):
            widget.setVisible(view is not None)
        self.table.listing.set_rows(others[:_MOST_BESIDE])
        self._offer()

    @property
    def _chosen(self) -> CellChange | None:
        """The change that is looked at, where it can be left out."""
        found: CellChange | None = self.table.row
        return found if found and found.mark != "contested" else None

    def _offer(self) -> None:
        for widget in (self.leave_out, self.reason):
            widget.setVisible(self._view is not None and bool(self.table.listing.rows))
            widget.setEnabled(self._chosen is not None)
        self._show_reason()

    def _show_reason(self) -> None:
        """Show the reason that was typed for the change that is looked at, and for no other."""
        view, change = self._view, self._chosen
        key = _key(view, change) if view and change else ""
        if key != self._typed_for:
            self._typed_for = key
            self._typing.go_to(key)
            self.reason.clear()
            self._typing.show_lines()

    def _leave_out(self) -> None:
        view, change = self._view, self._chosen
        if view is not None and change is not None:
            reason = self.reason.text().strip()
            self._typing.used()
            self.reason.clear()
            self._batch.leave_out(view, change, reason)

    def _reveal(self, row: int) -> None:
        change = self.table.row_at(row)
        self.revealed.emit(change.kind, change.record)


def _key(view: FileView, change: CellChange) -> str:
    spot = (change.kind, change.record, change.field, change.period)
    return f"leave out {view.path.absolute()} {' '.join(spot)}"


def _words(view: FileView | None, others: int, changes: int) -> str:
    if view is None:
        return ""
    if view.refused:
        return f"{view.path.name} was not read"
    word = "change" if others == changes else "other change"
    return f"Preview: {counted(others, word)} in {view.path.name}"


def _is(change: CellChange, waiting: WaitingItem) -> bool:
    place = (waiting.record, waiting.field, waiting.period)
    return (change.record, change.field, change.period) == place


class ChangesTable(Listing):
    """The changed cells of a file, each in the plan and in the file.

    `left_out`: the one looked at is not wanted.
    """

    left_out = Signal()

    def __init__(self) -> None:
        model = changes_model()
        super().__init__(model, "Cells that would change", row_height=_ROW, shown_unfocused=True)
        self.head.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, min(themes.current().px(width), self.width() // 4))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete leaves the change out."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.left_out.emit()
        else:
            super().keyPressEvent(event)


def changes_model() -> ListingModel[CellChange]:
    """Changed cells, one a row."""
    return ListingModel(
        (
            Column("Ref", _ref, 52, tip=lambda row: f"{row.ref} {row.title}", ink=_quiet),
            Column("Cell", _cell, _WIDTHS[_CELL], tip=_cell),
            Column("In the plan", _old, _WIDTHS[_OLD], tip=_old, paint=_paint_old),
            Column("In the file", _new, tip=_new, paint=_paint_new),
        ),
        lambda row: (row.record, row.field, row.period),
    )


def _quiet(row: CellChange) -> str:
    del row
    return "text2"


def _ref(row: CellChange) -> str:
    return texts.short_ref(row.ref)


def _cell(row: CellChange) -> str:
    place = texts.place(row.label, row.period)
    named = texts.whole_ref(row.ref) or ("" if row.ref else row.title)
    return f"{place}, {named}" if named else place


def _old(row: CellChange) -> str:
    return texts.value_text(row.field, row.old) or texts.empty_words(row.field)


def _new(row: CellChange) -> str:
    if row.mark == "gone":
        return "Deleted"
    return texts.value_text(row.field, row.new) or "Cleared"


def _paint_old(painter: QPainter, box: QRectF, row: CellChange) -> None:
    theme = themes.current()
    if row.old is not None and texts.is_status(row.field):
        painting.paint_status(painter, box, str(row.old), look.word(str(row.old)))
    else:
        painting.paint_text(painter, box, _old(row), theme.font("small"), theme.colour("text2"))


def _paint_new(painter: QPainter, box: QRectF, row: CellChange) -> None:
    """Paint what the file says after an arrow, with what of it differs marked."""
    theme = themes.current()
    left = box.left() - theme.px(6)
    box.setLeft(painting.paint_small_icon(painter, left, box, "chevron-right", "text2"))
    box.adjust(theme.px(8), 0, 0, 0)
    if row.mark == "contested":
        box.setLeft(painting.paint_shape(painter, box, "contested") + theme.px(painting.GAP))
    new = texts.value_text(row.field, row.new)
    if not new:
        font = theme.font("small", strong=True)
        painting.paint_text(painter, box, _new(row), font, theme.colour("text"))
    elif texts.is_status(row.field):
        painting.paint_status(painter, box, str(row.new), new)
    else:
        old = texts.value_text(row.field, row.old)
        pieces = texts.from_first_difference(texts.pieces_of(row.field, old, new))
        painting.paint_lines(painter, box, pieces, theme.colour("text"), most=1)
