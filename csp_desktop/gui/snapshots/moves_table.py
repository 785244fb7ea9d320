"""The table of what moved: lines under their groups, each from what stood to what stands."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from csp_desktop.gui.snapshots.lines import GROUP_GLYPHS, GROUP_WORDS, Line
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.widgets.rows_model import ROW_ROLE, Index, RowsModel
from csp_desktop.gui.widgets.table_delegate import RowDelegate
from csp_desktop.gui.widgets.table_view import TableView
from csp_desktop.measures.snapshot.moves import Group

REF, ACTION, WAS, NOW, ALSO = range(5)
_COLUMNS: Final = 5
_WIDTHS = {REF: 62, WAS: 124, NOW: 112, ALSO: 196}
_NARROW_WIDTHS = {REF: 62, WAS: 106, NOW: 104}
_NARROW = 620
_ROW, _GROUP_ROW = 34, 26
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_FOLDS = {Qt.Key.Key_Left: True, Qt.Key.Key_Right: False}


@dataclass(frozen=True, slots=True)
class Heading:
    """A group of lines, with how many there are of it, and whether they are folded away."""

    group: Group
    count: int
    folded: bool


Row: TypeAlias = Heading | Line


class MovesModel(RowsModel[Row]):
    """Lines under headings, in the order in which they come."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._folded: set[Group] = set()
        self.columns = ("Ref", "Action", "A", "B", "Also changed")

    def show_lines(self, lines: Sequence[Line], was: str, now: str) -> None:
        """Show these lines; `was` and `now` are what the sides are called."""
        self._lines = tuple(lines)
        self.columns = ("Ref", "Action", f"A: {was}", f"B: {now}", "Also changed")
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, _COLUMNS - 1)
        self._arrange()

    def toggle(self, group: Group) -> None:
        """Fold a group's lines away, or show them again."""
        self._folded ^= {group}
        self._arrange()

    def _arrange(self) -> None:
        by_group: dict[Group, list[Line]] = {}
        for line in self._lines:
            by_group.setdefault(line.move.group, []).append(line)
        rows: list[Row] = []
        for group, lines in by_group.items():
            folded = group in self._folded
            rows.append(Heading(group, len(lines), folded))
            if not folded:
                rows += lines
        # What thousands of lines say is not compared with what they said: that alone would stall.
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        """The line in a row, None where a heading stands."""
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        return found if isinstance(found, Line) else None

    def heading(self, row: int) -> Heading | None:
        """The heading in a row, None where a line stands."""
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        return found if isinstance(found, Heading) else None

    def key(self, row: Row) -> Hashable:
        return row.key if isinstance(row, Line) else row.group

    def words(self, row: Row, column: int) -> str:
        if isinstance(row, Line):
            return (row.ref, row.title, row.was, row.now, row.also)[column]
        folded = ", folded" if row.folded else ""
        return "" if column else f"{GROUP_WORDS[row.group]}, {row.count:,}{folded}"

    def tip(self, row: Row, column: int) -> str:
        return self.words(row, column) if column in (ACTION, ALSO) else ""


