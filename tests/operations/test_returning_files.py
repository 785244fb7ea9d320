"""The promises of merging once more, with workbooks and copies that are files on the disk."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from csp_desktop.operations.merging.incoming import Brought
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.store.foreign import read_foreign
from csp_desktop.store.operation import Operation
from csp_desktop.workbook.export.writing import write
from csp_desktop.workbook.package.markers import HEADER_ROW
from csp_desktop.workbook.package.model import Returned, Sheet
from csp_desktop.workbook.worker.process import Reader
from tests.operations import returning_laws as laws
from tests.operations.memory import small_plan
from tests.operations.returning_histories import History, Return

HISTORIES = 50
STEPS = 30


class FileHistory(History):
    """A history in which whatever passes between people is a file."""

    folder: Path
    reader: Reader

    def as_copy(self, other: OpenPlan) -> Brought:
        """What another copy brings, by way of its file."""
        path = self.folder / "copy.cspplan"
        path.unlink(missing_ok=True)
        other.file.backup_to(path)
        foreign = read_foreign(path)
        operations: dict[str, list[Operation]] = {}
        for operation, change in foreign.operations:
            operations.setdefault(change, []).append(operation)
        brought = Brought(path, "copy")
        brought.made = [(change, operations.get(change.id, [])) for change in foreign.changes]
        return brought

    def sent_back(self, chosen: Return) -> Returned:
        """A return written, filled in and read as a file."""
        path = self.folder / f"{chosen.sent.export.export_id} {self.returns.index(chosen)}.xlsx"
        if path.exists():
            return self.reader.returned(path)
        write(chosen.sent.export, path)
        book = load_workbook(path)
        for sheet in chosen.sent.export.sheets:
            found = book[sheet.name]
            assert isinstance(found, Worksheet)
            _fill_in(found, sheet, chosen)
        book.properties.lastModifiedBy = chosen.filled.saved_by or None
        book.save(path)
        return self.reader.returned(path)


def _fill_in(sheet: Worksheet, exported: Sheet, chosen: Return) -> None:
    ids = len(exported.columns) + 1
    numbers = {column.place: number for number, column in enumerate(exported.columns, 1)}
    rows = {
        str(sheet.cell(row, ids).value): row for row in range(HEADER_ROW + 1, sheet.max_row + 1)
    }
    for (name, record, place), typed in chosen.filled.typed.items():
        if name == exported.name:
            _type(sheet, rows[record], numbers[place], typed)
    below = max(rows.values()) + 1
    for name, spare, cells in chosen.filled.new:
        if name != exported.name:
            continue
        row = rows.get(spare, below)
        below += row == below
        for place, typed in cells.items():
            _type(sheet, row, numbers[place], typed)
    for name, record in chosen.filled.gone:
        if name == exported.name:
            # Absent, and the others stay where they are.
            for column in range(1, ids + 1):
                sheet.cell(rows[record], column).value = None
    if chosen.order != sorted(chosen.order):
        _sort(sheet, len(exported.rows), ids, random.Random(chosen.order[0]))  # noqa: S311


def _type(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """Put a value in a cell; text stays text whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = value  # type: ignore[assignment]
    if isinstance(value, str):
        cell.data_type = "s"


def _sort(sheet: Worksheet, count: int, columns: int, chance: random.Random) -> None:
    """Sort whole rows, as a lead may."""
    first = HEADER_ROW + 1
    rows = [
        [sheet.cell(row, column).value for column in range(1, columns + 1)]
        for row in range(first, first + count)
    ]
    chance.shuffle(rows)
    for number, row in enumerate(rows, first):
        for column, value in enumerate(row, 1):
            _type(sheet, number, column, value)


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Iterator[None]:
    """A folder and a reader for all that passes between people."""
    with Reader() as reader:
        FileHistory.folder, FileHistory.reader = tmp_path, reader
        yield


@pytest.mark.slow
def test_histories_of_files_break_no_law() -> None:
    begun = small_plan(updated=True)
    merged = 0
    first = FileHistory.folder
    for seed in range(HISTORIES):
        FileHistory.folder = first / str(seed)
        FileHistory.folder.mkdir()
        history = FileHistory(seed, STEPS, begun)
        merged += history.counted.get("merge a return", 0)
        found = laws.breaches(
            history,
            (
                laws.every_plan_shows_what_people_did,
                laws.what_waits_for_a_person_is_all_that_does,
                laws.what_the_file_keeps_is_what_its_changes_say,
                laws.LAWS[seed % 4],
            ),
        )
        assert found == [], seed
    assert merged > HISTORIES
