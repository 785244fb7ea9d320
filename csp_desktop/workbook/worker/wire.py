"""What a file was read into, as JSON between the worker and the program that asked.

A dataclass is a list of its fields in order, a mapping a list of pairs: the same program is at both
ends, so the types alone say how to read it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

from csp_desktop.workbook.export import base
from csp_desktop.workbook.package.model import Returned

T = TypeVar("T")
Turn: TypeAlias = Callable[[Any], Any]

_MANY = (tuple, list, set)
_BY_KEY = (Mapping, dict)
_PLAIN = (str, int, float, bool, NoneType, object, Any)


def pack_returned(returned: Returned, base_text: str | None) -> dict[str, Any]:
    """`returned` as plain data; its base goes as the text that it was read from."""
    # The text, not the parsed base: so there is one form of it, which `base.unpack` checks.
    return {
        "returned": _packer(Returned)(replace(returned, export=None)),
        "base": base_text if returned.export else None,
        "sound": returned.export.sound if returned.export else False,
    }


def unpack_returned(read: Mapping[str, Any]) -> Returned:
    """What `pack_returned` gave."""
    returned: Returned = _unpacker(Returned)(read["returned"])
    text = read["base"]
    export = base.unpack(text, sound=read["sound"]) if text is not None else None
    return replace(returned, export=export)


def pack(form: type[T], value: T) -> Any:
    """A value of the dataclass `form` as plain data."""
    of: Any = form
    return _packer(of)(value)


def unpack(form: type[T], read: Any) -> T:
    """What `pack` gave."""
    of: Any = form
    value: T = _unpacker(of)(read)
    return value


# A turn for each type is made once: a sheet may have a hundred thousand cells.


@cache
def _packer(form: Any) -> Turn:
    """What turns a value of the type `form` into lists and plain values."""
    if is_dataclass(form):
        of = get_type_hints(form)
        turns = [(each.name, _packer(of[each.name])) for each in fields(form)]
        if len(turns) > 1 and all(turn is _as_it_is for _, turn in turns):
            return attrgetter(*(name for name, _ in turns))
        return lambda value: [turn(getattr(value, name)) for name, turn in turns]
    origin, within = get_origin(form), get_args(form)
    if origin in _MANY and (origin is not tuple or within[-1] is Ellipsis):
        one = _packer(within[0])
        return lambda value: [one(each) for each in value]
    if origin in _BY_KEY:
        key, one = _packer(within[0]), _packer(within[1])
        return lambda value: [[key(at), one(each)] for at, each in value.items()]
    return _or_none(_packer, within) if origin is UnionType else _plain(form)


@cache
def _unpacker(form: Any) -> Turn:
    """What turns that back into a value of the type `form`."""
    if isinstance(form, type) and is_dataclass(form):
        of = get_type_hints(form)
        turns = [_unpacker(of[each.name]) for each in fields(form)]
        if all(turn is _as_it_is for turn in turns):
            return lambda read: form(*read)
        return lambda read: form(*(turn(each) for turn, each in zip(turns, read, strict=True)))
    origin, within = get_origin(form), get_args(form)
    if origin in _MANY and (origin is not tuple or within[-1] is Ellipsis):
        one = _unpacker(within[0])
        return lambda read: origin(one(each) for each in read)
    if origin in _BY_KEY:
        whole, one = _unpacker(within[0]), _unpacker(within[1])
        return lambda read: {whole(key): one(each) for key, each in read}
    if origin is UnionType:
        return _or_none(_unpacker, within)
    return form if _is_word(form) else tuple if origin is tuple else _plain(form)


def _or_none(turn_of: Callable[[Any], Turn], within: tuple[Any, ...]) -> Turn:
    """The turn for one type or None; what may be of several types is plain."""
    some = [each for each in within if each is not NoneType]
    turn = turn_of(some[0])
    if len(some) > 1 or turn is _as_it_is:
        return _as_it_is
    return lambda value: None if value is None else turn(value)


def _plain(form: Any) -> Turn:
    """The turn of what JSON holds by itself. A value of any other type raises TypeError.

    It would come back as something else, or not at all.
    """
    if form in _PLAIN or _is_word(form) or get_origin(form) is tuple:
        return _as_it_is

    def refuse(_: Any) -> Any:
        raise TypeError(f"the worker's answer cannot hold {form}")

    return refuse


def _is_word(form: Any) -> bool:
    """Whether a type is one of a few words, which JSON holds as a text."""
    return isinstance(form, type) and issubclass(form, StrEnum)


def _as_it_is(value: Any) -> Any:
    return value
