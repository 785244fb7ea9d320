"""How what cells say is parted over fields, and put together in one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field
from csp_desktop.plan.values import Value, same, words
from csp_desktop.workbook.importing.align_rows import AlignedCell
from csp_desktop.workbook.importing.fuzzy_values import in_two
from csp_desktop.workbook.importing.import_map import ColumnMap
from csp_desktop.workbook.package.sheet_view import plain, shown


def parted(part: AlignedCell) -> list[AlignedCell]:
    """A cell as the two that it stands for, where the map says where the second goes."""
    texts = in_two(shown(part.cell)) if part.cell and part.column and part.column.then_to else []
    if not (part.cell and part.column and len(texts) > 1):
        return [part]
    columns = (part.column, replace(part.column, to=part.column.then_to))
    return [
        replace(part, cell=replace(part.cell, value=text), column=column)
        for text, column in zip(texts, columns, strict=True)
    ]


def is_called_notes(header: str) -> bool:
    """Whether a header names the field of notes itself."""
    return plain(header).strip(" :").rstrip("s") in {"note", "other", "additional information", ""}


def is_text(field_: Field) -> bool:
    """Whether a field holds words as they are."""
    return field_.type in (Type.TEXT, Type.LONG_TEXT)


def joined(field_: Field, held: Value, value: Value) -> Value:
    """Two values of one cell put together; None where they cannot be."""
    # What many cells have been put into is not compared with each of them: it grows with each.
    if held is None or (len(str(held)) <= 2 * len(str(value)) and same(held, value)):
        return value
    if field_.type is Type.LONG_TEXT:
        return f"{held}\n{words(value)}"
    if isinstance(held, list) and isinstance(value, list):
        return list(dict.fromkeys([*held, *value]))
    if field_.name == "title":
        return f"{held} {words(value)}"
    return None


def bears_header(shared: Collection[str], field_: Field, column: ColumnMap) -> bool:
    """Whether a text needs its header beside it: in Notes, or where several columns meet."""
    if field_.name == "notes":
        return not _called(column.header, field_)
    return column.to in shared and field_.type is Type.LONG_TEXT


def _called(header: str, field_: Field) -> bool:
    """Whether a header is the field's own, so that it need not be repeated in its text."""
    said = plain(header)
    return said.rstrip("s") == plain(field_.label).rstrip("s") or said in map(plain, field_.aliases)
