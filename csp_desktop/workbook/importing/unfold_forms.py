"""Forms, one for each action, as one table: each form is a row, each label a column.

A form has its labels in one column (or two) and what is filled in to their right. The table is a
sheet of its own beside what is left of the others; its cells are told by their own places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from csp_desktop.plan.fields import FieldTable, Kind
from csp_desktop.workbook.importing.header_rows import find_heads, headed
from csp_desktop.workbook.importing.import_map import Map
from csp_desktop.workbook.package.model import Book, Grid, GridCell
from csp_desktop.workbook.package.sheet_view import SheetPosition, View, plain

FORMS: Final = "Forms (one row each)"
"""What the sheet of all forms is called in maps."""

_FEWEST_LABELS = 4
_FEWEST_IN_COLUMN = 2
_LONGEST_LABEL = 60
_NAMING = frozenset({"title", "activity"})


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A workbook whose forms are a table; `places` are where the table's cells stand.

    `labels` are the labels that every further form repeats.
    """

    book: Book
    places: Mapping[SheetPosition, SheetPosition] = field(default_factory=dict)
    labels: tuple[SheetPosition, ...] = ()
    sheets: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Filled:
    """One label of a form with its cell, and the cell beside it where there is one."""

    label: str
    at: tuple[int, int]
    value: tuple[int, int] | None


def unfold(book: Book, table: FieldTable) -> Unfolded:
    """The workbook with its forms as a table; as it is where it has none."""
    kind = table.kind("action")
    if kind is None or any(grid.name == FORMS for grid in book.grids):
        return Unfolded(book)
    views = [View(grid) for grid in book.grids if grid.state == "visible"]
    plain_sheets = [view for view in views if not find_heads(view, table)]
    forms = [(view, form) for view in plain_sheets for form in _forms(view, kind)]
    # Beside a table, a lone form is rather the cover that says whose the plan is.
    if not forms or (len(forms) == 1 and len(plain_sheets) < len(views)):
        return Unfolded(book)
    return _as_table(book, forms)


def as_mapped(book: Book, made: Map, table: FieldTable) -> Unfolded:
    """The workbook as a map means it: its forms are a table where the map reads that."""
    named = any(each.sheet == FORMS for each in made.tables)
    return unfold(book, table) if named else Unfolded(book)


def _forms(view: View, kind: Kind) -> list[list[_Filled]]:
    """The forms of a sheet: one begins wherever its first label stands again."""
    columns, fields = _label_columns(view, kind)
    if len(fields) < _FEWEST_LABELS or not fields & _NAMING:
        return []
    forms: list[list[_Filled]] = []
    for each in _filled(view, columns, kind):
        if not forms or plain(each.label) == plain(forms[0][0].label):
            forms.append([])
        # A label that a form has already is no column of its own: its cells are told.
        if all(plain(each.label) != plain(other.label) for other in forms[-1]):
            forms[-1].append(each)
    return forms


def _label_columns(view: View, kind: Kind) -> tuple[list[int], set[str]]:
    """The columns of which most texts are labels, and the fields that these mean."""
    texts: dict[int, list[str]] = {}
    for row, cells in view.rows.items():
        for column in cells:
            if len(cells) > 1 or _means(view.text(row, column), kind):
                texts.setdefault(column, []).append(view.text(row, column))
    columns, fields = [], set()
    for column, said in sorted(texts.items()):
        meant = [name for text in said if (name := _means(text, kind))]
        if len(meant) >= max(_FEWEST_IN_COLUMN, len(said) / 2) and len(set(meant)) > 1:
            columns.append(column)
            fields |= set(meant)
    return columns, fields


def _means(text: str, kind: Kind) -> str:
    label = _bare(text)
    matches = headed(label, kind).matches if 0 < len(label) <= _LONGEST_LABEL else ()
    return matches[0].field if matches else ""


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(" :")


def _filled(view: View, columns: list[int], kind: Kind) -> Iterator[_Filled]:
    begun = False
    for row, cells in view.rows.items():
        for column in (each for each in columns if each in cells):
            text = view.text(row, column)
            after = next((each for each in columns if each > column), view.last_column + 2)
            value = _beside(view, row, column, after)
            means = bool(_means(text, kind))
            begun = begun or means
            # What means no field is a label all the same where something is filled in beside it.
            if begun and (means or (value and 0 < len(_bare(text)) <= _LONGEST_LABEL)):
                yield _Filled(_bare(text), (row, column), value)


def _beside(view: View, row: int, column: int, after: int) -> tuple[int, int] | None:
    """The first cell to the right with a text, else the first that is only coloured."""
    texts = (each for each in view.rows[row] if column < each < after)
    coloured = (each for each in view.columns(row) if column < each < after)
    coloured = (each for each in coloured if (row, each) in view.grid.cells)
    found = next(texts, None) or next(coloured, None)
    return (row, found) if found else None


def _as_table(book: Book, forms: list[tuple[View, list[_Filled]]]) -> Unfolded:
    """The table of all forms, below what stands above the first of them."""
    first, top = forms[0][0], min(each.at[0] for each in forms[0][1])
    cells: dict[tuple[int, int], GridCell] = {}
    places: dict[SheetPosition, SheetPosition] = {}
    labels: list[SheetPosition] = []
    gone: set[SheetPosition] = set()

    def put(row: int, column: int, view: View, at: tuple[int, int]) -> None:
        cells[row, column] = view.grid.cells[at]
        places[SheetPosition(FORMS, row, column)] = view.spot(*at)
        gone.add(view.spot(*at))

    for row in first.between(1, top - 1):
        for column in first.rows[row]:
            put(row, column, first, (row, column))
    columns: dict[str, int] = {}
    for number, (view, form) in enumerate(forms, 1):
        for each in form:
            if plain(each.label) not in columns:
                columns[plain(each.label)] = len(columns) + 1
                put(top, columns[plain(each.label)], view, each.at)
                cells[top, columns[plain(each.label)]] = GridCell(each.label)
            else:
                labels.append(view.spot(*each.at))
                gone.add(view.spot(*each.at))
            if each.value:
                put(top + number, columns[plain(each.label)], view, each.value)
    sheets = frozenset(view.grid.name for view, _ in forms)
    rest = [_without(grid, gone) if grid.name in sheets else grid for grid in book.grids]
    at = min(number for number, grid in enumerate(book.grids) if grid.name in sheets)
    rest.insert(at, Grid(FORMS, "visible", cells))
    return Unfolded(replace(book, grids=tuple(rest)), places, tuple(labels), sheets)


def _without(grid: Grid, gone: set[SheetPosition]) -> Grid:
    cells = {
        at: cell for at, cell in grid.cells.items() if SheetPosition(grid.name, *at) not in gone
    }
    merged = tuple(each for each in grid.merged if (each.top, each.left) in cells)
    return replace(grid, cells=cells, merged=merged)
