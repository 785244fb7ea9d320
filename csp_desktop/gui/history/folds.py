"""History as it is listed: what was done as one stands under one line, which opens and closes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from csp_desktop.gui.history.blocks import told_block
from csp_desktop.gui.history.merges import told_merge
from csp_desktop.gui.history.words import EntryWords, told
from csp_desktop.plan.fields import FieldTable

if TYPE_CHECKING:
    from csp_desktop.operations.editing.history import HistoryEntry

_SEVERAL = 2


class HistoryLine(NamedTuple):
    """One line: an entry, or with no entry the one over what was done as one.

    `fold` names what it stands over, or what it stands under; '' for an entry by itself.
    """

    told: EntryWords
    entry: HistoryEntry | None
    fold: str = ""

    @property
    def is_head(self) -> bool:
        """Whether it stands over what was done as one."""
        return self.entry is None


def lines(
    entries: Sequence[HistoryEntry], table: FieldTable, opened: Collection[str], *, now_year: int
) -> list[HistoryLine]:
    """The entries, newest first; what one undo takes back, several of them, under one line.

    What a merge brought stands at the time of the merge. `opened` are the folds whose entries are
    listed. What came with the plan, which no undo takes back, is not folded.
    """
    merges, blocks = _done_as_one(entries)
    waiting = sorted(merges, key=_merged_at, reverse=True)
    found: list[HistoryLine] = []
    for each in entries:
        if each.merge is not None:
            continue
        while waiting and _merged_at(waiting[0]) >= (each.at or ""):
            found += _folded(waiting.pop(0), table, opened, now_year)
        block = blocks.get(each.operation_id, []) if each.at is not None else []
        if len(block) < _SEVERAL:
            found.append(HistoryLine(told(each, table, now_year=now_year), each))
        elif each is block[0]:
            found += _folded(block, table, opened, now_year)
    for merge in waiting:
        found += _folded(merge, table, opened, now_year)
    return found


def _done_as_one(
    entries: Sequence[HistoryEntry],
) -> tuple[list[list[HistoryEntry]], dict[str, list[HistoryEntry]]]:
    """What each merge brought, and what was done here by operation."""
    merges: dict[str, list[HistoryEntry]] = {}
    blocks: dict[str, list[HistoryEntry]] = {}
    for each in entries:
        if each.merge is not None:
            merges.setdefault(each.merge.id, []).append(each)
        elif each.at is not None:
            blocks.setdefault(each.operation_id, []).append(each)
    return list(merges.values()), blocks


def _folded(
    entries: Sequence[HistoryEntry], table: FieldTable, opened: Collection[str], now_year: int
) -> list[HistoryLine]:
    """The line over these entries, and below it they themselves where it is opened."""
    merge = entries[0].merge
    name = merge.id if merge else entries[0].operation_id
    folded = name not in opened
    if merge:
        head: EntryWords = told_merge(entries, folded=folded, now_year=now_year)
    else:
        head = told_block(entries, table, folded=folded, now_year=now_year)
    found = [HistoryLine(head, None, name)]
    if not folded:
        found += [HistoryLine(told(each, table, now_year=now_year), each, name) for each in entries]
    return found


def _merged_at(entries: Sequence[HistoryEntry]) -> str:
    merge = entries[0].merge
    return (merge.at or "") if merge else ""
