"""An open conflict as JSON: in a snapshot, and with the keys that `conflicts --json` promises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from csp_desktop.changes.change import Cell
from csp_desktop.changes.conflicts import ConflictSide, OpenConflict
from csp_desktop.plan.values import Value


def conflict_as_data(conflict: OpenConflict) -> dict[str, Any]:
    """A conflict as plain data; `conflict_from_data` reads it back."""
    kind, record_id, name, period = conflict.cell
    return {
        "id": conflict.id,
        "kind": conflict.kind,
        "ref": conflict.ref,
        "record": record_id,
        "record_kind": kind,
        "field": name,
        "period": period or None,
        "agreed": conflict.agreed,
        **({"export": conflict.export} if conflict.export else {}),
        "choices": [_side_as_data(each) for each in conflict.sides],
    }


def _side_as_data(side: ConflictSide) -> dict[str, Any]:
    return {
        "n": side.n,
        "value": side.value,
        "author": side.author,
        "at": side.at,
        "source": side.source,
        "side": side.side,
        **({"record": side.record} if side.record else {}),
        **({"fields": dict(side.fields)} if side.fields else {}),
    }


def conflict_from_data(read: Mapping[str, Any]) -> OpenConflict:
    """The conflict in plain data; a key that an older program did not write is blank."""
    # Snapshots are never rewritten, so every form in which one was ever written is read.
    return OpenConflict(
        id=_text(read.get("id")),
        kind=_text(read.get("kind")),
        ref=_text(read.get("ref")),
        cell=Cell(*(_text(read.get(key)) for key in ("record_kind", "record", "field", "period"))),
        agreed=_value(read.get("agreed")),
        sides=tuple(
            _side(n, each)
            for n, each in enumerate(read.get("choices") or (), 1)
            if isinstance(each, Mapping)
        ),
        export=_text(read.get("export")),
    )


def _side(n: int, read: Mapping[str, Any]) -> ConflictSide:
    at, fields = read.get("at"), read.get("fields")
    return ConflictSide(
        n,
        _value(read.get("value")),
        _text(read.get("author")),
        None if at is None else str(at),
        _text(read.get("source")),
        _text(read.get("side")),
        _text(read.get("record")),
        tuple((str(name), _value(value)) for name, value in _pairs(fields)),
    )


def _pairs(read: object) -> Iterable[tuple[object, object]]:
    return read.items() if isinstance(read, Mapping) else ()


def _text(read: object) -> str:
    return "" if read is None else str(read)


def _value(read: object) -> Value:
    if isinstance(read, list):
        return [str(each) for each in read]
    return read if read is None or isinstance(read, (str, int, float)) else str(read)
