"""How long somebody's own workbook takes to understand: the map that it suggests.

    python bench/importing.py

Sheets of different texts, tall and wide, suggest their map in turns; the processor's medians are
printed. Held to: 80 rows of 100 columns under 1 second of the processor; four times the cells take
at most five times as long, and as long a cell whether the sheet is tall or wide.
"""

from __future__ import annotations

import random
import statistics
import time

from csp_desktop.plan import headers, headertimes
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.workbook.importing import header_rows
from csp_desktop.workbook.importing.suggest_map import suggest
from csp_desktop.workbook.package.model import Book, Grid, GridCell

TURNS = 5
SIZES = ((80, 100), (80, 25), (80, 400), (320, 25), (5, 1600))
WORDS = ("burglary", "support", "officer", "lead", "review", "progress", "action", "target", "risk")


def main() -> None:
    """Make the sheets, suggest their maps in turns, and print medians and ratios."""
    books = {size: _book(*size) for size in SIZES}
    taken: dict[tuple[int, int], list[float]] = {size: [] for size in SIZES}
    for _ in range(TURNS):
        for size, book in books.items():
            for kept in (headers._matches, headers._worded, header_rows.headed):  # noqa: SLF001
                kept.cache_clear()
            headertimes.timing_of.cache_clear()
            started = time.process_time()
            suggest(book, SHIPPED, "2024-10-01")
            taken[size].append(time.process_time() - started)
    medians = {size: statistics.median(times) for size, times in taken.items()}
    for (rows, columns), seconds in medians.items():
        each = seconds / rows / columns
        print(f"{rows:6} x {columns:5}  {seconds:8.3f} s  {each * 1e6:7.1f} us a cell")
    print(f"four times the columns {medians[80, 400] / medians[80, 100]:8.2f}      (at most 5)")


def _book(rows: int, columns: int) -> Book:
    draw = random.Random(1)  # noqa: S311 - no secret
    cells = {
        (row, column): GridCell(_text(draw))
        for row in range(1, rows + 1)
        for column in range(1, columns + 1)
    }
    return Book("plan.xlsx", "", (Grid("Plan", "visible", cells),))


def _text(draw: random.Random) -> str:
    words = (f"{draw.choice(WORDS)}{draw.randrange(100)}" for _ in range(draw.randrange(1, 6)))
    return " ".join(words)


if __name__ == "__main__":
    main()
