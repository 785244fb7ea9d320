"""The lists at the left of the pane: what moved, with its counts, and the snapshots."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.widgets.painting import paint_focus, paint_small_icon, paint_text
from csp_desktop.gui.widgets.rows_model import ROW_ROLE, Index, RowsModel
from csp_desktop.gui.widgets.table_view import dress

_ROW, _TALL = 28, 42
_LEFT, _SHAPE = 12, 34
_NO_KEYS: Mapping[Qt.Key, str] = {}


@dataclass(frozen=True, slots=True)
class SideEntry:
    """One row: a text, perhaps a second one under it, a shape or icon before, a count after."""

    id: str
    text: str
    under: str = ""
    glyph: str = ""
    icon: str = ""
    count: int | None = None
    quiet: bool = False
    struck: bool = False
    spoken: str = ""


class EntriesModel(RowsModel[SideEntry]):
    """Entries by their ids."""

    def key(self, row: SideEntry) -> Hashable:
        return row.id

    def words(self, row: SideEntry, column: int) -> str:
        return row.text

    def spoken(self, row: SideEntry, column: int) -> str:
        count = "" if row.count is None else f"{row.count:,}"
        return row.spoken or ", ".join(filter(None, (row.text, count, row.under)))

    def tip(self, row: SideEntry, column: int) -> str:
        return row.spoken


class SideList(QListView):
    """A list of entries. `chosen` brings the id that a person goes to.

    `asked` brings what a key asks for and the id of the entry, as `keys` name it; two clicks are
    as Enter. `menu_asked` brings one whose menu is asked for, and where.
    """

    chosen = Signal(str)
    asked = Signal(str, str)
    menu_asked = Signal(str, QPoint)

    def __init__(
        self, name: str, keys: Mapping[Qt.Key, str] = _NO_KEYS, *, tall: bool = False
    ) -> None:
        super().__init__()
        self._keys = keys
        self.entries = EntriesModel(self)
        self._filling = False
        self._tall = tall
        self.setModel(self.entries)
        self.setItemDelegate(SideDelegate(self, tall=tall))
        dress(self, name)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        if not tall:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.selectionModel().currentChanged.connect(self._moved)
        self.doubleClicked.connect(lambda _: self._ask(Qt.Key.Key_Return))

    def set_entries(self, rows: Sequence[SideEntry], current: str) -> None:
        """Show these rows, with the one whose id is `current` marked; nobody is told of it."""
        self._filling = True
        self.entries.set_rows(rows)
        row = self.entries.place_of(current)
        if row >= 0:
            self.setCurrentIndex(self.entries.index(row, 0))
        else:
            self.clearSelection()
        self._filling = False
        self.updateGeometry()
        self.viewport().update()

    @property
    def current(self) -> str:
        """The id of the current row, '' for none."""
        return self._id(self.currentIndex())

    def _id(self, index: Index) -> str:
        return self.entries.rows[index.row()].id if index.isValid() else ""

    def _moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        if not self._filling and index.isValid():
            self.chosen.emit(self._id(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._ask(event.key()):
            super().keyPressEvent(event)

    def _ask(self, key: int) -> bool:
        """Ask for what a key means; answers whether it means anything here."""
        means = self._keys.get(Qt.Key(key), "") if self.current else ""
        if means:
            self.asked.emit(means, self.current)
        return bool(means)

    def keyboardSearch(self, _text: str) -> None:
        """Letters are keys here, and find nothing."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        where = self.visualRect(self.currentIndex()).bottomLeft() if by_key else event.pos()
        index = self.currentIndex() if by_key else self.indexAt(where)
        if index.isValid():
            self.menu_asked.emit(self._id(index), self.viewport().mapToGlobal(where))

    def sizeHint(self) -> QSize:
        theme = themes.current()
        row = theme.px(_TALL if self._tall else _ROW)
        return QSize(theme.px(200), row * max(self.entries.rowCount(), 1) + 2)

    def minimumSizeHint(self) -> QSize:
        theme = themes.current()
        return QSize(theme.px(140), theme.px(_TALL if self._tall else 3 * _ROW))


class SideDelegate(QStyledItemDelegate):
    """Paints an entry: its shape, its text and what is under it, its count."""

    def __init__(self, view: SideList, *, tall: bool) -> None:
        super().__init__(view)
        self._tall = tall

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        theme = themes.current()
        return QSize(theme.px(140), theme.px(_TALL if self._tall else _ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = themes.current()
        entry: SideEntry = index.data(ROW_ROLE)
        rect = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, theme.colour("selected"))
            bar = QRectF(rect.left(), rect.top(), theme.px(3), rect.height())
            painter.fillRect(bar, theme.colour("accent"))
        line = QRectF(rect)
        if self._tall:
            line.setTop(rect.top() + theme.px(3))
            line.setHeight(theme.px(19))
        self._paint_shape(painter, line, entry)
        line.setLeft(rect.left() + theme.px(_SHAPE))
        line.setRight(rect.right() - theme.px(12))
        if entry.count is not None:
            role = "text3" if entry.quiet else "text2"
            number = f"{entry.count:,}"
            paint_text(painter, line, number, theme.font(), theme.colour(role), right=True)
            line.setRight(line.right() - theme.px(40))
        font = QFont(theme.font("body", strong=selected and not self._tall))
        font.setStrikeOut(entry.struck)
        role = "text3" if entry.quiet else "text2" if entry.struck else "text"
        paint_text(painter, line, entry.text, font, theme.colour(role))
        if entry.under:
            under = QRectF(line.left(), line.bottom() - 1, line.width(), theme.px(17))
            paint_text(painter, under, entry.under, theme.font("small"), theme.colour("text2"))
        view = self.parent()
        if isinstance(view, SideList) and view.hasFocus() and view.currentIndex() == index:
            paint_focus(painter, rect, first=True, last=True)
        painter.restore()

    @staticmethod
    def _paint_shape(painter: QPainter, line: QRectF, entry: SideEntry) -> None:
        theme = themes.current()
        side = theme.px(13)
        if entry.glyph:
            box = QRectF(line.left() + theme.px(_LEFT), line.center().y() - side / 2, side, side)
            ink = theme.colour("text3" if entry.quiet else "text")
            paint_glyph(painter, box, entry.glyph, ink)
        elif entry.icon:
            paint_small_icon(painter, line.left() + theme.px(_LEFT), line, entry.icon, "text2")
