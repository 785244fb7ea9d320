"""Paints the grid's cells: two lines of text, status shapes, chips, marks and the focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QObject,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from csp_desktop import look
from csp_desktop.gui.grid import cells
from csp_desktop.gui.grid.cells import PaintedCell
from csp_desktop.gui.grid.columns import ColumnShows, GridColumn
from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.grid.paints import Paints
from csp_desktop.gui.grid.rows import STILL_SHOWN, ActionRow, GroupRow, MilestoneRow, RecordRow
from csp_desktop.gui.grid.stepping import Index
from csp_desktop.gui.session.queued_write import CellName
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import paint_icon
from csp_desktop.plan.people import names

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView

_SELECTED = QStyle.StateFlag.State_Selected
_FOCUSED = QStyle.StateFlag.State_HasFocus
_MARKS = ("contested", "proposed", "unconfirmed")


class StatusGridDelegate(QStyledItemDelegate):
    """Paints every cell of the grid, and opens a text box in those that take text.

    It asks the model for cells, never the plan.
    """

    entered = Signal(object, str)
    """The editor (row, column, seen) and its text, when that is another than before."""

    def __init__(self, view: QTableView, model: GridModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self.drafted: Callable[[CellName], str | None] = lambda _: None
        """What was typed in a cell and is not saved: its box opens with that."""
        self._paints: dict[bool, Paints] = {}
        self._quiet = False
        self.whole_row = -1
        """The row that is shown as selected from edge to edge, -1 for none."""

    @property
    def paints(self) -> Paints:
        """Fonts, colours and lengths for painting, made again when the theme has changed."""
        theme = themes.current()
        made = self._paints.get(self._quiet)
        # A theme is replaced whole, so comparing the object is enough to see that it has changed.
        if made is None or made.theme is not theme:
            made = self._paints[self._quiet] = Paints(theme, quiet=self._quiet)
        return made

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell at `index`."""
        number = index.row()
        row = self._model.rows[number]
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        # The current row is shown whole, though only one of its cells is selected.
        selected = number == self.whole_row or bool(state & _SELECTED)
        # Set before anything is painted: `paints` goes by it.
        self._quiet = isinstance(row, ActionRow) and row.lingers
        if isinstance(row, GroupRow):
            self._paint_group(painter, rect, row, selected=selected)
        else:
            self._paint_cell(painter, rect, row, index.column(), selected=selected)
        if state & _FOCUSED:
            painter.setPen(self.paints.focus_pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._visible(rect).adjusted(1, 1, -1, -2))

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """The size of any cell; rows have heights of their own, so this is seldom asked."""
        return QSize(themes.current().px(108), themes.current().px(40))

    def _paint_cell(
        self,
        painter: QPainter,
        rect: QRect,
        row: RecordRow,
        number: int,
        *,
        selected: bool,
    ) -> None:
        paints, column = self.paints, self._model.columns[number]
        x, y, width, height = rect.x(), rect.y(), rect.width(), rect.height()
        if selected:
            painter.fillRect(rect, paints.selected)
        elif column.future or isinstance(row, MilestoneRow):
            painter.fillRect(rect, paints.alt)
        # Lines are painted by the cells: Qt's own grid would run through the headings that span the
        # row.
        painter.fillRect(x, y + height - 1, width, 1, paints.line)
        if column.year:
            painter.fillRect(x, y, 1, height, paints.line)
        cell = self._model.cell(row, column)
        shown = self._model.shown_in(row, column)
        if shown is None:
            return
        right = x + width - paints.pad // 2
        if cell.contested or cell.proposed or (cell.unconfirmed and not cell.word):
            right = self._paint_marks(painter, rect, cell)
        if cell.word:
            if shown.shows is ColumnShows.QUARTER:
                self._paint_status(painter, rect, cell, right, narrow=column.future)
            else:
                self._paint_state(painter, rect, cell, right)
        elif cell.text:
            left = self._paint_before(painter, rect, row, shown)
            self._paint_text(painter, rect.adjusted(left, 0, 0, 0), cell, shown, right)

    def _paint_marks(self, painter: QPainter, rect: QRect, cell: PaintedCell) -> int:
        """Paint the marks at the right of a cell, and return where the space left of them ends."""
        paints = self.paints
        right = rect.right() - paints.gap
        top = rect.y() + (rect.height() - 1 - paints.glyph) // 2
        for mark in _MARKS:
            if getattr(cell, mark) and not (mark == "unconfirmed" and cell.word):
                right -= paints.glyph
                paints.shape(painter, right, top, mark)
                right -= paints.gap // 2
        return right

    def _paint_before(
        self, painter: QPainter, rect: QRect, row: RecordRow, column: GridColumn
    ) -> int:
        """Paint what opens an action, or stands before a milestone; returns how wide it is."""
        if column.field.name != "title":
            return 0
        paints = self.paints
        side, middle = paints.theme.px(12), rect.y() + (rect.height() - 1) / 2
        if isinstance(row, MilestoneRow):
            x, top = rect.x() + paints.pad + side + 2, round(middle - paints.glyph / 2)
            paints.shape(painter, x, top, "complete" if row.timing.done else "not started")
            return side + paints.glyph + paints.gap
        if row.milestones:
            box = QRectF(rect.x() + paints.gap // 2, middle - side / 2, side, side)
            paint_icon(painter, box, "chevron-down" if row.open else "chevron-right", paints.text2)
            return side
        return 0

    def opens(self, rect: QRect, x: int) -> bool:
        """Whether `x` lies where the title in `rect` has what opens its action."""
        return x < rect.x() + self.paints.pad + self.paints.theme.px(12)

    def _paint_text(
        self, painter: QPainter, rect: QRect, cell: PaintedCell, column: GridColumn, right: int
    ) -> None:
        paints = self.paints
        name = column.field.name
        of_action = not column.stands_in
        lettering = paints.body if of_action and name in {"ref", "title"} else paints.small
        plain = name == "title" or column.shows is not ColumnShows.FIELD
        colour = paints.text if plain else paints.text2
        x = rect.x() + (paints.pad + paints.gap // 2 if name == "ref" else paints.pad)
        # A ref that is broken reads as two, and a row that lingers says why in place of a line.
        says_why = paints.quiet and name == "title"
        lines = lettering.lines(cell.text, right - x, 1 if says_why or name == "ref" else 2)
        lines += (STILL_SHOWN.capitalize(),) if says_why else ()
        step = lettering.height
        y = rect.y() + (rect.height() - 1 - step * len(lines)) / 2
        for line in lines:
            at = right - lettering.width(line) if cell.number else x
            lettering.draw(painter, at, y, line, colour)
            y += step

    def _paint_status(
        self, painter: QPainter, rect: QRect, cell: PaintedCell, right: int, *, narrow: bool
    ) -> None:
        paints = self.paints
        middle = rect.y() + (rect.height() - 1) / 2
        if not cell.status:
            word = paints.small.shortened(cell.word, right - rect.x() - paints.pad)
            top = middle - paints.small.height / 2
            paints.small.draw(painter, rect.x() + paints.pad, top, word, paints.text3)
            return
        if narrow:
            x = rect.x() + (rect.width() - paints.glyph) // 2
            paints.shape(painter, x, round(middle - paints.glyph / 2), cell.status)
            return
        x = rect.x() + paints.pad + 1
        text_at = x + paints.glyph + paints.gap
        lettering = paints.strong if cell.status in look.STRONG else paints.small
        word, rest = cell.word, cell.text
        # The short word first, then two lines: a status that is cut off could be taken for another.
        if text_at + lettering.width(word) > right:
            word = look.SHORT_WORDS.get(cell.status, word)
            lines = lettering.lines(word, right - text_at, 1 if rest else 2)
            word, rest = lines[0], rest or "".join(lines[1:])
        ground = None if cell.quiet or paints.quiet else paints.theme.palette.ground(cell.status)
        if ground:
            end = text_at + lettering.width(word) + paints.pad
            self._paint_chip(painter, x - 5, min(end, rect.right() - 2), middle, ground)
        line = lettering.height
        top = middle - line if rest else middle - line / 2
        glyph_top = round(top + (line - paints.glyph) / 2)
        paints.shape(painter, x, glyph_top, cell.status, quiet=cell.quiet)
        colour = paints.text3 if cell.quiet else paints.text
        lettering.draw(painter, text_at, top, word, colour)
        if rest:
            below = lettering.shortened(rest, right - text_at)
            lettering.draw(painter, text_at, top + line, below, colour)
        if cell.unconfirmed:
            self._paint_mark_after(painter, text_at + lettering.width(word), glyph_top, right)

    def _paint_chip(
        self, painter: QPainter, left: float, right: float, middle: float, ground: str
    ) -> None:
        height = self.paints.theme.px(24)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(themes.colour(ground))
        # On whole pixels, or the edge of the chip is blurred.
        box = QRectF(left, round(middle - height / 2), right - left, height)
        painter.drawRoundedRect(box, 4, 4)
        painter.restore()

    def _paint_state(self, painter: QPainter, rect: QRect, cell: PaintedCell, right: int) -> None:
        paints = self.paints
        line = paints.small.height
        x = rect.x() + paints.pad
        top = rect.y() + (rect.height() - 1 - line * (2 if cell.text else 1)) / 2
        glyph_top = round(top + (line - paints.glyph) / 2)
        text_at = x
        if cell.status:
            text_at += paints.glyph + paints.gap - 2
            paints.shape(painter, x, glyph_top, cell.status)
        word = paints.small.shortened(cell.word, right - text_at)
        colour = paints.text3 if cell.quiet else paints.text
        paints.small.draw(painter, text_at, top, word, colour)
        if cell.unconfirmed:
            self._paint_mark_after(painter, text_at + paints.small.width(word), glyph_top, right)
        if cell.text:
            rest = paints.small.shortened(cell.text, right - x)
            paints.small.draw(painter, x, top + line, rest, paints.text2)

    def _paint_mark_after(self, painter: QPainter, end: float, top: int, right: int) -> None:
        """Paint the unconfirmed mark after a word, as far right as there is room."""
        paints = self.paints
        x = min(round(end) + paints.gap - 1, right + paints.gap // 2 - paints.glyph)
        paints.shape(painter, x, top, "unconfirmed")

    # Headings

    def _paint_group(
        self, painter: QPainter, whole: QRect, row: GroupRow, *, selected: bool
    ) -> None:
        paints = self.paints
        painter.fillRect(whole, paints.selected if selected else paints.alt)
        painter.fillRect(whole.x(), whole.bottom(), whole.width(), 1, paints.line)
        # A heading spans all columns. When the grid is scrolled sideways its words would be out of
        # sight.
        rect = self._visible(whole)
        px, middle = paints.theme.px, rect.y() + (rect.height() - 1) / 2
        if row.counts.total:
            chevron = "chevron-right" if row.collapsed else "chevron-down"
            box = QRectF(rect.x() + px(11), middle - px(6), px(12), px(12))
            paint_icon(painter, box, chevron, paints.text2)
        right = self._paint_counts(painter, rect, row, middle)
        x: float = rect.x() + px(31)
        top = middle - paints.body.height / 2
        if row.label:
            paints.body.draw(painter, x, top, row.label, paints.text2)
            x += paints.body.width(row.label) + paints.pad
        title = paints.heading.shortened(row.title, max(right - x, 0))
        paints.heading.draw(painter, x, top, title, paints.text)
        x += paints.heading.width(title) + paints.pad
        if row.note and right - x > px(60):
            note = paints.small.shortened(row.note, right - x - px(20))
            glyph_top = round(middle - paints.glyph / 2)
            paints.shape(painter, round(x), glyph_top, "delegated")
            at = x + paints.glyph + paints.gap
            paints.small.draw(painter, at, middle - paints.small.height / 2, note, paints.text2)

    def _paint_counts(self, painter: QPainter, rect: QRect, row: GroupRow, middle: float) -> float:
        """Paint a group's counts from the right, and return where the space left of them ends."""
        paints = self.paints
        right: float = rect.right() - paints.pad - paints.gap // 2
        top = middle - paints.small.height / 2
        if row.counts.no_update:
            said = f"{look.NO_UPDATE} {row.counts.no_update}"
            right -= paints.small.width(said)
            paints.small.draw(painter, right, top, said, paints.text3)
            right -= paints.pad + paints.gap
        for name, count in reversed(tuple(row.counts.by_status.items())):
            right -= paints.small.width(str(count))
            paints.small.draw(painter, right, top, str(count), paints.text2)
            right -= paints.gap + paints.glyph
            paints.shape(painter, round(right), round(middle - paints.glyph / 2), name)
            right -= paints.pad + paints.gap // 2
        return right

    def _visible(self, rect: QRect) -> QRect:
        """The part of a cell that the view shows: headings stay in sight when it is scrolled."""
        if rect.width() <= self._view.viewport().width():
            return rect
        return rect.intersected(QRect(0, rect.y(), self._view.viewport().width(), rect.height()))

    # Editing

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A text box over the cell, with the cell's whole text."""
        from csp_desktop.gui.grid.editors import CellEditor, editable_text
        from csp_desktop.gui.widgets.suggestions import Suggestions

        row = self._model.record_at(index.row())
        assert row is not None  # noqa: S101 - headings are not editable
        column = self._model.shown_in(row, self._model.columns[index.column()])
        assert column is not None  # noqa: S101 - nor is what shows nothing
        text = editable_text(row, column, cells.plain(row.record, column, self._model.document))
        editor = CellEditor(row, column, text, parent)
        typed = self.drafted((row.record.kind, row.key, column.field.name, column.period))
        # What was typed here and could not be saved is shown again; `before` stays the saved text,
        # so it still counts as an edit.
        if typed is not None:
            editor.setPlainText(typed)
        if column.field.names_person:
            Suggestions(editor, lambda: names(self._model.document))
        # In this order: Qt forgets the editor on closing and could not commit it any more.
        editor.finished.connect(self.commitData)
        editor.finished.connect(self.closeEditor)
        return editor

    def setEditorData(self, _editor: QWidget, _index: Index) -> None:
        """Leave the text alone: it was set when the box opened, and is the person's since."""

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, _index: Index) -> None:
        """Tell what was entered; the model changes only once it is saved."""
        from csp_desktop.gui.grid.editors import CellEditor

        if isinstance(editor, CellEditor) and editor.toPlainText() != editor.before:
            self.entered.emit(editor, editor.toPlainText())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        """Lay the box over the cell, large enough for some lines, within what is in sight."""
        px = themes.current().px
        cell: QRect = option.rect
        room = self._view.viewport().rect()
        width = min(max(cell.width(), px(300)), room.width())
        height = min(max(cell.height(), px(96)), room.height())
        left = max(min(cell.x(), room.right() - width + 1), 0)
        top = max(min(cell.y(), room.bottom() - height + 1), 0)
        editor.setGeometry(left, top, width, height)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keep the text when the box is left; its keys are its own."""
        # Qt's own filter would take Enter and Tab for 'commit and go on'; in a text of several
        # lines Enter means another thing.
        if event.type() is QEvent.Type.KeyPress:
            return False
        return super().eventFilter(editor, event)
