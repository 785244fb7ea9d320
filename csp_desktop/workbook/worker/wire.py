"""What a file was read into, as JSON between the worker and the program that asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csp_desktop.workbook.export import base
from csp_desktop.workbook.package.model import (
    Book,
    CellRange,
    Drawn,
    Grid,
    GridCell,
    Place,
    RawCell,
    Returned,
    ReturnedColumn,
    ReturnedRow,
    ReturnedSheet,
    SheetProblem,
)


def pack_returned(returned: Returned, base_text: str | None) -> dict[str, Any]:
    """`returned` as plain data; its base goes as the text that it was read from."""
    return {
        "path": returned.path,
        "fingerprint": returned.fingerprint,
        # The text, not the parsed base: so there is one form of it, which `base.unpack` checks.
        "base": base_text if returned.export else None,
        "sound": returned.export.sound if returned.export else False,
        "export_id": returned.export_id,
        "saved": [returned.saved_by, returned.saved_at],
        "sheets": [_pack_sheet(each) for each in returned.sheets],
        "problems": [[each.sheet, each.cell, each.message] for each in returned.problems],
        "notices": list(returned.notices),
        "kept": returned.kept,
        "foreign": returned.foreign,
        "as_sent": returned.as_sent,
    }


def unpack_returned(read: Mapping[str, Any]) -> Returned:
    """What `pack_returned` gave."""
    text = read["base"]
    return Returned(
        path=read["path"],
        fingerprint=read["fingerprint"],
        export=base.unpack(text, sound=read["sound"]) if text is not None else None,
        export_id=read["export_id"],
        saved_by=read["saved"][0],
        saved_at=read["saved"][1],
        sheets=tuple(_unpack_sheet(each) for each in read["sheets"]),
        problems=tuple(SheetProblem(*each) for each in read["problems"]),
        notices=tuple(read["notices"]),
        kept=read["kept"],
        foreign=read["foreign"],
        as_sent=read["as_sent"],
    )


def pack_book(book: Book) -> dict[str, Any]:
    """`book` as plain data."""
    return {
        "path": book.path,
        "fingerprint": book.fingerprint,
        "grids": [_pack_grid(each) for each in book.grids],
        "saved": [book.saved_by, book.saved_at],
        "carried_id": book.carried_id,
        "notices": list(book.notices),
    }


def unpack_book(read: Mapping[str, Any]) -> Book:
    """What `pack_book` gave."""
    return Book(
        path=read["path"],
        fingerprint=read["fingerprint"],
        grids=tuple(_unpack_grid(each) for each in read["grids"]),
        saved_by=read["saved"][0],
        saved_at=read["saved"][1],
        carried_id=read["carried_id"],
        notices=tuple(read["notices"]),
    )


def _pack_sheet(sheet: ReturnedSheet) -> dict[str, Any]:
    # Each row's cells stand in the order of the places, so that the names go over once.
    places = list(dict.fromkeys(place for row in sheet.rows for place in row.values))
    return {
        "name": sheet.name,
        "exported_as": sheet.exported_as,
        "kind": sheet.kind,
        "header_row": sheet.header_row,
        "columns": [[each.letter, each.header, each.place] for each in sheet.columns],
        "places": places,
        "rows": [
            [
                row.number,
                row.record_id,
                [row.matched, row.odd_id, row.moved],
                [_pack_raw(row, each) for each in places],
            ]
            for row in sheet.rows
        ],
    }


def _pack_raw(row: ReturnedRow, place: Place) -> list[Any] | None:
    cell = row.values.get(place)
    return [cell.address, cell.value, cell.format, cell.colour] if cell else None


def _unpack_sheet(read: Mapping[str, Any]) -> ReturnedSheet:
    places: list[Place] = [(field, period) for field, period in read["places"]]
    return ReturnedSheet(
        name=read["name"],
        exported_as=read["exported_as"],
        kind=read["kind"],
        header_row=read["header_row"],
        columns=tuple(
            ReturnedColumn(letter, header, (place[0], place[1]) if place else None)
            for letter, header, place in read["columns"]
        ),
        rows=tuple(
            ReturnedRow(
                number,
                record_id,
                {
                    place: RawCell(*cell)
                    for place, cell in zip(places, cells, strict=True)
                    if cell is not None
                },
                *found,
            )
            for number, record_id, found, cells in read["rows"]
        ),
    )


def _pack_grid(grid: Grid) -> dict[str, Any]:
    return {
        "name": grid.name,
        "state": grid.state,
        "cells": [
            [
                *place,
                cell.value,
                cell.format,
                cell.formula,
                cell.trouble,
                cell.fill,
                cell.struck,
                cell.rest,
                cell.link,
            ]
            for place, cell in grid.cells.items()
        ],
        "merged": [[each.top, each.left, each.bottom, each.right] for each in grid.merged],
        "tables": dict(grid.tables),
        "comments": dict(grid.comments),
        "drawn": [[each.what, each.address, each.text] for each in grid.drawn],
        "tints": [[*place, tint] for place, tint in grid.tints.items()],
    }


def _unpack_grid(read: Mapping[str, Any]) -> Grid:
    return Grid(
        name=read["name"],
        state=read["state"],
        cells={(row, column): GridCell(*cell) for row, column, *cell in read["cells"]},
        merged=tuple(CellRange(*each) for each in read["merged"]),
        tables=read["tables"],
        comments=read["comments"],
        drawn=tuple(Drawn(*each) for each in read["drawn"]),
        tints={(row, column): tint for row, column, tint in read["tints"]},
    )
