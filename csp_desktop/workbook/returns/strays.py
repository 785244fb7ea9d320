"""The content of a workbook's sheets besides the rows of its tables that was not sent out.

Together with the account of the rows this covers every cell: nothing that a person put into a
return is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from csp_desktop.plan.wording import plural
from csp_desktop.workbook.export.own_words import Own
from csp_desktop.workbook.package.cells import column_letter
from csp_desktop.workbook.package.links import quoted, says_link
from csp_desktop.workbook.package.model import Grid, GridCell, SheetProblem
from csp_desktop.workbook.returns.match_columns import ReturnHead, fold

MOST_TOLD: Final = 25
"""How many cells of one sheet are named one by one."""

_WHAT_TO_DO = "Put it where it belongs and send the workbook again, or type it into the plan."


def strays(
    grid: Grid, own: Own, seen: Collection[tuple[int, int]], head: ReturnHead | None = None
) -> list[SheetProblem]:
    """A sentence for each filled cell that is neither in `seen` nor one of the exporter's `own`.

    `head` is the header row of the sheet's table, where it has one.
    """
    found = []
    for (row, column), cell in sorted(grid.cells.items()):
        if cell.value is None and not cell.trouble:
            continue
        # `meets` comes first: it crosses the word off, and what is left at the end is told as gone.
        # A header is both an own word and seen.
        if own.meets(cell.value) or (row, column) in seen:
            continue
        found.append((row, column, cell))
    told = [
        SheetProblem(
            grid.name,
            f"{column_letter(column)}{row}",
            _sentence(row, column, cell, head),
        )
        for row, column, cell in found[:MOST_TOLD]
    ]
    more = len(found) - MOST_TOLD
    if more > 0:
        row, column, _ = found[MOST_TOLD]
        told.append(
            SheetProblem(
                grid.name,
                f"{column_letter(column)}{row}",
                f"From here on {more} more filled {plural(more, 'cell belongs', 'cells belong')}"
                f" to no row of the return, so nothing of that was taken. {_WHAT_TO_DO}",
            )
        )
    return told


def _sentence(row: int, column: int, cell: GridCell, head: ReturnHead | None) -> str:
    said = quoted(cell.value) if cell.value is not None else "What it shows"
    if cell.link and not says_link(str(cell.value), cell.link):
        said = f"{said}, which leads to {cell.link},"
    return f"{said} {_where(row, column, head)}, so it was not taken. {_WHAT_TO_DO}"


def _where(row: int, column: int, head: ReturnHead | None) -> str:
    if head is None:
        return "stands on a sheet that is not one of the return's"
    if row < head.row:
        return "stands above the table"
    if column == head.id_column:
        return "stands in the hidden column of the rows' ids"
    letter = column_letter(column)
    header = next((each.header for each in head.columns if each.letter == letter), "")
    if header and column not in head.places.values():
        return f"stands in the column '{header}', which is not one of the return's"
    if column not in head.places.values():
        return "stands in a column without a header"
    return "stands outside the rows of the table"


def lying_over(grid: Grid) -> Iterator[SheetProblem]:
    """A sentence for each text box, picture, shape or chart that lies over a sheet."""
    for each in grid.drawn[:MOST_TOLD]:
        says = f" that says {quoted(each.text)}" if each.text else ""
        yield SheetProblem(
            grid.name,
            each.address,
            f"A {each.what}{says} lies over the cells, so it was not taken. {_WHAT_TO_DO}",
        )
    if len(grid.drawn) > MOST_TOLD:
        yield SheetProblem(
            grid.name,
            "",
            f"{len(grid.drawn) - MOST_TOLD} more pictures, shapes or text boxes were not taken.",
        )


def likeliest(grid: Grid, own: Mapping[str, Own]) -> Own:
    """The exporter's own words for the sheet that `grid` most likely is; else none."""
    named = next((each for name, each in own.items() if fold(name) == fold(grid.name)), None)
    if named is not None:
        return named
    # More than half of a sheet's texts: a sheet that quotes a line of the cover is not the cover.
    texts = [cell.value for cell in grid.cells.values() if cell.value is not None]
    best = max(own.values(), key=lambda each: each.likeness(texts), default=None)
    if best is not None and 2 * best.likeness(texts) > len(texts):
        return best
    return Own(())
