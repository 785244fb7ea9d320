"""A table said by its columns: what stands in each, how it is set, what goes before it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.rows_model import Index, RowsModel
from csp_desktop.gui.widgets.table_delegate import RowDelegate
from csp_desktop.gui.widgets.table_view import ROW_HEIGHT, TableView

Row = TypeVar("Row", bound=Hashable)


NO_ICON = ("", "")


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its name, and what it says of a row.

    `width` is at 96 dpi; a column without one shares the room that is left. `ink` is a role of the
    palette, `icon` the name and the role of what goes before the words. `paint` paints a cell in
    place of all that.
    """

    name: str
    says: Callable[[Row], str]
    width: int = 0
    tip: Callable[[Row], str] = lambda _: ""
    number: bool = False
    size: themes.Size = "small"
    ink: Callable[[Row], str] = lambda _: "text"
    strong: Callable[[Row], bool] = lambda _: False
    icon: Callable[[Row], tuple[str, str]] = lambda _: NO_ICON
    paint: Callable[[QPainter, QRectF, Row], None] | None = None


class ListingModel(RowsModel[Row]):
    """Rows as some columns say them; `key` tells a row from all others."""

    def __init__(
        self, columns: Sequence[Column[Row]], key: Callable[[Row], Hashable] = lambda row: row
    ) -> None:
        super().__init__()
        self.listed = tuple(columns)
        self.columns = tuple(each.name for each in columns)
        self.numbers = frozenset(n for n, each in enumerate(columns) if each.number)
        self._key = key

    def key(self, row: Row) -> Hashable:
        return self._key(row)

    def words(self, row: Row, column: int) -> str:
        return self.listed[column].says(row)

    def tip(self, row: Row, column: int) -> str:
        return self.listed[column].tip(row)

    def icon(self, row: Row, column: int) -> tuple[str, str]:
        return self.listed[column].icon(row)

    def letters(self, row: Row, column: int) -> tuple[themes.Size, str, bool]:
        listed = self.listed[column]
        return listed.size, listed.ink(row), listed.strong(row)


class Listing(TableView):
    """Shows a ListingModel, which is its `listing`."""

    def __init__(
        self,
        model: ListingModel[Any],
        name: str,
        *,
        row_height: int = ROW_HEIGHT,
        shown_unfocused: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self.listing = model
        columns = list(enumerate(model.listed))
        super().__init__(
            model,
            name,
            widths={n: each.width for n, each in columns if each.width},
            stretched=[n for n, each in columns if not each.width],
            row_height=row_height,
            parent=parent,
        )
        self.setItemDelegate(ListingDelegate(self, model, shown_unfocused=shown_unfocused))


class ListingDelegate(RowDelegate[Any]):
    """Paints a cell as its column does, or else as its model says."""

    def __init__(
        self, view: TableView, model: ListingModel[Any], *, shown_unfocused: bool = False
    ) -> None:
        super().__init__(view, shown_unfocused=shown_unfocused)
        self._listed = model.listed

    def paint_cell(self, painter: QPainter, box: QRectF, row: Any, index: Index) -> None:
        paint = self._listed[index.column()].paint
        if paint is None:
            super().paint_cell(painter, box, row, index)
        else:
            paint(painter, box, row)
