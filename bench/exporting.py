"""Writing an export, against openpyxl writing the same cells with the same styles.

    python bench/exporting.py [RUNS]

The whole sample plan, and a plan of 2,000 actions. The floor takes the sheets of a finished export
and writes their values and named styles anew with openpyxl alone, without tables, drop-downs and
formats by status. Both in one run, by turns, each the median of RUNS (15) in processor time, so
that what else the machine does counts little. The limit is 1.3.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from csp_desktop.operations.sending.export import ExportRequest, export
from csp_desktop.operations.session.plan_files import HACKNEY, new_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.workbook.export.cell_writer import add_styles
from csp_desktop.workbook.export.writing import to_bytes
from csp_desktop.workbook.package.model import Export

LIMIT = 1.3
STAMP = Stamp("bench", "2016-07-01T09:00:00+01:00")


def main(runs: int) -> int:
    """Measure, print medians and ratios; return 1 where the limit is passed."""
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        plan = new_plan(Path(folder) / "sample.cspplan", SHIPPED, STAMP, sample=HACKNEY)
        try:
            sample = export(plan, ExportRequest("plan"), STAMP)
            worst = max(worst, _measure("sample plan", sample, runs))
            worst = max(worst, _measure("2,000 actions", _large(sample), runs))
        finally:
            plan.close()
    return 0 if worst <= LIMIT else 1


def _large(sample: Export) -> Export:
    """The sample's export with each sheet of actions grown to 2,000 rows."""
    return replace(
        sample,
        sheets=tuple(
            replace(each, rows=tuple(each.rows[n % len(each.rows)] for n in range(2000)))
            if each.kind == "action"
            else each
            for each in sample.sheets
        ),
    )


def _measure(name: str, made: Export, runs: int) -> float:
    finished = load_workbook(BytesIO(to_bytes(made)))
    ours, floor = [], []
    for _ in range(runs):
        gc.collect()
        started = time.process_time()
        to_bytes(made)
        ours.append(time.process_time() - started)
        cells = _cells(finished)
        gc.collect()
        started = time.process_time()
        _plainly(cells)
        floor.append(time.process_time() - started)
    middle, least = statistics.median(ours), statistics.median(floor)
    ratio = middle / least
    print(f"{name}: export {middle:.3f} s, openpyxl alone {least:.3f} s, ratio {ratio:.2f}")
    return ratio


Styled = tuple[int, int, Any, str]


def _cells(finished: Any) -> list[tuple[str, list[Styled]]]:
    return [
        (
            sheet.title,
            [
                (cell.row, cell.column, cell.value, cell.style)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None or cell.has_style
            ],
        )
        for sheet in finished.worksheets
    ]


def _plainly(sheets: list[tuple[str, list[Styled]]]) -> None:
    book = Workbook()
    add_styles(book)
    book.remove(book.worksheets[0])
    for title, cells in sheets:
        sheet = book.create_sheet(title)
        for row, column, value, style in cells:
            cell = sheet.cell(row, column)
            cell.value = value
            cell.style = style
    book.save(BytesIO())


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
