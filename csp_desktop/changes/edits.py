"""The changes that people make: edits, decisions, additions, deletions. Plain functions.

Each takes what its author saw, never what is current by the time it is written: a value that came
in between would be covered, and so replaced, by somebody who never saw it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from csp_desktop.changes.change import Cell, Change, Stance, make_change
from csp_desktop.plan.values import Value


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
