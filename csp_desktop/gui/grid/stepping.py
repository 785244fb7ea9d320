"""Rows and columns that become others step by step, so that views keep their place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_MOST_STEPS = 40
"""More separate insertions and removals than this are shown as one new table instead."""


class Keyed(Protocol):
    """A row or a column, which its key tells from all others."""

    @property
    def key(self) -> str:
        """The text that tells it from all others."""


K = TypeVar("K", bound=Keyed)


def become(
    model: QAbstractTableModel,
    shown: list[K],
    wanted: list[K],
    removing: tuple[Callable[[Index, int, int], None], Callable[[], None]],
    inserting: tuple[Callable[[Index, int, int], None], Callable[[], None]],
    keep: Callable[[], None] = lambda: None,
) -> bool:
    """Change `shown` to the keys of `wanted` step by step, telling the views of each step.

    Returns whether anything moved. Many steps, or a new order, become one cheaper reset.
    """
    before, after = [each.key for each in shown], [each.key for each in wanted]
    if before == after:
        return False
    old, new = set(before), set(after)
    gone = runs_of([n for n, key in enumerate(before) if key not in new])
    come = runs_of([n for n, key in enumerate(after) if key not in old])
    in_order = [k for k in before if k in new] == [k for k in after if k in old]
    if not in_order or len(gone) + len(come) > _MOST_STEPS or not before:
        model.beginResetModel()  # views lose their place, which the keeper puts right
        shown[:] = wanted
        keep()
        model.endResetModel()
        return True
    for first, last in reversed(gone):  # from below: the numbers above stay right
        removing[0](_ROOT, first, last)
        del shown[first : last + 1]
        keep()  # before the views are told: they ask for the new count at once
        removing[1]()
    for first, last in come:
        inserting[0](_ROOT, first, last)
        shown[first:first] = wanted[first : last + 1]
        keep()
        inserting[1]()
    return True


def runs_of(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as runs of neighbours: (first, last) each."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
