"""A quarter frozen: all values of a plan as they were, the ratings, and what was still open.

It is plain data with one canonical text, so that the same state of a plan gives the same text and
hash in every copy. Nobody's name and no time is in it.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, TypeAlias

from csp_desktop.changes.change import Cell
from csp_desktop.changes.conflicts import ConflictSide, OpenConflict
from csp_desktop.measures.kpi.scorecard import in_order, scorecard, standing_of
from csp_desktop.plan.document import Document, Held, Record, period_order
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.values import Value

FORMAT: Final = 1
SNAPSHOT: Final = "snapshot"
"""The kind of record that a snapshot is."""

LEFT_OUT: Final = frozenset({SNAPSHOT, "return_request", "return_received", "workbook_read"})
"""Kinds of record that are no part of what is frozen: the outstanding returns tell the rest."""

MOST_BYTES: Final = 256 * 1024 * 1024
"""The most that a frozen quarter may unpack to; a plan of 10,000 actions needs a fifth of it."""

Said: TypeAlias = tuple[str, str]
"""A rating and its reason."""

Ratings: TypeAlias = Mapping[str, Mapping[str, Said]]
"""What was said of each indicator, by its id and the year."""

_DEEP: Final = 3
"""How many levels of objects are taken apart: the content, a kind of record, a record."""

_SPACE = re.compile(r"[ \t\n\r]*")

_decoder = json.JSONDecoder()


class FrozenUnreadable(Exception):
    """The text is no frozen quarter, or one of a newer version."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A plan as it was at a quarter.

    `ratings` are of each year with all figures that were there, `reported` are those to the quarter
    that a report gives. `conflicts` are those that waited, `outstanding` the returns that had not
    come back, as plain data.
    """

    quarter: str
    document: Document
    ratings: Ratings
    reported: Ratings
    conflicts: Sequence[OpenConflict] = ()
    outstanding: Sequence[Mapping[str, Any]] = ()


def freeze(
    document: Document,
    quarter: str,
    conflicts: Iterable[OpenConflict] = (),
    outstanding: Iterable[Mapping[str, Any]] = (),
) -> Frozen:
    """The plan as it is now, frozen at `quarter`."""
    # Ratings are written out, not left to be worked out again: a later version may rate by other
    # rules, and a snapshot says what was said then (decision 0009).
    ratings = {
        record.id: {
            year: _said(standing_of(document, record, year).rating)
            for year in rated_years(document, record)
        }
        for record in in_order(document)
    }
    reported = {
        row.id: {each.year: _said(each.rating) for each in (row.last, row.now) if each.year}
        for row in scorecard(document, quarter)
    }
    kinds = {
        kind: records
        for kind in sorted(document.kinds)
        # Snapshots within snapshots would double with every quarter.
        if kind not in LEFT_OUT and (records := _stripped(document, kind))
    }
    held = Document(document.plan_id, kinds)
    return Frozen(quarter, held, ratings, reported, tuple(conflicts), tuple(outstanding))


def rated_years(document: Document, record: Record) -> list[str]:
    """The years in which an indicator is rated: the plan's, and others that it has figures of."""
    known = {
        each
        for each in record.periods("target", "actual")
        if (period := read_period(each)) and period.kind == "year"
    }
    return sorted({*document.years(), *known}, key=period_order)


def _said(rating: Any) -> Said:
    return (rating.rating, rating.reason)


def _stripped(document: Document, kind: str) -> dict[str, Record]:
    """The records of a kind with their values and marks, without the changes behind them."""
    # Ids of changes would point to what an undone merge may take out of a copy, and the same state
    # that was reached by other edits would have another hash.
    return {
        record.id: Record(
            kind,
            record.id,
            {
                place: Held(
                    held.value, unconfirmed=held.unconfirmed, contested=held.contested
                )
                for place, held in record.cells.items()
                if place[0] != "exists" and (held.value is not None or held.contested)
            },
            record.contested,
        )
        for record in document.of(kind)
    }  # fmt: skip


# The canonical text


def as_text(frozen: Frozen) -> str:
    """The one text of a frozen quarter: JSON with its keys in order."""
    document = frozen.document
    content = {
        "format": FORMAT,
        "plan": document.plan_id,
        "quarter": frozen.quarter,
        "records": {
            kind: {record.id: _written(record) for record in document.of(kind)}
            for kind in document.kinds
        },
        "ratings": frozen.ratings,
        "reported": frozen.reported,
        "conflicts": [conflict_as_data(each) for each in frozen.conflicts],
        "outstanding": list(frozen.outstanding),
    }
    return as_json(content)


def _written(record: Record) -> dict[str, Any]:
    written: dict[str, Any] = {
        "values": {
            f"{name}@{period}" if period else name: held.value
            for (name, period), held in record.cells.items()
        }
    }
    for mark in ("unconfirmed", "contested"):
        if marked := sorted(record.marked(mark)):
            written[mark] = marked
    if record.contested:
        written["contested_record"] = True
    return written


