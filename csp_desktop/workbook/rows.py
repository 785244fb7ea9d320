"""The rows of a returned sheet: whose each is, and what its cells say."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from csp_desktop.plan.fields import MARKINGS, Type
from csp_desktop.plan.values import Value, same
from csp_desktop.workbook.cells import column_letter
from csp_desktop.workbook.known import ROW_ID
from csp_desktop.workbook.matching import Head, by_row, fold, known_ids
from csp_desktop.workbook.model import (
    Area,
    Base,
    BaseSheet,
    Column,
    Grid,
    GridCell,
    Place,
    Problem,
    RawCell,
    ReturnedRow,
    ReturnedSheet,
)

_NUMERIC = frozenset({Type.NUMBER, Type.TARGET})
_TWO_PARTS = re.compile(r"(\d{1,2})[./\-](\d{1,4})")
_DAY_FIRST = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_MARKED = re.compile(r"(?:marking:\s*)?(?:" + "|".join(MARKINGS) + r")\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Place:
    """A row of the sheet before it is known whose it is: its number, its id, its cells."""

    number: int
    record_id: str
    cells: Mapping[int, GridCell]


def read_rows(
    sheet: BaseSheet,
    grid: Grid,
    head: Head,
    carried: Base | None,
    problems: list[Problem],
    notices: list[str],
) -> ReturnedSheet:
    """The rows under the header row; what could not be read is told in `problems`, `notices`.

    A row whose id is gone is known by its ref or name, as long as no other row bears that id.
    """
    columns = [
        (each, head.places[each.place]) for each in sheet.columns if each.place in head.places
    ]
    numbers = [number for _, number in columns]
    places = list(_places(grid, head, numbers))
    covered = _covered(grid.merged, numbers, [each.number for each in places])
    _tell_merged(grid, covered, notices)
    owners = _owners(sheet, columns, places, carried)
    formulas: list[str] = []
    mended: list[str] = []
    rows = []
    for place in places:
        record_id, matched = owners[place.number]
        values: dict[Place, RawCell] = {}
        for column, number in columns:
            address = f"{column_letter(number)}{place.number}"
            if (place.number, number) in covered:
                continue
            cell = place.cells.get(number)
            if cell and cell.trouble:
                problems.append(Problem(grid.name, address, cell.trouble))
                continue
            if cell and cell.formula and cell.value is not None:
                formulas.append(address)
            raw = RawCell(address, cell.value, cell.format) if cell else RawCell(address, None)
            was = carried.cells.get((record_id, *column.place)) if carried else None
            if was and _turned(column, was.value, raw):
                raw = RawCell(address, _text(was.value), raw.format)
                mended.append(address)
            values[column.place] = raw
        rows.append(ReturnedRow(place.number, record_id, values, matched))
    if formulas:
        notices.append(
            f"{grid.name}: {_listed(formulas)} held formulas; what they showed was taken."
        )
    if mended:
        notices.append(
            f"{grid.name}: {_listed(mended)} had been turned from text into numbers or dates, and "
            "were read as the text they were."
        )
    return ReturnedSheet(grid.name, sheet.name, sheet.kind, head.row, head.columns, tuple(rows))


def _places(grid: Grid, head: Head, numbers: Sequence[int]) -> Iterable[_Place]:
    """The rows under the headers that bear an id or say something."""
    rows = by_row(grid)
    headers = {number: fold(rows[head.row][number].value) for number in numbers}
    for number, cells in rows.items():
        if number <= head.row:
            continue
        marked = cells.get(head.id_column) if head.id_column else None
        record_id = str(marked.value).strip() if marked and marked.value is not None else ""
        if fold(record_id) == fold(ROW_ID):
            record_id = ""  # the header row, copied whole
        said = {at: cell for at, cell in cells.items() if at in headers}
        if not record_id and (not said or _is_marking(cells) or _is_header(said, headers)):
            continue
        yield _Place(number, record_id, said)


def _is_marking(cells: Mapping[int, GridCell]) -> bool:
    texts = [cell.value for cell in cells.values() if cell.value is not None]
    return len(texts) == 1 and bool(_MARKED.fullmatch(str(texts[0])))


def _is_header(said: Mapping[int, GridCell], headers: Mapping[int, str]) -> bool:
    return len(said) > 1 and all(fold(cell.value) == headers[at] for at, cell in said.items())


def _owners(
    sheet: BaseSheet,
    columns: Sequence[tuple[Column, int]],
    places: Sequence[_Place],
    carried: Base | None,
) -> dict[int, tuple[str, str]]:
    """By row number, the record whose row it is ('' where it is none's) and how that is known."""
    ids = known_ids(sheet)
    borne = Counter(each.record_id for each in places)
    owners: dict[int, tuple[str, str]] = {}
    for place in places:
        if place.record_id in ids or (place.record_id and carried is None):
            owners[place.number] = (place.record_id, "id")
            continue
        found = _by_label(sheet, columns, place, carried) if carried else ""
        if found and not borne[found]:
            borne[found] += 1
            owners[place.number] = (found, "label")
        else:
            owners[place.number] = (place.record_id, "")
    return owners


def _by_label(
    sheet: BaseSheet, columns: Sequence[tuple[Column, int]], place: _Place, carried: Base
) -> str:
    """The one exported record that a row's ref or name, and its title, speak of; '' for none."""
    named = [(column, at) for column, at in columns if column.field in ("ref", "name", "title")]
    if not named or named[0][1] not in place.cells:
        return ""
    found = list(sheet.records)
    certain = False
    for column, at in named:
        cell = place.cells.get(at)
        raw = cell.value if cell else None
        fit = [
            each
            for each in found
            if (was := carried.cells.get((each, *column.place)))
            and (same(was.value, raw) or _as_number(was.value) == raw)
        ]
        exact = bool(fit) and all(
            same(carried.cells[each, *column.place].value, raw) for each in fit
        )
        certain = certain or exact
        found = fit or (found if certain else [])
    return found[0] if len(found) == 1 and certain else ""


def _turned(column: Column, was: Value, raw: RawCell) -> bool:
    """Whether a text of the base came back as the number or date that a program made of it."""
    if column.type in _NUMERIC or not isinstance(was, str):
        return False
    if isinstance(raw.value, (int, float)):
        return _as_number(was) == raw.value
    day = _DAY_FIRST.fullmatch(raw.value) if raw.value else None
    parts = _TWO_PARTS.fullmatch(was)
    if not day or not parts or raw.format in ("General", "@"):
        return False
    first, second = int(parts[1]), int(parts[2])
    day_month = (int(day[1]), int(day[2]))
    return (first, second) in (day_month, day_month[::-1]) or (
        first == day_month[1] and second % 100 == int(day[3]) % 100
    )


def _as_number(value: Value) -> float | None:
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _covered(
    merged: Iterable[Area], columns: Sequence[int], rows: Sequence[int]
) -> dict[tuple[int, int], Area]:
    """The cells of a table that are hidden under a merged one, with the area they belong to."""
    found: dict[tuple[int, int], Area] = {}
    for area in merged:
        within = rows[bisect_left(rows, area.top) : bisect_right(rows, area.bottom)]
        for column in columns:
            if area.left <= column <= area.right:
                for row in within:
                    if (row, column) != (area.top, area.left):
                        found[row, column] = area
    return found


def _tell_merged(grid: Grid, covered: Mapping[tuple[int, int], Area], notices: list[str]) -> None:
    for area in dict.fromkeys(covered.values()):
        first = f"{column_letter(area.left)}{area.top}"
        last = f"{column_letter(area.right)}{area.bottom}"
        notices.append(
            f"{grid.name}: {first} to {last} were merged into one cell. What it says was taken for "
            f"{first} alone; the others were left as they are in the plan."
        )


def _listed(addresses: Sequence[str]) -> str:
    more = f" and {len(addresses) - 8} more" if len(addresses) > 8 else ""
    return ", ".join(addresses[:8]) + more
