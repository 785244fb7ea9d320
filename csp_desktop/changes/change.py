"""A change: one immutable fact, that somebody put a value in a cell after seeing what it held.

A plan file is a set of changes that only grows. A change's id is the hash of what it says, so two
copies that hold the same ids hold the same plan, and a damaged change is noticed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from csp_desktop.plan.values import Value

# Part of the file format: another separator or key order would give every change another id.
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


class Cell(NamedTuple):
    """Where a value is kept: a record of a kind, a field, and a period ('' if it has none)."""

    kind: str
    record: str
    field: str
    period: str = ""

    @property
    def existence(self) -> Cell:
        """The cell that says whether this cell's record exists."""
        return Cell(self.kind, self.record, "exists")


NOWHERE = Cell("", "", "")
"""The cell of a change that sets others aside: it states nothing about the plan itself."""


class Stance(StrEnum):
    """How a change means its value."""

    STATED = "stated"
    UNCONFIRMED = "unconfirmed"
    PROPOSED = "proposed"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. Make it with `make_change`, which works out its hashes.

    `covers` are the changes its author had on screen: the heads of its own cell; for a cell that
    was blank, what makes the record exist; for a deletion, the heads of the record's other cells
    too; for a change that sets others aside, those others. It takes effect only where all of them
    are known. `value` is None if it was `blotted` out; the hashes still hold.
    """

    id: str
    plan: str
    cell: Cell
    stance: Stance
    value: Value
    value_hash: str
    covers: tuple[str, ...]
    nonce: str
    blotted: bool = False

    @property
    def makes_record(self) -> bool:
        """True if it is what first makes its record exist."""
        # One with covers confirms or restores a record that somebody made before.
        return self.cell == self.cell.existence and self.value is True and not self.covers

    @property
    def may_decide(self) -> bool:
        """True if it was made over several sides, as a decision between them is."""
        # Only 'may': a deletion covers several changes too, those of the record's other cells.
        return self.stance is Stance.STATED and len(self.covers) > 1

    @property
    def sound(self) -> bool:
        """True if id and value are still what they were when the change was made."""
        # The id hashes the value's hash, not the value. So a value can be blotted out later (the
        # right to erasure) without breaking the ids of everything made over it.
        return self.true_to_its_id and (
            self.blotted or hash_value(self.value, self.nonce) == self.value_hash
        )

    @property
    def true_to_its_id(self) -> bool:
        """True if all but the value is still what it was when the change was made."""
        return self.id == _identify(
            self.plan, self.cell, self.stance, self.value_hash, self.covers, self.nonce
        )


def make_change(
    plan: str,
    cell: Cell,
    value: Value,
    covers: Iterable[str],
    nonce: str,
    stance: Stance = Stance.STATED,
) -> Change:
    """The change that puts `value` in `cell`, seen over `covers`.

    Equal arguments give equal changes, everywhere: `nonce` tells apart two edits that say the same.
    """
    # In one order, without doubles: covers are part of the id, and two copies that saw the same
    # changes in another order must make the same change.
    covered = tuple(sorted(set(covers)))
    value_hash = hash_value(value, nonce)
    return Change(
        id=_identify(plan, cell, stance, value_hash, covered, nonce),
        plan=plan,
        cell=cell,
        stance=stance,
        value=value,
        value_hash=value_hash,
        covers=covered,
        nonce=nonce,
    )


def set_aside(plan: str, changes: Iterable[str], nonce: str) -> Change:
    """The change that makes `changes` count as if they had never been made."""
    return make_change(plan, NOWHERE, None, changes, nonce, Stance.ASIDE)


def hash_value(value: Value, nonce: str) -> str:
    """The hash of a value, salted by the nonce so that it cannot be guessed once blotted out."""
    # The same text as `digest([nonce, value])`, which old files' hashes rest on.
    return _digest(f"[{_written(nonce)},{_written(value)}]")


def digest(content: object) -> str:
    """The first 32 hex figures (128 bits) of the SHA-256 of `content` in canonical JSON."""
    return _digest(_written(content))


def _digest(text: str) -> str:
    # A lone surrogate from a damaged file must give a hash that does not fit, not an exception.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _identify(
    plan: str, cell: Cell, stance: Stance, value_hash: str, covers: tuple[str, ...], nonce: str
) -> str:
    """The digest of all of them in one list.

    The list is written here by hand, because the encoder is quick with texts and slow to begin
    with anything else, and opening a plan works out thousands of these.
    """
    place, covered = ",".join(map(_written, cell)), ",".join(map(_written, covers))
    parts = (_written(stance.value), _written(value_hash), f"[{covered}]", _written(nonce))
    return _digest(f"[{_written(plan)},[{place}],{','.join(parts)}]")


def edit(
    plan: str,
    cell: Cell,
    value: Value,
    seen: Iterable[str],
    nonce: str,
    stance: Stance = Stance.STATED,
) -> Change:
    """One edit over the heads in `seen`; for a cell seen blank, what makes its record exist."""
    return make_change(plan, cell, value, seen, nonce, stance)


def add_record(
    plan: str,
    kind: str,
    record: str,
    values: Mapping[tuple[str, str], Value],
    new_nonce: Callable[[], str],
    unconfirmed: Iterable[tuple[str, str]] = (),
    stance: Stance = Stance.STATED,
) -> list[Change]:
    """A record's existence and its first `values` by (field, period), blank ones left out."""
    unsure = set(unconfirmed)
    existence = make_change(
        plan, Cell(kind, record, "exists"), value=True, covers=(), nonce=new_nonce(), stance=stance
    )
    return [
        existence,
        *(
            make_change(
                plan,
                Cell(kind, record, *place),
                value,
                # Over the record's making, so that undoing that leaves these without a record
                # and a copy that has not got it yet lets them wait.
                (existence.id,),
                new_nonce(),
                Stance.UNCONFIRMED if place in unsure else stance,
            )
            for place, value in values.items()
            # A blank first value says nothing; where two copies add the same record, it would
            # contradict the other copy's filled one.
            if value is not None
        ),
    ]


def delete_record(
    plan: str,
    kind: str,
    record: str,
    seen: Iterable[str],
    nonce: str,
    stance: Stance = Stance.STATED,
) -> Change:
    """The deletion of a record over all the heads in `seen`: its existence's and its cells'."""
    return make_change(
        plan, Cell(kind, record, "exists"), value=False, covers=seen, nonce=nonce, stance=stance
    )
