"""The scorecard's rows and columns: frozen rows in words, addressed by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from csp_desktop import look
from csp_desktop.measures.benchmarks import BENCHMARK, benchmark_drawing, benchmarks
from csp_desktop.measures.drawing import Drawing
from csp_desktop.measures.rating import figure
from csp_desktop.measures.scorecard import Row, in_order, row_of
from csp_desktop.measures.series import Point
from csp_desktop.measures.yearbars import target_words
from csp_desktop.measures.yearly import Standing
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.periods import Period
from csp_desktop.plan.selection import Selection

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


class Column(IntEnum):
    """The scorecard's columns, left to right."""

    LABEL = 0
    NAME = 1
    LAST_ACTUAL = 2
    LAST_TARGET = 3
    LAST_RATING = 4
    NOW_ACTUAL = 5
    NOW_TARGET = 6
    NOW_RATING = 7
    SHORT = 8
    LONG = 9
    SPARK = 10


HEADS: Final[Mapping[Column, str]] = {
    Column.LABEL: "Ref",
    Column.NAME: "Indicator",
    Column.LAST_ACTUAL: "Actual",
    Column.LAST_TARGET: "Target",
    Column.LAST_RATING: "Rating",
    Column.NOW_ACTUAL: "Actual",
    Column.NOW_TARGET: "Target",
    Column.NOW_RATING: "Rating",
    Column.SHORT: "On last Q",
    Column.LONG: "On last year",
    Column.SPARK: "Over time",
}
NUMBERS: Final = frozenset(
    {Column.LAST_ACTUAL, Column.LAST_TARGET, Column.NOW_ACTUAL, Column.NOW_TARGET}
)
RATINGS: Final = frozenset({Column.LAST_RATING, Column.NOW_RATING})
TRAVELS: Final = frozenset({Column.SHORT, Column.LONG})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the scorecard: an indicator's row, or a benchmark's drawing."""

    id: str
    row: Row | None = None
    drawing: Drawing | None = None
    spark: tuple[Point, ...] = ()

    @property
    def name(self) -> str:
        """What it is called."""
        return self.row.name if self.row else self.id.removeprefix(BENCHMARK)


class ScorecardModel(QAbstractTableModel):
    """All indicators and benchmarks at a quarter, narrowed to a place of the plan."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = Document("")
        self.quarter = ""
        self._all: tuple[Line, ...] = ()
        self.lines: tuple[Line, ...] = ()
        self._place = Selection()
        self._kept: dict[str, tuple[tuple[object, ...], Row]] = {}

    def show(self, document: Document, quarter: str) -> None:
        """Show the plan as it stands at a quarter; the lines are worked out anew."""
        rows = tuple(Line(row.id, row, spark=row.spark) for row in self._rows(document, quarter))
        others = []
        for name in benchmarks(document):
            drawing = benchmark_drawing(document, name)
            first = drawing.tracks[0].marks if drawing.tracks else ()
            spark = tuple(
                Point(Period(x), mark.y if mark else None) for x, mark in enumerate(first)
            )
            others.append(Line(BENCHMARK + name, None, drawing, spark))
        self.beginResetModel()
        self.document, self.quarter = document, quarter
        self._all = (*rows, *others)
        self.lines = self._narrowed()
        self.endResetModel()

    def _rows(self, document: Document, quarter: str) -> list[Row]:
        """Each indicator's row, worked out anew only where something it rests on has changed."""
        kept, self._kept = self._kept, {}
        rows = []
        for record in in_order(document):
            delivery = document.record("delivery_priority", record.text("delivery_priority"))
            rests_on = (record, document.plan, delivery, quarter)
            before = kept.get(record.id)
            same = before and all(a is b for a, b in zip(before[0], rests_on, strict=True))
            row = before[1] if before and same else row_of(document, record, quarter)
            self._kept[record.id] = (rests_on, row)
            rows.append(row)
        return rows

    def narrow(self, place: Selection) -> None:
        """Show only what belongs to a place of the plan, and what the search asks for."""
        if place == self._place:
            return
        self.beginResetModel()
        self._place = place
        self.lines = self._narrowed()
        self.endResetModel()

    @property
    def rows(self) -> list[Row]:
        """The indicators that are shown."""
        return [line.row for line in self.lines if line.row]

    def place_of(self, line_id: str) -> int:
        """The row of a line, −1 where it is not shown."""
        return next((at for at, line in enumerate(self.lines) if line.id == line_id), -1)

    def _narrowed(self) -> tuple[Line, ...]:
        place = self._place
        return tuple(line for line in self._all if self._belongs(line, place))

    def _belongs(self, line: Line, place: Selection) -> bool:
        words = place.text.casefold().split()
        if any(word not in line.name.casefold() for word in words):
            return False
        if not (place.delivery_priority or place.strategic_priority):
            return True
        record = self.document.record("indicator", line.id)
        if record is None:
            return False
        if place.delivery_priority:
            return record.text("delivery_priority") == place.delivery_priority
        priority = self.document.priority_of(record)
        return bool(priority and priority.id == place.strategic_priority)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or section >= len(Column):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADS[Column(section)]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            group = self.group_of(Column(section))
            return f"{group}, {HEADS[Column(section)]}" if group else HEADS[Column(section)]
        return None

    def group_of(self, column: Column) -> str:
        """What stands over a column, '' for nothing."""
        if column in (Column.LABEL, Column.NAME):
            return ""
        year = self.quarter[:7]
        if column in (Column.LAST_ACTUAL, Column.LAST_TARGET, Column.LAST_RATING):
            return f"{int(year[:4]) - 1}/{year[2:4]}" if year else ""
        if column in (Column.NOW_ACTUAL, Column.NOW_TARGET, Column.NOW_RATING):
            return f"{year} to {self.quarter[8:]}" if year else ""
        return "Direction of travel"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line, column = self.lines[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return text_of(line, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_of(line, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            head = self.headerData(
                column, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole
            )
            said = text_of(line, column) or "none"
            return said if column <= Column.NAME else f"{line.name}, {head}: {said}"
        return None


def text_of(line: Line, column: Column) -> str:
    """What a cell shows, as text."""
    row = line.row
    if row is None:
        return {Column.NAME: f"{line.name} (benchmark)", Column.SPARK: "By year"}.get(column, "")
    signed = row.target_kind.startswith("%")
    short = row.unit if row.unit == "%" else ""
    last = column in (Column.LAST_ACTUAL, Column.LAST_TARGET, Column.LAST_RATING)
    standing = row.last if last else row.now
    if column in (Column.LABEL, Column.NAME):
        return row.label if column == Column.LABEL else row.name
    if column in (Column.LAST_ACTUAL, Column.NOW_ACTUAL):
        return _actual_words(standing, short, signed=signed)
    if column in (Column.LAST_TARGET, Column.NOW_TARGET):
        words = target_words(standing, short, signed=signed)
        return "Tbc" if words == "None" and row.target_kind == "tbc" and not last else words
    return _judged_words(line, row, column, standing)


def _judged_words(line: Line, row: Row, column: Column, standing: Standing) -> str:
    if column in RATINGS:
        return look.word(standing.rating.look)
    if column in TRAVELS:
        travel = row.short if column == Column.SHORT else row.long
        return look.word(travel) if travel else "None yet"
    return f"{len(line.spark)} points" if line.spark else "No data yet"


def _actual_words(standing: Standing, unit: str, *, signed: bool) -> str:
    if standing.actual is None:
        return "None"
    return f"{figure(standing.actual, unit, signed=signed)} {standing.mark}".strip()


def tip_of(line: Line, column: Column) -> str:
    """What more there is to say of a cell, '' for nothing."""
    row = line.row
    if row is None:
        return line.drawing.sentence if line.drawing else ""
    if column == Column.NAME:
        parts = [row.name]
        parts += [f"Held elsewhere: {row.elsewhere}"] if row.elsewhere else []
        parts += ["Some of it is unconfirmed."] if row.unconfirmed else []
        parts += [str(problem) for problem in row.problems]
        return "\n".join(parts)
    if column in TRAVELS or column in (Column.LABEL, Column.SPARK):
        return ""
    last = column in (Column.LAST_ACTUAL, Column.LAST_TARGET, Column.LAST_RATING)
    standing = row.last if last else row.now
    parts = [standing.rating.reason]
    if standing.caution:
        parts.append(f"{standing.caution[:1].upper()}{standing.caution[1:]}.")
    if standing.forecast is not None and standing.forecast_rating:
        signed = row.target_kind.startswith("%")
        said = figure(standing.forecast, row.unit, signed=signed)
        parts.append(f"Forecast for the year end, if it goes on so: {said}.")
    return "\n".join(part for part in parts if part)


def counted(rows: list[Row]) -> str:
    """How many indicators there are and how their targets stand, as the head says it."""
    total = len(rows)
    held = sum(row.set_elsewhere for row in rows)
    with_target = sum(row.has_target for row in rows)
    parts = [f"{with_target} with a target", f"{total - held - with_target} Tbc"]
    if held:
        parts.append(f"{held} held in another plan")
    return f"{total} indicator{'' if total == 1 else 's'}: {', '.join(parts)}"


def record_of(document: Document, line: Line | None) -> Record | None:
    """The indicator of a line, None for a benchmark."""
    return document.record("indicator", line.id) if line else None
