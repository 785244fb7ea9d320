"""Whether this program, or a later one, could have made a change: nothing else is ever taken in.

A change's hash says that it is as it was made, not who made it. A file that another program wrote
may hold changes with sound hashes that no plan can live with. One test tells them, for what others
send and for what a plan holds itself. A kind, field or choice that this version does not know is
no reason to refuse: it is kept and carried.
"""

from __future__ import annotations

import re
from typing import Final

from csp_desktop.changes.change import NOWHERE, Cell, Change, Stance
from csp_desktop.plan.field_types import Per, Type
from csp_desktop.plan.fields import Field, FieldTable
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.values import VAST, Value

LONGEST_NAME: Final = 200
"""The most characters of a record's id, a field's name, a period or a nonce."""

LONGEST_KNOWN: Final = 2_000_000
"""The most characters of a value of a known field; no list of cells is as long."""

LONGEST_CARRIED: Final = 64_000_000
"""The most characters of any value, such as a frozen quarter."""

UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that no workbook, report or database can hold."""

_ID = re.compile("[0-9a-f]{32}")
_NUMBERS = frozenset({Type.NUMBER})
_LISTS = frozenset({Type.LIST, Type.LINKS})


class Possible:
    """Tells whether a program with these fields, or a later one, could have made a change."""

    def __init__(self, table: FieldTable, *, by_type: bool = True) -> None:
        """Judge by the fields of `table`.

        With `by_type` a value must be of the type that its field takes. Earlier programs took any
        from a copy and can live with it, so a plan that holds one is not called damaged for it.
        """
        self._table, self._by_type = table, by_type
        self._cells: dict[Cell, tuple[str, Field | None]] = {}

    def why_not(self, change: Change) -> str:
        """Why no program could have made this change, as part of a sentence; '' if one could."""
        reason = _ill_formed(change)
        if reason:
            return reason
        if change.stance is Stance.ASIDE:
            return _no_aside(change)
        if change.cell not in self._cells:
            self._cells[change.cell] = self._no_cell(change.cell)
        reason, field = self._cells[change.cell]
        if reason or change.blotted:
            return reason
        return _no_value(change.value, change.cell.field, field) or (
            _unlike(change.value, field) if self._by_type and field else ""
        )

    def _no_cell(self, cell: Cell) -> tuple[str, Field | None]:
        kind, record, name, period = cell
        if not (kind and record and name and all(map(is_name, cell))):
            return "it lies in no cell", None
        known = self._table.kind(kind)
        # A year's record is named by the year itself. '2016-17' beside '2016/17' would be one year
        # twice, and its values would be looked for under one of them only.
        if known and known.key_is_id and _of_period(record, "year") != record:
            return "its record has another kind of name", None
        field = known.field(name) if known else None
        if name == "exists" and period:
            return "whether a record exists has no period", None
        if field and not _fits_period(field, period):
            return "its field is not filled in for such a period", None
        return "", field


def is_id(text: str) -> bool:
    """True if `text` may be the id of a change."""
    return _ID.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """True if `text` may be an id, a name or a period: short, on one line, all of it visible."""
    # Two names that differ in unseen characters would be two records that nobody can tell apart.
    # They are refused and not trimmed: with a trimmed name the change would not fit its hash.
    return len(text) <= LONGEST_NAME and text.isprintable() and text == text.strip()


def is_writable(text: str) -> bool:
    """True if every database, workbook and report can hold `text`."""
    return UNWRITABLE.search(text) is None


def shown(text: str, most: int = 40) -> str:
    """The beginning of `text`, safe to put in a sentence whatever it holds."""
    plain = "".join(char if char.isprintable() else "?" for char in text[:most])
    return plain + ("…" if len(text) > len(plain) else "")


def place_of(change: Change) -> str:
    """The place of a change, safe to put in a sentence whatever it holds."""
    kind, record, name, period = (shown(each) for each in change.cell)
    if change.stance is Stance.ASIDE:
        return "a change that sets others aside"
    return f"{name}@{period} of {kind} {record}" if period else f"{name} of {kind} {record}"


def _ill_formed(change: Change) -> str:
    if not (is_id(change.id) and is_id(change.value_hash)):
        return "its id is none"
    if not (change.nonce and is_name(change.nonce)):
        return "it has no mark of its own"
    # Covers in another order or twice give another id for the same change, so one edit could be
    # sent as many, and the contradiction would be invented.
    if not all(map(is_id, change.covers)) or change.covers != tuple(sorted(set(change.covers))):
        return "what it was made over cannot be told"
    return ""


def _no_aside(change: Change) -> str:
    if change.cell != NOWHERE:
        return "it sets others aside and lies in a cell"
    if change.value is not None or change.blotted:
        return "it sets others aside and holds a value"
    return "" if change.covers else "it sets nothing aside"


def _no_value(value: Value, name: str, field: Field | None) -> str:
    # Asked first: 1 or 'yes' would pass for a value further down, while every reader of existence
    # asks for True itself.
    if name == "exists":
        return "" if isinstance(value, bool) else "it neither adds nor deletes its record"
    longest = LONGEST_KNOWN if field else LONGEST_CARRIED
    if isinstance(value, list):
        texts = value if all(isinstance(each, str) for each in value) else None
    else:
        texts = [value] if isinstance(value, str) else []
    if texts is None or isinstance(value, dict):
        return "its value is of no kind that a plan holds"
    # Each item costs memory beside its characters, so a list of a million blanks is too long too.
    if sum(map(len, texts)) > longest or len(texts) > longest // 8:
        return "its value is longer than any field takes"
    if not all(map(is_writable, texts)):
        return "it holds characters that no text of a plan holds"
    if isinstance(value, (int, float)) and not -VAST < value < VAST:  # as NaN is not, either
        return "its number is none that a plan holds"
    return ""


def _unlike(value: Value, field: Field) -> str:
    """Why a known field cannot hold a value; '' if it can. Any word will do for a choice."""
    # A later version may have more choices, so a word is not judged by today's list of them.
    if value is None:
        return ""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if field.type in _NUMBERS:
        fits = number
    elif field.type in _LISTS:
        fits = isinstance(value, list)
    else:
        fits = isinstance(value, str) or (number and field.type is Type.TARGET)
    return "" if fits else f"a {field.type.value} does not hold such a value"


def _fits_period(field: Field, period: str) -> bool:
    if field.per is Per.NONE or not period:
        return field.per is Per.NONE and not period
    return _of_period(period, "" if field.per is Per.ANY else field.per.value) == period


def _of_period(text: str, kind: str) -> str:
    """`text` in the one way a period is written; '' if it is none, or not of this `kind`."""
    # Compared with the text itself: '2016-17 q2' would be another cell beside '2016/17 Q2'.
    found = read_period(text)
    return str(found) if found and kind in ("", found.kind) else ""
