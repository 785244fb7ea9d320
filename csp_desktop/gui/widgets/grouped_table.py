"""A table whose rows may be headings over others, which open and close by keys and by a click."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.widgets.rows_model import ROW_ROLE, Index, RowsModel
from csp_desktop.gui.widgets.table_delegate import RowDelegate
from csp_desktop.gui.widgets.table_view import ENTER, TableView

Row = TypeVar("Row", bound=Hashable)
_OPENS = {Qt.Key.Key_Right: True, Qt.Key.Key_Left: False}


class GroupHeading(NamedTuple):
    """What a heading shows: `is_open` is None where it neither opens nor closes.

    `before` comes quietly before its text, `note` quietly after it. One with an icon says itself
    what is under it: it is set like a row.
    """

    text: str
    note: str = ""
    before: str = ""
    glyph: str = ""
    icon: str = ""
    is_open: bool | None = None


class GroupedModel(RowsModel[Row]):
    """Rows, some of which are headings. Who fills it leaves out what is under a closed one."""

    def heading(self, row: Row) -> GroupHeading | None:
        """What a row shows as a heading, None for a row under one."""
        raise NotImplementedError

    def heading_at(self, place: int) -> GroupHeading | None:
        """What the row at a place shows as a heading, None for a row under one or no row."""
        return self.heading(self.rows[place]) if 0 <= place < len(self.rows) else None


class GroupedTable(TableView):
    """Shows a GroupedModel. `toggled` brings the place of a heading that is to open or close.

    Enter and the space bar open and close the current heading, Right opens it and Left closes it.
    """

    toggled = Signal(int)

    def __init__(
        self, model: GroupedModel[Any], name: str, *, heading_height: int = 0, **options: Any
    ) -> None:
        """With `heading_height`, headings are that high and go over all columns."""
        self.grouped = model
        self._heading_height = heading_height
        super().__init__(model, name, **options)
        model.modelReset.connect(self._lay_out_rows)

    def height_of(self, row: Any) -> int:
        """How high a row is at 96 dpi, 0 where it is as high as most."""
        return self._heading_height if self.grouped.heading(row) else 0

    def opens_at(self, index: QModelIndex) -> bool:
        """Whether a click there opens or closes a heading."""
        heading = self.grouped.heading_at(index.row())
        return heading is not None and heading.is_open is not None

    def fit(self) -> None:
        super().fit()
        self._lay_out_rows()

    def _lay_out_rows(self) -> None:
        theme, columns = themes.current(), self.grouped.columnCount()
        most = self.verticalHeader().defaultSectionSize()
        spanned = columns > 1 and self._heading_height
        self.clearSpans()
        for place, row in enumerate(self.grouped.rows):
            # Qt leaves each place as high as the row was that it held before.
            height = theme.px(self.height_of(row)) or most
            if self.rowHeight(place) != height:
                self.setRowHeight(place, height)
            if spanned and self.grouped.heading(row):
                self.setSpan(place, 0, 1, columns)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place, key = self.currentIndex().row(), Qt.Key(event.key())
        heading = self.grouped.heading_at(place)
        if heading is None or heading.is_open is None:
            super().keyPressEvent(event)
        elif key in (*ENTER, Qt.Key.Key_Space) or _OPENS.get(key) is (not heading.is_open):
            self.toggled.emit(place)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and self.opens_at(index):
            self.toggled.emit(index.row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second of two clicks does not take back what the first one did."""
        index = self.indexAt(event.position().toPoint())
        if not self.opens_at(index):
            super().mouseDoubleClickEvent(event)


class GroupedDelegate(RowDelegate[Row]):
    """Paints headings over the whole width, and the rows under them as RowDelegate does."""

    heading_size: themes.Size = "body"

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        row = index.data(ROW_ROLE)
        heading = model.heading(row) if isinstance(model, GroupedModel) else None
        if heading is None:
            super().paint(painter, option, index)
            return
        rect = QRectF(option.rect)
        rect.setWidth(min(rect.width(), self.view.viewport().width()))
        painter.save()
        painter.fillRect(rect, themes.current().colour("base" if heading.icon else "alt"))
        painting.paint_ground(painter, rect, selected=False)
        self.paint_heading(painter, rect, heading)
        if self.view.hasFocus() and self.view.currentIndex().row() == index.row():
            painting.paint_focus(painter, rect, first=True, last=True)
        painter.restore()

    def paint_heading(self, painter: QPainter, rect: QRectF, heading: GroupHeading) -> None:
        """Paint what a heading shows: its arrow, its shape, its text and what goes round that."""
        theme = themes.current()
        quiet = theme.font(self.heading_size)
        font = theme.font(self.heading_size, strong=not heading.icon)
        gap, opens = theme.px(8), heading.is_open is not None
        box = rect.adjusted(theme.px(14 if opens else painting.MARGIN), 0, -theme.px(12), 0)
        chevron = ("chevron-down" if heading.is_open else "chevron-right") if opens else ""
        for icon, role in ((chevron, "text2"), (heading.icon, "text")):
            if icon:
                box.setLeft(painting.paint_small_icon(painter, box.left(), rect, icon, role) + gap)
        if heading.glyph:
            side = theme.px(13)
            square = QRectF(box.left(), rect.center().y() - side / 2, side, side)
            paint_glyph(painter, square, heading.glyph, theme.colour("text"))
            box.setLeft(square.right() + gap)
        noted = painting.width_of(heading.note, quiet) + gap
        for text, letters, role, kept in (
            (heading.before, quiet, "text2", noted),
            (heading.text, font, "text", noted),
            (heading.note, quiet, "text2", 0),
        ):
            if text:
                wide = min(painting.width_of(text, letters) + 1, max(box.width() - kept, 0))
                room = QRectF(box.left(), box.top(), wide, box.height())
                painting.paint_text(painter, room, text, letters, theme.colour(role))
                box.setLeft(room.right() + gap)
