"""Large JSON written and read piece by piece, so that the window stays responsive meanwhile.

The library's writer and reader hold the interpreter from the first letter to the last: a frozen
plan of 10,000 actions would stop a window for as long.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

_DEEP: Final = 3
"""How many levels of objects are taken apart: the content, a kind of record, a record."""

_SPACE = re.compile(r"[ \t\n\r]*")
_decoder = json.JSONDecoder()


def as_json(content: Mapping[str, Any]) -> str:
    """`content` as JSON with its keys in order and no space: what `json.dumps` would give."""
    # To the letter, since a snapshot's hash is that of this text.
    return _written(content, _DEEP)


def _written(value: object, depth: int) -> str:
    if depth and isinstance(value, Mapping):
        members = sorted(value.items())
        return (
            "{"
            + ",".join(f"{_whole(name)}:{_written(each, depth - 1)}" for name, each in members)
            + "}"
        )
    return _whole(value)


def _whole(value: object) -> str:
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
