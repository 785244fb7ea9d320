"""What a person does in the grid, as edits: letters, pasted blocks, cleared cells.

All of it or none: what does not fit raises a Refusal that names its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from csp_desktop.errors import BadValue, Refusal
from csp_desktop.gui.grid.cells import held, name_of
from csp_desktop.gui.grid.columns import GridColumn, Shows
from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.grid.rows import ActionRow
from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import Type
from csp_desktop.plan.values import Value, same, understand

if TYPE_CHECKING:
    from csp_desktop.operations.edits import Edit

Target = tuple[ActionRow, GridColumn]
_TOLD = 3
"""How many misfits of a pasted block are told one by one."""


def place_of(target: Target) -> str:
    """What people call a cell: '1.4, 2016/17 Q2'."""
    row, column = target
    ref = row.action.text("ref") or "An action"
    return f"{ref}, {column.period or column.field.label}"


def why_not(target: Target) -> str:
    """Why a cell cannot be edited now, as a sentence; '' where it can."""
    row, column = target
    if held(row.action, column).contested:
        return (
            f"{place_of(target)} is contested: people put different values there. "
            "Settle that first, then edit it."
        )
    if column.shows is Shows.QUARTER and column.future:
        return (
            f"{column.period} has not come yet. Choose it as the working quarter at the top "
            "to fill it in."
        )
    return ""


def set_value(document: Document, targets: Iterable[Target], value: Value) -> list[Edit]:
    """Edits that put one value into every cell of `targets`; none for a cell that has it."""
    return _edits(document, [(target, value) for target in targets])


def no_change(document: Document, targets: Iterable[Target]) -> list[Edit]:
    """Edits that give each quarter's cell the last status before it, where it has none yet.

    Raises a Refusal where none of them can be given one.
    """
    pairs: list[tuple[Target, Value]] = []
    nothing = ""
    for row, column in targets:
        if held(row.action, column).value is not None:
            nothing = nothing or f"{place_of((row, column))} has its update already."
            continue
        last = _last_before(row, column.period)
        if last:
            pairs.append(((row, column), last))
        else:
            nothing = f"{row.action.text('ref')} has no earlier status to keep: give it one."
    if not pairs and nothing:
        raise Refusal(nothing)
    return _edits(document, pairs)


def pasted(
    model: GridModel,
    block: Sequence[Sequence[str]],
    cells: Sequence[Target],
    columns: Sequence[GridColumn],
) -> list[Edit]:
    """Edits that put a block from a spreadsheet where it was pasted, over the shown `columns`.

    `cells` are the selected cells by row; the first is the block's upper left corner. A single
    value goes into all of them. Raises a Refusal that tells the first misfits with their places.
    """
    if not cells or not block:
        return []
    if len(block) == 1 and len(block[0]) == 1:
        pairs: list[tuple[Target, Value]] = [(cell, block[0][0]) for cell in cells]
    else:
        pairs = _spread(model, block, cells[0], columns)
    return _edits(model.document, pairs, "Nothing was pasted. ")


def block_of(text: str) -> list[list[str]]:
    """A copied block as a spreadsheet puts it on the clipboard: tabs, line ends, quotes.

    A blank line is a blank cell of its own, and keeps its place.
    """
    import csv
    import io

    try:
        return [row or [""] for row in csv.reader(io.StringIO(text), "excel-tab")]
    except csv.Error:
        raise Refusal(
            "What is on the clipboard cannot be read as cells. Copy a block of cells and try again."
        ) from None


def _spread(
    model: GridModel,
    block: Sequence[Sequence[str]],
    corner: Target,
    columns: Sequence[GridColumn],
) -> list[tuple[Target, Value]]:
    rows = [row for row in model.rows if isinstance(row, ActionRow)]
    top = next(number for number, row in enumerate(rows) if row.key == corner[0].key)
    left = columns.index(corner[1])
    width = max(map(len, block))
    if top + len(block) > len(rows) or left + width > len(columns):
        raise Refusal(
            f"Nothing was pasted. The block has {len(block)} rows and {width} columns; from "
            f"{place_of(corner)} there is room for {len(rows) - top} and "
            f"{len(columns) - left}."
        )
    return [
        ((rows[top + down], columns[left + right]), text)
        for down, line in enumerate(block)
        for right, text in enumerate(line)
    ]


def _edits(
    document: Document, pairs: Iterable[tuple[Target, Value]], refused: str = ""
) -> list[Edit]:
    from csp_desktop.operations.edits import Edit

    edits: list[Edit] = []
    misfits: list[str] = []
    for target, raw in pairs:
        row, column = target
        now = held(row.action, column)
        try:
            value = understand(column.field, raw)
        except BadValue as misfit:
            misfits.append(f"{place_of(target)}: {misfit}" if refused else str(misfit))
            continue
        unchanged = same(value, now.value) or same(value, _named(document, column, now.value))
        if unchanged and not now.proposals:  # what stands there takes one's own proposal back
            continue
        if reason := why_not(target):
            misfits.append(reason)
            continue
        edits.append(Edit("action", row.key, column.field.name, column.period, value, now.heads))
    if misfits:
        more = len(misfits) - _TOLD
        rest = f" And {more} more." if more > 0 else ""
        raise Refusal(refused + " ".join(misfits[:_TOLD]) + rest)
    return edits


def _named(document: Document, column: GridColumn, value: Value) -> Value:
    """Links as people write them, to compare with what they typed."""
    if column.field.type is Type.LINK and value:
        return name_of(document, column.field.links_to, str(value))
    if column.field.type is Type.LINKS and isinstance(value, list):
        return [name_of(document, column.field.links_to, each) for each in value]
    return value


def _last_before(row: ActionRow, quarter: str) -> str:
    found = [
        (period, str(each.value))
        for (name, period), each in row.action.cells.items()
        if name == "status" and each.value is not None and period < quarter
    ]
    return max(found)[1] if found else ""
