"""How changes and cells are written in the plan file's tables, and read out of them again."""

from __future__ import annotations

import json
from typing import NamedTuple, TypeAlias

from csp_desktop.changes.cellstate import CellState
from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.plan.values import Value
from csp_desktop.store.failing import RowUnreadable

COLUMNS = "id, kind, record, field, period, stance, value, value_hash, covers, nonce"
"""The columns of a change that are its own, in the order of a Row."""

Row: TypeAlias = tuple[str, str, str, str, str, str, str | None, str, str, str]


class KeptCell(NamedTuple):
    """What a file keeps of a cell: its value as written, and its marks."""

    value: str
    contested: int
    unconfirmed: int


def change_of(row: Row, plan: str) -> Change:
    """The change that a row holds; Unreadable if it can have been none.

    A row without a value is damaged: nothing in the file says that it was blotted out.
    """
    change_id, kind, record, field, period, stance, value, value_hash, covers, nonce = row
    # SQLite keeps any type in any column, so a row altered by another program may hold numbers.
    if value is None or set(map(type, row)) != {str}:
        raise RowUnreadable
    try:
        meant = Stance(stance)
    except ValueError as error:
        raise RowUnreadable from error
    return Change(
        id=change_id,
        plan=plan,
        cell=Cell(kind, record, field, period),
        stance=meant,
        value=read_value(value),
        value_hash=value_hash,
        covers=tuple(covers.split()),
        nonce=nonce,
    )


def state_row(state: CellState) -> tuple[str, str, int, int, str]:
    """What the file keeps of a cell: its value, heads, marks and proposals."""
    return (
        written(state.value),
        " ".join(state.heads),
        int(state.contested),
        int(state.unconfirmed),
        " ".join(state.proposals),
    )


def row_of(change: Change) -> Row:
    """A change as a row; the value of one that was blotted out is gone."""
    return (
        change.id,
        *change.cell,
        change.stance.value,
        None if change.blotted else written(change.value),
        change.value_hash,
        " ".join(change.covers),
        change.nonce,
    )


def written(value: object) -> str:
    """A value as the file keeps it: canonical JSON."""
    return _compact.encode(value)


def read_value(text: str) -> Value:
    """The value that `written` gave `text`; Unreadable if it can have been none."""
    # `raw_decode` skips the searches for white space that `loads` does around a value: opening a
    # plan reads every cell through here. So the end has to be looked at.
    try:
        value, end = _decoder.raw_decode(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise RowUnreadable from error
    if (
        end != len(text)
        or isinstance(value, dict)
        or (isinstance(value, list) and not all(isinstance(each, str) for each in value))
    ):
        raise RowUnreadable
    read: Value = value
    return read


_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_decoder = json.JSONDecoder()
