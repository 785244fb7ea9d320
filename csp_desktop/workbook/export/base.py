"""The base: what a workbook said when it was made, written so that it survives the round trip.

It is one JSON text, cut into cells of a hidden sheet. The first cell holds the number of pieces and
a checksum. Every piece is numbered and fenced, so that no program trims it or takes it for a number
or a formula, and their order does not matter.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from typing import Any

from csp_desktop.plan.cell_equality import held
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.row_matcher import Naming
from csp_desktop.plan.values import Value
from csp_desktop.workbook.package.guard import FileUnreadable
from csp_desktop.workbook.package.model import (
    FORMAT,
    Base,
    BaseCell,
    BaseSheet,
    Book,
    CellKey,
    Export,
    Sheet,
    SheetColumn,
)

SHEET = "csp-base"
"""The name of the hidden sheet."""

PIECE = 30_000
"""How many characters of the base one cell holds; Excel allows 32,767."""

_HEAD = re.compile(r"csp-base;(\d{1,3});(\d{1,6});([0-9a-f]{64})")
_PIECE = re.compile(r"(\d{6})\|(.*)\|", re.DOTALL)

NO_BASE = (
    "The workbook no longer carries what was exported, so edits cannot be told from what stood "
    "there before. It is compared with the plan, and each difference waits for you."
)
"""What is said where a workbook carries no base."""

_DAMAGED_BASE = (
    "What the workbook carries of its export was altered, so nothing of it is taken by itself. "
    "Each difference waits for you."
)


def pack(export: Export, own: Mapping[str, Iterable[str]] | None = None) -> str:
    """The base of an export as one ASCII text; the same export gives the same text.

    `own` are the fingerprints of the exporter's own words by sheet, where they are known.
    Raises ValueError where its layout, or a sheet's first row, could not be read back: then the
    workbook must not go out.
    """
    content: dict[str, Any] = {
        "format": FORMAT,
        "export": export.export_id,
        "plan": export.plan_id,
        "title": export.plan_title,
        "kind": export.kind,
        "scope": [export.scope_name, export.scope_id],
        "quarter": export.quarter,
        "due": export.due,
        "made": [export.made_by, export.made_at],
        "sheets": [_sheet(each) for each in export.sheets],
        "links": {
            kind: [[each, *labels] for each, labels in named.items()]
            for kind, named in export.links.items()
        },
        "bearers": {
            kind: [[each, *marks] for each, marks in named.items()]
            for kind, named in export.bearers.items()
        },
        "own": {sheet: list(marks) for sheet, marks in (own or {}).items()},
    }
    # Read back before it goes out: a workbook whose base cannot be read would be seen as a
    # stranger's when it comes back. One row a sheet is enough to tell, and keeps it cheap.
    heads = [{**each, "rows": each["rows"][:1]} for each in content["sheets"]]
    unpack(json.dumps({**content, "sheets": heads}))
    # Programs take `_x000D_` for one character, and some undo what would keep it as it is.
    return json.dumps(content, separators=(",", ":")).replace("_x", "\\u005fx")


def unpack(text: str, *, sound: bool = True) -> Base:
    """The base that `pack` wrote; raises ValueError where the text is not one.

    `sound` says whether the checksum held. A base of a newer format is not understood.
    """
    try:
        read = json.loads(text)
        # Before anything else of it: what a newer version wrote may have another form throughout.
        if read["format"] > FORMAT:
            raise NewerBase
        cells: dict[CellKey, BaseCell] = {}
        labels: dict[str, str] = {}
        sheets = tuple(_read_sheet(each, cells, labels) for each in read["sheets"])
        return Base(
            export_id=_text(read["export"]),
            plan_id=_text(read["plan"]),
            plan_title=_text(read["title"]),
            kind=_text(read["kind"]),
            scope_name=_text(read["scope"][0]),
            scope_id=_text(read["scope"][1]),
            quarter=_text(read["quarter"]),
            due=_text(read["due"]),
            made_by=_text(read["made"][0]),
            made_at=_text(read["made"][1]),
            format=int(read["format"]),
            sheets=sheets,
            cells=cells,
            labels=labels,
            sound=sound,
            links={
                _text(kind): {_text(each): _texts(labels) for each, *labels in named}
                for kind, named in read.get("links", {}).items()
            },
            bearers={
                _text(kind): {_text(each): (_text(name), _text(whole)) for each, name, whole in of}
                for kind, of in read.get("bearers", {}).items()
            },
            own={_text(sheet): _texts(marks) for sheet, marks in read.get("own", {}).items()},
        )
    except (KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not a base") from error


class NewerBase(ValueError):
    """The base was written by a newer version of the program."""


def pack_layout(sheet: BaseSheet) -> dict[str, Any]:
    """How a sheet is laid out, without its rows, as plain data that can be read back."""
    empty = Sheet(
        sheet.name, sheet.title, sheet.kind, sheet.columns, (), sheet.spare_ids, sheet.named_by
    )
    layout = _sheet(empty)
    _read_sheet(layout, {}, {})
    return layout


def unpack_layout(read: Mapping[str, Any]) -> BaseSheet:
    """What `pack_layout` gave."""
    return _read_sheet(read, {}, {})


def pieces(text: str) -> list[str]:
    """The cells that hold `text`: a head, then as many pieces as it takes."""
    cut = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
    head = f"csp-base;{FORMAT};{len(cut)};{_checksum(text)}"
    return [head, *(f"{number:06}|{piece}|" for number, piece in enumerate(cut))]


def join(cells: Iterable[str]) -> tuple[str, bool] | None:
    """The text that `pieces` cut, and whether it is complete and unchanged; None without a head."""
    head = None
    found: dict[int, str] = {}
    for cell in cells:
        if cell[:1].isdigit():
            if piece := _PIECE.fullmatch(cell):
                # Sorted rows and duplicated ones do no harm: pieces are joined by number, each
                # once.
                found.setdefault(int(piece[1]), piece[2])
        elif head is None:
            head = _HEAD.fullmatch(cell.strip())
    if head is None:
        return None
    text = "".join(found[number] for number in sorted(found))
    return text, len(found) == int(head[2]) and _checksum(text) == head[3]


def _checksum(text: str) -> str:
    # A damaged file may give half a surrogate pair, which plain UTF-8 refuses with an error.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "title": sheet.title,
        "kind": sheet.kind,
        "columns": [_column(each) for each in sheet.columns],
        "rows": [
            [
                row.record_id,
                row.label,
                [
                    held(column.type, value)
                    for column, value in zip(sheet.columns, row.values, strict=True)
                ],
                row.heads,
            ]
            for row in sheet.rows
        ],
        "spare": list(sheet.spare_ids),
        "named": list(astuple(sheet.named_by)) if sheet.named_by else None,
    }


def _column(column: SheetColumn) -> list[Any]:
    return [
        column.header,
        column.field,
        column.period,
        column.type.value,
        column.fill_in,
        list(column.aliases),
    ]


def _read_sheet(
    read: Mapping[str, Any], cells: dict[CellKey, BaseCell], labels: dict[str, str]
) -> BaseSheet:
    columns = tuple(_read_column(each) for each in read["columns"])
    records = []
    for row in read["rows"]:
        record, label, values, heads = row
        records.append(_text(record))
        labels[_text(record)] = _text(label)
        for column, value, covers in zip(columns, values, heads, strict=True):
            key = (record, column.field, column.period)
            # A record on two sheets went out with the same values on both.
            cells.setdefault(key, BaseCell(_value(value), _texts(covers)))
    return BaseSheet(
        name=_text(read["name"]),
        title=_text(read["title"]),
        kind=_text(read["kind"]),
        columns=columns,
        records=tuple(records),
        spare_ids=_texts(read["spare"]),
        named_by=_read_naming(read.get("named")),
    )


def _read_naming(read: list[Any] | None) -> Naming | None:
    if read is None:
        return None
    name, beside, alone = read
    return Naming(_text(name), _text(beside), alone is True)


def _read_column(read: list[Any]) -> SheetColumn:
    header, field, period, kind, fill_in, aliases = read
    return SheetColumn(
        header=_text(header),
        field=_text(field),
        period=_text(period),
        type=Type(kind),
        fill_in=fill_in is True,
        aliases=_texts(aliases),
    )


def _text(read: object) -> str:
    if not isinstance(read, str):
        # Checked, not converted: a base is read from a file that anybody may have edited, and a
        # number in the place of an id would be compared as text and never found.
        raise TypeError
    return read


def _texts(read: object) -> tuple[str, ...]:
    if not isinstance(read, list):
        raise TypeError
    return tuple(_text(each) for each in read)


def _value(read: object) -> Value:
    if isinstance(read, list):
        return list(_texts(read))
    if read is None or isinstance(read, (str, int, float)):
        return read
    raise TypeError


def carried_text(book: Book) -> str | None:
    """The text of the base that `book` carries, as far as it is there; None where it is gone."""
    joined = _joined(book)
    return joined[0] if joined else None


def _joined(book: Book) -> tuple[str, bool] | None:
    for grid in book.grids:
        texts = (cell.value for cell in grid.cells.values() if isinstance(cell.value, str))
        if joined := join(texts):
            return joined
    return None


def carried_base(book: Book) -> tuple[Base | None, str]:
    """The base that a workbook carries, and what is to be said of it where it is not sound."""
    joined = _joined(book)
    if joined is None:
        return None, NO_BASE
    text, sound = joined
    try:
        read = unpack(text, sound=sound)
    except NewerBase:
        raise FileUnreadable(
            "The workbook was made by a newer version of this program. Update the program, then "
            "merge it again."
        ) from None
    except ValueError:
        return None, _DAMAGED_BASE
    return read, "" if sound else _DAMAGED_BASE