def hash_of(text: str) -> str:
    """The hash of a frozen quarter's text: 32 hex figures, the same wherever its content is."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def read(text: str) -> Frozen:
    """The frozen quarter in `text`. Raises Unreadable if it holds none."""
    try:
        content = from_json(text)
        if content["format"] != FORMAT:
            raise FrozenUnreadable
        kinds = {
            str(kind): {each: _record(kind, each, said) for each, said in records.items()}
            for kind, records in content["records"].items()
        }
        return Frozen(
            str(content["quarter"]),
            Document(str(content["plan"]), kinds),
            _ratings(content["ratings"]),
            _ratings(content["reported"]),
            tuple(conflict_from_data(each) for each in content["conflicts"]),
            tuple(dict(each) for each in content["outstanding"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FrozenUnreadable from error


def _record(kind: str, record_id: str, said: Mapping[str, Any]) -> Record:
    unsure, contested = set(said.get("unconfirmed", ())), set(said.get("contested", ()))
    cells = {}
    for name, value in said["values"].items():
        field, _, period = name.partition("@")
        cells[field, period] = Held(
            _value(value), unconfirmed=name in unsure, contested=name in contested
        )
    return Record(kind, record_id, cells, bool(said.get("contested_record")))


def _value(value: Any) -> Value:
    if isinstance(value, list):
        return [str(each) for each in value]
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise FrozenUnreadable


def _ratings(said: Mapping[str, Mapping[str, Sequence[str]]]) -> Ratings:
    return {
        each: {year: (str(rating), str(reason)) for year, (rating, reason) in years.items()}
        for each, years in said.items()
    }


# As a change holds it


def pack(text: str) -> str:
    """`text` compressed to a fifth, in characters that any file can hold."""
    return base64.b85encode(zlib.compress(text.encode("utf-8", "surrogatepass"), 9)).decode()


def unpack(packed: str) -> str:
    """The text that was packed. Raises Unreadable if it was not, or would be too long."""
    try:
        # With a bound: a few packed bytes can unpack to all of the memory.
        inflate = zlib.decompressobj()
        content = inflate.decompress(base64.b85decode(packed), MOST_BYTES)
        if not inflate.eof:
            raise FrozenUnreadable
        return content.decode("utf-8", "surrogatepass")
    except (ValueError, zlib.error, binascii.Error) as error:
        raise FrozenUnreadable from error


def as_json(content: Mapping[str, Any]) -> str:
    """`content` as JSON with its keys in order and no space: what `json.dumps` would give."""
    # To the letter, since a snapshot's hash is that of this text.
    return _in_parts(content, _DEEP)


def _in_parts(value: object, depth: int) -> str:
    if depth and isinstance(value, Mapping):
        members = sorted(value.items())
        return (
            "{"
            + ",".join(f"{_at_once(name)}:{_in_parts(each, depth - 1)}" for name, each in members)
            + "}"
        )
    return _at_once(value)


def _at_once(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def from_json(text: str) -> Any:
    """What `json.loads` would give. Raises ValueError if the text is no JSON."""
    found, at = _read(text, _after_space(text, 0), _DEEP)
    if _after_space(text, at) != len(text):
        raise ValueError("there is more behind the end")
    return found


def _read(text: str, at: int, depth: int) -> tuple[Any, int]:
    if not depth or text[at : at + 1] != "{":
        return _decoder.raw_decode(text, at)
    found: dict[str, Any] = {}
    at = _after_space(text, at + 1)
    if text[at : at + 1] == "}":
        return found, at + 1
    while True:
        name, at = _decoder.raw_decode(text, at)
        if not isinstance(name, str):
            raise ValueError("a name was expected")  # noqa: TRY004 - as json.loads has it
        at = _expect(text, at, ":")
        found[name], at = _read(text, at, depth - 1)
        at = _after_space(text, at)
        if text[at : at + 1] == "}":
            return found, at + 1
        at = _expect(text, at, ",")


def _expect(text: str, at: int, mark: str) -> int:
    at = _after_space(text, at)
    if text[at : at + 1] != mark:
        raise ValueError(f"'{mark}' was expected")
    return _after_space(text, at + 1)


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


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
        agreed=_value_read(read.get("agreed")),
        sides=tuple(
            _side_read(n, each)
            for n, each in enumerate(read.get("choices") or (), 1)
            if isinstance(each, Mapping)
        ),
        export=_text(read.get("export")),
    )


def _side_read(n: int, read: Mapping[str, Any]) -> ConflictSide:
    at, fields = read.get("at"), read.get("fields")
    return ConflictSide(
        n,
        _value_read(read.get("value")),
        _text(read.get("author")),
        None if at is None else str(at),
        _text(read.get("source")),
        _text(read.get("side")),
        _text(read.get("record")),
        tuple((str(name), _value_read(value)) for name, value in _pairs(fields)),
    )


def _pairs(read: object) -> Iterable[tuple[object, object]]:
    return read.items() if isinstance(read, Mapping) else ()


def _text(read: object) -> str:
    return "" if read is None else str(read)


def _value_read(read: object) -> Value:
    if isinstance(read, list):
        return [str(each) for each in read]
    return read if read is None or isinstance(read, (str, int, float)) else str(read)