class MovesTable(TableView):
    """The table. `looked_at` brings the Line a person goes to, `opened` one that Enter asks for."""

    looked_at = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.moves = MovesModel()
        super().__init__(
            self.moves, "What moved", widths=_WIDTHS, stretched=(ACTION,), row_height=_ROW,
            parent=parent,
        )  # fmt: skip
        self.setItemDelegate(_Delegate(self, shown_unfocused=True))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.moves.modelReset.connect(self._arrange)
        self.current_row.connect(self._moved)
        self.entered.connect(self._enter)

    @property
    def line(self) -> Line | None:
        """The current line."""
        index = self.currentIndex()
        return self.moves.line(index.row()) if index.isValid() else None

    def show_lines(self, lines: Sequence[Line], was: str, now: str) -> None:
        """Show these lines, and stay at the one that was looked at; else look at the first."""
        self.moves.show_lines(lines, was, now)
        if self.line is None and lines:
            self.go_to(lines[0].key)
        self.looked_at.emit(self.line)

    def _arrange(self) -> None:
        theme = themes.current()
        self.clearSpans()
        for number, row in enumerate(self.moves.rows):
            if isinstance(row, Heading):
                self.setSpan(number, 0, 1, _COLUMNS)
                self.setRowHeight(number, theme.px(_GROUP_ROW))

    def _moved(self, row: int) -> None:
        line = self.moves.line(row)
        if line is not None:
            self.looked_at.emit(line)

    def _enter(self, row: int) -> None:
        line = self.moves.line(row)
        if line is not None:
            self.opened.emit(line)

    def block(self) -> list[list[str]]:
        """The chosen lines whole, under the columns' names."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        lines = [line for row in rows if (line := self.moves.line(row))]
        if not lines:
            return []
        columns = range(_COLUMNS)
        told = [[self.moves.words(line, column) for column in columns] for line in lines]
        return [list(self.moves.columns), *told]

    def fit(self) -> None:
        super().fit()
        self._arrange()

    # Folding

    def _toggle(self, row: int) -> None:
        heading = self.moves.heading(row)
        if heading is not None:
            self.moves.toggle(heading.group)
            self.go_to(heading.group)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """On a heading, Enter and the space bar fold it, Left and Right too; else as in tables."""
        heading = self.moves.heading(self.currentIndex().row())
        key = Qt.Key(event.key())
        if heading and (key in _OPENS or _FOLDS.get(key, heading.folded) != heading.folded):
            self._toggle(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            self._toggle(index.row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow table what else changed gives way: it is told beside the table, too."""
        super().resizeEvent(event)
        theme = themes.current()
        narrow = self.viewport().width() < theme.px(_NARROW)
        self.setColumnHidden(ALSO, narrow)
        for column in (REF, WAS, NOW):
            width = _NARROW_WIDTHS[column] if narrow else _WIDTHS[column]
            self.setColumnWidth(column, theme.px(width))


class _Delegate(RowDelegate[Row]):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        heading = index.data(ROW_ROLE)
        if not isinstance(heading, Heading):
            super().paint(painter, option, index)
            return
        rect = QRectF(option.rect)
        painter.save()
        _paint_heading(painter, rect, heading)
        if self.view.hasFocus() and self.view.currentIndex().row() == index.row():
            painting.paint_focus(painter, rect, first=True, last=True)
        painter.restore()

    def paint_cell(self, painter: QPainter, box: QRectF, row: Row, index: Index) -> None:
        column = index.column()
        if isinstance(row, Line) and column in (WAS, NOW):
            shape = row.was_shape if column == WAS else row.now_shape
            if shape:
                painting.paint_status(painter, box, shape, str(index.data()))
                return
        super().paint_cell(painter, box, row, index)

    def letters(self, row: Row, column: int) -> tuple[themes.Size, str, bool]:
        if column == ACTION:
            return "body", "text", False
        valued = isinstance(row, Line) and not row.move.stated and bool(row.move.place[0])
        if column in (WAS, NOW):
            return "small", "text" if valued else "text3", False
        return "small", "text2", False


def _paint_heading(painter: QPainter, rect: QRectF, row: Heading) -> None:
    theme = themes.current()
    painter.fillRect(rect, theme.colour("alt"))
    painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.colour("line"))
    icon = "chevron-right" if row.folded else "chevron-down"
    x = painting.paint_small_icon(painter, rect.left() + theme.px(14), rect, icon, "text2")
    x += theme.px(8)
    glyph = GROUP_GLYPHS.get(row.group)
    if glyph:
        side = theme.px(13)
        box = QRectF(x, rect.center().y() - side / 2, side, side)
        paint_glyph(painter, box, glyph, theme.colour("text"))
        x += side + theme.px(8)
    strong = theme.font("body", strong=True)
    word = GROUP_WORDS[row.group]
    room = QRectF(x, rect.top(), rect.right() - x, rect.height())
    painting.paint_text(painter, room, word, strong, theme.colour("text"))
    room.setLeft(x + painting.width_of(word, strong) + theme.px(8))
    painting.paint_text(painter, room, f"{row.count:,}", theme.font(), theme.colour("text2"))
