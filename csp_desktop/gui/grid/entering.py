"""What a person does in the grid, as edits: letters, pasted blocks, cleared cells.

All of it or none: what does not fit raises a Refusal that names its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from csp_desktop.errors import BadValue, Refusal
from csp_desktop.gui.grid.cells import held, name_of
from csp_desktop.gui.grid.columns import ColumnShows, GridColumn
from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.grid.rows import GroupRow, RecordRow
from csp_desktop.plan.clipboard import Block
from csp_desktop.plan.document import Document
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.values import Value, same, understand
from csp_desktop.plan.wording import plural

if TYPE_CHECKING:
    from csp_desktop.operations.editing.edits import Edit

Target = tuple[RecordRow, GridColumn]
"""A row, and what is shown there of it in a column (see `GridModel.shown_in`)."""
_TOLD = 3
"""How many misfits of a pasted block are named one by one."""
_LONGEST = 131_072
"""The most characters that a cell of a pasted block may have."""
_NOTHING = "Nothing was pasted. "


def place_of(target: Target) -> str:
    """What people call a cell: '1.4, 2016/17 Q2'."""
    row, column = target
    return f"{row.named}, {column.period or column.field.label}"


def why_not(target: Target) -> str:
    """Why a cell cannot be edited now, as a sentence; '' where it can."""
    row, column = target
    if held(row.record, column).contested:
        return (
            f"{place_of(target)} is contested: people put different values there. "
            "Settle that first, then edit it."
        )
    if column.shows is ColumnShows.QUARTER and column.future:
        return (
            f"{column.period} has not come yet where you look. Go to it by the arrows at the top "
            "to fill it in."
        )
    return ""


def why_no_letter(chosen: Sequence[Target], quarter: str) -> str:
    """Why a letter gives no status in the chosen cells, as a sentence; '' where it does.

    It acts in the status column of the quarter that is looked at, and nowhere else.
    """
    if chosen and all(column.shows is ColumnShows.QUARTER and column.now for _, column in chosen):
        return ""
    later = [each for each in chosen if each[1].shows is ColumnShows.QUARTER and each[1].future]
    if later:
        return why_not(later[0])
    return (
        f"A letter gives a status in the column of {quarter}, and nowhere else: nothing was "
        "changed. Go to that column first."
    )


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
        if held(row.record, column).value is not None:
            nothing = nothing or f"{place_of((row, column))} has its update already."
            continue
        last = _last_before(row, column.period)
        if last:
            pairs.append(((row, column), last))
        else:
            nothing = f"{row.named} has no earlier status to keep: give it one."
    if not pairs and nothing:
        raise Refusal(nothing)
    return _edits(document, pairs)


def pasted(
    model: GridModel,
    block: Block,
    cells: Sequence[Target],
    columns: Sequence[GridColumn],
) -> list[Edit]:
    """Edits that put a block from a spreadsheet where it was pasted, over the shown `columns`.

    If one cell is chosen, the block goes there with its upper left corner. If several are, each
    takes its own value and no other cell is written: the block must have their size, or fit into
    them a whole number of times. Raises a Refusal that names what does not fit, or the first
    misfits with their places.
    """
    if any(len(text) > _LONGEST for line in block for text in line):
        raise Refusal(
            "What is on the clipboard cannot be read as cells. Copy a block of cells and try again."
        )
    if not block:
        return []
    if not cells:
        raise Refusal(f"{_NOTHING}Choose the cell where the block begins, and paste again.")
    # With several cells chosen nothing is written beside them: people choose cells to say where.
    if len(cells) == 1:
        pairs = _spread(model, block, cells[0], columns)
    else:
        pairs = _over(block, cells, columns)
    return _edits(model.document, pairs, _NOTHING)


def pasted_words(edits: Iterable[Edit]) -> str:
    """What a paste has done, in a few words: 'Pasted: set 3, cleared 1.'."""
    each = list(edits)
    cleared = sum(edit.value is None for edit in each)
    said = [f"set {len(each) - cleared}"] if len(each) > cleared else []
    said += [f"cleared {cleared}"] if cleared else []
    return f"Pasted: {', '.join(said)}."


def _over(
    block: Block, cells: Sequence[Target], columns: Sequence[GridColumn]
) -> list[tuple[Target, Value]]:
    """Each chosen cell with its value: the block laid over the rows and columns of all of them.

    Raises a Refusal where that would leave a cell without a value, or a value without a cell.
    """
    # By the rows and columns that hold a chosen cell, which need not be neighbours: a filter or a
    # folded year lies between them.
    rows = {key: at for at, key in enumerate(dict.fromkeys(row.key for row, _ in cells))}
    chosen = {column.key for _, column in cells}
    shown = [column.key for column in columns if column.key in chosen]
    across = {key: at for at, key in enumerate(shown)}
    width = _width(block)
    fits = len(rows) % len(block) == 0 and len(across) % width == 0
    pairs: list[tuple[Target, Value]] = []
    placed = set()
    for row, column in cells if fits else ():
        down, right = rows[row.key] % len(block), across[column.key] % width
        if right < len(block[down]):
            placed.add((down, right))
            pairs.append(((row, column), block[down][right]))
    said = {(y, x) for y, line in enumerate(block) for x, text in enumerate(line) if text.strip()}
    # Each value must have a cell and each cell a value, but for blanks at the block's edge, which
    # spreadsheets copy along.
    if not fits or said - placed or len(pairs) < len(cells):
        raise Refusal(
            f"{_NOTHING}The block has {_size(block)}, and {len(cells)} cells are chosen that it "
            "does not fit. Choose the first cell alone, or as many cells as are to be pasted."
        )
    return pairs


def _spread(
    model: GridModel,
    block: Block,
    corner: Target,
    columns: Sequence[GridColumn],
) -> list[tuple[Target, Value]]:
    rows = [row for row in model.rows if not isinstance(row, GroupRow)]
    top = next(number for number, row in enumerate(rows) if row.key == corner[0].key)
    left = [each.key for each in columns].index(corner[1].key)
    if top + len(block) > len(rows) or left + _width(block) > len(columns):
        raise Refusal(
            f"{_NOTHING}The block has {_size(block)}; from {place_of(corner)} there is room for "
            f"{len(rows) - top} and {len(columns) - left}."
        )
    pairs: list[tuple[Target, Value]] = []
    for down, line in enumerate(block):
        row = rows[top + down]
        for right, text in enumerate(line):
            column = columns[left + right]
            shown = model.shown_in(row, column)
            if shown:
                pairs.append(((row, shown), text))
            elif text.strip():
                raise Refusal(f"{_NOTHING}{row.named} has nothing under {column.label}.")
    return pairs


def _width(block: Block) -> int:
    return max(map(len, block))


def _size(block: Block) -> str:
    """How large a block is, in words: '3 rows and 1 column'."""
    rows, columns = len(block), _width(block)
    return f"{rows} {plural(rows, 'row')} and {columns} {plural(columns, 'column')}"


def _edits(
    document: Document, pairs: Iterable[tuple[Target, Value]], refused: str = ""
) -> list[Edit]:
    from csp_desktop.operations.editing.edits import Edit

    edits: list[Edit] = []
    misfits: list[str] = []
    vocabulary = document.vocabulary
    for target, raw in pairs:
        row, column = target
        now = held(row.record, column)
        try:
            value = understand(column.field, raw, vocabulary)
        except BadValue as misfit:
            misfits.append(f"{place_of(target)}: {misfit}" if refused else str(misfit))
            continue
        unchanged = same(value, now.value) or same(value, _named(document, column, now.value))
        if unchanged and not now.proposals:  # what stands there takes one's own proposal back
            continue
        if reason := why_not(target):
            misfits.append(reason)
            continue
        edits.append(
            Edit(row.record.kind, row.key, column.field.name, column.period, value, now.heads)
        )
    # All or nothing: half a pasted block is hard to see and harder to take back in one's head.
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


def _last_before(row: RecordRow, quarter: str) -> str:
    found = [
        (period, str(each.value))
        for (name, period), each in row.record.cells.items()
        if name == "status" and each.value is not None and period < quarter
    ]
    return max(found)[1] if found else ""
