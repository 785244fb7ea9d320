"""What else a snapshot froze: the ratings with their reasons, open conflicts, returns due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt

from csp_desktop import look
from csp_desktop.changes.conflicts import OpenConflict
from csp_desktop.gui.snapshots.lines import place
from csp_desktop.gui.widgets.rows_model import TextRows
from csp_desktop.gui.widgets.table_view import TableView
from csp_desktop.measures.kpi.scorecard import in_order
from csp_desktop.measures.snapshot.frozen import Frozen
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.values import Value, words
from csp_desktop.plan.wording import short_day

_RATING: Final = 2
"""The column of the ratings' words."""


class FrozenRows(TextRows):
    """Rows that were frozen; the rating of a row is after its columns."""

    def __init__(self, columns: Sequence[str]) -> None:
        super().__init__()
        self.columns = columns

    def shape(self, row: tuple[str, ...], column: int) -> str:
        return row[-1] if column == _RATING and len(row) > len(self.columns) else ""


def frozen_table(name: str, columns: Mapping[str, int]) -> TableView:
    """A table whose `columns` come with their widths; the one that is 0 wide has what is left."""
    widths = dict(enumerate(columns.values()))
    (stretched,) = (column for column, width in widths.items() if not width)
    del widths[stretched]
    table = TableView(FrozenRows(tuple(columns)), name, widths=widths, stretched=(stretched,))
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return table


def ratings_of(frozen: Frozen) -> list[tuple[str, ...]]:
    """The ratings that a report of the quarter gives, indicator by indicator."""
    return [
        (record.text("name"), year, look.word(rating), reason, rating)
        for record in in_order(frozen.document)
        for year, (rating, reason) in sorted(frozen.reported.get(record.id, {}).items())
    ]


def conflicts_of(frozen: Frozen, table: FieldTable) -> list[tuple[str, ...]]:
    """The conflicts that waited, with who put what."""
    return [_conflict(each, table) for each in frozen.conflicts]


def _conflict(each: OpenConflict, table: FieldTable) -> tuple[str, ...]:
    name = each.cell.field
    field = table.field("action", name) or table.field("indicator", name)
    label = place(field.label if field else name, each.cell.period)
    sides = [f"{_said(side.value)} ({side.author or 'unknown'})" for side in each.sides]
    return (each.ref, label, _said(each.agreed), "  /  ".join(sides))


def _said(value: Value) -> str:
    return words(value).replace("\n", " ") or "blank"


def returns_of(frozen: Frozen, now: str) -> list[tuple[str, ...]]:
    """The returns that were outstanding."""
    return [
        (
            str(each.get("group") or ""),
            str(each.get("actions") or ""),
            short_day(str(each.get("due") or ""), now),
        )
        for each in frozen.outstanding
    ]
