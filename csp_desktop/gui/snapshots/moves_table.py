"""The table of what moved: lines under their groups, each from what stood to what stands."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.snapshots.lines import GROUP_GLYPHS, GROUP_WORDS, ComparisonLine
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.grouped_table import (
    GroupedDelegate,
    GroupedModel,
    GroupedTable,
    GroupHeading,
)
from csp_desktop.measures.snapshot.moves import MoveGroup

REF, ACTION, WAS, NOW, ALSO = range(5)
_WIDTHS = {REF: 62, WAS: 124, NOW: 112, ALSO: 196}
_NARROW_WIDTHS = {REF: 62, WAS: 106, NOW: 104}
_NARROW = 620
_ROW, _GROUP_ROW = 34, 26


@dataclass(frozen=True, slots=True)
class MovesHeading:
    """A group of lines, with how many there are of it, and whether they are folded away."""

    group: MoveGroup
    count: int
    folded: bool


MovesRow: TypeAlias = MovesHeading | ComparisonLine


class MovesModel(GroupedModel[MovesRow]):
    """Lines under headings, in the order in which they come."""

    columns = ("Ref", "Action", "A", "B", "Also changed")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[ComparisonLine, ...] = ()
        self._folded: set[MoveGroup] = set()

    def show_lines(self, lines: Sequence[ComparisonLine], was: str, now: str) -> None:
        """Show these lines; `was` and `now` are what the sides are called."""
        self._lines = tuple(lines)
        self.columns = ("Ref", "Action", f"A: {was}", f"B: {now}", "Also changed")
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self._arrange()

    def toggle(self, group: MoveGroup) -> None:
        """Fold a group's lines away, or show them again."""
        self._folded ^= {group}
        self._arrange()

    def _arrange(self) -> None:
        by_group: dict[MoveGroup, list[ComparisonLine]] = {}
        for line in self._lines:
            by_group.setdefault(line.move.group, []).append(line)
        rows: list[MovesRow] = []
        for group, lines in by_group.items():
            folded = group in self._folded
            rows += [MovesHeading(group, len(lines), folded), *(() if folded else lines)]
        self.replace_rows(rows)

    def heading(self, row: MovesRow) -> GroupHeading | None:
        if isinstance(row, ComparisonLine):
            return None
        glyph = GROUP_GLYPHS.get(row.group, "")
        words = GROUP_WORDS[row.group]
        return GroupHeading(words, f"{row.count:,}", glyph=glyph, is_open=not row.folded)

    def key(self, row: MovesRow) -> Hashable:
        return row.key if isinstance(row, ComparisonLine) else row.group

    def words(self, row: MovesRow, column: int) -> str:
        if isinstance(row, ComparisonLine):
            return (row.ref, row.title, row.was, row.now, row.also)[column]
        folded = ", folded" if row.folded else ""
        return "" if column else f"{GROUP_WORDS[row.group]}, {row.count:,}{folded}"

    def tip(self, row: MovesRow, column: int) -> str:
        return self.words(row, column) if column in (ACTION, ALSO) else ""

    def shape(self, row: MovesRow, column: int) -> str:
        sides = {WAS: row.was_shape, NOW: row.now_shape} if isinstance(row, ComparisonLine) else {}
        return sides.get(column, "")

    def letters(self, row: MovesRow, column: int) -> tuple[themes.Size, str, bool]:
        """What a side says in place of a value is quiet."""
        if column == ACTION:
            return "body", "text", False
        if column not in (WAS, NOW):
            return "small", "text2", False
        valued = isinstance(row, ComparisonLine) and not row.move.stated and bool(row.move.place[0])
        return "small", "text" if valued or self.shape(row, column) else "text3", False


class MovesTable(GroupedTable):
    """The table. `looked_at` brings the Line a person goes to, `opened` one that Enter asks for."""

    looked_at = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.moves = MovesModel()
        super().__init__(
            self.moves, "What moved", heading_height=_GROUP_ROW, widths=_WIDTHS,
            stretched=(ACTION,), row_height=_ROW, parent=parent,
        )  # fmt: skip
        self.setItemDelegate(GroupedDelegate[MovesRow](self, shown_unfocused=True))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.toggled.connect(lambda place: self.moves.toggle(self.row_at(place).group))
        self.current_row.connect(lambda place: self._tell(self.looked_at, place))
        self.entered.connect(lambda place: self._tell(self.opened, place))

    @property
    def line(self) -> ComparisonLine | None:
        """The current line, None where a heading or nothing is current."""
        return self.row if isinstance(self.row, ComparisonLine) else None

    def show_lines(self, lines: Sequence[ComparisonLine], was: str, now: str) -> None:
        """Show these lines, and stay at the one that was looked at; else look at the first."""
        self.moves.show_lines(lines, was, now)
        if self.line is None and lines:
            self.go_to(lines[0].key)
        self.looked_at.emit(self.line)

    def _tell(self, signal: SignalInstance, place: int) -> None:
        if isinstance(line := self.row_at(place), ComparisonLine):
            signal.emit(line)

    def block(self) -> list[list[str]]:
        """The chosen lines whole, under the columns' names."""
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        lines = [line for line in map(self.row_at, places) if isinstance(line, ComparisonLine)]
        columns = range(len(self.moves.columns))
        told = [[self.moves.words(line, column) for column in columns] for line in lines]
        return [list(self.moves.columns), *told] if told else []

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow table what else changed gives way: it is told beside the table, too."""
        super().resizeEvent(event)
        theme = themes.current()
        narrow = self.viewport().width() < theme.px(_NARROW)
        self.setColumnHidden(ALSO, narrow)
        for column in (REF, WAS, NOW):
            width = _NARROW_WIDTHS[column] if narrow else _WIDTHS[column]
            self.setColumnWidth(column, theme.px(width))
